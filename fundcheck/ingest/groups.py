"""Lines under headings: 「一、设备费」 or 「项目：(540773)…」 in a row of its own, lines below it.

A heading holds down to the next one. It is believed only where the first line has one above it:
a name that follows its lines is a subtotal's. What a column of the ledger says goes before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest import labels, project_of, project_said
from fundcheck.ingest.body import rows_above
from fundcheck.ingest.derive import account_in
from fundcheck.ingest.losses import listed
from fundcheck.ingest.meant import is_payment_list
from fundcheck.ingest.words import (
    COST_ITEM,
    DEVICES,
    ITEM_COLUMNS,
    fund_source,
    is_device_list,
    item_of_list,
)
from fundcheck.numbering import is_numbering, without_numbering

if TYPE_CHECKING:
    from fundcheck.ingest.body import Part, Stack

_FIGURE = re.compile(r"^[-+￥¥(（]?\d[\d,，.]*[)）]?(?:万?元)?%?$|^\d{2,4}[-./年]\d")
_SHORT = re.compile(r"^[\u4e00-\u9fff/]{2,8}$")
_PAID_FOR = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[年月份度])((?![年月份度])[\u4e00-\u9fff]{2,10}?(?:费|津贴|补贴|酬金))"
)
_WHOSE = re.compile(r"^(?:科研|研究(?![生员])|项目|课题)+(?=[\u4e00-\u9fff]{3})")
_SUBTOTAL = re.compile(r"(?:[小合总共][计計]|汇总)\W*$")
# 材料费小计 and Total for Lab Supplies: the total of a group bears its name.
_OF_GROUP = re.compile(r"(?i)^total(?:for)?|(?:小计|合计|汇总)$")
_CODED = re.compile(
    r"^[(（\[【]?(\d{4,}(?:[.\-]\d+)*)[)）\]】]?[\s\-—_:：]*([\u4e00-\u9fff][^\d:：]*)$"
)
_MOST = 2_000  # headings in a sheet; more are lines that have lost their figures


class Heading(NamedTuple):
    """What a row says of the lines below it; line: of the stack, or of the header above it."""

    line: int
    item: str | None = None
    source: str | None = None
    project: project_said.ProjectOf | None = None
    account: tuple[str, str] | None = None


class Groups(NamedTuple):
    """What headings say: of each column, line by line of the stack, and a sentence by sheet.

    columns: _line and any of cost_item, fund_source, project_code, project_name, account_code,
    account_name; by_project: the sheets whose headings name projects.
    """

    columns: pl.DataFrame
    notes: dict[int, list[str]]
    by_project: frozenset[int]


def groups_in(body: pl.DataFrame, stacked: Stack) -> Groups:
    """Return what the headings among the rows say of the entries below them.

    body: the rows with their kind, as ``rows.classify`` leaves them.
    """
    columns = stacked.header.columns.keys()
    wanted = {
        "item": not (ITEM_COLUMNS & columns or stacked.header.items),
        "source": "fund_source" not in columns,
        "project": not project_of.PROJECT_CELLS & columns,
        "account": not (ITEM_COLUMNS & columns or stacked.header.items),
    }
    lines = body.filter(pl.col("kind").is_in(["entry", "opening"]))
    said: list[tuple[str, int, Heading]] = []
    notes: dict[int, list[str]] = {}
    if any(wanted.values()) and lines.height:
        entries = lines.filter(pl.col("kind") == "entry")
        first = dict(entries.group_by("_part").agg(pl.col("_line").min()).iter_rows())
        for number, headings in _headings(body, stacked).items():
            for what in (what for what, open_ in wanted.items() if open_):
                found = [h for h in headings if getattr(h, what)]
                if not found or number not in first or found[0].line > first[number]:
                    continue
                start = stacked.starts[number]
                told = [h.line - start for h in found if h.line >= start]
                if what in {"project", "account"} and not told:
                    continue  # the whole sheet's, which its caller knows
                said += [(what, number, heading) for heading in found]
                places = [stacked.parts[number].first_row + line for line in told]
                notes.setdefault(number, []).append(_sentence(what, places, found[0]))
    by_project = frozenset(number for what, number, _ in said if what == "project")
    return Groups(_filled(lines, said), notes, by_project)


def _sentence(what: str, places: list[int], first: Heading) -> str:
    name = {"item": "费用科目", "source": "资金来源", "project": "项目", "account": "科目"}[what]
    if places:
        return f"{name}取自各行上方的标题（第 {listed(places)}）。"
    return f"{name}「{first.item or first.source}」取自表头上方的标题或工作表名称。"


def _headings(body: pl.DataFrame, stacked: Stack) -> dict[int, list[Heading]]:
    """Return the headings of each sheet, those above its header first."""
    found: dict[int, list[Heading]] = {}
    for number, (part, start) in enumerate(zip(stacked.parts, stacked.starts, strict=True)):
        above = _above(part, start - 1)
        if above:
            found[number] = [above]
    plain = pl.col("label").is_null() | (pl.col("label") == labels.NAMELESS)
    aside = pl.col("kind").is_in(["title", "subtotal"]) & plain
    footer = pl.col("_first").str.contains(labels.FOOTER)
    suspects = body.filter(aside & ~footer).select("_part", "_line")
    totals = body.filter(pl.col("label").str.contains(_OF_GROUP.pattern))
    summed = {
        number: frozenset(_OF_GROUP.sub("", label).lower() for label in labels)
        for number, labels in totals.group_by("_part").agg("label").iter_rows()
    }
    for number, lines in suspects.group_by("_part", maintain_order=True).agg("_line").iter_rows():
        if len(lines) > _MOST:
            continue
        part, start = stacked.parts[number], stacked.starts[number]
        texts = {line: _texts(part, line - start) for line in lines}
        found.setdefault(number, []).extend(_of_rows(texts, summed.get(number, frozenset())))
    return found


def _texts(part: Part, line: int) -> list[str]:
    row = part.grid.cells.row(part.header.bottom + 1 + line)
    return [cell.strip() for cell in row if cell and cell.strip()]


def _of_rows(texts: dict[int, list[str]], summed: frozenset[str]) -> list[Heading]:
    """Return what these rows say; short words beside cost items are cost items too (其他).

    summed: the names that have a total of their own further down, which are headings whatever
    they are called.
    """
    named = {line: name for line, row in texts.items() if (name := _name(row, summed)) is not None}
    with_items = any(COST_ITEM.match(name) or _key(name) in summed for name in named.values())
    headings = []
    for line, row in texts.items():
        name = named.get(line)
        project = None if _SUBTOTAL.search(row[0]) else project_said.from_titles([row])
        source = fund_source(name) if name and not project else None
        item = name if with_items and name and not source and not project else None
        account = None if _SUBTOTAL.search(row[0]) else _account(row)
        if item or source or project or account:
            headings.append(Heading(line, item, source, project, account))
    return headings


def _account(row: list[str]) -> tuple[str, str] | None:
    """Return code and name of the account of a heading: 科目：5301 研发支出, or 30218 材料费."""
    if (said := account_in([row])) or len(row) != 1:
        return said
    match = _CODED.match(row[0])
    leaf = re.split(r"[-—_/\\\s]", match[2])[-1] if match else ""
    return (match[1], match[2]) if match and COST_ITEM.match(leaf) else None


def _key(name: str) -> str:
    return re.sub(r"[\s:：]", "", name).lower()


def _name(row: list[str], summed: frozenset[str] = frozenset()) -> str | None:
    """Return the words of a row that has nothing else but figures, without their numbering."""
    numbered = len(row) > 1 and is_numbering(row[0])
    words = [text.rstrip(":：") for text in row[numbered:] if not _FIGURE.match(text)]
    if len(words) != 1 or _SUBTOTAL.search(words[0]):
        return None
    name = without_numbering(words[0])
    known = _SHORT.match(name) or COST_ITEM.match(name) or _key(name) in summed
    return name if known else None


def _above(part: Part, line: int) -> Heading | None:
    """Return what the row right above the header, the titles and the sheet's name say."""
    titles = rows_above(*part)
    last = next((row for row in reversed(titles) if row), [])
    name = _name(last) if len(last) == 1 else None
    item = name if name and COST_ITEM.match(name) and not fund_source(name) else None
    said = (part.grid.name, *(cell for row in titles for cell in row))
    if is_payment_list(part.header, said):
        paid = (match[1] for text in said if (match := _PAID_FOR.search(text)))
        item = next((_WHOSE.sub("", text) for text in paid), item)
    item = item or next(filter(None, map(item_of_list, said)), None)
    if item is None and "item_name" in part.header.columns and any(map(is_device_list, said)):
        item = DEVICES
    source = {fund_source(text) for text in said} - {None}
    one_source = source.pop() if len(source) == 1 else None
    found = Heading(line, item, one_source, project_said.from_titles(titles), account_in(titles))
    return found if any(found[1:]) else None


