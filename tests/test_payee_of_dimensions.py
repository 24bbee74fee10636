"""Who was paid, where a ledger names partners among the dimensions of its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from books import write_xlsx
from reading import read_ledger

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import polars as pl
    from books import Cell

    from fundcheck.receipts import SheetReceipt

HEADER = ["日期", "凭证号", "摘要", "科目名称", "借方金额", "贷方金额"]
TOLD = "收款方没有填写的，取自辅助核算（核算维度）里的供应商、往来单位或人员。"


def _read(
    folder: Path, header: Sequence[str], *cells: Sequence[Cell], name: str = "账.xlsx"
) -> tuple[pl.DataFrame, SheetReceipt]:
    lines: list[list[Cell]] = [
        ["2024-05-01", f"记-{number}", "购试剂", "研发支出-材料费", 100, None, *some]
        for number, some in enumerate(cells, 1)
    ]
    return read_ledger(write_xlsx(folder / name, {"明细账": [[*HEADER, *header], *lines]}))


@pytest.mark.parametrize("header", ["核算维度", "辅助核算", "核算项目", "辅助项"])
def test_a_partner_among_the_dimensions_is_the_payee(tmp_path: Path, header: str) -> None:
    entries, sheet = _read(tmp_path, [header], ["项目:P1-连翘种植;供应商:0012-某某经销处"])
    assert entries["payee"].to_list() == ["某某经销处"]
    assert entries["project_code"].to_list() == ["P1"]
    assert TOLD in sheet.notes


@pytest.mark.parametrize(
    ("cell", "payee"),
    [
        ("项目:JC-15/连翘;客商:0012/某某公司", "某某公司"),
        ("项目：JC-15 连翘；往来单位：某某公司", "某某公司"),
        ("往来单位:某某公司;项目:JC-15", "某某公司"),
        ("项目:JC-15;客户:[0012]某某中心", "某某中心"),
        ("项目:JC-15;客户:(0012) 某某中心", "某某中心"),
        ("收款人:张三;项目:JC-15", "张三"),
        ("项目:JC-15;职员:0107-李四", "李四"),
        ("项目:JC-15;人员:李四", "李四"),
        ("【项目：JC-15】【客商：某某（太原）公司】【部门：研发部】", "某某（太原）公司"),
        ("[项目]JC-15/海缆;[供应商]0012/某某厂", "某某厂"),
        ("项目---JC-15---海缆/供应商---0012---某某厂/部门---01---研发部", "某某厂"),
        ("项目:JC-15,供应商:A0012_某某试剂,部门:01", "某某试剂"),
        ("科研项目/01.07-连翘;供应商/0012-某某厂", "某某厂"),
        ("项目:JC-15\n供应商档案:0012 某某厂\n部门:02", "某某厂"),
        ("项目:JC-15;供应商:某某公司(0012)", "某某公司"),
        ("项目:JC-15;供应商:0012某某公司", "某某公司"),
        # Who was paid goes before whom it was reimbursed to.
        ("项目:JC-15;职员:李四;供应商:0001-某某公司", "某某公司"),
        # A figure may begin a name.
        ("项目:JC-15;供应商:3M中国有限公司", "3M中国有限公司"),
        ("项目:JC-15;供应商:7-11便利店", "7-11便利店"),
    ],
)
def test_the_name_is_kept_and_the_code_is_not(tmp_path: Path, cell: str, payee: str) -> None:
    entries, _ = _read(tmp_path, ["核算维度"], [cell])
    assert entries["payee"].to_list() == [payee]


@pytest.mark.parametrize(
    "cell",
    [
        "项目:JC-15;部门:02-研发部",
        "项目:JC-15;银行账户:0001-工商银行",
        "项目:JC-15;存货:0301-试剂",
        "项目:JC-15;供应商:0012",  # a code, and no name
        "项目:JC-15;供应商:",
        "项目:JC-15;供应商:无",
        "项目:JC-15;供应商分类:内部单位",
        "客户经理:王五;项目:JC-15",
        "人员类别:在编;项目:JC-15",
        "报销人员:张三;项目:JC-15",
        "项目:JC-15-供应商管理平台研发",
    ],
)
def test_what_is_no_partner_is_no_payee(tmp_path: Path, cell: str) -> None:
    entries, sheet = _read(tmp_path, ["核算维度"], [cell])
    assert entries["payee"].to_list() == [None]
    assert TOLD not in sheet.notes


def test_what_stands_in_the_payees_own_column_goes_first(tmp_path: Path) -> None:
    entries, _ = _read(
        tmp_path,
        ["收款方", "核算维度"],
        ["甲公司", "项目:JC-15;供应商:0012-乙公司"],
        [None, "项目:JC-15;供应商:0012-乙公司"],
    )
    assert entries["payee"].to_list() == ["甲公司", "乙公司"]


def test_a_partner_behind_the_account_is_the_payee_and_no_part_of_the_account(
    tmp_path: Path,
) -> None:
    rows: list[list[Cell]] = [
        [*HEADER],
        [
            "2024-05-01",
            "记-1",
            "购试剂",
            "研发支出-材料费【项目:JC-15】【客商:某某（太原）公司】",
            100,
            None,
        ],
        ["2024-05-02", "记-2", "出差", "研发支出-差旅费【项目:JC-15】【部门:研发部】", 60, None],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"明细账": rows}))
    assert entries["payee"].to_list() == ["某某（太原）公司", None]
    assert entries["account_name"].to_list() == ["研发支出-材料费", "研发支出-差旅费"]
    assert entries["project_code"].to_list() == ["JC-15", "JC-15"]


def test_numbered_dimensions_say_of_what_kind_each_is(tmp_path: Path) -> None:
    header = ["核算项目1", "编码1", "名称1", "核算项目2", "编码2", "名称2"]
    entries, _ = _read(
        tmp_path,
        header,
        ["项目", "JC-15", "连翘", "供应商", "0012", "某某公司"],
        ["项目", "JC-15", "连翘", "部门", "02", "研发部"],
    )
    assert entries["payee"].to_list() == ["某某公司", None]


def test_a_partner_on_another_row_of_the_entry_is_its_payee(tmp_path: Path) -> None:
    """核算项目类型 says 项目 on one row of an entry and 供应商 on the next."""
    header = [*HEADER[:4], "核算项目类型", "核算项目编号", "核算项目名称", *HEADER[4:]]
    of_reagents: list[Cell] = ["2024-05-01", "记-1", "购试剂", "材料费"]
    of_paper: list[Cell] = ["2024-05-02", "记-2", "购纸", "材料费"]
    rows: list[list[Cell]] = [
        [*header],
        [*of_reagents, "项目", "JC-15", "连翘", 100, None],
        [*of_reagents, "供应商", "0012", "某某公司", 100, None],
        [*of_reagents, "部门", "02", "研发部", 100, None],
        [*of_paper, "项目", "JC-15", "连翘", 60, None],
        [*of_paper, "部门", "02", "研发部", 60, None],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"明细账": rows}))
    spent = entries.filter(entries["kind"] == "spending")
    assert spent.select("payee", "project_code").rows() == [("某某公司", "JC-15"), (None, "JC-15")]
    assert sheet.counted is not None
    assert str(sheet.counted.spending.amount) == "160.00"


def test_entries_that_look_alike_with_other_partners_have_none(tmp_path: Path) -> None:
    header = [*HEADER[:4], "核算项目类型", "核算项目名称", *HEADER[4:]]
    line: list[Cell] = ["2024-05-01", "记-1", "购试剂", "材料费"]
    rows: list[list[Cell]] = [
        [*header],
        [*line, "项目", "JC-15 连翘", 100, None],
        [*line, "供应商", "甲公司", 100, None],
        [*line, "项目", "JC-15 连翘", 100, None],
        [*line, "供应商", "乙公司", 100, None],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"明细账": rows}))
    of_project = entries.filter(entries["project_code"].is_not_null())
    assert of_project["payee"].to_list() == [None, None]
