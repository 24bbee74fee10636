"""Lines of no project are judged under none: the reader is told, and zeros do not pass for a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from books import Cell, ledger, write_xlsx
from reading import read, read_ledger
from running import fundcheck, rule_of

if TYPE_CHECKING:
    from pathlib import Path

LINE: dict[str, Cell] = {
    "日期": "2024-03-01",
    "凭证号": "记-1",
    "摘要": "购试剂",
    "科目名称": "专用材料费",
    "借方金额": 120,
}


def test_dimensions_that_name_only_people_leave_the_project_to_the_file(tmp_path: Path) -> None:
    rows = ledger(
        {**LINE, "辅助核算": "张三"}, {**LINE, "凭证号": "记-2", "辅助核算": "部门:化学系"}
    )
    entries, sheet = read_ledger(write_xlsx(tmp_path / "JCKJ2024-001.xlsx", {"Sheet1": rows}))
    assert entries["project_code"].to_list() == ["JCKJ2024-001"] * 2
    assert "没有一行写明项目，项目「JCKJ2024-001」取自文件名。" in sheet.notes


def test_an_empty_project_column_leaves_the_project_to_the_title(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["项目编号：JCKJ2024-002"], *ledger({"项目编号": None, **LINE})]
    entries, _ = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"Sheet1": rows}))
    assert entries["project_code"].to_list() == ["JCKJ2024-002"]


def test_one_sheet_of_a_stack_may_name_its_projects_and_another_not(tmp_path: Path) -> None:
    named = ledger({**LINE, "核算维度": "项目:540773-连翘"})
    bare = ledger({**LINE, "凭证号": "记-2", "核算维度": "部门:化学系"})
    path = write_xlsx(tmp_path / "账.xlsx", {"一月": named, "JCKJ2024-003": bare})
    tables, _ = read(path)
    assert tables["entries"]["project_code"].to_list() == ["540773", "JCKJ2024-003"]


def test_spending_of_no_project_is_counted_where_the_reader_looks_first(tmp_path: Path) -> None:
    rows = ledger(
        {"项目编号": "JCKJ2024-001", **LINE},
        {"项目编号": None, **LINE, "凭证号": "记-2", "借方金额": 70.5},
        {"项目编号": None, **LINE, "凭证号": "记-3", "借方金额": 30},
        {"项目编号": "JCKJ2024-002", **LINE, "凭证号": "记-4"},
    )
    ran = fundcheck(write_xlsx(tmp_path / "账.xlsx", {"Sheet1": rows}), out=tmp_path / "out")
    (sheet,) = ran.findings["inputs"][0]["sheets"]
    assert sheet["unassigned"] == 2
    assert "有 2 行支出（共 100.50 元）没有写明项目，不归任何项目，没有检查。" in sheet["notes"]
    assert "有 2 行支出没有写明项目" in ran.out
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "有 2 行支出没有写明项目" in page
    assert "什么都没有检查" not in page


def test_a_run_that_judged_nothing_is_no_result(tmp_path: Path) -> None:
    rows = [list(LINE)]
    ran = fundcheck(write_xlsx(tmp_path / "账.xlsx", {"Sheet1": rows}), out=tmp_path / "out")
    assert ran.code == 2
    assert "没有读到任何项目，什么都没有检查" in ran.err
    assert "表头下面没有读入任何明细行" in ran.err
    assert not (tmp_path / "out").exists()


def test_lines_of_no_project_keep_every_rule_about_spending_from_telling(tmp_path: Path) -> None:
    rows = ledger(
        {"项目编号": "JCKJ2024-001", **LINE},
        {"项目编号": "JCKJ2024-002", **LINE, "凭证号": "记-2"},
        {"项目编号": None, **LINE, "凭证号": "记-3", "借方金额": 30},
    )
    ran = fundcheck(write_xlsx(tmp_path / "账.xlsx", {"Sheet1": rows}), out=tmp_path / "out")
    assert ran.code == 3
    for project in ("JCKJ2024-001", "JCKJ2024-002"):
        rule = rule_of(ran.findings, project, "J05-2")
        assert rule["outcome"] == "unknown"
        assert "有 1 行支出、共 30.00 元没有写明项目" in rule["why"]
        assert rule_of(ran.findings, project, "J02-1")["outcome"] != "found"
