"""The command check: options, the run, the reports, the exit code."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from fundcheck.cli.console import progress_bar, put, say, shown_path, unread
from fundcheck.cli.options import (
    FOUND,
    NOT_YET,
    OK,
    PARTLY_READ,
    RULE_CRASHED,
    Config,
    Jobs,
    Mask,
    PasswordFile,
    Paths,
    jobs_of,
    one_of,
    passwords_in,
)
from fundcheck.errors import WrongRequestError, reason_of
from fundcheck.ingest.readers import Readers
from fundcheck.resources import DEFAULT_PACK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fundcheck.findings import Audit

_FORMATS = ("html", "json", "xlsx")
_FORMATS_TO_COME = ("sarif", "junit", "github", "md", "annotated")
_FAIL_ON = ("violation", "query", "notice", "never")


# A command line is all flags: each is named by the user, so neither their number nor their
# being true or false by default confuses a caller.
def check_command(  # noqa: PLR0917
    paths: Paths,
    out: Annotated[
        str, typer.Option("--out", metavar="文件夹", help="报告写到哪里")
    ] = "fundcheck-report",
    formats: Annotated[
        str, typer.Option("--format", metavar="格式", help="报告格式，逗号分隔：html、json、xlsx")
    ] = ",".join(_FORMATS),
    projects: Annotated[
        str | None,
        typer.Option(
            "--projects", metavar="文件", help="项目登记表：项目信息、预算、到账、参与单位等"
        ),
    ] = None,
    rules: Annotated[
        list[str] | None,
        typer.Option(
            "--rules",
            metavar="规则包",
            help=f"规则包编号或文件夹，可以给几个，默认 {DEFAULT_PACK}",
        ),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="年-月-日", help="判定日期，默认今天")
    ] = None,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on",
            metavar="级别",
            help="发现到哪一级算不通过：violation、query、notice、never",
        ),
    ] = "violation",
    password_file: PasswordFile = None,
    config: Config = None,
    strict: Annotated[  # noqa: FBT002
        bool,
        typer.Option("--strict-reading", help="行、单元格有丢失或合计不符的文件算读不出"),
    ] = False,
    jobs: Jobs = None,
    mask: Mask = True,  # noqa: FBT002
    quiet: Annotated[bool, typer.Option("--quiet", help="只输出错误")] = False,  # noqa: FBT002
    verbose: Annotated[bool, typer.Option("--verbose", help="在屏幕上列出每条问题")] = False,  # noqa: FBT002
) -> int:
    """Check ledgers, write the reports and return the exit code."""
    wanted = _formats(formats)
    day = _day(as_of)
    one_of("--fail-on", fail_on, _FAIL_ON)
    if quiet and verbose:
        raise WrongRequestError("--quiet 和 --verbose 不能同时使用，请去掉一个。")
    target = Path(out)
    if target.exists() and not target.is_dir():
        raise WrongRequestError(f"--out 指定的「{out}」是一个文件，不是文件夹。请换一个名字。")
    passwords = passwords_in(password_file)
    # What follows is slow to load; a wrong option is answered before it, and the first of the
    # processes that read gets ready beside it.
    readers = Readers(jobs_of(jobs))
    from fundcheck.audit import check  # noqa: PLC0415

    # Reading leaves a processor idle; the report writers get ready on it.
    Thread(target=_load_reports, args=(wanted,), daemon=True).start()
    progress, done = progress_bar(mask=mask)
    with readers, _older_reports_told(target):
        audit = check(
            paths,
            projects=projects,
            rules=rules or DEFAULT_PACK,
            as_of=day,
            mask=mask,
            passwords=passwords,
            config=config,
            strict_reading=strict,
            readers=readers,
            progress=progress,
        )
    done()
    from fundcheck.reports import folder, terminal  # noqa: PLC0415

    try:
        kept = folder.write(audit, target, wanted)
    except OSError as error:
        raise WrongRequestError(
            f"报告写不进「{error.filename or out}」（{reason_of(error)}）。"
            "请关闭正在打开的旧报告，或用 --out 换一个文件夹。"
        ) from error
    if kept is not None:
        say(f"上次的 findings.xlsx 有人填写过，没有覆盖，已改名为 {kept.name}。")
    if not quiet:
        put(
            terminal.summary(audit, target, verbose=verbose),
            f"报告已经写在 {shown_path(target, mask=mask)}。",
        )
    for sentence in unread(audit):
        say(sentence)
    return _exit_code(audit, fail_on)


@contextmanager
def _older_reports_told(target: Path) -> Iterator[None]:
    """Say of a run that comes to nothing that the reports lying there are not its own."""
    try:
        yield
    except WrongRequestError as error:
        from fundcheck.reports.folder import holds_reports  # noqa: PLC0415 - slow to load

        if not holds_reports(target):
            raise
        raise WrongRequestError(
            f"{error}\n没有写出新的报告；{target} 里的报告是以前检查的，不是这一次的。"
        ) from error


def _load_reports(formats: tuple[str, ...]) -> None:
    from fundcheck.reports import folder  # noqa: PLC0415

    folder.load(formats)


def _formats(text: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    if not wanted:
        raise WrongRequestError(f"--format 后面没有格式。可用：{'、'.join(_FORMATS)}。")
    for name in wanted:
        if name in _FORMATS_TO_COME:
            raise WrongRequestError(
                f"--format 的「{name}」{NOT_YET}。可用：{'、'.join(_FORMATS)}。"
            )
        one_of("--format", name, _FORMATS)
    return wanted


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongRequestError(
            f"--as-of 的「{text}」不是日期。请写成 2026-06-30 这样的 年-月-日。"
        ) from error


def _exit_code(audit: Audit, fail_on: str) -> int:
    if audit.crashed:
        return RULE_CRASHED
    if not audit.all_read or audit.unassigned:
        return PARTLY_READ
    if fail_on == "never":
        return OK
    gravity = _FAIL_ON.index(fail_on)
    return FOUND if any(f.level.gravity <= gravity for f in audit.findings) else OK
