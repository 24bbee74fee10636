"""The unit of amounts: told by title, header or cell, and never guessed from a sum in a title."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from books import write_xlsx
from reading import read_ledger
from running import fundcheck, rule_of

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
        ("注：金额单位为万元", 10_000),
        ("本表金额均以万元计", 10_000),
        ("数据以千元为单位", 1_000),
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


@pytest.mark.parametrize(
    ("note", "worth"),
    [
        ("注：金额单位为万元", "128000.00"),
        ("说明：本表金额均以万元为单位。", "128000.00"),
        ("单位：万元", "128000.00"),
        ("注：其中设备50万元由财政资助", "12.80"),
        ("本单位2024年支出", "12.80"),
    ],
)
def test_a_note_below_the_table_tells_the_unit(tmp_path: Path, note: str, worth: str) -> None:
    rows: list[list[Cell]] = [
        ["日期", "摘要", "金额"],
        ["2024-05-06", "购光谱仪", 12.5],
        ["2024-05-07", "购手套", 0.3],
        [note],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "JC-2024-01.xlsx", {"支出明细": rows}))
    assert str(entries["amount"].sum()) == worth
    assert any("已换算成元" in said for said in sheet.notes) is (worth != "12.80")


def test_two_units_that_differ_are_doubtful(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["单位：元"],
        ["日期", "摘要", "金额"],
        ["2024-05-06", "购光谱仪", 12.5],
        ["注：金额单位为万元"],
    ]
    path = write_xlsx(tmp_path / "JC-2024-01.xlsx", {"支出明细": rows})
    document = fundcheck(path, out=tmp_path / "out").findings
    rule = rule_of(document, "JC-2024-01", "J29-1")
    assert rule["outcome"] == "unknown"
    assert any("表格下方写的是万元" in need for need in rule["needs"])
