"""What a line says of money that came: a grant, spending that came back, or one's own money moved.

A ledger with columns 收入 and 支出 has all three under 收入. Only grants and the like are money in:
what a supplier gave back lowers the spending, and cash drawn from the bank is neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

MONEY_IN = r"拨款|到款|到账|来款|拨入|经费下达|收到.*(?:经费|资金|款)"
"""Words of money in, of a line that says nothing of its coming back."""
ITEM_OF_INCOME = (
    r"^(?:项目|课题|经费|科研|财政|专项|上级|横向|纵向)*(?:拨款|到款|到账|来款|拨入|收入)|收入$|"
    r"(?:拨款|来款|到款|到账)$"
)
"""Heads under which money in stands, whatever else they say."""
NO_ITEM = r"^(?:其[他它]|杂项|无|未分类|-)$"
"""Heads that say nothing of what the money was for."""
_GRANTED = (
    f"{MONEY_IN}|拨付|下达|配套|资助|利息|结息|首付款|首款|合同款|进度款|尾款|回款|到位|汇入|划入|"
    r"转入|赞助|补贴款|奖补|(?:首|第[一二三四五六]|[前后])(?:笔|批|期)"
)
_BACK = (
    r"退|冲(?:销|减|账|回|抵|红|正|转|消|借|暂|预|往|平|$)|红字|对冲|返(?:还|款|回|利|点|纳)|"
    r"[收追撤缴交转划扣索取]回|多(?:付|报|支|领|转|记|计|交|汇|缴|发)|"
    r"重复(?:付|支|报|记|转|汇|入|缴|交|列)|误(?:付|支|记|汇|转|入)|错(?:记|账|付|转|汇|入|列)|"
    r"(?:记|付|转|汇|列)错|更正|差错|撤销|作废|抵[减扣]|红冲|核减|找零|赔付|理赔"
)
_PERHAPS_BACK = r"调[账整减出增]|结转"
# 退役军人, 退耕还林 and 退化土地 speak of whom or what a grant is for.
_INNOCENT = r"退[役休伍耕火化牧热行磁]|退出机制|清退\S{0,4}企业|回收[率利]|政策性退"
_PLAINLY = (
    r"^(?:收|收到|收取)\S*(?:拨款|拨付|经费|资金|拨来|合同款|首付款|首款|进度款|尾款|配套|资助)\S*$|"
    r"^\S*(?:拨款|经费|资金|专项|合同款|首款|首付款|尾款|款项?)(?:已)?(?:到账|到款|到位|下达|拨入|入账)$|"
    r"^(?:\S{0,8}(?:财政|科技[局厅]|科委|市|省|区|县))?(?:拨款|拨入经费|来款|到款|到账|经费下达|下达经费)$"
)
_NOT_PLAINLY = r"付|购|买|采|退|还|给|转拨|外拨|拨给|发票|货|费用|手续费|差旅|劳务"
_OWN = (
    r"提现|取现|提款|取款|提取?现金?|提取?备用|存现|送存|解款|户间|"
    r"(?:领取?|支取|补[充足]?|交回?|缴回?|还|归还|退回?|拨|转)备用金|备用金(?:提取?|提现|补充|交回|退回|归还|缴回|领取|转回)|"
    r"现金(?:存入|送存|缴存|交存|存银行|存款)|存入?现金|(?:存入?|送存|缴存)(?:银行|基本户|账户)|"
    r"(?:账户|银行|卡|户)(?:之?间|互)(?:转账?|划转|调拨|转款|划款)|互转|(?:资金|款项|内部)(?:划转|调拨|互转)|"
    r"^(?:银行|账户)?内部(?:转账|转款|往来|划转)$|"
    r"[从由自]\S{0,8}(?:户|卡|银行|行|现金)(?:转[入来]|划[入来]|提取|取)|"
    r"[转划]款?(?:至|入|到|往)\S{0,8}(?:[基一专]\S{0,3}户|卡|银行|现金)$|转存|定期存款|通知存款"
)
_NOT_OWN = (
    r"[付购买给奖]|费|报销|发放|劳务|材料|试剂|工资|薪|酬|津贴|补[助贴]|采|息|收益|"
    r"经费|拨款|到账|收到|财政|科技局|专项|资助"
)


def came_back(summary: pl.Expr) -> pl.Expr:
    """Return whether a line of money in says that spending came back or was put right.

    调整 and 结转 say so only where nothing speaks of a grant: 结构调整专项资金到账 is one.
    """
    text = summary.str.replace_all(_INNOCENT, "")
    perhaps = text.str.contains(_PERHAPS_BACK) & ~text.str.contains(_GRANTED)
    return text.str.contains(_BACK) | perhaps


def is_granted(summary: pl.Expr) -> pl.Expr:
    """Return whether the line speaks of money as grants and payments of clients come."""
    return summary.str.contains(_GRANTED)


def is_plainly(summary: pl.Expr) -> pl.Expr:
    """Return whether a line says by itself, whatever its side, that a grant was received."""
    text = summary.str.replace_all(r"[\s（）()]", "").str.replace_all("首付款|拨付", "首款")
    return text.str.contains(_PLAINLY) & ~text.str.contains(_NOT_PLAINLY)


def is_own(summary: pl.Expr) -> pl.Expr:
    """Return whether the line moves money between one's own accounts, or the bank and the till.

    提现发放劳务费 is spending: whoever says what the cash was for has spent it.
    """
    text = summary.str.replace_all(r"[\s（）()]|库存|支付宝", "")
    return text.str.contains(_OWN) & ~text.str.contains(_NOT_OWN)
