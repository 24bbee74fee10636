"""One key for one thing: what differs in its spelling only is equal, and its neighbours are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from fundcheck import keys
from fundcheck.engine.keyed import with_keys
from fundcheck.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

SAME = [
    (keys.code, ["jckj2024-501", "JCKJ2024－501", "ＪＣＫＪ2024-501", "JCKJ2024–501", "JCKJ2024—501"]),
    (keys.code, ["JCKJ2024-501", " JCKJ2024 - 501 ", "《JCKJ2024-501》", "【JCKJ2024-501】", "JCKJ2024_501"]),
    (keys.code, ["540773", "540773.0", "'540773", "(540773)", "５４０７７３"]),
    (keys.code, ["晋科计〔2023〕12号", "晋科计[2023]12号", "晋科计（2023）12号", "晋科计【2023】 12号"]),
    (keys.name, ["新安仪器（太原）有限公司", "新安仪器(太原)有限责任公司", "新安仪器【太原】有限公司", " 新安仪器 太原 有限公司"]),
    (keys.name, ["宏达电脑经营部（个体工商户）", "宏达电脑经营部", "宏达电脑经营部(个体户)", "宏达电脑经营部个体工商户"]),
    (keys.name, ["甲药业股份有限公司", "甲药业股份公司", "甲药业股份有限公司（基本户）"]),
    (keys.name, ["张三", "张 三", "张三（教授）", "张三(太原理工大学)"]),
    (keys.name, ["买买提·艾力", "买买提•艾力", "买买提.艾力", "买买提・艾力（乙方）"]),
    (keys.name, ["Sigma-Aldrich Co., Ltd.", "ＳＩＧＭＡ－ＡＬＤＲＩＣＨ CO LTD"]),
    (keys.invoice, ["04518812", "No.04518812", "NO：04518812", "№04518812", "4518812", "'04518812", "4518812.0"]),
    (keys.invoice_code, ["014002100311", "14002100311", "０14002100311"]),
    (keys.contract, ["HT-2024-01", "合同编号：HT-2024-01", "No.ht－2024－01", "HT - 2024 - 01"]),
    (keys.contract, ["晋科合〔2024〕12号", "晋科合[2024]12", "合同号：晋科合(2024)12号"]),
    (keys.number, ["6222020512345678901", "6222 0205 1234 5678 901", "工商银行6222-0205-1234-5678-901"]),
    (keys.number, ["14050219700101123X", "14050219700101123x", "身份证：１4050219700101123X"]),
    (keys.thing, ["ThinkPad X1（i7）", "thinkpad　Ｘ１ i7"]),
    (keys.title, ["连翘种植技术研究", "《连翘种植技术研究》", "连翘种植 技术研究"]),
    (keys.words, ["调至JCKJ2024-501", "调至ｊｃｋｊ2024－501"]),
]  # fmt: skip
DIFFERENT = [
    (keys.code, ["JCKJ2024-501", "JCKJ2024-502", "JCKJ2024-50", "JCKJ2024-5011", "JCKJ202-4501", "JCKJ2O24-501"]),
    (keys.code, ["007", "7", "0540773", "540773"]),
    (keys.name, ["甲仪器有限公司", "甲仪器股份有限公司", "甲仪器有限公司太原分公司", "甲仪器有限公司大同分公司", "乙仪器有限公司"]),
    (keys.name, ["北京大学（深圳）", "北京大学", "财务处（张三）", "张三", "第一中学", "第二中学"]),
    (keys.invoice, ["04518812", "04518813", "24142000000012345678"]),
    (keys.contract, ["HT-2024-1", "HT-2024-11", "HT-202-41"]),
    (keys.number, ["6222020512345678901", "6222020512345678902"]),
    (keys.thing, ["1.5kW", "15kW", "10*20"]),
]  # fmt: skip
NOTHING: list[tuple[Callable[[pl.Expr], pl.Expr], list[str | None]]] = [
    (keys.name, [None, "", "（）", "　", "-"]),
    (keys.number, [None, "现金", "——"]),
    (keys.contract, [None, "合同", "合同编号："]),
]


def _keys(key: Callable[[pl.Expr], pl.Expr], texts: list[str]) -> list[str | None]:
    return keys.once(pl.Series(texts, dtype=pl.String), key).to_list()


@pytest.mark.parametrize(("key", "texts"), SAME)
def test_spellings_of_one_thing_are_equal(
    key: Callable[[pl.Expr], pl.Expr], texts: list[str]
) -> None:
    found = _keys(key, texts)
    assert len(set(found)) == 1, dict(zip(texts, found, strict=True))
    assert found[0]


@pytest.mark.parametrize(("key", "texts"), DIFFERENT)
def test_neighbours_are_not(key: Callable[[pl.Expr], pl.Expr], texts: list[str]) -> None:
    found = _keys(key, texts)
    assert len(set(found)) == len(texts), dict(zip(texts, found, strict=True))


@pytest.mark.parametrize(("key", "texts"), NOTHING)
def test_what_says_nothing_has_no_key(
    key: Callable[[pl.Expr], pl.Expr], texts: list[str | None]
) -> None:
    assert pl.Series(texts, dtype=pl.String).to_frame("t").select(
        key(pl.col("t"))
    ).to_series().to_list() == [None] * len(texts)


def test_a_key_is_its_own_key() -> None:
    for key, texts in (*SAME, *DIFFERENT):
        once = _keys(key, texts)
        assert _keys(key, [text for text in once if text]) == once


def test_the_tables_keep_what_was_written() -> None:
    tables = {name: table.empty() for name, table in TABLES.items()}
    row = {"entry_id": [1], "payee": ["甲（晋城）公司"], "invoice_no": ["No.04518812"]}
    tables["entries"] = pl.concat([tables["entries"], pl.DataFrame(row)], how="diagonal")
    (line,) = with_keys(tables)["entries"].iter_rows(named=True)
    assert (line["payee"], line["payee_key"]) == ("甲（晋城）公司", "甲晋城公司")
    assert (line["invoice_no"], line["invoice_key"]) == ("No.04518812", "04518812")
    assert line["contract_key"] is None
