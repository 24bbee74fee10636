"""What was counted and what was not is said where people look first, and the sums close."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from books import Cell, write_xlsx
from reading import read, read_ledger
from running import bare, fundcheck

if TYPE_CHECKING:
    from pathlib import Path

HEADER: list[Cell] = ["日期", "凭证号", "摘要", "科目名称", "借方", "贷方", "作废标志", "项目编号"]
# One voucher with its bank side, a grant, an advance, a void voucher: 1,200.50 + 300.00 spent.
ROWS: list[list[Cell]] = [
    ["2024-01-05", "记-1", "购试剂", "业务活动费用/材料费", 1200.5, None, "否", "JC2024-1"],
    ["2024-01-05", "记-1", "购试剂", "银行存款", None, 1200.5, "否", "JC2024-1"],
    ["2024-01-08", "记-2", "收市财政局拨款", "财政拨款收入", None, 50000, "否", "JC2024-1"],
    ["2024-01-08", "记-2", "收市财政局拨款", "银行存款", 50000, None, "否", "JC2024-1"],
    ["2024-02-01", "记-3", "王工借差旅费", "其他应收款", 800, None, "否", "JC2024-1"],
    ["2024-03-01", "记-4", "付印刷费", "业务活动费用/印刷费", 300, None, "否", "JC2024-1"],
    ["2024-03-02", "记-5", "付印刷费", "业务活动费用/印刷费", 77, None, "是", "JC2024-1"],
]
SENTENCE = (
    "计入支出 2 行 1,500.50 元。未计入支出：收入 1 行 50,000.00 元；"
    "资金、往来、净资产科目 2 行 50,000.00 元；作废凭证 1 行 77.00 元；借款、预付款 1 行 800.00 元。"
)


def test_every_line_is_counted_once_and_both_sides_close(tmp_path: Path) -> None:
    _, sheet = read_ledger(write_xlsx(tmp_path / "a.xlsx", {"账": [HEADER, *ROWS]}))
    assert sheet.counted is not None
    counts = {name: (some.lines, some.amount) for name, some in sheet.counted.sums.items()}
    assert counts == {
        "spending": (2, Decimal("1500.50")),
        "income": (1, Decimal("50000.00")),
        "opening": (0, Decimal("0.00")),
        "资金、往来、净资产科目": (2, Decimal("50000.00")),
        "作废凭证": (1, Decimal("77.00")),
        "借款、预付款": (1, Decimal("800.00")),
    }
    assert sheet.totals is not None
    sums = sheet.counted.sums.values()
    assert sum(some.debit for some in sums) == sheet.totals.debit == Decimal("52377.50")
    assert sum(some.credit for some in sums) == sheet.totals.credit == Decimal("51200.50")


def test_it_is_said_in_the_terminal_on_the_first_page_and_by_inspect(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"账": [HEADER, *ROWS]})
    ran = fundcheck(path, out=tmp_path / "out")
    assert SENTENCE in ran.out
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert page.index(SENTENCE) < page.index("<h3>先做")
    assert SENTENCE in bare("inspect", str(path)).out
    (sheet,) = ran.findings["inputs"][0]["sheets"]
    assert sheet["counted"]["income"] == {
        "lines": 1, "amount": "50000.00", "debit": "0.00", "credit": "50000.00",
    }  # fmt: skip
    assert [some["why"] for some in sheet["counted"]["neither"]] == [
        "资金、往来、净资产科目", "作废凭证", "借款、预付款",
    ]  # fmt: skip


def test_rows_that_another_file_has_too_are_counted_there(tmp_path: Path) -> None:
    first = write_xlsx(tmp_path / "a.xlsx", {"账": [HEADER, *ROWS]})
    second = write_xlsx(tmp_path / "b.xlsx", {"账": [HEADER, ROWS[0], ROWS[5]]})
    _, receipts = read(first, second)
    counted = [receipt.sheets[0].counted for receipt in receipts]
    assert counted[0] is not None
    assert counted[1] is not None
    assert counted[0].spending.amount == Decimal("1500.50")
    assert counted[1].spending.lines == 0
    assert [(why, some.lines, some.amount) for why, some in counted[1].neither] == [
        ("与其他文件相同的行", 2, Decimal("1500.50"))
    ]


def test_a_line_spread_over_cost_items_is_one_line(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "材料费", "差旅费", "合计"],
        ["2024-01-05", "记-1", "购试剂及出差", 100, 50, 150],
        ["2024-01-06", "记-2", "购试剂", 30, None, 30],
    ]
    _, sheet = read_ledger(write_xlsx(tmp_path / "JC2024-1.xlsx", {"账": rows}))
    assert sheet.counted is not None
    assert (sheet.counted.spending.lines, sheet.counted.spending.amount) == (2, Decimal(180))
