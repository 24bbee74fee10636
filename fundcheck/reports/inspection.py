"""How files would be read, as text for the terminal, as JSON and as a page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fundcheck.printable import printable
from fundcheck.receipts import grouped
from fundcheck.reports.json import input_document, sheet_document, skipped_document
from fundcheck.reports.notation import column_title, counted, money, role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fundcheck.receipts import Group, InputReceipt, SheetReceipt, SkippedFile

SCHEMA = "fundcheck/inspection/1"
_ROWS_SHOWN = 20


def as_text(inputs: Sequence[InputReceipt], skipped: Sequence[SkippedFile]) -> str:
    """Return the receipts as plain text."""
    lines: list[str] = []
    for receipt in inputs:
        lines += _input(receipt)
    lines += [f"跳过 {file.path}：{file.why}" for file in skipped]
    return "\n".join(map(printable, lines)).rstrip() + "\n"


def _input(receipt: InputReceipt) -> Iterator[str]:
    yield receipt.path
    if receipt.format:
        yield f"  格式：{receipt.format}"
    if receipt.error:
        yield f"  {receipt.error if receipt.readable else '读不出：' + receipt.error}"
    yield from (f"  {said}" for said in receipt.remarks)
    for group in grouped(receipt.sheets, alike=True):
        yield from _sheet(group)
    yield ""


def _sheet(group: Group) -> Iterator[str]:
    sheet = group.sheet
    lost = "像是账册，没有读懂。" if sheet.lost else ""
    yield f"  工作表{group.shown}：{role(sheet.role)}。{lost}{sheet.why}"
    if sheet.header_row and sheet.role == "not_read":
        yield f"    最像表头的是第 {sheet.header_row} 行：{'、'.join(sheet.unmapped)}"
    elif sheet.header_row:
        yield f"    表头在第 {sheet.header_row} 行"
    for candidate in sheet.candidates:
        known = "、".join(candidate.headers)
        reading = f"第 {candidate.row} 行读作{role(candidate.role)}"
        yield f"      {reading}：{candidate.score} 分（{known}）"
    if sheet.role != "not_read":
        yield from _columns(sheet)
        yield from _rows(sheet)
    for question in sheet.questions:
        meant = "或".join(question.candidates)
        yield f"    请确认：「{question.header}」可能是{meant}，没有把握，未使用"
    for note in (*sheet.losses, *sheet.notes):
        yield f"    {note}"


def _columns(sheet: SheetReceipt) -> Iterator[str]:
    yield "    列："
    for header, name in sheet.columns.items():
        sure = sheet.confidence.get(header)
        near = f"（近似，把握 {sure:.0%}）" if sure else ""
        yield f"      {header} → {column_title(name)}{near}，例如 {_examples(sheet, header)}"
    for header in sheet.unmapped:
        yield f"      {header} → 未使用，例如 {_examples(sheet, header)}"


def _examples(sheet: SheetReceipt, header: str) -> str:
    return "、".join(sheet.samples.get(header, ())) or "（空）"


def _rows(sheet: SheetReceipt) -> Iterator[str]:
    rows = sheet.rows
    yield (
        f"    行：共 {rows.total}，读入 {rows.entries}，表头 {rows.header}，标题脚注 {rows.title}，"
        f"小计 {rows.subtotal}，空行 {rows.blank}，未读入 {rows.rejected}"
    )
    if totals := sheet.totals:
        stated = "表上没有合计" if totals.stated is None else f"表上合计 {money(totals.stated)}"
        agrees = {True: "，相符", False: "，不符", None: ""}[totals.agrees]
        yield f"    借方 {money(totals.debit)}，贷方 {money(totals.credit)}；{stated}{agrees}"
    if sheet.counted is not None:
        yield f"    {counted(sheet.counted)}"
    for rejected in sheet.rejected[:_ROWS_SHOWN]:
        yield f"    第 {rejected.row} 行未读入：{rejected.why}"
    if len(sheet.rejected) > _ROWS_SHOWN:
        yield f"    ……共 {len(sheet.rejected)} 行未读入"


def as_json(inputs: Sequence[InputReceipt], skipped: Sequence[SkippedFile]) -> str:
    """Return the receipts as JSON: the inputs of findings.json, with candidates and samples."""
    document: dict[str, object] = {
        "schema": SCHEMA,
        "inputs": [_with_details(receipt) for receipt in inputs],
        "skipped": skipped_document(skipped),
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _with_details(receipt: InputReceipt) -> dict[str, object]:
    sheets: list[dict[str, object]] = [
        {
            **sheet,
            "samples": {header: list(values) for header, values in details.samples.items()},
            "candidates": [
                {
                    "row": candidate.row,
                    "role": candidate.role,
                    "score": f"{candidate.score:.1f}",
                    "headers": list(candidate.headers),
                }
                for candidate in details.candidates
            ],
        }
        for sheet, details in zip(map(sheet_document, receipt.sheets), receipt.sheets, strict=True)
    ]
    return {**input_document(receipt), "sheets": sheets}


def as_html(inputs: Sequence[InputReceipt], skipped: Sequence[SkippedFile], version: str) -> str:
    """Return the receipts as one page, offline, with no external address."""
    from fundcheck.reports.html import page  # noqa: PLC0415 - only a page needs templates

    return page("inspect.html.j2", inputs=inputs, skipped=skipped, version=version)
