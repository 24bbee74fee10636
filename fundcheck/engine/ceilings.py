"""The ceiling of indirect costs as a pack has it: for figures that somebody asks about."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ceiling import Ceiling, Tier, ceiling, largest_within
from fundcheck.errors import WrongRequestError
from fundcheck.rulebook.parameters import WordList

if TYPE_CHECKING:
    from collections.abc import Sequence
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
    first. Raises WrongRequestError where the pack has no tiers, or the research type is none that
    it knows: which tiers hold would be a guess.
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
    special, general = _words(pack, spec.special_types), _words(pack, spec.general_types)
    pattern = "|".join(re.escape(word) for word in sorted(special, key=len, reverse=True))
    if re.search(pattern, research_type):
        whole = not re.sub(pattern, "", research_type, count=1)
        return [spec.special] if whole else [spec.general, spec.special]
    if any(word in research_type for word in (spec.general, *general)):
        return [spec.general]
    raise WrongRequestError(_which(research_type, special, general, spec))


_TYPES_SHOWN = 6


def _words(pack: Pack, name: str) -> tuple[str, ...]:
    """Return the words of that list of the pack; none where it names no list."""
    words = pack.parameters.get(name)
    return words.words if isinstance(words, WordList) else ()


def _which(
    research_type: str, names: Sequence[str], general: Sequence[str], spec: CeilingSpec
) -> str:
    """Return the question that a type calls forth which says nothing of its tiers."""
    near = get_close_matches(research_type, [*names, *general], n=2, cutoff=0.5)
    hint = f"是不是 {'、'.join(near)}？" if near else ""
    return (
        f"看不出项目类型「{research_type}」适用哪一种比例。{hint}"
        f"适用较高比例的写 {'、'.join(names)}；其余的写 {spec.general}"
        f"（或含有 {'、'.join(general[:_TYPES_SHOWN])} 等字样）；以立项文件为准。"
    )


def _tiers(pack: Pack, spec: CeilingSpec, kind: str) -> list[Tier]:
    table = next(table for table in pack.law_tables if table.name == spec.table)
    rows = table.frame.filter(pl.col("kind") == kind).sort("lower")
    return [Tier(*row) for row in rows.select("lower", "upper", "rate").iter_rows()]
