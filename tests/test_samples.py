"""The sample ledgers say what their README says, and the golden run stays as reviewed."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections import Counter
from typing import TYPE_CHECKING

import pytest
import sample_books
from running import ROOT, SAMPLES, Ran, fundcheck

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = ROOT / "reports" / "example"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return fundcheck(SAMPLES, out=tmp_path_factory.mktemp("samples"))


def _table() -> list[tuple[str, str]]:
    """(file, expected) of the README's table."""
    rows = re.findall(
        r"^\| ([^|]+?) \| [^|]+ \| ([^|]+) \|$",
        (SAMPLES / "README.md").read_text("utf-8"),
        re.MULTILINE,
    )
    return [(file, expected.strip()) for file, expected in rows if "." in file]


def test_every_sample_stands_in_the_table_and_the_table_names_no_other() -> None:
    files = {path.name for path in SAMPLES.iterdir() if path.name != "README.md"}
    assert {file for file, _ in _table()} == files
    assert len(files) >= 8


def test_each_sample_gives_exactly_what_the_table_says(ran: Ran) -> None:
    wanted: Counter[tuple[str, str]] = Counter()
    unreadable = set()
    projects = set()
    for file, expected in _table():
        if expected.startswith("读不出"):
            unreadable.add(file)
        for project, rules in re.findall(r"(JCKJ[\d-]+)：([^；]*)", expected):
            projects.add(project)
            for code, count in re.findall(r"(J\d\d-\w+)×(\d+)", rules):
                wanted[project, code] += int(count)
    document = ran.findings
    got = Counter((f["project_code"], f["rule"]) for f in document["findings"])
    assert got == wanted
    assert {p["project_code"] for p in document["projects"]} == projects
    assert {i["path"] for i in document["inputs"] if i["status"] == "unreadable"} == unreadable
    assert ran.code == 3  # one file is broken on purpose
    for file in unreadable:
        assert file in ran.err


def test_every_row_of_every_sample_is_accounted_for(ran: Ran) -> None:
    for item in ran.findings["inputs"]:
        for sheet in item["sheets"]:
            rows = sheet["rows"]
            assert rows["total"] == sum(n for kind, n in rows.items() if kind != "total"), sheet


def test_the_samples_are_what_their_source_builds(tmp_path: Path) -> None:
    sample_books.build(tmp_path)
    for path in SAMPLES.iterdir():
        if path.name != "README.md":
            assert _content(tmp_path / path.name) == _content(path), path.name


def _content(path: Path) -> object:
    """Return what a file holds: of a workbook its parts, since zlib builds pack differently."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes() if path.suffix != ".xlsx" else "broken"
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_golden_run_is_byte_for_byte(ran: Ran, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        shutil.rmtree(EXAMPLE, ignore_errors=True)
        shutil.copytree(ran.folder, EXAMPLE)
    made = {p.relative_to(ran.folder): p for p in ran.folder.rglob("*") if p.is_file()}
    kept = {p.relative_to(EXAMPLE): p for p in EXAMPLE.rglob("*") if p.is_file()}
    assert set(made) == set(kept)
    for name, path in made.items():
        assert path.read_bytes() == kept[name].read_bytes(), name
