"""Cell text to values, a whole column at a time: money, numbers, dates, codes, yes and no.

Every parser returns null for what it does not understand and never guesses; the caller compares
with the text and reports what was lost. All work on columns that ``clean`` has been over.
"""

from __future__ import annotations

import polars as pl

from fundcheck.ingest.numerals import quantity
from fundcheck.ingest.units import YUAN
from fundcheck.tables import MONEY, Type

_FULL_WIDTH = "０１２３４５６７８９．，－−﹣＋（）：／￥＄　％"
_HALF_WIDTH = "0123456789.,---+():/¥$ %"
_MANY = r"(百万|[百千万亿])?元整?$|([百千万亿])$"
_TENTHS = (r"(\d)\s*[元圆块]\s*(\d)角(?:(\d)分)?整?$", "${1}.${2}${3}元")  # 86元5角
_HUNDREDTHS = (r"(\d)\s*[元圆块]零?(\d)分整?$", "${1}.0${2}元")
# A comma or a blank within a number parts thousands: 1,234,567.80, and nothing else.
PARTS = r",|\d\s+\d"
"""What a number has that parts its figures."""
_PARTED = r"^\D*\d{1,3}(?:(?:,\s?|\s)\d{3})+(?:\.\d*)?[^\d,]*$"
_SIDE = r"^(\d[\d,.]*)\s*(?:(?i:[dc]r)\.?|[借贷])$"
_FINE = pl.Decimal(38, 9)
_BLANKS = " \t\r\n\x0b\x0c\u00a0\u3000\u200b\ufeff\x00"
_DASH = r"^[-—–─－/]+$"  # a dash of any kind in an amount cell means nothing spent

