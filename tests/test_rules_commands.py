"""The commands on rules: what they show, prove and refuse."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from running import ROOT, bare
from spoiling import spoil

from fundcheck.engine.lint import lint
from fundcheck.errors import WrongRequestError
from fundcheck.rulebook.pack import load_pack

if TYPE_CHECKING:
    from pathlib import Path

PACK = ROOT / "rules" / "jincheng-2022-36"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return a copy of the shipped pack, to be spoilt."""
    return shutil.copytree(PACK, tmp_path / "pack")


def _whole_query(path: Path) -> str:
    return path.read_text("utf-8").split('sql = """\n')[1].split('\n"""')[0]


def test_list_names_every_rule() -> None:
    ran = bare("rules", "list")
    assert ran.code == 0
    for rule in load_pack(PACK).rules:
        assert rule.code in ran.out
        assert rule.title in ran.out


def test_show_and_explain_tell_article_limit_and_mend() -> None:
    shown = bare("rules", "show", "J15-2").out
    for said in ("第十五条", "cash_floor = 1000.00 元", "应发现：", "SELECT"):
        assert said in shown, said
    plain = bare("explain", "j15-2").out
    for said in (
        "第十五条",
        "正好在1000元：提示",
        "不到1000元：不提示",
        "怎么办：",
        "看不到什么：",
    ):
        assert said in plain, said
    assert "SELECT" not in plain


@pytest.mark.parametrize("command", [("rules", "show"), ("explain",)])
def test_an_unknown_code_is_answered_with_the_nearest(command: tuple[str, ...]) -> None:
    ran = bare(*command, "J32-8")
    assert ran.code == 2
    assert "没有规则「J32-8」" in ran.err
    assert "J32-7" in ran.err


def test_the_catalogue_names_every_article_and_rule(tmp_path: Path) -> None:
    out = tmp_path / "目录.md"
    assert bare("rules", "catalog", "--out", str(out)).code == 0
    text = out.read_text("utf-8")
    loaded = load_pack(PACK)
    assert all(f"## {rule.code} {rule.title}" in text for rule in loaded.rules)
    assert all(f"| {article.article} | {article.title} |" in text for article in loaded.articles)


def test_the_shipped_packs_owe_nothing() -> None:
    for folder in sorted((ROOT / "rules").glob("*/pack.toml")):
        assert lint(load_pack(folder.parent)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("parameters.toml", 'lower = "5000000.00", upper = "10000000.00"',
         'lower = "6000000.00", upper = "10000000.00"', "有缺口或重叠"),
        ("parameters.toml", 'upper = "5000000.00", rate = "0.30"', 'rate = "0.30"', "没有上限"),
        ("parameters.toml", 'article = "第十五条；《现金管理暂行条例》第五条"', 'article = " "', "没有注明条款"),
        ("parameters.toml", 'words = ["基础研究", "软科学", "软科学研究"]', 'words = ["基础研究", "基础研究"]', "重复的词"),
        ("J15-2.toml", "looks_at =", "example_of =", "looks_at"),
        ("J15-2.toml", "WHEN NOT COALESCE(amount >= :cash_floor@date, FALSE) OR reversed", "WHEN amount < 5 OR no_such_column", "no_such_column"),
        ("J15-2.toml", "{amount} 元，达到", "{amuont} 元，达到", "amuont"),
        ("J15-2.toml", ":cash_words AND", "'现金' AND", "cash_words"),
        ("cases/J15-2.toml", 'edge = "1000元: under"', "", "站在限额的两边"),
        ("pack.toml", 'view = "budget_vs_spent"\n', 'view = "budget_versus"\n', "budget_versus"),
        ("pack.toml", 'month = "月份"', 'moon = "月份"', "moon"),
        ("pack.toml", "article = 12\n", "article = 13\n", "逐条列出"),
    ],
)  # fmt: skip
def test_lint_names_what_is_wrong(pack: Path, file: str, old: str, new: str, says: str) -> None:
    spoil(pack / file, old, new)
    try:
        said = "\n".join(f"{p.file} {p.text}" for p in lint(load_pack(pack)))
    except WrongRequestError as error:  # what cannot even be loaded names its file too
        said = str(error)
    assert says in said
    assert file.removeprefix("cases/").removesuffix(".toml") in said or says == "cash_words"


