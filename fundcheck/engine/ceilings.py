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
    words = pack.parameters[spec.special_types]
    names = words.words if isinstance(words, WordList) else ()
    known = {bare for name in (spec.general, *spec.general_types) if (bare := _bare(name))}
    if _bare(research_type) in known:
        return [spec.general]
    pattern = "|".join(re.escape(word) for word in sorted(names, key=len, reverse=True))
    if not re.search(pattern, research_type):
        raise WrongRequestError(_which(research_type, names, spec))
    whole = not re.sub(pattern, "", research_type, count=1)
    return [spec.special] if whole else [spec.general, spec.special]


_TYPES_SHOWN = 6
_TAIL = re.compile(r"(?:类|型|研究|计划|项目|课题)+$")


def _bare(text: str) -> str:
    """Return a type without what makes no other type of it: 应用研究类项目 is 应用."""
    return _TAIL.sub("", re.sub(r"\s", "", text))


def _which(research_type: str, names: Sequence[str], spec: CeilingSpec) -> str:
    """Return the question that a type calls forth which says nothing of its tiers."""
    near = get_close_matches(research_type, [*names, *spec.general_types], n=2, cutoff=0.5)
    hint = f"是不是 {'、'.join(near)}？" if near else ""
    return (
        f"看不出项目类型「{research_type}」适用哪一种比例。{hint}"
        f"适用较高比例的写 {'、'.join(names)}；其余的写 {spec.general}"
        f"（或 {'、'.join(spec.general_types[:_TYPES_SHOWN])} 等）；以立项文件为准。"
    )


def _tiers(pack: Pack, spec: CeilingSpec, kind: str) -> list[Tier]:
    table = next(table for table in pack.law_tables if table.name == spec.table)
    rows = table.frame.filter(pl.col("kind") == kind).sort("lower")
    return [Tier(*row) for row in rows.select("lower", "upper", "rate").iter_rows()]
