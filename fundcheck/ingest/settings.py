"""fundcheck.toml: what the dictionary cannot know, fixed by the user for files of a pattern."""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fundcheck.errors import WrongRequestError
from fundcheck.ingest.fixed import MONEY_OUT, NOTHING_FIXED, Fixed
from fundcheck.ingest.side_tables import READABLE
from fundcheck.ingest.units import YUAN
from fundcheck.ingest.words import normalise, target
from fundcheck.sections import Section, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

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
            if fnmatchcase(label, pattern) or fnmatchcase(label.rpartition("/")[2], pattern):
                said = {name: value for name, value in own._asdict().items() if value}
                columns = {**fixed.columns, **own.columns}
                fixed = fixed._replace(**{**said, "columns": columns})
        return fixed


NO_SETTINGS = Settings()


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


def draft(files: str, fixed: Mapping[str, object], columns: Mapping[str, str]) -> str:
    """Return one [[input]] of a fundcheck.toml; columns to decide stand in it as comments."""
    lines = ["[[input]]", f"files = {_quoted(files)}"]
    lines += [f"{key} = {_quoted(value)}" for key, value in fixed.items() if value]
    lines.append("[input.columns]")
    lines += [
        f"{_quoted(header)} = {_quoted(meant)}"
        if meant
        else f'# {_quoted(header)} = ""  # 没有把握或未使用：写上标准表头，或写「不用」'
        for header, meant in columns.items()
    ]
    return "\n".join(lines) + "\n"


def _quoted(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_quoted(item) for item in value)}]"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    plain = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return f'"{plain}"'
