"""Day-books of bank and till: alone they say what was spent, beside a ledger they repeat it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from books import Cell, write_xlsx
from reading import read

if TYPE_CHECKING:
    from pathlib import Path

    from fundcheck.receipts import SheetReceipt

D = Decimal
Rows = list[list[Cell]]
_: None = None
HEAD: list[Cell] = ["日期", "凭证号", "摘要", "借方", "贷方", "余额"]
BANK: Rows = [
    HEAD,
    ["2024-03-01", "收-1", "收到课题经费", 50000, _, 50000],
    ["2024-03-02", "付-1", "付测试费", _, 3000, 47000],
    ["2024-03-03", "付-2", "购试剂", _, 1200.5, 45799.5],
    ["2024-03-04", "付-3", "提现", _, 800, 44999.5],
]
BOOK: Rows = [["科目：1002 银行存款", _, "项目编号：JC2024-07"], *BANK]
COSTS: Rows = [
    ["项目编号：JC2024-07"],
    ["日期", "凭证号", "摘要", "费用科目", "支出金额"],
    ["2024-03-02", "付-1", "付测试费", "测试费", 3000],
    ["2024-03-05", "付-2", "购试剂", "材料费", 1200.5],
]


def _counted(sheet: SheetReceipt) -> tuple[Decimal, Decimal, int]:
    assert sheet.counted is not None
    assert sum(s.lines for s in sheet.counted.sums.values()) == sheet.rows.entries
    neither = sum(some.lines for _, some in sheet.counted.neither)
    return sheet.counted.spending.amount, sheet.counted.income.amount, neither


@pytest.mark.parametrize(
    "rows",
    [
        BOOK,
        [["银行存款日记账"], *BANK],
        [
            [*HEAD, "科目编码", "科目名称"],
            *([*row, "1002", "银行存款-工行"] for row in BANK[1:]),
        ],
    ],
)
def test_a_bank_book_alone_says_what_was_spent(rows: Rows, tmp_path: Path) -> None:
    _tables, (receipt,) = read(write_xlsx(tmp_path / "JC2024-07.xlsx", {"Sheet1": rows}))
    (sheet,) = receipt.sheets
    assert _counted(sheet) == (D("4200.50"), D("50000.00"), 1)
    assert any("贷方是支出" in note for note in sheet.notes)


def test_beside_the_ledger_of_its_project_the_account_of_the_bank_is_held(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "银行.xlsx", {"银行": BOOK})
    write_xlsx(tmp_path / "支出.xlsx", {"支出": COSTS})
    tables, receipts = read(tmp_path)
    by_name = {s.name: s for receipt in receipts for s in receipt.sheets}
    assert _counted(by_name["银行"]) == (D("0.00"), D("0.00"), 4)
    assert _counted(by_name["支出"]) == (D("4200.50"), D("0.00"), 0)
    assert any("支出在其他账上已有" in note for note in by_name["银行"].notes)
    assert tables["entries"].filter(kind="spending")["amount"].sum() == D("4200.50")


def test_payments_that_a_ledger_has_are_not_counted_twice(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"日记账": [["银行存款日记账"], *BANK], "支出": COSTS}
    _tables, (receipt,) = read(write_xlsx(tmp_path / "JC2024-07.xlsx", sheets))
    book, costs = receipt.sheets
    assert _counted(book) == (D("0.00"), D("50000.00"), 3)
    assert _counted(costs) == (D("4200.50"), D("0.00"), 0)
    assert "是日记账，有 2 笔付款在其他账上已有，未另计。" in book.notes


def test_a_till_that_pays_what_no_ledger_has_counts_beside_it(tmp_path: Path) -> None:
    till: Rows = [
        ["现金日记账"],
        HEAD,
        ["2024-03-04", "1", "提现", 800, _, 800],
        ["2024-03-05", "2", "购打印纸", _, 120, 680],
        ["2024-03-06", "3", "付快递费", _, 30, 650],
    ]
    sheets = {"现金": till, "支出": COSTS}
    _tables, (receipt,) = read(write_xlsx(tmp_path / "JC2024-07.xlsx", sheets))
    assert [_counted(sheet) for sheet in receipt.sheets] == [
        (D("150.00"), D("0.00"), 1),
        (D("4200.50"), D("0.00"), 0),
    ]


def test_the_bank_among_the_accounts_of_a_journal_stays_held(tmp_path: Path) -> None:
    head: list[Cell] = ["日期", "凭证号", "摘要", "科目编码", "科目名称", "借方", "贷方"]
    rows: Rows = [
        head,
        ["2024-03-02", "记-1", "付测试费", "530101", "研发支出-测试费", 3000, _],
        ["2024-03-02", "记-1", "付测试费", "1002", "银行存款", _, 3000],
    ]
    _tables, (receipt,) = read(write_xlsx(tmp_path / "JC2024-07.xlsx", {"Sheet1": rows}))
    assert _counted(receipt.sheets[0]) == (D("3000.00"), D("0.00"), 1)
