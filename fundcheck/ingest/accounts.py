"""What a ledger line is by its account: spending, money in, an advance, or none of these.

Chinese books come under three systems whose codes overlap: the government accounting system
(5xxx cost and 7xxx budget expenditure, 4xxx and 6xxx income), enterprise standards (6602 is
expense), and the budget's economic classes (302xx). So names decide before codes.
"""

from __future__ import annotations

import polars as pl

from fundcheck.ingest.counting import Why

_ECONOMIC_CLASS = r"(?:^|[.\-_/\\])(?:30[1-9]|31[0-3]|399)\d{2}(?:$|\D|\d{4}$)"
_ADVANCE = r"其他应收|预付|暂付|备用金|^借款|职工借款|个人借款"
_TRANSFER_OUT = r"外拨|转拨|拨出经费|拨付合作|拨付参与"
_DEPRECIATION = r"折旧|摊销"
_NOT_SPENDING = (
    r"银行存款|库存现金|^现金|零余额|财政应返还|资金结存|应付|应交|应缴|预收|存款|净资产|结余|结转|"
    r"预提费用|待处理|累计盈余|本期盈余|专用基金|资产基金|事业基金|实收|资本公积|未分配利润|其他货币资金|往来|"
    r"本年利润|利润分配|盈余公积|递延收益|应收|短期借款|长期借款|坏账准备|合同负债|银行$|基本户|一般户|专用?户$"
)
_GRANT = r"^专项应付款"
_RECEIPT = r"收入|拨款|到款|来款|补贴收益|其他收益|投资收益|政府补助"
_SPENDING = r"费|支出|成本|设备|材料|固定资产|无形资产|在建工程|劳务|绩效"
_JOINT, _PART = r"[/\\_\-—>.]", r"[^/\\_\-—>.]"
_WORDS = f"{_ADVANCE}|{_NOT_SPENDING}|{_RECEIPT}|{_SPENDING}|{_DEPRECIATION}".replace("^", "")
CLOSING = (
    r"^(?:期末|年末|年终|月末|本期|本年|本月)?结转|结转(?:本期|损益|盈余|结余|至|到|入)|"
    r"(?:损益|费用|支出|成本)结转|转入?(?:本年利润|本期盈余|管理费用|当期损益)"
)
# 结转至JCKJ2024-017 moves what was spent to another project; 结转至管理费用 closes the account.
_TO_PROJECT = r"结转(?:至|到|入|给)(?:\S{0,20}(?:项目|课题)|[A-Za-z]{1,6}\d{2}[\w-]*)"
_TO_ACCOUNT = r"费用|损益|利润|盈余|成本|资产"
_MONEY_IN = r"拨款|到款|到账|来款|拨入|经费下达|收到.*(?:经费|资金|款)"
_ITEM_OF_INCOME = r"^(?:项目|课题|经费)?(?:拨款|到款|到账|来款|拨入|收入)"
OPENING = r"^(?:年初|期初)(?:余额|结转|结存)|^上年(?:结转|结余)"


