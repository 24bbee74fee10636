"""Columns whose header no dictionary knows, told by what its words and its cells say together.

「入账时间」 over days is the date and 「支出事由」 over sentences the summary, though neither word
is listed. One of the two alone is no proof: days stand under 开票日期 too, and an 额 may be that
of a budget. So a column is taken only where a word of its header and nearly all of its cells
agree, and where no second column of the sheet could be meant as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest import labels
from fundcheck.ingest.cells import cleaned, parse
from fundcheck.ingest.project_of import PROJECT_CELLS
from fundcheck.ingest.received import ITEM_OF_INCOME
from fundcheck.ingest.side_tables import READABLE
from fundcheck.ingest.words import BARE_ITEM, COST_ITEM, ITEM_COLUMNS, dictionary, normalise
from fundcheck.tables import Type

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from fundcheck.ingest.grid import Grid
    from fundcheck.ingest.header import Header

CONFIDENCE = 0.85
"""How sure a column is of which word and cells agree; a near word alone may have more."""
_LOOKED_AT = 60  # rows below the header
_LEAST_VALUES = 2
_VOUCHER = r"^(?:[财预]?[记收付转]|[现银][收付]|记账|凭证?)\D{0,4}\d+号?$"
_MATTERS = {"voucher_no", "cost_item", "item_name", "_account", "account_name", "account_code"}
_BOUGHT = re.compile(r"(?:报销|消费|采购|花费|支出|开支|费用)项目$")
_MATTER = re.compile(r"事项|费|开支")
_KIND = re.compile(r"科目|类|费|开支|款项|名目|项目|事项|指标")
_SHARE_OF_ITEMS = 0.8
_DAY_OF_YEAR = r"^\d{1,2}[-./月]\d{1,2}[日号]?$"


class _Sign(NamedTuple):
    """What shows that a column is one of the table's.

    word: what the header must hold; other: what makes another thing of it; looks: which cells look
    the part; share: of the filled cells, how many must.
    """

    name: str
    word: re.Pattern[str]
    other: re.Pattern[str]
    looks: Callable[[pl.Series], pl.Series]
    share: float


def _days(text: pl.Series) -> pl.Series:
    return parse(text, Type.DATE).is_not_null() | text.str.contains(_DAY_OF_YEAR)


def _money(text: pl.Series) -> pl.Series:
    return parse(text, Type.MONEY).is_not_null()


_SIGNS = (
    _Sign(
        "date",
        re.compile(r"日期|时间|日$|期$|哪天|哪日|几号|日子|什么时候|何时"),
        re.compile(
            r"票|验收|到期|有效|咨询|评审|会议|出差|开始|起始|结束|截止|完成|计划|预计|签|出生|执行|还|借|到货|"
            r"打印|导出|更新|创建|录入|修改|导入|上传|提交|审"
        ),
        _days,
        0.9,
    ),
    _Sign(
        "voucher_no",
        re.compile(r"号|凭证|凭单"),
        re.compile(r"票|账号|卡|证件|身份|合同|采购|资产|项目|课题|序号|电话|税|工号|学号|行号"),
        lambda text: text.str.contains(_VOUCHER),
        0.8,
    ),
    _Sign(
        "amount",
        re.compile(r"额|支出|开支|列支|报销|花费|付款|费用|花了|用了|多少|[价付花]?钱"),
        re.compile(
            r"收入|到账|拨|来款|应|单价|奖|税|限|注册|余|累计|期初|年初|期末|年末|预算|计划|外币|原币|差|借|贷|还|押|"
            r"批|核定|指标|可用|冻结|比例|占|合同|发票|标准|未|退|个人|自付|数量|其中"
        ),
        _money,
        0.9,
    ),
    _Sign(
        "summary",
        re.compile(
            r"事由|内容|用途|摘要|事项|说明|缘由|原因|明细|干什么|做什么|买[了的]?|什么事?$|花在|用在|花到|用到|东西|"
            r"详[情细]|细目|[去流款]向|花[费销]|开销|消费|描述|款项|名目|购|(?:支出|开支|费用)$|"
            + _BOUGHT.pattern
        ),
        re.compile(
            r"备注|退回|审[核批]|服务内容|研究内容|合同|[人员者谁组]$|姓名|部门|单位|方式|状态|渠道|账[户号]|日期|时间|"
            r"地点|银行|类[别型]|性质|来源|编[号码]|代码|金额|课题"
        ),
        lambda text: text.str.contains(r"\p{Han}{2}"),
        0.6,
    ),
)
VITAL = frozenset(sign.name for sign in _SIGNS)
_MONEY_COLUMNS = {"amount", "debit", "credit"}


def completed(header: Header, grid: Grid) -> Header:
    """Return the header of a ledger with the vital columns that it lacked, as far as they show.

    header: its unknown columns are looked at, below it in the grid. A sheet with a debit or credit
    column has its amounts.
    """
    has = {*header.columns, *(("amount",) if header.spread else ())}
    lacking = VITAL - has - (_MONEY_COLUMNS if has & _MONEY_COLUMNS else set())
    lacking -= {"date"} if "_day" in has else set()
    told = _said_instead(header, grid) if "summary" in lacking else None
    if told:
        moved = {"summary" if name == told else name: i for name, i in header.columns.items()}
        confidence = {**header.confidence, moved["summary"]: CONFIDENCE}
        return completed(header._replace(columns=moved, confidence=confidence), grid)
    known = dictionary()["entries"]
    unknown = {
        index: normalise(text)
        for index, text in header.texts.items()
        if text in header.unmapped and _may_be_other(known.get(normalise(text)))
    }
    if not lacking or not unknown:
        return header
    below = entries_below(header, grid)
    found: dict[str, int] = {}
    for sign in _SIGNS:
        if sign.name in lacking:
            meant = [i for i, text in unknown.items() if _shows(sign, text, below, i)]
            if sign.name == "summary":  # of several texts the longest says most
                meant = sorted(meant, key=lambda index: -_length(below.to_series(index)))[:1]
            if len(meant) == 1 and meant[0] not in found.values():
                found[sign.name] = meant[0]
    taken = {header.texts[index] for index in found.values()}
    return header._replace(
        columns={**header.columns, **found},
        confidence={**header.confidence, **dict.fromkeys(found.values(), CONFIDENCE)},
        unmapped=tuple(text for text in header.unmapped if text not in taken),
    )


def _length(texts: pl.Series) -> float:
    return float(texts.str.len_chars().fill_null(0).sum())


def _said_instead(header: Header, grid: Grid) -> str | None:
    """Return the column of another name that says on each line what was spent on."""
    if told := _of_matter(header, grid):
        return told
    return "note" if "item_name" not in header.columns and _tells(header, "note", grid) else None


def is_borne_out(header: Header, grid: Grid) -> bool:
    """Whether figures and days stand where the header has them, and in one column at least.

    A row of labels with their values between them has the words of a header too.
    """
    types = {column.name: column.type for column in READABLE[header.role]}
    looks = {Type.DATE: _days, Type.MONEY: _money}
    below = cleaned(grid.cells.slice(header.bottom + 1, _LOOKED_AT))
    found = [
        (looks[types[name]](cells).fill_null(value=False).sum(), cells.len())
        for name, index in header.columns.items()
        if types.get(name) in looks and (cells := below.to_series(index).drop_nulls()).len()
    ]
    return bool(found) and all(2 * fit >= filled for fit, filled in found)


def looks_like(header: Header, grid: Grid, text: str) -> dict[str, bool]:
    """Return for each column of money or days, and the summary, whether the text may be over it."""
    index = next(index for index, shown in header.texts.items() if shown == text)
    cells = entries_below(header, grid).to_series(index).drop_nulls()
    if not cells.len():
        return {}
    figures = cells.str.contains(r"\d").any()
    kinds = {column.name: column.type for column in READABLE[header.role]}
    typed = {n: figures for n, kind in kinds.items() if kind in {Type.MONEY, Type.DATE}}
    words = bool((cells.str.contains(r"\p{Han}{3}").sum() or 0) * 2 >= cells.len())
    return {**typed, "summary": words}


def without_disproved(header: Header, grid: Grid) -> Header:
    """Return the header without columns of amounts that have words and no figure below.

    支出明细 comes near to 支出, and stands over what was bought; so does 支出 itself beside 金额.
    """
    money = _MONEY_COLUMNS & header.columns.keys()
    near = [name for name in money if header.columns[name] in header.confidence]
    if not near and ("summary" in header.columns or len(money) == 1):
        return header
    below = entries_below(header, grid)
    texts = {name: below.to_series(header.columns[name]).drop_nulls() for name in money}
    gone = {n for n, cells in texts.items() if cells.len() and not cells.str.contains(r"\d").any()}
    freed = tuple(header.texts[header.columns[name]] for name in gone)
    return header._replace(
        columns={name: index for name, index in header.columns.items() if name not in gone},
        unmapped=(*header.unmapped, *freed),
    )


def with_items_of_money(header: Header, grid: Grid) -> Header:
    """Return the header without cost items, known by the head above them only, that are words."""
    known = {i for i, t in header.items.items() if COST_ITEM.match(t) or BARE_ITEM.match(t)}
    if not header.items.keys() - known:
        return header
    below = entries_below(header, grid)
    cells = {index: below.to_series(index).drop_nulls() for index in header.items.keys() - known}
    worded = {i for i, c in cells.items() if c.len() and not c.str.contains(r"\d").all()}
    return header._replace(
        items={index: item for index, item in header.items.items() if index not in worded},
        unmapped=(*header.unmapped, *(header.texts[index] for index in sorted(worded))),
    )


_A_PROJECT = (
    r"^[(（\[【]?[A-Za-z]{2,}[A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*\d[A-Za-z0-9]*[)）\]】]?"
    r"[\s｜|/_\-—:：]+\p{Han}"
)
_OF_PROJECTS = r"[\[【(（]?(?:科研|研发)?(?:项目|课题)(?:档案|核算)?\s*(?:[:：]|-{2,})\s*\S"


def with_project(header: Header, grid: Grid, given: Collection[str]) -> Header:
    """Return the header of a ledger with the column of its projects, where only its cells tell.

    费用归属 over SKL-2024-A03｜柔性电极 is the project, though elsewhere it is a cost item; a
    column of any name over 【项目：…】【部门：…】 is the dimensions of the line. given: normalised
    headers that the user has said something of.
    """
    if PROJECT_CELLS & header.columns.keys() or header.projects:
        return header
    named = {index: name for name, index in header.columns.items()}
    asked = {
        index: text
        for index, text in header.texts.items()
        if named.get(index) in {None, "cost_item", "note"} and normalise(text) not in given
    }
    if not asked:
        return header
    below = entries_below(header, grid)
    for index in sorted(asked, key=lambda i: named.get(i) == "note"):
        cells = below.to_series(index).drop_nulls()
        if cells.len() < _LEAST_VALUES:
            continue
        if (cells.str.contains(_A_PROJECT).sum()) >= _SHARE_OF_ITEMS * cells.len():
            found = "_project"
        elif (cells.str.contains(_OF_PROJECTS).sum()) >= _SHARE_OF_ITEMS * cells.len():
            found = "_aux"
        else:
            continue
        columns = {name: at for name, at in header.columns.items() if at != index}
        return header._replace(
            columns={**columns, found: index},
            confidence={**header.confidence, index: CONFIDENCE},
            unmapped=tuple(text for text in header.unmapped if text != asked[index]),
        )
    return header


def with_item(header: Header, grid: Grid) -> Header:
    """Return the header of a ledger with the column of its cost items, where only its cells tell.

    对应科目 over 材料费 and 差旅费 is one, whatever else 对应科目 is in other ledgers.
    """
    given = ITEM_COLUMNS & header.columns.keys()
    if given - {"_economic_class"} or header.items:
        return header
    # Beside the economic class (劳务费) 支出事项 says more (专家咨询费); kinds of budgets do not.
    kind = _MATTER if given else _KIND
    asked = {i: t for i, t in header.texts.items() if t in header.unmapped and kind.search(t)}
    if not asked:
        return header
    below = entries_below(header, grid)
    for index, text in asked.items():
        cells = [cell for cell in below.to_series(index).drop_nulls() if cell != text]
        if len(cells) >= _LEAST_VALUES and are_items(cells):
            return header._replace(
                columns={**header.columns, "cost_item": index},
                confidence={**header.confidence, index: CONFIDENCE},
                unmapped=tuple(other for other in header.unmapped if other != text),
            )
    return header


def are_items(cells: list[str]) -> bool:
    """Whether nearly all are cost items; among them income may stand (收入, 拨款)."""
    items = sum(bool(COST_ITEM.match(cell) or BARE_ITEM.match(cell)) for cell in cells)
    income = sum(bool(re.search(ITEM_OF_INCOME, cell)) for cell in cells)
    return items > income and items + income >= _SHARE_OF_ITEMS * len(cells)


_CODES_OF_INDICATOR = {
    "指标编码",
    "指标代码",
    "指标号",
    "指标id",
    "预算指标编码",
    "预算指标代码",
    "预算指标号",
    "预算指标id",
}
_NAMES_OF_INDICATOR = ("指标名称", "预算指标名称", "预算指标", "指标", "指标摘要", "指标说明")


def with_indicator(header: Header, grid: Grid) -> Header:
    """Return the header of a ledger with the project that the treasury's indicators are.

    Only where no other column names one, and where the indicators are no kinds of cost (办公费).
    """
    if PROJECT_CELLS & header.columns.keys() or header.projects:
        return header
    free = {normalise(t): i for i, t in header.texts.items() if i not in header.columns.values()}
    code = next((free[text] for text in free if text in _CODES_OF_INDICATOR), None)
    name = next((free[text] for text in _NAMES_OF_INDICATOR if text in free), None)
    below = entries_below(header, grid) if (code, name) != (None, None) else None
    columns = dict(header.columns)
    if below is not None and code is not None and below.to_series(code).count():
        columns["project_code"] = code
    if below is not None and name is not None:
        cells = below.to_series(name).drop_nulls().to_list()
        if cells and not are_items(cells):
            columns["project_name" if "project_code" in columns else "_project"] = name
    shown = {header.texts[index] for index in columns.values()}
    unmapped = tuple(text for text in header.unmapped if text not in shown)
    return header._replace(columns=columns, unmapped=unmapped)


def _may_be_other(known: tuple[str, int] | None) -> bool:
    """Whether a header may be what its cells show: 报销项目 beside 报销类别, 支出 over words."""
    return known is None or known[0] in {"cost_item", *_MONEY_COLUMNS}


def _of_matter(header: Header, grid: Grid) -> str | None:
    """Return the column that is over what was bought: 项目 is no project, 报销项目 no cost item."""
    names = header.columns
    if "_project" in names and normalise(header.texts[names["_project"]]) == "项目":
        # Without a day it may be the accounts of a summary.
        told = "_project" if not _MATTERS & names.keys() and {"date", "_day"} & names.keys() else ""
    else:
        of_item = normalise(header.texts[names["cost_item"]]) if "cost_item" in names else ""
        told = "cost_item" if _BOUGHT.search(of_item) else ""
    if not told:
        return None
    cells = entries_below(header, grid).to_series(names[told]).drop_nulls()
    words = cells.str.contains(r"\p{Han}{2}") & ~cells.str.contains(r"[A-Za-z]*\d{3,}|课题|研究")
    other = told == "cost_item" and are_items(cells.to_list())
    return told if cells.len() >= _LEAST_VALUES and words.all() and not other else None


def _tells(header: Header, name: str, grid: Grid) -> bool:
    """Whether every line has words in the column: a 备注 that is never blank is the summary."""
    index = header.columns.get(name)
    if index is None:
        return False
    cells = entries_below(header, grid).to_series(index)
    words = cells.str.contains(r"\p{Han}{2}").fill_null(value=False)
    return cells.len() >= _LEAST_VALUES and bool(words.all())


def entries_below(header: Header, grid: Grid) -> pl.DataFrame:
    """Return the rows below the header that are filled as lines are; sums and footers are not."""
    rows = cleaned(grid.cells.slice(header.bottom + 1, _LOOKED_AT))
    filled = pl.sum_horizontal(pl.all().is_not_null())
    first = labels.bare(pl.coalesce(pl.all()))
    summed = first.str.contains(f"{labels.TOTAL}|{labels.BALANCE}|{labels.CARRIED}")
    return rows.filter((2 * filled > len(header.texts)) & ~summed)


def _shows(sign: _Sign, text: str, below: pl.DataFrame, column: int) -> bool:
    if not sign.word.search(text) or sign.other.search(text):
        return False
    cells = below.to_series(column).drop_nulls()
    if cells.len() < _LEAST_VALUES:
        return False
    if text.endswith("项目") and are_items(cells.to_list()):
        return False  # 报销项目 over 差旅费 and 材料费 is the cost item
    fits = sign.looks(cells).fill_null(value=False).sum()
    return fits >= sign.share * cells.len()
