"""Cell text to values: what is understood is exact, what is not is null."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundcheck.ingest.cells import cleaned, code, parse, sub_cent
from fundcheck.tables import Type


def _one(text: str, kind: Type, unit: int = 1) -> object:
    cells = cleaned(pl.DataFrame({"t": [text]}, schema={"t": pl.String})).to_series()
    return parse(cells, kind, unit).item()


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1,234.00", "1234.00"),
        ("￥1，234．50", "1234.50"),
        ("１２３４．５", "1234.50"),
        ("(1,234.00)", "-1234.00"),
        ("（500）", "-500.00"),
        ("1234-", "-1234.00"),
        ("¥ 1,200.-", "1200.00"),
        ("1,200.—", "1200.00"),
        ("86元5角", "86.50"),
        ("1,086 元 5角2分", "1086.52"),
        ("86元零3分", "86.03"),
        ("+10000.00", "10000.00"),
        ("1,792,810.00 ", "1792810.00"),
        ("1 234.50", "1234.50"),
        ("12.00元", "12.00"),
        ("--", "0.00"),
        ("—", "0.00"),
        ("/", "0.00"),
        ("123456789.120000005", "123456789.12"),  # a binary number as the reader prints it
        ("0.30000000000000004", "0.30"),
        ("1.005", "1.01"),
        ("90000000000000000000.01", "90000000000000000000.01"),
    ],
)
def test_money_is_exact(text: str, yuan: str) -> None:
    assert _one(text, Type.MONEY) == Decimal(yuan)


@pytest.mark.parametrize(
    "text", ["abc", "1.2.3", "235.61(已退款235.61)", "-3.90(CN)", "1e3", "1.2E+05", "12;30", "十元"]
)
def test_what_is_no_money_is_null(text: str) -> None:
    assert _one(text, Type.MONEY) is None


def test_money_in_wan_is_multiplied_before_rounding() -> None:
    assert _one("1.23456789", Type.MONEY, unit=10_000) == Decimal("12345.68")


@pytest.mark.parametrize(
    "text",
    [
        "2023-01-31",
        "2023.01.31",
        "2023/1/31",
        "20230131",
        "2023年1月31日",
        "2023-01-31 00:00:00",
        "2023/1/31  14:06:51",
        "2023-01-31T08:00",
        "23/1/31",
        "44957",
        "44957.5",
        "２０２３．１．３１",
    ],
)
def test_a_day_in_every_style(text: str) -> None:
    assert _one(text, Type.DATE) == dt.date(2023, 1, 31)


@pytest.mark.parametrize(
    "text", ["2023-02-30", "2023.13.1", "12月15", "01/02", "2024.3", "0", "19000101", "明天"]
)
def test_what_is_no_day_is_null(text: str) -> None:
    assert _one(text, Type.DATE) is None


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=2),
    st.sampled_from(["{}", "{:,}", "￥{:,}", " {} ", "{:,}元"]),
)
def test_amounts_written_are_amounts_read(amount: Decimal, style: str) -> None:
    assert _one(style.format(amount), Type.MONEY) == amount


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"]),
)
def test_days_written_are_days_read(day: dt.date, style: str) -> None:
    assert _one(day.strftime(style), Type.DATE) == day


def test_yes_and_no_and_neither() -> None:
    answers = parse(pl.Series(["是", "否", "已签订", "未签", "大概"]), Type.BOOLEAN).to_list()
    assert answers == [True, False, True, False, None]


def test_a_code_keeps_its_leading_zeros_and_loses_a_number_cells_tail() -> None:
    assert code(pl.Series(["0012", "12.0", "记 - 1", "１２"])).to_list() == [
        "0012",
        "12",
        "记-1",
        "12",
    ]


def test_digits_behind_the_cent_are_told_from_binary_noise() -> None:
    texts = pl.Series(["1.234", "1.23", "1.2300000001", "1.2299999999", "1", "-3.1415", None])
    expected = [True, False, False, False, False, True, False]
    assert sub_cent(texts).fill_null(value=False).to_list() == expected
