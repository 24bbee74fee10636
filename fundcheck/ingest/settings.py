"""fundcheck.toml: what the dictionary cannot know, fixed by the user for files of a pattern."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fundcheck.errors import WrongRequestError
from fundcheck.ingest.fixed import MONEY_OUT, NOTHING_FIXED, Fixed
from fundcheck.ingest.side_tables import READABLE
from fundcheck.ingest.units import YUAN
from fundcheck.ingest.words import IGNORED, normalise, target
from fundcheck.sections import Section, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fundcheck.receipts import InputReceipt, SheetReceipt

NAME = "fundcheck.toml"
_KEYS = (
    *("files", "sheets", "header_row", "role", "columns"),
    *("unit", "year", "project_code", "project_name", "money_out"),
)


class Override(NamedTuple):
    """A number of the rules that the user's own institution has set otherwise, and who says so."""

    name: str
    value: str
    by: str


class Settings(NamedTuple):
    """The settings of a run.

    name: of the file they come from; inputs: (pattern, what it fixes); overrides: numbers of
    the rules; workdays: days of the user's calendar file and whether they are worked.
    """

    name: str = ""
    inputs: tuple[tuple[str, Fixed], ...] = ()
    overrides: tuple[Override, ...] = ()
    workdays: dict[date, bool] = {}  # noqa: RUF012 - never written to

    def of(self, label: str) -> Fixed:
        """Return what is fixed for a file: of several patterns that fit, later ones add to it."""
        fixed = NOTHING_FIXED
        for pattern, own in self.inputs:
            if _fits(label, pattern):
                said = {name: value for name, value in own._asdict().items() if value}
                columns = {**fixed.columns, **own.columns}
                fixed = fixed._replace(**{**said, "columns": columns})
        return fixed


NO_SETTINGS = Settings()
_NAMES_SHOWN = 8
_BY_LETTER = re.compile(r"[a-z]{1,3}列")


def _fits(label: str, pattern: str) -> bool:
    """Whether a file is one of the pattern: by its path, or by its name alone."""
    return fnmatchcase(label, pattern) or fnmatchcase(label.rpartition("/")[2], pattern)


def load_settings(path: str | Path | None, first: str | Path) -> Settings:
    """Return the settings of the file at path, else of the nearest fundcheck.toml above ``first``.

    Raises WrongRequestError where the file is missing or wrong, with the place and what is allowed.
    """
    if path is not None:
        if not Path(path).is_file():
            raise WrongRequestError(f"找不到配置文件「{path}」。请检查 --config 后的文件名。")
        return _read(Path(path))
    start = Path(first).absolute()
    folders = (start, *start.parents) if start.is_dir() else start.parents
    for folder in folders:
        if (folder / NAME).is_file():
            return _read(folder / NAME)
    return NO_SETTINGS


def _read(path: Path) -> Settings:
    section = read_toml(path, "配置文件")
    section.only(("input", "parameter", "calendar"))
    calendar = section.get("calendar", str, "")
    return Settings(
        path.name,
        tuple(_input(item) for item in section.sections("input")),
        tuple(_override(item) for item in section.sections("parameter")),
        _workdays(path.parent / calendar, section.where) if calendar else {},
    )


def _override(section: Section) -> Override:
    section.only(Override._fields)
    override = Override(*(section.get(key, str).strip() for key in Override._fields))
    if not override.by:
        raise WrongRequestError(
            f"{section.where}：by 是空的。请写明谁规定的，如 校财字〔2024〕3号。"
        )
    return override


_WORKED = {"是": True, "上班": True, "工作日": True, "1": True}
_FREE = {"否": False, "休息": False, "放假": False, "休息日": False, "0": False}


