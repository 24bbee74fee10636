"""Small ledgers written for checks of their own, where the folder stands beside the project."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from running import fundcheck, rule_of

SMALL = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "small"
pytestmark = pytest.mark.skipif(not SMALL.is_dir(), reason="the small ledgers are not here")


def _judged(name: str, folder: Path) -> tuple[int, dict[str, Any]]:
    (path,) = SMALL.glob(f"{name}.*")
    ran = fundcheck(path, "--format", "json", out=folder)
    return ran.code, ran.findings


def _outcome(document: dict[str, Any], rule: str) -> str:
    (project,) = document["projects"]
    return str(rule_of(document, project["project_code"], rule)["outcome"])


@pytest.mark.parametrize(
    ("name", "rule", "outcomes"),
    [
        ("06_shuoming_shiyou", "J05-2", {"found"}),
        ("b9_from_to", "J16-1", {"clean"}),
        ("b9_sign", "J16-1", {"found"}),
        ("b7_min", "J29-1", {"clean"}),
        ("b6_refundline_0", "J29-1", {"clean"}),
        ("b6_refundline_0", "J29-3", {"clean"}),
        ("b6_refundline_0", "J17-1", {"clean"}),
        ("f18_sheet_name", "J25-1", {"clean", "found", "unknown"}),
        ("a10_endash", "J16-1", {"found"}),
        ("f03_brackets", "J18-2", {"found"}),
        ("b2_days_ok", "J25-1", {"clean"}),
        ("b2_half_00", "J25-1", {"found", "unknown"}),
        ("f02b_hours_word", "J25-1", {"found", "unknown"}),
        ("f01d_split_none", "J18-2", {"found"}),
        ("f18_sheet_name", "J25-1", {"found", "unknown"}),
    ],
)
def test_a_rule_says_what_the_ledger_shows(
    tmp_path: Path, name: str, rule: str, outcomes: set[str]
) -> None:
    _, document = _judged(name, tmp_path)
    assert _outcome(document, rule) in outcomes


@pytest.mark.parametrize(
    ("name", "spent"),
    [
        ("b6_refundline_0", "70000.00"),
        ("a15_min", "1200.00"),
        ("04c_side_table_lost_sheet", "4400.00"),
        ("06_shuoming_shiyou", "950.00"),
        ("09b_kuanxiang", "2300.00"),
        ("18c_header_with_date_cell", "2600.00"),
        ("21_closing_text_on_first_line_only", "2300.00"),
        ("22g_wages_path-2024年", "20000.00"),
        ("23b_income_code_gov", "0.00"),
        ("15a_account_as_账户", "2300.00"),
        ("16a_state_未支出", "1500.00"),
        ("20_traditional_state", "1500.00"),
        ("01_cashbook", "2420.00"),
        ("02_signed_with_balance", "4300.00"),
        ("11_in_out_flag", "2300.00"),
        ("14_side_by_side", "2600.00"),
        ("26_income_flag_with_a_kind", "2300.00"),
        ("f11_direction", "5000.00"),
    ],
)
def test_what_counts_as_spent(tmp_path: Path, name: str, spent: str) -> None:
    _, document = _judged(name, tmp_path)
    (project,) = document["projects"]
    assert project["facts"]["spent"] == spent
    sheets = [sheet for item in document["inputs"] for sheet in item["sheets"]]
    counted = [sheet["counted"]["spending"]["amount"] for sheet in sheets if sheet["counted"]]
    assert sum(map(Decimal, counted)) == Decimal(spent)


def test_a_budget_under_a_row_of_notes_is_read(tmp_path: Path) -> None:
    _, document = _judged("05c_notes_above_budget", tmp_path)
    (project,) = document["projects"]
    assert project["facts"]["direct_budget"] == "35000.00"  # 1.5 and 2, in 万元
