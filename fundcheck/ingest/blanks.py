"""Cells that say nothing (无, /, 待补), repeat the line above (同上), or name no payee (见附表).

What is written there is known from blanks.toml. Each column is looked at by its different texts:
few of them begin as such words do, and only those are compared.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from fundcheck.ingest.body import within
from fundcheck.ingest.cells import yes_no
from fundcheck.ingest.losses import by_part, listed
from fundcheck.ingest.rows import AMOUNTS
from fundcheck.tables import Type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fundcheck.ingest.body import Stack
    from fundcheck.ingest.header import Header
    from fundcheck.ingest.losses import Told
    from fundcheck.tables import Column

# How the words of blanks.toml begin: a quick look at texts of which nearly all begin otherwise.
_BEGINS = (
    r"^[(\[（【<〈《]*(?:[^\p{L}\p{N}\s]|_|[无無没沒空暂缺未不待后稍以补略省免留同如上见尚]"
    r"|(?i:[nＮ]|blank|empty|void|unk|und|tb|ditto|do\.|idem))"
)
_NO_NUMBER = rf"{_BEGINS}|^[^0-9A-Za-z]+$|^0+$"
_AROUND = re.compile(r"^[(\[【<〈《](.*)[)\]】>〉》]$")
_LONGEST = 16  # signs of a word; what is longer says something
# In these a 0, a 无 or a stroke is an answer, or the money itself.
_ANSWERS = {*AMOUNTS, "balance", "_direction", "_void", "_posted", "_carry", "_book", "_state"}
# Where a blank is told: the columns whose absence a rule speaks of.
_TOLD = (
    *("project_code", "date", "payee", "payee_id", "payee_account", "invoice_code", "invoice_no"),
    *("invoice_date", "contract_no", "procurement_no", "asset_no", "expert_level", "service_date"),
    *("service_hours", "service_days", "quantity", "unit_price"),
)
_HELD = ("date", "voucher_no", "_voucher_type", "_year", "_month", "_day", "_period")
_ABSENT = "\x00"
# Something in every text that names no payee.
_NOBODY = (
    r"[见附代等各人表]|自己|专家|学生|研究生|本科生|[员职]工|教师|老师|[农散]户|村民|工$|受试者|志愿者|零[星散]|其他"
    r"|多家|若干|现金|公务卡|转账|供应商|批量|明细|名单|清单|造册|花名册|领款单|组|参与|与会|评委|领取|签领|工资"
)


class _Words(NamedTuple):
    """What blanks.toml says: the words that mean nothing, and how to tell the others."""

    nothing: frozenset[str]
    exact: frozenset[str]
    signs: re.Pattern[str]
    numbers: frozenset[str]
    no_number: re.Pattern[str]
    unnumbered: Mapping[str, Any]
    again: frozenset[str]
    again_signs: re.Pattern[str]
    unclear: frozenset[str]
    no_payee: frozenset[str]
    no_payees: re.Pattern[str]
    firms: re.Pattern[str]


@cache
def _words() -> _Words:
    read = loads(files(__package__).joinpath("blanks.toml").read_text("utf-8"))
    payee = read["no_payee"]
    return _Words(
        nothing=frozenset(read["nothing"]["words"]),
        exact=frozenset(read["nothing"]["exact"]),
        signs=re.compile(read["nothing"]["signs"]),
        numbers=frozenset(read["number"]["columns"]),
        no_number=re.compile(read["number"]["pattern"]),
        unnumbered=read["unnumbered"],
        again=frozenset(read["again"]["words"]),
        again_signs=re.compile(read["again"]["signs"]),
        unclear=frozenset(read["unclear"]["words"]),
        no_payee=frozenset(payee["words"]),
        no_payees=re.compile("|".join(f"(?:{one})" for one in payee["patterns"])),
        firms=re.compile(payee["firms"]),
    )


def _plain(text: str) -> str:
    """Return the text in one width, without blanks and the brackets around it."""
    bare = "".join(unicodedata.normalize("NFKC", text.replace("…", "...")).split())
    return _AROUND.sub(r"\1", bare) or bare


def is_unnumbered(text: str, column: str) -> bool:
    """Whether a cell says that a paper is there and not its number: 有, 详见附件, 已签."""
    there, plain = _words().unnumbered, _plain(text)
    return (
        plain in there["words"]
        or bool(re.fullmatch(there["pattern"], plain))
        or (column in there["digits"] and not re.search(r"\d", plain))
    )


def says_nothing(text: str, column: str = "") -> bool:
    """Whether a cell of this column is blank, whatever stands in it."""
    words, plain = _words(), _plain(text)
    return (
        plain.lower().rstrip("。.!?:") in words.nothing
        or plain.lower() in words.nothing
        or plain in words.exact
        or bool(words.signs.fullmatch(plain))
        or (column in words.numbers and bool(words.no_number.fullmatch(plain)))
    )


def repeats(text: str) -> bool:
    """Whether a cell says that it is the same as the one above."""
    words, bare = _words(), "".join(text.split())
    return _plain(text).lower() in words.again or bool(words.again_signs.fullmatch(bare))


def names_nobody(text: str) -> bool:
    """Whether what stands in a payee's place is no name: 明细见附表, 个人, 王主任代领."""
    words, plain = _words(), _plain(text)
    if plain in words.no_payee:
        return True
    return bool(words.no_payees.fullmatch(plain)) and not words.firms.search(plain)


