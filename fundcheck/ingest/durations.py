"""How long an expert's service took: 1天, 半天, 9:00-12:00, 8小时, in hours or in days.

Offices write either into the column of the other. A day is a day and not one hour, a morning is
half a day; what is not understood is null and recorded, never taken by a default.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest.numerals import NUMBER, figure
from fundcheck.tables import Type

if TYPE_CHECKING:
    from fundcheck.ingest.body import Stack
    from fundcheck.ingest.header import Header
    from fundcheck.ingest.losses import Told

HOURS, DAYS = "service_hours", "service_days"
COLUMNS = (HOURS, DAYS)
DAY = "service_date"
_HALF, _NONE, _MINUTES = Decimal("0.5"), Decimal(0), Decimal(60)
_HALF_DAY = Decimal(4)  # hours: half a day has no more
_NOON, _MIDNIGHT = 12, 24

_A_DAY = r"个?整?(?:工作日|工日|天|日|days?|d)"
_AN_HOUR = r"个?(?:小时|钟头|hours?|hrs?|h|时)"
_A_MINUTE = r"(?:分钟?|minutes?|mins?|m)"
_A_HALF = r"(?:半天|半日|半个工作日|上午|下午|上半天|下半天|早上|晚上|晚间)"
# In brackets behind a day stand its hours: 半天（3小时）.
_BEHIND = r"(?:\((?P<said>[^()]*)\))?"
_WHOLE = re.compile(rf"(?:一?[全整]天|[全整]日|上午?[、和及与+/,]?下午)(?:各半天)?{_BEHIND}")
_ONE_HALF = re.compile(rf"{_A_HALF}{_BEHIND}")
_HALVES = re.compile(rf"(?P<n>{NUMBER})个{_A_HALF}{_BEHIND}")
_SOME_DAYS = re.compile(
    rf"(?:(?P<n>{NUMBER}){_A_DAY}(?P<half>半)?|(?P<and_half>{NUMBER})个半(?:天|日|工作日)){_BEHIND}"
)
_OF_EACH = re.compile(rf"(?P<n>{NUMBER}){_A_DAY}[,、;]?\(?(?:每[天日]|[*×x/])(?P<each>[^()]+)\)?")
_SOME_HOURS = re.compile(
    rf"(?:(?P<h>{NUMBER}){_AN_HOUR}(?P<half>半)?)?[零又]?(?:(?P<m>{NUMBER}){_A_MINUTE})?"
    rf"|(?P<and_half>{NUMBER})个半{_AN_HOUR}|(?P<only_half>半){_AN_HOUR}"
)
_CLOCK = (
    r"(?P<{0}part>上午|早上|早|中午|下午|晚上|晚|am|pm)?(?P<{0}h>\d{{1,2}}|[一二两三四五六七八九十]+)"
    r"(?P<{0}at>[:时点](?:(?P<{0}m>\d{{1,2}})分?|(?P<{0}half>半)|整)?(?::00)?)"
)
_SPAN = re.compile(rf"{_CLOCK.format('a')}?(?:-|至|到){_CLOCK.format('b')}")
_PARTED = re.compile(r"[,、;和及+]|(?<=[\d点时分])(?=[上下]午)")
_AFTERNOON = {"下午", "晚上", "晚", "pm"}
# 共3小时, 每天4小时, 4小时/天: each day's, or of the line's one day.
_AROUND = re.compile(r"(?:共计?|合计|总计|累计|计|每[天日]):?|(?:/[天日]|整)$")
_BEHIND_DAY = re.compile(
    r"(\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*[日号]?|\d{8})[\s,，(（]*(\S.*?)[)）]?$"
)
_UNIT = re.compile(r"[(\[/:]\s*(?:单位:)?(半天|天|日|工作日|小时|h|分钟?|min)\s*[)\]]?$")


class Time(NamedTuple):
    """How long something took: hours, days, or so many days of so many hours each."""

    hours: Decimal | None = None
    days: Decimal | None = None


def time_of(text: str, unit: str = "") -> Time | None:
    """Return what a cell says, None where it is not understood.

    unit: 小时, 天, 半天 or 分: what a bare number counts; by default it says nothing.
    """
    wide = re.sub(r"(?<=\d)\s+(?=\d)", ",", unicodedata.normalize("NFKC", text).strip())
    plain = re.sub(r"\s|[。.]$", "", wide).lower()
    plain = re.sub(r"[-‐‑—–―─−~]+", "-", plain)
    number = figure(plain)
    if number is not None:
        return _in_unit(number, unit)
    readings = (read(plain) for read in (_of_day, _of_days, _of_hours, _of_clock))
    time = next((found for found in readings if found), None)
    inner = _AROUND.sub("", plain)
    return time or (time_of(inner) if inner and inner != plain else None)


def _in_unit(number: Decimal, unit: str) -> Time | None:
    return {
        "小时": Time(hours=number),
        "天": Time(days=number),
        "半天": Time(days=number / 2),
        "分": Time(hours=number / _MINUTES),
    }.get(unit)


def _of_day(plain: str) -> Time | None:
    if match := _WHOLE.fullmatch(plain):
        return _narrowed(Decimal(1), match["said"])
    match = _ONE_HALF.fullmatch(plain)
    return _narrowed(_HALF, match["said"]) if match else None


def _of_days(plain: str) -> Time | None:
    if match := _HALVES.fullmatch(plain):
        number = figure(match["n"])
        return _narrowed(number / 2, match["said"]) if number else None
    if match := _OF_EACH.fullmatch(plain):
        number, each = figure(match["n"]), time_of(match["each"])
        return Time(each.hours, number) if number and each and each.hours else None
    if match := _SOME_DAYS.fullmatch(plain):
        number = figure(match["n"] or match["and_half"])
        half = _HALF if match["half"] or match["and_half"] else _NONE
        return None if number is None else _narrowed(number + half, match["said"])
    return None


def _narrowed(days: Decimal, said: str | None) -> Time | None:
    """Return the days with the hours in brackets behind them, where these are of one day."""
    if not said:
        return Time(days=days)
    inner = time_of(said)
    if inner is None or inner.hours is None:
        return None if re.search(r"\d", said) else Time(days=days)
    if days < 1:
        return Time(hours=inner.hours)
    return Time(inner.hours if days == 1 or said.startswith("每") else None, days)


def _of_hours(plain: str) -> Time | None:
    match = _SOME_HOURS.fullmatch(plain) if plain else None
    if match is None:
        return None
    if match["only_half"]:
        return Time(hours=_HALF)
    parts = [figure(match[name]) if match[name] else _NONE for name in ("h", "m", "and_half")]
    hours, minutes, whole = parts
    if hours is None or minutes is None or whole is None:
        return None
    half = _HALF if match["half"] or match["and_half"] else _NONE
    return Time(hours=hours + whole + half + minutes / _MINUTES)


def _of_clock(plain: str) -> Time | None:
    """Return the hours of 9:00-11:30, or of several such one after the other."""
    total = _NONE
    for part in filter(None, _PARTED.split(plain)):
        match = _SPAN.fullmatch(part)
        begin, end = (_clock(match, side) for side in "ab") if match else (None, None)
        if match is None or begin is None or end is None:
            return None
        if end <= begin and match["apart"] and not match["bpart"]:
            end += _NOON  # 下午2点-5点, 上午9点-5点
        if not begin < end <= _MIDNIGHT:
            return None
        total += end - begin
    return Time(hours=total) if total else None


def _clock(match: re.Match[str], side: str) -> Decimal | None:
    hour = figure(match[f"{side}h"])
    if hour is None:
        return None
    if match[f"{side}part"] in _AFTERNOON and hour < _NOON:
        hour += _NOON
    half = _HALF if match[f"{side}half"] else _NONE
    return hour + half + Decimal(match[f"{side}m"] or 0) / _MINUTES


def unit_of(header: str, column: str) -> str:
    """Return what a bare number counts: by the header (咨询时长（天）), else by the column."""
    match = _UNIT.search(unicodedata.normalize("NFKC", header).strip().lower())
    if match is None:
        return "小时" if column == HOURS else "天"
    names = {"h": "小时", "日": "天", "工作日": "天", "分钟": "分", "min": "分"}
    return names.get(match[1], match[1])


def beside_days(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with what stands beside a day of service as their hours.

    2024-05-06 上午, 2024年5月6日9:00-11:30, or 半天 and no day at all; where neither column of
    the time says anything.
    """
    if DAY not in lines.columns:
        return lines
    rows = []
    for text in lines[DAY].drop_nulls().unique(maintain_order=True):
        match = _BEHIND_DAY.fullmatch(text.strip())
        day, behind = match.groups() if match else (None, text)
        if time_of(behind) is not None:
            rows.append((text, day, behind))
    if not rows:
        return lines
    texts, days, times = zip(*rows, strict=True)
    cell, none = pl.col(DAY), pl.lit(None, pl.String)
    hours, own = (pl.col(name) if name in lines.columns else none for name in COLUMNS)
    beside = cell.replace_strict(texts, times, default=None, return_dtype=pl.String)
    return lines.with_columns(
        pl.coalesce(hours, pl.when(own.is_null()).then(beside)).alias(HOURS),
        cell.replace(texts, days).alias(DAY),
    )


