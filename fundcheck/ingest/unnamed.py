"""Lines that name no project, where others of their voucher or sheet name one.

Programs and people write a project once: on the first line of a voucher, on the bank's side of it,
on a sheet's first line. What is theirs is given to the other lines, and said. The journal of a
whole unit has lines that are of no project, and those stay so: that nobody knows whose they are is
told, and no rule about spending can tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest.counting import COUNTED, SPENDING, Why
from fundcheck.ingest.side_tables import ELSEWHERE
from fundcheck.tables import DOUBTS, SHEETS, STATED_TOTALS

if TYPE_CHECKING:
    from decimal import Decimal

    from fundcheck.tables import Tables

_JUDGED = [*COUNTED, "advance"]
_VOUCHER = ["sheet_id", "date", "voucher_no"]
# Accounts of a unit's own costs. 管理费用-研发费用 and 项目支出 are of projects for all that.
_OWN_COSTS = (
    r"(?:^|[/\\_\-—>.\s])(?:单位管理费用|管理费用|行政管理支出|销售费用|营业费用|财务费用|经营费用|营业外支出|主营业务成本|"
    r"其他业务成本|制造费用|税金及附加|基本支出|离退休支出|后勤保障支出)(?:$|[/\\_\-—>.\s（(])"
)
_OWN_CODES = r"^(?:6401|6402|6403|6405|6601|6602|6603|6711|5101)"
_OF_PROJECTS = r"研发|科研|研究|课题|项目"


class Given(NamedTuple):
    """Spending lines of a sheet that were given a project, and how that was known."""

    file: str
    sheet: str
    code: str | None
    lines: int
    amount: Decimal

    @property
    def sentence(self) -> str:
        """What a note says of them; code is null where their vouchers name it."""
        told = f"有 {self.lines} 行支出（共 {self.amount:,.2f} 元）没有写明项目"
        if self.code is None:
            return f"{told}，按同一凭证中写明的项目归入。"
        return f"{told}；本表写明的项目只有「{self.code}」，都归入这个项目，请核对。"

    @property
    def remark(self) -> str:
        """The same with the place where they stand."""
        return f"{self.file} 工作表「{self.sheet}」{self.sentence}"


def with_projects(tables: Tables) -> tuple[Tables, list[Given]]:
    """Return the tables with the lines given to the project of their voucher or sheet, and which.

    tables: with one spelling of each project; the entries have ELSEWHERE, which is gone then.
    """
    entries = tables["entries"]
    bare = pl.col("project_code").is_null()
    mixed = (
        entries.lazy()
        .group_by("sheet_id")
        .agg(open=(bare & pl.col("kind").is_in(_JUDGED)).any(), named=(~bare).any())
        .filter("open", "named")
        .collect()["sheet_id"]
    )
    if not mixed.len():
        return {**tables, "entries": entries.drop(ELSEWHERE)}, []
    lines = _told(entries.with_row_index("_at").filter(pl.col("sheet_id").is_in(mixed.implode())))
    lines = lines.with_columns(_of_voucher=_by_voucher())
    own = pl.coalesce("project_code", "_of_voucher")
    whole = lines.with_columns(_named=own).join(
        _sheets(lines.with_columns(project_code=own), lines, tables), on="sheet_id", how="left"
    )
    whole = whole.with_columns(
        _of_sheet=pl.when(pl.col("_named").is_null() & ~pl.col("elsewhere")).then("_whole")
    )
    new = whole.select("_at", code=pl.coalesce("_of_voucher", "_of_sheet")).drop_nulls()
    here = pl.int_range(pl.len(), dtype=pl.UInt32)
    code = here.replace_strict(new["_at"], new["code"], default=None, return_dtype=pl.String)
    filled = entries.with_columns(project_code=pl.coalesce("project_code", code))
    return {**tables, "entries": filled.drop(ELSEWHERE)}, _given(whole)


def _told(lines: pl.DataFrame) -> pl.DataFrame:
    """Return what is needed of lines that may lack a project.

    spent: whether they are spending; elsewhere: whether they name something else, or say nothing
    of themselves where others do (期末, with a sum); general: whether they are of the unit's own
    costs.
    """
    says = pl.any_horizontal(pl.col("summary", "payee", "item_name").is_not_null())
    named = pl.col("project_code").is_not_null()
    mute = ~says & (says & named).any().over("sheet_id")
    account = pl.col("account_name").fill_null("")
    by_code = pl.col("account_code").str.contains(_OWN_CODES).fill_null(value=False)
    return lines.select(
        *("_at", "sheet_id", "file", "sheet", "row", "date", "voucher_no", "amount"),
        "project_code",
        named=named,
        spent=pl.col("kind").is_in(SPENDING),
        held=(pl.col("kind_why") == Why.HELD.value).fill_null(value=False),
        elsewhere=pl.col(ELSEWHERE).fill_null(value=False) | mute,
        general=(account.str.contains(_OWN_COSTS) | by_code) & ~account.str.contains(_OF_PROJECTS),
    )


def _by_voucher() -> pl.Expr:
    """Return the project of a line's voucher, where it is the line's too.

    A voucher names one, on its bank's side or on its first line: on the first alone only where
    that is the custom of the whole sheet, each voucher of which begins so and has no other.
    """
    named, spent, first = pl.col("named"), pl.col("spent"), pl.col("row").min().over(_VOUCHER)
    begins = (named & (pl.col("row") == first)).any().over(_VOUCHER)
    goes_on = (named & (pl.col("row") > first)).any().over(_VOUCHER)
    spends = spent.any().over(_VOUCHER) & pl.col("voucher_no").is_not_null()
    custom = (begins & ~goes_on).filter(spends).all().over("sheet_id")
    one = pl.col("project_code").drop_nulls().n_unique().over(_VOUCHER) == 1
    code = pl.col("project_code").drop_nulls().first().over(_VOUCHER)
    theirs = ~(named & spent).any().over(_VOUCHER) | custom
    own = ~pl.col("elsewhere") & ~pl.col("general") & theirs
    hit = ~named & one & pl.col("voucher_no").is_not_null() & (~spent | own)
    return pl.when(hit).then(code)


def _sheets(lines: pl.DataFrame, before: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """Return sheet_id -> the project of all its lines that name none, where one can be told.

    lines: with what their vouchers name; before: as they were written.
    """
    said = tables[SHEETS.name].select("sheet_id", said="project_code")
    known = _only_project(tables)
    bare, spent = pl.col("project_code").is_null(), pl.col("spent")
    of_sheet = lines.group_by("sheet_id").agg(
        code=pl.col("project_code").drop_nulls().first(),
        codes=pl.col("project_code").drop_nulls().n_unique(),
        first_bare=pl.col("row").filter(bare & spent).min(),
        general=(bare & spent & (pl.col("general") | pl.col("elsewhere"))).any(),
        held=pl.col("held").any(),
    )
    written = (
        before.filter("named")
        .group_by("sheet_id")
        .agg(
            last=pl.col("row").max(),
            rows=pl.col("row").n_unique(),
            vouchers=pl.struct("date", "voucher_no").n_unique(),
        )
    )
    one_row = pl.col("rows") == 1
    begins = (pl.col("last") < pl.col("first_bare")) & (pl.col("vouchers") == 1)
    leads = begins & (one_row | ~pl.col("held"))
    alone = ~pl.col("held") & (pl.col("code") == pl.lit(known, pl.String)).fill_null(value=False)
    titled = (pl.col("said") == pl.col("code")).fill_null(value=False)
    whole = titled | (~pl.col("general") & (leads | alone))
    return (
        of_sheet.join(written, on="sheet_id", how="left")
        .join(said, on="sheet_id", how="left")
        .select("sheet_id", _whole=pl.when((pl.col("codes") == 1) & whole).then(pl.col("code")))
    )


def _only_project(tables: Tables) -> str | None:
    """Return the one project that the run knows of, None where there are several."""
    codes = pl.concat(
        [
            frame["project_code"].drop_nulls().unique()
            for name, frame in tables.items()
            if name not in {SHEETS.name, STATED_TOTALS.name, DOUBTS.name}
        ]
    ).unique()
    return codes.item() if codes.len() == 1 else None


def _given(lines: pl.DataFrame) -> list[Given]:
    """Return for each sheet the spending lines that were given a project."""
    hit = pl.col("spent") & ~pl.col("named")
    new = pl.col("_of_voucher").is_not_null() | pl.col("_of_sheet").is_not_null()
    told = (
        lines.filter(hit & new)
        .sort("_at")
        .group_by("file", "sheet", pl.col("_of_sheet").alias("code"), maintain_order=True)
        .agg(pl.len(), pl.col("amount").sum())
    )
    return [Given(*row) for row in told.iter_rows()]
