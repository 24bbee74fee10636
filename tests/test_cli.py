"""Exit codes and sentences of the command line."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from books import Cell, ledger, write_xlsx
from running import bare, fundcheck

if TYPE_CHECKING:
    from pathlib import Path

LINE: dict[str, Cell] = {
    "项目编号": "P-01",
    "日期": dt.date(2024, 5, 6),
    "凭证号": "记-1",
    "摘要": "购试剂",
    "费用科目": "材料费",
    "金额": 100,
}
DEAR: dict[str, Cell] = {
    **LINE,
    "费用科目": "专家咨询费",
    "收款方": "李某",
    "专家级别": "副教授",
    "咨询日期": dt.date(2024, 5, 6),
    "金额": 1000.01,
}
DRINK: dict[str, Cell] = {**LINE, "凭证号": "记-2", "摘要": "购白酒2箱"}


def _book(tmp_path: Path, *lines: dict[str, Cell], name: str = "账.xlsx") -> Path:
    return write_xlsx(tmp_path / name, {"支出明细": ledger(*lines)})


@pytest.mark.parametrize(
    ("line", "fail_on", "code"),
    [
        (LINE, "violation", 0),
        (LINE, "query", 0),
        (DRINK, "violation", 0),
        (DRINK, "query", 1),
        (DRINK, "notice", 1),
        (DEAR, "violation", 1),
        (DEAR, "query", 1),
        (DEAR, "never", 0),
    ],
)
def test_exit_code_follows_fail_on(
    tmp_path: Path, line: dict[str, Cell], fail_on: str, code: int
) -> None:
    ran = fundcheck(_book(tmp_path, line), "--fail-on", fail_on, out=tmp_path / "out")
    assert (ran.code, ran.err) == (code, "")


def test_an_unreadable_file_among_others_is_three_and_named(tmp_path: Path) -> None:
    good = _book(tmp_path, DEAR)
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"PK\x03\x04 nothing")
    ran = fundcheck(good, bad, out=tmp_path / "out")
    assert ran.code == 3
    assert ran.err.startswith("读不出 坏.xlsx：")
    assert len(ran.findings["findings"]) == 1


def test_a_rejected_row_is_three_and_named(tmp_path: Path) -> None:
    ran = fundcheck(_book(tmp_path, LINE, {**LINE, "金额": "一百"}), out=tmp_path / "out")
    assert ran.code == 3
    assert "账.xlsx 工作表「支出明细」第 3 行：金额「一百」不是数字" in ran.err


def test_nothing_readable_is_two_and_writes_no_report(tmp_path: Path) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"")
    ran = fundcheck(bad, out=tmp_path / "out")
    assert ran.code == 2
    assert "没有一个文件能读取" in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "没有.xlsx"], "找不到「没有.xlsx」"),
        (["check", "没有*.xlsx"], "没有文件符合"),
        (["check"], "没有给出要检查的账册"),
        (["check", ".", "--as-of", "2026-02-30"], "不是日期"),
        (["check", ".", "--as-of"], "--as-of 后面缺少内容"),
        (["check", ".", "--format", "pdf"], "--format 不认识「pdf」。可用：html、json、xlsx"),
        (["check", ".", "--format", "html,sarif"], "「sarif」本版本（0.1.0）还没有提供"),
        (["check", ".", "--format", ","], "没有格式"),
        (["check", ".", "--fail-on", "error"], "--fail-on 不认识「error」"),
        (["check", ".", "--baseline", "x.json"], "选项 --baseline 本版本"),
        (["check", ".", "--review", "x.xlsx"], "选项 --review 本版本"),
        (["check", ".", "--config", "x.toml"], "找不到配置文件「x.toml」"),
        (["template", "x.xls"], "扩展名应是 .xlsx"),
        (["template", "没有这个文件夹/x.xlsx"], "写不进"),
        (["inspect", "没有.xlsx"], "找不到「没有.xlsx」"),
        (["inspect", ".", "--format", "pdf"], "--format 不认识「pdf」"),
        (["check", ".", "--jobs", "0"], "--jobs 应是 1 或更大的整数"),
        (["check", ".", "--engine", "spark"], "选项 --engine 本版本"),
        (["check", ".", "--out2", "x"], "没有选项 --out2"),
        (["check", ".", "--rules", "jincheng-2022-36", "--rules", "b"], "没有规则包「b」"),
        (["check", ".", "--quiet", "--verbose"], "不能同时使用"),
        (["check", ".", "--rules", "beijing"], "没有规则包「beijing」。可用：central-expert-fee-2017-128、jincheng-2022-36"),
        (["check", ".", "--projects", "无.xlsx"], "找不到项目登记表"),
        *((["" + command], f"命令 {command} 本版本") for command in
          ("sample", "demo")),
        (["chekc"], "命令 chekc 不存在"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_two_and_one_sentence(arguments: list[str], says: str) -> None:
    ran = bare(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert says in ran.err
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err


def test_out_may_not_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    ran = fundcheck(_book(tmp_path, LINE), out=tmp_path / "out")
    assert ran.code == 2
    assert "是一个文件，不是文件夹" in ran.err


def test_formats_are_what_was_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "out"
    fundcheck(_book(tmp_path, LINE), "--format", "json", out=out)
    assert [p.name for p in out.iterdir()] == ["findings.json"]


def test_a_second_run_replaces_the_pages_of_the_first(tmp_path: Path) -> None:
    out = tmp_path / "out"
    fundcheck(_book(tmp_path, LINE), out=out)
    fundcheck(_book(tmp_path, {**LINE, "项目编号": "P-02"}), out=out)
    assert sorted(p.name for p in out.iterdir()) == [
        "findings.json",
        "findings.xlsx",
        "index.html",
        "projects",
    ]
    assert [p.name for p in (out / "projects").iterdir()] == ["P-02.html"]


def test_mask_hides_identity_card_and_telephone_numbers_everywhere(tmp_path: Path) -> None:
    secrets = ["140502198001010018", "6222020200112233445", "13903560123"]
    line = {
        **DEAR,
        "收款方证件号": secrets[0],
        "收款账号": secrets[1],
        "摘要": f"咨询费 {secrets[2]}",
    }
    masked = fundcheck(_book(tmp_path, line), out=tmp_path / "masked")
    open_ = fundcheck(_book(tmp_path, line), "--no-mask", out=tmp_path / "open")
    for secret in secrets:
        for path in (p for p in masked.folder.rglob("*") if p.suffix in {".html", ".json"}):
            assert secret not in path.read_text("utf-8"), (path.name, secret)
        assert secret in (open_.folder / "projects" / "P-01.html").read_text("utf-8")


def test_quiet_says_nothing_and_verbose_lists_findings(tmp_path: Path) -> None:
    book = _book(tmp_path, DEAR)
    assert fundcheck(book, "--quiet", out=tmp_path / "a").out == ""
    verbose = fundcheck(book, "--verbose", out=tmp_path / "b").out
    assert "[违规] P-01 J25-1" in verbose
    assert "账.xlsx › 支出明细 › 第 2 行" in verbose


def test_a_crashed_rule_is_four_and_the_others_ran(tmp_path: Path) -> None:
    pack = _copied_pack(tmp_path)
    rule = pack / "J32-6e.toml"
    text = rule.read_text("utf-8")
    rule.write_text(text.replace("project_code", "no_such_column"), "utf-8")
    ran = fundcheck(_book(tmp_path, DEAR), "--rules", pack, out=tmp_path / "out")
    assert ran.code == 4
    assert "规则 J32-6e 运行出错" in ran.err
    outcomes = {r["code"]: r["outcome"] for r in ran.findings["projects"][0]["rules"]}
    assert outcomes["J32-6e"] == "crashed"
    assert outcomes["J25-1"] == "found"


def test_a_typo_in_a_rule_is_two_with_file_key_and_allowed_words(tmp_path: Path) -> None:
    pack = _copied_pack(tmp_path)
    rule = pack / "J32-6e.toml"
    rule.write_text(rule.read_text("utf-8").replace('level = "query"', 'level = "qeury"'), "utf-8")
    ran = fundcheck(_book(tmp_path, LINE), "--rules", pack, out=tmp_path / "out")
    assert ran.code == 2
    assert "J32-6e.toml" in ran.err
    assert "「level」不能是「qeury」。是不是「query」？可用：violation、query、notice" in ran.err


def _copied_pack(tmp_path: Path) -> Path:
    import shutil  # noqa: PLC0415

    from fundcheck.resources import folder  # noqa: PLC0415

    return shutil.copytree(folder("rules") / "jincheng-2022-36", tmp_path / "pack")


def test_the_report_folder_is_in_json_too(tmp_path: Path) -> None:
    ran = fundcheck(_book(tmp_path, LINE), out=tmp_path / "out")
    assert json.loads((ran.folder / "findings.json").read_text("utf-8"))["as_of"] == "2026-06-30"


def test_reports_in_the_ledgers_own_folder_harm_nothing_and_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "projects").mkdir()
    book = _book(tmp_path / "projects", LINE)
    first = fundcheck(tmp_path, out=tmp_path)
    again = fundcheck(tmp_path, out=tmp_path)
    assert (first.code, again.code) == (0, 0)
    assert book.is_file()
    assert [item["path"] for item in again.findings["inputs"]] == ["账.xlsx"]


def test_a_workbook_that_was_filled_in_is_kept_and_said(tmp_path: Path) -> None:
    import openpyxl  # noqa: PLC0415

    out = tmp_path / "out"
    fundcheck(_book(tmp_path, DRINK), out=out)
    review = openpyxl.load_workbook(out / "findings.xlsx")
    review["问题清单"]["K2"] = "属实"
    review.save(out / "findings.xlsx")
    ran = fundcheck(_book(tmp_path, DRINK), out=out)
    assert "已改名为 findings-已填写-1.xlsx" in ran.err
    kept = openpyxl.load_workbook(out / "findings-已填写-1.xlsx")
    assert kept["问题清单"]["K2"].value == "属实"


def test_json_on_a_gbk_console_is_the_same_document_in_ascii(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = ("cap", "--direct", "130万", "--json")
    plain = bare(*asked).out
    monkeypatch.setenv("PYTHONIOENCODING", "gbk")
    escaped = bare(*asked).out
    assert escaped.isascii()
    assert not plain.isascii()
    assert json.loads(escaped) == json.loads(plain)


def test_a_folder_is_walked_for_text_and_pages_with_the_words_of_a_ledger(tmp_path: Path) -> None:
    """A ledger named .txt is read; notes, web pages and our own reports beside it are none."""
    rows = "日期\t凭证号\t摘要\t金额\n2024-05-06\t记-1\t购试剂\t5\n"
    (tmp_path / "明细账.txt").write_bytes(rows.encode("gb18030"))
    (tmp_path / "统一码.TXT").write_bytes(rows.replace("5\n", "6\n").encode("utf-16"))
    cells = "<tr><td>日期<td>凭证号<td>摘要<td>金额<tr><td>2024-05-07<td>记-2<td>购乙醇<td>7"
    (tmp_path / "网页.html").write_text(f"<table>{cells}</table>", "utf-8")
    (tmp_path / "说明.txt").write_text("先看金额，再问老张。", "utf-8")
    (tmp_path / "网站.htm").write_text("<p>欢迎</p>", "utf-8")
    first = fundcheck(tmp_path, out=tmp_path / "报告")
    names = ["明细账.txt", "统一码.TXT", "网页.html"]
    assert sorted(given["path"] for given in first.findings["inputs"]) == sorted(names)
    assert all(given["error"] is None for given in first.findings["inputs"])
    again = fundcheck(tmp_path, out=tmp_path / "报告")
    assert again.findings["inputs"] == first.findings["inputs"]
