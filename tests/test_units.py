"""The unit of amounts: told by title, header or cell, and never guessed from a sum in a title."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from books import write_xlsx
from reading import read_ledger

from fundcheck.ingest.units import unit_of_header, unit_of_titles

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell


@pytest.mark.parametrize(
    ("title", "worth"),
    [
        ("单位：万元", 10_000),
        ("金额单位:人民币万元", 10_000),
        ("2024年支出明细（单位：千元）", 1_000),
        ("支出明细（万元）", 10_000),
        ("万元", 10_000),
        ("单位：元", 1),
        ("单位：亿元", 100_000_000),
        ("某项目50万元支出明细", None),
        ("承担单位：晋城市万元科技公司", None),
        ("项目经费：50万元", None),
        ("20万元以上设备清单", None),
    ],
)
def test_a_title_tells_a_unit_and_a_sum_in_it_does_not(title: str, worth: int | None) -> None:
    assert unit_of_titles([["支出明细账"], [title]]) == worth


@pytest.mark.parametrize(
    ("header", "worth"),
    [
        ("金额（万元）", 10_000),
        ("金额(千元)", 1_000),
        ("金额元", 1),
        ("金额", None),
        ("50万元以上设备", None),
    ],
)
def test_a_header_tells_a_unit(header: str, worth: int | None) -> None:
    assert unit_of_header(header) == worth


def _book(tmp_path: Path, title: str, header: str, *amounts: Cell) -> Path:
    rows: list[list[Cell]] = [[title], ["日期", "凭证号", "摘要", header, "价税合计"]]
    rows += [["2024-01-01", str(n), "购试剂", amount, 2] for n, amount in enumerate(amounts, 1)]
    return write_xlsx(tmp_path / "a.xlsx", {"账": rows})


def test_thousands_are_converted_and_called_thousands(tmp_path: Path) -> None:
    entries, sheet = read_ledger(_book(tmp_path, "单位：千元", "金额", 5, 0.5))
    assert entries["amount"].to_list() == [5000, 500]
    assert entries["invoice_total"].to_list() == [2000, 2000]
    assert "金额单位是千元，已换算成元。" in sheet.notes


def test_a_header_goes_before_the_title_and_a_cell_before_both(tmp_path: Path) -> None:
    entries, sheet = read_ledger(_book(tmp_path, "单位：万元", "金额（元）", 5, "1.25万元", "3千"))
    assert entries["amount"].to_list() == [5, 12_500, 3_000]
    assert entries["invoice_total"].to_list() == [20_000] * 3
    assert "金额单位是万元，已换算成元。" in sheet.notes


def test_a_sum_in_the_title_converts_nothing(tmp_path: Path) -> None:
    entries, sheet = read_ledger(_book(tmp_path, "某项目（50万元）支出明细", "金额", 5))
    assert entries["amount"].to_list() == [5]
    assert not any("单位" in note for note in sheet.notes)
