"""Hold the lines of a sheet against what the sheet says of itself: totals and running balance.

A total row says little about where its segment starts: since the last total, since the last one
of the same name, the month, the year, the top of the sheet. A total agrees when any of these
gives it; only one that none gives is a disagreement. A total may also stand above its lines, as
on the heading of a group. Where a rejected row lies above it, the answer is null: the missing
row may explain the difference.
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from itertools import product
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest import labels
from fundcheck.ingest.body import hidden_lines, item_column, within
from fundcheck.ingest.late import Run, tell_late
from fundcheck.receipts import SheetTotals
from fundcheck.tables import MONEY, STATED_TOTALS

if TYPE_CHECKING:
    from fundcheck.ingest.ledger import Ledgers

_LEAST_STEPS = 3  # fewer lines prove no pattern of a running balance
_LEAST_SHARE = 0.6  # and a pattern that most lines do not keep is none
# Blocks below each other: one account or project after the other, or from an opening to the next.
_BLOCKS = (
    *(("block",), ("block", "month"), ("block", "year")),
    *(("opened",), ("opened", "month"), ("opened", "year")),
    *(("whose",), ("whose", "month"), ("whose", "year")),
    *(("kept",), ("kept", "month"), ("kept", "year")),
)
_BALANCE_LABELS = r"余额|结存"


def reconcile(ledgers: Ledgers) -> tuple[pl.DataFrame, list[SheetTotals]]:
    """Return the stated totals and the control totals of each sheet.

    The stated totals have the columns of their table but id and file, and ``_part``.
    """
    found = [_stated_frame()]
    totalled = _sheets_with(ledgers, pl.col("kind") == "subtotal")
    if totalled.height:
        found += [_either(totalled, name, ledgers) for name in _summed(ledgers)]
    if "balance" in ledgers.figures.columns:
        found.append(_running_balance(_sheets_with(ledgers, pl.lit(value=True)), ledgers))
    stated = pl.concat(found)
    if stated.height:
        only = (
            ledgers.entries.group_by("_part")
            .agg(pl.col("project_code").drop_nulls().unique())
            .filter(pl.col("project_code").list.len() == 1)
            .with_columns(pl.col("project_code").list.first())
        )
        stated = (
            stated.drop("project_code")
            .join(only, on="_part", how="left", maintain_order="left")
            .sort("_part", "row", maintain_order=True)
            .select(stated.columns)
        )
    return stated, _control(ledgers, stated)


def _summed(ledgers: Ledgers) -> list[str]:
    """Return the columns that have plain sums: one amount with a direction has none."""
    directed = "_direction" in ledgers.stack.header.columns
    items = [item_column(index) for index in ledgers.stack.header.spread]
    return [
        name
        # What is said last of a row is said of the sheet: what was spent, not what came back.
        for name in (*items, "credit", "debit", "amount")
        if name in ledgers.figures.columns and not (name == "amount" and directed)
    ]


def _stated_frame() -> pl.DataFrame:
    schema = {column.name: column.type.dtype for column in STATED_TOTALS}
    return pl.DataFrame(schema={**schema, "row": pl.Int64, "_part": pl.Int64})


def _as_stated(frame: pl.DataFrame) -> pl.DataFrame:
    wanted = _stated_frame()
    return frame.with_columns(project_code=pl.lit(None, pl.String)).select(
        pl.col(name).cast(dtype) for name, dtype in wanted.schema.items()
    )


def _sheets_with(ledgers: Ledgers, wanted: pl.Expr) -> pl.DataFrame:
    """Return all rows of the sheets that have such a row, with their figures.

    Dates, keys and net amounts stand on the entry rows. Most sheets state nothing, and are left.
    """
    body = ledgers.body
    parts = body.filter(wanted)["_part"].unique().implode()
    names = [n for n in ("_line", "_part", "row", "kind", "label", "_direction") if n in body]
    keys = ledgers.entries.select(
        "_line", "_dropped", "date", "project_code", "account_code", net="amount"
    )
    parted = len(ledgers.told.notes)
    return (
        body.with_columns(block=_blocks(body, parted))
        .select(*names, "block")
        .join(ledgers.figures, on="_line", how="left", maintain_order="left", validate="1:1")
        .filter(pl.col("_part").is_in(parts))
        .join(keys, on="_line", how="left", maintain_order="left")
        .with_columns(
            entry=pl.col("kind") == "entry",
            rejects=within((pl.col("kind") == "rejected").cum_sum(), parts=parted),
            opened=_is_opening().cum_sum(),
            totalled=(pl.col("kind") == "subtotal").cum_sum(),
            month=pl.col("date").dt.strftime("%Y-%m").forward_fill().rle_id(),
            year=pl.col("date").dt.year().forward_fill().rle_id(),
            whose=pl.col("project_code").forward_fill().rle_id(),
            kept=pl.col("account_code").forward_fill().rle_id(),
        )
        # The first month of the year on the sheet: 本年累计 of one that begins later began before.
        .with_columns(begins=within(pl.col("date").dt.month().min(), "year", parts=parted))
    )


def _is_opening() -> pl.Expr:
    named = pl.col("label").str.contains(labels.OPENING).fill_null(value=False)
    return named | (pl.col("kind") == "opening")


_BLOCK_KEYS = (
    *("project_code", "project_name", "_project", "_aux", "account_code", "account_name"),
    *("_account", "cost_item"),
)


def _blocks(body: pl.DataFrame, parts: int) -> pl.Expr:
    """Return which block each row is of, where totals say of which project or account they are.

    A listing of one account after the other repeats on each total whose it is.
    """
    total = pl.col("kind") == "subtotal"
    names = [name for name in _BLOCK_KEYS if name in body.columns]
    own = body.filter(total).select(
        (labels.bare(pl.col(name)) != pl.col("label")).any().alias(name) for name in names
    )
    keys = [name for name in names if own.height and own[name][0]]
    if not keys:
        return pl.lit(0)
    return pl.struct(within(pl.col(key).forward_fill(), parts=parts) for key in keys).rle_id()


def _either(frame: pl.DataFrame, name: str, ledgers: Ledgers) -> pl.DataFrame:
    """Return each stated total of one column, with void, refused and filtered lines or without.

    A sum under a filter (SUBTOTAL) is of the rows that are shown.
    """
    best = _totals(frame, name, ledgers)
    hidden = hidden_lines(ledgers.stack)
    for left_out in (pl.col("_dropped"), pl.col("_line").is_in(hidden)):
        entry = pl.col("entry") & ~left_out.fill_null(value=False)
        kept = frame.with_columns(entry=entry)
        if kept["entry"].sum() == frame["entry"].sum():
            continue
        without = _totals(kept, name, ledgers)
        open_ = best.filter(~pl.col("agrees").fill_null(value=False))
        better = without.filter("agrees").join(open_, on=["_part", "row"], how="semi")
        rest = best.join(better, on=["_part", "row"], how="anti")
        best = pl.concat([rest, better]).sort("_part", "row")
    return best


def _totals(frame: pl.DataFrame, name: str, ledgers: Ledgers) -> pl.DataFrame:
    """Return each stated total of one column against the sums that it may mean."""
    header, parts = ledgers.stack.header, len(ledgers.told.notes)
    texts = {item_column(index): header.texts[index] for index in header.spread}
    texts |= {column: header.texts[index] for column, index in header.columns.items()}
    text = texts.get(name, "各列合计")
    # A sheet that is one block throughout has no more sums than the sheet, its years and months.
    blocks = [keys for keys in _BLOCKS if frame[keys[0]].n_unique() > 1]
    value = pl.when("entry").then(pl.col(name).fill_null(0)).otherwise(pl.lit(0, MONEY))
    opening_row = _is_opening()
    opening = pl.when(opening_row).then(pl.col(name).fill_null(0)).otherwise(pl.lit(0, MONEY))
    # What is carried over or left is no sum of the lines.
    other = pl.col("label").str.contains(f"{labels.CARRIED}|{labels.LEFT}")
    skipped = opening_row | other.fill_null(value=False)
    summed = frame.with_columns(
        sum=within(value.cum_sum(), parts=parts),
        opening=within(opening.cum_sum(), parts=parts),
        opens=within(opening_row.any(), parts=parts),
        whole=within(value.sum(), parts=parts),
    ).with_columns(
        before=pl.col("sum") - value,
        total=(pl.col("kind") == "subtotal") & pl.col(name).is_not_null() & ~skipped,
    )
    summed = summed.with_columns(
        of_month=pl.col("sum") - within(pl.col("before").first(), "month", parts=parts),
        of_year=pl.col("sum") - within(pl.col("before").first(), "year", parts=parts),
        **{
            "_".join(("of", *keys)): pl.col("sum")
            - within(pl.col("before").first(), *keys, parts=parts)
            for keys in blocks
        },
    ).filter("total")
    before = pl.col("sum").shift(1)
    last, last_same = within(before, parts=parts), within(before, "label", parts=parts)
    summed = summed.with_columns(
        since_last=pl.col("sum") - last.fill_null(0),
        since_same=pl.col("sum") - last_same.fill_null(0),
        with_opening=pl.col("sum") + pl.col("opening"),
    )
    summed = _of_below(summed, name)
    periods = ["of_year", "of_month", "since_last", "since_same"]
    of_blocks = ["_".join(("of", *keys)) for keys in blocks]
    meanings = ["sum", "with_opening", *periods, *of_blocks, "of_below"]
    stated = pl.col(name)
    agrees = reduce(or_, (stated == pl.col(meaning) for meaning in meanings))
    found = _from_before(
        summed.with_columns(column=pl.lit(text), stated=stated, agrees=agrees), parts
    )
    same = found.filter("agrees").with_columns(computed="stated")
    # The meaning that comes nearest explains a difference best.
    nearest = (
        pl.concat_list(
            pl.struct((stated - pl.col(meaning)).abs().alias("off"), pl.col(meaning).alias("sum"))
            for meaning in meanings
        )
        .list.eval(pl.element().sort_by(pl.element().struct.field("off")).first())
        .list.first()
        .struct.field("sum")
    )
    differing = found.filter(
        ~pl.col("agrees") & ~pl.col("label").str.contains(labels.NOT_OF_LINES)
    ).with_columns(
        computed=nearest,
        agrees=pl.when(pl.col("rejects") == 0).then(
            pl.when("unknown").then(None).otherwise(statement=False)
        ),
    )
    return pl.concat([_as_stated(same), _as_stated(differing)])


def _from_before(totals: pl.DataFrame, parts: int) -> pl.DataFrame:
    """Return the totals with ``agrees`` of those that go on from what stood before the sheet.

    A sheet of June says what the year came to since January: what it had come to before is known
    from the first such row, and the next must go on from there by the lines between. ``unknown``:
    the first ones themselves, which nothing on the sheet can prove or disprove where it shows no
    opening.
    """
    block = [name for name in ("block", "whose", "kept") if totals[name].n_unique() > 1]
    least = pl.min_horizontal(
        "of_year", *(n for n in totals.columns if n.startswith("of_") and n.endswith("_year"))
    )
    since = pl.col("label").str.contains(labels.CUMULATIVE) & (pl.col("begins") > 1)
    since = since.fill_null(value=False)
    before = pl.when(since).then(pl.col("stated") - pl.col("sum"))
    first = within(before.drop_nulls().first(), "year", *block, parts=parts)
    is_first = since & (within(since.cum_sum(), "year", *block, parts=parts) == 1)
    goes_on = (since & ~is_first & (before == first)).fill_null(value=False)
    return totals.with_columns(
        agrees=pl.col("agrees") | goes_on,
        unknown=is_first & (pl.col("stated") > least) & ~pl.col("opens"),
    )


def _of_below(totals: pl.DataFrame, name: str) -> pl.DataFrame:
    """Add the sum of the lines below each total down to a later one, or the end, that it states.

    Where it states none of these the column repeats the sum of the lines above.
    """
    ends = pl.concat([totals.select("_part", "sum"), totals.select("_part", sum="whole")]).unique()
    end = pl.col("sum") + pl.col(name)
    below = totals.with_columns(_end=end).join(
        ends.select("_part", _end="sum"), on=["_part", "_end"], how="semi"
    )
    heads = below.filter(pl.col(name) != 0)["_line"].implode()
    stated = pl.when(pl.col("_line").is_in(heads)).then(name).otherwise("sum")
    return totals.with_columns(of_below=stated)


def _running_balance(frame: pl.DataFrame, ledgers: Ledgers) -> pl.DataFrame:
    """Return where the running balance breaks, or one row a sheet that says that it holds.

    Whether spending raises or lowers the balance, whether the newest line stands first, and whether
    it runs through the sheet, by project, by account or from an opening or a total to the next, is
    what most lines of a sheet say; where no reading fits most lines the column is no running
    balance and nothing is said.
    """
    opening = _is_opening()
    lines = frame.filter((pl.col("entry") | opening) & pl.col("balance").is_not_null())
    signed = pl.col("balance")
    if "_direction" in frame.columns and "debit" in ledgers.figures.columns:
        on_credit = pl.col("_direction").str.contains("贷").fill_null(value=False)
        signed = pl.when(on_credit).then(-signed).otherwise(signed)
    lines = lines.with_columns(
        step=pl.when("entry").then("net").otherwise(pl.lit(0, MONEY)), signed=signed
    )
    best: dict[int, Run] = {}
    runs: list[list[str]] = [[], ["project_code"], ["account_code"]]
    starts = ("block", "opened", "totalled")
    runs += [[name] for name in starts if lines[name].n_unique() > 1]
    parts = lines["_part"].n_unique()
    orders = [lines, lines.reverse()] if _newest_first(lines) else [lines]
    for ordered, balance, sign, keys in product(orders, ("balance", "signed"), (-1, 1), runs):
        steps = _steps(ordered, balance, sign, ["_part", *keys])
        for part, share in _shares(steps):
            if share > (best[part].share if part in best else _LEAST_SHARE):
                best[part] = Run(share, steps, sign > 0, tuple(keys))
        if len(best) == parts and all(run.share == 1 for run in best.values()):
            break
    if not best:
        return _stated_frame()
    tell_late(best, ledgers.told)
    header = ledgers.stack.header
    return _as_stated(
        pl.concat(_breaks(run.steps.filter(_part=part)) for part, run in best.items()).select(
            "row",
            "_part",
            label=pl.lit("余额"),
            column=pl.lit(header.texts[header.columns["balance"]]),
            stated="shown",
            computed="expected",
            agrees="holds",
        )
    )


def _newest_first(lines: pl.DataFrame) -> bool:
    """Whether the lines of any sheet go back in time."""
    days = pl.col("date").drop_nulls()
    ends = lines.group_by("_part").agg(first=days.first(), last=days.last())
    return bool((ends["first"] > ends["last"]).any())


def _shares(steps: pl.DataFrame) -> list[tuple[int, float]]:
    """Return how many of the steps hold, for each sheet with enough of them."""
    known = steps.filter(pl.col("holds").is_not_null())
    shares = known.group_by("_part").agg(pl.col("holds").mean(), pl.len())
    enough = shares.filter(pl.col("len") >= _LEAST_STEPS)
    return list(enough.select("_part", "holds").iter_rows())


def _breaks(steps: pl.DataFrame) -> pl.DataFrame:
    breaks = steps.filter(~pl.col("holds") & ~pl.col("follows"))
    return breaks if breaks.height else steps.filter("holds").tail(1)


def _steps(lines: pl.DataFrame, balance: str, sign: int, keys: list[str]) -> pl.DataFrame:
    """Return for each line whether its balance follows from the line before it.

    follows: a break that only mirrors the one before (a single wrong balance breaks twice).
    """

    def before(column: str, places: int = 1) -> pl.Expr:
        return pl.col(column).shift(places).over(keys)

    step = pl.col("step") * sign
    stepped = lines.with_columns(shown=pl.col(balance), move=step)
    expected = before("shown") + pl.col("move")
    gap = before("rejects") != pl.col("rejects")
    over_one = before("shown", 2) + before("move") + pl.col("move")
    return stepped.with_columns(
        expected=expected,
        holds=pl.when(~gap).then(pl.col("shown") == expected),
        follows=(pl.col("shown") == over_one).fill_null(value=False),
    )


def _control(ledgers: Ledgers, stated: pl.DataFrame) -> list[SheetTotals]:
    sums = ledgers.entries.group_by("_part").agg(
        pl.col("debit").fill_null(0).sum(), pl.col("credit").fill_null(0).sum()
    )
    spent = {part: (debit, credit) for part, debit, credit in sums.iter_rows()}
    totals = stated.filter(~pl.col("label").str.contains(_BALANCE_LABELS))
    last = dict(totals.select("_part", "stated").iter_rows())
    answers: dict[int, list[bool | None]] = {}
    for part, answer in stated.select("_part", "agrees").iter_rows():
        answers.setdefault(part, []).append(answer)
    nothing = Decimal("0.00")
    return [
        SheetTotals(
            *spent.get(part, (nothing, nothing)), last.get(part), _verdict(answers.get(part, []))
        )
        for part in range(len(ledgers.told.notes))
    ]


def _verdict(answers: list[bool | None]) -> bool | None:
    """Return whether the totals agree, those that say so or not; None where none does."""
    if False in answers:
        return False
    return True if any(answers) else None
