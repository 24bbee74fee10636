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
    from collections.abc import Collection, Iterator

    from fundcheck.findings import Audit

_PAGES = "projects"
_WORKBOOK = "findings.xlsx"
_DOCUMENT = "findings.json"
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
    stopped leaves no half report. Reports of an earlier run are removed, those too of a format
    that this one does not write: they could be taken for its own. Other files stay, and so does a
    workbook that somebody has saved since, under the name ``findings-已填写-1.xlsx`` (2, 3 …),
    which is returned. Raises OSError where the folder cannot be written, and then all that lay
    there lies there still.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=".fundcheck-", dir=out, ignore_cleanup_errors=True
    ) as name:
        draft, aside = Path(name) / "new", Path(name) / "old"
        draft.mkdir()
        if "json" in formats:
            (draft / _DOCUMENT).write_bytes(json.dumps(audit))
        if "xlsx" in formats:
            xlsx.write(audit, draft / _WORKBOOK)
        if "html" in formats:
            html.write(audit, draft, formats)
        return _put_in_place(draft, out, aside)


def holds_reports(out: Path) -> bool:
    """Whether a folder holds a report of ours that could be taken for a run's own."""
    return next(_earlier(out), None) is not None


def _put_in_place(draft: Path, out: Path, aside: Path) -> Path | None:
    """Move the earlier reports aside and the new ones in; where that fails, all of them back.

    No folder is ever replaced as a whole: where ``out`` is an office's own folder, its
    ``projects`` may hold ledgers.
    """
    made = sorted(path.relative_to(draft) for path in draft.rglob("*") if path.is_file())
    moved: list[tuple[Path, Path]] = []

    def move(path: Path, place: Path) -> Path:
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
        moved.append((path, place))
        return place

    try:
        filled = _filled_in(out / _WORKBOOK)
        kept = move(out / _WORKBOOK, filled) if filled else None
        # What has one of our names is ours to replace, as it always was.
        taken = {out / inside for inside in made if (out / inside).is_file()}
        for path in sorted({*taken, *_earlier(out)}):
            move(path, aside / path.relative_to(out))
        for inside in made:
            move(draft / inside, out / inside)
        if (out / _PAGES).is_dir() and not any((out / _PAGES).iterdir()):
            (out / _PAGES).rmdir()  # all that it held was an earlier run's
    except BaseException:  # a run that is stopped here leaves no half report either
        for path, place in reversed(moved):
            place.replace(path)
        raise
    return kept


def _earlier(out: Path) -> Iterator[Path]:
    """Yield the reports of an earlier run in a folder."""
    pages = [out / "index.html", *sorted((out / _PAGES).glob("*.html"))]
    yield from (page for page in pages if page.is_file() and _is_ours(page))
    document, workbook = out / _DOCUMENT, out / _WORKBOOK
    if document.is_file() and json.SCHEMA.encode() in document.read_bytes():
        yield document
    if workbook.is_file() and _is_untouched(workbook):
        yield workbook


def _is_ours(page: Path) -> bool:
    with page.open("rb") as start:
        return PAGE_MARK in start.read(_MARK_WITHIN)


def _filled_in(workbook: Path) -> Path | None:
    """Return another name for a workbook that somebody has saved: it may hold their conclusions."""
    if not workbook.exists() or _is_untouched(workbook):
        return None
    names = (workbook.with_name(f"{workbook.stem}-已填写-{n}.xlsx") for n in count(1))
    return next(name for name in names if not name.exists())


def _is_untouched(workbook: Path) -> bool:
    """Whether it is as we write it, uncompressed; every office program compresses on saving."""
    try:
        with zipfile.ZipFile(workbook) as parts:
            return all(part.compress_type == zipfile.ZIP_STORED for part in parts.infolist())
    except zipfile.BadZipFile:
        return False
