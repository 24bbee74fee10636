"""findings.xlsx, the working paper: findings to review line by line, outcomes, reading receipt."""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fundcheck.findings import Level, Result
from fundcheck.reports.notation import counted, place, role
from fundcheck.resources import FINDINGS_SHEETS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from fundcheck.findings import Audit, Evidence

CONCLUSIONS = ["属实", "误报", "已整改", "待核"]
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PLACES_SHOWN = 20
_CELL_LIMIT = 32_000  # Excel holds 32,767 characters in a cell
# Together no wider than A4 across can carry at a size that people read.
_FINDING_COLUMNS = (
    ("指纹", 10),
    ("级别", 6),
    ("规则", 8),
    ("条款", 11),
    ("项目编号", 14),
    ("项目名称", 16),
    ("问题", 42),
    ("涉及金额", 14),
    ("证据", 26),
    ("整改建议", 30),
    ("核实结论", 9),
    ("核实说明", 18),
    ("核实人", 9),
    ("核实日期", 11),
)
_OUTCOME_COLUMNS = (
    ("项目编号", 14),
    ("规则", 9),
    ("名称", 24),
    ("条款", 14),
    ("结论", 10),
    ("核对", 8),
    ("发现", 8),
    ("无法判断", 9),
    ("说明", 56),
    ("需要的材料", 34),
)
_READING_COLUMNS = (
    ("文件", 30),
    ("工作表", 16),
    ("读作", 12),
    ("行号", 8),
    ("总行数", 8),
    ("读入", 8),
    ("表头", 8),
    ("标题脚注", 9),
    ("小计", 8),
    ("空行", 8),
    ("未读入", 8),
    ("与表上合计", 11),
    ("说明", 70),
)
_LINE_HEIGHT = 14  # points, of text in size 10
_TALLEST = 409  # points; Excel has no taller row


def load() -> None:
    """Load the library that writes workbooks, so that ``write`` need not wait for it."""
    import xlsxwriter  # noqa: F401, PLC0415


def write(audit: Audit, path: Path) -> None:
    """Write the workbook. Text from ledgers is written as text, never as a formula or a link."""
    import xlsxwriter  # noqa: PLC0415 - only those who want a workbook pay for it

    packed = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(packed, {**options, "in_memory": True}) as book:
        # A clock in the properties would make two equal runs differ.
        created = dt.datetime.combine(audit.as_of, dt.time(), dt.UTC)
        book.set_properties({"created": created, "title": "科研项目经费检查问题清单"})
        styles = _styles(book)
        writers = (_summary, _findings, _outcomes, _reading)
        for name, writer in zip(FINDINGS_SHEETS, writers, strict=True):
            writer(book.add_worksheet(name), audit, styles)
    store(packed, path)


def store(packed: io.BytesIO, path: Path) -> None:
    """Write the parts without compression: builds of zlib differ in the bytes they make."""
    with zipfile.ZipFile(packed) as parts, zipfile.ZipFile(path, "w") as stored:
        for part in parts.infolist():
            stored.writestr(zipfile.ZipInfo(part.filename, _EPOCH), parts.read(part))


def _styles(book: Any) -> dict[str, Any]:  # noqa: ANN401 - xlsxwriter has no types
    base = {"valign": "top", "border": 1, "border_color": "#C8CED6", "font_size": 10}
    wrap = {**base, "text_wrap": True}
    fills = {
        Level.VIOLATION.value: "#F6C9C9",
        Level.QUERY.value: "#FBE5C0",
        Level.NOTICE.value: "#DCE9F6",
    }
    styles = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({**wrap, "bold": True, "bg_color": "#E8EDF3", "valign": "vcenter"}),
        "text": book.add_format({**wrap, "num_format": "@"}),
        "count": book.add_format({**base, "num_format": "#,##0"}),
        "money": book.add_format({**base, "num_format": "#,##0.00"}),
        "day": book.add_format({**base, "num_format": "yyyy-mm-dd"}),
        "entry": book.add_format({**wrap, "num_format": "@", "bg_color": "#FFFDE7"}),
        "entry_day": book.add_format({**base, "num_format": "yyyy-mm-dd", "bg_color": "#FFFDE7"}),
    }
    for level, color in fills.items():
        styles[level] = book.add_format({**base, "bold": True, "bg_color": color})
    return styles


