"""The tables that rules see: their columns, dtypes, standard headers and provenance.

One run builds exactly these tables. Money is exact decimal yuan with two places, dates are
dates, codes are text, and a blank is null, never 0 or ''. Every row knows the file, the sheet
and the row number that Excel shows, and has an id that is unique over all tables of the run.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator


class Type(Enum):
    """What a cell of a column holds."""

    TEXT = "text"
    MONEY = "money"  # yuan, two decimals
    NUMBER = "number"  # quantities, hours, days: four decimals
    DATE = "date"
    BOOLEAN = "boolean"

    @property
    def dtype(self) -> pl.DataType:
        """The polars dtype that carries it."""
        return _DTYPES[self]


MONEY = pl.Decimal(38, 2)
_DTYPES: dict[Type, pl.DataType] = {
    Type.TEXT: pl.String(),
    Type.MONEY: MONEY,
    Type.NUMBER: pl.Decimal(38, 4),
    Type.DATE: pl.Date(),
    Type.BOOLEAN: pl.Boolean(),
}

PROVENANCE: dict[str, pl.DataType] = {
    "file": pl.String(),
    "sheet": pl.String(),
    "row": pl.Int64(),
    "sheet_id": pl.Int64(),
}
"""Where a row stands; sheet_id: the source_id of its own part of the sheet in ``sheets``."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    header: the standard header in a workbook; empty for what the reader derives.
    identity: whether the cell is part of what a row *says*, and so of a finding's fingerprint.
    A running balance is not: it changes when a row is inserted above.
    """

    name: str
    header: str
    type: Type = Type.TEXT
    identity: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, standard sheet name, id column and columns in order."""

    name: str
    sheet: str
    id: str
    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Column]:
        """Iterate over the columns, in order."""
        return iter(self.columns)

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """All columns with their dtypes: the id, the columns, then where the row stands."""
        columns = {column.name: column.type.dtype for column in self.columns}
        return {self.id: pl.Int64(), **columns, **PROVENANCE}

    def empty(self) -> pl.DataFrame:
        """Return the table with no rows."""
        return pl.DataFrame(schema=self.schema)


def _text(*pairs: tuple[str, str]) -> tuple[Column, ...]:
    return tuple(Column(name, header) for name, header in pairs)


_PROJECT_CODE = Column("project_code", "项目编号")

ENTRIES = Table(
    "entries",
    "支出明细",
    "entry_id",
    (
        _PROJECT_CODE,
        Column("project_name", "项目名称"),
        Column("date", "日期", Type.DATE),
        *_text(
            ("voucher_no", "凭证号"),
            ("summary", "摘要"),
            ("account_code", "科目编码"),
            ("account_name", "科目名称"),
            ("cost_item", "费用科目"),
        ),
        Column("debit", "借方金额", Type.MONEY),
        Column("credit", "贷方金额", Type.MONEY),
        Column("amount", "金额", Type.MONEY),
        Column("balance", "余额", Type.MONEY, identity=False),
        *_text(
            ("fund_source", "资金来源"),
            ("settlement", "结算方式"),
            ("payee", "收款方"),
            ("payee_id", "收款方证件号"),
            ("payee_account", "收款账号"),
            ("invoice_code", "发票代码"),
            ("invoice_no", "发票号码"),
        ),
        Column("invoice_date", "开票日期", Type.DATE),
        Column("invoice_total", "价税合计", Type.MONEY),
        *_text(
            ("contract_no", "合同编号"),
            ("procurement_no", "采购编号"),
            ("asset_no", "资产编号"),
            ("item_name", "物品名称"),
            ("specification", "规格型号"),
        ),
        Column("quantity", "数量", Type.NUMBER),
        Column("unit_price", "单价", Type.MONEY),
        Column("expert_level", "专家级别"),
        Column("service_date", "咨询日期", Type.DATE),
        Column("service_hours", "咨询时长", Type.NUMBER),
        Column("service_days", "咨询天数", Type.NUMBER),
        Column("tax_withheld", "代扣个税", Type.MONEY),
        Column("handler", "经办人"),
        Column("attachments", "附件数", Type.NUMBER),
        Column("note", "备注"),
        # Derived by the reader: spending, receipt, transfer_out, advance, opening, other.
        Column("kind", "", identity=False),
        # Why a line of kind other is no spending, in a few Chinese words: 结转, 作废凭证 …
        Column("kind_why", "", identity=False),
        # Columns whose cell says something that was not understood, ';' before and after each:
        # such a cell is null here, and yet it is not blank.
        Column("unread", "", identity=False),
    ),
)

