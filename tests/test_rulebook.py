"""A broken pack cannot load; the sentence names the file, the key and what is allowed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from spoiling import spoil

from fundcheck.errors import WrongRequestError
from fundcheck.resources import folder
from fundcheck.rulebook.pack import load_pack
from fundcheck.rulebook.sql import bind, check_sql

if TYPE_CHECKING:
    from pathlib import Path

RULE = "J32-6e.toml"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return shutil.copytree(folder("rules") / "jincheng-2022-36", tmp_path / "pack")


def _refusal(pack: Path) -> str:
    with pytest.raises(WrongRequestError) as caught:
        load_pack(pack)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'level = "query"',
            'level = "warning"',
            "「level」不能是「warning」。可用：violation、query、notice",
        ),
        ('level = "query"', "level = 3", "「level」应是文字"),
        ('level = "query"', 'levle = "query"', "不认识「levle」。是不是「level」"),
        ("remedy = ", "# remedy = ", "缺少「remedy」"),
        ('level = "query"', "level = query", "写法有误"),
        (
            ":duplicate_floor",
            ":duplicate_flor",
            "参数 :duplicate_flor 不存在。是不是 duplicate_floor",
        ),
        ('sql = """', 'sql = """DROP TABLE entries --', "SQL 不能使用 DROP"),
        (
            'sql = """',
            'sql = """SELECT * FROM read_csv(\'/etc/passwd\') --',
            "SQL 不能调用 read_csv()",
        ),
        ('sql = """', 'sql = """SELECT 1; SELECT 2 --', "不能有分号"),
    ],
)
def test_a_broken_rule_is_refused(pack: Path, old: str, new: str, says: str) -> None:
    spoil(pack / RULE, old, new)
    sentence = _refusal(pack)
    assert says in sentence
    assert RULE in sentence


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("parameters.toml", "article = ", "artikle = ", "不认识「artikle」。是不是「article」"),
        ("parameters.toml", 'value = "0.90"', "value = 0.90", "不能是浮点数"),
        (
            "parameters.toml",
            'lower = "money"',
            'lower = "yuan"',
            "类型不能是「yuan」。可用：text、money",
        ),
        (
            "categories.toml",
            '"材料费", "试剂耗材"',
            '"材料费", "办公费"',
            "「办公费」已归入「材料费」",
        ),
        (
            "pack.toml",
            '"known_projects",',
            '"unknown_projects",',
            "没有文件 views/unknown_projects.sql",
        ),
        ("pack.toml", '"J10-3"]', '"J10-9"]', "规则 J10-9 没有文件 J10-9.toml"),
        ("pack.toml", 'treated = "outside"', 'treated = "ignored"', "「treated」不能是「ignored」"),
    ],
)
def test_a_broken_pack_file_is_refused(
    pack: Path, file: str, old: str, new: str, says: str
) -> None:
    spoil(pack / file, old, new)
    sentence = _refusal(pack)
    assert says in sentence
    assert file in sentence


def test_a_rule_outside_the_article_table_is_refused(pack: Path) -> None:
    shutil.copy(pack / RULE, pack / "J99-1.toml")
    assert "规则 J99-1 没有列在 articles" in _refusal(pack)


def test_a_missing_file_is_named(pack: Path) -> None:
    (pack / "parameters.toml").unlink()
    assert "缺少文件 parameters.toml" in _refusal(pack)


def test_a_pack_changes_its_hash_when_a_rule_changes_and_not_when_a_case_does(pack: Path) -> None:
    before = load_pack(pack).sha256
    case = pack / "cases" / RULE
    case.write_text(case.read_text("utf-8") + "\n# more\n", "utf-8")
    assert load_pack(pack).sha256 == before
    rule = pack / RULE
    rule.write_text(rule.read_text("utf-8") + "\n# more\n", "utf-8")
    assert load_pack(pack).sha256 != before


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO entries SELECT 1",
        "SELECT * FROM read_parquet('x')",
        "SELECT * FROM \"read_csv\"('x')",
        "SELECT * FROM scan_ipc('x')",
        "WITH a AS (SELECT 1) DELETE FROM entries",
        "SHOW TABLES",
        "",
        "SELECT 1; DROP TABLE entries",
        "SELECT/**/read_json ('x')",
        "EXPLAIN SELECT 1",
    ],
)
def test_sql_that_does_more_than_select_is_refused(sql: str) -> None:
    with pytest.raises(WrongRequestError):
        check_sql(sql, "x")


def test_words_in_texts_and_comments_are_no_statements() -> None:
    sql = "SELECT 'DROP; read_csv(' AS a -- DELETE; \n FROM entries WHERE b = :limit"
    assert check_sql(sql, "x") == {"limit"}
    assert bind(sql, _shown).endswith("b = <limit>")


def _shown(name: str, day: str | None) -> str:
    return f"<{name}>" if day is None else f"<{name} on {day}>"


def test_a_number_may_be_asked_for_on_the_day_of_a_row() -> None:
    sql = "SELECT amount > :limit@p.date AND x = :limit, '@y', a::int FROM entries AS p"
    assert check_sql(sql, "x") == {"limit"}
    assert "> <limit on p.date> AND x = <limit>, '@y', a::int" in bind(sql, _shown)
