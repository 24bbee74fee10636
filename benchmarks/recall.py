"""Count what fundcheck finds of the faults planted in a folder of invented projects.

    python benchmarks/recall.py            a table: planted, found, false, recall, precision a rule
    python benchmarks/recall.py --seed 7   the same faults among other people, amounts and dates

Rules that the pack does not hold, or that compare with an institution's own standards, are left
out. Exit code 1 where anything is missed, or found above a notice though not planted.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import planted
from planted_ledger import AS_OF

from fundcheck.audit import check
from fundcheck.resources import DEFAULT_PACK
from fundcheck.rulebook.pack import load_pack


def main() -> int:
    """Print the table and return the exit code."""
    parser = argparse.ArgumentParser(description="recall and precision on planted faults")
    parser.add_argument("--seed", type=int, default=planted.SEED)
    seed = parser.parse_args().seed
    with tempfile.TemporaryDirectory() as folder:
        planting = planted.plant(Path(folder), seed)
        audit = check(folder, as_of=AS_OF, jobs=0)
    rules = {rule.code for rule in load_pack(DEFAULT_PACK).rules} - planted.NEEDS_SETTINGS
    tallies = planted.tally(planting, audit.findings)
    print(planted.report(tallies, rules))
    counted = [tally for code, tally in tallies.items() if code in rules]
    return int(any(tally.missed or tally.false for tally in counted))


if __name__ == "__main__":
    sys.exit(main())
