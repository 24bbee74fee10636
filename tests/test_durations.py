"""How long an expert's service took, in every spelling that offices have for it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from books import ledger, write_xlsx
from reading import read_ledger
from running import fundcheck, rule_of

from fundcheck.ingest.durations import time_of, unit_of
from fundcheck.ingest.numerals import figure, quantity

if TYPE_CHECKING:
    from pathlib import Path

SPELLINGS = {
    # days
    "1天": (None, "1"),
    "1 天": (None, "1"),
    "１天": (None, "1"),
    "一天": (None, "1"),
    "1日": (None, "1"),
    "2日": (None, "2"),
    "两天": (None, "2"),
    "三天": (None, "3"),
    "1.5天": (None, "1.5"),
    "一天半": (None, "1.5"),
    "1天半": (None, "1.5"),
    "一个半工作日": (None, "1.5"),
    "两天半": (None, "2.5"),
    "1个工作日": (None, "1"),
    "3个工作日": (None, "3"),
    "2 days": (None, "2"),
    "共2天": (None, "2"),
    "十二天": (None, "12"),
    "全天": (None, "1"),
    "一整天": (None, "1"),
    "整天": (None, "1"),
    "全日": (None, "1"),
    "上下午": (None, "1"),
    "上午、下午": (None, "1"),
    "上午下午": (None, "1"),
    # half days
    "半天": (None, "0.5"),
    "半日": (None, "0.5"),
    "半个工作日": (None, "0.5"),
    "0.5天": (None, "0.5"),
    "上午": (None, "0.5"),
    "下午": (None, "0.5"),
    "晚上": (None, "0.5"),
    "1个半天": (None, "0.5"),
    "2个半天": (None, "1"),
    "3个半天": (None, "1.5"),
    "两个上午": (None, "1"),
    "半天（3小时）": ("3", None),
    "1天（8小时）": ("8", "1"),
    "2天（16小时）": (None, "2"),
    "2天，每天4小时": ("4", "2"),
    "2天×4小时": ("4", "2"),
    # hours
    "8小时": ("8", None),
    "3.5h": ("3.5", None),
    "3.5H": ("3.5", None),
    "2 hrs": ("2", None),
    "两小时": ("2", None),
    "3个小时": ("3", None),
    "三小时半": ("3.5", None),
    "一个半小时": ("1.5", None),
    "半小时": ("0.5", None),
    "2小时30分": ("2.5", None),
    "2小时30分钟": ("2.5", None),
    "2时15分": ("2.25", None),
    "90分钟": ("1.5", None),
    "45min": ("0.75", None),
    "每天4小时": ("4", None),
    "4小时/天": ("4", None),
    # from a clock to a clock
    "9:00-12:00": ("3", None),
    "9：00—11：30": ("2.5", None),
    "09:00:00-12:00:00": ("3", None),
    "9时至11时30分": ("2.5", None),
    "9点到12点": ("3", None),
    "9点半-12点": ("2.5", None),
    "9-12点": ("3", None),
    "上午9:00-11:00": ("2", None),
    "下午2点-5点": ("3", None),
    "上午9点至下午5点": ("8", None),
    "9:00-11:30，14:00-17:00": ("5.5", None),
    "9:00-11:30 14:00-17:00": ("5.5", None),
    "14:00~17:30": ("3.5", None),
}


@pytest.mark.parametrize(("text", "hours", "days"), [(k, *v) for k, v in SPELLINGS.items()])
def test_a_time_is_read_as_it_is_written(text: str, hours: str | None, days: str | None) -> None:
    time = time_of(text)
    assert time is not None
    assert time.hours == (Decimal(hours) if hours else None)
    assert time.days == (Decimal(days) if days else None)


@pytest.mark.parametrize(
    "text",
    [
        "见附件",
        "1次",
        "2场",
        "4学时",
        "3人天",
        "2人2天",
        "若干",
        "约",
        "9:00",
        "5月6日",
        "17:00-9:00",
        "5月6日-5月7日",
        "2024-05-06",
        "25:00-26:00",
        "半",
        "-",
        "1-2天",
        "二三天",
        "不足4小时",
    ],
)
def test_what_is_no_time_is_not_understood(text: str) -> None:
    assert time_of(text) is None


@pytest.mark.parametrize(
    ("header", "column", "unit"),
    [
        ("咨询时长", "service_hours", "小时"),
        ("咨询时长（小时）", "service_hours", "小时"),
        ("咨询时长（天）", "service_hours", "天"),
        ("咨询时长(分钟)", "service_hours", "分"),
        ("时长/h", "service_hours", "小时"),
        ("天数", "service_days", "天"),
        ("咨询天数（半天）", "service_days", "半天"),
    ],
)
def test_a_bare_number_counts_what_the_header_says(header: str, column: str, unit: str) -> None:
    assert unit_of(header, column) == unit


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("两台", 2),
        ("3台套", 3),
        ("3（台套）", 3),
        ("十个", 10),
        ("十二支", 12),
        ("一百二十只", 120),
        ("5kg", 5),
        ("2.5 公斤", Decimal("2.5")),
        ("一套", 1),
        ("3台/套", 3),
        ("1,200个", 1200),
    ],
)
def test_a_quantity_has_its_measure_behind_it(text: str, number: int | Decimal) -> None:
    assert quantity(text) == number


@pytest.mark.parametrize("text", ["一批", "1批", "若干", "2台1套", "见清单", "台", "二三台", ""])
def test_a_lot_is_no_quantity(text: str) -> None:
    assert quantity(text) is None


def test_numbers_in_words() -> None:
    said = {"两": 2, "十": 10, "十二": 12, "二十": 20, "一百零五": 105, "三千": 3000, "拾伍": 15}
    assert {text: figure(text) for text in said} == said
    assert [figure(text) for text in ("二三", "十百", "一批", "")] == [None] * 4


def _line(**cells: str | None) -> dict[str, str | None]:
    plain: dict[str, str | None] = {"项目编号": "JC-01", "日期": "2024-05-06", "凭证号": "1"}
    plain |= {
        "摘要": "付专家咨询费",
        "费用科目": "专家咨询费",
        "收款方": "宋予安",
        "专家级别": "高级",
    }
    return plain | {"咨询日期": "2024-05-01", "金额": "1000"} | cells


def test_hours_and_days_are_filled_from_either_column(tmp_path: Path) -> None:
    said = [
        # 咨询时长, 咨询天数 -> hours, days
        ("1天", None, None, "1"),
        ("半天", None, "4", None),
        (None, "8小时", "8", None),
        (None, "半天", None, "0.5"),
        (None, "3个半天", None, "1.5"),
        ("4", "2", "4", "2"),
        ("1天", "一天", None, "1"),
        ("0", "2", None, "2"),
        ("/", "2", None, "2"),
    ]
    lines = [_line(凭证号=str(n), 咨询时长=h, 咨询天数=d) for n, (h, d, *_) in enumerate(said)]
    path = write_xlsx(tmp_path / "a.xlsx", {"支出明细": ledger(*lines)})
    entries, sheet = read_ledger(path)
    expected = [tuple(Decimal(x) if x else None for x in given[2:]) for given in said]
    assert entries.select("service_hours", "service_days").rows() == expected
    assert entries["unread"].null_count() == len(said)
    assert not sheet.losses


def test_what_is_not_understood_or_contradicts_itself_is_told(tmp_path: Path) -> None:
    lines = [_line(咨询时长="两场", 咨询天数="1"), _line(咨询时长="2天", 咨询天数="1", 凭证号="2")]
    path = write_xlsx(tmp_path / "a.xlsx", {"支出明细": ledger(*lines)})
    entries, sheet = read_ledger(path)
    assert entries.select("service_hours", "service_days").rows() == [(None, None)] * 2
    assert entries["unread"].to_list() == [";service_hours;", ";service_days;service_hours;"]
    assert sheet.losses == (
        "「咨询时长」第 2、3 行看不出是多少小时、多少天，用到它的规则不作判断。",
        "「咨询天数」第 3 行看不出是多少小时、多少天，用到它的规则不作判断。",
    )


def test_a_lot_of_something_is_told_as_not_understood(tmp_path: Path) -> None:
    line = {"项目编号": "JC-01", "日期": "2024-05-06", "凭证号": "1", "摘要": "购离心机"}
    lines = [line | {"金额": "100", "数量": n} for n in ("两台", "3台套", "十个", "一批", "0", "-")]
    path = write_xlsx(tmp_path / "a.xlsx", {"支出明细": ledger(*lines)})
    entries, sheet = read_ledger(path)
    assert entries["quantity"].to_list() == [2, 3, 10, None, 0, None]
    assert entries["unread"].to_list() == [None] * 3 + [";quantity;"] + [None] * 2
    assert sheet.losses == ("「数量」第 5 行的内容看不懂，用到它的规则不作判断。",)


@pytest.mark.parametrize(
    ("cell", "amount", "outcome"),
    [
        ("1天", "1000", "clean"),
        ("1天", "1000.01", "found"),
        ("半天", "500", "clean"),
        ("半天", "500.01", "found"),
        ("上午", "1000", "found"),
        ("3个半天", "1500", "clean"),
        ("3个半天", "1500.01", "found"),
        ("9:00-12:00", "500.01", "found"),
        ("9:00-17:00", "1000", "clean"),
        ("两天", "2000", "clean"),
        ("两场", "800", "unknown"),
    ],
)
@pytest.mark.parametrize("column", ["咨询时长", "咨询天数"])
def test_the_limit_is_that_of_the_time(
    tmp_path: Path, column: str, cell: str, amount: str, outcome: str
) -> None:
    line = _line(金额=amount) | {column: cell}
    path = write_xlsx(tmp_path / "a.xlsx", {"支出明细": ledger(line)})
    ran = fundcheck(path, "--format", "json", out=tmp_path / "out")
    assert rule_of(ran.findings, "JC-01", "J25-1")["outcome"] == outcome


def test_eight_hours_in_the_column_of_days_are_one_day(tmp_path: Path) -> None:
    line = _line(金额="1000.01", 咨询天数="8小时")
    path = write_xlsx(tmp_path / "a.xlsx", {"支出明细": ledger(line)})
    ran = fundcheck(path, "--format", "json", out=tmp_path / "out")
    assert rule_of(ran.findings, "JC-01", "J25-1")["outcome"] == "found"


def test_a_time_beside_the_day_of_service(tmp_path: Path) -> None:
    said = [
        # 咨询日期, 咨询时长 -> day, hours
        ("2024-05-06", None, "2024-05-06", None),
        ("2024-05-06 上午", None, "2024-05-06", "4"),
        ("2024年5月6日（半天）", None, "2024-05-06", "4"),
        ("2024-05-06 9:00-11:30", None, "2024-05-06", "2.5"),
        ("2024/5/6下午2点-5点", None, "2024-05-06", "3"),
        ("2024-05-06 00:00:00", None, "2024-05-06", None),
        ("2024-05-06 上午", "3", "2024-05-06", "3"),
        ("半天", None, None, "4"),
        ("9:00-12:00", None, None, "3"),
    ]
    lines = [_line(凭证号=str(n), 咨询日期=d, 咨询时长=h) for n, (d, h, *_) in enumerate(said)]
    path = write_xlsx(tmp_path / "a.xlsx", {"支出明细": ledger(*lines)})
    entries, sheet = read_ledger(path)
    days = [str(day) if day else None for day in entries["service_date"]]
    assert days == [given[2] for given in said]
    hours = [Decimal(given[3]) if given[3] else None for given in said]
    assert entries["service_hours"].to_list() == hours
    assert entries["unread"].null_count() == len(said)
    assert not sheet.losses


def test_a_morning_in_the_only_column_of_the_time_is_half_a_day(tmp_path: Path) -> None:
    line = _line(金额="1000", 咨询日期="2024-05-06 上午")
    path = write_xlsx(tmp_path / "a.xlsx", {"支出明细": ledger(line)})
    ran = fundcheck(path, "--format", "json", out=tmp_path / "out")
    assert rule_of(ran.findings, "JC-01", "J25-1")["outcome"] == "found"
