"""What was before a ledger's first line, over all files of a run: nothing counts twice.

The ledger of this year brings forward what the one of last year lists. Where both are given, the
sum brought forward is that of the lines and is not added once more; where it is another, nobody
can tell. And a balance brought forward that is all the money there was says that none was spent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.counting import COUNTED, SPENDING, Why, set_aside

if TYPE_CHECKING:
    from fundcheck.tables import Tables

_ACCOUNT = ("account_code", "account_name", "cost_item")
_LATE_DAYS = 90
"""How long after its project a ledger begins of which a balance alone shows that it begins late."""
WANTED = ("project_code", "about", "why", "file", "sheet", "row", "sheet_id")
"""The columns of a doubt before it has an id: of whom, about what, why, and where it stands."""


def without_repeated(entries: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the entries with what is brought forward once, and doubts where sheets disagree.

    A sum brought forward that other sheets of the run list line by line, or bring forward
    themselves, is set aside; one that is another sum than theirs is set aside and doubted.
    """
    opened = entries.with_row_index("_at").filter(
        (pl.col("kind") == "opening")
        & (pl.col("amount") != 0)
        & pl.col("project_code").is_not_null()
    )
    doubts = pl.DataFrame(schema={name: entries.schema.get(name, pl.String) for name in WANTED})
    if not opened.height or entries["sheet_id"].n_unique() == 1:
        return entries, doubts
    judged = _judged(opened, entries)
    aside = judged.filter("carried")["_at"].implode()
    at = pl.int_range(pl.len(), dtype=pl.UInt32).is_in(aside)
    entries = set_aside(entries, at, Why.CARRIED)
    doubted = judged.filter("differs").with_columns(
        about=pl.lit("before"),
        why=pl.format(
            "支出明细：第 {} 行期初数 {} 元，与本次提供的以前期间明细 {} 元对不上",
            "row",
            pl.col("amount").cast(pl.String),
            pl.col("listed").cast(pl.String),
        ),
    )
    return entries, doubted.select(WANTED)


