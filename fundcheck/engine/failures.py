"""Why a query failed, told without what the ledger says: the kind of failure and the column.

The engine's own errors quote the values that they stumbled over (conversion failed … for values
["110101199003071234"]), and no mask knows every kind of value that is somebody's own. So of what
an error says nothing is repeated but a name that the pack's author has written in the SQL himself.
"""

from __future__ import annotations

import re


class WrongShapeError(Exception):
    """The SQL runs, but does not return what a rule must. Its text names columns only."""


_KINDS = {
    "ColumnNotFoundError": "没有这一列",
    "SchemaFieldNotFoundError": "没有这一列",
    "SQLSyntaxError": "SQL 的写法有误",
    "SQLInterfaceError": "SQL 用了没有的表，或引擎不认得的写法",
    "InvalidOperationError": "内容换不成所要的类型，或类型不能这样运算",
    "SchemaError": "列的类型不合",
    "ComputeError": "算不出来（内容换不成所要的类型，或运算不成立）",
    "DuplicateError": "两列同名",
    "ShapeError": "行数或列数不合",
    "OutOfBoundsError": "数或位置超出范围",
    "StringCacheMismatchError": "列的类型不合",
    "PanicException": "引擎内部出错",
    "MemoryError": "内存不够",
}
_NAMED = re.compile(r"""(?:column|field|relation|table)s?:? ?['"`]([^'"`]+)['"`]""", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d]\w*")


def told(error: BaseException, sql: str) -> str:
    """Return the kind of an error and the column or table it is about, in Chinese.

    sql: the text that failed; a name that does not stand in it is a value, and is not told.
    """
    if isinstance(error, WrongShapeError):
        return str(error)
    name = type(error).__name__
    kind = next((_KINDS[k.__name__] for k in type(error).__mro__ if k.__name__ in _KINDS), name)
    written = set(_WORD.findall(sql))
    named = (match[1] for match in _NAMED.finditer(str(error)))
    about = next((column for column in named if column in written), None)
    return f"{kind}（{about}）" if about else kind


def verbatim(error: BaseException, _sql: str) -> str:
    """Return the first line of what an error says; polars adds the whole plan.

    Only where the tables hold nothing of anybody's: on empty ones.
    """
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
