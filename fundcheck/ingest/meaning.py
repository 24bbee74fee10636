"""What a header means where it is not simply a word of the dictionary: dimensions and sides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fundcheck.ingest.project_of import names_project_kind
from fundcheck.ingest.units import unit_of_header
from fundcheck.ingest.words import dictionary, normalise, target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fundcheck.ingest.header import Header

_NUMBERED = re.compile(r"^(\D{2,})(\d{1,2})$")
# A dimension that a file of the data interface only numbers, a cost object of SAP.
_MAY_BE_PROJECT = re.compile(
    r"^(?:辅助项\d+(?:号|编码|代码)|(?:co)?对象|对象号|核算维度(?:号|编码|代码)|专项核算|专项(?:号|编码|代码))$"
)
_STATED = re.compile(r"^(?:核算维度|核算项目|辅助核算|辅助项)(?:类别|类型|名称)?\s*[:：]\s*(\S+)$")
_OTHERS = re.compile(r"^(?:部门|行政组织|职员|人员|个人|客户|供应商|往来|客商|银行|存货)\S*$")
_OF_STATED = {
    "project_code": ("核算维度号", "核算维度编码", "核算维度代码"),
    "project_name": ("核算维度名称",),
}
_TWO_LANGUAGES = re.compile(
    r"^(?:[a-z][a-z.&/()#,'’]+([\u4e00-\u9fff]{2,})|([\u4e00-\u9fff]{2,})[/(]?[a-z][a-z.&/()#,'’]+)$"
)
# 报销项目 and 支出项目 are what was spent on, as 费用项目 is: only their numbers are a project's.
_OF_LINE = re.compile(
    r"^(?:使用|列支|归属|所属|对应|关联|挂靠|归集|支出|开支|报销|入账|经费)的?"
    r"(课题\S*|项目(?:号|编码|代码))$"
)
# 项目管理档案编码, 项目目录名称: where a program keeps its projects is no other thing.
_KEPT_IN = re.compile(
    r"^(?:科研|研发)?(项目|课题)(?:管理|基本|辅助|核算)*(?:档案|目录|主数据|核算)(编码|代码|号|名称)?$"
)
_OF_DIMENSION = {"编码": "code", "编号": "code", "代码": "code", "名称": "name"}


def of_header(role: str, text: str, fixed: Mapping[str, str]) -> tuple[str, int] | None:
    """Return the column that a header means and how weakly: by the user's word, else by ours."""
    wanted = fixed.get(text)
    if wanted and (known := target(role, wanted)):
        return known, -1
    words = dictionary()[role]
    return (
        words.get(text)
        or _dimension(text, words)
        or _in_chinese(text, words)
        or _project_of_line(text, words)
        or words.get(_KEPT_IN.sub(r"\1\2", text))
    )


def _project_of_line(text: str, words: Mapping[str, tuple[str, int]]) -> tuple[str, int] | None:
    """Return which of a project's columns 使用课题 or 列支项目编号 is: the one spent on.

    Where the project has a column of its own too, that one goes before.
    """
    match = _OF_LINE.match(text)
    hit = words.get(match[1]) if match else None
    return (hit[0], hit[1] + len(words)) if hit and hit[0] in _WHOSE else None


def _in_chinese(text: str, words: Mapping[str, tuple[str, int]]) -> tuple[str, int] | None:
    """Return what the Chinese half of a header in two languages means: Voucher No. 凭证号."""
    match = _TWO_LANGUAGES.match(text)
    return words.get(match[1] or match[2]) if match else None


def may_be_project(text: str) -> bool:
    """Whether the header names what may be the project, and may be anything else."""
    return bool(_MAY_BE_PROJECT.match(normalise(text)))


_WAYS = re.compile("[收支进出流]")


def is_side_of_balance(columns: Mapping[str, int], text: str) -> bool:
    """Whether 方向, or what its header is, says on which side the balance is: 金额 | 方向 | 余额.

    So it does right before the balance where the amount stands before both, and right behind it
    where no amount follows. Which way money went is never said of a balance.
    """
    if not {"amount", "_direction", "balance"} <= columns.keys() or _WAYS.search(text):
        return False
    amount, side, balance = (columns[name] for name in ("amount", "_direction", "balance"))
    return amount < side == balance - 1 or (side == balance + 1 and amount != side + 1)


_OBJECT_NAMES = {"co对象名称", "对象名称", "co对象描述", "对象描述", "coobjectname"}
_ELEMENTS = {"成本要素", "成本要素名称", "成本要素描述", "costelement", "costelementname"}
_ORDERS = {"order", "订单", "订单号", "内部订单", "内部订单号"}
_ORDER_NAMES = {"订单描述", "订单名称", "内部订单描述", "内部订单名称", "orderdescription"}
_TEXTS = {"名称", "name"}
_EFFECTIVE = "有效日期"
_WHOSE = {"project_code", "project_name", "_project"}


def with_objects(header: Header) -> Header:
    """Return the header of line items of SAP and Oracle with what only they call so.

    Beside a WBS element the object's name is the project's; where there is no other text, 名称
    beside a cost element is what the line is for, and an order there is what the cost is of.
    """
    columns = dict(header.columns)
    free = {normalise(header.texts[i]): i for i in header.texts if i not in columns.values()}
    account = columns.get("account_code", columns.get("account_name"))
    if account is not None and normalise(header.texts[account]) in _ELEMENTS:
        for text in _ORDERS & free.keys() if not _WHOSE & columns.keys() else ():
            columns["project_code"] = free[text]
            for name in _ORDER_NAMES & free.keys():
                columns["project_name"] = free[name]
    if "project_code" in columns and "project_name" not in columns:
        for text in _OBJECT_NAMES & free.keys():
            columns["project_name"] = free[text]
    element = {"account_code", "account_name"} & columns.keys()
    for text in _TEXTS & free.keys() if element and "summary" not in columns else ():
        columns["summary"] = free[text]
    # Oracle's journals are effective on a day; contracts and licences are until one.
    if account is not None and "date" not in columns and _EFFECTIVE in free:
        columns["date"] = free[_EFFECTIVE]
    taken = {header.texts[index] for index in columns.values()}
    unmapped = tuple(text for text in header.unmapped if text not in taken)
    return header._replace(columns=columns, unmapped=unmapped)