class Blanks(NamedTuple):
    """What the cells of a body say that is no word of their own, column by column.

    nothing: the texts that are blank; again: those that repeat the line above; unclear: those that
    point at another cell.
    """

    nothing: dict[str, list[str]]
    again: dict[str, list[str]]
    unclear: dict[str, list[str]]

    def taken_from(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the frame with nothing in the cells that say nothing."""
        return frame.with_columns(
            pl.when(~pl.col(name).is_in(texts)).then(name).alias(name)
            for name, texts in self.nothing.items()
        )

    def repeated(self, rows: pl.DataFrame, parts: int) -> Repeats:
        """Return the rows with what stands above them in the place of 同上 and 〃, sheet by sheet.

        Where nothing stands there, or the word points elsewhere (同左), the cell is blank and not
        understood. A day and a number hold down to the next: the nearest above is meant.
        """
        cells: dict[str, pl.DataFrame] = {}
        for name in dict.fromkeys((*self.again, *self.unclear)):
            cell = pl.col(name)
            again = cell.is_in(self.again.get(name, [])).fill_null(value=False)
            unclear = cell.is_in(self.unclear.get(name, [])).fill_null(value=False)
            own = cell if name in _HELD else cell.fill_null(_ABSENT)
            said = pl.when(unclear).then(pl.lit(_ABSENT)).when(~again).then(own)
            above = within(said.forward_fill(), parts=parts).replace(_ABSENT, None)
            value = pl.when(again | unclear).then(above).otherwise(name).alias(name)
            marked = rows.with_columns(value, _given=again | unclear)
            rows = marked.drop("_given")
            cells[name] = marked.filter("_given").rename({name: "value"})
        return Repeats(rows, cells)


class Repeats(NamedTuple):
    """The rows with what 同上 stands for, and of each column those that say so, with ``value``."""

    rows: pl.DataFrame
    cells: dict[str, pl.DataFrame]


def of_lines(body: pl.DataFrame, header: Header) -> Blanks:
    """Return what the columns of a ledger say that is no word of their own."""
    names = [
        name
        for name, dtype in body.schema.items()
        if name in header.columns and name not in _ANSWERS and dtype == pl.String
    ]

    def is_blank(name: str, text: str) -> bool:
        # A day that is 待定 has not come: such a line is refused. A stroke is a day left out.
        return says_nothing(text, name) and not (name in _HELD and re.search(r"\w", text))

    return _blanks(body, names, is_blank)


def of_table(body: pl.DataFrame, columns: Iterable[Column]) -> Blanks:
    """Return what these columns of a table beside the ledger say that is no word of their own.

    无 in a column of yes and no is an answer, and a dash in one of money is nought.
    """
    kinds = {column.name: column.type for column in columns if column.name in body.columns}

    def is_blank(name: str, text: str) -> bool:
        if kinds[name] is Type.BOOLEAN:
            answered = pl.select(yes_no(pl.lit(text))).item() is not None
            return says_nothing(text) and not answered
        if kinds[name] is Type.MONEY:
            return says_nothing(text) and bool(re.search(r"\w", text))
        return says_nothing(text, name)

    return _blanks(body, list(kinds), is_blank)


def _blanks(body: pl.DataFrame, names: list[str], is_blank: Callable[[str, str], bool]) -> Blanks:
    """Return what the columns say by their different short texts that begin as such words do."""
    found = Blanks({}, {}, {})
    if not names or not body.height:
        return found
    numbers = _words().numbers
    suspects = body.lazy().select(
        pl.col(name)
        .filter(
            pl.col(name).str.contains(_NO_NUMBER if name in numbers else _BEGINS)
            & (pl.col(name).str.len_chars() <= _LONGEST)
        )
        .unique(maintain_order=True)
        .implode()
        for name in names
    )
    for name, texts in zip(names, suspects.collect().row(0), strict=True):
        for text in texts:
            if repeats(text):
                found.again.setdefault(name, []).append(text)
            elif _plain(text) in _words().unclear:
                found.unclear.setdefault(name, []).append(text)
            elif is_blank(name, text):
                found.nothing.setdefault(name, []).append(text)
    return found


def repeated(lines: pl.DataFrame, blanks: Blanks, stacked: Stack, told: Told) -> pl.DataFrame:
    """Return a ledger's lines with what 同上 stands for, and tell of it sheet by sheet."""
    header = stacked.header
    rows, cells = blanks.repeated(lines, len(stacked.parts))
    counts: dict[int, dict[str, int]] = {}
    for name, given in cells.items():
        text = header.texts[header.columns[name]]
        found = given.filter(pl.col("value").is_not_null())
        for part, numbers in by_part(found):
            counts.setdefault(part, {})[text] = len(numbers)
        told.lose(
            name,
            given.filter(pl.col("value").is_null()),
            text,
            "写的是“同上”一类，看不出同哪一格，用到它的规则不作判断。",
        )
    _tell("写着“同上”“〃”等的单元格照上一行读取", counts, told)
    return rows


def cleared(lines: pl.DataFrame, blanks: Blanks, stacked: Stack, told: Told) -> pl.DataFrame:
    """Return a ledger's lines without what says nothing and payees that name nobody; tell of both.

    After what is written once has been given to the lines below it: 无 is no cell left empty.
    """
    header = stacked.header
    counts: dict[int, dict[str, int]] = {}
    for name in (name for name in _TOLD if name in blanks.nothing):
        empty = lines.filter(pl.col(name).is_in(blanks.nothing[name]))
        for part, numbers in by_part(empty):
            counts.setdefault(part, {})[header.texts[header.columns[name]]] = len(numbers)
    _tell("写着“无”“/”等的单元格按空白读取", counts, told)
    named = without_nobody(blanks.taken_from(lines), stacked, told)
    return _without_unnumbered(named, stacked, told)


def _tell(what: str, counts: Mapping[int, Mapping[str, int]], told: Told) -> None:
    """Tell of so many cells of each column; counts: part -> header -> how many."""
    for part, cells in counts.items():
        found = "、".join(f"{text} {number} 格" for text, number in cells.items())
        told.notes[part].append(f"{what}：{found}。")


def without_nobody(lines: pl.DataFrame, stacked: Stack, told: Told) -> pl.DataFrame:
    """Return the lines without payees that are no names: somebody was paid, and none says who."""
    if "payee" not in lines.columns:
        return lines
    different = lines["payee"].drop_nulls().unique(maintain_order=True)
    hints = different.filter(different.str.contains(_NOBODY))
    nobody = [text for text in hints if names_nobody(text)]
    if not nobody:
        return lines
    hit = pl.col("payee").is_in(nobody).fill_null(value=False)
    lost = lines.filter(hit)
    told.not_understood("payee", lost["_line"])
    text = stacked.header.texts[stacked.header.columns["payee"]]
    shown = dict(lost.group_by("_part").agg(pl.col("payee").first()).iter_rows())
    for part, numbers in by_part(lost):
        told.losses[part].append(
            f"「{text}」第 {listed(numbers)}没有写明是谁（如“{shown[part]}”），按收款方不明读取。"
        )
    return lines.with_columns(payee=pl.when(~hit).then("payee"))


def _without_unnumbered(lines: pl.DataFrame, stacked: Stack, told: Told) -> pl.DataFrame:
    """Return the lines without what says that a paper is there, and not its number."""
    header = stacked.header
    names = [name for name in _words().unnumbered["columns"] if name in lines.columns]
    for name in names:
        bare = lines[name].filter(~lines[name].str.contains("[0-9]")).unique(maintain_order=True)
        there = [text for text in bare if is_unnumbered(text, name)]
        if not there:
            continue
        hit = pl.col(name).is_in(there).fill_null(value=False)
        text = header.texts[header.columns[name]]
        told.lose(name, lines.filter(hit), text, "没有号码，用到它的规则不作判断。")
        lines = lines.with_columns(pl.when(~hit).then(name).alias(name))
    return lines
