"""The day of each line: a whole date, or the month and day of a year that the sheet tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest.body import within
from fundcheck.ingest.cells import calendar_day, parse
from fundcheck.ingest.losses import by_part, listed
from fundcheck.ingest.project_of import PROJECT_CELLS
from fundcheck.ingest.years import year_of
from fundcheck.tables import Type

if TYPE_CHECKING:
    from fundcheck.ingest.body import Part
    from fundcheck.ingest.header import Header

_MONTH_OF = re.compile(r"(?:^|年\s*|[-./])(0?[1-9]|1[0-2])\s*月(?!\s*[\d至到—~-])")
_TITLE_DAY = re.compile(
    r"(?:^|\s|咨询|发放|评审|支付|付款|会议|领取|报销)(?:日期|时间)\s*[:：]\s*"
    r"(\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}日?)(?:\s*[至到~—-]+\s*\1)?(?:$|[\s,，;；。(（])"
)
_MONTH = r"^(?:19|20)\d{2}(?:[-./年]?(?:0?[1-9]|1[0-2])月?)$"
_SPAN = (
    r"^\d[-\d./年月日]*\s*(?:至|到|~|～|—)+\s*\d[-\d./年月日]*$|"
    r"^\d+[./年月][\d./年月日]*\s*-+\s*\d[\d./年月日]*$"
)
_HALF_YEAR = 183  # days
_LEAST_DAYS = 3  # fewer prove no custom of writing a day once
_LEAST_RUNS = 2  # of blanks below a day, without vouchers
_LEAST_SHARE = 4  # of that many lines one at least is blank
_HEADING = r"^[(（]?[一二三四五六七八九十]+[)）、.．]|费(?:用?[小合][计計]|用)?$|项目|课题"
_MONTH_AND_DAY = r"^(\d{1,2})[-./月](\d{1,2})[日号]?$"
_DAY = r"^(\d{1,2})[日号]?$"


class When(NamedTuple):
    """What a sheet says of its days beside them: its year, its month or day where no line does.

    from_1904: whether bare serial days are counted from 1904.
    """

    year: int | None = None
    month: int | None = None
    day: str | None = None
    from_1904: bool = False

    @classmethod
    def of(cls, part: Part, titles: list[list[str]], stem: str, year: int | None) -> When:
        """Return what header, titles, sheet and file name say; year: what the user says."""
        grid, header = part
        said = [*(cell for row in titles for cell in row), grid.name]
        found = year or header.year or year_of((*said, stem))
        if not {"_day", "date"} & header.columns.keys():
            days = {match[1] for text in said if (match := _TITLE_DAY.search(text))}
            day = days.pop() if len(days) == 1 else None
            return cls(found, None, day, from_1904=grid.from_1904)
        if "_month" in header.columns:
            return cls(found, from_1904=grid.from_1904)
        months = {int(match[1]) for text in said for match in _MONTH_OF.finditer(text)}
        # A sheet that names two months is of neither.
        month = months.pop() if len(months) == 1 else None
        return cls(found, month, from_1904=grid.from_1904)


def months_down(lines: pl.DataFrame, parts: int) -> pl.DataFrame:
    """Give lines with a day and no month, or no year, the one that stands above them."""
    day = next((name for name in ("date", "_day") if name in lines.columns), None)
    names = [name for name in ("_year", "_month") if name in lines.columns]
    if day is None or not names:
        return lines
    return lines.with_columns(
        pl.when(pl.col(day).is_not_null())
        .then(within(pl.col(name).forward_fill(), parts=parts))
        .otherwise(name)
        .alias(name)
        for name in names
    )


def days_down(lines: pl.DataFrame, notes: list[list[str]]) -> pl.DataFrame:
    """Give lines without a day the one that stands above them, where days are written once.

    With vouchers only where no day of the sheet stands twice in a row and the numbers of all such
    vouchers go on from those above; without them only where that is the custom of the sheet:
    elsewhere a day that is blank was left out. Told in the notes.
    """
    if "date" not in lines.columns or not lines["date"].null_count():
        return lines
    kept = "voucher_no" in lines.columns
    once = _once_by_number(lines, len(notes)) if kept else _once_by_custom(lines)
    if not once.len():
        return lines
    here = pl.col("_part").is_in(once.implode())
    if kept:
        here &= pl.col("voucher_no").is_not_null()
    why = "凭证号接着上一行" if kept else "这张表同一天只在第一行写日期"
    for part, numbers in by_part(lines.filter(here & pl.col("date").is_null())):
        notes[part].append(f"第 {listed(numbers)}没有写日期，{why}，按与上一行同一天读取，请核对。")
    above = within(pl.col("date").forward_fill(), parts=len(notes))
    return lines.with_columns(date=pl.when(here).then(above).otherwise("date"))


def _once_by_number(lines: pl.DataFrame, parts: int) -> pl.Series:
    """Return the sheets that write a day on the first of its vouchers, whose numbers go on."""
    number = pl.col("voucher_no").str.extract(r"(\d+)\D*$").cast(pl.Int64, strict=False)
    vouchers = lines.filter(pl.col("voucher_no").is_not_null()).select(
        "_part",
        day="date",
        again=within(pl.col("date") == pl.col("date").shift(1), parts=parts),
        further=within(number > number.shift(1), parts=parts),
    )
    blank = pl.col("day").is_null()
    told = vouchers.group_by("_part", maintain_order=True).agg(
        once=~pl.col("again").any()
        & blank.any()
        & (pl.col("day").count() >= _LEAST_DAYS)
        & pl.col("further").filter(blank).fill_null(value=False).all()
    )
    return told.filter("once")["_part"]


def _once_by_custom(lines: pl.DataFrame) -> pl.Series:
    """Return the sheets without vouchers that write each day once, above the others of that day.

    No day stands twice, and blanks follow several of them: one that was forgotten, or a tail of
    lines that are not paid yet, is no custom.
    """
    day = pl.col("date")
    runs = (day.is_null() & day.shift(1).is_not_null()).sum()
    told = lines.group_by("_part", maintain_order=True).agg(
        once=day.first().is_not_null()
        & (day.drop_nulls().n_unique() == day.count())
        & (day.count() >= _LEAST_DAYS)
        & (runs >= _LEAST_RUNS)
        & (day.null_count() * _LEAST_SHARE >= day.len())
    )
    return told.filter("once")["_part"]


def dates(lines: pl.DataFrame, when: When) -> pl.Series:
    """Return the posting date of each line: a whole date, or month and day with a known year."""
    year, known = (pl.lit(str(n) if n else None, pl.String) for n in when[:2])
    if "_year" in lines.columns:
        year = pl.coalesce(pl.col("_year").str.extract(r"(\d{4})"), year)
    if "_month" in lines.columns:
        known = pl.coalesce(pl.col("_month").str.extract(r"^(\d{1,2})"), known)
    if "date" in lines.columns:
        whole = parse(lines["date"], Type.DATE, from_1904=when.from_1904)
        if not whole.null_count():
            return whole
        groups = pl.col("date").str.extract_groups(_MONTH_AND_DAY)
        short = calendar_day(year, groups.struct.field("1"), groups.struct.field("2"))
        day = calendar_day(year, known, pl.col("date").str.extract(_DAY))
        return lines.select(pl.coalesce(whole, short, day).alias("date")).to_series()
    if "_day" not in lines.columns:
        return parse(pl.Series("date", [when.day] * lines.height, pl.String), Type.DATE)
    day = pl.col("_day").str.extract(r"^(\d{1,2})")
    return lines.select(calendar_day(year, known, day).alias("date")).to_series()


def bad_dates(
    lines: pl.DataFrame,
    date: pl.Series,
    when: When,
    losses: list[list[str]],
    body: pl.DataFrame,
) -> pl.DataFrame:
    """Return line of the stack and reason for every line with a date that is none.

    body: all rows of the sheets with their kind.
    A month alone, or a time from day to day, is no fault of the line: it is taken without a date,
    and that is told.
    """
    name = next((n for n in ("date", "_day") if n in lines.columns), None)
    _note_new_year(lines, date, losses, body)
    if name is None and "_month" in lines.columns:
        for part, _ in by_part(lines.filter(pl.col("_month").is_not_null())):
            losses[part].append("表中只有月份，没有日期，各行按没有日期处理。")
    if name is None or lines[name].null_count() == date.null_count():
        return pl.DataFrame(schema={"_line": pl.Int64, "why": pl.String})
    bad = lines.filter(lines[name].is_not_null() & date.is_null())
    month_only = pl.col(name).str.contains(_MONTH)
    span = pl.col(name).str.contains(_SPAN)
    for part, numbers in by_part(bad.filter(month_only)):
        losses[part].append(f"第 {listed(numbers)}的日期只有年月，按没有日期处理。")
    for part, numbers in by_part(bad.filter(span)):
        losses[part].append(f"第 {listed(numbers)}的日期是一段时间，按没有日期处理。")
    short = pl.col(name).str.contains(_DAY if name == "_day" else _MONTH_AND_DAY)
    of_year = pl.col("_year").is_not_null() if "_year" in bad.columns else pl.lit(value=False)
    yearless = short & ~of_year & pl.lit(value=when.year is None)
    for part, numbers in by_part(bad.filter(yearless)):
        losses[part].append(
            f"第 {listed(numbers)}的日期没有年份，表名、标题和文件名里也没有写明，按没有日期处理；"
            "请在 fundcheck.toml 中写明 year。"
        )
    wrong = bad.filter(~month_only & ~span & ~yearless)
    return wrong.select("_line", why=pl.format("日期「{}」不是日期", name))


def note_when(
    lines: pl.DataFrame, when: When, header: Header, notes: list[list[str]], *, by_slip: bool
) -> None:
    """Say of which day or year lines are that have none of their own, where titles tell it.

    by_slip: whether each slip of the sheet has its own day, above its lines.
    """
    if when.day and not by_slip:
        for some in notes:
            some.append(f"表中没有日期列，各行的日期「{when.day}」取自表头上方的标题行。")
    if when.year is None or header.year or "_year" in lines.columns:
        return
    name = next((name for name in ("_day", "date") if name in lines.columns), None)
    if name is None:
        return
    for part, _ in by_part(lines.filter(pl.col(name).str.contains(f"{_MONTH_AND_DAY}|{_DAY}"))):
        notes[part].append(f"日期没有年份，按 {when.year} 年读取。")


def _note_new_year(
    lines: pl.DataFrame, date: pl.Series, losses: list[list[str]], body: pl.DataFrame
) -> None:
    """Ask where days without a year go from the end of a year back to its beginning."""
    if "date" not in lines.columns or "_year" in lines.columns:
        return
    short = lines.select("_part", "row", short=pl.col("date").str.contains(_MONTH_AND_DAY))
    if not short["short"].any():
        return
    # Where the lines stand project by project or under headings, each begins with days of its own.
    whose = [name for name in sorted(PROJECT_CELLS) if name in lines.columns]
    aside = pl.col("kind").is_in(["title", "subtotal"]) & pl.col("_first").str.contains(_HEADING)
    headings = body.filter(aside)["_line"]
    short = short.with_columns(lines[name].fill_null(strategy="forward") for name in whose)
    short = short.with_columns(_under=headings.search_sorted(lines["_line"]))
    back = pl.col("day").diff().over("_part", "_under", *whose) < pl.duration(days=-_HALF_YEAR)
    turned = short.with_columns(day=date).filter(pl.col("short")).filter(back)
    for part, numbers in by_part(turned):
        losses[part].append(
            f"第 {listed(numbers)}的日期没有年份，却比上一行早半年以上，可能已到下一年；"
            "都按同一年读取，请补上年份。"
        )
