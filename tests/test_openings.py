"""A ledger that begins in the middle: what was spent before counts in totals, and is no line."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from books import Cell, ledger, write_xlsx
from reading import read
from running import fundcheck, rule_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from fundcheck.tables import Tables

D = Decimal
P = "JCKJ2024-704"
Q = "JCKJ2024-705"
_: None = None
Row = list[Cell]
Rows = list[Row]
Sheets = dict[str, Rows]


def _read(folder: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]], name: str = P) -> Tables:
    tables, (receipt,) = read(write_xlsx(folder / f"{name}.xlsx", sheets))
    assert receipt.readable, receipt.error
    for sheet in receipt.sheets:
        assert sheet.role == "not_read" or sheet.rows.closes, sheet
    return tables


def _sums(entries: pl.DataFrame) -> dict[str, str]:
    """Return what was spent before and since, and how many lines of either there are."""
    spent = entries.filter(entries["kind"] == "spending")
    before = entries.filter((entries["kind"] == "opening") & (entries["amount"] != 0))
    return {
        "before": f"{before['amount'].sum() or D(0):.2f}/{before.height}",
        "since": f"{spent['amount'].sum() or D(0):.2f}/{spent.height}",
    }


TITLE: Row = [f"项目编号：{P}　项目名称：梨园节水研究"]
SPENT_BEFORE: dict[str, Rows] = {
    "a debit brought forward with a day": [
        TITLE,
        ["日期", "凭证号", "摘要", "费用科目", "借方", "贷方"],
        ["2026-01-01", _, "上年结转", _, 90_000, _],
        ["2026-02-08", "记-1", "购试剂", "材料费", 10_000, _],
    ],
    "a debit balance of an expense account": [
        ["科目：(50010103)科研费用/材料费"],
        TITLE,
        ["日期", "凭证号", "摘要", "借方", "贷方", "方向", "余额"],
        [_, _, "期初余额", _, _, "借", 90_000],
        ["2026-02-08", "记-1", "购试剂", 10_000, _, "借", 100_000],
        [_, _, "本月合计", 10_000, 0, "借", 100_000],
        [_, _, "本年累计", 10_000, 0, "借", 100_000],
    ],
    "a balance that rises with spending": [
        TITLE,
        ["日期", "凭证号", "摘要", "支出金额", "余额"],
        [_, _, "期初数", _, 90_000],
        ["2026-02-08", "记-1", "购试剂", 10_000, 100_000],
    ],
    "sums of both sides brought forward": [
        TITLE,
        ["日期", "摘要", "收入", "支出", "余额"],
        ["2026-01-01", "上年累计", 100_000, 90_000, 10_000],
        ["2026-02-08", "购试剂", _, 10_000, 0],
    ],
    "spending of earlier years in a list of amounts": [
        TITLE,
        ["日期", "摘要", "费用科目", "支出金额"],
        [_, "以前年度支出", _, 90_000],
        ["2026-02-08", "购试剂", "材料费", 10_000],
        ["合计", _, _, 100_000],
    ],
    "spending till the end of last year": [
        TITLE,
        ["日期", "摘要", "金额"],
        ["截至2025年12月31日累计支出", _, 90_000],
        ["2026-02-08", "购试剂", 10_000],
    ],
    "the spending of a year before": [
        TITLE,
        ["日期", "凭证号", "摘要", "金额"],
        [_, _, "2025年累计支出", "90,000.00"],
        ["2026-02-08", "记-1", "购试剂", "10,000.00"],
    ],
    "the third page of a ledger": [
        TITLE,
        ["日期", "凭证号", "摘要", "借方", "贷方", "余额"],
        [_, _, "承前页", 90_000, _, 90_000],
        ["2026-02-08", "记-31", "购试剂", 10_000, _, 100_000],
    ],
    "with the number of a voucher": [
        TITLE,
        ["日期", "凭证号", "摘要", "科目名称", "借方", "贷方"],
        ["2026-01-01", "0", "上年结转", "科研费用", 90_000, _],
        ["2026-02-08", "记-1", "购试剂", "科研费用", 10_000, _],
    ],
    "its words where the day should be": [
        TITLE,
        ["日期", "凭证号", "摘要", "金额"],
        ["期初累计支出", _, _, 90_000],
        ["2026-02-08", "记-1", "购试剂", 10_000],
    ],
    "under two of its matters, each with its own sum": [
        TITLE,
        ["预算科目", "日期", "凭证号", "摘要", "预算数", "支出数", "余额"],
        ["一、设备费", _, _, _, 100_000, 64_000, 36_000],
        [_, _, _, "以前年度累计支出", _, 60_000, _],
        [_, "2026-01-08", "记-1", "购传感器", _, 4_000, _],
        ["二、材料费", _, _, _, 50_000, 36_000, 14_000],
        [_, _, _, "以前年度累计支出", _, 30_000, _],
        [_, "2026-02-08", "记-2", "购试剂", _, 6_000, _],
        ["合计", _, _, _, 150_000, 100_000, 50_000],
    ],
    "month after month": [
        TITLE,
        ["日期", "凭证号", "摘要", "借方", "贷方", "余额"],
        [_, _, "月初余额", _, _, 90_000],
        ["2026-01-08", "记-1", "购试剂", 4_000, _, 94_000],
        [_, _, "本月合计", 4_000, _, 94_000],
        [_, _, "月初余额", _, _, 94_000],
        ["2026-02-08", "记-1", "购试剂", 6_000, _, 100_000],
        [_, _, "本月合计", 6_000, _, 100_000],
    ],
    "year after year": [
        TITLE,
        ["日期", "凭证号", "摘要", "借方", "贷方"],
        [_, _, "上年结转", 90_000, _],
        ["2025-03-08", "记-1", "购试剂", 4_000, _],
        [_, _, "本年合计", 4_000, _],
        [_, _, "上年结转", 94_000, _],
        ["2026-02-08", "记-1", "购试剂", 6_000, _],
    ],
    "the newest line first": [
        TITLE,
        ["日期", "凭证号", "摘要", "支出", "余额"],
        ["2026-02-08", "记-2", "购试剂", 6_000, 100_000],
        ["2026-01-08", "记-1", "购试剂", 4_000, 94_000],
        [_, _, "期初余额", _, 90_000],
    ],
    "one account after the other": [
        TITLE,
        ["科目名称", "日期", "凭证号", "摘要", "借方", "贷方", "方向", "余额"],
        ["科研费用-材料费", _, _, "期初余额", _, _, "借", 50_000],
        ["科研费用-材料费", "2026-01-08", "记-1", "购试剂", 4_000, _, "借", 54_000],
        ["科研费用-材料费", _, _, "期末余额", _, _, "借", 54_000],
        ["科研费用-差旅费", _, _, "期初余额", _, _, "借", 40_000],
        ["科研费用-差旅费", "2026-01-09", "记-2", "差旅费", 6_000, _, "借", 46_000],
        ["科研费用-差旅费", _, _, "期末余额", _, _, "借", 46_000],
    ],
    "one account after the other under titles": [
        TITLE,
        ["日期", "凭证号", "摘要", "借方", "贷方", "方向", "余额"],
        ["科目：5001 科研费用-材料费"],
        [_, _, "期初余额", _, _, "借", 50_000],
        ["2026-01-08", "记-1", "购试剂", 4_000, _, "借", 54_000],
        ["科目：5002 科研费用-差旅费"],
        [_, _, "期初余额", _, _, "借", 40_000],
        ["2026-01-09", "记-2", "差旅费", 6_000, _, "借", 46_000],
    ],
    "an account of columns": [
        TITLE,
        ["日期", "凭证号", "摘要", "材料费", "差旅费", "测试费"],
        [_, _, "上年结转", 50_000, 30_000, 10_000],
        ["2026-01-08", "记-1", "购试剂", 4_000, _, 6_000],
    ],
}  # fmt: skip


@pytest.mark.parametrize("form", SPENT_BEFORE)
def test_what_was_spent_before_stands_beside_the_lines(tmp_path: Path, form: str) -> None:
    tables = _read(tmp_path, {"支出明细": SPENT_BEFORE[form]})
    sums = {name: text.split("/")[0] for name, text in _sums(tables["entries"]).items()}
    assert sums == {"before": "90000.00", "since": "10000.00"}
    assert tables["entries"]["project_code"].unique().to_list() == [P]
    assert not tables["doubts"].height


def _card(code: str = P, **more: Cell) -> dict[str, Cell]:
    own: dict[str, Cell] = {
        "项目编号": code, "项目名称": "梨园节水研究", "承担单位": "泽岭农业技术研究所",
        "任务书签订日期": "2023-12-20", "开始日期": "2024-01-01", "结束日期": "2026-03-31",
        "项目状态": "结题", "状态日期": "2026-05-31", "市级财政资金": 100_000,
    }  # fmt: skip
    return {**own, **more}


def _granted(amount: int = 100_000, day: str = "2024-01-10", code: str = P) -> dict[str, Cell]:
    return {
        "项目编号": code,
        "日期": day,
        "付款单位": "晋城市科学技术局",
        "金额": amount,
        "类型": "拨付",
    }


BACK: dict[str, Cell] = {
    "项目编号": P,
    "日期": "2026-06-01",
    "付款单位": "本所",
    "金额": 0,
    "类型": "退回",
}
_SUMS = ("J29-1", "J16-3")
_LINES = ("J17-1", "J32-6f", "J32-3b", "J05-1")


def _judged(
    folder: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]], code: str = P
) -> tuple[dict[str, str], dict[str, Any], int]:
    path = write_xlsx(folder / f"{P}.xlsx", sheets)
    ran = fundcheck(path, "--format", "json", out=folder / "out")
    rules = {c: rule_of(ran.findings, code, c)["outcome"] for c in (*_SUMS, *_LINES)}
    (facts,) = [p["facts"] for p in ran.findings["projects"] if p["project_code"] == code]
    return rules, facts, ran.code


@pytest.mark.parametrize("form", SPENT_BEFORE)
def test_totals_hold_what_was_spent_before(tmp_path: Path, form: str) -> None:
    receipts = ledger(_granted(), BACK)
    sheets: Sheets = {"支出明细": SPENT_BEFORE[form], "项目信息": ledger(_card()), "到账": receipts}
    rules, facts, _code = _judged(tmp_path, sheets)
    assert rules["J29-1"] == "clean"
    assert (facts["spent"], facts["opening_spent"]) == ("100000.00", "90000.00")
    assert facts["refund_due"] == "0.00"
    receipts[1][3] = 99_999  # a yuan less was received
    rules, _facts, _code = _judged(tmp_path, {**sheets, "到账": receipts})
    assert rules["J16-3"] == "found"


def test_no_rule_about_lines_sees_it(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目编号", "日期", "凭证号", "摘要", "费用科目", "金额", "发票号码"],
        [P, "2023-01-01", _, "上年结转", _, 90_000, _],
        [P, "2026-02-08", "记-1", "购试剂", "材料费", 10_000, "24142000000050000001"],
    ]
    rules, _facts, _code = _judged(tmp_path, {"支出明细": rows, "项目信息": ledger(_card())})
    assert {code: rules[code] for code in _LINES} == dict.fromkeys(_LINES, "clean")


def test_each_project_has_its_own(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目编号", "日期", "凭证号", "摘要", "借方", "贷方"],
        [P, _, _, "上年结转", 90_000, _],
        [Q, _, _, "上年结转", 70_000, _],
        [P, "2026-02-08", "记-1", "购试剂", 10_000, _],
        [Q, "2026-02-08", "记-2", "购耗材", 20_000, _],
    ]
    entries = _read(tmp_path, {"支出明细": rows})["entries"]
    before = entries.filter(entries["kind"] == "opening").select("project_code", "amount").rows()
    assert before == [(P, D("90000.00")), (Q, D("70000.00"))]


def test_the_account_that_it_stands_under_is_its_category(tmp_path: Path) -> None:
    rows: Rows = [
        ["科目：(50010109)科研费用/管理费"],
        TITLE,
        ["日期", "凭证号", "摘要", "借方", "贷方", "方向", "余额"],
        [_, _, "期初余额", _, _, "借", 8_000],
        ["2026-02-08", "记-1", "提取管理费", 2_000, _, "借", 10_000],
    ]
    _rules, facts, _code = _judged(tmp_path, {"账": rows, "项目信息": ledger(_card())})
    assert facts["indirect_spent"] == "10000.00"


OF_2025: Rows = [
    TITLE,
    ["日期", "凭证号", "摘要", "借方", "贷方"],
    ["2025-03-08", "记-1", "购试剂", 60_000, _],
    ["2025-06-08", "记-2", "购耗材", 30_000, _],
]
OF_2026: Rows = [
    TITLE,
    ["日期", "凭证号", "摘要", "借方", "贷方"],
    [_, _, "上年结转", 90_000, _],
    ["2026-02-08", "记-1", "购试剂", 10_000, _],
]


def test_the_lines_of_last_year_are_not_counted_twice(tmp_path: Path) -> None:
    tables = _read(tmp_path, {"2025": OF_2025, "2026": OF_2026})
    assert _sums(tables["entries"]) == {"before": "0.00/0", "since": "100000.00/3"}
    assert not tables["doubts"].height
    aside = tables["entries"].filter(tables["entries"]["kind"] == "other")
    assert aside["kind_why"].to_list() == ["已在其他账页列出的期初数"]


def test_last_year_that_comes_to_another_sum_is_asked_about(tmp_path: Path) -> None:
    tables = _read(tmp_path, {"2025": OF_2025[:-1], "2026": OF_2026})
    assert _sums(tables["entries"]) == {"before": "0.00/0", "since": "70000.00/2"}
    (why,) = tables["doubts"].filter(tables["doubts"]["about"] == "before")["why"]
    assert "90000.00 元，与本次提供的以前期间明细 60000.00 元对不上" in why


def test_months_on_sheets_of_their_own(tmp_path: Path) -> None:
    def month(number: int, before: int, spent: int) -> Rows:
        return [
            TITLE,
            ["日期", "凭证号", "摘要", "借方", "贷方"],
            [_, _, "上月结转", before, _],
            [f"2026-{number:02d}-08", "记-1", "购试剂", spent, _],
        ]

    sheets = {
        "1月": month(1, 90_000, 4_000),
        "2月": month(2, 94_000, 5_000),
        "3月": month(3, 99_000, 1_000),
    }
    tables = _read(tmp_path, sheets)
    assert _sums(tables["entries"]) == {"before": "90000.00/1", "since": "10000.00/3"}
    assert not tables["doubts"].height


def test_accounts_on_sheets_of_their_own(tmp_path: Path) -> None:
    def account(name: str, before: int, day: str, spent: int) -> Rows:
        return [
            [f"科目：(5001)科研费用/{name}"],
            TITLE,
            ["日期", "凭证号", "摘要", "借方", "贷方"],
            [_, _, "上年结转", before, _],
            [day, "记-1", "支出", spent, _],
        ]

    sheets = {
        "材料": account("材料费", 50_000, "2026-01-08", 4_000),
        "差旅": account("差旅费", 40_000, "2026-03-08", 6_000),
    }
    tables = _read(tmp_path, sheets)
    assert _sums(tables["entries"]) == {"before": "90000.00/2", "since": "10000.00/2"}


def test_the_same_ledger_exported_twice_brings_it_forward_once(tmp_path: Path) -> None:
    later: Rows = [*OF_2026, ["2026-05-08", "记-9", "购耗材", 500, _]]
    paths = [
        write_xlsx(tmp_path / name, {"账": rows})
        for name, rows in (("一季度.xlsx", OF_2026), ("上半年.xlsx", later))
    ]
    tables, _receipts = read(*paths)
    assert _sums(tables["entries"]) == {"before": "90000.00/1", "since": "10500.00/2"}


# ---- money left over: what was spent before is not known


def _left(amount: int, label: str = "上年结转") -> Rows:
    return [
        TITLE,
        ["日期", "凭证号", "摘要", "收入", "支出", "余额"],
        [_, _, label, _, _, amount],
        ["2026-02-08", "记-1", "购试剂", _, 5_000, amount - 5_000],
        ["2026-03-08", "记-2", "购耗材", _, 1_000, amount - 6_000],
    ]


LEFT: dict[str, Rows] = {
    "a balance that falls": _left(10_000),
    "money in": [
        TITLE,
        ["日期", "凭证号", "摘要", "收入", "支出", "余额"],
        ["2026-01-01", _, "上年结余", 10_000, _, 10_000],
        ["2026-02-08", "记-1", "购试剂", _, 5_000, 5_000],
    ],
    "in the only column of amounts": [
        TITLE,
        ["日期", "摘要", "金额"],
        ["2026-01-01", "上年结余", 10_000],
        ["2026-02-08", "购试剂", 5_000],
    ],
    "a credit balance": [
        TITLE,
        ["日期", "凭证号", "摘要", "借方", "贷方", "方向", "余额"],
        [_, _, "期初余额", _, _, "贷", 10_000],
        ["2026-02-08", "记-1", "购试剂", 5_000, _, "贷", 5_000],
    ],
    "a day-book that says so at its foot": [
        TITLE,
        ["日期", "摘要", "收入", "支出"],
        ["2026-02-08", "购试剂", _, 5_000],
        ["上年结余", _, 10_000, _],
        ["本年支出合计", _, _, 5_000],
    ],
}  # fmt: skip


@pytest.mark.parametrize("form", LEFT)
def test_a_balance_left_over_is_no_spending_and_leaves_the_sums_open(
    tmp_path: Path, form: str
) -> None:
    sheets: Sheets = {
        "支出明细": LEFT[form],
        "项目信息": ledger(_card()),
        "到账": ledger(_granted(), BACK),
    }
    rules, facts, code = _judged(tmp_path, sheets)
    assert (rules["J29-1"], rules["J16-3"]) == ("unknown", "unknown")
    assert facts["opening_spent"] is None
    assert facts["refund_due"] is None
    assert code == 0


def test_what_to_bring_is_said(tmp_path: Path) -> None:
    tables = _read(tmp_path, {"账": _left(10_000)})
    (why,) = tables["doubts"]["why"]
    assert (
        why == "支出明细：第 3 行「上年结转」10,000.00 元是以前期间的结余，此前支出了多少没有列出"
    )


@pytest.mark.parametrize(
    "more",
    [
        {"到账": ledger(_granted(10_000), BACK)},  # all that had been received
        {"到账": ledger(_granted(4_000), _granted(6_000, "2025-03-01"), BACK)},
        {"项目信息": ledger(_card(市级财政资金=10_000))},  # all that was granted
        {"项目信息": ledger(_card(市级财政资金=6_000, 自筹资金=4_000))},
        {"项目信息": ledger(_card(开始日期="2026-02-08"))},  # nothing can have been spent before
        {"预算": ledger({"项目编号": P, "科目": "业务费", "预算金额": 10_000})},
    ],
)  # fmt: skip
def test_a_balance_that_is_all_the_money_there_was_says_that_none_was_spent(
    tmp_path: Path, more: Sheets
) -> None:
    sheets: Sheets = {"支出明细": _left(10_000), "项目信息": ledger(_card()), **more}
    assert not _read(tmp_path, sheets)["doubts"].height


def test_what_was_left_of_last_years_ledger_is_known(tmp_path: Path) -> None:
    last: Rows = [
        TITLE,
        ["日期", "凭证号", "摘要", "收入", "支出", "余额"],
        ["2025-01-10", "记-1", "收到市科技局拨款", 100_000, _, 100_000],
        ["2025-03-08", "记-2", "购试剂", _, 60_000, 40_000],
        ["2025-06-08", "记-3", "购耗材", _, 30_000, 10_000],
    ]
    tables = _read(tmp_path, {"2025": last, "2026": _left(10_000)})
    assert _sums(tables["entries"])["since"] == "96000.00/4"
    assert not tables["doubts"].height
    tables = _read(tmp_path, {"2025": last[:-1], "2026": _left(10_000)})
    assert tables["doubts"].height


def test_an_account_of_income_brings_forward_what_was_received(tmp_path: Path) -> None:
    rows: Rows = [
        ["日期", "凭证号", "摘要", "科目编码", "科目名称", "项目编号", "借方", "贷方"],
        [_, _, "期初余额", "4101", "事业收入-科研收入", P, _, 100_000],
        [_, _, "期初余额", "5001", "业务活动费用-材料费", P, 90_000, _],
        [_, _, "期初余额", "1002", "银行存款", P, 10_000, _],
        ["2026-02-08", "记-1", "购试剂", "5001", "业务活动费用-材料费", P, 4_000, _],
        ["2026-02-08", "记-1", "购试剂", "1002", "银行存款", P, _, 4_000],
    ]
    sheets: Sheets = {"账": rows, "项目信息": ledger(_card())}
    tables = _read(tmp_path, sheets)
    assert _sums(tables["entries"])["before"] == "90000.00/1"
    assert not tables["doubts"].height
    _rules, facts, _code = _judged(tmp_path, sheets)
    assert (facts["received"], facts["spent"]) == ("100000.00", "94000.00")
    assert facts["refund_due"] == "6000.00"


# ---- a ledger that begins late without a word


def _balances(
    first: int, days: Sequence[str] = ("2026-01-08", "2026-02-08", "2026-03-08", "2026-03-09")
) -> Rows:
    rows: Rows = [TITLE, ["日期", "凭证号", "摘要", "收入", "支出", "余额"]]
    left = first
    for number, day in enumerate(days, 1):
        left -= 1_000
        rows.append([day, f"记-{number}", "购试剂", _, 1_000, left])
    return rows


@pytest.mark.parametrize(
    ("first", "card", "receipts", "open_"),
    [
        (10_000, {}, [_granted(), BACK], True),
        (100_000, {}, [_granted(), BACK], False),  # all of it is there still
        (100_000, {}, [], False),
        (10_000, {"开始日期": "2026-01-01"}, [_granted(), BACK], False),
        (50_000, {"开始日期": "2025-11-01"}, [], False),  # half of the grant, and little time
        (50_000, {}, [], True),
        (0, {}, [_granted(), BACK], False),
    ],
)
def test_a_balance_may_show_that_more_was_spent_before(
    tmp_path: Path,
    first: int,
    card: dict[str, Any],
    receipts: list[dict[str, Cell]],
    *,
    open_: bool,
) -> None:
    sheets: Sheets = {"支出明细": _balances(first), "项目信息": ledger(_card(**card))}
    if receipts:
        sheets["到账"] = ledger(*receipts)
    doubts = _read(tmp_path, sheets)["doubts"]
    assert [about == "before" for about in doubts["about"]] == [True] * open_


def test_a_balance_of_spending_may_show_it_too(tmp_path: Path) -> None:
    rows: Rows = [TITLE, ["日期", "凭证号", "摘要", "支出金额", "余额"]]
    for number in range(1, 5):
        rows.append(
            [f"2026-0{number}-08", f"记-{number}", "购试剂", 1_000, 90_000 + 1_000 * number]
        )
    sheets: Sheets = {"支出明细": rows, "项目信息": ledger(_card())}
    (why,) = _read(tmp_path, sheets)["doubts"]["why"]
    assert "90,000.00" in why


@pytest.mark.parametrize(
    "title", ["以前年度累计支出：90,000.00元", "上年结转　90000", "期初余额：10,000元"]
)
def test_what_a_title_says_of_the_time_before_is_asked_about(tmp_path: Path, title: str) -> None:
    rows: Rows = [TITLE, [title], *OF_2026[1:2], *OF_2026[3:]]
    sheets: Sheets = {"支出明细": rows, "项目信息": ledger(_card())}
    assert _read(tmp_path, sheets)["doubts"]["about"].to_list() == ["before"]
    rows[1] = ["期初余额：100000"]
    assert not _read(tmp_path, sheets)["doubts"].height


# ---- what is none of it

NOTHING_BEFORE: dict[str, tuple[Rows, str]] = {
    "zero": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "借方", "贷方", "方向", "余额"],
            [_, _, "上年结转", _, _, "平", 0],
            ["2026-02-08", "记-1", "购试剂", 10_000, _, "借", 10_000],
        ],
        "10000.00/1",
    ),
    "a line that speaks of earlier years": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "费用科目", "金额"],
            ["2026-02-08", "记-1", "支付以前年度专利费", "知识产权事务费", 4_000],
            ["2026-02-09", "记-2", "上年结转购设备尾款", "设备购置费", 6_000],
        ],
        "10000.00/2",
    ),
    "a line that was paid on an invoice": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "金额", "收款方", "发票号码"],
            ["2026-02-08", "记-1", "上年结转", 10_000, "某某公司", "24142000000050000001"],
        ],
        "10000.00/1",
    ),
    "the sum of the year below its lines": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "金额"],
            ["2025-02-08", "记-1", "购试剂", 10_000],
            [_, _, "2025年累计支出", 10_000],
        ],
        "10000.00/1",
    ),
    "the sum of the year above its lines": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "金额"],
            [_, _, "2025年累计支出", 10_000],
            ["2025-02-08", "记-1", "购试剂", 4_000],
            ["2025-03-08", "记-2", "购试剂", 6_000],
        ],
        "10000.00/2",
    ),
    "the end of a page": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "借方", "贷方"],
            ["2026-02-08", "记-1", "购试剂", 4_000, _],
            [_, _, "过次页", 4_000, _],
            [_, _, "承前页", 4_000, _],
            ["2026-02-09", "记-2", "购试剂", 6_000, _],
        ],
        "10000.00/2",
    ),
    "the bank": (
        [
            ["日期", "凭证号", "摘要", "科目编码", "科目名称", "项目编号", "借方", "贷方"],
            [_, _, "期初余额", "1002", "银行存款", _, 500_000, _],
            ["2026-02-08", "记-1", "购试剂", "5001", "业务活动费用", P, 10_000, _],
            ["2026-02-08", "记-1", "购试剂", "1002", "银行存款", P, _, 10_000],
        ],
        "10000.00/1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", NOTHING_BEFORE)
def test_what_only_sounds_like_it_changes_nothing(tmp_path: Path, form: str) -> None:
    rows, since = NOTHING_BEFORE[form]
    tables = _read(tmp_path, {"支出明细": rows})
    assert _sums(tables["entries"]) == {"before": "0.00/0", "since": since}
    assert not tables["doubts"].height


@pytest.mark.parametrize("word", ["期初", "期初余额", "年初（上年结转）"])
def test_over_all_accounts_of_an_export_it_is_of_no_project(tmp_path: Path, word: str) -> None:
    rows: Rows = [
        ["日期", "凭证号", "科目名称", "借方", "贷方", "项目编号", "摘要"],
        [_, _, word, 5_000, 0, _, _],
        ["2026-02-08", "记-1", "业务费-材料费", 1_200, 0, P, "购培养基"],
        [_, _, "总计", 1_200, 0, _, _],
        [_, _, "期末（期初+本期）", 6_200, 0, _, _],
    ]
    sheets: Sheets = {"明细账": rows, "项目信息": ledger(_card()), "到账": ledger(_granted(), BACK)}
    tables = _read(tmp_path, sheets)
    assert _sums(tables["entries"]) == {"before": "0.00/0", "since": "1200.00/1"}
    rules, facts, code = _judged(tmp_path, sheets)
    assert (rules["J29-1"], facts["spent"], code) == ("unknown", "1200.00", 0)


def test_whose_it_is_among_several_projects_is_asked(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目编号", "日期", "凭证号", "摘要", "借方", "贷方"],
        [_, _, _, "上年结转", 90_000, _],
        [P, "2026-02-08", "记-1", "购试剂", 10_000, _],
        [Q, "2026-02-08", "记-2", "购耗材", 20_000, _],
    ]
    tables = _read(tmp_path, {"支出明细": rows})
    assert tables["doubts"].select("project_code", "about").rows() == [(P, "before"), (Q, "before")]
    rows[3][0] = P
    tables = _read(tmp_path, {"支出明细": rows})
    assert _sums(tables["entries"]) == {"before": "90000.00/1", "since": "30000.00/2"}
    assert tables["entries"]["project_code"].unique().to_list() == [P]


# ---- a second round: (rows, spent before, spent since, whether the time before is left open)

FURTHER: dict[str, tuple[Rows, str, str, bool]] = {
    "each year before in a row": (
        [
            TITLE,
            ["日期", "摘要", "金额"],
            [_, "2023年度支出合计", 50_000],
            [_, "2024年度支出合计", 40_000],
            ["2026-02-08", "购试剂", 10_000],
        ],
        "90000.00", "10000.00", False,
    ),
    "years without a sum word": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "金额"],
            [_, _, "2023年支出", 50_000],
            [_, _, "2024年支出", 40_000],
            ["2026-02-08", "记-1", "购试剂", 10_000],
        ],
        "90000.00", "10000.00", False,
    ),
    "three rows of before": (
        [
            TITLE,
            ["日期", "摘要", "收入", "支出", "余额"],
            [_, "以前年度拨款", 100_000, _, _],
            [_, "以前年度支出", _, 90_000, _],
            [_, "上年结余", _, _, 10_000],
            ["2026-02-08", "购试剂", _, 10_000, 0],
        ],
        "90000.00", "10000.00", False,
    ),
    "numbered": (
        [
            TITLE,
            ["日期", "摘要", "金额"],
            [_, "一、以前年度支出", 90_000],
            ["2026-02-08", "购试剂", 10_000],
        ],
        "90000.00", "10000.00", False,
    ),
    "words behind": (
        [
            TITLE,
            ["日期", "摘要", "支出"],
            [_, "累计支出（截至2025年底）", 90_000],
            ["2026-02-08", "购试剂", 10_000],
        ],
        "90000.00", "10000.00", False,
    ),
    "before the system": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "借方", "贷方"],
            [_, _, "系统上线前累计支出", 90_000, _],
            ["2026-02-08", "记-1", "购试剂", 10_000, _],
        ],
        "90000.00", "10000.00", False,
    ),
    "old books": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "借方", "贷方"],
            ["2026-01-01", "记-0", "旧账转入", 90_000, _],
            ["2026-02-08", "记-1", "购试剂", 10_000, _],
        ],
        "90000.00", "10000.00", False,
    ),
    "initial": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "借方", "贷方", "余额"],
            [_, _, "初始余额", _, _, 90_000],
            ["2026-02-08", "记-1", "购试剂", 10_000, _, 100_000],
        ],
        "90000.00", "10000.00", False,
    ),
    "in the cost item column": (
        [
            TITLE,
            ["日期", "费用科目", "金额"],
            [_, "上年结转", 90_000],
            ["2026-02-08", "材料费", 10_000],
        ],
        "90000.00", "10000.00", False,
    ),
    "direction blank": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "方向", "金额"],
            [_, _, "上年结转", _, 90_000],
            ["2026-02-08", "记-1", "购试剂", "借", 10_000],
        ],
        "0.00", "10000.00", True,
    ),
    "direction debit": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "方向", "金额"],
            [_, _, "上年结转", "借", 90_000],
            ["2026-02-08", "记-1", "购试剂", "借", 10_000],
        ],
        "90000.00", "10000.00", False,
    ),
    "in flag": (
        [
            TITLE,
            ["日期", "摘要", "收/支", "金额"],
            ["2026-01-01", "上年结转", "收", 10_000],
            ["2026-02-08", "购试剂", "支", 5_000],
        ],
        "0.00", "5000.00", True,
    ),
    "out flag": (
        [
            TITLE,
            ["日期", "摘要", "收/支", "金额"],
            ["2026-01-01", "上年累计", "支", 90_000],
            ["2026-02-08", "购试剂", "支", 10_000],
        ],
        "90000.00", "10000.00", False,
    ),
    "万元": (
        [
            TITLE,
            ["单位：万元"],
            ["日期", "摘要", "支出金额"],
            [_, "上年结转", 9],
            ["2026-02-08", "购试剂", 1],
        ],
        "90000.00", "10000.00", False,
    ),
    "projects under headings": (
        [
            ["日期", "凭证号", "摘要", "借方", "贷方"],
            [f"项目：({P})梨园"],
            [_, _, "上年结转", 90_000, _],
            ["2026-02-08", "记-1", "购试剂", 10_000, _],
            [f"项目：({Q})果园"],
            [_, _, "上年结转", 80_000, _],
            ["2026-02-08", "记-2", "购试剂", 7_000, _],
        ],
        "170000.00", "17000.00", False,
    ),
    "two ledgers on a sheet": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "借方", "贷方"],
            [_, _, "上年结转", 90_000, _],
            ["2026-02-08", "记-1", "购试剂", 10_000, _],
            [],
            [f"项目编号：{Q}\u3000项目名称：果园"],
            ["日期", "凭证号", "摘要", "金额"],
            [_, _, "上年结转", 80_000],
            ["2026-02-08", "记-2", "购试剂", 7_000],
        ],
        "170000.00", "17000.00", False,
    ),
    "opening within a total": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "借方", "贷方"],
            [_, _, "上年结转", 90_000, _],
            ["2026-02-08", "记-1", "购试剂", 10_000, _],
            [_, _, "累计", 100_000, _],
        ],
        "90000.00", "10000.00", False,
    ),
    "total without it": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "借方", "贷方"],
            [_, _, "上年结转", 90_000, _],
            ["2026-02-08", "记-1", "购试剂", 10_000, _],
            [_, _, "本年合计", 10_000, _],
            [_, _, "累计", 100_000, _],
        ],
        "90000.00", "10000.00", False,
    ),
    "cash book of a till": (
        [
            TITLE,
            ["现金日记账"],
            ["日期", "凭证号", "摘要", "借方", "贷方", "余额"],
            [_, _, "上年结转", _, _, 10_000],
            ["2026-02-08", "记-1", "购试剂", _, 4_000, 6_000],
            ["2026-02-09", "记-2", "购试剂", _, 1_000, 5_000],
        ],
        "0.00", "5000.00", True,
    ),
    "english": (
        [
            TITLE,
            ["Date", "Voucher No", "Description", "Debit", "Credit", "Balance"],
            [_, _, "Opening Balance", _, _, 90_000],
            ["2026-02-08", "1", "reagents", 10_000, _, 100_000],
        ],
        "90000.00", "10000.00", False,
    ),
    "budget card": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "预算", "支出", "余额"],
            [_, _, "年初预算", 100_000, _, 100_000],
            ["2026-02-08", "记-1", "购试剂", _, 10_000, 90_000],
        ],
        "0.00", "10000.00", False,
    ),
    "carried sum has grown": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "借方", "贷方", "余额"],
            ["2026-01-08", "记-1", "购试剂", 4_000, _, 4_000],
            [_, _, "上年结转", 90_000, _, 94_000],
            ["2026-02-08", "记-1", "购试剂", 6_000, _, 100_000],
        ],
        "0.00", "10000.00", True,
    ),
    "salary-like: 上月支出 as a line": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "金额"],
            ["2026-02-08", "记-1", "上月支出调整", 10_000],
        ],
        "0.00", "10000.00", False,
    ),
    "last year's invoice": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "金额"],
            ["2026-02-08", "记-1", "支付上年结转项目尾款", 10_000],
        ],
        "0.00", "10000.00", False,
    ),
    "month sums as lines": (
        [
            TITLE,
            ["日期", "摘要", "金额"],
            ["2026-01-31", "1月支出", 4_000],
            ["2026-02-28", "2月支出", 6_000],
        ],
        "0.00", "10000.00", False,
    ),
    "years as lines": (
        [
            TITLE,
            ["日期", "摘要", "金额"],
            ["2024-12-31", "2024年支出", 4_000],
            ["2025-12-31", "2025年支出", 6_000],
        ],
        "0.00", "10000.00", False,
    ),
    "yonyou three columns": (
        [
            ["明细账"],
            ["科目：(50010103)科研费用/材料费"],
            [f"项目：({P})梨园"],
            ["2026年", _, "凭证号数", "摘要", "对方科目", "借方", "贷方", "方向", "余额"],
            ["月", "日"],
            [_, _, _, "上年结转", _, _, _, "借", 90_000],
            ["02", "08", "记-0003", "购试剂", "银行存款", 4_000, _, "借", 94_000],
            ["02", _, _, "当前合计", _, 4_000, _, "借", 94_000],
            ["02", _, _, "当前累计", _, 4_000, _, "借", 94_000],
            ["03", "08", "记-0004", "购试剂", "银行存款", 6_000, _, "借", 100_000],
            ["03", _, _, "当前合计", _, 6_000, _, "借", 100_000],
            ["03", _, _, "当前累计", _, 10_000, _, "借", 100_000],
        ],
        "90000.00", "10000.00", False,
    ),
    "kingdee": (
        [
            TITLE,
            ["期间", "日期", "凭证字号", "摘要", "借方金额", "贷方金额", "方向", "余额"],
            ["2026.1", _, _, "年初余额", _, _, "借", 90_000],
            ["2026.1", "2026-01-08", "记-1", "购试剂", 4_000, _, "借", 94_000],
            ["2026.1", _, _, "本期合计", 4_000, 0, "借", 94_000],
            ["2026.1", _, _, "本年累计", 4_000, 0, "借", 94_000],
            ["2026.2", "2026-02-08", "记-1", "购试剂", 6_000, _, "借", 100_000],
            ["2026.2", _, _, "本期合计", 6_000, 0, "借", 100_000],
            ["2026.2", _, _, "本年累计", 10_000, 0, "借", 100_000],
        ],
        "90000.00", "10000.00", False,
    ),
    "hand sheet with numbers": (
        [
            TITLE,
            ["序号", "日期", "内容", "金额", "备注"],
            [_, _, "以前年度累计支出", 90_000, _],
            [1, "2026-02-08", "购试剂", 4_000, _],
            [2, "2026-03-08", "购试剂", 6_000, _],
            ["合计", _, _, 100_000, _],
        ],
        "90000.00", "10000.00", False,
    ),
    "a running sum nobody knows": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "金额", "累计支出"],
            [_, _, "上年累计", _, 90_000],
            ["2026-02-08", "记-1", "购试剂", 10_000, 100_000],
        ],
        "0.00", "10000.00", True,
    ),
    "in the account column of one project's ledger": (
        [
            TITLE,
            ["日期", "凭证号", "科目名称", "摘要", "金额"],
            [_, _, "上年结转", _, 90_000],
            ["2026-02-08", "记-1", "材料费", "购试剂", 10_000],
        ],
        "90000.00", "10000.00", False,
    ),
    "many projects with balances": (
        [
            ["项目编号", "日期", "凭证号", "摘要", "支出", "余额"],
            [P, _, _, "期初余额", _, 90_000],
            [P, "2026-02-08", "记-1", "购试剂", 10_000, 80_000],
            [P, "2026-03-08", "记-2", "购试剂", 1_000, 79_000],
            [Q, _, _, "期初余额", _, 50_000],
            [Q, "2026-02-08", "记-3", "购试剂", 500, 49_500],
        ],
        "0.00", "11500.00", True,
    ),
    "closing row at the end": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "借方", "贷方", "余额"],
            ["2026-02-08", "记-1", "购试剂", 10_000, _, 10_000],
            [_, _, "结转下年", _, _, 10_000],
        ],
        "0.00", "10000.00", False,
    ),
    "year blocks from the start": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "借方", "贷方", "余额"],
            [_, _, "上年结转", _, _, 0],
            ["2025-02-08", "记-1", "购试剂", 4_000, _, 4_000],
            [_, _, "本年合计", 4_000, _, 4_000],
            [_, _, "上年结转", _, _, 4_000],
            ["2026-02-08", "记-1", "购试剂", 6_000, _, 10_000],
        ],
        "0.00", "10000.00", False,
    ),
    "year blocks with sums": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "借方", "贷方"],
            ["2025-02-08", "记-1", "购试剂", 4_000, _],
            [_, _, "2025年合计", 4_000, _],
            [_, _, "上年结转", 4_000, _],
            ["2026-02-08", "记-1", "购试剂", 6_000, _],
            [_, _, "累计", 10_000, _],
        ],
        "0.00", "10000.00", False,
    ),
    "card of a university": (
        [
            [f"经费卡号：{P}", "经费名称：梨园"],
            ["凭证日期", "凭证号", "摘要", "收入", "支出", "余额"],
            ["2026-01-01", _, "上年结转", 10_000, _, 10_000],
            ["2026-02-08", "记-1", "报销材料费", _, 4_000, 6_000],
        ],
        "0.00", "4000.00", True,
    ),
    "refund of a balance and an opening": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "费用科目", "金额"],
            [_, _, "以前年度支出", _, 60_000],
            ["2026-02-08", "记-1", "购试剂", "材料费", 10_000],
            ["2026-06-08", "记-9", "上缴结余资金", "其他", 30_000],
        ],
        "60000.00", "10000.00", False,
    ),
    "a total that speaks of last year": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "金额"],
            ["2026-02-08", "记-1", "购试剂", 10_000],
            ["合计（含上年结转）", _, _, 10_000],
        ],
        "0.00", "10000.00", False,
    ),
    "an opening without figures": (
        [
            TITLE,
            ["日期", "凭证号", "摘要", "金额"],
            [_, _, "上年结转", _],
            ["2026-02-08", "记-1", "购试剂", 10_000],
        ],
        "0.00", "10000.00", False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FURTHER)
def test_of_every_row_what_it_says_of_the_time_before(tmp_path: Path, form: str) -> None:
    rows, before, since, open_ = FURTHER[form]
    tables = _read(tmp_path, {"支出明细": rows})
    entries = tables["entries"]
    sums = {
        kind: entries.filter(entries["kind"] == kind)["amount"].sum()
        for kind in ("opening", "spending")
    }
    assert sums == {"opening": D(before), "spending": D(since)}
    assert ("before" in tables["doubts"]["about"].to_list()) is open_
    assert False not in tables["stated_totals"]["agrees"].to_list()
