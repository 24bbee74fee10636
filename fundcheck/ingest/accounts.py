"""What a ledger line is by its account: spending, money in, an advance, or none of these.

The name of a first-level account says what it is whatever its code; where only a leaf or a code
is given, the code does, by the accounting system that the sheet follows: 4301 is income in one,
development costs in the next, and an owner's reserve in a third.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest import lent, received
from fundcheck.ingest.chart import (
    BUDGET_CODES,
    BUDGET_NAMES,
    CODE_BEFORE,
    FINANCIAL_NAMES,
    FIRST_LEVEL,
    JOINTS,
    KINDS,
    OF_BOOKS,
    SPENT,
    chart,
    role_by_name,
    role_by_words,
)
from fundcheck.ingest.counting import Why
from fundcheck.ingest.vouchers import CLOSING

if TYPE_CHECKING:
    from fundcheck.ingest.losses import Told

_ECONOMIC_CLASS = r"(?:^|[.\-_/\\])(?:30[1-9]|31[0-3]|399)\d{2}(?:$|\D|\d{4}$)"
_OWN_CLASS = r"^(?:30[1-9]|31[0-3]|399)\d{2}(?:$|\D|\d{4}$)"
_SUB_ACCOUNT = r"^(?:00)?[1-8]\d{3}[.\-_]?\d"
_TRANSFER_OUT = r"外拨|转拨|拨出经费|拨付合作|拨付参与"
# What a payment to partners says that is booked against the grant itself, and is no cost account's.
_PASSED_ON = (
    r"外拨|转拨|(?:拨付|拨给|划拨|划转|付).{0,10}(?:合作|参与|协作|参加|子课题)(?:承担)?单位"
)
_BRACKETS_BEHIND = r"^([^(（\[【]+)[(（\[【].*$"
_A_COST_HEAD = r"(?:费用?|支出|成本|材料|劳务|绩效)$"
_OF_RESEARCH = r"^(?:研发|科研|研究|试验|课题|项目)(?:支出|费用?|成本|开发)?$"
_ACCOUNT = ("account_code", "account_name", "cost_item")


def with_kinds(lines: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Return the lines with ``kind``, ``kind_why`` of a line that is no spending, and ``_role``.

    kind: spending, receipt, transfer_out, advance, opening or other; _role: what the line's
    account does in a voucher, null where it has none; _of_book: budget or financial, on sheets
    with accounts of both. Without any account column every line of a ledger is spending, except
    money in that only has a credit.
    """
    columns = [name for name in _ACCOUNT if name in lines.columns]
    needed = lines.lazy().select("_part", "summary", "debit", "credit", *MARKS, *columns)
    # An account stands on thousands of lines: what it says is found once. Only what is needed
    # is joined: a million lines with all their columns would be held twice.
    keys = ["_part", *columns]
    texts = lines.select(pl.col("summary").unique())
    closing = texts.filter(pl.col("summary").str.contains(CLOSING)).to_series()
    moved = pl.col("debit").fill_null(0) - pl.col("credit").fill_null(0)
    sums = (
        needed.group_by(keys)
        .agg(
            pl.col("debit", "credit").sum(),
            net=moved.filter(
                ~pl.col("summary").is_in(closing.implode()).fill_null(value=False)
            ).sum(),
        )
        .sort(keys)
        .collect()
    )
    said = _said(sums, columns, told)
    joined = needed.join(
        said.lazy().select(*keys, *_SAID),
        on=keys,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    moved = lines.select((pl.col("_cash") | pl.col("_between")).any()).item()
    joined = joined.with_columns(
        _received=_received(),
        _own=_own() if moved else pl.lit(value=False),
        _lent=lent.is_lent(joined),
        _passed_on=_passed_on(),
    )
    why = (
        pl.when((pl.col("kind") == "other") & pl.col("_own"))
        .then(pl.lit(Why.OWN.value))
        .when(pl.col("kind") == "other")
        .then(pl.lit(Why.HELD.value))
    )
    kinds = joined.with_columns(kind=_kind()).select("_role", "_of_book", "kind", kind_why=why)
    return lines.with_columns(kinds.collect())


MARKS = ("_into", "_cash", "_between")
"""What the caller says of each line.

``_into``: how it is known that a credit is money in, ``column`` by the name of its column or by
the balance, ``flag`` where the line itself says so, else null; ``_cash``: whether the sheet lists
money in as well as money out, so that money moved between one's own accounts stands there too;
``_between``: whether the line says that it is of these.
"""


def _credit_only() -> pl.Expr:
    return (pl.col("credit").fill_null(0) != 0) & (pl.col("debit").fill_null(0) == 0)


def _kind() -> pl.Expr:
    """Return what a line is by its account and, where it has none, its side and its words."""
    credit_only = _credit_only()
    known = pl.col("_role").is_not_null()
    # What a payable for the partners takes in is not yet passed on.
    out = pl.col("_out") & ((pl.col("_base") == "spending") | ~known | ~credit_only)
    granted = (pl.col("_role") == "grant") & credit_only
    money_in = pl.when(granted).then("summary").str.contains(received.MONEY_IN)
    return (
        pl.when(out)
        .then(pl.lit("transfer_out"))
        .when("_lent")
        .then(pl.lit("advance"))
        .when("_own")
        .then(pl.lit("other"))
        .when("_received")
        .then(pl.lit("receipt"))
        .when(~known)
        .then(pl.lit("spending"))
        .when("_passed_on")
        .then(pl.lit("transfer_out"))
        .when(money_in)
        .then(pl.lit("receipt"))
        .otherwise("_base")
    )


def _passed_on() -> pl.Expr:
    """Return whether a line pays partners out of the grant itself, and no account of cost."""
    asked = (pl.col("debit").fill_null(0) != 0) & pl.col("_role").is_in(["grant", "deferred"])
    summary = pl.when(asked).then("summary")
    return summary.str.contains(_PASSED_ON).fill_null(value=False)


def _received() -> pl.Expr:
    """Return whether a line's credit is money in, and no spending that came back.

    Under a column of money in, a line with a head of cost is money in where it speaks of a grant,
    or is more than was ever spent under that head: no more can come back.
    """
    known, into = pl.col("_role").is_not_null(), pl.col("_into")
    cost = pl.col("_base") == "spending"
    asked = _credit_only() & (~known | (into.is_not_null() & cost))
    summary = pl.when(asked).then(pl.col("summary").fill_null(""))
    headless = ~known & pl.col("_itemless")
    plain = headless | received.is_granted(summary) | (pl.col("credit") > pl.col("_spent"))
    money_in = (
        (~known & summary.str.contains(received.MONEY_IN))
        | (into == "flag").fill_null(value=False)
        | ((into == "column") & plain).fill_null(value=False)
    )
    # What is taken from a column of money in was too much of it.
    less = (pl.col("credit") < 0) & headless & into.is_not_null()
    return (less | (money_in & ~received.came_back(summary))).fill_null(value=False)


def _own() -> pl.Expr:
    """Return whether a line moves money between one's own accounts, where a sheet has such."""
    asked = pl.col("_cash") & pl.col("_role").is_null()
    own = received.is_own(pl.when(asked).then("summary"))
    return pl.col("_between") | own.fill_null(value=False)


_SAID = ("_role", "_base", "_itemless", "_out", "_spent", "_of_book")


def _said(accounts: pl.DataFrame, columns: list[str], told: Told) -> pl.DataFrame:
    """Return what each account says of its lines.

    accounts: by sheet, with debit and credit. ``_role``: what it does in a voucher, null where the
    lines name none; ``_base``: the kind of its lines; ``_itemless``: whether it has no item of
    cost; ``_out``: whether it is of money passed on to partners; ``_spent``: all its debits.
    """
    code, name, item = (
        pl.col(column).fill_null("") if column in columns else pl.lit("") for column in _ACCOUNT
    )
    accounts = accounts.with_row_index("_no").with_columns(
        code=code.str.strip_chars(),
        name=name.str.strip_chars(),
        item=item,
    )
    if columns == ["cost_item"]:
        accounts = _items_as_accounts(accounts)
    parts = _parts(accounts)
    by_name = _by_name(accounts, parts)
    by_code = _by_code(accounts, by_name, told)
    accounts = accounts.join(by_name, on="_no", how="left").join(by_code, on="_no", how="left")
    accounts = accounts.with_columns(_role=_role()).with_columns(_role=_in_its_book())
    return accounts.sort("_no").with_columns(
        _of_book=_of_book(),
        _base=pl.col("_role").replace_strict(KINDS, return_dtype=pl.String),
        _itemless=(pl.col("item") == "")
        | pl.col("item").str.contains(f"{received.ITEM_OF_INCOME}|{received.NO_ITEM}"),
        _out=(pl.col("name") + pl.col("item")).str.contains(_TRANSFER_OUT),
        _spent=pl.col("debit").fill_null(0),
    )


def _items_as_accounts(accounts: pl.DataFrame) -> pl.DataFrame:
    """Return the accounts with items as their names on sheets whose items are accounts."""
    bank = role_by_name(pl.col("item")).is_in(OF_BOOKS).any().over("_part")
    return accounts.with_columns(name=pl.when(bank).then("item").otherwise("name"))


def _parts(accounts: pl.DataFrame) -> pl.DataFrame:
    """Return the parts of each account's name in order, each with its role: 研发支出, 材料费.

    Codes before a part and brackets behind it are no part of the name.
    """
    whole = pl.col("name").str.replace(CODE_BEFORE, "$1")
    split = whole.str.replace_all(JOINTS, "/").str.split("/")
    parts = (
        accounts.select("_no", part=split)
        .explode("part")
        .with_columns(
            at=pl.int_range(pl.len()).over("_no"),
            of=pl.len().over("_no"),
            part=pl.col("part").str.strip_chars().str.replace(CODE_BEFORE, "$1"),
        )
    )
    different = parts.select("part").unique().filter(pl.col("part") != "")
    bare = pl.col("part").str.replace(_BRACKETS_BEHIND, "$1").str.strip_chars()
    exact = pl.coalesce(role_by_name(pl.col("part")), role_by_name(bare))
    roles = different.with_columns(exact=exact).with_columns(
        said=pl.coalesce("exact", role_by_words(pl.col("part")))
    )
    return parts.join(roles, on="part", how="left").sort("_no", "at")


def _by_name(accounts: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Return for each account the role that its name says, by the first part that says one.

    The first part of a full name says what the account is, the last what was bought. In
    总部.研发.银行存款 the first say whose it is, and no account at all. A liability or a net asset
    is what it is, whatever it is kept by (非流动资产基金-固定资产): only its first part counts.
    """
    balance = accounts.select(
        "_no",
        only_first=pl.col("code").str.contains(r"^[23]\d{3}")
        & ~pl.col("code").str.contains(_ECONOMIC_CLASS),
    )
    told = parts.join(balance, on="_no").filter(
        pl.col("said").is_not_null() & ((pl.col("at") == 0) | ~pl.col("only_first"))
    )
    first = told.group_by("_no", maintain_order=True).agg(
        pl.col("said", "exact", "at").first(),
        contra=(pl.col("said") == "contra").any(),
        costs=pl.col("said").is_in(SPENT).any(),
    )
    last = parts.group_by("_no", maintain_order=True).agg(
        leaf=pl.col("said").last(),
        depth=pl.col("of").first(),
        of_research=pl.col("part").first().str.contains(_OF_RESEARCH),
    )
    found = last.join(first, on="_no", how="left")
    said = (
        # 研发-原材料 is what research used up, not what lies in store.
        pl.when((pl.col("said") == "stock") & (pl.col("at") > 0) & pl.col("of_research"))
        .then(pl.lit("expense"))
        .when((pl.col("said") == "asset") & pl.col("contra"))
        .then(pl.lit("contra"))
        # Money named by where it came from, spent on what the leaf says: 市拨款-材料费.
        .when((pl.col("said") == "source") & pl.col("costs"))
        .then(pl.lit("expense"))
        .otherwise("said")
    )
    return found.select(
        "_no",
        "depth",
        leaf_costs=pl.col("leaf").is_in(SPENT),
        named=said,
        exact=pl.col("exact").is_not_null() & (said == pl.col("said")),
    )


def _by_code(accounts: pl.DataFrame, by_name: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Return for each account the role that its code has in the system of its sheet, or null."""
    first = pl.col("code").str.extract(FIRST_LEVEL, 1)
    coded = (
        accounts.join(by_name, on="_no")
        .with_columns(
            first=pl.when(~pl.col("code").str.contains(_OWN_CLASS)).then(first),
            leaf_only=_leaf_only(),
        )
        .filter(pl.col("first").is_not_null())
    )
    meant = _meant(coded)
    # What a code means in several systems alike is told by its side: costs are debited, though a
    # closing may credit more at once than was spent since the sheet begins.
    whole = (pl.col("debit") - pl.col("credit")).sum().over("_part", "first")
    net = pl.col("net").sum().over("_part", "first")
    settled = coded.with_columns(net=pl.when(net != 0).then(net).otherwise(whole)).join(
        meant, on=("_part", "first"), how="left"
    )
    open_ = pl.col("other").is_not_null()
    role = (
        pl.when(~open_ | (pl.col("net") > 0))
        .then("coded")
        .when(pl.col("net") < 0)
        .then("other")
        .otherwise("coded")
    )
    unsure = settled.filter(open_ & (pl.col("net") == 0) & pl.col("named").is_null())
    for part, codes in unsure.group_by("_part").agg(pl.col("first").unique().sort()).iter_rows():
        why = f"支出明细：科目编码 {'、'.join(codes)} 在不同会计制度下含义不同，请带科目全称导出"
        told.doubts[part] += [("sums", why), ("lines", why)]
    return settled.select("_no", coded=role)


def _leaf_only() -> pl.Expr:
    """Whether a name is but the last part of its account: 221105 工会经费."""
    return (pl.col("depth") == 1) & pl.col("code").str.contains(_SUB_ACCOUNT)


def _meant(coded: pl.DataFrame) -> pl.DataFrame:
    """Return what each first-level code means on each sheet, in the systems that fit it best.

    ``coded``: its role, the spending one first; ``other``: the other, where these systems differ.
    A system fits that has most codes of the sheet, and agrees with a name among them or has
    income or costs there: cost heads numbered by hand fit none.
    """
    codes = coded.select(
        "_part",
        "first",
        named=pl.when(~pl.col("leaf_only")).then("named"),
        exact=pl.col("exact") & ~pl.col("leaf_only"),
    ).unique()
    known = codes.join(chart().codes, left_on="first", right_on="code", how="inner")
    same = pl.col("named") == pl.col("role")
    flows = pl.col("role").is_in([*SPENT, "income"])
    hits = pl.col("first").n_unique()
    fits = (
        known.group_by("_part", "system", "former")
        .agg(
            hits=hits,
            score=hits + 10 * (pl.col("exact") & same).sum() - 10 * (pl.col("exact") & ~same).sum(),
            agrees=(same | flows).any(),
        )
        .join(codes.group_by("_part").agg(all=hits), on="_part")
        .filter((2 * pl.col("hits") > pl.col("all")) & pl.col("agrees"))
        .filter(pl.col("former") == pl.col("former").min().over("_part"))
        .filter(pl.col("score") == pl.col("score").max().over("_part"))
    )
    kind = pl.col("role").replace_strict(KINDS, return_dtype=pl.String)
    return (
        known.join(fits, on=("_part", "system"), how="semi")
        .with_columns(kind=kind, owners=pl.col("role") == "equity")
        .filter(~pl.col("owners") | pl.col("owners").all().over("_part", "first"))
        .with_columns(rank=pl.col("kind").replace_strict({"spending": 0, "receipt": 1}, default=2))
        .sort("_part", "first", "rank", "system")
        .unique(["_part", "first", "kind"], keep="first", maintain_order=True)
        .group_by("_part", "first", maintain_order=True)
        .agg(coded=pl.col("role").first(), other=pl.col("role").slice(1).first())
    )


def _role() -> pl.Expr:
    """Return what an account is: by its name, by its code, by the words of its name."""
    code, name = pl.col("code"), pl.col("name")
    # 1001 设备费: owners' means and money have no such names, cost heads numbered by hand have.
    by_hand = (
        pl.col("coded").is_in(["cash", "equity"])
        & name.str.contains(_A_COST_HEAD)
        & ~code.str.contains(_SUB_ACCOUNT)
    )
    coded = pl.when(~by_hand).then("coded")
    leaf = pl.when(_leaf_only()).then(coded)
    role = pl.coalesce(
        leaf,
        pl.when("exact").then("named"),
        coded,
        "named",
        # Programs put the economic class on both sides of a voucher: it decides after the account.
        pl.when(code.str.contains(_ECONOMIC_CLASS)).then(pl.lit("expense")),
        pl.when(code.str.contains(r"^(?:16|17)\d{2}")).then(pl.lit("asset")),
        pl.when(code.str.contains(r"^(?:[123]|8\d)\d{2}")).then(pl.lit("balance")),
        pl.when(
            (name == "") & code.str.contains(r"^[46]\d{3}") & ~code.str.contains(r"^660\d")
        ).then(pl.lit("income")),
        pl.when((code != "") | (name != "")).then(pl.lit("expense")),
    )
    # A unit that keeps a grant under 专项应付款 spends it by debits of its heads.
    return pl.when((role == "grant") & pl.col("leaf_costs")).then(pl.lit("expense")).otherwise(role)


def _of_book() -> pl.Expr:
    """Return which of a public unit's two books an account is of, where its sheet has both."""
    first = pl.col("code").str.extract(FIRST_LEVEL, 1)
    by_code = first.is_in(BUDGET_CODES).any().over("_part")
    named = pl.col("name").str.replace(CODE_BEFORE, "$1").str.replace(f"{JOINTS}.*$", "")
    budget, financial = named.is_in(BUDGET_NAMES), named.is_in(FINANCIAL_NAMES)
    by_name = budget.any().over("_part") & financial.any().over("_part")
    is_budget = pl.when(by_code & first.is_not_null()).then(first >= "6").when(by_name).then(budget)
    return pl.when(is_budget).then(pl.lit("budget")).when(~is_budget).then(pl.lit("financial"))


def _in_its_book() -> pl.Expr:
    """Return the role with stock as what it is: a cost head where nothing else is an account."""
    books = (pl.col("_role").is_in(OF_BOOKS).any().over("_part")) | (pl.col("code") != "")
    stock = pl.when(books).then(pl.lit("balance")).otherwise(pl.lit("expense"))
    return pl.when(pl.col("_role") == "stock").then(stock).otherwise("_role")
