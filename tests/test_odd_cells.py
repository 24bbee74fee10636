"""A cell that is given and not understood is neither absent nor a default: the rules say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from books import Cell, ledger, write_xlsx
from running import fundcheck, rule_of

from fundcheck.engine.proof import prove
from fundcheck.resources import folder
from fundcheck.rulebook.cases import read_cases
from fundcheck.rulebook.pack import load_pack

if TYPE_CHECKING:
    from pathlib import Path

P = "JCKJ2024-001"
LINE: dict[str, Cell] = {
    "项目编号": P,
    "日期": "2024-03-01",
    "凭证号": "记-1",
    "摘要": "购试剂",
    "费用科目": "材料费",
    "金额": 1200,
    "发票号码": "24142000000012345678",
}
CARD: dict[str, Cell] = {
    "项目编号": P,
    "项目名称": "连翘种植",
    "计划类别": "市级重点研发计划",
    "项目类型": "应用研究",
    "经费管理方式": "预算制",
    "任务书签订日期": "2024-01-01",
    "开始日期": "2024-01-01",
    "结束日期": "2025-12-31",
    "项目状态": "结题",
    "状态日期": "2026-01-31",
    "市级财政资金": 50000,
    "自筹资金": 0,
    "科研财务助理": "王五",
}
ARRIVED: dict[str, Cell] = {
    "项目编号": P, "日期": "2024-01-15", "付款单位": "市财政局", "金额": 50000, "类型": "拨付",
}  # fmt: skip
RETURNED: dict[str, Cell] = {
    "项目编号": P, "日期": "2026-02-15", "收款单位": "市财政局", "金额": 48800, "类型": "退回",
}  # fmt: skip
BUDGET: list[dict[str, Cell]] = [
    {"项目编号": P, "科目": "设备费", "预算金额": 20000},
    {"项目编号": P, "科目": "业务费", "预算金额": 30000},
]


def _judged(
    tmp_path: Path,
    *lines: dict[str, Cell],
    card: dict[str, Cell] | None = None,
    arrived: list[dict[str, Cell]] | None = None,
    budget: list[dict[str, Cell]] | None = None,
    **other: list[dict[str, Cell]],
) -> dict[str, Any]:
    sheets = {
        "支出明细": ledger(*(lines or (LINE,))),
        "项目信息": ledger({**CARD, **(card or {})}),
        "到账": ledger(*(arrived or [ARRIVED])),
        "预算": ledger(*(budget or BUDGET)),
        **{name: ledger(*rows) for name, rows in other.items()},
    }
    return fundcheck(write_xlsx(tmp_path / "账.xlsx", sheets), out=tmp_path / "out").findings


def _rule(document: dict[str, Any], code: str) -> tuple[str, str]:
    rule = rule_of(document, P, code)
    return rule["outcome"], rule["why"]


def test_of_a_card_only_the_cell_is_lost(tmp_path: Path) -> None:
    document = _judged(tmp_path, card={"开始日期": "2024年春"})
    (sheet,) = [s for s in document["inputs"][0]["sheets"] if s["role"] == "projects"]
    assert (sheet["rows"]["entries"], sheet["rejected"]) == (1, [])
    assert "「开始日期」第 2 行的内容看不懂，用到它的规则不作判断。" in sheet["losses"]
    (project,) = document["projects"]
    assert project["project_name"] == "连翘种植"
    assert project["facts"]["fiscal_funds"] == "50000.00"


def test_unreadable_self_raised_funds_leave_open_whose_money_it_was(tmp_path: Path) -> None:
    line = {**LINE, "摘要": "购白酒招待", "费用科目": "业务接待费", "发票号码": None}
    assert _rule(_judged(tmp_path, line), "J17-1")[0] == "found"
    document = _judged(tmp_path, line, card={"自筹资金": "约5万"})
    assert _rule(document, "J17-1")[0] == "unknown"
    outcome, why = _rule(document, "J32-7")
    assert outcome == "unknown"
    assert "项目信息：自筹资金（写的「约5万」看不懂）" in why


@pytest.mark.parametrize(
    ("status", "outcome"), [("结题", "found"), ("已办结", "unknown"), ("在研", "not_applicable")]
)
def test_a_state_that_nobody_knows_is_not_another_state(
    tmp_path: Path, status: str, outcome: str
) -> None:
    late = {**LINE, "日期": "2026-05-20", "凭证号": "记-9"}
    document = _judged(tmp_path, LINE, late, card={"项目状态": status})
    assert _rule(document, "J29-3")[0] == outcome


def test_a_way_of_managing_that_nobody_knows_is_not_the_usual_one(tmp_path: Path) -> None:
    line = {**LINE, "摘要": "购离心机", "费用科目": "设备费", "金额": 25000}
    assert _rule(_judged(tmp_path, line), "J16-1")[0] == "found"
    outcome, why = _rule(_judged(tmp_path, line, card={"经费管理方式": "试点"}), "J16-1")
    assert outcome == "unknown"
    assert "项目信息：经费管理方式（写的「试点」看不懂）" in why


def test_a_lost_line_of_the_budget_leaves_open_what_rests_on_it(tmp_path: Path) -> None:
    line = {**LINE, "摘要": "购离心机", "费用科目": "设备费", "金额": 25000}
    budget = [{**BUDGET[0], "预算金额": "约3万"}, BUDGET[1], {**BUDGET[0], "预算金额": 20000}]
    document = _judged(tmp_path, line, budget=budget)
    outcome, why = _rule(document, "J16-1")
    assert outcome == "unknown"
    assert "预算：第 2 行没有读入（「预算金额」的「约3万」不是金额）" in why
    # What does not rest on the budget is judged.
    assert _rule(document, "J29-1")[0] == "found"


def test_a_number_of_pieces_that_nobody_reads_is_not_missing(tmp_path: Path) -> None:
    dear: dict[str, Cell] = {
        "项目编号": P, "科目": "设备费", "预算金额": 300000, "名称": "离心机", "数量": None,
    }  # fmt: skip
    assert _rule(_judged(tmp_path, budget=[dear]), "J06-1")[0] == "found"
    document = _judged(tmp_path, budget=[{**dear, "数量": "若干"}])
    assert _rule(document, "J06-1")[0] == "unknown"
    assert _rule(document, "J10-1")[0] == "clean"


def test_money_in_of_a_kind_that_nobody_knows(tmp_path: Path) -> None:
    assert _rule(_judged(tmp_path, arrived=[ARRIVED, RETURNED]), "J29-1")[0] == "clean"
    odd = {**RETURNED, "类型": "其他"}
    outcome, why = _rule(_judged(tmp_path, arrived=[ARRIVED, odd]), "J29-1")
    assert outcome == "unknown"
    assert "到账：类型（写的「其他」看不懂）" in why


def test_money_returned_that_nobody_reads_is_not_kept(tmp_path: Path) -> None:
    odd = {**RETURNED, "金额": "约48800"}
    assert _rule(_judged(tmp_path, arrived=[ARRIVED, odd]), "J29-1")[0] == "unknown"


def test_what_one_project_says_badly_leaves_the_others_alone(tmp_path: Path) -> None:
    other = {**LINE, "项目编号": "JCKJ2024-002"}
    sheets = {
        "支出明细": ledger(LINE, other),
        "项目信息": ledger(
            {**CARD, "项目状态": "已办结"}, {**CARD, "项目编号": "JCKJ2024-002", "项目名称": "乙"}
        ),
        "到账": ledger(ARRIVED, {**ARRIVED, "项目编号": "JCKJ2024-002"}),
    }
    path = write_xlsx(tmp_path / "账.xlsx", sheets)
    document = fundcheck(path, out=tmp_path / "out").findings
    outcomes = [rule_of(document, project, "J29-1")["outcome"] for project in (P, "JCKJ2024-002")]
    assert outcomes == ["unknown", "found"]


# Rule, what is said of the line, what the rule says of it, the cells it needs, one it does not.
EXPERT = 'cost_item = "专家咨询费", amount = "9000.00", payee = "张三", expert_level = "教授"'
READS = [
    ("J17-1", 'summary = "购试剂", cost_item = "材料费", amount = "5000.00"', "found",
     ["invoice_no", "summary"], "quantity"),
    ("J20-1", 'summary = "购离心机", cost_item = "设备购置费", amount = "5000.00"', "found",
     ["asset_no", "unit_price", "quantity"], "invoice_no"),
    ("J05-3", 'summary = "购打印机", cost_item = "材料费", amount = "5000.00"', "found",
     ["unit_price", "quantity", "summary"], "asset_no"),
    ("J18-1", 'summary = "购打印机", cost_item = "设备购置费", amount = "50000.00"', "found",
     ["contract_no", "procurement_no"], "invoice_no"),
    ("J19-1", 'summary = "劳务费", cost_item = "劳务费", amount = "5000.00", payee = "张三"', "found",
     ["tax_withheld"], "invoice_no"),
    ("J15-2", 'summary = "购试剂", cost_item = "材料费", amount = "5000.00", settlement = "转账"',
     "clean", ["settlement"], "payee"),
    ("J32-6f", 'summary = "购试剂", cost_item = "材料费", amount = "500.00", voucher_no = ""', "found",
     ["voucher_no"], "invoice_no"),
    ("J32-6c", 'summary = "购试剂", amount = "500.00", invoice_date = 2024-01-01', "clean",
     ["invoice_date"], "invoice_no"),
    ("J32-3a", 'summary = "购白酒", cost_item = "材料费", amount = "500.00"', "found",
     ["summary", "item_name"], "invoice_no"),
    ("J25-1", f"{EXPERT}, service_date = 2024-05-01", "found",
     ["service_date", "service_hours", "service_days", "expert_level"], "invoice_no"),
]  # fmt: skip


def _proved(path: Path, line: str, unread: str, expect: str) -> list[str]:
    """Return what is wrong with the outcome of the rule that the path is named for."""
    path.write_text(
        f'[[case]]\nname = "例"\nexpect = "{expect}"\n'
        f'entries = [{{ {line}, unread = "{unread}" }}]\n',
        "utf-8",
    )
    (case,) = read_cases(path)
    return prove(load_pack(folder("rules") / "jincheng-2022-36"), path.stem, case)


@pytest.mark.parametrize("reads", READS, ids=[code for code, *_ in READS])
def test_a_rule_is_open_for_the_cells_it_needs_and_for_no_others(
    tmp_path: Path, reads: tuple[str, str, str, list[str], str]
) -> None:
    code, line, outcome, needed, other = reads
    path = tmp_path / f"{code}.toml"
    for column in needed:
        assert _proved(path, line, f";{column};", "unknown") == [], column
    assert _proved(path, line, f";{other};", outcome) == []


def test_an_invoice_date_that_nobody_reads_is_a_question(tmp_path: Path) -> None:
    line = 'summary = "购试剂", amount = "500.00"'
    path = tmp_path / "J32-6c.toml"
    assert _proved(path, line, ";invoice_date;", "unknown") == []
    assert _proved(path, line, "", "not_applicable") == []