_AMOUNTS = {"amount", "debit", "credit"}
_PAID_FOR = re.compile(
    r"^(?:应发|税前)?(?:专家)?(?:咨询|评审|劳务|讲课|讲座|授课|助研)?"
    r"(?:费|费用|酬金|报酬|津贴|补助|补贴)(?:总?金?额|合计)?(?:\((?:税前|应发)\))?$"
)
_APPLIED = re.compile(
    r"^(?:申请|报销|报账|申报|送审|单据|票据|发票|原始|费用|消费|明细|票面)(?:总)?(?:金额|额)$"
)
_APPROVED = re.compile(
    r"^(?:核定|审定|核准|核报|核销|实报|实际报销|审核|审批|批准|批复|财务审核|入账|实际支付)"
    r"(?:后)?(?:总)?(?:金额|额)$"
)


def with_pay(header: Header) -> Header:
    """Return the header of a list of what people were paid with its only column of pay as amount.

    咨询费（税前） beside 个人所得税 and 实发金额; of several kinds of pay side by side none is the
    whole.
    """
    columns = header.columns
    people = "payee" in columns and {"payee_id", "payee_account", "tax_withheld"} & columns.keys()
    pay = [i for i, t in header.texts.items() if _PAID_FOR.match(normalise(t))]
    if not people or len(pay) != 1 or pay[0] in columns.values() or _AMOUNTS & columns.keys():
        return header
    return _with_amount(header, pay[0])


def _with_amount(header: Header, index: int) -> Header:
    """Return the header with that column as its amount, in the unit that the column states."""
    text = header.texts[index]
    units = {name: unit for name, unit in header.units.items() if name != "amount"}
    if (worth := unit_of_header(text)) is not None:
        units["amount"] = worth
    return header._replace(
        columns={**header.columns, "amount": index},
        unmapped=tuple(other for other in header.unmapped if other != text),
        units=units,
    )


def with_invoiced(header: Header) -> Header:
    """Return the header of a register of claims, whose only amount is that of the invoice, with it.

    价税合计 was spent where the line has the day of its claim and a voucher or a cost item too.
    """
    columns = dict(header.columns)
    claimed = "date" in columns and {"voucher_no", "cost_item", "_account"} & columns.keys()
    if not claimed or "invoice_total" not in columns or _AMOUNTS & columns.keys():
        return header
    columns["amount"] = columns.pop("invoice_total")
    units = dict(header.units)
    if "invoice_total" in units:
        units["amount"] = units.pop("invoice_total")
    return header._replace(columns=columns, units=units)


def with_approved(header: Header) -> Header:
    """Return the header of claims with what was approved as the amount, not what was asked for.

    核定金额 beside 申请金额 on lines with a day or a voucher was spent; in a budget it was not.
    """
    columns = header.columns
    texts = {index: normalise(text) for index, text in header.texts.items()}
    approved = [i for i, t in texts.items() if _APPROVED.match(t) and i not in columns.values()]
    asked = [index for index, text in texts.items() if _APPLIED.match(text)]
    dated = {"date", "_day", "voucher_no"} & columns.keys()
    taken = {columns[name] for name in ("debit", "credit") if name in columns}
    if len(approved) != 1 or len(asked) != 1 or not dated or taken:
        return header
    if columns.get("amount", asked[0]) != asked[0]:
        return header
    found = _with_amount(header, approved[0])
    told = header.texts[asked[0]]
    return found._replace(
        columns={**found.columns, "_asked": asked[0]},
        unmapped=tuple(text for text in found.unmapped if text != told),
    )


def _dimension(text: str, words: Mapping[str, tuple[str, int]]) -> tuple[str, int] | None:
    """Return the name of one of several numbered dimensions: 辅助核算2, or 编码2 of 核算项目2."""
    match = _NUMBERED.match(text)
    if not match:
        return None
    if match[1] in _OF_DIMENSION:
        return f"_aux_{_OF_DIMENSION[match[1]]}_{match[2]}", 0
    hit = words.get(match[1])
    return (f"_aux_{match[2]}", hit[1]) if hit and hit[0] == "_aux" else None


def with_stated_dimension(header: Header, titles: Iterable[str]) -> Header:
    """Return the header with what its dimension is, where a title says so (核算维度：项目).

    核算维度编码 and 核算项目编号 are the project's where the title says 项目, and are not where it
    says 部门 or 客户.
    """
    stated = next((m[1] for text in titles if (m := _STATED.match(text.strip()))), None)
    if stated is None:
        return header
    columns = dict(header.columns)
    if any(map(names_project_kind, re.split(r"[、，,;；/]", stated))):
        for index, text in header.texts.items():
            for name, words in _OF_STATED.items():
                if normalise(text) in words and index not in columns.values():
                    columns.setdefault(name, index)
    elif _OTHERS.match(stated):
        for name in ("project_code", "project_name", "_project"):
            if name in columns and header.texts[columns[name]].startswith("核算"):
                del columns[name]
    taken = {header.texts[index] for index in columns.values()}
    unmapped = tuple(text for text in header.unmapped if text not in taken)
    return header._replace(columns=columns, unmapped=unmapped)
