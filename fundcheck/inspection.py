"""How files would be read, without judging them: paths to reading receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fundcheck.errors import WrongRequestError
from fundcheck.ingest.discover import discover
from fundcheck.ingest.library import read_library
from fundcheck.ingest.readers import Readers
from fundcheck.ingest.settings import draft, load_settings
from fundcheck.masking import masked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fundcheck.receipts import InputReceipt, SkippedFile


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
        _, receipts = read_library(
            found.inputs, passwords=passwords, settings=settings, samples=True, readers=children
        )
    return Inspection(tuple(map(masked, receipts)) if mask else receipts, found.skipped)


def config_draft(inspection: Inspection) -> str:
    """Return a fundcheck.toml that fixes what was read and leaves open what was not sure."""
    head = (
        "# fundcheck 的读取设置：每个 [[input]] 对应一类文件（files 是文件名，可用 * 和 ?）。\n"
        "# 可用的项：sheets 工作表、header_row 表头行号、role 读作什么、unit 元/千元/万元/亿元、\n"
        "# year 年份、project_code 项目编号、project_name 项目名称、\n"
        "# money_out 哪一方是支出（两列借贷写 借方 或 贷方，一列带正负号的金额写 正数 或 负数）；\n"
        "# [input.columns] 里一行一列：表头 = 标准列名。\n"
    )
    parts = [_draft_of(receipt) for receipt in inspection.inputs if receipt.sheets or receipt.error]
    return "\n".join((head, *parts))


def _draft_of(receipt: InputReceipt) -> str:
    read = [sheet for sheet in receipt.sheets if sheet.role == "entries"]
    columns: dict[str, str] = {}
    for sheet in read or receipt.sheets:
        columns |= sheet.columns if sheet.role != "not_read" else {}
        columns |= dict.fromkeys(sheet.unmapped, "")
        columns |= {question.header: "" for question in sheet.questions}
    fixed: dict[str, object] = {}
    if len(read) == 1 and sum(sheet.name == read[0].name for sheet in receipt.sheets) == 1:
        fixed = {"sheets": [sheet.name for sheet in receipt.sheets if sheet.role != "not_read"]}
    guessed = [sheet for sheet in receipt.sheets if sheet.header_row]
    if not receipt.readable and len(guessed) == 1:
        fixed = {"sheets": [guessed[0].name], "header_row": guessed[0].header_row}
    return draft(receipt.path, fixed, columns)
