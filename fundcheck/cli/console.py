"""What a command writes beside its reports: sentences, how far it is, text and JSON."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from fundcheck.errors import WrongRequestError
from fundcheck.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from fundcheck.findings import Audit
    from fundcheck.receipts import InputReceipt

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_REJECTED_SHOWN = 20
_BAR, _NAME = 20, 30  # characters of the progress bar and of the name behind it


def say(sentence: str) -> None:
    """Write a sentence, or a few lines, to stderr, what no terminal should be told left out."""
    sys.stderr.write("\n".join(map(printable, sentence.split("\n"))) + "\n")


def put_json(text: str) -> None:
    """Write a JSON document to the screen.

    A Chinese Windows console is GBK, and so is what it redirects: where the stream is not UTF-8,
    signs outside ASCII are escaped, and the document is the same in any code page.
    """
    if (sys.stdout.encoding or "").lower().replace("-", "") != "utf8":
        text = _NOT_ASCII.sub(lambda sign: json.dumps(sign[0])[1:-1], text)
    sys.stdout.write(text)


def write(path: str, text: str) -> None:
    """Write a file that the user named. Raises WrongRequestError where that cannot be."""
    try:
        Path(path).write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise WrongRequestError(
            f"写不进「{path}」（{error.strerror or error}）。请检查文件夹，或换一个名字。"
        ) from error


def progress_bar() -> tuple[Callable[[int, int, InputReceipt], None], Callable[[], None]]:
    """Return a callback that shows how far reading is on a terminal, and one that wipes it."""
    if not sys.stderr.isatty():
        return lambda _done, _total, _receipt: None, lambda: None
    # Blanks, not an escape sequence: the console of older Windows prints that as it stands.
    clear = f"\r{' ' * (get_terminal_size().columns - 1)}\r"
    rows = 0

    def show(done: int, total: int, receipt: InputReceipt) -> None:
        nonlocal rows
        rows += sum(sheet.rows.entries for sheet in receipt.sheets)
        filled = _BAR * done // total
        bar = "#" * filled + "-" * (_BAR - filled)
        # A name must fit the line, or the terminal wraps it and the next wipe leaves half.
        name = receipt.path if len(receipt.path) <= _NAME else f"…{receipt.path[1 - _NAME :]}"
        sys.stderr.write(f"{clear}读取 [{bar}] {done}/{total} 个文件 {rows:,} 行 {printable(name)}")
        sys.stderr.flush()

    def wipe() -> None:
        sys.stderr.write(clear)
        sys.stderr.flush()

    return show, wipe


def unread(audit: Audit) -> list[str]:
    """Return a sentence for every file, sheet and row that could not be read."""
    sentences = [f"跳过 {skipped.path}：{skipped.why}" for skipped in audit.skipped]
    sentences += [f"读不出 {item.path}：{item.error}" for item in audit.inputs if not item.readable]
    sentences += [
        f"没有读懂 {path}：工作表「{sheet.name}」像是账册，没有参加检查。{sheet.why}"
        for path, sheet in audit.lost
    ]
    rows = [
        f"未读入 {item.path} 工作表「{sheet.name}」第 {row.row} 行：{row.why}。"
        "请在原表改正后重新检查；该行没有参加检查。"
        for item in audit.inputs
        for sheet in item.sheets
        for row in sheet.rejected
    ]
    sentences += rows[:_REJECTED_SHOWN]
    if len(rows) > _REJECTED_SHOWN:
        rest = len(rows) - _REJECTED_SHOWN
        sentences.append(f"另有 {rest} 行未读入，逐行见报告的「读取情况」。")
    sentences += [f"规则 {code} 运行出错，其余规则已照常执行。" for code in audit.crashed]
    return sentences
