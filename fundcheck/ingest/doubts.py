"""What makes the spending of a project doubtful as a whole, whatever its lines say.

However a sheet was read, some results show that it was read wrong, or that the ledger does not
say enough: a project that spent less than nothing, lines that belong to nobody. The rules about
spending cannot tell there (``fundcheck.engine.doubts``).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from fundcheck import keys
from fundcheck.ingest import before
from fundcheck.ingest.counting import SPENDING, Why
from fundcheck.ingest.labels import LEFT, NAMELESS
from fundcheck.ingest.side_tables import BESIDE
from fundcheck.tables import DOUBTS, ENTRIES, OF_PROJECTS, PROVENANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fundcheck.ingest.losses import Before
    from fundcheck.ingest.one_project import Alike
    from fundcheck.ingest.versions import Versions
    from fundcheck.tables import Tables

_SCHEMA = {name: DOUBTS.schema[name] for name in before.WANTED}
_ZERO = Decimal("0.00")
NO_LEDGER = "支出明细：没有这个项目的账册"
_LEAST_HELD = 3  # lines of accounts that are no spending, where a sheet has no other


def of_run(
    tables: Tables, asked: Sequence[Alike] = (), versions: Sequence[Versions] = ()
) -> pl.DataFrame:
    """Return the table of doubts but its ids: those of single sheets, and those of the whole run.

    tables: of the run; the doubts among them are of sheets, and of a project only where just that
    one is meant. asked: codes that may be another project's, mistyped; versions: ledgers of which
    the run has two that differ.
    """
    entries = tables["entries"]
    columns = [column.name for column in DOUBTS]
    found = pl.concat(
        [
            _of_sheets(before.resolved(tables[DOUBTS.name], tables), tables),
            _negative(entries),
            _without_spending(entries),
            _over_total(entries, tables["stated_totals"]),
            _unassigned(entries),
            _without_ledger(tables),
            _alike(asked),
            _edited(versions),
        ]
    )
    schema = DOUBTS.schema
    rest = {name: dtype for name, dtype in schema.items() if name not in {*columns, DOUBTS.id}}
    return found.unique(columns, maintain_order=True).select(
        *columns, *(pl.col(name).cast(dtype) for name, dtype in rest.items())
    )


def of_sheet(
    said: Sequence[tuple[str | None, str, str]],
    sheet: dict[str, object],
    shown: Sequence[Before] = (),
) -> pl.DataFrame:
    """Return what is doubtful of a sheet as rows of the table.

    said: project, where the doubt is of one on the sheet only, what it is about, and why; shown:
    what the sheet shows of the time before its first line.
    """
    place = {name: sheet[name] for name in ("row", "sheet", "file", "_place")}
    rows: list[dict[str, object]] = [
        {"project_code": code, "about": about, "why": why, **place} for code, about, why in said
    ]
    for some in shown:
        whose = some.project_code or some.project_name
        own = {"_left": some.left, "_day": some.day, "_late": some.late}
        rows.append({"project_code": whose, "about": "before", "why": some.why, **own, **place})
    schema = {name: DOUBTS.schema[name] for name in (*(c.name for c in DOUBTS), *PROVENANCE)}
    schema |= BESIDE[DOUBTS.name]
    schema["_place"] = schema.pop("sheet_id")
    return pl.DataFrame(rows, schema)


def _of_sheets(doubts: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """Return the doubts of sheets: of their project, else once for each that has lines there.

    What a table beside the ledger says of a project that nobody else names is of every project.
    """
    entries = tables["entries"]
    named = _spelled(doubts.filter(pl.col("project_code").is_not_null()), tables)
    whole = doubts.filter(pl.col("project_code").is_null())
    beside = whole["about"].str.extract(r"^(\w+)", 1).is_in([table.name for table in OF_PROJECTS])
    whose = entries.select("sheet_id", "project_code").drop_nulls().unique(maintain_order=True)
    of_lines = (
        whole.filter(~beside)
        .drop("project_code")
        .join(whose, on="sheet_id", how="inner", maintain_order="left_right")
    )
    return pl.concat(
        [some.select(before.WANTED) for some in (of_lines, named, whole.filter(beside))]
    )


def _spelled(doubts: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """Return the doubts with the run's code for their project, null where it has none."""
    codes = pl.concat(
        [tables[table.name].select("project_code") for table in (ENTRIES, *OF_PROJECTS)]
    ).drop_nulls()
    known = codes.unique(maintain_order=True).with_columns(_key=keys.code(pl.col("project_code")))
    known = known.unique("_key", maintain_order=True)
    return (
        doubts.with_columns(_key=keys.code(pl.col("project_code")))
        .drop("project_code")
        .join(known, on="_key", how="left", maintain_order="left")
    )


def _said(lines: pl.DataFrame, about: str, why: pl.Expr) -> pl.DataFrame:
    """Return a doubt for each row; lines: one a project, with where it stands."""
    return lines.with_columns(about=pl.lit(about), why=why).select(before.WANTED)


def _firsts() -> list[pl.Expr]:
    return [pl.col(name).first() for name in ("file", "sheet", "row", "sheet_id")]


