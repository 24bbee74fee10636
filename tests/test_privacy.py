"""Nothing of a value of the ledger reaches a message but through the mask, whatever fails."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest
from books import ledger, write_xlsx
from running import fundcheck

from fundcheck.engine.failures import told
from fundcheck.errors import fault_of

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

PERSON = "110101199003071233"
PAYEE = "王小明"  # no mask knows that this is a name
HEAD = """
id = "house"
title = "h"
edition = "2024-01-01"
document = "h〔2024〕1号"
extends = "jincheng-2022-36"

[[articles]]
article = 5
rules = ["X05-1"]
"""
RULE = """
title = "试"
article = "第五条"
level = "query"
message = "试"
remedy = "试。"
sql = '''{}'''
"""


def _run(tmp_path: Path, sql: str) -> tuple[int, str, dict[str, str]]:
    """Return exit code, every text that the run wrote anywhere, and the rule's outcome."""
    house = tmp_path / "house"
    house.mkdir()
    (house / "pack.toml").write_text(HEAD, "utf-8")
    (house / "X05-1.toml").write_text(RULE.format(sql), "utf-8")
    line: dict[str, Cell] = {"日期": "2024-05-06", "凭证号": "记-1", "摘要": "咨询费", "费用科目": "专家咨询费", "金额": 900, "收款方": PAYEE, "收款方证件号": PERSON, "备注": PAYEE}  # fmt: skip
    book = write_xlsx(tmp_path / "JC2024-001.xlsx", {"支出明细": ledger(line)})
    formats = ("--format", "json,html")
    ran = fundcheck(book, "--rules", str(house), *formats, out=tmp_path / "out")
    pages = [page.read_text("utf-8") for page in (tmp_path / "out").rglob("*.html")]
    rules = ran.findings["projects"][0]["rules"]
    (outcome,) = [rule for rule in rules if rule["code"] == "X05-1"]
    return ran.code, "\n".join([ran.out, ran.err, json.dumps(outcome), *pages]), outcome


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT project_code, CAST(payee_id AS INT) > 1 AS violates, entry_id AS entry_ids, CAST(note AS INT) AS d FROM entries", "（payee_id）"),
        ("SELECT project_code, CAST(payee AS INT) > 0 AS violates, entry_id AS entry_ids FROM entries", "（payee）"),
        ("SELECT project_code, TRUE AS violates, payee AS entry_ids FROM entries", "内容换不成"),
        ("SELECT project_code, TRUE AS violates, CAST(payee_id AS BIGINT) AS entry_ids FROM entries", "不是任何一行的编号"),
        ("SELECT project_code, TRUE AS violates, entry_id AS entry_ids, payee AS level FROM entries", "level 列应是"),
        ("SELECT project_code, TRUE AS violates, entry_id AS entry_ids, amount / 0 AS amount FROM entries", ""),
    ],
)  # fmt: skip
def test_a_rule_that_crashes_tells_kind_and_column_and_no_value(
    tmp_path: Path, sql: str, says: str
) -> None:
    code, told_all, outcome = _run(tmp_path, sql)
    assert PERSON not in told_all
    # The page of the project shows the ledger's own payee beside other findings, never the crash.
    assert PAYEE not in json.dumps(outcome, ensure_ascii=False)
    if says:
        assert code == 4
        assert outcome["outcome"] == "crashed"
        assert says in outcome["why"]


def test_an_error_names_only_what_stands_in_the_sql() -> None:
    error = pl.exceptions.InvalidOperationError(
        f"conversion from `str` to `i64` failed in column 'payee_id' for 1 values: [\"{PERSON}\"]"
    )
    assert told(error, "SELECT payee_id").endswith("（payee_id）")
    odd = pl.exceptions.ColumnNotFoundError(f'unable to find column "{PAYEE}"; valid columns: []')
    assert told(odd, "SELECT payee_id") == "没有这一列"
    assert told(KeyError(PERSON), "SELECT 1") == "KeyError"


def test_a_fault_of_the_program_tells_its_place_and_no_value() -> None:
    with pytest.raises(KeyError) as caught:
        raise KeyError(PERSON)
    assert PERSON not in fault_of(caught.value)
    assert fault_of(caught.value).startswith("KeyError，test_privacy.py 第 ")


def test_what_could_not_be_read_is_quoted_masked(tmp_path: Path) -> None:
    line: dict[str, Cell] = {"日期": "2024-05-06", "凭证号": "记-1", "摘要": "购试剂", "费用科目": "材料费", "金额": 900}  # fmt: skip
    wrong = {**line, "日期": PERSON, "金额": PERSON}
    book = write_xlsx(tmp_path / "JC2024-001.xlsx", {"支出明细": ledger(line, wrong)})
    ran = fundcheck(book, out=tmp_path / "out")
    texts = [ran.out, ran.err, (tmp_path / "out" / "findings.json").read_text("utf-8")]
    texts += [page.read_text("utf-8") for page in (tmp_path / "out").rglob("*.html")]
    assert PERSON not in "\n".join(texts)
    assert "110101***********3" in ran.err


def test_a_subject_that_rests_on_many_rows_and_is_open_is_no_crash(tmp_path: Path) -> None:
    sql = (
        "SELECT project_code, CAST(NULL AS BOOLEAN) AS violates, ARRAY_AGG(entry_id) AS entry_ids "
        "FROM entries GROUP BY project_code"
    )
    lines: list[dict[str, Cell]] = [
        {"日期": "2024-05-06", "凭证号": f"记-{n}", "摘要": "购试剂", "费用科目": "材料费", "金额": n}
        for n in range(1, 20)
    ]  # fmt: skip
    book = write_xlsx(tmp_path / "JC2024-002.xlsx", {"支出明细": ledger(*lines)})
    _, _, outcome = _run(tmp_path, sql)
    assert outcome["outcome"] == "unknown"
    ran = fundcheck(book, "--rules", tmp_path / "house", out=tmp_path / "many")
    rules = ran.findings["projects"][0]["rules"]
    (outcome,) = [rule for rule in rules if rule["code"] == "X05-1"]
    assert outcome["outcome"] == "unknown"
