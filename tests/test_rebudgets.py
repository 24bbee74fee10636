"""How a change of the budget is written: whatever the form, the table has signed changes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest
from books import Cell, ledger, write_xlsx
from reading import read
from running import fundcheck, rule_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fundcheck.receipts import SheetReceipt

P = "JCKJ2024-701"
Rows = list[list[Cell]]
D = Decimal
_: None = None


def _changes(
    folder: Path, rows: Rows, sheet: str = "预算调剂"
) -> tuple[pl.DataFrame, SheetReceipt]:
    tables, (receipt,) = read(write_xlsx(folder / f"{P}.xlsx", {sheet: rows, "支出明细": LEDGER}))
    (told,) = [s for s in receipt.sheets if s.name == sheet]
    assert told.rows.closes, told.rows
    return tables["budget_changes"], told


LEDGER = ledger(
    {"项目编号": P, "日期": "2024-05-06", "凭证号": "记-1", "摘要": "购光谱仪",
     "费用科目": "设备购置费", "金额": 150_000},
)  # fmt: skip
BUDGET = ledger(
    {"项目编号": P, "科目": "设备费", "明细科目": "设备购置费", "预算金额": 100_000},
    {"项目编号": P, "科目": "业务费", "明细科目": "材料费", "预算金额": 300_000},
)

# Fifty thousand from 业务费 to 设备费, in the words of many offices.
MOVED = [("业务费", "-50000.00"), ("设备费", "50000.00")]
DAYS: list[Cell] = ["2024-04-03", "2024-04-08"]
_D = ["申请日期", "办结日期"]
FORMS: dict[str, Rows] = {
    "up and down in columns of their own": [
        ["项目编号", "科目", "调增", "调减", *_D],
        [P, "设备费", 50_000, _, *DAYS],
        [P, "业务费", _, 50_000, *DAYS],
        ["合计", _, 50_000, 50_000],
    ],
    "more and less in 万元": [
        ["科目", "增加金额（万元）", "减少金额（万元）", "批复时间"],
        ["一、设备费", 5, 0, "2024-04-08"],
        ["二、业务费", 0, 5, "2024-04-08"],
    ],
    "less is written with its sign": [
        ["预算科目", "调增金额", "调减金额", "批准日期"],
        ["设备费", 50_000, _, "2024-04-08"],
        ["业务费", _, -50_000, "2024-04-08"],
    ],
    "raised and cut": [
        ["费用科目", "核增", "核减", "审批日期"],
        ["设备费", "50,000.00", "-", "2024-04-08"],
        ["业务费", "-", "50,000.00", "2024-04-08"],
    ],
    "from one to the other": [
        ["项目编号", "调出科目", "调入科目", "调剂金额", *_D],
        [P, "业务费", "设备费", 50_000, *DAYS],
    ],
    "from one to the other with both sums": [
        ["调出科目", "调出金额", "调入科目", "调入金额", "调剂时间"],
        ["业务费", 50_000, "设备费", 50_000, "2024-04-08"],
    ],
    "from and to on rows of their own": [
        ["转出科目", "转入科目", "金额", "批复日期"],
        ["业务费", _, 50_000, "2024-04-08"],
        [_, "设备费", 50_000, "2024-04-08"],
    ],
    "an arrow": [
        ["调剂内容", "调剂金额", "批准时间"],
        ["业务费→设备费", 50_000, "2024-04-08"],
    ],
    "an arrow in words": [
        ["调整事项", "金额（元）", "批准时间"],
        ["由业务费调整至设备费", 50_000, "2024-04-08"],
    ],
    "before, change, after": [
        ["科目", "原预算额", "调整额", "调整后金额", "批准日期"],
        ["设备费", 100_000, 50_000, 150_000, "2024-04-08"],
        ["业务费", 300_000, -50_000, 250_000, "2024-04-08"],
        ["劳务费", 100_000, 0, 100_000, "2024-04-08"],
        ["合计", 500_000, 0, 500_000],
    ],
    "before, change without its sign, after": [
        ["科目", "批复预算", "调整金额", "调整后预算", "批准日期"],
        ["设备费", 100_000, 50_000, 150_000, "2024-04-08"],
        ["业务费", 300_000, 50_000, 250_000, "2024-04-08"],
    ],
    "before, up, down, after": [
        ["科目", "原预算", "调增", "调减", "调整后预算", "办结日期"],
        ["设备费", 100_000, 50_000, _, 150_000, "2024-04-08"],
        ["业务费", 300_000, _, 50_000, 250_000, "2024-04-08"],
    ],
    "before and after": [
        ["预算科目", "调整前", "调整后", "办结时间"],
        ["设备费", 100_000, 150_000, "2024-04-08"],
        ["业务费", 300_000, 250_000, "2024-04-08"],
    ],
    "two rows of header": [
        ["科目", "调整前", _, "调整后", _, "批准日期"],
        [_, "预算", "备注", "预算", "备注", _],
        ["设备费", 100_000, _, 150_000, _, "2024-04-08"],
        ["业务费", 300_000, _, 250_000, _, "2024-04-08"],
    ],
    "a direction and a sum without a sign": [
        ["项目编号", "科目", "调剂方向", "调整金额", *_D],
        [P, "设备费", "调增", 50_000, *DAYS],
        [P, "业务费", "调减", 50_000, *DAYS],
    ],
    "a direction in other words": [
        ["科目", "调整类型", "调整金额", *_D],
        ["设备费", "追加", 50_000, *DAYS],
        ["业务费", "核减", 50_000, *DAYS],
    ],
    "plus and minus": [
        ["科目", "增减", "金额", *_D],
        ["设备费", "+", 50_000, *DAYS],
        ["业务费", "-", 50_000, *DAYS],
    ],
    "a direction beside a signed sum": [
        ["科目", "调剂方向", "调整金额", *_D],
        ["设备费", "增加", 50_000, *DAYS],
        ["业务费", "减少", -50_000, *DAYS],
    ],
    "the direction in the cell": [
        ["科目", "调整金额", *_D],
        ["设备费", "调增50,000元", *DAYS],
        ["业务费", "减少5万元", *DAYS],
    ],
    "lists of both sides": [
        ["调增科目", "调增金额", "调减科目", "调减金额", "批准日期"],
        ["设备费", 20_000, "业务费", 50_000, "2024-04-08"],
        ["设备费", 30_000, _, _, "2024-04-08"],
    ],
    "the direction before the category": [
        ["科目", "调整金额", "批准日期"],
        ["调增：设备费", 50_000, "2024-04-08"],
        ["调减：业务费", 50_000, "2024-04-08"],
    ],
    "a unit over some of the sums": [
        ["科目", "原预算（万元）", "本次调增", "本次调减", "调整后预算（万元）", "办结日期"],
        ["设备费", 10, 5, _, 15, "2024-04-08"],
        ["业务费", 30, _, 5, 25, "2024-04-08"],
    ],
    "words for sums": [
        ["变更内容", "变更前", "变更后", "批准时间"],
        ["设备费", "10万元", "15万元", "2024-04-08"],
        ["业务费", "30万元", "25万元", "2024-04-08"],
    ],
    "a signed sum under a title": [
        ["项目经费预算调整表"],
        ["科目", "调整数（+/-）", "批准日期"],
        ["设备费", "+50000", "2024-04-08"],
        ["业务费", "-50000", "2024-04-08"],
    ],
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_signed_changes_by_category(tmp_path: Path, form: str) -> None:
    changes, _told = _changes(tmp_path, FORMS[form])
    sums = changes.group_by("category").agg(pl.col("amount").sum()).sort("category")
    found = sums.rows()
    assert [(name, str(amount)) for name, amount in found] == MOVED
    assert changes["project_code"].unique().to_list() == [P]
    assert [str(day) for day in changes["decided"].unique()] == ["2024-04-08"]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_known_by_its_columns_and_title_too(tmp_path: Path, form: str) -> None:
    changes, told = _changes(tmp_path, FORMS[form], "预算调整情况")
    assert (told.role, changes["category"].n_unique()) == ("budget_changes", 2)


def _judged(
    folder: Path, changes: Rows, as_of: str = "2026-06-30", budget: Rows | None = BUDGET
) -> tuple[int, dict[str, str]]:
    sheets: dict[str, Sequence[Sequence[Cell]]] = {"支出明细": LEDGER, "预算调剂": changes}
    if budget is not None:
        sheets["预算"] = budget
    path = write_xlsx(folder / f"{P}.xlsx", sheets)
    ran = fundcheck(path, "--format", "json", out=folder / "out", as_of=as_of)
    rules = {c: rule_of(ran.findings, P, c)["outcome"] for c in ("J16-1", "J16-2")}
    return ran.code, rules


@pytest.mark.parametrize(
    ("as_of", "over"),
    [("2024-05-07", "found"), ("2024-05-08", "clean"), ("2026-06-30", "clean")],
)
def test_a_change_counts_from_the_day_of_its_decision(
    tmp_path: Path, as_of: str, over: str
) -> None:
    form: Rows = [
        ["科目", "调整金额", *_D],
        ["设备费", 50_000, "2024-05-03", "2024-05-08"],
    ]
    assert _judged(tmp_path, form, as_of)[1]["J16-1"] == over


def test_a_cut_lowers_the_limit(tmp_path: Path) -> None:
    form: Rows = [["科目", "调剂方向", "调整金额", *_D], ["设备费", "调减", 1, *DAYS]]
    budget = ledger({"项目编号": P, "科目": "设备费", "预算金额": 150_000})
    assert _judged(tmp_path, form, budget=budget)[1]["J16-1"] == "found"


@pytest.mark.parametrize(
    ("state", "decided", "over"),
    [
        ("已批准", "2024-04-08", "clean"),
        ("待审批", "2024-04-08", "found"),
        ("审批中", _, "found"),
        ("不同意", "2024-04-08", "found"),
        ("驳回", "2024-04-08", "found"),
        ("同意", _, "unknown"),  # decided, and nobody says when
    ],
)
def test_what_is_refused_or_open_changes_nothing(
    tmp_path: Path, state: str, decided: str | None, over: str
) -> None:
    form: Rows = [
        ["科目", "调整金额", *_D, "审批状态"],
        ["设备费", 50_000, "2024-04-03", decided, state],
    ]
    assert _judged(tmp_path, form)[1]["J16-1"] == over


def test_a_form_that_has_no_day_of_decision_leaves_it_open(tmp_path: Path) -> None:
    form: Rows = [["科目", "调增", "调减"], ["设备费", 50_000, _], ["业务费", _, 50_000]]
    assert _judged(tmp_path, form)[1]["J16-1"] == "unknown"
    form[1][1] = 49_999  # whether it was decided or not, the limit is broken
    assert _judged(tmp_path, form)[1]["J16-1"] == "found"


def test_the_new_budget_alone_is_held_against_the_old_one(tmp_path: Path) -> None:
    form: Rows = [
        ["科目", "调整后预算", "批准日期"],
        ["设备费", 150_000, "2024-04-08"],
        ["业务费", 250_000, "2024-04-08"],
    ]
    assert _judged(tmp_path, form)[1]["J16-1"] == "clean"
    form[1][1] = 149_999
    assert _judged(tmp_path, form)[1]["J16-1"] == "found"


def test_the_new_budget_without_the_old_one_tells_nothing(tmp_path: Path) -> None:
    form: Rows = [["科目", "调整后预算", "批准日期"], ["设备费", 160_000, "2024-04-08"]]
    budget = ledger({"项目编号": P, "科目": "劳务费", "预算金额": 10})
    assert _judged(tmp_path, form, budget=budget)[1]["J16-1"] == "unknown"


@pytest.mark.parametrize(
    ("header", "row", "why"),
    [
        (["科目", "调剂方向", "调整金额", *_D], ["设备费", "平移", 50_000, *DAYS], "看不懂"),
        (["科目", "调剂方向", "调整金额", *_D], ["设备费", "调增", -5, *DAYS], "相反"),
        (["科目", "调整前", "调整额", "调整后", "批准日期"],
         ["设备费", 100, 50, 170, "2024-04-08"], "对不上"),
        (["科目", "调增", "调减", "批准日期"], ["设备费", "约五万", _, "2024-04-08"], "不是金额"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_asked_about(
    tmp_path: Path, header: list[Cell], row: list[Cell], why: str
) -> None:
    changes, told = _changes(tmp_path, [header, row])
    assert not changes.height
    assert [why in rejected.why for rejected in told.rejected] == [True]


@pytest.mark.parametrize(("name", "over"), [("预算调剂", "unknown"), ("Sheet3", "found")])
def test_a_form_that_is_not_read_leaves_the_limit_open(
    tmp_path: Path, name: str, over: str
) -> None:
    form: Rows = [
        ["内容", "设备费", "业务费"],
        ["原来", 100_000, 300_000],
        ["现在", 150_000, 250_000],
    ]
    path = write_xlsx(tmp_path / f"{P}.xlsx", {"支出明细": LEDGER, "预算": BUDGET, name: form})
    document = fundcheck(path, "--format", "json", out=tmp_path / "out").findings
    assert rule_of(document, P, "J16-1")["outcome"] == over


def test_a_budget_that_tells_its_own_changes(tmp_path: Path) -> None:
    # Nobody says when it was changed, or whether that was decided.
    budget: Rows = [
        ["科目", "预算金额", "调整后预算"],
        ["设备费", 100_000, 150_000],
        ["业务费", 9, 9],
    ]
    sheets = {"支出明细": LEDGER, "预算": budget}
    ran = fundcheck(
        write_xlsx(tmp_path / f"{P}.xlsx", sheets), "--format", "json", out=tmp_path / "out"
    )
    assert rule_of(ran.findings, P, "J16-1")["outcome"] == "unknown"
    (facts,) = [p["facts"] for p in ran.findings["projects"]]
    assert facts["direct_budget"] == "100009.00"
    budget[1][2] = 149_999
    ran = fundcheck(
        write_xlsx(tmp_path / f"{P}.xlsx", sheets), "--format", "json", out=tmp_path / "out"
    )
    assert rule_of(ran.findings, P, "J16-1")["outcome"] == "found"


def test_a_budget_with_notes_on_changes_is_a_budget(tmp_path: Path) -> None:
    rows: Rows = [
        ["科目", "预算金额", "调整说明"],
        ["设备费", 100_000, "按批复"],
        ["业务费", 300_000, _],
    ]
    path = write_xlsx(tmp_path / f"{P}.xlsx", {"经费预算": rows, "支出明细": LEDGER})
    tables, _receipts = read(path)
    assert tables["budget"]["amount"].sum() == D(400_000)
    assert not tables["budget_changes"].height


def test_how_far_a_budget_is_spent_is_no_change_of_it(tmp_path: Path) -> None:
    rows: Rows = [
        ["科目", "年初预算", "调整后预算", "累计支出", "执行率"],
        ["设备费", 100_000, 100_000, 90_000, 0.9],
        ["业务费", 300_000, 300_000, 20_000, 0.07],
    ]
    path = write_xlsx(tmp_path / f"{P}.xlsx", {"预算执行情况表": rows, "支出明细": LEDGER})
    tables, _receipts = read(path)
    assert not tables["budget_changes"].height


def test_a_ledger_of_adjusting_entries_is_a_ledger(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目编号", "日期", "凭证号", "摘要", "科目", "调增", "调减"],
        [P, "2024-05-06", "记-1", "调整材料费", "材料费", 500, _],
    ]
    path = write_xlsx(tmp_path / f"{P}.xlsx", {"调账明细": rows, "支出明细": LEDGER})
    tables, _receipts = read(path)
    assert not tables["budget_changes"].height
