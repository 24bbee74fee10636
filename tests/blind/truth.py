"""What is true of the ledgers by the regulation: faults to be found, innocents to be left alone.

A case names lines by their tags, one of another project as ``102:tag``. One without tags is about
a card, a budget, a receipt or a sum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fundcheck.findings import Level

if TYPE_CHECKING:
    from blind.sheets import Place, Places


class Fault(NamedTuple):
    """What a rule must find: these rows, at this level, with these figures."""

    id: str
    rule: str
    project_code: str
    rows: frozenset[Place]
    why: str
    level: Level
    figures: tuple[str, ...]


class Innocent(NamedTuple):
    """What a rule must not find. ``told``: the data has all facts that the rule needs."""

    id: str
    rule: str
    project_code: str
    rows: frozenset[Place]
    why: str
    told: bool


class Truth(NamedTuple):
    """All that is true of a folder. ``side``: what the planted faults bring with them by law."""

    faults: list[Fault]
    innocents: list[Innocent]
    side: list[Fault]


def faults(text: str, places: Places) -> list[Fault]:
    """Read ``id|rule|level|project|tags|figures|why``."""
    found = []
    for row in text.strip().splitlines():
        number, rule, level, project, tags, figures, why = row.split("|")
        rows = _rows(project, tags, places)
        grave, numbers = Level(level), tuple(figures.split())
        found.append(Fault(number, rule, _code(project), rows, why, grave, numbers))
    return found


def innocents(text: str, places: Places, *, told: bool) -> list[Innocent]:
    """Read ``id|rule|project|tags|why``."""
    found = []
    for row in text.strip().splitlines():
        number, rule, project, tags, why = row.split("|")
        rows = _rows(project, tags, places)
        found.append(Innocent(number, rule, _code(project), rows, why, told))
    return found


def _code(project: str) -> str:
    return f"JCKJ2023-{project}"


def _rows(project: str, tags: str, places: Places) -> frozenset[Place]:
    return frozenset(places[tag if ":" in tag else f"{project}:{tag}"] for tag in tags.split())
