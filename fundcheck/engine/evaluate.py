"""Tables and a pack to what is said: findings with their evidence, outcomes for every project."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from fundcheck.engine.evidence import Cited, cited_rows, fingerprint
from fundcheck.engine.run import Answer, Run, run_pack
from fundcheck.engine.wording import as_value, cents, fill
from fundcheck.findings import (
    Article,
    Exhibit,
    Fact,
    Finding,
    Level,
    Outcome,
    PackInfo,
    Project,
    Result,
)
from fundcheck.findings import Parameter as ParameterInfo
from fundcheck.masking import mask
from fundcheck.rulebook.parameters import Parameter
from fundcheck.rulebook.rule import RESERVED
from fundcheck.tables import PROJECTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import date

    from fundcheck.findings import Value
    from fundcheck.rulebook.pack import ExhibitSpec, Pack
    from fundcheck.rulebook.rule import Rule
    from fundcheck.tables import Tables

_UNKNOWN_SHOWN = 5  # rows that could not be judged; the outcome counts them all


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that a pack says of the tables, in the order in which an audit shows it."""

    pack: PackInfo
    projects: tuple[Project, ...]
    articles: tuple[Article, ...]
    findings: tuple[Finding, ...]


def evaluate(
    tables: Tables,
    pack: Pack,
    as_of: date,
    *,
    masked: bool = True,
    only: Collection[str] | None = None,
) -> Judgement:
    """Judge the tables by the pack as of a day.

    masked: hide personal identifiers in all texts; only: codes of the rules to run (default
    all). Raises WrongRequestError where a view of the pack is broken; a broken rule is an
    outcome of its own.
    """
    veil: Callable[[str], str] = mask if masked else str
    run = run_pack(tables, pack, as_of, only)
    codes = _project_codes(tables)
    governed = {
        row["project_code"]: (row["governed"], row["governed_why"])
        for row in run.views["governed"].iter_rows(named=True)
    }
    exempt = {code for code, (holds, _) in governed.items() if holds is False}
    answers = [_without(answer, exempt) for answer in run.answers]
    cited = cited_rows(_cited_ids(answers), tables, veil)
    findings = [finding for answer in answers for finding in _findings(answer, cited, veil)]
    order = {answer.rule.code: index for index, answer in enumerate(answers)}
    findings.sort(key=lambda f: (f.level.gravity, order[f.rule], f.project_code, f.fingerprint))
    outcomes = _outcomes(answers, codes, exempt, cited)
    return Judgement(
        pack=_pack_info(pack, as_of),
        projects=tuple(
            _project(code, tables, run, pack, governed.get(code), outcomes[code], veil)
            for code in codes
        ),
        articles=pack.articles,
        findings=tuple(findings),
    )


def _project_codes(tables: Tables) -> list[str]:
    """Return the codes of all projects that any table names, sorted."""
    names = ("projects", "entries", "budget", "receipts")
    codes = pl.concat([tables[name]["project_code"].drop_nulls().unique() for name in names])
    return sorted(codes.unique())


def _without(answer: Answer, exempt: set[str]) -> Answer:
    """Take out projects that the regulation does not govern: they gave context, not subjects."""
    if answer.rule.to_all or not exempt or answer.crash:
        return answer
    kept = answer.subjects.filter(~pl.col("project_code").is_in(sorted(exempt)))
    return Answer(answer.rule, kept)


def _cited_ids(answers: Iterable[Answer]) -> set[int]:
    """Return the ids of rows that findings cite, and of the few unknown ones to be shown."""
    ids: set[int] = set()
    for answer in answers:
        found = answer.subjects.filter("violates")["ids"]
        ids.update(found.explode(empty_as_null=True).drop_nulls())
        ids.update(i for row in _unknown_ids(answer).values() for i in row)
    return ids


def _unknown_ids(answer: Answer) -> dict[str, list[int]]:
    """Project -> ids of the first rows that could not be judged."""
    unknown = answer.subjects.filter(pl.col("violates").is_null())
    firsts = unknown.group_by("project_code", maintain_order=True).agg(
        pl.col("ids").explode(empty_as_null=True).drop_nulls().head(_UNKNOWN_SHOWN)
    )
    return dict(firsts.iter_rows())


def _findings(
    answer: Answer, cited: Mapping[int, Cited], veil: Callable[[str], str]
) -> list[Finding]:
    rule = answer.rule
    turns: dict[tuple[str, ...], int] = defaultdict(int)
    findings = []
    for row in answer.subjects.filter("violates").iter_rows(named=True):
        rows = [cited[i] for i in row["ids"]]
        contents = sorted(c.content for c in rows)
        key = (row["project_code"], *contents)
        mark = fingerprint(rule.code, row["project_code"], contents, turns[key])
        turns[key] += 1
        findings.append(_finding(rule, row, mark, rows, veil))
    return findings


