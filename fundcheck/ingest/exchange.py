"""Files of the data interface of accounting software, GB/T 24589 (2010, 2024): XML and JSON.

Both are lists of records under the name of their table (记账凭证, 会计科目 …). What a record's
fields are called differs between editions and programs, by name or by element id; so a list of
records becomes a grid whose header is the fields' names, and the dictionary of headers does the
rest, as for any workbook.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from fundcheck.errors import UnreadableBookError
from fundcheck.ingest.decoding import broken_at, decode, xml_root
from fundcheck.ingest.grid import Grid, frame_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_DEEPEST = 12
_LEAST_FIELDS = 2
_MOST_LISTS = 200

Record = dict[str, str]


def read_json(content: bytes) -> list[Grid]:
    """Return each list of records of the document as a grid, named for the list."""
    try:
        # Numbers stay as they are written: no amount passes through a binary fraction.
        document = json.loads(decode(content), parse_float=str, parse_int=str)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnreadableBookError(
            "文件像是 JSON，但格式不完整，读不出来。请从财务系统重新导出。"
        ) from error
    grids = [grid for name, records in _lists(document, "", 0) if (grid := _grid(name, records))]
    return _or_refuse(_numbered(grids))


def _lists(value: object, name: str, depth: int) -> Iterator[tuple[str, list[Record]]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        records = [_flat(item) for item in value if isinstance(item, dict)]
        if records and any(records):
            yield name, records
        for item in value:
            if isinstance(item, dict):
                for key, part in item.items():
                    yield from _lists(part, _text(key), depth + 1)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _lists(part, _text(key), depth + 1)


def _flat(item: Mapping[str, object]) -> Record:
    return {
        _text(key): "" if value is None else _text(value)
        for key, value in item.items()
        if not isinstance(value, list | dict)
    }


def _text(value: object) -> str:
    """Return a value as text; half a character, which JSON can write, becomes a question mark."""
    return str(value).encode("utf-8", "replace").decode()


def read_xml(content: bytes) -> list[Grid]:
    """Return each kind of record of the document as a grid, named for its element."""
    try:
        root = xml_root(content)
    except ET.ParseError as error:
        raise UnreadableBookError(
            f"XML 文件不完整，读不出来（{broken_at(error)}）。请从财务系统重新导出。"
        ) from error
    kinds: dict[str, list[Record]] = {}
    for element in root.iter():
        fields = [child for child in element if not len(child)]
        record = {_name(child.tag): (child.text or "").strip() for child in fields}
        if len(record) < _LEAST_FIELDS:
            record = {_name(key): value for key, value in element.attrib.items()}
        if len(record) >= _LEAST_FIELDS:
            kinds.setdefault(_name(element.tag), []).append(record)
    grids = [grid for name, records in kinds.items() if (grid := _grid(name, records))]
    return _or_refuse(grids)


def _name(tag: str) -> str:
    """Return a field's name: no namespace, and no letter before an id that XML forbids to lead."""
    local = tag.rpartition("}")[2].rpartition(":")[2]
    return re.sub(r"^[A-Za-z_]+(?=\d{6}$)", "", local)


def _grid(name: str, records: Sequence[Record]) -> Grid | None:
    fields = list(dict.fromkeys(field for record in records for field in record))
    if len(fields) < _LEAST_FIELDS:
        return None
    rows: list[list[str | None]] = [list(fields)]
    rows += [[record.get(field) or None for field in fields] for record in records]
    return Grid(name or "数据", frame_of(rows))


def _numbered(grids: list[Grid]) -> list[Grid]:
    """Give lists of one name different names, as sheets of a workbook have."""
    seen: dict[str, int] = {}
    named = []
    for grid in grids:
        seen[grid.name] = seen.get(grid.name, 0) + 1
        number = seen[grid.name]
        named.append(grid if number == 1 else grid._replace(name=f"{grid.name}（{number}）"))
    return named


def _or_refuse(grids: list[Grid]) -> list[Grid]:
    if not grids:
        raise UnreadableBookError(
            "文件里没有记录组成的表，不是会计核算软件数据接口文件。请从财务系统导出为 .xlsx。"
        )
    if len(grids) > _MOST_LISTS:
        raise UnreadableBookError(
            f"文件里有 {len(grids)} 个列表，多于会计核算软件数据接口文件会有的，未作读取。"
            "请从财务系统导出为 .xlsx。"
        )
    return grids
