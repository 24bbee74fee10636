"""What a reader is asked for: a file, the passwords to try on it, the user's settings of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fundcheck.ingest.fixed import NOTHING_FIXED, Fixed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fundcheck.ingest.discover import Input

_LARGE = 1 << 20
_MOST_FILES = 125
_WORTH_ANOTHER_CHILD = 1 << 20  # bytes of small files; fewer are read before it has started


class Request(NamedTuple):
    """A file to read: the passwords to try on it, and what the user's settings say of it.

    samples: whether the receipt shall show the first values of each column; careful: whether a
    process that read the file without care has died of it.
    """

    item: Input
    passwords: tuple[str, ...] = ()
    fixed: Fixed = NOTHING_FIXED
    samples: bool = False
    careful: bool = False


def batches(requests: Sequence[Request], jobs: int) -> list[list[int]]:
    """Return which requests to read at once, by their places: large files alone and first.

    Small files are read together, since each costs little more than the queries over it, and
    evenly over so many jobs.
    """
    large = [i for i, request in enumerate(requests) if request.item.size > _LARGE]
    large.sort(key=lambda i: -requests[i].item.size)
    alone = set(large)
    small = [i for i in range(len(requests)) if i not in alone]
    size = sum(requests[i].item.size for i in small)
    rounds = -(-len(small) // (jobs * _MOST_FILES))
    parts = jobs * rounds if size > _WORTH_ANOTHER_CHILD else 1
    many = max(-(-len(small) // max(parts, 1)), 1)
    return [[i] for i in large] + [small[k : k + many] for k in range(0, len(small), many)]
