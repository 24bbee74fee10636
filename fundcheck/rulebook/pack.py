"""Load a rule pack: a folder of data to one checked record."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fundcheck.errors import WrongRequestError
from fundcheck.findings import Article
from fundcheck.resources import folder
from fundcheck.rulebook.categories import Head, read_categories
from fundcheck.rulebook.parameters import LawTable, Named, override, read_parameters
from fundcheck.rulebook.rule import Rule, read_rule
from fundcheck.rulebook.sql import check_sql, unknown
from fundcheck.sections import Section, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TREATED = ("rules", "evidence", "permissive", "outside")
_NUMBER = re.compile(r"(\d+)")


class View(NamedTuple):
    """A derived table of a pack, built before the rules; later views may use earlier ones."""

    name: str
    sql: str
    parameters: frozenset[str]


class ExhibitSpec(NamedTuple):
    """A view to be shown on each project's page: column name -> Chinese header."""

    id: str
    title: str
    view: str
    columns: dict[str, str]


class CeilingSpec(NamedTuple):
    """Where the pack has its tiers of indirect costs: a law table with a kind, lower, upper, rate.

    general: the kind that holds for all projects but those whose type is one of the word list
    ``special_types``, which have the kind ``special``.
    """

    table: str
    general: str
    special: str
    special_types: str


class Pack(NamedTuple):
    """A rule pack. sha256 is over the names and bytes of its files, cases excepted."""

    id: str
    title: str
    edition: str
    document: str
    sha256: str
    parameters: dict[str, Named]
    law_tables: tuple[LawTable, ...]
    categories: tuple[Head, ...]
    views: tuple[View, ...]
    facts: dict[str, str]
    exhibits: tuple[ExhibitSpec, ...]
    articles: tuple[Article, ...]
    rules: tuple[Rule, ...]
    ceiling: CeilingSpec | None
    folder: Path

    def case_file(self, code: str) -> Path:
        """Return where the cases of a rule stand."""
        return self.folder / "cases" / f"{code}.toml"

    def with_values(self, values: Mapping[str, str]) -> Pack:
        """Return the pack with these parameters at other values, whatever the day.

        Raises WrongRequestError where a name is none of the pack's numbers, or a value is none.
        """
        changed = {
            name: override(self.parameters.get(name), name, value, self.parameters)
            for name, value in values.items()
        }
        return self._replace(parameters={**self.parameters, **changed})


def load_pack(name: str | Path) -> Pack:
    """Return the pack of that id, or in that folder.

    Raises WrongRequestError with one sentence for the first thing that is wrong in it.
    """
    root = _root(name)
    head = read_toml(root / "pack.toml")
    head.only(
        ("id", "title", "edition", "document", "views", "facts", "exhibits", "articles", "ceiling")
    )
    parameters, law_tables = read_parameters(read_toml(root / "parameters.toml"))
    rules = tuple(read_rule(path) for path in sorted(_rule_files(root), key=_natural))
    views = tuple(_view(root, view) for view in head.texts("views"))
    for rule in rules:
        unknown(rule.parameters - {"as_of"}, parameters, f"规则文件 {rule.code}.toml")
    for view in views:
        unknown(view.parameters - {"as_of"}, parameters, f"视图 {view.name}.sql")
    return Pack(
        id=head.get("id", str),
        title=head.get("title", str),
        edition=head.get("edition", str),
        document=head.get("document", str),
        sha256=_digest(root),
        parameters=parameters,
        law_tables=law_tables,
        categories=read_categories(read_toml(root / "categories.toml")),
        views=views,
        facts={key: str(text) for key, text in head.get("facts", dict, {}).items()},
        exhibits=tuple(_exhibit(section) for section in head.sections("exhibits")),
        articles=_articles(head, rules),
        rules=rules,
        ceiling=_ceiling(head, parameters, law_tables),
        folder=root,
    )


def _root(name: str | Path) -> Path:
    shipped = folder("rules")
    for root in (shipped / str(name), Path(name)):
        if (root / "pack.toml").is_file():
            return root
    known = sorted(path.parent.name for path in shipped.glob("*/pack.toml"))
    raise WrongRequestError(
        f"没有规则包「{name}」。可用：{'、'.join(known)}；或给出含 pack.toml 的文件夹。"
    )


def _rule_files(root: Path) -> Iterable[Path]:
    data = {"pack.toml", "parameters.toml", "categories.toml"}
    return (path for path in root.glob("*.toml") if path.name not in data)


def _natural(path: Path) -> list[tuple[int, str]]:
    """J5-2 before J10-1: numbers within a code order as numbers."""
    return [(int(p), "") if p.isdigit() else (0, p) for p in _NUMBER.split(path.stem)]


def _view(root: Path, name: str) -> View:
    path = root / "views" / f"{name}.sql"
    if not path.is_file():
        raise WrongRequestError(
            f"规则文件 pack.toml：views 里的「{name}」没有文件 views/{name}.sql。"
        )
    sql = path.read_text("utf-8")
    return View(name, sql, check_sql(sql, f"视图 {path.name}"))


def _exhibit(section: Section) -> ExhibitSpec:
    section.only(("id", "title", "view", "columns"))
    return ExhibitSpec(
        section.get("id", str),
        section.get("title", str),
        section.get("view", str),
        section.get("columns", dict),
    )


def _ceiling(
    head: Section, parameters: dict[str, Named], tables: tuple[LawTable, ...]
) -> CeilingSpec | None:
    if "ceiling" not in head.data:
        return None
    section = Section(f"{head.where} 的 [ceiling]", head.get("ceiling", dict))
    section.only(("table", "general", "special", "special_types"))
    spec = CeilingSpec(*(section.get(key, str) for key in CeilingSpec._fields))
    unknown((spec.special_types,), parameters, section.where)
    if spec.table not in {table.name for table in tables}:
        raise WrongRequestError(f"{section.where}：没有名为「{spec.table}」的表。")
    return spec


def _articles(head: Section, rules: tuple[Rule, ...]) -> tuple[Article, ...]:
    """Return the article table; every rule file stands in it once, and it names no other."""
    codes = {rule.code for rule in rules}
    articles = []
    for section in head.sections("articles"):
        section.only(("article", "title", "treated", "rules", "planned", "why", "checklist"))
        article = Article(
            article=section.get("article", int),
            title=section.get("title", str),
            treated=section.one_of("treated", _TREATED),
            rules=section.texts("rules"),
            planned=section.texts("planned"),
            why=section.get("why", str, ""),
            checklist=section.texts("checklist"),
        )
        for code in article.rules:
            if code not in codes:
                raise WrongRequestError(f"{section.where}：规则 {code} 没有文件 {code}.toml。")
        articles.append(article)
    listed = {code for article in articles for code in article.rules}
    if missing := sorted(codes - listed):
        raise WrongRequestError(
            f"规则文件 pack.toml：规则 {'、'.join(missing)} 没有列在 articles 的任何一条里。"
        )
    return tuple(articles)


def _digest(root: Path) -> str:
    total = sha256()
    for path in sorted(root.rglob("*"), key=lambda p: p.relative_to(root).as_posix()):
        inside = path.relative_to(root)
        if path.is_file() and path.suffix in {".toml", ".sql"} and inside.parts[0] != "cases":
            # Line ends differ between checkouts; what the rules say does not.
            content = path.read_bytes().replace(b"\r\n", b"\n")
            total.update(f"{inside.as_posix()}\0{len(content)}\0".encode())
            total.update(content)
    return total.hexdigest()
