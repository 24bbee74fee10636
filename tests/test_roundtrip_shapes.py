"""What systems print around and between entries never becomes one, and hides none."""

from __future__ import annotations

import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from books import write_xlsx
from forms import FORMATS, Cell, Rows
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from reading import read

if TYPE_CHECKING:
    import polars as pl

    from fundcheck.receipts import SheetReceipt

D = Decimal


class Voucher(NamedTuple):
    """A voucher: its day, its number, and (summary, amount) of each of its lines."""

    day: dt.date
    number: int
    lines: list[tuple[str, Decimal]]


AMOUNT = st.decimals(D("0.01"), D("99999.99"), places=2)
VOUCHERS = st.lists(
    st.builds(
        Voucher,
        day=st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        number=st.integers(1, 9999),
        lines=st.lists(st.tuples(st.sampled_from(["购试剂", "差旅费", "承前工作"]), AMOUNT), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip
SOME = pytest.mark.parametrize("form", ["xlsx", "xls", "ods", "csv gb18030", "html"])
QUICK = settings(max_examples=12, phases=(Phase.explicit, Phase.generate))


def _read(form: str, rows: Rows) -> tuple[pl.DataFrame, pl.DataFrame, SheetReceipt]:
    name, write = FORMATS[form]
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / name, rows)
        tables, (receipt,) = read(Path(folder) / name)
    assert receipt.readable, receipt.error
    (sheet,) = receipt.sheets
    assert sheet.rows.closes
    assert (sheet.rejected, sheet.losses) == ((), ())
    return tables["entries"], tables["stated_totals"], sheet


@SOME
@QUICK
@given(vouchers=VOUCHERS)
def test_keys_on_the_first_line_of_a_voucher_hold_for_all_its_lines(
    form: str, vouchers: list[Voucher]
) -> None:
    rows: Rows = [["日期", "会计期间", "凭证字", "凭证号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额"]]  # fmt: skip
    for voucher in vouchers:
        for index, (summary, amount) in enumerate(voucher.lines):
            own: list[Cell] = [voucher.day, f"{voucher.day:%Y.%m}", "记", str(voucher.number)]
            keys = own if index == 0 else [None] * 4
            rows.append([*keys, summary, "5301.01", "研发支出", str(amount), None])
    entries, _, _ = _read(form, rows)
    said = [(v.day, f"记-{v.number}", *line) for v in vouchers for line in v.lines]
    assert entries.select("date", "voucher_no", "summary", "amount").rows() == said
    assert entries["row"].to_list() == list(range(2, len(said) + 2))


@SOME
@QUICK
@given(
    vouchers=VOUCHERS,
    opening=AMOUNT,
    page=st.integers(2, 7),
    broken=st.booleans(),
)
def test_pages_with_heads_carried_sums_and_a_running_balance(
    form: str, vouchers: list[Voucher], opening: Decimal, page: int, *, broken: bool
) -> None:
    head: list[Cell] = ["日期", "凭证号", "摘要", "借方", "贷方", "余额"]
    title: list[Cell] = ["项目编号：JC-01　三栏明细账"]
    lines = [(v, summary, amount) for v in sorted(vouchers) for summary, amount in v.lines]
    rows: Rows = [title, head, [None, None, "期初余额", None, None, str(opening)]]
    balance, spent = opening, D(0)
    # A balance that rises with spending begins with what was spent before the first line.
    places = [3]
    for index, (voucher, summary, amount) in enumerate(lines):
        if index and index % page == 0:
            carried: list[Cell] = [str(spent), None, str(balance)]
            rows += [[None, None, "过次页", *carried], [None], title, head]
            rows += [[None, None, "承前页", *carried]]
        balance, spent = balance + amount, spent + amount
        rows.append([voucher.day, f"记-{voucher.number}", summary, str(amount), None, str(balance)])
        places.append(len(rows))
    wrong = D(1) if broken else D(0)
    rows.append([None, None, "累计", str(spent + wrong), None, str(balance)])
    rows.append([None, None, "制表：王某", None, None, None])
    entries, stated, sheet = _read(form, rows)
    said = [(v.day, f"记-{v.number}", summary, amount) for v, summary, amount in lines]
    before = (None, None, "期初余额", opening)
    assert entries.select("date", "voucher_no", "summary", "amount").rows() == [before, *said]
    assert entries["kind"].to_list() == ["opening", *("spending" for _ in said)]
    assert entries["row"].to_list() == places
    assert entries["project_code"].unique().to_list() == ["JC-01"]
    totals = stated.filter(stated["label"] == "累计")
    assert totals.select("stated", "computed", "agrees").rows() == [
        (spent + wrong, spent, not broken)
    ]
    assert sheet.totals is not None
    assert sheet.totals.agrees is (not broken)
    assert stated.filter(stated["label"] == "余额")["agrees"].all()


@QUICK
@given(
    vouchers=VOUCHERS.filter(lambda vs: len({(v.day.month, v.number) for v in vs}) == len(vs)),
    padded=st.booleans(),
)
def test_vouchers_and_their_auxiliary_table_come_together(
    vouchers: list[Voucher], *, padded: bool
) -> None:
    upper: Rows = [["凭证日期", "凭证号", "科目编码", "科目名称", "摘要", "借方金额", "贷方金额", "会计月份", "分录序号"]]  # fmt: skip
    lower: Rows = [["帐套名称", "凭证号", "分录序号", "科目编码", "科目名称", "摘要", "借方金额", "贷方金额", "会计月份", "辅助类型", "辅助编码", "辅助名称"]]  # fmt: skip
    said = []
    for voucher in vouchers:
        for number, (summary, amount) in enumerate(voucher.lines, 1):
            month = str(voucher.day.month)
            code = f"JC-{number:02d}"
            upper.append([voucher.day, f"{voucher.number:04d}", "5001", "业务活动费用", summary, str(amount), None, month, str(number)])  # fmt: skip
            own = f"{voucher.number:04d}" if padded else str(voucher.number)
            lower.append(["主账套", own, str(number), "5001", "业务活动费用", summary, str(amount), None, month, "部门", "02", "化工系"])  # fmt: skip
            lower.append(["主账套", own, str(number), "5001", "业务活动费用", summary, str(amount), None, month, "项目", code, f"课题{number}"])  # fmt: skip
            said.append((voucher.day, amount, code, f"课题{number}"))
    with tempfile.TemporaryDirectory() as folder:
        path = write_xlsx(Path(folder) / "AO.xlsx", {"凭证库": upper, "凭证辅助表": lower})
        tables, (receipt,) = read(path)
    assert [sheet.role for sheet in receipt.sheets] == ["entries", "auxiliary"]
    entries = tables["entries"].select("date", "amount", "project_code", "project_name")
    assert entries.rows() == said
