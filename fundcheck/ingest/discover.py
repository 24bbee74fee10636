"""Find the input files: what the user named, folders walked, in an order that never varies."""

from __future__ import annotations

import os
import re
from glob import glob, has_magic
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fundcheck.errors import UnreadableBookError, WrongRequestError, reason_of
from fundcheck.ingest.archive import Archive, archive_at, archive_of, is_our_paper
from fundcheck.receipts import SkippedFile
from fundcheck.resources import PAGE_MARK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Our own working papers lie where ledgers do when reports go into the same folder.
_OURS = re.compile(r"findings(?:-已填写-\d+)?\.(?:xlsx|json)")
_SPREADSHEETS = frozenset(
    ".xlsx .xlsm .xltx .xltm .xls .xlt .xlsb .ods .et .ett .csv .tsv .tab .dif .mht .mhtml".split()
)
_ARCHIVE = ".zip"
# Most such files in a folder are some program's own, notes or our own reports: they are ledgers
# where they have a word of each line.
_MAYBE = {
    **dict.fromkeys((".xml", ".json"), (("凭证", "科目编号"),)),
    **dict.fromkeys(
        (".txt", ".htm", ".html"),
        (("凭证", "摘要", "科目", "报销", "发票"), ("金额", "借方", "支出", "发生额")),
    ),
}
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_LOOKED_AT = 1 << 16
_DEEPEST = 3  # archives within archives
_NO_DIGEST = "0" * 64  # of a file that cannot be opened
# What systems and this program leave in a folder is nobody's ledger.
_NOBODYS = frozenset(("desktop.ini", "thumbs.db", "fundcheck.toml"))
_PASSED_SHOWN = 5  # names of files of a kind that were passed over; the rest is counted
_PACKED = frozenset(".rar .7z .tar .gz .tgz .bz2 .xz".split())
_SCANNED = frozenset(
    ".pdf .ofd .jpg .jpeg .png .bmp .gif .tif .tiff .heic .webp .doc .docx .wps .ppt .pptx".split()
)
_OUR_PAPER = "是 fundcheck 写出的检查结果，不是账册"
_LOCK = "~$"
_LOCKED = "Excel 打开文件时留下的锁文件，不是账册，已跳过。"


class Input(NamedTuple):
    """One file to read.

    label: its path from the folder that all inputs share, with '/'; inside: the members to
    follow where it lies in an archive; problem: why it cannot be read, where that is known
    already; size: in bytes.
    """

    path: Path
    label: str
    sha256: str
    inside: tuple[str, ...] = ()
    problem: str = ""
    size: int = 0

    @property
    def stem(self) -> str:
        """The file's name without folder and extension."""
        return Path(self.inside[-1] if self.inside else _readable(self.path.name)).stem

    def content(self, passwords: Sequence[str] = ()) -> bytes:
        """Return the file's bytes.

        Raises UnreadableBookError where it cannot be opened or unpacked.
        """
        try:
            if not self.inside:
                return self.path.read_bytes()
            outer = archive_at(self.path)
        except OSError as error:
            raise UnreadableBookError(_closed(error)) from error
        data = outer.unpack(self.inside[0], passwords)
        for member in self.inside[1:]:
            data = Archive(data).unpack(member, passwords)
        return data


class Found(NamedTuple):
    """The files to read, and those passed over that a user may have meant."""

    inputs: tuple[Input, ...]
    skipped: tuple[SkippedFile, ...]


