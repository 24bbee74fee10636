"""The proof of a rule: small tables beside it and what the rule must say of them.

A case states only what matters to it; the rest is a plain spending line of project P1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import polars as pl

from fundcheck.errors import WrongRequestError
from fundcheck.findings import Level, Result
from fundcheck.sections import Section, read_toml
from fundcheck.tables import ENTRIES, SHEETS, STATED_TOTALS, TABLES, Table, Tables, Type

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = date(2026, 6, 30)
_DAY = date(2024, 5, 6)
_KEYS = (
    "name", "expect", "found", "unknown", "level", "amount", "message_has", "needs_has", "edge",
    "as_of", "project", "lacks", "parameters",
)  # fmt: skip
_TABLES = tuple(name for name in TABLES if name != SHEETS.name)


@dataclass(frozen=True, slots=True)
class Case:
    """One case. expect: what the rule must come to for ``project``.

    found: findings over all projects; unknown: subjects that could not be told; level, amount,
    message_has: of one of the findings; needs_has: in what would tell; edge: the limit or day
    that the case stands at, and on which side (at, over, under, before, after);
    parameters: values in place of the pack's, as a unit sets its own; rows: table -> its rows as
    written, with what a case may leave out filled in; lacks: columns that no sheet has.
    """

    name: str
    expect: Result
    found: int | None
    unknown: int | None
    level: Level | None
    amount: Decimal | None
    message_has: str
    needs_has: str
    edge: str
    as_of: date
    project: str
    parameters: dict[str, str]
    rows: dict[str, list[dict[str, Any]]]
    lacks: frozenset[str]

    @property
    def tables(self) -> Tables:
        """The case as the tables of a run, built anew at each call.

        A pack has hundreds of cases of ten tables each, and most commands only read what a case
        is called.
        """
        tables = {
            name: pl.DataFrame(self.rows[name], schema=TABLES[name].schema) for name in _TABLES
        }
        tables[SHEETS.name] = _sheets(tables, self.lacks)
        return _numbered(tables)


def read_cases(path: Path) -> tuple[Case, ...]:
    """Return the cases of a file; raises WrongRequestError naming file, case and key."""
    section = read_toml(path)
    section.only(("case",))
    return tuple(_case(item) for item in section.sections("case"))


def _case(section: Section) -> Case:
    section.only((*_KEYS, *_TABLES))
    results = [r.value for r in Result if r is not Result.CRASHED]
    level = (
        section.one_of("level", [level.value for level in Level], "")
        if "level" in section.data
        else ""
    )
    return Case(
        name=section.get("name", str),
        expect=Result(section.one_of("expect", results)),
        found=section.data.get("found"),
        unknown=section.data.get("unknown"),
        level=Level(level) if level else None,
        amount=Decimal(section.get("amount", str)) if "amount" in section.data else None,
        message_has=section.get("message_has", str, ""),
        needs_has=section.get("needs_has", str, ""),
        edge=section.get("edge", str, ""),
        as_of=section.get("as_of", date, AS_OF),
        project=section.get("project", str, "P1"),
        parameters=section.get("parameters", dict, {}),
        rows={name: _rows(TABLES[name], section.sections(name)) for name in _TABLES},
        lacks=frozenset(section.texts("lacks")),
    )


def _rows(table: Table, rows: list[Section]) -> list[dict[str, Any]]:
    names = {column.name: column for column in table}
    written: list[dict[str, Any]] = []
    for number, row in enumerate(rows, start=1):
        row.only((*names, "file", "sheet", "row"))
        values = {
            key: _value(row, key, names[key].type) if key in names else row.data[key]
            for key in row.data
        }
        written.append(_defaults(table, number) | values)
    for entry in written if table is ENTRIES else ():
        if entry.get("debit") is None and entry.get("credit") is None:
            entry["debit"] = entry.get("amount")
    return written


def _defaults(table: Table, number: int) -> dict[str, Any]:
    place = {"file": "case.xlsx", "sheet": table.sheet or "支出明细", "row": number + 1}
    if table is ENTRIES:
        own = {"kind": "spending", "date": _DAY, "voucher_no": f"记-{number}"}
        return {"project_code": "P1", **own, **place}
    return {"project_code": "P1", **place}


def _value(row: Section, key: str, kind: Type) -> object:
    value = row.data[key]
    if value == "":  # a case says "this cell is blank" where a default would fill it
        return None
    if kind in {Type.MONEY, Type.NUMBER}:
        try:
            return Decimal(str(value)) if not isinstance(value, float) else None
        except InvalidOperation as error:
            raise WrongRequestError(f"{row.where}：「{key}」应是数字。") from error
    expected = {Type.TEXT: str, Type.DATE: date, Type.BOOLEAN: bool}[kind]
    return row.get(key, expected)


def _sheets(tables: Tables, lacks: frozenset[str]) -> pl.DataFrame:
    """Return one row for each sheet of the case: it has every column but those that it lacks."""
    rows = []
    for name in (name for name in _TABLES if name != STATED_TOTALS.name):
        has = "".join(f"{c.name};" for c in TABLES[name] if c.header and c.name not in lacks)
        for file, sheet in tables[name].select("file", "sheet").unique(maintain_order=True).rows():
            row = {"role": name, "has": f";{has}", "project_from": "column"}
            rows.append({**row, "file": file, "sheet": sheet, "row": 1})
    return pl.DataFrame(rows, schema=SHEETS.schema)


def _numbered(tables: Tables) -> Tables:
    """Return the tables with ids of one sequence, and in each row the id of its sheet."""
    start = 1
    numbered = {}
    for name, table in TABLES.items():
        frame = tables[name]
        ids = pl.int_range(start, start + frame.height, eager=True, dtype=pl.Int64)
        numbered[name] = frame.with_columns(ids.alias(table.id))
        start += frame.height
    sheets = numbered[SHEETS.name].select("role", "file", "sheet", sheet_id=SHEETS.id)
    for name, frame in numbered.items():
        # What a ledger says of itself stands among its lines.
        role = ENTRIES.name if name == STATED_TOTALS.name else name
        own = sheets.filter(role=role).drop("role")
        numbered[name] = frame.drop("sheet_id").join(
            own, on=["file", "sheet"], how="left", maintain_order="left"
        )
    numbered[SHEETS.name] = numbered[SHEETS.name].with_columns(sheet_id=SHEETS.id)
    return {name: numbered[name].select(list(table.schema)) for name, table in TABLES.items()}
