"""However a workbook is written, its cells are what Excel shows, and they cost what they hold."""

from __future__ import annotations

import io
import itertools
import struct
import zipfile
from typing import TYPE_CHECKING

import polars as pl
import pytest
import xlsxwriter
from books import Cell, write_ods, write_xlsx
from reading import read, read_ledger, refusal

from fundcheck.ingest import plain_xls
from fundcheck.ingest.workbook import read_grids

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TEXTS = ["日期", "凭证号", "摘要", "金额", "购<试剂> & 耗材", "记-1", "2024-03-01"]
# Row, column, what stands there: a text by its number, or a figure.
CELLS: list[tuple[int, int, int | str]] = [
    *((1, column, column) for column in range(4)),
    (2, 0, 6), (2, 1, 5), (2, 2, 4), (2, 3, "1200.5"),
    (4, 0, 6), (4, 2, 4), (4, 3, "24142000000012345678"), (4, 5, "#REF!"),
]  # fmt: skip
STYLES = ["excel", "prefix", "single quotes", "t before r", "no r", "pretty"]


def _sheet(style: str, *, shared: bool, dimension: bool) -> str:
    name = "x:" if style == "prefix" else ""
    between = "\n  " if style == "pretty" else ""
    rows = ""
    for number, cells in itertools.groupby(CELLS, key=lambda cell: cell[0]):
        inside, reached = "", 0
        for _, column, value in cells:
            place = f'r="{chr(65 + column)}{number}"'
            if style == "no r":
                inside += "<c/>" * (column - reached)
                place = ""
            reached = column + 1
            if value == "#REF!":
                kind, held = 't="e"', f"<{name}v>#REF!</{name}v>"
            elif isinstance(value, str):
                kind, held = 't="n"', f"<{name}v>{value}</{name}v>"
            elif shared:
                kind, held = 't="s"', f"<{name}v>{value}</{name}v>"
            else:
                text = TEXTS[value].replace("&", "&amp;").replace("<", "&lt;")
                kind = 't="inlineStr"'
                held = f"<{name}is><{name}t>{text}</{name}t></{name}is>"
            given = f"{kind} {place}" if style == "t before r" else f"{place} {kind}"
            inside += f"{between}<{name}c {given.strip()}>{held}</{name}c>"
        hidden = ' hidden="1"' if number == 4 else ""
        at = "" if style == "no r" and number != 4 else f' r="{number}"'
        rows += f"{between}<{name}row{at}{hidden}>{inside}</{name}row>"
    size = f'<{name}dimension ref="A1:F4"/>' if dimension else ""
    merges = f'<{name}mergeCells count="1"><{name}mergeCell ref="B2:B3"/></{name}mergeCells>'
    space = f'xmlns:x="{MAIN}"' if name else f'xmlns="{MAIN}"'
    xml = (
        f"<{name}worksheet {space}>{size}<{name}sheetData>{rows}</{name}sheetData>"
        f"{merges}</{name}worksheet>"
    )
    return xml.replace('"', "'") if style == "single quotes" else xml


def _book(sheet: str, *, old_days: bool = False, extension: bool = False) -> bytes:
    beside = (
        '<extLst><ext xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main" '
        'uri="{140A7094}"><x15:workbookPr chartTrackingRefBase="1"/></ext></extLst>'
        if extension
        else ""
    )
    texts = "".join(
        f"<si><t>{text.replace('&', '&amp;').replace('<', '&lt;')}</t></si>" for text in TEXTS
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">'
        f"<workbookPr{' date1904=' + chr(34) + '1' + chr(34) if old_days else ''}/>"
        f'<sheets><sheet name="账" sheetId="1" r:id="r1"/></sheets>{beside}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="r3" Type="{LINKS}/styles" Target="styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{xml}')
    return target.getvalue()


