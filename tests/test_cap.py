"""The ceiling of indirect costs and its inverse, as `fundcheck cap` tells them."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from books import ledger, write_xlsx
from hypothesis import given
from hypothesis import strategies as st
from running import bare

from fundcheck.ceiling import ceiling, largest_within
from fundcheck.engine.ceilings import ceilings
from fundcheck.rulebook.pack import load_pack

if TYPE_CHECKING:
    from books import Cell

    from fundcheck.ceiling import Ceiling

VECTORS = Path(__file__).resolve().parents[2] / "shared" / "vectors"
PACK = load_pack("jincheng-2022-36")
CENT = Decimal("0.01")
SUMS = st.decimals(Decimal(0), Decimal(30_000_000), places=2)


def _rows(name: str) -> list[dict[str, str]]:
    path = VECTORS / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _only(found: tuple[Ceiling, ...]) -> Ceiling:
    (one,) = found
    return one


@pytest.mark.skipif(not VECTORS.is_dir(), reason="no vectors beside the project")
def test_published_ceilings_both_ways() -> None:
    told = _rows("indirect_cap.csv")
    assert told
    for row in told:
        if row["research_type"]:
            found = _only(
                ceilings(
                    PACK,
                    direct=Decimal(row["direct_budget"]),
                    equipment=Decimal(row["equipment_purchase_budget"]),
                    research_type=row["research_type"],
                )
            )
            assert found.cap == Decimal(row["cap"]), row
    inverse = _rows("indirect_inverse.csv")
    assert inverse
    for row in inverse:
        found = _only(
            ceilings(
                PACK, total=Decimal(row["total"]), equipment=Decimal(row["equipment_purchase"])
            )
        )
        assert (found.direct, found.cap) == (Decimal(row["direct"]), Decimal(row["max_indirect"]))


@given(total=SUMS, share=st.decimals(Decimal(0), Decimal(1), places=2))
def test_one_cent_more_than_the_inverse_is_too_much(total: Decimal, share: Decimal) -> None:
    equipment = (total * share).quantize(CENT, "ROUND_DOWN")
    found = _only(ceilings(PACK, total=total, equipment=equipment))
    tiers = [step.tier for step in found.steps]
    assert found.direct + found.cap == total
    again = ceilings(PACK, direct=found.direct, equipment=equipment)
    assert found.cap <= _only(again).cap
    if found.direct - CENT >= equipment:
        less = _only(ceilings(PACK, direct=found.direct - CENT, equipment=equipment))
        assert found.cap + CENT > less.cap
    assert tiers == sorted(tiers)


def test_tiers_are_summed_one_by_one() -> None:
    ran = bare("cap", "--direct", "1300万", "--equipment", "100万")
    assert ran.code == 0
    for said in ("12,000,000.00", "× 30% = 1,500,000.00", "× 25% = 1,250,000.00",
                 "2,000,000.00 × 20% = 400,000.00", "间接费用上限：3,150,000.00 元"):  # fmt: skip
        assert said in ran.out, said


def test_what_is_left_or_over() -> None:
    assert (
        "还可列支间接费用：50,000.00 元" in bare("cap", "--direct", "500000", "--spent", "10万").out
    )
    assert "已超出上限：0.01 元" in bare("cap", "--direct", "500000", "--spent", "150000.01").out


def test_a_doubtful_type_is_told_both_ways() -> None:
    out = bare("cap", "--direct", "50万", "--type", "应用基础研究").out
    assert "150,000.00" in out
    assert "300,000.00" in out
    assert "300,000.00" in bare("cap", "--direct", "50万", "--type", "软科学").out


def test_json_keeps_amounts_exact() -> None:
    ran = bare("cap", "--total", "1,000,000", "--equipment", "30万", "--json")
    document: dict[str, Any] = json.loads(ran.out)
    (found,) = document["ceilings"]
    assert (found["direct"], found["cap"]) == ("838461.54", "161538.46")


def test_a_workbook_tells_what_each_project_may_still_spend(tmp_path: Path) -> None:
    lines = ledger(
        {"项目编号": "P1", "日期": "2024-05-06", "凭证号": "记-1", "摘要": "提管理费", "费用科目": "管理费", "金额": 40000},
        {"项目编号": "P2", "日期": "2024-05-06", "凭证号": "记-2", "摘要": "购试剂", "费用科目": "材料费", "金额": 100},
    )  # fmt: skip
    budget = ledger(
        {"项目编号": "P1", "科目": "设备费", "明细科目": "设备购置费", "预算金额": 300000},
        {"项目编号": "P1", "科目": "业务费", "明细科目": "材料费", "预算金额": 700000},
        {"项目编号": "P1", "科目": "间接费用", "预算金额": 150000},
    )
    cards = ledger({"项目编号": "P1", "项目名称": "甲", "承担单位": "某院", "项目类型": "应用研究", "项目状态": "在研"})  # fmt: skip
    path = write_xlsx(tmp_path / "账.xlsx", {"支出明细": lines, "预算": budget, "项目信息": cards})
    ran = bare("cap", str(path))
    assert ran.code == 0, ran.err
    assert "间接费用上限：210,000.00 元（核定基数 700,000.00 元）" in ran.out
    assert "还可列支间接费用：110,000.00 元" in ran.out
    assert "没有预算，算不出间接费用上限" in ran.out
    told = json.loads(bare("cap", str(path), "--json").out)["projects"]
    assert [(p["project_code"], p["left"]) for p in told] == [("P1", "110000.00"), ("P2", None)]


def test_a_lump_sum_project_and_one_of_the_old_rules_have_no_ceiling(tmp_path: Path) -> None:
    cards = ledger(
        {"项目编号": "P1", "项目名称": "甲", "承担单位": "某院", "经费管理方式": "包干制", "项目状态": "在研"},
        {"项目编号": "P2", "项目名称": "乙", "承担单位": "某院", "结束日期": "2022-06-30", "项目状态": "通过"},
    )  # fmt: skip
    line: dict[str, Cell] = {
        "项目编号": "P1",
        "日期": "2024-05-06",
        "凭证号": "记-1",
        "摘要": "购试剂",
        "金额": 5,
    }
    path = write_xlsx(tmp_path / "账.xlsx", {"支出明细": ledger(line), "项目信息": cards})
    out = bare("cap", str(path)).out
    assert "实行经费包干制" in out
    assert "不适用本办法" in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "三者之一"),
        (("--direct", "1", "--total", "2"), "三者之一"),
        (("--direct", "-5"), "不是金额"),
        (("--direct", "五十万"), "不是金额"),
        (("--direct", "5万", "--equipment", "6万"), "比 --direct 还大"),
    ],
)
def test_a_wrong_request_is_one_sentence(arguments: tuple[str, ...], says: str) -> None:
    ran = bare("cap", *arguments)
    assert ran.code == 2
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_nothing_is_allowed_of_nothing() -> None:
    assert ceiling("一般", [], Decimal(5)).cap == 0
    assert largest_within("一般", [], Decimal(5)).cap == 0
