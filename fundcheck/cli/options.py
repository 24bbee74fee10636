"""Options that several commands have, and what they say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fundcheck import __version__
from fundcheck.errors import UnreadableBookError, WrongRequestError

NOT_YET = f"本版本（{__version__}）还没有提供"
OK, FOUND, WRONG_REQUEST, PARTLY_READ, RULE_CRASHED = range(5)
INTERRUPTED = 130  # as shells have it: 128 + SIGINT

Paths = Annotated[list[str], typer.Argument(metavar="账册...", help="账册文件或文件夹")]
PasswordFile = Annotated[
    str | None,
    typer.Option("--password-file", metavar="文件", help="打开加密账册的密码，文本文件，一行一个"),
]
Config = Annotated[
    str | None,
    typer.Option(
        "--config", metavar="文件", help="读取设置，默认用账册上级文件夹里最近的 fundcheck.toml"
    ),
]
Jobs = Annotated[
    int | None, typer.Option("--jobs", metavar="个数", help="同时读取的进程数，默认全部处理器")
]
Mask = Annotated[bool, typer.Option("--mask/--no-mask", help="是否遮盖证件号、卡号、手机号")]


def one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raise WrongRequestError, naming what is allowed, for any other value of an option."""
    if value not in allowed:
        raise WrongRequestError(f"{option} 不认识「{value}」。可用：{'、'.join(allowed)}。")


def jobs_of(count: int | None) -> int | None:
    """Return how many processes read. Raises WrongRequestError for less than one."""
    if count is not None and count < 1:
        raise WrongRequestError("--jobs 应是 1 或更大的整数。")
    return count


def passwords_in(path: str | None) -> tuple[str, ...]:
    """Return the lines of the password file; a password never stands on the command line."""
    if path is None:
        return ()
    from fundcheck.ingest.decoding import decode  # noqa: PLC0415 - few runs need it

    try:
        text = decode(Path(path).read_bytes())
    except (OSError, UnreadableBookError) as error:
        raise WrongRequestError(
            f"读不出密码文件「{path}」。请用记事本另存为 UTF-8 文本文件，一行一个密码。"
        ) from error
    found = tuple(dict.fromkeys(line.strip("\r\n") for line in text.splitlines() if line.strip()))
    if not found:
        raise WrongRequestError(f"密码文件「{path}」是空的。请一行写一个密码。")
    return found
