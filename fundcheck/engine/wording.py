"""Values to the words of a message: money with separators, dates ISO, blanks said as such."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from fundcheck.rulebook.rule import PLACE
from fundcheck.tables import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fundcheck.findings import Value

_FIGURE = re.compile(r"\d{4,}(?=\.\d{2})")
CENT = Decimal("0.01")
_PLACES = 10  # of percents, at most
_HEADERS = {column.name: column.header for column in ENTRIES if column.header}
_SHOWN = 12  # names in a list; the rest is counted


def cents(value: Decimal) -> Decimal:
    """Return yuan with two places, half up, as the law's own sums are rounded."""
    return value.quantize(CENT, ROUND_HALF_UP)


def fill(template: str, values: Mapping[str, Value]) -> str:
    """Return the template with each {name} as text.

    {name:pct} shows 0.3 as 30 %, a third as 33.33 %; {name:sums} separates the thousands in a text
    of SQL's own. A cell of the ledger that is blank is told by its header: 未写凭证号.
    """

    def place(match: re.Match[str]) -> str:
        value = values[match[1]]
        if match[2] == "pct" and isinstance(value, Decimal):
            return _percent(value * 100)
        if match[2] == "sums" and isinstance(value, str):
            return _FIGURE.sub(lambda figure: f"{int(figure[0]):,}", value)
        header = _HEADERS.get(match[1])
        if value is None and header:
            # （收款方：未写）, where the words before have said what it is.
            return "未写" if template[: match.start()].endswith(f"{header}：") else f"未写{header}"
        return shown(value)

    return PLACE.sub(place, template)


def _percent(value: Decimal) -> str:
    """Return percents with two places, and what two places would hide in words or more places.

    69.9999 % is below 70 % and must not read as 70 %; a little more than 100 % is said to be that.
    A share below nothing, where more came back than was spent, is no share.
    """
    if value < 0:
        return "0%以下"
    rounded = cents(value)
    if rounded != value and rounded == rounded.to_integral_value():
        if rounded < value:
            return f"略高于{rounded.to_integral_value():f}%"
        places = next(
            n for n in range(3, _PLACES) if round(value, n) != rounded or n == _PLACES - 1
        )
        rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_DOWN)
    text = f"{rounded:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def shown(value: Value) -> str:
    """Return one value as a reader expects it."""
    if value is None:
        return "未提供"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{cents(value):,.2f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        names = "、".join(value[:_SHOWN])
        return names if len(value) <= _SHOWN else f"{names} 等 {len(value)} 个"
    return str(value)


def as_value(cell: object) -> Value:
    """Return a cell of a rule's result as a value of a finding; money gets its two places."""
    if cell is None or isinstance(cell, str | int | bool | date):
        return cell
    if isinstance(cell, Decimal):
        rounded = cents(cell)
        return rounded if rounded == cell else cell.normalize()
    if isinstance(cell, list):
        return tuple(str(item) for item in dict.fromkeys(cell) if item is not None)
    return str(cell)
