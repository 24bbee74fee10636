"""What stands before a heading: one function takes it off, whatever its style."""

from __future__ import annotations

import pytest

from fundcheck.numbering import depth, is_numbering, without_numbering

STYLES = "一、 （一） 1、 1. (1) （1） 一. 1.1 1.1、 1.1.1 1-1 ① 1） 一） 第一、 其中： 其中：1. A."


@pytest.mark.parametrize("style", STYLES.split())
def test_a_numbering_of_any_style_is_taken_off(style: str) -> None:
    assert without_numbering(f"{style}设备费") == "设备费"
    assert without_numbering(f"{style} 设备费 ") == "设备费"


@pytest.mark.parametrize(
    "text",
    [
        "一般设备维修费",
        "三维扫描仪",
        "3.5寸硬盘",
        "3.5-3.8出差",
        "1-3月差旅费",
        "2 台电脑",
        "3人差旅费",
        "1.5万",
        "2024年",
        "12.5",
        "9:00-12:00",
        "1.",
        "其中：",
        "5G模组",
    ],
)
def test_what_only_looks_like_a_numbering_stays(text: str) -> None:
    assert without_numbering(text) == text


def test_a_cell_may_be_a_numbering_and_nothing_else() -> None:
    assert all(map(is_numbering, ("一", "一、", "（二）", "1", "1.", "1.1", "①")))
    assert not any(map(is_numbering, ("设备费", "1500", "2024-04-01", "记-1")))


def test_lines_stand_the_deeper_the_further_their_numbering() -> None:
    lines = ("一、直接费用", "（一）设备费", "1.购置", "1.1主机", "1.1.1屏", "（1）屏", "①甲", "甲")
    depths = [depth(line) for line in lines]
    assert depths == sorted(set(depths))
