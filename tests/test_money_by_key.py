"""A line keeps its own money, whatever order the steps before it leave the lines in."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from books import write_xlsx
from reading import read_ledger

from fundcheck.ingest import ledger

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl
    from books import Cell

HEADER: list[Cell] = ["日期", "凭证号", "摘要", "借方", "贷方", "项目编号"]
LINES: list[list[Cell]] = [
    [
        f"2024-01-{day:02}",
        f"记-{day}",
        f"购第{day}批试剂",
        f"{day * 100}.0{day % 10}",
        None,
        "JC2024-1",
    ]
    for day in range(1, 29)
]
STEPS = ["under_months", "days_down", "groups_down", "with_heads"]


@pytest.mark.parametrize("step", STEPS)
def test_steps_that_return_another_order_move_no_money(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(ledger, step)

    def shuffled(*arguments: object) -> object:
        answer = real(*arguments)
        lines: pl.DataFrame = answer[0] if isinstance(answer, tuple) else answer
        places = list(range(lines.height))
        random.Random(7).shuffle(places)
        other = lines[places]
        return (other, *answer[1:]) if isinstance(answer, tuple) else other

    monkeypatch.setattr(ledger, step, shuffled)
    entries, sheet = read_ledger(write_xlsx(tmp_path / "a.xlsx", {"账": [HEADER, *LINES]}))
    said = {
        row["row"]: (row["summary"], row["date"].day, row["amount"])
        for row in entries.iter_rows(named=True)
    }
    assert said == {
        day + 1: (f"购第{day}批试剂", day, Decimal(f"{day * 100}.0{day % 10}"))
        for day in range(1, 29)
    }
    assert sheet.totals is not None
    assert sheet.totals.debit == sum(Decimal(f"{day * 100}.0{day % 10}") for day in range(1, 29))


@pytest.mark.parametrize("kept", [slice(1, None), [0, *range(28)]])
def test_a_step_that_loses_or_doubles_a_line_is_no_silent_loss(
    kept: slice | list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(ledger, "groups_down")  # noqa: B009 - a step is no public name
    monkeypatch.setattr(ledger, "groups_down", lambda *given: real(*given)[kept])
    with pytest.raises(Exception, match=r"1:1|entries"):
        read_ledger(write_xlsx(tmp_path / "a.xlsx", {"账": [HEADER, *LINES]}))
