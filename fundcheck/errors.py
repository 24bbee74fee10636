"""The two families of what can go wrong: a wrong request stops, a wrong book is collected.

Both carry one Chinese sentence that names the place and the mend, fit to be shown as it is.
"""

from __future__ import annotations


class WrongRequestError(Exception):
    """The request cannot be served at all: a bad option, a missing file, a broken rule pack.

    Raised anywhere, caught once by the command line, which exits with 2.
    """


class UnreadableBookError(Exception):
    """One input file cannot be read. The reader collects it and goes on with the others."""
