"""Find the header row of a sheet and say which column is what, by a dictionary of the field.

A header is recognised by its words, not by its looks: every row near the top, alone or together
with the row below it, is read against the words of every table, and the best reading wins. What
the dictionary does not know stays unmapped: a wrong guess is worse than a question.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from fundcheck.ingest import meaning
from fundcheck.ingest.account_columns import with_account
from fundcheck.ingest.contents import (
    VITAL,
    completed,
    is_borne_out,
    looks_like,
    with_indicator,
    with_item,
    with_items_of_money,
    with_project,
    without_disproved,
)
from fundcheck.ingest.deductions import with_rest
from fundcheck.ingest.fixed import NOTHING_FIXED, Fixed
from fundcheck.ingest.header import Header, NoHeader
from fundcheck.ingest.header_rows import header_rows, looks_like_data
from fundcheck.ingest.meant import NEEDED, is_complete
from fundcheck.ingest.nearness import Near, nearest
from fundcheck.ingest.project_of import PROJECT_CELLS
from fundcheck.ingest.refusals import GUIDE, is_guide, other_than_ledger, why_none
from fundcheck.ingest.sheet_xml import column_letters
from fundcheck.ingest.side_tables import READABLE
from fundcheck.ingest.sides import with_both_sides, with_side
from fundcheck.ingest.spreads import items_among, of_whole, projects_among, sources_among
from fundcheck.ingest.summaries import with_summaries
from fundcheck.ingest.tills import with_more
from fundcheck.ingest.two_sides import with_own_words
from fundcheck.ingest.units import unit_of_header
from fundcheck.ingest.words import (
    COST_ITEM,
    IGNORED,
    dictionary,
    normalise,
    source_of_column,
)
from fundcheck.receipts import Candidate, Question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fundcheck.ingest.grid import Grid

_ROWS_LOOKED_AT = 40
_SHOWN = 5  # candidates that are told
_LEAST_CELLS = 2  # a header has at least two columns
_OF_STRAY = 0.25  # what a cell that is no part of its header takes from a reading
_OF_YEAR = re.compile(r"^((?:19|20)\d{2})年?度?(?!\d)(.*)$")
_OF_FIGURES = {"debit", "credit", "amount", "balance"}


def find_header(grid: Grid, fixed: Fixed = NOTHING_FIXED) -> Header | NoHeader:
    """Return the header of the sheet, or why there is none.

    fixed: what the user's settings say of the file, which goes before any guess.
    """
    rows = [
        [cell.strip() if cell else "" for cell in row]
        for row in grid.cells.head(max(_ROWS_LOOKED_AT, fixed.header_row)).iter_rows()
    ]
    weighed, nearest_ledger = _weighed(rows, grid, fixed)
    if not weighed and fixed.role in {"", "entries"}:
        weighed = _by_contents(rows, grid, fixed)
    # Of equal readings the upper, simpler one: a page head is repeated further down.
    weighed.sort(key=lambda pair: (-pair[0], pair[1].bottom, -pair[1].top))
    candidates = tuple(
        Candidate(h.bottom + grid.top + 1, h.role, round(score, 1), tuple(_shown(h)))
        for score, h in weighed[:_SHOWN]
    )
    if not weighed and is_guide(grid.name, rows):
        return NoHeader(GUIDE)
    if not weighed:
        questions = _questions(nearest_ledger, grid)
        why, lost = why_none(nearest_ledger, rows, grid, questions, fixed.header_row)
        near = Candidate(
            nearest_ledger.bottom + grid.top + 1, "entries", 0.0, tuple(_shown(nearest_ledger))
        )
        return NoHeader(
            why,
            (near,) if nearest_ledger.columns else (),
            questions,
            *_most_like_header(rows, grid),
            lost,
        )
    header = weighed[0][1]
    titles = [cell for row in rows[: header.top] for cell in row if cell]
    if header.role == "entries":
        header = _of_ledger(header, grid, titles, fixed.columns)
    if header.role == "entries" and not fixed.role:
        other = other_than_ledger(header, (grid.name, *titles), grid)
        if other is not None:
            return NoHeader(other, candidates)
    units = {} if fixed.unit else header.units
    return header._replace(candidates=candidates, questions=_questions(header, grid), units=units)


def _of_ledger(header: Header, grid: Grid, titles: list[str], given: Mapping[str, str]) -> Header:
    """Return the header of a ledger with what its columns mean by all that stands about them.

    given: normalised header -> column, as the user says.
    """
    header = with_side(meaning.with_objects(meaning.with_approved(header)), grid, given)
    if VITAL - header.columns.keys():
        header = with_side(completed(header, grid), grid, given)
    header = meaning.with_stated_dimension(with_more(with_both_sides(header)), titles)
    header = with_summaries(with_project(header, grid, given), grid, given)
    header = with_rest(with_indicator(header, grid), grid, given)
    header = with_account(with_item(with_items_of_money(header, grid), grid), grid)
    said = (grid.name, *titles, *header.texts.values())
    return header._replace(items=of_whole(header.items, said))


def _weighed(
    rows: list[list[str]], grid: Grid, fixed: Fixed
) -> tuple[list[tuple[float, Header]], Header]:
    """Return the complete readings by words with their scores, and the one most like a ledger."""
    weighed: list[tuple[float, Header]] = []
    start = max(fixed.header_row - grid.top - 1, 0)
    nearest_ledger = Header("entries", start, start, {}, {})
    given, settled = tuple(fixed.columns.items()), bool(fixed.role or fixed.header_row)
    for top, bottom, texts, strays in header_rows(rows, grid, fixed):
        for role in dictionary():
            if fixed.role and role != fixed.role:
                continue
            header = _map(role, (top, bottom), texts, given)
            if strays and not fixed.header_row and not is_borne_out(header, grid):
                continue
            if role == "entries" and _OF_FIGURES & header.columns.keys():
                header = without_disproved(header, grid)
            if role == "entries":
                header = with_own_words(header)
            if role == "entries" and "amount" not in header.columns:
                header = meaning.with_invoiced(meaning.with_approved(meaning.with_pay(header)))
            if role == "entries" and len(header.columns) > len(nearest_ledger.columns):
                nearest_ledger = header
            whole = is_complete(header, _said(grid, rows, top), settled=settled)
            if whole and (fixed.header_row or not _goes_on(header, rows)):
                # Of two readings the one that leaves nothing in its rows out is the likelier.
                weighed.append((_score(header, grid.name) - _OF_STRAY * strays, header))
    return weighed, nearest_ledger


def _goes_on(header: Header, rows: list[list[str]]) -> bool:
    """Whether a word of the header stands again right below it: a list of names, and no header."""
    last = rows[header.bottom]
    below = rows[header.bottom + 1] if header.bottom + 1 < len(rows) else []
    return any(last[i] and below[i] == last[i] for i in header.columns.values() if i < len(below))


def _by_contents(rows: list[list[str]], grid: Grid, fixed: Fixed) -> list[tuple[float, Header]]:
    """Return the rows that are a ledger's header by the cells below them, with their scores."""
    weighed = []
    given, settled = tuple(fixed.columns.items()), bool(fixed.role or fixed.header_row)
    for top, bottom, texts, strays in header_rows(rows, grid, fixed):
        header = without_disproved(_map("entries", (top, bottom), texts, given), grid)
        header = completed(header, grid)
        enough = len(header.columns) > _LEAST_CELLS or bool(fixed.header_row)
        if strays and not fixed.header_row and not is_borne_out(header, grid):
            continue
        if enough and is_complete(header, _said(grid, rows, top), settled=settled):
            weighed.append((_score(header, grid.name), header))
    return weighed


