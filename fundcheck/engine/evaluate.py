"""Tables and a pack to what is said: findings with their evidence, outcomes for every project."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from fundcheck.at_issue import share_of
from fundcheck.engine.answers import UNKNOWN_SHOWN, Answer, crashed
from fundcheck.engine.doubts import doubted
from fundcheck.engine.evidence import contents_of, evidence_of, fingerprint
from fundcheck.engine.failures import WrongShapeError, told
from fundcheck.engine.plausible import with_doubts
from fundcheck.engine.run import Run, run_pack
from fundcheck.engine.shapes import FACTS, GOVERNED, faults
from fundcheck.engine.wording import as_value, cents, fill, shown
from fundcheck.errors import WrongRequestError
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
    RuleInfo,
)
from fundcheck.findings import Parameter as ParameterInfo
from fundcheck.rulebook.parameters import Parameter
from fundcheck.rulebook.rule import RESERVED
from fundcheck.tables import PROJECTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from fundcheck.findings import Evidence, Value
    from fundcheck.rulebook.pack import ExhibitSpec, Pack
    from fundcheck.rulebook.rule import Rule
    from fundcheck.tables import Tables


_LEVELS = frozenset(level.value for level in Level)


class Judgement(NamedTuple):
    """All that is said of the tables, in the order in which an audit shows it."""

    packs: tuple[PackInfo, ...]
    projects: tuple[Project, ...]
    articles: tuple[Article, ...]
    findings: tuple[Finding, ...]


def evaluate(
    tables: Tables,
    pack: Pack,
    as_of: date,
    *,
    only: Collection[str] | None = None,
    overrides: Sequence[tuple[str, str, str]] = (),
    workdays: Mapping[date, bool] | None = None,
) -> Judgement:
    """Judge the tables by the pack as of a day.

    Nothing is masked yet. only: codes of the rules to run, without facts and exhibits (default
    all); overrides: (name, value, who says so) of parameters set otherwise; workdays: days of the
    user's own calendar and whether they are worked. Raises WrongRequestError where a view of the
    pack is broken or an override is none; a broken rule is an outcome of its own.
    """
    tables = with_doubts(tables)
    stated = pack
    for name, value, by in overrides:
        pack = pack.with_values({name: value}, by)
    run = run_pack(tables, pack, as_of, only, workdays)
    if only is None and (fault := next(faults(pack, run.views), None)):
        raise WrongRequestError(f"规则包 {pack.id} 的 {fault.file}：{fault.text}")
    codes = _project_codes(tables)
    governed = _governed(run, codes)
    exempt = {code for code, (holds, _) in governed.items() if holds is False}
    answers = [_without(answer, exempt) for answer in doubted(run.answers, tables, codes)]
    found = _found_ids(answers)
    evidence = evidence_of(found | _open_ids(answers), tables)
    contents = contents_of(found, tables)
    worded = [_worded(answer, evidence, contents) for answer in answers]
    answers = [answer for answer, _ in worded]
    findings = [finding for _, some in worded for finding in some]
    order = {answer.rule.code: index for index, answer in enumerate(answers)}
    findings.sort(
        key=lambda f: (
            f.level.gravity,
            order[f.rule],
            f.project_code,
            [_place(first) for first in f.evidence[:1]],
            f.fingerprint,
        )
    )
    outcomes = _outcomes(answers, codes, exempt, evidence)
    names = _names(tables)
    kept = set(tables["entries"]["project_code"].unique())
    cards = _cards(tables)
    shown = run.views if only is None else {}
    facts = (
        {row["project_code"]: row for row in shown[FACTS].iter_rows(named=True)}
        if FACTS in shown
        else {}
    )
    exhibits = [(spec, _exhibit_rows(spec, run)) for spec in pack.exhibits if shown]
    return Judgement(
        packs=(_pack_info(pack, stated, as_of),),
        projects=tuple(
            Project(
                project_code=code,
                project_name=names.get(code),
                governed=governed[code][0],
                governed_why=governed[code][1],
                card=cards.get(code, ()),
                facts=_facts(facts.get(code, {}), pack),
                exhibits=tuple(
                    Exhibit(spec.id, spec.title, tuple(spec.columns.items()), rows.get(code, ()))
                    for spec, rows in exhibits
                ),
                outcomes=outcomes[code],
                has_ledger=code in kept,
            )
            for code in codes
        ),
        articles=pack.articles,
        findings=tuple(findings),
    )


def _governed(run: Run, codes: Iterable[str]) -> dict[str, tuple[bool | None, str]]:
    """Return project -> whether the regulation holds for it, and why.

    A pack that does not say governs every project; of one that it says nothing of nobody knows,
    and it is judged all the same.
    """
    frame = run.views.get(GOVERNED)
    if frame is None:
        return dict.fromkeys(codes, (True, "规则包对所有项目适用。"))
    open_ = (None, "规则包没有说明是否适用于该项目，暂按本办法检查。")
    said = frame.select("project_code", "governed", "governed_why").iter_rows()
    told = {code: (holds, why or "") for code, holds, why in said}
    return {code: told.get(code, open_) for code in codes}


def _place(evidence: Evidence) -> tuple[str, str, int]:
    """Return where a row stands: rows and findings are read beside the ledger."""
    return (evidence.file, evidence.sheet, evidence.row)


def _project_codes(tables: Tables) -> list[str]:
    """Return the codes of all projects that any table names, sorted."""
    names = (
        *("projects", "entries", "budget", "receipts"),
        *("participants", "budget_changes", "transfers_of_results"),
    )
    codes = pl.concat([tables[name]["project_code"].drop_nulls().unique() for name in names])
    return sorted(codes.unique())


def _without(answer: Answer, exempt: set[str]) -> Answer:
    """Take out projects that the regulation does not govern: they gave context, not subjects."""
    if answer.rule.to_all or not exempt:
        return answer
    kept = ~pl.col("project_code").is_in(sorted(exempt))
    return answer._replace(
        counts=answer.counts.filter(kept),
        hits=answer.hits.filter(kept),
        unknown=answer.unknown.filter(kept),
    )


def _found_ids(answers: Iterable[Answer]) -> set[int]:
    """Return the ids of the rows that findings cite."""
    ids: set[int] = set()
    for answer in answers:
        ids.update(answer.hits["ids"].explode(empty_as_null=True).drop_nulls())
    return ids


def _open_ids(answers: Iterable[Answer]) -> set[int]:
    """Return the ids of the few rows that are shown of what could not be told."""
    return {i for answer in answers for some in _unknown_ids(answer).values() for i in some}


def _unknown_ids(answer: Answer) -> dict[str, list[int]]:
    """Project -> ids of the first rows that could not be judged."""
    if not answer.unknown.height:
        return {}
    firsts = answer.unknown.group_by("project_code", maintain_order=True).agg(
        pl.col("ids").head(UNKNOWN_SHOWN).explode(empty_as_null=True).drop_nulls()
    )
    return {code: ids[:UNKNOWN_SHOWN] for code, ids in firsts.iter_rows()}


def _worded(
    answer: Answer,
    evidence: Mapping[int, Evidence],
    contents: Mapping[int, str],
) -> tuple[Answer, list[Finding]]:
    """Return the answer with its findings; a result that cannot be put in words is a crash."""
    try:
        if (_found_ids([answer]) | _open_ids([answer])) - evidence.keys():
            raise WrongShapeError("entry_ids 或 source 列里有的不是任何一行的编号")  # noqa: TRY301
        return answer, _findings(answer, evidence, contents)
    except Exception as error:  # noqa: BLE001 - what a rule's author did is that rule's outcome
        return crashed(answer.rule, told(error, answer.rule.sql)), []


def _findings(
    answer: Answer,
    evidence: Mapping[int, Evidence],
    contents: Mapping[int, str],
) -> list[Finding]:
    rule = answer.rule
    turns: dict[tuple[str, ...], int] = defaultdict(int)
    findings = []
    for row in answer.hits.iter_rows(named=True):
        said = sorted(contents[i] for i in row["ids"])
        key = (row["project_code"], *said)
        mark = fingerprint(rule.code, row["project_code"], said, turns[key])
        turns[key] += 1
        findings.append(_finding(rule, row, mark, [evidence[i] for i in row["ids"]]))
    return findings


def _finding(
    rule: Rule,
    row: dict[str, Any],
    mark: str,
    evidence: list[Evidence],
) -> Finding:
    values: dict[str, Value] = {
        name: as_value(cell)
        for name, cell in row.items()
        if name not in {"ids", *RESERVED} or name == "amount"
    }
    amount = row.get("amount")
    if row.get("level") and row["level"] not in _LEVELS:
        raise WrongShapeError("level 列应是 violation、query、notice 之一，或空白")
    share = None
    if isinstance(amount, Decimal):
        share = cents(_share(amount, row["project_code"], evidence))
        if share != cents(amount):
            values["amount_all"] = cents(amount)
    named = values | {"project_code": row["project_code"]}
    lines = [line for text in rule.arithmetic for line in fill(text, named).splitlines()]
    return Finding(
        fingerprint=mark,
        rule=rule.code,
        title=rule.title,
        level=Level(row["level"]) if row.get("level") else rule.level,
        article=rule.article,
        project_code=row["project_code"],
        message=fill(rule.message, named),
        remedy=rule.remedy,
        amount=share,
        values={name: value for name, value in values.items() if name != "amount"},
        arithmetic=tuple(line for line in lines if line.strip()),
        evidence=tuple(sorted(evidence, key=_place)),
        document=rule.source.document,
    )


def _share(amount: Decimal, project: str, evidence: Sequence[Evidence]) -> Decimal:
    """Return a project's part of what its finding puts at issue: that of its own rows."""
    sums = [(row.project_code, abs(row.amount)) for row in evidence if row.amount]
    if all(code in {project, None} for code, _ in sums):
        return amount
    own = sum((sum_ for code, sum_ in sums if code == project), Decimal(0))
    return share_of(amount, own, sum((sum_ for _, sum_ in sums), Decimal(0)))


