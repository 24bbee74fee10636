"""Load a rule pack: a folder of data to one checked record."""

from __future__ import annotations

import re
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from fundcheck.errors import WrongRequestError
from fundcheck.findings import Article, Source
from fundcheck.resources import folder
from fundcheck.rulebook.categories import Head, read_categories
from fundcheck.rulebook.parameters import LawTable, Named, override, read_parameters
from fundcheck.rulebook.rule import Rule, read_rule
from fundcheck.rulebook.sql import check_sql, unknown
from fundcheck.sections import Section, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_TREATED = ("rules", "evidence", "permissive", "outside")
_NUMBER = re.compile(r"(\d+)")


class View(NamedTuple):
    """A derived table of a pack, built before the rules; later views may use earlier ones."""

    name: str
    sql: str
    parameters: frozenset[str]
    source: Source


class ExhibitSpec(NamedTuple):
    """A view to be shown on each project's page: column name -> Chinese header."""

    id: str
    title: str
    view: str
    columns: dict[str, str]


class CeilingSpec(NamedTuple):
    """Where the pack has its tiers of indirect costs: a law table with a kind, lower, upper, rate.

    general: the kind that holds for all projects but those whose type is one of the word list
    ``special_types``, which have the kind ``special``; general_types: the word list of those of
    the general kind, if any. A type with none of these words says nothing of its tiers.
    """

    table: str
    general: str
    special: str
    special_types: str
    general_types: str = ""


class Pack(NamedTuple):
    """A rule pack, with what it takes over from the pack that it extends (``base``).

    sha256 is over the names and bytes of its files and its base's, cases excepted.
    """

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
    base: Pack | None = None

    @property
    def source(self) -> Source:
        """The regulation that this pack writes down."""
        return Source(self.id, self.title, self.edition, self.document)

    @property
    def extends(self) -> tuple[Source, ...]:
        """The regulations that this one is written on top of, the nearest first."""
        return (self.base.source, *self.base.extends) if self.base else ()

    def proofs(self, code: str) -> tuple[tuple[Pack, Path], ...]:
        """Return the case files of a rule, each with the pack that they hold in.

        A pack's own cases hold under its own numbers. Those that it takes over prove the rule
        still, under the numbers, words and cost heads of the pack that they come from: a stricter
        limit is no fault of theirs. A rule that is replaced is proved anew.
        """
        own = self.folder / "cases" / f"{code}.toml"
        found = ((self, own),) if own.is_file() else ()
        if self.base is None or (self.folder / f"{code}.toml").is_file():
            return found
        inherited = self.base.proofs(code)
        return (*found, *((self._at_values_of(pack), path) for pack, path in inherited))

    def _at_values_of(self, other: Pack) -> Pack:
        return self._replace(
            parameters={**self.parameters, **other.parameters},
            law_tables=_replaced(self.law_tables, other.law_tables),
            categories=other.categories,
        )

    def changed(self, name: str) -> bool:
        """Whether a parameter of the base has another value here."""
        old = self.base.parameters.get(name) if self.base else None
        return old is not None and self.parameters[name] is not old

    def with_values(self, values: Mapping[str, str], by: str = "") -> Pack:
        """Return the pack with these parameters at other values, whatever the day.

        by: who says so.

        Raises WrongRequestError where a name is none of the pack's numbers, or a value is none.
        """
        changed = {
            name: override(self.parameters.get(name), name, value, self.parameters, by)
            for name, value in values.items()
        }
        return self._replace(parameters={**self.parameters, **changed})


def load_pack(name: str | Path) -> Pack:
    """Return the pack of that id, or in that folder, with all that it takes over from its base.

    Raises WrongRequestError with one sentence for the first thing that is wrong in it.
    """
    return _load(_root(name), ())