def _most_like_header(rows: list[list[str]], grid: Grid) -> tuple[int | None, tuple[str, ...]]:
    """Return the row, in Excel's count, with most words above figures, and its words."""
    best: tuple[str, ...] = ()
    row = None
    for top, cells in enumerate(rows):
        texts = tuple(cell for cell in cells if cell)
        followed = any(looks_like_data(below) for below in rows[top + 1 : top + 4])
        if followed and len(texts) > max(len(best), _LEAST_CELLS) and not looks_like_data(cells):
            row, best = top + grid.top + 1, texts
    return row, best


def _score(header: Header, sheet: str) -> float:
    """Return how good a reading is: columns known, those of the table itself half as much again."""
    known = sum(not name.startswith("_") for name in header.columns)
    unsure = sum(1 - confidence for confidence in header.confidence.values())
    # 借方 over 笔数 | 金额: a reading that leaves the lower words unread is the lesser of two.
    words = len(header.columns) + 0.5 * known + len(header.spread) + 0.1 * header.joined
    return words - unsure + _name_bonus(header.role, sheet)


def _shown(header: Header) -> list[str]:
    return [header.texts[index] for index in sorted(header.columns.values())]


def _questions(header: Header, grid: Grid) -> tuple[Question, ...]:
    """Return what may be meant by each column that is too unsure, under the standard headers.

    What the cells of a column cannot be is not asked after: 支出人 is no amount.
    """
    standard = {column.name: column.header for column in READABLE[header.role] if column.header}
    words = dictionary()[header.role]
    asked = []
    for text in header.unmapped:
        if header.role == "entries" and meaning.may_be_project(text):
            if not PROJECT_CELLS & header.columns.keys():
                asked.append(Question(text, (standard["project_code"],)))
            continue
        near = _near(header.role, normalise(text)) if normalise(text) not in words else Near()
        # What another column already is, this one is not.
        free = [name for name, _ in near.candidates if name not in header.columns]
        fits = looks_like(header, grid, text) if free or header.role == "entries" else {}
        names = [standard[n] for n in free if n in standard and fits.get(n, True)]
        if not names and _lacks_words(header) and fits.get("summary"):
            names = [standard["summary"]]
        if names:
            asked.append(Question(text, tuple(names)))
    return tuple(asked)


