"""Ceilings of indirect costs as text and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fundcheck.reports.notation import money

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from fundcheck.ceiling import Ceiling
    from fundcheck.findings import Project


def as_text(
    ceilings: Sequence[Ceiling], *, total: Decimal | None = None, spent: Decimal | None = None
) -> str:
    """Return the ceilings tier by tier.

    total: the fixed total that they were looked for in; spent: indirect costs spent already.
    """
    lines: list[str] = []
    if len(ceilings) > 1:
        lines.append("项目类型是否适用较高比例不确定，两种都列出；以立项文件为准。")
    for ceiling in ceilings:
        lines += ["", f"【{ceiling.kind}项目】", *_lines(ceiling, total, spent)]
    return "\n".join(lines).strip() + "\n"


def _lines(ceiling: Ceiling, total: Decimal | None, spent: Decimal | None) -> Iterator[str]:
    if total is not None:
        yield f"直接费用与间接费用合计 {money(total)} 元，其中直接费用 {money(ceiling.direct)} 元"
    yield (
        f"核定基数 = 直接费用 {money(ceiling.direct)} − 设备购置费 {money(ceiling.equipment)}"
        f" = {money(ceiling.base)} 元"
    )
    for number, step in enumerate(ceiling.steps, 1):
        upper = f"至 {money(step.tier.upper)} 元" if step.tier.upper is not None else "以上"
        yield (
            f"  第 {number} 档（{money(step.tier.lower)} 元{upper}）："
            f"{money(step.part)} × {_percent(step.tier.rate)} = {money(step.allowed)} 元"
        )
    what = "总额内最多可列间接费用" if total is not None else "间接费用上限"
    yield f"{what}：{money(ceiling.cap)} 元"
    if spent is not None:
        left = ceiling.cap - spent
        yield (
            f"还可列支间接费用：{money(left)} 元"
            if left >= 0
            else f"已超出上限：{money(-left)} 元（已列支 {money(spent)} 元）"
        )


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"


def as_json(
    ceilings: Sequence[Ceiling], *, total: Decimal | None = None, spent: Decimal | None = None
) -> str:
    """Return the ceilings as JSON; amounts are texts, so that they stay exact."""
    document = [
        {
            "kind": ceiling.kind,
            "total": None if total is None else f"{total:.2f}",
            "direct": f"{ceiling.direct:.2f}",
            "equipment": f"{ceiling.equipment:.2f}",
            "base": f"{ceiling.base:.2f}",
            "cap": f"{ceiling.cap:.2f}",
            "spent": None if spent is None else f"{spent:.2f}",
            "left": None if spent is None else f"{ceiling.cap - spent:.2f}",
            "tiers": [
                {
                    "lower": f"{step.tier.lower:.2f}",
                    "upper": None if step.tier.upper is None else f"{step.tier.upper:.2f}",
                    "rate": str(step.tier.rate),
                    "part": f"{step.part:.2f}",
                    "allowed": f"{step.allowed:.4f}",
                }
                for step in ceiling.steps
            ],
        }
        for ceiling in ceilings
    ]
    return json.dumps({"ceilings": document}, ensure_ascii=False, indent=1) + "\n"


def projects_as_text(projects: Sequence[Project]) -> str:
    """Return for each project what it may still spend on indirect costs."""
    lines: list[str] = []
    for project in projects:
        name = f" {project.project_name}" if project.project_name else ""
        lines += [f"{project.project_code}{name}", *_of_project(project), ""]
    return "\n".join(lines).rstrip() + "\n"


def projects_as_json(projects: Sequence[Project]) -> str:
    """Return the same as JSON: amounts as texts, null where they cannot be told."""
    names = (
        *("indirect_base", "indirect_cap", "indirect_cap_low", "indirect_cap_high"),
        *("indirect_budget", "indirect_approved", "indirect_spent"),
    )
    document = []
    for project in projects:
        facts = {fact.name: fact.value for fact in project.facts}
        approved, spent = facts.get("indirect_approved"), facts.get("indirect_spent")
        left = approved - spent if approved is not None and spent is not None else None
        told = {name: facts.get(name) for name in names} | {"left": left}
        amounts = {name: None if x is None else f"{x:.2f}" for name, x in told.items()}
        document.append({"project_code": project.project_code, **amounts})
    return json.dumps({"projects": document}, ensure_ascii=False, indent=1) + "\n"


def _of_project(project: Project) -> Iterator[str]:
    facts = {fact.name: fact.value for fact in project.facts}
    if project.governed is False:
        yield f"  不适用本办法：{project.governed_why}"
        return
    if any("包干" in text for _, text in project.card):
        yield "  实行经费包干制，不编预算，没有间接费用上限。"
        return
    cap, low, high = (facts.get(f"indirect_cap{end}") for end in ("", "_low", "_high"))
    approved, spent = facts.get("indirect_approved"), facts.get("indirect_spent")
    if low is None or high is None:
        yield "  没有预算，算不出间接费用上限。请提供预算表（直接费用、设备购置费、间接费用）。"
        return
    if cap is not None:
        base = facts.get("indirect_base")
        of_base = "" if base is None else f"（核定基数 {money(base)} 元）"
        yield f"  间接费用上限：{money(cap)} 元{of_base}"
    else:
        yield (
            f"  间接费用上限：{money(low)} 至 {money(high)} 元之间。"
            "要确定，请补充项目类型、设备购置费明细或资金来源。"
        )
    budget = facts.get("indirect_budget")
    if budget is not None:
        yield f"  间接费用预算：{money(budget)} 元"
    if approved is None or spent is None:
        yield "  还可列支间接费用：无法判断（预算或支出的归类、资金来源不确定）"
        return
    yield f"  核定额（预算与上限中较小者）：{money(approved)} 元；已列支 {money(spent)} 元"
    left = approved - spent
    yield (
        f"  还可列支间接费用：{money(left)} 元"
        if left >= 0
        else f"  已超出核定额：{money(-left)} 元"
    )
