"""A pack's rules as text: a list, one rule whole, one in plain words, a catalogue in Markdown."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from fundcheck.errors import WrongRequestError
from fundcheck.rulebook.articles import cited, numeral
from fundcheck.rulebook.cases import read_cases
from fundcheck.rulebook.parameters import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from fundcheck.findings import Article
    from fundcheck.rulebook.cases import Case
    from fundcheck.rulebook.pack import Pack
    from fundcheck.rulebook.parameters import Named
    from fundcheck.rulebook.rule import Rule

_LEVELS = {"violation": "违规", "query": "疑点", "notice": "提示"}
_EXPECT = {
    "found": "应发现",
    "clean": "应没有问题",
    "unknown": "应无法判断",
    "not_applicable": "应不适用",
}
_SIDES = {"at": "正好在", "over": "超过", "under": "不到", "before": "早于", "after": "晚于"}
_TREATED = {
    "rules": "规则检查",
    "evidence": "人工核对",
    "permissive": "放宽规定",
    "outside": "无账面要求",
}


def rule_of(pack: Pack, code: str) -> Rule:
    """Return the rule of a code, in any case; raises WrongRequestError with the nearest codes."""
    by_code = {rule.code.lower(): rule for rule in pack.rules}
    if code.lower() in by_code:
        return by_code[code.lower()]
    near = get_close_matches(code.upper(), [rule.code for rule in pack.rules], n=4, cutoff=0.5)
    hint = f"相近的有 {'、'.join(near)}。" if near else ""
    raise WrongRequestError(
        f"规则包 {pack.id} 没有规则「{code}」。{hint}全部规则见 fundcheck rules list。"
    )


def of_article(pack: Pack, number: int) -> str:
    """Return the place of an article and the rules under it, in plain words.

    Raises WrongRequestError where the pack has no such article.
    """
    by_number = {article.article: article for article in pack.articles}
    if number not in by_number:
        there = f"有第 {min(by_number)} 条至第 {max(by_number)} 条。" if by_number else ""
        raise WrongRequestError(f"规则包 {pack.id} 没有第 {number} 条。{there}")
    article = by_number[number]
    codes = set(article.rules)
    rules = [rule for rule in pack.rules if rule.code in codes]
    place = f"{article.document} 第{numeral(number)}条 {article.title}"
    lines = [
        f"{place}：{_TREATED[article.treated]}",
        *((article.why,) if article.why else ()),
        *(f"请人工核对：{item}" for item in article.checklist),
        *(f"  {_pad(rule.code, 8)}{_LEVELS[rule.level.value]}  {rule.title}" for rule in rules),
        *((f"一条规则的说明：fundcheck explain {rules[0].code}",) if rules else ()),
    ]
    return "\n".join(lines) + "\n"


def listing(pack: Pack) -> str:
    """Return a line for every rule."""
    lines = [f"{pack.title}（{pack.document}），{len(pack.rules)} 条规则"]
    lines += [f"  扩展《{base.title}》（{base.document}）" for base in pack.extends]
    lines += [
        f"  {_pad(rule.code, 8)}{_LEVELS[rule.level.value]}  "
        f"{_pad(_cited(pack, rule), 26)}{rule.title}"
        for rule in pack.rules
    ]
    return "\n".join(lines) + "\n"


def whole(pack: Pack, rule: Rule, day: date) -> str:
    """Return all that a rule file says, with its parameters as of a day and its cases."""
    lines = [
        f"{rule.code} {rule.title}（{_LEVELS[rule.level.value]}，{_cited(pack, rule)}）",
        "",
        f"看什么：{rule.looks_at}",
        f"看不到：{rule.cannot_see}",
        f"例：{rule.example}",
        f"说明：{rule.message}",
        *(f"算式：{line}" for line in rule.arithmetic),
        f"整改：{rule.remedy}",
        *((f"无法判断时需要：{rule.needs}",) if rule.needs else ()),
        f"不适用：{rule.not_applicable}",
        "",
        "参数：",
        *(f"  {line}" for line in _parameters(pack, rule, day)),
        "",
        "用例：",
        *(f"  {_EXPECT[case.expect.value]}：{case.name}" for case in _cases(pack, rule)),
        "",
        "SQL：",
        rule.sql.strip(),
    ]
    return "\n".join(lines) + "\n"


def plain(pack: Pack, rule: Rule, day: date) -> str:
    """Return a rule in plain words, for those who have to act on it."""
    stated, cases = _stated(pack, rule)
    edges = [_edge(case) for case in cases if case.edge]
    lines = [
        f"{rule.code} {rule.title}",
        f"依据：{_basis(pack, rule)}（{_LEVELS[rule.level.value]}）",
        f"看什么：{rule.looks_at}",
        *((f"界限{stated}：",) if edges else ()),
        *(f"  {line}" for line in dict.fromkeys(edges)),
        *(
            f"  {named.title}：{_value(named, day)}{_elsewhere(pack, rule, named)}"
            for named in _named(pack, rule)
            if isinstance(named, Parameter)
        ),
        f"看不到什么：{rule.cannot_see}",
        *((f"说不准的时候，请补：{rule.needs}",) if rule.needs else ()),
        f"例：{rule.example}",
        f"怎么办：{rule.remedy}",
    ]
    return "\n".join(lines) + "\n"


def _edge(case: Case) -> str:
    limit, _, side = case.edge.rpartition(":")
    verdict = {"found": "提示", "clean": "不提示", "unknown": "说无法判断"}.get(
        case.expect.value, "不看"
    )
    return f"{_SIDES.get(side.strip(), side)}{limit}：{verdict}（{case.name}）"


def markdown(pack: Pack, day: date) -> str:
    """Return the catalogue of a pack: every article with its place, then every rule."""
    lines = [
        f"# {pack.title}",
        "",
        f"{pack.document}，规则包 `{pack.id}`（{pack.edition}），{len(pack.rules)} 条规则。",
        *(f"扩展《{base.title}》（{base.document}）。" for base in pack.extends),
        "",
        "| 条 | 内容 | 处理 | 规则 | 说明 |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {article.article} | {_of_whom(pack, article)} | {_TREATED[article.treated]} "
        f"| {'、'.join(article.rules)} | {article.why or '；'.join(article.checklist)} |"
        for article in pack.articles
    ]
    for rule in pack.rules:
        cases = _cases(pack, rule)
        lines += [
            "",
            f"## {rule.code} {rule.title}",
            "",
            f"{_LEVELS[rule.level.value]} · {_cited(pack, rule)} · {len(cases)} 个用例",
            "",
            f"- 看什么：{rule.looks_at}",
            f"- 看不到什么：{rule.cannot_see}",
            f"- 例：{rule.example}",
            f"- 整改：{rule.remedy}",
        ]
        lines += [f"- 参数：{line}" for line in _parameters(pack, rule, day)]
    return "\n".join(lines) + "\n"


def _cases(pack: Pack, rule: Rule) -> tuple[Case, ...]:
    return tuple(case for _, path in pack.proofs(rule.code) for case in read_cases(path))


def _stated(pack: Pack, rule: Rule) -> tuple[str, tuple[Case, ...]]:
    """Return the cases that show where the limits are, and by whose numbers where not by these."""
    proofs = pack.proofs(rule.code)
    if not proofs:
        return "", ()
    _, path = proofs[0]
    ours = path.parent.parent == pack.folder or not any(map(pack.changed, _numbers(rule)))
    whose = "" if ours else f"（按{rule.source.document}原来的标准）"
    return whose, read_cases(path)


def _numbers(rule: Rule) -> list[str]:
    return sorted(rule.parameters - {"as_of"})


def _cited(pack: Pack, of: Rule | Named) -> str:
    """Return an article with its document, where the pack has more than one regulation's."""
    return cited(of.article, of.source.document) if pack.extends else of.article


def _basis(pack: Pack, rule: Rule) -> str:
    """Return the regulation that a rule is of, by its title, and the article."""
    return f"{rule.source.title or pack.title} {_cited(pack, rule)}"


def _elsewhere(pack: Pack, rule: Rule, named: Named) -> str:
    """Return whose number it is, where that is not the rule's own article."""
    return "" if named.article == rule.article else f"（{_cited(pack, named)}）"


def _of_whom(pack: Pack, article: Article) -> str:
    return f"{article.document}：{article.title}" if pack.extends else article.title


def _named(pack: Pack, rule: Rule) -> Iterator[Named]:
    return (pack.parameters[name] for name in _numbers(rule))


def _parameters(pack: Pack, rule: Rule, day: date) -> Iterator[str]:
    for named in _named(pack, rule):
        yield f"{named.name} = {_value(named, day)}　{named.title}（{_cited(pack, named)}）"


def _value(named: Named, day: date) -> str:
    if isinstance(named, Parameter):
        return f"{named.on(day).value} {named.unit}"
    return "、".join(named.words)


def _pad(text: str, width: int) -> str:
    cells = sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * max(width - cells, 1)
