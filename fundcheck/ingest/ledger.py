"""A ledger sheet to entry lines: the columns of the export to the columns of the table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest import cost_columns, project_of, rows
from fundcheck.ingest.body import body_of, rows_above, unit_of
from fundcheck.ingest.cells import calendar_day, code, parse, sub_cent
from fundcheck.ingest.derive import derive
from fundcheck.tables import ENTRIES, MONEY, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fundcheck.ingest.fixed import Fixed
    from fundcheck.ingest.grid import Grid
    from fundcheck.ingest.headers import Header
    from fundcheck.ingest.project_of import ProjectOf

_KEYS = (
    "date",
    "voucher_no",
    "_voucher_type",
    "_month",
    "_day",
    "_period",
    "project_code",
    "project_name",
    "_project",
    "payee",
)
_CODES = (
    "project_code",
    "voucher_no",
    "account_code",
    "payee_id",
    "payee_account",
    "invoice_code",
    "invoice_no",
    "contract_no",
    "procurement_no",
    "asset_no",
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|年度|[-./]\d{1,2}|$|\D)")
_PROJECT_CELLS = {"project_code", "project_name", "_project", "_aux"}
_SHOWN = 8  # rows named in a note; the rest is counted


class Ledger(NamedTuple):
    """A ledger sheet as read.

    lines: the columns of the entries table but id and file (with ``row``), and those of LINKS;
    one row a line, or one a cost item where these are columns of the sheet. entries: the same,
    one row a line always.
    body: every row below the header with its ``kind``, ``label``, ``why`` and, as text columns,
    what stood there; figures: the money of each amount column and the balance, by row.
    """

    lines: pl.DataFrame
    entries: pl.DataFrame
    body: pl.DataFrame
    figures: pl.DataFrame
    rejected: tuple[tuple[int, str], ...]
    notes: tuple[str, ...]
    losses: tuple[str, ...]
    project_from: str


LINKS: dict[str, pl.DataType] = {
    "_line_no": pl.String(),
    "_month": pl.String(),
    "_number": pl.String(),
    "_given": pl.Boolean(),
}
"""What ties an entry to the rows of side tables: 分录序号, 会计月份, the bare voucher number; and
whether its project is only the one of its sheet or file."""


def read_ledger(
    grid: Grid,
    header: Header,
    project: ProjectOf | None,
    *,
    stem: str,
    accounts: Mapping[str, str],
    fixed: Fixed,
) -> Ledger:
    """Return the entry lines of the sheet.

    project: the project of the whole sheet, for sheets with no project column; stem: the file's
    name, the last place where a year may be found; accounts: account code -> name, from the
    chart of accounts of the same file; fixed: what the user's settings say.
    """
    titles = rows_above(grid, header)
    body = body_of(grid, header, _KEYS)
    unit = unit_of(titles, fixed)
    items = cost_columns.read(body, header, unit)
    body = items.body
    figures = body.select(
        "row",
        *(
            parse(body[name], Type.MONEY, header.units.get(name, unit)).alias(name)
            for name in (*rows.AMOUNTS, "balance")
            if name in body.columns and not (items.summed and name == "amount")
        ),
        *items.sums,
    )
    body = rows.classify(body, figures)
    body = _reject_lost(body, grid, header)
    lines = body.filter(pl.col("kind") == "entry")
    lines = _fill_down(lines)
    notes = [] if unit == 1 and not header.units else ["金额单位是万元，已换算成元。"]
    notes += items.notes
    losses: list[str] = []
    _note_rounded(lines, header, unit, losses)
    year = fixed.year or _year(titles, header, grid.name, stem)
    columns, rejects = _columns(lines, header, unit, year, losses)
    lines = lines.with_columns(columns)
    if rejects:
        taken = pl.Series(list(rejects))
        body = body.with_columns(
            kind=pl.when(pl.col("row").is_in(taken)).then(pl.lit("rejected")).otherwise("kind"),
            why=pl.coalesce(pl.col("row").replace_strict(rejects, default=None), "why"),
        )
        lines = lines.filter(~pl.col("row").is_in(taken))
    lines = _amounts(lines, figures, header)
    lines = _projects(lines, project)
    lines = _drop_imprecise(lines, grid, header, losses)
    links = _links(lines)
    lines = _named_accounts(lines, accounts)
    lines = derive(lines, titles, notes)
    in_cell = bool(_PROJECT_CELLS & header.columns.keys()) and not fixed.project_code
    entries = _as_table(lines).with_columns(*links, pl.lit(not in_cell).alias("_given"))
    refused = body.filter(pl.col("kind") == "rejected").select("row", "why")
    return Ledger(
        lines=cost_columns.spread(entries, items),
        entries=entries,
        body=body,
        figures=figures,
        rejected=tuple(refused.iter_rows()),
        notes=tuple(notes),
        losses=tuple(losses),
        project_from="column" if in_cell else project.found_in if project else "",
    )


def _links(lines: pl.DataFrame) -> list[pl.Series]:
    """Return the columns of LINKS, numbers without leading zeros, which tables pad differently."""
    wanted = {"_line_no": "_line_no", "_month": "_month", "_number": "voucher_no"}
    return [
        lines[name].str.strip_chars_start("0").alias(link)
        if name in lines.columns
        else pl.Series(link, [None] * lines.height, pl.String)
        for link, name in wanted.items()
    ]


def _named_accounts(lines: pl.DataFrame, accounts: Mapping[str, str]) -> pl.DataFrame:
    """Give lines that only carry an account's code its name from the chart of accounts."""
    if not accounts or "account_code" not in lines.columns:
        return lines
    own = pl.col("account_name") if "account_name" in lines.columns else pl.lit(None, pl.String)
    charted = pl.col("account_code").replace_strict(accounts, default=None, return_dtype=pl.String)
    return lines.with_columns(account_name=pl.coalesce(own, charted))


