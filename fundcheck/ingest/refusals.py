"""Why a sheet is no ledger, in one sentence: what it looks like, or what it lacks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fundcheck.ingest.meant import NEEDED
from fundcheck.ingest.other_lists import other_list
from fundcheck.ingest.project_of import PROJECT_CELLS
from fundcheck.ingest.project_said import from_titles
from fundcheck.ingest.words import normalise
from fundcheck.receipts import grouped
from fundcheck.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from fundcheck.ingest.grid import Grid
    from fundcheck.ingest.header import Header
    from fundcheck.receipts import Question, SheetReceipt

_TITLES = 4  # rows in which a sheet says what it is
_BANK_WORDS = {
    *("对方户名", "对方账号", "对方账户", "对方账户名称", "交易时间", "交易日期", "交易流水号"),
    *("流水号", "账户余额", "交易类型", "交易对方", "交易场所", "交易摘要", "交易金额", "收/支"),
    *(
        "存入金额",
        "取出金额",
        "结算金额",
        "交易币种",
        "记账币种",
        "交易状态",
        "交易渠道",
    ),
    *("收/付款方式", "商户订单号", "交收日期", "清算金额", "成交金额", "资金账号", "交易地点"),
}
_GUIDE_WORDS = re.compile(r"填[写报表]\S{0,2}说明|使用说明|填表须知|操作指南")
_BANK_LEAST = 2
_NO_BANKS = {
    *("voucher_no", "account_code", "account_name", "cost_item"),
    *PROJECT_CELLS,
}
_BANK_TITLE = re.compile(r"账号|户名|卡号|开户|账户|银行")

BANK = "看起来是银行流水（有对方户名、交易时间等列，没有凭证号和科目），不是支出明细账，未作检查。"

VOUCHERS = (
    "是凭证列表：每行是一张凭证的借贷合计，没有科目和项目，看不出钱花在什么上，"
    "不是支出明细账，未作检查。"
)

_OTHER = "看起来是{}，不是支出明细账，未作检查。"
_AFTER_ALL = '如果确实逐笔记的是支出，请在 fundcheck.toml 中写 role = "entries"。'

GUIDE = "是填写说明，没有账目，不用读。"


def is_guide(name: str, rows: list[list[str]]) -> bool:
    """Whether a sheet with no header tells how to fill in others: no table is below its notes."""
    if _GUIDE_WORDS.search(name):
        return True
    told = any(_GUIDE_WORDS.search(text) for text in (rows[0] if rows else ()))
    return told and sum(sum(map(bool, row)) >= _LEAST_OF_LINE for row in rows) < _LEAST_LINES


def _is_bank_row(row: list[str]) -> bool:
    texts = [normalise(text) for text in row if text]
    words = sum(any(text.startswith(word) for word in _BANK_WORDS) for text in texts)
    return words > _BANK_LEAST or (words == _BANK_LEAST and len(texts) > _BANK_LEAST)


def _is_balance_table(header: Header) -> bool:
    """Whether the sheet has accounts and balances and nothing of single vouchers."""
    has = header.columns.keys()
    vouchers = {"date", "_day", "voucher_no", "summary"} & has
    return bool({"account_code", "account_name"} & has) and "balance" in has and not vouchers


def is_bank_statement(header: Header, titles: Iterable[str]) -> bool:
    """Whether the columns are a bank's, and none is of a voucher, an account or a project.

    titles: the cells above the header; one that names a project, where none names a bank account,
    says that the list is the project's.
    """
    if _NO_BANKS & header.columns.keys():
        return False
    above = list(titles)
    if from_titles([above]) and not any(_BANK_TITLE.search(text) for text in above):
        return False
    words = {normalise(text) for text in header.texts.values()}
    return len(words & _BANK_WORDS) >= _BANK_LEAST


_LOOKED_AT = 200
_LEAST_OF_LINE = 3  # filled cells of a line; a title has less
_LEAST_LINES = 2
_DAY = re.compile(
    r"^(?:19|20)\d{2}(?:[-./年]\d{1,2}[-./月]\d{1,2}日?(?:\s.*)?|[01]\d[0-3]\d)$"
    r"|^(?:0?[1-9]|1[0-2])[-./月](?:0?[1-9]|[12]\d|3[01])[日号]?$"
)
_SUM = re.compile(r"^\d{1,8}\.\d{1,2}$|^[1-9]\d{2,7}$")
_PLAIN = re.compile(r"^[\d\W]*$")
_OF_MONEY = re.compile(r"金额|[费款元钱购买付]|支出|开支|花[费销了]|报销|凭证|材料|试剂|差旅|发票")
_OF_ACCOUNTS = {
    "account_code",
    "account_name",
    "_account",
    "cost_item",
    "_level_1",
    "_economic_class",
}


def is_voucher_list(header: Header, grid: Grid) -> bool:
    """Whether every line has the same debit and credit and no account: a voucher as a whole."""
    columns = header.columns
    if not {"voucher_no", "debit", "credit"} <= columns.keys() or _OF_ACCOUNTS & columns.keys():
        return False
    below = grid.cells.slice(header.bottom + 1, _LOOKED_AT)
    debit, credit = (below[f"c{columns[name]}"] for name in ("debit", "credit"))
    both = below.filter(debit.str.contains(r"\d") & credit.str.contains(r"\d"))
    one = below.filter((debit != credit) | (debit.is_null() != credit.is_null()))
    return both.height >= _BANK_LEAST and not one.height


def other_than_ledger(header: Header, said: Collection[str], grid: Grid) -> str | None:
    """Return why a sheet with the columns of a ledger is none, None where it is one.

    said: the sheet's name and the titles above the header.
    """
    if is_bank_statement(header, said):
        return BANK
    if is_voucher_list(header, grid):
        return VOUCHERS
    called = other_list(said, header.texts.values(), header.columns)
    return _OTHER.format(called) + _AFTER_ALL if called else None


def why_none(
    nearest_ledger: Header,
    rows: list[list[str]],
    grid: Grid,
    questions: tuple[Question, ...],
    named: int = 0,
) -> tuple[str, bool]:
    """Return why no header was found, and whether a ledger may be lost by that.

    nearest_ledger: the reading that comes nearest to a ledger; rows: the rows looked at; named: the
    row, in Excel's count, that the user says is the header.
    """
    if not any(any(row) for row in rows):
        return "空表，没有内容。", False
    if any(_is_bank_row(row) for row in rows):
        return BANK, False
    titles = (row for row in rows[:_TITLES] if sum(map(bool, row)) < _LEAST_OF_LINE)
    said = (grid.name, *(cell for row in titles for cell in row if cell))
    called = next(filter(None, (other_list(said, filter(None, row), ()) for row in rows)), None)
    if called or _is_balance_table(nearest_ledger):
        return _OTHER.format(called or "科目余额表（没有逐笔的日期、凭证号和摘要）"), False
    lost = _may_be_ledger(nearest_ledger, rows, grid.name, questions)
    headers = {column.name: column.header for column in TABLES["entries"]}
    known = "、".join(headers[name] for name in nearest_ledger.columns if headers.get(name))
    if not known:
        place = f"第 {named} 行里（fundcheck.toml 写明的表头）" if named else f"前 {len(rows)} 行里"
        return f"{place}没有认得出的表头（如 日期、凭证号、摘要、金额），看不出是账册。", lost
    asked = "".join(
        f"「{question.header}」可能是{'或'.join(question.candidates)}，拿不准，"
        "请在 fundcheck.toml 中写明；"
        for question in questions
    )
    why = (
        f"没有找到完整的表头：最接近的是第 {nearest_ledger.top + grid.top + 1} 行，"
        f"只认出 {known}；{asked}{_missing(nearest_ledger)}"
    )
    return why, lost


def _may_be_ledger(
    nearest: Header, rows: list[list[str]], name: str, questions: tuple[Question, ...]
) -> bool:
    """Whether a sheet without a header has the lines of a ledger, or lacks but an answer.

    Lines of a ledger have a day, a sum and words, of which some speak of money or of purchases:
    hours, prices and measurements have days and figures too.
    """
    lines = [row for row in rows if sum(map(bool, row)) >= _LEAST_OF_LINE]
    asked = {header for question in questions for header in question.candidates}
    standard = {column.name: column.header for column in TABLES["entries"]}
    answered = {name for name in standard if standard[name] in asked} | nearest.columns.keys()
    if questions and all(answered.intersection(group) for group in NEEDED["entries"]):
        return len(lines) > _LEAST_LINES
    dated = [row for row in lines if any(map(_DAY.match, row)) and _has_sum(row)]
    text = "".join((name, *(cell for row in rows for cell in row if not _PLAIN.match(cell))))
    return len(dated) >= _LEAST_LINES and bool(_OF_MONEY.search(text))


def _has_sum(row: list[str]) -> bool:
    """Whether a cell is a sum of money by its looks, and no day, number or count."""
    cells = [cell.replace(",", "").lstrip("-¥￥") for cell in row if not _DAY.match(cell)]
    return any(_SUM.match(cell) for cell in cells)


_WANTED = (
    "金额（或借方、贷方）",
    "日期、凭证号、摘要中的至少一项",
    "说明每一行是什么的列（摘要、凭证号、科目、费用科目或收款方）",
)


def _missing(header: Header) -> str:
    groups = zip(NEEDED["entries"], _WANTED, strict=True)
    lacking = [what for names, what in groups if not any(n in header.columns for n in names)]
    if not lacking:
        return "但各列像是出入库、领用、工时或余额登记，不是逐笔支出。"
    return f"账册还缺少{'；'.join(lacking)}。"


_SOMETHING_ELSE = "不是支出明细账"  # its headers need no other names, it is another thing


def nothing_found(receipts: list[SheetReceipt]) -> str:
    """Return why a file is no book, by the receipts of its sheets."""
    said = [receipt for receipt in receipts if not receipt.why.startswith("空表")]
    if not said:
        return "文件里没有任何单元格内容（可能是空表，或只有图片、错误值）。请重新导出。"
    reasons = "".join(f"工作表{group.shown}：{group.sheet.why}" for group in grouped(said))
    if all(_SOMETHING_ELSE in receipt.why for receipt in said):
        return f"没有找到账册。{reasons}请从财务系统导出支出明细账（逐笔的凭证）后检查。"
    mend = "请确认导出的是支出明细账，或把表头改成 日期、凭证号、摘要、金额 等通用名称"
    if any(receipt.header_row for receipt in said):
        mend += "，或用 fundcheck inspect --write-config 起草设置、写明每一列是什么"
    return f"没有找到账册。{reasons}{mend}。"
