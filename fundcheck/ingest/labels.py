"""What a row calls itself that is no line of a ledger: a total, an opening, a page's end, a footer.

Each question is answered here once, by a pattern over a cell without blanks and colons, which both
polars and ``re`` understand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_OF_WHAT = (
    "(?:支出|费用|花费|花销|开支|经费|金额|款项?|预算|发生额?|付款|支付|报销|列支|使用|用款|借方|贷方|收支|收入|"
    "资金|成本|消费|项目|课题|各项|全部|以上|上述|本表|全表|所有|人民币|[花用]了?|[数额元])"
)
_PERIOD = (
    r"(?:[本当]?(?:日|旬|月|季度?|年度?|期|页|前)|当前|自年初|截止?至?.{0,12}"
    r"|(?:\d{4}年)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})月份?"
    r"|(?:\d{4}年)?(?:第?[一二三四1-4]季度?|[上下]半年|全年)|\d{4}年度?)"
)
_SUMMED = "(?:[合累总總小大共][计計]|[汇匯彙][总總]|[总總][和额額数數共]|一共|合共|求和|小[结結])"
_BRACKETS = r"(?:\(.*\)|（.*）|[大小]写)?"

TOTAL = (
    rf"^(?:人民币|金额|费用|支出|全部|以上)?{_PERIOD}?"
    rf"(?:发生额?|支出|借方|贷方)?(?:[合累总總小大共][计計])(?:数|额|金额)?{_BRACKETS}$"
    r"|^(?:一共|总共|合共|共)$|^(?i:(?:grand|sub)?-?totals?)$"
)
"""What a total calls itself, whatever day its row has."""
NAMED_TOTAL = (
    rf"^{_PERIOD}?{_OF_WHAT}{{0,3}}{_SUMMED}{_OF_WHAT}{{0,3}}{_BRACKETS}$"
    rf"|^{_PERIOD}?[总總共]{_OF_WHAT}{{1,3}}{_BRACKETS}$"
    r"|^.{1,24}(?:[小合][计計]|[汇匯彙][总總])$|^.{0,24}(?:余额|结余|结存|剩余)$"
    r"|^.{1,24}(?:合共|共计|总共)$|^自.{1,8}(?:累计|合计|总计)$|^(?:自)?立项以来.{0,6}$"
    r"|^(?i:total(?:for)?)\S.{1,40}$"
)
"""What a total calls itself on a row without a day: 总支出, 汇总, 材料费合计, 经费结余."""
SUM_WORD = rf"{_SUMMED}|[总總共]{_OF_WHAT}|^共|(?i:total)"
"""A word of sums in a text that may be a total or a remark (共计3台电脑): its sum decides."""
NOT_OF_LINES = r"预算|额度|指标|^总经费|拨款|到[账款]|来款"
"""What a total is of that need not be the sum of the lines above it: 总预算, 总经费."""
BALANCE = (
    r"^(?:期初|期末|年初|年末|月初|月末|上年|上期|上月|本月|本年|本期|承前|结转)"
    r"(?:余额|结存|结余|结转)$|^结转(?:下年|下期|下月)$|^(?:本?[日月季年])(?:计|结)$"
)
LEFT = r"余额|结余|结存|剩余"
CARRIED = r"^(?:过次页|承前页|转下页|接上页|转次页|承上页)$"
_FIGURE = (
    "(?:余额|结存|结余|结转|剩余|滚存|累计|已?支出|已?使用|开支|列支|已?发生|执行|拨款|收入|到账|拨入|"
    "转入|转来|移来|合计|总计|总?额|金额|数)"
)
_FILLED = "(?:累计|实际|可用|账面|专项|项目|课题|经费|资金|财政|科研|借方|贷方|的)"
_SAID = f"(?:{_FIGURE}|{_FILLED})"
_BEFORE = (
    r"(?:本?年初|\d{4}年(?:年?初|期初)|期初|月初|季初|初始|开账|建账|上年[末底]?|上年度末?|上一年度?|去年[末底]?|"
    r"上期末?|上月末?|上季度?末?|前期|前年度|以前各?年度?|以往年度?|以前期间|此前|历年|往年|"
    r"(?:系统)?(?:启用|上线|切换)(?:以|之)?前|[旧原](?:账套?|系统))"
)
_YEAR = r"(?:\d{4}[-—至~])?\d{4}年(?:度|[末底]|年[末底])?"
_DAY = r"\d{4}(?:年\d{1,2}月(?:份|[末底]|\d{1,2}[日号])?|[-./]\d{1,2}[-./]\d{1,2})"
_TILL = "(?:截[至止]?到?|至)"
_NUMBER = r"^(?:[（(]?[一二三四五六七八九十]{1,2}[)）、.．]|\d{1,2}[)）、.．])?"
OPENING = (
    rf"{_NUMBER}{_TILL}?{_FILLED}*{_BEFORE}{_SAID}*{_FIGURE}{_FILLED}*{_BRACKETS}$"
    rf"|{_NUMBER}(?:期初|年初){_BRACKETS}$|^承前(?:余额|结存|结余)$"
    rf"|{_NUMBER}(?:结转|转入|移交)(?:上年度?|去年|以前年度|上期|上月|期初){_SAID}*$"
    r"|(?i:^(?:opening|beginning|prior|previous)(?:year|period)?balance$|^balanceb/?f$"
    r"|^b/?f$|^(?:balance)?broughtforward$)"
)
"""How a row calls itself that says what was there before the first line of a ledger."""
DATED = (
    rf"{_NUMBER}{_TILL}(?:{_YEAR}|{_DAY})(?:止|前)?{_SAID}*{_FIGURE}{_SAID}*{_BRACKETS}$"
    rf"|{_NUMBER}(?:{_YEAR}|{_DAY})(?:止|前|及?以前|及?之前){_SAID}*{_FIGURE}{_SAID}*{_BRACKETS}$"
    rf"|{_NUMBER}{_YEAR}{_SAID}*(?:累计|结转|余额|结余|结存|剩余|合计|总计){_SAID}*{_BRACKETS}$"
    rf"|{_NUMBER}(?:结转|转入){_YEAR}{_SAID}*$"
    rf"|{_NUMBER}{_SAID}+[（(]{_TILL}?(?:{_BEFORE}|{_YEAR}|{_DAY})(?:止|前)?[)）]$"
)
"""The same with the day till which it holds: a total where the ledger has lines of before."""
OF_A_YEAR = rf"{_NUMBER}{_YEAR}(?:经费|项目|资金)?已?(?:支出|使用|开支|列支)(?:数|总?额|金额)?$"
"""The same of a ledger whose other lines are all of later years, and a line of any other."""
FROM_PAGE = rf"^(?:承|接|续)(?:上年度?末?|上期|前期|前年度?|上册|上本|前册|前本|[上前]页?){_SAID}*$"
"""The same on a page that goes on from another."""
ANY_OPENING = f"{OPENING}|{DATED}|{FROM_PAGE}"
"""Any of these three."""
OF_SPENDING = "支出|使用|开支|列支|执行|报销"
"""Words by which such a row says that its sum was spent."""
WITHIN = "月初|上月|季初|上季|^[承接续]"
"""What such a row says where it comes again within a ledger: the end of a month, or of a page."""
ENDING = r"^(?:期末|年末|本期|本年累计)(?:余额|数|发生额?)?(?:\(.*\)|（.*）)?$"
"""What stands at the end of an export, over all its accounts: 期末（期初+本期）."""
FOOTER = (
    r"制表|审核|复核|打印|导出时间|第\s*\d+\s*页|共\s*\d+\s*页|操作人|会计主管|财务主管|财务负责人|出纳|"
    r"^(?:填表|编制|经办|报销|(?:项目|课题|部门|单位)?负责|领款|签收|证明|验收|批准|分管领导)人?\s*[:：]|^(?:说明|备注|注)\s*[:：]|单位\s*[:：]|Generated"
)
NAMELESS = "（无名合计）"
"""What a row of sums is called that calls itself nothing."""
STARS = r"^\*{1,4}$"
"""How SAP begins the totals of an account (*) and of all of them (**)."""
SHARE = r"^其中"
"""How a row begins that parts the total above it: 其中：专项."""
CUMULATIVE = r"累[计計]|自年初|年初至今|^(?:本年|全年|当年)"
"""What a total calls itself that may begin before the sheet does: 本年累计."""
HEADING = (
    r"^[（(第]?(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?:[.．\-]\d{1,2})*|[①-⑳])[)）、.．\s]*\p{Han}{2}[^\d]*$"
    r"|^[^\d:：]{2,12}(?:费|费用|支出)$"
)
"""What stands alone on a row above its lines: 1、设备费."""


def bare(text: pl.Expr) -> pl.Expr:
    """Return cells as the patterns here are held against them: without blanks and colons."""
    return text.str.replace_all(r"[\s:：]", "")
