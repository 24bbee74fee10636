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
        ("a1_1904_general_card", "J32-3b", {"clean"}),
        ("a6_filter", "J32-6g", {"clean"}),
        ("mended_text", "J10-1", {"clean", "unknown", "not_applicable"}),
        ("merge_xprefix", "J32-6b", {"found"}),
        ("f05_status_mixed", "J29-1", {"unknown"}),
        ("b8_installment_nocontract", "J06-2", {"clean", "unknown", "not_applicable"}),
        ("f07_subproject", "J32-5a", {"found"}),
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
        ("a20_unit_footer", "128200.00"),
        ("a6_filter", "6015.00"),
        ("a1_1904_general_card", "1500.00"),
        ("chart_over_cells", "480028.00"),
        ("far_cell", "17497500.00"),
        ("ledger1904_excel2013", "600.00"),
        ("mended_text", "183455.00"),
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


def test_cells_as_they_stand(tmp_path: Path) -> None:
    _, document = _judged("mended_text", tmp_path)
    (project,) = document["projects"]
    assert project["facts"]["fiscal_funds"] == "200000.00"
    assert project["facts"]["direct_budget"] == "150001.00"


@pytest.mark.parametrize("name", ["a24_comma", "namespace_prefix"])
def test_a_row_that_cannot_be_relied_on_is_told(tmp_path: Path, name: str) -> None:
    code, document = _judged(name, tmp_path)
    (sheet,) = document["inputs"][0]["sheets"]
    assert code == 3
    assert sheet["rejected"]


def test_two_columns_of_one_name_are_asked_after(tmp_path: Path) -> None:
    _, document = _judged("a13_dup", tmp_path)
    losses = [loss for sheet in document["inputs"][0]["sheets"] for loss in sheet["losses"]]
    assert any("两列都叫「金额」" in loss for loss in losses)
    assert document["projects"][0]["facts"]["spent"] is None


@pytest.mark.parametrize("name", ["rows_repeated", "column_65000"])
def test_what_a_file_only_claims_costs_nothing_and_the_others_are_read(
    tmp_path: Path, name: str
) -> None:
    (path,) = SMALL.glob(f"{name}.*")
    good = SMALL / "16a_state_未支出.xlsx"
    ran = fundcheck(path, good, "--format", "json", out=tmp_path)
    assert ran.code == 3
    (item,) = [item for item in ran.findings["inputs"] if item["path"] == path.name]
    assert item["status"] == "unreadable"
    assert ran.findings["projects"]


def test_line_breaks_between_tags_are_none_of_a_document(tmp_path: Path) -> None:
    code, document = _judged("pretty_printed", tmp_path)
    assert code in {0, 1}
    assert len(document["projects"]) == 3
