"""Read TOML files and say what is wrong with them: file, key, what is allowed."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

from fundcheck.errors import WrongRequestError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

T = TypeVar("T")
_KINDS: dict[type, str] = {
    str: "文字",
    int: "整数",
    bool: "true 或 false",
    list: "列表",
    dict: "小节",
    date: "日期（如 2023-01-01）",
}


def read_toml(path: Path, kind: str = "规则文件") -> Section:
    """Return the file as a section; kind: what the sentences call it.

    Raises WrongRequestError naming file and line.
    """
    try:
        text = path.read_text("utf-8-sig")
        return Section(f"{kind} {path.name}", tomllib.loads(text), text)
    except FileNotFoundError as error:
        raise WrongRequestError(f"缺少文件 {path.name}（在 {path.parent.name} 里）。") from error
    except UnicodeDecodeError as error:
        raise WrongRequestError(f"{kind} {path.name} 不是 UTF-8 编码，请另存为 UTF-8。") from error
    except tomllib.TOMLDecodeError as error:
        raise WrongRequestError(
            f"{kind} {path.name} 的写法有误{_place_of(error)}。"
            '（等号左边的中文要加引号，如 "报账数" = "金额"；文字都要加引号。）'
        ) from error


def _place_of(error: tomllib.TOMLDecodeError) -> str:
    """Return where the parser stopped, as the end of a sentence; what it says there is English."""
    found = re.search(r"line (\d+), column (\d+)", str(error))
    if found:
        return f"（第 {found[1]} 行第 {found[2]} 列）"
    return "（写到文件末尾还没有写完）" if "end of document" in str(error) else ""


@dataclass(frozen=True, slots=True)
class Section:
    """A table of a TOML file, with the place to name when something is wrong in it."""

    label: str
    data: dict[str, Any]
    text: str = ""
    line: int = 0

    @property
    def where(self) -> str:
        """The place as a sentence begins with it: file, section, and the line where it starts."""
        return f"{self.label}（第 {self.line} 行）" if self.line else self.label

    def at(self, key: str) -> str:
        """Return the place of a key: its own line, else the section's."""
        rest = self.text.splitlines()[max(self.line - 1, 0) :]
        pattern = re.compile(rf"^(?:.*[{{,])?\s*[\"']?{re.escape(key)}[\"']?\s*=")
        for number, line in enumerate(rest):
            if number and self.line and line.startswith("["):
                break  # the next section
            if pattern.match(line):
                return f"{self.label}（第 {max(self.line, 1) + number} 行）"
        return self.where

    def _header(self, header: str, count: int = 1) -> int:
        """Return the line of the count-th such header from this section on, else its own line."""
        for number, line in enumerate(self.text.splitlines(), start=1):
            if number >= self.line and line.strip().startswith(header):
                count -= 1
                if not count:
                    return number
        return self.line

    def only(self, allowed: Iterable[str]) -> None:
        """Refuse keys that are not known: a typo must not be ignored."""
        known = sorted(allowed)
        for key in self.data:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                hint = f"是不是「{near[0]}」？" if near else ""
                raise WrongRequestError(
                    f"{self.at(key)}：不认识「{key}」。{hint}可用：{'、'.join(known)}。"
                )

    def get(self, key: str, kind: type[T], default: T | None = None) -> T:
        """Return the value of a key; a default makes the key optional."""
        if key not in self.data:
            if default is None:
                raise WrongRequestError(f"{self.where}：缺少「{key}」（{_KINDS[kind]}）。")
            return default
        value = self.data[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise WrongRequestError(f"{self.at(key)}：「{key}」应是{_KINDS[kind]}。")
        return value

    def one_of(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """Return the value of a key that must be one of a few words."""
        value = self.get(key, str, default)
        words = list(allowed)
        if value not in words:
            near = get_close_matches(value, words, n=1)
            hint = f"是不是「{near[0]}」？" if near else ""
            raise WrongRequestError(
                f"{self.at(key)}：「{key}」不能是「{value}」。{hint}可用：{'、'.join(words)}。"
            )
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return an optional list of texts."""
        value: list[Any] = self.get(key, list, [])
        if not all(isinstance(item, str) for item in value):
            raise WrongRequestError(f"{self.at(key)}：「{key}」应是文字的列表。")
        return tuple(value)

    def sections(self, key: str) -> list[Section]:
        """Return an array of tables, each with its own place."""
        return [
            Section(
                f"{self.label} 的 {key} 第 {number} 项",
                item,
                self.text,
                self._header(f"[[{key}]]", number),
            )
            for number, item in enumerate(self.get(key, list, []), start=1)
        ]

    def named(self) -> list[tuple[str, Section]]:
        """Return the tables within this one with their names."""
        named = []
        for name, item in self.data.items():
            if not isinstance(item, dict):
                raise WrongRequestError(f"{self.where}：「{name}」应是小节 [{name}]。")
            header = f"[{name}]" if self.line == 0 else f".{name}]"
            line = next(
                (n for n, text in enumerate(self.text.splitlines(), 1) if _heads(text, header)),
                self.line,
            )
            named.append((name, Section(f"{self.label} 的 [{name}]", item, self.text, line)))
        return named


def _heads(line: str, header: str) -> bool:
    """Return whether the line is that header: [name], or [outer.name] for one with a dot."""
    stripped = line.split("#", maxsplit=1)[0].strip()
    return stripped == header or (header.startswith(".") and stripped.endswith(header))
