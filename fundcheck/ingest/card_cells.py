"""Cells of the tables beside a ledger that nobody understands: 约5万, 2024年底, 已关闭.

Such a cell is blank in the table, and a rule would take it for absent: where a rule needs it, the
project is open (``fundcheck.engine.doubts``). A row whose amount is lost says nothing at all and is
rejected; of any other row only the cell is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest.losses import listed
from fundcheck.tables import TABLES, Type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fundcheck.ingest.body import Part
    from fundcheck.tables import Column

# A row of these tables is its amount.
_AMOUNTS = {
    "budget": {"amount"},
    "budget_changes": {"amount", "_increase", "_decrease", "_after", "_before"},
    "receipts": {"amount"},
    "transfers_of_results": {"income", "reward"},
}
# The words that a column of the contract may say; others are shown, and decide nothing.
_KNOWN = {
    ("projects", "status"): r"在研|执行|通过|结题|终止|撤销",
    ("projects", "funding_mode"): r"预算|包干",
    ("receipts", "kind"): r"拨付|转拨|自筹|退",
}
_EXPECTED = {
    Type.MONEY: "金额",
    Type.NUMBER: "数字",
    Type.DATE: "日期",
    Type.BOOLEAN: "「是」或「否」",
}
_SHOWN = 20


class Doubt(NamedTuple):
    """What of a project was not understood: about, as of the table of doubts, and why."""

    project_code: str | None
    about: str
    why: str


class Odd(NamedTuple):
    """Cells that were not understood: the sentences on them, and the doubts that they cast."""

    losses: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def lets_row_go(role: str, name: str) -> bool:
    """Whether a row of a table is none without this cell."""
    return role not in TABLES or name in _AMOUNTS.get(role, ())


def wrong_cell(text: pl.Expr, header: str, kind: Type) -> pl.Expr:
    """Return what is wrong with a cell, as a phrase."""
    return pl.format("「{}」的「{}」不是{}", pl.lit(header), text, pl.lit(_EXPECTED[kind]))


def odd_cells(
    body: pl.DataFrame,
    taken: pl.DataFrame,
    columns: Iterable[Column],
    values: Mapping[str, pl.Series],
    part: Part,
) -> Odd:
    """Return what cells of a table's rows were not understood, or are not in the file.

    body: every row as it stands, with its kind; taken: those taken, with their project.
    """
    header, role = part.header, part.header.role
    if role not in TABLES:
        return Odd()
    whose = (
        dict(taken.select("row", "project_code").iter_rows())
        if "project_code" in taken.columns
        else {}
    )
    losses: list[str] = []
    doubts: list[Doubt] = []
    for column in columns:
        name = column.name
        if name not in header.columns or name.startswith("_"):
            continue
        index = header.columns[name]
        gone = {row + 1: why for (row, at), why in part.grid.lost.items() if at == index}
        # Of what a row is, not of its text, speaks the column kind of a body.
        text = values[name] if column.type is Type.TEXT else body[name]
        odd = _odd(text, values[name], column, _KNOWN.get((role, name)))
        rows = body.select("row", "kind", said=text)
        found = rows.filter((odd | rows["row"].is_in(list(gone))) & (rows["kind"] == "entry"))
        if not found.height:
            continue
        shown = listed(found["row"].to_list())
        losses.append(f"「{header.texts[index]}」第 {shown}的内容看不懂，用到它的规则不作判断。")
        doubts += [
            Doubt(
                whose.get(row),
                f"{role}.{name}",
                f"{TABLES[role].sheet}：{column.header}"
                f"（{gone.get(row) or f'写的「{said[:_SHOWN]}」看不懂'}）",
            )
            for row, said in found.select("row", "said").iter_rows()
        ]
    return Odd(tuple(losses), tuple(doubts))


def _odd(text: pl.Series, value: pl.Series, column: Column, words: str | None) -> pl.Series:
    """Return which cells of a column nobody understands."""
    if column.type is not Type.TEXT:
        return text.is_not_null() & value.is_null()
    if words is None:
        return pl.repeat(value=False, n=text.len(), dtype=pl.Boolean, eager=True)
    return (~text.str.contains(words)).fill_null(value=False)


def rejected_rows(body: pl.DataFrame, role: str, project: str | None) -> list[Doubt]:
    """Return the doubts of rows that were rejected: what they say of a project is lost.

    project: of the whole sheet, where the rows name none.
    """
    if role not in TABLES:
        return []
    own = pl.col("project_code") if "project_code" in body.columns else pl.lit(None, pl.String)
    refused = body.filter(pl.col("kind") == "rejected").select(
        "row", "why", code=pl.coalesce(own, pl.lit(project, pl.String))
    )
    sheet = TABLES[role].sheet
    return [
        Doubt(code, role, f"{sheet}：第 {row} 行没有读入（{why}），改正后重新检查")
        for row, why, code in refused.iter_rows()
    ]
