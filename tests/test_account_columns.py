"""Accounts under a head that nobody knows, and books that name none: never 0.00 without a word."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from books import write_xlsx
from reading import read, read_ledger
from running import fundcheck

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

    Row = list[Cell]

BOOK: list[Row] = [
    ["2024-03-04", "记-1", "购试剂", "研发支出-材料费", 1500, None],
    ["2024-03-04", "记-1", "购试剂", "银行存款", None, 1500],
    ["2024-03-06", "记-2", "打印费", "研发支出-办公费", 800, None],
    ["2024-03-06", "记-2", "打印费", "应付账款-某店", None, 800],
]
CODES = {"研发支出-材料费": "530101", "银行存款": "1002", "研发支出-办公费": "530102", "应付账款-某店": "220201"}  # fmt: skip


def _book(folder: Path, head: str, rows: list[Row]) -> Path:
    return write_xlsx(
        folder / "JC24-07.xlsx",
        {"凭证": [["日期", "凭证号", "摘要", head, "借方", "贷方"], *rows]},
    )


def _coded(rows: list[Row], *, named: bool) -> list[Row]:
    return [
        [*row[:3], CODES[str(row[3])] + (f" {row[3]}" if named else ""), *row[4:]] for row in rows
    ]


@pytest.mark.parametrize("head", ["账户", "分录", "户头", "核算内容", "项目", "类别"])
@pytest.mark.parametrize(
    "rows", [BOOK, _coded(BOOK, named=False), _coded(BOOK, named=True)], ids=["names", "codes", "both"]
)  # fmt: skip
def test_a_column_is_the_account_by_its_cells(head: str, rows: list[Row], tmp_path: Path) -> None:
    entries, sheet = read_ledger(_book(tmp_path, head, rows))
    assert entries["kind"].to_list() == ["spending", "other", "spending", "other"]
    assert entries["project_code"].unique().to_list() == ["JC24-07"]
    assert sheet.columns[head] in {"account", "cost_item"}
    if sheet.columns[head] == "account":
        assert f"「{head}」列写的是会计科目，按科目读取。" in sheet.notes


def test_one_amount_and_a_side_is_a_book_too(tmp_path: Path) -> None:
    rows: list[Row] = [["日期", "凭证号", "摘要", "账户", "方向", "金额"]]
    rows += [[*row[:4], "借" if row[4] else "贷", row[4] or row[5]] for row in BOOK]
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"凭证": rows}))
    assert entries["kind"].to_list() == ["spending", "other", "spending", "other"]


def test_a_column_of_banks_alone_is_no_account_of_the_line(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["2024-03-04", "记-1", "购试剂", "银行存款", 1500, None],
        ["2024-03-06", "记-2", "打印费", "库存现金", 800, None],
    ]
    entries, sheet = read_ledger(_book(tmp_path, "付款途径", rows))
    assert entries["kind"].to_list() == ["spending", "spending"]
    assert sheet.columns.get("付款途径") != "account"


def test_the_other_side_of_a_line_is_not_its_account(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["2024-03-04", "记-1", "购试剂", "银行存款", 1500, None],
        ["2024-03-06", "记-2", "打印费", "应付账款", 800, None],
        ["2024-03-09", "记-3", "退货", "研发支出", None, 100],
    ]
    entries, _ = read_ledger(_book(tmp_path, "对方科目", rows))
    assert entries["amount"].sum() == Decimal(2200)
    assert entries["kind"].unique().to_list() == ["spending"]


def test_vouchers_of_one_line_with_both_accounts(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["日期", "凭证号", "摘要", "借方科目", "贷方科目", "金额"],
        ["2024-03-04", "记-1", "购试剂", "研发支出-材料费", "应付账款", 1500],
        ["2024-03-09", "记-2", "付试剂款", "应付账款", "银行存款", 1500],
        ["2024-03-31", "记-9", "结转", "本年利润", "研发支出-材料费", 1500],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"凭证": rows}))
    assert entries.filter(kind="spending")["amount"].to_list() == [Decimal(1500)]


@pytest.mark.parametrize("numbered", [True, False])
def test_a_book_without_accounts_is_asked_after(numbered: bool, tmp_path: Path) -> None:  # noqa: FBT001
    rows: list[Row] = [["日期", "凭证号", "摘要", "归口", "借方", "贷方"]]
    rows += [[row[0], row[1] if numbered else None, row[2], "甲", *row[4:]] for row in BOOK]
    path = write_xlsx(tmp_path / "JC24-07.xlsx", {"凭证": rows})
    tables, (receipt,) = read(path)
    assert sorted(tables["doubts"]["about"]) == ["lines", "sums"]
    (sheet,) = receipt.sheets
    said = "每张凭证借贷相等，表里没有认得出的科目列，分不清哪些是支出，不作判断；「归口」中如有科目，请在 fundcheck.toml 中写明。"
    assert said in sheet.notes
    document = fundcheck(path, out=tmp_path / "out").findings
    assert document["projects"][0]["facts"]["spent"] is None


INNOCENT: dict[str, list[Row]] = {
    "a card on which as much came in as went out": [
        ["日期", "凭证号", "摘要", "支出", "收入", "余额"],
        ["2024-03-01", "1", "收拨款", None, 2300, 2300],
        ["2024-03-04", "2", "购试剂", 1500, None, 800],
        ["2024-03-06", "3", "打印费", 800, None, 0],
    ],
    "one account that is closed every month": [
        ["日期", "凭证号", "摘要", "借方", "贷方"],
        ["2024-03-04", "1", "购试剂", 1500, None],
        ["2024-03-31", "9", "结转本月", None, 1500],
        ["2024-04-04", "1", "购试剂", 800, None],
        ["2024-04-30", "9", "结转本月", None, 800],
    ],
    "the same without numbers": [
        ["日期", "凭证号", "摘要", "借方", "贷方"],
        ["2024-03-04", None, "购试剂", 1500, None],
        ["2024-03-31", None, "结转本月", None, 1500],
        ["2024-04-04", None, "购试剂", 800, None],
        ["2024-04-30", None, "结转本月", None, 800],
    ],
}


@pytest.mark.parametrize("name", INNOCENT)
def test_a_ledger_of_one_side_is_not_asked_for_accounts(name: str, tmp_path: Path) -> None:
    tables, _ = read(write_xlsx(tmp_path / "JC24-07.xlsx", {"账": INNOCENT[name]}))
    assert not tables["doubts"].height
    assert tables["entries"].filter(kind="spending")["amount"].sum() == Decimal(2300)
