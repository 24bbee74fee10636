"""财科教〔2017〕128号: the pack against before-tax maxima that a university published by itself.

The measures set limits after tax. 中山大学 tells its people what that comes to before tax, by level
and length (iaccounting.sysu.edu.cn, 专家咨询费). Its figures are a second way to the same limits.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING

import jsonschema
import pytest
from books import Cell, ledger, write_xlsx
from running import AS_OF, ROOT, rule_of
from running import fundcheck as run

import fundcheck
from fundcheck.findings import Audit, Result

if TYPE_CHECKING:
    from pathlib import Path

PACK = "central-expert-fee-2017-128"
DAY = dt.date(2025, 5, 6)
# Level, hours, day of the consultation: published before tax, after tax at that figure, and the
# least figure that is over. All are what the limit comes to exactly, so that a cent more is over,
# but one: an academician's day is 3600 / 0.84 = 4285.71…, rounded down to 4285. There
# 4285.72 is taxed 685.72 and leaves 3600.00 still; 4285.73 leaves 3600.01, and 4286 leaves 3600.24.
PUBLISHED = [
    ("院士", 4, 1, "2500", "2160.00", "2500.01"),
    ("院士", 8, 1, "4285", "3599.40", "4285.73"),
    ("院士", 8, 1, "4285.72", "3600.00", "4286"),
    ("院士", 4, 3, "1150", "1080.00", "1150.01"),
    ("院士", 8, 3, "2050", "1800.00", "2050.01"),
    ("教授", 4, 1, "1600", "1440.00", "1600.01"),
    ("教授", 8, 1, "2800", "2400.00", "2800.01"),
    ("教授", 4, 3, "720", "720.00", "720.01"),
    ("教授", 8, 3, "1300", "1200.00", "1300.01"),
    ("讲师", 4, 1, "925", "900.00", "925.01"),
    ("讲师", 8, 1, "1675", "1500.00", "1675.01"),
    ("讲师", 4, 3, "450", "450.00", "450.01"),
    ("讲师", 8, 3, "750", "750.00", "750.01"),
]
BY_LETTER = [
    ("院士", "2050", "2050.01"),
    ("教授", "1300", "1300.01"),
    ("讲师", "750", "750.01"),
]


def _line(person: str, level: str, amount: str, **more: Cell) -> dict[str, Cell]:
    return {
        "项目编号": "K-01",
        "日期": DAY,
        "凭证号": f"记-{person}",
        "摘要": "付专家咨询费",
        "费用科目": "专家咨询费",
        "金额": Decimal(amount),
        "收款方": person,
        "专家级别": level,
        "咨询日期": None,
        "咨询时长": None,
        "代扣个税": None,
        **more,
    }


def _consultation(
    person: str, level: str, hours: int, day: int, amount: str
) -> list[dict[str, Cell]]:
    """Return the lines of a consultation that was paid that amount on its last day."""
    days = [DAY + dt.timedelta(days=k) for k in range(day)]
    paid = ["100"] * (day - 1) + [amount]
    return [
        _line(person, level, sum_, 咨询日期=on, 咨询时长=hours)
        for on, sum_ in zip(days, paid, strict=True)
    ]


def _check(path: Path, lines: list[dict[str, Cell]]) -> Audit:
    book = write_xlsx(path / "咨询费.xlsx", {"支出明细": ledger(*lines)})
    return fundcheck.check(book, rules=PACK, as_of=dt.date.fromisoformat(AS_OF), jobs=0)


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: "-".join(map(str, row[:4])))
def test_what_is_published_is_clean_and_a_little_more_is_found(
    tmp_path: Path, row: tuple[str, int, int, str, str, str]
) -> None:
    level, hours, day, most, left, over = row
    audit = _check(tmp_path, _consultation("王建国", level, hours, day, most))
    (outcome,) = [o for o in audit.projects[0].outcomes if o.code == "E06-1"]
    assert (outcome.result, outcome.looked_at) == (Result.CLEAN, day)
    (found,) = [
        f
        for f in _check(tmp_path, _consultation("王建国", level, hours, day, over)).findings
        if f.rule == "E06-1"
    ]
    limit = {"院士": Decimal(3600), "教授": Decimal(2400), "讲师": Decimal(1500)}[level]
    allowed = limit * (Decimal("0.6") if hours == 4 else 1) * (Decimal("0.5") if day > 2 else 1)
    assert Decimal(left) <= allowed
    assert found.values["allowed"] == allowed
    assert found.amount == found.values["net"] - allowed > 0  # type: ignore[operator]


@pytest.mark.parametrize(("level", "most", "over"), BY_LETTER)
def test_advice_by_letter_is_paid_half_a_day_at_most(
    tmp_path: Path, level: str, most: str, over: str
) -> None:
    for amount, wanted in ((most, Result.CLEAN), (over, Result.FOUND)):
        audit = _check(tmp_path, [_line("王建国", level, amount, 摘要="通讯评审费")])
        outcomes = {o.code: o.result for o in audit.projects[0].outcomes}
        assert outcomes["E06-1"] is wanted


def test_three_half_days_of_a_professor_come_to_3920(tmp_path: Path) -> None:
    paid = zip(range(3), ("1600", "1600", "720"), strict=True)
    lines = [
        _line("王建国", "教授", sum_, 咨询日期=DAY + dt.timedelta(days=k), 咨询时长=4)
        for k, sum_ in paid
    ]
    audit = _check(tmp_path, lines)
    assert audit.findings == ()
    facts = {fact.name: fact.value for fact in audit.projects[0].facts}
    assert facts == {"expert_fees": Decimal("3920.00"), "expert_fees_all": Decimal("3920.00")}


def test_a_run_of_the_command_by_this_pack(tmp_path: Path) -> None:
    lines = [
        _line("王建国", "教授", "2900", 咨询日期=DAY, 代扣个税=Decimal(420)),
        _line("王建国", "教授", "700", 项目编号="K-02", 咨询日期=DAY, 咨询时长=4, 凭证号="记-9"),
        _line("李红", "", "2000", 咨询日期=DAY),
    ]
    cards = [
        {"项目编号": "K-01", "项目名称": "甲", "计划类别": "国家重点研发计划"},
        {"项目编号": "K-02", "项目名称": "乙", "计划类别": "市级重点研发计划"},
    ]
    path = write_xlsx(
        tmp_path / "账.xlsx", {"支出明细": ledger(*lines), "项目信息": ledger(*cards)}
    )
    ran = run(path, "--rules", PACK, out=tmp_path / "out")
    assert ran.code == 1, ran.err
    document = ran.findings
    schema = files("fundcheck").joinpath("schemas/findings-1.json").read_text("utf-8")
    jsonschema.validate(document, json.loads(schema))
    assert [pack["id"] for pack in document["packs"]] == [PACK]
    said = {(f["rule"], f["project_code"], f["amount"]) for f in document["findings"]}
    # 2900 less 420 of tax leaves 2480. The municipal project is not governed, and only told of;
    # of the 3600 of the day 2900 are of the project that is.
    assert said == {("E06-1", "K-01", "80.00"), ("E06-2", "K-01", "2900.00")}
    assert rule_of(document, "K-01", "E06-1")["unknown"] == 1
    assert rule_of(document, "K-02", "E06-1")["outcome"] == "not_applicable"
    page = (tmp_path / "out" / "projects" / "K-01.html").read_text("utf-8")
    assert "财科教〔2017〕128号" in page
    assert "中央财政科研项目专家咨询费管理办法" in (tmp_path / "out" / "index.html").read_text(
        "utf-8"
    )


def test_the_packs_share_no_file() -> None:
    own, other = (
        {path.read_bytes() for path in (ROOT / "rules" / name).rglob("*.*") if path.is_file()}
        for name in (PACK, "jincheng-2022-36")
    )
    assert not own & other
