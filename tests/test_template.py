"""What the template writes, `check` reads; left blank it is no ledger and no finding."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from reading import read
from running import bare, fundcheck

from fundcheck.errors import WrongRequestError
from fundcheck.inspection import inspect
from fundcheck.reports.template import write_template
from fundcheck.tables import TABLES, Type

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = [table for table in TABLES.values() if table.sheet]
VALUES: dict[Type, Any] = {
    Type.TEXT: "00123",
    Type.MONEY: Decimal("1234.56"),
    Type.NUMBER: Decimal("2.5"),
    Type.DATE: dt.date(2024, 3, 15),
    Type.BOOLEAN: "是",
}


def test_a_filled_template_is_read_cell_for_cell(tmp_path: Path) -> None:
    path = tmp_path / "账册.xlsx"
    write_template(path)
    book = openpyxl.load_workbook(path)
    for table in SHEETS:
        sheet = book[table.sheet]
        types = {column.header: column.type for column in table if column.header}
        assert [cell.value for cell in sheet[1]] == list(types)
        for cell, kind in zip(sheet[2], types.values(), strict=True):
            cell.value = VALUES[kind]
    book.save(path)
    tables, (receipt,) = read(path)
    roles = {sheet.name: sheet.role for sheet in receipt.sheets}
    assert roles == {"填写说明": "not_read", **{table.sheet: table.name for table in SHEETS}}
    for table in SHEETS:
        (row,) = tables[table.name].to_dicts()
        for column in table:
            if column.header and (table.name, column.name) not in {
                ("entries", "amount"),
                ("entries", "debit"),
            }:
                want = True if column.type is Type.BOOLEAN else VALUES[column.type]
                assert row[column.name] == want, (table.name, column.name)
        assert row["row"] == 2


def test_an_untouched_template_gives_no_entry_and_no_finding(tmp_path: Path) -> None:
    path = tmp_path / "账册.xlsx"
    assert bare("template", str(path)).code == 0
    ran = fundcheck(path, out=tmp_path / "out")
    assert ran.code == 2
    assert "没有读到任何项目，什么都没有检查" in ran.err
    (guide, *others) = inspect([path]).inputs[0].sheets
    assert guide.role == "not_read"
    assert guide.why == "是填写说明，没有账目，不用读。"
    assert guide.questions == ()
    assert all(sheet.rows.entries == 0 for sheet in others)


def test_lists_dates_and_protection_are_in_the_workbook(tmp_path: Path) -> None:
    path = tmp_path / "账册.xlsx"
    write_template(path)
    sheet = openpyxl.load_workbook(path)["支出明细"]
    lists = [v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert '"财政,自筹"' in lists
    assert sheet.protection.sheet
    assert sheet["A1"].protection.locked
    assert not sheet.column_dimensions["A"].protection.locked
    assert sheet["A1"].comment is not None
    assert sheet.column_dimensions["A"].number_format == "@"


def test_the_same_bytes_every_time_and_nothing_is_overwritten(tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_template(first)
    write_template(second)
    assert first.read_bytes() == second.read_bytes()
    with pytest.raises(WrongRequestError, match="已经存在"):
        write_template(first)