def _judged(opened: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """Return the openings with what other sheets list of the time before each.

    ``carried``: it is not to be counted; ``differs``: it is another sum than theirs, ``listed``.
    """
    key = pl.concat_str(_ACCOUNT, separator="\x1f", ignore_nulls=True)
    spent = entries.filter(pl.col("kind").is_in(SPENDING) & pl.col("project_code").is_not_null())
    begins = spent.group_by("project_code", "sheet_id").agg(begins=pl.col("date").min())
    opened = opened.join(
        begins, on=["project_code", "sheet_id"], how="left", maintain_order="left"
    ).select(
        *("_at", "project_code", "sheet_id", "amount", "row", "file", "sheet"),
        key=key,
        day=pl.coalesce("begins", "date"),
    )
    of = ["project_code", "sheet_id", "key"]
    lines = spent.group_by(*of[:2], key.alias("key"), "date").agg(pl.col("amount").sum())
    lines = lines.rename({"date": "day"}).with_columns(opens=pl.lit(value=False))
    sums = opened.select(*of, "day", "amount", opens=pl.lit(value=True))
    other = pl.concat([lines.select(sums.columns), sums]).rename(
        {"sheet_id": "_sheet", "key": "_key", "day": "_day", "amount": "_amount"}
    )
    pairs = (
        opened.select("_at", *of, "day")
        .join(other, on="project_code")
        .filter(pl.col("sheet_id") != pl.col("_sheet"))
    )
    earlier = (pl.col("_day") < pl.col("day")) | (
        (pl.col("_day") == pl.col("day")) & (pl.col("_sheet") < pl.col("sheet_id"))
    )
    pairs = pairs.filter(earlier.fill_null(value=False))
    same, opens = pl.col("_key") == pl.col("key"), pl.col("opens")

    def listed(hit: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
        # Of several sums brought forward the earliest is in all the later ones.
        first = hit & opens
        earliest = pl.col("_day").filter(first).min()
        lines = pl.col("_amount").filter(hit & ~opens).sum()
        return lines, pl.col("_amount").filter(first & (pl.col("_day") == earliest)).sum()

    of_all, of_key = listed(pl.lit(value=True)), listed(same)
    told = pairs.group_by("_at").agg(
        listed=of_all[0],
        first=of_all[1],
        of_key=of_key[0],
        first_of_key=of_key[1],
        same=same.any(),
        before=pl.lit(value=True),
    )
    judged = opened.join(told, on="_at", how="left", maintain_order="left")
    before = pl.col("before").fill_null(value=False)
    amount = pl.col("amount")
    whole = pl.col("amount").sum().over("project_code", "sheet_id")
    sums_of = (
        pl.col("listed"),
        pl.col("listed") + pl.col("first"),
        pl.col("of_key"),
        pl.col("of_key") + pl.col("first_of_key"),
    )
    fits = pl.any_horizontal(amount == each for each in sums_of) | pl.any_horizontal(
        whole == each for each in sums_of[:2]
    )
    # Another account's sum is not in the lines of these.
    apart = (pl.col("key") != "") & ~pl.col("same")
    carried = before & (fits | ~apart)
    return judged.with_columns(
        carried=carried.fill_null(value=False),
        differs=(before & ~fits & ~apart).fill_null(value=False),
    )


def resolved(doubts: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """Return the doubts of sheets without those about a time in which nothing can have been spent.

    Nothing was, where what was left is what had been received, or all that was ever promised, less
    what other sheets of the run list; or where the project had not begun.
    """
    asked = doubts.with_row_index("_at").filter(pl.col("about") == "before")
    if not asked.height:
        return doubts
    entries = tables["entries"]
    whose = entries.select("sheet_id", _code="project_code").drop_nulls().unique()
    pairs = asked.join(whose, on="sheet_id", how="left").with_columns(
        project_code=pl.coalesce("project_code", "_code")
    )
    pairs = pairs.join(
        tables["projects"].select(
            "project_code",
            "start_date",
            "fiscal_funds",
            promised=pl.col("fiscal_funds").fill_null(0) + pl.col("self_funds").fill_null(0),
        ),
        on="project_code",
        how="left",
    )
    pairs = pairs.join(_planned(tables), on="project_code", how="left")
    pairs = pairs.join(
        _till(pairs, entries, tables["receipts"]), on=("_at", "project_code"), how="left"
    )
    spent = pl.col("spent").fill_null(0)
    funds = ("fiscal_funds", "promised", "planned", "granted", "arrived", "all_granted", "booked")
    all_left = pl.any_horizontal(
        (pl.col(name) - spent == pl.col("_left")).fill_null(value=False) & (pl.col(name) != 0)
        for name in funds
    )
    # What was spent before stands beside what was left then.
    listed = entries.filter((pl.col("kind") == "opening") & (pl.col("amount") != 0))
    sure = pl.struct("sheet_id", "project_code").is_in(
        listed.select(pl.struct("sheet_id", "project_code"))[:, 0].implode()
    )
    fresh = (pl.col("start_date") >= pl.col("_day")).fill_null(value=False)
    after = (pl.col("_day") - pl.col("start_date")).dt.total_days() > _LATE_DAYS
    early = pl.col("_late").fill_null(value=False) & ~after.fill_null(value=False)
    nothing = ((all_left | sure) & pl.col("_left").is_not_null()) | fresh | early
    done = pairs.group_by("_at").agg(done=nothing.all()).filter("done")["_at"]
    return doubts.filter(~pl.int_range(pl.len(), dtype=pl.UInt32).is_in(done.implode()))


def _planned(tables: Tables) -> pl.DataFrame:
    sums = tables["budget"].group_by("project_code").agg(planned=pl.col("amount").sum())
    return sums.filter(pl.col("project_code").is_not_null())


def _till(pairs: pl.DataFrame, entries: pl.DataFrame, receipts: pl.DataFrame) -> pl.DataFrame:
    """Return what had been granted, booked and spent of each project till the day of a doubt."""
    wanted = pairs.select("_at", "project_code", "_day", "sheet_id")
    codes = wanted["project_code"].unique().implode()
    grants = receipts.filter(pl.col("project_code").is_in(codes)).select(
        "project_code",
        "amount",
        _when="date",
        grant=pl.col("kind").str.contains("拨付"),
        back=pl.col("kind").str.contains("退|转拨"),
    )
    in_time = (pl.col("_when") <= pl.col("_day")).fill_null(value=True)
    grant, back = pl.col("grant").fill_null(value=True), pl.col("back").fill_null(value=False)
    granted = (
        wanted.join(grants, on="project_code")
        .group_by("_at", "project_code")
        .agg(
            granted=pl.col("amount").filter(grant & in_time).sum(),
            arrived=pl.col("amount").filter(~back & in_time).sum(),
            all_granted=pl.col("amount").filter(grant).sum(),
        )
    )
    lines = (
        entries.filter(pl.col("kind").is_in(COUNTED) & pl.col("project_code").is_in(codes))
        .group_by("project_code", _sheet="sheet_id", _when="date", kind="kind")
        .agg(pl.col("amount").sum())
    )
    booked = (
        wanted.join(lines, on="project_code")
        .filter((pl.col("_sheet") != pl.col("sheet_id")) & (pl.col("_when") < pl.col("_day")))
        .group_by("_at", "project_code")
        .agg(
            spent=pl.col("amount").filter(pl.col("kind") != "receipt").sum(),
            booked=-pl.col("amount").filter(pl.col("kind") == "receipt").sum(),
        )
    )
    keys = ("_at", "project_code")
    told = wanted.select(keys).unique().join(granted, on=keys, how="left")
    return told.join(booked, on=keys, how="left")