def _finding(
    rule: Rule,
    row: dict[str, Any],
    mark: str,
    rows: list[Cited],
    veil: Callable[[str], str],
) -> Finding:
    values: dict[str, Value] = {
        name: as_value(cell)
        for name, cell in row.items()
        if name not in {"ids", *RESERVED} or name == "amount"
    }
    amount = row.get("amount")
    named = values | {"project_code": row["project_code"]}
    lines = [line for text in rule.arithmetic for line in fill(text, named).splitlines()]
    evidence = sorted((c.evidence for c in rows), key=lambda e: (e.file, e.sheet, e.row))
    return Finding(
        fingerprint=mark,
        rule=rule.code,
        title=rule.title,
        level=Level(row["level"]) if row.get("level") else rule.level,
        article=rule.article,
        project_code=row["project_code"],
        message=veil(fill(rule.message, named)),
        remedy=rule.remedy,
        amount=cents(amount) if isinstance(amount, Decimal) else None,
        values={
            name: veil(value) if isinstance(value, str) else _veiled(value, veil)
            for name, value in values.items()
            if name != "amount"
        },
        arithmetic=tuple(veil(line) for line in lines if line.strip()),
        evidence=tuple(evidence),
    )


def _veiled(value: Value, veil: Callable[[str], str]) -> Value:
    return tuple(veil(item) for item in value) if isinstance(value, tuple) else value


def _outcomes(
    answers: list[Answer], codes: list[str], exempt: set[str], cited: Mapping[int, Cited]
) -> dict[str, tuple[Outcome, ...]]:
    by_project: dict[str, list[Outcome]] = {code: [] for code in codes}
    for answer in answers:
        needs = (
            pl.coalesce("needs", pl.lit(answer.rule.needs))
            if "needs" in answer.subjects.columns
            else pl.lit(answer.rule.needs)
        )
        unknown = pl.col("violates").is_null()
        counts = {
            row["project_code"]: row
            for row in answer.subjects.group_by("project_code")
            .agg(
                looked_at=pl.len(),
                found=pl.col("violates").sum(),
                unknown=unknown.sum(),
                needs=needs.filter(unknown).unique().sort(),
            )
            .iter_rows(named=True)
        }
        unknown_ids = _unknown_ids(answer)
        for code in codes:
            shown = tuple(cited[i].evidence for i in unknown_ids.get(code, []))
            by_project[code].append(
                _outcome(answer, counts.get(code), shown, exempt=code in exempt)
            )
    return {code: tuple(outcomes) for code, outcomes in by_project.items()}


def _outcome(
    answer: Answer, counts: dict[str, Any] | None, shown: tuple[Any, ...], *, exempt: bool
) -> Outcome:
    rule = answer.rule
    looked_at = counts["looked_at"] if counts else 0
    found = counts["found"] if counts else 0
    unknown = counts["unknown"] if counts else 0
    needs = tuple(need for need in counts["needs"] if need) if counts else ()
    if answer.crash:
        result, why = Result.CRASHED, f"规则运行出错：{answer.crash}"
    elif not looked_at:
        result = Result.NOT_APPLICABLE
        why = "本办法不适用于该项目" if exempt and not rule.to_all else rule.not_applicable
    else:
        result = Result.FOUND if found else Result.UNKNOWN if unknown else Result.CLEAN
        why = f"核对 {looked_at} 项，发现 {found} 项"
        if unknown:
            why += f"；{unknown} 项无法判断"
            why += f"，需要：{'；'.join(needs)}" if needs else ""
    return Outcome(
        code=rule.code,
        title=rule.title,
        level=rule.level,
        article=rule.article,
        result=result,
        looked_at=looked_at,
        found=found,
        unknown=unknown,
        why=why,
        needs=needs,
        unknown_evidence=shown,
    )


def _project(
    code: str,
    tables: Tables,
    run: Run,
    pack: Pack,
    governed: tuple[bool | None, str] | None,
    outcomes: tuple[Outcome, ...],
    veil: Callable[[str], str],
) -> Project:
    cards = tables["projects"].filter(pl.col("project_code") == code)
    card = cards.row(0, named=True) if cards.height else {}
    name = card.get("project_name")
    if name is None:
        names = tables["entries"].filter(pl.col("project_code") == code)["project_name"]
        name = next(iter(names.drop_nulls().unique().sort()), None)
    facts = run.views["facts"].filter(pl.col("project_code") == code)
    values = facts.row(0, named=True) if facts.height else {}
    holds, why = governed or (None, "没有项目信息，无法判定适用办法，按本办法检查。")
    return Project(
        project_code=code,
        project_name=name,
        governed=holds,
        governed_why=why,
        card=tuple(
            (column.header, veil(str(card[column.name])))
            for column in PROJECTS
            if card.get(column.name) is not None
        ),
        facts=tuple(
            Fact(key, label, cents(v) if isinstance(v := values.get(key), Decimal) else None)
            for key, label in pack.facts.items()
        ),
        exhibits=tuple(_exhibit(spec, run, code) for spec in pack.exhibits),
        outcomes=outcomes,
    )


def _exhibit(spec: ExhibitSpec, run: Run, code: str) -> Exhibit:
    frame = run.views[spec.view].filter(pl.col("project_code") == code)
    return Exhibit(
        id=spec.id,
        title=spec.title,
        columns=tuple(spec.columns.items()),
        rows=tuple(
            tuple(as_value(cell) for cell in row)
            for row in frame.select(list(spec.columns)).iter_rows()
        ),
    )


def _pack_info(pack: Pack, as_of: date) -> PackInfo:
    return PackInfo(
        id=pack.id,
        title=pack.title,
        edition=pack.edition,
        sha256=pack.sha256,
        parameters=tuple(
            ParameterInfo(
                name=p.name,
                title=p.title,
                value=str(p.on(as_of).value),
                unit=p.unit,
                article=p.article,
                valid_from=p.on(as_of).valid_from,
            )
            for p in pack.parameters.values()
            if isinstance(p, Parameter)
        ),
    )
