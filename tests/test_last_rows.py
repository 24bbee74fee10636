"""Rows of sums by their word or by their sum, and lines that only speak of sums.

A row without a day and a voucher is a total if a word says so, or if its text speaks of sums and
its amount is the sum. What was spent in each sheet was added by hand.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest
from books import Cell, write_xlsx
from reading import read, read_ledger
from running import fundcheck, rule_of

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
Rows = list[list[Cell]]
_: None = None
LINES: Rows = [
    ["2024-03-01", "试剂", 1000],
    ["2024-03-02", "耗材", 1400],
    ["2024-03-05", "打印", 600],
]

WORDS = (
    "汇总 总额 总支出 支出总额 累计支出 合计支出 共计支出 总预算 合计数 一共 共计 总计 合计 总费用 费用总额 总花费 "
    "总金额 总共支出 支出合计 支出汇总 费用汇总 汇总数 汇总金额 总数 总和 合计金额 全部合计 以上合计 总开支 开支合计 "
    "经费合计 总共 累计 累计支出金额 3月汇总 3月支出合计 2024年总支出 本月总支出 合计（元） 总计（大写） 共支出 "
    "匯總 總額 總計 總支出 合計 求和 支出小计 一共花了 合计人民币 项目支出合计 年度汇总"
)


@pytest.mark.parametrize("word", WORDS.split())
def test_a_last_row_that_says_so_is_a_total(word: str, tmp_path: Path) -> None:
    last: Rows = [[_, word, 3000], [word, _, 3000]]
    for place, row in enumerate(last):
        rows: Rows = [["日期", "摘要", "金额"], *LINES, row]
        path = write_xlsx(tmp_path / f"JC-2024-0{place}.xlsx", {"账": rows})
        entries, sheet = read_ledger(path)
        assert entries["amount"].sum() == D("3000.00"), word
        assert sheet.rows.subtotal == 1
        assert sheet.totals
        assert sheet.totals.agrees is True


BY_SUM: dict[str, tuple[Rows, str]] = {
    "a text that speaks of sums, and its sum": ([*LINES, [_, "3月合计支出情况", 3000]], "3000.00"),
    "how many things came to the sum": ([*LINES, [_, "共计3笔", 3000]], "3000.00"),
    "a sum after a sum": (
        [*LINES, [_, "以上3月共花费", 3000], ["2024-04-01", "版面", 500], ["2024-04-02", "邮寄", 20], [_, "4月总共花了", 520]],
        "3520.00",
    ),
    "no word at all, on the last row of days": ([*LINES, [_, "支出", 3000]], "3000.00"),
    "a name of the project on the last row": ([*LINES, [_, "本项目", 3000]], "3000.00"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "spent"), BY_SUM.values(), ids=BY_SUM)
def test_the_sum_tells_a_total(rows: Rows, spent: str, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "JC-2024-03.xlsx", {"账": [["日期", "摘要", "金额"], *rows]})
    entries, sheet = read_ledger(path)
    assert entries["amount"].sum() == D(spent)
    assert sheet.totals
    assert sheet.totals.agrees is True


INNOCENT: dict[str, tuple[Rows, str]] = {
    "dated words of sums are lines": (
        [["2024-03-01", "汇总资料印刷费", 1000], ["2024-03-02", "总额包干", 1400], ["2024-03-05", "共计3台电脑", 2400]],
        "4800.00",
    ),
    "undated words of sums without the sum are lines": (
        [["2024-03-01", "试剂", 1000], [_, "汇总资料印刷费", 400], [_, "共计3台电脑", 9000], [_, "总额包干差旅", 250]],
        "10650.00",
    ),
    "a further line that happens to be as much as the first": (
        [["2024-03-01", "试剂", 1000], [_, "耗材", 1000], ["2024-03-05", "打印", 600]],
        "2600.00",
    ),
    "further lines of a day, the last as much as the others": (
        [["2024-03-01", "试剂", 1000], [_, "耗材", 500], [_, "版面费", 1500], ["2024-03-05", "打印", 600]],
        "3600.00",
    ),
    "a last line of a custom of blank days": (
        [["2024-03-01", "试剂", 1000], [_, "耗材", 500], ["2024-03-05", "打印", 600], [_, "版面费", 2100]],
        "4200.00",
    ),
    "a named matter on the last row": (
        [["2024-03-01", "试剂", 1000], ["2024-03-02", "耗材", 500], ["2024-03-05", "打印", 600], [_, "设备费", 2100]],
        "4200.00",
    ),
    "a dated last row": (
        [["2024-03-01", "试剂", 1000], ["2024-03-02", "耗材", 500], ["2024-03-05", "打印", 600], ["2024-03-06", "共计材料", 2100]],
        "4200.00",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "spent"), INNOCENT.values(), ids=INNOCENT)
def test_a_line_that_speaks_of_sums_is_a_line(rows: Rows, spent: str, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "JC-2024-04.xlsx", {"账": [["日期", "摘要", "金额"], *rows]})
    entries, sheet = read_ledger(path)
    assert entries["amount"].sum() == D(spent)
    assert sheet.rows.subtotal == 0


def test_a_line_with_day_and_voucher_is_never_a_total(tmp_path: Path) -> None:
    rows: Rows = [["日期", "凭证号", "摘要", "金额"]]
    words = ("汇总", "总支出", "共计", "费用合计", "总额")
    rows += [[f"2024-03-0{n}", f"记-{n}", word, 100] for n, word in enumerate(words, 1)]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "JC-2024-05.xlsx", {"账": rows}))
    assert entries["amount"].sum() == D("500.00")
    assert sheet.rows.subtotal == 0


def test_a_total_of_a_budget_is_held_against_no_lines(tmp_path: Path) -> None:
    rows: Rows = [["日期", "摘要", "金额"], *LINES, [_, "总预算", 50000], [_, "总支出", 3000]]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "JC-2024-06.xlsx", {"账": rows}))
    assert entries["amount"].sum() == D("3000.00")
    assert sheet.totals
    assert sheet.totals.agrees is True


def _months(*rows: list[Cell]) -> Rows:
    return [["日期", "凭证号", "摘要", "金额"], *rows]


YEARS: dict[str, tuple[Rows, bool | None]] = {
    "one month, and what the year came to by it": (
        _months(["2024-06-03", "记-1", "试剂", 1000], ["2024-06-09", "记-2", "打印", 600], [_, _, "本月合计", 1600], [_, _, "本年累计", 9600]),
        True,
    ),
    "one month, and the year alone": (
        _months(["2024-06-03", "记-1", "试剂", 1000], ["2024-06-09", "记-2", "打印", 600], [_, _, "本年累计", 9600]),
        None,
    ),
    "two months that go on from the same sum": (
        _months(["2024-06-03", "记-1", "试剂", 1000], [_, _, "本月合计", 1000], [_, _, "本年累计", 9000], ["2024-07-03", "记-1", "打印", 600], [_, _, "本月合计", 600], [_, _, "本年累计", 9600]),
        True,
    ),
    "two months that do not go on": (
        _months(["2024-06-03", "记-1", "试剂", 1000], [_, _, "本月合计", 1000], [_, _, "本年累计", 9000], ["2024-07-03", "记-1", "打印", 600], [_, _, "本月合计", 600], [_, _, "本年累计", 9900]),
        False,
    ),
    "a year from January that is less than it says": (
        _months(["2024-01-03", "记-1", "试剂", 1000], [_, _, "本月合计", 1000], [_, _, "本年累计", 9000]),
        False,
    ),
    "a year that says less than its lines": (
        _months(["2024-06-03", "记-1", "试剂", 1000], [_, _, "本月合计", 1000], [_, _, "本年累计", 900]),
        False,
    ),
    "a month that is wrong": (
        _months(["2024-06-03", "记-1", "试剂", 1000], [_, _, "本月合计", 1100], [_, _, "本年累计", 9000]),
        False,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "agrees"), YEARS.values(), ids=YEARS)
def test_what_a_year_came_to_is_held_against_what_can_be_known(
    rows: Rows,
    agrees: bool | None,  # noqa: FBT001 - a case of the list above
    tmp_path: Path,
) -> None:
    path = write_xlsx(tmp_path / "JC-2024-07.xlsx", {"账": rows})
    _entries, sheet = read_ledger(path)
    assert sheet.totals
    assert sheet.totals.agrees is agrees
    ran = fundcheck(path, "--format", "json", out=tmp_path / "out")
    found = rule_of(ran.findings, "JC-2024-07", "J32-6g")["outcome"] == "found"
    assert found is (agrees is False)


HEADINGS = ("1、", "(1)", "（1）", "1.", "一.", "1.1", "一、", "（一）", "1 ", "①", "1-1")


@pytest.mark.parametrize("style", HEADINGS)
@pytest.mark.parametrize("place", ["日期", "序号", "凭证号"])
def test_a_heading_of_any_numbering_says_the_item(style: str, place: str, tmp_path: Path) -> None:
    header: list[Cell] = [*([place] if place != "日期" else []), "日期", "摘要", "金额"]
    more: list[Cell] = ["记-1"] if place == "凭证号" else ["7"] if place == "序号" else []
    rows: Rows = [
        header,
        [f"{style}设备费"],
        [*more, "2024-03-01", "甲仪", 1000],
        [*more, "2024-03-02", "乙仪", 1400],
        [f"{style.replace('一', '二').replace('1', '2')}材料费"],
        [*more, "2024-03-05", "试剂", 600],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "JC-2024-08.xlsx", {"账": rows}))
    assert entries["amount"].to_list() == [D("1000.00"), D("1400.00"), D("600.00")]
    assert entries["cost_item"].to_list() == ["设备费", "设备费", "材料费"]
    assert sheet.rows.rejected == 0


KINDS = "预算项目 科技项目 研究项目 科研项目 项目 课题 专项项目 项目档案 项目核算 科研课题 横向项目 财政项目 研发项目"


@pytest.mark.parametrize("kind", KINDS.split())
def test_an_entry_listed_under_each_of_its_kinds_counts_once(kind: str, tmp_path: Path) -> None:
    rows: Rows = [
        ["日期", "凭证号", "分录号", "摘要", "科目名称", "借方金额", "贷方金额", "核算项目类型", "核算项目编码", "核算项目名称"],
    ]  # fmt: skip
    for n, (text, amount) in enumerate((("购试剂", 1000), ("打印", 600)), 1):
        line: list[Cell] = ["2024-03-01", f"记-{n}", 1, text, "材料费", amount, _]
        rows += [[*line, "部门", "01", "化工学院"], [*line, kind, "KY-24-01", "煤矸石研究"]]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"账": rows}))
    spent = entries.filter(kind="spending")
    assert spent["amount"].sum() == D("1600.00")
    assert spent["project_code"].unique().to_list() == ["KY-24-01"]


@pytest.mark.parametrize("kind", ["现金流量项目", "收支项目", "费用项目", "成本项目"])
def test_a_kind_of_cost_is_no_project(kind: str, tmp_path: Path) -> None:
    rows: Rows = [
        ["日期", "凭证号", "分录号", "摘要", "科目名称", "借方金额", "贷方金额", "核算项目类型", "核算项目编码", "核算项目名称"],
        ["2024-03-01", "记-1", 1, "购试剂", "材料费", 1000, _, kind, "F01", "材料"],
        ["2024-03-01", "记-1", 1, "购试剂", "材料费", 1000, _, "项目", "KY-24-01", "煤矸石研究"],
    ]  # fmt: skip
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"账": rows}))
    spent = entries.filter(kind="spending")
    assert spent.select("project_code", "amount").rows() == [("KY-24-01", D("1000.00"))]


def test_a_second_ledger_with_its_columns_in_another_order(tmp_path: Path) -> None:
    rows: Rows = [
        ["日期", "凭证号", "摘要", "金额", "余额"],
        ["2024-03-01", "记-1", "试剂", 1000, 9000],
        ["2024-03-02", "记-2", "打印", 600, 8400],
        [],
        ["日期", "凭证号", "摘要", "余额", "金额"],
        ["2024-04-01", "记-3", "耗材", 7000, 1400],
        ["2024-04-02", "记-4", "邮寄", 6980, 20],
    ]
    tables, (_receipt,) = read(write_xlsx(tmp_path / "JC-2024-09.xlsx", {"账": rows}))
    amounts = tables["entries"]["amount"].to_list()
    assert amounts == [D("1000.00"), D("600.00"), D("1400.00"), D("20.00")]


def test_a_page_head_is_still_a_page_head(tmp_path: Path) -> None:
    head: list[Cell] = ["日期", "凭证号", "摘要", "金额", "余额"]
    rows: Rows = [head, ["2024-03-01", "记-1", "试剂", 1000, 9000], head, ["2024-03-02", "记-2", "打印", 600, 8400]]  # fmt: skip
    entries, sheet = read_ledger(write_xlsx(tmp_path / "JC-2024-10.xlsx", {"账": rows}))
    assert entries["amount"].to_list() == [D("1000.00"), D("600.00")]
    assert sheet.rows.header == 2


def test_a_page_head_with_a_unit_more_and_a_ledger_with_other_words(tmp_path: Path) -> None:
    rows: Rows = [
        ["日期", "凭证号", "摘要", "金额"],
        ["2024-03-01", "记-1", "试剂", 1000],
        ["日期", "凭证号", "摘要", "金额（元）"],
        ["2024-03-02", "记-2", "打印", 600],
        ["报销日期", "单据编号", "事由", "报销金额"],
        ["2024-03-05", "B-3", "耗材", 1400],
    ]
    tables, (receipt,) = read(write_xlsx(tmp_path / "JC-2024-13.xlsx", {"账": rows}))
    assert tables["entries"]["amount"].to_list() == [D("1000.00"), D("600.00"), D("1400.00")]
    assert not any(sheet.rejected for sheet in receipt.sheets)


RECEIVED: dict[str, Rows] = {
    "under its own title": [["到账情况"], ["到账日期", "拨款单位", "到账金额"], ["2024-01-05", "市财政局", 50000]],
    "without a title": [["到账日期", "拨款单位", "到账金额"], ["2024-01-05", "市财政局", 50000]],
    "with short words": [["经费到账"], ["日期", "来款单位", "金额"], ["2024-01-05", "市财政局", 50000]],
    "with its kind": [["日期", "款项类型", "到账金额", "付款单位"], ["2024-01-05", "拨付", 50000, "市财政局"]],
}  # fmt: skip


@pytest.mark.parametrize("below", RECEIVED.values(), ids=RECEIVED)
def test_what_came_in_stands_below_what_was_spent(below: Rows, tmp_path: Path) -> None:
    rows: Rows = [["日期", "摘要", "金额"], *LINES, [], *below]
    tables, (receipt,) = read(write_xlsx(tmp_path / "JC-2024-11.xlsx", {"账": rows}))
    assert tables["entries"].filter(kind="spending")["amount"].sum() == D("3000.00")
    assert tables["receipts"].select("amount", pl.col("date").dt.to_string()).rows() == [
        (D("50000.00"), "2024-01-05")
    ]
    assert not any(sheet.rejected for sheet in receipt.sheets)


def test_headers_in_traditional_signs(tmp_path: Path) -> None:
    rows: Rows = [
        ["項目編號", "計畫名稱", "日期", "憑證號", "摘要內容", "總金額", "狀態"],
        ["JC-2024-12", "煤研究", "2024-03-01", "記-1", "試劑", 1000, "已支付"],
        ["JC-2024-12", "煤研究", "2024-03-02", "記-2", "打印", 600, "已支付"],
        [_, _, _, _, "總計", 1600],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "帳.xlsx", {"支出": rows}))
    assert entries["project_code"].unique().to_list() == ["JC-2024-12"]
    assert entries["amount"].sum() == D("1600.00")
    assert sheet.totals
    assert sheet.totals.agrees is True


LISTS: dict[str, Rows] = {
    "of loans": [
        ["三、暂借款情况"],
        ["序号", "借款日期", "借款凭证", "借款人", "借款金额", "已核销金额", "未核销余额"],
        [1, "2024-03-15", "0900527", "林某", 600, 600, 0],
        [2, "2024-03-16", "1100031", "周某", 800, 0, 800],
    ],
    "of contracts": [
        ["附：合同清单"],
        ["序号", "签订日期", "合同名称", "对方单位", "合同总价", "备注"],
        [1, "2024-02-15", "检测合同", "某检测公司", 60_000, _],
    ],
    "of what stands in store": [
        [_],
        ["物资名称", "规格型号", "入库日期", "库存数量", "库存金额"],
        ["离心管", "15ml", "2024-03-15", 20, 400],
    ],
}


@pytest.mark.parametrize("name", LISTS)
def test_another_list_below_a_ledger_is_none_of_its_lines(name: str, tmp_path: Path) -> None:
    head: Rows = [
        ["项目编号：JC-2024-11"],
        ["序号", "支出日期", "摘要", "开支类别", "支出金额", "经办人"],
    ]
    lines: Rows = [
        [1, "2024-03-01", "试剂", "材料费", 1000, "周某"],
        [2, "2024-03-02", "会议", "会议费", 2000, "周某"],
        ["支出合计", _, _, _, 3000, _],
        [_],
    ]
    path = write_xlsx(tmp_path / "表.xlsx", {"收支": [*head, *lines, *LISTS[name]]})
    tables, (receipt,) = read(path)
    assert tables["entries"]["amount"].to_list() == [D("1000.00"), D("2000.00")]
    ledger, rest = receipt.sheets
    assert ledger.rows.closes
    assert ledger.rejected == ()
    assert ledger.totals
    assert ledger.totals.agrees is True
    assert rest.role == "not_read"
    assert rest.header_row == 8


def test_a_line_without_an_amount_heads_no_list(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目编号：JC-2024-11"],
        ["序号", "支出日期", "摘要", "开支类别", "支出金额", "经办人"],
        [1, "2024-03-01", "试剂", "材料费", 1000, "周某"],
        ["待定", "暂无日期", "购买设备名称", "设备费", "无金额", "经办人"],
        [3, "2024-03-02", "会议", "会议费", 2000, "周某"],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "表.xlsx", {"收支": rows}))
    assert entries["amount"].sum() == D("3000.00")
    assert [row.row for row in sheet.rejected] == [4]


def test_a_total_of_receipts_is_no_receipt(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目编号：JC-2024-11"],
        ["序号", "到款日期", "来款单位", "到款金额（元）"],
        [1, "2024-01-18", "市科学技术局", 400_000],
        [2, "2024-02-02", "市科学技术局", 200_000],
        ["到款合计", _, _, 600_000],
    ]
    tables, _receipts = read(write_xlsx(tmp_path / "表.xlsx", {"到款": rows}))
    assert tables["receipts"]["amount"].sum() == D("600000.00")