def with_kinds(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with ``kind`` and, of a line that is no spending, ``kind_why``.

    kind: spending, receipt, transfer_out, advance, opening or other.

    A credit that closes an expense account is ``closing``: the caller looks at its voucher.
    Without any account column every line of a ledger is spending, except money in that only has
    a credit.
    """
    summary = pl.col("summary").fill_null("")
    credit_only = (pl.col("credit").fill_null(0) != 0) & (pl.col("debit").fill_null(0) == 0)
    money_in = summary.str.contains(_MONEY_IN)
    # Under 收入 stands money in, unless its line has a cost head or speaks of what came back.
    is_income = (
        pl.lit("_income" in lines.columns)
        & pl.col("_itemless")
        & ~summary.str.contains(r"退|冲|红|返|回|调|错")
    )
    to_project = summary.str.contains(_TO_PROJECT) & ~summary.str.contains(_TO_ACCOUNT)
    kind = (
        pl.when(summary.str.contains(OPENING) & (pl.col("_known") | credit_only))
        .then(pl.lit("opening"))
        .when(pl.col("_firm").is_not_null())
        .then("_firm")
        .when(~pl.col("_known") & credit_only & (money_in | is_income))
        .then(pl.lit("receipt"))
        .when(~pl.col("_known"))
        .then(pl.lit("spending"))
        .when(pl.col("_grant") & credit_only & money_in)
        .then(pl.lit("receipt"))
        .when("_held")
        .then(pl.lit("other"))
        .when(credit_only & summary.str.contains(CLOSING) & ~to_project)
        .then(pl.lit("closing"))
        .otherwise("_else")
    )
    columns = [name for name in _ACCOUNT if name in lines.columns]
    needed = lines.lazy().select("summary", "debit", "credit", *columns)
    if columns:
        # An account stands on thousands of lines: what it says is found once. Only what is needed
        # is joined: a million lines with all their columns would be held twice.
        said = needed.select(columns).unique().with_columns(_said(columns))
        told = needed.join(said, on=columns, how="left", nulls_equal=True, maintain_order="left")
    else:
        told = needed.with_columns(_said(columns))
    why = pl.when(pl.col("kind") == "other").then(pl.lit(Why.HELD.value))
    return lines.with_columns(told.select(kind=kind).with_columns(kind_why=why).collect())


_ACCOUNT = ("account_code", "account_name", "cost_item")
_SAID = ("_known", "_itemless", "_firm", "_grant", "_held", "_else")


def _said(columns: list[str]) -> list[pl.Expr]:
    """Return what each account says of its lines.

    ``_known``: whether it has code or name; ``_itemless``: whether it has no item of cost;
    ``_firm``: the kind whatever the line says, else null; ``_grant``: a grant kept as a payable;
    ``_held``: what is had or owed, and neither spent nor received; ``_else``: the kind where
    none of these decides.
    """
    code, name, item = (
        pl.col(column).fill_null("") if column in columns else pl.lit("") for column in _ACCOUNT
    )
    # The root of a full account name says what the account is, its leaf what was bought. In
    # 总部.研发.银行存款 the first parts say whose it is, and no account at all.
    # A liability or a net asset is what it is, whatever it is kept by (非流动资产基金-固定资产).
    first = name.str.extract(rf"^({_PART}+)")
    of_balance = code.str.contains(r"^[23]\d{3}") & ~code.str.contains(_ECONOMIC_CLASS)
    worded = name.str.extract(rf"(?:^|{_JOINT})({_PART}*(?:{_WORDS}){_PART}*)")
    root = pl.coalesce(pl.when(~of_balance).then(worded), first, pl.lit(""))
    leaf = name.str.extract(rf"{_JOINT}({_PART}+)$").fill_null("")
    grant = root.str.contains(_GRANT)
    firm = (
        pl.when((name + item).str.contains(_TRANSFER_OUT))
        .then(pl.lit("transfer_out"))
        .when(root.str.contains(_ADVANCE) | code.str.contains(r"^(?:1218|1221|1123|1133|1214)"))
        .then(pl.lit("advance"))
        .when(root.str.contains(_DEPRECIATION) | name.str.contains(_DEPRECIATION))
        .then(pl.lit("other"))
        # A firm that keeps a grant under 专项应付款 spends it by debits of its heads.
        .when(grant & leaf.str.contains(_SPENDING))
        .then(pl.lit("spending"))
    )
    # Cash, stock and receivables (1001 to 15xx): 1403 原材料 is stock until it is used. 8xxx is
    # what is left of the budget's money.
    held = root.str.contains(_NOT_SPENDING) | code.str.contains(r"^(?:1[0-5]|8\d)\d{2}")
    otherwise = (
        # Programs put the economic class on both sides of a voucher: it decides after the account.
        pl.when(code.str.contains(_ECONOMIC_CLASS))
        .then(pl.lit("spending"))
        .when(root.str.contains(_RECEIPT) & ~root.str.contains(r"支出|费"))
        .then(pl.lit("receipt"))
        .when(root.str.contains(_SPENDING))
        .then(pl.lit("spending"))
        .when(code.str.contains(r"^(?:16|17)\d{2}"))
        .then(pl.lit("spending"))
        .when(code.str.contains(r"^[123]\d{3}"))
        .then(pl.lit("other"))
        .when((name == "") & code.str.contains(r"^[46]\d{3}") & ~code.str.contains(r"^660\d"))
        .then(pl.lit("receipt"))
        .otherwise(pl.lit("spending"))
    )
    known, itemless = (code != "") | (name != ""), (item == "") | item.str.contains(_ITEM_OF_INCOME)
    said = (known, itemless, firm, grant, held, otherwise)
    return [says.alias(column) for column, says in zip(_SAID, said, strict=True)]
