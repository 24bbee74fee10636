"""Settings that hold for every test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import settings

if TYPE_CHECKING:
    import pytest

# Machines are shared and slow by turns: a deadline would fail by chance, and a failing example
# must be the same on the next run.
settings.register_profile("fundcheck", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("fundcheck")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write reports/example anew instead of comparing with it; then review the difference",
    )
