"""Several regulations over one set of ledgers: each says its own, and none hides another."""

from __future__ import annotations

import datetime as dt
import json
from importlib.resources import files
from typing import TYPE_CHECKING

import jsonschema
import openpyxl
import pytest
from books import Cell, ledger, write_xlsx
from running import ROOT, Ran
from running import fundcheck as run

import fundcheck

if TYPE_CHECKING:
    from pathlib import Path

CITY, CENTRAL = "jincheng-2022-36", "central-expert-fee-2017-128"
DAY = dt.date(2024, 5, 6)
BOTH = ("--rules", CITY, "--rules", CENTRAL)


def _book(folder: Path) -> Path:
    fee: dict[str, Cell] = {"费用科目": "专家咨询费", "摘要": "付咨询费", "收款方": "王建国", "专家级别": "教授", "咨询日期": DAY, "代扣个税": 500}  # fmt: skip
    lines: list[dict[str, Cell]] = [
        {**fee, "项目编号": "P-01", "金额": 3000},
        {"项目编号": "P-01", "费用科目": "其他业务费", "摘要": "购烟酒", "金额": 300},
        {**fee, "项目编号": "P-02", "金额": 3000, "收款方": "李红"},
    ]
    for number, line in enumerate(lines):
        line |= {"日期": DAY, "凭证号": f"记-{number}"}
    cards: list[dict[str, Cell]] = [
        {"项目编号": "P-01", "计划类别": "国家重点研发计划", "任务书签订日期": DAY},
        {"项目编号": "P-02", "计划类别": "市级重点研发计划", "任务书签订日期": DAY},
    ]
    sheets = {"支出明细": ledger(*lines), "项目信息": ledger(*cards)}
    return write_xlsx(folder / "账.xlsx", sheets)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    folder = tmp_path_factory.mktemp("several")
    book = _book(folder)
    return {
        name: run(book, *rules, out=folder / name)
        for name, rules in {"both": BOTH, "city": BOTH[:2], "central": BOTH[2:]}.items()
    }


def test_findings_and_outcomes_are_those_of_each_pack_alone(ran: dict[str, Ran]) -> None:
    both, city, central = (ran[name].findings for name in ("both", "city", "central"))

    def marks(*documents: dict[str, list[dict[str, str]]]) -> list[tuple[str, str]]:
        return sorted((f["fingerprint"], f["message"]) for d in documents for f in d["findings"])

    assert marks(both) == marks(city, central)
    assert {f["rule"] for f in both["findings"]} >= {"J25-1", "J32-3a", "E06-1"}
    gravity = [("violation", "query", "notice").index(f["level"]) for f in both["findings"]]
    assert gravity == sorted(gravity)
    for joined, one, other in zip(*(d["projects"] for d in (both, city, central)), strict=True):
        assert [r["code"] for r in joined["rules"]] == [
            r["code"] for r in (*one["rules"], *other["rules"])
        ]
        assert joined["facts"] == one["facts"] | other["facts"]
        assert joined["exhibits"] == one["exhibits"] + other["exhibits"]
    assert both["summary"]["unknown"] == sum(d["summary"]["unknown"] for d in (city, central))
    assert [p["id"] for p in both["packs"]] == [CITY, CENTRAL]
    assert [p["sha256"] for p in both["packs"]] == [
        d["packs"][0]["sha256"] for d in (city, central)
    ]


def test_the_document_holds_and_every_article_names_its_own(ran: dict[str, Ran]) -> None:
    document = ran["both"].findings
    schema = files("fundcheck").joinpath("schemas/findings-1.json").read_text("utf-8")
    jsonschema.validate(document, json.loads(schema))
    article = {f["rule"]: f["article"] for f in document["findings"]}
    assert article["J25-1"] == "晋市政办〔2022〕36号 第二十五条"
    assert article["E06-1"] == "财科教〔2017〕128号 第六条、第七条"
    assert len(document["articles"]) == 35 + 9
    assert document["articles"][-1]["title"].startswith("财科教〔2017〕128号：")
    assert ran["city"].findings["articles"][24]["title"] == "专家咨询费、评审费标准"


