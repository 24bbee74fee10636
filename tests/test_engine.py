"""Findings do not depend on how rows are arranged; counts and crashes are told apart."""

from __future__ import annotations

import datetime as dt
import random
from shutil import copytree
from typing import TYPE_CHECKING

import planted
import pytest
from books import Cell, ledger, write_xlsx

import fundcheck
from fundcheck import resources
from fundcheck.engine import run
from fundcheck.engine.proof import prove
from fundcheck.findings import Audit, Result
from fundcheck.rulebook.cases import read_cases
from fundcheck.rulebook.pack import load_packs

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = dt.date(2026, 6, 30)


def _line(number: int, **more: Cell) -> dict[str, Cell]:
    return {
        "项目编号": "P-01",
        "日期": dt.date(2024, 5, 6),
        "凭证号": f"记-{number}",
        "摘要": "购试剂",
        "费用科目": "材料费",
        "金额": 100 + number,
        "收款方": None,
        "专家级别": None,
        "咨询日期": None,
        "发票号码": None,
        **more,
    }


def _faults() -> list[dict[str, Cell]]:
    fee: dict[str, Cell] = {
        "费用科目": "专家咨询费",
        "摘要": "专家咨询费",
        "收款方": "李某",
        "专家级别": "副教授",
    }
    day = dt.date(2024, 5, 1)
    twice = {"发票号码": "24142000000012345678"}
    return [
        _line(1),
        _line(2, 摘要="购白酒2箱"),
        _line(3, **fee, 咨询日期=day, 金额=800),
        _line(4, **fee, 咨询日期=day, 金额=700),
        _line(5, **twice),
        _line(6, **twice),
        _line(7, 凭证号=None),
        _line(8, 摘要="购礼品", 金额=500),
        _line(8, 摘要="购礼品", 金额=500),  # the same words twice: two findings, two fingerprints
    ]


def _check(folder: Path, books: dict[str, list[dict[str, Cell]]]) -> Audit:
    folder.mkdir()
    for name, lines in books.items():
        write_xlsx(folder / name, {"支出明细": ledger(*lines)})
    return fundcheck.check(folder, as_of=AS_OF)


def _marks(audit: Audit) -> set[str]:
    marks = {finding.fingerprint for finding in audit.findings}
    assert len(marks) == len(audit.findings)
    return marks


def test_fingerprints_survive_order_renaming_splitting_and_clean_rows(tmp_path: Path) -> None:
    lines = _faults()
    first = _marks(_check(tmp_path / "a", {"账.xlsx": lines}))
    assert len(first) >= 6
    shuffled = list(lines)
    random.Random(7).shuffle(shuffled)
    assert _marks(_check(tmp_path / "b", {"改名.xlsx": shuffled})) == first
    assert _marks(_check(tmp_path / "c", {"1.xlsx": lines[:4], "2.xlsx": lines[4:]})) == first
    clean = (_line(n, 发票号码=f"241420000000000000{n}") for n in (90, 91))
    extra = [*clean, *lines]
    assert _marks(_check(tmp_path / "d", {"账.xlsx": extra})) == first


def test_order_of_paths_does_not_matter(tmp_path: Path) -> None:
    lines = _faults()
    a = write_xlsx(tmp_path / "a.xlsx", {"支出明细": ledger(*lines[:4])})
    b = write_xlsx(tmp_path / "b.xlsx", {"支出明细": ledger(*lines[4:])})
    assert fundcheck.check([a, b], as_of=AS_OF) == fundcheck.check([b, a, b], as_of=AS_OF)


def test_a_copy_of_a_file_is_counted_once_and_said(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "a.xlsx", {"支出明细": ledger(_line(1))})
    (tmp_path / "a - 副本.xlsx").write_bytes(book.read_bytes())
    audit = fundcheck.check(tmp_path, as_of=AS_OF)
    facts = {fact.name: fact.value for fact in audit.projects[0].facts}
    assert str(facts["spent"]) == "101.00"
    assert "只计一次" in (audit.inputs[1].error or "")


def test_overlapping_exports_count_a_voucher_line_once(tmp_path: Path) -> None:
    lines = [_line(1), _line(2), _line(3)]
    audit = _check(tmp_path / "a", {"上半年.xlsx": lines[:2], "全年.xlsx": lines})
    facts = {fact.name: fact.value for fact in audit.projects[0].facts}
    assert str(facts["spent"]) == "306.00"
    assert any(
        "2 行与其他文件" in note for item in audit.inputs for s in item.sheets for note in s.notes
    )


def test_the_same_invoice_in_two_units_names_both(tmp_path: Path) -> None:
    invoice: dict[str, Cell] = {"发票号码": "24142000000012345678"}
    audit = _check(
        tmp_path / "a",
        {
            "甲.xlsx": [_line(1, **invoice)],
            "乙.xlsx": [_line(2, 项目编号="P-02", **invoice)],
        },
    )
    found = [f for f in audit.findings if f.rule == "J32-6a"]
    assert [f.project_code for f in found] == ["P-01", "P-02"]
    for finding in found:
        assert {e.file for e in finding.evidence} == {"甲.xlsx", "乙.xlsx"}


