"""What was lost, rounded or doubtful in the cells of a stack, told sheet by sheet in Chinese."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest import rows
from fundcheck.ingest.cells import sub_cent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from fundcheck.ingest.body import Stack
    from fundcheck.ingest.grid import Grid

_POWER = r"^\d(?:\.\d+)?[eE]\+\d{1,3}$|^\d\.\d{2,}[eE]\d{1,3}$"
_ZEROS = r"^\d{15}0{5}$"  # twenty digits of which Excel kept fifteen
_SHOWN = 8  # rows named in a note; the rest is counted


def by_part(lines: pl.DataFrame) -> list[tuple[int, list[int]]]:
    """Return the sheets that these lines stand in, each with its rows."""
    grouped = lines.group_by("_part", maintain_order=True).agg("row")
    return list(grouped.iter_rows())


def listed(numbers: list[int]) -> str:
    """Return row numbers as a sentence has them: the first few, and how many there are."""
    shown = "、".join(map(str, numbers[:_SHOWN]))
    return f"{shown} 等 {len(numbers)} 行" if len(numbers) > _SHOWN else f"{shown} 行"


class Before(NamedTuple):
    """What a sheet shows of the time before its first line that may have been spending.

    left: what was left of the money then, null where that is not what is shown; where it is all
    that had been received, nothing was spent. day: of the first line. why: what to bring, as a
    doubt says it. late: whether only a ledger that begins long after its project shows anything.
    """

    project_code: str | None
    project_name: str | None
    left: Decimal | None
    day: date | None
    why: str
    late: bool = False


@dataclass
class Told:
    """What the reading of a stack of sheets says beside the lines.

    notes, losses: Chinese sentences, a list for each sheet; doubts: (about, why) for each sheet,
    as rows of the table of doubts have them; before: what each shows of the time before its first
    line; unread: column -> lines of the stack whose cell there says something that was not
    understood; day_books: the sheets that are day-books of a till or a bank, and how that was
    known.
    """

    notes: list[list[str]]
    losses: list[list[str]]
    doubts: list[list[tuple[str, str]]]
    before: list[list[Before]]
    unread: dict[str, set[int]] = field(default_factory=dict)
    day_books: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, parts: int, notes: Iterable[str], doubts: Iterable[str] = ()) -> Told:
        """Return what is told of so many sheets.

        notes: those of all of them; doubts: why the sums of all of them are doubtful.
        """
        first, doubtful = list(notes), [("sums", why) for why in doubts]
        return cls(
            [[*first] for _ in range(parts)],
            [[] for _ in range(parts)],
            [[*doubtful] for _ in range(parts)],
            [[] for _ in range(parts)],
        )

    def not_understood(self, column: str, lines: Iterable[int]) -> None:
        """Record that these lines' cells of a column say something nobody understood."""
        self.unread.setdefault(column, set()).update(lines)

    def lose(self, column: str, lost: pl.DataFrame, header: str, what: str) -> None:
        """Record that these lines' cells of a column were not understood, and tell of them.

        header: the column's text; what: the rest of the sentence behind the rows' numbers.
        """
        self.not_understood(column, lost["_line"])
        for part, numbers in by_part(lost):
            self.losses[part].append(f"「{header}」第 {listed(numbers)}{what}")


def with_unread(lines: pl.DataFrame, unread: Mapping[str, set[int]]) -> pl.DataFrame:
    """Return the lines with ``unread``: the columns whose cell was not understood, or null."""
    names: dict[int, list[str]] = {}
    for name in sorted(unread):
        for line in unread[name]:
            names.setdefault(line, []).append(name)
    told = pl.DataFrame(
        {"_line": list(names), "unread": [f";{';'.join(some)};" for some in names.values()]},
        schema={"_line": pl.Int64, "unread": pl.String},
    )
    return lines.join(told, on="_line", how="left", maintain_order="left")


def note_lost(
    lines: pl.DataFrame,
    text: pl.Series,
    value: pl.Series,
    header: str,
    told: Told,
) -> None:
    """Tell of cells of a column that could not be parsed, and record them as not understood."""
    if text.null_count() == value.null_count():
        return
    lost = lines.filter(text.is_not_null() & value.is_null())
    told.lose(value.name, lost, header, "的内容看不懂，用到它的规则不作判断。")


_MERGED = "金额与上面的行合并在一个单元格里，只计在第一行"


def told_merged(body: pl.DataFrame, stacked: Stack) -> pl.DataFrame:
    """Return the body with the true reason of lines whose amount stands in a merged cell above."""
    amounts = {stacked.header.columns.get(name) for name in rows.AMOUNTS}
    below = [
        start + line
        for part, start in zip(stacked.parts, stacked.starts, strict=True)
        for merge in part.grid.merges
        if amounts & set(range(merge.left, merge.right + 1))
        for row in range(merge.top + 1, merge.bottom + 1)
        if (line := part.line(row)) is not None
    ]
    if not below:
        return body
    hit = (pl.col("why") == rows.NO_AMOUNT) & pl.col("_line").is_in(below)
    return body.with_columns(why=pl.when(hit).then(pl.lit(_MERGED)).otherwise("why"))


def note_amounts(
    lines: pl.DataFrame, figures: pl.DataFrame, stacked: Stack, unit: int, told: Told
) -> None:
    """Tell of amounts that were rounded, are in a unit of their own, or are in red.

    figures: the money of every row, by ``_line``.
    """
    _note_rounded(lines, stacked, unit, told)
    _note_units(lines, stacked, unit, told)
    _note_red(lines, figures, stacked, told)


