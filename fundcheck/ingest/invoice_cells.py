"""What stands in the cell of an invoice's number: a number, several, none, or nothing readable.

Offices write two numbers into one cell, the code before the number, 白条 where there is no
invoice and 电子发票 where there is one whose number nobody wrote down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck import keys
from fundcheck.ingest.blanks import says_nothing
from fundcheck.ingest.losses import by_part, listed

if TYPE_CHECKING:
    from fundcheck.ingest.body import Stack
    from fundcheck.ingest.losses import Told

SEPARATOR = "、"
"""What stands between the numbers of several invoices in one cell, as the table has them."""
_MARKS = r"['\"`´‘’“”]"
_BREAKS = r"[\s、,;/|+&和及与]+"
_LABEL = (
    r"^(?:(?:电子|数电|增值税|专用|普通)*(?:发票|票据|收据)?(?:号码?|编号)?[:.]*)(?i:No)?[.:#]*"
)
_SPACED = r"^[\d\s]+$"
# Twenty digits begin with the year and the region: a number that was broken over two lines.
_OF_YEAR = r"^2\d(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])\d{16}$"
_CODED = (
    r"^(?:发票)?(?:代码)?[:]?(\d{10}|\d{12})[\s、,;/|\-_]*(?:发票)?(?:号码?)?[:]?(?:No\.?)?(\d{8})$"
)
_COUNT = r"^(?:共|发票|合计)?\d{1,3}[张份枚]"  # how many there are, and not which
_RECEIPT = rf"^\d{{8}}{_BREAKS}\d{{10}}$"  # a fiscal receipt's code before its number
# No invoice: what was given instead of one, or why there is none.
_NONE = (
    r"^(?:(?:以|用|凭|开|附|按|系|为|仅有?|只有)?(?:白条|便条|收条|借条|欠条|(?:普通|个人|手写|对方|内部|一般)?收据"
    r"|收款收据|(?:自制|自填)(?:凭[证单]|单据)?|(?:免|不)(?:开)?发?票|(?:内部)?(?:结算|转账|领款|付款|报销)单"
    r"|签[收领]单|领条|(?:银行)?回单|证明|情况说明)(?:抵库|入账|列支|报销|代替)?"
    r"|(?:无需|不需要?|无须|不用)(?:取得|开具?)?(?:发?票|票据)"
    r"|(?:暂|尚|还)?[无無没沒未](?:有|开|取得?|取得|索取|提供|收到|附|见|到)*(?:正[规式]|合规)?(?:发?票|票据|单据)?(?:号码?|编号)?"
    r"|(?:发?票|票据|单据)(?:号码?)?(?:暂|尚|还)?(?:无|未[开到取附]|没[开到有]|待[开补取]|后[补附到]|缺失?|遗失|丢失)"
    r"|[待后补欠缺](?:[开补取附来送到票])?(?:发?票|票据)?(?:补|到|后)?|暂(?:无|缺|欠)|(?:发?票|票据)?(?:遗失|丢失|丢了)"
    r"|免票|0+|[-—–/\\.*×xX]+)$"
)


def read(lines: pl.DataFrame, stacked: Stack, told: Told) -> pl.DataFrame:
    """Return the lines with the numbers of their invoices as the table has them, and tell of it.

    Several numbers stand with SEPARATOR between them; a code before the number goes into its own
    column. 白条 is no invoice: blank. What holds no number at all was not understood.
    """
    if "invoice_no" not in lines.columns:
        return lines
    odd = lines.filter(~pl.col("invoice_no").str.contains(keys.INVOICE))["invoice_no"].unique()
    if not odd.len():
        return lines
    wordy = odd.filter(~odd.str.contains(r"\d"))
    nothing = [text for text in wordy if says_nothing(text, "invoice_no")]
    known = odd.to_frame().with_columns(_readings(pl.col("invoice_no"), nothing))
    header = stacked.header.texts[stacked.header.columns["invoice_no"]]
    few = lines.select("_line", "_part", "row", "invoice_no").join(known, on="invoice_no")
    few = few.sort("_line")
    none = few.filter(pl.col("_none"))
    shown = dict(none.group_by("_part").agg(pl.col("invoice_no").first()).iter_rows())
    for part, numbers in by_part(none):
        told.notes[part].append(
            f"「{header}」第 {listed(numbers)}写的是没有发票（如“{shown[part]}”），"
            "按没有发票号码读取。"
        )
    told.lose("invoice_no", few.filter("_lost"), header, "没有号码，用到它的规则不作判断。")
    for part, numbers in by_part(few.filter("_several")):
        told.notes[part].append(f"「{header}」第 {listed(numbers)}一格写了几个号码，逐个核对。")
    return _put(lines, known)


def _put(lines: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with the numbers, and the codes, of the different texts that are known."""
    odd = known["invoice_no"]
    text = pl.col("invoice_no")
    lines = lines.with_columns(
        invoice_no=text.replace(odd, known["_number"]),
        _code=text.replace_strict(odd, known["_code"], default=None, return_dtype=pl.String),
    )
    if known["_code"].null_count() < known.height:
        own = pl.col("invoice_code") if "invoice_code" in lines.columns else pl.lit(None, pl.String)
        lines = lines.with_columns(invoice_code=pl.coalesce(own, "_code"))
    return lines.drop("_code")


def _readings(text: pl.Expr, nothing: list[str]) -> list[pl.Expr]:
    """Return what each text says: _none, _lost, _several, _code and _number.

    nothing: texts that are blank in any column.
    """
    plain = text.str.normalize("NFKC").str.replace_all(_MARKS, "").str.strip_chars()
    bare = plain.str.replace_all(r"[\s()\[\]。,!?]", "")
    unsaid = ~plain.str.contains(r"\d") | plain.str.contains(_COUNT)
    none = bare.str.contains(_NONE) | text.is_in(nothing)
    pieces = (
        plain.str.replace_all(_BREAKS, "\n")
        .str.split("\n")
        .list.eval(pl.element().str.replace(_LABEL, ""))
        .list.eval(pl.element().filter(pl.element() != ""))
    )
    whole = pieces.list.eval(pl.element().str.contains(keys.INVOICE)).list.all()
    joined = pieces.list.join("")
    one = plain.str.contains(_SPACED) & joined.str.contains(_OF_YEAR)
    coded = plain.str.extract_groups(_CODED)
    code, number = coded.struct.field("1"), coded.struct.field("2")
    has_code = code.is_not_null() & ~joined.str.contains(_OF_YEAR)
    several = whole & (pieces.list.len() > 1) & ~one & ~has_code
    of_receipt = several & plain.str.contains(_RECEIPT)
    several = several & ~of_receipt
    value = (
        pl.when(none)
        .then(None)
        .when(has_code)
        .then(number)
        .when(of_receipt)
        .then(pieces.list.last())
        .when(several)
        .then(pieces.list.unique(maintain_order=True).list.join(SEPARATOR))
        .when(unsaid)
        .then(None)
        .otherwise(text)
    )
    return [
        none.alias("_none"),
        (~none & unsaid).alias("_lost"),
        several.alias("_several"),
        pl.when(~none & has_code)
        .then(code)
        .when(of_receipt)
        .then(pieces.list.first())
        .alias("_code"),
        value.alias("_number"),
    ]
