"""Two columns of one name: which of them was spent is asked, and settled by the column's letter."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from books import Cell, write_xlsx
from reading import read_ledger
from running import fundcheck, rule_of

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
Rows = list[list[Cell]]
HEAD: list[Cell] = ["项目编号", "日期", "凭证号", "摘要", "费用科目", "金额", "金额"]
P = "JCKJ2024-901"


def _rows(*amounts: tuple[Cell, Cell]) -> Rows:
    return [HEAD, *([P, "2024-05-06", "记-1", "购试剂", "材料费", *pair] for pair in amounts)]


def test_amounts_of_two_columns_of_one_name_are_doubtful(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "账.xlsx", {"支出明细": _rows((1130, 1000), (565, 500))})
    _entries, sheet = read_ledger(path)
    (loss,) = sheet.losses
    assert "两列都叫「金额」（F 列、G 列）" in loss
    document = fundcheck(path, out=tmp_path / "out").findings
    assert rule_of(document, P, "J29-1")["outcome"] == "unknown"
    assert document["projects"][0]["facts"]["spent"] is None


@pytest.mark.parametrize(
    "pairs",
    [[(1130, 1130), (565, 565)], [(1130, None), (565, None)], [(1130, 0), (565, 0)]],
    ids=["the same twice", "one is blank", "one is 0 throughout"],
)
def test_a_second_column_that_says_nothing_else_is_no_doubt(
    tmp_path: Path, pairs: list[tuple[Cell, Cell]]
) -> None:
    path = write_xlsx(tmp_path / "账.xlsx", {"支出明细": _rows(*pairs)})
    entries, sheet = read_ledger(path)
    assert not sheet.losses
    assert entries["amount"].sum() == D("1695.00")


@pytest.mark.parametrize(("letter", "spent"), [("F", "1500.00"), ("g", "1695.00")])
def test_the_user_names_a_column_by_its_letter(tmp_path: Path, letter: str, spent: str) -> None:
    path = write_xlsx(tmp_path / "账.xlsx", {"支出明细": _rows((1130, 1000), (565, 500))})
    said = f'[[input]]\nfiles = "*.xlsx"\n[input.columns]\n"{letter}列" = "不用"\n'
    (tmp_path / "fundcheck.toml").write_text(said, "utf-8")
    document = fundcheck(path, out=tmp_path / "out").findings
    (sheet,) = document["inputs"][0]["sheets"]
    assert sheet["counted"]["spending"]["amount"] == spent
    assert not sheet["losses"]
