"""Cells that say that there is something and not what, prices of one piece, sheets named for an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from books import Cell, ledger, write_xlsx
from reading import read_ledger
from running import fundcheck, rule_of

from fundcheck.ingest.words import item_of_list

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from fundcheck.receipts import SheetReceipt

LINE: dict[str, Cell] = {
    "项目编号": "JC-01",
    "日期": "2024-05-06",
    "凭证号": "记-1",
    "摘要": "购试剂",
    "收款方": "甲公司",
    "金额": 100,
}


def _read(path: Path, header: str, *texts: Cell) -> tuple[pl.DataFrame, SheetReceipt]:
    lines = [{**LINE, "凭证号": f"记-{n}", header: text} for n, text in enumerate(texts, 1)]
    return read_ledger(write_xlsx(path / "账.xlsx", {"支出明细": ledger(*lines)}))


@pytest.mark.parametrize(
    ("header", "name", "texts"),
    [
        ("合同编号", "contract_no", ["有", "已签", "已签订", "见附件", "详见附件", "附后"]),
        ("采购编号", "procurement_no", ["有", "见附件"]),
        ("资产编号", "asset_no", ["有", "已入库", "见附件", "√"]),
    ],
)
def test_a_paper_without_its_number_is_not_understood(
    tmp_path: Path, header: str, name: str, texts: list[Cell]
) -> None:
    entries, sheet = _read(tmp_path, header, *texts, "2024-118")
    assert entries[name].to_list() == [*[None] * len(texts), "2024-118"]
    assert entries["unread"].to_list() == [*[f";{name};"] * len(texts), None]
    rows = "、".join(str(row) for row in range(2, 2 + len(texts)))
    assert f"「{header}」第 {rows} 行没有号码，用到它的规则不作判断。" in sheet.losses


@pytest.mark.parametrize(
    ("header", "name", "texts"),
    [
        ("合同编号", "contract_no", ["合同未签订", "口头协议", "尚未签订"]),
        ("资产编号", "asset_no", ["资产未登记", "未办理入库手续", "非固定资产"]),
        ("发票号码", "invoice_no", ["发票未取得"]),
    ],
)
def test_a_paper_that_is_lacking_is_blank(
    tmp_path: Path, header: str, name: str, texts: list[Cell]
) -> None:
    entries, sheet = _read(tmp_path, header, *texts)
    assert entries[name].to_list() == [None] * len(texts)
    assert entries["unread"].null_count() == len(texts)
    assert sheet.losses == ()


@pytest.mark.parametrize(
    ("header", "name", "texts"),
    [
        ("合同编号", "contract_no", ["晋科购字", "补充协议", "HT-2024-01", "详见科技合同2024"]),
        ("采购编号", "procurement_no", ["网上竞价", "非招标方式采购", "CG-7"]),
        ("资产编号", "asset_no", ["2024-118", "未0012"]),
    ],
)
def test_a_paper_that_is_named_is_there(
    tmp_path: Path, header: str, name: str, texts: list[Cell]
) -> None:
    entries, sheet = _read(tmp_path, header, *texts)
    assert entries[name].to_list() == texts
    assert sheet.losses == ()


@pytest.mark.parametrize(
    "payee", ["劳务费发放明细表", "咨询费发放表", "专家3人", "课题组成员", "代领人：赵六", "评委"]
)
def test_a_list_or_a_crowd_is_no_payee(tmp_path: Path, payee: str) -> None:
    entries, _ = _read(tmp_path, "收款方", payee, "甲公司")
    assert entries["payee"].to_list() == [None, "甲公司"]
    assert entries["unread"].to_list() == [";payee;", None]


@pytest.mark.parametrize(
    "payee",
    ["专家楼宾馆", "工资代发银行", "代玉", "组培科技公司", "张明细", "参与者书店", "学生书店"],
)
def test_a_name_with_such_words_is_a_payee(tmp_path: Path, payee: str) -> None:
    entries, sheet = _read(tmp_path, "收款方", payee)
    assert entries["payee"].to_list() == [payee]
    assert sheet.losses == ()


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("1200元/台", "1200.00"),
        ("¥1,200/套", "1200.00"),
        ("1,200.50元每瓶", "1200.50"),
        ("1.2万元/台", "12000.00"),
        ("1200", "1200.00"),
        ("1200/2", None),
        ("面议", None),
    ],
)
def test_the_price_of_one_piece(tmp_path: Path, text: str, price: str | None) -> None:
    entries, _ = _read(tmp_path, "单价", text)
    found = entries["unit_price"].item()
    assert (None if found is None else str(found)) == price
    assert entries["unread"].to_list() == [None if price else ";unit_price;"]


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("5月专家咨询费", "专家咨询费"),
        ("2024年5月专家咨询费", "专家咨询费"),
        ("2024年度劳务费", "劳务费"),
        ("2024专家咨询费", "专家咨询费"),
        ("1-3月差旅费", "差旅费"),
        ("一季度材料费", "材料费"),
        ("十二月份会议费", "会议费"),
        ("第二批专家咨询费", "专家咨询费"),
        ("专家咨询费（5月）", "专家咨询费"),
        ("专家咨询费5月", "专家咨询费"),
        ("材料费", "材料费"),
        ("表5 测试化验加工费", "测试化验加工费"),
        ("5月会议费和差旅费", None),
        ("不含专家咨询费", None),
        ("5月支出", None),
        ("JCKJ2024-901", None),
        ("专家咨询费管理办法", None),
    ],
)
def test_a_name_may_say_when_beside_the_item(text: str, item: str | None) -> None:
    assert item_of_list(text) == item


def _fee(tmp_path: Path, line: dict[str, Cell]) -> str:
    rows: list[list[Cell]] = [["项目编号：JC-01  项目名称：甲"], list(line), list(line.values())]
    ran = fundcheck(write_xlsx(tmp_path / "账.xlsx", {"5月专家咨询费": rows}), out=tmp_path / "o")
    return str(rule_of(ran.findings, "JC-01", "J25-1")["outcome"])


def test_lines_of_a_sheet_of_expert_fees_are_held_against_the_standard(tmp_path: Path) -> None:
    # A professor's day is 1,000 at most, and 1,500 of one day is over it.
    line: dict[str, Cell] = {
        "日期": "2024-05-10",
        "凭证号": "记-1",
        "摘要": "技术方案论证",
        "收款方": "赵明",
        "专家级别": "教授",
        "金额": 1500,
    }
    assert _fee(tmp_path, line) in {"found", "unknown"}


def test_the_item_on_the_line_goes_before_the_name_of_its_sheet(tmp_path: Path) -> None:
    line: dict[str, Cell] = {
        "日期": "2024-05-10",
        "凭证号": "记-1",
        "摘要": "购试剂",
        "费用科目": "材料费",
        "收款方": "甲公司",
        "金额": 1500,
    }
    assert _fee(tmp_path, line) == "not_applicable"
