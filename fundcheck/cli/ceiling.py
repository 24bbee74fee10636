"""The command cap: a ceiling of indirect costs, or what projects may still spend."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

import typer

from fundcheck.cli.console import put, put_json, say, unread
from fundcheck.cli.options import OK, PARTLY_READ, Config, PasswordFile, passwords_in
from fundcheck.errors import WrongRequestError
from fundcheck.resources import DEFAULT_PACK


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
    config: Config = None,
    password_file: PasswordFile = None,
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
        from fundcheck.engine.shapes import OF_CEILINGS  # noqa: PLC0415
        from fundcheck.rulebook.pack import load_pack  # noqa: PLC0415

        pack = load_pack(rules)
        if lacks := [name for name in OF_CEILINGS if name not in pack.facts]:
            raise WrongRequestError(
                f"规则包 {pack.id} 的 [facts] 没有 {'、'.join(lacks)}，算不出每个项目还可列支多少。"
            )
        audit = check(paths, rules=rules, config=config, passwords=passwords_in(password_file))
        if as_json:
            put_json(report.projects_as_json(audit.projects))
        else:
            put(report.projects_as_text(audit.projects))
        for sentence in unread(audit):
            say(sentence)
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
    if as_json:
        put_json(report.as_json(found, total=amounts["--total"], spent=amounts["--spent"]))
        return OK
    if research_type is None:
        put("没有给出 --type，按一般项目计算。\n")
    put(report.as_text(found, total=amounts["--total"], spent=amounts["--spent"]))
    return OK


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