def discover(paths: Iterable[str | Path], passwords: Sequence[str] = ()) -> Found:
    """Return the files to read, sorted by label, each once.

    A folder is walked for spreadsheets and zip archives of them, and for text, web pages, XML and
    JSON that have the words of a ledger; lock files (~$…), hidden files and the working papers of
    earlier runs are passed over, and so is every other file, told by its kind with how many there
    are. A file that is named itself is taken whatever its name. One that cannot be opened is an
    input with the reason as its problem.
    Raises WrongRequestError where a path does not exist or holds no spreadsheet.
    """
    found: dict[Path, None] = {}
    locks: dict[Path, None] = {}
    passed: dict[Path, None] = {}
    for path in paths:
        for match in _expand(str(path)):
            files, locked, others = _files(match)
            found.update(dict.fromkeys(files))
            locks.update(dict.fromkeys(locked))
            passed.update(dict.fromkeys(others))
    if not found:
        raise WrongRequestError("没有给出要检查的文件。用法：fundcheck check 账册文件或文件夹")
    labels = _labels([*found, *locks])
    items = [item for path in found for item in _inputs(path, labels[path], passwords)]
    inputs = [item for item in items if isinstance(item, Input)]
    told = [item for item in items if isinstance(item, SkippedFile)]
    ours = [item for item in told if item.why.startswith(_OUR_PAPER)]
    if not inputs and ours:
        raise WrongRequestError(f"{ours[0].path} {_OUR_PAPER}。请给出账册文件或文件夹。")
    return Found(
        tuple(sorted(inputs, key=lambda item: item.label)),
        (
            *(SkippedFile(labels[path], _LOCKED) for path in sorted(locks)),
            *sorted(told, key=lambda item: item.path),
            *_passed_over(file for file in passed if file not in found),
        ),
    )


def _expand(path: str) -> list[Path]:
    # A name with [1] in it is a file that a browser downloaded twice before it is a pattern.
    if Path(path).exists() or not has_magic(path):
        return [Path(path)]
    matches = sorted(glob(path, recursive=True))  # noqa: PTH207 - Path.glob refuses absolute patterns
    if not matches:
        raise WrongRequestError(f"没有文件符合「{path}」。请检查文件夹和通配符。")
    return [Path(match) for match in matches]


def _passed_over(files: Iterable[Path]) -> Iterator[SkippedFile]:
    """Yield what is said of files that are no spreadsheets, kind by kind."""
    kinds: dict[str, list[str]] = {}
    for file in files:
        kinds.setdefault(file.suffix.lower(), []).append(_readable(file.name))
    for kind, names in sorted(kinds.items()):
        few = "、".join(sorted(names)[:_PASSED_SHOWN])
        more = "……" if len(names) > _PASSED_SHOWN else ""
        yield SkippedFile(
            f"*{kind}" if kind else "没有扩展名的文件",
            f"共 {len(names)} 个，没有读取，没有检查（{few}{more}）。{_way_out(kind)}",
        )


def _way_out(kind: str) -> str:
    """Return what to do where a ledger is among files of a kind that is not read."""
    if kind in _PACKED:
        return "本程序不打开这种压缩包，里面如有账册，请解压后再检查。"
    if kind in _SCANNED:
        return "其中如有账册，请从财务系统导出 Excel 后再检查。"
    if kind in _MAYBE:
        return "开头没有账册的字样；其中如有账册，请在命令里写出文件名。"
    return "不是表格文件；其中如有账册，请另存为 Excel 后再检查。"


def _files(path: Path) -> tuple[list[Path], list[Path], list[Path]]:
    """Return the files under a path, the lock files, and those that are passed over."""
    if not path.exists():
        raise WrongRequestError(f"找不到「{path}」。请检查文件名和所在文件夹。")
    if not path.is_dir():
        locked = path.name.startswith(_LOCK)
        return ([], [path.resolve()], []) if locked else ([path.resolve()], [], [])
    there = [
        file
        for file in sorted(path.rglob("*"))
        if file.is_file() and _is_visible(file, path) and file.name.lower() not in _NOBODYS
    ]
    wanted = [file for file in there if _is_wanted(file.name) and _may_be_ledger(file)]
    locks = [file.resolve() for file in wanted if file.name.startswith(_LOCK)]
    found = [file.resolve() for file in wanted if not file.name.startswith(_LOCK)]
    kept = set(wanted)
    others = [file.resolve() for file in there if file not in kept and not _is_our_page(file)]
    if not found:
        said = "".join(f"\n{item.path}：{item.why}" for item in _passed_over(others))
        raise WrongRequestError(f"文件夹「{path}」里没有表格文件（.xlsx、.xls、.csv 等）。{said}")
    return found, locks, others


def _is_our_page(file: Path) -> bool:
    if file.suffix.lower() not in {".html", ".htm"}:
        return False
    try:
        with file.open("rb") as data:
            return PAGE_MARK in data.read(_LOOKED_AT)
    except OSError:
        return False


