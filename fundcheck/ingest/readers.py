"""Read files in child processes: a hostile file costs one sentence, not the run.

A few bytes in a workbook can make a reader ask for gigabytes and abort the whole process, or
loop. So each file is read by a child with a limit on memory and time; when the child dies, the
file that it was reading is named, a new child takes its place, and the other files go on.
Children are started, not forked: that works on Windows, and beside polars' threads.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import struct
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING, Any, Self

from fundcheck.receipts import InputReceipt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import TracebackType

    from fundcheck.ingest.books import Books
    from fundcheck.ingest.request import Request

_SIZE = struct.Struct("<Q")
_LEAST_SECONDS = 120.0
_BYTES_A_SECOND = 200_000  # a slow disk and a slow machine read far more
_HEARD = 0.5  # seconds
_DIED = (
    "读取这个文件时占用的内存超过限制，或读取程序中断（文件内部结构异常），已跳过。"
    "请关闭其他程序，删去多余的空行、空列，用 Excel 另存为 .xlsx 后再试。"
)
_TOO_SLOW = "读取超过 {:.0f} 秒没有完成，已跳过。请用 Excel 打开并另存为 .xlsx 后再试。"


def default_jobs() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


class _Child:
    """One process that reads one batch of files after the other."""

    def __init__(self, threads: int | None = None) -> None:
        # The package is found where this one was, wherever the caller stands.
        root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120 - pathlib costs a tenth of a start
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
        self.process = subprocess.Popen(
            # -P: what lies in the caller's folder, among the ledgers, is no module of ours.
            [sys.executable, "-P", "-m", "fundcheck.ingest.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                "PYTHONPATH": path,
                **({"POLARS_MAX_THREADS": str(threads)} if threads else {}),
            },
        )

    def read(self, batch: Sequence[Request], seconds: float) -> tuple[Books | None, bool]:
        """Return (the books, False), or (None, whether the time ran out) where the child died."""
        late = threading.Event()

        def stop() -> None:
            late.set()
            self.process.kill()

        clock = threading.Timer(seconds, stop)
        clock.daemon = True
        clock.start()
        try:
            assert self.process.stdin is not None  # noqa: S101 - asked for above
            assert self.process.stdout is not None  # noqa: S101
            send(self.process.stdin, pickle.dumps(batch, protocol=5))
            return receive(self.process.stdout), late.is_set()
        except (OSError, EOFError, pickle.UnpicklingError):
            return None, late.is_set()
        finally:
            clock.cancel()

    def stop(self) -> None:
        """End the process; it has nothing left to lose."""
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self.process.wait()


def send(stream: IO[bytes], data: bytes) -> None:
    """Write a pickled value with its length before it."""
    stream.write(_SIZE.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:  # noqa: ANN401 - whatever the other side sent
    """Return the next value; raises EOFError where the other side is gone.

    Only ever fed by our own child or parent, over a pipe that nobody else has.
    """
    head = stream.read(_SIZE.size)
    if len(head) < _SIZE.size:
        raise EOFError
    (size,) = _SIZE.unpack(head)
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)  # noqa: S301


_spare: list[_Child] = []


def warm_up() -> None:
    """Start a child before anything else is loaded; the next Readers takes it over.

    It loads its libraries beside the command line loading its own.
    """
    child = _Child()
    _spare.append(child)
    # A command line that turns out wrong never takes it.
    atexit.register(child.stop)


class Readers:
    """A few child processes that read files; a context manager that ends them."""

    def __init__(self, jobs: int | None = None) -> None:
        """Start the first child at once, so that it gets ready while the caller does."""
        self.jobs = jobs or default_jobs()
        self._idle: list[_Child] = [_spare.pop() if _spare else _Child()]
        self._busy: list[_Child] = []
        self._closed = False
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all children, whatever they are at."""
        with self._lock:
            self._closed = True
            children = [*self._idle, *self._busy]
            self._idle.clear()
        for child in children:
            child.stop()

    def read(
        self,
        batches: Sequence[Sequence[Request]],
        progress: Callable[[InputReceipt], None],
        meanwhile: Callable[[], None] = lambda: None,
    ) -> list[Books]:
        """Return the books of every batch, in their order; progress hears of each file read.

        meanwhile: what the caller has to do beside it; where that fails, nobody waits for the rest.
        """
        books: list[Books | None] = [None] * len(batches)
        order = iter(range(len(batches)))
        failures: list[BaseException] = []

        def work() -> None:
            try:
                for index in _shared(order, self._lock):
                    read = self._read(batches[index])
                    books[index] = read
                    with self._lock:
                        for receipt in read.receipts:
                            progress(receipt)
            except BaseException as error:  # noqa: BLE001 - raised again by the caller's thread
                failures.append(error)

        count = min(self.jobs, len(batches))
        threads = [threading.Thread(target=work, daemon=True) for _ in range(count)]
        for thread in threads:
            thread.start()
        meanwhile()
        for thread in threads:
            while thread.is_alive():  # Windows hears of Ctrl-C only between two waits
                thread.join(_HEARD)
        if failures:
            raise failures[0]
        return [read for read in books if read is not None]

    def _read(self, batch: Sequence[Request]) -> Books:
        """Return the books of a batch; where its reader died, each file is tried by itself.

        And then once more with care: a large file is looked through only while it is read.
        """
        child = self._take()
        seconds = _LEAST_SECONDS + sum(request.item.size for request in batch) / _BYTES_A_SECOND
        books, late = child.read(batch, seconds)
        with self._lock:
            self._busy.remove(child)
            if books is not None:
                self._idle.append(child)
                return books
        child.stop()
        from fundcheck.ingest.books import Books, together  # noqa: PLC0415 - it loads polars; starting must not

        if len(batch) > 1:
            return together([self._read([request]) for request in batch])
        if not (late or batch[0].careful):
            return self._read([batch[0]._replace(careful=True)])
        item = batch[0].item
        why = _TOO_SLOW.format(seconds) if late else _DIED
        return Books((InputReceipt(item.label, item.sha256, readable=False, error=why),))

    def _take(self) -> _Child:
        """Return a child that is at nothing, a new one if need be; raises EOFError once closed."""
        with self._lock:
            if self._closed:
                raise EOFError
            # The first child has all processors, for a large file; more of them share.
            idle = self._idle
            child = idle.pop() if idle else _Child(max(1, default_jobs() // self.jobs))
            self._busy.append(child)
            return child


def _shared(order: Iterator[int], lock: threading.Lock) -> Iterable[int]:
    """Yield from an iterator that several threads draw on."""
    while True:
        with lock:
            index = next(order, None)
        if index is None:
            return
        yield index
