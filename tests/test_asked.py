"""What is asked wrongly or in other words: a question back, never a guess."""

from __future__ import annotations

import datetime as dt
import os
import zipfile
from typing import TYPE_CHECKING

import click
import pytest
from books import ledger, write_xlsx
from running import bare, fundcheck

import fundcheck as package
from fundcheck.cli import run
from fundcheck.errors import WrongRequestError
from fundcheck.ingest.discover import discover
from fundcheck.reports import folder

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

LINE: dict[str, Cell] = {"项目编号": "P-01", "日期": "2024-05-06", "凭证号": "记-1", "摘要": "购试剂", "费用科目": "材料费", "金额": 100}  # fmt: skip


def _book(path: Path, line: dict[str, Cell] | None = None) -> Path:
    return write_xlsx(path / "账.xlsx", {"支出明细": ledger(line or LINE)})


@pytest.mark.parametrize("named", ["基础", "理论研究", "软件", "项目", "XX"])
def test_a_type_that_tells_nothing_of_its_tiers_is_asked_about(named: str) -> None:
    ran = bare("cap", "--direct", "50万", "--type", named)
    assert (ran.code, ran.out) == (2, "")
    assert f"看不出项目类型「{named}」适用哪一种比例" in ran.err
    assert "基础研究、软科学" in ran.err


def test_the_nearest_type_is_named() -> None:
    assert "是不是 基础研究" in bare("cap", "--direct", "50万", "--type", "基础").err


@pytest.mark.parametrize(
    ("named", "cap"),
    [("应用研究", "150,000.00"), ("应用研究类项目", "150,000.00"), ("一般", "150,000.00"),
     ("一般项目", "150,000.00"), ("技术开发类", "150,000.00"), ("基础研究", "300,000.00")],
)  # fmt: skip
def test_types_that_are_known_are_answered(named: str, cap: str) -> None:
    ran = bare("cap", "--direct", "50万", "--type", named)
    assert ran.code == 0, ran.err
    assert f"间接费用上限：{cap} 元" in ran.out


@pytest.mark.parametrize("asked", ["第十条", "10", "十", "第10条", "第 10 条"])
def test_an_article_is_explained_by_its_rules(asked: str) -> None:
    ran = bare("explain", asked)
    assert ran.code == 0, ran.err
    assert "晋市政办〔2022〕36号 第十条 间接费用分档总额控制：规则检查" in ran.out
    for code in ("J10-1", "J10-2", "J10-3"):
        assert code in ran.out
    assert "J09-1" not in ran.out


def test_an_article_without_rules_says_how_it_is_treated() -> None:
    told = bare("explain", "第三十一条").out
    assert "人工核对" in told
    assert "科研失信记录" in told
    ran = bare("explain", "第三十六条")
    assert ran.code == 2
    assert "没有第 36 条。有第 1 条至第 35 条" in ran.err


@pytest.mark.parametrize("day", ["2026-06-30", 20260630, dt.datetime(2026, 6, 30)])  # noqa: DTZ001
def test_from_python_a_day_that_is_no_date_is_told_by_its_name(tmp_path: Path, day: object) -> None:
    with pytest.raises(WrongRequestError, match="as_of 应是日期"):
        package.check(_book(tmp_path), as_of=day, jobs=0)  # type: ignore[arg-type]


def test_a_crashed_rule_is_told_on_stderr_with_why(tmp_path: Path) -> None:
    house = tmp_path / "house"
    house.mkdir()
    (house / "pack.toml").write_text(
        'id = "h"\ntitle = "h"\nedition = "2024-01-01"\ndocument = "h〔2024〕1号"\n'
        'extends = "jincheng-2022-36"\n[[articles]]\narticle = 5\nrules = ["X05-1"]\n',
        "utf-8",
    )
    (house / "X05-1.toml").write_text(
        'title = "试"\narticle = "h〔2024〕1号第五条"\nlevel = "query"\nmessage = "试"\nremedy = "试。"\n'
        "sql = '''SELECT project_code, CAST(summary AS INT) > 1 AS violates, entry_id AS entry_ids FROM spending'''\n",
        "utf-8",
    )
    ran = fundcheck(_book(tmp_path), "--rules", house, "--quiet", out=tmp_path / "out")
    assert ran.code == 4
    assert "规则 X05-1 运行出错：内容换不成所要的类型" in ran.err
    assert "（summary）" in ran.err


