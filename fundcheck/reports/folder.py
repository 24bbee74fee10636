"""Write the wanted reports into the output folder, and harm nothing else that lies there."""

from __future__ import annotations

import tempfile
import zipfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from fundcheck.reports import html, json, xlsx
from fundcheck.resources import PAGE_MARK

if TYPE_CHECKING:
    from collections.abc import Collection

    from fundcheck.findings import Audit

_PAGES = "projects"
_WORKBOOK = "findings.xlsx"
_MARK_WITHIN = 1024  # bytes; the mark stands in the head of a page


def load(formats: Collection[str]) -> None:
    """Load what the writers of these formats need; meant to run while the ledgers are read."""
    if "xlsx" in formats:
        xlsx.load()
    if "html" in formats:
        html.load()


def write(audit: Audit, out: Path, formats: Collection[str]) -> Path | None:
    """Write the formats (html, json, xlsx) into ``out``, made if need be.

    Everything is written beside its place first and then moved there, so that a run that is
    stopped leaves no half report. Pages of an earlier run that this one does not have are
    removed; other files stay, and so does a workbook that somebody has saved since, under the
    name ``findings-已填写-1.xlsx`` (2, 3 …), which is returned. Raises OSError where the folder
    cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    kept = None
    with tempfile.TemporaryDirectory(prefix=".fundcheck-", dir=out) as name:
        draft = Path(name)
        if "json" in formats:
            (draft / "findings.json").write_bytes(json.dumps(audit))
        if "xlsx" in formats:
            xlsx.write(audit, draft / _WORKBOOK)
            kept = _keep(out / _WORKBOOK)
        if "html" in formats:
            html.write(audit, draft, formats)
            _move_pages(draft / _PAGES, out / _PAGES)
        for made in sorted(path for path in draft.iterdir() if path.is_file()):
            made.replace(out / made.name)
    return kept


def _move_pages(made: Path, place: Path) -> None:
    """Put the pages in place one by one, and remove those of an earlier run that are left.

    The folder is never replaced as a whole: where ``out`` is an office's own folder, its
    ``projects`` may hold ledgers.
    """
    place.mkdir(exist_ok=True)
    names = {page.name for page in made.iterdir()}
    for name in sorted(names):
        (made / name).replace(place / name)
    for page in place.glob("*.html"):
        if page.name not in names and page.is_file() and _is_ours(page):
            page.unlink()


def _is_ours(page: Path) -> bool:
    with page.open("rb") as start:
        return PAGE_MARK in start.read(_MARK_WITHIN)


def _keep(workbook: Path) -> Path | None:
    """Move a workbook aside that somebody has saved: it may hold the conclusions of a review."""
    if not workbook.exists() or _is_untouched(workbook):
        return None
    names = (workbook.with_name(f"{workbook.stem}-已填写-{n}.xlsx") for n in count(1))
    return workbook.rename(next(name for name in names if not name.exists()))


def _is_untouched(workbook: Path) -> bool:
    """Whether it is as we write it, uncompressed; every office program compresses on saving."""
    try:
        with zipfile.ZipFile(workbook) as parts:
            return all(part.compress_type == zipfile.ZIP_STORED for part in parts.infolist())
    except zipfile.BadZipFile:
        return False