def load_packs(names: Iterable[str | Path]) -> tuple[Pack, ...]:
    """Return the packs of one run.

    Raises WrongRequestError as ``load_pack`` does, and where two packs give one code to their
    rules or one name to different figures: a report could not tell them apart.
    """
    packs = tuple(map(load_pack, names))
    if not packs:
        raise WrongRequestError("没有给出规则包。")
    for first, second in combinations(packs, 2):
        both = f"规则包 {first.id} 和 {second.id}"
        codes = {rule.code for rule in first.rules}
        if shared := [rule.code for rule in second.rules if rule.code in codes]:
            raise WrongRequestError(
                f"{both} 都有规则 {shared[0]}，不能同时使用。请只给一个"
                "（扩展别的规则包的，已含所扩展的规则）。"
            )
        for name in first.facts.keys() & second.facts.keys():
            if first.facts[name] != second.facts[name]:
                raise WrongRequestError(
                    f"{both} 的 {name} 不是一个数（{first.facts[name]}、{second.facts[name]}），"
                    "不能同时使用。请每次用一个规则包检查。"
                )
    return packs


def _load(root: Path, above: tuple[Path, ...]) -> Pack:
    """Return the pack in a folder; above: the packs that extend it."""
    head = read_toml(root / "pack.toml")
    head.only(_KEYS)
    base = _base(head, root, above)
    source = Source(*(head.get(key, str) for key in Source._fields))
    own_parameters, own_tables = read_parameters(
        _part(root, "parameters.toml", needed=base is None), base.parameters if base else {}, source
    )
    parameters = {**(base.parameters if base else {}), **own_parameters}
    law_tables = _replaced(base.law_tables if base else (), own_tables)
    own_rules = tuple(read_rule(path, source) for path in sorted(_rule_files(root), key=_natural))
    rules = _rules(head, base, own_rules)
    views = _replaced(
        base.views if base else (), tuple(_view(root, view, source) for view in head.texts("views"))
    )
    for rule in rules:
        unknown(rule.parameters - {"as_of"}, parameters, root / f"{rule.code}.toml", "规则文件")
    for view in views:
        unknown(
            view.parameters - {"as_of"}, parameters, root / "views" / f"{view.name}.sql", "视图"
        )
    own_heads = read_categories(_part(root, "categories.toml", needed=base is None))
    categories = (*own_heads, *_freed(base.categories if base else (), own_heads))
    exhibits = tuple(_exhibit(section) for section in head.sections("exhibits"))
    facts = {key: str(text) for key, text in head.get("facts", dict, {}).items()}
    ceiling = _ceiling(head, parameters, law_tables)
    return Pack(
        **source._asdict(),
        sha256=_digest(root, base),
        parameters=parameters,
        law_tables=law_tables,
        categories=categories,
        views=views,
        facts={**(base.facts if base else {}), **facts},
        exhibits=(*(base.exhibits if base else ()), *exhibits),
        articles=_articles(head, rules, base.articles if base else ()),
        rules=rules,
        ceiling=ceiling or (base.ceiling if base else None),
        folder=root,
        base=base,
    )


_KEYS = (
    *("id", "title", "edition", "document", "extends", "without"),
    *("views", "facts", "exhibits", "articles", "ceiling"),
)
_Named = TypeVar("_Named", View, LawTable)


def _base(head: Section, root: Path, above: tuple[Path, ...]) -> Pack | None:
    """Return the pack that this one extends: an id, or a folder from this one's own."""
    name = head.get("extends", str, "")
    if not name:
        return None
    beside = root / name
    found = beside if (beside / "pack.toml").is_file() else _root(name)
    if found.resolve() in {folder.resolve() for folder in (root, *above)}:
        raise WrongRequestError(f"{head.where}：extends「{name}」绕回到自己，不能互相扩展。")
    return _load(found, (root, *above))


def _part(root: Path, name: str, *, needed: bool) -> Section:
    """Return a file of the pack; one that extends another may go without."""
    if not needed and not (root / name).is_file():
        return Section(f"规则文件 {name}", {})
    return read_toml(root / name)


def _freed(heads: tuple[Head, ...], own: tuple[Head, ...]) -> Iterator[Head]:
    """Yield the base's cost heads without the words that the own ones claim."""
    claimed = {word for head in own for word in (*head.heads, *head.classes)}
    for head in heads:
        yield head._replace(
            heads=tuple(word for word in head.heads if word not in claimed),
            classes=tuple(word for word in head.classes if word not in claimed),
        )


def _replaced(base: tuple[_Named, ...], own: tuple[_Named, ...]) -> tuple[_Named, ...]:
    """Return the base's in their order, those of the same name replaced, then what is new."""
    by_name = {item.name: item for item in base}
    by_name.update((item.name, item) for item in own)
    return tuple(by_name.values())


