"""Layouts whose parts lie in several tables, sheets or columns come together as entries."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from books import Cell, write_xlsx
from reading import read, read_ledger, refusal

from fundcheck.ingest.discover import discover
from fundcheck.ingest.library import read_library
from fundcheck.ingest.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
Rows = list[list[Cell]]

VOUCHERS: Rows = [
    ["源凭证号", "凭证日期", "凭证号", "科目编码", "科目名称", "摘要", "借方金额", "贷方金额", "会计年份", "会计月份", "分录序号", "附件数", "制单人"],
    ["", "2024-05-06", "0007", "5001", "业务活动费用", "购试剂", "1,234.50", "", "2024", "5", "1", "2", "王某"],
    ["", "2024-05-06", "0007", "1002", "银行存款", "购试剂", "", "1,234.50", "2024", "5", "2", "2", "王某"],
    ["", "2024-06-06", "0007", "5001", "业务活动费用", "付版面费", "800", "", "2024", "6", "1", "2", "王某"],
]  # fmt: skip
AUXILIARY: Rows = [
    ["编码", "一级单位名称", "帐套名称", "凭证号", "分录序号", "科目编码", "科目名称", "摘要", "借方金额", "贷方金额", "会计月份", "辅助类型", "辅助编码", "辅助名称"],
    ["1", "某院", "主账套", "7", "1", "5001", "业务活动费用", "购试剂", "1,234.50", "", "5", "部门", "02", "化工系"],
    ["1", "某院", "主账套", "7", "1", "5001", "业务活动费用", "购试剂", "1,234.50", "", "5", "项目", "JC-01", "煤矸石利用"],
    ["1", "某院", "主账套", "7", "1", "5001", "业务活动费用", "付版面费", "800", "", "6", "科研项目", "JC-02", "连翘种植"],
]  # fmt: skip


def test_ao_vouchers_take_their_project_from_the_auxiliary_table(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "AO.xlsx", {"凭证库": VOUCHERS, "凭证辅助表": AUXILIARY})
    tables, (receipt,) = read(path)
    assert [sheet.role for sheet in receipt.sheets] == ["entries", "auxiliary"]
    entries = tables["entries"]
    assert entries["project_code"].to_list() == ["JC-01", "AO", "JC-02"]
    assert entries["project_name"].to_list() == ["煤矸石利用", None, "连翘种植"]
    assert entries["kind"].to_list() == ["spending", "other", "spending"]


def test_the_auxiliary_table_may_be_a_file_of_its_own(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "凭证库.xlsx", {"Sheet1": VOUCHERS})
    write_xlsx(tmp_path / "辅助表.xlsx", {"Sheet1": AUXILIARY})
    tables, _ = read(tmp_path)
    assert tables["entries"]["project_code"].to_list() == ["JC-01", "凭证库", "JC-02"]


INVOICES: Rows = [
    ["序号", "发票代码", "发票号码", "数电发票号码", "销方识别号", "销方名称", "购方识别号", "购买方名称", "开票日期", "货物或应税劳务名称", "规格型号", "单位", "数量", "单价", "金额", "税率", "税额", "价税合计", "发票状态"],
    ["1", "", "", "24142000000012345678", "91140500MA0000001X", "某试剂公司", "x", "某院", "2024-05-01 10:20:30", "*试剂*乙醇", "AR", "瓶", "2", "50", "100.00", "13%", "13.00", "113.00", "正常"],
    ["2", "", "", "24142000000012345678", "91140500MA0000001X", "某试剂公司", "x", "某院", "2024-05-01 10:20:30", "*试剂*丙酮", "AR", "瓶", "1", "50", "50.00", "13%", "6.50", "56.50", "正常"],
    ["3", "014002200111", "00012345", "", "91140500MA0000002X", "某印刷厂", "x", "某院", "2024-05-02", "*印刷*", "", "", "", "", "80", "0%", "0", "80", "正常"],
    ["4", "", "", "24142000000000000009", "91140500MA0000003X", "某酒店", "x", "某院", "2024-05-03", "*住宿*", "", "", "", "", "300", "0%", "0", "300", "已作废"],
]  # fmt: skip


def test_the_tax_bureaus_invoice_list_completes_entries_by_number(tmp_path: Path) -> None:
    ledger: Rows = [
        ["日期", "凭证号", "摘要", "金额", "发票号码", "收款方"],
        ["2024-05-06", "记-1", "购试剂", "169.50", "24142000000012345678", None],
        ["2024-05-07", "记-2", "印刷", "80", "00012345", "另一个名字"],
        ["2024-05-08", "记-3", "住宿", "300", "24142000000000000009", None],
        ["2024-05-08", "记-4", "无票", "1", None, None],
    ]
    write_xlsx(tmp_path / "账.xlsx", {"支出明细": ledger})
    write_xlsx(tmp_path / "全量发票.xlsx", {"信息汇总表": INVOICES})
    tables, receipts = read(tmp_path)
    assert [sheet.role for r in receipts for sheet in r.sheets] == ["invoices", "entries"]
    entries = tables["entries"]
    assert entries["invoice_total"].to_list() == [D("169.50"), D("80.00"), None, None]
    assert entries["invoice_date"].to_list() == [
        dt.date(2024, 5, 1),
        dt.date(2024, 5, 2),
        None,
        None,
    ]
    assert entries["payee"].to_list() == ["某试剂公司", "另一个名字", None, None]
    assert entries["payee_id"].to_list() == ["91140500MA0000001X", "91140500MA0000002X", None, None]
    assert entries["amount"].sum() == D("550.50")


COLUMNS: Rows = [
    ["多栏式明细账", None],
    ["项目编号：JC-01"],
    ["2024年", None, "凭证", None, "摘要", "支出", None, None, "合计", "余额"],
    ["月", "日", "字", "号", None, "材料费", "差旅费", "专家咨询费", None, None],
    ["3", "5", "记", "12", "购试剂和出差", 100, 50.5, None, 150.5, 849.5],
    ["3", "6", "记", "13", "评审", None, None, 800, 800, 49.5],
    ["3", "7", "记", "14", "退料", -20, None, None, -20, 69.5],
    ["3", "31", None, None, "本月合计", 80, 50.5, 800, 930.5, 69.5],
]


@pytest.mark.parametrize("total", [True, False])
def test_cost_items_as_columns_become_lines(tmp_path: Path, total: bool) -> None:  # noqa: FBT001
    rows = [row if total or len(row) < 9 else [*row[:8], None, *row[9:]] for row in COLUMNS]
    tables, (receipt,) = read(write_xlsx(tmp_path / "多栏账.xlsx", {"Sheet1": rows}))
    entries = tables["entries"]
    assert entries.select("row", "voucher_no", "cost_item", "amount").rows() == [
        (5, "记-12", "材料费", D("100.00")),
        (5, "记-12", "差旅费", D("50.50")),
        (6, "记-13", "专家咨询费", D("800.00")),
        (7, "记-14", "材料费", D("-20.00")),
    ]
    (sheet,) = receipt.sheets
    assert sheet.rows.closes
    assert (sheet.rows.entries, sheet.rows.subtotal) == (3, 1)
    assert sheet.columns["材料费" if "材料费" in sheet.columns else "支出材料费"] == "cost_item"


def test_other_fees_beside_an_amount_are_no_cost_items(tmp_path: Path) -> None:
    rows: Rows = [
        ["日期", "凭证号", "摘要", "金额", "包装费", "安装费"],
        ["2024-05-06", "记-1", "购设备", 1000, 30, 20],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "a.xlsx", {"账": rows}))
    assert entries["amount"].to_list() == [D("1000.00")]
    assert any("没有按多栏账拆分" in note for note in sheet.notes)


def test_an_item_that_is_no_number_rejects_its_row(tmp_path: Path) -> None:
    rows = [list(row) for row in COLUMNS]
    rows[4][6] = "五十"
    _, (receipt,) = read(write_xlsx(tmp_path / "多栏账.xlsx", {"Sheet1": [r[:8] for r in rows]}))
    (sheet,) = receipt.sheets
    assert [(r.row, r.why) for r in sheet.rejected] == [(5, "金额「五十」不是数字")]


def test_two_tables_on_one_sheet_are_read_apart(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目预算表"],
        ["科目", "明细科目", "预算金额"],
        ["设备费", "设备购置费", 500],
        ["业务费", "材料费", 300],
        [],
        ["支出明细账"],
        ["日期", "凭证号", "摘要", "费用科目", "金额"],
        ["2024-05-06", "记-1", "购试剂", "材料费", 100],
        ["2024-05-07", "记-2", "购试剂", "材料费", 60],
        ["合计", None, None, None, 160],
    ]
    tables, (receipt,) = read(write_xlsx(tmp_path / "JC2024-01.xlsx", {"Sheet1": rows}))
    assert [(s.role, s.header_row, s.rows.total) for s in receipt.sheets] == [
        ("budget", 2, 5),
        ("entries", 7, 5),
    ]
    assert all(sheet.rows.closes for sheet in receipt.sheets)
    assert tables["entries"]["row"].to_list() == [8, 9]
    assert tables["budget"]["row"].to_list() == [3, 4]
    assert tables["stated_totals"].select("row", "agrees").rows() == [(10, True)]


def test_settings_hold_for_every_table_of_a_sheet(tmp_path: Path) -> None:
    rows: Rows = [
        ["日期", "凭证号", "摘要", "报账数"],
        ["2024-05-06", "记-1", "购试剂", 100],
        ["第二部分"],
        ["记账日期", "凭证编号", "用途", "报账数", "收款人"],
        ["2024-05-07", "记-2", "印刷", 60, "某印刷厂"],
    ]
    path = write_xlsx(tmp_path / "JC2024-01.xlsx", {"Sheet1": rows})
    (tmp_path / "fundcheck.toml").write_text(
        '[[input]]\n[input.columns]\n"报账数" = "金额"\n', "utf-8"
    )
    inputs = discover([path]).inputs
    tables, (receipt,) = read_library(inputs, settings=load_settings(None, path))
    assert [s.header_row for s in receipt.sheets] == [1, 4]
    assert tables["entries"]["amount"].to_list() == [100, 60]


def test_two_ledgers_one_below_the_other(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目编号：JC-01"],
        ["日期", "凭证号", "摘要", "金额"],
        ["2024-05-06", "记-1", "购试剂", 100],
        ["项目编号：JC-02"],
        ["记账日期", "凭证编号", "用途", "支出金额", "收款人"],
        ["2024-05-07", "记-2", "印刷", 60, "某印刷厂"],
    ]
    tables, (receipt,) = read(write_xlsx(tmp_path / "a.xlsx", {"Sheet1": rows}))
    assert [s.header_row for s in receipt.sheets] == [2, 5]
    entries = tables["entries"]
    assert entries["project_code"].to_list() == ["JC-01", "JC-02"]
    assert entries["row"].to_list() == [3, 6]
    assert entries["payee"].to_list() == [None, "某印刷厂"]


AUDIT = (
    "会计月份 记账凭证日期 记账类型编号 记账类型名称 记账凭证种类 记账凭证编号 记账凭证行号 分录序号 记账凭证摘要 会计体系 会计科目编码 "
    "会计科目名称 科目全称 借方发生额 贷方发生额 对方科目编码 附件数 制单人员 记账标志 作废标志 是否结转 是否为预算账 经济科目代码 经济科目名称 "
    "资金性质名称 预算项目代码 预算项目名称"
).split()


def _audit(**cells: Cell) -> list[Cell]:
    usual: dict[str, Cell] = {
        "会计月份": "5", "记账凭证日期": "20240506", "记账类型名称": "记", "记账凭证编号": "7", "分录序号": "1",
        "记账凭证摘要": "购试剂", "会计体系": "02", "会计科目编码": "7201", "会计科目名称": "事业支出",
        "借方发生额": "100", "记账标志": "3", "作废标志": "0", "是否为预算账": "1", "经济科目代码": "30218",
        "资金性质名称": "财政拨款", "预算项目代码": "JC-01", "预算项目名称": "煤矸石利用",
    }  # fmt: skip
    row = {**usual, **cells}
    return [row.get(name) for name in AUDIT]


def test_the_audit_upload_counts_one_book_and_no_void_voucher(tmp_path: Path) -> None:
    rows: Rows = [
        list(AUDIT),
        _audit(),
        _audit(会计体系="01", 会计科目编码="5001", 会计科目名称="业务活动费用", 是否为预算账="0"),
        _audit(记账凭证编号="8", 记账标志="0"),
        _audit(记账凭证编号="9", 作废标志="1"),
        _audit(记账凭证编号="10", 借方发生额="30", 记账标志="1"),
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "记账凭证.xlsx", {"Sheet1": rows}))
    spending = entries.filter(entries["kind"] == "spending")
    assert spending["amount"].to_list() == [D("100.00"), D("30.00")]
    assert spending["project_code"].unique().to_list() == ["JC-01"]
    assert spending["fund_source"].unique().to_list() == ["财政拨款"]
    assert any("2 行属于作废凭证" in note for note in sheet.notes)
    assert any("预算会计" in note for note in sheet.notes)


def test_a_chart_of_accounts_names_the_codes_of_the_same_file(tmp_path: Path) -> None:
    rows: Rows = [
        ["凭证日期", "凭证编号", "摘要", "科目编码", "借方金额", "贷方金额"],
        ["2024-05-06", "1", "付押金", "9901", 100, None],
        ["2024-05-06", "1", "购试剂", "9902", 50, None],
    ]
    chart: Rows = [
        ["科目编码", "科目名称", "科目级次"],
        ["9901", "其他应收款", 1],
        ["9902", "材料费", 1],
    ]
    tables, _ = read(write_xlsx(tmp_path / "JC2024-1.xlsx", {"凭证": rows, "会计科目": chart}))
    assert tables["entries"]["account_name"].to_list() == ["其他应收款", "材料费"]
    assert tables["entries"]["kind"].to_list() == ["advance", "spending"]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("记帐日期", "date"), ("日 期", "date"), ("凭证\n号码", "voucher_no"), ("凭证摘要内容", "summary"),
        ("金额（元）", "amount"), ("ＡＭＯＵＮＴ", "amount"), ("本次支出金额", "amount"), ("报销凭证号", "voucher_no"),
    ],
)  # fmt: skip
def test_a_header_close_to_a_known_one_maps(tmp_path: Path, header: str, name: str) -> None:
    usual = {"date": "日期", "voucher_no": "凭证号", "summary": "摘要", "amount": "金额"}
    names = [header if name == column else text for column, text in usual.items()]
    rows: Rows = [list(names), ["2024-05-06", "记-1", "购试剂", 100]]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "a.xlsx", {"账": rows}))
    assert sheet.columns[header] == name
    assert entries.height == 1


@pytest.mark.parametrize(
    "header", ["到期日期", "对方科目名称", "累计金额", "税额", "可用余额（元）"]
)
def test_a_header_that_means_something_else_does_not_map(tmp_path: Path, header: str) -> None:
    rows: Rows = [
        ["日期", "凭证号", "摘要", "金额", header],
        ["2024-05-06", "记-1", "购试剂", 100, "5"],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "a.xlsx", {"账": rows}))
    assert entries["amount"].to_list() == [D("100.00")]
    assert sheet.columns.get(header) in {None, "balance"}


def test_where_the_amount_is_unsure_it_asks_and_names_the_candidates(tmp_path: Path) -> None:
    rows: Rows = [["日期", "凭证号", "摘要", "拨付金额"], ["2024-05-06", "记-1", "购试剂", 100]]
    sentence = refusal(write_xlsx(tmp_path / "a.xlsx", {"账": rows}))
    assert "「拨付金额」可能是金额" in sentence
    assert "fundcheck.toml" in sentence
