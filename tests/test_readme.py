"""Every sentence of the README that can be tried is tried."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest
from books import ledger, write_xlsx
from running import ROOT, bare, fundcheck

from fundcheck import __version__
from fundcheck.rulebook.pack import load_pack

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

README = (ROOT / "README.md").read_text("utf-8")
PACK = load_pack("jincheng-2022-36")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_windows_block_runs_in_both_shells() -> None:
    (block,) = _blocks("bat")
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    programs = [line.split()[0] for line in lines]
    assert programs == ["py", r".venv\Scripts\python", r".venv\Scripts\fundcheck"]
    # What one of them has and the other has not: chains, variables, a path from the folder itself.
    assert not re.search(r"&&|\|\||[%$;'\"]|\./|\.\\venv", block)
    assert lines[-1].endswith("check sample_ledgers --as-of 2026-06-30")
    assert r"Windows 写成 `.venv\Scripts\fundcheck`" in README


def test_the_figures_of_the_readme_are_the_packs() -> None:
    treated: dict[str, int] = {}
    for article in PACK.articles:
        treated[article.treated] = treated.get(article.treated, 0) + 1
    said = (
        f"{len(PACK.rules)} 条规则，依据 {len(PACK.articles)} 条条文中的 {treated['rules']} 条",
        f"其余 {len(PACK.articles) - treated['rules']} 条：放宽规定的 {treated['permissive']} 条",
        f"账上看不出的 {treated['evidence']} 条",
        f"没有账面要求的 {treated['outside']} 条",
    )
    for sentence in said:
        assert sentence in README.replace("\n  ", ""), sentence


def test_the_settings_of_the_readme_work_in_one_file(tmp_path: Path) -> None:
    settings = "\n".join(_blocks("toml"))
    assert set(tomllib.loads(settings)) == {"input", "parameter"}
    (tmp_path / "fundcheck.toml").write_text(settings, "utf-8")
    line: dict[str, Cell] = {"月": 5, "日": 6, "凭证号": "记-1", "摘要": "购试剂", "发生数": 0.5, "经办科室": "化工"}  # fmt: skip
    title: list[Cell] = ["明细账"]
    book = write_xlsx(tmp_path / "明细账.xlsx", {"Sheet1": [title, [None], *ledger(line)]})
    ran = fundcheck(book, out=tmp_path / "out")
    assert ran.code == 0, ran.err
    assert [p["project_code"] for p in ran.findings["projects"]] == ["JCKJ2024-001"]
    (sheet,) = ran.findings["inputs"][0]["sheets"]
    assert sheet["totals"]["debit"] == "5000.00"
    own = [p["by"] for p in ran.findings["packs"][0]["parameters"] if p.get("by")]
    assert own == ["校财字〔2024〕3号"]
    assert not [said for said in ran.findings["remarks"] if "配置文件" in said]


@pytest.mark.parametrize("arguments", [("--help",), ("check", "--help")])
def test_help_tells_exit_codes_and_an_example(arguments: tuple[str, ...]) -> None:
    told = bare(*arguments).out
    assert "fundcheck check 账册文件夹 --projects 项目登记表.xlsx" in told
    table = re.findall(r"^\| (\d+) \| (.*) \|$", README, re.MULTILINE)
    assert [code for code, _ in table] == ["0", "1", "2", "3", "4", "130"]
    for code, meaning in table:
        assert f"  {code}  {meaning.replace('`', '')}" in told


def test_help_tells_of_the_version() -> None:
    assert "--version" in bare("--help").out
    for asked in ("--version", "-V"):
        assert bare(asked).out == f"fundcheck {__version__}\n"


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`fundcheck ((?:explain|rules|cap) [^`]*)`", README))))  # fmt: skip
def test_commands_that_ask_nothing_of_a_ledger_run_as_they_stand(command: str) -> None:
    if "账册" in command:
        pytest.skip("it asks a ledger")
    ran = bare(*command.split())
    assert ran.code == 0, ran.err
