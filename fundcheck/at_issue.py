"""Money at issue: what violations and queries are about, each line of a ledger counted once.

A line of 1,000 yuan that five rules cite is 1,000 yuan at issue, not 5,000. A finding that puts
less at issue than its rows come to (500 above a limit, in lines of 2,000) puts the same share of
each of them at issue; where several findings are about a row, the largest part counts. A project's
figure holds its own rows only, so the projects add up to the run. What a finding puts at issue
beyond its rows (a balance that was never returned) is a figure of its own.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fundcheck.findings import Finding

_CENT = Decimal("0.01")
_NONE = Decimal("0.00")


def at_issue(findings: Iterable[Finding]) -> Decimal:
    """Return the yuan at issue in these findings; notices count for nothing."""
    return sum(by_project(findings).values(), _NONE)


def by_project(findings: Iterable[Finding]) -> dict[str, Decimal]:
    """Return project -> yuan at issue in its own rows and figures."""
    largest: dict[str, dict[object, Decimal]] = defaultdict(dict)
    for finding in findings:
        if finding.amount is None or finding.amount <= 0 or not finding.at_issue:
            continue
        parts = largest[finding.project_code]
        for key, part in _parts(finding, finding.amount).items():
            parts[key] = max(parts.get(key, _NONE), part)
    return {code: sum(parts.values(), _NONE) for code, parts in largest.items()}


def _parts(finding: Finding, amount: Decimal) -> Mapping[object, Decimal]:
    """Return row or figure -> the part of the amount that it has."""
    own = {
        (e.file, e.sheet, e.row): abs(e.amount)
        for e in finding.evidence
        if e.amount and e.project_code == finding.project_code
    }
    whole = sum(own.values(), _NONE)
    held = min(amount, whole)
    parts: dict[object, Decimal] = {
        key: (held * sum_ / whole).quantize(_CENT, ROUND_DOWN) for key, sum_ in own.items()
    }
    # Cents that the division leaves over belong to the dearest row.
    if own:
        parts[max(own, key=lambda key: (own[key], key))] += held - sum(parts.values(), _NONE)
    if amount > whole:
        parts[finding.fingerprint] = amount - whole
    return parts


def share_of(amount: Decimal, own: Decimal, whole: Decimal) -> Decimal:
    """Return a project's part of what a finding across projects puts at issue.

    own, whole: what its rows and all rows of the finding come to.
    """
    return (amount * own / whole).quantize(_CENT, ROUND_HALF_UP) if whole else amount
