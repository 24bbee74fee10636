"""Read TOML files and say what is wrong with them: file, key, what is allowed."""

from __future__ import annotations

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
        return Section(f"{kind} {path.name}", tomllib.loads(path.read_text("utf-8-sig")))
    except FileNotFoundError as error:
        raise WrongRequestError(f"缺少文件 {path.name}（在 {path.parent.name} 里）。") from error
    except UnicodeDecodeError as error:
        raise WrongRequestError(f"{kind} {path.name} 不是 UTF-8 编码，请另存为 UTF-8。") from error
    except tomllib.TOMLDecodeError as error:
        raise WrongRequestError(
            f"{kind} {path.name} 的写法有误：{error}。"
            '（等号左边的中文要加引号，如 "报账数" = "金额"；文字都要加引号。）'
        ) from error


@dataclass(frozen=True, slots=True)
class Section:
    """A table of a TOML file, with the place to name when something is wrong in it."""

    where: str
    data: dict[str, Any]

    def only(self, allowed: Iterable[str]) -> None:
        """Refuse keys that are not known: a typo must not be ignored."""
        known = sorted(allowed)
        for key in self.data:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                hint = f"是不是「{near[0]}」？" if near else ""
                raise WrongRequestError(
                    f"{self.where}：不认识「{key}」。{hint}可用：{'、'.join(known)}。"
                )

    def get(self, key: str, kind: type[T], default: T | None = None) -> T:
        """Return the value of a key; a default makes the key optional."""
        if key not in self.data:
            if default is None:
                raise WrongRequestError(f"{self.where}：缺少「{key}」（{_KINDS[kind]}）。")
            return default
        value = self.data[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise WrongRequestError(f"{self.where}：「{key}」应是{_KINDS[kind]}。")
        return value

    def one_of(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """Return the value of a key that must be one of a few words."""
        value = self.get(key, str, default)
        words = list(allowed)
        if value not in words:
            near = get_close_matches(value, words, n=1)
            hint = f"是不是「{near[0]}」？" if near else ""
            raise WrongRequestError(
                f"{self.where}：「{key}」不能是「{value}」。{hint}可用：{'、'.join(words)}。"
            )
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return an optional list of texts."""
        value: list[Any] = self.get(key, list, [])
        if not all(isinstance(item, str) for item in value):
            raise WrongRequestError(f"{self.where}：「{key}」应是文字的列表。")
        return tuple(value)

    def sections(self, key: str) -> list[Section]:
        """Return an array of tables, each with its own place."""
        return [
            Section(f"{self.where} 的 {key} 第 {number} 项", item)
            for number, item in enumerate(self.get(key, list, []), start=1)
        ]

    def named(self) -> list[tuple[str, Section]]:
        """Return the tables within this one with their names."""
        named = []
        for name, item in self.data.items():
            if not isinstance(item, dict):
                raise WrongRequestError(f"{self.where}：「{name}」应是小节 [{name}]。")
            named.append((name, Section(f"{self.where} 的 [{name}]", item)))
        return named