def _reject_lost(body: pl.DataFrame, grid: Grid, header: Header) -> pl.DataFrame:
    """Reject entry rows whose amount or date the file does not hold, and say what it holds."""
    vital = {
        header.columns[name]: name for name in (*rows.AMOUNTS, "date") if name in header.columns
    }
    reasons = {
        row + 1: f"{header.texts[column]}：{why}"
        for (row, column), why in grid.lost.items()
        if column in vital and row > header.bottom + grid.top
    }
    if not reasons:
        return body
    hit = pl.col("row").is_in(list(reasons)) & pl.col("kind").is_in(["entry", "rejected", "title"])
    return body.with_columns(
        kind=pl.when(hit).then(pl.lit("rejected")).otherwise("kind"),
        why=pl.when(hit)
        .then(pl.col("row").replace_strict(reasons, default=None, return_dtype=pl.String))
        .otherwise("why"),
    )


def _fill_down(lines: pl.DataFrame) -> pl.DataFrame:
    """Give the further lines of a voucher the date and number that stand on its first line.

    Only where both are blank: a line with a date and no number *lacks* its voucher number.
    """
    if "voucher_no" not in lines.columns or not {"date", "_day"} & set(lines.columns):
        return lines
    keys = [
        n
        for n in ("date", "_month", "_day", "_period", "voucher_no", "_voucher_type")
        if n in lines.columns
    ]
    further = pl.all_horizontal(
        pl.col(name).is_null() for name in keys if name in {"date", "_day", "voucher_no"}
    )
    return lines.with_columns(
        pl.when(further)
        .then(pl.when(~further).then(pl.col(name)).forward_fill())
        .otherwise(name)
        .alias(name)
        for name in keys
    )


def _year(titles: list[list[str]], header: Header, sheet: str, stem: str) -> int | None:
    """Return the year that the sheet is for, where its days do not say: header, title, names."""
    if header.year:
        return header.year
    for text in (*(cell for row in titles for cell in row), sheet, stem):
        if match := _YEAR.search(text):
            return int(match[1])
    return None