def _workdays(path: Path, where: str) -> dict[date, bool]:
    """Return the days of a calendar file: 日期,是否工作日, a day a line."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongRequestError(
            f"{where}：读不出日历文件「{path.name}」。请用 UTF-8 的 CSV，每行：日期,是否工作日。"
        ) from error
    days = {}
    for number, line in enumerate(lines, 1):
        day, _, works = (part.strip() for part in line.replace("，", ",").partition(","))
        if not day or day == "日期":
            continue
        try:
            days[date.fromisoformat(day)] = {**_WORKED, **_FREE}[works]
        except (ValueError, KeyError) as error:
            raise WrongRequestError(
                f"日历文件 {path.name} 第 {number} 行「{line}」看不懂。"
                "请写成 2027-01-01,否 或 2027-02-07,是。"
            ) from error
    return days


def _input(section: Section) -> tuple[str, Fixed]:
    section.only(_KEYS)
    role = section.one_of("role", ("", *READABLE), "")
    columns = section.get("columns", dict, {})
    unit = section.one_of("unit", ("", *YUAN), "")
    fixed = Fixed(
        sheets=section.texts("sheets"),
        header_row=section.get("header_row", int, 0),
        role=role,
        columns=_columns(section.where, columns, role),
        unit=YUAN.get(unit, 0),
        year=section.get("year", int, 0),
        project_code=section.get("project_code", str, ""),
        project_name=section.get("project_name", str, ""),
        money_out=section.one_of("money_out", ("", *MONEY_OUT), ""),
    )
    return section.get("files", str, "*"), fixed


def _columns(where: str, given: Mapping[str, object], role: str) -> dict[str, str]:
    roles = [role] if role else list(READABLE)
    columns = {}
    for header, meant in given.items():
        if not isinstance(meant, str) or not any(target(name, meant) for name in roles):
            raise WrongRequestError(
                f"{where}：columns 里「{header}」对应的「{meant}」不是认得的列。"
                "请写标准表头，如 日期、凭证号、摘要、金额、项目编号，或写「不用」。"
            )
        columns[normalise(header)] = meant
    return columns


def unmet(settings: Settings, receipts: Sequence[InputReceipt]) -> tuple[InputReceipt, ...]:
    """Return the receipts with what of the settings came to nothing among their remarks.

    A pattern that fits no file, a sheet or a header that no file of the pattern has, and two
    columns of one sheet that are called the same: each was written to some purpose.
    """
    said: dict[str, list[str]] = {}
    for number, (pattern, fixed) in enumerate(settings.inputs, start=1):
        where = f"配置文件 {settings.name} 的 input 第 {number} 项"
        of_pattern = [item for item in receipts if _fits(item.path, pattern)]
        if not of_pattern:
            there = "、".join(item.path for item in receipts[:_NAMES_SHOWN])
            text = f"{where}：没有文件符合 files =「{pattern}」，没有起作用。本次的文件：{there}。"
            for first in receipts[:1]:
                said.setdefault(first.path, []).append(text)
            continue
        for text in (*_absent(fixed, of_pattern), *_twice(fixed, of_pattern)):
            said.setdefault(of_pattern[0].path, []).append(f"{where}：{text}")
    return tuple(
        item._replace(remarks=(*item.remarks, *said.pop(item.path, ()))) for item in receipts
    )


def _absent(fixed: Fixed, receipts: Sequence[InputReceipt]) -> Iterator[str]:
    """Yield the sheets and headers that are in none of the files."""
    if not all(item.sheets for item in receipts):
        return  # nobody knows what is in a file that cannot be opened
    sheets = [sheet for item in receipts for sheet in item.sheets]
    names = dict.fromkeys(sheet.name for sheet in sheets)
    for name in fixed.sheets:
        if name not in names:
            yield f"没有工作表「{name}」。有：{_few(names)}。"
    chosen = [sheet for sheet in sheets if not fixed.sheets or sheet.name in fixed.sheets]
    headers = dict.fromkeys(header for sheet in chosen for header in _headers(sheet))
    bare = [normalise(header) for header in headers]
    if fixed.columns and not headers:
        yield f"columns 里的表头「{'」「'.join(fixed.columns)}」在表里一个也没有找到。"
        return
    for header in fixed.columns:
        # A header of two rows is shown as both of them.
        known = any(header in text for text in bare)
        if not known and not _BY_LETTER.fullmatch(header):
            near = get_close_matches(header, bare, n=1)
            hint = f"是不是「{near[0]}」？" if near else ""
            yield f"columns 里的表头「{header}」在表里没有，没有起作用。{hint}有：{_few(headers)}。"


def _twice(fixed: Fixed, receipts: Sequence[InputReceipt]) -> Iterator[str]:
    """Yield the columns of a sheet that are called by one name, of which only one can be read."""
    told = set()
    for sheet in (sheet for item in receipts for sheet in item.sheets):
        named: dict[str, list[str]] = {}
        for header in _headers(sheet):
            meant = fixed.columns.get(normalise(header), "")
            role = fixed.role or (sheet.role if sheet.role in READABLE else "entries")
            column = target(role, meant) if meant else None
            if column and column != IGNORED:
                named.setdefault(column, []).append(header)
        for column, headers in named.items():
            if len(headers) > 1 and column not in told:
                told.add(column)
                yield (
                    f"工作表「{sheet.name}」的「{'」「'.join(headers)}」都写成了"
                    f"「{fixed.columns[normalise(headers[0])]}」，一张表只能有一列，只用了一列。"
                    "请把其余的写成「不用」。"
                )


def _headers(sheet: SheetReceipt) -> Iterator[str]:
    yield from sheet.columns
    yield from sheet.unmapped


def _few(names: Iterable[str]) -> str:
    several = list(names)
    return "、".join(several[:_NAMES_SHOWN]) + ("……" if len(several) > _NAMES_SHOWN else "")


class Recognised(NamedTuple):
    """What a draft says of a header: the column that it is, or what it may be.

    column: as the settings take it, blank where it cannot or need not be written; why: a comment.
    """

    column: str
    why: str = ""


def word_for(role: str, header: str, column: str) -> str:
    """Return what the settings must say for a header to be that column of a table, else blank."""
    for word in (column, header):
        known = target(role, word)
        if known is not None and known.lstrip("_") == column:
            return word
    return ""


def pattern_of(path: str) -> str:
    """Return the pattern that fits the file of that name and no other."""
    return re.sub(r"([*?[])", r"[\1]", path)


def draft(files: str, fixed: Mapping[str, object], columns: Mapping[str, Recognised]) -> str:
    """Return one [[input]] of a fundcheck.toml; columns to decide stand in it as comments."""
    lines = ["[[input]]", f"files = {_quoted(files)}"]
    lines += [f"{key} = {_quoted(value)}" for key, value in fixed.items() if value]
    lines.append("[input.columns]")
    for header, known in columns.items():
        note = f"  # {known.why}" if known.why else ""
        off = "# " if known.why else ""
        lines.append(f"{off}{_quoted(header)} = {_quoted(known.column)}{note}")
    return "\n".join(lines) + "\n"


def _quoted(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_quoted(item) for item in value)}]"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    plain = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return f'"{plain}"'
