"""Traditional Chinese as simplified: the one place where signs are turned.

Every list of words in this program is in simplified signs. A sheet that is written in traditional
ones is turned as a whole, so that 作廢 is as void, 設備費 as much a device and 張三 the same person
as in the next file.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from fundcheck.ingest.grid import Grid

_LOOKED_AT = 30  # rows: the titles, the header and the first lines


@cache
def _read() -> tuple[dict[str, str], dict[int, str]]:
    """Return the words that are others here, and the signs as str.translate has them."""
    read = loads(files(__package__).joinpath("signs.toml").read_text("utf-8"))
    signs = read["pairs"]
    return read["words"], str.maketrans(dict(zip(signs[::2], signs[1::2], strict=True)))


def simplified(text: str) -> str:
    """Return the text in simplified signs."""
    if text.isascii():
        return text
    words, signs = _read()
    for word, other in words.items():
        text = text.replace(word, other)
    return text.translate(signs)


def in_simplified(grid: Grid) -> Grid:
    """Return a sheet written in traditional signs in simplified ones; any other as it is.

    ``written`` of the grid says what stood in the cells of its first rows.
    """
    words, signs = _read()
    columns = (column.to_list() for column in grid.cells.head(_LOOKED_AT))
    head = set().union(*columns) - {None, ""}
    if signs.keys().isdisjoint(map(ord, set("".join(head)))):
        return grid
    ours = {**words, **{chr(sign): other for sign, other in signs.items()}}
    turned = pl.all().str.replace_many(list(ours), list(ours.values()), leftmost=True)
    written = {simplified(text.strip()): text.strip() for text in sorted(head)}
    return grid._replace(cells=grid.cells.select(turned), written=written)
