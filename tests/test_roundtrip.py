"""Any entries, written out in any layout, format, unit and style, are read back cell for cell."""

from __future__ import annotations

import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from forms import FORMATS, Cell, Rows
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from reading import read

if TYPE_CHECKING:
    from collections.abc import Callable

D = Decimal


class Line(NamedTuple):
    """One line of spending as a bookkeeper means it."""

    day: dt.date
    number: int
    summary: str
    amount: Decimal
    payee: str
    invoice: str


class Layout(NamedTuple):
    """How a system writes lines: rows above, header, a line's cells, and what it cannot carry."""

    above: Rows
    header: list[list[str]]
    cells: Callable[[Line, Style], list[Cell]]
    lacks: frozenset[str] = frozenset()
    unit: int = 1


class Style(NamedTuple):
    """How days and amounts are written."""

    day: Callable[[dt.date], Cell]
    amount: Callable[[Decimal], Cell]


DAYS: dict[str, Callable[[dt.date], Cell]] = {
    "iso": dt.date.isoformat,
    "dots": lambda d: f"{d.year}.{d.month}.{d.day}",
    "slashes": lambda d: f"{d.year}/{d.month}/{d.day}",
    "chinese": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "packed": lambda d: f"{d:%Y%m%d}",
    "serial": lambda d: str((d - dt.date(1899, 12, 30)).days),
    "real": lambda d: d,
    "timed": lambda d: f"{d.isoformat()} 10:20:30",
}
WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
AMOUNTS: dict[str, Callable[[Decimal], Cell]] = {
    "plain": str,
    "thousands": lambda a: f"{a:,}",
    "yen": lambda a: f"￥{a:,}" if a >= 0 else f"-￥{-a:,}",
    "brackets": lambda a: f"({-a:,})" if a < 0 else f"{a:,}",
    "behind": lambda a: f"{-a}-" if a < 0 else str(a),
    "wide": lambda a: f"{a:,}".translate(WIDE),
    "blank": lambda a: f"{a:,} ",
    "word": lambda a: f"{a}元",
    "number": float,
}


def _standard(line: Line, style: Style) -> list[Cell]:
    return ["JC-01", style.day(line.day), f"记-{line.number:04d}", line.summary, style.amount(line.amount), line.payee, line.invoice]  # fmt: skip


def _in_wan(row: list[Cell]) -> list[Cell]:
    """Return the cells with the sheet's unit: 元 in a cell would go before it."""
    return [
        cell.removesuffix("元") + "万元" if isinstance(cell, str) and cell.endswith("元") else cell
        for cell in row
    ]


LAYOUTS: dict[str, Layout] = {
    "standard": Layout(
        [], [["项目编号", "日期", "凭证号", "摘要", "金额", "收款方", "发票号码"]], _standard
    ),
    "offset": Layout(
        [[None], ["某院账册"], [None]],
        [["", "项目代码", "记 账\n日期", "凭证\n号码", "摘　要", "金额（元）", "收款人", "发票号"]],
        lambda line, style: [None, *_standard(line, style)],
    ),
    "u8": Layout(
        [["序时账"], ["项目编号：JC-01"]],
        [["日期", "凭证号数", "科目编码", "科目名称", "摘要", "方向", "数量", "外币", "金额"]],
        lambda line, style: [style.day(line.day), f"记-{line.number:04d}", "5001", "业务活动费用", line.summary, "借", None, None, style.amount(line.amount)],
        frozenset({"payee", "invoice"}),
    ),
    "nc": Layout(
        [],
        [["核算账簿", "凭证类别编码", "凭证号", "制单日期", "摘要", "科目编码", "科目名称", "币种", "原币借方金额", "本币借方金额", "本币贷方金额", "项目－代码", "项目－名称", "客商－名称"]],
        lambda line, style: ["主账簿", "记", f"{line.number:04d}", style.day(line.day), line.summary, "5001", "业务活动费用", "人民币", "7", style.amount(line.amount), None, "JC-01", "煤矸石", line.payee],
        frozenset({"invoice"}),
    ),
    "kingdee": Layout(
        [],
        [["日期", "期间", "凭证字", "凭证号", "分录号", "摘要", "科目编码", "科目全名", "核算维度", "借方金额", "贷方金额", "币别"]],
        lambda line, style: [style.day(line.day), "2024.1", "记", f"{line.number:04d}", "1", line.summary, "5301.01", "研发支出", "部门:02-研发部;项目:JC-01/煤矸石", style.amount(line.amount), None, "人民币"],
        frozenset({"payee", "invoice"}),
    ),
    "split": Layout(
        [["三栏明细账"], ["项目编号：JC-01"]],
        [["2024年", "", "凭证", "", "摘要", "借方", "贷方", "余额"], ["月", "日", "字", "号", "", "", "", ""]],
        lambda line, style: [str(line.day.month), str(line.day.day), "记", f"{line.number:04d}", line.summary, style.amount(line.amount), None, None],
        frozenset({"payee", "invoice"}),
    ),
    "audit": Layout(
        [],
        [["会计月份", "记账凭证日期", "记账类型名称", "记账凭证编号", "分录序号", "记账凭证摘要", "会计体系", "会计科目编码", "会计科目名称", "借方发生额", "贷方发生额", "记账标志", "作废标志", "预算项目代码"]],
        lambda line, style: [str(line.day.month), style.day(line.day), "记", f"{line.number:04d}", "1", line.summary, "02", "7201", "事业支出", style.amount(line.amount), "", "3", "0", "JC-01"],
        frozenset({"payee", "invoice"}),
    ),
    "gbt24589": Layout(
        [["项目编号：JC-01"]],
        [["记账凭证日期", "会计年度", "会计期间号", "记账凭证类型编号", "记账凭证编号", "记账凭证行号", "记账凭证摘要", "科目编号", "借方原币金额", "借方本币金额", "贷方原币金额", "贷方本币金额", "票据号"]],
        lambda line, style: [style.day(line.day), "2024", "1", "记", f"{line.number:04d}", "1", line.summary, "5001", "9", style.amount(line.amount), None, None, line.invoice],
        frozenset({"payee"}),
    ),
    "bureau": Layout(
        [],
        [["日期", "项目名称", "项目编号", "凭证号", "摘要", "专项/自筹", "直接/间接", "一级科目", "二级科目", "三级科目", "金额"]],
        lambda line, style: [style.day(line.day), "煤矸石", "JC-01", f"记-{line.number:04d}", line.summary, "专项", "直接", "业务费", "材料费", None, style.amount(line.amount)],
        frozenset({"payee", "invoice"}),
    ),
    "wan": Layout(
        [["金额单位：万元"]],
        [["项目编号", "日期", "凭证号", "摘要", "金额", "收款方", "发票号码"]],
        lambda line, style: _in_wan(_standard(line._replace(amount=line.amount / 10_000), style)),
        unit=10_000,
    ),
}  # fmt: skip


