"""A hand-kept book has words alone: what is lent and given back is no spending, what clears it is."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from books import Cell, write_xlsx
from reading import read_ledger

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
_: None = None
TITLE: list[Cell] = ["项目编号：JCKJ2024-601　项目名称：梨园节水研究"]
HEAD: list[Cell] = ["日期", "事由", "收入", "支出"]

# what the line says, received, paid -> what it is
LENT = [
    ("借给王护士长下乡备用金", _, 3000),
    ("王护士长交回备用金", 3000, _),
    ("张三借差旅费", _, 2000),
    ("张三预借会议费", _, 2000),
    ("李四暂支款", _, 500),
    ("李四还借款", 500, _),
    ("冲销张三借款", 2000, _),
    ("冲张三预借差旅费", _, -2000),
    ("归还学校借款", _, 5000),
]
SPENT = [
    ("张三报销差旅费（冲借款）", _, 1850),
    ("核销张三借款，差旅费", _, 1850),
    ("借用场地租金", _, 900),
    ("借阅古籍复制费", _, 60),
    ("借款利息", _, 12),
    ("垫付款报销", _, 300),
]


@pytest.mark.parametrize(
    ("line", "kind"),
    [*((line, "advance") for line in LENT), *((line, "spending") for line in SPENT)],
    ids=lambda value: value[0] if isinstance(value, tuple) else value,
)
def test_words_of_loans_in_a_book_without_accounts(
    tmp_path: Path, line: tuple[str, Cell, Cell], kind: str
) -> None:
    rows: list[list[Cell]] = [
        TITLE,
        HEAD,
        ["2024-03-01", "市科技局拨款", 50_000, _],
        ["2024-03-02", "购试剂", _, 1_000],
        ["2024-03-03", *line],
        ["2024-03-04", "打印费", _, 200],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "本.xlsx", {"登记本": rows}))
    assert entries.filter(row=5)["kind"].to_list() == [kind]
    assert sheet.counted is not None
    spent = D(1_200) + (D(str(line[2])) if kind == "spending" else 0)
    assert entries.filter(kind="spending")["amount"].sum() == spent


def test_a_loan_and_what_clears_it_stand_under_heads_of_their_own(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        TITLE,
        ["报账日期", "支出内容", "经费类别", "支出金额"],
        ["2023-08-03", "林某借款（动物实验）", "借款", 10_000],
        ["2023-09-25", "林某冲8月3日借款", "冲借款", -10_000],
        ["2023-09-25", "动物实验费", "测试化验加工费", 11_200],
        ["2023-09-26", "周某预借差旅费", "差旅费", 2_000],
        ["2023-10-25", "冲周某预借差旅费", "差旅费", -2_000],
        ["2023-10-25", "周某报差旅费", "差旅费", 1_700],
    ]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"台账": rows}))
    spent = entries.filter(kind="spending")["amount"].to_list()
    assert spent == [D("11200.00"), D("1700.00")]


def test_an_account_says_more_than_words(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        TITLE,
        ["日期", "凭证号", "摘要", "科目编码", "科目名称", "借方", "贷方"],
        ["2024-03-02", "记-1", "张三借款购试剂", "50010103", "科研费用/材料费", 1000, _],
        ["2024-03-02", "记-1", "张三借款购试剂", "1002", "银行存款", _, 1000],
    ]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"明细": rows}))
    assert entries.filter(kind="spending")["amount"].to_list() == [D("1000.00")]


@pytest.mark.parametrize("claim", [[], [["2024-04-03", "张三报销差旅费，冲借款", _, 1640]]])
def test_the_rest_of_a_loan_is_asked_after_without_its_claim(
    tmp_path: Path, claim: list[list[Cell]]
) -> None:
    rows: list[list[Cell]] = [
        TITLE,
        HEAD,
        ["2024-03-02", "购试剂", _, 1_000],
        ["2024-03-03", "张三借差旅费", _, 2_000],
        ["2024-04-02", "张三交回借款余款", 360, _],
        *claim,
    ]
    _entries, sheet = read_ledger(write_xlsx(tmp_path / "本.xlsx", {"登记本": rows}))
    asked = any("看不出借款花了多少" in loss for loss in sheet.losses)
    assert asked is not bool(claim)
