"""A first rule for its author to change: it loads, runs and is proved in any pack."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fundcheck.errors import WrongRequestError
from fundcheck.rulebook.articles import numeral
from fundcheck.rulebook.pack import Pack, load_pack
from fundcheck.sections import read_toml

if TYPE_CHECKING:
    from pathlib import Path

_LIST = re.compile(r"^rules\s*=\s*\[", re.MULTILINE)
_NUMBER = re.compile(r"\d+")


def write_rule(folder: Path, code: str, *, replace: bool = False) -> tuple[tuple[Path, ...], str]:
    """Write a rule with its cases into a pack and list it under an article.

    Returns the files written and a sentence on where the rule is listed. replace: copy the rule
    of that code from the pack that this one extends, to be changed. Raises WrongRequestError
    where the files are there already, and where the code is an inherited rule's and replace is
    not asked for: a file of that name would take its place.
    """
    pack = load_pack(folder)
    rule, cases = folder / f"{code}.toml", folder / "cases" / f"{code}.toml"
    for path in (rule, cases):
        if path.exists():
            raise WrongRequestError(f"已有 {path}，没有覆盖。请换一个编号。")
    origin = _origin(pack, code)
    if origin and not replace:
        raise WrongRequestError(
            f"{code} 是所扩展规则包 {origin.id} 的规则，同名的文件会替换它。"
            "请换一个编号；要替换它，加 --replace。"
        )
    if replace and not origin:
        raise WrongRequestError(f"所扩展的规则包没有规则 {code}，没有什么可以替换。")
    if origin:
        texts = [
            (path, found.read_text("utf-8"))
            for path, found in (
                (rule, origin.folder / rule.name),
                (cases, origin.folder / "cases" / rule.name),
            )
            if found.is_file()
        ]
        listed = f"已抄自规则包 {origin.id}，替换它的同名规则；条款处不用改动。"
    else:
        article, text, listed = _listed(pack, code)
        texts = [(rule, _RULE.replace("{article}", article)), (cases, _CASES)]
        if text is not None:
            texts.append((folder / "pack.toml", text))
    cases.parent.mkdir(exist_ok=True)
    for path, text in texts:
        path.write_text(text, "utf-8", newline="\n")
    return tuple(path for path, _ in texts), listed


def _origin(pack: Pack, code: str) -> Pack | None:
    """Return the pack, of those that this one extends, whose rule it is."""
    base = pack.base
    if base is None or all(rule.code != code for rule in base.rules):
        return None
    return base if (base.folder / f"{code}.toml").is_file() else _origin(base, code)


def _listed(pack: Pack, code: str) -> tuple[str, str | None, str]:
    """Return how the rule cites its article, pack.toml with the rule listed, and a sentence on it.

    The article is the one that the code's number names; in a pack that does not have it, the first
    with rules, else the first.
    """
    numbers = [article.article for article in pack.articles]
    named = _NUMBER.search(code)
    wanted = int(named[0]) if named else 0
    with_rules = [article.article for article in pack.articles if article.treated == "rules"]
    number = wanted if wanted in numbers else (*with_rules, *numbers, 1)[0]
    old = next((article for article in pack.articles if article.article == number), None)
    cited = f"第{numeral(number)}条"
    if pack.base:  # the article is the other regulation's, the rule is this one's
        whose = old.document if old else pack.document
        cited = f"{pack.document}；{whose}{cited}"
    head = read_toml(pack.folder / "pack.toml")
    own = [s for s in head.sections("articles") if s.data.get("article") == number]
    text = head.text
    if own:
        lines = text.splitlines(keepends=True)
        start = sum(map(len, lines[: own[0].line]))
        end = text.find("[[", start)
        text = _in_list(text, start, len(text) if end < 0 else end, code)
    else:
        title = "" if old else 'title = "（条文的内容）"\ntreated = "rules"\n'
        text = f'{text.rstrip()}\n\n[[articles]]\narticle = {number}\n{title}rules = ["{code}"]\n'
    return cited, text, f"已列入 pack.toml 的 articles 第 {number} 条；依据别的条，请一并改动。"


def _in_list(text: str, start: int, end: int, code: str) -> str:
    """Return the text with the code in the list of rules between start and end."""
    found = _LIST.search(text, start, end)
    if found is None:
        return f'{text[:start]}rules = ["{code}"]\n{text[start:]}'
    close = text.index("]", found.end())
    inside = text[found.end() : close].rstrip().rstrip(",")
    comma = ", " if inside.strip() else ""
    return f'{text[: found.end()]}{inside}{comma}"{code}"{text[close:]}'


_RULE = '''\
title = "摘要空白的支出"                 # 改成这条规则的名字
article = "{article}"  # 依据的条款
level = "notice"                         # violation 违规、query 疑点、notice 提示
message = "{date} {voucher_no} 支出 {amount} 元没有摘要。"
remedy = "请补填摘要，写明支出内容。"
not_applicable = "没有支出"
looks_at = "支出行的摘要是否空白。"
cannot_see = "摘要是否真实。"
example = "一笔 500 元的支出，摘要空着。"
# 列出看过的每一行，violates 为 TRUE（有问题）、FALSE（没有）或 NULL（无法判断）。
sql = """
SELECT project_code, summary IS NULL AS violates, entry_id AS entry_ids, amount, date, voucher_no
FROM entries
WHERE kind = 'spending' AND amount > 0
"""
'''
_CASES = """\
[[case]]
name = "没有摘要"
expect = "found"
amount = "500.00"
entries = [{ cost_item = "材料费", amount = "500.00" }]

[[case]]
name = "有摘要"
expect = "clean"
entries = [{ cost_item = "材料费", summary = "购试剂", amount = "500.00" }]
"""
