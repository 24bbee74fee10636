"""What a ledger line is, beyond what its cells say: its account, its cost item, its kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest import accounts, claims, day_books, lent, states
from fundcheck.ingest.body import within
from fundcheck.ingest.counting import COUNTED, Why, set_aside
from fundcheck.ingest.parallel import one_book
from fundcheck.ingest.project_of import (
    IN_ACCOUNT,
    behind_account,
    by_item_type,
    is_project_kind,
)
from fundcheck.ingest.returned import set_returned_aside
from fundcheck.ingest.vouchers import without_closings

if TYPE_CHECKING:
    from fundcheck.ingest.losses import Told

# What tells one entry from another, whatever its account is kept by.
_ENTRY = ("date", "voucher_no", "summary", "account_code", "account_name", "debit", "credit")
_LEVELS = ("_level_1", "_level_2", "_level_3")
# A code and its name in one cell: 530101材料费, [530101]研发支出, 72010202-事业支出-项目支出.
_MIXED = r"^[\[(（【]?\s*(\d{3,}(?:[.\-]\d+)*)\s*[\])）】]?[\s\-—_/\\|:：.]*(.*)$"
# 科目：(50010103)科研费用/材料费, 科目：5301 - 研发支出 - 材料费: above a ledger of one account.
_ACCOUNT_TITLE = re.compile(
    r"(?<!对方)科\s*目\s*[:：]\s*[(（\[]?([\d.\-]{3,}\d)[)）\]]?\s*[-—/:：]?\s*"
    r"(\S+(?:\s+[-—–_/\\>→]+\s+\S+)*)"
)
# 科目：研发支出-材料费(530101), the code behind the name.
_ACCOUNT_BEHIND = re.compile(
    r"(?<!对方)科\s*目\s*[:：]\s*([^\s\d(（\[]\S*?)\s*[(（\[]([\d.\-]{4,})[)）\]]"
)


def account_in(titles: list[list[str]]) -> tuple[str, str] | None:
    """Return code and name of the account that the rows above a ledger of one account name."""
    for cell in (cell for row in titles for cell in row):
        if match := _ACCOUNT_TITLE.search(cell):
            return match[1], match[2]
        if match := _ACCOUNT_BEHIND.search(cell):
            return match[2], match[1]
    return None


def derive(lines: pl.DataFrame, account: tuple[str, str] | None, told: Told) -> pl.DataFrame:
    """Return the lines with account, cost item and voucher number made whole, and their kind.

    lines: of one or more sheets, told apart by ``_part``; account: code and name of the account
    that the sheets are of. ``_dropped`` marks void and refused lines. What was decided for a whole
    sheet is added to what is told of it.
    """
    notes = told.notes
    lines = _cost_items(_accounts(lines, account))
    if "_voucher_type" in lines.columns and "voucher_no" in lines.columns:
        number = pl.col("voucher_no")
        joined = pl.concat_str("_voucher_type", number, separator="-")
        lines = lines.with_columns(
            voucher_no=pl.when(number.str.contains(r"^\d+$")).then(joined).otherwise(number)
        )
    if "summary" not in lines.columns:
        lines = lines.with_columns(summary=pl.lit(None, pl.String))
    lines = day_books.with_sides(lines, told)
    lines = accounts.with_kinds(lines, told).with_columns(_dropped=pl.lit(value=False))
    lines = _without_repeats(_with_class_names(lines), notes)
    # What was before the first line is of no voucher, and no claim.
    opens = pl.col("_opening").is_not_null()
    opened, lines = lines.filter(opens), lines.filter(~opens)
    lines = _without_carried(without_closings(lines), notes)
    lines = states.without_unspent(_without_void(lines, notes), told)
    lines = claims.without_loans(lines, told)
    lines = set_returned_aside(one_book(lines, told))
    lent.ask_for_rest(lines, told)
    if not opened.height:
        return lines
    return pl.concat([lines, opened.select(lines.columns)]).sort("_line")


def _accounts(lines: pl.DataFrame, account: tuple[str, str] | None) -> pl.DataFrame:
    """Take the account from a mixed column, an economic class, or the sheet's title."""
    has = set(lines.columns)
    none = pl.lit(None, pl.String)
    code = pl.col("account_code") if "account_code" in has else none
    name = pl.col("account_name") if "account_name" in has else none
    if {"_account", "account_name"} & has:
        # What stands beside a code of its own is a name as it is: 2024年版面费.
        alone = pl.when(code.is_null()).then(name)
        text = (
            pl.coalesce(pl.col("_account"), alone) if "_account" in has else alone.cast(pl.String)
        )
        text = text.str.replace_all(IN_ACCOUNT, "")
        mixed = text.str.extract_groups(_MIXED)
        left = pl.coalesce(mixed.struct.field("2"), text).replace("", None)
        own = pl.when(code.is_null() & name.str.contains(_MIXED)).then(None).otherwise(name)
        lines = lines.with_columns(
            account_code=pl.coalesce(code, mixed.struct.field("1")),
            account_name=pl.coalesce(own.str.replace_all(IN_ACCOUNT, ""), left),
        )
    if "_sub_account" in has:  # 总账科目 | 明细科目
        path = [*(("account_name",) if "account_name" in lines.columns else ()), "_sub_account"]
        joined = pl.concat_str(path, separator="/", ignore_nulls=True).replace("", None)
        lines = lines.with_columns(account_name=joined)
    return _economic_classes(_without_items(_of_title(lines, account)))


