"""Ledgers read together are read as each would be by itself, whatever stands in the others."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from books import write_xlsx
from hypothesis import given, settings
from hypothesis import strategies as st

from fundcheck.ingest.book import read_books
from fundcheck.ingest.books import Books, together
from fundcheck.ingest.discover import discover
from fundcheck.ingest.request import Request, batches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from books import Cell

SAMPLES = Path(__file__).resolve().parents[1] / "sample_ledgers"
HEADER = [
    "日期",
    "凭证号",
    "摘要",
    "科目编码",
    "科目名称",
    "借方",
    "贷方",
    "余额",
    "发票号码",
    "作废标志",
]
# A journal's rows as they come: what each is depends on those above it, and on its sheet alone.
ROWS = [
    ["2024-01-05", "记-1", "购试剂", "5001", "业务活动费用", "100", "", "900", "24110001", ""],
    ["2024-01-05", "记-1", "购试剂", "7201", "事业支出", "100", "", "", "", ""],
    ["2024-02-01", "记-2", "付差旅费", "5001", "业务活动费用", "30.5", "", "869.5", "", "是"],
    ["", "", "又一行", "5001", "业务活动费用", "7", "", "862.5", "", ""],
    ["2024-02-30", "记-3", "日期不存在", "5001", "业务活动费用", "9", "", "", "", ""],
    ["2024-03-01", "记-4", "金额不是数字", "5001", "业务活动费用", "见附件", "", "", "", ""],
    ["2024-03-02", "记-5", "三位小数", "5001", "业务活动费用", "1.005", "", "", "", ""],
    ["2024-12-31", "记-9", "结转科研支出", "5001", "业务活动费用", "", "107", "", "", ""],
    ["2024-12-31", "记-9", "结转", "3301", "本期盈余", "107", "", "", "", ""],
    ["", "", "本月合计", "", "", "100", "", "", "", ""],
    ["", "", "累计", "", "", "137.5", "107", "", "", ""],
    ["", "", "期初余额", "", "", "", "", "1000", "", ""],
    ["", "", "", "", "", "", "", "", "", ""],
    HEADER,
]


def _requests(folder: Path) -> list[Request]:
    return [Request(item) for item in discover([folder]).inputs]


def _same(one: Books, other: Books) -> None:
    assert one.receipts == other.receipts
    assert one.frames.keys() == other.frames.keys()
    for name in one.frames:
        here, there = (_in_order(books.frames[name]) for books in (one, other))
        assert here.equals(there), name


def _in_order(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    stacked = pl.concat([frame.select(sorted(frame.columns)) for frame in frames])
    return stacked.sort("file", "_place", "row", maintain_order=True)


def _each_alone(requests: Sequence[Request]) -> Books:
    return together([read_books([request]) for request in requests])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(ROWS), max_size=9), min_size=2, max_size=5),
    st.sampled_from(["", "2023年度"]),
)
def test_journals_read_together_are_what_each_is_alone(
    sheets: list[list[list[str]]], title: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, rows in enumerate(sheets):
            # Titles above some of them move their rows, and so the numbers of all their rows.
            above = [[title]] * (number % 3) if title else []
            text = "\n".join(",".join(row) for row in [*above, HEADER, *rows])
            (Path(folder) / f"JC2024-{number:03d}.csv").write_text(text + "\n", "utf-8")
        requests = _requests(Path(folder))
        _same(read_books(requests), _each_alone(requests))


def test_samples_read_together_are_what_each_is_alone() -> None:
    requests = _requests(SAMPLES)
    _same(read_books(requests), _each_alone(requests))


def test_merges_and_spoilt_numbers_stay_in_their_sheet(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["项目编号", "日期", "凭证号", "摘要", "金额", "发票号码"],
        ["JC-01", "2024-01-01", "1", "甲", 10, "24110001"],
        [None, "2024-01-02", "2", "乙", 20, 24110000000000001234],
        [None, "2024-01-03", "3", "丙", 30, "24110003"],
    ]
    for number, span in enumerate(["A2:A3", "A2:A4", "A3:A4"]):
        write_xlsx(tmp_path / f"{number}.xlsx", {"账": rows}, merges={"账": [span]})
    requests = _requests(tmp_path)
    books = read_books(requests)
    _same(books, _each_alone(requests))
    (entries,) = books.frames["entries"]  # they were read as one
    assert entries["project_code"].to_list() == ["JC-01", "JC-01", None, *["JC-01"] * 4, None, None]
    assert entries["invoice_no"].to_list() == ["24110001", None, "24110003"] * 3


def test_sheets_that_differ_in_what_holds_for_all_lines_are_not_read_as_one(tmp_path: Path) -> None:
    plain: list[list[Cell]] = [["日期", "凭证号", "摘要", "金额"], ["2024-01-01", "1", "甲", 10]]
    others: list[list[list[Cell]]] = [
        [["单位：万元"], *plain],
        [["科目：(5001)业务活动费用"], *plain],
        [["日期", "凭证号", "摘要", "金额（元）"], *plain[1:]],
        [["日期", "凭证号", "金额", "摘要"], ["2024-01-01", "1", 10, "甲"]],
    ]
    for number, rows in enumerate([plain, *others]):
        write_xlsx(tmp_path / f"{number}.xlsx", {"账": rows})
    books = read_books(_requests(tmp_path))
    assert len(books.frames["entries"]) == len(others) + 1
    assert sorted(pl.concat(books.frames["entries"])["amount"]) == [10, 10, 10, 10, 100_000]


def test_small_files_are_read_in_even_batches_and_large_ones_first_and_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("日期,摘要,金额\n2024-01-01,甲,10\n", "utf-8")
    (item,) = discover([path]).inputs

    def sized(*sizes: int) -> list[Request]:
        return [Request(item._replace(size=size)) for size in sizes]

    assert batches(sized(), 2) == []
    assert batches(sized(10, 10, 10), 2) == [[0, 1, 2]]
    assert batches(sized(10, 5_000_000, 10, 9_000_000), 2) == [[3], [1], [0, 2]]
    assert [len(batch) for batch in batches(sized(*[30_000] * 500), 2)] == [125] * 4
    assert [len(batch) for batch in batches(sized(*[30_000] * 501), 2)] == [84] * 5 + [81]


def test_multi_column_ledgers_are_read_one_by_one(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "材料费", "差旅费"],
        ["2024-01-01", "1", "甲", 10, 20],
    ]
    for number in range(2):
        write_xlsx(tmp_path / f"{number}.xlsx", {"账": rows})
    books = read_books(_requests(tmp_path))
    assert [frame.height for frame in books.frames["entries"]] == [2, 2]
