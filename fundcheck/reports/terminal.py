"""What the terminal says after a run: at most a screen, and where to read on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from fundcheck.findings import Level
from fundcheck.masking import mask
from fundcheck.printable import printable
from fundcheck.reports.notation import counted, money, percent

if TYPE_CHECKING:
    from pathlib import Path

    from fundcheck.findings import Audit, Project

_PROJECTS_SHOWN = 15
_NEEDS_SHOWN = 5
_SHEETS_SHOWN = 5
_NAME_WIDTH = 40


def _at_issue(audit: Audit) -> str:
    share = audit.share_at_issue
    of_all = "" if share is None else f"（占所查支出 {percent(share)}）"
    return f"{money(audit.amount_at_issue)} 元{of_all}"


def summary(audit: Audit, out: Path, *, verbose: bool) -> str:
    """Return the summary as plain text; verbose adds every finding."""
    head = "　".join(f"{level.label} {audit.count(level)}" for level in Level)
    files = f"{sum(item.readable for item in audit.inputs)}/{len(audit.inputs)} 个文件"
    lines = [
        f"检查了 {files}、{len(audit.projects)} 个项目，判定日期 {audit.as_of}",
        f"{head}　无法判断 {audit.unknown} 项次　涉及金额 {_at_issue(audit)}",
        *(
            f"{p.title} 按 {p.value} {p.unit}（{p.by}），规则包原为 {p.was}"
            for p in audit.overrides
        ),
        *_unchecked(audit),
        "",
        *_projects(audit),
        *(_verbose(audit) if verbose else ()),
        *_needs(audit),
        *_next(audit, out),
    ]
    return "\n".join(map(printable, lines)) + "\n"


def _unchecked(audit: Audit) -> list[str]:
    """Return what a reader must know before the zeros above pass for a result."""
    lines = [counted(audit.counted), *audit.remarks]
    if bare := [p.project_code for p in audit.projects if not p.has_ledger]:
        few = "、".join(bare[:_SHEETS_SHOWN])
        more = f" 等 {len(bare)} 个" if len(bare) > _SHEETS_SHOWN else ""
        lines.append(f"没有账册的项目，有关支出的规则都无法判断：{few}{more}。")
    if audit.lost:
        sheets = sum(len(group.names) for _, group in audit.lost)
        named = "、".join(f"{path}{group.shown}" for path, group in audit.lost[:_SHEETS_SHOWN])
        lines.append(f"有 {sheets} 张工作表像是账册，没有读懂，没有检查：{named}。")
    if audit.unassigned:
        lines.append(f"有 {audit.unassigned} 行支出没有写明项目，不归任何项目，没有检查。")
    return lines


def _projects(audit: Audit) -> list[str]:
    counts = Counter((f.project_code, f.level) for f in audit.findings)

    def weight(project: Project) -> tuple[int, ...]:
        return tuple(-counts[project.project_code, level] for level in Level)

    ordered = sorted(audit.projects, key=lambda p: (weight(p), p.project_code))
    lines = []
    for project in ordered[:_PROJECTS_SHOWN]:
        name = f"{project.project_code} {project.project_name or ''}"
        found = "　".join(
            f"{level.label} {counts[project.project_code, level]:>3}" for level in Level
        )
        unknown = sum(outcome.unknown > 0 for outcome in project.outcomes)
        tail = "　不适用本办法" if project.governed is False else ""
        lines.append(f"  {_fit(name, _NAME_WIDTH)}  {found}　无法判断 {unknown:>2}{tail}")
    if len(ordered) > _PROJECTS_SHOWN:
        lines.append(f"  显示 {_PROJECTS_SHOWN} / 共 {len(ordered)} 个项目，全部见报告")
    return [*lines, ""] if lines else []


def _verbose(audit: Audit) -> list[str]:
    lines = []
    for finding in audit.findings:
        lines.append(
            f"[{finding.level.label}] {finding.project_code} {finding.rule} {finding.message}"
        )
        lines += [
            f"    {evidence.file} › {evidence.sheet} › 第 {evidence.row} 行"
            for evidence in finding.evidence[:3]
        ]
        if len(finding.evidence) > 3:  # noqa: PLR2004 - as above
            lines.append(f"    显示 3 / 共 {len(finding.evidence)} 行")
    return [*lines, ""] if lines else []


def _needs(audit: Audit) -> list[str]:
    needs = Counter(
        need for project in audit.projects for o in project.outcomes for need in o.needs
    )
    if not needs:
        return []
    ordered = sorted(needs.items(), key=lambda pair: (-pair[1], pair[0]))
    lines = ["补这些材料，才能判断其余的："]
    lines += [f"  · {need}" for need, _ in ordered[:_NEEDS_SHOWN]]
    if len(ordered) > _NEEDS_SHOWN:
        lines.append(f"  显示 {_NEEDS_SHOWN} / 共 {len(ordered)} 种，全部见报告")
    return [*lines, ""]


def _next(audit: Audit, out: Path) -> list[str]:
    written = [
        name for name in ("index.html", "findings.xlsx", "findings.json") if (out / name).is_file()
    ]
    shown = mask if ("mask", "yes") in audit.options else str
    lines = [f"报告：{shown(str(out / name))}" for name in written]
    if audit.findings and "findings.xlsx" in written:
        lines.append("下一步：打开 index.html 看结论，在 findings.xlsx 的「问题清单」逐条核实。")
    return lines


def _fit(text: str, width: int) -> str:
    """Return the text cut or padded to a width in terminal cells; Chinese takes two."""
    cells = 0
    kept = ""
    for character in text:
        size = 2 if east_asian_width(character) in "WF" else 1
        if cells + size > width - 1:
            kept, cells = kept + "…", cells + 1
            break
        kept, cells = kept + character, cells + size
    return kept + " " * max(width - cells, 0)
