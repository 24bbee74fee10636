"""Two versions of one ledger: what both have counts once, what they differ in is not added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from books import Cell, ledger, write_xlsx
from reading import read
from running import fundcheck, rule_of

from fundcheck.ingest.discover import discover
from fundcheck.ingest.library import read_library

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

P1, P2 = "JCKJ2024-001", "JCKJ2024-002"
Line = dict[str, Cell]


def line(number: int, amount: float = 100, **cells: Cell) -> Line:
    """Return a ledger line of a day of March; the cells replace its own."""
    return {
        "项目编号": P1,
        "日期": f"2024-03-{number:02d}",
        "凭证号": f"记-{number}",
        "摘要": f"购试剂{number}",
        "费用科目": "材料费",
        "金额": amount,
        **cells,
    }


def ten(**changed: Line) -> list[Line]:
    """Return ten lines, some of them as given: _4=line(4, 900)."""
    return [changed.get(f"_{number}", line(number)) for number in range(1, 11)]


def spent(folder: Path, *books: Sequence[Line]) -> tuple[int, tuple[str, ...], list[str]]:
    """Return what the books come to, what is said first, and what is doubted."""
    paths = [
        write_xlsx(folder / f"{name}.xlsx", {"支出明细": ledger(*lines)})
        for name, lines in zip("123", books, strict=False)
    ]
    tables, receipts = read(*paths)
    said = tuple(remark for receipt in receipts for remark in receipt.remarks)
    amount = tables["entries"].filter(kind="spending")["amount"].sum()
    return int(amount), said, sorted(set(tables["doubts"]["about"]))


def test_an_edited_line_is_said_on_the_first_screen_and_nothing_is_added_up(tmp_path: Path) -> None:
    for name, lines in (("一稿", ten()), ("二稿", ten(_4=line(4, 900)))):
        write_xlsx(tmp_path / f"{name}.xlsx", {"支出明细": ledger(*lines)})
    ran = fundcheck(tmp_path / "一稿.xlsx", tmp_path / "二稿.xlsx", out=tmp_path / "out")
    (said,) = ran.findings["remarks"]
    assert said == (
        "一稿.xlsx 工作表「支出明细」与二稿.xlsx 工作表「支出明细」像是同一本账的两个版本：相同 9 行，只计一次；"
        "对不上的，前者有 1 行、后者有 1 行，都没有计入支出，有关支出的规则不作判断。请只留正确的一份再检查。"
    )
    assert said in ran.out
    assert said in (tmp_path / "out" / "index.html").read_text("utf-8")
    (project,) = ran.findings["projects"]
    assert project["facts"]["spent"] is None
    for code in ("J16-3", "J05-2"):
        rule = rule_of(ran.findings, P1, code)
        assert rule["outcome"] == "unknown"
        assert "只留正确的一份" in rule["why"]
    first, second = (item["sheets"][0]["counted"] for item in ran.findings["inputs"])
    assert (first["spending"]["lines"], second["spending"]["lines"]) == (9, 0)
    assert [(n["why"], n["lines"]) for n in second["neither"]] == [
        ("与其他文件相同的行", 9),
        ("两个版本对不上的行", 1),
    ]


@pytest.mark.parametrize(
    "edited",
    [
        {"_4": line(4, 900)},
        {"_4": line(4, 摘要="购耗材")},
        {"_4": line(4, 日期="2024-03-05")},
        {"_4": line(4, 费用科目="差旅费"), "_5": line(5, 7), "_6": line(6, 8), "_7": line(7, 9)},
    ],
)
def test_whatever_was_edited_the_rest_counts_once(tmp_path: Path, edited: dict[str, Line]) -> None:
    amount, said, about = spent(tmp_path, ten(), ten(**edited))
    assert amount == 100 * (10 - len(edited))
    assert len(said) == 1
    assert about == ["lines", "sums"]


def test_three_versions_count_once(tmp_path: Path) -> None:
    amount, said, _ = spent(
        tmp_path, ten(), ten(_4=line(4, 900)), ten(_4=line(4, 900), _5=line(5, 7))
    )
    assert amount == 800  # neither line 4 nor line 5 is sure
    assert len(said) == 2


def test_lines_without_voucher_numbers_are_versions_too(tmp_path: Path) -> None:
    bare = [{k: v for k, v in one.items() if k != "凭证号"} for one in ten()]
    edited = [dict(one) for one in bare]
    edited[3]["金额"] = 900
    amount, said, _ = spent(tmp_path, bare, edited)
    assert (amount, len(said)) == (900, 1)


def test_a_copy_saved_anew_without_voucher_numbers_counts_once_in_silence(tmp_path: Path) -> None:
    bare = [{k: v for k, v in one.items() if k != "凭证号"} for one in ten()]
    amount, said, about = spent(tmp_path, bare, [*reversed(bare)])
    assert (amount, said, about) == (1000, (), [])


def test_a_payee_that_was_added_later_makes_no_other_lines(tmp_path: Path) -> None:
    later = [{**one, "收款方": "甲公司"} for one in ten()]
    amount, said, _ = spent(tmp_path, ten(), later, ten())
    assert (amount, said) == (1000, ())
    tables, _ = read(tmp_path / "1.xlsx", tmp_path / "2.xlsx", tmp_path / "3.xlsx")
    assert tables["entries"]["payee"].to_list() == ["甲公司"] * 10  # the line that says most stays


def test_exports_that_overlap_add_up(tmp_path: Path) -> None:
    first = [line(n) for n in range(1, 9)]
    second = [line(n) for n in range(4, 13)]
    amount, said, about = spent(tmp_path, first, second)
    assert (amount, said, about) == (1200, (), [])


def test_a_version_with_more_lines_adds_up_and_is_said(tmp_path: Path) -> None:
    more = [*ten(), line(5, 33, 凭证号="记-55", 摘要="补记")]
    amount, said, about = spent(tmp_path, ten(), more)
    assert (amount, about) == (1033, [])
    assert len(said) == 1
    assert "后者多 1 行，照计" in said[0]


def test_two_sheets_of_a_workbook_may_be_versions(tmp_path: Path) -> None:
    sheets = {"初稿": ledger(*ten()), "定稿": ledger(*ten(_4=line(4, 900)))}
    tables, (receipt,) = read(write_xlsx(tmp_path / "账.xlsx", sheets))
    assert tables["entries"].filter(kind="spending")["amount"].sum() == 900
    assert (
        "账.xlsx 工作表「初稿」与账.xlsx 工作表「定稿」像是同一本账的两个版本" in receipt.remarks[0]
    )
    final = receipt.sheets[1]
    assert final.notes == ("有 9 行与本文件工作表「初稿」的行相同，只计一次。",)
    assert final.counted is not None
    assert dict(final.counted.neither).keys() == {"与其他工作表相同的行", "两个版本对不上的行"}


@pytest.mark.parametrize(
    "other",
    [
        [line(n, 项目编号=P2) for n in range(1, 11)],  # the same purchases of another project
        [line(n, 200) for n in range(1, 11)],  # nothing equal
        [line(n) if n < 4 else line(n, 50, 摘要="购耗材") for n in range(1, 11)],  # 3 of 10
        [line(n, 日期=f"2024-04-{n:02d}") for n in range(1, 11)],  # the same every month
        [line(n, 资金来源="自筹") for n in range(1, 11)],  # shared between two sources
    ],
)
def test_two_ledgers_that_are_alike_are_two(tmp_path: Path, other: list[Line]) -> None:
    own = [{**one, "资金来源": "财政"} if "资金来源" in other[0] else one for one in ten()]
    amount, said, about = spent(tmp_path, own, other)
    doubled = 300 if other[5].get("摘要") == "购耗材" else 0  # the three lines with a voucher
    assert amount == 1000 + sum(int(str(one["金额"])) for one in other) - doubled
    assert (said, about) == ((), [])


def test_two_payrolls_of_equal_sums_are_two(tmp_path: Path) -> None:
    people: list[Line] = [
        {
            "项目编号": P1,
            "摘要": "发放劳务费",
            "收款方": f"{name}某",
            "费用科目": "劳务费",
            "金额": 800,
        }
        for name in "赵钱孙李"
    ]
    months = {"一组": ledger(*people), "二组": ledger(*people)}
    tables, (receipt,) = read(write_xlsx(tmp_path / "发放.xlsx", months))
    assert tables["entries"]["amount"].sum() == 6400
    assert receipt.remarks == ()


def test_a_line_twice_in_one_ledger_stays_twice(tmp_path: Path) -> None:
    amount, said, _ = spent(tmp_path, [*ten(), line(10)])
    assert (amount, said) == (1100, ())
    amount, said, _ = spent(tmp_path, [*ten(), line(10)], [*ten(), line(10)])
    assert (amount, said) == (1100, ())


def test_only_the_projects_that_differ_are_doubted(tmp_path: Path) -> None:
    theirs = [line(n, 凭证号=f"记-{n + 50}", 项目编号=P2) for n in range(1, 6)]
    write_xlsx(tmp_path / "甲.xlsx", {"支出明细": ledger(*ten(), *theirs)})
    write_xlsx(tmp_path / "乙.xlsx", {"支出明细": ledger(*ten(_2=line(2, 5)), *theirs)})
    for order in (["甲", "乙"], ["乙", "甲"]):
        paths = [tmp_path / f"{name}.xlsx" for name in order]
        tables, _ = read_library(discover(paths).inputs)
        assert set(tables["doubts"]["project_code"]) == {P1}
        amounts = tables["entries"].filter(kind="spending").group_by("project_code")
        assert dict(amounts.agg(pl.col("amount").sum()).iter_rows()) == {P1: 900, P2: 500}
