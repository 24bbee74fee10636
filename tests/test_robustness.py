"""Whatever stands in the cells of the standard sheets, a run ends with an audit that closes."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from books import Cell, write_xlsx
from hypothesis import given
from hypothesis import strategies as st

import fundcheck
from fundcheck.inspection import inspect
from fundcheck.reports import folder
from fundcheck.tables import TABLES, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

AS_OF = dt.date(2026, 6, 30)
ODD: Sequence[Cell] = (
    None, "", "0", "-", "1,234.5", "(5)", "abc", "2024-05-06", "2024.13.1", "45356", 45356, 12.345,
    1e20, -3, True, "是", "合计", "本月合计", "期初余额", "财政", "自筹", "现金", "材料费", "专家咨询费",
    "间接费用", "设备费", "副教授", "处长", "结题", "终止", "撤销", "通过", "在研", "拨付", "退回", "JC-01",
    "JC-02", "(540773)名称", "购白酒", "调账 JC-02", "记-1", "24142000000012345678", "<b>", "=1+1",
    "\x07", "软科学", "包干制", "原办法", "国内协作费", "某某公司", "李某", dt.date(2024, 1, 1), "😀",
    "ａｂｃ", "一、直接费用", "其中：x", "140502198001010018",
)  # fmt: skip
SHEETS = [table for table in TABLES.values() if table.sheet]


@st.composite
def books(draw: st.DrawFn) -> dict[str, list[list[Cell]]]:
    """Draw some standard sheets with some of their columns and any cells."""
    sheets: dict[str, list[list[Cell]]] = {}
    for table in draw(st.lists(st.sampled_from(SHEETS), min_size=1, unique_by=lambda t: t.name)):
        headers = [column.header for column in table if column.header]
        chosen = draw(st.lists(st.sampled_from(headers), min_size=2, unique=True))
        if table.name == "entries":
            chosen = list(dict.fromkeys(["日期", "凭证号", "摘要", "金额", *chosen]))
        row = st.lists(st.sampled_from(ODD), min_size=len(chosen), max_size=len(chosen))
        sheets[table.sheet] = [list(chosen), *draw(st.lists(row, max_size=8))]
    return sheets


@given(books())
def test_any_cells_give_an_audit_that_closes_or_a_sentence(
    sheets: dict[str, list[list[Cell]]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        book = write_xlsx(Path(name) / "账.xlsx", sheets)
        try:
            audit = fundcheck.check(book, as_of=AS_OF)
        except fundcheck.WrongRequestError as refusal:
            said = str(refusal)
            assert "没有一个文件能读取" in said or "没有读到任何项目" in said
            return
        assert audit.crashed == ()
        read = [sheet for item in audit.inputs for sheet in item.sheets]
        assert all(sheet.rows.closes for sheet in read)
        ledgers = [(s.counted, s.rows.entries, s.totals) for s in read if s.counted is not None]
        for counted, entries, totals in ledgers:
            sums = counted.sums.values()
            assert sum(some.lines for some in sums) == entries
            if totals is not None:
                assert sum(some.debit for some in sums) == totals.debit
                assert sum(some.credit for some in sums) == totals.credit
        folder.write(audit, Path(name) / "out", ("html", "json", "xlsx"))


@pytest.mark.parametrize("table", SHEETS, ids=lambda table: table.name)
def test_a_sheet_with_nothing_but_its_header_is_read(tmp_path: Path, table: Table) -> None:
    headers: list[Cell] = [column.header for column in table if column.header]
    path = write_xlsx(tmp_path / "空表.xlsx", {table.sheet: [headers]})
    (sheet,) = inspect([path]).inputs[0].sheets
    assert sheet.role == table.name
    assert (sheet.rows.total, sheet.rows.header) == (1, 1)
    with pytest.raises(fundcheck.WrongRequestError, match="没有读到任何项目"):
        fundcheck.check(path, as_of=AS_OF)
