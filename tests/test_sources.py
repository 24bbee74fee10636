"""Whose article it is: every rule and number keeps the regulation that it was written under."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from typing import TYPE_CHECKING

import jsonschema
from books import ledger, write_xlsx
from running import ROOT, bare, fundcheck

from fundcheck.engine.lint import lint
from fundcheck.rulebook.pack import load_pack

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

HOUSE = ROOT / "tests" / "packs" / "pingyuan-university"
CITY_NO, HOUSE_NO = "晋市政办〔2022〕36号", "平大校字〔2024〕8号"


def _limit_only(tmp_path: Path) -> Path:
    """Return a house pack that sets one other limit and nothing else."""
    house = tmp_path / "house"
    (house / "cases").mkdir(parents=True)
    (house / "pack.toml").write_text(
        'id = "h"\ntitle = "某院规定"\nedition = "2024-01-01"\ndocument = "院字〔2024〕1号"\n'
        'extends = "jincheng-2022-36"\n',
        "utf-8",
    )
    (house / "parameters.toml").write_text(
        '[cash_floor]\ntitle = "结算起点"\narticle = "院字〔2024〕1号第三条"\nunit = "元"\n'
        'values = [{ from = 2024-01-01, value = "500.00" }]\n',
        "utf-8",
    )
    return house


def test_inherited_cases_run_under_the_numbers_that_they_were_written_for(tmp_path: Path) -> None:
    house = _limit_only(tmp_path)
    ran = bare("rules", "test", str(house))
    assert ran.code == 0, ran.out[-2000:]
    base = bare("rules", "test")
    # Nothing is left out either: as many cases as the base has.
    assert ran.out.splitlines()[-1] == base.out.splitlines()[-1]
    # But whoever sets a number proves it.
    (problem,) = lint(load_pack(house))
    assert "参数 cash_floor 改了" in problem.text
    (house / "cases" / "J15-2.toml").write_text(
        '[[case]]\nname = "500元"\nexpect = "found"\nedge = "500元: at"\n'
        'entries = [{ cost_item = "材料费", summary = "购试剂", settlement = "现金", amount = "500.00" }]\n'
        '[[case]]\nname = "499.99元"\nexpect = "clean"\nedge = "500元: under"\n'
        'entries = [{ cost_item = "材料费", summary = "购试剂", settlement = "现金", amount = "499.99" }]\n',
        "utf-8",
    )
    assert lint(load_pack(house)) == []
    assert bare("rules", "test", str(house)).code == 0


def test_a_house_says_its_own_document_at_what_it_sets(tmp_path: Path) -> None:
    house = shutil.copytree(HOUSE, tmp_path / "house")
    for name, old in (
        ("parameters.toml", f"第十七条；{HOUSE_NO}第十条"),
        ("P17-1.toml", f"{HOUSE_NO}第十条；{CITY_NO}第十七条"),
    ):
        text = (house / name).read_text("utf-8")
        assert old in text
        (house / name).write_text(text.replace(old, "第十七条", 1), "utf-8")
    said = [problem.text for problem in lint(load_pack(house))]
    assert said == [
        f"参数 taxi_limit 的 article 没有写明文号（{HOUSE_NO}）。",
        f"article 没有写明本规定的文号（{HOUSE_NO}）。",
    ]


def test_explain_list_and_catalogue_name_the_source_of_each(tmp_path: Path) -> None:
    rules = ("--rules", str(HOUSE))
    taken = bare("explain", "J15-2", *rules).out
    assert f"依据：晋城市市级财政科研项目经费管理办法 {CITY_NO} 第十五条" in taken
    assert "平原大学" not in taken
    own = bare("explain", "P17-1", *rules).out
    assert f"依据：平原大学科研经费管理实施细则 {HOUSE_NO}第十条；{CITY_NO}第十七条" in own
    changed = bare("explain", "J25-1", *rules).out
    assert f"800.00 元（第二十五条；{HOUSE_NO}第十二条）" in changed
    assert f"{CITY_NO} 第十五条" in bare("rules", "list", *rules).out
    catalogue = bare("rules", "catalog", str(HOUSE)).out
    assert f"违规 · {CITY_NO} 第十条 · " in catalogue
    assert f"扩展《晋城市市级财政科研项目经费管理办法》（{CITY_NO}）" in catalogue
    assert f"| 17 | {CITY_NO}：包干制与无票报销 |" in catalogue
    # Limits that stand in the base's cases are the base's.
    limit = bare("explain", "J15-2", "--rules", str(_limit_only(tmp_path))).out
    assert f"界限（按{CITY_NO}原来的标准）：" in limit
    assert "500.00 元（院字〔2024〕1号第三条）" in limit
    # Of one regulation alone nothing is said twice.
    assert "依据：晋城市市级财政科研项目经费管理办法 第十五条（" in bare("explain", "J15-2").out


def test_findings_and_pages_name_the_source_of_each(tmp_path: Path) -> None:
    line: dict[str, Cell] = {"项目编号": "P1", "日期": "2024-05-06", "费用科目": "其他业务费", "收款方": "某公司"}  # fmt: skip
    lines: list[dict[str, Cell]] = [
        {**line, "凭证号": "记-1", "摘要": "网约车去机场", "金额": 260},
        {**line, "凭证号": "记-2", "摘要": "购烟酒", "金额": 300},
    ]
    book = write_xlsx(tmp_path / "账.xlsx", {"支出明细": ledger(*lines)})
    ran = fundcheck(book, "--rules", str(HOUSE), out=tmp_path / "out")
    document = ran.findings
    schema = files("fundcheck").joinpath("schemas/findings-1.json").read_text("utf-8")
    jsonschema.validate(document, json.loads(schema))
    cited = {f["rule"]: (f["document"], f["article"]) for f in document["findings"]}
    assert cited["P17-1"] == (HOUSE_NO, f"{HOUSE_NO}第十条；{CITY_NO}第十七条")
    assert cited["J32-3a"][0] == CITY_NO
    assert cited["J32-3a"][1].startswith(f"{CITY_NO} 第三十二条")
    (pack,) = document["packs"]
    assert pack["document"] == HOUSE_NO
    assert [base["document"] for base in pack["extends"]] == [CITY_NO]
    numbers = {p["name"]: p["document"] for p in pack["parameters"]}
    assert (numbers["expert_fee_senior"], numbers["cash_floor"]) == (HOUSE_NO, CITY_NO)
    article = document["articles"][16]
    assert (article["document"], article["title"]) == (CITY_NO, f"{CITY_NO}：包干制与无票报销")
    assert document["articles"][17]["checklist"][-1].endswith(f"核对。（{HOUSE_NO}）")
    assert document["projects"][0]["governed_why"].startswith(f"{CITY_NO}：")
    page = next((tmp_path / "out" / "projects").glob("*.html")).read_text("utf-8")
    assert "依据《平原大学科研经费管理实施细则》《晋城市市级财政科研项目经费管理办法》" in page
    assert f"{CITY_NO} 第三十二条" in page
    plain = fundcheck(book, out=tmp_path / "plain").findings
    of = {f["rule"]: (f["document"], f["article"]) for f in plain["findings"]}
    assert of["J32-3a"][0] == CITY_NO
    assert of["J32-3a"][1].startswith("第三十二条")
