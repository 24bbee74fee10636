"""The words by which columns are known: the dictionary of headers and how texts are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from tomllib import loads

from fundcheck.ingest.side_tables import READABLE
from fundcheck.ingest.signs import simplified

Dictionary = dict[str, dict[str, tuple[str, int]]]
IGNORED = "_ignored"
_UNUSED = ("不用", "忽略")
COST_ITEM = re.compile(
    r"^(?!.*(?:合计|小计|总计|余额|预算|累计|运费|税费|手续费|单价))\D{1,24}(?:费|费用|支出|津贴|补贴|绩效|补助|工资|薪酬|材料|社保|公积金|折旧|摊销)等?$"
)
"""How the cost items are called that have a column or a heading of their own."""
BARE_ITEM = re.compile(
    r"^(?:设备|仪器|材料|耗材|试剂|测试|加工|燃料动力|差旅|交通|市内交通|住宿|餐饮|会议|培训|出版|印刷|图书|资料|文献|"
    r"办公|邮寄|通信|通讯|劳务|助研|咨询|专家|专利|版面|租赁|维修|检测|工资|薪酬|社保|公积金|折旧|摊销|其他|其它)$"
)
"""The same without 费, as hand-kept sheets call them: only several of them together are columns."""
ITEM_COLUMNS = {
    *("cost_item", "account_name", "account_code", "_account", "_economic_class"),
    *("_level_1", "_level_2", "_level_3", "_direct_indirect"),
}
"""The columns of a ledger that may say what cost item a line is of."""
DEVICES = "设备购置费"
"""The cost item of a list of devices that were bought."""
_ITEM = (
    r"((?:仪器|购置|试制|专用|实验)?设备(?:购置|试制|租赁|改造|维修)?费|(?:实验|专用)?材料费|(?:委托)?测试化验加工费|"
    r"测试费|检测费|燃料动力费|差旅费|会议费|培训费|国际合作与?交流费|印刷费|版面费|出版费|资料费|劳务费|专家咨询费|"
    r"咨询费|办公费|租赁费|维修费|交通费|邮寄费)"
)
_LISTED = re.compile(
    rf"(?:^|[^\u4e00-\u9fff]|项目|课题|科研|科技|专项|[年月度份]){_ITEM}"
    r"(?:支出|报销|使用|开支|购置)*(?:情况)?(?:明细|登记|清单|台账|统计|一览)(?:表|册|簿|账|单)?(?:[(（].*)?$"
)
_NUMERAL = "[一二三四五六七八九十]"
# 5月, 2024年5月份, 1-3月, 一季度, 上半年, 第二批: when, and nothing of what.
_PERIOD = (
    rf"(?:(?:(?:19|20)\d{{2}}|\d{{2}})年度?|(?:19|20)\d{{2}})?[-.\s]*"
    rf"(?:(?:\d{{1,2}}(?:[-—~至到]\d{{1,2}})?|{_NUMERAL}{{1,3}})月份?|第?[一二三四1-4]季度?|[上下]半年|全年"
    rf"|第(?:\d{{1,2}}|{_NUMERAL}{{1,2}})[批次期])?"
)
_NOTHING_ELSE = re.compile(
    rf"^(?:附?表)?(?:[\d一二三四五六七八九十]*|{_PERIOD})[-—、.．:：_\s]*{_ITEM}(?:表|明细)?"
    rf"[-—_\s]*(?:{_PERIOD}|[(（]{_PERIOD}[)）])$"
)
_DEVICES = re.compile(
    r"设备\D{0,4}(?:购置|采购|购买)?\D{0,4}(?:清单|明细|登记|台账|一览)|(?:购置|采购|购买)\D{0,6}设备"
)
_FUNDS = (
    "(?:市级?|省级?|县级?|区级?|中央|国家|地方|单位)?"
    "(?:财政|专项|国拨|市拨|省拨|自筹|配套)(?:专项)?"
)
_SOURCE = re.compile(f"{_FUNDS}(?:资金|经费|拨款)")
_SOURCE_COLUMN = re.compile(f"^{_FUNDS}(?:资金|经费|拨款|部分)?(?:预算|支出)?(?:数|金额)?$")
_UNIT = re.compile(
    r"\((?:人民币|单位:?)?((?:百万|[百千万亿])?元)(?:人民币)?\)|\((?:人民币|RMB|CNY|¥)\)"
)
# （必填）, （单选）: how a form is to be filled, and no part of a column's name.
_FILLING = re.compile(
    r"\((?:必填|选填|自动|自动填写|单选|多选|下拉|可选|非必填|请选择|请填写)\)|\[(?:必填|选填)\]"
)
_MEASURE = re.compile(r"\([台套件个只瓶批天张份次本条盒组/、]{1,5}\)$")
_JOINT = re.compile(r"(?<=[\u4e00-\u9fff])[-_:.·]+(?=[\u4e00-\u9fff])")


@cache
def normalise(text: str) -> str:
    """Return a header text in the form in which texts are compared; units are taken off."""
    text = unicodedata.normalize("NFKC", text)
    text = simplified(re.sub(r"\s+", "", text)).replace("帐", "账").replace("*", "")
    text = re.sub(r"[—–─－]+", "-", text)
    # 项目－编码, 项目.编码 and WBS元素：描述 are 项目编码 and WBS元素描述.
    text = _JOINT.sub("", text)
    text = _MEASURE.sub("", _FILLING.sub("", _UNIT.sub("", text))).rstrip(":：,，.").lower()
    return re.sub(r"(?<=..)(?:编号|号码)$", "号", text)


@cache
def _listed() -> dict[str, dict[str, list[str]]]:
    """Return table -> column -> its other headers, as they are written in the data file."""
    return loads(files(__package__).joinpath("dictionary.toml").read_text("utf-8"))


@cache
def dictionary() -> Dictionary:
    """Return table -> normalised header -> (canonical name, strength); 0 is the strongest."""
    listed = _listed()
    result: Dictionary = {}
    for table in READABLE.values():
        words: dict[str, tuple[str, int]] = {}
        for column in table:
            for strength, alias in enumerate(
                (column.header, *listed[table.name].get(column.name, ()))
            ):
                if alias:
                    words.setdefault(normalise(alias), (column.name, strength))
        for name, aliases in listed[table.name].items():
            if name.startswith("_"):
                for strength, alias in enumerate(aliases):
                    words.setdefault(normalise(alias), (name, strength))
        result[table.name] = dict(words)
    return result


def item_of_list(text: str) -> str | None:
    """Return the cost item of all the lines below a title that names it: 差旅费报销登记表.

    A sheet's name may be nothing else: 材料费, 表5 测试化验加工费.
    """
    match = _LISTED.search(text) or _NOTHING_ELSE.match(text)
    return match[1] if match else None


def is_device_list(text: str) -> bool:
    """Whether a title is that of a list of devices: 仪器设备购置清单."""
    return bool(_DEVICES.search(text))


def fund_source(text: str) -> str | None:
    """Return the source of funds that a text names, None where it names none or several."""
    found = set(_SOURCE.findall(normalise(text)))
    return found.pop() if len(found) == 1 else None


def source_of_column(text: str) -> str | None:
    """Return the source of funds that a normalised header is, where it is nothing else."""
    named = text.removeprefix("其中")
    return named if _SOURCE_COLUMN.match(named) else None


def target(role: str, text: str) -> str | None:
    """Return the canonical column that a user's word for it means in a table, or None.

    The word is a standard header or one of its synonyms, a canonical name, or 不用.
    """
    if text in _UNUSED:
        return IGNORED
    if text in {column.name for column in READABLE[role]}:
        return text
    hit = dictionary()[role].get(normalise(text))
    return hit[0] if hit else None


@cache
def header_words() -> frozenset[str]:
    """Return every header that is known as it is usually written, over all tables."""
    standard = {column.header for table in READABLE.values() for column in table if column.header}
    aliases = {word for table in _listed().values() for words in table.values() for word in words}
    return frozenset(standard | aliases)