def _sheet_setup(
    sheet: Any,  # noqa: ANN401
    columns: Sequence[tuple[str, int]],
    styles: dict[str, Any],
    rows: int,
) -> None:
    for index, (header, width) in enumerate(columns):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, header, styles["head"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(rows, 1), len(columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页 / 共 &N 页")


def _summary(sheet: Any, audit: Audit, styles: dict[str, Any]) -> None:  # noqa: ANN401
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 84)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, "科研项目经费检查 · 汇总", styles["title"])
    row = 2
    for name, value in _summary_lines(audit):
        sheet.write_string(row, 0, name, styles["head"])
        if isinstance(value, int):
            sheet.write_number(row, 1, value, styles["count"])
        elif isinstance(value, Decimal):
            sheet.write_number(row, 1, float(value), styles["money"])
        else:
            sheet.write_string(row, 1, value, styles["text"])
        row += 1
    row += 1
    for line in (
        "怎样使用本工作簿",
        "1. 在「问题清单」逐条核实，填写黄色四列：核实结论（下拉选择）、说明、核实人、日期。",
        "2. 「规则执行情况」列出每条规则核对了多少、哪些无法判断、需要补什么材料。",
        "3. 「读取情况」说明每个文件、每张表、每类行是怎样读的；未读入的行没有参加检查。",
    ):
        sheet.merge_range(row, 0, row, 1, line, styles["text"])
        row += 1


def _summary_lines(audit: Audit) -> list[tuple[str, str | int | Decimal]]:
    packs = "；".join(f"{pack.title}（{pack.id}，{pack.edition} 版）" for pack in audit.packs)
    return [
        ("判定日期", audit.as_of.isoformat()),
        ("规则包", packs),
        ("程序", f"fundcheck {audit.version}"),
        ("项目数", len(audit.projects)),
        ("文件数", len(audit.inputs)),
        ("读不出的文件", sum(not item.readable for item in audit.inputs)),
        *((level.label, audit.count(level)) for level in Level),
        ("无法判断（项次：规则×项目）", audit.unknown),
        ("违规和疑点涉及金额（元）", audit.amount_at_issue),
    ]


def _findings(sheet: Any, audit: Audit, styles: dict[str, Any]) -> None:  # noqa: ANN401
    _sheet_setup(sheet, _FINDING_COLUMNS, styles, len(audit.findings))
    names = {project.project_code: project.project_name or "" for project in audit.projects}
    for row, finding in enumerate(audit.findings, start=1):
        text = _writer(sheet, row, styles["text"])
        text(0, finding.fingerprint)
        sheet.write_string(row, 1, finding.level.label, styles[finding.level.value])
        text(2, finding.rule)
        text(3, finding.article)
        text(4, finding.project_code)
        name = names.get(finding.project_code, "")
        text(5, name)
        problem = "\n".join((finding.message, *finding.arithmetic))
        text(6, problem)
        if finding.amount is None:
            sheet.write_blank(row, 7, None, styles["money"])
        else:
            sheet.write_number(row, 7, float(finding.amount), styles["money"])
        places = _places(finding.evidence)
        text(8, places)
        text(9, finding.remedy)
        _grow(sheet, row, _FINDING_COLUMNS, {5: name, 6: problem, 8: places, 9: finding.remedy})
        for column in (10, 11, 12):
            sheet.write_blank(row, column, None, styles["entry"])
        sheet.write_blank(row, 13, None, styles["entry_day"])
    last = max(len(audit.findings), 1)
    sheet.data_validation(
        1,
        10,
        last,
        10,
        {
            "validate": "list",
            "source": CONCLUSIONS,
            "error_title": "核实结论",
            "error_message": "请从下拉列表选择：属实、误报、已整改、待核。",
        },
    )


def _writer(sheet: Any, row: int, style: Any) -> Callable[[int, str], None]:  # noqa: ANN401
    def text(column: int, value: str) -> None:
        sheet.write_string(row, column, _cut(value), style)

    return text


