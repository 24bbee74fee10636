"""Check the expense ledgers of research projects against a funding regulation.

>>> import fundcheck
>>> audit = fundcheck.check(["ledger.xlsx"])          # doctest: +SKIP
>>> audit.frame                                        # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fundcheck.audit import check
    from fundcheck.errors import WrongRequestError
    from fundcheck.findings import Audit, Finding, Level

__version__ = "0.1.0"
__all__ = ["Audit", "Finding", "Level", "WrongRequestError", "__version__", "check"]

_HOMES = {
    "check": "fundcheck.audit",
    "Audit": "fundcheck.findings",
    "Finding": "fundcheck.findings",
    "Level": "fundcheck.findings",
    "WrongRequestError": "fundcheck.errors",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used, so that ``fundcheck --version`` stays instant."""
    if name in _HOMES:
        from importlib import import_module  # noqa: PLC0415

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
