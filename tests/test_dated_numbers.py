"""A payment is judged by the limit of its own day, and no day by a limit that came after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from books import Cell, ledger, write_xlsx
from running import fundcheck, rule_of

if TYPE_CHECKING:
    from pathlib import Path

P = "JCKJ2024-831"
CARD: dict[str, Cell] = {
    "项目编号": P, "项目名称": "梨园节水研究", "承担单位": "泽岭农业技术研究所",
    "任务书签订日期": "2023-12-20", "开始日期": "2024-01-01", "结束日期": "2026-12-31",
    "项目状态": "在研", "市级财政资金": 100_000,
}  # fmt: skip
HOUSE = {
    "pack.toml": 'id = "house"\ntitle = "某大学规定"\nedition = "1"\ndocument = "校财字〔2025〕1号"\nextends = "jincheng-2022-36"\n',
    "parameters.toml": """
[expert_fee_senior]
title = "高级职称专家咨询费标准"
article = "校财字〔2025〕1号"
unit = "元"
values = [{ from = 2023-01-01, value = "1000.00" }, { from = 2025-01-01, value = "1500.00" }]

[travel_meal_standard]
title = "伙食补助标准"
article = "校财字〔2025〕1号"
unit = "元"
values = [{ from = 2025-01-01, value = "100.00" }]
""",
}


def _fee(day: str, amount: int) -> dict[str, Cell]:
    return {
        "项目编号": P, "日期": "2025-02-01", "凭证号": f"记-{day}", "摘要": "付专家咨询费",
        "费用科目": "专家咨询费", "金额": amount, "收款方": "王建国", "专家级别": "教授",
        "咨询日期": day, "咨询天数": 1,
    }  # fmt: skip


def _judged(folder: Path, as_of: str, *lines: dict[str, Cell]) -> dict[str, Any]:
    house = folder / "house"
    house.mkdir()
    for name, text in HOUSE.items():
        (house / name).write_text(text, "utf-8")
    path = write_xlsx(folder / "账.xlsx", {"支出明细": ledger(*lines), "项目信息": ledger(CARD)})
    return fundcheck(path, "--rules", house, out=folder / "out", as_of=as_of).findings


@pytest.mark.parametrize(
    ("day", "found"), [("2024-12-31", 1), ("2025-01-01", 0)], ids=["the day before", "the day"]
)
def test_the_limit_of_the_day_of_the_matter_holds(tmp_path: Path, day: str, found: int) -> None:
    document = _judged(tmp_path, "2026-06-30", _fee(day, 1500))
    rule = rule_of(document, P, "J25-1")
    assert rule["found"] == found
    if found:
        (finding,) = [f for f in document["findings"] if f["rule"] == "J25-1"]
        assert finding["amount"] == "500.00"


def test_no_day_is_judged_by_a_limit_that_came_after_it(tmp_path: Path) -> None:
    meals: dict[str, Cell] = {
        "项目编号": P, "日期": "2024-05-01", "凭证号": "记-1", "摘要": "伙食补助3天",
        "费用科目": "差旅费", "金额": 900, "收款方": "张三",
    }  # fmt: skip
    later = {**meals, "日期": "2025-05-01", "凭证号": "记-2"}
    document = _judged(tmp_path, "2026-06-30", meals, later)
    rule = rule_of(document, P, "J17-2")
    assert (rule["looked_at"], rule["found"]) == (1, 1)


def test_before_its_first_value_a_rule_is_not_applicable_and_says_so(tmp_path: Path) -> None:
    meals: dict[str, Cell] = {
        "项目编号": P, "日期": "2024-05-01", "凭证号": "记-1", "摘要": "伙食补助3天",
        "费用科目": "差旅费", "金额": 900, "收款方": "张三",
    }  # fmt: skip
    document = _judged(tmp_path, "2024-12-31", meals)
    rule = rule_of(document, P, "J17-2")
    assert rule["outcome"] == "not_applicable"
    assert "自 2025-01-01 起才有规定" in rule["why"]
