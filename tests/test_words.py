"""Words accuse nobody and say no more than is known."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from books import ledger, write_xlsx
from running import fundcheck

from fundcheck.engine.wording import fill
from fundcheck.findings import Level
from fundcheck.resources import folder
from fundcheck.rulebook.pack import load_pack

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

    from fundcheck.rulebook.rule import Rule

LIGHT = [
    pytest.param(rule, id=rule.code)
    for path in sorted(folder("rules").glob("*/pack.toml"))
    for rule in load_pack(path.parent).rules
    if rule.level is not Level.VIOLATION
]
# What a ledger alone never proves: that somebody meant it, or that it was so.
VERDICTS = (
    "突击",
    "违规",
    "套取",
    "虚",
    "冒",
    "挪用",
    "造假",
    "弄虚",
    "骗",
    "转移",
    "侵占",
    "舞弊",
)
BARE = (
    *("跨项目调账", "未单独核算", "向非参与单位转拨", "重复购置", "化整为零", "重复入账"),
    *("间接性质支出列入", "绩效列入", "劳务或专家费列入", "与项目无关"),
)


@pytest.mark.parametrize("rule", LIGHT)
def test_title_and_remedy_of_a_query_or_notice_are_no_verdict(rule: Rule) -> None:
    for text in (rule.title, rule.remedy, rule.message):
        assert not [word for word in VERDICTS if word in text], text
    for word in BARE:
        place = rule.title.find(word)
        assert place < 0 or "疑似" in rule.title[:place], rule.title
    assert "异常" not in rule.title or rule.code in {"J32-6c", "J32-6d"}  # of a date, of a format
    assert "一律" not in rule.remedy


def test_remedies_claim_what_an_article_says() -> None:
    rules = {rule.code: rule for rule in load_pack("jincheng-2022-36").rules}
    assert rules["J32-4c"].title == "期末集中支出"
    assert "原则上" in rules["J15-2"].remedy
    assert "不应" not in rules["J25-3"].remedy
    assert "不应" not in rules["J07-1"].remedy


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ("0.3", "30%"), ("0.333333", "33.33%"), ("0.69999999", "69.999999%"), ("0.699999", "69.9999%"),
        ("1.000000066667", "略高于100%"), ("0.999999933333", "99.99999%"), ("-1.4377", "0%以下"),
        ("0", "0%"), ("1", "100%"), ("1.4377", "143.77%"),
    ],
)  # fmt: skip
def test_shares_are_told_as_people_tell_them(share: str, said: str) -> None:
    assert fill("{share:pct}", {"share": Decimal(share)}) == said


def test_a_blank_cell_is_named_by_its_header() -> None:
    blank = {
        "date": None,
        "voucher_no": None,
        "summary": "购白酒两箱",
        "payee": None,
        "limit": None,
    }
    told = fill("{date} {voucher_no}「{summary}」（收款方：{payee}），{limit}", blank)
    assert told == "未写日期 未写凭证号「购白酒两箱」（收款方：未写），未提供"


def test_what_could_not_be_told_is_counted_as_what_it_is(tmp_path: Path) -> None:
    line: dict[str, Cell] = {"项目编号": "P1", "日期": "2024-05-06", "摘要": "购白酒两箱", "费用科目": "办公费", "金额": 900}  # fmt: skip
    lines = [line, {**line, "项目编号": "P2", "摘要": "购烟"}]
    book = write_xlsx(tmp_path / "账.xlsx", {"支出明细": ledger(*lines)})
    ran = fundcheck(book, out=tmp_path / "out")
    unknown = ran.findings["summary"]["unknown"]
    assert f"无法判断 {unknown} 项次" in ran.out
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert f"无法判断的项次<b>{unknown}</b>" in page
    assert "未提供「" not in (tmp_path / "out" / "findings.json").read_text("utf-8")
