"""A full pack of another regulation, written by rules/README.md alone: no city's views, no Python."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from books import ledger, write_xlsx
from running import ROOT, bare, fundcheck, rule_of
from spoiling import spoil

from fundcheck.engine.lint import lint
from fundcheck.engine.proof import prove
from fundcheck.rulebook.cases import read_cases
from fundcheck.rulebook.pack import load_pack

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

PACK = ROOT / "tests" / "packs" / "pingyuan-outreach"
HOUSE = ROOT / "tests" / "packs" / "pingyuan-university"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return a copy of the pack, to be changed."""
    return shutil.copytree(PACK, tmp_path / "pack")


def _book(folder: Path) -> Path:
    line: dict[str, Cell] = {"项目编号": "KP-1", "日期": "2024-05-06", "收款方": "某公司"}
    lines: list[dict[str, Cell]] = [
        {**line, "凭证号": "记-1", "摘要": "科普讲座", "费用科目": "科普活动费", "金额": 5000},
        {**line, "凭证号": "记-2", "摘要": "印折页", "费用科目": "印刷费", "金额": 300},
    ]
    return write_xlsx(folder / "账.xlsx", {"支出明细": ledger(*lines)})


def test_it_owes_nothing_and_its_cases_hold() -> None:
    loaded = load_pack(PACK)
    assert lint(loaded) == []
    for rule in loaded.rules:
        for holds, path in loaded.proofs(rule.code):
            for case in read_cases(path):
                assert prove(holds, rule.code, case) == [], case.name


def test_it_checks_a_ledger_and_governs_every_project(tmp_path: Path) -> None:
    ran = fundcheck(_book(tmp_path), "--rules", PACK, out=tmp_path / "out")
    assert ran.code == 0, ran.err
    (project,) = ran.findings["projects"]
    assert (project["governed"], project["governed_why"]) == (True, "规则包对所有项目适用。")
    assert project["facts"] == {"spent": "5300.00", "activities_spent": "5000.00"}
    assert rule_of(ran.findings, "KP-1", "P02-1")["outcome"] == "found"
    assert "依据《平原省科普专项经费管理办法》" in (ran.folder / "index.html").read_text("utf-8")


def test_without_views_and_facts_it_runs_too(pack: Path, tmp_path: Path) -> None:
    spoil(pack / "pack.toml", 'views = ["activity_lines", "facts"]', 'views = ["activity_lines"]')
    (said,) = [p.text for p in lint(load_pack(pack))]
    assert "有 [facts]，却没有视图 facts" in said
    ran = fundcheck(_book(tmp_path), "--rules", pack, out=tmp_path / "out")
    assert (ran.code, "有 [facts]，却没有视图 facts" in ran.err) == (2, True)
    text = (pack / "pack.toml").read_text("utf-8")
    start, end = text.index("[facts]"), text.index("[ceiling]")
    (pack / "pack.toml").write_text(text[:start] + text[end:], "utf-8")
    assert lint(load_pack(pack)) == []
    ran = fundcheck(_book(tmp_path), "--rules", pack, out=tmp_path / "out")
    assert ran.code == 0, ran.err
    assert ran.findings["projects"][0]["facts"] == {}


def test_a_view_that_says_who_is_governed_may_leave_projects_open(
    pack: Path, tmp_path: Path
) -> None:
    spoil(pack / "pack.toml", 'views = ["', 'views = ["governed", "')
    view = pack / "views" / "governed.sql"
    view.write_text(
        "SELECT project_code, TRUE AS governed, '登记在册。' AS governed_why FROM projects", "utf-8"
    )
    assert lint(load_pack(pack)) == []
    ran = fundcheck(_book(tmp_path), "--rules", pack, out=tmp_path / "out")
    assert ran.code == 0, ran.err
    assert ran.findings["projects"][0]["governed"] is None
    view.write_text("SELECT project_code, 1 AS governed FROM projects", "utf-8")
    said = {p.text for p in lint(load_pack(pack))}
    assert said == {
        "视图 governed 应有 governed 列（TRUE、FALSE 或 NULL），一个项目一行。",
        "视图 governed 应有 governed_why 列（文字），一个项目一行。",
    }
    ran = fundcheck(_book(tmp_path), "--rules", pack, out=tmp_path / "out")
    assert ran.code == 2
    assert "views/governed.sql：视图 governed 应有 governed 列" in ran.err


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("pack.toml", "spent = ", "spend = ", "视图 facts 没有 spend 列"),
        ("views/facts.sql", "SUM(amount) AS spent", "MIN(summary) AS spent", "视图 facts 的 spent 列应是数"),
        ("pack.toml", 'special = "乡村"', 'special = "山区"', "没有 kind 为「山区」的档"),
        ("parameters.toml", 'kind = "text", ', 'sort = "text", ', "kind"),
        ("pack.toml", "[ceiling]", '[[exhibits]]\nid = "x"\ntitle = "x"\nview = "none"\ncolumns = { a = "甲" }\n[ceiling]', "附表 x 的视图 none 不存在"),
    ],
)  # fmt: skip
def test_what_a_run_would_stumble_over_is_a_sentence_of_lint(
    pack: Path, file: str, old: str, new: str, says: str
) -> None:
    spoil(pack / file, old, new)
    ran = bare("rules", "lint", str(pack))
    assert ran.code in {1, 2}
    assert says in ran.out + ran.err
    assert "内部出错" not in ran.err


