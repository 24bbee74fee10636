"""A project written once holds for its voucher or its sheet; a line of no project stays of none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from books import Cell, ledger, write_xlsx
from reading import read
from running import fundcheck, rule_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

P1, P2 = "JCKJ2024-001", "JCKJ2024-002"
Rows = list[list[Cell]]
CARDS: Rows = [["项目编号", "项目名称"], [P1, "连翘种植"], [P2, "水表终端"]]


def kept(codes: Iterable[Cell]) -> Rows:
    """Return a hand-kept sheet with a line of 100 yuan for each code."""
    return ledger(
        *(
            {
                "日期": f"2024-03-{min(number, 28):02d}",
                "凭证号": f"记-{number}",
                "摘要": f"购试剂{number}",
                "费用科目": "材料费",
                "金额": 100,
                "项目编号": code,
            }
            for number, code in enumerate(codes, start=1)
        )
    )


def journal(*lines: tuple[int, Cell, str, float]) -> Rows:
    """Return a journal of (voucher, project, account, debit; a credit is negative)."""
    return ledger(
        *(
            {
                "日期": f"2024-03-{voucher:02d}",
                "凭证号": f"记-{voucher}",
                "摘要": "付款",
                "科目名称": account,
                "借方金额": amount if amount > 0 else None,
                "贷方金额": -amount if amount < 0 else None,
                "项目编号": code,
            }
            for voucher, code, account, amount in lines
        )
    )


def whose(folder: Path, rows: Rows, **sheets: Rows) -> tuple[list[str | None], Sequence[str]]:
    """Return the projects of the spending lines, and the notes of the sheet."""
    tables, (receipt,) = read(write_xlsx(folder / "账.xlsx", {"支出明细": rows, **sheets}))
    spent = tables["entries"].filter(kind="spending").sort("row")
    return spent["project_code"].to_list(), receipt.sheets[0].notes


def test_a_code_on_the_first_line_alone_is_the_sheets(tmp_path: Path) -> None:
    codes, notes = whose(tmp_path, kept([P1, *[None] * 36]))
    assert codes == [P1] * 37
    told = f"有 36 行支出（共 3,600.00 元）没有写明项目；本表写明的项目只有「{P1}」，都归入这个项目，请核对。"
    assert notes == (told,)


def test_it_is_said_on_the_first_screen_and_every_rule_judges(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "账.xlsx", {"支出明细": kept([P1, None, None])})
    ran = fundcheck(path, out=tmp_path / "out")
    assert ran.code == 0
    (said,) = ran.findings["remarks"]
    assert said.startswith("账.xlsx 工作表「支出明细」有 2 行支出（共 200.00 元）没有写明项目；")
    assert said in ran.out
    (project,) = ran.findings["projects"]
    assert project["facts"]["spent"] == "300.00"
    assert rule_of(ran.findings, P1, "J05-2")["outcome"] == "clean"


def test_a_code_on_the_first_line_holds_beside_other_projects_of_the_run(tmp_path: Path) -> None:
    codes, _ = whose(tmp_path, kept([P1, None, None]), 项目信息=CARDS)
    assert codes == [P1] * 3


@pytest.mark.parametrize("places", [(3,), (1, 5, 9), (9,), (1, 2, 3, 4, 5, 6, 7, 8)])
def test_the_only_project_of_the_run_is_that_of_all_lines(
    tmp_path: Path, places: tuple[int, ...]
) -> None:
    codes, notes = whose(tmp_path, kept(P1 if n in places else None for n in range(1, 10)))
    assert codes == [P1] * 9
    assert f"有 {9 - len(places)} 行支出" in notes[0]


def test_where_the_run_knows_another_project_scattered_lines_are_nobodys(tmp_path: Path) -> None:
    codes, notes = whose(tmp_path, kept([None, P1, None]), 项目信息=CARDS)
    assert codes == [None, P1, None]
    assert "有 2 行支出（共 200.00 元）没有写明项目，不归任何项目，没有检查。" in notes


def test_two_projects_on_a_sheet_leave_its_bare_lines_to_nobody(tmp_path: Path) -> None:
    codes, _ = whose(tmp_path, kept([P1, None, P2, P1, None]))
    assert codes == [P1, None, P2, P1, None]


def test_a_sheet_whose_title_names_its_only_project_is_that_projects(tmp_path: Path) -> None:
    rows: Rows = [[f"项目编号：{P1}"], *kept([None, P1, None])]
    codes, _ = whose(tmp_path, rows, 项目信息=CARDS)
    assert codes == [P1] * 3


@pytest.mark.parametrize("word", ["无", "无项目", "非项目", "不适用", "未指定"])
def test_a_line_that_says_it_is_of_no_project_is_of_none(tmp_path: Path, word: str) -> None:
    codes, _ = whose(tmp_path, kept([P1, word, word]))
    assert codes == [P1, None, None]


def test_a_line_of_a_department_is_of_no_project(tmp_path: Path) -> None:
    rows: Rows = [
        ["日期", "凭证号", "摘要", "科目名称", "借方金额", "辅助核算"],
        ["2024-03-01", "记-1", "购试剂", "材料费", 100, f"项目:{P1}-连翘"],
        ["2024-03-02", "记-2", "购试剂", "材料费", 100, "部门:化学系"],
        ["2024-03-03", "记-3", "购试剂", "材料费", 100, "部门:化学系"],
    ]
    codes, _ = whose(tmp_path, rows)
    assert codes == [P1, None, None]


def test_the_workbooks_budget_is_of_the_project_on_the_first_line(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "账.xlsx",
        {"支出明细": kept([P1, None]), "预算": [["科目", "预算金额"], ["材料费", 1000]]},
    )
    tables, _ = read(path)
    assert tables["budget"]["project_code"].to_list() == [P1]


def test_a_project_on_the_first_line_of_each_voucher_holds_for_the_voucher(tmp_path: Path) -> None:
    rows = journal(
        (1, P1, "研发支出/材料费", 1000), (1, None, "研发支出/差旅费", 200), (1, None, "银行存款", -1200),
        (2, P2, "研发支出/材料费", 50), (2, None, "研发支出/劳务费", 60), (2, None, "银行存款", -110),
    )  # fmt: skip
    codes, notes = whose(tmp_path, rows)
    assert codes == [P1, P1, P2, P2]
    assert notes == ("有 2 行支出（共 260.00 元）没有写明项目，按同一凭证中写明的项目归入。",)


def test_a_project_on_the_banks_side_is_that_of_the_voucher(tmp_path: Path) -> None:
    rows = journal(
        (1, None, "研发支出/材料费", 1000), (1, P1, "银行存款", -1000),
        (2, None, "研发支出/材料费", 60), (2, P2, "银行存款", -60),
    )  # fmt: skip
    codes, _ = whose(tmp_path, rows)
    assert codes == [P1, P2]


def test_money_received_is_of_the_project_of_its_voucher(tmp_path: Path) -> None:
    rows = journal(
        (1, P1, "银行存款", 5000), (1, None, "科研事业收入", -5000),
        (2, P2, "银行存款", 700), (2, None, "科研事业收入", -700),
    )  # fmt: skip
    tables, _ = read(write_xlsx(tmp_path / "账.xlsx", {"序时账": rows}))
    received = tables["entries"].filter(kind="receipt")
    assert received["project_code"].to_list() == [P1, P2]


def test_the_journal_of_a_unit_has_costs_of_no_project(tmp_path: Path) -> None:
    rows = journal(
        (1, None, "管理费用/办公费", 300), (1, None, "银行存款", -300),
        (2, P1, "研发支出/材料费", 1000), (2, None, "银行存款", -1000),
        (3, None, "管理费用/差旅费", 500), (3, None, "银行存款", -500),
    )  # fmt: skip
    codes, notes = whose(tmp_path, rows)
    assert codes == [None, P1, None]
    assert "有 2 行支出（共 800.00 元）没有写明项目，不归任何项目，没有检查。" in notes


def test_bare_costs_in_the_middle_of_a_journal_are_nobodys(tmp_path: Path) -> None:
    rows = journal(
        (1, None, "材料费", 300), (1, None, "银行存款", -300),
        (2, P1, "材料费", 1000), (2, None, "银行存款", -1000),
        (3, None, "差旅费", 500), (3, None, "银行存款", -500),
    )  # fmt: skip
    codes, _ = whose(tmp_path, rows)
    assert codes == [None, P1, None]


def test_a_units_own_cost_in_a_projects_voucher_stays_the_units(tmp_path: Path) -> None:
    rows = journal(
        (1, P1, "研发支出/材料费", 1000), (1, None, "管理费用/办公费", 300), (1, None, "银行存款", -1300),
        (2, P1, "研发支出/材料费", 100), (2, None, "银行存款", -100),
    )  # fmt: skip
    codes, _ = whose(tmp_path, rows)
    assert codes == [P1, None, P1]


def test_research_booked_under_overheads_is_a_projects(tmp_path: Path) -> None:
    rows = journal(
        (1, P1, "管理费用/研发费用/材料费", 1000), (1, None, "管理费用/研发费用/差旅费", 300),
        (1, None, "银行存款", -1300),
    )  # fmt: skip
    codes, _ = whose(tmp_path, rows)
    assert codes == [P1, P1]


def test_a_voucher_of_two_projects_says_nothing_of_its_bare_line(tmp_path: Path) -> None:
    rows = journal(
        (1, P1, "研发支出/材料费", 1000), (1, P2, "研发支出/材料费", 50), (1, None, "研发支出/差旅费", 60),
        (1, None, "银行存款", -1110),
    )  # fmt: skip
    codes, _ = whose(tmp_path, rows)
    assert codes == [P1, P2, None]


def test_where_some_vouchers_name_none_a_first_line_speaks_for_itself(tmp_path: Path) -> None:
    rows = journal(
        (1, P1, "材料费", 1000), (1, None, "差旅费", 200), (1, None, "银行存款", -1200),
        (2, None, "材料费", 50), (2, None, "银行存款", -50), (3, P2, "材料费", 7), (3, None, "银行存款", -7),
    )  # fmt: skip
    codes, _ = whose(tmp_path, rows)
    assert codes == [P1, None, None, P2]


def test_a_sum_without_words_is_given_to_nobody(tmp_path: Path) -> None:
    rows: Rows = [*kept([P1, P1]), [None, None, None, "材料费", 200, None]]
    codes, _ = whose(tmp_path, rows)
    assert P1 not in codes[2:]