def _rules(head: Section, base: Pack | None, own: tuple[Rule, ...]) -> tuple[Rule, ...]:
    inherited = {rule.code: rule for rule in base.rules} if base else {}
    for code in head.texts("without"):
        if code not in inherited:
            raise WrongRequestError(
                f"{head.where}：without 里的 {code} 不是所扩展规则包的规则。"
                f"可用：{'、'.join(inherited)}。"
            )
        del inherited[code]
    rules = {**inherited, **{rule.code: rule for rule in own}}
    return tuple(sorted(rules.values(), key=lambda rule: _natural(Path(rule.code))))


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


def _view(root: Path, name: str, source: Source) -> View:
    path = root / "views" / f"{name}.sql"
    if not path.is_file():
        raise WrongRequestError(
            f"规则文件 pack.toml：views 里的「{name}」没有文件 views/{name}.sql。"
        )
    sql = path.read_text("utf-8")
    return View(name, sql, check_sql(sql, f"视图 {path.name}"), source)


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
    section = Section(f"{head.label} 的 [ceiling]", head.get("ceiling", dict), head.text)
    section.only(CeilingSpec._fields)
    table, general, special, special_types = (
        section.get(key, str) for key in CeilingSpec._fields[:-1]
    )
    general_types = section.get("general_types", str, "")
    spec = CeilingSpec(table, general, special, special_types, general_types)
    lists = tuple(name for name in (special_types, general_types) if name)
    unknown(lists, parameters, None, section.where)
    if spec.table not in {table.name for table in tables}:
        raise WrongRequestError(f"{section.where}：没有名为「{spec.table}」的表。")
    return spec


def _articles(
    head: Section, rules: tuple[Rule, ...], base: tuple[Article, ...]
) -> tuple[Article, ...]:
    """Return the article table; every rule file stands in it, and it names no other.

    An article of a pack that extends another adds its rules and words to the base's.
    """
    codes = {rule.code for rule in rules}
    articles = {article.article: _without(article, codes) for article in base}
    document = head.get("document", str)
    for section in head.sections("articles"):
        section.only(("article", "title", "treated", "rules", "planned", "why", "checklist"))
        number = section.get("article", int)
        old = articles.get(number)
        added = section.texts("checklist")
        if old:  # what a house adds under another regulation's article is not that one's
            added = tuple(f"{item}（{document}）" for item in added)
        article = Article(
            article=number,
            title=section.get("title", str, old.title if old else None),
            treated=section.one_of("treated", _TREATED, old.treated if old else None),
            rules=tuple(dict.fromkeys((*(old.rules if old else ()), *section.texts("rules")))),
            planned=section.texts("planned"),
            why=section.get("why", str, old.why if old else ""),
            checklist=(*(old.checklist if old else ()), *added),
            document=old.document if old else document,
        )
        for code in article.rules:
            if code not in codes:
                raise WrongRequestError(f"{section.where}：规则 {code} 没有文件 {code}.toml。")
        articles[number] = article
    listed = {code for article in articles.values() for code in article.rules}
    if missing := sorted(codes - listed):
        raise WrongRequestError(
            f"规则文件 pack.toml：规则 {'、'.join(missing)} 没有列在 articles 的任何一条里。"
        )
    return tuple(articles.values())


def _without(article: Article, codes: set[str]) -> Article:
    """Take dropped rules out of an article, and say so there: it must not look checked by them."""
    dropped = [code for code in article.rules if code not in codes]
    if not dropped:
        return article
    kept = tuple(code for code in article.rules if code in codes)
    why = f"{article.why}本规则包不采用规则 {'、'.join(dropped)}。"
    return article._replace(rules=kept, why=why)


def _digest(root: Path, base: Pack | None) -> str:
    total = sha256(f"{base.sha256}\0".encode() if base else b"")
    for path in sorted(root.rglob("*"), key=lambda p: p.relative_to(root).as_posix()):
        inside = path.relative_to(root)
        if path.is_file() and path.suffix in {".toml", ".sql"} and inside.parts[0] != "cases":
            # Line ends differ between checkouts; what the rules say does not.
            content = path.read_bytes().replace(b"\r\n", b"\n")
            total.update(f"{inside.as_posix()}\0{len(content)}\0".encode())
            total.update(content)
    return total.hexdigest()
