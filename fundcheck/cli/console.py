"""What a command writes beside its reports: sentences, how far it is, text and JSON."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from fundcheck.errors import WrongRequestError, reason_of
from fundcheck.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from fundcheck.findings import Audit
    from fundcheck.receipts import InputReceipt

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_REJECTED_SHOWN = 20
_BAR, _NAME = 20, 30  # characters of the progress bar and of the name behind it


def say(sentence: str) -> None:
    """Write a sentence, or a few lines, to stderr, what no terminal should be told left out.

    Where nobody can be told any more the run goes on: its exit code says what it came to.
    """
    if sys.stderr is None:
        return
    try:
        sys.stderr.write("\n".join(map(printable, sentence.split("\n"))) + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.stderr = _nowhere(sys.stderr)


def put(text: str, done: str = "") -> None:
    """Write to stdout, at once. Who went away before the end (``| head``) wants no more of it.

    done: what stands all the same where stdout is closed or its disk is full, as a sentence.
    Raises WrongRequestError where nothing does: the text was all that was asked for.
    """
    try:
        if sys.stdout is None:
            raise OSError(errno.EBADF, "")  # noqa: TRY301 - the same as one that was closed
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stdout = _nowhere(sys.stdout)
    except (OSError, ValueError) as error:
        why = reason_of(error) if isinstance(error, OSError) else "已经关闭"
        sys.stdout = _nowhere(sys.stdout)
        if not done:
            raise WrongRequestError(
                f"结果写不出去（标准输出：{why}）。请检查磁盘空间，或换一个去处。"
            ) from error
        say(f"屏幕上的摘要没有写出（标准输出：{why}）。{done}")


def _nowhere(broken: TextIO | None) -> TextIO:
    """Return a stream that swallows what is left, in place of one that takes no more."""
    void = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - lives as long as we do
    # What the old one still holds would be written as the interpreter leaves, and fail again.
    # Of one that was closed from the start the number is by now another file's.
    if broken is not None:
        with suppress(OSError, ValueError):
            os.dup2(void.fileno(), broken.fileno())
    return void


def put_json(text: str) -> None:
    """Write a JSON document to the screen.

    A Chinese Windows console is GBK, and so is what it redirects: where the stream is not UTF-8,
    signs outside ASCII are escaped, and the document is the same in any code page.
    """
    encoding = getattr(sys.stdout, "encoding", None) or ""
    if encoding.lower().replace("-", "") != "utf8":
        text = _NOT_ASCII.sub(lambda sign: json.dumps(sign[0])[1:-1], text)
    put(text)


def write(path: str, text: str) -> None:
    """Write a file that the user named. Raises WrongRequestError where that cannot be."""
    try:
        Path(path).write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise WrongRequestError(
            f"写不进「{path}」（{reason_of(error)}）。请检查文件夹，或换一个名字。"
        ) from error


def shown_path(path: str | Path, *, mask: bool = True) -> str:
    """Return a name that the user gave as it may be shown, personal identifiers masked."""
    return veiled(str(path)) if mask else str(path)


def veiled(text: str) -> str:
    """Return a sentence with the personal identifiers in it masked."""
    from fundcheck.masking import mask  # noqa: PLC0415 - its patterns take their time to load

    return mask(text)


def progress_bar(
    *, mask: bool = True
) -> tuple[Callable[[int, int, InputReceipt], None], Callable[[], None]]:
    """Return a callback that shows how far reading is on a terminal, and one that wipes it.

    mask: whether personal identifiers in the names of files are hidden.
    """
    if sys.stderr is None or not sys.stderr.isatty():
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
        path = shown_path(receipt.path, mask=mask)
        name = path if len(path) <= _NAME else f"…{path[1 - _NAME :]}"
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
        f"没有读懂 {path}：工作表{group.shown}像是账册，没有参加检查。{group.sheet.why}"
        for path, group in audit.lost
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
    return [*sentences, *_crashes(audit)]


def _crashes(audit: Audit) -> list[str]:
    """Return for every rule that crashed which it is and why; it crashed for all projects alike."""
    why = {
        outcome.code: outcome.why
        for project in audit.projects
        for outcome in project.outcomes
        if outcome.code in audit.crashed
    }
    return [
        f"规则 {code} {said.removeprefix('规则')}。这条规则没有检查任何项目，其余规则已照常执行；"
        "请用 fundcheck rules lint 检查规则包。"
        for code, said in sorted(why.items())
    ]
