"""Every planted fault is found, at its rows, and nothing above a notice that was not planted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import planted
import pytest
from planted import Planting, Tally
from planted_ledger import AS_OF, Town

from fundcheck.audit import check
from fundcheck.findings import Level
from fundcheck.resources import DEFAULT_PACK
from fundcheck.rulebook.pack import load_pack

if TYPE_CHECKING:
    from fundcheck.findings import Audit

pytestmark = pytest.mark.xdist_group("planted")
RULES = {rule.code for rule in load_pack(DEFAULT_PACK).rules} - planted.NEEDS_SETTINGS


@pytest.fixture(scope="session")
def planting(tmp_path_factory: pytest.TempPathFactory) -> Planting:
    return planted.plant(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="session")
def audit(planting: Planting) -> Audit:
    return check(planting.folder, as_of=AS_OF, jobs=0)


@pytest.fixture(scope="session")
def tallies(planting: Planting, audit: Audit) -> dict[str, Tally]:
    return planted.tally(planting, audit.findings)


def test_the_folder_is_large_and_every_rule_has_a_fault(planting: Planting) -> None:
    projects = list(planting.folder.iterdir())
    assert len(projects) >= 60
    assert len(planting.clean) >= 30
    assert len(planting.faults) >= 40
    codes = [fault.rule for fault in planting.faults]
    assert set(codes) >= RULES
    limits = {rule for rule, _ in planting.at_limit}
    for rule in planted.TWO_SIDED:
        assert codes.count(rule) >= 2, rule
        assert rule in limits, rule


def test_every_row_of_the_planted_ledgers_is_read(audit: Audit) -> None:
    assert audit.all_read
    assert audit.crashed == ()


def test_recall_is_one_for_every_rule(tallies: dict[str, Tally]) -> None:
    missed = {code: tally.missed for code, tally in tallies.items() if code in RULES}
    assert not any(missed.values()), planted.report(tallies, RULES)


def test_precision_is_one_above_a_notice(tallies: dict[str, Tally]) -> None:
    assert not any(tally.false for tally in tallies.values()), planted.report(tallies, RULES)


def test_a_project_exactly_at_a_limit_keeps_it(planting: Planting, audit: Audit) -> None:
    fired = {(finding.rule, finding.project_code) for finding in audit.findings}
    assert fired.isdisjoint(planting.at_limit)


def test_the_same_seed_plants_the_same_faults(
    planting: Planting, tmp_path_factory: pytest.TempPathFactory
) -> None:
    again = planted.plant(tmp_path_factory.mktemp("again"))
    assert again.faults == planting.faults
    assert again.clean == planting.clean


def test_a_realistic_clean_project_of_300_lines_using_every_permitted_kind_of_spending_gives_zero_findings_above_notice(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("clean")
    path = planted.every_permitted_kind(Town(planted.SEED), folder)
    audit = check(path, as_of=AS_OF, jobs=0)
    assert sum(sheet.rows.entries for item in audit.inputs for sheet in item.sheets[:1]) >= 300
    assert [f for f in audit.findings if f.level is not Level.NOTICE] == []
