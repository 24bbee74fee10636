"""Where the data that ships with the program lies: rule packs and report templates."""

from __future__ import annotations

from pathlib import Path

DEFAULT_PACK = "jincheng-2022-36"
PAGE_MARK = b'<meta name="generator" content="fundcheck '
"""What stands in the head of every page of our reports."""
FINDINGS_SHEETS = ("汇总", "问题清单", "规则执行情况", "读取情况")
"""The sheets of findings.xlsx, by which it is known under any name."""


def folder(name: str) -> Path:
    """Return the folder of that name, e.g. ``rules`` or ``reports/templates``.

    An installed wheel carries them in ``fundcheck/data``; a checkout has them at the top level.
    """
    package = Path(__file__).resolve().parent
    installed = package / "data" / name
    return installed if installed.is_dir() else package.parent / name
