"""What is masked and what is not: docs/masking.md is the table, and every output is looked at."""

from __future__ import annotations

import json
import re
import tomllib
import zipfile
from typing import TYPE_CHECKING

import polars as pl
import pytest
from books import ledger, write_xlsx
from hypothesis import given
from hypothesis import strategies as st
from running import ROOT, bare, fundcheck

from fundcheck.masking import HIDDEN, Kind, Known, kind_of, mask
from fundcheck.tables import TABLES
from fundcheck.veil import Veil

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

ANY = "（任何文字）"
PAGE = (ROOT / "docs" / "masking.md").read_text("utf-8")
TABLE = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `([^`]+)` \| `([^`]+)` \|$", PAGE, re.MULTILINE)

PERSON, OTHER, OLD = "110101199003071233", "14050219700101124X", "110101900307123"
# One of each kind, as it is typed; the last are known by their column or by the word before them.
SECRETS = (
    PERSON,
    "110101-19900307-1233",
    "１１０１０１１９９００３０７１２３３",
    OTHER.lower(),
    f"A{PERSON}",
    OLD,
    "911840198506151233",
    "810000198801011234",
    "6222510012345678900",
    "6222 5100 1234 5678 900",
    "1510012345678904",
    "2510-0123-4567-8902",
    "9510012345678907",
    "13812345678",
    "138-1234-5678",
    "+8613912345678",
    "0086 139 1234 5678",
    "E12345678",
    "EA1234567",
    "EA9994567",
    "H1234567801",
    "M12345678",
)
CODES = ("8801240100001235", "880124010000123450", "8801240100001234567")  # Luhn holds


def test_the_page_has_the_table() -> None:
    masked = [row for row in TABLE if row[2] != row[3]]
    assert len(masked) > 50
    assert len(TABLE) - len(masked) > 25
    assert TABLE.index(masked[-1]) == len(masked) - 1  # first what is masked, then what is not


@pytest.mark.parametrize(("what", "column", "text", "shown"), TABLE)
def test_the_page_says_what_is_shown(what: str, column: str, text: str, shown: str) -> None:
    assert mask(text, Kind.FREE if column == ANY else kind_of(column)) == shown, what
    if column == ANY:
        # Around it may stand anything that is no part of it, and a second mask changes nothing.
        assert mask(f"记：{text}，见附件。") == f"记：{shown}，见附件。"
        assert mask(shown) == shown


@pytest.mark.parametrize("blank", ["\u200b", "\u00a0", "\u3000", "\n", "\u2060", "—", "－", "·"])
def test_whatever_separates_the_digits_of_an_identity_number_hides_nothing(blank: str) -> None:
    assert "1990" not in mask(blank.join((PERSON[:4], PERSON[4:10], PERSON[10:])))


def test_a_number_among_others_is_found() -> None:
    card = "6222 5100 1234 5678 900"
    assert mask(f"2024-05-06 {card} 3000") == "2024-05-06 6222********8900 3000"
    assert mask(f"12 {PERSON} 34") == "12 110101***********3 34"
    assert mask(f"1990 {PERSON}") == "1990 110101***********3"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("收款方身份证号码", Kind.PERSONAL),
        ("证件 编号", Kind.PERSONAL),
        ("开户行及账号", Kind.PERSONAL),
        ("凭证号", Kind.CODE),
        ("凭证编号（原）", Kind.CODE),
        ("合同号", Kind.CODE),
        ("合同对方", Kind.FREE),
        ("凭证件数", Kind.FREE),
        ("账户名称", Kind.FREE),
        ("项目组成员", Kind.FREE),
        ("项目编号", Kind.FREE),  # may come from the name of a file
        ("摘要", Kind.FREE),
    ],
)
def test_a_header_tells_what_stands_under_it(header: str, kind: Kind) -> None:
    assert kind_of(header) is kind


