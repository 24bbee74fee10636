"""Rule SQL comes from strangers: it may only SELECT, only from the run's tables.

Checked by a small tokenizer rather than a full parser: what matters is which functions are
called and which words begin a statement, and a list of what is allowed cannot be got round by a
construct that nobody thought of. Unknown tables fail in the engine, which registers no others.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from fundcheck.errors import WrongRequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_CALLS = frozenset(
    """
    abs array_agg array_length array_to_string avg cast ceil ceiling char_length coalesce concat
    count date date_part date_trunc decimal dense_rank ends_with extract first first_value floor
    greatest ifnull lag last last_value lead least left length lower max min mod nullif rank
    regexp_like regexp_replace replace right round row_number sign starts_with strftime
    string_agg string_to_array strpos substr substring sum trim try_cast unnest upper varchar
    """.split()
)
_BEFORE_BRACKETS = frozenset(
    """
    all and any as between by case distinct else exists filter from having in interval is join
    like not on or over partition select then using values when where with
    """.split()
)
_ALLOWED = f"可用的函数：{'、'.join(sorted(_CALLS))}。"
_FORBIDDEN = frozenset(
    """
    alter attach call copy create delete describe detach drop execute explain grant insert
    install into load merge pragma revoke set show truncate update
    """.split()
)
# What is between tokens (blanks, operators, figures, a cast's ::) says nothing and is skipped.
_TOKEN = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?\*/)|(?P<text>'(?:[^']|'')*')|(?P<quoted>\"[^\"]*\")"
    r"|(?P<cast>::)|(?P<parameter>:[a-z_][a-z0-9_]*)(?:@[a-z_][a-z0-9_.]*)?|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<end>;)",
    re.DOTALL,
)
_BOUND = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?\*/)|'(?:[^']|'')*'|\"[^\"]*\"|::"
    r"|:(?P<parameter>[a-z_][a-z0-9_]*)(?:@(?P<day>[a-z_][a-z0-9_.]*))?",
    re.DOTALL,
)
_OPENS_CALL = re.compile(r"\s*\(")


def check_sql(sql: str, where: str) -> frozenset[str]:
    """Return the names of the parameters that the SQL uses.

    Raises WrongRequestError, naming the place, for anything but one plain SELECT.
    """
    parameters: set[str] = set()
    first = ""
    for match in _TOKEN.finditer(sql):
        kind, text = match.lastgroup, match[0]
        if kind == "parameter":
            parameters.add(match["parameter"][1:])
        elif kind == "end":
            raise WrongRequestError(f"{where}：SQL 只能是一条语句，不能有分号。")
        elif kind == "quoted" and _OPENS_CALL.match(sql, match.end()):
            raise WrongRequestError(f"{where}：SQL 不能调用 {text}。{_ALLOWED}")
        elif kind == "word":
            word = text.lower()
            first = first or word
            if word in _FORBIDDEN:
                raise WrongRequestError(f"{where}：SQL 不能使用 {text}，只能查询（SELECT）。")
            if _OPENS_CALL.match(sql, match.end()) and word not in _CALLS | _BEFORE_BRACKETS:
                raise WrongRequestError(f"{where}：SQL 不能调用 {text}()。{_ALLOWED}")
    if first not in {"select", "with"}:
        raise WrongRequestError(f"{where}：SQL 要以 SELECT 或 WITH 开头。")
    return frozenset(parameters)


def bind(sql: str, literal: Callable[[str, str | None], str]) -> str:
    """Return the SQL with each ``:name`` and ``:name@day`` replaced by its literal.

    literal: gives it for a name and the column of the day, None where the day is that of judgement.
    """

    def replaced(match: re.Match[str]) -> str:
        if match["comment"]:
            return " "
        return literal(match["parameter"], match["day"]) if match["parameter"] else match[0]

    return _BOUND.sub(replaced, sql)


def line_of(path: Path, text: str) -> int:
    """Return the first line of a file that has the text, 0 where none has."""
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return next((number for number, line in enumerate(lines, 1) if text in line), 0)


def unknown(names: Iterable[str], known: Iterable[str], path: Path | None, kind: str) -> None:
    """Refuse parameter names that the pack does not have.

    path: the file that uses them, kind: what a sentence calls it (without a path, the whole place).
    """
    allowed = sorted(known)
    for name in sorted(names):
        if name not in allowed:
            line = line_of(path, f":{name}") if path else 0
            where = f"{kind} {path.name}" if path else kind
            near = get_close_matches(name, allowed, n=3)
            hint = f"是不是 {'、'.join(near)}？" if near else ""
            raise WrongRequestError(
                f"{where}{f' 第 {line} 行' if line else ''}：用到的参数 :{name} 不存在。{hint}"
                f"可用：{'、'.join(allowed)}。"
            )
