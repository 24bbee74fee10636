"""The reading receipt of one table: its rows by kind, its columns, what a reader should know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundcheck.ingest import tills
from fundcheck.ingest.body import rows_above
from fundcheck.ingest.sheet_xml import column_letters
from fundcheck.ingest.summaries import SUMMARIES
from fundcheck.receipts import RejectedRow, RowCounts, SheetReceipt

if TYPE_CHECKING:
    from fundcheck.ingest.body import Part


def receipt_of(
    part: Part,
    kinds: dict[str, int],
    rejected: tuple[tuple[int, str], ...],
    notes: tuple[str, ...],
    losses: tuple[str, ...] = (),
) -> SheetReceipt:
    """Return the receipt of a table whose rows are counted by kind.

    kinds: what each row below the header is -> how many; rejected: (Excel's row, why); notes,
    losses: Chinese sentences.
    """
    grid, header = part
    texts = _as_they_stand(part)
    above = [any(cells) for cells in rows_above(grid, header)]
    if grid.written:
        notes = (*notes, "表中的繁体字按简体字读取。")
    if grid.hidden:
        notes = (*notes, "这是隐藏的工作表，已照常读取。")
    if hidden := sum(grid.top <= row < grid.top + grid.cells.height for row in grid.hidden_rows):
        notes = (*notes, f"有 {hidden} 行被隐藏或筛选掉，已照常读取。")
    if grid.hidden_columns:
        letters = "、".join(map(column_letters, grid.hidden_columns))
        notes = (*notes, f"有 {len(grid.hidden_columns)} 列被隐藏（{letters}），已照常读取。")
    return SheetReceipt(
        name=grid.name,
        role=header.role,
        why=_ROLE[header.role],
        header_row=None if header.form else header.bottom + grid.top + 1,
        columns={
            **{texts[i]: _shown(n) for n, i in header.columns.items()},
            **{texts[i]: header.spread_as for i in header.spread if part.height},
        },
        unmapped=tuple(grid.written.get(text, text) for text in header.unmapped),
        rows=RowCounts(
            total=grid.cells.height,
            entries=kinds.get("entry", 0),
            header=kinds.get("header", 0) + header.bottom - header.top + 1,
            title=kinds.get("title", 0) + sum(above),
            subtotal=kinds.get("subtotal", 0),
            blank=kinds.get("blank", 0) + len(above) - sum(above),
            rejected=kinds.get("rejected", 0),
        ),
        rejected=tuple(RejectedRow(row, why) for row, why in rejected),
        notes=notes,
        losses=losses,
        confidence={texts[i]: round(c, 2) for i, c in header.confidence.items()},
        questions=header.questions,
        candidates=header.candidates,
    )


def _shown(name: str) -> str:
    """Return a column's name for readers; of several that say the summary each is the summary."""
    return "summary" if name in SUMMARIES else tills.shown(name).removeprefix("_")


def samples_of(part: Part) -> dict[str, tuple[str, ...]]:
    """Return the first different values of each column."""
    grid, header = part
    below = grid.cells.slice(header.bottom + 1, _SAMPLED).rows()
    return {
        text: tuple(dict.fromkeys(value.strip() for row in below if (value := row[index])))[
            :_SAMPLES
        ]
        for index, text in _as_they_stand(part).items()
    }


def _as_they_stand(part: Part) -> dict[int, str]:
    """Return the texts of the header as the file has them, in whichever signs."""
    grid, header = part
    return {index: grid.written.get(text, text) for index, text in header.texts.items()}


_SAMPLES, _SAMPLED = 3, 50  # values that are shown, and the rows in which they are looked for

_ROLE = {
    "entries": "按支出明细账读取。",
    "projects": "按项目信息表读取。",
    "budget": "按预算表读取。",
    "budget_changes": "按预算调剂表读取。",
    "receipts": "按到账表读取。",
    "participants": "按参与单位表读取。",
    "team": "按项目组成员表读取。",
    "transfers_of_results": "按成果转化表读取。",
    "invoices": "按发票清单读取，按发票号码补充到支出明细。",
    "auxiliary": "按凭证辅助表读取，按凭证号和分录序号补充到支出明细的项目。",
    "accounts": "按会计科目表读取，用来补充科目名称。",
}
