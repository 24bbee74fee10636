"""Find the header row of a sheet and say which column is what, by a dictionary of the field.

A header is recognised by its words, not by its looks: every row near the top, alone or together
with the row below it, is read against the words of every table, and the best reading wins. What
the dictionary does not know stays unmapped: a wrong guess is worse than a question.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import TYPE_CHECKING, NamedTuple

from fundcheck.tables import SHEETS, STATED_TOTALS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fundcheck.ingest.grid import Grid

Dictionary = dict[str, dict[str, tuple[str, int]]]
IGNORED = "_ignored"
_ROWS_LOOKED_AT = 40
_WAN = 10_000
_LEAST_CELLS = 2  # a header has at least two columns
_LEAST_OF_CARD = 4  # a list of projects with less is a code list
_FIGURE = re.compile(r"^[-+￥¥(（]?\d[\d,，.]*[)）]?$|^\d{4}[-./年]\d{1,2}")
_UNIT = re.compile(r"\((?:人民币|单位:?)?(万?元)(?:人民币)?\)|\((?:人民币|RMB|CNY|¥)\)")
_YEAR = re.compile(r"^(\d{4})年?度?$")

# What a sheet must show before it may be taken for a table: one of each group.
_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "entries": (
        ("amount", "debit", "credit"),
        # A month alone is what a balance table has.
        ("date", "_day", "voucher_no", "summary"),
        ("summary", "voucher_no", "account_name", "account_code", "_account", "cost_item", "payee"),
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
    "budget_changes": (("amount",), ("category",), ("requested", "decided", "approved_by")),
    "receipts": (("amount",), ("date",), ("payer", "kind", "payee")),
    "participants": (("unit",), ("credit_code", "role", "amount")),
    "team": (("name",), ("person_id", "role")),
    "transfers_of_results": (("income",), ("reward",)),
}
_BANK_WORDS = {
    *("对方户名", "对方账号", "对方账户", "对方账户名称", "交易时间", "交易日期", "交易流水号"),
    *("流水号", "账户余额", "交易类型", "交易对方", "交易场所", "交易摘要", "交易金额", "收/支"),
}
_BANK_LEAST = 2


class Header(NamedTuple):
    """Where the header stands and what its columns are.

    top, bottom: zero-based rows; columns: canonical name -> zero-based column; texts: column ->
    header text as it stands; units: canonical name -> yuan that one of its numbers is worth;
    year: a year that the header itself states (2024年 over 月|日).
    """

    role: str
    top: int
    bottom: int
    columns: dict[str, int]
    texts: dict[int, str]
    units: dict[str, int] = {}  # noqa: RUF012 - never written to
    unmapped: tuple[str, ...] = ()
    year: int | None = None


class NoHeader(NamedTuple):
    """Why no header was found, as a Chinese sentence."""

    why: str


@cache
def normalise(text: str) -> str:
    """Return a header text in the form in which texts are compared; units are taken off."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"\s+", "", text).replace("帐", "账").replace("*", "")
    text = re.sub(r"[—–─－]+", "-", text)
    text = _UNIT.sub("", text).rstrip(":：,，").lower()
    return re.sub(r"(?<=..)(?:编号|号码)$", "号", text)


@cache
def dictionary() -> Dictionary:
    """Return table -> normalised header -> (canonical name, strength); 0 is the strongest."""
    listed = loads(files(__package__).joinpath("dictionary.toml").read_text("utf-8"))
    result: Dictionary = {}
    for table in TABLES.values():
        if table in (STATED_TOTALS, SHEETS):
            continue
        words: dict[str, tuple[str, int]] = {}
        for column in table:
            for strength, alias in enumerate(
                (column.header, *listed[table.name].get(column.name, ()))
            ):
                if alias:
                    words.setdefault(normalise(alias), (column.name, strength))
        for name, aliases in listed[table.name].items():
            if name.startswith("_"):
                for strength, alias in enumerate(aliases):
                    words.setdefault(normalise(alias), (name, strength))
        result[table.name] = dict(words)
    return result


def find_header(grid: Grid) -> Header | NoHeader:
    """Return the header of the sheet, or why there is none."""
    rows = [
        [cell.strip() if cell else "" for cell in row]
        for row in grid.cells.head(_ROWS_LOOKED_AT).iter_rows()
    ]
    best: tuple[float, Header] | None = None
    nearest: tuple[int, int, list[str]] = (0, 0, [])
    for top, bottom, texts in _candidates(rows):
        for role, words in dictionary().items():
            header = _map(role, words, top, bottom, texts)
            known = [name for name in header.columns if not name.startswith("_")]
            if role == "entries" and len(header.columns) > nearest[0]:
                nearest = (len(header.columns), top, list(header.columns))
            if not _complete(header, grid.name):
                continue
            score = len(header.columns) + 0.5 * len(known) + _name_bonus(role, grid.name)
            # Of equal readings the simpler, upper one: a page head is repeated further down.
            if best is None or score > best[0]:
                best = (score, header)
    if best is None:
        return NoHeader(_why_none(nearest, rows))
    header = best[1]
    if header.role == "entries" and _is_bank_statement(header):
        return NoHeader(
            "看起来是银行流水（有对方户名、交易日期等列，没有凭证号和科目），不是支出明细账，未作检查。"
        )
    return header