@pytest.mark.parametrize("dimension", [True, False])
@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("style", STYLES)
def test_every_way_of_writing_a_sheet_gives_the_same_grid(
    style: str, *, shared: bool, dimension: bool
) -> None:
    content = _book(_sheet(style, shared=shared, dimension=dimension))
    _, (grid,) = read_grids(content, "账")
    assert grid.cells.rows()[:4] == [
        ("日期", "凭证号", "摘要", "金额", None, None),
        ("2024-03-01", "记-1", "购<试剂> & 耗材", "1200.5", None, None),
        (None,) * 6,
        ("2024-03-01", None, "购<试剂> & 耗材", grid.cells[3, 3], None, None),
    ]
    assert grid.lost == {(3, 5): "单元格是错误值 #REF!"}
    assert grid.imprecise == {(3, 3)}
    assert grid.hidden_rows == {3}
    assert grid.merges == ((1, 1, 2, 1),)


def _days(style: str) -> str:
    kind = ' s="1"' if style == "formatted" else ""
    # 43890 is 2024-03-01 counted from 1904, 45352 counted from 1900.
    return (
        f'<worksheet xmlns="{MAIN}"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>日期</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>摘要</t></is></c>'
        '<c r="C1" t="inlineStr"><is><t>金额</t></is></c></row>'
        f'<row r="2"><c r="A2"{kind}><v>43890</v></c>'
        '<c r="B2" t="inlineStr"><is><t>购试剂</t></is></c><c r="C2"><v>5</v></c></row>'
        "</sheetData></worksheet>"
    )


@pytest.mark.parametrize("extension", [True, False])
@pytest.mark.parametrize("style", ["formatted", "bare"])
def test_days_counted_from_1904_are_the_days_that_excel_shows(
    style: str, *, extension: bool, tmp_path: Path
) -> None:
    path = tmp_path / "JC2024-1.xlsx"
    path.write_bytes(_book(_days(style), old_days=True, extension=extension))
    entries, _ = read_ledger(path)
    assert [str(day) for day in entries["date"]] == ["2024-03-01"]


def test_a_bare_serial_of_any_other_workbook_is_counted_from_1900(tmp_path: Path) -> None:
    path = tmp_path / "JC2024-1.xlsx"
    path.write_bytes(_book(_days("bare").replace("43890", "45352")))
    entries, _ = read_ledger(path)
    assert [str(day) for day in entries["date"]] == ["2024-03-01"]


