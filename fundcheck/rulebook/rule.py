"""A rule file as a checked record: what is asked, in which words it is answered, in what law."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundcheck.errors import WrongRequestError
from fundcheck.findings import Level, Source
from fundcheck.rulebook.parameters import NO_SOURCE
from fundcheck.rulebook.sql import check_sql
from fundcheck.sections import Section, read_toml
from fundcheck.tables import ENTRIES, OF_PROJECTS

if TYPE_CHECKING:
    from pathlib import Path

_KEYS = (
    "title", "article", "level", "applies_to", "about", "reads", "message", "arithmetic", "remedy",
    "needs", "not_applicable", "looks_at", "cannot_see", "example", "sql",
)  # fmt: skip
PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
ABOUT = ("", "lines", "sums")
RESERVED = ("project_code", "violates", "entry_ids", "source", "amount", "level", "needs")
"""Columns of a rule's result that are not values for its message (amount may be both)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    message and arithmetic hold {name} for values of the SQL's result, {name:pct} for a share.
    needs: what to bring when the rule cannot tell; not_applicable: why it may look at nothing;
    to_all: also looks at projects that the regulation does not govern; about: "lines" or "sums"
    of spending, blank for neither; reads: columns of a ledger line whose cell, where it says
    something that was not understood, leaves the line open; and tables beside the ledger, or single
    columns of them (budget, projects.status), which leave the project open where they do; source:
    the regulation that ``article`` is of.
    """

    code: str
    title: str
    article: str
    level: Level
    message: str
    arithmetic: tuple[str, ...]
    remedy: str
    needs: str
    not_applicable: str
    looks_at: str
    cannot_see: str
    example: str
    sql: str
    parameters: frozenset[str]
    to_all: bool
    about: str = ""
    reads: tuple[str, ...] = ()
    source: Source = NO_SOURCE

    @property
    def places(self) -> frozenset[str]:
        """Names that the message and the arithmetic want from the result."""
        texts = (self.message, *self.arithmetic)
        return frozenset(match[1] for text in texts for match in PLACE.finditer(text))


def _reads(section: Section) -> tuple[str, ...]:
    names = section.texts("reads")
    known = {column.name for column in ENTRIES if column.header}
    beside = {table.name: {c.name for c in table} for table in OF_PROJECTS}
    for name in names:
        table, _, column = name.partition(".")
        if name in known or (table in beside and (not column or column in beside[table])):
            continue
        raise WrongRequestError(
            f"{section.at('reads')}：没有「{name}」。可用：支出明细的列 "
            f"{'、'.join(sorted(known))}；其他表或其中一列（表.列）：{'、'.join(sorted(beside))}。"
        )
    return names


def read_rule(path: Path, source: Source = NO_SOURCE) -> Rule:
    """Return the rule of a file named <CODE>.toml; raises WrongRequestError with the place.

    source: the regulation that the pack of the file writes down.
    """
    section = read_toml(path)
    section.only(_KEYS)
    sql = section.get("sql", str)
    return Rule(
        code=path.stem,
        title=section.get("title", str),
        article=section.get("article", str),
        level=Level(section.one_of("level", [level.value for level in Level])),
        message=section.get("message", str).strip(),
        arithmetic=section.texts("arithmetic"),
        remedy=section.get("remedy", str).strip(),
        needs=section.get("needs", str, ""),
        not_applicable=section.get("not_applicable", str, "没有需要核对的内容"),
        looks_at=section.get("looks_at", str, ""),
        cannot_see=section.get("cannot_see", str, ""),
        example=section.get("example", str, ""),
        sql=sql,
        parameters=check_sql(sql, section.at("sql")),
        about=section.one_of("about", ABOUT, ""),
        reads=_reads(section),
        source=source,
        to_all=section.one_of("applies_to", ("governed", "all"), "governed") == "all",
    )
