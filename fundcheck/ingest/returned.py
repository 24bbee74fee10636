"""What goes back to the treasury is no spending: it is the refund of a project's balance.

A line says so by what it does (退回, 上缴, 收回 …) and by what goes back (结余, 剩余资金) or to
whom (财政, 国库, 科技局): one word alone is a deposit, a tax or a furnace (退火炉). A balance that
the project's own unit keeps (转入学校统筹) is moved, and neither spent nor given back.
"""

from __future__ import annotations

import polars as pl

from fundcheck.ingest.counting import SPENDING, Why, set_aside

_BACK = (
    r"上缴|上交|缴回|缴还|回缴|退缴|缴库|缴(?:至|入|存)?(?:国库|财政)|退回|退还|退付|退库|交回|返还|归还|"
    r"收回|划回|回退|清退|上解|退(?:给|至|到)?(?:市|省|县|区)?(?:财政|科技|国库)|"
    r"退(?:结余|节余|余款|剩余|拨款)|(?:结余|节余|余款)(?:资金|款)?退(?:款|$)|"
    r"(?:结题|终止|撤销)(?:项目|课题)?退款"
)
_SENT = r"划转|划拨|转回|转给|汇[回至给]|支付|付|交|解缴"
_USED = r"用于|使用|利用|购|买|采"
_UNUSED = r"(?:剩余|未使用|未用|未支出|未执行|未花|尚未使用|闲置|沉淀|存量)(?:完)?的?"
_FUNDS = r"(?:市级?|省级?|本级)?(?:财政|专项|项目|课题|科研|拨付的?)*(?:资金|款项?|额)"
_LEFT = rf"结余|节余|余款|(?:项目|课题|资金|账面|专项)余额|{_UNUSED}{_FUNDS}"
_STATE = (
    r"财政(?:局|厅|部|所|专户|部门|$|[^\u4e00-\u9fff]|收回|拨款|结余|资金|项目)|市财政|省财政|国库|"
    r"科技[局厅]|科委|科学技术[局厅]|主管部门|上级(?:部门|单位|主管)|拨款(?:单位|部门)|下达部门|原渠道"
)
# What is handed back or in besides: what one pays to an office, and what others had lent.
_OTHER = (
    r"税|社保|保险|公积金|工会|管理费|服务费|培训|会费|党费|罚|滞纳|违约|房租|租金|水电|手续费|"
    r"保证金|质保金|押金|[定订]金|借款|垫|备用金|预借|暂借|差旅|货款|材料款|设备款|货|样品|[^经]费(?:结余|节余|余款)"
)
_RECEIVED = r"收到|收(?:取|入)|(?:合作|参与|外协|协作|参加)单位|子课题|冲销|冲回|更正"
_KEPT = (
    r"(?:结余|节余|剩余资金).*(?:转|划|缴|交|归|并)(?:入|至|到|回|作|为|给)?.{0,6}"
    r"(?:学校|学院|大学|研究院|研究所|[本我]单位|单位|[校院所]级?统筹|基本户|大账|公共账户|发展基金|科研基金)"
)
_PROJECT = r"项目[A-Za-z\d]|[A-Za-z]{2,}\d{4}|其他(?:项目|课题)|另一(?:项目|课题)"
_PAYEE = r"财政|国库|科技局|科技厅|科学技术"
_NET_ASSETS = r"^(?:3|8[12])\d{2}"


def set_returned_aside(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with those that give the balance back, or move it, as no spending.

    Of a journal that books it through its net assets (累计盈余, 财政拨款结余), whose lines are no
    spending anyhow, the line that says how much is marked, in one of two parallel books.
    """
    # Few of a ledger's texts speak of it: each is looked at once.
    texts = lines.select(text=pl.col("summary").unique()).filter(
        pl.col("text").str.contains(f"{_BACK}|{_LEFT}|退款")
    )
    if not texts.height:
        return lines
    text = pl.col("text")
    payee = pl.col("payee") if "payee" in lines.columns else pl.lit(None, pl.String)
    named = text.str.contains(f"{_BACK}|退款") & ~_is_other(text)
    to_state = _among(texts, named) & payee.str.contains(_PAYEE).fill_null(value=False)
    returned = _among(texts, _says_returned(text)) | to_state
    out = pl.col("kind").is_in(SPENDING) & (pl.col("amount") > 0)
    lines = set_aside(lines, out & _among(texts, _says_kept(text)) & ~returned, Why.CLOSING)
    return _of_net_assets(set_aside(lines, out & returned, Why.RETURNED), returned)


def _among(texts: pl.DataFrame, hit: pl.Expr) -> pl.Expr:
    """Return whether a line's summary is one of the texts that are hit."""
    return pl.col("summary").is_in(texts.filter(hit)["text"].implode()).fill_null(value=False)


def _is_other(text: pl.Expr) -> pl.Expr:
    plain = text.str.replace_all("经费", "资金")
    return plain.str.contains(f"{_OTHER}|{_RECEIVED}")


def _says_returned(text: pl.Expr) -> pl.Expr:
    plain = text.str.replace_all("经费", "资金")
    back, state = plain.str.contains(_BACK), plain.str.contains(_STATE)
    left = plain.str.contains(_LEFT) & ~plain.str.contains(_USED)
    sent = plain.str.contains(_SENT) & state & left
    ended = plain.str.contains("(?:结题|终止|撤销)(?:项目|课题)?退款")
    given = (back & (state | left)) | sent | ended
    return given & ~_is_other(text) & ~(_says_kept(text) & ~state)


def _says_kept(text: pl.Expr) -> pl.Expr:
    plain = text.str.replace_all("经费", "资金")
    of_state = plain.str.contains(_STATE) | plain.str.contains(_PROJECT)
    return plain.str.contains(_KEPT) & ~of_state & ~_is_other(text)


def _of_net_assets(lines: pl.DataFrame, returned: pl.Expr) -> pl.DataFrame:
    """Return the lines with the debit to net assets that gives a balance back marked as such."""
    if "account_code" not in lines.columns:
        return lines
    code = pl.col("account_code")
    hit = (returned & code.str.contains(_NET_ASSETS)).fill_null(value=False)
    hit = hit & (pl.col("kind") == "other") & (pl.col("amount") > 0)
    if not lines.select(hit.any()).item():
        return lines
    voucher = [name for name in ("_part", "date", "voucher_no") if name in lines.columns]
    of_budget = hit & code.str.starts_with("8")
    spent = (pl.col("kind_why") == Why.RETURNED.value).fill_null(value=False)
    counts = hit & ~spent.any().over(voucher) & (of_budget | ~of_budget.any().over(voucher))
    return lines.with_columns(
        kind_why=pl.when(counts).then(pl.lit(Why.RETURNED.value)).otherwise("kind_why")
    )
