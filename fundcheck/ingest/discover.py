"""Find the input files: what the user named, folders walked, in an order that never varies."""

from __future__ import annotations

import os
import re
from glob import glob, has_magic
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fundcheck.errors import WrongRequestError

if TYPE_CHECKING:
    from collections.abc import Iterable

# Our own working papers lie where ledgers do when reports go into the same folder.
_OURS = re.compile(r"findings(?:-已填写-\d+)?\.xlsx")
_SPREADSHEETS = frozenset(
    (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".csv", ".tsv", ".tab", ".dif")
)


class Input(NamedTuple):
    """One file to read. label: its path from the folder that all inputs share, with '/'."""

    path: Path
    label: str
    sha256: str


def discover(paths: Iterable[str | Path]) -> list[Input]:
    """Return the files to read, sorted by label, each once.

    A folder is walked for spreadsheets; lock files (~$…), hidden files and the working papers
    of earlier runs are passed over. A file that is named itself is taken whatever its name.
    Raises WrongRequestError where a path does not exist, cannot be opened or holds no spreadsheet.
    """
    found: dict[Path, None] = {}
    for path in paths:
        for match in _expand(str(path)):
            found.update(dict.fromkeys(_files(match)))
    if not found:
        raise WrongRequestError("没有给出要检查的文件。用法：fundcheck check 账册文件或文件夹")
    labels = _labels(list(found))
    inputs = [Input(path, labels[path], _sha256(path)) for path in found]
    return sorted(inputs, key=lambda item: item.label)


def _expand(path: str) -> list[Path]:
    # A name with [1] in it is a file that a browser downloaded twice before it is a pattern.
    if Path(path).exists() or not has_magic(path):
        return [Path(path)]
    matches = sorted(glob(path, recursive=True))  # noqa: PTH207 - Path.glob refuses absolute patterns
    if not matches:
        raise WrongRequestError(f"没有文件符合「{path}」。请检查文件夹和通配符。")
    return [Path(match) for match in matches]


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise WrongRequestError(f"找不到「{path}」。请检查文件名和所在文件夹。")
    if not path.is_dir():
        return [path.resolve()]
    found = [
        file.resolve()
        for file in sorted(path.rglob("*"))
        if file.suffix.lower() in _SPREADSHEETS and _is_visible(file, path) and file.is_file()
    ]
    if not found:
        raise WrongRequestError(f"文件夹「{path}」里没有表格文件（.xlsx、.xls、.csv）。")
    return found


def _is_visible(file: Path, root: Path) -> bool:
    parts = file.relative_to(root).parts
    hidden = any(part.startswith((".", "~$")) for part in parts)
    return not hidden and not _OURS.fullmatch(file.name)


def _labels(files: list[Path]) -> dict[Path, str]:
    """Path from the folder that the files share: the same on every machine and from anywhere."""
    try:
        shared = Path(os.path.commonpath([file.parent for file in files]))
    except ValueError:  # files on different Windows drives share nothing
        return {file: file.as_posix() for file in files}
    return {file: file.relative_to(shared).as_posix() for file in files}


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WrongRequestError(
            f"打不开「{path}」（{error.strerror or error}）。请检查权限，或关闭正在使用它的程序。"
        ) from error