def _of_title(lines: pl.DataFrame, account: tuple[str, str] | None) -> pl.DataFrame:
    """Give lines with no account of their own the one that the rows above the ledger name."""
    if account and not {"account_code", "account_name"} & set(lines.columns):
        code, name = account
        return lines.with_columns(account_code=pl.lit(code), account_name=pl.lit(name))
    return lines


def _without_items(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with the item behind their accounts cut off: 530101_XM001 is 530101."""
    if (split := behind_account(lines)) is None:
        return lines
    own, behind, _ = split
    return lines.with_columns(
        account_code=pl.when(behind.is_not_null())
        .then(pl.col("account_code").str.replace("_.*$", ""))
        .otherwise("account_code"),
        account_name=pl.coalesce(own, "account_name"),
    )


def _economic_classes(lines: pl.DataFrame) -> pl.DataFrame:
    """Join the economic class to the account's code; where only its name is known, it is the item.

    30218-专用材料费 and 30218 both are 30218 behind the account: 7201-30218. The name beside the
    code names the account where the sheet has no name for it.
    """
    has = set(lines.columns)
    none = pl.lit(None, pl.String)
    given = pl.col("_economic_class") if "_economic_class" in has else none
    number = given.str.extract(r"(\d{3,})", 1)
    name = pl.col("_economic_name") if "_economic_name" in has else none
    if {"_economic_class", "_economic_name"} & has:
        own = pl.col("account_code") if "account_code" in has else none
        joined = pl.concat_str(own, number, separator="-", ignore_nulls=True)
        lines = lines.with_columns(account_code=joined.replace("", None))
        beside = given.str.extract(r"^\W*\d{3,}\W*([^\d\W].*?)\W*$", 1)
        called = pl.when(number.is_not_null()).then(pl.coalesce(beside, name))
        of_account = "_class_name" if "account_name" in has else "account_name"
        lines = lines.with_columns(called.alias(of_account))
        if "cost_item" not in has and not set(_LEVELS) & has:
            named = pl.when(number.is_null()).then(pl.coalesce(given, name))
            lines = lines.with_columns(cost_item=named)
    return lines


def _with_class_names(lines: pl.DataFrame) -> pl.DataFrame:
    """Join the economic class's name to the account's as its code is: 事业支出/专用材料费.

    Only where money was spent: programs put the class on the bank's side of a voucher too, and
    what an account is was told by its own name before.
    """
    if "_class_name" not in lines.columns:
        return lines
    own, called = pl.col("account_name"), pl.col("_class_name")
    new = pl.col("kind").is_in(COUNTED) & ~own.str.contains(called, literal=True)
    joined = pl.concat_str(own, called, separator="/")
    return lines.with_columns(
        account_name=pl.when(new.fill_null(value=False))
        .then(pl.coalesce(joined, own))
        .otherwise(own)
    )


def _without_repeats(lines: pl.DataFrame, notes: list[list[str]]) -> pl.DataFrame:
    """Count a line once that the export lists under each kind of item its account is kept by.

    核算项目类型 says 部门 on one row and 项目 on the next of the same entry; the project's counts.
    """
    if not by_item_type(lines):
        return lines
    keys = [name for name in (*_ENTRY, "_line_no") if name in lines.columns]
    parts = len(notes)
    ours = is_project_kind(pl.col("_item_type")).fill_null(value=False)
    first = pl.col("_item_type") == within(pl.col("_item_type").first(), *keys, parts=parts)
    counts = pl.when(within(ours.any(), *keys, parts=parts)).then(ours).otherwise(first)
    repeat = ~counts.fill_null(value=True) & pl.col("kind").is_in(COUNTED)
    lines = lines.with_columns(_repeat=repeat)
    told = lines.group_by("_part", maintain_order=True).agg(pl.col("_repeat").sum())
    for part, count in told.filter(pl.col("_repeat") > 0).iter_rows():
        notes[part].append(
            f"有 {count} 行是同一笔分录按部门等其他核算类型再列一次，只按项目计一次。"
        )
    return (
        set_aside(lines, pl.col("_repeat"), Why.LISTED_AGAIN)
        .with_columns(_dropped=pl.col("_dropped") | pl.col("_repeat"))
        .drop("_repeat")
    )


def _cost_items(lines: pl.DataFrame) -> pl.DataFrame:
    """Take the cost item from 一级、二级、三级科目, or from 直接/间接, where it has no column."""
    has = set(lines.columns)
    if "cost_item" in has:
        return lines
    levels = [name for name in _LEVELS if name in has]
    if levels:
        path = pl.concat_str(levels, separator="/", ignore_nulls=True).replace("", None)
        return lines.with_columns(cost_item=path)
    if "_direct_indirect" in has:
        indirect = pl.col("_direct_indirect").str.contains("间接")
        return lines.with_columns(cost_item=pl.when(indirect).then(pl.lit("间接费用")))
    return lines


def _without_carried(lines: pl.DataFrame, notes: list[list[str]]) -> pl.DataFrame:
    """Take out what the export itself marks as closing the books (是否结转: 1 or 是)."""
    if "_carry" not in lines.columns:
        return lines
    marked = pl.col("_carry").str.contains(r"^(?:1|是|[YyTt].*)$").fill_null(value=False)
    hit = marked & pl.col("kind").is_in(COUNTED)
    counts = lines.group_by("_part", maintain_order=True).agg(hit.sum().alias("lines"))
    for part, count in counts.filter(pl.col("lines") > 0).iter_rows():
        notes[part].append(f"有 {count} 行标明是结转凭证，不计入收支。")
    return set_aside(lines, hit, Why.CLOSING)


_SAID_VOID = [
    f"{whose}作废{what}"
    for whose in ("", "已", "此单", "本单", "该单", "此笔", "单据", "凭证", "发票")
    for what in ("", "。", "单据", "凭证", "！", "!")
]


def _without_void(lines: pl.DataFrame, notes: list[list[str]]) -> pl.DataFrame:
    """Take void vouchers out of the spending.

    记账标志 is 0 void, 1 unaudited, 2 audited, 3 posted in audit uploads; where it only is 0 or 1
    it says whether a voucher is posted, and nothing of its being void. A summary or a note that
    is nothing but 作废 says it too.
    """
    texts = [name for name in ("summary", "note") if name in lines.columns]
    void = pl.any_horizontal(pl.col(name).is_in(_SAID_VOID) for name in texts)
    if "_void" in lines.columns:
        void = void.fill_null(value=False) | pl.col("_void").str.contains(
            r"^(?:1|是|已?作废|√|✓|[YyTt].*)$"
        )
    if "_posted" in lines.columns:
        audited = within(pl.col("_posted").str.contains("^[23]$").any(), parts=len(notes))
        void = void | (audited & (pl.col("_posted") == "0"))
    marked = lines.with_columns(_is_void=void.fill_null(value=False))
    if not marked["_is_void"].any():
        return lines
    counts = marked.group_by("_part", maintain_order=True).agg(pl.col("_is_void").sum())
    for part, count in counts.filter(pl.col("_is_void") > 0).iter_rows():
        notes[part].append(f"有 {count} 行属于作废凭证，不计入支出。")
    return (
        set_aside(marked, pl.col("_is_void"), Why.VOID)
        .with_columns(_dropped=pl.col("_dropped") | pl.col("_is_void"))
        .drop("_is_void")
    )
