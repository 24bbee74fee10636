"""Headers that no dictionary knows: taken where words and cells agree, asked after where not."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from books import write_xlsx
from reading import read_ledger, refusal
from running import bare, fundcheck

from fundcheck.ingest.contents import VITAL

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

LINES: list[list[Cell]] = [
    ["3月5日", "记-12", "购买试剂", 0.35, "化工系"],
    ["3月9日", "记-15", "张三等赴太原差旅费", 0.12, "化工系"],
    ["4月1日", "记-20", "专家评审费", 0.3, "化工系"],
]


def _sheet(header: list[Cell], lines: list[list[Cell]] = LINES) -> dict[str, list[list[Cell]]]:
    title: list[list[Cell]] = [
        ["课题经费明细（2024年）"],
        ["课题编号：JCKJ2024-009", None, "单位：万元"],
    ]
    footer: list[list[Cell]] = [["小计", None, None, 0.77], ["制表人：李四", None, "审核：王五"]]
    return {"Sheet1": [*title, header, *lines, *footer]}


def test_unknown_headers_over_telling_cells_are_a_ledger(tmp_path: Path) -> None:
    header: list[Cell] = ["入账时间", "单据号", "支出事由", "支销额", "经手部门"]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", _sheet(header)))
    assert [str(day) for day in entries["date"]] == ["2024-03-05", "2024-03-09", "2024-04-01"]
    assert entries["voucher_no"].to_list() == ["记-12", "记-15", "记-20"]
    assert entries["summary"].to_list() == [line[2] for line in LINES]
    assert [str(amount) for amount in entries["amount"]] == ["3500.00", "1200.00", "3000.00"]
    assert entries["project_code"].unique().to_list() == ["JCKJ2024-009"]
    assert sheet.confidence["支销额"] == 0.85
    assert sheet.totals is not None
    assert sheet.totals.agrees


@pytest.mark.parametrize(
    ("header", "unused"),
    [
        # Days, money and words there are, but the header makes another thing of them.
        (["开票时间", "单据号", "支出事由", "支销额", "经手部门"], "开票时间"),
        (["录入时间", "单据号", "支出事由", "支销额", "经手部门"], "录入时间"),
        (["入账时间", "采购号", "支出事由", "支销额", "经手部门"], "采购号"),
        (["入账时间", "单据号", "退回原因", "支销额", "经手部门"], "退回原因"),
    ],
)
def test_another_thing_is_not_taken(tmp_path: Path, header: list[Cell], unused: str) -> None:
    _, sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", _sheet(header)))
    assert sheet.columns.get(unused) not in VITAL


@pytest.mark.parametrize("amount", ["预算额", "拨付额度", "未报销额", "应付款额", "个人自付额"])
def test_money_of_another_kind_is_no_spending(tmp_path: Path, amount: str) -> None:
    header: list[Cell] = ["入账时间", "单据号", "支出事由", amount, "经手部门"]
    assert "没有找到账册" in refusal(write_xlsx(tmp_path / "账.xlsx", _sheet(header)))


def test_of_two_columns_that_may_be_meant_none_is_taken(tmp_path: Path) -> None:
    lines = [[*line[:4], 0.2] for line in LINES]
    header: list[Cell] = ["入账时间", "单据号", "支出事由", "支销额", "耗用额"]
    assert "没有找到账册" in refusal(write_xlsx(tmp_path / "账.xlsx", _sheet(header, lines)))


def test_a_word_without_such_cells_is_not_enough(tmp_path: Path) -> None:
    lines: list[list[Cell]] = [
        ["见附件", "记-1", "购买试剂", f"{n}箱", "化工系"] for n in (1, 2, 3)
    ]
    header: list[Cell] = ["入账时间", "单据号", "支出事由", "支销额", "经手部门"]
    assert "没有找到账册" in refusal(write_xlsx(tmp_path / "账.xlsx", _sheet(header, lines)))


def test_a_ledger_of_days_vouchers_and_amounts_alone_is_read(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "金额"],
        ["2024-03-05", "记-1", 5],
        [None, None, 5],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "JCKJ2024-001.xlsx", {"Sheet1": rows}))
    assert [str(amount) for amount in entries["amount"]] == ["5.00"]
    assert sheet.rows.subtotal == 1


def test_what_is_not_known_at_all_can_be_written_into_the_draft(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["甲", "乙", "丙", "丁"],
        ["x1", "购买试剂", "2024-03-01", 350],
        ["x2", "差旅", "2024-03-02", 120],
    ]
    path = write_xlsx(tmp_path / "JCKJ2024-001.xlsx", {"数据": rows})
    config = tmp_path / "fundcheck.toml"
    ran = bare("inspect", str(path), "--write-config", str(config))
    assert "--write-config" in ran.out
    assert "最像表头的是第 1 行：甲、乙、丙、丁" in ran.out
    text = config.read_text("utf-8")
    assert tomllib.loads(text)["input"][0]["header_row"] == 1
    for header, meant in (("甲", "凭证号"), ("乙", "摘要"), ("丙", "日期"), ("丁", "金额")):
        assert f'# "{header}" = ""' in text
        text = text.replace(f'# "{header}" = ""', f'"{header}" = "{meant}"')
    config.write_text(text, "utf-8")
    done = fundcheck(path, out=tmp_path / "out")
    (sheet,) = done.findings["inputs"][0]["sheets"]
    assert sheet["totals"]["debit"] == "470.00"
