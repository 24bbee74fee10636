"""Reports over audits that are rare but real: long lists, odd exhibits, folders in use."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from fundcheck.findings import (
    Article,
    Audit,
    Evidence,
    Exhibit,
    Fact,
    Finding,
    Level,
    Outcome,
    PackInfo,
    Project,
    Result,
    Value,
)
from fundcheck.reports import figures, folder, terminal

if TYPE_CHECKING:
    from pathlib import Path

ALL = ("html", "json", "xlsx")


def finding(number: int, message: str = "超过上限") -> Finding:
    row = Evidence("账.xlsx", "支出明细", number + 1, (("摘要", "材料"),))
    return Finding(
        fingerprint=f"{number:016x}",
        rule="J10-1",
        title="超过上限",
        level=Level.VIOLATION,
        article="第十条",
        project_code="P1",
        message=message,
        remedy="请调减",
        amount=Decimal(number * 100),
        values={},
        arithmetic=(),
        evidence=(row,),
    )


def outcome(code: str, result: Result) -> Outcome:
    return Outcome(code, f"规则{code}", Level.VIOLATION, "第十条", result, 1, 0, 0, "核对了 1 个")


def project(
    *exhibits: Exhibit,
    facts: dict[str, str] | None = None,
    outcomes: tuple[Outcome, ...] = (),
    name: str = "项目",
) -> Project:
    told = tuple(Fact(key, key, Decimal(value)) for key, value in (facts or {}).items())
    return Project("P1", name, governed=True, governed_why="适用", card=(), facts=told,
                   exhibits=exhibits, outcomes=outcomes)  # fmt: skip


def audit(*findings: Finding, of: Project | None = None) -> Audit:
    return Audit(
        version="0.1.0",
        as_of=dt.date(2026, 6, 30),
        packs=(PackInfo("p", "某办法", "2022", "0" * 64),),
        inputs=(),
        projects=(of or project(),),
        articles=(Article(10, "间接费用", "rules", ("J10-1",), (), ""),),
        findings=findings,
    )


def by_month(**amounts: str) -> Exhibit:
    rows = tuple((name.strip("m").replace("_", "-"), Decimal(a)) for name, a in amounts.items())
    columns = (("month", "月份"), ("amount", "支出"))
    return Exhibit("spending_by_month", "逐月支出", columns, rows)


def written(out: Path, said: Audit, formats: tuple[str, ...] = ALL) -> str:
    folder.write(said, out, formats)
    return (out / "projects" / "P1.html").read_text("utf-8")


def test_a_file_of_the_users_own_in_the_pages_folder_stays(tmp_path: Path) -> None:
    pages = tmp_path / "projects"
    pages.mkdir()
    (pages / "账.xlsx").write_bytes(b"mine")
    (pages / "说明.html").write_text("mine", "utf-8")
    written(tmp_path, audit())
    assert (pages / "账.xlsx").read_bytes() == b"mine"
    assert (pages / "说明.html").read_text("utf-8") == "mine"


def test_a_page_of_an_earlier_run_goes_when_its_project_is_gone(tmp_path: Path) -> None:
    page = written(tmp_path, audit())
    (tmp_path / "projects" / "OLD.html").write_text(page, "utf-8")
    written(tmp_path, audit())
    assert [path.name for path in (tmp_path / "projects").iterdir()] == ["P1.html"]
    assert not list(tmp_path.glob(".fundcheck-*"))


def test_a_workbook_with_conclusions_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    for turn in ("属实", "误报"):
        written(tmp_path, audit(finding(1)))
        book = openpyxl.load_workbook(tmp_path / "findings.xlsx")
        book["问题清单"]["K2"] = turn
        book.save(tmp_path / "findings.xlsx")
    written(tmp_path, audit(finding(1)))
    kept = sorted(tmp_path.glob("findings-已填写-*.xlsx"))
    said = [openpyxl.load_workbook(path)["问题清单"]["K2"].value for path in kept]
    assert said == ["属实", "误报"]
    assert openpyxl.load_workbook(tmp_path / "findings.xlsx")["问题清单"]["K2"].value is None


def test_a_workbook_nobody_touched_is_replaced(tmp_path: Path) -> None:
    written(tmp_path, audit(finding(1)))
    written(tmp_path, audit(finding(1)))
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["findings.xlsx"]


def test_every_link_leads_somewhere_when_a_rule_has_more_than_a_page_shows(tmp_path: Path) -> None:
    page = written(tmp_path, audit(*(finding(number) for number in range(1, 61))))
    assert "显示 50 / 共 60 条" in page
    links = re.findall(r'#([0-9a-f]{16})"', (tmp_path / "index.html").read_text("utf-8") + page)
    assert links
    for anchor in links:
        assert f'id="{anchor}"' in page


def test_pages_alone_do_not_send_the_reader_to_a_missing_workbook(tmp_path: Path) -> None:
    many = audit(*(finding(number) for number in range(1, 61)))
    assert "本次没有生成，加 --format xlsx 重新检查" in written(tmp_path / "pages", many, ("html",))
    assert "本次没有生成" not in written(tmp_path / "all", many)


def test_a_rule_under_no_article_is_still_in_the_table(tmp_path: Path) -> None:
    house = outcome("H1-1", Result.UNKNOWN)
    assert "H1-1" in written(tmp_path, audit(of=project(outcomes=(house,))))


def test_the_first_page_says_that_a_rule_crashed(tmp_path: Path) -> None:
    written(tmp_path, audit(of=project(outcomes=(outcome("J10-1", Result.CRASHED),))))
    index = (tmp_path / "index.html").read_text("utf-8")
    assert re.search(r"有规则运行出错.*J10-1", index)


def test_months_of_refunds_only_with_a_gap_between() -> None:
    drawn = figures.months(project(by_month(m2024_01="-5.00", m2024_04="-7.00")))
    assert drawn is not None
    assert len(drawn.bars) == 4
    assert (drawn.peak_month, drawn.peak) == ("2024-01", Decimal("-5.00"))


def test_a_mistyped_year_does_not_draw_centuries() -> None:
    drawn = figures.months(project(by_month(m1900_01="5.00", m2024_04="7.00")))
    assert drawn is not None
    assert [bar.month for bar in drawn.bars] == ["1900-01", "2024-04"]


def test_a_sum_without_a_month_is_said_and_not_drawn() -> None:
    drawn = figures.months(project(by_month(m2024_04="7.00", unknown="3.00")))
    assert drawn is not None
    assert [bar.month for bar in drawn.bars] == ["2024-04"]
    assert drawn.undated == Decimal("3.00")
    assert figures.months(project(by_month(unknown="3.00"))) is None


def test_the_budget_is_read_by_name_of_column() -> None:
    columns = ("item", "note", "category", "spent", "budget")
    row: tuple[Value, ...] = ("材料费", "x", "业务费", Decimal("2.00"), Decimal("4.00"))
    exhibit = Exhibit("budget_vs_spent", "预算", tuple((name, name) for name in columns), (row,))
    drawn = figures.budget(project(exhibit))
    assert drawn is not None
    assert [(line.category, line.item, line.share) for line in drawn.lines] == [
        ("业务费", "", 50),
        ("", "材料费", 50),
    ]


@pytest.mark.parametrize(
    ("cap", "spent", "shares"),
    [("0.00", "100.00", (0, 92)), ("100.00", "-5.00", (92, 0)), ("-3.00", "0.00", None)],
)
def test_the_gauge_at_its_ends(cap: str, spent: str, shares: tuple[int, int] | None) -> None:
    drawn = figures.gauge(project(facts={"indirect_cap": cap, "indirect_spent": spent}))
    assert (drawn and (drawn.cap_share, drawn.spent_share)) == shares


def test_a_text_too_long_for_excel_says_that_it_is_cut(tmp_path: Path) -> None:
    written(tmp_path, audit(finding(1, message="长" * 40_000)))
    text = openpyxl.load_workbook(tmp_path / "findings.xlsx")["问题清单"]["G2"].value
    assert isinstance(text, str)
    assert len(text) <= 32_767
    assert text.endswith("全文见 findings.json）")


def test_a_row_of_the_workbook_is_as_tall_as_its_text(tmp_path: Path) -> None:
    written(tmp_path, audit(finding(2, message="第一行\n第二行\n第三行"), finding(1, message="短")))
    heights = openpyxl.load_workbook(tmp_path / "findings.xlsx")["问题清单"].row_dimensions
    assert heights[2].height >= 3 * 14
    assert heights[2].height > (heights[3].height or 15)


def test_text_of_a_ledger_cannot_steer_the_terminal(tmp_path: Path) -> None:
    hostile = "甲\x1b[31m\x9b2J\r乙\n丙"
    said = audit(finding(1, message=hostile), of=project(name=hostile))
    plain = audit(finding(1), of=project())
    text = terminal.summary(said, tmp_path, verbose=True)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
    assert text.count("\n") == terminal.summary(plain, tmp_path, verbose=True).count("\n")
