"""Why a sheet is no ledger, in one sentence: what it looks like, or what it lacks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fundcheck.ingest.meant import NEEDED
from fundcheck.ingest.project_of import PROJECT_CELLS
from fundcheck.ingest.project_said import from_titles
from fundcheck.ingest.words import normalise
from fundcheck.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fundcheck.ingest.grid import Grid
    from fundcheck.ingest.header import Header
    from fundcheck.receipts import Question

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
# What a sheet calls itself that is a report and no list of vouchers.
_REPORTS = re.compile(
    r"资产负债表|利润表|损益表|现金流量表|业务活动表|收入支出表|科目汇总表|预算申报表|决算表|余额表|总分类账|"
    r"工资表|工资条|签到表|考勤表|通讯录|出入库"
)
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

GUIDE = "是填写说明，没有账目，不用读。"


def is_guide(name: str, rows: list[list[str]]) -> bool:
    """Whether a sheet with no header says that it tells how to fill in the others."""
    return any(_GUIDE_WORDS.search(text) for text in (name, *(rows[0] if rows else ())))


def _is_bank_row(row: list[str]) -> bool:
    texts = [normalise(text) for text in row if text]
    words = sum(any(text.startswith(word) for word in _BANK_WORDS) for text in texts)
    return words > _BANK_LEAST or (words == _BANK_LEAST and len(texts) > _BANK_LEAST)


def _is_balance_table(header: Header) -> bool:
    """Whether the sheet has accounts and balances and nothing of single vouchers."""
    has = header.columns.keys()
    vouchers = {"date", "_day", "voucher_no", "summary"} & has
    return bool({"account_code", "account_name"} & has) and "balance" in has and not vouchers


def _is_field_list(rows: list[list[str]]) -> bool:
    """Whether the sheet lists the fields of a database: 字段名 | 中文名 | 类型 | 长度."""
    return any(
        any(cell.startswith(("字段", "列名", "FFieldName")) for cell in row)
        and any(re.search(r"类型|长度|FCaption|说明|Type$", cell) for cell in row)
        for row in rows[:_TITLES]
    )


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


def why_none(
    nearest_ledger: Header,
    rows: list[list[str]],
    grid: Grid,
    questions: tuple[Question, ...],
    named: int = 0,
) -> str:
    """Return why no header was found.

    nearest_ledger: the reading that comes nearest to a ledger; rows: the rows looked at; named: the
    row, in Excel's count, that the user says is the header.
    """
    if not any(any(row) for row in rows):
        return "空表，没有内容。"
    if any(_is_bank_row(row) for row in rows):
        return BANK
    titles = (grid.name, *(cell for row in rows[:_TITLES] for cell in row))
    said = next((match[0] for text in titles if (match := _REPORTS.search(text))), None)
    if said or _is_balance_table(nearest_ledger):
        return (
            f"看起来是{said or '科目余额表'}，没有逐笔的日期、凭证号和摘要，"
            "不是支出明细账，未作检查。"
        )
    if _is_field_list(rows):
        return "看起来是数据字典（字段名、类型的说明），不是支出明细账，未作检查。"
    headers = {column.name: column.header for column in TABLES["entries"]}
    known = "、".join(headers[name] for name in nearest_ledger.columns if headers.get(name))
    if not known:
        place = f"第 {named} 行里（fundcheck.toml 写明的表头）" if named else f"前 {len(rows)} 行里"
        return f"{place}没有认得出的表头（如 日期、凭证号、摘要、金额），看不出是账册。"
    asked = "".join(
        f"「{question.header}」可能是{'或'.join(question.candidates)}，拿不准，"
        "请在 fundcheck.toml 中写明；"
        for question in questions
    )
    return (
        f"没有找到完整的表头：最接近的是第 {nearest_ledger.top + grid.top + 1} 行，"
        f"只认出 {known}；{asked}{_missing(nearest_ledger)}"
    )


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
