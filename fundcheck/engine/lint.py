"""What a pack owes beyond loading: proofs, citations, tiers without gap, SQL that runs."""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from fundcheck.engine.failures import verbatim
from fundcheck.engine.run import run_pack
from fundcheck.engine.shapes import FACTS, GOVERNED, faults
from fundcheck.errors import WrongRequestError
from fundcheck.findings import Result
from fundcheck.rulebook.articles import numeral
from fundcheck.rulebook.cases import AS_OF, Case, read_cases
from fundcheck.rulebook.parameters import Parameter, WordList
from fundcheck.rulebook.rule import PLACE
from fundcheck.rulebook.sql import line_of
from fundcheck.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fundcheck.rulebook.pack import Pack
    from fundcheck.rulebook.parameters import LawTable, Named
    from fundcheck.rulebook.rule import Rule

_WANTED = {
    "remedy": "整改建议",
    "looks_at": "看什么",
    "cannot_see": "看不到什么",
    "example": "例子",
}


# 0, 1, 2 count things, 3 and 4 are places to round to, 100 makes percents: no number of a law.
_COUNTS = frozenset(("0", "1", "2", "3", "4", "100"))
_BARE = re.compile(r"'(?:[^']|'')*'|--[^\n]*|DECIMAL\(38, ?\d\)")
_FIGURE = re.compile(r"(?<![\w.:])\d+(?:\.\d+)?\b")
_WORD = re.compile(r"\w+")
_ABSENT = re.compile(r"relation '(.+?)' was not found")


class Problem(NamedTuple):
    """Something that a pack owes: its file, its line (0: none in particular), what (Chinese)."""

    file: str
    line: int
    text: str


def lint(pack: Pack) -> list[Problem]:
    """Return everything that is wrong with a pack that loads."""
    problems = [
        *_parameters(pack),
        *_law_tables(pack),
        *_views(pack),
        *_articles(pack),
    ]
    for rule in pack.rules:
        problems += [*_words(pack, rule), *_cases(pack, rule)]
    return [*problems, *_runs(pack)]


def _at(pack: Pack, file: str, text: str) -> int:
    """Return the line of a file that has the text, 0 where none has."""
    return line_of(pack.folder / file, text)


def _sql(pack: Pack) -> dict[str, str]:
    views = {f"views/{view.name}.sql": view.sql for view in pack.views}
    return {**views, **{f"{rule.code}.toml": rule.sql for rule in pack.rules}}


def _parameters(pack: Pack) -> Iterator[Problem]:
    used = {name for rule in pack.rules for name in rule.parameters}
    used |= {name for view in pack.views for name in view.parameters}
    used |= {pack.ceiling.special_types, pack.ceiling.general_types} if pack.ceiling else set()
    inherited = pack.base.parameters if pack.base else {}
    for name, parameter in pack.parameters.items():
        if inherited.get(name) is parameter:
            continue  # what was taken over is the other pack's to use
        line = _at(pack, "parameters.toml", f"[{name}]")
        if name not in used:
            text = f"参数 {name} 没有一条规则或视图用到，请删去或使用。"
            yield Problem("parameters.toml", line, text)
        for text in (*_citation(pack, name), *_word_faults(parameter)):
            yield Problem("parameters.toml", line, text)


def _citation(pack: Pack, name: str) -> Iterator[str]:
    article = pack.parameters[name].article
    if not article.strip():
        yield f"参数 {name} 没有注明条款（article）。"
    elif pack.base and pack.document not in article:
        yield f"参数 {name} 的 article 没有写明文号（{pack.document}）。"
    if pack.changed(name) and not _proved_anew(pack, name):
        yield f"参数 {name} 改了所扩展规则包的值，用到它的规则却没有一条有自己的用例（cases/）。"


def _word_faults(parameter: Named) -> Iterator[str]:
    if not isinstance(parameter, WordList):
        return
    if repeated := {w for w in parameter.words if parameter.words.count(w) > 1}:
        yield f"词表 {parameter.name} 有重复的词：{'、'.join(sorted(repeated))}。"
    if not all(word.strip() for word in parameter.words):
        yield f"词表 {parameter.name} 有空白的词：它会和任何文字相符。"


