"""A house pack takes a regulation over and changes what is its own: a folder, not a fork."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from books import ledger, write_xlsx
from running import ROOT, fundcheck
from spoiling import spoil

from fundcheck.engine.lint import lint
from fundcheck.engine.proof import prove
from fundcheck.errors import WrongRequestError
from fundcheck.rulebook.cases import read_cases
from fundcheck.rulebook.pack import load_pack

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

HOUSE = ROOT / "tests" / "packs" / "pingyuan-university"


def test_a_house_pack_is_its_base_with_its_own_on_top() -> None:
    house, base = load_pack(HOUSE), load_pack("jincheng-2022-36")
    assert house.id == "pingyuan-university"
    assert house.sha256 != base.sha256
    codes = {rule.code for rule in house.rules}
    assert codes == {rule.code for rule in base.rules} - {"J18-1", "J18-2"} | {"P17-1"}
    by_number = {article.article: article for article in house.articles}
    assert len(by_number) == len(base.articles)
    assert by_number[17].rules == ("J17-1", "J17-2", "P17-1")
    assert by_number[18].treated == "evidence"
    assert lint(house) == [] or {p.text for p in lint(house)} <= _UNUSED
    for rule in house.rules:  # its own, and those of the base where nothing is its own
        for holds, path in house.proofs(rule.code):
            for case in read_cases(path):
                assert prove(holds, rule.code, case) == [], (rule.code, case.name)


# What only the dropped rules used is left over, and lint says so.
_UNUSED = {
    "参数 general_purchase_limit 没有一条规则或视图用到，请删去或使用。",
    "参数 special_purchase_limit 没有一条规则或视图用到，请删去或使用。",
    "参数 split_days 没有一条规则或视图用到，请删去或使用。",
    "视图 purchases 没有用到。",
}


def test_the_house_judges_more_strictly(tmp_path: Path) -> None:
    fee: dict[str, Cell] = {"费用科目": "专家咨询费", "摘要": "咨询费", "收款方": "李某", "专家级别": "副教授", "咨询日期": "2024-05-06", "金额": 900}  # fmt: skip
    more: dict[str, Cell] = {"费用科目": "其他业务费", "收款方": "某公司"}
    lines: list[dict[str, Cell]] = [
        fee,
        {**more, "摘要": "校庆纪念品", "金额": 50},
        {**more, "摘要": "网约车去机场", "金额": 260},
        {**more, "摘要": "进修学费", "金额": 300},
    ]
    for number, line in enumerate(lines):
        line |= {"项目编号": "P1", "日期": "2024-05-06", "凭证号": f"记-{number}"}
    path = write_xlsx(tmp_path / "账.xlsx", {"支出明细": ledger(*lines)})
    wanted = {"J25-1", "J32-3a", "P17-1"}

    def found(*rules: str) -> list[tuple[str, str]]:
        ran = fundcheck(path, *rules, out=tmp_path / "out")
        return sorted(
            (f["rule"], f["amount"]) for f in ran.findings["findings"] if f["rule"] in wanted
        )

    assert found() == [("J32-3a", "300.00")]
    house = [("J25-1", "100.00"), ("J32-3a", "50.00"), ("P17-1", "260.00")]
    assert found("--rules", str(HOUSE)) == house


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("pack.toml", '"J18-1"', '"J99-1"', "without 里的 J99-1"),
        ("pack.toml", 'extends = "jincheng-2022-36"', 'extends = "beijing"', "没有规则包「beijing」"),
        ("pack.toml", 'extends = "jincheng-2022-36"', 'extends = "."', "绕回到自己"),
        ("pack.toml", 'rules = ["P17-1"]', "rules = []", "没有列在 articles"),
        ("parameters.toml", '"学费"', '"学位"', "remove 的「学位」"),
        ("parameters.toml", "[unrelated_words]", "[unrelated_word]", "只能用于所扩展规则包里的词表"),
        ("parameters.toml", 'value = "800.00"', "value = 800", "expert_fee_senior 是小数，如 1000.00，不能换成整数"),
        ("parameters.toml", 'value = "800.00"', 'value = "NaN"', "应是整数、日期，或写在引号里的小数"),
        ("parameters.toml", "[taxi_limit]", "[cash_words]", "cash_words 是词表，不能换成小数"),
    ],
)  # fmt: skip
def test_what_a_house_pack_gets_wrong_is_one_sentence(
    tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    folder = shutil.copytree(HOUSE, tmp_path / "house")
    spoil(folder / file, old, new)
    with pytest.raises(WrongRequestError, match=says):
        load_pack(folder)


def test_an_article_says_which_of_its_rules_are_dropped(tmp_path: Path) -> None:
    house = tmp_path / "house"
    house.mkdir()
    head = 'id = "h"\ntitle = "h"\nedition = "2024"\ndocument = "h"\n'
    (house / "pack.toml").write_text(
        head + 'extends = "jincheng-2022-36"\nwithout = ["J23-1"]\n', "utf-8"
    )
    (article,) = [a for a in load_pack(house).articles if a.article == 23]
    assert article.rules == ()
    assert article.why.endswith("本规则包不采用规则 J23-1。")
