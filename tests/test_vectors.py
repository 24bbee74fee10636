"""The published and derived numbers, through the whole tool: a workbook in, JSON out."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from books import Cell, ledger, write_xlsx
from running import Ran, fundcheck, rule_of

# Numbers derived by hand from the articles; the folder lies beside the project where it exists.
VECTORS = Path(__file__).resolve().parents[2] / "shared" / "vectors"
needs_vectors = pytest.mark.skipif(not VECTORS.is_dir(), reason="no vectors beside the project")
CARD: dict[str, Cell] = {"任务书签订日期": dt.date(2023, 5, 1)}


def _rows(name: str) -> list[dict[str, str]]:
    with (VECTORS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _number(text: str) -> Cell:
    return float(text) if text else None


def _check(tmp_path: Path, sheets: dict[str, list[dict[str, Cell]]]) -> Ran:
    book = {name: ledger(*lines) for name, lines in sheets.items()}
    return fundcheck(write_xlsx(tmp_path / "向量.xlsx", book), out=tmp_path / "out")


@needs_vectors
def test_indirect_ceilings(tmp_path: Path) -> None:
    rows = _rows("indirect_cap.csv")
    sheets: dict[str, list[dict[str, Cell]]] = {"项目信息": [], "预算": []}
    for number, row in enumerate(rows):
        code = f"V-{number:03d}"
        direct, equipment = float(row["direct_budget"]), float(row["equipment_purchase_budget"])
        sheets["项目信息"].append(
            {"项目编号": code, "项目名称": code, "项目类型": row["research_type"], **CARD}
        )
        parts = [
            ("设备费", "设备购置费", equipment),
            ("业务费", "材料费", round(direct - equipment, 2)),
        ]
        # A cent over the ceiling is over; the ceiling itself is not.
        parts.append(("间接费用", "管理费", round(float(row["cap"]) + 0.01, 2)))
        sheets["预算"] += [
            {"项目编号": code, "科目": head, "明细科目": item, "预算金额": amount}
            for head, item, amount in parts
        ]
    document = _check(tmp_path, sheets).findings
    caps = {p["project_code"]: p["facts"]["indirect_cap"] for p in document["projects"]}
    assert caps == {f"V-{n:03d}": row["cap"] for n, row in enumerate(rows)}
    over = {f["project_code"]: f["amount"] for f in document["findings"] if f["rule"] == "J10-1"}
    assert over == dict.fromkeys(caps, "0.01")


@needs_vectors
def test_the_largest_indirect_inside_a_total(tmp_path: Path) -> None:
    """The stated split keeps the ceiling; moving one more cent to indirect costs breaks it."""
    sheets: dict[str, list[dict[str, Cell]]] = {"项目信息": [], "预算": []}
    for number, row in enumerate(_rows("indirect_inverse.csv")):
        for name, cent in ((f"K-{number}", 0.0), (f"O-{number}", 0.01)):
            card: dict[str, Cell] = {"项目编号": name, "项目名称": name, "项目类型": "应用研究"}
            sheets["项目信息"].append({**card, **CARD})
            equipment = float(row["equipment_purchase"])
            direct, indirect = float(row["direct"]), float(row["max_indirect"])
            assert round(direct + indirect, 2) == float(row["total"])
            parts = (
                ("设备费", "设备购置费", equipment),
                ("业务费", "材料费", round(direct - equipment - cent, 2)),
                ("间接费用", "管理费", round(indirect + cent, 2)),
            )
            sheets["预算"] += [
                {"项目编号": name, "科目": head, "明细科目": item, "预算金额": amount}
                for head, item, amount in parts
            ]
    document = _check(tmp_path, sheets).findings
    for project in document["projects"]:
        code = project["project_code"]
        wanted = "found" if code.startswith("O") else "clean"
        assert rule_of(document, code, "J10-1")["outcome"] == wanted, code


@needs_vectors
def test_expert_fees(tmp_path: Path) -> None:
    rows = _rows("expert_fee.csv")
    verdicts = {"clean": "clean", "violation": "found", "unknown": "unknown"}
    lines: list[dict[str, Cell]] = [
        {
            "项目编号": f"V-{number:03d}",
            "日期": dt.date(2024, 5, 6),
            "凭证号": f"记-{number}",
            "摘要": "专家咨询费",
            "费用科目": "专家咨询费",
            "金额": _number(row["gross"]),
            "收款方": f"专家{chr(0x4E00 + number)}",
            "专家级别": row["level"] or None,
            "咨询日期": dt.date(2024, 5, 1) if row["days"] in {"", "1"} else None,
            "咨询时长": _number(row["hours"]),
            "咨询天数": _number(row["days"]),
        }
        for number, row in enumerate(rows)
    ]
    document = _check(tmp_path, {"支出明细": lines}).findings
    for number, row in enumerate(rows):
        got = rule_of(document, f"V-{number:03d}", "J25-1")["outcome"]
        assert got == verdicts[row["verdict"]], row


@needs_vectors
def test_refunds(tmp_path: Path) -> None:
    rows = _rows("refund.csv")
    verdicts = {"clean": "clean", "violation": "found", "not_applicable": "not_applicable"}
    sheets: dict[str, list[dict[str, Cell]]] = {"项目信息": [], "到账": [], "支出明细": []}
    for number, row in enumerate(rows):
        code = f"V-{number:03d}"
        card: dict[str, Cell] = {
            "项目状态": row["status"],
            "审计认定无关支出": _number(row["unrelated"]),
            **CARD,
        }
        sheets["项目信息"].append({"项目编号": code, "项目名称": code, **card})
        paid: dict[str, Cell] = {
            "项目编号": code,
            "日期": dt.date(2023, 6, 1),
            "金额": _number(row["received"]),
            "类型": "拨付",
        }
        sheets["到账"].append(paid)
        if float(row["returned"]):
            back: dict[str, Cell] = {
                "日期": dt.date(2026, 1, 5),
                "金额": _number(row["returned"]),
                "类型": "退回",
            }
            sheets["到账"].append({"项目编号": code, **back})
        spent: dict[str, Cell] = {"日期": dt.date(2024, 1, 5), "凭证号": "1", "摘要": "购试剂"}
        spent |= {"费用科目": "材料费", "金额": _number(row["spent"])}
        sheets["支出明细"].append({"项目编号": code, **spent})
    document = _check(tmp_path, sheets).findings
    for number, row in enumerate(rows):
        code = f"V-{number:03d}"
        (project,) = [p for p in document["projects"] if p["project_code"] == code]
        assert project["facts"]["refund_due"] == (row["refund_due"] or None), row
        assert rule_of(document, code, "J29-1")["outcome"] == verdicts[row["verdict"]], row
