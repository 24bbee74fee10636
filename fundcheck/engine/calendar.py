"""Working days by the Chinese calendar: public holidays, and weekends worked in exchange (调休)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = {"date": pl.Date(), "working_days": pl.Int64()}
"""Table ``calendar``: a row a day; working_days counts them from the table's first day on."""


def calendar(
    first: date | None, last: date, own: Mapping[date, bool] | None = None
) -> pl.DataFrame:
    """Return the days from first to last, as table ``calendar``.

    A year whose holidays are not known has no rows, and neither has what lies behind it: the
    number of working days across it cannot be told. own: days of the user's calendar file and
    whether they are worked; a year that it names is known by it (other days of it: Monday to
    Friday are worked).
    """
    days: list[tuple[date, int]] = []
    count = 0
    own = own or {}
    years = {day.year for day in own}
    day = first
    while day is not None and day <= last:
        works = own.get(day, day.isoweekday() <= 5) if day.year in years else _works(day)  # noqa: PLR2004 - Friday
        if works is None:
            break
        count += works
        days.append((day, count))
        day += timedelta(days=1)
    return pl.DataFrame(days, schema=SCHEMA, orient="row")


def _works(day: date) -> bool | None:
    """Return whether people work on that day, None where its year's holidays are not known."""
    import chinese_calendar  # noqa: PLC0415 - only runs with budget changes need it

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
