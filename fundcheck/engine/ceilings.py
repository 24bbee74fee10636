"""The ceiling of indirect costs as a pack has it: for figures that somebody asks about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ceiling import Ceiling, Tier, ceiling, largest_within
from fundcheck.errors import WrongRequestError
from fundcheck.rulebook.parameters import WordList

if TYPE_CHECKING:
    from decimal import Decimal

    from fundcheck.rulebook.pack import CeilingSpec, Pack


def ceilings(
    pack: Pack,
    *,
    direct: Decimal | None = None,
    total: Decimal | None = None,
    equipment: Decimal,
    research_type: str | None = None,
) -> tuple[Ceiling, ...]:
    """Return the ceiling for these direct costs, or the largest one inside a fixed total.

    Two where the research type does not tell which tiers hold (应用基础研究): the general ones
    first. Raises WrongRequestError where the pack has no tiers.
    """
    spec = pack.ceiling
    if spec is None:
        raise WrongRequestError(f"规则包 {pack.id} 没有间接费用的分档比例，算不出上限。")
    found = []
    for kind in _kinds(pack, spec, research_type):
        tiers = _tiers(pack, spec, kind)
        if total is not None:
            found.append(largest_within(kind, tiers, total, equipment))
        elif direct is not None:
            found.append(ceiling(kind, tiers, direct, equipment))
    return tuple(found)


def _kinds(pack: Pack, spec: CeilingSpec, research_type: str | None) -> list[str]:
    """Return the kinds that a research type may be: as the views of the pack read it."""
    if research_type is None:
        return [spec.general]
    words = pack.parameters[spec.special_types]
    names = words.words if isinstance(words, WordList) else ()
    pattern = "|".join(re.escape(word) for word in sorted(names, key=len, reverse=True))
    if not re.search(pattern, research_type):
        return [spec.general]
    whole = not re.sub(pattern, "", research_type, count=1)
    return [spec.special] if whole else [spec.general, spec.special]


def _tiers(pack: Pack, spec: CeilingSpec, kind: str) -> list[Tier]:
    table = next(table for table in pack.law_tables if table.name == spec.table)
    rows = table.frame.filter(pl.col("kind") == kind).sort("lower")
    return [Tier(*row) for row in rows.select("lower", "upper", "rate").iter_rows()]