def _note_rounded(lines: pl.DataFrame, stacked: Stack, unit: int, told: Told) -> None:
    """Tell of amounts with more places than cents have."""
    header = stacked.header
    for name in rows.AMOUNTS:
        if name not in header.columns:
            continue
        rounded = lines.filter(sub_cent(lines[name], header.units.get(name, unit)))
        text = header.texts[header.columns[name]]
        for part, numbers in by_part(rounded):
            told.losses[part].append(
                f"「{text}」有 {len(numbers)} 个金额多于两位小数，已四舍五入到分。"
            )


def _note_units(lines: pl.DataFrame, stacked: Stack, unit: int, told: Told) -> None:
    """Tell of amounts that say 元 in a column that is in 万元: either may be the slip."""
    header = stacked.header
    for name in rows.AMOUNTS:
        if name not in header.columns or header.units.get(name, unit) == 1:
            continue
        said = lines.filter(pl.col(name).str.contains(r"[\d.]\s*元整?$"))
        text = header.texts[header.columns[name]]
        for part, numbers in by_part(said):
            told.losses[part].append(
                f"「{text}」第 {listed(numbers)}写明是“元”，按元读取；"
                "该列的其他金额另有单位，请核对。"
            )


def _note_red(lines: pl.DataFrame, figures: pl.DataFrame, stacked: Stack, told: Told) -> None:
    """Ask after amounts in red: bookkeepers wrote a reversal so, a reviewer may just have marked.

    figures: the money of every row, by ``_line``. Where all of a column is red its colour says
    nothing.
    """
    header = stacked.header
    for name, hit in _lines_of(stacked, rows.AMOUNTS, lambda grid: grid.red):
        positive = figures.filter(pl.col(name) > 0).select("_line")
        shown = lines.join(positive, on="_line", how="semi", maintain_order="left")
        red = shown.filter(pl.col("_line").is_in(hit))
        if red.height < shown.height:
            for number, numbers in by_part(red):
                text = header.texts[header.columns[name]]
                told.notes[number].append(
                    f"「{text}」第 {listed(numbers)}是红色字体的正数，按正数读取；"
                    "如果表示冲销（红字），请改为负数后重新检查。"
                )


def note_gaps(
    lines: pl.DataFrame,
    stacked: Stack,
    names: Iterable[str],
    told: Told,
) -> None:
    """Tell of cells of these columns that hold an error value or a formula without its value."""
    header = stacked.header
    for name, hit in _lines_of(stacked, names, lambda grid: grid.lost):
        told.lose(
            name,
            lines.filter(pl.col("_line").is_in(hit)),
            header.texts[header.columns[name]],
            "是错误值或没有存结果的公式，用到它的规则不作判断；请在原表改正后重新检查。",
        )


def drop_imprecise(
    lines: pl.DataFrame,
    stacked: Stack,
    codes: Iterable[str],
    told: Told,
) -> pl.DataFrame:
    """Blank the long numbers of these columns whose last digits Excel has invented, and say so.

    What was saved as text shows as 2.4142E+19, where the digits are gone as well.
    """
    header = stacked.header
    lines = _drop_zeros(_drop_powers(lines, stacked, codes, told), stacked, told)
    for name, hit in _lines_of(stacked, codes, lambda grid: grid.imprecise):
        here = pl.col("_line").is_in(hit)
        told.lose(
            name,
            lines.filter(here),
            header.texts[header.columns[name]],
            "存成了超过 15 位的数字，末几位已被 Excel 改掉，不能使用；请把该列设为文本后重新录入。",
        )
        lines = lines.with_columns(pl.when(~here).then(name).alias(name))
    return lines


def _drop_powers(
    lines: pl.DataFrame,
    stacked: Stack,
    codes: Iterable[str],
    told: Told,
) -> pl.DataFrame:
    header = stacked.header
    for name in codes:
        if name not in header.columns:
            continue
        is_power = pl.col(name).str.contains(_POWER).fill_null(value=False)
        powers = lines.filter(is_power)
        if powers.height:
            told.lose(
                name,
                powers,
                header.texts[header.columns[name]],
                f"是科学计数法（{powers[name][0]}），后面的位数已经丢失，不能使用；"
                "请在原系统重新导出，并把该列设为文本。",
            )
            lines = lines.with_columns(pl.when(~is_power).then(name).alias(name))
    return lines


def _drop_zeros(lines: pl.DataFrame, stacked: Stack, told: Told) -> pl.DataFrame:
    """Blank the invoices' numbers that a CSV has as Excel left them: 24142000000012300000."""
    if "invoice_no" not in stacked.header.columns:
        return lines
    hit = pl.col("invoice_no").str.contains(_ZEROS).fill_null(value=False)
    found = lines.filter(hit)
    if not found.height:
        return lines
    told.lose(
        "invoice_no",
        found,
        stacked.header.texts[stacked.header.columns["invoice_no"]],
        "的号码末五位都是 0，像是被 Excel 改掉的长数字，不能使用；请把该列设为文本后重新录入。",
    )
    return lines.with_columns(invoice_no=pl.when(~hit).then("invoice_no"))


def _lines_of(
    stacked: Stack, names: Iterable[str], cells: Callable[[Grid], Iterable[tuple[int, int]]]
) -> list[tuple[str, list[int]]]:
    """Return the columns of these names that have such cells, each with its lines of the stack."""
    columns = {
        stacked.header.columns[name]: name for name in names if name in stacked.header.columns
    }
    found: dict[str, list[int]] = {}
    for part, start in zip(stacked.parts, stacked.starts, strict=True):
        for row, column in cells(part.grid):
            if column in columns and (line := part.line(row)) is not None:
                found.setdefault(columns[column], []).append(start + line)
    return sorted(found.items())
