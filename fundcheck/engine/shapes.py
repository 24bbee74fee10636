"""What the views of a pack must give so that a run can show them: names, columns, kinds.

A pack need have none of these views. One without ``governed`` governs every project, one without
``facts`` shows no figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fundcheck.rulebook.pack import Pack

GOVERNED, FACTS = "governed", "facts"
OF_CEILINGS = (
    *("indirect_base", "indirect_cap", "indirect_cap_low", "indirect_cap_high"),
    *("indirect_budget", "indirect_approved", "indirect_spent"),
)
"""Facts by which ``cap`` tells what a project may still spend."""
_TIERS = ("kind", "lower", "upper", "rate")


class Fault(NamedTuple):
    """What a run could not use: the file, a text to find its line by, what is wrong (Chinese)."""

    file: str
    near: str
    text: str


def faults(pack: Pack, views: Mapping[str, pl.DataFrame]) -> Iterator[Fault]:
    """Yield what the views lack. views: as they were built, those of the pack that were wanted."""
    yield from _governed(views)
    yield from _facts(pack, views)
    yield from _exhibits(pack, views)
    yield from _ceiling(pack)


def _governed(views: Mapping[str, pl.DataFrame]) -> Iterator[Fault]:
    frame = views.get(GOVERNED)
    if frame is None:
        return
    wanted: dict[str, pl.DataType] = {
        "project_code": pl.String(),
        "governed": pl.Boolean(),
        "governed_why": pl.String(),
    }
    for name, kind in wanted.items():
        found = frame.schema.get(name)
        if found is None or found not in {kind, pl.Null()}:
            what = "TRUE、FALSE 或 NULL" if kind == pl.Boolean() else "文字"
            yield Fault(
                "views/governed.sql", "", f"视图 governed 应有 {name} 列（{what}），一个项目一行。"
            )


def _facts(pack: Pack, views: Mapping[str, pl.DataFrame]) -> Iterator[Fault]:
    if not pack.facts:
        return
    frame = views.get(FACTS)
    if frame is None:
        text = "有 [facts]，却没有视图 facts：数从这个视图来，一个项目一行。"
        yield Fault("pack.toml", "[facts]", text)
        return
    for name in ("project_code", *pack.facts):
        found = frame.schema.get(name)
        if found is None:
            yield Fault("views/facts.sql", "", f"视图 facts 没有 {name} 列，[facts] 要显示它。")
        elif name in pack.facts and not (found.is_numeric() or found == pl.Null()):
            yield Fault("views/facts.sql", "", f"视图 facts 的 {name} 列应是数（元）。")


def _exhibits(pack: Pack, views: Mapping[str, pl.DataFrame]) -> Iterator[Fault]:
    for exhibit in pack.exhibits:
        near, frame = f'id = "{exhibit.id}"', views.get(exhibit.view)
        if frame is None:
            text = f"附表 {exhibit.id} 的视图 {exhibit.view} 不存在。"
            yield Fault("pack.toml", near, text)
        elif missing := sorted({"project_code", *exhibit.columns} - set(frame.columns)):
            text = f"附表 {exhibit.id} 的列 {'、'.join(missing)} 不在视图里。"
            yield Fault("pack.toml", near, text)


def _ceiling(pack: Pack) -> Iterator[Fault]:
    spec = pack.ceiling
    if spec is None:
        return
    (frame,) = (table.frame for table in pack.law_tables if table.name == spec.table)
    if missing := [name for name in _TIERS if name not in frame.columns]:
        text = f"表 {spec.table} 应有 {'、'.join(missing)} 列，fundcheck cap 才能分档计算。"
        yield Fault("parameters.toml", f"[tables.{spec.table}]", text)
        return
    kinds = set(frame["kind"])
    for kind in (spec.general, spec.special):
        if kind not in kinds:
            text = f"表 {spec.table} 没有 kind 为「{kind}」的档，[ceiling] 写着它。"
            yield Fault("pack.toml", "[ceiling]", text)