def _grow(
    sheet: Any,  # noqa: ANN401
    row: int,
    columns: Sequence[tuple[str, int]],
    texts: Mapping[int, str],
) -> None:
    """Make a row as tall as its longest wrapped text.

    Excel would do so by itself on opening; LibreOffice and previews would not, and would hide
    all but the first line.
    """
    lines = max(_lines(text, columns[column][1]) for column, text in texts.items())
    if lines > 1:
        sheet.set_row(row, min(lines * _LINE_HEIGHT, _TALLEST))


def _lines(text: str, width: int) -> int:
    """Return how many lines a text wraps to; a Chinese character is two wide, as in GBK."""
    return sum(
        max(1, math.ceil(len(line.encode("gbk", "replace")) / (width - 1)))
        for line in text.split("\n")
    )


def _cut(text: str) -> str:
    """Return the text, cut and saying so where Excel could not hold it."""
    if len(text) <= _CELL_LIMIT:
        return text
    note = f"…（只存 {_CELL_LIMIT:,} / 共 {len(text):,} 字，全文见 findings.json）"
    return text[:_CELL_LIMIT] + note


def _places(evidence: Sequence[Evidence]) -> str:
    lines = [place(one) for one in evidence[:_PLACES_SHOWN]]
    if len(evidence) > _PLACES_SHOWN:
        lines.append(f"（显示 {_PLACES_SHOWN} / 共 {len(evidence)} 行，全部见 findings.json）")
    return "\n".join(lines)


def _outcomes(sheet: Any, audit: Audit, styles: dict[str, Any]) -> None:  # noqa: ANN401
    lines = [(project, outcome) for project in audit.projects for outcome in project.outcomes]
    _sheet_setup(sheet, _OUTCOME_COLUMNS, styles, len(lines))
    for row, (project, outcome) in enumerate(lines, start=1):
        text = _writer(sheet, row, styles["text"])
        text(0, project.project_code)
        text(1, outcome.code)
        text(2, outcome.title)
        text(3, outcome.article)
        if outcome.result is Result.FOUND:
            sheet.write_string(row, 4, outcome.result.label, styles[outcome.level.value])
        else:
            text(4, outcome.result.label)
        for column, number in ((5, outcome.looked_at), (6, outcome.found), (7, outcome.unknown)):
            sheet.write_number(row, column, number, styles["count"])
        needs = "；".join(outcome.needs)
        text(8, outcome.why)
        text(9, needs)
        _grow(sheet, row, _OUTCOME_COLUMNS, {2: outcome.title, 8: outcome.why, 9: needs})


def _reading(sheet: Any, audit: Audit, styles: dict[str, Any]) -> None:  # noqa: ANN401
    lines = _reading_lines(audit)
    _sheet_setup(sheet, _READING_COLUMNS, styles, len(lines))
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line):
            if isinstance(value, int):
                sheet.write_number(row, column, value, styles["count"])
            else:
                sheet.write_string(row, column, _cut(value), styles["text"])
        _grow(sheet, row, _READING_COLUMNS, {0: str(line[0]), 12: str(line[12])})


def _reading_lines(audit: Audit) -> list[list[str | int]]:
    """Return a line for each file that was not read, each sheet, and each rejected row."""
    agreement = {True: "相符", False: "不符", None: "表上没有"}
    lines: list[list[str | int]] = []
    for item in audit.inputs:
        if not item.readable or item.error:
            state = "读不出" if not item.readable else "重复文件"
            lines.append([item.path, "", state, *[""] * 9, item.error or ""])
        for sheet in item.sheets:
            rows = sheet.rows
            counts = [rows.total, rows.entries, rows.header, rows.title, rows.subtotal]
            agrees = agreement[sheet.totals.agrees] if sheet.totals else ""
            told = (counted(sheet.counted),) if sheet.counted else ()
            lost = ("像是账册，没有读懂。",) if sheet.lost else ()
            said = " ".join((*lost, sheet.why, *told, *sheet.losses, *sheet.notes))
            if sheet.unmapped:
                said += f" 未使用的列：{'、'.join(sheet.unmapped)}。"
            numbers: list[str | int] = [*counts, rows.blank, rows.rejected, agrees]
            lines.append([item.path, sheet.name, role(sheet.role), "", *numbers, said])
            lines += [
                [item.path, sheet.name, "未读入的行", row.row, *[""] * 8, row.why]
                for row in sheet.rejected
            ]
    return lines
