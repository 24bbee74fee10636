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