def test_no_card_no_budget_no_level_is_cannot_tell_and_says_what_to_bring(tmp_path: Path) -> None:
    fee: dict[str, Cell] = {
        "费用科目": "专家咨询费",
        "收款方": "李某",
        "金额": 800,
        "咨询日期": dt.date(2024, 5, 1),
    }
    audit = _check(tmp_path / "a", {"账.xlsx": [_line(1, **fee)]})
    outcomes = {o.code: o for o in audit.projects[0].outcomes}
    for code in ("J25-1", "J29-1", "J32-3b", "J35-1"):
        assert outcomes[code].result is Result.UNKNOWN, code
        assert outcomes[code].needs, code
    assert "专家级别" in outcomes["J25-1"].needs[0]
    # Without a budget there is none to be over: what was spent is J10-2's to judge.
    assert outcomes["J10-1"].result is Result.NOT_APPLICABLE
    assert audit.projects[0].governed is None


def test_an_amount_of_a_finding_in_several_projects_is_at_issue_once(tmp_path: Path) -> None:
    invoice: dict[str, Cell] = {"发票号码": "24142000000012345678", "金额": 100}
    books = {"甲.xlsx": [_line(1, **invoice)], "乙.xlsx": [_line(2, 项目编号="P-02", **invoice)]}
    audit = _check(tmp_path / "a", books)
    parts = [f.amount for f in audit.findings if f.rule == "J32-6a" and f.amount is not None]
    assert len(parts) == len(books)
    assert sum(parts) == audit.amount_at_issue == invoice["金额"]


def test_the_frame_holds_every_finding(tmp_path: Path) -> None:
    audit = _check(tmp_path / "a", {"账.xlsx": _faults()})
    assert audit.frame["fingerprint"].to_list() == [f.fingerprint for f in audit.findings]
    assert audit.frame.schema["amount"].is_decimal()


def test_the_registry_may_stand_apart(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "账.xlsx", {"支出明细": ledger(_line(1))})
    card: dict[str, Cell] = {
        "项目编号": "P-01",
        "项目名称": "煤层气",
        "任务书签订日期": dt.date(2023, 5, 1),
        "项目状态": "在研",
    }
    registry = write_xlsx(tmp_path / "登记.xlsx", {"项目信息": ledger(card)})
    (project,) = fundcheck.check(book, projects=registry, as_of=AS_OF).projects
    assert (project.project_name, project.governed) == ("煤层气", True)
    with pytest.raises(fundcheck.WrongRequestError, match="登记表"):
        fundcheck.check(book, projects=tmp_path / "无.xlsx", as_of=AS_OF)


def test_a_sheet_of_one_project_with_lines_of_another_is_not_kept_apart(tmp_path: Path) -> None:
    lines = [_line(n, 项目编号="JCKJ2023-007") for n in range(3)]
    mixed = [*lines, _line(9, 项目编号="JCKJ2023-099")]
    for folder, content, wanted in (("a", lines, []), ("b", mixed, ["JCKJ2023-099"])):
        (tmp_path / folder).mkdir()
        book = write_xlsx(tmp_path / folder / "账.xlsx", {"JCKJ2023-007": ledger(*content)})
        audit = fundcheck.check(book, as_of=AS_OF)
        assert [f.project_code for f in audit.findings if f.rule == "J15-1"] == wanted


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("1 AS project_code, TRUE AS violates", "project_code"),
        ("project_code, TRUE AS violates, 1 AS needs", "needs"),
        ("project_code, 1 AS violates", "violates"),
        ("project_code, NULL AS violates, nothing", "nothing"),
    ],
)
@pytest.mark.parametrize("large", [False, True])
def test_a_rule_that_returns_another_shape_crashes_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, wrong: str, *, large: bool
) -> None:
    monkeypatch.setattr(run, "_LARGE", 0 if large else 50_000)
    pack = copytree(resources.folder("rules") / resources.DEFAULT_PACK, tmp_path / "pack")
    rule = pack / "J05-2.toml"
    text = rule.read_text("utf-8")
    head = text[: text.index("sql = ")]
    rest = ", '' AS kind, entry_id AS entry_ids, amount, date, summary FROM spending"
    rule.write_text(f'{head}sql = "SELECT {written}{rest}"', "utf-8")
    book = write_xlsx(tmp_path / "账.xlsx", {"支出明细": ledger(*_faults())})
    audit = fundcheck.check(book, rules=pack, as_of=AS_OF, jobs=0)
    sound = fundcheck.check(book, as_of=AS_OF, jobs=0)
    outcomes = {outcome.code: outcome for outcome in audit.projects[0].outcomes}
    assert outcomes.pop("J05-2").result is Result.CRASHED
    assert wrong in next(o.why for o in audit.projects[0].outcomes if o.code == "J05-2")
    assert tuple(outcomes.values()) == tuple(
        outcome for outcome in sound.projects[0].outcomes if outcome.code != "J05-2"
    )


def test_a_rule_that_is_run_alone_may_crash(tmp_path: Path) -> None:
    pack = copytree(resources.folder("rules") / resources.DEFAULT_PACK, tmp_path / "pack")
    rule = pack / "J05-2.toml"
    text = rule.read_text("utf-8")
    nothing = "SELECT nothing FROM spending"
    rule.write_text(f'{text[: text.index("sql = ")]}sql = "{nothing}"', "utf-8")
    (broken,) = load_packs([pack])
    case, *_ = read_cases(pack / "cases" / "J05-2.toml")
    assert any("规则运行出错" in said for said in prove(broken, "J05-2", case))


def test_many_lines_are_judged_as_few_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a million subjects only those found are made; what is said of them is the same."""
    planted.plant(tmp_path)
    few = fundcheck.check(tmp_path, as_of=AS_OF, jobs=0)
    monkeypatch.setattr(run, "_LARGE", 0)
    assert fundcheck.check(tmp_path, as_of=AS_OF, jobs=0) == few
    assert few.findings
