"""Project cards laid out as a form: 项目名称： | … | 项目编号： | …, and no row that is a header.

A form is believed under the conditions of a table of projects: a name or code, a fact, and so
many fields in all. One that names two projects is no form of one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest.header import Header
from fundcheck.ingest.meant import is_project_card
from fundcheck.ingest.units import unit_of_header
from fundcheck.ingest.words import IGNORED, dictionary, normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fundcheck.ingest.grid import Grid

_ROWS = 60  # forms are short
_PAIR = re.compile(r"^(\S[^:：]{1,30})[:：]\s*(\S.*)$")
_SPAN = re.compile(
    r"^(?:项目|课题)?(?:起止|执行|实施|研究)(?:时间|日期|期限|年限|期|年月)(?:\(.*\))?$"
)
_DAY = re.compile(r"\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}日?")
_BOTH_ENDS = 2


class _Field(NamedTuple):
    name: str
    label: str
    value: str
    row: int


def find_form(grid: Grid) -> Header | None:
    """Return the sheet as a card of one project whose fields stand beside their labels, or None."""
    found: dict[str, _Field] = {}
    for field in _fields(grid):
        first = found.setdefault(field.name, field)
        if first.value != field.value and field.name in {"project_code", "project_name"}:
            return None
    if not is_project_card(found):
        return None
    texts = {index: field.label for index, field in enumerate(found.values())}
    return Header(
        role="projects",
        top=0,
        bottom=-1,
        columns={name: index for index, name in enumerate(found)},
        texts=texts,
        units={
            name: worth
            for name, field in found.items()
            if (worth := unit_of_header(field.label)) is not None
        },
        form={name: (field.value, field.row) for name, field in found.items()},
    )


def form_body(grid: Grid, header: Header) -> pl.DataFrame:
    """Return the form as the body of a table: a line with its fields, a row for every other.

    The line stands at the row of the first field; what else is in the sheet is its title.
    """
    at = min(row for _, row in header.form.values())
    filled = [sum(bool(cell and cell.strip()) for cell in row) for row in grid.cells.iter_rows()]
    return pl.DataFrame({"_filled": filled}).select(
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row") + grid.top,
        "_filled",
        *(
            pl.when(pl.int_range(pl.len()) == at).then(pl.lit(value)).alias(name)
            for name, (value, _) in header.form.items()
        ),
        _first=pl.lit(None, pl.String),
        _repeats=pl.lit(0),
    )


def _fields(grid: Grid) -> Iterator[_Field]:
    for number, cells in enumerate(grid.cells.head(_ROWS).iter_rows()):
        row = [cell.strip() for cell in cells if cell and cell.strip()]
        for label, value in _pairs(row):
            yield from _named(label, value, number)


def _pairs(row: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield label and value of a row: in one cell with a colon, or in two cells side by side."""
    skip = False
    for text, after in zip(row, [*row[1:], ""], strict=False):
        if skip:
            skip = False
        elif _known(text):
            if after and not _known(after):
                yield text, after
                skip = True
        elif (pair := _PAIR.match(text)) and _known(pair[1]):
            yield pair[1], pair[2]


def _known(text: str) -> bool:
    plain = normalise(text)
    return plain in dictionary()["projects"] or bool(_SPAN.match(plain))


def _named(label: str, value: str, row: int) -> Iterator[_Field]:
    if _SPAN.match(normalise(label)):
        days = _DAY.findall(value)
        if len(days) == _BOTH_ENDS:
            yield _Field("start_date", label, days[0], row)
            yield _Field("end_date", label, days[1], row)
        return
    name, _ = dictionary()["projects"][normalise(label)]
    if name != IGNORED:
        yield _Field(name, label.rstrip(":： "), value, row)