def _outcomes(
    answers: list[Answer], codes: list[str], exempt: set[str], evidence: Mapping[int, Evidence]
) -> dict[str, tuple[Outcome, ...]]:
    by_project: dict[str, list[Outcome]] = {code: [] for code in codes}
    for answer in answers:
        columns = ("project_code", "looked_at", "found", "unknown")
        counts = {code: counted for code, *counted in answer.counts.select(columns).iter_rows()}
        unknown_ids = _unknown_ids(answer)
        # Of many projects most are told the same, word for word.
        said: dict[tuple[object, ...], Outcome] = {}
        for code in codes:
            looked_at, found, unknown = counts.get(code) or (0, 0, 0)
            figures = (looked_at, found, unknown, tuple(answer.needs.get(code, ())))
            if (outcome := said.get((*figures, code in exempt))) is None:
                outcome = _outcome(answer, figures, exempt=code in exempt)
                said[*figures, code in exempt] = outcome
            if rows := unknown_ids.get(code):
                shown = tuple(evidence[i] for i in rows)
                outcome = outcome._replace(unknown_evidence=shown)
            by_project[code].append(outcome)
    return {code: tuple(outcomes) for code, outcomes in by_project.items()}


def _outcome(
    answer: Answer, figures: tuple[int, int, int, tuple[str | None, ...]], *, exempt: bool
) -> Outcome:
    """Return what a rule came to for a project, without the rows it could not judge."""
    rule = answer.rule
    looked_at, found, unknown, asked = figures
    told = (asked or (None,)) if unknown else ()
    needs = tuple(sorted({rule.needs if need is None else need for need in told} - {""}))
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
        unknown_evidence=(),
        document=rule.source.document,
    )


