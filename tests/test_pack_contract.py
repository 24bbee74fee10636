"""What every shipped pack owes: articles, words, remedies, proofs, citations."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from fundcheck.findings import Result
from fundcheck.resources import folder
from fundcheck.rulebook.cases import Case, read_cases
from fundcheck.rulebook.pack import Pack, load_pack
from fundcheck.rulebook.parameters import Parameter

if TYPE_CHECKING:
    from fundcheck.rulebook.rule import Rule

PACKS = [load_pack(path.parent) for path in sorted(folder("rules").glob("*/pack.toml"))]
RULES = [
    pytest.param(pack, rule, id=f"{pack.id}-{rule.code}") for pack in PACKS for rule in pack.rules
]
ARTICLES_OF = {"jincheng-2022-36": 35, "central-expert-fee-2017-128": 9}
# Parameters at whose edge a case must stand on both sides, and the words by which it says so.
SIDES = {"at", "over", "under", "before", "after"}


def _cases(pack: Pack, rule: Rule) -> tuple[Case, ...]:
    return read_cases(pack.folder / "cases" / f"{rule.code}.toml")


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_article_has_its_place_once(pack: Pack) -> None:
    numbers = [article.article for article in pack.articles]
    assert numbers == list(range(1, ARTICLES_OF[pack.id] + 1))
    for article in pack.articles:
        if article.treated == "rules":
            assert article.rules or article.planned, article.article
        if article.treated == "evidence":
            assert article.checklist, article.article
        if article.treated in {"permissive", "outside"}:
            assert article.why, article.article
            assert not article.rules, article.article


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_a_rule_in_force_is_not_planned_too(pack: Pack) -> None:
    planned = {code for article in pack.articles for code in article.planned}
    assert not planned & {rule.code for rule in pack.rules}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_parameter_is_used_and_cited(pack: Pack) -> None:
    used = {name for rule in pack.rules for name in rule.parameters}
    used |= {name for view in pack.views for name in view.parameters}
    assert set(pack.parameters) - used == set()
    for parameter in pack.parameters.values():
        assert re.search(r"第.+条|通则|条例|〔\d{4}〕\d+号", parameter.article), parameter.name
        if isinstance(parameter, Parameter):
            # A number of an older law, named beside the article, holds from that law's own day.
            own = "《" not in parameter.article
            since = date.fromisoformat(pack.edition) if own else date(1949, 10, 1)
            assert parameter.values[0].valid_from >= since


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_law_table_is_used(pack: Pack) -> None:
    texts = [rule.sql for rule in pack.rules] + [view.sql for view in pack.views]
    for table in pack.law_tables:
        assert any(re.search(rf"\b{table.name}\b", text) for text in texts), table.name


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_view_is_used(pack: Pack) -> None:
    texts = [rule.sql for rule in pack.rules] + [view.sql for view in pack.views]
    shown = {"governed", "facts"} | {exhibit.view for exhibit in pack.exhibits}
    for view in pack.views:
        used = any(re.search(rf"(?:FROM|JOIN)\s+{view.name}\b", text) for text in texts)
        assert used or view.name in shown, view.name
    files = {path.stem for path in (pack.folder / "views").glob("*.sql")}
    assert files == {view.name for view in pack.views}


@pytest.mark.parametrize(("pack", "rule"), RULES)
def test_a_rule_has_its_words(pack: Pack, rule: Rule) -> None:
    assert re.search(r"第.+条|〔\d{4}〕\d+号", rule.article)
    for text in (
        rule.title,
        rule.message,
        rule.remedy,
        rule.looks_at,
        rule.cannot_see,
        rule.example,
    ):
        assert text, f"{pack.id} {rule.code}"
    assert rule.remedy.endswith("。")


@pytest.mark.parametrize(("pack", "rule"), RULES)
def test_a_rule_is_proved_to_fire_to_be_silent_and_to_say_that_it_cannot_tell(
    pack: Pack, rule: Rule
) -> None:
    results = {case.expect for case in _cases(pack, rule)}
    assert {Result.FOUND, Result.CLEAN} <= results
    if re.search(r"\bNULL\b", rule.sql) and rule.needs:
        assert Result.UNKNOWN in results


@pytest.mark.parametrize(("pack", "rule"), RULES)
def test_a_limit_is_proved_on_both_sides(pack: Pack, rule: Rule) -> None:
    sides: dict[str, set[str]] = {}
    for case in _cases(pack, rule):
        if case.edge:
            limit, _, side = case.edge.rpartition(":")
            assert side.strip() in SIDES, case.edge
            sides.setdefault(limit, set()).add(side.strip())
    numbers = {name for name in rule.parameters if isinstance(pack.parameters.get(name), Parameter)}
    if numbers:
        assert any(len(seen) > 1 for seen in sides.values()), f"{rule.code}: {sides}"


@pytest.mark.parametrize(("pack", "rule"), RULES)
def test_no_number_of_the_law_stands_in_sql(pack: Pack, rule: Rule) -> None:
    bare = re.sub(r"'(?:[^']|'')*'|--[^\n]*|DECIMAL\(38, ?\d\)", "", rule.sql)
    figures = {float(number) for number in re.findall(r"(?<![\w.:])\d+(?:\.\d+)?\b", bare)}
    # 0, 1, 2 count things and 4 are places to round to; anything else would be a limit.
    assert figures <= {0, 1, 2, 3, 4, 100}, f"{pack.id} {rule.code}: {figures}"