def _columns(
    lines: pl.DataFrame, header: Header, unit: int, year: int | None, notes: list[str]
) -> tuple[list[pl.Series], dict[int, str]]:
    """Parse every mapped column but the amounts.

    Returns the columns and row -> reason for rows whose date is none; cells of lesser columns
    that cannot be parsed become null and are counted in a note.
    """
    columns: list[pl.Series] = []
    for column in ENTRIES:
        name = column.name
        if name not in lines.columns or name in {*rows.AMOUNTS, "kind"}:
            continue
        text = lines[name]
        if name in _CODES:
            text = code(text)
        scale = header.units.get(name, unit) if name == "balance" else header.units.get(name, 1)
        value = parse(text, column.type, scale).alias(name)
        if name != "date":
            _note_lost(lines, text, value, header.texts[header.columns[name]], notes)
        columns.append(value)
    date = _dates(lines, year)
    columns = [column for column in columns if column.name != "date"]
    columns.append(date)
    return columns, _bad_dates(lines, date)


def _note_lost(
    lines: pl.DataFrame, text: pl.Series, value: pl.Series, header: str, notes: list[str]
) -> None:
    lost = lines["row"].filter(text.is_not_null() & value.is_null())
    if lost.len():
        shown = "、".join(str(row) for row in lost.head(_SHOWN))
        more = f" 等 {lost.len()} 行" if lost.len() > _SHOWN else " 行"
        notes.append(f"「{header}」第 {shown}{more}的内容看不懂，按空白处理。")


def _note_rounded(lines: pl.DataFrame, header: Header, unit: int, notes: list[str]) -> None:
    for name in rows.AMOUNTS:
        if name in header.columns and (
            many := sub_cent(lines[name], header.units.get(name, unit)).sum()
        ):
            text = header.texts[header.columns[name]]
            notes.append(f"「{text}」有 {many} 个金额多于两位小数，已四舍五入到分。")


def _dates(lines: pl.DataFrame, year: int | None) -> pl.Series:
    """Return the posting date of each line: a whole date, or month and day with a known year."""
    known = pl.lit(str(year) if year else None, pl.String)
    if "date" in lines.columns:
        whole = parse(lines["date"], Type.DATE).to_frame("date")
        if year and whole["date"].null_count():
            groups = pl.col("text").str.extract_groups(r"^(\d{1,2})[-./月](\d{1,2})日?$")
            short = lines.select(pl.col("date").alias("text")).select(
                calendar_day(known, groups.struct.field("1"), groups.struct.field("2"))
            )
            return (
                whole.with_columns(short.to_series().alias("short"))
                .select(pl.coalesce("date", "short").alias("date"))
                .to_series()
            )
        return whole.to_series()
    if "_day" in lines.columns and "_month" in lines.columns:
        own = pl.col("_year").str.extract(r"(\d{4})") if "_year" in lines.columns else known
        month, date = (pl.col(n).str.extract(r"^(\d{1,2})") for n in ("_month", "_day"))
        return lines.select(
            calendar_day(pl.coalesce(own, known), month, date).alias("date")
        ).to_series()
    return pl.Series("date", [None] * lines.height, pl.Date)


def _bad_dates(lines: pl.DataFrame, date: pl.Series) -> dict[int, str]:
    name = next((n for n in ("date", "_day") if n in lines.columns), None)
    if name is None:
        return {}
    bad = lines.select("row", text=name).filter(pl.col("text").is_not_null() & date.is_null())
    return {row: f"日期「{text}」不是日期" for row, text in bad.iter_rows()}


