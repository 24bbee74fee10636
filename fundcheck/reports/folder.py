"""Write the wanted reports into the output folder, all or none of each."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from fundcheck.reports import html, json, xlsx

if TYPE_CHECKING:
    from collections.abc import Collection

    from fundcheck.findings import Audit


def load(formats: Collection[str]) -> None:
    """Load what the writers of these formats need; meant to run while the ledgers are read."""
    if "xlsx" in formats:
        xlsx.load()
    if "html" in formats:
        html.load()


def write(audit: Audit, out: Path, formats: Collection[str]) -> None:
    """Write the formats (html, json, xlsx) into ``out``, made if need be.

    Everything is written beside its place first and then moved there, so that a run that is
    stopped leaves the last whole report. Raises OSError where the folder cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".fundcheck-", dir=out) as name:
        draft = Path(name)
        if "json" in formats:
            (draft / "findings.json").write_bytes(json.dumps(audit))
        if "xlsx" in formats:
            xlsx.write(audit, draft / "findings.xlsx")
        if "html" in formats:
            html.write(audit, draft)
        for made in sorted(draft.iterdir()):
            _move(made, out / made.name)


def _move(made: Path, place: Path) -> None:
    """Put a file or folder in place; a folder of pages replaces the pages of the last run."""
    if made.is_dir():
        old = place.with_name(f"{made.parent.name}-old")
        if place.exists():
            place.rename(old)
        made.rename(place)
        shutil.rmtree(old, ignore_errors=True)
    else:
        made.replace(place)
