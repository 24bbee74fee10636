"""The command template: the blank standard workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fundcheck.cli.console import put, shown_path
from fundcheck.cli.options import OK
from fundcheck.errors import WrongRequestError


def template_command(
    path: Annotated[str, typer.Argument(metavar="文件.xlsx", help="写到哪里")],
) -> int:
    """Write the blank standard workbook."""
    if Path(path).suffix.lower() != ".xlsx":
        raise WrongRequestError(f"「{path}」的扩展名应是 .xlsx。")
    from fundcheck.reports.template import write_template  # noqa: PLC0415 - others do without

    write_template(Path(path))
    shown = shown_path(path)
    put(f"已写出 {shown}。填好后运行：fundcheck check {shown}\n", f"{shown} 已经写出。")
    return OK
