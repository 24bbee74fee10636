"""Money at issue counts each line once, a project's own only, and the columns add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from books import Cell, ledger, write_xlsx
from running import AS_OF, SAMPLES, fundcheck

from fundcheck import check
from fundcheck.at_issue import at_issue, by_project
from fundcheck.findings import Evidence, Finding, Level

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
P, Q = "JCKJ2024-811", "JCKJ2024-812"


def _finding(
    rule: str, amount: str | None, *rows: tuple[int, str], level: Level = Level.QUERY, code: str = P
) -> Finding:
    """Return a finding of a rule on rows, each with its own amount."""
    evidence = tuple(
        Evidence("账.xlsx", "支出明细", row, (), P if row < 100 else Q, D(own)) for row, own in rows
    )
    return Finding(
        fingerprint=f"{rule}-{code}-{rows}", rule=rule, title="", level=level, article="",
        project_code=code, message="", remedy="", amount=None if amount is None else D(amount),
        values={}, arithmetic=(), evidence=evidence,
    )  # fmt: skip


CASES: dict[str, tuple[list[Finding], str]] = {
    "one line that five rules cite": ([_finding(f"R{n}", "1000", (2, "1000")) for n in range(5)], "1000.00"),
    "the largest part of a line": ([_finding("R1", "300", (2, "1000")), _finding("R2", "700", (2, "1000"))], "700.00"),
    "what is above a limit, of several lines": ([_finding("R1", "500", (2, "1500"), (3, "500"))], "500.00"),
    "that and one of these lines whole": (
        [_finding("R1", "500", (2, "1500"), (3, "500")), _finding("R2", "500", (3, "500"))], "875.00",
    ),
    "a third of three lines, to the cent": ([_finding("R1", "100", (2, "1000"), (3, "1000"), (4, "1000"))], "100.00"),
    "a payment and its reversal": ([_finding("R1", "800", (2, "800"), (3, "-800"))], "800.00"),
    "a balance that no line shows": ([_finding("R1", "96000"), _finding("R2", "1000", (2, "1000"))], "97000.00"),
    "a notice": ([_finding("R1", "1000", (2, "1000"), level=Level.NOTICE)], "0.00"),
    "no sum of money": ([_finding("R1", None, (2, "1000"))], "0.00"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_line_is_at_issue_once(name: str) -> None:
    findings, wanted = CASES[name]
    assert at_issue(findings) == D(wanted)


def test_a_project_has_its_own_rows_only() -> None:
    rows = ((2, "1000"), (100, "3000"))
    both = [_finding("R1", "1000", *rows), _finding("R1", "3000", *rows, code=Q)]
    assert by_project(both) == {P: D("1000.00"), Q: D("3000.00")}
    assert [(s.project_code, s.amount, s.rows) for s in both[0].shares] == [
        (P, D(1000), 1),
        (Q, D(3000), 1),
    ]


def test_the_projects_of_a_run_add_up_and_hold_no_more_than_there_is() -> None:
    audit = check([SAMPLES], as_of=date.fromisoformat(AS_OF))
    sums = by_project(audit.findings)
    assert sum(sums.values()) == audit.amount_at_issue
    for project in audit.projects:
        facts = {fact.name: fact.value for fact in project.facts}
        own = [f for f in audit.findings if f.project_code == project.project_code]
        lines = {
            (e.file, e.sheet, e.row): abs(e.amount)
            for f in own
            if f.at_issue
            for e in f.evidence
            if e.amount and e.project_code == project.project_code
        }
        figures = sum((f.amount or D(0) for f in own if f.at_issue and not lines), D(0))
        assert at_issue(own) <= sum(lines.values(), D(0)) + figures + (facts["refund_due"] or D(0))


def test_a_matter_of_two_projects_is_one_matter(tmp_path: Path) -> None:
    line: dict[str, Cell] = {
        "日期": "2025-03-05", "凭证号": "记-1", "摘要": "购试剂", "费用科目": "材料费", "金额": 3000,
        "收款方": "某试剂公司", "发票号码": "24142000000010000077",
    }  # fmt: skip
    rows = ledger({"项目编号": P, **line}, {"项目编号": Q, **line, "凭证号": "记-9"})
    ran = fundcheck(write_xlsx(tmp_path / "账.xlsx", {"支出明细": rows}), out=tmp_path / "out")
    document = ran.findings
    twice = [f for f in document["findings"] if f["rule"] == "J32-6a"]
    assert [f["project_code"] for f in twice] == [P, Q]
    wholes = {f["values"]["amount_all"] for f in twice}
    assert len(wholes) == 1
    assert sum(D(f["amount"]) for f in twice) == D(wholes.pop())
    index = (tmp_path / "out" / "index.html").read_text("utf-8")
    largest = index[index.index('id="largest"') : index.index('id="reading"')]
    assert largest.count("24142000000010000077") == 1
    page = (tmp_path / "out" / "projects" / f"{P}.html").read_text("utf-8")
    assert "涉及的项目" in page
