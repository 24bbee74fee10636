"""Tables that only complete the entries: they are joined to them and no rule sees them."""

from __future__ import annotations

import polars as pl

from fundcheck.tables import DOUBTS, MONEY, SHEETS, STATED_TOTALS, TABLES, Column, Table, Type

INVOICES = Table(
    "invoices",
    "发票清单",
    "source_id",
    (
        Column("invoice_code", "发票代码"),
        Column("invoice_no", "发票号码"),
        Column("electronic_no", "数电发票号码"),
        Column("invoice_date", "开票日期", Type.DATE),
        Column("payee", "销方名称"),
        Column("payee_id", "销方识别号"),
        Column("item_name", "货物或应税劳务名称"),
        Column("specification", "规格型号"),
        Column("amount", "金额", Type.MONEY),
        Column("tax", "税额", Type.MONEY),
        Column("invoice_total", "价税合计", Type.MONEY),
        Column("status", "发票状态"),
    ),
)
"""The tax bureau's list of invoices, a row a line of an invoice; joined by invoice number."""

AUXILIARY = Table(
    "auxiliary",
    "凭证辅助",
    "source_id",
    (
        Column("month", "会计月份"),
        Column("voucher_no", "凭证号"),
        Column("line_no", "分录序号"),
        Column("account_code", "科目编码"),
        Column("type", "辅助类型"),
        Column("code", "辅助编码"),
        Column("name", "辅助名称"),
    ),
)
"""The dimensions of voucher lines, a row each (审计 AO 凭证辅助表): the project is one of them."""

ACCOUNTS = Table(
    "accounts",
    "会计科目",
    "source_id",
    (
        Column("account_code", "科目编码"),
        Column("account_name", "科目名称"),
    ),
)
"""The chart of accounts, for ledgers whose lines only carry codes."""

SIDE_TABLES: dict[str, Table] = {table.name: table for table in (INVOICES, AUXILIARY, ACCOUNTS)}

READABLE: dict[str, Table] = {
    **{name: t for name, t in TABLES.items() if t not in (STATED_TOTALS, SHEETS, DOUBTS)},
    **SIDE_TABLES,
}
"""Every table that a sheet may be read as, by its name."""

ELSEWHERE = "_elsewhere"
"""Whether a line without a project names something else: 部门:化学系, 无项目."""

LINKS: dict[str, pl.DataType] = {
    "_line_no": pl.String(),
    "_month": pl.String(),
    "_number": pl.String(),
    "_given": pl.Boolean(),
    ELSEWHERE: pl.Boolean(),
}
"""What ties an entry to the rows of side tables: 分录序号, 会计月份, the bare voucher number; and
whether its project is only the one of its sheet or file."""

AFTER = "_after"
"""The new budget of a category, where a form of changes says nothing of the old one."""

BESIDE: dict[str, dict[str, pl.DataType]] = {
    "budget_changes": {AFTER: MONEY},
    "doubts": {"_left": MONEY, "_day": pl.Date(), "_late": pl.Boolean()},
}
"""Columns beside a table's own, gone once the tables of all files have been put together."""