def _candidates(rows: list[list[str]]) -> Iterator[tuple[int, int, list[tuple[str, ...]]]]:
    """Yield (top, bottom, texts per column) of every row, then of every pair of rows."""
    tops = [
        top
        for top, row in enumerate(rows)
        if sum(bool(cell) for cell in row) >= _LEAST_CELLS and not _looks_like_data(row)
    ]
    for top in tops:
        yield top, top, [(cell,) if cell else () for cell in rows[top]]
    for top in tops:
        below = rows[top + 1] if top + 1 < len(rows) else []
        if any(below) and not _looks_like_data(below):
            yield top, top + 1, list(_paired(rows[top], below))


def _looks_like_data(row: Sequence[str]) -> bool:
    return any(
        _FIGURE.match(cell) and not _YEAR.match(cell) and not _is_element_id(cell) for cell in row
    )


def _is_element_id(cell: str) -> bool:
    """Whether the cell is one of the element ids by which GB/T 24589 names its fields."""
    return normalise(cell) in dictionary()["entries"]


def _paired(upper: Sequence[str], lower: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the possible texts of each column of a two-row header, the most telling first."""
    parent = ""
    for above, below in zip(upper, lower, strict=True):
        parent = above or (parent if below else "")
        if not below:
            yield (above,) if above else ()
        elif parent:
            yield (parent + below, below, parent) if above else (parent + below, below)
        else:
            yield (below,)


def _map(
    role: str,
    words: dict[str, tuple[str, int]],
    top: int,
    bottom: int,
    texts: list[tuple[str, ...]],
) -> Header:
    columns: dict[str, tuple[int, int]] = {}
    shown: dict[int, str] = {}
    year: int | None = None
    for index, choices in enumerate(texts):
        for choice in choices:
            if match := re.match(r"^((?:19|20)\d{2})年?度?(?!\d)(.*)$", choice):
                year, choice = int(match[1]), match[2] or "年"  # noqa: PLW2901 - 2024年 over 月
            hit = words.get(normalise(choice))
            if hit is None:
                continue
            name, strength = hit
            shown[index] = choices[0]
            if name != IGNORED and (name not in columns or strength < columns[name][1]):
                columns[name] = (index, strength)
            break
        else:
            if choices:
                shown[index] = choices[0]
    used = {index for index, _ in columns.values()}
    return Header(
        role=role,
        top=top,
        bottom=bottom,
        columns={name: index for name, (index, _) in columns.items()},
        texts=shown,
        units={name: _WAN for name, (i, _) in columns.items() if "万元" in shown[i]},
        unmapped=tuple(text for index, text in shown.items() if index not in used),
        year=year,
    )


def _complete(header: Header, sheet: str) -> bool:
    known = sum(not name.startswith("_") for name in header.columns)
    if header.role != "entries" and TABLES[header.role].sheet == sheet.strip():
        # The standard sheet name says what it is; what is missing is said row by row.
        return known >= _LEAST_CELLS
    if not all(any(name in header.columns for name in group) for group in _NEEDED[header.role]):
        return False
    if header.role == "projects":
        return known >= _LEAST_OF_CARD
    if header.role == "budget":
        amount = header.texts[header.columns["amount"]]
        return "预算" in sheet or "预算" in amount or "核定" in amount
    if header.role == "budget_changes":
        return "调" in sheet or "调" in header.texts[header.columns["amount"]]
    return True


def _name_bonus(role: str, sheet: str) -> float:
    standard = TABLES[role].sheet
    if sheet.strip() == standard:
        return 100
    return 3 if standard in sheet else 0


def _is_bank_statement(header: Header) -> bool:
    if {"voucher_no", "account_code", "account_name", "cost_item"} & header.columns.keys():
        return False
    words = {normalise(text) for text in header.texts.values()}
    return len(words & _BANK_WORDS) >= _BANK_LEAST


def _why_none(nearest: tuple[int, int, list[str]], rows: list[list[str]]) -> str:
    if not any(any(row) for row in rows):
        return "空表，没有内容。"
    count, top, names = nearest
    headers = {column.name: column.header for column in TABLES["entries"]}
    known = "、".join(headers[name] for name in names if headers.get(name))
    if count == 0 or not known:
        return f"前 {len(rows)} 行里没有认得出的表头（如 日期、凭证号、摘要、金额），不是账册。"
    return (
        f"没有找到完整的表头：最接近的是第 {top + 1} 行，只认出 {known}；"
        "账册至少要有金额（或借方、贷方），以及日期、凭证号、摘要中的一项。"
    )
