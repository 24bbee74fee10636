"""One or several packs over the same tables: what each says, side by side in one judgement."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from fundcheck.engine.evaluate import Judgement, evaluate
from fundcheck.engine.shapes import GOVERNED
from fundcheck.errors import WrongRequestError
from fundcheck.rulebook.articles import cited

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from fundcheck.findings import Article, Project
    from fundcheck.rulebook.pack import Pack
    from fundcheck.tables import Tables


def judge(
    tables: Tables,
    packs: Sequence[Pack],
    as_of: date,
    *,
    overrides: Sequence[tuple[str, str, str]] = (),
    workdays: Mapping[date, bool] | None = None,
) -> Judgement:
    """Judge the tables by every pack; arguments as for ``evaluate``.

    What names an article names its document too where there are several: packs, or a pack and the
    one that it extends. Raises
    WrongRequestError as ``evaluate`` does, and where an override may mean two packs' numbers.
    """
    judgements = [
        evaluate(tables, pack, as_of, overrides=own, workdays=workdays)
        for pack, own in zip(packs, _shared_out(packs, overrides), strict=True)
    ]
    documents = {source.document for pack in packs for source in (pack.source, *pack.extends)}
    if len(documents) == 1:
        return judgements[0]
    named = [
        _named(judged, _governing(pack), documents)
        for pack, judged in zip(packs, judgements, strict=True)
    ]
    if len(named) == 1:
        return named[0]
    return Judgement(
        packs=tuple(chain.from_iterable(judged.packs for judged in named)),
        projects=tuple(map(_one, zip(*(judged.projects for judged in named), strict=True))),
        articles=tuple(chain.from_iterable(judged.articles for judged in named)),
        # Gravest first; of one gravity each pack's own order, one pack after the other.
        findings=tuple(
            sorted(
                chain.from_iterable(judged.findings for judged in named),
                key=lambda finding: finding.level.gravity,
            )
        ),
    )


def _shared_out(
    packs: Sequence[Pack], overrides: Sequence[tuple[str, str, str]]
) -> list[list[tuple[str, str, str]]]:
    """Return the overrides of each pack; one that no pack knows is for the first to refuse."""
    own: list[list[tuple[str, str, str]]] = [[] for _ in packs]
    for override in overrides:
        name = override[0]
        places = [index for index, pack in enumerate(packs) if name in pack.parameters] or [0]
        if len(places) > 1:
            ids = "、".join(packs[index].id for index in places)
            raise WrongRequestError(
                f"参数「{name}」在规则包 {ids} 里都有，分不清改哪一个。请每次用一个规则包检查。"
            )
        own[places[0]].append(override)
    return own


def _governing(pack: Pack) -> str:
    """Return the document by which the pack tells which projects it governs."""
    views = (view.source for view in pack.views if view.name == GOVERNED)
    return next(views, pack.source).document


def _named(judged: Judgement, governing: str, documents: Collection[str]) -> Judgement:
    """Put its document before every article: 第六条 alone would be that of any of them.

    governing: the document by which projects are governed; documents: all that the run judges by.
    """
    return judged._replace(
        packs=tuple(
            pack._replace(
                parameters=tuple(
                    parameter._replace(article=cited(parameter.article, parameter.document))
                    for parameter in pack.parameters
                ),
                rules=tuple(
                    rule._replace(article=cited(rule.article, rule.document)) for rule in pack.rules
                ),
            )
            for pack in judged.packs
        ),
        projects=tuple(
            project._replace(
                governed_why=f"{governing}：{project.governed_why}",
                outcomes=tuple(
                    outcome._replace(article=cited(outcome.article, outcome.document))
                    for outcome in project.outcomes
                ),
            )
            for project in judged.projects
        ),
        articles=tuple(_article(article, documents) for article in judged.articles),
        findings=tuple(
            finding._replace(article=cited(finding.article, finding.document))
            for finding in judged.findings
        ),
    )


def _article(article: Article, documents: Collection[str]) -> Article:
    own = f"（{article.document}）"
    return article._replace(
        title=f"{article.document}：{article.title}",
        checklist=tuple(
            item if any(document in item for document in documents) else f"{item}{own}"
            for item in article.checklist
        ),
    )


def _one(same: tuple[Project, ...]) -> Project:
    """Return one project of what several packs say of it.

    It is governed where any of the regulations holds. A figure that several packs have is shown
    once.
    """
    holds = {project.governed for project in same}
    facts = {fact.name: fact for project in reversed(same) for fact in project.facts}
    order = dict.fromkeys(fact.name for project in same for fact in project.facts)
    return same[0]._replace(
        governed=True if True in holds else None if None in holds else False,
        governed_why="".join(project.governed_why for project in same),
        facts=tuple(facts[name] for name in order),
        exhibits=tuple(chain.from_iterable(project.exhibits for project in same)),
        outcomes=tuple(chain.from_iterable(project.outcomes for project in same)),
    )
