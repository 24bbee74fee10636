"""The cell of an invoice's number: a number, several, none, or nothing that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from books import Cell, ledger, write_xlsx
from reading import read_ledger
from running import fundcheck, rule_of

if TYPE_CHECKING:
    from pathlib import Path

LINE: dict[str, Cell] = {
    "项目编号": "JCKJ2024-001",
    "日期": "2024-03-01",
    "凭证号": "记-1",
    "摘要": "购试剂",
    "费用科目": "材料费",
    "金额": 1200,
    "收款方": "某某试剂有限公司",
}
LONG, NEXT = "24142000000012345678", "24142000000012345679"


def _one(folder: Path, text: Cell) -> tuple[Any, Any, Any, tuple[str, ...], tuple[str, ...]]:
    path = write_xlsx(folder / "账.xlsx", {"支出明细": ledger({**LINE, "发票号码": text})})
    entries, sheet = read_ledger(path)
    (line,) = entries.rows(named=True)
    return line["invoice_no"], line["invoice_code"], line["unread"], sheet.notes, sheet.losses


@pytest.mark.parametrize(
    "text",
    (
        "无票 白条 收据 未取得 未开 后补 待开 无发票 没有发票 普通收据 收款收据 白条抵库 以收据入账 自制凭证 免票 暂无发票 未开票 尚未取得 "
        "发票待补 发票未到 发票后补 发票遗失 没开票 无需发票 不需要发票 待补发票 无正规发票 欠票 内部结算单 领款单 （无票） 银行回单 情况说明"
    ).split(),
)
def test_words_for_no_invoice_are_no_invoice(tmp_path: Path, text: str) -> None:
    number, code, unread, _, losses = _one(tmp_path, text)
    assert (number, code, unread, losses) == (None, None, None, ())


def test_no_invoice_is_said_as_such(tmp_path: Path) -> None:
    *_, notes, _ = _one(tmp_path, "白条")
    assert "「发票号码」第 2 行写的是没有发票（如“白条”），按没有发票号码读取。" in notes


@pytest.mark.parametrize(
    "text",
    ["收据0012345", "No.04518812", "№04518812", "4518812", "INV-2024-01", "白条纸业0012345678"],
)
def test_a_number_stays_a_number(tmp_path: Path, text: str) -> None:
    number, _, unread, notes, losses = _one(tmp_path, text)
    assert (number, unread, notes, losses) == (text, None, (), ())


@pytest.mark.parametrize(
    "text", ["电子发票", "见附件", "专票", "已附", "有", "3张", "共2份", "详见清单"]
)
def test_what_has_no_number_is_not_understood(tmp_path: Path, text: str) -> None:
    number, _, unread, _, losses = _one(tmp_path, text)
    assert (number, unread) == (None, ";invoice_no;")
    assert losses == ("「发票号码」第 2 行没有号码，用到它的规则不作判断。",)


@pytest.mark.parametrize(
    "text", ["2.4142E+19", "2.4142e+019", "2.41420000E19", LONG[:15] + "00000"]
)
def test_a_number_that_excel_damaged_is_neither_a_number_nor_none(
    tmp_path: Path, text: str
) -> None:
    number, _, unread, _, losses = _one(tmp_path, text)
    assert (number, unread) == (None, ";invoice_no;")
    assert "不能使用" in losses[0]


@pytest.mark.parametrize(
    "text",
    [
        "04518812 04518813",
        "04518812\n04518813",
        "04518812、04518813",
        "04518812;04518813",
        "04518812；04518813",
        "04518812/04518813",
        "04518812,04518813",
        "04518812，04518813",
        "04518812和04518813",
        "No.04518812 No.04518813",
        "号04518812、号04518813",
        "０４５１８８１２、０４５１８８１３",
        "04518812、04518813、04518812",
    ],
)
def test_two_numbers_in_a_cell_are_two(tmp_path: Path, text: str) -> None:
    number, code, unread, *_ = _one(tmp_path, text)
    assert (number, code, unread) == ("04518812、04518813", None, None)


@pytest.mark.parametrize(
    "text", [LONG[:10] + "\n" + LONG[10:], "2414 2000 0000 1234 5678", LONG + "\n", f"'{LONG}"]
)
def test_a_number_broken_by_blanks_is_one(tmp_path: Path, text: str) -> None:
    assert _one(tmp_path, text)[0].strip("'") == LONG


@pytest.mark.parametrize(
    ("text", "code", "number"),
    [
        ("1400213130 04518812", "1400213130", "04518812"),
        ("1400213130-04518812", "1400213130", "04518812"),
        ("140021313004518812", "1400213130", "04518812"),
        ("014002131300 04518812", "014002131300", "04518812"),
        ("发票代码：1400213130号码：04518812", "1400213130", "04518812"),
        ("14060123 0012345678", "14060123", "0012345678"),
    ],
)
def test_a_code_before_the_number_is_no_second_invoice(
    tmp_path: Path, text: str, code: str, number: str
) -> None:
    assert _one(tmp_path, text)[:2] == (number, code)


@pytest.mark.parametrize(
    "text", ["04518812-15", "04518812-04518815", "04518812/13", "04518812（作废）"]
)
def test_what_only_looks_like_several_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    number, code, unread, *_ = _one(tmp_path, text)
    assert number.startswith("04518812")
    assert "、" not in number
    assert (code, unread) == (None, None)


def _outcomes(folder: Path, *texts: Cell) -> dict[str, str]:
    lines = [
        {**LINE, "凭证号": f"记-{number}", "日期": f"2024-03-{number:02}", "发票号码": text}
        for number, text in enumerate(texts, 1)
    ]
    path = write_xlsx(folder / "账.xlsx", {"支出明细": ledger(*lines)})
    document = fundcheck(path, out=folder / "out").findings
    return {
        code: rule_of(document, "JCKJ2024-001", code)["outcome"]
        for code in ("J17-1", "J32-6a", "J32-6d")
    }


def test_a_damaged_number_leaves_open_what_needs_it(tmp_path: Path) -> None:
    found = _outcomes(tmp_path, "2.4142E+19", LONG)
    assert found == {"J17-1": "unknown", "J32-6a": "unknown", "J32-6d": "clean"}


def test_no_invoice_is_judged_as_none(tmp_path: Path) -> None:
    found = _outcomes(tmp_path, "白条", LONG)
    assert found == {"J17-1": "found", "J32-6a": "clean", "J32-6d": "clean"}


def test_each_of_two_numbers_in_a_cell_is_looked_for(tmp_path: Path) -> None:
    assert _outcomes(tmp_path, f"{LONG}、{NEXT}", NEXT)["J32-6a"] == "found"
    assert _outcomes(tmp_path, f"{LONG}\n{NEXT}", LONG)["J32-6a"] == "found"
    assert _outcomes(tmp_path, f"{LONG}、{NEXT}", LONG[:-1] + "7")["J32-6a"] == "clean"
