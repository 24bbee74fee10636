"""Every case of every shipped pack holds."""

from __future__ import annotations

import pytest

from fundcheck.engine.proof import prove
from fundcheck.resources import folder
from fundcheck.rulebook.cases import Case, read_cases
from fundcheck.rulebook.pack import Pack, load_pack

PACKS = {path.parent.name: load_pack(path.parent) for path in folder("rules").glob("*/pack.toml")}
CASES = [
    pytest.param(pack, rule.code, case, id=f"{name}-{rule.code}-{case.name}")
    for name, pack in sorted(PACKS.items())
    for rule in pack.rules
    if (pack.folder / "cases" / f"{rule.code}.toml").is_file()
    for case in read_cases(pack.folder / "cases" / f"{rule.code}.toml")
]


@pytest.mark.parametrize(("pack", "code", "case"), CASES)
def test_case_holds(pack: Pack, code: str, case: Case) -> None:
    assert prove(pack, code, case) == []
