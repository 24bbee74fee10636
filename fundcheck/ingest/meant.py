"""Whether the columns of a header are enough for a table, and whether it is meant as one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fundcheck.ingest.side_tables import READABLE
from fundcheck.ingest.words import normalise

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from fundcheck.ingest.header import Header

_LEAST_CELLS = 2
_LEAST_OF_CARD = 4  # a list of projects with less is a code list
SPENT = re.compile(r"支出|发生|执行|累计|决算|余额|结余|实际|已")
"""Words of a header or a title that speaks of spending: not of a budget."""
_BARE_SUMS = {"合计", "总计", "小计"}
_TOLD = {"summary", "voucher_no", "cost_item", "item_name"}
_PAYMENTS = re.compile(r"发放|签收|签领|领取|申领|酬金|劳务费|咨询费|评审费|津贴|补贴")
_PAYROLL = re.compile(r"工资|薪")
_MATTER = {"summary", "voucher_no", "cost_item"}
_STOCK = re.compile(r"出入库|入库|出库|领用|盘点|库存|结存|折旧")
_WORDED = {"summary", "voucher_no", "cost_item", "payee", "item_name"}

# What a sheet must show before it may be taken for a table: one of each group.
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "entries": (
        ("amount", "debit", "credit"),
        # A month alone is what a balance table has.
        ("date", "_day", "voucher_no", "summary"),
        (
            *("summary", "voucher_no", "account_name", "account_code", "_account", "cost_item"),
            *("payee", "item_name"),
        ),
    ),
    "projects": (
        ("project_code", "project_name"),
        ("fiscal_funds", "start_date", "end_date", "agreement_date", "status", "research_type"),
        (
            "host_unit",
            "principal_investigator",
            "fiscal_funds",
            "end_date",
            "status",
            "plan",
            "research_type",
            "funding_mode",
        ),
    ),
    "budget": (("amount",), ("category", "item")),
    "budget_changes": (
        ("amount", "_increase", "_decrease", "_after"),
        ("category", "_from", "_to"),
        (
            *("requested", "decided", "approved_by", "_direction"),
            *("_increase", "_decrease", "_from", "_to", "_after"),
        ),
    ),
    "receipts": (("amount",), ("date",), ("payer", "kind", "payee")),
    "participants": (("unit",), ("credit_code", "role", "amount")),
    "team": (("name",), ("person_id", "role")),
    "transfers_of_results": (("income",), ("reward",)),
    "invoices": (
        ("invoice_no", "electronic_no"),
        ("payee", "payee_id"),
        ("amount", "invoice_total"),
    ),
    "auxiliary": (("type",), ("code", "name"), ("voucher_no",)),
    "accounts": (("account_code",), ("account_name",)),
}
# A ledger has all that a chart of accounts has, and more: what else a sheet shows decides.
_NOT_WITH: dict[str, tuple[str, ...]] = {
    "accounts": ("余额", "金额", "借方", "贷方", "发生额", "摘要"),
    # A list of what people were paid is no list of who works on a project.
    "team": ("应发", "实发", "工资", "金额"),
    # Entries that correct others are in a ledger; how far a budget is spent is no change of it.
    "budget_changes": (
        "凭证",
        "摘要",
        "发票",
        "收款",
        "执行率",
        "累计",
        "支出数",
        "已支出",
        "余额",
    ),
}
CALLED_CHANGES = re.compile(
    "预算(?:的?调[剂整]|变更)|经费(?:的?调剂|预算调)|调剂(?:表|申请|审批|情况|明细)"
)
"""What a form of changes of a budget calls itself."""
_CHANGED = re.compile("调[整剂增减出入]|变更")


def is_complete(header: Header, said: tuple[str, ...], *, settled: bool) -> bool:
    """Whether the columns are enough for the table; settled: the user says that it is one.

    said: the sheet's name and the titles above the header.
    """
    known = sum(not name.startswith("_") for name in header.columns)
    named = header.role != "entries" and READABLE[header.role].sheet == said[0].strip()
    if named and known >= _LEAST_CELLS:
        # The standard sheet name says what it is; what is missing is said row by row.
        return True
    has = {*header.columns, *(("amount",) if header.spread else ())}
    paid = header.role == "entries" and is_payment_list(header, said)
    if not paid and not _has_all(header.role, has):
        return False
    return settled or _is_meant(header, said, known)


def is_payment_list(header: Header, said: Iterable[str]) -> bool:
    """Whether the sheet lists what was paid to whom (专家咨询费发放表), and calls itself so.

    Such a list names no voucher and no matter on its lines: its title says them once. A payroll
    is none.
    """
    names = header.columns.keys()
    people = "payee" in names and {"payee_id", "payee_account"} & names
    if not people or not {"amount", "debit"} & names:
        return False
    text = " ".join(said)
    return bool(_PAYMENTS.search(text)) and not _PAYROLL.search(text)


def _has_all(role: str, names: Collection[str]) -> bool:
    return all(any(name in names for name in group) for group in NEEDED[role])


def is_project_card(names: Collection[str]) -> bool:
    """Whether these columns of the table of projects are enough to tell a card from a list."""
    return len(names) >= _LEAST_OF_CARD and _has_all("projects", names)


def _is_meant(header: Header, said: tuple[str, ...], known: int) -> bool:
    """Whether a sheet that could be the table shows that it is meant as one."""
    texts = [normalise(text) for text in header.texts.values()]
    refused = _NOT_WITH.get(header.role, ())
    if any(word in t for t in texts for word in refused if t != "余额方向"):
        return False
    if header.role == "projects":
        return known >= _LEAST_OF_CARD
    if header.role == "budget_changes":
        return any(map(_CHANGED.search, (*said, *texts)))
    if header.role == "budget":
        told = [header.columns[n] for n in ("amount", "category", "item") if n in header.columns]
        # 预算执行情况表 and 决算表 speak of what was spent, whatever else they name.
        titles = [text for text in said if not SPENT.search(text)]
        heads = [header.texts[index] for index in told]
        changed = any(map(_CHANGED.search, said)) and any(map(_CHANGED.search, texts))
        meant = any(word in text for text in (*titles, *heads) for word in ("预算", "核定"))
        return not changed and (meant or any("指标" in text for text in heads))
    return header.role != "entries" or _is_spending(header, said)


def _is_spending(header: Header, said: tuple[str, ...]) -> bool:
    """Whether the columns of a ledger are of spending, and not of hours, stores or balances."""
    names = header.columns.keys()
    if any(map(CALLED_CHANGES.search, said)) and not {"date", "_day", "voucher_no"} & names:
        return False
    amount = header.texts[header.columns["amount"]] if "amount" in names else ""
    if normalise(amount) in _BARE_SUMS and not (_TOLD & names or header.spread):
        return False  # hours and pieces have totals too
    stored = any(_STOCK.search(text) for text in (*said, *header.texts.values()))
    if stored and not (_MATTER | {"payee"}) & names:
        return False  # what is taken from the store was spent when it was bought
    # Accounts with days and balances and not a word on any line: 总分类账.
    return "balance" not in names or bool(_WORDED & names)
