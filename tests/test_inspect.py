"""`inspect` says how a file would be read, fundcheck.toml changes it, --strict-reading refuses loss."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from books import Cell, write_xlsx
from running import bare, fundcheck

import fundcheck as tool

if TYPE_CHECKING:
    from pathlib import Path

ROWS: list[list[Cell]] = [
    ["某单位账册"],
    ["到账日", "凭证号", "摘要", "拨付金额", "经手部门"],
    ["2024-05-06", "记-1", "购试剂", 0.5, "化工系"],
    ["2024-05-07", "记-2", "付140502198001010018劳务费", "一千", "13800001234"],
]
FIXED = """
[[input]]
files = "*.xlsx"
unit = "万元"
project_code = "JC-01"
project_name = "煤矸石"
[input.columns]
"到账日" = "日期"
"拨付金额" = "金额"
"经手部门" = "不用"
"""


def _book(path: Path) -> Path:
    return write_xlsx(
        path,
        {
            "Sheet1": ROWS,
            "另一张": [["日期", "凭证号", "摘要", "金额"], ["2024-05-06", "记-9", "x", 7]],
        },
    )


def test_inspect_tells_format_header_columns_rows_and_totals(tmp_path: Path) -> None:
    path = _book(tmp_path / "账.xlsx")
    (tmp_path / "fundcheck.toml").write_text(FIXED, "utf-8")
    ran = bare("inspect", str(path))
    assert ran.code == 0, ran.err
    for said in (
        "格式：Excel 工作簿（xlsx）", "表头在第 2 行", "拨付金额 → 金额", "行：共 4，读入 1", "未读入 1",
        "第 4 行未读入：金额「一千」不是数字", "金额单位是万元", "借方 5,000.00",
    ):  # fmt: skip
        assert said in ran.out, said


def test_inspect_as_json_has_candidates_samples_and_masks(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "金额", "联系"],
        ["2024-05-06", "记-1", "购试剂", 5, "13800001234"],
    ]
    path = write_xlsx(tmp_path / "账.xlsx", {"Sheet1": rows})
    document = json.loads(bare("inspect", str(path), "--format", "json").out)
    assert document["schema"] == "fundcheck/inspection/1"
    (sheet,) = document["inputs"][0]["sheets"]
    assert sheet["candidates"][0]["row"] == 1
    assert sheet["samples"]["联系"] == ["138****1234"]
    assert sheet["samples"]["摘要"] == ["购试剂"]
    assert sheet["unmapped"] == ["联系"]
    shown = json.loads(bare("inspect", str(path), "--format", "json", "--no-mask").out)
    assert shown["inputs"][0]["sheets"][0]["samples"]["联系"] == ["13800001234"]


def test_inspect_as_a_page_has_no_external_address(tmp_path: Path) -> None:
    path = _book(tmp_path / "账.xlsx")
    out = tmp_path / "读取.html"
    ran = bare("inspect", str(path), "--format", "html", "--out", str(out))
    text = out.read_text("utf-8")
    assert ran.code == 0
    assert "候选表头行" in text
    assert '<th>摘要</th><td>摘要</td><td class="num">确定</td><td>x</td>' in text
    assert "http" not in text.replace("http-equiv", "")


def test_inspect_says_why_a_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    assert bare("inspect", str(tmp_path / "坏.xlsx")).code == 2
    _book(tmp_path / "账.xlsx")
    ran = bare("inspect", str(tmp_path))
    assert ran.code == 3
    assert "读不出：文件已损坏" in ran.out


def test_settings_fix_columns_unit_and_project(tmp_path: Path) -> None:
    path = _book(tmp_path / "账.xlsx")
    config = tmp_path / "设置.toml"
    config.write_text(FIXED + 'sheets = ["Sheet1"]\n', "utf-8")
    with pytest.raises(tool.WrongRequestError, match="sheets"):
        tool.check(path, config=config, jobs=0)  # sheets stands under [input.columns] there
    config.write_text(
        FIXED.replace('files = "*.xlsx"', 'files = "*.xlsx"\nsheets = ["Sheet1"]'), "utf-8"
    )
    audit = tool.check(path, config=config, jobs=0)
    sheets = audit.inputs[0].sheets
    assert [(s.name, s.role) for s in sheets] == [("Sheet1", "entries"), ("另一张", "not_read")]
    assert sheets[0].columns["到账日"] == "date"
    assert sheets[0].totals is not None
    assert sheets[0].totals.debit == Decimal("5000.00")
    assert [p.project_code for p in audit.projects] == ["JC-01"]
    assert ("config", "设置.toml") in audit.options


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[input]]\nfile = "x"', "不认识「file」。是不是「files」"),
        ('[[input]]\nunit = "美元"', "「unit」不能是「美元」"),
        ('[[input]]\n[input.columns]\n"x" = "不存在的列"', "不是认得的列"),
        ("[[input]", "写法有误"),
        ("[parameters]\nx = 1", "不认识「parameters」"),
    ],
)
def test_wrong_settings_are_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "fundcheck.toml").write_text(text, "utf-8")
    ran = fundcheck(_book(tmp_path / "账.xlsx"), out=tmp_path / "out")
    assert ran.code == 2
    assert says in ran.err
    assert "配置文件 fundcheck.toml" in ran.err
    assert ran.err.count("\n") == 1


def test_the_drafted_settings_are_valid_and_change_nothing(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "金额", "到期日期"],
        ["2024-05-06", "记-1", "购试剂", 5, "x"],
    ]
    path = write_xlsx(tmp_path / "账.xlsx", {"Sheet1": rows})
    draft = tmp_path / "fundcheck.toml"
    before = bare("inspect", str(path), "--format", "json", "--write-config", str(draft))
    assert before.code == 0, before.err
    written = tomllib.loads(draft.read_text("utf-8"))
    assert written["input"][0]["columns"]["金额"] == "amount"
    assert '# "到期日期"' in draft.read_text("utf-8")
    after = bare("inspect", str(path), "--format", "json")
    assert json.loads(after.out) == json.loads(before.out)
    again = bare("inspect", str(path), "--write-config", str(draft))
    assert again.code == 2
    assert "已经存在" in again.err


def test_strict_reading_refuses_any_loss(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "金额", "数量"],
        ["2024-05-06", "记-1", "购试剂", 5, "若干"],
    ]
    path = write_xlsx(tmp_path / "JC2024-01.xlsx", {"Sheet1": rows})
    assert fundcheck(path, out=tmp_path / "a").code in {0, 1}
    ran = fundcheck(path, "--strict-reading", out=tmp_path / "b")
    assert ran.code == 2
    assert "「数量」第 2 行的内容看不懂" in ran.err
    good = write_xlsx(tmp_path / "JC2024-02.xlsx", {"Sheet1": [r[:4] for r in rows]})
    both = fundcheck(path, good, "--strict-reading", out=tmp_path / "c")
    assert both.code == 3


def test_a_password_file_opens_and_is_never_shown(tmp_path: Path) -> None:
    missing = fundcheck(tmp_path, "--password-file", tmp_path / "无.txt", out=tmp_path / "o")
    assert (missing.code, "读不出密码文件" in missing.err) == (2, True)
    (tmp_path / "空.txt").write_text("\n", "utf-8")
    empty = fundcheck(tmp_path, "--password-file", tmp_path / "空.txt", out=tmp_path / "o")
    assert "是空的" in empty.err
