"""What nobody gave is not stated: without a card, or without a ledger, a rule cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from books import Cell, ledger, write_xlsx
from running import fundcheck, rule_of

if TYPE_CHECKING:
    from pathlib import Path

P, Q = "JCKJ2024-821", "JCKJ2024-822"
LINE: dict[str, Cell] = {
    "项目编号": P, "日期": "2025-03-05", "凭证号": "记-1", "摘要": "购试剂", "费用科目": "材料费",
    "金额": 3000, "收款方": "某试剂公司", "发票号码": "24142000000010000077",
}  # fmt: skip
CARD: dict[str, Cell] = {
    "项目编号": Q, "项目名称": "梨园节水研究", "承担单位": "泽岭农业技术研究所", "经费管理方式": "预算制",
    "任务书签订日期": "2023-12-20", "开始日期": "2024-01-01", "结束日期": "2026-03-31",
    "项目状态": "在研", "市级财政资金": 100_000, "自筹资金": 50_000,
}  # fmt: skip


def _judged(folder: Path, sheets: dict[str, list[list[Cell]]]) -> dict[str, Any]:
    ran = fundcheck(write_xlsx(folder / "账.xlsx", sheets), "--format", "json,html", out=folder)
    return ran.findings


@pytest.mark.parametrize("code", ["J22-1", "J22-2", "J29-2", "J29-3", "J32-4c", "J32-7"])
def test_without_a_card_a_rule_about_the_card_cannot_tell(tmp_path: Path, code: str) -> None:
    document = _judged(tmp_path, {"支出明细": ledger(LINE)})
    rule = rule_of(document, P, code)
    assert rule["outcome"] == "unknown"
    assert any(need.startswith("项目信息：") for need in rule["needs"])


def test_a_project_without_a_ledger_is_not_judged_by_spending_nothing(tmp_path: Path) -> None:
    budget: list[dict[str, Cell]] = [
        {"项目编号": Q, "科目": "设备费", "预算金额": 50_000},
        {"项目编号": Q, "科目": "间接费用", "预算金额": 5_000},
    ]
    sheets = {
        "支出明细": ledger(LINE), "项目信息": ledger(CARD), "预算": ledger(*budget),
    }  # fmt: skip
    document = _judged(tmp_path, sheets)
    for code in ("J10-2", "J16-1", "J32-7", "J17-1", "J05-2"):
        rule = rule_of(document, Q, code)
        assert rule["outcome"] == "unknown", code
        assert any("没有这个项目的账册" in need for need in rule["needs"])
    (project,) = [p for p in document["projects"] if p["project_code"] == Q]
    assert project["facts"]["spent"] is None
    assert not [f for f in document["findings"] if f["project_code"] == Q]
    assert "个项目没有账册" in (tmp_path / "index.html").read_text("utf-8")


def test_a_project_that_ends_before_it_begins_is_asked_after(tmp_path: Path) -> None:
    card = {**CARD, "项目编号": P, "开始日期": "2026-12-31", "结束日期": "2024-01-01"}
    late = {**LINE, "日期": "2025-09-05", "凭证号": "记-2", "发票号码": "24142000000010000078"}
    document = _judged(tmp_path, {"支出明细": ledger(LINE, late), "项目信息": ledger(card)})
    rule = rule_of(document, P, "J32-3b")
    assert rule["outcome"] == "unknown"
    assert any("晚于结束日期" in need for need in rule["needs"])
    assert not [f for f in document["findings"] if f["rule"] == "J32-3b"]


def test_a_card_and_a_budget_in_wan_yuan_are_asked_after(tmp_path: Path) -> None:
    card = {**CARD, "项目编号": P, "市级财政资金": 50}
    budget: list[dict[str, Cell]] = [
        {"项目编号": P, "科目": "设备费", "预算金额": 20},
        {"项目编号": P, "科目": "业务费", "预算金额": 30},
    ]
    lines = [{**LINE, "金额": 180_000, "凭证号": f"记-{n}", "发票号码": f"2414200000001000{n:04}"} for n in range(2)]  # fmt: skip
    sheets = {"支出明细": ledger(*lines), "项目信息": ledger(card), "预算": ledger(*budget)}
    document = _judged(tmp_path, sheets)
    for code in ("J16-3", "J16-1", "J10-1"):
        rule = rule_of(document, P, code)
        assert rule["outcome"] != "found", code
        assert any("万元" in need for need in rule["needs"]), (code, rule["needs"])