WORDS = st.sampled_from(
    [
        "购试剂",
        "差旅费，太原",
        "结转材料",
        "合计三项",
        "付版面费 <2>",
        "a&b",
        '退"押金"',
        "7月水电",
        "测试；化验",
    ]
)
LINES = st.builds(
    Line,
    day=st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
    number=st.integers(1, 9999),
    summary=WORDS,
    amount=st.decimals(D("-9999999.99"), D("9999999.99"), places=2).filter(bool),
    payee=st.sampled_from(["某公司", "李某", "A&B有限公司"]),
    invoice=st.sampled_from(["24142000000012345678", "00012345"]),
)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("layout", LAYOUTS)
# A hundred pairs of layout and format: few examples of each are many of all; shrinking takes minutes.
@settings(max_examples=4, phases=(Phase.explicit, Phase.generate))
@given(data=st.data(), lines=st.lists(LINES, min_size=1, max_size=6))
def test_what_is_written_is_read_back(
    layout: str, form: str, data: st.DataObject, lines: list[Line]
) -> None:
    how = LAYOUTS[layout]
    days = data.draw(st.sampled_from(sorted(DAYS)))
    # A bare number of a workbook that counts its days from 1904 is counted from there.
    old_serial = days == "serial" and form == "xlsx 1904"
    style = Style(
        (lambda d: str((d - dt.date(1904, 1, 1)).days)) if old_serial else DAYS[days],
        AMOUNTS[data.draw(st.sampled_from(sorted(AMOUNTS)))],
    )
    header: Rows = [list(row) for row in how.header]
    rows = [*how.above, *header, *(how.cells(line, style) for line in lines)]
    first = len(how.above) + len(how.header) + 1
    name, write = FORMATS[form]
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / name, rows)
        tables, (receipt,) = read(Path(folder) / name)
    assert receipt.readable, receipt.error
    (sheet,) = receipt.sheets
    assert sheet.rows.closes
    assert (sheet.header_row, sheet.rejected, sheet.losses) == (first - 1, (), ())
    entries = tables["entries"]
    assert entries["row"].to_list() == [first + i for i in range(len(lines))]
    assert entries["date"].to_list() == [line.day for line in lines]
    assert entries["voucher_no"].to_list() == [f"记-{line.number:04d}" for line in lines]
    assert entries["summary"].to_list() == [line.summary for line in lines]
    assert entries["amount"].to_list() == [line.amount for line in lines]
    assert entries["project_code"].to_list() == ["JC-01"] * len(lines)
    if "payee" not in how.lacks:
        assert entries["payee"].to_list() == [line.payee for line in lines]
    if "invoice" not in how.lacks:
        assert entries["invoice_no"].to_list() == [line.invoice for line in lines]
