"""One project is one code in all tables of a run, however it was spelled; slips are asked about."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from books import Cell, ledger, write_xlsx
from reading import read, read_ledger
from running import fundcheck, rule_of

from fundcheck.ingest.discover import discover
from fundcheck.ingest.library import read_library

if TYPE_CHECKING:
    from pathlib import Path

CODE = "JCKJ2024-501"
CARD: list[list[Cell]] = [["项目编号", "项目名称"], [CODE, "连翘种植技术"]]


def line(number: int, amount: float = 100, **cells: Cell) -> dict[str, Cell]:
    """Return a ledger line; the cells go first."""
    return {
        **cells,
        "日期": dt.date(2024, 3, number),
        "凭证号": f"记-{number}",
        "摘要": f"购试剂{number}",
        "费用科目": "材料费",
        "金额": amount,
    }


@pytest.mark.parametrize(
    "spelling",
    [
        "jckj2024-501",
        "JCKJ2024－501",
        "ＪＣＫＪ2024-501",
        "ＪＣＫＪ２０２４－５０１",
        "JCKJ2024–501",
        "JCKJ2024—501",
        "JCKJ2024——501",
        "JCKJ2024―501",
        "JCKJ2024‑501",
        "JCKJ2024−501",
        "JCKJ2024_501",
        "JCKJ2024 - 501",
        " JCKJ2024-501　",
        "《JCKJ2024-501》",
        "【JCKJ2024-501】",
        "（JCKJ2024-501）",
        "'JCKJ2024-501",
    ],
)
def test_one_code_in_two_spellings_is_one_project(tmp_path: Path, spelling: str) -> None:
    rows = ledger(line(1, 40, 项目编号=spelling), line(2, 60, 项目编号=CODE))
    path = write_xlsx(tmp_path / "账.xlsx", {"支出明细": rows, "项目信息": CARD})
    tables, _ = read(path)
    assert tables["entries"]["project_code"].to_list() == [CODE, CODE]
    assert not tables["doubts"].height


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("JCKJ2024—501 连翘种植", "JCKJ2024-501"),
        ("JCKJ2024－501连翘种植", "JCKJ2024-501"),
        ("JCKJ2024 – 501 / 连翘种植", "JCKJ2024-501"),
        ("连翘种植（JCKJ2024–501）", "JCKJ2024-501"),
        ("《JCKJ2024-501》连翘种植", "JCKJ2024-501"),
        ("540773—3D打印研究", "540773"),
        ("540773—连翘种植", "540773"),
        ("540773——连翘种植", "540773"),
        ("５４０７７３ 连翘种植", "540773"),
    ],
)
def test_a_code_ends_where_its_name_begins(tmp_path: Path, spelling: str, code: str) -> None:
    entries, _ = read_ledger(
        write_xlsx(tmp_path / "账.xlsx", {"支出明细": ledger(line(1, 项目=spelling))})
    )
    assert entries["project_code"].to_list() == [code]


@pytest.mark.parametrize(
    "title", ["项目编号：JCKJ2024—501", "项目编号：ＪＣＫＪ2024－501", "课题编号：《jckj2024-501》"]
)
def test_a_title_spells_the_code_otherwise(tmp_path: Path, title: str) -> None:
    rows: list[list[Cell]] = [[title], *ledger(line(1))]
    tables, _ = read(write_xlsx(tmp_path / "账.xlsx", {"支出明细": rows, "项目信息": CARD}))
    assert tables["entries"]["project_code"].to_list() == [CODE]


def test_the_names_of_sheet_and_file_spell_the_code_otherwise(tmp_path: Path) -> None:
    cards = write_xlsx(tmp_path / "登记表.xlsx", {"项目信息": CARD})
    by_sheet = write_xlsx(tmp_path / "一.xlsx", {"ＪＣＫＪ2024－501": ledger(line(1))})
    by_file = write_xlsx(tmp_path / "JCKJ2024—501 支出.xlsx", {"Sheet1": ledger(line(2))})
    tables, _ = read(cards, by_sheet, by_file)
    assert tables["entries"]["project_code"].to_list() == [CODE, CODE]


def test_every_table_has_the_spelling_of_the_card(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "账.xlsx",
        {
            "支出明细": ledger(line(1, 项目编号="jckj2024-501")),
            "预算": [["项目编号", "科目", "预算金额"], ["JCKJ2024－501", "材料费", 500]],
            "到账": [
                ["项目编号", "日期", "金额", "类型"],
                ["JCKJ2024—501", "2024-01-05", 500, "拨付"],
            ],
            "参与单位": [["项目编号", "单位名称", "角色"], ["ＪＣＫＪ2024-501", "某大学", "参与"]],
            "项目组成员": [["项目编号", "姓名"], ["JCKJ2024 -501", "张三"]],
            "项目信息": CARD,
        },
    )
    tables, _ = read(path)
    for name in ("entries", "budget", "receipts", "participants", "team", "projects"):
        assert tables[name]["project_code"].to_list() == [CODE], name


def test_without_a_card_the_first_spelling_is_shown_whatever_the_order_of_paths(
    tmp_path: Path,
) -> None:
    first = write_xlsx(tmp_path / "a.xlsx", {"支出明细": ledger(line(1, 项目编号="jckj2024–501"))})
    later = write_xlsx(tmp_path / "b.xlsx", {"支出明细": ledger(line(2, 项目编号="JCKJ2024-501"))})
    for paths in ([first, later], [later, first]):
        tables, _ = read_library(discover(paths).inputs)
        assert tables["entries"]["project_code"].to_list() == ["jckj2024–501"] * 2


def test_other_spellings_are_told_where_they_stand(tmp_path: Path) -> None:
    rows = ledger(line(1, 项目编号="JCKJ2024－501"), line(2, 项目编号="jckj2024-501"))
    _, (receipt,) = read(write_xlsx(tmp_path / "账.xlsx", {"支出明细": rows, "项目信息": CARD}))
    told = "项目编号 「JCKJ2024－501」、「jckj2024-501」与「JCKJ2024-501」只是写法不同，按一个项目读取。"
    assert receipt.sheets[0].notes == (told,)
    assert receipt.remarks == ()


def test_a_workbook_of_one_project_in_two_spellings_is_that_projects(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "账.xlsx",
        {
            "支出明细": ledger(line(1, 项目编号="JCKJ2024－501"), line(2, 项目编号=CODE)),
            "预算": [["科目", "预算金额"], ["材料费", 500]],
        },
    )
    tables, _ = read(path)
    assert tables["budget"]["project_code"].to_list() == ["JCKJ2024－501"]


def test_a_name_in_two_spellings_is_the_codes(tmp_path: Path) -> None:
    rows = ledger(line(1, 项目名称="《连翘种植技术》"), line(2, 项目名称="连翘种植 技术"))
    tables, _ = read(write_xlsx(tmp_path / "账.xlsx", {"支出明细": rows, "项目信息": CARD}))
    assert tables["entries"]["project_code"].to_list() == [CODE, CODE]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("JCKJ2024-501", "JCKJ2024-502"),
        ("JCKJ2024-50", "JCKJ2024-501"),
        ("JCKJ2024-1-11", "JCKJ2024-11-1"),
        ("540773", "540774"),
        ("JCKJ2024", "JCKJ2024-501"),
        ("P1", "P10"),
        ("007", "70"),
    ],
)
def test_neighbouring_codes_are_two_projects_and_nobody_asks(
    tmp_path: Path, one: str, other: str
) -> None:
    rows = ledger(line(1, 项目编号=one), line(2, 项目编号=other))
    tables, (receipt,) = read(write_xlsx(tmp_path / "账.xlsx", {"支出明细": rows}))
    assert tables["entries"]["project_code"].to_list() == [one, other]
    assert receipt.remarks == ()
    assert not tables["doubts"].height


@pytest.mark.parametrize(
    ("odd", "card", "why"),
    [
        ("JCKJ2O24-501", CODE, "容易写混的字符"),
        ("JCKJ2024-5O1", CODE, "容易写混的字符"),
        ("JCKJ2024-50l", CODE, "容易写混的字符"),
        ("JCKJ2024-S01", CODE, "容易写混的字符"),
        ("JCKJZ024-501", CODE, "容易写混的字符"),
        ("B40773", "840773", "容易写混的字符"),
        ("JCKJ2024501", CODE, "分隔符"),
        ("540773", "0540773", "前面的零"),
        ("7", "007", "前面的零"),
        ("JCKJ2024-1", "JCKJ2024-01", "前面的零"),
    ],
)
def test_a_code_that_may_be_the_cards_mistyped_is_asked_about_once(
    tmp_path: Path, odd: str, card: str, why: str
) -> None:
    rows = ledger(line(1, 项目编号=odd), line(2, 项目编号=odd), line(3, 项目编号=card))
    sheets: dict[str, list[list[Cell]]] = {
        "支出明细": rows,
        "项目信息": [["项目编号", "项目名称"], [card, "连翘种植技术"]],
    }
    ran = fundcheck(write_xlsx(tmp_path / "账.xlsx", sheets), out=tmp_path / "out")
    (said,) = ran.findings["remarks"]
    assert said.startswith(f"项目编号「{odd}」（2 行）与「{card}」只差")
    assert why in said
    assert said in ran.out
    assert said in (tmp_path / "out" / "index.html").read_text("utf-8")
    assert ran.findings["inputs"][0]["sheets"][0]["notes"] == [said]
    for project in (odd, card):
        rule = rule_of(ran.findings, project, "J05-2")
        assert rule["outcome"] == "unknown"
        assert "是不是同一个项目" in rule["why"]


def test_two_projects_with_cards_of_their_own_or_other_names_are_two(tmp_path: Path) -> None:
    both = ledger(line(1, 项目编号="JC2024-S01"), line(2, 项目编号="JC2024-501"))
    cards: list[list[Cell]] = [["项目编号", "项目名称"], ["JC2024-S01", "甲"], ["JC2024-501", "乙"]]
    _, (receipt,) = read(write_xlsx(tmp_path / "账.xlsx", {"支出明细": both, "项目信息": cards}))
    assert receipt.remarks == ()
    named = ledger(
        line(1, 项目编号="JC2024-S01", 项目名称="连翘种植"),
        line(2, 项目编号="JC2024-501", 项目名称="水表终端"),
    )
    _, (receipt,) = read(write_xlsx(tmp_path / "名.xlsx", {"支出明细": named}))
    assert receipt.remarks == ()


def test_a_code_of_no_card_is_asked_about_as_well(tmp_path: Path) -> None:
    rows = ledger(line(1, 项目编号="0540773"), line(2, 项目编号=540773))
    tables, (receipt,) = read(write_xlsx(tmp_path / "账.xlsx", {"支出明细": rows}))
    assert tables["entries"]["project_code"].to_list() == ["0540773", "540773"]
    assert len(receipt.remarks) == 1


def test_an_overspent_budget_is_found_over_both_spellings(tmp_path: Path) -> None:
    def device(number: int, code: str) -> dict[str, Cell]:
        return {**line(number, 90000, 项目编号=code), "费用科目": "设备购置费"}

    sheets: dict[str, list[list[Cell]]] = {
        "支出明细": ledger(device(1, "JCKJ2024－501"), device(2, "jckj2024—501")),
        "预算": [["项目编号", "科目", "预算金额"], [CODE, "设备费", 100000]],
        "项目信息": CARD,
    }
    ran = fundcheck(write_xlsx(tmp_path / "账.xlsx", sheets), out=tmp_path / "out")
    assert [p["project_code"] for p in ran.findings["projects"]] == [CODE]
    assert rule_of(ran.findings, CODE, "J16-1")["outcome"] == "found"
    assert rule_of(ran.findings, CODE, "J15-1")["outcome"] == "clean"
