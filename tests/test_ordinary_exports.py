"""What ordinary exports write about their lines: totals by account, classes, kinds of items."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest
from books import Cell, write_xlsx
from reading import read, read_ledger

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
Row = list[Cell]


def _spent(entries: pl.DataFrame) -> dict[str, Decimal]:
    spending = entries.filter(kind="spending").group_by("project_code").agg(pl.col("amount").sum())
    return dict(spending.iter_rows())


def test_yearly_totals_of_one_account_after_the_other_agree(tmp_path: Path) -> None:
    rows: list[Row] = []
    for account, days in (("530101 材料费", ("01", "03")), ("530102 差旅费", ("01", "05", "09"))):
        rows += [[f"科目：{account}", None, None, "项目：KY2403 传感器"], ["2024年", None, "凭证号数", "摘要", "借方", "贷方", "方向", "余额"], ["月", "日"]]  # fmt: skip
        for number, month in enumerate(days, 1):
            sum_, all_ = 100.0 * number, 50.0 * number * (number + 1)
            rows.append([month, "07", f"记-{month}{number}", "付款", sum_, None, "借", all_])
            rows.append([month, None, None, "当前合计", sum_, None, "借", all_])
            rows.append([month, None, None, "当前累计", all_, None, "借", all_])
    entries, sheet = read_ledger(write_xlsx(tmp_path / "项目.xlsx", {"KY2403": rows}))
    assert _spent(entries) == {"KY2403": D("900.00")}
    assert entries["account_name"].unique().sort().to_list() == ["差旅费", "材料费"]
    assert sheet.totals
    assert sheet.totals.agrees is True


def test_rows_that_begin_with_stars_are_totals(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["公司代码", "总账科目", "总账科目长文本", "凭证编号", "过账日期", "本币金额", "文本", "WBS 元素"],
        ["1400", "6604010100", "研发费用-材料费", "1900000012", "2024.03.05", "80.00", "试剂", "RD-24-12"],
        ["1400", "6604010100", "研发费用-材料费", "1900000013", "2024.03.06", "30.00-", "退回", "RD-24-12"],
        ["*", "6604010100", None, None, None, "50.00"],
        ["1400", "6604010200", "研发费用-差旅费", "1900000014", "2024.04.05", "20.00", "赴京", "RD-24-12"],
        ["*", "6604010200", None, None, None, "20.00"],
        ["**", None, None, None, None, "70.00"],
    ]  # fmt: skip
    entries, sheet = read_ledger(write_xlsx(tmp_path / "行项目.xlsx", {"Sheet1": rows}))
    assert _spent(entries) == {"RD-24-12": D("70.00")}
    assert sheet.rows.subtotal == 3
    assert sheet.totals
    assert sheet.totals.agrees is True


def test_when_a_list_was_printed_is_no_amount(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["支出科目", "支出日期", "凭证号", "支出内容", "金额（元）"],
        ["材料费", "2024-03-05", "记-0001", "购试剂", 80],
        ["制表人：王慧", None, None, "审核：", "打印时间：2025-01-10 09:12"],
    ]
    _, sheet = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert sheet.rejected == ()


def test_the_economic_class_says_what_was_bought(tmp_path: Path) -> None:
    head: Row = ["凭证日期", "凭证号", "摘要", "预算项目", "部门支出经济分类", "借方", "贷方"]
    rows: list[Row] = [
        ["会计科目：720102-事业支出-财政拨款支出", None, "会计期间：2024年01月至2024年12月"],
        head,
        ["2024-03-05", "记-1", "购试剂", "JC24-07-连翘种植", "30218-专用材料费", 80, None],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "辅助.xlsx", {"Sheet1": rows}))
    assert entries.select("account_code", "account_name").row(0) == (
        "720102-30218",
        "事业支出-财政拨款支出/专用材料费",
    )


def test_the_class_is_not_joined_to_the_banks_side(tmp_path: Path) -> None:
    head: Row = ["日期", "凭证号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额", "项目编码", "部门支出经济分类编码", "部门支出经济分类名称"]  # fmt: skip
    of_class: Row = ["JC24-07", "30218", "专用材料费"]
    rows: list[Row] = [
        head,
        ["2024-03-05", "记-1", "购试剂", "7201", "事业支出", 80, None, *of_class],
        ["2024-03-05", "记-1", "购试剂", "8001", "资金结存-零余额", None, 80, *of_class],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "凭证.xlsx", {"Sheet1": rows}))
    assert entries.select("kind", "account_name").rows() == [
        ("spending", "事业支出/专用材料费"),
        ("other", "资金结存-零余额"),
    ]


def test_a_class_beside_its_code_is_called_by_its_name(tmp_path: Path) -> None:
    rows: list[Row] = [
        [
            "日期",
            "凭证号",
            "摘要",
            "金额",
            "项目编码",
            "部门支出经济分类编码",
            "部门支出经济分类名称",
        ],
        ["2024-03-05", "记-1", "购试剂", 80, "JC24-07", "30218", "专用材料费"],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "支出.xlsx", {"Sheet1": rows}))
    assert entries["account_name"].to_list() == ["专用材料费"]


@pytest.mark.parametrize("kept", ["项目管理档案", "项目基本档案", "科研项目档案", "项目目录"])
def test_where_projects_are_kept_is_no_other_thing(kept: str, tmp_path: Path) -> None:
    rows: list[Row] = [
        [
            f"{kept}编码",
            f"{kept}名称",
            "日期",
            "凭证号",
            "摘要",
            "借方本币",
            "贷方本币",
            "来源单据",
        ],
        ["JC24-07", "连翘种植", "2024-03-05", "记-1", "购试剂", 80, None, "应付单"],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "辅助.xlsx", {"Sheet1": rows}))
    assert entries.select("project_code", "project_name").row(0) == ("JC24-07", "连翘种植")
    assert sheet.questions == ()


def test_an_entry_under_each_kind_of_item_is_one(tmp_path: Path) -> None:
    head: Row = ["会计年", "会计月", "记账时间", "凭证种类", "凭证编号", "编号", "业务说明", "科目编号", "科目名称", "核算项目类型名称", "核算项目编号", "核算项目名称", "借方发生额", "贷方发生额"]  # fmt: skip

    def line(number: int, kind: str, code: str, name: str, amount: int) -> Row:
        return [2024, 3, "2024-03-05", "记", number, 1, "购试剂", "530101", "研发支出-材料费", kind, code, name, amount, 0]  # fmt: skip

    rows: list[Row] = [
        head,
        line(1, "部门", "0103", "研发部", 80),
        line(2, "部门", "0103", "研发部", 30),
        line(3, "部门", "0103", "研发部", 5),
        line(3, "职员", "0210", "王慧", 5),
        line(1, "项目", "07", "镁合金", 80),
        line(2, "项目", "11", "球团", 30),
    ]
    tables, (receipt,) = read(write_xlsx(tmp_path / "辅助.xlsx", {"Sheet1": rows}))
    entries = tables["entries"].filter(kind="spending")
    # What is kept by no project is spent once all the same.
    assert entries.select("project_code", "amount").rows() == [
        (None, D("5.00")),
        ("07", D("80.00")),
        ("11", D("30.00")),
    ]
    assert any("只按项目计一次" in note for note in receipt.sheets[0].notes)


def _by_items(items: list[str]) -> list[Row]:
    rows: list[Row] = [["核算项目", "科目", "日期", "凭证字号", "摘要", "借方", "贷方"]]
    for number, item in enumerate(items, 1):
        rows.append(
            [item, "530101 研发支出_材料费", "2024-03-05", f"记-{number}", "试剂", 80, None]
        )
    return rows


def test_items_that_can_only_be_projects_are_taken_for_them_and_told(tmp_path: Path) -> None:
    rows = _by_items(["XM001 智能灌溉终端", "XM002 保鲜库改造"])
    entries, sheet = read_ledger(write_xlsx(tmp_path / "核算.xlsx", {"Sheet1": rows}))
    assert entries.select("project_code", "project_name").rows() == [
        ("XM001", "智能灌溉终端"),
        ("XM002", "保鲜库改造"),
    ]
    assert any("已按项目读取" in note for note in sheet.notes)


@pytest.mark.parametrize(
    "other", ["BM03 装备研发部", "0210 王慧", "K012 晋城机械公司", "07 差旅费", "BM03/装备所;JC-15"]
)
def test_items_among_which_is_another_thing_are_not(other: str, tmp_path: Path) -> None:
    rows = _by_items(["XM001 智能灌溉终端", other])
    entries, sheet = read_ledger(write_xlsx(tmp_path / "核算.xlsx", {"Sheet1": rows}))
    assert entries["project_code"].to_list() == ["核算", "核算"]
    assert any("认不出哪一个是项目" in note for note in sheet.notes)


def test_a_claim_that_has_no_voucher_yet_is_not_spent(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["项目编号", "报销类型", "支出内容", "报销金额", "单据状态", "凭证日期", "凭证号"],
        ["JC24-07", "材料费", "购试剂", 80, "已入账", "2024-03-05", "00012"],
        ["JC24-07", "材料费", "购传感器", 500, "审核中", None, None],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "报销.xlsx", {"Sheet1": rows}))
    assert _spent(entries) == {"JC24-07": D("80.00")}
    # It is no further line of the voucher above.
    assert entries["voucher_no"].to_list() == ["00012", None]
    assert any("没有入账" in note for note in sheet.notes)


def test_a_stroke_either_way_parts_code_and_name(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["制单日期", "凭证号", "摘要", "科目名称", "项目", "借方金额", "贷方金额"],
        ["2024-03-05", "1", "试剂", "研发支出\\材料费", "KY24-0031\\刀盘修复", 80, 0],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "联查.xlsx", {"Sheet1": rows}))
    assert entries.select("project_code", "project_name").row(0) == ("KY24-0031", "刀盘修复")


def test_an_order_that_is_a_project_is_called_by_its_description(tmp_path: Path) -> None:
    rows: list[Row] = [
        [
            "订单",
            "订单描述",
            "成本要素",
            "成本要素名称",
            "过账日期",
            "凭证编号",
            "名称",
            "对象货币值",
        ],
        [
            "100000024031",
            "绝缘漆",
            "660430218",
            "研发费用-材料费",
            "2024-03-05",
            "100003012",
            "试剂",
            80,
        ],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "订单.xlsx", {"Sheet1": rows}))
    assert entries.select("project_code", "project_name").row(0) == ("100000024031", "绝缘漆")
