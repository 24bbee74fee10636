"""What the state of a claim says of its money, in the words of offices and in either script."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from books import write_xlsx
from reading import read, read_ledger

from fundcheck.ingest.signs import simplified
from fundcheck.ingest.states import meaning

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

WORDS = {
    "counts": (
        "已支付 已付 已付款 已支出 已完成 完成 已报销 已入账 已通过 通过 审批通过 审核通过 正常 有效 已办结 办结 已核销 已打款 已结算 支付成功 付讫 "
        "已记账 已归档 01-已支付 已审核 已审批 同意 未作废 非作废 未冲销 未退款 - 无 √ Paid approved 已支付。 已冲销借款 全部支付完毕 审批完成 "
        "财务已付款 已放款"
    ),
    "void": "作废 已作废 作廢 已作廢 无效 已删除 已注销 作废(重开) Void",
    "reversed": "已冲销 已红冲 冲回 冲红 已退款 已全额退款 冲正 refunded",
    "refused": (
        "驳回 已驳回 审核不通过 不通过 未通过 审批未通过 已拒绝 退回 已退回 退单 打回 已撤单 已撤回 已撤销 撤回 已取消 取消 已关闭 已终止 中止 草稿 未提交 待提交 "
        "不予报销 不同意 暂存 退票 支付失败 Rejected 退回修改 否决"
    ),
    "unpaid": (
        "未支出 未付 未付款 未支付 未报销 待报销 未打款 未入账 待付款 待支付 待入账 挂起 未完成 流程中 支付中 报销中 办理中 尚未支付 暂缓支付 未发放 未核销 "
        "已审批待付款 审批通过，待支付 未办结 pending 待打款 拟支出 暂未付 欠付 未結算 待報銷"
    ),
    "open": "审批中 审核中 待审批 待审核 未审核 处理中 已提交 submitted 未记账 在办 待复核",
    "partly": "部分支付 部分退款 已付定金 已付首付款 分期付款中",
    "neutral": "在用 报废 待补票 未收到发票 已开票 欠票",
    "project": "在研 结题 终止 撤销 执行中 验收通过",
    "unknown": "甲类 R 异常 张三",
}


@pytest.mark.parametrize(
    ("word", "means"),
    [
        (word, means)
        for means, words in WORDS.items()
        for word in words.split(" ")
    ],
)  # fmt: skip
def test_what_a_state_means(word: str, means: str) -> None:
    assert meaning(word) == means


HEAD: list[Cell] = ["日期", "摘要", "金额", "状态"]


def _read(folder: Path, *states: str, head: str = "状态") -> tuple[list[str], list[str], object]:
    rows: list[list[Cell]] = [
        [f"2024-03-{day:02}", "购试剂", 100 + day, state] for day, state in enumerate(states, 1)
    ]
    path = write_xlsx(folder / "账.xlsx", {"Sheet1": [[*HEAD[:3], head], *rows]})
    entries, sheet = read_ledger(path)
    assert sheet.counted is not None
    spent = entries.filter(kind="spending")["amount"].sum()
    return entries["kind"].to_list(), [*sheet.notes, *sheet.losses], spent


def test_what_is_not_spent_is_told_by_its_reason(tmp_path: Path) -> None:
    states = ("已支付", "未支付", "作废", "已退款", "已关闭", "审批中")
    kinds, said, spent = _read(tmp_path, *states)
    assert kinds == ["spending", "other", "other", "other", "other", "other"]
    assert spent == Decimal("101.00")
    for sentence in (
        "有 1 行还没有支付或报销（如「未支付」），不计入支出。",
        "有 1 行的状态是作废（如「作废」），不计入支出。",
        "有 1 行的状态是已冲销或退款（如「已退款」），不计入支出。",
        "有 1 行的状态是驳回、撤回或草稿，不计入支出。",
        "有 1 行还没有审批完（如「审批中」），其他行已支付或入账，这些行不计入支出。",
    ):
        assert sentence in said
    _, sheet = read_ledger(tmp_path / "账.xlsx")
    assert sheet.counted is not None
    assert {why: some.lines for why, some in sheet.counted.neither} == {
        "未支付、未入账的单据": 2,
        "作废凭证": 1,
        "已冲销、已退款的单据": 1,
        "被驳回、撤回的单据": 1,
    }


@pytest.mark.parametrize("head", ["支出状态", "打款状态", "报销进度", "审批结果", "狀態"])
def test_a_state_has_many_heads(head: str, tmp_path: Path) -> None:
    kinds, _, _ = _read(tmp_path, "已支付", "未付款", head=head)
    assert kinds == ["spending", "other"]


@pytest.mark.parametrize("head", ["是否支付", "是否已报销", "是否入账"])
def test_a_flag_says_whether_it_was_paid(head: str, tmp_path: Path) -> None:
    kinds, said, _ = _read(tmp_path, "是", "否", "已付", head=head)
    assert kinds == ["spending", "other", "spending"]
    assert "有 1 行还没有支付或报销（如「否」），不计入支出。" in said


@pytest.mark.parametrize("states", [("终止", "终止"), ("在研", "结题"), ("撤销", "撤销")])
def test_the_state_of_the_project_is_none_of_a_claim(
    states: tuple[str, str], tmp_path: Path
) -> None:
    kinds, said, _ = _read(tmp_path, *states)
    assert kinds == ["spending", "spending"]
    assert any("写的是项目的状态" in sentence for sentence in said)


def test_words_of_projects_beside_those_of_claims_are_of_claims(tmp_path: Path) -> None:
    assert _read(tmp_path, "已支付", "终止", "撤销", "在建")[0] == ["spending", "other", "other", "spending"]  # fmt: skip


def test_a_state_that_nobody_understands_counts_and_is_asked_after(tmp_path: Path) -> None:
    kinds, said, _ = _read(tmp_path, "已支付", "甲类", "未付")
    assert kinds == ["spending", "spending", "other"]
    assert "第 3 行的状态「甲类」看不出是否已经支出，已按支出读取，请核对。" in said
    tables, _receipts = read(tmp_path / "账.xlsx")
    assert tables["doubts"]["about"].to_list() == ["sums"]


def test_where_no_state_is_understood_it_is_told_and_nothing_asked(tmp_path: Path) -> None:
    kinds, said, _ = _read(tmp_path, "甲类", "乙类")
    assert kinds == ["spending", "spending"]
    assert "状态「甲类」看不出是否已经支出，已按支出读取，请核对。" in said
    tables, _receipts = read(tmp_path / "账.xlsx")
    assert not tables["doubts"].height


def test_what_was_paid_in_part_is_judged_by_no_sum(tmp_path: Path) -> None:
    kinds, said, _ = _read(tmp_path, "已支付", "部分支付")
    assert kinds == ["spending", "spending"]
    assert any("看不出花了多少" in sentence for sentence in said)
    tables, _receipts = read(tmp_path / "账.xlsx")
    assert tables["doubts"]["about"].to_list() == ["sums"]


TAIWAN: list[list[Cell]] = [
    ["計畫經費支用明細表"],
    ["單位：萬元"],
    [
        "傳票日期",
        "傳票號碼",
        "計畫編號",
        "摘要內容",
        "會計科目",
        "借方金額",
        "貸方金額",
        "作廢標誌",
    ],
    ["2024-03-05", "記-1", "P1", "購置設備", "研發支出－設備費", 1.2, None, None],
    ["2024-03-05", "記-1", None, "購置設備", "銀行存款", None, 1.2, None],
    ["2024-03-06", "記-2", "P1", "專家諮詢費", "研發支出－勞務費", 0.3, None, "是"],
    ["2024-03-31", "記-9", "P1", "結轉本期損益", "研發支出－設備費", None, 1.2, None],
    ["2024-03-31", "記-9", None, None, "本年利潤", 1.2, None, None],
]


def test_a_sheet_in_traditional_signs_is_read_as_any_other(tmp_path: Path) -> None:
    entries, sheet = read_ledger(write_xlsx(tmp_path / "帳.xlsx", {"明細": TAIWAN}))
    assert entries["kind"].to_list() == ["spending", "other", "other", "other", "other"]
    assert entries["amount"].to_list()[0] == Decimal("12000.00")
    assert entries["summary"].to_list()[:3] == ["购置设备", "购置设备", "专家咨询费"]
    assert sheet.columns["摘要內容"] == "summary"
    assert sheet.columns["作廢標誌"] == "void"
    assert "表中的繁体字按简体字读取。" in sheet.notes


def test_signs_that_simplified_texts_have_stay_as_they_are() -> None:
    assert simplified("软件著作权，乾坤，瞭望，于某") == "软件著作权，乾坤，瞭望，于某"
    assert (
        simplified("狀態、作廢、計畫、總金額、摘要內容、憑證")
        == "状态、作废、计划、总金额、摘要内容、凭证"
    )


def test_a_note_that_says_nothing_but_void_is_of_a_void_line(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "金额", "备注"],
        ["2024-03-05", "记-1", "购试剂", 100, None],
        ["2024-03-06", "记-2", "购滤膜", 20, "作废"],
        ["2024-03-07", "记-3", "作废", 3, None],
        ["2024-03-08", "记-4", "补开作废发票的邮费", 5, "原发票作废，已重开"],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"Sheet1": rows}))
    assert entries["kind"].to_list() == ["spending", "other", "other", "spending"]
    assert "有 2 行属于作废凭证，不计入支出。" in sheet.notes


def test_what_is_undecided_counts_where_nothing_says_that_others_are_paid(tmp_path: Path) -> None:
    kinds, said, spent = _read(tmp_path, "已通过", "审批中")
    assert kinds == ["spending", "spending"]
    assert spent == Decimal("203.00")
    assert "有 1 行还没有审批完，已按支出读取，请核对。" in said
