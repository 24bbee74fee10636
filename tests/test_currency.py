"""What is not surely an amount in yuan is never counted as one, and the reason told is true."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from books import write_xlsx
from reading import read_ledger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from books import Cell

HEADER = ["项目编号", "日期", "凭证号", "摘要", "费用科目", "金额"]
LINE: list[Cell] = ["JCKJ2024-901", "2024-05-01", "记-1", "购试剂", "材料费"]


def _read(
    folder: Path,
    *amounts: Cell | tuple[Cell, ...],
    header: Sequence[Cell] = HEADER,
    above: Sequence[Sequence[Cell]] = (),
    merges: Sequence[str] = (),
    said: Mapping[str, Cell] | None = None,
) -> tuple[list[Decimal], list[tuple[int, str]]]:
    """Return the amounts that were read, and the rejected rows; said: header -> a line's cell."""
    lines: list[list[Cell]] = []
    for number, amount in enumerate(amounts, 1):
        line = [*LINE, *([amount] if not isinstance(amount, tuple) else amount)]
        line[2] = f"记-{number}"
        lines.append(
            [(said or {}).get(str(name), cell) for name, cell in zip(header, line, strict=False)]
        )
    path = write_xlsx(
        folder / "账.xlsx", {"支出明细": [*above, header, *lines]}, {"支出明细": merges}
    )
    entries, sheet = read_ledger(path)
    return entries["amount"].to_list(), [(row.row, row.why) for row in sheet.rejected]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1,234,567.8", "1234567.80"),
        ("1，234.00", "1234.00"),
        ("-12,345", "-12345.00"),
        ("(1,234.50)", "-1234.50"),
        ("12,345元", "12345.00"),
        ("￥1,000", "1000.00"),
        ("RMB 800.00", "800.00"),
        ("1 234 567.00", "1234567.00"),
        ("1,200.5万元", "12005000.00"),
    ],
)
def test_a_comma_parts_three_digits(tmp_path: Path, text: str, yuan: str) -> None:
    assert _read(tmp_path, text) == ([Decimal(yuan)], [])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1.234,56", "分不清逗号和点哪一个是小数点"),
        ("81,50", "分不清逗号和点哪一个是小数点"),
        ("12,34,567", "的分隔符不是三位一段"),
        ("1,23", "分不清逗号和点哪一个是小数点"),
        ("12 34", "的分隔符不是三位一段"),
        ("1,2345.00", "的分隔符不是三位一段"),
        ("1.2E+05", "是科学计数法，后面的位数已经丢失"),
        ("3e4", "是科学计数法，后面的位数已经丢失"),
        ("$1000", "不是人民币，没有折算成元"),
        ("USD1,000.00", "不是人民币，没有折算成元"),
        ("1000美元", "不是人民币，没有折算成元"),
        ("€50", "不是人民币，没有折算成元"),
        ("300 EUR", "不是人民币，没有折算成元"),
        ("约五百", "不是数字"),
    ],
)
def test_what_is_no_amount_is_rejected_with_the_true_reason(
    tmp_path: Path, text: str, why: str
) -> None:
    read, rejected = _read(tmp_path, "100", text)
    assert read == [Decimal("100.00")]
    assert rejected == [(3, f"金额「{text}」{why}")]


def test_a_point_is_doubtful_where_another_cell_has_a_decimal_comma(tmp_path: Path) -> None:
    read, rejected = _read(tmp_path, "2.500", "81,50", "2.50", "800")
    assert read == [Decimal("2.50"), Decimal("800.00")]
    assert [row for row, _ in rejected] == [2, 3]
    # Alone it is two yuan and a half, as a program with three places writes it.
    assert _read(tmp_path, "2.500", "800") == ([Decimal("2.50"), Decimal("800.00")], [])


BY_CURRENCY = [*HEADER[:5], "币种", "金额"]


@pytest.mark.parametrize("name", ["币种", "币别", "货币", "币种名称", "Currency"])
@pytest.mark.parametrize(
    "yuan", ["人民币", "RMB", "CNY", "元", "人民币元", "CNY-人民币", "156", None]
)
def test_yuan_by_any_name_is_counted(tmp_path: Path, name: str, yuan: str | None) -> None:
    header = [*HEADER[:5], name, "金额"]
    assert _read(tmp_path, (yuan, 800), header=header) == ([Decimal("800.00")], [])


