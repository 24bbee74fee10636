"""Run a rule's cases: what it says of each against what it must say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundcheck.engine.evaluate import Judgement, evaluate

if TYPE_CHECKING:
    from fundcheck.findings import Outcome
    from fundcheck.rulebook.cases import Case
    from fundcheck.rulebook.pack import Pack


def prove(pack: Pack, code: str, case: Case) -> list[str]:
    """Return what differs from the case, as sentences; an empty list is a case that holds."""
    judged = evaluate(case.tables, pack.with_values(case.parameters), case.as_of, only={code})
    outcomes = [
        outcome
        for project in judged.projects
        if project.project_code == case.project
        for outcome in project.outcomes
    ]
    if not outcomes:
        return [f"用例里没有项目 {case.project}"]
    return [*_outcome_differs(outcomes[0], case), *_findings_differ(judged, case)]


def _outcome_differs(outcome: Outcome, case: Case) -> list[str]:
    said = []
    if outcome.result is not case.expect:
        said.append(f"应为 {case.expect.value}，实为 {outcome.result.value}：{outcome.why}")
    if case.unknown is not None and case.unknown != outcome.unknown:
        said.append(f"无法判断应为 {case.unknown} 项，实为 {outcome.unknown} 项")
    if case.needs_has and not any(case.needs_has in need for need in outcome.needs):
        said.append(f"需要的材料应含「{case.needs_has}」，实为 {outcome.needs}")
    return said


def _findings_differ(judged: Judgement, case: Case) -> list[str]:
    findings = [f for f in judged.findings if f.project_code == case.project]
    said = []
    if case.found is not None and case.found != len(judged.findings):
        said.append(f"应发现 {case.found} 处，实为 {len(judged.findings)} 处")
    if case.level and not any(f.level is case.level for f in findings):
        said.append(f"级别应为 {case.level.value}，实为 {[f.level.value for f in findings]}")
    if case.amount is not None and not any(f.amount == case.amount for f in findings):
        said.append(f"金额应为 {case.amount}，实为 {[str(f.amount) for f in findings]}")
    if case.message_has and not any(
        case.message_has in text for f in findings for text in (f.message, *f.arithmetic)
    ):
        said.append(f"说明应含「{case.message_has}」，实为 {[f.message for f in findings]}")
    return said