def test_cap_takes_the_tiers_of_the_pack_and_says_what_it_lacks(tmp_path: Path) -> None:
    rules = ("--rules", str(PACK))
    assert "间接费用上限：56,000.00 元" in bare("cap", "--direct", "120万", *rules).out
    assert "96,000.00" in bare("cap", "--direct", "120万", "--type", "乡村", *rules).out
    asked = bare("cap", "--direct", "120万", "--type", "基础研究", *rules)
    assert (asked.code, "适用较高比例的写 乡村、农村" in asked.err) == (2, True)
    ran = bare("cap", str(_book(tmp_path)), *rules)
    assert ran.code == 2
    assert "[facts] 没有 indirect_base、indirect_cap、" in ran.err


@pytest.mark.parametrize("code", ["P02-2", "P04-1", "X99-1"])
def test_a_new_rule_runs_in_any_pack_as_it_stands(pack: Path, tmp_path: Path, code: str) -> None:
    ran = bare("rules", "new", code, "--rules", str(pack))
    assert ran.code == 0, ran.err
    loaded = load_pack(pack)
    assert code in {rule.code for rule in loaded.rules}
    assert lint(loaded) == []
    assert bare("rules", "test", str(pack)).code == 0
    checked = fundcheck(_book(tmp_path), "--rules", pack, out=tmp_path / "out")
    assert checked.code == 0, checked.err
    assert rule_of(checked.findings, "KP-1", code)["outcome"] == "clean"


def test_a_new_rule_in_a_pack_without_articles_or_in_a_house(tmp_path: Path) -> None:
    bare_pack = tmp_path / "bare"
    bare_pack.mkdir()
    (bare_pack / "pack.toml").write_text(
        'id = "b"\ntitle = "b"\nedition = "2024-01-01"\ndocument = "b〔2024〕1号"\n', "utf-8"
    )
    for name in ("parameters.toml", "categories.toml"):
        (bare_pack / name).write_text("", "utf-8")
    house = shutil.copytree(HOUSE, tmp_path / "house")
    for folder, code in ((bare_pack, "B01-1"), (house, "P17-2"), (house, "P05-1")):
        ran = bare("rules", "new", code, "--rules", str(folder))
        assert ran.code == 0, ran.err
        loaded = load_pack(folder)
        assert code in {rule.code for rule in loaded.rules}
        assert lint(loaded) == []
        for holds, path in loaded.proofs(code):
            assert all(prove(holds, code, case) == [] for case in read_cases(path))


def test_an_inherited_rule_is_never_replaced_unasked(tmp_path: Path) -> None:
    house = shutil.copytree(HOUSE, tmp_path / "house")
    before = sorted(path.name for path in house.rglob("*"))
    ran = bare("rules", "new", "J15-2", "--rules", str(house))
    assert ran.code == 2
    assert "J15-2 是所扩展规则包 jincheng-2022-36 的规则" in ran.err
    assert sorted(path.name for path in house.rglob("*")) == before
    assert bare("rules", "new", "J15-9", "--rules", str(house), "--replace").code == 2
    ran = bare("rules", "new", "J15-2", "--rules", str(house), "--replace")
    assert ran.code == 0, ran.err
    base = ROOT / "rules" / "jincheng-2022-36"
    for name in ("J15-2.toml", "cases/J15-2.toml"):
        assert (house / name).read_text("utf-8") == (base / name).read_text("utf-8")
    assert "J15-2" in {rule.code for rule in load_pack(house).rules}
