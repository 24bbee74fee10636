"""Ask the shipped rules about many lines at once: which rules find something in which line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fundcheck.engine.evaluate import evaluate
from fundcheck.findings import Result
from fundcheck.resources import folder
from fundcheck.rulebook.cases import read_cases
from fundcheck.rulebook.pack import load_pack

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fundcheck.rulebook.cases import Case

PACK = load_pack(folder("rules") / "jincheng-2022-36")


def found_in(lines: Sequence[dict[str, str]], rules: set[str], tmp_path: Path) -> list[set[str]]:
    """Return for each line the rules that find something in it, each line in a project alone.

    Each project has one participant, 太原理工大学.
    """
    written = [
        {"amount": "6000.00", "cost_item": "其他业务费", "project_code": f"L{number}"} | line
        for number, line in enumerate(lines)
    ]
    parties = [
        {"project_code": line["project_code"], "unit": "太原理工大学", "amount": "90000.00"}
        for line in written
    ]
    case = case_of(tmp_path, entries=written, participants=parties)
    judged = evaluate(case.tables, PACK, case.as_of, only=rules)
    outcomes = [outcome for project in judged.projects for outcome in project.outcomes]
    assert all(outcome.result is not Result.CRASHED for outcome in outcomes)
    found: list[set[str]] = [set() for _ in lines]
    for finding in judged.findings:
        found[int(finding.project_code[1:])].add(finding.rule)
    return found


def case_of(tmp_path: Path, **tables: Sequence[dict[str, str]]) -> Case:
    """Return tables as a case, read from a file as any other."""
    text = ['[[case]]\nname = "lines"\nexpect = "clean"']
    for table, rows in tables.items():
        quoted = (", ".join(f"{key} = {json.dumps(row[key])}" for key in row) for row in rows)
        text += [f"{table} = [", *(f"    {{ {row} }}," for row in quoted), "]"]
    path = tmp_path / "lines.toml"
    path.write_text("\n".join(text), encoding="utf-8")
    (case,) = read_cases(path)
    return case