def _proved_anew(pack: Pack, name: str) -> bool:
    """Whether a rule that stands on a changed number has cases of the pack's own."""
    views = {view.name for view in pack.views if name in view.parameters}
    for view in pack.views:  # in the order in which they are built
        if views & set(_WORD.findall(view.sql)):
            views.add(view.name)
    users = [
        rule
        for rule in pack.rules
        if name in rule.parameters or views & set(_WORD.findall(rule.sql))
    ]
    own = pack.folder / "cases"
    return not users or any((own / f"{rule.code}.toml").is_file() for rule in users)


def _law_tables(pack: Pack) -> Iterator[Problem]:
    texts = _sql(pack).values()
    for table in pack.law_tables:
        line = _at(pack, "parameters.toml", f"[tables.{table.name}]")
        of_cap = pack.ceiling is not None and pack.ceiling.table == table.name
        if not of_cap and not any(re.search(rf"\b{table.name}\b", text) for text in texts):
            yield Problem("parameters.toml", line, f"表 {table.name} 没有一条规则或视图用到。")
        if not table.article.strip():
            yield Problem("parameters.toml", line, f"表 {table.name} 没有注明条款（article）。")
        if {"lower", "upper"} <= set(table.frame.columns):
            for text in _tier_faults(table):
                yield Problem("parameters.toml", line, f"表 {table.name}：{text}")


def _tier_faults(table: LawTable) -> Iterator[str]:
    """Yield gaps and overlaps of tiers, each kind of them by itself."""
    kinds: dict[object, list[dict[str, object]]] = {}
    for row in table.frame.sort("lower").iter_rows(named=True):
        kinds.setdefault(row.get("kind"), []).append(row)
    for kind, tiers in kinds.items():
        of_kind = f"「{kind}」" if kind is not None else ""
        if tiers[0]["lower"] != 0:
            yield f"{of_kind}第一档应从 0 开始，现在从 {tiers[0]['lower']} 开始。"
        for tier, following in pairwise(tiers):
            if tier["upper"] != following["lower"]:
                what = "没有上限" if tier["upper"] is None else f"到 {tier['upper']}"
                yield f"{of_kind}一档{what}，下一档从 {following['lower']} 开始，有缺口或重叠。"
        if tiers[-1]["upper"] is not None:
            yield f"{of_kind}最后一档到 {tiers[-1]['upper']} 为止，其上没有规定。"


def _views(pack: Pack) -> Iterator[Problem]:
    texts = _sql(pack).values()
    shown = {GOVERNED, FACTS, *(exhibit.view for exhibit in pack.exhibits)}
    inherited = pack.base.views if pack.base else ()
    for view in pack.views:
        if view in inherited:
            continue
        used = any(re.search(rf"(?:FROM|JOIN)\s+{view.name}\b", text) for text in texts)
        if not used and view.name not in shown:
            line = _at(pack, "pack.toml", f'"{view.name}"')
            yield Problem("pack.toml", line, f"视图 {view.name} 没有用到。")


def _articles(pack: Pack) -> Iterator[Problem]:
    numbers = [article.article for article in pack.articles]
    if numbers != list(range(1, len(numbers) + 1)):
        yield Problem("pack.toml", 0, "articles 应从第 1 条起逐条列出，不缺、不重、不乱序。")
    for rule in pack.rules:
        listed = [article.article for article in pack.articles if rule.code in article.rules]
        if not any(f"第{numeral(number)}条" in rule.article for number in listed):
            places = "、".join(f"第{numeral(number)}条" for number in listed) or "没有一条"
            yield Problem(
                f"{rule.code}.toml",
                _at(pack, f"{rule.code}.toml", "article = "),
                f"article 写的是「{rule.article}」，而 pack.toml 里列着它的是：{places}。",
            )
    for article in pack.articles:
        line = _at(pack, "pack.toml", f"article = {article.article}\n".strip())
        if article.treated == "rules" and not article.rules:
            yield Problem("pack.toml", line, f"第 {article.article} 条应有规则（rules）。")
        if article.treated == "evidence" and not article.checklist:
            yield Problem("pack.toml", line, f"第 {article.article} 条应有核对清单（checklist）。")
        if article.treated in {"permissive", "outside"} and not article.why:
            yield Problem("pack.toml", line, f"第 {article.article} 条应写明理由（why）。")


