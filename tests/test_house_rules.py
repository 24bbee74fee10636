"""An institution's own numbers and calendar: used, shown as its own, refused where they are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from books import ledger, write_xlsx
from running import fundcheck

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

BY = "校财字〔2024〕3号"


def _cash(tmp_path: Path, settings: str) -> Path:
    line: dict[str, Cell] = {"日期": "2024-05-06", "凭证号": "记-1", "摘要": "购试剂", "费用科目": "材料费", "结算方式": "现金", "金额": 1500, "收款方": "某公司", "发票号码": "24142000000012345678"}  # fmt: skip
    (tmp_path / "fundcheck.toml").write_text(settings, "utf-8")
    return write_xlsx(tmp_path / "JC2024-001.xlsx", {"支出明细": ledger(line)})


def test_a_number_of_the_house_is_used_and_shown_with_who_says_so(tmp_path: Path) -> None:
    own = f'[[parameter]]\nname = "cash_floor"\nvalue = "2000.00"\nby = "{BY}"\n'
    ran = fundcheck(_cash(tmp_path, own), out=tmp_path / "out")
    rules = {rule["code"]: rule["outcome"] for rule in ran.findings["projects"][0]["rules"]}
    assert rules["J15-2"] == "clean"
    (shown,) = [p for p in ran.findings["packs"][0]["parameters"] if p["name"] == "cash_floor"]
    assert (shown["value"], shown["was"], shown["by"]) == ("2000.00", "1000.00", BY)
    assert BY in ran.out
    assert BY in (tmp_path / "out" / "index.html").read_text("utf-8")
    page = next((tmp_path / "out" / "projects").glob("*.html")).read_text("utf-8")
    assert "本单位另有规定" in page
    (tmp_path / "fundcheck.toml").unlink()
    plain = fundcheck(tmp_path / "JC2024-001.xlsx", out=tmp_path / "out2")
    assert "J15-2" in {finding["rule"] for finding in plain.findings["findings"]}
    assert BY not in (tmp_path / "out2" / "index.html").read_text("utf-8")


def test_a_calendar_of_ones_own_tells_a_year_that_is_not_known(tmp_path: Path) -> None:
    changes = ledger({"项目编号": "P1", "科目": "设备费", "调整金额": 5, "申请日期": "2035-01-01", "办结日期": "2035-01-09"})  # fmt: skip
    line: dict[str, Cell] = {
        "项目编号": "P1",
        "日期": "2035-01-06",
        "凭证号": "记-1",
        "摘要": "购试剂",
        "金额": 5,
    }
    path = write_xlsx(tmp_path / "账.xlsx", {"支出明细": ledger(line), "预算调剂": changes})

    def outcome(settings: str) -> str:
        (tmp_path / "fundcheck.toml").write_text(settings, "utf-8")
        ran = fundcheck(path, out=tmp_path / "out", as_of="2035-02-01")
        rules = ran.findings["projects"][0]["rules"]
        return str(next(rule["outcome"] for rule in rules if rule["code"] == "J16-2"))

    assert outcome("") == "unknown"
    # 2 to 5 January and 8, 9: six working days; with one of them free, five.
    (tmp_path / "日历.csv").write_text("日期,是否工作日\n2035-01-01,否\n", "utf-8")
    assert outcome('calendar = "日历.csv"\n') == "found"
    (tmp_path / "日历.csv").write_text("2035-01-01,否\n2035-01-02,否\n", "utf-8")
    assert outcome('calendar = "日历.csv"\n') == "clean"


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ('[[parameter]]\nname = "cash_flor"\nvalue = "1"\nby = "x"\n', "cash_floor"),
        ('[[parameter]]\nname = "cash_floor"\nvalue = "一千"\nby = "x"\n', "小数，如 1000.00"),
        ('[[parameter]]\nname = "cash_floor"\nvalue = "Infinity"\nby = "x"\n', "小数，如 1000.00"),
        ('[[parameter]]\nname = "cash_words"\nvalue = "1"\nby = "x"\n', "不是规则包里的数值参数"),
        ('[[parameter]]\nname = "split_days"\nvalue = "7.5"\nby = "x"\n', "整数"),
        ('[[parameter]]\nname = "cash_floor"\nvalue = "1"\n', "缺少「by」"),
        ('[[parameter]]\nname = "cash_floor"\nvalue = "1"\nby = " "\n', "谁规定的"),
        ('calendar = "没有.csv"\n', "读不出日历文件"),
    ],
)
def test_wrong_settings_of_the_house_are_one_sentence(
    tmp_path: Path, settings: str, says: str
) -> None:
    ran = fundcheck(_cash(tmp_path, settings), out=tmp_path / "out")
    assert ran.code == 2
    assert says in ran.err