def test_a_number_is_what_its_column_says_wherever_it_stands() -> None:
    assert mask("转入 880-1 号", known=Known({"8801"})) == "转入 **** 号"
    assert mask(f"付{CODES[0]}款", codes={CODES[0]}) == f"付{CODES[0]}款"
    assert mask(f"付HT-{CODES[0]}款", codes={f"HT{CODES[0]}"}) == f"付HT-{CODES[0]}款"
    assert mask(PERSON, codes={PERSON}) != PERSON


@given(st.text(alphabet="0123456789 -.,Xx年月日号卡合同*:：E", max_size=60))
def test_a_masked_text_stays_as_it_is(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


def _line(summary: str, **more: Cell) -> dict[str, Cell]:
    line: dict[str, Cell] = {
        "日期": "2024-05-06",
        "凭证号": "记-1",
        "摘要": f"购礼品 {summary}",
        "费用科目": "材料费",
        "结算方式": "现金",
        "金额": 5600,
        "收款方": "某商行",
    }
    return {**line, **more}


def _all_places(folder: Path) -> None:
    """Write ledgers with every kind in every kind of place."""
    folder.mkdir()
    lines = [
        _line(
            text,
            **{
                "凭证号": f"记-{n}",
                "备注": text,
                "收款方": f"王{text}",
                "收款账号": f"QX-{4400 + n}-BC",
                "收款方证件号": "110101199003071234",
                "合同编号": CODES[0],
                "经手": text,
                f"附{text}": "x",
                "证件类": text,
            },
        )
        for n, text in enumerate(SECRETS, 1)
    ]
    wrong = [_line("x", 日期=text, 金额=text) for text in SECRETS]
    again = [_line(f"付 QX-{4400 + n}-BC 与 {CODES[0]}") for n in (1, 2)]
    card: dict[str, Cell] = {"项目编号": "JC-01", "项目名称": f"煤{'、'.join(SECRETS)}", "项目负责人": f"李{PERSON}"}  # fmt: skip
    headers = ["项目编号", *dict.fromkeys(key for line in lines for key in line)]
    filled = [{"项目编号": "JC-01", **line} for line in (*lines, *wrong, *again)]
    team: dict[str, Cell] = {"项目编号": "JC-01", "姓名": "李", "证件号": "QX770099"}
    write_xlsx(
        folder / f"账{PERSON}、{SECRETS[8]}.xlsx",
        {
            "支出明细": ledger(*filled, headers=headers),
            "项目信息": ledger(card),
            "项目组成员": ledger(team),
        },
    )
    for n, text in enumerate(SECRETS):
        # Neither a column nor a title names the project: the sheet does, or the file.
        write_xlsx(folder / f"册{n} {text}.xlsx", {f"{n}": ledger(_line("其他"))})
        write_xlsx(folder / f"乙{n}.xlsx", {f"表{text}": ledger(_line("另外"))})
    write_xlsx(folder / "册99 EA9994567.xlsx", {"1": ledger(_line("别的"))})
    (folder / f"坏{PERSON}.xlsx").write_bytes(b"PK\x03\x04 no")
    (folder / f"丙{SECRETS[13]}.docx").write_bytes(b"x")
    (folder / f"~$丁{SECRETS[13]}.xlsx").write_bytes(b"x")
    (folder / f"戊{PERSON}.xlsx").write_bytes(next(folder.glob("册0*")).read_bytes())


def _texts(folder: Path) -> dict[str, str]:
    """Return every name below a folder and everything in its files, workbooks unpacked."""
    found = {}
    for path in folder.rglob("*"):
        found[f"name of {path.name}"] = path.name
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                for part in parts.namelist():
                    found[f"{path.name}/{part}"] = parts.read(part).decode()
        elif path.is_file():
            found[path.name] = path.read_text("utf-8")
    return found


def _leaks(texts: dict[str, str]) -> list[tuple[str, str]]:
    hidden = (*SECRETS, *SECRETS_BY_COLUMN, PERSON, OTHER)
    return [(name, text) for name, told in texts.items() for text in hidden if text in told]


SECRETS_BY_COLUMN = ("QX-4401-BC", "QX-4402-BC", "110101199003071234", "QX770099")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("places") / "账册"
    _all_places(folder)
    return folder


def test_no_output_of_check_has_any_of_them(places: Path, tmp_path: Path) -> None:
    out = tmp_path / f"报告{PERSON}"
    ran = fundcheck(places, "--verbose", "--format", "html,json,xlsx", out=out)
    told = {**_texts(out), "stdout": ran.out, "stderr": ran.err}
    assert _leaks(told) == []
    assert any(name.endswith(".html") for name in told)
    assert CODES[0] in told["findings.json"]  # under 合同编号 and in a summary: no card
    assert CODES[0] in "".join(text for name, text in told.items() if name.endswith("html"))
    document = ran.findings
    codes = [project["project_code"] for project in document["projects"]]
    assert len(codes) == len(set(codes))
    assert {"EA****567", "EA****567（同名2）"} <= set(codes)  # two projects, two files still
    paths = [item["path"] for item in document["inputs"]]
    assert len(paths) == len(set(paths))
    assert {row["file"] for f in document["findings"] for row in f["evidence"]} <= set(paths)
    pages = {path.name for path in (out / "projects").iterdir()}
    assert len(pages) == len(codes)


def test_masking_changes_no_finding(places: Path, tmp_path: Path) -> None:
    shown = fundcheck(places, "--no-mask", "--format", "json", out=tmp_path / "open").findings
    masked = fundcheck(places, "--format", "json", out=tmp_path / "masked").findings
    assert PERSON in json.dumps(shown, ensure_ascii=False)
    assert masked["summary"] == shown["summary"]
    for name in ("findings", "projects", "inputs"):
        assert len(masked[name]) == len(shown[name])
    for before, after in zip(shown["findings"], masked["findings"], strict=True):
        for key in ("fingerprint", "rule", "level", "amount"):
            assert before[key] == after[key]
    assert [i["sha256"] for i in shown["inputs"]] == [i["sha256"] for i in masked["inputs"]]


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_no_output_of_inspect_has_any_of_them(places: Path, tmp_path: Path, form: str) -> None:
    draft = tmp_path / f"起草{PERSON}.toml"
    ran = bare("inspect", str(places), "--format", form, "--write-config", str(draft))
    told = {"draft": draft.read_text("utf-8"), "stdout": ran.out, "stderr": ran.err}
    assert _leaks(told) == []
    assert len(ran.out) > 1000
    (tmp_path / "page").mkdir()
    page = tmp_path / "page" / "p.out"
    ran = bare("inspect", str(places), "--format", form, "--out", str(page))
    assert _leaks({**_texts(page.parent), "stdout": ran.out, "stderr": ran.err}) == []


def test_a_draft_for_a_masked_name_still_fits_the_file(tmp_path: Path) -> None:
    line = _line("x", **{"项目编号": "JC-01", f"附{PERSON}": "x"})
    book = write_xlsx(tmp_path / f"账{PERSON}.xlsx", {f"表{OLD}": ledger(line), "说明": [["无"]]})
    draft = tmp_path / "起草.toml"
    bare("inspect", str(book), "--write-config", str(draft))
    text = draft.read_text("utf-8")
    (fixed,) = tomllib.loads(text)["input"]
    assert fixed["files"] == "账110101*3.xlsx"
    assert "sheets" not in fixed
    assert not any(HIDDEN.search(header) for header in fixed["columns"])
    assert "写列号" in text
    ran = fundcheck(book, "--config", draft, out=tmp_path / "out")
    assert "没有起作用" not in ran.out
    assert [p["project_code"] for p in ran.findings["projects"]] == ["JC-01"]


@pytest.mark.parametrize(
    "command",
    [
        ("check", f"没有{PERSON}.xlsx"),
        ("check", ".", "--projects", f"没有{PERSON}.xlsx"),
        ("check", ".", "--as-of", PERSON),
        ("check", ".", "--format", PERSON),
        ("check", ".", f"--x{PERSON}"),
        ("inspect", f"没有{PERSON}.xlsx"),
        ("cap", f"没有{PERSON}.xlsx"),
        ("cap", "--direct", f"约{PERSON}"),
        ("explain", PERSON),
        (PERSON,),
    ],
)
def test_an_error_quotes_nothing_unmasked(command: tuple[str, ...]) -> None:
    ran = bare(*command)
    assert ran.code == 2
    assert PERSON not in ran.out + ran.err


def test_where_nothing_can_be_read_or_judged_the_reasons_are_masked(tmp_path: Path) -> None:
    bad = tmp_path / f"坏{PERSON}.xlsx"
    bad.write_bytes(b"PK\x03\x04 no")
    ran = fundcheck(bad, out=tmp_path / "out")
    assert (ran.code, PERSON in ran.err) == (2, False)
    assert "110101***********3" in ran.err
    other = write_xlsx(tmp_path / f"空{PERSON}.xlsx", {f"表{OLD}": [["日期", OTHER], ["x", OTHER]]})
    ran = fundcheck(other, out=tmp_path / "out")
    assert ran.code == 2
    assert not any(text in ran.err for text in (PERSON, OTHER, OLD))
    (tmp_path / "空").mkdir()
    (tmp_path / "空" / f"附{PERSON}.docx").write_bytes(b"x")
    ran = fundcheck(tmp_path / "空", out=tmp_path / "out")
    assert (ran.code, PERSON in ran.err) == (2, False)


def test_cap_of_a_ledger_is_masked(places: Path) -> None:
    for form in ((), ("--json",)):
        ran = bare("cap", str(places), *form)
        assert ran.out
        assert _leaks({"stdout": ran.out, "stderr": ran.err}) == []


def test_the_settings_that_a_run_names_are_masked(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "账.xlsx", {"支出明细": ledger(_line("x", 项目编号="JC-01"))})
    config = tmp_path / f"设置{PERSON}.toml"
    config.write_text(
        f'[[parameter]]\nname = "cash_floor"\nvalue = "2000.00"\nby = "李{OTHER}"\n'
        f'[[input]]\nfiles = "没有{OLD}.xlsx"\n',
        "utf-8",
    )
    ran = fundcheck(book, "--config", config, out=tmp_path / "out")
    told = "\n".join((*_texts(tmp_path / "out").values(), ran.out, ran.err))
    assert not any(text in told for text in (PERSON, OTHER, OLD))
    assert "140502***********X" in told


def _veil(*accounts: str) -> Veil:
    tables = {name: table.empty() for name, table in TABLES.items()}
    rows = pl.DataFrame({"payee_account": accounts}, schema={"payee_account": pl.String})
    tables["entries"] = pl.concat([tables["entries"], rows], how="diagonal")
    return Veil(tables)


INNOCENT = ("2024-05-06", "5,600.00", "24142000000012345678")
BETWEEN = (*" 、.-年X1元", "1101", "019900", "卡号", "合同")
PARTS = st.sampled_from((*SECRETS, *INNOCENT, *BETWEEN, "QX-4401-BC", "qx4401bc", "88 01 24"))


@given(st.lists(PARTS, max_size=8).map("".join))
def test_what_is_seen_at_once_to_have_nothing_has_nothing(text: str) -> None:
    veil = _veil("QX-4401-BC", "88-0124")
    slow = veil.text(text)
    quick = _veil("QX-4401-BC", "88-0124")
    quick.look_through([text])
    assert quick.text(text) == slow


def test_names_that_look_alike_when_masked_are_told_apart() -> None:
    twins = ["册EA1234567", "册EA9994567", "册EA****567"]
    names = _veil().names(twins)
    assert names["册EA****567"] == "册EA****567"  # a name that is shown as it is keeps its own
    assert sorted(names.values()) == ["册EA****567", "册EA****567（同名2）", "册EA****567（同名3）"]
    assert names == _veil().names(reversed(twins))