def _words(pack: Pack, rule: Rule) -> Iterator[Problem]:
    file = f"{rule.code}.toml"
    if not rule.article.strip():
        yield Problem(file, _at(pack, file, "article"), "没有注明条款（article）。")
    elif pack.base and rule.source == pack.source and pack.document not in rule.article:
        yield Problem(
            file, _at(pack, file, "article"), f"article 没有写明本规定的文号（{pack.document}）。"
        )
    for name, what in _WANTED.items():
        if not getattr(rule, name).strip():
            yield Problem(file, 0, f"没有写{what}（{name}）。")
        if place := PLACE.search(getattr(rule, name)):
            yield Problem(
                file,
                _at(pack, file, place[0]),
                f"{name} 照原样显示，不能写 {place[0]}；只有 message 和 arithmetic 可以。",
            )
    figures = set(_FIGURE.findall(_BARE.sub("", rule.sql)))
    for figure in sorted(figures - _COUNTS):
        yield Problem(
            file,
            _at(pack, file, figure),
            f"SQL 里写着数字 {figure}：限额、天数、比例要写进 parameters.toml，"
            "注明条款，用 :名称 引用。",
        )


def _cases(pack: Pack, rule: Rule) -> Iterator[Problem]:
    file = f"cases/{rule.code}.toml"
    proofs = pack.proofs(rule.code)
    try:
        cases: tuple[Case, ...] = tuple(case for _, path in proofs for case in read_cases(path))
    except WrongRequestError as error:
        yield Problem(file, 0, str(error))
        return
    expected = {case.expect for case in cases}
    for result, what in ((Result.FOUND, "发现问题"), (Result.CLEAN, "没有问题")):
        if result not in expected:
            yield Problem(file, 0, f'没有一个用例证明它{what}（expect = "{result.value}"）。')
    numbers = [n for n in rule.parameters if isinstance(pack.parameters.get(n), Parameter)]
    sides: dict[str, set[str]] = {}
    for case in cases:
        limit, _, side = case.edge.rpartition(":")
        sides.setdefault(limit, set()).add(side.strip())
    if numbers and not any(limit and len(seen) > 1 for limit, seen in sides.items()):
        yield Problem(
            file, 0, '用到数值参数，却没有用例站在限额的两边（edge = "限额: at" 和 over 等）。'
        )


_SUPPLIED = ("calendar",)


def _crash(pack: Pack, file: str, crash: str, tables: tuple[str, ...]) -> Problem:
    """Return why SQL does not run, with the line of what is wrong and what there is instead."""
    if absent := _ABSENT.search(crash):
        known = sorted({*tables, *(table.name for table in pack.law_tables)})
        near = get_close_matches(absent[1], known, n=2)
        hint = f"是不是 {'、'.join(near)}？" if near else ""
        text = f"SQL 只能查询本次运行的表，没有「{absent[1]}」。{hint}可用：{'、'.join(known)}。"
        return Problem(file, _at(pack, file, absent[1]), text)
    if place := PLACE.search(crash):
        return Problem(file, _at(pack, file, place[0]), f"{crash}。")
    return Problem(file, _at(pack, file, "sql = "), f"SQL 不能运行：{crash}")


def _runs(pack: Pack) -> Iterator[Problem]:
    """Run all SQL on empty tables: it must compile, and give the columns that messages name."""
    tables = {name: table.empty() for name, table in TABLES.items()}
    try:
        run = run_pack(tables, pack, AS_OF, tell=verbatim)
    except WrongRequestError as error:
        yield Problem("views", 0, str(error))
        return
    for answer in run.answers:
        if answer.crash:
            file = f"{answer.rule.code}.toml"
            yield _crash(pack, file, answer.crash, (*tables, *_SUPPLIED, *run.views))
    for fault in faults(pack, run.views):
        line = _at(pack, fault.file, fault.near) if fault.near else 0
        yield Problem(fault.file, line, fault.text)