def _filled(lines: pl.DataFrame, said: list[tuple[str, int, Heading]]) -> pl.DataFrame:
    """Return the lines with what the nearest heading above each says, sheet by sheet."""
    result = lines.select("_line", "_part").sort("_line")
    for what in dict.fromkeys(kind for kind, *_ in said):
        heads = [(number, heading) for kind, number, heading in said if kind == what]
        columns: dict[str, list[str | None]] = {
            "cost_item": [heading.item for _, heading in heads],
            "fund_source": [heading.source for _, heading in heads],
            "project_code": [h.project.code if h.project else None for _, h in heads],
            "project_name": [h.project.name if h.project else None for _, h in heads],
            "account_code": [h.account[0] if h.account else None for _, h in heads],
            "account_name": [h.account[1] if h.account else None for _, h in heads],
        }
        frame = pl.DataFrame(
            {
                "_line": pl.Series([heading.line for _, heading in heads], dtype=pl.Int64),
                "_part": pl.Series([number for number, _ in heads], dtype=pl.Int64),
                **{n: pl.Series(columns[n], dtype=pl.String) for n in _SAID[what]},
            }
        ).sort("_line")
        result = result.join_asof(frame, on="_line", by="_part", check_sortedness=False)
    return result.drop("_part")


_SAID = {
    "item": ("cost_item",),
    "source": ("fund_source",),
    "project": ("project_code", "project_name"),
    "account": ("account_code", "account_name"),
}
