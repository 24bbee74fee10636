"""Which column says of each amount whether it is money out or money in, under whatever header."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fundcheck.ingest.cells import cleaned
from fundcheck.ingest.directions import may_say_side, names_money_in, says_in, says_side
from fundcheck.ingest.meaning import is_side_of_balance
from fundcheck.ingest.words import normalise
from fundcheck.tables import ENTRIES, Type

if TYPE_CHECKING:
    from collections.abc import Collection

    import polars as pl

    from fundcheck.ingest.grid import Grid
    from fundcheck.ingest.header import Header

_LIKELY = re.compile(
    r"类型|类别|收支|[收进][/、]|收付|进出|借贷|方向|流向|性质|标[志识]|增减|[+＋]|正负|(?i:type|in/out)"
)
_SURE = re.compile(
    r"^(?:资金)?(?:收入?[/、或]?支出?|收入?[/、或]?付款?|进[/、或]?出|借[/、或]?贷|流入[/、或]?流出|增加?[/、或]?减少?|"
    r"[+＋][/、]?[-－—])(?:方向|类型|类别|性质|标[志识]|方)?$|^(?:资金|收支|收付)(?:流向|方向)$"
)
_BOOKED = re.compile(r"借|贷|方向|(?i:dr|dc|d/c)")
# What a line is known by is no side, nor what is counted or a day.
_OTHERS = {
    *(column.name for column in ENTRIES if column.type is not Type.TEXT),
    *("_year", "_month", "_day", "_period", "voucher_no", "project_code", "project_name"),
    *("payee", "payee_id", "payee_account", "invoice_code", "invoice_no", "contract_no"),
    *("asset_no", "account_code"),
}
_LOOKED_AT = 1_000  # rows below the header
_GLANCED_AT = 40  # of them, before all are looked at
_ENOUGH = 20  # filled cells among these
_GLANCED_SHARE = 0.2  # of these, words of sides; of all it must be far more
_SHARE = 0.6  # of the filled cells, how many must be words of sides
_LEAST_SIDES = 2
_AN_AMOUNT = re.compile(r"额$|款$|数$|余|元")


def with_side(header: Header, grid: Grid, given: Collection[str] = ()) -> Header:
    """Return the header of a ledger with the column that tells money in from money out, if any.

    It is told by its cells: most of them are words of sides, and some say money in; under 收/支
    and its like one is enough, and the rows of the others are refused. Where the header does not
    speak of kinds or sides at all both sides must stand there. 费用类别 over 收入 and 支出 is no
    cost item, whereas 支出类型 over 材料费 and, once, 收入 is one. given: normalised headers whose
    columns the user has fixed.
    """
    names = header.columns
    if "amount" not in names or {"_direction", "debit", "credit"} & names.keys():
        return header
    taken = {index for name, index in names.items() if name in _OTHERS}
    texts = header.texts.items()
    asked = [index for index, text in texts if index not in taken and normalise(text) not in given]
    asked.sort(key=lambda index: not _LIKELY.search(header.texts[index]))
    below = grid.cells.slice(header.bottom + 1, _LOOKED_AT)
    step = max(below.height // _GLANCED_AT, 1)
    asked = [
        index
        for index in asked
        if below[f"c{index}"].null_count() < below.height
        and (_is_sure(header.texts[index]) or _may_tell(below[f"c{index}"].to_list()[::step]))
    ]
    if not asked:
        return header
    amounts = names["amount"]
    below = cleaned(below.select(f"c{index}" for index in sorted({amounts, *asked})))
    lines = below.filter(below[f"c{amounts}"].str.contains(r"\d").fill_null(value=False))
    for index in asked:
        if _tells(lines[f"c{index}"].drop_nulls(), header, index):
            columns = {name: at for name, at in names.items() if at != index}
            text = header.texts[index]
            return header._replace(
                columns={**columns, "_direction": index},
                unmapped=tuple(other for other in header.unmapped if other != text),
            )
    return header


_DRAWN = re.compile(r"^(?:领取|领用|借入|拨补|补充|提取|提现)(?:备用金)?(?:金额|额|数)?$")
_PAID = re.compile(r"支|付|花|开销|报销|使用|用款|出账|取出|转出|流出|减少|消费|^出$")


def names_money_out(text: str) -> bool:
    """Whether a column of amounts with this header is of money out by its name: 支出, not 借方."""
    return bool(_PAID.search(text))


def with_both_sides(header: Header) -> Header:
    """Return the header with 支出金额 as the debit beside 收入金额: two sides of one ledger.

    A line that has both, be one of them 0, would have but one of them. So 入账金额, which may be
    what was booked, is the credit beside 支出, and 领取金额, which may be what people got, is it
    beside 支出 and a balance.
    """
    columns, texts, units = dict(header.columns), header.texts, dict(header.units)
    sides = {"debit", "credit"} & columns.keys()
    amount = texts.get(columns.get("amount", -1), "")
    if sides == {"credit"} and names_money_out(amount):
        _rename("amount", "debit", columns, units)
    elif sides == {"debit"} and names_money_in(amount) and names_money_out(texts[columns["debit"]]):
        _rename("amount", "credit", columns, units)
    elif not sides and names_money_out(amount) and "balance" in columns:
        taken = set(columns.values())
        drawn = [i for i, t in texts.items() if i not in taken and _DRAWN.match(normalise(t))]
        if len(drawn) == 1:
            columns["credit"] = drawn[0]
            _rename("amount", "debit", columns, units)
    used = {texts[index] for index in columns.values()}
    unmapped = tuple(text for text in header.unmapped if text not in used)
    return header._replace(columns=columns, units=units, unmapped=unmapped)


def _rename(old: str, new: str, *given: dict[str, int]) -> None:
    for names in given:
        if old in names:
            names[new] = names.pop(old)


def _is_sure(text: str) -> bool:
    """Whether the header alone says that the column tells money out from money in."""
    return bool(_SURE.match(re.sub(r"\s", "", text)))


def _may_tell(some: list[str | None]) -> bool:
    """Whether these few cells of a column leave it possible that most are words of sides.

    Most columns are ruled out by this at a fraction of the cost of looking at all their cells.
    """
    filled = [cell for cell in some if cell and not cell.isspace()]
    return len(filled) < _ENOUGH or sum(map(may_say_side, filled)) >= _GLANCED_SHARE * len(filled)


def _tells(cells: pl.Series, header: Header, index: int) -> bool:
    """Whether these cells are sides of the amounts, and not of the balance beside them."""
    text = header.texts[index]
    if _AN_AMOUNT.search(text) or cells.str.contains(r"\d{2}").any():
        return False  # 冲借款金额 over 0 and 3655
    of_balance = is_side_of_balance({**header.columns, "_direction": index}, text)
    booked = bool(_BOOKED.search(text)) and not of_balance
    sure = _is_sure(text) and not of_balance
    sides = says_side(cells, booked=booked, loosely=sure).sum()
    if not sides or (sides < _SHARE * cells.len() and not sure):
        return False
    into = says_in(cells)
    if sure or _LIKELY.search(text):
        return bool(into.any())
    return bool(into.any() and not into.all()) and cells.n_unique() >= _LEAST_SIDES