def _lacks_words(header: Header) -> bool:
    """Whether nothing in a ledger says what its lines are for."""
    return header.role == "entries" and header.columns.keys().isdisjoint(NEEDED["entries"][-1])


@cache
def _near(role: str, text: str) -> Near:
    return nearest(text, dictionary()[role])


@lru_cache(maxsize=4096)  # a folder of exports of one program has one header
def _map(
    role: str,
    place: tuple[int, int],
    texts: tuple[tuple[str, ...], ...],
    given: tuple[tuple[str, str], ...],
) -> Header:
    """Return the reading of these texts as the header of a table.

    texts: what each column may be called; given: normalised header -> column, as the user says.
    """
    fixed = dict(given)
    columns: dict[str, tuple[int, int]] = {}
    shown: dict[int, str] = {}
    unknown: dict[int, tuple[str, ...]] = {}
    confidence: dict[int, float] = {}
    year: int | None = None
    joined = False
    for index, choices in enumerate(texts):
        # 支出 over 材料费: the column is the item, not the whole spending.
        below = normalise(choices[1]) if len(choices) > 1 else ""
        said = COST_ITEM.match(below) or source_of_column(below)
        own = choices[:-1] if len(choices) > 2 and said else choices  # noqa: PLR2004
        by_letter = f"{column_letters(index)}列".lower()
        for choice in (by_letter, *own) if by_letter in fixed and own else own:
            if (match := _OF_YEAR.match(choice)) and normalise(choice) not in fixed:
                year, choice = int(match[1]), match[2] or "年"  # noqa: PLW2901 - 2024年 over 月
            hit = meaning.of_header(role, normalise(choice), fixed)
            if hit is None:
                continue
            name, strength = hit
            if choice == by_letter and name == IGNORED:
                break
            shown[index] = choices[0]
            joined = joined or _is_joined(name, choice, choices)
            if name != IGNORED and (name not in columns or strength < columns[name][1]):
                columns[name] = (index, strength)
            break
        else:
            if choices:
                shown[index] = choices[0]
                unknown[index] = choices
    if len(columns) >= _LEAST_CELLS:
        # Only beside columns that are known: near words alone make no header.
        confidence = _take_near(role, unknown, columns)
    side = shown[columns["_direction"][0]] if "_direction" in columns else ""
    if meaning.is_side_of_balance({name: index for name, (index, _) in columns.items()}, side):
        columns.pop("_direction")
    used = {index for index, _ in columns.values()}
    items = items_among(role, unknown, used)
    sources = {} if items else sources_among(role, unknown, used)
    of_projects = role == "entries" and not (items or sources or PROJECT_CELLS & columns.keys())
    projects = projects_among(unknown, used) if of_projects else {}
    return Header(
        role=role,
        top=place[0],
        bottom=place[1],
        columns={name: index for name, (index, _) in columns.items()},
        texts=shown,
        units={
            name: worth
            for name, (i, _) in columns.items()
            if (worth := unit_of_header(shown[i])) is not None
        },
        unmapped=tuple(
            t for i, t in shown.items() if i not in {*used, *items, *sources, *projects}
        ),
        year=year,
        joined=joined,
        items=items,
        confidence=confidence,
        sources=sources,
        projects=projects,
    )


def _is_joined(name: str, choice: str, choices: tuple[str, ...]) -> bool:
    """Whether the words of a column in two rows are one name, or a word stands under an amount.

    choices: what the column may be called, which are several where a lower word has one above.
    """
    if len(choices) > 2 and choice == choices[2]:  # noqa: PLR2004 - both, the lower, the upper
        return name in _OF_FIGURES and not re.search(r"\d", choices[1])
    return len(choices) > 1 and choice == choices[0]


def _take_near(
    role: str, unknown: Mapping[int, tuple[str, ...]], columns: dict[str, tuple[int, int]]
) -> dict[int, float]:
    """Add the columns whose headers come near enough to a known one; return how sure each is."""
    confidence = {}
    for index, choices in unknown.items():
        near = _near(role, normalise(choices[0]))
        if near.name and near.name != IGNORED and near.name not in columns:
            columns[near.name] = (index, len(dictionary()[role]))
            confidence[index] = near.candidates[0][1]
    return confidence


def _said(grid: Grid, rows: list[list[str]], top: int) -> tuple[str, ...]:
    """Return the sheet's name and its titles: what a sheet says that it is."""
    return grid.name, *(cell for row in rows[:top] for cell in row if cell)


def _name_bonus(role: str, sheet: str) -> float:
    standard = READABLE[role].sheet
    if sheet.strip() == standard:
        return 100
    if role == "auxiliary":
        return 50  # it repeats its voucher's columns; 辅助类型 alone tells what its rows are
    return 3 if standard in sheet else 0
