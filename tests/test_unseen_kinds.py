"""Kinds of ledgers that were read wrong the first time they were seen, each with its neighbours."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from books import Cell, write_xlsx
from reading import read, read_ledger

if TYPE_CHECKING:
    from pathlib import Path

    from fundcheck.tables import Tables


def _sums(tables: Tables) -> dict[str, Decimal]:
    """Return kind -> net amount of its lines."""
    entries = tables["entries"]
    return {
        kind: Decimal(entries.filter(kind=kind)["amount"].sum())
        for kind in entries["kind"].unique().sort()
    }


def _doubts(tables: Tables) -> list[str]:
    return tables["doubts"]["why"].to_list()


CARD: list[Cell] = ["交易日期", "商户名称", "交易金额", "状态", "项目编号"]


@pytest.mark.parametrize(
    ("states", "asked"),
    [
        ([2, 3, 9], True),
        (["P", "P", "R"], True),
        (["已支付", "已支付", "已支付"], False),
        (["已归档", "已归档", "已归档"], False),
    ],
)
def test_a_state_that_is_a_bare_code_is_asked_about(
    states: list[Cell], *, asked: bool, tmp_path: Path
) -> None:
    lines: list[list[Cell]] = [["2024-03-06", "京东商城", 100, s, "JCKJ2024-119"] for s in states]
    rows = [CARD, *lines]
    tables, _ = read(write_xlsx(tmp_path / "JCKJ2024-119.xlsx", {"公务卡": rows}))
    assert any("代码是什么意思" in why for why in _doubts(tables)) is asked
    assert _sums(tables) == {"spending": Decimal(300)}


HAND: list[Cell] = ["日期", "内容", "类别", "金额", "备注"]


@pytest.mark.parametrize(
    ("remark", "asked"),
    [
        ("作废，金额写错", True),
        ("卡号有误退票，未发放", True),
        ("未发放", True),
        ("重复录入", True),
        ("原发票已作废，换开", False),
        ("含退票费20元", False),
        ("已付款", False),
        ("补发6月", False),
    ],
)
def test_a_remark_that_nothing_came_of_a_line_is_asked_about(
    remark: str, *, asked: bool, tmp_path: Path
) -> None:
    rows: list[list[Cell]] = [
        HAND,
        ["2024-07-15", "专利代理费", "知识产权", 3500, remark],
        ["2024-07-16", "版面费", "出版费", 2650, None],
    ]
    tables, _ = read(write_xlsx(tmp_path / "JCKJ2024-088.xlsx", {"流水": rows}))
    assert bool(_doubts(tables)) is asked
    assert _sums(tables) == {"spending": Decimal(6150)}


def test_a_sum_is_no_side_whatever_its_header_holds(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["单据编号", "提交日期", "费用类型", "事由", "金额", "冲借款金额"],
        ["BX1", "2024-03-04", "差旅费", "太原项目对接", 2300, 0],
        ["BX2", "2024-03-07", "材料费", "采购网关", 3487.52, 0],
        ["BX3", "2024-04-02", "差旅费", "银川考察", 3655, 3655],
        ["BX4", "2024-04-18", "测试化验加工费", "通信模块测试", 12800, 0],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "JCKJ2024-161.xlsx", {"单据": rows}))
    assert not sheet.rejected
    assert entries["amount"].sum() == Decimal("22242.52")


def _found(tmp_path: Path, *rows: list[Cell]) -> Tables:
    tables, _ = read(write_xlsx(tmp_path / "导出.xlsx", {"明细": list(rows)}))
    return tables


def test_a_column_is_the_project_by_its_cells_whatever_it_is_called(tmp_path: Path) -> None:
    head: list[Cell] = ["单据编号", "提交日期", "费用归属", "费用类型", "明细说明", "明细金额"]
    tables = _found(
        tmp_path,
        head,
        ["BX-1", "2024-03-11", "SKL-2024-A03｜柔性电极", "城际交通", "杭州—北京往返", 1086],
        ["BX-2", "2024-03-12", "SKL-2024-B07｜钙钛矿封装", "材料费", "溅射靶材", 15400],
    )
    entries = tables["entries"]
    assert entries["project_code"].to_list() == ["SKL-2024-A03", "SKL-2024-B07"]
    assert entries["cost_item"].to_list() == ["城际交通", "材料费"]


def test_dimensions_are_told_by_their_cells(tmp_path: Path) -> None:
    tables = _found(
        tmp_path,
        ["日期", "凭证字号", "摘要", "科目全称", "借方", "贷方", "附带信息"],
        [
            "2024-06-01",
            "记-40",
            "看护劳务",
            "业务活动费用-劳务费",
            5400,
            None,
            "【项目：ZY2024-15 智能灌溉】【部门：机电系】",
        ],
        [
            "2024-06-02",
            "记-41",
            "购阀门",
            "业务活动费用-专用材料费",
            300,
            None,
            "【项目：ZY2024-16 节水】【部门：机电系】",
        ],
    )
    assert tables["entries"]["project_code"].to_list() == ["ZY2024-15", "ZY2024-16"]


@pytest.mark.parametrize("belongs", ["材料费", "实验中心", "A区-温室", "2024-设备"])
def test_what_a_cost_is_of_is_no_project_for_its_header_alone(belongs: str, tmp_path: Path) -> None:
    tables = _found(
        tmp_path,
        ["凭证号", "日期", "费用归属", "摘要", "金额"],
        ["记-1", "2024-03-11", belongs, "购试剂", 100],
        ["记-2", "2024-03-12", belongs, "购耗材", 200],
    )
    assert set(tables["entries"]["project_code"]) == {"导出"}


def test_a_book_of_which_nothing_is_spending_is_no_result(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        [f"2024-01-0{day}", f"记-{day}", "付货款", "银行存款", None, 100] for day in (1, 2, 3)
    ]
    tables = _found(tmp_path, ["日期", "凭证号", "摘要", "科目名称", "借方", "贷方"], *rows)
    assert any("没有一行读作支出" in why for why in _doubts(tables))


@pytest.mark.parametrize("label", ["自立项累计", "立项以来合计", "两课题合共", "两项共计"])
def test_the_last_row_is_a_total_whatever_it_is_the_total_of(label: str, tmp_path: Path) -> None:
    tables = _found(
        tmp_path,
        ["日期", "凭证号", "摘要", "金额"],
        ["2024-01-05", "记-1", "购试剂", 100],
        ["2024-01-06", "记-2", "共计3台电脑", 200],
        [None, None, label, 300],
    )
    assert tables["entries"]["amount"].to_list() == [Decimal(100), Decimal(200)]


CLAIMS: list[list[Cell]] = [
    ["单据编号", "单据类型", "提交日期", "费用类型", "事由", "冲借款金额", "实付金额"],
    ["BX1", "差旅报销单", "2024-03-04", "差旅费", "太原项目对接", 0, 2300],
    ["JK2", "借款单", "2024-03-12", "差旅费", "银川考察借款", 0, 4000],
    ["HK3", "还款单", "2024-04-03", "差旅费", "借款余款归还", 0, 345],
]


def test_loans_among_claims_are_no_spending(tmp_path: Path) -> None:
    tables, _ = read(write_xlsx(tmp_path / "JCKJ2024-161.xlsx", {"单据": CLAIMS}))
    assert _sums(tables) == {"advance": Decimal(4345), "spending": Decimal(2300)}
    assert not _doubts(tables)


@pytest.mark.parametrize(("paid", "asked"), [(0, True), (400, True), (3655, False)])
def test_what_was_paid_out_beside_a_loan_that_is_cleared_is_asked_about(
    paid: int, *, asked: bool, tmp_path: Path
) -> None:
    line: list[Cell] = ["BX4", "差旅报销单", "2024-04-02", "差旅费", "银川考察", 3655, paid]
    tables, _ = read(write_xlsx(tmp_path / "JCKJ2024-161.xlsx", {"单据": [*CLAIMS, line]}))
    assert any("冲抵借款的单据" in why for why in _doubts(tables)) is asked


BOTH: list[list[Cell]] = [
    ["JCKJ2023-009 项目经费收支明细表"],
    ["收  入", None, None, "支  出", None, None, None, None],
    ["日期", "来源", "金额", "日期", "凭证号", "摘要", "科目", "金额"],
    [
        "2023-04-12",
        "市科技局拨款（第一批）",
        100000,
        "2023-05-16",
        "记-21",
        "购色谱柱",
        "材料费",
        7860,
    ],
    [
        "2023-05-08",
        "单位自筹",
        40000,
        "2023-07-04",
        "记-33",
        "样品测试分析",
        "测试化验加工费",
        15230.5,
    ],
    [None, None, None, "2023-12-05", "记-71", "临时工劳务", "劳务费", 9000],
    [None, None, None, "2024-04-25", "记-18", "运费退回", "材料费", -500],
]


def test_money_in_and_out_under_their_names_are_two_tables(tmp_path: Path) -> None:
    tables, (receipt,) = read(write_xlsx(tmp_path / "a.xlsx", {"明细": BOTH}))
    assert _sums(tables) == {"receipt": Decimal(-140000), "spending": Decimal("31590.50")}
    assert all(sheet.rows.closes for sheet in receipt.sheets)


@pytest.mark.parametrize("footer", ["课题负责人：", "领款人：", "验收人：", "分管领导："])
def test_a_footer_of_labels_is_no_line(footer: str, tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["序号", "姓名", "身份证号", "工作内容", "应发金额", "代扣个税", "实发金额"],
        [1, "牛秀英", "140502196803124021", "移栽管护", 3000, 440, 2560],
        ["合计", None, None, None, 3000, 440, 2560],
        [footer, None, None, "审核：", None, None, "制表：段小丽"],
    ]
    title: list[list[Cell]] = [["劳务费发放表"], ["项目编号：JCKJ2024-074"]]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "a.xlsx", {"5月": [*title, *rows]}))
    assert not sheet.rejected
    assert entries["amount"].to_list() == [Decimal(3000)]
