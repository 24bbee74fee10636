"""Real spreadsheets from public repositories, where they lie beside the project.

What each ledger should read as was written down by looking at the file, not at the output.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import read

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
LEDGERS = {
    # file: (sheet, header row, entries, debit total, what some headers must become)
    "research_fund__支出导入模板_2024.xlsx": (
        "支出信息", 1, 16, "376819.10",
        {"费用类别": "cost_item", "开支内容": "summary", "供应商": "payee", "报账金额": "amount", "报账日期": "date"},
    ),
    "research_fund__支出记录_20250306_143730.xlsx": (
        "Sheet1", 1, 16, "288442.53", {"报账金额(元)": "amount", "规格型号": "specification"},
    ),
    "voucher_journal__830226_kisdocument.xlsx": (
        "会计分录序时簿", 1, 55, "204279323.87",
        {"日期": "date", "凭证字号": "voucher_no", "借方": "debit", "贷方": "credit", "科目代码": "account_code"},
    ),
    "voucher_journal__sample_gl.csv": (
        "voucher_journal__sample_gl", 1, 4, "1500.00",
        {"凭证日期": "date", "凭证字号": "voucher_no", "借方金额": "debit", "辅助核算": "aux"},
    ),
}  # fmt: skip
NO_LEDGERS = [
    "balance_table__sample_tb.csv",
    "bank_statement__example-cib_debit-cny-records.xlsx",
    "bank_statement__example-citic-records.xls",
    "bank_statement__example-hxsec-records.xls",
    "bank_statement__example-icbc-credit-records.csv",
    "bank_statement__example-spdb_debit-records.xls",
    "budget_gov__activity.xls",
    "misc_accounting__balance_sheet.xls",
    "misc_accounting__fin_project_archive.xlsx",
    "invoice__201805_3.xls",
]
ODD = sorted((CORPUS / "odd").iterdir()) if (CORPUS / "odd").is_dir() else []
pytestmark = pytest.mark.skipif(not ODD, reason="no corpus beside the project")


@pytest.mark.parametrize("name", LEDGERS)
def test_a_real_ledger_is_read_as_it_looks(name: str) -> None:
    sheet_name, header_row, entries, debit, columns = LEDGERS[name]
    _, (receipt,) = read(CORPUS / "ledgers" / name)
    (sheet,) = [s for s in receipt.sheets if s.role == "entries"]
    assert (sheet.name, sheet.header_row, sheet.rows.entries) == (sheet_name, header_row, entries)
    assert sheet.totals is not None
    assert str(sheet.totals.debit) == debit
    assert columns.items() <= sheet.columns.items()
    assert sheet.rows.closes


@pytest.mark.parametrize("name", NO_LEDGERS)
def test_what_is_no_ledger_is_refused_with_the_reason(name: str) -> None:
    _, (receipt,) = read(CORPUS / "ledgers" / name)
    assert not receipt.readable
    assert "没有找到账册" in (receipt.error or "")


@pytest.mark.parametrize("path", ODD, ids=lambda path: path.name)
def test_an_odd_file_gives_a_result_or_a_sentence(path: Path) -> None:
    _, (receipt,) = read(path)
    if receipt.readable:
        assert all(sheet.rows.closes for sheet in receipt.sheets)
    else:
        assert (receipt.error or "").endswith("。")
        assert "请" in (receipt.error or "")
