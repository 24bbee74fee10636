"""The child process that reads files: requests come in, books go out, one after the other."""

from __future__ import annotations

import contextlib
import gc
import os
import sys

from fundcheck.ingest.book import read_book
from fundcheck.ingest.readers import receive, send

# What a workbook may take beyond what the process has at rest: a million lines of 18 columns, a
# file of 95 MB, take 2.2 GB. Small files that ask for more have a hostile size in them.
_BASE = 3 << 30
_TIMES_SIZE = 40


def main() -> None:
    """Serve until the parent closes the pipe."""
    gc.disable()
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            item, passwords, fixed = receive(requests)
            _limit_memory(_BASE + _TIMES_SIZE * item.size)
            send(answers, read_book(item, passwords, fixed))
            gc.collect()


def _limit_memory(beyond: int) -> None:
    """Let the address space grow by so many bytes; systems without such a limit go without."""
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return
    with contextlib.suppress(OSError, ValueError):
        with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - a device of the kernel
            used = int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (used + beyond, most))


if __name__ == "__main__":
    main()
