"""The command line: parse, call, choose writers, exit code. No logic of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fundcheck import __version__
from fundcheck.cli import rules
from fundcheck.cli.ceiling import cap_command
from fundcheck.cli.checking import check_command
from fundcheck.cli.console import put, say, veiled
from fundcheck.cli.inspecting import inspect_command
from fundcheck.cli.options import INTERRUPTED, NOT_YET, OK, WRONG_REQUEST
from fundcheck.cli.template import template_command
from fundcheck.errors import WrongRequestError, fault_of

if TYPE_CHECKING:
    from collections.abc import Callable

# A line that is only \b keeps the lines after it as they are.
EXIT_CODES = """\b
例：
  fundcheck check 账册.xlsx
  fundcheck check 账册文件夹 --projects 项目登记表.xlsx --as-of 2026-06-30

\b
退出码：
  0  没有达到 --fail-on 级别的问题（默认 violation）
  1  有达到该级别的问题
  2  命令有误，没有一个文件能读，或没有读到任何项目、什么都没有检查
  3  有文件或行读不出，或有支出没有写明项目（已逐一列出），其余已检查
  4  有规则运行出错，其余规则已执行
  130  用 Ctrl-C 中断，没有写出报告
"""
_OPTIONS_TO_COME = ("--baseline", "--review", "--engine")
_COMMANDS_TO_COME = ("sample", "demo")
_COMMANDS: dict[str, tuple[Callable[..., int], str]] = {
    "check": (check_command, "检查账册：文件、文件夹（含下级文件夹）或通配符。"),
    "inspect": (
        inspect_command,
        "查看账册会怎样读取：工作表、表头、各列、行数、合计。不执行检查。",
    ),
    "template": (template_command, "写出一个空白的标准账册，带下拉框和填写说明。"),
    "cap": (cap_command, "计算间接费用上限：逐档列出；或在固定总额内最多可列多少。"),
    "explain": (
        rules.explain_command,
        "用大白话说明一条规则：依据、界限、看不到什么、怎么办；或列出一条条文的规则。",
    ),
}


def _version_told(asked: bool) -> None:  # noqa: FBT001 - as typer calls it
    if asked:
        put(f"fundcheck {__version__}\n")
        raise typer.Exit


app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="检查科研项目经费账册是否符合经费管理办法，生成审计报告。",
    epilog=EXIT_CODES,
)


@app.callback()
def _whole(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", "-V", help="显示版本", is_eager=True, callback=_version_told),
    ] = False,
) -> None:
    """Options of the program as a whole."""


for _name, (_command, _help) in _COMMANDS.items():
    app.command(_name, help=_help, epilog=EXIT_CODES if _name == "check" else None)(_command)
app.add_typer(rules.app, name="rules")


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code; every error is a sentence on stderr."""
    try:
        result = typer.main.get_command(app).main(
            arguments, prog_name="fundcheck", standalone_mode=False
        )
    except WrongRequestError as error:
        _say_error(str(error), arguments)
        return WRONG_REQUEST
    except KeyboardInterrupt:
        result = INTERRUPTED
    except Exception as error:  # noqa: BLE001 - no traceback ever reaches a user
        result = _failed(error, arguments)
    if result == INTERRUPTED:  # the option parser, too, answers Ctrl-C with it
        say("已中断，没有写出报告。")
    return result if isinstance(result, int) else OK


def _say_error(sentence: str, arguments: list[str]) -> None:
    """Say what went wrong: file names and cells that it quotes are masked as in the reports."""
    say(f"错误：{sentence if '--no-mask' in arguments else veiled(sentence)}")


def _failed(error: Exception, arguments: list[str]) -> int:
    """Say what the option parser, or a fault of the program, comes to; return the exit code."""
    # Typer keeps its own copy of click; its errors are known by their names alone.
    names = {base.__name__ for base in type(error).__mro__}
    if "Abort" in names:
        return INTERRUPTED
    if "NoArgsIsHelpError" in names:
        put(f"{error}\n")
    elif "UsageError" in names:
        _say_error(_usage(error), arguments)
    else:
        say(
            f"错误：程序内部出错（{fault_of(error)}）。这不是账册的问题，"
            "请把这句话连同出错的文件反馈给开发者；没有写出报告。"
        )
    return WRONG_REQUEST


def _usage(error: Exception) -> str:
    """Return a usage error of the option parser as a Chinese sentence."""
    option = getattr(error, "option_name", "")
    message = str(error)
    if option in _OPTIONS_TO_COME:
        return f"选项 {option} {NOT_YET}。全部选项见 fundcheck check --help。"
    if "command" in message:
        wrong = message.partition("'")[2].partition("'")[0]
        state = NOT_YET if wrong in _COMMANDS_TO_COME else "不存在"
        return f"命令 {wrong} {state}。可用的命令：{'、'.join((*_COMMANDS, 'rules'))}。"
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "fundcheck check"
    of_ledgers = command in {"fundcheck check", "fundcheck inspect"}
    sentences = {
        "NoSuchOption": f"没有选项 {option}。",
        "BadOptionUsage": f"选项 {option} 后面缺少内容，或不应有内容。",
        "MissingParameter": (
            "没有给出要检查的账册文件或文件夹。" if of_ledgers else f"{command} 后面缺少内容。"
        ),
    }
    sentence = sentences.get(type(error).__name__, f"命令写法有误（{message}）。")
    return f"{sentence}用法见 {command} --help。"