def read(lines: pl.DataFrame, stacked: Stack, told: Told) -> list[pl.Series]:
    """Return the columns of hours and of days, each filled from whichever column says it.

    What nobody understood, and what the two contradict each other in, is null and recorded.
    """
    header = stacked.header
    given = [name for name in COLUMNS if name in lines.columns]
    if not given:
        return []
    found = lines.select("_line", "_part", "row", *given)
    for name in given:
        times = _times(lines[name], unit_of(_text(header, name), name), name)
        found = found.join(times, on=name, how="left", maintain_order="left")
    of_hours = [f"{name}_hours" for name in given]
    of_days = [f"{name}_days" for name in reversed(given)]
    against = pl.any_horizontal(
        (pl.col(some[0]) != pl.col(some[-1])).fill_null(value=False) for some in (of_hours, of_days)
    )
    for name in given:
        lost = pl.col(name).is_not_null() & (pl.col(f"{name}_lost") | against)
        what = "看不出是多少小时、多少天，用到它的规则不作判断。"
        told.lose(name, found.filter(lost), _text(header, name), what)
    unknown = against | pl.any_horizontal(pl.col(f"{n}_lost").fill_null(value=False) for n in given)
    return found.select(
        pl.when(~unknown).then(pl.coalesce(some)).alias(name)
        for name, some in zip(COLUMNS, (of_hours, of_days), strict=True)
    ).get_columns()


def _times(text: pl.Series, unit: str, name: str) -> pl.DataFrame:
    """Return a row for each different text of a column: its hours, its days, or that it is lost.

    No time at all (0) is a cell that a program filled. Half a day in a column of hours is four.
    """
    rows = []
    for cell in text.drop_nulls().unique(maintain_order=True):
        time = time_of(cell, unit)
        hours, days = time or Time()
        if name == HOURS and days == _HALF:
            hours, days = _HALF_DAY, None
        rows.append((cell, hours or None, days or None, time is None))
    dtype = Type.NUMBER.dtype
    schema = {
        name: pl.String(),
        f"{name}_hours": dtype,
        f"{name}_days": dtype,
        f"{name}_lost": pl.Boolean(),
    }
    return pl.DataFrame(rows, schema, orient="row")


def _text(header: Header, name: str) -> str:
    """Return the header text of a column; that of days is told where their times came from it."""
    return header.texts[header.columns[name if name in header.columns else DAY]]
