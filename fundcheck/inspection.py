"""How files would be read, without judging them: paths to reading receipts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from fundcheck.errors import WrongRequestError
from fundcheck.ingest.discover import discover
from fundcheck.ingest.library import read_library
from fundcheck.ingest.readers import Readers
from fundcheck.ingest.settings import (
    Recognised,
    draft,
    load_settings,
    pattern_of,
    unmet,
    word_for,
)
from fundcheck.masking import HIDDEN
from fundcheck.veil import Veil, without_turn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fundcheck.receipts import InputReceipt, SheetReceipt, SkippedFile


class Inspection(NamedTuple):
    """The receipts of some files, and the files that were passed over."""

    inputs: tuple[InputReceipt, ...]
    skipped: tuple[SkippedFile, ...]


def inspect(
    paths: Sequence[str | Path],
    *,
    passwords: Sequence[str] = (),
    config: str | Path | None = None,
    readers: Readers | None = None,
    mask: bool = True,
) -> Inspection:
    """Return how each file under the paths would be read.

    Arguments as for ``audit.check``. Personal identifiers are masked in all texts. Raises
    WrongRequestError where a path does not exist or the settings are wrong.
    """
    if not paths:
        raise WrongRequestError("没有给出要查看的文件。用法：fundcheck inspect 账册文件")
    settings = load_settings(config, paths[0])
    found = discover(paths, passwords)
    with readers or Readers() as children:
        tables, receipts = read_library(
            found.inputs, passwords=passwords, settings=settings, samples=True, readers=children
        )
    receipts = unmet(settings, receipts)
    if not mask:
        return Inspection(receipts, found.skipped)
    veil = Veil(tables)
    return Inspection(veil.receipts(receipts), veil.skipped(found.skipped))


def config_draft(inspection: Inspection) -> str:
    """Return a fundcheck.toml that fixes what was read and leaves open what was not sure."""
    head = (
        "# fundcheck 的读取设置：每个 [[input]] 对应一类文件（files 是文件名，可用 * 和 ?）。\n"
        "# 可用的项：sheets 工作表、header_row 表头行号、role 读作什么、unit 元/千元/万元/亿元、\n"
        "# year 年份、project_code 项目编号、project_name 项目名称、\n"
        "# money_out 哪一方是支出（两列借贷写 借方 或 贷方，一列带正负号的金额写 正数 或 负数）；\n"
        "# [input.columns] 里一行一列：表头 = 标准列名。\n"
    )
    readable = [item for item in inspection.inputs if item.sheets or item.error]
    named = Counter(item.path.rpartition("/")[2] for item in readable)
    parts = []
    for item in readable:
        name = item.path.rpartition("/")[2]
        # The path begins at the folder that the files of a run share, which another run may not.
        parts.append(_draft_of(item, name if named[name] == 1 else item.path))
    return "\n".join((head, *parts))


def _draft_of(receipt: InputReceipt, name: str) -> str:
    read = [sheet for sheet in receipt.sheets if sheet.role == "entries"]
    fixed: dict[str, Any] = {}
    if len(read) == 1 and sum(sheet.name == read[0].name for sheet in receipt.sheets) == 1:
        fixed = {"sheets": [sheet.name for sheet in receipt.sheets if sheet.role != "not_read"]}
    guessed = [sheet for sheet in receipt.sheets if sheet.header_row]
    if not receipt.readable and len(guessed) == 1:
        fixed = {"sheets": [guessed[0].name], "header_row": guessed[0].header_row}
    if any(HIDDEN.search(str(name)) for name in fixed.get("sheets", ())):
        del fixed["sheets"]  # by that name no sheet would be found
    columns = {
        header: Recognised(known.column, _HIDDEN_HEADER) if HIDDEN.search(header) else known
        for header, known in _columns_of(read or receipt.sheets).items()
    }
    return draft(_pattern(name), fixed, columns)


def _pattern(name: str) -> str:
    """Return the pattern that fits the file of that name; what is hidden in it may be anything."""
    return "*".join(map(pattern_of, HIDDEN.split(without_turn(name))))


_HIDDEN_HEADER = '表头里有个人号码，已遮盖：要用就写列号，如 "G列"，再去掉行首的 #'
_UNSURE = "没有把握或未使用：写上标准表头，或写「不用」"


def _columns_of(sheets: Sequence[SheetReceipt]) -> dict[str, Recognised]:
    """Return header -> what it was recognised as, over all the sheets that the settings hold for.

    What is no column by itself (材料费 over the amounts of that head), or another one on another
    sheet, is recognised without being written: written down, it would be one column everywhere.
    """
    columns: dict[str, Recognised] = {}
    found: dict[str, set[str]] = {}
    for sheet in sheets:
        known = sheet.columns if sheet.role != "not_read" else {}
        shared = Counter(known.values())
        for header, column in known.items():
            found.setdefault(header, set()).add(column)
            word = word_for(sheet.role, header, column) if shared[column] == 1 else ""
            columns[header] = Recognised(word) if word else Recognised("", "已认出，不用写")
        for question in sheet.questions:
            meant = "或".join(question.candidates)
            why = f"可能是{meant}，没有把握：去掉行首的 # 即采用"
            columns.setdefault(question.header, Recognised(question.candidates[0], why))
        for header in sheet.unmapped:
            columns.setdefault(header, Recognised("", _UNSURE))
    for header, several in found.items():
        if len(several) > 1:
            columns[header] = Recognised("", "已认出，各张表上意思不同，不用写")
    return columns