# Serial days of the 1900 system that fall between 1990 and 2099: others are no dates.
_FIRST_SERIAL, _LAST_SERIAL = 32874, 73050
_LATER_EPOCH = 1462  # days from the beginning of the 1900 system to that of the 1904 system
_MONTHS = {
    name: str(number)
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTH_NAME = f"(?i:{'|'.join(_MONTHS)})"
# 31.03.2024, as SAP writes a day, and 03/31/2024 or 31/03/2024.
_DAY_FIRST = r"^(\d{1,2})([./])(\d{1,2})[./](\d{4})$"
_MONTHS_OF_YEAR = 12
# Oracle's days in Chinese: 08-1月 -24 and 08-十二月-2024.
_ORACLE_DAY = r"^(\d{1,2})-(\d{1,2}|[一二三四五六七八九十]{1,2})月\s*-\s*(\d{2}|\d{4})$"
NUMERALS = {
    name: str(number) for number, name in enumerate((*"一二三四五六七八九十", "十一", "十二"), 1)
}
"""Months as Chinese numerals -> as figures."""
# A weekday or the half of a day, or a full stop, says nothing more of the day.
_BEHIND_DAY = (
    r"\s*[(（]?(?:(?:周|星期)[一二三四五六日天]|[上下]午)[)）]?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?$|[.。]$"
    r"|\s+\d{1,2}:\d{2}(?::\d{2})?\s*(?i:[ap]\.?m\.?)$"
)
_EPOCH = pl.date(1899, 12, 30)
_YEARS = (1990, 2099)


def cleaned(cells: pl.DataFrame) -> pl.DataFrame:
    """Return texts without surrounding blanks of any width; a blank becomes null."""
    bare = cells.select(pl.all().str.strip_chars(_BLANKS))
    has_blank = bare.select((pl.all().str.len_bytes() == 0).any()).row(0)
    blank = [name for name, has in zip(bare.columns, has_blank, strict=True) if has]
    return bare.with_columns(pl.when(pl.col(name) != "").then(name).alias(name) for name in blank)


def narrow(text: pl.Expr) -> pl.Expr:
    """Return the text with figures and their signs in half width."""
    return text.str.replace_many(list(_FULL_WIDTH), list(_HALF_WIDTH))


def _figure(text: pl.Expr) -> pl.Expr:
    """Return the figure in a text as a decimal with nine places, or null.

    Accepts 1,234.00 · ￥1,234 · (1,234.00) as negative · 1234- · +5 · 1 234.50 · 12.00元 ·
    1,200.- · -- as 0. A comma that parts no thousands may be a decimal point: 81,50 is null.
    """
    plain = narrow(text)
    bare = plain.str.replace_all(r"[\s,¥]|元$|人民币|RMB|CNY", "")
    bare = bare.str.replace(r"\.[-—–]+$", "")  # 1,200.- has no cents, and no sign
    negative = bare.str.contains(r"^\(.*\)$|^[^-]+-$")
    digits = bare.str.replace_all(r"^[(+]|[)-]$", "")
    parted = plain.str.contains(PARTS) & ~plain.str.contains(_PARTED)
    shaped = digits.str.contains(r"^-?(?:\d+\.?\d*|\.\d+)$") & ~parted
    figure = pl.when(shaped).then(digits).cast(_FINE, strict=False)
    return (
        pl.when(text.str.contains(_DASH))
        .then(pl.lit(0, _FINE))
        .when(negative)
        .then(-figure)
        .otherwise(figure)
    )


def by_side(text: pl.Series) -> pl.Series:
    """Return amounts with the side written behind them (300.00CR, 1,200 借) as signed ones."""
    if not text.str.contains(_SIDE).any():
        return text
    bare = text.str.replace(_SIDE, "$1")
    credit = text.str.contains(r"(?i:cr)\.?$|贷$")
    return pl.select(pl.when(credit).then("-" + bare).otherwise(bare).alias(text.name)).to_series()


def money(text: pl.Expr, unit: int = 1) -> pl.Expr:
    """Yuan with two places; unit is what one of the cell's numbers is worth in yuan (万元: 10000).

    A binary number read as text carries noise far behind the point (123456789.120000005): the
    exact decimal is rounded once, half away from zero, and no sum of floats is ever formed. A
    unit in the cell itself (12.5万元) goes before the column's.
    """
    text = text.str.replace(*_TENTHS).str.replace(*_HUNDREDTHS)
    many = text.str.extract_groups(_MANY)
    said = pl.concat_str(
        pl.coalesce(many.struct.field("1"), many.struct.field("2"), pl.lit("")), pl.lit("元")
    )
    worth = (
        pl.when(text.str.contains(_MANY))
        .then(said.replace_strict(YUAN, default=None, return_dtype=pl.Int64))
        .otherwise(unit)
    )
    figure = _figure(text.str.replace(_MANY, "")) * worth
    return figure.round(2, mode="half_away_from_zero").cast(MONEY)


def number(text: pl.Expr) -> pl.Expr:
    """Return a quantity with four places; a trailing unit word (3台, 4小时) is allowed."""
    bare = text.str.replace(r"(?:小时|个|台|套|天|日|张|份|次|h|H)$", "")
    return _figure(bare).round(4, mode="half_away_from_zero").cast(pl.Decimal(38, 4))


def day(text: pl.Expr, *, from_1904: bool = False) -> pl.Expr:
    """Return a date from 2023-01-31 and the other ways in which ledgers write a day.

    2023.1.31, 2023/1/31, 2023年1月31日, 20230131, 45356 (a serial day, in a workbook of old Macs
    one counted from 1904) and 24/3/5. A time behind it is dropped. A date that the calendar does
    not have (2023-02-30), a year outside 1990 to 2099 and a day without a year are null.
    """
    plain = narrow(text)
    parts = plain.str.extract_groups(
        r"^(?:(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?"
        r"|(\d{4})(\d{2})(\d{2}))(?:[T\s]+\d{1,2}:\d{2}.*)?$"
    )
    short = plain.str.extract_groups(r"^(\d{2})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?$")
    year = pl.coalesce(
        parts.struct.field("1"), parts.struct.field("4"), "20" + short.struct.field("1")
    )
    month = pl.coalesce(parts.struct.field("2"), parts.struct.field("5"), short.struct.field("2"))
    date = pl.coalesce(parts.struct.field("3"), parts.struct.field("6"), short.struct.field("3"))
    serial = (
        pl.when(plain.str.contains(r"^\d{5}(?:\.\d+)?$"))
        .then(plain.str.extract(r"^(\d{5})"))
        .cast(pl.Int32, strict=False)
    ) + (_LATER_EPOCH if from_1904 else 0)
    from_serial = pl.when(serial.is_between(_FIRST_SERIAL, _LAST_SERIAL)).then(
        _EPOCH + pl.duration(days=serial)
    )
    written = calendar_day(year, month, date)
    return pl.coalesce(written, from_serial.cast(pl.Date))


def calendar_day(year: pl.Expr, month: pl.Expr, date: pl.Expr) -> pl.Expr:
    """Return the date of three text columns, null where there is no such day."""
    iso = pl.concat_str(year, month.str.zfill(2), date.str.zfill(2), separator="-")
    parsed = iso.str.to_date("%Y-%m-%d", strict=False)
    return pl.when(parsed.dt.year().is_between(*_YEARS)).then(parsed)


def yes_no(text: pl.Expr) -> pl.Expr:
    """Return True for 是/有/已…, False for 否/无/未…, null for anything else."""
    return (
        pl.when(text.str.contains(r"^(?:是|有|已.*|√|✓|Y|y|Yes|YES|TRUE|true|1)$"))
        .then(statement=True)
        .when(text.str.contains(r"^(?:否|无|未.*|没有|×|N|n|No|NO|FALSE|false|0)$"))
        .then(statement=False)
    )


def code(text: pl.Series) -> pl.Series:
    """Text of a code: no blanks inside, no '.0' that a number cell left behind."""
    if not text.str.contains(r"[\s０-９．－]|\.0+$").any():
        return text
    bare = narrow(pl.col("text")).str.replace_all(r"\s", "").str.replace(r"^(\d+)\.0+$", "$1")
    return text.to_frame("text").select(bare).to_series().alias(text.name)


def sub_cent(text: pl.Series, unit: int = 1) -> pl.Series:
    """Whether an amount has digits behind the cent that are no noise of binary numbers.

    unit: what one is worth in yuan, a power of ten: 0.0012 万元 are 12 yuan, and no more.
    """
    places = 2 + len(str(unit)) - 1
    tail = text.str.extract(rf"\.\d{{{places}}}(\d+)")
    noise = tail.str.contains(r"^(?:0+$|0{3}|9{3})")
    return tail.is_not_null() & ~noise


def parse(text: pl.Series, kind: Type, unit: int = 1, *, from_1904: bool = False) -> pl.Series:
    """Return the column in its type's dtype; null where the text does not fit.

    unit: yuan that one of its numbers is worth; from_1904: whether bare serial days are counted
    from 1904.
    """
    if kind is Type.TEXT:
        return text
    if kind is Type.MONEY:
        return _parse_money(text, unit)
    if not text.len():  # polars maps nothing to nothing, and leaves it text
        return text.cast(kind.dtype)
    # Days and quantities repeat: a ledger of 200,000 lines has some hundred different ones.
    different = text.unique()
    if kind is Type.DATE:
        return _parse_days(text, different, from_1904=from_1904)
    parser = {Type.NUMBER: number, Type.BOOLEAN: yes_no}[kind]
    values = different.to_frame("text").select(parser(pl.col("text"))).to_series()
    if kind is Type.NUMBER and values.null_count() > different.null_count():
        odd = different.filter(values.is_null()).drop_nulls()
        said = pl.Series(map(quantity, odd), dtype=kind.dtype)
        values = values.fill_null(different.replace_strict(odd, said, default=None))
    return text.replace_strict(different, values, return_dtype=kind.dtype)


def _parse_days(text: pl.Series, different: pl.Series, *, from_1904: bool) -> pl.Series:
    plain = different.to_frame("text")
    if different.str.contains(_BEHIND_DAY).any():
        plain = plain.select(pl.col("text").str.replace(_BEHIND_DAY, ""))
    if different.str.contains(_MONTH_NAME).any():
        plain = plain.select(_in_figures(pl.col("text")).alias("text"))
    if different.str.contains(_DAY_FIRST).any():
        plain = plain.select(_year_first(pl.col("text")).alias("text"))
    if different.str.contains(_ORACLE_DAY).any():
        plain = plain.select(_of_oracle(pl.col("text")).alias("text"))
    values = plain.select(day(pl.col("text"), from_1904=from_1904)).to_series()
    return text.replace_strict(different, values, return_dtype=pl.Date)


def _year_first(text: pl.Expr) -> pl.Expr:
    """Return 31.03.2024 and 31/03/2024 or 03/31/2024 with the year in front, others as they are.

    Behind strokes either may be the month: a day beyond the 12th, on any line, says which; where
    none does they are left, and are no dates.
    """
    parts = text.str.extract_groups(_DAY_FIRST)
    first, second = (parts.struct.field(str(field)).cast(pl.Int32) for field in (1, 3))
    dotted = parts.struct.field("2") == "."
    day_first = dotted | (first.max() > _MONTHS_OF_YEAR)
    month_first = ~dotted & (second.max() > _MONTHS_OF_YEAR)
    in_order = (
        pl.when(day_first)
        .then(pl.concat_list(second, first))
        .when(month_first)
        .then(pl.concat_list(first, second))
    )
    month_day = in_order.cast(pl.List(pl.String)).list.join("-")
    return pl.coalesce(pl.concat_str(parts.struct.field("4"), month_day, separator="-"), text)


def _of_oracle(text: pl.Expr) -> pl.Expr:
    """Return Oracle's days in figures, others as they are."""
    parts = text.str.extract_groups(_ORACLE_DAY)
    month = parts.struct.field("2").replace(NUMERALS)
    written = pl.concat_str(parts.struct.field("3"), month, parts.struct.field("1"), separator="-")
    return pl.coalesce(written, text)


def _in_figures(text: pl.Expr) -> pl.Expr:
    """Return days with the month's name (5-Mar-24, Mar 5, 2024) in figures, others as they are."""
    before = text.str.extract_groups(r"^(\d{1,2})[-\s/.]+([A-Za-z]{3})[a-z]*\.?[-\s/,.]+(\d{2,4})$")
    after = text.str.extract_groups(
        r"^([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$"
    )
    date = pl.coalesce(before.struct.field("1"), after.struct.field("2"))
    name = pl.coalesce(before.struct.field("2"), after.struct.field("1")).str.to_lowercase()
    month = name.replace_strict(_MONTHS, default=None, return_dtype=pl.String)
    year = pl.coalesce(before.struct.field("3"), after.struct.field("3"))
    return pl.coalesce(pl.concat_str(year, month, date, separator="-"), text)


def _parse_money(text: pl.Series, unit: int) -> pl.Series:
    """Take the plain figures, nearly all, by a bare cast and only the others by their shape."""
    plain = text.cast(_FINE, strict=False)
    odd = text.is_not_null() & (plain.is_null() | text.str.contains("[eE]"))
    exact = plain.to_frame("plain").select(
        (pl.col("plain") * unit).round(2, mode="half_away_from_zero").cast(MONEY)
    )
    if not odd.any():
        return exact.to_series().alias(text.name)
    shaped = text.to_frame("text").select(pl.when(odd).then(pl.col("text")).alias("text"))
    slow = shaped.select(money(pl.col("text"), unit)).to_series()
    return (
        pl.DataFrame({"exact": exact.to_series(), "slow": slow, "odd": odd})
        .select(pl.when("odd").then("slow").otherwise("exact").alias(text.name))
        .to_series()
    )
