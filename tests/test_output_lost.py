"""A screen that takes no more: the reports were written, and that is what is said."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from books import ledger, write_xlsx
from running import ROOT

from fundcheck.cli import console
from fundcheck.errors import WrongRequestError, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from books import Cell

LINE: dict[str, Cell] = {
    "项目编号": "JC-1",
    "日期": "2024-05-06",
    "凭证号": "记-1",
    "摘要": "购试剂",
    "金额": 80,
}


class _Full(io.StringIO):
    """A stream whose disk is full, or that was closed, or whose reader went away."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def flush(self) -> None:
        raise self._error

    def close(self) -> None:
        """Do not flush once more, as a stream does when it goes."""


@pytest.fixture(autouse=True)
def _no_real_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "_nowhere", lambda _broken: io.StringIO())


BROKEN: dict[str, tuple[Callable[[], io.StringIO | None], str]] = {
    "full": (lambda: _Full(OSError(errno.ENOSPC, "No space left on device")), "磁盘已满"),
    "closed": (lambda: _Full(ValueError("I/O operation on closed file.")), "已经关闭"),
    "closed from the start": (lambda: None, "已经关闭"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_was_done_is_said_where_the_screen_is_gone(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream, why = BROKEN[name]
    monkeypatch.setattr(sys, "stdout", stream())
    console.put("违规 0", "报告已经写在 out。")
    said = capsys.readouterr().err
    assert why in said
    assert "报告已经写在 out。" in said
    assert not any(letter in said for letter in ("space", "closed"))


@pytest.mark.parametrize("name", BROKEN)
def test_text_that_is_all_that_was_asked_for_is_missed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream, why = BROKEN[name]
    monkeypatch.setattr(sys, "stdout", stream())
    with pytest.raises(WrongRequestError, match=why):
        console.put("规则")


def test_who_went_away_is_told_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", _Full(BrokenPipeError(errno.EPIPE, "Broken pipe")))
    console.put("规则")
    assert capsys.readouterr().err == ""


def test_no_one_to_tell_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    console.say("读不出")
    monkeypatch.setattr(sys, "stderr", _Full(OSError(errno.ENOSPC, "")))
    console.say("读不出")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_run_whose_screen_is_full_ends_as_it_would(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "账.xlsx", {"支出明细": ledger(LINE)})
    command = [sys.executable, "-m", "fundcheck", "check", str(path), "--out", str(tmp_path / "o")]
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            command,
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            check=False,
            cwd=ROOT,
        )
    assert ran.returncode == 0
    assert "报告已经写在" in ran.stderr.decode()
    assert (tmp_path / "o" / "index.html").is_file()


def test_reasons_of_the_system_are_told_in_chinese() -> None:
    assert reason_of(PermissionError(errno.EACCES, "Permission denied")).startswith("没有权限")
    assert reason_of(OSError(errno.ENOTTY, "Inappropriate ioctl")) == f"系统错误 {errno.ENOTTY}"
    assert reason_of(OSError("no number")) == "系统拒绝"
