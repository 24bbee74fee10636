"""Say of every row of a ledger what it is: an entry, a header, a subtotal, a title, blank.

Nothing is dropped without a name. A row that looks like an entry and cannot be taken is
rejected with its reason, so that the row counts of a sheet always close.
"""

from __future__ import annotations

import polars as pl

from fundcheck.ingest import directions

AMOUNTS = ("debit", "credit", "amount")

TOTAL = (
    r"^(?:人民币|金额|费用|支出|全部|以上)?"
    r"(?:[本当]?(?:日|旬|月|季度?|年度?|期|页|前)|当前|自年初|截止?至?.{0,12}"
    r"|(?:\d{4}年)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})月份?"
    r"|(?:\d{4}年)?(?:第?[一二三四1-4]季度?|[上下]半年|全年)|\d{4}年度?)?"
    r"(?:发生额?|支出|借方|贷方)?(?:[合累总總小大共][计計])(?:数|额|金额)?(?:\(.*\)|（.*）)?$"
    r"|^(?:一共|总共|合共|共)$|^(?i:(?:grand|sub)?-?totals?)$"
)
_NAMED_TOTAL = (
    r"^.{1,24}(?:[小合][计計]|汇总)$|^.{0,24}(?:余额|结余|结存|剩余)$|^(?i:total(?:for)?)\S.{1,40}$"
)
_BALANCE = (
    r"^(?:期初|期末|年初|年末|月初|月末|上年|上期|上月|本月|本年|本期|承前|结转)"
    r"(?:余额|结存|结余|结转)$|^结转(?:下年|下期|下月)$|^(?:本?[日月季年])(?:计|结)$"
)
LEFT = r"余额|结余|结存|剩余"
CARRIED = r"^(?:过次页|承前页|转下页|接上页|转次页|承上页)$"
OPENING = r"^(?:期初|年初|月初|承前)(?:余额|结存|结余)$|^上[年期月](?:余额|结存|结余|结转)$"
FOOTER = (
    r"制表|审核|复核|打印|导出时间|第\s*\d+\s*页|共\s*\d+\s*页|操作人|会计主管|财务主管|财务负责人|出纳|"
    r"^(?:填表|编制|经办|报销|项目负责)人?\s*[:：]|^(?:说明|备注|注)\s*[:：]|单位\s*[:：]|Generated"
)
NAMELESS = "（无名合计）"
_PAGE_HEAD = r"^(?:会计)?科\s*目\s*[:：]|^(?:项目|核算单位|核算项目|账套)\s*[:：]"
_LABEL = (
    r"^\D{1,8}[:：]\D*$|^(?:凭证\S{0,3}|编号|字号|日期|附件\S{0,2}|页次?)\s*[:：]"
    r"|^(?:(?:项目|课题|立项|合同|任务书)\S{0,6}|负责人|主持人|承担单位|部门|起止\S{0,4}|执行期\S{0,2}|(?:金额)?单位)\s*[:：]"
    r"|^[第共]\s*\d+\s*页|^(?:制表|打印|导出|查询|填报|填表)\S{0,4}\s*[:：]"
)
_STARS = r"^\*{1,4}$"
"""How SAP begins the totals of an account (*) and of all of them (**)."""
SHARE = r"^其中"
"""How a row begins that parts the total above it: 其中：专项."""
_FEW_CELLS = 2
REPEATS = 2


