"""Files are read by children: a bad file costs its own sentence, whatever it does to its reader."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from books import ledger, write_xlsx
from reading import read

from fundcheck.errors import WrongRequestError
from fundcheck.ingest import readers
from fundcheck.ingest.discover import Input, discover
from fundcheck.ingest.library import read_library
from fundcheck.ingest.readers import Readers

if TYPE_CHECKING:
    from books import Cell

    from fundcheck.receipts import InputReceipt

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


def _book(path: Path, number: int) -> Path:
    line: dict[str, Cell] = {
        "日期": "2024-05-06",
        "凭证号": f"记-{number}",
        "摘要": "购试剂",
        "金额": 100,
    }
    return write_xlsx(path, {"支出明细": ledger(line)})


def test_children_read_what_this_process_would(tmp_path: Path) -> None:
    for number in range(7):
        _book(tmp_path / f"{number}.xlsx", number)
    tables, receipts = read(tmp_path)
    heard: list[tuple[int, int, str]] = []

    def progress(done: int, total: int, receipt: InputReceipt) -> None:
        heard.append((done, total, receipt.path))

    with Readers(3) as children:
        again, told = read_library(discover([tmp_path]).inputs, progress, readers=children)
    assert told == receipts
    assert all(again[name].equals(frame) for name, frame in tables.items())
    assert [(done, total) for done, total, _ in heard] == [(n, 7) for n in range(1, 8)]
    assert sorted(path for *_, path in heard) == [f"{n}.xlsx" for n in range(7)]


def test_a_reader_that_dies_costs_only_its_file(tmp_path: Path) -> None:
    """A size that no machine has makes the child abort or fail; its fellows are read."""
    paths = [_book(tmp_path / f"{number}.xlsx", number) for number in range(3)]
    inputs = list(discover(paths).inputs)
    inputs[1] = Killer(*inputs[1])
    with Readers(1) as children:
        tables, receipts = read_library(inputs, readers=children)
    assert [receipt.readable for receipt in receipts] == [True, False, True]
    assert "读取程序中断" in (receipts[1].error or "")
    assert tables["entries"].height == 2


class Killer(Input):
    """An input that ends the process which unpickles it."""

    def __reduce__(self) -> tuple[object, ...]:
        return eval, ("__import__('os')._exit(9)",)


def test_what_lies_in_the_callers_folder_is_no_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of ledgers that came by mail may hold a csv.py or a polars.py."""
    for name in ("csv", "polars", "fastexcel", "fundcheck"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit", "utf-8")
    inputs = discover([_book(tmp_path / "a.xlsx", 1)]).inputs
    monkeypatch.chdir(tmp_path)
    with Readers(1) as children:
        _, (receipt,) = read_library(inputs, readers=children)
    assert receipt.readable, receipt.error


def test_a_reader_that_never_ends_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "_LEAST_SECONDS", 0.0)
    monkeypatch.setattr(readers, "_BYTES_A_SECOND", 10**12)
    inputs = discover([_book(tmp_path / "a.xlsx", 1)]).inputs
    with Readers(1) as children:
        _, (receipt,) = read_library(inputs, readers=children)
    assert not receipt.readable
    assert "没有完成" in (receipt.error or "")


def test_what_fails_beside_the_reading_ends_it(tmp_path: Path) -> None:
    """A broken pack is told at once, not when a large file is read; no child is left behind."""
    inputs = list(discover([_book(tmp_path / "a.xlsx", 1)]).inputs)
    inputs[0] = Sleeper(*inputs[0])
    children = Readers(1)
    (child,) = children._idle  # noqa: SLF001 - there is no other way to see that it ended

    def fail() -> None:
        raise WrongRequestError("坏")

    start = time.monotonic()
    with pytest.raises(WrongRequestError, match="坏"), children:
        read_library(inputs, readers=children, meanwhile=fail)
    assert child.process.poll() is not None
    assert time.monotonic() - start < 30


class Sleeper(Input):
    """An input that takes a minute to unpickle."""

    def __reduce__(self) -> tuple[object, ...]:
        return time.sleep, (60,)


def test_a_child_may_not_take_all_memory(tmp_path: Path) -> None:
    """The child has its limit from its first file on: what asks for more than it ends it."""
    pytest.importorskip("resource")
    inputs = list(discover([_book(tmp_path / "a.xlsx", 1)]).inputs)
    with Readers(1) as children:
        _, (plain,) = read_library(inputs, readers=children)
        _, (greedy,) = read_library([Glutton(*inputs[0])], readers=children)
    assert plain.readable
    assert "占用的内存超过限制" in (greedy.error or "")


class Glutton(Input):
    """An input that takes 8 GB to unpickle."""

    def __reduce__(self) -> tuple[Any, ...]:
        return bytearray, (8 << 30,)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the project")
def test_small_files_that_ask_for_gigabytes_give_a_sentence() -> None:
    inputs = discover([CORPUS / "odd" / f"OOM_alloc{n}.xls" for n in ("", 2, 3)]).inputs
    with Readers(2) as children:
        _, receipts = read_library(inputs, readers=children)
    assert all((receipt.error or "").endswith("。") for receipt in receipts)
