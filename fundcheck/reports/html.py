"""index.html and a page per project: each one file, offline, with no external address."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter, defaultdict
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from fundcheck.at_issue import at_issue
from fundcheck.findings import Level, Result
from fundcheck.reports import figures
from fundcheck.reports.names import page_names
from fundcheck.reports.notation import cell, column_title, counted, money, percent, role, treatment
from fundcheck.resources import folder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from fundcheck.findings import Article, Audit, Finding, Outcome, Project, Value

FIRST = 3  # things to do first
FINDINGS_SHOWN = 50  # of one rule on a page; the workbook has all, and the page says so
ROWS_SHOWN = 20  # of one finding
LARGEST = 10


class Group(NamedTuple):
    """The findings of one rule on a project's page."""

    rule: str
    title: str
    article: str
    level: Level
    total: int
    amount: Decimal
    findings: tuple[Finding, ...]


class Cell(NamedTuple):
    """One cell of the heat table."""

    kind: str
    text: str


def write(audit: Audit, out: Path, formats: Collection[str] = ("html",)) -> None:
    """Write index.html and projects/<code>.html below ``out``, which exists.

    formats: what is written beside the pages, so that they send nobody to a file that is not
    there.
    """
    environment = _environment()
    pages = page_names(project.project_code for project in audit.projects)
    common = {
        "audit": audit,
        "version": audit.version,
        "pages": pages,
        "formats": formats,
        **_assets(),
    }
    by_project: dict[str, list[Finding]] = defaultdict(list)
    for finding in audit.findings:
        by_project[finding.project_code].append(finding)
    index = environment.get_template("index.html.j2")
    _save(out / "index.html", index.render(**common, **_index(audit, by_project)))
    template = environment.get_template("project.html.j2")
    (out / "projects").mkdir(exist_ok=True)
    for project in audit.projects:
        context = _page(audit, project, by_project[project.project_code])
        name = f"{pages[project.project_code]}.html"
        _save(out / "projects" / name, template.render(**common, **context))


def page(template: str, **context: object) -> str:
    """Return one page by the name of its template."""
    text: str = _environment().get_template(template).render(**_assets(), **context)
    return text


def load() -> None:
    """Compile the templates, so that ``write`` need not wait for them."""
    for name in ("index.html.j2", "project.html.j2"):
        _environment().get_template(name)


def _cache() -> Any:  # noqa: ANN401 - as below
    import jinja2  # noqa: PLC0415

    try:
        return jinja2.FileSystemBytecodeCache()
    except (OSError, RuntimeError):  # no temporary folder that is ours alone: do without
        return None


@cache
def _environment() -> Any:  # noqa: ANN401 - jinja2 is loaded only where a page is written
    import jinja2  # noqa: PLC0415

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder("reports/templates")),
        # Compiling the templates costs more than filling them. Jinja keeps the result in the
        # user's own part of the temporary folder, by a hash of each template's text.
        bytecode_cache=_cache(),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "money": money,
        "cell": cell,
        "role": role,
        "column_title": column_title,
        "counted": counted,
        "treatment": treatment,
        "share": _share,
        "percent": percent,
    }
    return environment


def _share(value: Value) -> str:
    return f"{(value * 100).normalize():f}%" if isinstance(value, Decimal) else cell(value)


