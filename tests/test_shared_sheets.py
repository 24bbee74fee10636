"""Several tables on one sheet: each is judged by what it has itself, under its own project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from books import Cell, write_xlsx
from reading import read
from running import SAMPLES, fundcheck, rule_of

if TYPE_CHECKING:
    from pathlib import Path

    from fundcheck.tables import Tables

HEADER: list[Cell] = ["日期", "凭证号", "摘要", "费用科目", "借方金额", "贷方金额", "收款方"]


def _of(project: str, *more: Cell) -> list[list[Cell]]:
    lines: list[list[Cell]] = [
        [f"2024-05-1{number}", f"记-{number}", "购试剂", "材料费", 1000, None, "某公司"]
        for number in (1, 2, 3)
    ]
    return [[f"项目编号：{project}"], [*HEADER, *more], *lines, []]


def _checked(tmp_path: Path, *tables: list[list[Cell]]) -> dict[str, Any]:
    path = write_xlsx(tmp_path / "账.xlsx", {"明细": [row for rows in tables for row in rows]})
    return fundcheck(path, out=tmp_path / "out").findings


@pytest.mark.parametrize("more", [[], ["发票号码"]], ids=["one header", "another header"])
def test_ledgers_below_each_other_do_not_mix_their_projects(
    tmp_path: Path, more: list[Cell]
) -> None:
    document = _checked(tmp_path, _of("JC2024-001"), _of("JC2024-002", *more))
    for project in ("JC2024-001", "JC2024-002"):
        assert rule_of(document, project, "J15-1")["outcome"] == "clean"


def test_what_one_ledger_lacks_the_other_is_not_blamed_for(tmp_path: Path) -> None:
    document = _checked(tmp_path, _of("JC2024-001"), _of("JC2024-002", "发票号码"))
    lacking = rule_of(document, "JC2024-001", "J17-1")
    assert (lacking["outcome"], lacking["looked_at"]) == ("unknown", 1)  # one point a ledger
    having = rule_of(document, "JC2024-002", "J17-1")
    assert (having["outcome"], having["looked_at"], having["found"]) == ("found", 3, 3)
    cited = [f["evidence"][0]["row"] for f in document["findings"] if f["rule"] == "J17-1"]
    assert cited == sorted(cited)  # findings of a rule are read down the ledger


def test_a_line_under_the_wrong_title_is_still_told(tmp_path: Path) -> None:
    rows = _of("JC2024-001", "项目编号")
    for row, project in zip(rows[2:5], ("JC2024-001", "JC2024-001", "JC2024-009"), strict=True):
        row.append(project)
    document = _checked(tmp_path, rows)
    assert rule_of(document, "JC2024-009", "J15-1")["outcome"] == "found"
    assert rule_of(document, "JC2024-001", "J15-1")["outcome"] == "clean"


def _assert_sheets_named(tables: Tables) -> None:
    """Every row names the sheet that it stands on, as what it was read as."""
    sheets = tables["sheets"]
    assert sheets["sheet_id"].equals(sheets["source_id"])
    for name, frame in tables.items():
        of = frame.join(
            sheets.select(pl.col("source_id").alias("sheet_id"), "role", "file", "sheet"),
            on="sheet_id",
            how="left",
            suffix="_of",
        )
        assert of["role_of" if "role_of" in of.columns else "role"].null_count() == 0, name
        assert of["file"].equals(of["file_of"])
        assert of["sheet"].equals(of["sheet_of"])
        if name not in {"sheets", "stated_totals"}:
            role = of["role_of"] if "role" in frame.columns else of["role"]
            assert set(role) <= {name}


def test_every_row_names_its_sheet() -> None:
    tables, _ = read(*sorted(path for path in SAMPLES.iterdir() if path.is_file()))
    assert tables["entries"].height
    assert tables["sheets"]["sheet"].n_unique() < tables["sheets"].height
    _assert_sheets_named(tables)
