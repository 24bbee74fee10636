"""Run the whole tool in a test, as a process or within this one."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "sample_ledgers"
AS_OF = "2026-06-30"


@dataclass(frozen=True)
class Ran:
    """What one run of the command line left behind."""

    code: int
    out: str
    err: str
    folder: Path

    @property
    def findings(self) -> dict[str, Any]:
        """The document of findings.json."""
        document: dict[str, Any] = json.loads((self.folder / "findings.json").read_bytes())
        return document


def fundcheck(*arguments: str | Path, out: Path, as_of: str | None = AS_OF) -> Ran:
    """Run ``fundcheck check`` in a process of its own, reports going to ``out``."""
    day = ["--as-of", as_of] if as_of else []
    command = [sys.executable, "-m", "fundcheck", "check", *map(str, arguments), *day]
    return _run([*command, "--out", str(out)], out)


def bare(*arguments: str) -> Ran:
    """Run ``fundcheck`` with exactly these arguments."""
    return _run([sys.executable, "-m", "fundcheck", *arguments], Path())


def _run(command: list[str], folder: Path) -> Ran:
    done = subprocess.run(command, check=False, capture_output=True, cwd=ROOT)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode(), folder)


def rule_of(document: dict[str, Any], project: str, code: str) -> dict[str, Any]:
    """Return the outcome of a rule for a project in a findings document."""
    (found,) = [p for p in document["projects"] if p["project_code"] == project]
    (rule,) = [r for r in found["rules"] if r["code"] == code]
    outcome: dict[str, Any] = rule
    return outcome