PROJECTS = Table(
    "projects",
    "项目信息",
    "source_id",
    (
        _PROJECT_CODE,
        *_text(
            ("project_name", "项目名称"),
            ("host_unit", "承担单位"),
            ("unit_type", "单位类型"),
            ("principal_investigator", "项目负责人"),
            ("plan", "计划类别"),
            ("field", "领域"),
            ("research_type", "项目类型"),
            ("funding_mode", "经费管理方式"),
        ),
        Column("agreement_date", "任务书签订日期", Type.DATE),
        Column("start_date", "开始日期", Type.DATE),
        Column("end_date", "结束日期", Type.DATE),
        Column("status", "项目状态"),
        Column("status_date", "状态日期", Type.DATE),
        Column("regime", "适用办法"),
        Column("fiscal_funds", "市级财政资金", Type.MONEY),
        Column("self_funds", "自筹资金", Type.MONEY),
        Column("unrelated_amount", "审计认定无关支出", Type.MONEY),
        Column("finance_assistant", "科研财务助理"),
        Column("lump_sum_pledge", "包干制承诺书", Type.BOOLEAN),
    ),
)

BUDGET = Table(
    "budget",
    "预算",
    "source_id",
    (
        _PROJECT_CODE,
        *_text(("category", "科目"), ("item", "明细科目"), ("fund_source", "资金来源")),
        Column("amount", "预算金额", Type.MONEY),
        Column("item_name", "名称"),
        Column("quantity", "数量", Type.NUMBER),
        Column("unit_price", "单价", Type.MONEY),
    ),
)

BUDGET_CHANGES = Table(
    "budget_changes",
    "预算调剂",
    "source_id",
    (
        _PROJECT_CODE,
        Column("category", "科目"),
        Column("amount", "调整金额", Type.MONEY),
        Column("requested", "申请日期", Type.DATE),
        Column("decided", "办结日期", Type.DATE),
        Column("approved_by", "审批人"),
    ),
)

RECEIPTS = Table(
    "receipts",
    "到账",
    "source_id",
    (
        _PROJECT_CODE,
        Column("date", "日期", Type.DATE),
        *_text(("payer", "付款单位"), ("payee", "收款单位")),
        Column("amount", "金额", Type.MONEY),
        *_text(("fund_source", "资金来源"), ("kind", "类型")),
    ),
)

PARTICIPANTS = Table(
    "participants",
    "参与单位",
    "source_id",
    (
        _PROJECT_CODE,
        *_text(("unit", "单位名称"), ("credit_code", "统一社会信用代码"), ("role", "角色")),
        Column("amount", "分配经费", Type.MONEY),
    ),
)

TEAM = Table(
    "team",
    "项目组成员",
    "source_id",
    (
        _PROJECT_CODE,
        *_text(("name", "姓名"), ("person_id", "证件号"), ("role", "角色"), ("unit", "单位")),
    ),
)

TRANSFERS_OF_RESULTS = Table(
    "transfers_of_results",
    "成果转化",
    "source_id",
    (
        _PROJECT_CODE,
        Column("income", "转化收入", Type.MONEY),
        Column("reward", "奖励和报酬", Type.MONEY),
        Column("date", "日期", Type.DATE),
    ),
)

OF_PROJECTS = (PROJECTS, BUDGET, BUDGET_CHANGES, RECEIPTS, PARTICIPANTS, TEAM, TRANSFERS_OF_RESULTS)
"""What stands beside a ledger: tables whose rows are of a project as a whole."""

STATED_TOTALS = Table(
    "stated_totals",
    "",
    "source_id",
    (
        _PROJECT_CODE,
        Column("label", ""),  # 本月合计, 累计, 余额 … as it stands in the sheet
        Column("column", ""),  # the header of the column it totals
        Column("stated", "", Type.MONEY),
        Column("computed", "", Type.MONEY),
        Column("agrees", "", Type.BOOLEAN),
    ),
)
"""What a sheet says of itself: each subtotal, total and running balance against its lines."""

SHEETS = Table(
    "sheets",
    "",
    "source_id",
    (
        Column("role", ""),  # the table that the sheet was read into
        # Which canonical columns the sheet has: "the ledger has no invoice column at all" is
        # another answer than "this line has no invoice". Canonical names, ';' before and after.
        Column("has", ""),
        # The project that the sheet says it is of (title, sheet name …); null where none is said.
        Column("project_code", ""),
        Column("project_from", ""),  # column, title, titles, card, sheet, file, settings
    ),
)
"""One row a sheet that was read, or a part of it under a header of its own (row is that header)."""

DOUBTS = Table(
    "doubts",
    "",
    "source_id",
    (
        _PROJECT_CODE,  # null: the doubt is about every project of the run
        # lines: some lines of the project's spending may be missing, or others' among them;
        # sums: besides, what its lines come to cannot be relied on; before: they can, but more may
        # have been spent before the ledger begins; a table beside the ledger or a column of one
        # (budget, projects.status): something that it says of the project was not understood.
        Column("about", ""),
        Column("why", ""),  # what to do about it, as the report says it: 支出明细：…
    ),
)
"""What keeps the rules about a project's spending from telling, found while reading."""

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        ENTRIES,
        PROJECTS,
        BUDGET,
        BUDGET_CHANGES,
        RECEIPTS,
        PARTICIPANTS,
        TEAM,
        TRANSFERS_OF_RESULTS,
        STATED_TOTALS,
        SHEETS,
        DOUBTS,
    )
}

Tables = dict[str, pl.DataFrame]
"""Table name -> frame with exactly that table's schema; every name of TABLES is present."""