def _amounts(lines: pl.DataFrame, figures: pl.DataFrame, header: Header) -> pl.DataFrame:
    """Set debit, credit and amount (net spending: debit − credit), whichever the sheet gives."""
    has = {*header.columns, *figures.columns}
    lines = lines.drop(name for name in (*rows.AMOUNTS, "balance") if name in lines.columns).join(
        figures, on="row", how="left", maintain_order="left"
    )
    none = pl.lit(None, MONEY)
    debit = pl.col("debit") if "debit" in has else none
    credit = pl.col("credit") if "credit" in has else none
    single = pl.col("amount") if "amount" in has else none
    if "_direction" in has and "amount" in has and not {"debit", "credit"} & has:
        side = pl.col("_direction").str.to_uppercase()
        on_credit = side.str.contains(r"^(?:贷|C|收|-1$)")
        debit = pl.when(~on_credit.fill_null(value=False)).then(single)
        credit = pl.when(on_credit).then(single)
        single = none
    both = debit.is_not_null() | credit.is_not_null()
    net = debit.fill_null(0) - credit.fill_null(0)
    return lines.with_columns(
        amount=pl.when(both).then(net).otherwise(single).cast(MONEY),
        debit=pl.when(both).then(debit).otherwise(single).cast(MONEY),
        credit=credit.cast(MONEY),
    )


def _projects(lines: pl.DataFrame, project: ProjectOf | None) -> pl.DataFrame:
    """Set project_code and project_name from the line's own cells, else from the whole sheet."""
    has = set(lines.columns)
    none = pl.lit(None, pl.String)
    own_code = pl.col("project_code") if "project_code" in has else none
    own_name = pl.col("project_name") if "project_name" in has else none
    mixed = pl.col("_project") if "_project" in has else none
    if "_aux" in has:
        mixed = pl.coalesce(mixed, project_of.from_aux(pl.col("_aux")))
    mixed_code, mixed_name = project_of.split_cell(mixed)
    codes, names = pl.coalesce(own_code, mixed_code), pl.coalesce(own_name, mixed_name)
    if "project_code" in has and "project_name" not in has:
        # 「540773/名称」 in a code column is both; a code that does not split stays as it is.
        code_part, name_part = project_of.split_cell(own_code)
        both = code_part.is_not_null() & name_part.is_not_null()
        codes = pl.coalesce(pl.when(both).then(code_part), codes)
        names = pl.coalesce(pl.when(both).then(name_part), names)
    if project and (project.found_in == "settings" or not _PROJECT_CELLS & has):
        codes, names = pl.lit(project.code, pl.String), pl.lit(project.name, pl.String)
    return lines.with_columns(project_code=codes, project_name=names)


def _drop_imprecise(
    lines: pl.DataFrame, grid: Grid, header: Header, notes: list[str]
) -> pl.DataFrame:
    """Blank the long numbers whose last digits Excel has invented, and say so."""
    columns = {header.columns[name]: name for name in _CODES if name in header.columns}
    spoilt: dict[str, list[int]] = {}
    for row, column in sorted(grid.imprecise):
        if column in columns and row > header.bottom + grid.top:
            spoilt.setdefault(columns[column], []).append(row + 1)
    for name, numbers in spoilt.items():
        text = header.texts[header.columns[name]]
        shown = "、".join(map(str, numbers[:_SHOWN]))
        more = f" 等 {len(numbers)} 行" if len(numbers) > _SHOWN else " 行"
        notes.append(
            f"「{text}」第 {shown}{more}存成了超过 15 位的数字，末几位已被 Excel 改掉，不能使用；"
            "请把该列设为文本后重新录入。"
        )
        lines = lines.with_columns(pl.when(~pl.col("row").is_in(numbers)).then(name).alias(name))
    return lines


def _as_table(lines: pl.DataFrame) -> pl.DataFrame:
    """Return exactly the table's columns (id and file come later), blanks as null."""
    return lines.select(
        *(
            pl.col(column.name)
            if column.name in lines.columns
            else pl.lit(None, column.type.dtype).alias(column.name)
            for column in ENTRIES
        ),
        "row",
    )