def _names(tables: Tables) -> dict[str, str]:
    """Project code -> name: the card's, else the first in the ledger's."""
    names: dict[str, str] = {}
    for table in ("entries", "projects"):
        known = tables[table].select("project_code", "project_name").drop_nulls()
        names |= dict(known.group_by("project_code").agg(pl.col("project_name").min()).iter_rows())
    return names


def _cards(tables: Tables) -> dict[str, tuple[tuple[str, str], ...]]:
    """Project code -> (header, text) of the filled cells of its card."""
    return {
        row["project_code"]: tuple(
            (column.header, shown(as_value(row[column.name])))
            for column in PROJECTS
            if row[column.name] is not None
        )
        for row in tables["projects"].iter_rows(named=True)
    }


def _facts(values: Mapping[str, Any], pack: Pack) -> tuple[Fact, ...]:
    return tuple(
        Fact(key, label, None if values.get(key) is None else cents(Decimal(values[key])))
        for key, label in pack.facts.items()
    )


def _exhibit_rows(spec: ExhibitSpec, run: Run) -> dict[str, tuple[tuple[Value, ...], ...]]:
    """Project code -> the exhibit's rows, in the order in which the view returns them."""
    frame = run.views[spec.view].select("project_code", *spec.columns)
    # What is text or a count already is shown as it is: only sums are gone through one by one.
    columns: list[list[Value]] = [
        column.to_list()
        if column.dtype == pl.String or column.dtype.is_integer()
        else [as_value(cell) for cell in column.to_list()]
        for column in frame.select(*spec.columns).get_columns()
    ]
    rows: dict[str, list[tuple[Value, ...]]] = defaultdict(list)
    for code, cells in zip(
        frame["project_code"].to_list(), zip(*columns, strict=True), strict=True
    ):
        rows[code].append(cells)
    return {code: tuple(some) for code, some in rows.items()}


def _pack_info(pack: Pack, stated: Pack, as_of: date) -> PackInfo:
    """Return what the run shows of its pack; stated: the pack before anything was overridden."""
    own = {p.name: p.on(as_of) for p in stated.parameters.values() if isinstance(p, Parameter)}
    return PackInfo(
        id=pack.id,
        title=pack.title,
        edition=pack.edition,
        sha256=pack.sha256,
        document=pack.document,
        extends=pack.extends,
        parameters=tuple(
            ParameterInfo(
                name=p.name,
                title=p.title,
                value=str(p.on(as_of).value),
                unit=p.unit,
                article=p.article,
                valid_from=own[p.name].valid_from,
                by=p.by,
                was=str(own[p.name].value) if p.by else "",
                document=p.source.document,
            )
            for p in pack.parameters.values()
            if isinstance(p, Parameter)
        ),
        rules=tuple(
            RuleInfo(
                code=rule.code,
                title=rule.title,
                article=rule.article,
                level=rule.level,
                looks_at=rule.looks_at,
                cannot_see=rule.cannot_see,
                example=rule.example,
                remedy=rule.remedy,
                document=rule.source.document,
            )
            for rule in pack.rules
        ),
    )