def classify(body: pl.DataFrame, parsed: pl.DataFrame) -> pl.DataFrame:
    """Return ``body`` with what each row is.

    parsed: for each amount column of the sheets its money, null where the text is none.
    Adds ``kind`` (blank, header, subtotal, title, entry, rejected), ``label`` (what a subtotal
    row calls itself, null otherwise) and ``why`` (of a rejected row).
    """
    names = set(body.columns)
    amounts = [name for name in AMOUNTS if name in names]
    has_text = pl.any_horizontal(pl.col(name).is_not_null() for name in amounts)
    voucher = _blank("voucher_no", names)
    date = _blank("date", names) & _blank("_day", names)
    says = [
        n
        for n in (
            "summary",
            "account_code",
            "account_name",
            "cost_item",
            "payee",
            "_account",
            "_level_1",
            "item_name",
            "invoice_no",
        )
        if n in names
    ]
    # Where no column could name a line's voucher or day, their absence says nothing.
    placed = bool({"voucher_no", "date", "_day"} & names)
    # 「一、材料费」 in the first column is no day, whatever that column is for.
    undated = date | ~pl.col("date").str.contains(r"\d") if "date" in names else date
    silent = (pl.col(name).is_null() for name in says)
    wordless = pl.all_horizontal(voucher, undated, *silent)
    bare = pl.lit(value=placed) & wordless
    sided = {"amount", "_direction"} <= names and not {"debit", "credit"} & names
    unreadable = [
        pl.when(pl.col(name).is_not_null() & parsed[name].is_null()).then(
            pl.format("金额「{}」不是数字", pl.col(name))
        )
        for name in amounts
    ]
    if sided:
        unreadable.append(
            pl.when(directions.not_understood(pl.col("_direction"))).then(
                pl.format("借贷方向「{}」看不懂", pl.col("_direction"))
            )
        )
    # 制单：李 or 凭证号：记-3 where amounts stand: the line of a form, and no amount that was lost.
    labelled = pl.any_horizontal(pl.col(name).str.contains(_LABEL) for name in amounts)
    share = voucher & undated & pl.col("_first").str.contains(SHARE)
    few = pl.col("_filled") <= _FEW_CELLS
    footer = ~has_text & (
        pl.col("_first").str.contains(f"{FOOTER}|{_PAGE_HEAD}")
        | (few & voucher & (date | _blank("summary", names)))
    )
    kinds = body.with_columns(
        _labels(body, names, has_text),
        _unreadable=pl.coalesce(*unreadable, pl.lit(None, pl.String)),
    )
    return (
        kinds.with_columns(
            kind=pl.when(pl.col("_filled") == 0)
            .then(pl.lit("blank"))
            .when(pl.col("_repeats") >= REPEATS)
            .then(pl.lit("header"))
            .when(pl.col("label").is_not_null())
            .then(pl.lit("subtotal"))
            .when(footer)
            .then(pl.lit("title"))
            .when((wordless & ~has_text) | labelled | share)
            .then(pl.lit("title"))
            .when(pl.col("_unreadable").is_not_null() | ~has_text)
            .then(pl.lit("rejected"))
            .when(bare)
            .then(pl.lit("subtotal"))
            .otherwise(pl.lit("entry")),
        )
        .with_columns(
            label=pl.when(pl.col("kind") == "subtotal").then(pl.col("label").fill_null(NAMELESS)),
            why=pl.when(pl.col("kind") == "rejected").then(
                pl.col("_unreadable").fill_null("没有金额")
            ),
        )
        .drop("_unreadable")
    )


def _blank(name: str, names: set[str]) -> pl.Expr:
    return pl.col(name).is_null() if name in names else pl.lit(value=True)


def _labels(body: pl.DataFrame, names: set[str], amounts: pl.Expr) -> pl.Series:
    """Return the text by which each row calls itself a subtotal, or null.

    The whole cell must be the keyword and the row must have no voucher: a real entry may say
    结转 or 合计 within its text, and 期末结转 with a voucher number is an entry. amounts: whether
    the row has an amount.
    """
    date = _blank("date", names) & _blank("_day", names)
    voucher = _blank("voucher_no", names)
    suspects = body
    if "voucher_no" in names:
        # Nearly all rows have a voucher number: the others are few, and they alone are searched.
        suspect = pl.col("voucher_no").str.contains(r"[计结转页余存]")
        voucher = voucher | ~amounts  # 期初余额 may have a number, and no amount
        suspects = body.filter(voucher | suspect)
    labels = []
    for name in (
        "summary",
        "date",
        "voucher_no",
        "cost_item",
        "account_name",
        "_account",
        "_level_1",
        "_month",
        "_first",
    ):
        if name not in names and name != "_first":
            continue
        text = pl.col(name).str.replace_all(r"[\s:：]", "")
        total = text.str.contains(f"{TOTAL}|{_BALANCE}|{CARRIED}")
        # 设备费小计 merged from the first column on, which is the day's.
        undated = date | pl.lit(value=name == "date")
        named = text.str.contains(_NAMED_TOTAL) & undated
        if name == "_first":
            named = named | (text.str.contains(_STARS) & date & _blank("summary", names))
        here = voucher if name != "voucher_no" else pl.lit(value=True)
        labels.append(pl.when((total | named) & here).then(text))
    found = suspects.select("_line", label=pl.coalesce(labels)).drop_nulls("label")
    if not found.height:
        return pl.repeat(None, body.height, dtype=pl.String, eager=True).alias("label")
    joined = body.select("_line").join(found, on="_line", how="left", maintain_order="left")
    return joined["label"]
