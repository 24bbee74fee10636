"""What is written down: valid JSON, safe pages, a workbook that opens; equal runs, equal bytes."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import openpyxl
import pytest
from books import Cell, ledger, write_xlsx
from running import SAMPLES, Ran, fundcheck

from fundcheck.reports.names import page_names

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "<script>alert(1)</script>"
FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return fundcheck(SAMPLES, out=tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("hostile")
    line: dict[str, Cell] = {
        "项目编号": "../../evil",
        "项目名称": HOSTILE,
        "日期": "2024-05-06",
        "凭证号": "记-1",
        "摘要": f"购白酒{HOSTILE}",
        "费用科目": FORMULA,
        "金额": 100,
        "收款方": FORMULA,
    }
    return fundcheck(write_xlsx(folder / "账.xlsx", {"支出明细": ledger(line)}), out=folder / "out")


def _schema() -> dict[str, Any]:
    text = files("fundcheck").joinpath("schemas/findings-1.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def test_the_schema_is_a_schema_and_holds_the_document(ran: Ran, hostile: Ran) -> None:
    jsonschema.Draft202012Validator.check_schema(_schema())
    for document in (ran.findings, hostile.findings):
        jsonschema.validate(document, _schema())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.pop("as_of"),
        lambda d: d["findings"][0].update(level="error"),
        lambda d: d["findings"][0].update(amount=12.5),
        lambda d: d["findings"][0].update(fingerprint="xyz"),
        lambda d: d["inputs"][0].update(status="maybe"),
        lambda d: d["projects"][0]["rules"][0].pop("looked_at"),
        lambda d: d["summary"].pop("unknown"),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_have(ran: Ran, spoil: Any) -> None:  # noqa: ANN401
    document = ran.findings
    spoil(document)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, _schema())


def test_counts_in_the_summary_are_those_of_the_findings(ran: Ran) -> None:
    document = ran.findings
    for level in ("violation", "query", "notice"):
        count = sum(f["level"] == level for f in document["findings"])
        assert document["summary"][level] == count
    found = {(f["project_code"], f["rule"]) for f in document["findings"]}
    said = {
        (p["project_code"], r["code"])
        for p in document["projects"]
        for r in p["rules"]
        if r["outcome"] == "found"
    }
    assert said == found


def test_every_cited_row_exists_and_holds_the_quoted_summary(ran: Ran) -> None:
    books: dict[str, openpyxl.Workbook] = {}
    cited = 0
    for finding in ran.findings["findings"]:
        for place in finding["evidence"]:
            if not place["file"].endswith(".xlsx"):
                continue
            if place["file"] not in books:
                books[place["file"]] = openpyxl.load_workbook(SAMPLES / place["file"])
            sheet = books[place["file"]][place["sheet"]]
            cells = {str(c.value).strip() for c in sheet[place["row"]] if c.value is not None}
            assert cells
            if summary := finding["values"].get("summary"):
                assert summary in cells, (place, cells)
                cited += 1
    assert cited > 5


def test_equal_runs_give_equal_bytes_at_any_place(ran: Ran, tmp_path: Path) -> None:
    import shutil  # noqa: PLC0415

    moved = shutil.copytree(SAMPLES, tmp_path / "elsewhere" / "deep")
    again = fundcheck(moved, out=tmp_path / "out")
    for path in sorted(p for p in ran.folder.rglob("*") if p.is_file()):
        other = again.folder / path.relative_to(ran.folder)
        assert other.read_bytes() == path.read_bytes(), path.name


def test_pages_have_no_outside_address_and_allow_only_their_own_script(ran: Ran) -> None:
    for page in ran.folder.rglob("*.html"):
        text = page.read_text("utf-8")
        assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", text), page.name
        assert "http://" not in text
        assert "https://" not in text
        (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"script-src &#39;sha256-{digest}&#39;" in text or f"'sha256-{digest}'" in text
        assert "default-src 'none'" in text


def test_links_between_pages_lead_somewhere(ran: Ran) -> None:
    for page in ran.folder.rglob("*.html"):
        text = page.read_text("utf-8")
        for link in re.findall(r'href="([^"]+)"', text):
            file, _, anchor = link.partition("#")
            target = (page.parent / file) if file else page
            assert target.is_file(), (page.name, link)
            if anchor:
                assert f'id="{anchor}"' in target.read_text("utf-8"), (page.name, link)


def test_cell_text_is_text_on_the_page_and_in_the_workbook(hostile: Ran) -> None:
    pages = [p.read_text("utf-8") for p in hostile.folder.rglob("*.html")]
    assert all(HOSTILE not in page for page in pages)
    assert any("&lt;script&gt;alert(1)" in page for page in pages)
    book = openpyxl.load_workbook(hostile.folder / "findings.xlsx")
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate


def test_a_project_code_cannot_leave_the_folder(hostile: Ran) -> None:
    (page,) = (hostile.folder / "projects").iterdir()
    assert re.fullmatch(r"[\w.\-]+\.html", page.name)
    assert not list(hostile.folder.parent.parent.glob("evil*"))


def test_page_names_are_safe_and_distinct() -> None:
    codes = ["JC-01", "jc-01", "a/b", "a\\b", "CON", "..", "", "长" * 300, "a b"]
    names = page_names(codes)
    assert len({name.casefold() for name in names.values()}) == len(codes)
    for name in names.values():
        assert re.fullmatch(r"[\w.\-]{1,80}", name), name
        assert name.split(".")[0].upper() not in {"CON", ""}
    assert page_names(reversed(codes)) == names


def test_the_working_paper_has_its_sheets_columns_and_drop_down(ran: Ran) -> None:
    book = openpyxl.load_workbook(ran.folder / "findings.xlsx")
    assert book.sheetnames == ["汇总", "问题清单", "规则执行情况", "读取情况"]
    sheet = book["问题清单"]
    header = [cell.value for cell in sheet[1]]
    assert header == ["指纹", "级别", "规则", "条款", "项目编号", "项目名称", "问题", "涉及金额",
                      "证据", "整改建议", "核实结论", "核实说明", "核实人", "核实日期"]  # fmt: skip
    assert sheet.max_row - 1 == len(ran.findings["findings"])
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref
    (choices,) = sheet.data_validations.dataValidation
    assert choices.formula1 == '"属实,误报,已整改,待核"'
    marks = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert marks == [f["fingerprint"] for f in ran.findings["findings"]]
    amounts = [row[7].value for row in sheet.iter_rows(min_row=2)]
    said = [f["amount"] and float(f["amount"]) for f in ran.findings["findings"]]
    assert amounts == said


def test_the_article_table_names_every_article_and_plans_none(ran: Ran) -> None:
    page = next(p for p in (ran.folder / "projects").iterdir()).read_text("utf-8")
    table = page[page.index('id="articles"') : page.index('id="checklist"')]
    for number in range(1, 36):
        assert re.search(rf"<tr><td>{number}</td>", table), number
    assert "待上线" not in page
