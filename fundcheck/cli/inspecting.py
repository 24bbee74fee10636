"""The command inspect: how files would be read, and a draft of the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fundcheck import __version__
from fundcheck.cli.console import put, put_json, say, shown_path, write
from fundcheck.cli.options import (
    OK,
    PARTLY_READ,
    WRONG_REQUEST,
    Config,
    Jobs,
    Mask,
    PasswordFile,
    Paths,
    jobs_of,
    one_of,
    passwords_in,
)
from fundcheck.errors import WrongRequestError
from fundcheck.ingest.readers import Readers


def inspect_command(  # noqa: PLR0917 - as above
    paths: Paths,
    form: Annotated[
        str, typer.Option("--format", metavar="格式", help="text、html 或 json")
    ] = "text",
    out: Annotated[
        str | None, typer.Option("--out", metavar="文件", help="写到文件，默认写到屏幕")
    ] = None,
    write_config: Annotated[
        str | None,
        typer.Option("--write-config", metavar="文件", help="按读到的情况起草一份 fundcheck.toml"),
    ] = None,
    config: Config = None,
    password_file: PasswordFile = None,
    jobs: Jobs = None,
    mask: Mask = True,  # noqa: FBT002
) -> int:
    """Show how files would be read and return the exit code: 3 where some cannot be, 2 if none."""
    one_of("--format", form, ("text", "html", "json"))
    passwords = passwords_in(password_file)
    with Readers(jobs_of(jobs)) as readers:
        from fundcheck.inspection import config_draft, inspect  # noqa: PLC0415 - slow to load
        from fundcheck.reports import inspection  # noqa: PLC0415

        seen = inspect(paths, passwords=passwords, config=config, readers=readers, mask=mask)
    if form == "html":
        text = inspection.as_html(*seen, __version__)
    else:
        text = (inspection.as_json if form == "json" else inspection.as_text)(*seen)
    if write_config is not None:
        if Path(write_config).exists():
            raise WrongRequestError(f"「{write_config}」已经存在，没有覆盖。请换一个名字。")
        write(write_config, config_draft(seen))
        say(f"已起草 {shown_path(write_config, mask=mask)}，请核对后使用。")
    if out is not None:
        write(out, text)
    elif form == "json":
        put_json(text)
    else:
        put(text)
    readable = sum(receipt.readable for receipt in seen.inputs)
    return OK if readable == len(seen.inputs) else PARTLY_READ if readable else WRONG_REQUEST