@pytest.mark.parametrize("foreign", ["USD", "美元", "EUR", "欧元", "港币", "HKD", "日元", "US$"])
def test_another_currency_is_never_counted(tmp_path: Path, foreign: str) -> None:
    read, rejected = _read(tmp_path, (foreign, 1000), ("人民币", 800), header=BY_CURRENCY)
    assert read == [Decimal("800.00")]
    assert rejected == [(2, f"币种是「{foreign}」，不是人民币，没有折算成元")]


def test_a_currency_that_nobody_knows_is_said_to_be_so(tmp_path: Path) -> None:
    _, rejected = _read(tmp_path, ("BZ07", 1000), header=BY_CURRENCY)
    assert rejected == [(2, "币种「BZ07」看不懂，没有当作人民币")]


def test_amounts_in_the_currency_of_the_books_are_counted(tmp_path: Path) -> None:
    header = [*HEADER[:5], "币种", "原币金额", "本币金额"]
    assert _read(tmp_path, ("USD", 1000, 7100), header=header) == ([Decimal("7100.00")], [])
    header = [*HEADER[:5], "币别", "汇率", "原币金额", "借方金额"]
    assert _read(tmp_path, ("美元", 7.1, 1000, 7100), header=header) == ([Decimal("7100.00")], [])


@pytest.mark.parametrize("title", ["单位：美元", "币种：USD", "币别：欧元", "金额单位：万美元"])
def test_a_title_may_say_the_currency(tmp_path: Path, title: str) -> None:
    read, rejected = _read(tmp_path, 1000, above=[[title]])
    assert not read
    assert "不是人民币" in rejected[0][1]


def test_a_header_may_say_the_currency(tmp_path: Path) -> None:
    read, rejected = _read(tmp_path, 1000, 20.5, 3, header=[*HEADER[:5], "金额（美元）"])
    assert not read
    assert "不是人民币" in rejected[0][1]


@pytest.mark.parametrize(
    ("above", "said"),
    [
        ([["单位：欧元素科技有限公司"]], {}),
        ([["币种：人民币"]], {}),
        ([["单位：元"]], {}),
        ([], {"摘要": "付美元账户手续费"}),
        ([], {"摘要": "欧元素分析测试 EUR 标准样"}),
        ([], {"摘要": "$LaTeX$ 版面费"}),
        ([], {"费用科目": "CAD软件费"}),
    ],
)
def test_words_that_only_sound_like_a_currency_change_nothing(
    tmp_path: Path, above: list[list[Cell]], said: dict[str, Cell]
) -> None:
    assert _read(tmp_path, 1000, above=above, said=said) == ([Decimal("1000.00")], [])


def test_a_payee_named_for_a_currency_is_paid(tmp_path: Path) -> None:
    header = [*HEADER, "收款方"]
    for name in ("美元素生物科技有限公司", "欧元国际酒店"):
        assert _read(tmp_path, (1000, name), header=header) == ([Decimal("1000.00")], [])


def test_an_amount_merged_over_two_lines_is_said_to_be_so(tmp_path: Path) -> None:
    read, rejected = _read(tmp_path, 1000, None, None, 5, merges=["F2:F3"])
    assert read == [Decimal("1000.00"), Decimal("5.00")]
    assert rejected == [
        (3, "金额与上面的行合并在一个单元格里，只计在第一行"),
        (4, "没有金额"),
    ]


def test_columns_of_cost_items_are_held_to_the_same(tmp_path: Path) -> None:
    header = ["日期", "凭证号", "摘要", "材料费", "差旅费"]
    rows: list[list[Cell]] = [
        [*header],
        ["2024-05-01", "记-1", "购试剂", "81,50", None],
        ["2024-05-02", "记-2", "出差", None, "1,300.00"],
        ["2024-05-03", "记-3", "购试剂", "2.500", None],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "JC-2024-01.xlsx", {"明细": rows}))
    assert entries["amount"].to_list() == [Decimal("1300.00")]
    assert [row.row for row in sheet.rejected] == [2, 4]