def _is_wanted(name: str) -> bool:
    suffix = Path(name).suffix.lower()
    return suffix in _SPREADSHEETS or suffix == _ARCHIVE or suffix in _MAYBE


def _may_be_ledger(file: Path) -> bool:
    if file.suffix.lower() not in _MAYBE:
        return True
    try:
        with file.open("rb") as data:
            head = data.read(_LOOKED_AT)
    except OSError:  # it is named later on, with the reason
        return True
    return _speaks_of_ledgers(file.name, head)


def _speaks_of_ledgers(name: str, head: bytes) -> bool:
    """Whether a file that may be anything has the words of a ledger at its beginning."""
    wanted = _MAYBE.get(Path(name).suffix.lower(), ())
    return PAGE_MARK not in head and all(
        any(word.encode(encoding) in head for word in words for encoding in _ENCODINGS)
        for words in wanted
    )


def _is_visible(file: Path, root: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
    return not hidden and not _OURS.fullmatch(file.name)


def _labels(files: list[Path]) -> dict[Path, str]:
    """Path from the folder that the files share: the same on every machine and from anywhere."""
    try:
        shared = Path(os.path.commonpath([file.parent for file in files]))
    except ValueError:  # files on different Windows drives share nothing
        return {file: _readable(file.as_posix()) for file in files}
    return {file: _readable(file.relative_to(shared).as_posix()) for file in files}


def _readable(name: str) -> str:
    """Return a file's name as text: what is no UTF-8 was written by a Chinese Windows, in GBK."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name


def _inputs(path: Path, label: str, passwords: Sequence[str]) -> Iterator[Input | SkippedFile]:
    """Yield the file, or the files within where it is an archive."""
    try:
        content = path.read_bytes()
    except OSError as error:
        yield Input(path, label, _NO_DIGEST, problem=_closed(error))
        return
    if is_our_paper(content):
        yield SkippedFile(label, f"{_OUR_PAPER}，已跳过。")
        return
    whole = Input(path, label, sha256(content).hexdigest(), size=len(content))
    yield from _unpacked(whole, content, passwords)


def _closed(error: OSError) -> str:
    """Return why a file cannot be opened, and what to do."""
    if isinstance(error, PermissionError):
        return (
            "打不开文件：没有读取权限，或正被别的程序占用。请检查权限，或关闭打开它的程序后重试。"
        )
    return f"打不开文件（{reason_of(error)}）。请检查磁盘和网络，或把文件复制到本机后重试。"


def _unpacked(
    item: Input, content: bytes, passwords: Sequence[str]
) -> Iterator[Input | SkippedFile]:
    archive = archive_of(content)
    if archive is None:
        yield item
        return
    if len(item.inside) >= _DEEPEST:
        yield item._replace(problem="压缩包套了太多层。请解压后把其中的账册交给本程序。")
        return
    names = [name for name in archive.members if _is_member(name)]
    others = (Path(name) for name in archive.members if _is_seen(name) and not _is_member(name))
    for kind in _passed_over(others):
        yield kind._replace(path=f"{item.label}/{kind.path}")
    found = False
    for name in names:
        inner = item._replace(label=f"{item.label}/{name}", inside=(*item.inside, name))
        try:
            data = archive.unpack(name, passwords)
        except UnreadableBookError as error:
            yield inner._replace(problem=str(error))
            found = True
            continue
        if not _speaks_of_ledgers(name, data[:_LOOKED_AT]):
            continue
        inner = inner._replace(sha256=sha256(data).hexdigest(), size=len(data))
        yield from _unpacked(inner, data, passwords)
        found = True
    if not found:
        yield item._replace(problem="压缩包里没有表格文件。请确认打包的是账册。")


def _is_member(name: str) -> bool:
    return _is_seen(name) and _is_wanted(name)


def _is_seen(name: str) -> bool:
    """Whether a member of an archive is somebody's file, and not hidden or a system's or ours."""
    parts = name.split("/")
    # __MACOSX holds shadows of the files that a Mac packed.
    hidden = any(part.startswith((".", _LOCK)) or part == "__MACOSX" for part in parts)
    last = parts[-1]
    return bool(last) and not hidden and not _OURS.fullmatch(last) and last.lower() not in _NOBODYS
