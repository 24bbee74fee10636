"""Days without a year are of the year that the ledger states, and never of a project's number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from books import Cell, write_xlsx
from reading import read_ledger

if TYPE_CHECKING:
    from pathlib import Path

LINES: list[list[Cell]] = [
    ["月日", "凭证", "摘要", "支出金额"],
    ["2.28", "记-19", "田租", 12000],
    ["3.15", "记-30", "种子处理剂", 6785],
]

STATED: dict[str, tuple[int | None, list[list[Cell]], str, str]] = {
    "beside a number of a project": (
        2024, [["项目：NYK2022-05  抗旱谷子", None, "2024年 单位：元"]], "账", "账",
    ),
    "beside a call for projects": (
        2024, [["2022年度市重点研发计划项目"], ["2024年度支出明细"]], "账", "账",
    ),
    "in a title of the ledger of projects": (2024, [["2024年项目支出明细账"]], "账", "账"),
    "in Chinese signs": (2024, [["二〇二四年度课题经费登记本"]], "账", "账"),
    "as a span": (2024, [["期间：2024.1-2024.12"]], "账", "账"),
    "by the name of the sheet": (2024, [["项目：NYK2022-05"]], "2024", "账"),
    "by the name of the file": (2024, [["项目：NYK2022-05"]], "账", "经费本2024"),
    "beside a day of printing": (2024, [["打印日期：2025-01-10"]], "账", "2024年经费本"),
    "beside a decree": (2024, [["依据〔2022〕36号"], ["2024年"]], "账", "账"),
    "behind letters": (2024, [["项目：NYK2022-05"]], "账", "凭证-2024年"),
    "in brackets": (2023, [["项目支出明细（2023）"]], "账", "账"),
    "nowhere but in numbers": (None, [["项目：NYK2022-05"]], "账", "JCYJ2024-023_支出登记"),
    "nowhere but on the day of printing": (None, [["打印日期：2025-01-10"]], "账", "账"),
}  # fmt: skip


@pytest.mark.parametrize("case", STATED.values(), ids=STATED)
def test_the_year_of_days_without_one(
    tmp_path: Path, case: tuple[int | None, list[list[Cell]], str, str]
) -> None:
    year, titles, name, stem = case
    path = write_xlsx(tmp_path / f"{stem}.xlsx", {name: [*titles, *LINES]})
    entries, sheet = read_ledger(path)
    assert entries["date"].dt.year().unique().to_list() == [year]
    asked = any("请在 fundcheck.toml 中写明 year" in loss for loss in sheet.losses)
    assert asked is (year is None)
    assert entries.height == 2
    assert any(f"按 {year} 年读取" in note for note in sheet.notes) is (year is not None)


def test_lines_of_month_and_day_without_a_year_are_kept_without_a_date(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["月", "日", "凭证号", "摘要", "支出金额"],
        [4, 30, "记-1", "田租", 12000],
        [5, 2, "记-2", "种子", 600],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"账": rows}))
    assert entries["date"].to_list() == [None, None]
    assert not sheet.rejected
    assert any("第 2、3 行的日期没有年份" in loss for loss in sheet.losses)
