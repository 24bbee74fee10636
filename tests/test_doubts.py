"""What cannot be relied on is not judged: unread cells, sums that cannot be, and who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from books import Cell, ledger, write_xlsx
from running import fundcheck, rule_of

from fundcheck.engine.proof import prove
from fundcheck.findings import Result
from fundcheck.resources import folder
from fundcheck.rulebook.cases import read_cases
from fundcheck.rulebook.pack import load_pack

if TYPE_CHECKING:
    from pathlib import Path

LINE: dict[str, Cell] = {
    "项目编号": "JCKJ2024-001",
    "日期": "2024-03-01",
    "凭证号": "记-1",
    "摘要": "购试剂",
    "费用科目": "材料费",
    "借方金额": 1200,
    "贷方金额": None,
}
CARD: dict[str, Cell] = {
    "项目编号": "JCKJ2024-001",
    "项目名称": "连翘种植",
    "任务书签订日期": "2024-01-01",
    "开始日期": "2024-01-01",
    "结束日期": "2025-12-31",
    "项目状态": "结题",
    "状态日期": "2026-01-31",
    "市级财政资金": 1000,
}
ARRIVED: dict[str, Cell] = {
    "项目编号": "JCKJ2024-001",
    "日期": "2024-01-15",
    "付款单位": "市财政局",
    "金额": 50000,
    "类型": "拨付",
}


def _checked(tmp_path: Path, *lines: dict[str, Cell], **other: list[list[Cell]]) -> dict[str, Any]:
    sheets = {
        "支出明细": ledger(*lines),
        "项目信息": ledger(CARD),
        "到账": ledger(ARRIVED),
        **other,
    }
    return fundcheck(write_xlsx(tmp_path / "账.xlsx", sheets), out=tmp_path / "out").findings


def test_a_project_that_spent_less_than_nothing_is_judged_by_no_sum(tmp_path: Path) -> None:
    document = _checked(
        tmp_path, LINE, {**LINE, "凭证号": "记-2", "借方金额": None, "贷方金额": 9000}
    )
    for code in ("J29-1", "J16-3", "J10-2"):
        rule = rule_of(document, "JCKJ2024-001", code)
        assert rule["outcome"] == "unknown", code
        assert "支出合计是负数（-7800.00 元）" in rule["why"]
    assert not [f for f in document["findings"] if "-" in (f["amount"] or "")]
    facts = document["projects"][0]["facts"]
    assert facts["spent"] is facts["spent_all"] is facts["refund_due"] is None
    # What a single line shows is told all the same.
    assert rule_of(document, "JCKJ2024-001", "J32-6f")["outcome"] == "clean"


def test_lines_that_come_to_more_than_the_sheet_says_are_judged_by_no_sum(tmp_path: Path) -> None:
    total: dict[str, Cell] = {"摘要": "合计", "借方金额": 1300}
    document = _checked(tmp_path, LINE, {**LINE, "凭证号": "记-2"}, total)
    rule = rule_of(document, "JCKJ2024-001", "J29-1")
    assert rule["outcome"] == "unknown"
    assert "各行支出 2400.00 元，多于表上的合计 1300.00 元" in rule["why"]


def test_lines_that_the_sheet_sums_up_right_are_judged(tmp_path: Path) -> None:
    total: dict[str, Cell] = {"摘要": "合计", "借方金额": 2400}
    document = _checked(tmp_path, LINE, {**LINE, "凭证号": "记-2"}, total)
    assert rule_of(document, "JCKJ2024-001", "J29-1")["outcome"] == "found"


CASES = """
[[case]]
name = "看不懂的单元格"
expect = "{expect}"
entries = [{{ cost_item = "材料费", amount = "5000.00", summary = "购试剂", unread = "{unread}" }}]
"""


@pytest.mark.parametrize(
    ("unread", "expect"),
    [("", Result.FOUND), (";invoice_no;", Result.UNKNOWN), (";note;", Result.FOUND)],
)
def test_a_rule_leaves_open_what_rests_on_a_cell_it_reads_and_nobody_understood(
    unread: str, expect: Result, tmp_path: Path
) -> None:
    pack = load_pack(folder("rules") / "jincheng-2022-36")
    path = tmp_path / "J17-1.toml"
    path.write_text(CASES.format(unread=unread, expect=expect.value), "utf-8")
    (case,) = read_cases(path)
    assert prove(pack, "J17-1", case) == []


def test_a_doubt_takes_no_line_from_its_sheet(tmp_path: Path) -> None:
    """Rules find a line's sheet by its number, which a row in the table of doubts does not move."""
    line = {**LINE, "发票号码": None}
    clean = _checked(tmp_path, line, {**line, "凭证号": "记-2"})
    doubtful = _checked(
        tmp_path, line, {**line, "凭证号": "记-2"}, {"摘要": "合计", "借方金额": 1300}
    )
    for document in (clean, doubtful):
        assert rule_of(document, "JCKJ2024-001", "J17-1")["outcome"] == "found"
