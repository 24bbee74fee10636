"""What was not understood, or is doubtful as a whole, and which rules cannot tell for it.

A rule's file says what it is about: ``about`` (lines or sums of spending) and ``reads`` (the
columns of a ledger line that it needs, and what it needs of the tables beside the ledger). A cell
that says something nobody understood is blank in the tables; a rule that reads it would take it for
absent. And where the spending of a project is doubtful as a whole, whatever a rule found in it
would be said with a certainty that nobody has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from fundcheck.engine.answers import Answer
    from fundcheck.rulebook.rule import Rule
    from fundcheck.tables import Tables

_IDS = ("entry_ids", "source")


def unread_cells(entries: pl.DataFrame) -> dict[str, frozenset[int]]:
    """Return column -> ids of the lines whose cell there was given and not understood."""
    few = entries.filter(pl.col("unread").is_not_null()).select("entry_id", "unread")
    found: dict[str, set[int]] = {}
    for entry, names in few.iter_rows():
        for name in filter(None, names.split(";")):
            found.setdefault(name, set()).add(entry)
    return {name: frozenset(ids) for name, ids in found.items()}


def open_where_unread(
    rule: Rule,
    result: pl.LazyFrame,
    unread: Mapping[str, Collection[int]],
    titles: Mapping[str, str],
) -> pl.LazyFrame:
    """Return what a rule's SQL gives with the subjects open that rest on such a cell.

    unread: as of ``unread_cells``; titles: column -> its header, as a message names it.
    """
    columns = [name for name in rule.reads if name in unread]
    if not columns:
        return result
    schema = result.collect_schema()
    names = [name for name in _IDS if name in schema]
    if "violates" not in schema or not names:
        return result
    own = pl.col("needs") if "needs" in schema else pl.lit(rule.needs)
    opened, needs = pl.lit(value=False), own.cast(pl.String)
    for column in columns:
        ids = pl.Series(sorted(unread[column]), dtype=pl.Int64).implode()
        hit = pl.any_horizontal(_cites(name, schema[name], ids) for name in names)
        opened = opened | hit
        asked = f"支出明细：{titles.get(column, column)}（写的内容看不懂，见读取情况）"
        needs = pl.when(hit).then(pl.lit(asked)).otherwise(needs)
    return result.with_columns(
        violates=pl.when(~opened).then(pl.col("violates").cast(pl.Boolean)), needs=needs
    )


def _rests_on(rule: Rule, about: str) -> bool:
    """Whether a rule finds nothing where there is such a doubt."""
    if about == "lines":
        return False
    if about in {"sums", "before"}:
        return rule.about == "sums"
    return any(
        about == name or about.startswith(f"{name}.") or name.startswith(f"{about}.")
        for name in rule.reads
    )


def _cites(name: str, dtype: pl.DataType, ids: pl.Series) -> pl.Expr:
    cell = pl.col(name)
    if isinstance(dtype, pl.List):
        flat = cell.list.eval(pl.element().explode()) if isinstance(dtype.inner, pl.List) else cell
        wanted = pl.lit(ids)
        cited = flat.cast(pl.List(pl.Int64)).list.set_intersection(wanted).list.len() > 0
    else:
        cited = cell.cast(pl.Int64).is_in(pl.lit(ids))
    return cited.fill_null(value=False)


def doubted(answers: Sequence[Answer], tables: Tables, codes: Sequence[str]) -> list[Answer]:
    """Return the answers with what is doubtful of a project's spending as not told.

    Where its sums are doubtful, a rule about sums has found nothing; where lines may be missing,
    a rule about spending has one more subject, which is open. codes: all projects of the run.
    """
    doubts = tables["doubts"]
    if not doubts.height:
        return list(answers)
    said: dict[str, dict[str, list[str]]] = {}
    for code, about, why in (
        doubts.select("project_code", "about", "why").unique(maintain_order=True).iter_rows()
    ):
        for project in codes if code is None else [code]:
            said.setdefault(about, {}).setdefault(project, []).append(why)
    return [_doubted(answer, said) for answer in answers]


def _doubted(answer: Answer, said: Mapping[str, Mapping[str, list[str]]]) -> Answer:
    rule = answer.rule
    if answer.crash:
        return answer
    closed = [whys for about, whys in said.items() if _rests_on(rule, about)]
    opened = [said["lines"]] if rule.about and "lines" in said else []
    if not closed and not opened:
        return answer
    of_sums = {code for whys in closed for code in whys}
    why: dict[str, list[str]] = {}
    for whys in (*closed, *opened):
        for code, some in whys.items():
            why[code] = [*why.get(code, ()), *some]
    kept = ~pl.col("project_code").is_in(sorted(of_sums))
    more = pl.DataFrame(
        {"project_code": sorted(why)}, schema={"project_code": pl.String}
    ).with_columns(
        looked_at=pl.lit(1, pl.UInt32), found=pl.lit(0, pl.UInt32), unknown=pl.lit(1, pl.UInt32)
    )
    columns = ("project_code", "looked_at", "found", "unknown")
    counts = pl.concat(
        [
            answer.counts.filter(kept).select(
                "project_code", *(pl.col(name).cast(pl.UInt32) for name in columns[1:])
            ),
            more,
        ]
    )
    # What could be told before and is open now has its own reasons still.
    asked = {code: list(needs) for code, needs in answer.needs.items() if code not in of_sums}
    open_before = answer.counts.filter(kept & (pl.col("unknown") > 0))["project_code"]
    for code in open_before:
        asked.setdefault(code, [None])
    return answer._replace(
        counts=counts.group_by("project_code").sum(),
        needs={**asked, **{code: [*asked.get(code, ()), *whys] for code, whys in why.items()}},
        hits=answer.hits.filter(kept),
        unknown=answer.unknown.filter(kept),
    )
