"""The balance that goes back to the treasury is no spending: it is the refund of article 29."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from books import Cell, ledger, write_xlsx
from reading import read_ledger
from running import fundcheck, rule_of

from fundcheck.ingest.counting import Why

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

D = Decimal
P = "JCKJ2024-702"
_: None = None
Row = dict[str, Cell]

BACK = [
    "上缴结余",
    "上缴结余资金",
    "上交项目结余资金",
    "上交市财政结余经费",
    "退回财政",
    "退回市财政局结余资金",
    "结余资金上缴国库",
    "缴回财政专户",
    "退还市财政结余",
    "结余经费退回市科技局",
    "项目结余资金收回",
    "财政收回结余资金",
    "结余资金按原渠道退回",
    "退缴剩余经费",
    "归还市科学技术局未使用完的专项资金",
    "付晋城市财政局：退回课题结余款",
    "终止项目剩余资金退回市财政",
    "清退未执行的财政资金",
    "缴国库（项目结余）",
    "结余资金及利息退回财政专户",
    "返还财政拨款结余",
    "退结余款",
    "结余款退回",
    "项目结余退款",
    "课题余款退财政局",
    "结余资金划转市财政局",
    "支付市财政局项目结余款",
    "结题退款",
    "终止项目退款",
    "项目账面余额上缴",
    "退拨款（市科技局）",
    "上缴财政项目剩余资金",
    "缴回未支出资金",
]
SPENT = [
    "上缴税款",
    "税款上缴国库",
    "上缴工会经费",
    "上缴管理费",
    "缴纳社保",
    "上缴学校管理费",
    "退回质保金",
    "退还供应商履约保证金",
    "归还课题组垫付款",
    "付退火炉剩余款",
    "付设备余款",
    "支付试剂剩余货款",
    "收集财政数据服务费",
    "财政局培训费",
    "购余热回收装置",
    "剩余样品返还运费",
    "退款手续费",
    "国库集中支付材料费",
    "土壤养分归还试验耗材",
    "结余资金用于购置试剂",
    "退回借款余款",
    "使用财政结余资金购设备",
    "支付科技局项目评审材料印刷费",
    "支付未使用会议室租金",
    "终止合同退款",
    "付余款",
    "返还样机押金",
]


@pytest.mark.parametrize("text", BACK)
def test_what_goes_back_is_no_spending(tmp_path: Path, text: str) -> None:
    rows = ledger(
        {"日期": "2024-05-06", "凭证号": "记-1", "摘要": "购培养基", "费用科目": "材料费", "金额": 700},
        {"日期": "2025-09-06", "凭证号": "记-3", "摘要": text, "费用科目": "其他业务费", "金额": 300},
    )  # fmt: skip
    entries, sheet = read_ledger(write_xlsx(tmp_path / f"{P}.xlsx", {"支出明细": rows}))
    assert entries["kind"].to_list() == ["spending", "other"]
    assert entries["kind_why"].to_list() == [None, Why.RETURNED.value]
    assert sheet.counted is not None
    assert sheet.counted.spending.amount == D(700)
    assert [(why, some.amount) for why, some in sheet.counted.neither] == [(Why.RETURNED, D(300))]


@pytest.mark.parametrize("text", SPENT)
def test_what_only_sounds_like_it_is_spent(tmp_path: Path, text: str) -> None:
    line: Row = {"日期": "2025-09-06", "凭证号": "记-3", "摘要": text, "费用科目": "其他业务费", "金额": 300}  # fmt: skip
    entries, _sheet = read_ledger(write_xlsx(tmp_path / f"{P}.xlsx", {"支出明细": ledger(line)}))
    assert entries["kind"].to_list() == ["spending"]


@pytest.mark.parametrize(
    "text", ["收到合作单位退回的结余资金", "退回差旅借款结余", "项目结余资金退回（冲销）"]
)
def test_money_that_comes_back_is_not_given_back(tmp_path: Path, text: str) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "科目名称", "借方", "贷方"],
        ["2025-09-06", "记-3", text, "业务活动费用-材料费", _, 300],
    ]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / f"{P}.xlsx", {"账": rows}))
    assert entries["amount"].to_list() == [D(-300)]
    assert Why.RETURNED not in entries["kind_why"].to_list()


@pytest.mark.parametrize(
    "text", ["结余资金转入学校统筹账户", "项目结余上缴学院", "结余资金划回单位基本户"]
)
def test_what_the_unit_keeps_is_neither(tmp_path: Path, text: str) -> None:
    line: Row = {"日期": "2025-09-06", "凭证号": "记-3", "摘要": text, "费用科目": "其他", "金额": 300}  # fmt: skip
    entries, _sheet = read_ledger(write_xlsx(tmp_path / f"{P}.xlsx", {"支出明细": ledger(line)}))
    assert entries.select("kind", "kind_why").rows() == [("other", Why.CLOSING.value)]


def test_the_payee_tells_to_whom_it_went(tmp_path: Path) -> None:
    rows = ledger(
        {"日期": "2025-09-06", "凭证号": "记-3", "摘要": "退回项目经费", "金额": 300, "收款方": "晋城市财政局"},
        {"日期": "2025-09-07", "凭证号": "记-4", "摘要": "退回项目经费", "金额": 200, "收款方": "晋城检测中心"},
        {"日期": "2025-09-07", "凭证号": "记-5", "摘要": "付培训费", "金额": 200, "收款方": "晋城市财政局"},
    )  # fmt: skip
    entries, _sheet = read_ledger(write_xlsx(tmp_path / f"{P}.xlsx", {"支出明细": rows}))
    assert entries["kind"].to_list() == ["other", "spending", "spending"]


def test_a_journal_books_it_through_net_assets_in_both_books(tmp_path: Path) -> None:
    def line(code: str, name: str, debit: int | None, credit: int | None) -> list[Cell]:
        return ["2025-09-06", "记-3", "上缴结余资金", code, name, P, debit, credit]

    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "科目编码", "科目名称", "项目编号", "借方", "贷方"],
        line("3001", "累计盈余", 300, _),
        line("1002", "银行存款", _, 300),
        line("8102", "财政拨款结余-归集上缴", 300, _),
        line("8001", "资金结存-货币资金", _, 300),
    ]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / f"{P}.xlsx", {"账": rows}))
    back = entries.filter(entries["kind_why"] == Why.RETURNED.value)
    assert back["account_code"].to_list() == ["8102"]
    assert set(entries["kind"]) == {"other"}


def _card(**more: Cell) -> list[list[Cell]]:
    return ledger(
        {"项目编号": P, "项目名称": "保鲜膜降解", "承担单位": "泽岭农业技术研究所",
         "任务书签订日期": "2023-01-01", "开始日期": "2023-01-01", "结束日期": "2025-06-30",
         "项目状态": "结题", "状态日期": "2025-06-30", "市级财政资金": 100_000, **more},
    )  # fmt: skip


def _run(
    folder: Path, sheets: dict[str, Sequence[Sequence[Cell]]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    path = write_xlsx(folder / f"{P}.xlsx", sheets)
    document = fundcheck(path, "--format", "json", out=folder / "out").findings
    (project,) = document["projects"]
    rules = {c: rule_of(document, P, c)["outcome"] for c in ("J29-1", "J29-3", "J17-1", "J32-3b")}
    return rules, project["facts"]


GRANTED: Row = {"项目编号": P, "日期": "2023-01-20", "付款单位": "晋城市科学技术局", "金额": 100_000, "类型": "拨付"}  # fmt: skip


def _spent_and_back(back: int) -> list[list[Cell]]:
    return ledger(
        {"项目编号": P, "日期": "2024-05-06", "凭证号": "记-1", "摘要": "购培养基", "费用科目": "材料费",
         "金额": 70_000, "发票号码": "24142000000050000001"},
        {"项目编号": P, "日期": "2025-09-06", "凭证号": "记-3", "摘要": "退回市财政局结余资金",
         "费用科目": "其他业务费", "金额": back},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("booked", "stated", "owes", "returned"),
    [
        (30_000, _, "clean", "30000.00"),
        (29_999, _, "found", "29999.00"),
        (30_000, 30_000, "clean", "30000.00"),  # the same refund, told twice
        (20_000, 30_000, "clean", _),  # at least 30,000 went back
        (20_000, 10_000, "unknown", _),  # both together, or one of them
        (20_000, 9_999, "found", _),  # even both together are a yuan short
    ],
)
def test_the_refund_of_the_ledger_is_the_refund_that_is_looked_for(
    tmp_path: Path, booked: int, stated: int | None, owes: str, returned: str | None
) -> None:
    receipts = [GRANTED]
    if stated:
        receipts.append({**GRANTED, "日期": "2025-09-06", "金额": stated, "类型": "退回"})
    rules, facts = _run(
        tmp_path,
        {"支出明细": _spent_and_back(booked), "项目信息": _card(), "到账": ledger(*receipts)},
    )
    assert rules == {"J29-1": owes, "J29-3": "clean", "J17-1": "clean", "J32-3b": "clean"}
    assert (facts["spent"], facts["refund_due"]) == ("70000.00", "30000.00")
    assert facts["returned"] == returned