def test_files_passed_over_are_told_with_their_number(tmp_path: Path) -> None:
    (tmp_path / "凭证").mkdir()
    book = _book(tmp_path)
    for number in range(7):
        (tmp_path / "凭证" / f"扫描{number}.PDF").write_bytes(b"%PDF")
    for name in (
        "说明.docx",
        "合同.jpg",
        "去年.rar",
        "备忘.txt",
        "desktop.ini",
        ".隐藏.pdf",
        "无扩展名",
    ):
        (tmp_path / name).write_bytes(b"x")
    ran = fundcheck(tmp_path, out=tmp_path / "fundcheck-report")
    assert ran.code == 0
    passed = {item["path"]: item["why"] for item in ran.findings["skipped"]}
    assert sorted(passed) == ["*.docx", "*.jpg", "*.pdf", "*.rar", "*.txt", "没有扩展名的文件"]
    assert passed["*.pdf"].startswith("共 7 个，没有读取，没有检查（扫描0.PDF、")
    assert "解压" in passed["*.rar"]
    assert "跳过 *.pdf：共 7 个" in ran.err
    assert "*.pdf：共 7 个" in (tmp_path / "fundcheck-report" / "index.html").read_text("utf-8")
    assert [item["path"] for item in ran.findings["inputs"]] == ["账.xlsx"]
    # Our own reports in the folder are no files passed over; the folder's own ledger is named once.
    again = fundcheck(tmp_path, book, out=tmp_path / "fundcheck-report")
    assert again.findings["skipped"] == ran.findings["skipped"]
    book.unlink()
    with pytest.raises(WrongRequestError, match=r"没有表格文件(?s:.*)\n\*\.docx：共 1 个"):
        discover([tmp_path])


def test_files_passed_over_in_an_archive_are_told_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "账.zip", "w") as archive:
        archive.write(_book(tmp_path), "账.xlsx")
        for name in ("扫描/1.pdf", "扫描/2.pdf", "__MACOSX/._1.pdf", "Thumbs.db"):
            archive.writestr(name, b"x")
    (skipped,) = discover([tmp_path / "账.zip"]).skipped
    assert skipped.path == "账.zip/*.pdf"
    assert skipped.why.startswith("共 2 个，没有读取，没有检查（1.pdf、2.pdf）")


@pytest.mark.parametrize("raised", [KeyboardInterrupt, click.exceptions.Abort])
def test_a_run_that_is_stopped_is_130(
    raised: type[BaseException], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_arguments: object, **_options: object) -> None:
        raise raised

    monkeypatch.setattr("fundcheck.catalog.listing", stopped)
    assert run(["rules", "list"]) == 130
    assert "已中断" in capsys.readouterr().err


def test_a_run_that_succeeds_leaves_no_older_report_of_another_format(tmp_path: Path) -> None:
    out = tmp_path / "out"
    fundcheck(_book(tmp_path), out=out)
    (out / "我的.html").write_text("<p>我的</p>", "utf-8")
    (out / "projects" / "我的.html").write_text("<p>我的</p>", "utf-8")
    fundcheck(_book(tmp_path), "--format", "json", out=out)
    left = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    assert left == ["findings.json", "projects/我的.html", "我的.html"]


def test_a_run_that_fails_says_that_the_reports_lying_there_are_not_its_own(tmp_path: Path) -> None:
    out = tmp_path / "out"
    fundcheck(_book(tmp_path), out=out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    ran = fundcheck(tmp_path / "没有.xlsx", out=out)
    assert ran.code == 2
    assert "里的报告是以前检查的，不是这一次的" in ran.err
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    fresh = fundcheck(tmp_path / "没有.xlsx", out=tmp_path / "空")
    assert "以前" not in fresh.err


def test_reports_that_cannot_all_be_put_in_place_are_all_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    audit = package.check(_book(tmp_path), as_of=dt.date(2026, 6, 30), jobs=0)
    folder.write(audit, out, ("html", "json", "xlsx"))
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    other = package.check(
        _book(tmp_path, {**LINE, "项目编号": "P-02"}), as_of=dt.date(2026, 6, 30), jobs=0
    )
    replace = os.replace

    def locked(source: Path, target: Path) -> None:
        if target == out / "index.html" and "new" in source.parts:
            raise PermissionError(13, "in use", str(target))
        replace(source, target)

    monkeypatch.setattr("pathlib.os.replace", locked)
    with pytest.raises(PermissionError):
        folder.write(other, out, ("html", "json", "xlsx"))
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("command", ["explain", "rules show", "template"])
def test_what_a_command_lacks_is_told_of_that_command(command: str) -> None:
    ran = bare(*command.split())
    assert ran.code == 2
    assert (
        ran.err == f"错误：fundcheck {command} 后面缺少内容。用法见 fundcheck {command} --help。\n"
    )
