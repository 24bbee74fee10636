"""A rule that cannot tell asks for what is missing, and not for what was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from said import PACK, case_of

from fundcheck.engine.evaluate import evaluate

if TYPE_CHECKING:
    from pathlib import Path

GRANT = {"kind": "拨付", "amount": "100000.00"}


@pytest.mark.parametrize(
    ("rule", "needs", "tables"),
    [
        (
            "J10-1",
            "项目信息：项目类型",
            {
                "projects": [{"project_name": "甲"}],
                "budget": [
                    {"category": "业务费", "amount": "1000000"},
                    {"category": "间接费用", "amount": "400000"},
                ],
            },
        ),
        (
            "J10-1",
            "预算表：设备购置费明细",
            {
                "projects": [{"research_type": "应用研究"}],
                "budget": [
                    {"category": "设备费", "amount": "300000"},
                    {"category": "业务费", "amount": "700000"},
                    {"category": "间接费用", "amount": "300000"},
                ],
            },
        ),
        ("J12-1", "到账表：拨付", {"projects": [{"fiscal_funds": "300000.00"}]}),
        (
            "J12-1",
            "到账表：拨付（日期）",
            {"projects": [{"fiscal_funds": "300000.00"}], "receipts": [GRANT]},
        ),
    ],
)
def test_only_what_is_missing_is_asked_for(
    tmp_path: Path, rule: str, needs: str, tables: dict[str, list[dict[str, str]]]
) -> None:
    case = case_of(tmp_path, **tables)
    judged = evaluate(case.tables, PACK, case.as_of, only={rule})
    (project,) = judged.projects
    (outcome,) = project.outcomes
    assert outcome.needs == (needs,)
