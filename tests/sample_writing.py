"""Write sample workbooks the way offices do: titles, tables, totals, signatures.

The samples' lines stand in text tables, one line of a ledger a line of text, cells parted by
``|``. They are read like a page of a ledger; the same lines as Python tuples fill five lines each.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Self
from zlib import crc32

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

Cell = str | int | Decimal | dt.date | None
Line = dict[str, Cell]

MONEY = frozenset(
    "金额 价税合计 单价 代扣个税 应发金额 实发金额 预算金额 调整金额 市级财政资金 自筹资金 "
    "审计认定无关支出 分配经费 转化收入 奖励和报酬 借方金额 贷方金额 原币金额 收入 支出 余额".split()
)
DATES = frozenset(
    "日期 开票日期 咨询日期 任务书签订日期 开始日期 结束日期 状态日期 申请日期 办结日期".split()
)
COUNTS = frozenset("序号 数量 附件数 咨询时长 咨询天数 分录号".split())
_WIDTHS = {
    "序号": 6, "项目编号": 14, "项目名称": 36, "摘要": 46, "费用科目": 16, "科目": 12, "明细科目": 18, "金额": 14,
    "收款方": 30, "收款方证件号": 21, "收款账号": 23, "发票代码": 14, "发票号码": 23, "合同编号": 20, "资产编号": 15,
    "物品名称": 18, "规格型号": 16, "承担单位": 28, "付款单位": 22, "收款单位": 28, "单位名称": 30, "核算维度": 52,
    "统一社会信用代码": 22, "证件号": 21, "工作单位": 26, "单位": 28, "计划类别": 20, "备注": 22, "科目全名": 34,
    "借方金额": 14, "贷方金额": 14, "原币金额": 14, "预算金额": 14, "市级财政资金": 15, "自筹资金": 14,
}  # fmt: skip
CARD = (
    "项目编号 项目名称 承担单位 单位类型 项目负责人 计划类别 领域 项目类型 经费管理方式 任务书签订日期 "
    "开始日期 结束日期 项目状态 状态日期 适用办法 市级财政资金 自筹资金 科研财务助理"
)
"""The columns of a project card, as a registry has them."""

_A3, _A4, _WIDE = 8, 9, 16
_WRITTEN = dt.datetime(2026, 6, 24, 9, 30)  # noqa: DTZ001 - Excel's file dates have no zone


def cells(header: str, text: str) -> Cell:
    """Return what a cell under this header holds: money, a date, a count or text."""
    text = text.strip()
    if not text:
        return None
    if header in MONEY:
        return Decimal(text.replace(",", ""))
    if header in DATES:
        return dt.date.fromisoformat(text)
    return Decimal(text) if header in COUNTS else text


def table(headers: str, text: str, **same: Cell) -> list[Line]:
    """Return the lines of a text table under space-parted headers; ``same`` holds for each."""
    names = headers.split()
    result: list[Line] = []
    for row in text.strip().splitlines():
        parts = row.split("|")
        assert len(parts) == len(names), row
        line = dict(same)
        line.update({name: cells(name, part) for name, part in zip(names, parts, strict=True)})
        result.append(line)
    return result


def spending(text: str, **same: Cell) -> list[Line]:
    """Return ledger lines of ``日期|凭证|摘要|费用科目|金额|收款方|其他``.

    其他 holds space-parted ``名=值``; ``@8`` says that an invoice was issued 8 days earlier, and
    gives it a number of that time: a 12-digit code and 8 digits until mid-2023, 20 digits since.
    Identity numbers are written without their check character, which is added; the payee's
    account follows from its name.
    """
    result: list[Line] = []
    for line in table("日期 凭证号 摘要 费用科目 金额 收款方 其他", text, **same):
        extra = str(line.pop("其他") or "").split()
        day, payee, voucher = line["日期"], str(line["收款方"]), line["凭证号"]
        assert isinstance(day, dt.date)
        line["凭证号"] = f"记-{voucher}" if voucher else None
        line["收款账号"] = account_of(payee)
        for word in extra:
            if word.startswith("@"):
                line.update(
                    _invoice(day - dt.timedelta(int(word[1:])), f"{payee}{line['摘要']}{day}")
                )
            else:
                name, value = word.split("=")
                line[name] = cells(name, value)
        if str(line.get("收款方证件号")).isdigit():
            line["收款方证件号"] = id_number(str(line["收款方证件号"]))
        result.append(line)
    return result


_PILOT = dt.date(2023, 7, 1)  # about when Shanxi's sellers went over to numbers without a code
_REGIONS = {"北京": 11, "上海": 31, "郑州": 41, "西安": 61, "济南": 37}


def _invoice(day: dt.date, seed: str) -> Line:
    number = crc32(seed.encode())
    region = _REGIONS.get(seed[:2], 14)
    if day < _PILOT:
        code = f"0{region}00{day:%y}00111"
        return {"发票代码": code, "发票号码": f"{number % 10**8:08d}", "开票日期": day}
    return {"发票号码": f"{day:%y}{region}2{number % 10**9:015d}", "开票日期": day}


def account_of(payee: str) -> str:
    """Return an invented account: a card with its check digit for a person, else a firm's."""
    number = crc32(f"{payee}账号".encode())
    if len(payee) > 4:
        return f"0511{number:010d}{number % 99991:05d}"
    body = f"621700031{number % 10**9:09d}"
    digits = [int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(reversed(body), 1)]
    luhn = -sum(digit // 10 + digit % 10 for digit in digits) % 10
    return f"{body}{luhn}"


def id_number(first_17: str) -> str:
    """Return an identity number (GB 11643) with its check character."""
    total = sum(int(digit) * (2 ** (17 - index) % 11) for index, digit in enumerate(first_17))
    return first_17 + "10X98765432"[total % 11]


def credit_code(first_17: str) -> str:
    """Return a unified social credit code (GB 32100) with its check character."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(mark) * 3**index for index, mark in enumerate(first_17))
    return first_17 + alphabet[-total % 31]


def total(lines: Iterable[Mapping[str, Cell]], header: str = "金额") -> Decimal:
    """Return the sum of a money column."""
    amounts = (line.get(header) for line in lines)
    return sum((amount for amount in amounts if isinstance(amount, Decimal)), Decimal("0.00"))


class Book:
    """A workbook with one look throughout, the same bytes at every writing."""

    def __init__(self, path: Path) -> None:
        # in_memory: the parts of the zip then carry a fixed time instead of this machine's.
        self._book = xlsxwriter.Workbook(str(path), {"in_memory": True})
        self._book.set_properties({"author": "财务科", "created": _WRITTEN})
        font = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        edged = {**font, "border": 1}
        make = self._book.add_format
        self._title = make({**font, "font_size": 16, "bold": True, "align": "center"})
        self._note = make(font)
        self._head = make(
            {**edged, "bold": True, "align": "center", "bg_color": "#DDEBF7", "text_wrap": True}
        )
        self._text = make({**edged, "text_wrap": True})
        self._money = make({**edged, "num_format": "#,##0.00;[Red]-#,##0.00"})
        self._date = make({**edged, "num_format": "yyyy-mm-dd", "align": "center"})
        self._sum = make({**edged, "bold": True, "num_format": "#,##0.00"})

    def __enter__(self) -> Self:
        """Return the book to write into."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write the file."""
        self._book.close()

    def sheet(
        self,
        name: str,
        headers: str,
        lines: Sequence[Mapping[str, Cell]],
        *,
        title: str = "",
        notes: Sequence[str] = (),
        totals: Sequence[str] = (),
        total_label: str | None = "合  计",
        feet: Sequence[str] = (),
    ) -> None:
        """Write title rows, header, lines, a total row of the columns ``totals``, footer rows."""
        names = headers.split()
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A3 if len(names) > _WIDE else _A4)
        sheet.fit_to_pages(1, 0)
        for column, header in enumerate(names):
            sheet.set_column(column, column, _WIDTHS.get(header, 12))
        top = 0
        if title:
            sheet.merge_range(0, 0, 0, len(names) - 1, title, self._title)
            sheet.set_row(0, 28)
            top = 1
        for row, note in enumerate(notes, top):
            sheet.write_string(row, 0, note, self._note)
        top += len(notes)
        for column, header in enumerate(names):
            sheet.write_string(top, column, header, self._head)
        sheet.freeze_panes(top + 1, 0)
        for row, line in enumerate(lines, top + 1):
            for column, header in enumerate(names):
                self._write(sheet, row, column, line.get(header))
        below = top + 1 + len(lines)
        if totals:
            sums = {header: total(lines, header) for header in totals}
            self._totals(sheet, below, names, sums, total_label)
        for row, foot in enumerate(feet, below + bool(totals)):
            sheet.write_string(row, 0, foot, self._note)

    def _totals(
        self,
        sheet: xlsxwriter.worksheet.Worksheet,
        row: int,
        names: Sequence[str],
        sums: Mapping[str, Decimal],
        label: str | None,
    ) -> None:
        for column, header in enumerate(names):
            if header in sums:
                sheet.write_number(row, column, float(sums[header]), self._sum)
            else:
                sheet.write_blank(row, column, None, self._sum)
        if label:
            sheet.write_string(row, 0, label, self._sum)

    def _write(
        self, sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell
    ) -> None:
        if cell is None:
            sheet.write_blank(row, column, None, self._text)
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell, self._text)
        elif isinstance(cell, dt.date):
            sheet.write_datetime(row, column, cell, self._date)
        elif isinstance(cell, Decimal) and cell.as_tuple().exponent == -2:
            sheet.write_number(row, column, float(cell), self._money)
        else:
            sheet.write_number(row, column, float(cell), self._text)
