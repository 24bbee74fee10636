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
    # A claim's cause stands on its first line only; every line has a kind and an amount:
    # 1024 + 224 + 824, 222 + 444 + 888, three times 2000.
    "expense_reimbursement__导入模板.xls": (
        "Sheet1", 1, 9, "9626.00", {"事由": "summary", "花销类型": "cost_item", "金额": "amount"},
    ),
    # Seven claims; the other lines are steps of their approval, with no amount.
    "expense_reimbursement__报销单.xls": (
        "Sheet1", 2, 7, "9972.00", {"事由": "summary", "金额": "amount", "备注": "note"},
    ),
}  # fmt: skip
OTHERS = {
    # file: (role, header row, rows read, what some headers must become)
    "invoice__201805_3.xls": (
        "invoices", 1, 17,
        {"发票号码": "invoice_no", "开票日期": "invoice_date", "销方名称": "payee", "金额": "amount", "税额": "tax"},
    ),
    "invoice__发票数据.xlsx": ("invoices", 1, 0, {"发票号码": "invoice_no", "金额小写": "invoice_total"}),
    "research_fund__预算编制数据.xlsx": (
        "budget", 1, 10, {"预算类别": "category", "经费数额": "amount", "数量": "quantity"},
    ),
}  # fmt: skip
NO_LEDGERS = {
    # file: what the sentence must say that it is, or what it lacks
    "balance_table__sample_tb.csv": "科目余额表",
    "bank_statement__alipay_record_category_example.csv": "银行流水",
    "bank_statement__example-cib_debit-cny-records.xlsx": "银行流水",
    "bank_statement__example-citic-records.xls": "银行流水",
    "bank_statement__example-hxsec-records.xls": "银行流水",
    "bank_statement__example-icbc-credit-records.csv": "银行流水",
    "bank_statement__example-spdb_debit-records.xls": "银行流水",
    "budget_gov__activity.xls": "业务活动表",
    "budget_gov__budget_create.xls": "预算申报表",
    "misc_accounting__balance_sheet.xls": "资产负债表",
    # A code list of projects: codes, names and dates, and no amount.
    "misc_accounting__fin_project_archive.xlsx": "还缺少金额",
    # Days and amounts with nothing that says what they were for.
    "expense_reimbursement__报销.xlsx": "说明每一行是什么的列",
    # 序号 and kinds of cost, with no day, voucher or text.
    "expense_reimbursement__报销明细.xlsx": "看不出是账册",
    # Teaching entries without days or numbers, reports, and a general ledger.
    "misc_accounting__基础实训答案（看会计分录）.xls": "总分类账",
}
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


@pytest.mark.parametrize("name", OTHERS)
def test_a_table_beside_the_ledgers_is_read_as_it_looks(name: str) -> None:
    role, header_row, entries, columns = OTHERS[name]
    _, (receipt,) = read(CORPUS / "ledgers" / name)
    (sheet,) = receipt.sheets
    assert (sheet.role, sheet.header_row, sheet.rows.entries) == (role, header_row, entries)
    assert columns.items() <= sheet.columns.items()
    assert sheet.rows.closes


@pytest.mark.parametrize("name", NO_LEDGERS)
def test_what_is_no_ledger_is_refused_with_the_reason(name: str) -> None:
    _, (receipt,) = read(CORPUS / "ledgers" / name)
    assert not receipt.readable
    assert "没有找到账册" in (receipt.error or "")
    assert NO_LEDGERS[name] in (receipt.error or "")


def test_every_file_of_the_corpus_is_expected() -> None:
    found = {path.name for path in (CORPUS / "ledgers").iterdir()}
    assert found == {*LEDGERS, *OTHERS, *NO_LEDGERS}


@pytest.mark.parametrize("path", ODD, ids=lambda path: path.name)
def test_an_odd_file_gives_a_result_or_a_sentence(path: Path) -> None:
    _, (receipt,) = read(path)
    if receipt.readable:
        assert all(sheet.rows.closes for sheet in receipt.sheets)
    else:
        assert (receipt.error or "").endswith("。")
        assert "请" in (receipt.error or "")