def _assets() -> dict[str, Any]:
    """Return the style and script to inline, and the hash by which the page allows the script."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    root = folder("reports/templates")
    style, script = ((root / name).read_text("utf-8") for name in ("style.css", "page.js"))
    digest = b64encode(sha256(script.encode()).digest()).decode()
    # Our own files, not a user's: they stand in the page as they are.
    return {
        "style": Markup(style),  # noqa: S704
        "script": Markup(script),  # noqa: S704
        "script_hash": f"sha256-{digest}",
    }


def _save(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")


def _index(audit: Audit, by_project: dict[str, list[Finding]]) -> dict[str, Any]:
    sheets = [sheet for item in audit.inputs for sheet in item.sheets]
    grave = [f for f in audit.findings if f.level is not Level.NOTICE]
    matters: dict[tuple[object, ...], Finding] = {}
    for finding in sorted((f for f in grave if f.amount), key=_dearest):
        matters.setdefault(finding.matter, finding)
    needs = Counter(
        need for project in audit.projects for need, codes in _needs(project) for _ in codes
    )
    return {
        "counts": _counts(audit.findings),
        "bare": [p.project_code for p in audit.projects if not p.has_ledger],
        "unread": [item for item in audit.inputs if not item.readable],
        "rejected": sum(len(sheet.rejected) for sheet in sheets),
        "disagree": sum(s.totals is not None and s.totals.agrees is False for s in sheets),
        "first": _first(audit.findings),
        "needs": sorted(needs.items(), key=lambda pair: (-pair[1], pair[0])),
        "rows": [
            {
                "project": project,
                "counts": _counts(by_project[project.project_code]),
                "unknown": sum(o.unknown > 0 for o in project.outcomes),
                "amount": at_issue(by_project[project.project_code]),
            }
            for project in audit.projects
        ],
        "heat": _heat(audit, by_project),
        "largest": list(matters.values())[:LARGEST],
    }


def _page(audit: Audit, project: Project, findings: list[Finding]) -> dict[str, Any]:
    outcomes = {outcome.code: outcome for outcome in project.outcomes}
    # A house rule may stand under no article of the table; it is shown all the same.
    placed = {code for article in audit.articles for code in article.rules}
    return {
        "project": project,
        "counts": _counts(findings),
        "unknown": sum(o.unknown > 0 for o in project.outcomes),
        "amount": (amount := at_issue(findings)),
        "share": amount / spent if (spent := _spent(project)) else None,
        "first": _first(findings),
        "needs": _needs(project),
        "groups": _groups(findings),
        "rows_shown": ROWS_SHOWN,
        "gauge": figures.gauge(project),
        "budget": figures.budget(project),
        "months": figures.months(project),
        "facts": project.facts,
        "articles": [
            {"article": article, "outcomes": _outcomes_of(article, outcomes)}
            for article in audit.articles
        ],
        "others": [o for o in project.outcomes if o.code not in placed],
        "checklist": [article for article in audit.articles if article.checklist],
        "inputs": audit.inputs,
    }


def _spent(project: Project) -> Decimal | None:
    """Return what the project spent of all money, None where it is not known or nothing."""
    spent = next((fact.value for fact in project.facts if fact.name == "spent_all"), None)
    return spent if spent is not None and spent > 0 else None


def _outcomes_of(article: Article, outcomes: dict[str, Outcome]) -> list[Outcome]:
    return [outcomes[code] for code in article.rules if code in outcomes]


def _dearest(finding: Finding) -> tuple[Decimal, str]:
    whole = finding.values.get("amount_all")
    amount = whole if isinstance(whole, Decimal) else finding.amount
    return -(amount or Decimal(0)), finding.fingerprint


def _counts(findings: Iterable[Finding]) -> dict[str, int]:
    counted = Counter(finding.level for finding in findings)
    return {level.value: counted[level] for level in Level}


def _first(findings: Iterable[Finding]) -> list[Finding]:
    """Return what to do first: the gravest, and of these the dearest, each rule once."""
    chosen: dict[str, Finding] = {}
    grave = (f for f in findings if f.level is not Level.NOTICE)
    for finding in sorted(grave, key=lambda f: (f.level.gravity, -(f.amount or 0), f.fingerprint)):
        chosen.setdefault(finding.rule, finding)
    return list(chosen.values())[:FIRST]


def _needs(project: Project) -> list[tuple[str, list[str]]]:
    """Return what to bring -> the rules that wait for it, the most wanted first."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for outcome in project.outcomes:
        for need in outcome.needs:
            wanted[need].append(outcome.code)
    return sorted(wanted.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def _groups(findings: list[Finding]) -> list[Group]:
    by_rule: dict[tuple[Level, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        by_rule[finding.level, finding.rule].append(finding)
    return [
        Group(
            rule=rule,
            title=some[0].title,
            article=some[0].article,
            level=level,
            total=len(some),
            amount=at_issue(some),
            findings=_shown(some),
        )
        for (level, rule), some in by_rule.items()
    ]


def _shown(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return the findings of a rule that a page shows: all, or the dearest.

    What "first" and "largest" link to is the dearest of its rule, and so always on the page.
    """
    if len(findings) > FINDINGS_SHOWN:
        findings = sorted(findings, key=lambda f: (-(f.amount or 0), f.fingerprint))
    return tuple(findings[:FINDINGS_SHOWN])


def _heat(audit: Audit, by_project: dict[str, list[Finding]]) -> dict[str, Any]:
    """Return projects × articles: only articles under which anything was found or unknown."""
    labels: dict[str, None] = {}
    for project in audit.projects:
        for outcome in project.outcomes:
            if outcome.result in {Result.FOUND, Result.UNKNOWN, Result.CRASHED}:
                labels[outcome.article] = None
    order = {o.article: i for p in audit.projects for i, o in enumerate(p.outcomes)}
    columns = sorted(labels, key=lambda label: (order[label], label))
    rows = []
    for project in audit.projects:
        found = by_project[project.project_code]
        rows.append(
            (project.project_code, [_heat_cell(project, found, label) for label in columns])
        )
    return {"columns": columns, "rows": rows}


def _heat_cell(project: Project, findings: list[Finding], label: str) -> Cell:
    here = [f for f in findings if f.article == label]
    if here:
        gravest = min(here, key=lambda f: f.level.gravity)
        return Cell(gravest.level.value, str(len(here)))
    unknown = any(o.article == label and o.unknown for o in project.outcomes)
    return Cell("unknown", "?") if unknown else Cell("clean", "")