def _negative(entries: pl.DataFrame) -> pl.DataFrame:
    """Return the projects that spent less than nothing: most likely money in stands among it."""
    sums = (
        entries.filter(pl.col("kind").is_in(SPENDING) & pl.col("project_code").is_not_null())
        .group_by("project_code", maintain_order=True)
        .agg(pl.col("amount").sum(), *_firsts())
        .filter(pl.col("amount") < 0)
    )
    return _said(
        sums,
        "sums",
        pl.format(
            "支出明细：支出合计是负数（{} 元），收入与支出没有分清，请核对各列的含义和正负号",
            pl.col("amount").cast(pl.String),
        ),
    )


def _without_spending(entries: pl.DataFrame) -> pl.DataFrame:
    """Return the projects of sheets with several lines of which none was read as spending.

    Whole books of banks, payables or grants are so, and so is a ledger whose accounts were not
    understood: 0.00 must not pass for a result.
    """
    spent = pl.col("kind").is_in(SPENDING)
    told = (
        entries.group_by("sheet_id", maintain_order=True)
        .agg(
            spent=spent.any(),
            held=(pl.col("kind_why") == Why.HELD.value).sum(),
        )
        .filter(~pl.col("spent") & (pl.col("held") >= _LEAST_HELD))
    )
    bare = entries.filter(
        pl.col("sheet_id").is_in(told["sheet_id"].implode()) & pl.col("project_code").is_not_null()
    ).unique(["project_code", "sheet_id"], keep="first", maintain_order=True)
    return _said(
        bare,
        "lines",
        pl.format(
            "支出明细：工作表「{}」没有一行读作支出（都是资金、往来、净资产科目），请提供费用科目的明细",
            "sheet",
        ),
    )


def _over_total(entries: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """Return the projects of sheets whose lines come to more than the sheet's own last total."""
    last = (
        totals.filter(~pl.col("label").str.contains(LEFT) & (pl.col("label") != NAMELESS))
        .group_by("sheet_id", maintain_order=True)
        .agg(pl.col("stated", "agrees").last())
        .filter(~pl.col("agrees"))
    )
    if not last.height:
        return pl.DataFrame(schema=_SCHEMA)
    spent = pl.col("kind").is_in(SPENDING) & pl.col("project_code").is_not_null()
    of_sheet = pl.col("amount").sum().over("sheet_id")
    over = (
        entries.filter(spent & pl.col("sheet_id").is_in(last["sheet_id"].implode()))
        .with_columns(together=of_sheet)
        .join(last, on="sheet_id", how="inner", maintain_order="left")
        .filter((pl.col("together") > pl.col("stated")) & (pl.col("stated") > _ZERO))
        .unique(["project_code", "sheet_id"], maintain_order=True)
    )
    return _said(
        over,
        "sums",
        pl.format(
            "支出明细：工作表「{}」各行支出 {} 元，多于表上的合计 {} 元，请核对哪一个对",
            "sheet",
            pl.col("together").cast(pl.String),
            pl.col("stated").cast(pl.String),
        ),
    )


def _unassigned(entries: pl.DataFrame) -> pl.DataFrame:
    """Return one doubt over all projects where spending lines name none: any may be theirs."""
    bare = entries.filter(pl.col("project_code").is_null() & pl.col("kind").is_in(SPENDING))
    summed = bare.select(
        *_firsts(),
        project_code=pl.lit(None, pl.String),
        lines=pl.len(),
        together=pl.col("amount").sum(),
    ).filter(pl.col("lines") > 0)
    return _said(
        summed,
        "lines",
        pl.format(
            "支出明细：项目编号（有 {} 行支出、共 {} 元没有写明项目）",
            "lines",
            pl.col("together").cast(pl.String),
        ),
    )


def _without_ledger(tables: Tables) -> pl.DataFrame:
    """Return the projects that a registry names and no ledger has a line of: nothing is known."""
    kept = tables["entries"].select("project_code").unique()
    place = ("project_code", "file", "sheet", "row", "sheet_id")
    names = ("projects", "budget", "receipts", "budget_changes")
    named = pl.concat([tables[name].select(place) for name in names]).filter(
        pl.col("project_code").is_not_null()
    )
    bare = named.unique("project_code", keep="first", maintain_order=True).join(
        kept, on="project_code", how="anti", maintain_order="left"
    )
    why = pl.lit(NO_LEDGER)
    return pl.concat([_said(bare, "sums", why), _said(bare, "lines", why)])


def _alike(asked: Sequence[Alike]) -> pl.DataFrame:
    """Return a doubt on both projects of each question: the lines of one may be the other's."""
    rows = [
        (code, "lines", some.need, some.file, some.sheet, some.row, some.sheet_id)
        for some in asked
        for code in (some.code, some.other)
    ]
    return pl.DataFrame(rows, _SCHEMA, orient="row")


def _edited(versions: Sequence[Versions]) -> pl.DataFrame:
    """Return the doubts on the projects of ledgers of which nobody knows the right version."""
    rows = [
        (code, about, some.need, *some.second, row, sheet)
        for some in versions
        for code, row, sheet in some.projects
        if code is not None
        for about in ("sums", "lines")
    ]
    return pl.DataFrame(rows, _SCHEMA, orient="row")
