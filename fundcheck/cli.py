"""The command line: parse, call, choose writers, exit code. No logic of its own."""

from __future__ import annotations

import re
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import get_terminal_size
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from fundcheck import __version__, cli_rules
from fundcheck.errors import UnreadableBookError, WrongRequestError
from fundcheck.ingest.readers import Readers
from fundcheck.printable import printable
from fundcheck.resources import DEFAULT_PACK

if TYPE_CHECKING:
    from collections.abc import Callable

    from fundcheck.findings import Audit
    from fundcheck.receipts import InputReceipt

_FORMATS = ("html", "json", "xlsx")
_FORMATS_TO_COME = ("sarif", "junit", "github", "md", "annotated")
_FAIL_ON = ("violation", "query", "notice", "never")
_OPTIONS_TO_COME = ("--baseline", "--review", "--engine")
_COMMANDS = ("check", "inspect", "template", "cap", "rules", "explain")
_COMMANDS_TO_COME = ("sample", "demo")
_NOT_YET = f"本版本（{__version__}）还没有提供"
_REJECTED_SHOWN = 20
_BAR, _NAME = 20, 30  # characters of the progress bar and of the name behind it

# What check and inspect are both told.
_Paths = Annotated[list[str], typer.Argument(metavar="账册...", help="账册文件或文件夹")]
_PasswordFile = Annotated[
    str | None,
    typer.Option("--password-file", metavar="文件", help="打开加密账册的密码，文本文件，一行一个"),
]
_Config = Annotated[
    str | None,
    typer.Option(
        "--config", metavar="文件", help="读取设置，默认用账册上级文件夹里最近的 fundcheck.toml"
    ),
]
_Jobs = Annotated[
    int | None, typer.Option("--jobs", metavar="个数", help="同时读取的进程数，默认全部处理器")
]
_Mask = Annotated[bool, typer.Option("--mask/--no-mask", help="是否遮盖身份证号、卡号、手机号")]

