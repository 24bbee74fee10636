"""The commands on rules: list, show, test, lint, new, catalog, and explain.

What they load is loaded by them.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fundcheck.cli.console import put, write
from fundcheck.errors import WrongRequestError
from fundcheck.resources import DEFAULT_PACK

if TYPE_CHECKING:
    from fundcheck.rulebook.pack import Pack

OK, PROBLEMS = 0, 1
_CODE = re.compile(r"[A-Z]+\d{2,}-\d+[a-z]?")

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="查看、检验、新建规则。",
)

_Pack = Annotated[str, typer.Option("--rules", metavar="规则包", help="规则包编号或文件夹")]
_Code = Annotated[str, typer.Argument(metavar="规则编号", help="如 J10-1")]
_PackArgument = Annotated[str, typer.Argument(metavar="规则包", help="规则包编号或文件夹")]


def pack_of(name: str) -> Pack:
    """Return the pack; it takes its time to load."""
    from fundcheck.rulebook.pack import load_pack  # noqa: PLC0415 - slow to load

    return load_pack(name)


@app.command("list", help="列出规则包的全部规则。")
def list_command(rules: _Pack = DEFAULT_PACK) -> int:
    """List the rules of a pack."""
    from fundcheck.catalog import listing  # noqa: PLC0415

    put(listing(pack_of(rules)))
    return OK


@app.command("show", help="一条规则的全部内容：条款、说明、参数、用例、SQL。")
def show_command(code: _Code, rules: _Pack = DEFAULT_PACK) -> int:
    """Show a rule whole."""
    from fundcheck.catalog import rule_of, whole  # noqa: PLC0415

    pack = pack_of(rules)
    put(whole(pack, rule_of(pack, code), _today()))
    return OK


@app.command("test", help="运行规则包的全部用例。")
def prove_command(rules: _PackArgument = DEFAULT_PACK) -> int:
    """Run the cases of all rules; 1 where one does not hold."""
    from fundcheck.engine.proof import prove  # noqa: PLC0415
    from fundcheck.rulebook.cases import read_cases  # noqa: PLC0415

    pack = pack_of(rules)
    count = failed = 0
    for rule in pack.rules:
        for holds, path in pack.proofs(rule.code):
            for case in read_cases(path):
                count += 1
                if differs := prove(holds, rule.code, case):
                    failed += 1
                    put(f"{rule.code} 用例「{case.name}」：{'；'.join(differs)}\n")
    put(f"{len(pack.rules)} 条规则、{count} 个用例，{failed} 个不符。\n")
    return PROBLEMS if failed else OK


@app.command("lint", help="检查规则包：分档无缺口、参数有出处、SQL 能运行、用例齐全。")
def lint_command(rules: _PackArgument = DEFAULT_PACK) -> int:
    """Say what a pack owes; 1 where it owes anything."""
    from fundcheck.engine.lint import lint  # noqa: PLC0415

    pack = pack_of(rules)
    problems = lint(pack)
    for problem in problems:
        place = f"{problem.file} 第 {problem.line} 行" if problem.line else problem.file
        put(f"{place}：{problem.text}\n")
    put(
        f"规则包 {pack.id}：{len(pack.rules)} 条规则，"
        + (f"{len(problems)} 处需要改正。\n" if problems else "没有问题。\n")
    )
    return PROBLEMS if problems else OK


@app.command("new", help="在规则包文件夹里新建一条规则和它的用例，列入所依据的条。")
def new_command(
    code: _Code,
    rules: Annotated[
        str, typer.Option("--rules", metavar="文件夹", help="自己的规则包文件夹")
    ] = ".",
    replace: Annotated[  # noqa: FBT002
        bool, typer.Option("--replace", help="抄出所扩展规则包的同名规则，用来替换它")
    ] = False,
) -> int:
    """Write a rule that loads, runs and is proved as it stands, for its author to change."""
    folder = Path(rules)
    if not (folder / "pack.toml").is_file():
        raise WrongRequestError(
            f"「{rules}」不是规则包文件夹（里面没有 pack.toml）。请用 --rules 给出自己的规则包。"
        )
    if not _CODE.fullmatch(code):
        raise WrongRequestError(
            f"规则编号「{code}」不合规。请写成 字母+条号-序号，如 J32-8 或 X05-1a。"
        )
    from fundcheck.rulebook.drafts import write_rule  # noqa: PLC0415 - slow to load

    written, listed = write_rule(folder, code, replace=replace)
    put(
        f"已写出 {'、'.join(map(str, written))}。\n{listed}\n"
        f"改好内容后运行\n  fundcheck rules lint {rules}\n  fundcheck rules test {rules}\n"
    )
    return OK


@app.command("catalog", help="规则目录（Markdown）：每一条的处理和每条规则的说明。")
def catalog_command(
    rules: _PackArgument = DEFAULT_PACK,
    out: Annotated[
        str | None, typer.Option("--out", metavar="文件", help="写到文件，不显示在屏幕上")
    ] = None,
) -> int:
    """Write the catalogue of a pack."""
    from fundcheck.catalog import markdown  # noqa: PLC0415

    text = markdown(pack_of(rules), _today())
    if out is None:
        put(text)
    else:
        write(out, text)
    return OK


def explain_command(
    code: Annotated[str, typer.Argument(metavar="规则编号或条", help="如 J10-1；或 第十条、10")],
    rules: Annotated[
        str, typer.Option("--rules", metavar="规则包", help="规则包编号或文件夹")
    ] = DEFAULT_PACK,
) -> int:
    """Explain a rule in plain words, or list the rules of an article."""
    from fundcheck.catalog import of_article, plain, rule_of  # noqa: PLC0415 - others do without
    from fundcheck.rulebook.articles import article_number  # noqa: PLC0415

    pack = pack_of(rules)
    number = article_number(code)
    if number is not None:
        put(of_article(pack, number))
    else:
        put(plain(pack, rule_of(pack, code), _today()))
    return OK


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the values in force on the user's own day
