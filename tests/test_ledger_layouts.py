"""Exports of different systems are read into the same entries, rows keep Excel's numbers."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
import xlwt
from books import ledger, write_xlsx
from reading import read, read_ledger

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

D = Decimal


def test_the_standard_sheet_keeps_every_column(tmp_path: Path) -> None:
    line: dict[str, Cell] = {
        "项目编号": "JC2023-001",
        "项目名称": "煤层气",
        "日期": dt.date(2024, 5, 6),
        "凭证号": "记-0007",
        "摘要": "专家咨询费",
        "科目编码": "5001.01.302.30203",
        "科目名称": "业务活动费用/咨询费",
        "费用科目": "专家咨询费",
        "金额": 800,
        "资金来源": "财政",
        "结算方式": "银行转账",
        "收款方": "李某",
        "收款方证件号": "140502198001010018",
        "发票号码": "24142000000012345678",
        "专家级别": "副教授",
        "咨询日期": dt.date(2024, 5, 1),
        "咨询时长": 3,
    }
    entries, sheet = read_ledger(write_xlsx(tmp_path / "a.xlsx", {"支出明细": ledger(line)}))
    row = entries.row(0, named=True)
    assert row["voucher_no"] == "记-0007"
    assert row["amount"] == row["debit"] == D("800.00")
    assert row["invoice_no"] == "24142000000012345678"
    assert row["service_hours"] == D(3)
    assert row["kind"] == "spending"
    assert (row["file"], row["sheet"], row["row"]) == ("a.xlsx", "支出明细", 2)
    assert sheet.unmapped == ()


def test_u8_journal_with_one_amount_and_a_direction(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号数", "科目编码", "科目名称", "摘要", "方向", "数量", "金额", "项目"],
        [
            "2023.01.31",
            "记-0001",
            "5001",
            "业务活动费用",
            "购试剂",
            "借",
            None,
            "1,234.50",
            "(540773)煤层气",
        ],
        [
            "2023.01.31",
            "记-0001",
            "1002",
            "银行存款",
            "购试剂",
            "贷",
            None,
            "1,234.50",
            "(540773)煤层气",
        ],
        [
            "2023.02.01",
            "记-0002",
            "5001",
            "业务活动费用",
            "退试剂款",
            "贷",
            None,
            "34.50",
            "(540773)煤层气",
        ],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "u8.xlsx", {"序时账": rows}))
    assert entries["kind"].to_list() == ["spending", "other", "spending"]
    assert entries["amount"].to_list() == [D("1234.50"), D("-1234.50"), D("-34.50")]
    assert entries["debit"].to_list() == [D("1234.50"), None, None]
    assert entries["project_code"].unique().to_list() == ["540773"]
    assert entries["project_name"].unique().to_list() == ["煤层气"]
    assert sheet.totals is not None
    assert sheet.totals.debit == sheet.totals.credit - D("34.50")


def test_u8_as_real_xls_keeps_positions(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("明细账")
    for column, text in enumerate(
        ["日期", "凭证号数", "摘要", "借方", "贷方", "方向", "余额"], start=1
    ):
        sheet.write(3, column, text)
    for column, value in enumerate(
        ["2023.01.31", "记-0001", "购试剂", 10.1, None, "借", 10.1], start=1
    ):
        if value is not None:
            sheet.write(5, column, value)
    path = tmp_path / "明细.xls"
    book.save(str(path))
    entries, receipt = read_ledger(path)
    assert receipt.header_row == 4
    assert entries["row"].to_list() == [6]
    assert entries["amount"].to_list() == [D("10.10")]


def test_kingdee_voucher_heads_fill_down_and_dimensions_split(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        [
            "日期",
            "会计期间",
            "凭证字",
            "凭证号",
            "摘要",
            "科目编码",
            "科目全名",
            "核算维度",
            "借方金额",
            "贷方金额",
        ],
        [
            "2025/3/3",
            "2025.3",
            "记",
            "15",
            "付检测费",
            "5301.01",
            "研发支出",
            "项目:A01-x/煤化工;部门:02-研发部",
            2000,
            None,
        ],
        [None, None, None, None, "付检测费", "1002.01", "银行存款", None, None, 2000],
        [
            "2025/3/4",
            "2025.3",
            "记",
            None,
            "缺号的一笔",
            "5301.01",
            "研发支出",
            "项目:A01-x/煤化工",
            5,
            None,
        ],
        [None, None, None, None, None, None, None, None, 2005, 2000],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "k3.xlsx", {"序时簿": rows}))
    assert entries["voucher_no"].to_list() == ["记-15", "记-15", None]
    assert entries["date"].to_list() == [dt.date(2025, 3, 3)] * 2 + [dt.date(2025, 3, 4)]
    assert entries["project_code"].to_list() == ["A01-x", None, "A01-x"]
    assert entries["kind"].to_list() == ["spending", "other", "spending"]
    assert sheet.rows.subtotal == 1
    assert sheet.totals is not None
    assert sheet.totals.agrees is True


def _query_export(wrong: float = 0) -> list[list[Cell]]:
    return [
        ["晋城职业技术学院项目经费明细", None],
        ["项目编号：JCKJ2023-015", None, "项目名称：煤矸石综合利用", None, "负责人：张某"],
        [None],
        ["日期", "凭证号", "摘要", "科目", "支出", "收入", "余额"],
        [None, None, "期初余额", None, None, None, 0],
        ["2024-01-05", "0012", "市财政拨款", None, None, 100000, 100000],
        ["2024-01-09", "0020", "购材料", "30218 专用材料费", 5000.5, None, 94999.5],
        [None, None, "本月合计", None, 5000.5 + wrong, 100000, 94999.5],
        ["2024-02-02", "0005", "差旅费", "30211 差旅费", 1000, None, 93999.5],
        [None, None, "本月合计", None, 1000, 0, 93999.5],
        [None, None, "本年累计", None, 6000.5, 100000, 93999.5],
        ["制表人：王某", None, None, "打印时间：2024-03-01"],
    ]


def test_a_university_query_export(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "查询.xlsx", {"Sheet1": _query_export()})
    tables, (receipt,) = read(path)
    entries, (sheet,) = tables["entries"], receipt.sheets
    assert entries["project_code"].unique().to_list() == ["JCKJ2023-015"]
    assert entries["project_name"].unique().to_list() == ["煤矸石综合利用"]
    assert entries["kind"].to_list() == ["receipt", "spending", "spending"]
    assert entries["account_code"].to_list() == [None, "30218", "30211"]
    assert entries["voucher_no"].to_list() == ["0012", "0020", "0005"]
    counts = (sheet.rows.entries, sheet.rows.subtotal, sheet.rows.title, sheet.rows.blank)
    assert counts == (3, 4, 3, 1)
    assert sheet.header_row == 4
    assert tables["stated_totals"]["agrees"].all()
    assert "余额" in tables["stated_totals"]["label"].to_list()


def test_a_wrong_month_total_is_told_with_its_row(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "查询.xlsx", {"Sheet1": _query_export(wrong=0.01)})
    tables, (receipt,) = read(path)
    wrong = tables["stated_totals"].filter(~tables["stated_totals"]["agrees"])
    assert wrong.select("row", "label", "stated", "computed").rows() == [
        (8, "本月合计", D("5000.51"), D("5000.50"))
    ]
    assert receipt.sheets[0].totals is not None
    assert receipt.sheets[0].totals.agrees is False


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(
        [
            ["项目编号", "日期", "凭证号", "摘要", "金额（元）"],
            ["JC-01", "2024/3/5", "1", "购试剂，瓶装", "￥1,234.50"],
            [],
            ["JC-01", "2024年3月6日", "2", "退款", "(34.50)"],
        ]
    )
    path = tmp_path / "手工.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    entries, sheet = read_ledger(path)
    assert entries["amount"].to_list() == [D("1234.50"), D("-34.50")]
    assert entries["row"].to_list() == [2, 4]
    assert sheet.rows.blank == 1


def test_month_and_day_under_a_year(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["2024年", None, "凭证", None, "摘要", "借方", "贷方", "余额"],
        ["月", "日", "字", "号", None, None, None, None],
        ["3", "5", "记", "12", "购试剂", 100, None, 100],
        ["3", "31", None, None, "本月合计", 100, 0, 100],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "三栏.xlsx", {"明细账": rows}))
    assert entries["date"].to_list() == [dt.date(2024, 3, 5)]
    assert entries["voucher_no"].to_list() == ["记-12"]
    assert (sheet.header_row, sheet.rows.header, sheet.rows.subtotal) == (2, 2, 1)


def test_leading_blank_rows_and_columns_do_not_shift_row_numbers(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        [],
        [],
        [None, None, "日期", "凭证号", "摘要", "金额"],
        [],
        [None, None, "2024-05-06", "记-1", "购试剂", 5],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "偏.xlsx", {"账": rows}))
    assert entries["row"].to_list() == [5]
    assert (sheet.rows.total, sheet.rows.blank) == (5, 3)


def test_repeated_page_heads_and_carried_totals_are_not_entries(tmp_path: Path) -> None:
    head: list[Cell] = ["日期", "凭证号", "摘要", "借方", "贷方"]
    rows: list[list[Cell]] = [
        head,
        ["2024-01-01", "1", "甲", 10, None],
        [None, None, "过次页", 10, 0],
        head,
        [None, None, "承前页", 10, 0],
        ["2024-01-02", "2", "乙", 20, None],
        [None, None, "合  计：", 30, 0],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "页.xlsx", {"账": rows}))
    assert entries["amount"].sum() == D(30)
    assert (sheet.rows.header, sheet.rows.subtotal) == (2, 3)
    assert sheet.totals is not None
    assert sheet.totals.agrees is True


def test_a_real_entry_may_speak_of_totals_and_carrying_over(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "金额"],
        ["2024-01-01", "1", "付合计三台设备款", 10],
        ["2024-12-31", "99", "合计", 20],
        ["2024-01-02", None, "补付材料费合计", 30],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "a.xlsx", {"账": rows}))
    assert entries["amount"].to_list() == [D(10), D(20), D(30)]


def test_merged_keys_fill_down_and_merged_amounts_do_not(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["项目编号", "日期", "凭证号", "摘要", "金额"],
        ["JC-01", "2024-01-01", "1", "甲", 10],
        [None, "2024-01-02", "2", "乙", 20],
        ["JC-02", "2024-01-03", "3", "丙", 30],
    ]
    path = write_xlsx(tmp_path / "并.xlsx", {"账": rows}, merges={"账": ["A2:A3"]})
    entries, _ = read_ledger(path)
    assert entries["project_code"].to_list() == ["JC-01", "JC-01", "JC-02"]


def test_both_books_of_one_voucher_count_once(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额"],
        ["2024-01-01", "1", "购试剂", "5001", "业务活动费用", 100, None],
        ["2024-01-01", "1", "购试剂", "1002", "银行存款", None, 100],
        ["2024-01-01", "1", "购试剂", "7201", "事业支出", 100, None],
        ["2024-01-01", "1", "购试剂", "8001", "资金结存", None, 100],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "双.xlsx", {"账": rows}))
    spending = entries.filter(entries["kind"] == "spending")
    assert spending["account_code"].to_list() == ["7201"]
    assert any("预算会计" in note for note in (*sheet.losses, *sheet.notes))


def test_amounts_in_wan_are_read_in_yuan_and_said(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "金额（万元）"],
        ["2024-01-01", "1", "设备", 12.5],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "万.xlsx", {"账": rows}))
    assert entries["amount"].to_list() == [D("125000.00")]
    assert any("万元" in note for note in (*sheet.losses, *sheet.notes))


@pytest.mark.parametrize(
    ("cell", "why"),
    [("一百元", "金额「一百元」不是数字"), (None, "没有金额"), ("#REF!", "金额「#REF!」不是数字")],
)
def test_an_amount_that_is_none_rejects_its_row_by_name(
    tmp_path: Path, cell: Cell, why: str
) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "金额"],
        ["2024-01-01", "1", "甲", 10],
        ["2024-01-02", "2", "乙", cell],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "错.xlsx", {"账": rows}))
    assert entries.height == 1
    assert [(r.row, r.why) for r in sheet.rejected] == [(3, why)]


def test_a_date_that_is_none_rejects_its_row_by_name(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "金额"],
        ["2024-02-30", "1", "甲", 10],
        ["2024-01-02", "2", "乙", 5],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "错.xlsx", {"账": rows}))
    assert entries.height == 1
    assert [(r.row, r.why) for r in sheet.rejected] == [(2, "日期「2024-02-30」不是日期")]


def test_error_values_and_uncalculated_formulas_are_named(tmp_path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415

    path = tmp_path / "公式.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("账")
        for r, row in enumerate([["日期", "凭证号", "摘要", "金额"], ["2024-01-01", "1", "甲"]]):
            sheet.write_row(r, 0, row)
        sheet.write_formula("D2", "=1/0", None, "#DIV/0!")
        sheet.write_row("A3", ["2024-01-01", "2", "乙"])
        sheet.write_formula("D3", "=2*3", None, "")
        sheet.write_row("A4", ["2024-01-01", "3", "丙", 7])
    entries, receipt = read_ledger(path)
    assert entries["amount"].to_list() == [D(7)]
    first, second = receipt.rejected
    assert (first.row, "#DIV/0!" in first.why) == (2, True)
    assert (second.row, "公式" in second.why) == (3, True)


def test_digits_that_excel_has_spoilt_are_not_used(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "金额", "发票号码"],
        ["2024-01-01", "1", "甲", 10, 24142000000012345678],
        ["2024-01-02", "2", "乙", 20, "24142000000012345678"],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "长.xlsx", {"账": rows}))
    assert entries["invoice_no"].to_list() == [None, "24142000000012345678"]
    assert any("「发票号码」第 2 行" in note for note in (*sheet.losses, *sheet.notes))


def test_the_project_comes_from_the_sheet_name_else_the_file_name(tmp_path: Path) -> None:
    rows = ledger({"日期": "2024-01-01", "凭证号": "1", "摘要": "甲", "金额": 1})
    named, _ = read_ledger(write_xlsx(tmp_path / "某单位支出.xlsx", {"JCKJ2023-007": rows}))
    assert named["project_code"].to_list() == ["JCKJ2023-007"]
    filed, sheet = read_ledger(write_xlsx(tmp_path / "JCKJ2023-008支出明细.xlsx", {"Sheet1": rows}))
    assert filed["project_code"].to_list() == ["JCKJ2023-008"]
    assert any("取自文件名" in note for note in (*sheet.losses, *sheet.notes))


def test_a_u8_detail_ledger_of_one_account(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["明 细 账"],
        [
            "科目：(5001010302)科研费用/材料费",
            None,
            None,
            None,
            None,
            None,
            None,
            "期间：2023.01-2023.12",
        ],
        ["项目：(JCKJ2023-101)煤层气低产井改造"],
        ["2023年", None, "凭证号数", "摘要", "对方科目", "借方", "贷方", "方向", "余额"],
        ["月", "日"],
        [None, None, None, "上年结转", None, None, None, "平", 0],
        ["03", "05", "记-0003", "购试剂", "银行存款", 1200.5, None, "借", 1200.5],
        ["03", "18", "记-0021", "付材料款", "银行存款", 800, None, "借", 2000.5],
        ["03", None, None, "当前合计", None, 2000.5, None, "借", 2000.5],
        ["03", None, None, "当前累计", None, 2000.5, None, "借", 2000.5],
        ["04", "02", "记-0002", "冲销多记材料款", "银行存款", -100, None, "借", 1900.5],
        ["04", None, None, "当前合计", None, -100, None, "借", 1900.5],
        ["04", None, None, "当前累计", None, 1900.6, None, "借", 1900.5],
    ]
    tables, (receipt,) = read(write_xlsx(tmp_path / "明细账.xlsx", {"明细账": rows}))
    entries, (sheet,) = tables["entries"], receipt.sheets
    assert entries["row"].to_list() == [7, 8, 11]
    assert entries["date"].to_list()[-1] == dt.date(2023, 4, 2)
    assert entries["account_name"].unique().to_list() == ["科研费用/材料费"]
    assert entries["project_code"].unique().to_list() == ["JCKJ2023-101"]
    assert (sheet.rows.title, sheet.rows.header, sheet.rows.subtotal) == (3, 2, 5)
    wrong = tables["stated_totals"].filter(~tables["stated_totals"]["agrees"])
    assert wrong.select("row", "stated", "computed").rows() == [(13, D("1900.60"), D("1900.50"))]


def test_closing_one_expense_account_into_another_is_not_spending(tmp_path: Path) -> None:
    head: list[Cell] = [
        "日期",
        "凭证字",
        "凭证号",
        "摘要",
        "科目编码",
        "科目全名",
        "核算维度",
        "借方金额",
        "贷方金额",
    ]
    project = "【项目：JC-103/新材料】【部门：研发部】"
    rows: list[list[Cell]] = [
        head,
        ["2024/3/5", "记", 12, "付材料款", "5301.02", "研发支出_费用化支出", project, 300, 0],
        [None, None, None, "付材料款", "1002", "银行存款", None, 0, 300],
        ["2024/3/31", "记", 13, "结转研发支出", "6602", "管理费用", project, 300, None],
        [None, None, None, "结转研发支出", "5301.02", "研发支出_费用化支出", project, None, 300],
        [
            "2024/3/31",
            "记",
            14,
            "结转领用材料",
            "5301.02",
            "研发支出_费用化支出",
            project,
            40,
            None,
        ],
        [None, None, None, "结转领用材料", "1403", "原材料", None, None, 40],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "金蝶.xlsx", {"序时簿": rows}))
    assert entries["kind"].to_list() == ["spending", "other", "other", "other", "spending", "other"]
    assert entries.filter(entries["kind"] == "spending")["amount"].sum() == D(340)


def test_an_opening_line_with_a_number_and_no_amount_is_no_entry(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["凭证日期", "凭证编码", "摘要", "收入", "支出", "余额"],
        ["2024-01-05", "0001", "年初余额", None, None, 5000],
        ["2024-01-08", "0012", "报差旅费", None, 1200.3, 3799.7],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "查.xlsx", {"Sheet1": rows}))
    assert entries.height == 1
    assert (sheet.rows.subtotal, sheet.rows.rejected) == (1, 0)


def test_an_outlined_budget_counts_each_sum_once(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["单位：万元"],
        ["科目", "明细科目", "预算金额"],
        ["一、直接费用", None, 38],
        ["（一）设备费", None, 10],
        ["1. 设备购置费", "设备购置费", 7],
        ["2. 设备租赁费", "设备租赁费", 3],
        ["（二）业务费", None, 20],
        ["其中：材料费", None, 12],
        ["（三）劳务费", None, 8],
        ["二、间接费用", None, 8],
        ["合计", None, 46],
    ]
    card = ledger({"项目编号": "P1", "项目名称": "甲", "项目状态": "在研", "承担单位": "某校"})
    tables, (receipt,) = read(write_xlsx(tmp_path / "预算.xlsx", {"预算": rows, "项目信息": card}))
    budget = tables["budget"]
    assert budget["amount"].sum() == D(460_000)
    assert budget["category"].to_list() == [
        "设备购置费",
        "设备租赁费",
        "业务费",
        "劳务费",
        "间接费用",
    ]
    assert receipt.sheets[0].rows.closes


def test_a_month_alone_is_a_line_without_a_date_and_told(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "金额"],
        ["2024-01", "记-1", "甲", 10],
        ["202402", "记-2", "乙", 20],
        ["2024年13月", "记-3", "丙", 30],
        ["2024-03-01", "记-4", "丁", 40],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "月.xlsx", {"账": rows}))
    assert entries["date"].to_list() == [None, None, dt.date(2024, 3, 1)]
    assert sheet.losses == ("第 2、3 行的日期只有年月，按没有日期处理。",)
    assert [(r.row, r.why) for r in sheet.rejected] == [(4, "日期「2024年13月」不是日期")]


@pytest.mark.parametrize("red", [(2,), (2, 3), (3,), (2, 3, 4), ()])
def test_a_positive_amount_in_red_is_asked_after(tmp_path: Path, red: tuple[int, ...]) -> None:
    """Old books write a reversal in red. Row 3 is negative, so its colour says what its sign does."""
    path = tmp_path / "红.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("账")
        sheet.write_row(0, 0, ["日期", "凭证号", "摘要", "金额"])
        font = book.add_format({"font_color": "red"})
        for number, amount in enumerate([10, -5, 20], 2):
            sheet.write_row(number - 1, 0, ["2024-01-01", f"记-{number}", "甲"])
            sheet.write_number(number - 1, 3, amount, font if number in red else None)
    entries, receipt = read_ledger(path)
    assert entries["amount"].to_list() == [10, -5, 20]
    assert any("第 2 行是红色字体的正数" in note for note in receipt.notes) is (
        2 in red and 4 not in red
    )