def _written(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        fill(book)
    return target.getvalue()


HEAD: list[Cell] = ["日期", "凭证号", "摘要", "金额"]
LINES: list[list[Cell]] = [
    [f"2024-01-{day:02}", f"记-{day}", "购试剂", day] for day in range(1, 29)
]
LEDGER = [HEAD, *LINES]


def _with_stray(row: int, column: int, value: str) -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("账")
        for number, cells in enumerate(LEDGER):
            sheet.write_row(number, 0, cells)
        sheet.write_string(row, column, value)

    return _written(fill)


@pytest.mark.parametrize("place", [(4, 16_383), (1_048_575, 0), (1_048_575, 16_383)])
def test_a_blank_far_away_costs_nothing(place: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "JC2024-1.xlsx"
    path.write_bytes(_with_stray(*place, " "))
    entries, sheet = read_ledger(path)
    assert entries.height == 28
    assert sheet.rows.total < 1_048_577


def test_a_value_too_far_away_is_named(tmp_path: Path) -> None:
    path = tmp_path / "JC2024-1.xlsx"
    path.write_bytes(_with_stray(1_048_575, 16_383, "x"))
    said = refusal(path)
    assert "单元格 XFD1048576 离其余内容太远" in said
    assert "另存为" not in said


def test_other_sheets_of_such_a_workbook_are_read(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        far = book.add_worksheet("别处")
        far.write_string(0, 0, "x")
        far.write_string(900_000, 9_000, "y")
        sheet = book.add_worksheet("账")
        for number, cells in enumerate(LEDGER):
            sheet.write_row(number, 0, cells)

    path = tmp_path / "JC2024-1.xlsx"
    path.write_bytes(_written(fill))
    tables, (receipt,) = read(path)
    assert tables["entries"].height == 28
    assert [sheet.role for sheet in receipt.sheets] == ["not_read", "entries"]
    assert "离其余内容太远" in receipt.sheets[0].why


def test_a_table_may_begin_anywhere(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("账")
        for number, cells in enumerate(LEDGER):
            sheet.write_row(500_000 + number, 700, cells)

    path = tmp_path / "JC2024-1.xlsx"
    path.write_bytes(_written(fill))
    entries, sheet = read_ledger(path)
    assert entries["row"].to_list() == list(range(500_002, 500_030))
    assert sheet.header_row == 500_001


def test_a_cell_in_no_place_that_sheets_have_is_passed_over(tmp_path: Path) -> None:
    sheet = _days("bare").replace("43890", "45352")
    path = tmp_path / "JC2024-1.xlsx"
    stray = '<c r="ZZZZ1" t="inlineStr"><is><t>?</t></is></c></row>'
    path.write_bytes(_book(sheet.replace("</row>", stray, 1)))
    entries, _ = read_ledger(path)
    assert entries.height == 1


def _ods_rows(rows: str) -> str:
    return f'<table:table table:name="JC2024-1">{rows}</table:table>'


def _ods_row(*cells: str, repeated: int = 1) -> str:
    inside = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inside}</table:table-row>'


def test_rows_that_a_file_only_claims_are_not_built(tmp_path: Path) -> None:
    head = _ods_row("日期", "凭证号", "摘要", "金额")
    line = _ods_row("2024-01-01", "记-1", "购试剂", "5", repeated=1_000_000)
    said = refusal(write_ods(tmp_path / "账.ods", _ods_rows(head + line)))
    assert "自称有 1,000,001 行、4 列" in said
    entries, _ = read_ledger(
        write_ods(tmp_path / "b.ods", _ods_rows(head + line.replace("1000000", "3")))
    )
    assert entries.height == 3


def test_line_breaks_between_the_tags_of_a_document_are_none_of_its_text(tmp_path: Path) -> None:
    rows = _ods_row("日期", "凭证号", "摘要", "金额") + _ods_row(
        "2024-01-01", "记-1", "购试剂", "5"
    )
    pretty = (
        _ods_rows(rows).replace("><table:", ">\n   <table:").replace("></table:", ">\n </table:")
    )
    entries, _ = read_ledger(write_ods(tmp_path / "账.ods", pretty))
    assert entries["summary"].to_list() == ["购试剂"]


def _record(kind: int, *numbers: int, body: bytes = b"") -> bytes:
    content = struct.pack(f"<{len(numbers)}H", *numbers) + body
    return struct.pack("<HH", kind, len(content)) + content


def test_cells_of_a_chart_and_of_columns_that_cannot_be_are_no_cells() -> None:
    number = struct.pack("<d", 7.0)
    begin, end = _record(0x809, 0x600, 0x10), _record(0x0A)
    own, of_chart = _record(0x203, 0, 1, 0, body=number), _record(0x203, 0, 0, 0, body=number)
    beyond = _record(0x203, 3, 65_000, 0, body=number)
    stream = begin + own + begin + of_chart + end + beyond + end
    wrong, problems = plain_xls._no_cells(stream)  # noqa: SLF001 - no program writes such files here
    assert wrong == [stream.index(of_chart), stream.index(beyond)]
    assert problems == {}


GARBLED = [word.encode("utf-16-le").decode("latin-1") for word in ("凭证", "摘要", "金额")]


@pytest.mark.parametrize(
    ("cells", "right"),
    [
        # Most words are bytes read one by one: they are words again, and the figures what they were.
        ([*GARBLED, "1000", "2024-01-05"], ["凭证", "摘要", "金额", "1000", "2024-01-05"]),
        # Two notes with an odd sign: nothing else is touched, and the sign is the one meant.
        (["凭证", "摘要", "1000", "it\x92s", "a\0b"], ["凭证", "摘要", "1000", "it’s", "ab"]),
        (["200000", "x\x92"], ["200000", "x’"]),
        (["ÈÕÆÚ", "½ð¶î", "ÕªÒª", "1000"], ["日期", "金额", "摘要", "1000"]),
        (["Müller & Söhne", "1000"], ["Müller & Söhne", "1000"]),
    ],
)
def test_text_under_a_wrong_code_page_is_mended_and_figures_are_not(
    cells: list[str], right: list[str]
) -> None:
    from fundcheck.ingest.workbook import _mend_text  # noqa: PLC0415 - no file of ours is so broken

    assert _mend_text(pl.DataFrame({"c0": cells}))["c0"].to_list() == right


def test_a_record_with_more_fields_than_the_others_is_torn(tmp_path: Path) -> None:
    path = tmp_path / "JC2024-1.csv"
    lines = ["日期,凭证号,摘要,金额,收款方", "2024-01-01,记-1,购试剂,500.00,甲公司"] * 1
    lines += ["2024-01-02,记-2,购耗材,¥1,020.00,乙公司", "2024-01-03,记-3,购耗材,80,丙公司,,"]
    path.write_text("\n".join(lines), "utf-8")
    entries, sheet = read_ledger(path)
    assert entries["row"].to_list() == [2, 4]
    ((row, why),) = sheet.rejected
    assert row == 3
    assert "这一行有 6 个字段，其余各行是 5 个" in why


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("宽.csv", ",".join(f"c{number}" for number in range(16_000)) + "\n1,2\n" * 50),
        (
            "宽.xml",
            '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
            'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table>'
            + '<Row><Cell ss:Index="16000"><Data ss:Type="String">x</Data></Cell></Row>' * 3_000
            + "</Table></Worksheet></Workbook>",
        ),
        (
            "宽.html",
            "<html><table>" + "<tr><td colspan=16000>x</td></tr>" * 3_000 + "</table></html>",
        ),
    ],
)
def test_what_is_nearly_all_blank_is_not_built(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    assert "列" in refusal(path)


def test_markup_within_a_list_makes_no_page_of_it(tmp_path: Path) -> None:
    csv = tmp_path / "JC2024-1.csv"
    csv.write_text("<内部资料>,,,\n日期,凭证号,摘要,金额\n2024-01-01,记-1,购试剂,5\n", "utf-8")
    entries, _ = read_ledger(csv)
    assert entries.height == 1
    xml = tmp_path / "a.xml"
    xml.write_text(
        "<凭证库><说明>见 &lt;table</说明><x><a>1</a><b><table/></b></x></凭证库>", "utf-8"
    )
    assert "网页" not in refusal(xml)


def test_a_numbers_document_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "账.numbers"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Index/Document.iwa", b"\0\1")
    assert "Numbers" in refusal(path)


def test_an_open_document_without_its_part_mimetype_is_read(tmp_path: Path) -> None:
    rows = _ods_row("日期", "凭证号", "摘要", "金额") + _ods_row(
        "2024-01-01", "记-1", "购试剂", "5"
    )
    whole = write_ods(tmp_path / "a.ods", _ods_rows(rows))
    path = tmp_path / "JC2024-1.ods"
    with zipfile.ZipFile(whole) as given, zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", given.read("content.xml"))
    entries, _ = read_ledger(path)
    assert entries.height == 1


def test_a_book_of_one_cell_is_not_called_empty(tmp_path: Path) -> None:
    said = refusal(write_xlsx(tmp_path / "a.xlsx", {"账": [["经费支出"]]}))
    assert "没有任何单元格内容" not in said
    assert "空表" not in said
