"""What the user has fixed for a file in fundcheck.toml: it goes before any guess."""

from __future__ import annotations

from typing import NamedTuple

CREDIT, DEBIT, MINUS, PLUS = "贷方", "借方", "负数", "正数"
MONEY_OUT = (CREDIT, DEBIT, MINUS, PLUS)
"""What ``money_out`` may be: the side, or the sign of one signed amount, that is money out."""


class Fixed(NamedTuple):
    """The settings of one file; what is empty is left to the reader.

    sheets: the only sheets to read; header_row: Excel's number of the last header row; role: the
    table that its sheets are; columns: normalised header -> canonical column name; unit: yuan
    that one of its numbers is worth; year: for days without one; money_out: one of MONEY_OUT.
    """

    sheets: tuple[str, ...] = ()
    header_row: int = 0
    role: str = ""
    columns: dict[str, str] = {}  # noqa: RUF012 - never written to
    unit: int = 0
    year: int = 0
    project_code: str = ""
    project_name: str = ""
    money_out: str = ""


NOTHING_FIXED = Fixed()