OK, FOUND, WRONG_REQUEST, PARTLY_READ, RULE_CRASHED = range(5)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="检查科研项目经费账册是否符合经费管理办法，生成审计报告。",
)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code; every error is a sentence on stderr."""
    try:
        result = typer.main.get_command(app).main(
            arguments, prog_name="fundcheck", standalone_mode=False
        )
    except WrongRequestError as error:
        _say(f"错误：{error}")
        return WRONG_REQUEST
    except KeyboardInterrupt:
        _say("已中断，没有写出报告。")
        return WRONG_REQUEST
    except Exception as error:  # noqa: BLE001 - no traceback ever reaches a user
        # Typer keeps its own copy of click; a usage error is known by its name alone.
        if not any(base.__name__ == "UsageError" for base in type(error).__mro__):
            _say(
                f"错误：程序内部出错（{type(error).__name__}：{error}）。这不是账册的问题，"
                "请把这句话连同出错的文件反馈给开发者；没有写出报告。"
            )
            return WRONG_REQUEST
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.stdout.write(f"{error}\n")
            return WRONG_REQUEST
        _say(f"错误：{_usage(error)}")
        return WRONG_REQUEST
    return result if isinstance(result, int) else OK


# A command line is all flags: each is named by the user, so neither their number nor their
# being true or false by default confuses a caller.
@app.command("check", help="检查账册：文件、文件夹（含下级文件夹）或通配符。")
def check_command(  # noqa: PLR0917
    paths: _Paths,
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
    password_file: _PasswordFile = None,
    config: _Config = None,
    strict: Annotated[  # noqa: FBT002
        bool,
        typer.Option("--strict-reading", help="行、单元格有丢失或合计不符的文件算读不出"),
    ] = False,
    jobs: _Jobs = None,
    mask: _Mask = True,  # noqa: FBT002
    quiet: Annotated[bool, typer.Option("--quiet", help="只输出错误")] = False,  # noqa: FBT002
    verbose: Annotated[bool, typer.Option("--verbose", help="在屏幕上列出每条问题")] = False,  # noqa: FBT002
) -> int:
    """Check ledgers, write the reports and return the exit code."""
    wanted = _formats(formats)
    day = _day(as_of)
    _one_of("--fail-on", fail_on, _FAIL_ON)
    if quiet and verbose:
        raise WrongRequestError("--quiet 和 --verbose 不能同时使用，请去掉一个。")
    target = Path(out)
    if target.exists() and not target.is_dir():
        raise WrongRequestError(f"--out 指定的「{out}」是一个文件，不是文件夹。请换一个名字。")
    passwords = _passwords(password_file)
    # What follows is slow to load; a wrong option is answered before it, and the first of the
    # processes that read gets ready beside it.
    readers = Readers(_jobs(jobs))
    from fundcheck.audit import check  # noqa: PLC0415

    # Reading leaves a processor idle; the report writers get ready on it.
    Thread(target=_load_reports, args=(wanted,), daemon=True).start()
    progress, done = _progress()
    with readers:
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
            f"报告写不进「{error.filename or out}」（{error.strerror or error}）。"
            "请关闭正在打开的旧报告，或用 --out 换一个文件夹。"
        ) from error
    if kept is not None:
        _say(f"上次的 findings.xlsx 有人填写过，没有覆盖，已改名为 {kept.name}。")
    if not quiet:
        sys.stdout.write(terminal.summary(audit, target, verbose=verbose))
    for sentence in _unread(audit):
        _say(sentence)
    return _exit_code(audit, fail_on)


def _load_reports(formats: tuple[str, ...]) -> None:
    from fundcheck.reports import folder  # noqa: PLC0415

    folder.load(formats)


@app.command("inspect", help="查看账册会怎样读取：工作表、表头、各列、行数、合计。不执行检查。")
def inspect_command(  # noqa: PLR0917 - as above
    paths: _Paths,
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
    config: _Config = None,
    password_file: _PasswordFile = None,
    jobs: _Jobs = None,
    mask: _Mask = True,  # noqa: FBT002
) -> int:
    """Show how files would be read and return the exit code: 3 where some cannot be, 2 if none."""
    _one_of("--format", form, ("text", "html", "json"))
    passwords = _passwords(password_file)
    with Readers(_jobs(jobs)) as readers:
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
        _write(write_config, config_draft(seen))
        _say(f"已起草 {write_config}，请核对后使用。")
    if out is None:
        sys.stdout.write(text)
    else:
        _write(out, text)
    readable = sum(receipt.readable for receipt in seen.inputs)
    return OK if readable == len(seen.inputs) else PARTLY_READ if readable else WRONG_REQUEST


@app.command("template", help="写出一个空白的标准账册，带下拉框和填写说明。")
def template_command(
    path: Annotated[str, typer.Argument(metavar="文件.xlsx", help="写到哪里")],
) -> int:
    """Write the blank standard workbook."""
    if Path(path).suffix.lower() != ".xlsx":
        raise WrongRequestError(f"「{path}」的扩展名应是 .xlsx。")
    from fundcheck.reports.template import write_template  # noqa: PLC0415 - others do without

    write_template(Path(path))
    sys.stdout.write(f"已写出 {path}。填好后运行：fundcheck check {path}\n")
    return OK


@app.command("cap", help="计算间接费用上限：逐档列出；或在固定总额内最多可列多少。")
def cap_command(  # noqa: PLR0917 - a command line has what options it has
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[账册...]", help="按账册里的预算计算每个项目还可列支多少"),
    ] = None,
    direct: Annotated[
        str | None, typer.Option("--direct", metavar="金额", help="直接费用，元；可写 130万")
    ] = None,
    equipment: Annotated[
        str, typer.Option("--equipment", metavar="金额", help="其中设备购置费，元")
    ] = "0",
    total: Annotated[
        str | None,
        typer.Option("--total", metavar="金额", help="直接加间接的固定总额，求间接费用最多多少"),
    ] = None,
    spent: Annotated[
        str | None, typer.Option("--spent", metavar="金额", help="已列支的间接费用，求还可列支多少")
    ] = None,
    research_type: Annotated[
        str | None, typer.Option("--type", metavar="项目类型", help="如 基础研究、软科学")
    ] = None,
    rules: Annotated[
        str, typer.Option("--rules", metavar="规则包", help="规则包编号或文件夹")
    ] = DEFAULT_PACK,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,  # noqa: FBT002
    config: _Config = None,
    password_file: _PasswordFile = None,
) -> int:
    """Show a ceiling of indirect costs, or what the projects of ledgers may still spend."""
    given = [name for name, value in (("--direct", direct), ("--total", total)) if value]
    if bool(paths) + len(given) != 1:
        raise WrongRequestError(
            "请给出 --direct（直接费用）、--total（固定总额）或账册文件，三者之一。"
            "例：fundcheck cap --direct 130万 --equipment 30万"
        )
    from fundcheck.reports import ceiling as report  # noqa: PLC0415 - others do without

    if paths:
        from fundcheck.audit import check  # noqa: PLC0415

        audit = check(paths, rules=rules, config=config, passwords=_passwords(password_file))
        tell = report.projects_as_json if as_json else report.projects_as_text
        sys.stdout.write(tell(audit.projects))
        _tell_unread(audit)
        return OK if audit.all_read else PARTLY_READ
    from fundcheck.engine.ceilings import ceilings  # noqa: PLC0415
    from fundcheck.rulebook.pack import load_pack  # noqa: PLC0415

    sums = {"--direct": direct, "--total": total, "--equipment": equipment, "--spent": spent}
    amounts = {name: _amount(name, text) for name, text in sums.items()}
    bought = amounts["--equipment"] or Decimal(0)
    if bought > (amounts["--direct"] or amounts["--total"] or Decimal(0)):
        raise WrongRequestError(f"--equipment 的设备购置费比 {given[0]} 还大，请核对。")
    found = ceilings(
        load_pack(rules),
        direct=amounts["--direct"],
        total=amounts["--total"],
        equipment=bought,
        research_type=research_type,
    )
    if research_type is None and not as_json:
        sys.stdout.write("没有给出 --type，按一般项目计算。\n")
    write = report.as_json if as_json else report.as_text
    sys.stdout.write(write(found, total=amounts["--total"], spent=amounts["--spent"]))
    return OK


app.add_typer(cli_rules.app, name="rules")


@app.command("explain", help="用大白话说明一条规则：依据、界限、看不到什么、怎么办。")
def explain_command(
    code: Annotated[str, typer.Argument(metavar="规则编号", help="如 J10-1")],
    rules: Annotated[
        str, typer.Option("--rules", metavar="规则包", help="规则包编号或文件夹")
    ] = DEFAULT_PACK,
) -> int:
    """Explain a rule in plain words."""
    from fundcheck.catalog import plain, rule_of  # noqa: PLC0415 - others do without

    pack = cli_rules.pack_of(rules)
    sys.stdout.write(plain(pack, rule_of(pack, code), date.today()))  # noqa: DTZ011 - as a run
    return OK


def _tell_unread(audit: Audit) -> None:
    for sentence in _unread(audit):
        _say(sentence)


_AMOUNT = re.compile(r"(\d+(?:\.\d{1,6})?)\s*(万|亿)?元?")


def _amount(option: str, text: str | None) -> Decimal | None:
    """Return an amount in yuan: 1300000, 1,300,000.00 or 130万."""
    if text is None:
        return None
    match = _AMOUNT.fullmatch(text.strip().replace(",", "").replace("，", ""))
    if not match:
        raise WrongRequestError(
            f"{option} 的「{text}」不是金额。请写成 1300000、1,300,000.00 或 130万，不能是负数。"
        )
    many = {"万": 10_000, "亿": 100_000_000, None: 1}[match[2]]
    return (Decimal(match[1]) * many).quantize(Decimal("0.01"))


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise WrongRequestError(
            f"写不进「{path}」（{error.strerror or error}）。请检查文件夹，或换一个名字。"
        ) from error


def _formats(text: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    if not wanted:
        raise WrongRequestError(f"--format 后面没有格式。可用：{'、'.join(_FORMATS)}。")
    for name in wanted:
        if name in _FORMATS_TO_COME:
            raise WrongRequestError(
                f"--format 的「{name}」{_NOT_YET}。可用：{'、'.join(_FORMATS)}。"
            )
        _one_of("--format", name, _FORMATS)
    return wanted


def _one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise WrongRequestError(f"{option} 不认识「{value}」。可用：{'、'.join(allowed)}。")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongRequestError(
            f"--as-of 的「{text}」不是日期。请写成 2026-06-30 这样的 年-月-日。"
        ) from error


def _jobs(count: int | None) -> int | None:
    if count is not None and count < 1:
        raise WrongRequestError("--jobs 应是 1 或更大的整数。")
    return count


def _passwords(path: str | None) -> tuple[str, ...]:
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


def _progress() -> tuple[Callable[[int, int, InputReceipt], None], Callable[[], None]]:
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


def _unread(audit: Audit) -> list[str]:
    """Return a sentence for every file and row that could not be read."""
    sentences = [f"跳过 {skipped.path}：{skipped.why}" for skipped in audit.skipped]
    sentences += [f"读不出 {item.path}：{item.error}" for item in audit.inputs if not item.readable]
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


def _exit_code(audit: Audit, fail_on: str) -> int:
    if audit.crashed:
        return RULE_CRASHED
    if not audit.all_read:
        return PARTLY_READ
    if fail_on == "never":
        return OK
    gravity = _FAIL_ON.index(fail_on)
    return FOUND if any(f.level.gravity <= gravity for f in audit.findings) else OK


def _usage(error: Exception) -> str:
    """Return a usage error of the option parser as a Chinese sentence."""
    option = getattr(error, "option_name", "")
    message = str(error)
    if option in _OPTIONS_TO_COME:
        return f"选项 {option} {_NOT_YET}。全部选项见 fundcheck check --help。"
    if "command" in message:
        wrong = message.partition("'")[2].partition("'")[0]
        state = _NOT_YET if wrong in _COMMANDS_TO_COME else "不存在"
        return f"命令 {wrong} {state}。可用的命令：{'、'.join(_COMMANDS)}。"
    sentences = {
        "NoSuchOption": f"没有选项 {option}。",
        "BadOptionUsage": f"选项 {option} 后面缺少内容，或不应有内容。",
        "MissingParameter": "没有给出要检查的账册文件或文件夹。",
    }
    sentence = sentences.get(type(error).__name__, f"命令写法有误（{message}）。")
    return f"{sentence}用法见 fundcheck check --help。"


def _say(sentence: str) -> None:
    sys.stderr.write("\n".join(map(printable, sentence.split("\n"))) + "\n")
