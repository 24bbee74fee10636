"""Which side an amount is on, where a column says 收入 or 支出 under a header of any name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fundcheck.ingest.cells import cleaned
from fundcheck.ingest.directions import MONEY_IN, MONEY_OUT

if TYPE_CHECKING:
    from fundcheck.ingest.grid import Grid
    from fundcheck.ingest.header import Header

_HEADER = re.compile(r"类型|类别|收支|收付|借贷|方向|性质|标志")
_IN = rf"^(?:收入?|收款|贷方?|{MONEY_IN})$"
_SIDE = rf"{_IN}|^(?:支出?|付款?|支付|借方?|{MONEY_OUT})$"
_LOOKED_AT = 1_000  # rows below the header


def with_side(header: Header, grid: Grid) -> Header:
    """Return the header of a ledger with the column that tells money in from money out, if any.

    Every line looked at must say one of the two, and one of them money in: 费用类别 over 收入 and
    支出 is no cost item.
    """
    names = header.columns
    if "amount" not in names or {"_direction", "debit", "credit"} & names.keys():
        return header
    taken = {index for name, index in names.items() if name != "cost_item"}
    if names["amount"] < (beside := names.get("balance", 0) - 1):
        taken.add(beside)  # 金额 | 方向 | 余额: the side of the balance
    asked = [i for i, text in header.texts.items() if i not in taken and _HEADER.search(text)]
    if not asked:
        return header
    below = grid.cells.slice(header.bottom + 1, _LOOKED_AT)
    below = cleaned(below)
    lines = below.filter(below[f"c{names['amount']}"].str.contains(r"\d").fill_null(value=False))
    for index in asked:
        said = lines[f"c{index}"].drop_nulls()
        if said.len() and said.str.contains(_SIDE).all() and said.str.contains(_IN).any():
            columns = {name: at for name, at in names.items() if at != index}
            text = header.texts[index]
            return header._replace(
                columns={**columns, "_direction": index},
                unmapped=tuple(other for other in header.unmapped if other != text),
            )
    return header
