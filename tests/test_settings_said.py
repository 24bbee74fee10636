"""What of fundcheck.toml comes to nothing is said, and its draft holds what was recognised."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest
from books import ledger, write_xlsx
from running import SAMPLES, bare, fundcheck

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

LINE: dict[str, Cell] = {"项目编号": "P1", "日期": "2024-05-06", "凭证号": "记-1", "摘要": "购试剂", "借方": 5, "发生数": 5, "部门": "化工"}  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ('files = "序时账*.xlsx"', "input 第 1 项：没有文件符合 files =「序时账*.xlsx」，没有起作用。本次的文件：账.xlsx。"),
        ('[input.columns]\n"报销金额" = "金额"', "columns 里的表头「报销金额」在表里没有，没有起作用。"),
        ('[input.columns]\n"发生额" = "金额"', "是不是「发生数」？有：项目编号、日期、"),
        ('sheets = ["Sheet1", "支出明细"]', "没有工作表「Sheet1」。有：支出明细。"),
        ('[input.columns]\n"借方" = "金额"\n"发生数" = "amount"', "工作表「支出明细」的「借方」「发生数」都写成了「金额」"),
    ],
)  # fmt: skip
def test_settings_that_come_to_nothing_are_said(tmp_path: Path, settings: str, says: str) -> None:
    book = write_xlsx(tmp_path / "账.xlsx", {"支出明细": ledger(LINE)})
    (tmp_path / "fundcheck.toml").write_text(f"[[input]]\n{settings}\n", "utf-8")
    ran = fundcheck(book, out=tmp_path / "out")
    assert says in ran.out
    assert any(says in remark for remark in ran.findings["remarks"])
    assert says in bare("inspect", str(book)).out


def test_settings_that_hold_are_not_talked_about(tmp_path: Path) -> None:
    upper: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "本期发生额", None],
        [None, None, None, "借方", "贷方"],
        ["2024-05-06", "记-1", "购试剂", 5, None],
    ]
    book = write_xlsx(tmp_path / "JC2024-001.xlsx", {"支出明细": upper})
    (tmp_path / "fundcheck.toml").write_text(
        '[[input]]\nfiles = "*.xlsx"\nsheets = ["支出明细"]\n[input.columns]\n'
        '"借方" = "金额"\n"贷方" = "不用"\n"B列" = "凭证号"\n',
        "utf-8",
    )
    ran = fundcheck(book, out=tmp_path / "out")
    assert not [said for said in ran.findings["remarks"] if "配置文件" in said]


def test_where_nothing_can_be_read_the_settings_are_said_too(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "账.xlsx", {"支出明细": [["甲", "乙"], ["1", "2"]]})
    (tmp_path / "fundcheck.toml").write_text('[[input]]\n[input.columns]\n"丙" = "金额"\n', "utf-8")
    ran = fundcheck(book, out=tmp_path / "out")
    assert ran.code == 2
    assert "columns 里的表头「丙」在表里一个也没有找到" in ran.err


def _inspected(folder: Path, *arguments: str) -> list[object]:
    """Return what each sheet was read as, without how sure that was."""
    ran = bare("inspect", str(folder), "--format", "json", *arguments)
    assert ran.code in {0, 3}, ran.err
    return [
        (item["path"], sheet["name"], sheet["role"], sheet["columns"], sheet["rows"], sheet["totals"])
        for item in json.loads(ran.out)["inputs"]
        for sheet in item["sheets"]
    ]  # fmt: skip


def test_a_draft_changes_nothing_of_the_samples(tmp_path: Path) -> None:
    draft = tmp_path / "draft.toml"
    before = _inspected(SAMPLES, "--write-config", str(draft))
    assert _inspected(SAMPLES, "--config", str(draft)) == before


def test_a_draft_holds_what_was_recognised(tmp_path: Path) -> None:
    first: dict[str, Cell] = {"日期": "2024-05-06", "凭证号": "记-1", "摘要": "购试剂", "金额": 5}
    amounts: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "设备费", "材料费"],
        ["2024-05-06", "记-1", "购天平", 5, None],
        ["2024-05-07", "记-2", "购试剂", None, 6],
    ]
    books = tmp_path / "账"
    (books / "下级").mkdir(parents=True)
    write_xlsx(books / "多栏.xlsx", {"账": amounts})
    write_xlsx(books / "账[1].xlsx", {"账": ledger({**first, "摘要": "购乙醇"})})
    write_xlsx(
        books / "下级" / "两张.xlsx",
        {"一月": ledger({**first, "经办人": "张某"}), "二月": ledger({**first, "凭证号": "记-2"})},
    )
    write_xlsx(books / "有借贷.xlsx", {"账": ledger({**first, "摘要": "购瓶", "方向": "借"})})
    draft = tmp_path / "draft.toml"
    before = _inspected(books, "--write-config", str(draft))
    written = tomllib.loads(draft.read_text("utf-8"))["input"]
    columns = {item["files"]: item["columns"] for item in written}
    assert set(columns) == {"多栏.xlsx", "账[[]1].xlsx", "两张.xlsx", "有借贷.xlsx"}
    assert columns["两张.xlsx"]["经办人"] == "handler"
    assert columns["账[[]1].xlsx"]["金额"] == "amount"
    # Heads over amounts are no columns: written down as one they would be it everywhere.
    assert "材料费" not in columns["多栏.xlsx"]
    assert '# "材料费" = ""  # 已认出，不用写' in draft.read_text("utf-8")
    assert _inspected(books, "--config", str(draft)) == before
    told = bare("inspect", str(books), "--config", str(draft)).out
    assert "配置文件" not in told
