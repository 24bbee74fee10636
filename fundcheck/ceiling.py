"""The ceiling of indirect costs by tiers, and its inverse: exact, rounded once to cents."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_CENT = Decimal("0.01")


class Tier(NamedTuple):
    """A part of the base, from ``lower`` to ``upper`` yuan (None: without end), and its rate."""

    lower: Decimal
    upper: Decimal | None
    rate: Decimal


class Step(NamedTuple):
    """A tier at work: the part of the base within it, and what it allows, in yuan."""

    tier: Tier
    part: Decimal
    allowed: Decimal


class Ceiling(NamedTuple):
    """The ceiling for a base: direct costs less equipment bought; all in yuan.

    kind: the kind of project whose tiers these are.
    """

    kind: str
    direct: Decimal
    equipment: Decimal
    cap: Decimal
    steps: tuple[Step, ...]

    @property
    def base(self) -> Decimal:
        """What the tiers are of."""
        return self.direct - self.equipment


def ceiling(
    kind: str, tiers: Sequence[Tier], direct: Decimal, equipment: Decimal = Decimal(0)
) -> Ceiling:
    """Return the ceiling of indirect costs, tier by tier."""
    base = direct - equipment
    steps = tuple(
        Step(tier, part, part * tier.rate)
        for tier in tiers
        if (part := (base if tier.upper is None else min(base, tier.upper)) - tier.lower) > 0
    )
    cap = sum((step.allowed for step in steps), Decimal(0)).quantize(_CENT, ROUND_HALF_UP)
    return Ceiling(kind, direct, equipment, cap, steps)


def largest_within(
    kind: str, tiers: Sequence[Tier], total: Decimal, equipment: Decimal = Decimal(0)
) -> Ceiling:
    """Return the ceiling at which direct and indirect costs are the total: the inverse.

    Its ``cap`` is the largest indirect amount that a fixed total allows; one cent more would
    leave direct costs that allow less.
    """
    low, high = 0, int((total - equipment) / _CENT)
    while low < high:
        middle = (low + high + 1) // 2
        indirect = middle * _CENT
        if indirect <= ceiling(kind, tiers, total - indirect, equipment).cap:
            low = middle
        else:
            high = middle - 1
    indirect = low * _CENT
    return ceiling(kind, tiers, total - indirect, equipment)._replace(cap=indirect)
