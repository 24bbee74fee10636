"""20 projects of 11 units in 17 layouts, with planted faults and innocent look-alikes.

The truth about them was written from the regulation before the program was run. It says what must
be found, at which rows, how grave and with which figures, and what must be left alone; nothing
else may be found.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from blind import first_books, second_books
from blind.sheets import Place

from fundcheck.audit import check
from fundcheck.findings import Result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blind.truth import Fault, Innocent, Truth

    from fundcheck.findings import Audit, Finding

AS_OF = dt.date(2026, 6, 30)
MAKERS = {"first": first_books.make, "second": second_books.make}


class Judged(NamedTuple):
    """What is true of a set of ledgers, and what the program says of it."""

    truth: Truth
    audit: Audit

    def of(self, case: Fault | Innocent) -> list[Finding]:
        """Return the findings of the case's rule that touch its rows, or any if it has none."""
        return [
            finding
            for finding in self.audit.findings
            if (finding.rule, finding.project_code) == (case.rule, case.project_code)
            and (not case.rows or not case.rows.isdisjoint(_cited(finding)))
        ]

    def unplanted(self) -> list[Finding]:
        """Return the findings that are of no fault, planted or brought about by one."""
        of_faults = [self.of(fault) for fault in (*self.truth.faults, *self.truth.side)]
        known = {finding.fingerprint for findings in of_faults for finding in findings}
        return [finding for finding in self.audit.findings if finding.fingerprint not in known]


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=pytest.mark.xdist_group(f"blind-{name}")) for name in MAKERS],
)
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    folder = tmp_path_factory.mktemp(request.param)
    truth = MAKERS[request.param](folder)
    audit = check(folder / "ledgers", projects=folder / "registry.xlsx", as_of=AS_OF, jobs=0)
    return Judged(truth, audit)


def _cited(finding: Finding) -> set[Place]:
    return {Place(Path(row.file).name, row.sheet, row.row) for row in finding.evidence}


def _said(finding: Finding) -> str:
    """Return the message and the values as one text, its numbers without commas."""
    values = json.dumps(finding.values, ensure_ascii=False, default=str)
    return f"{finding.message} {values}".replace(",", "")


def _told(finding: Finding) -> str:
    rows = " ".join(f"{place.file}[{place.sheet}]{place.row}" for place in sorted(_cited(finding)))
    level = finding.level.value
    return f"{finding.rule} {level} {finding.project_code} {rows}: {finding.message}"


def _case(case: Fault | Innocent) -> str:
    return f"{case.id} {case.rule} {case.project_code}: {case.why}"


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(["", *lines])


def test_the_set_is_large_and_all_of_it_is_read(judged: Judged) -> None:
    assert judged.audit.all_read
    assert judged.audit.crashed == ()
    assert len(judged.audit.projects) == 10
    assert len(judged.truth.faults) >= 70
    assert len(judged.truth.innocents) >= 100
    assert len({fault.rule for fault in judged.truth.faults}) >= 45


def test_every_planted_fault_is_found(judged: Judged) -> None:
    missed = [_case(fault) for fault in judged.truth.faults if not judged.of(fault)]
    assert not missed, _listed(missed)


def test_every_row_of_a_fault_is_cited(judged: Judged) -> None:
    lost = {
        _case(fault): rows
        for fault in judged.truth.faults
        if (rows := fault.rows.difference(*map(_cited, judged.of(fault))))
    }
    assert not lost, _listed(f"{case} {sorted(rows)}" for case, rows in lost.items())


def test_every_fault_is_as_grave_as_the_regulation_has_it(judged: Judged) -> None:
    wrong = [
        f"{_case(fault)}: {fault.level.value}, not {sorted(level.value for level in levels)}"
        for fault in judged.truth.faults
        if (levels := {finding.level for finding in judged.of(fault)}) != {fault.level}
    ]
    assert not wrong, _listed(wrong)


def test_every_fault_is_told_with_its_figures(judged: Judged) -> None:
    lacking = []
    for fault in judged.truth.faults:
        said = " ".join(map(_said, judged.of(fault)))
        if lost := [figure for figure in fault.figures if figure.replace(",", "") not in said]:
            lacking.append(f"{_case(fault)}: {lost} not in {said}")
    assert not lacking, _listed(lacking)


def test_no_innocent_is_accused(judged: Judged) -> None:
    unplanted = judged.unplanted()
    accused = [
        f"{_case(innocent)}: {_told(finding)}"
        for innocent in judged.truth.innocents
        for finding in judged.of(innocent)
        # Without rows it says that the rule finds nothing more than the planted faults.
        if innocent.rows or finding in unplanted
    ]
    assert not accused, _listed(accused)


def test_nothing_else_is_found(judged: Judged) -> None:
    unplanted = judged.unplanted()
    assert not unplanted, _listed(map(_told, unplanted))


def test_where_all_is_told_the_rule_can_tell(judged: Judged) -> None:
    outcomes = {
        (project.project_code, outcome.code): outcome
        for project in judged.audit.projects
        for outcome in project.outcomes
    }
    doubted = [
        f"{_case(innocent)}: {outcome.result.value}, {outcome.why}"
        for innocent in judged.truth.innocents
        if innocent.told
        and (outcome := outcomes.get((innocent.project_code, innocent.rule)))
        and outcome.result in {Result.UNKNOWN, Result.CRASHED}
    ]
    assert not doubted, _listed(doubted)