def test_lint_and_test_are_exit_codes(pack: Path) -> None:
    spoil(pack / "J22-2.toml", "NOT lump_sum_pledge", "lump_sum_pledge")
    for path in pack.glob("J*.toml"):  # one rule is enough to prove the command
        if path.name != "J22-2.toml":
            path.unlink()
    text = (pack / "pack.toml").read_text("utf-8")
    kept = "\n".join(
        'rules = ["J22-2"]' if '"J22-2"' in line else line
        for line in text.splitlines()
        if not line.startswith("rules = ") or '"J22-2"' in line
    )
    (pack / "pack.toml").write_text(kept, "utf-8")
    tested = bare("rules", "test", str(pack))
    assert tested.code == 1
    assert "J22-2 用例「没有承诺书」：应为 found，实为 clean" in tested.out
    linted = bare("rules", "lint", str(pack))
    assert linted.code == 1
    assert "pack.toml 第" in linted.out


def test_a_new_rule_loads_and_is_proved_as_it_stands(pack: Path) -> None:
    ran = bare("rules", "new", "J05-9", "--rules", str(pack))
    assert ran.code == 0, ran.err
    assert "articles" in ran.out
    spoil(pack / "pack.toml", 'rules = ["J05-1", "J05-2"', 'rules = ["J05-9", "J05-1", "J05-2"')
    loaded = load_pack(pack)
    assert "J05-9" in {rule.code for rule in loaded.rules}
    assert lint(loaded) == []
    again = bare("rules", "new", "J05-9", "--rules", str(pack))
    assert again.code == 2
    assert "没有覆盖" in again.err
    assert bare("rules", "new", "j5", "--rules", str(pack)).code == 2
    assert bare("rules", "new", "J05-8", "--rules", str(pack.parent)).code == 2


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_parquet('x')",
        "SELECT * FROM '/etc/passwd'",
        'SELECT * FROM "/etc/passwd"',
        "SELECT * FROM spending; DROP TABLE spending",
        "WITH x AS (SELECT * FROM scan_csv('/etc/passwd')) SELECT * FROM x",
        "SELECT * FROM other_packs_table",
        "CREATE TABLE x AS SELECT 1",
        "EXPLAIN SELECT * FROM spending",
        "SELECT project_code, (SELECT a FROM read_ipc('x')) AS violates, 1 AS source FROM spending",
    ],
)
def test_sql_reaches_nothing_but_the_tables_of_the_run(pack: Path, sql: str) -> None:
    spoil(pack / "J22-2.toml", _whole_query(pack / "J22-2.toml"), sql)
    try:
        said = [p.text for p in lint(load_pack(pack)) if p.file == "J22-2.toml"]
    except WrongRequestError as error:
        said = [str(error)]
    assert said


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("parameters.toml", '[{ from = 2023-01-01, value = "1000.00" }]', "[]", "（第 "),
        ("J05-2.toml", "FROM spending", "FROM read_csv('a')", "J05-2.toml（第 12 行）：SQL 不能调用 read_csv()。可用的函数：abs"),
        ("J05-2.toml", "FROM spending", "FROM '/etc/passwd.csv'", "没有「/etc/passwd.csv」。可用："),
        ("J05-2.toml", "FROM spending", "FROM spendings", "没有「spendings」。是不是 spending"),
        ("J05-2.toml", "{kind}", "{sort}", "第 6 行：message 或 arithmetic 用到的 {sort} 不在 SQL 的结果里，结果里有：amount"),
        ("J05-2.toml", "其他经费承担", "{who}承担", "remedy 照原样显示，不能写 {who}"),
        ("J05-2.toml", "amount > 0", "amount > 1000", "SQL 里写着数字 1000"),
        ("J05-2.toml", '"第五条"', '"第九十九条"', "列着它的是：第五条"),
        ("J15-2.toml", ":cash_floor", ":cash_flor", "是不是 cash_floor"),
        ("categories.toml", 'words = ["工会经费"', 'words = ["工会(经费"', "「工会(经费」不是正确的正则表达式"),
        ("pack.toml", "views = [", 'views = [\n    "nowhere",', "「nowhere」没有文件"),
    ],
)  # fmt: skip
def test_a_broken_pack_is_told_by_file_line_and_what_there_is(
    pack: Path, file: str, old: str, new: str, says: str
) -> None:
    spoil(pack / file, old, new)
    ran = bare("rules", "lint", str(pack))
    assert ran.code in {1, 2}
    assert file in ran.out + ran.err
    assert says in ran.out + ran.err
    assert "Traceback" not in ran.err


def test_what_an_extended_pack_no_longer_uses_is_not_held_against_it() -> None:
    assert lint(load_pack(ROOT / "tests" / "packs" / "pingyuan-university")) == []