def test_a_project_is_governed_where_any_of_them_holds(ran: dict[str, Ran]) -> None:
    first, second = ran["both"].findings["projects"]
    assert (first["governed"], second["governed"]) == (True, True)
    assert "晋市政办〔2022〕36号：" in second["governed_why"]
    assert "财科教〔2017〕128号：计划类别不是国家计划，不适用本办法。" in second["governed_why"]
    assert not any(
        f["rule"] == "E06-1" and f["project_code"] == "P-02"
        for f in ran["both"].findings["findings"]
    )


def test_pages_and_workbook_show_all_of_them(ran: dict[str, Ran]) -> None:
    folder = ran["both"].folder
    index = (folder / "index.html").read_text("utf-8")
    page = (folder / "projects" / "P-01.html").read_text("utf-8")
    for title in ("晋城市市级财政科研项目经费管理办法", "中央财政科研项目专家咨询费管理办法"):
        assert title in index
        assert title in page
    for rule in ("J25-1", "E06-1"):
        assert f'<span class="soft">{rule}</span>' in page
    book = openpyxl.load_workbook(folder / "findings.xlsx")
    rules = {row[2] for row in book["问题清单"].iter_rows(min_row=2, values_only=True)}
    assert {"J25-1", "E06-1"} <= rules


def test_from_python(tmp_path: Path) -> None:
    book = _book(tmp_path)
    audit = fundcheck.check(book, rules=[CENTRAL, CITY], as_of=DAY, jobs=0)
    assert [pack.id for pack in audit.packs] == [CENTRAL, CITY]
    with pytest.raises(fundcheck.WrongRequestError, match="没有给出规则包"):
        fundcheck.check(book, rules=[], as_of=DAY, jobs=0)


def test_a_number_of_the_house_goes_to_the_pack_that_has_it(tmp_path: Path) -> None:
    def written(name: str) -> Ran:
        own = f'[[parameter]]\nname = "{name}"\nvalue = "5"\nby = "校发〔2024〕1号"\n'
        (tmp_path / "fundcheck.toml").write_text(own, "utf-8")
        return run(_book(tmp_path), *BOTH, out=tmp_path / "out")

    ran = written("full_days")
    assert [
        (pack["id"], p["value"]) for pack in ran.findings["packs"] for p in pack["parameters"] if p.get("by")
    ] == [(CENTRAL, "5")]  # fmt: skip
    ran = written("half_day_hours")
    assert ran.code == 2
    assert f"参数「half_day_hours」在规则包 {CITY}、{CENTRAL} 里都有" in ran.err
    ran = written("half_day_hour")
    assert ran.code == 2
    assert "half_day_hours" in ran.err


def test_packs_whose_codes_are_the_same_are_refused_with_both_names(tmp_path: Path) -> None:
    house = ROOT / "tests" / "packs" / "pingyuan-university"
    for second, name in ((CITY, CITY), (str(house), "pingyuan-university")):
        ran = run(_book(tmp_path), "--rules", CITY, "--rules", second, out=tmp_path / "out")
        assert ran.code == 2
        assert f"规则包 {CITY} 和 {name} 都有规则 J02-1，不能同时使用。" in ran.err


def test_packs_whose_figures_differ_under_one_name_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    head = 'id = "other"\ntitle = "x"\nedition = "2024"\ndocument = "x"\n[facts]\nspent = "别的"\n'
    (other / "pack.toml").write_text(head, "utf-8")
    for name in ("parameters.toml", "categories.toml"):
        (other / name).write_text("", "utf-8")
    ran = run(_book(tmp_path), "--rules", CITY, "--rules", other, out=tmp_path / "out")
    assert ran.code == 2
    assert f"规则包 {CITY} 和 other 的 spent 不是一个数" in ran.err
