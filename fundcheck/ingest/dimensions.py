"""What a file of the data interface says of its numbered dimensions: 辅助项2 is 项目, XM has names.

GB/T 24589 numbers the auxiliary items of a voucher and says on tables of their own what each is
and what its codes are called. Where a file has these tables nobody need be asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fundcheck.ingest.project_of import names_project_kind
from fundcheck.ingest.words import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fundcheck.ingest.fixed import Fixed
    from fundcheck.ingest.grid import Grid

_ITEM = re.compile(r"^辅助项(\d{1,2})(?:编号|编码|代码)?$")
_SAID = re.compile(r"部门|客户|供应商|往来|人员|职员|存货|项目|课题|档案")
_VALUE, _NAME = ("档案值编码", "档案值编号"), ("档案值名称",)
_MOST = 20_000  # rows of a table of definitions


def with_dimensions(fixed: Fixed, grids: Iterable[Grid]) -> Fixed:
    """Return the settings with the numbered item that the file says is the project.

    What the user has fixed goes first; where the tables contradict each other nothing is said.
    """
    found: dict[str, set[bool]] = {}
    for cells in _definitions(grids):
        numbers = {match[1] for cell in cells if (match := _ITEM.match(cell))}
        told = [cell for cell in cells if not _ITEM.match(cell) and _SAID.search(cell)]
        if len(numbers) == 1 and told:
            found.setdefault(numbers.pop(), set()).add(any(map(names_project_kind, told)))
    projects = [number for number, said in found.items() if said == {True}]
    if len(projects) != 1:
        return fixed
    header = normalise(f"辅助项{projects[0]}编号")
    return fixed._replace(columns={header: "project_code", **fixed.columns})


def _definitions(grids: Iterable[Grid]) -> Iterator[list[str]]:
    """Yield the cells of rows that speak of one numbered item; a voucher's header has several."""
    for grid in grids:
        if not grid.cells.height or grid.cells.height > _MOST:
            continue
        first = [cell for cell in grid.cells.row(0) if cell]
        if sum(bool(_ITEM.match(cell)) for cell in first) or "辅助项" not in "".join(first):
            continue
        for row in grid.cells.iter_rows():
            yield [cell.strip() for cell in row if cell]


def names_in(grids: Iterable[Grid]) -> dict[str, str]:
    """Return code -> name of the values of the file's own dimensions (自定义档案值).

    A code that stands for different things in two dimensions has no name.
    """
    found: dict[str, set[str]] = {}
    for grid in grids:
        if not grid.cells.height or grid.cells.height > _MOST:
            continue
        header = [(cell or "").strip() for cell in grid.cells.row(0)]
        code = next((i for i, cell in enumerate(header) if cell in _VALUE), None)
        name = next((i for i, cell in enumerate(header) if cell in _NAME), None)
        if code is None or name is None:
            continue
        for row in grid.cells.slice(1).iter_rows():
            if (own := row[code]) and (called := row[name]):
                found.setdefault(own.strip(), set()).add(called.strip())
    return {code: names.pop() for code, names in found.items() if len(names) == 1}
