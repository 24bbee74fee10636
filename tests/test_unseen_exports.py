"""Exports of accounting systems, each in the words and the shape of its program.

One small book is written in every layout; what it must read as was added up once, by hand:
JC24-07 spends 1234.50 - 34.50 = 1200.00, JC24-15 spends 88000.00.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import pytest
from books import Cell, write_xlsx
from reading import read, read_ledger, refusal

from fundcheck.engine.classify import classify
from fundcheck.resources import DEFAULT_PACK
from fundcheck.rulebook.pack import load_packs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

D = Decimal
Row = list[Cell]


class L(NamedTuple):
    """A line of the book as its builder of rows gets it."""

    day: dt.date
    no: str
    text: str
    head: str
    debit: float | None
    credit: float | None
    code: str
    name: str

    @property
    def net(self) -> float:
        """Return the signed amount."""
        return (self.debit or 0) - (self.credit or 0)

    @property
    def compact(self) -> str:
        """Return the day as 20240305."""
        return self.day.strftime("%Y%m%d")


BOOK = (
    L(dt.date(2024, 3, 5), "0012", "购试剂", "材料费", 1234.5, None, "JC24-07", "连翘种植"),
    L(dt.date(2024, 3, 18), "0030", "退回多付试剂款", "材料费", None, 34.5, "JC24-07", "连翘种植"),
    L(dt.date(2024, 4, 2), "0007", "购离心机", "设备费", 88000, None, "JC24-15", "煤矸石利用"),
)
SPENT = {"JC24-07": D("1200.00"), "JC24-15": D("88000.00")}

# program -> (rows of the header, a line's row or rows)
LAYOUTS: dict[str, tuple[list[Row], Callable[[L], list[Row]]]] = {
    "用友U8 项目明细账": (
        [["项目编码", "项目名称", "日期", "凭证号数", "科目编码", "科目名称", "摘要", "借方金额", "贷方金额", "方向", "余额"]],
        lambda e: [[e.code, e.name, e.day.strftime("%Y.%m.%d"), f"记-{e.no}", "660201", e.head, e.text, e.debit, e.credit, "借", None]],
    ),
    "用友U8 凭证输出": (
        [[None, "凭证ID", "会计年", "会计期间", "制单日期", "凭证类别", "凭证号", "制单人", "所附单据数", "科目编码", "科目名称", "摘要", "原币借方", "原币贷方", "借方金额", "贷方金额", "部门编码", "项目大类编码", "项目编码", "自定义项1"]],
        lambda e: [["1", "1", 2024, e.day.month, e.day, "记", e.no, "demo", 1, "660201", e.head, e.text, 0, 0, e.debit or 0, e.credit or 0, "01", "00", e.code, None]],
    ),
    "用友NCC 辅助明细账": (
        [["2024年", None, "凭证号", "摘要", "项目－编码", "项目－名称", "科目－编码", "科目－名称", "币种", "借方", None, "贷方", None, "方向", "余额", None],
         ["月", "日", None, None, None, None, None, None, None, "原币", "本币", "原币", "本币", None, "原币", "本币"]],
        lambda e: [[str(e.day.month), str(e.day.day), f"记-{e.no}", e.text, e.code, e.name, "530101", e.head, "人民币", 1, e.debit, 1, e.credit, "借", None, None]],
    ),
    "用友YonBIP": (
        [["会计期间", "凭证日期", "凭证字", "凭证号", "分录号", "摘要", "科目编码", "科目名称", "项目_编码", "项目_名称", "组织本币借方", "组织本币贷方", "集团本币借方", "集团本币贷方"]],
        lambda e: [["2024-03", f"{e.day} 00:00:00", "记", e.no, 1, e.text, "660201", f"管理费用/研发费用/{e.head}", e.code, e.name, e.debit or 0, e.credit or 0, 9, 9]],
    ),
    "用友U9 科目组合": (
        [["账簿", "会计期间", "记账日期", "凭证类型", "凭证号", "行号", "摘要", "科目", "科目名称", "借方本币", "贷方本币", "项目"]],
        lambda e: [["主账簿", "2024-03", e.day, "记账凭证", e.no, 10, e.text, f"530101.01|D012|{e.code}", f"研发支出.{e.head}|材料所|{e.name}", e.debit, e.credit, e.code]],
    ),
    "畅捷通好会计": (
        [["凭证日期", "凭证字号", "摘要", "会计科目", "借方", "贷方"]],
        lambda e: [[str(e.day), f"记-{e.no}", e.text, f"430101 研发支出-{e.head}【项目:{e.code} {e.name}】", e.debit, e.credit],
                   [str(e.day), f"记-{e.no}", e.text, "1002 银行存款", e.credit, e.debit]],
    ),
    "辅助核算各占一列": (
        [["制单日期", "凭证号", "摘要", "科目编码", "科目名称", "辅助核算1", "辅助核算2", "本币借方金额", "本币贷方金额"]],
        lambda e: [[str(e.day), e.no, e.text, "530101", f"研发支出\\{e.head}", "部门:0203/材料所", f"项目:{e.code}/{e.name}", e.debit, e.credit]],
    ),
    "金蝶EAS 核算项目成组": (
        [["记账日期", "凭证类型", "凭证号", "分录号", "摘要", "科目代码", "科目名称", "方向", "本位币金额", "核算项目1", "编码1", "名称1", "核算项目2", "编码2", "名称2"]],
        lambda e: [[str(e.day), "记", e.no, 1, e.text, "5301.01", e.head, 1 if e.debit else 0, e.debit or e.credit, "行政组织", "BM01", "装备所", "项目", e.code, e.name]],
    ),
    "金蝶K3 序时簿": (
        [["审核", "过账", "日期", "会计期间", "凭证字号", "摘要", "科目代码", "科目名称", "核算项目", "币别", "原币金额", "借方", "贷方"]],
        lambda e: [["√", "√", e.day, "2024.3", f"记 - {e.no}", e.text, "5301.01", f"研发支出 - {e.head}", f"项目---{e.code}---{e.name}" + " " * 40, "人民币", 9, e.debit, e.credit],
                   [None, None, None, None, None, e.text, "1002.01", "银行存款 - 工行", None, "人民币", 9, e.credit, e.debit]],
    ),
    "金蝶KIS 标准凭证": (
        [["FDate", "FPeriod", "FGroup", "FNum", "FEntryID", "FExp", "FAcctID", "FAcctName", "FObjName1", "FObjName2", "FDebit", "FCredit"]],
        lambda e: [[e.day, 3, "记", e.no, 0, e.text, "5301.01", f"研发支出-{e.head}", "部门---01---装备所", f"项目---{e.code}---{e.name}", e.debit or 0, e.credit or 0]],
    ),
    "金蝶云 核算维度": (
        [["账簿", "日期", "期间", "凭证字", "凭证号", "摘要", "科目编码", "科目全名", "核算维度", "币别", "借方金额", "贷方金额"]],
        lambda e: [["主账簿", e.day, 3, "记", e.no, e.text, "6604.01", f"研发费用_{e.head}", f"部门:BM03/装备所,项目:{e.code}/{e.name}", "人民币", e.debit, e.credit]],
    ),
    "浪潮 拼音字段": (
        [["KJND", "KJQJ", "PZRQ", "PZBH", "FLBH", "ZY", "KMBH", "KMMC", "DWMC", "XMBH", "XMMC", "JFJE", "DFJE"]],
        lambda e: [["2024", "03", e.compact, e.no, "0001", e.text, "530101", f"研发支出-{e.head}", "某所", e.code, e.name, e.debit or 0, e.credit or 0]],
    ),
    "审计上报 拼音字段": (
        [["XZQHDM", "KJND", "DWMC", "KJYF", "JZPZRQ", "JZPZZL", "JZPZBH", "JZPZHH", "FLXH", "JZPZZY", "KJTX", "KJKMBM", "KJKMMC", "JFFSE", "DFFSE", "JZBZ", "ZFBZ", "SFJZ", "JJKMDM", "JJKMMC", "YSXMDM", "YSXMMC"]],
        lambda e: [["140500", "2024", "某站", e.day.month, e.compact, "预记", e.no, 1, 1, e.text, "02", "7201", "事业支出", e.debit or 0, e.credit or 0, 3, 0, 0, "30218" if e.head == "材料费" else "31003", e.head, e.code, e.name],
                   ["140500", "2024", "某站", e.day.month, e.compact, "预记", e.no, 2, 2, e.text, "02", "8001", "资金结存", e.credit or 0, e.debit or 0, 3, 0, 0, "30218", "", e.code, e.name]],
    ),
    "预算一体化 会计凭证": (
        [["FISCAL_YEAR", "ACCT_PERIOD", "VOUCHER_NO", "VOUCHER_DATE", "VOU_SEQ", "VOU_DET_DESC", "GOV_ACCT_CLS_CODE", "GOV_ACCT_CLS_NAME", "DR_CR", "AMT", "PRO_CODE", "PRO_NAME", "DEP_BGT_ECO_CODE", "DEP_BGT_ECO_NAME"]],
        lambda e: [["2024", "03", e.no, str(e.day), 1, e.text, "72010202", "事业支出-项目支出", 1 if e.debit else 2, e.debit or e.credit, e.code, e.name, "30218" if e.head == "材料费" else "31003", e.head],
                   ["2024", "03", e.no, str(e.day), 2, e.text, "800101", "资金结存-零余额账户用款额度", 2 if e.debit else 1, e.debit or e.credit, e.code, e.name, "30218", ""]],
    ),
    "预算一体化 页面导出": (
        [["凭证日期", "凭证字号", "序号", "分录摘要", "会计科目", "借方金额", "贷方金额", "项目", "部门支出经济分类", "资金性质"]],
        lambda e: [[str(e.day), f"预算会计-{e.no}", 1, e.text, "72010202-事业支出-项目支出", e.debit, e.credit, f"{e.code}-{e.name}", "30218-专用材料费" if e.head == "材料费" else "31003-专用设备购置", "111-一般公共预算资金"],
                   [str(e.day), f"预算会计-{e.no}", 2, e.text, "800101-资金结存-零余额账户用款额度", e.credit, e.debit, None, None, None]],
    ),
    "国库集中支付": (
        [["序号", "支付日期", "支付凭证号", "预算单位", "预算项目", "部门支出经济分类", "支付金额", "收款人全称", "收款人账号", "用途", "支付方式", "资金性质"]],
        lambda e: [[1, str(e.day), e.no, "105001-某站", f"{e.code}-{e.name}", "30218-专用材料费" if e.head == "材料费" else "31003-专用设备购置", e.net, "某公司", "6222", e.text, "授权支付", "一般公共预算资金"]],
    ),
    "SAP 总账行项目": (
        [["凭证编号", "过账日期", "凭证日期", "凭证类型", "借/贷标识", "总账科目", "总账科目：长文本", "公司代码货币价值", "公司代码货币", "文本", "WBS元素", "WBS元素：描述"]],
        lambda e: [[e.no, e.day, dt.date(2024, 1, 1), "SA", "S" if e.debit else "H", "6604010001", f"研发费用-{e.head}", e.net, "CNY", e.text, e.code, e.name],
                   [e.no, e.day, dt.date(2024, 1, 1), "SA", "H" if e.debit else "S", "1002010001", "银行存款-工行", -e.net, "CNY", e.text, None, None]],
    ),
    "Oracle EBS 日记账": (
        [["期间", "GL日期", "凭证编号", "行", "账户说明", "输入借项", "输入贷项", "入账借项", "入账贷项", "说明", "项目编号"]],
        lambda e: [["2024-03", e.day, e.no, 10, f"总部.研发.研发支出-{e.head}.{e.name}.缺省", 1, 1, e.debit, e.credit, e.text, e.code],
                   ["2024-03", e.day, e.no, 20, "总部.缺省.银行存款-工行.缺省.缺省", 1, 1, e.credit, e.debit, e.text, e.code]],
    ),
    "英文表头": (
        [["Posting Date", "Voucher No.", "Narration", "Account Code", "Account Name", "Debit", "Credit", "Project Code"]],
        lambda e: [[str(e.day), e.no, e.text, "530101", e.head, e.debit, e.credit, e.code]],
    ),
    "SAP 项目行项目": (
        [["项目定义", "WBS元素", "成本要素", "成本要素名称", "值/报表货币", "过账日期", "凭证编号", "文本"]],
        lambda e: [[e.code, f"{e.code}.01", "6604010000", e.head, e.net, e.day, e.no, e.text]],
    ),
    "新中大 工程项目": (
        [["会计期", "凭证日期", "凭证类型", "凭证号", "分录号", "摘要", "科目代码", "科目名称", "借方发生额", "贷方发生额", "工程项目编码", "工程项目名称", "往来单位"]],
        lambda e: [["202403", str(e.day), "记账", e.no, 1, e.text, "530101", f"研发支出.{e.head}", e.debit, e.credit, e.code, e.name, None]],
    ),
    "集团 借正贷负": (
        [["会计年", "会计期", "凭证日期", "凭证字号", "摘要", "科目编码", "科目名称", "对方科目名称", "项目编码", "发生额(借正贷负)", "币种"]],
        lambda e: [[2024, 3, str(e.day), e.no, e.text, "660201", e.head, "银行存款", e.code, e.net, "CNY"]],
    ),
    "远光 制证日期": (
        [["会计期间", "制证日期", "凭证编号", "业务摘要", "科目代码", "科目描述", "借方发生金额", "贷方发生金额", "科研项目编码", "工单号"]],
        lambda e: [["2024-03", str(e.day), e.no, e.text, "53010101", f"研发支出/费用化/{e.head}", e.debit, e.credit, e.code, None]],
    ),
    "金蝶 类别在方括号里": (
        [["日期", "凭证字号", "摘要", "科目代码", "科目名称", "核算项目", "币别", "方向", "原币金额", "本位币金额"]],
        lambda e: [[e.day, e.no, e.text, "5301.01", f"研发支出 - {e.head}", f"[项目]{e.code}/{e.name};[部门]02/所", "美元", "借" if e.debit else "贷", 1, e.debit or e.credit]],
    ),
    "Oracle EBS 账户各段": (
        [["期间", "日记账名称", "有效日期", "凭证编号", "科目段编码", "科目段说明", "子目段编码", "子目段说明", "项目段编码", "项目段说明", "行摘要", "原币借方金额", "原币贷方金额", "本币借方金额", "本币贷方金额"]],
        lambda e: [["2024-03", "付款", e.day, e.no, "5301", "研发支出", "30218", e.head, e.code, e.name, e.text, 1, 1, e.debit, e.credit],
                   ["2024-03", "付款", e.day, e.no, "1002", "银行存款", "01", "基本户", "0", "缺省", e.text, 1, 1, e.credit, e.debit]],
    ),
    "中科院ARP 课题支出": (
        [["课题编号", "课题名称", "会计期", "GL日期", "凭证编号", "预算科目", "行说明", "借方", "贷方"]],
        lambda e: [[e.code, e.name, "2024-03", f"{e.day.day:02d}-{e.day.month}月 -24", e.no, e.head, e.text, e.debit, e.credit]],
    ),
    "SAP 项目实际成本行项目": (
        [["WBS 元素", "CO对象名称", "成本要素", "成本要素描述", "凭证编号", "凭证日期", "过帐日期", "名称", "对方科目名称", "CO范围货币值"]],
        lambda e: [[e.code, e.name, "6630218", f"研发费用-{e.head}", e.no, e.day, e.day, e.text, "银行存款", f"{abs(e.net):,.2f}{'-' if e.net < 0 else ''}"]],
    ),
    "柠檬云 辅助核算在科目后": (
        [["科目编码", "科目名称", "日期", "凭证字号", "摘要", "借方", "贷方"]],
        lambda e: [[f"53010101_{e.code}", f"研发支出-{e.head}_{e.code} {e.name}", str(e.day), f"记-{e.no}", e.text, e.debit, e.credit]],
    ),
    "浩天 经济科目带名称": (
        [["经费本编号", "经费本名称", "凭证日期", "凭证编号", "摘要", "经济科目", "支出金额", "冻结金额"]],
        lambda e: [[e.code, e.name, str(e.day), e.no, e.text, f"{'30218' if e.head == '材料费' else '31003'} {e.head}", f"{e.net:,.2f} ", "0.00 "]],
    ),
    "金蝶EAS 带点的表头": (
        [["会计期间", "记账日期", "凭证类型", "凭证号", "分录摘要", "科目编码", "科目长名称", "科研项目.编码", "科研项目.名称", "行政组织.编码", "借方本位币", "贷方本位币"]],
        lambda e: [["2024年3期", e.day, "记", e.no, e.text, "5301.01", f"研发支出_{e.head}", e.code, e.name, "BM07", e.debit, e.credit]],
    ),
    "浪潮GS 凭证分录": (
        [["凭证日期", "凭证编号", "分录编号", "摘要", "科目编号", "科目名称", "记账方向", "金额", "部门编号", "项目核算编号", "项目核算名称"]],
        lambda e: [[e.compact, e.no, "0001", e.text, "5301", f"研发支出.{e.head}", "1" if e.debit else "2", e.debit or e.credit, "07", e.code, e.name]],
    ),
    "Oracle 项目支出项": (
        [["项目编号", "项目名称", "任务编号", "支出项日期", "支出类型", "支出组织", "支出项注释", "项目原始成本", "项目负担成本", "GL日期"]],
        lambda e: [[e.code, e.name, "1.1", str(e.day), e.head, "能源所", e.text, e.net, e.net, str(e.day)]],
    ),
    "SAP 英文订单行项目": (
        [["Order", "CO Object Name", "Cost Element", "Cost element name", "Document Number", "Posting Date", "Name", "Offsetting acct name", "Val.in rep.cur."]],
        lambda e: [[e.code, e.name, "6630218", e.head, e.no, e.day.strftime("%d.%m.%Y"), e.text, "银行存款", e.net]],
    ),
    "金蝶KIS 类别与项目以斜线隔开": (
        [["日期", "期间", "凭证字号", "分录", "摘要", "科目", "核算项目", "借方", "贷方"]],
        lambda e: [[str(e.day), "2024.3", f"记-{e.no}", 1, e.text, f"5301.02 研发支出-{e.head}", f"科研项目/{e.code}-{e.name}", e.debit, e.credit],
                   [None, None, None, 2, e.text, "1002.01 银行存款", None, e.credit, e.debit]],
    ),
    "SAP S4 日记账分录": (
        [["公司代码", "日记账分录", "过账日期", "项目定义", "项目定义描述", "总账科目", "总账科目名称", "项目文本", "公司代码货币金额 (CNY)"]],
        lambda e: [["1000", e.no, e.day, e.code, e.name, "6630218", f"研发费用-{e.head}", e.text, e.net]],
    ),
    "用友U8 多辅助 借贷在括号里": (
        [["科目编码", "科目名称", "项目编码", "项目名称", "日期", "凭证号数", "摘要", "方向", "金额(借)", "金额(贷)", "余额方向", "余额金额"]],
        lambda e: [["530101", f"研发支出-{e.head}", e.code, e.name, e.day.strftime("%Y.%m.%d"), e.no, e.text, "借" if e.debit else "贷", e.debit, e.credit, "借", None]],
    ),
    "易快报 费用明细": (
        [["单号", "提交日期", "单据状态", "费用类型", "消费日期", "消费事由", "费用金额", "核准金额", "归属项目", "支付日期", "凭证号"]],
        lambda e: [["B1", e.day, "已完成", f"研发费用/{e.head}", e.day, e.text, 99999, e.net, f"{e.code}_{e.name}", e.day, e.no]],
    ),
    "国库 授权支付清单": (
        [["序号", "支付令号", "清算日期", "预算项目", "经济分类(部门)", "摘要", "收款人", "金额(元)"]],
        lambda e: [[1, e.no, e.compact, f"{e.name}({e.code})", f"{'30218' if e.head == '材料费' else '31003'}|{e.head}", e.text, "某公司", e.net]],
    ),
    "速达 文字方向": (
        [["日期", "凭证字号", "摘要", "科目", "借贷", "金额", "项目编码"]],
        lambda e: [[str(e.day), f"记字第{e.no}号", e.text, f"530101 研发支出—{e.head}", "借方" if e.debit else "贷方", e.debit or e.credit, e.code]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("program", LAYOUTS)
def test_the_same_book_out_of_every_program(program: str, tmp_path: Path) -> None:
    heads, rows = LAYOUTS[program]
    sheet: list[Row] = [[program], *heads, *(row for line in BOOK for row in rows(line))]
    entries, receipt = read_ledger(write_xlsx(tmp_path / "导出.xlsx", {"Sheet1": sheet}))
    assert receipt.header_row == 1 + len(heads)
    assert not receipt.rejected
    assert receipt.rows.entries == len(sheet) - 1 - len(heads)
    spending = entries.filter(pl.col("kind") == "spending")
    spent = spending.group_by("project_code").agg(pl.col("amount").sum())
    assert dict(spent.iter_rows()) == SPENT
    assert spending["date"].to_list() == [line.day for line in BOOK]
    assert spending["summary"].to_list() == [line.text for line in BOOK]
    (pack,) = load_packs([DEFAULT_PACK])
    placed = classify(spending, pack.categories)
    assert placed["category"].to_list() == ["业务费", "业务费", "设备费"]
    assert placed["item"].drop_nulls().to_list()[:2] == ["材料费", "材料费"]


def sheet_of(*rows: Row) -> list[Row]:
    return [["凭证日期", "凭证号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额"], *rows]


def test_closing_the_year_takes_nothing_from_what_was_spent(tmp_path: Path) -> None:
    rows = sheet_of(
        ["2024-03-05", "记-1", "购试剂", "5001.30218", "业务活动费用-专用材料费", 1200, 0],
        ["2024-12-31", "记-9", "年末结转本期盈余", "3301", "本期盈余", 1200, 0],
        [
            "2024-12-31",
            "记-9",
            "年末结转本期盈余",
            "5001.30218",
            "业务活动费用-专用材料费",
            0,
            1200,
        ],
    )
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries["kind"].to_list() == ["spending", "other", "other"]


def test_what_the_export_marks_as_closing_is_not_counted_and_said(tmp_path: Path) -> None:
    head, *rest = sheet_of(
        ["2024-03-05", "记-1", "购试剂", "7201", "事业支出", 1200, 0],
        ["2024-12-31", "记-9", "年终处理", "7201", "事业支出", 0, 1200],
    )
    rows: list[Row] = [[*head, "是否结转"], [*rest[0], "0"], [*rest[1], "1"]]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries["kind"].to_list() == ["spending", "other"]
    assert "有 1 行标明是结转凭证，不计入收支。" in sheet.notes


def test_an_advance_stays_one_beside_both_books(tmp_path: Path) -> None:
    rows = sheet_of(
        ["2024-03-05", "记-1", "借差旅费", "121801", "其他应收款-借款", 500, 0],
        ["2024-03-06", "记-2", "购试剂", "5001", "业务活动费用", 80, 0],
        ["2024-03-06", "记-2", "购试剂", "7201", "事业支出", 80, 0],
    )
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries["kind"].to_list() == ["advance", "other", "spending"]


def test_an_economic_class_on_the_side_of_the_money_makes_no_spending_of_it(tmp_path: Path) -> None:
    head, *rest = sheet_of(
        ["2024-03-05", "记-1", "购试剂", "5001", "业务活动费用", 80, 0],
        ["2024-03-05", "记-1", "购试剂", "1011", "零余额账户用款额度", 0, 80],
        ["2024-03-05", "记-1", "购试剂", "8001", None, 0, 80],
    )
    rows: list[Row] = [[*head, "部门支出经济分类"], *([*row, "30218-专用材料费"] for row in rest)]
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries["kind"].to_list() == ["spending", "other", "other"]
    assert entries["account_code"].to_list() == ["5001-30218", "1011-30218", "8001-30218"]


def test_a_direction_that_is_none_rejects_its_row_by_name(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["日期", "凭证号", "摘要", "科目名称", "方向", "金额"],
        ["2024-03-05", "记-1", "购试剂", "材料费", "借", 80],
        ["2024-03-05", "记-2", "购试剂", "材料费", "转", 90],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries["amount"].to_list() == [D("80.00")]
    assert sheet.rejected == ((3, "借贷方向「转」看不懂"),)


@pytest.mark.parametrize("side", ["方向", "借或贷"])
def test_the_side_of_the_balance_is_no_side_of_the_entry(side: str, tmp_path: Path) -> None:
    rows: list[Row] = [
        ["日期", "凭证号", "摘要", "支出金额", side, "余额"],
        ["2024-03-05", "记-1", "购试剂", 80, "贷", 920],
        ["2024-03-06", "记-2", "差旅", 20, "贷", 900],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries["amount"].to_list() == [D("80.00"), D("20.00")]


def test_red_credits_are_no_sign_of_sap(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["日期", "凭证号", "摘要", "科目名称", "方向", "金额"],
        ["2024-03-05", "记-1", "冲销", "材料费", "借", -80],
        ["2024-03-05", "记-1", "冲销", "银行存款", "贷", -80],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries["amount"].to_list() == [D("-80.00"), D("80.00")]


def test_dimensions_without_their_names_are_asked_after(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["日期", "凭证号", "摘要", "科目名称", "核算维度", "借方金额"],
        ["2024-03-05", "1", "购试剂", "材料费", "BM03/装备所;JC24-07/连翘种植", 80],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "导出.xlsx", {"Sheet1": rows}))
    assert entries["project_code"].to_list() == ["导出"]
    assert any(
        "BM03/装备所;JC24-07/连翘种植" in n and "认不出哪一个是项目" in n for n in sheet.notes
    )


def test_numbered_dimensions_of_the_data_interface_are_asked_after(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["记账凭证日期", "记账凭证编号", "记账凭证摘要", "科目编号", "辅助项1编号", "借方本币金额", "贷方本币金额"],
        ["20240305", "0012", "购试剂", "530101", "JC24-07", "80.00", "0.00"],
    ]  # fmt: skip
    _, sheet = read_ledger(write_xlsx(tmp_path / "导出.xlsx", {"Sheet1": rows}))
    assert [(q.header, q.candidates) for q in sheet.questions] == [("辅助项1编号", ("项目编号",))]
    assert sheet.notes[0].startswith("表中没有认得出的项目列（「辅助项1编号」可能是")


def test_a_file_of_text_has_no_sheet_that_it_is_named_for(tmp_path: Path) -> None:
    path = tmp_path / "JC24-07.csv"
    path.write_text("日期,凭证号,摘要,金额\n2024-03-05,记-1,购试剂,80\n", "utf-8")
    _, sheet = read_ledger(path)
    assert sheet.notes == ("表中没有项目列，项目「JC24-07」取自文件名。",)


def test_a_general_ledger_says_that_it_has_only_sums(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["日期", "凭证号", "摘要", "借方", "贷方", "方向", "余额"],
        ["2024-01-31", None, "本月合计", 80, None, "借", 80],
        ["2024-01-31", None, "本年累计", 80, None, "借", 80],
    ]
    _, (receipt,) = read(write_xlsx(tmp_path / "总账.xlsx", {"Sheet1": rows}))
    assert any("没有一笔明细" in note for note in receipt.sheets[0].notes)


def test_a_field_dictionary_is_called_one(tmp_path: Path) -> None:
    rows: list[Row] = [["表名", "字段名", "中文名", "类型"], ["gl", "md", "借方金额", "money"]]
    assert "数据字典" in refusal(write_xlsx(tmp_path / "字典.xlsx", {"Sheet1": rows}))


def test_an_auxiliary_table_alone_says_what_it_lacks(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["凭证号", "分录序号", "科目编码", "借方金额", "贷方金额", "辅助类型", "辅助编码", "辅助名称"],
        ["7", "1", "5001", 80, 0, "项目", "JC24-07", "连翘种植"],
    ]  # fmt: skip
    _, (receipt,) = read(write_xlsx(tmp_path / "辅助表.xlsx", {"Sheet1": rows}))
    assert any("一起检查" in note for note in receipt.sheets[0].notes)


def test_a_code_behind_its_departments_is_the_cards(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["日期", "凭证号", "摘要", "项目", "科目", "借方金额"],
        ["2024-03-05", "1", "购试剂", "010100-540773/连翘种植", "500202/科研事业支出/材料费", 80],
        ["2024-03-06", "2", "购试剂", "010100-540881/煤矸石利用", "500202/科研事业支出/材料费", 90],
    ]
    card: list[Row] = [["项目编号", "项目名称", "承担单位", "开始日期"], ["540773", "连翘种植", "某校", "2024-01-01"]]  # fmt: skip
    path = write_xlsx(tmp_path / "账.xlsx", {"明细": rows, "项目信息": card})
    tables, _ = read(path)
    assert tables["entries"]["project_code"].to_list() == ["540773", "010100-540881"]


def test_vouchers_printed_one_below_the_other_keep_their_days_and_numbers(tmp_path: Path) -> None:
    def slip(day: str, number: str, head: str, amount: float) -> list[Row]:
        return [
            ["记 账 凭 证"],
            [f"日期：{day}", None, None, f"凭证号：{number}", "附件1张"],
            ["摘要", "总账科目", "明细科目", "借方金额", "贷方金额"],
            ["付款", "研发支出", head, amount, None],
            ["付款", "银行存款", "工行", None, amount],
            ["合计", None, None, amount, amount],
            ["主管：", "审核：", "记账：", "制单：李"],
        ]

    rows = [*slip("2024-03-05", "记-0012", "材料费", 80), *slip("2024-04-02", "记-7", "差旅费", 90)]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    spent = entries.filter(pl.col("kind") == "spending")
    assert spent.select("date", "voucher_no", "account_name", "amount").rows() == [
        (dt.date(2024, 3, 5), "记-0012", "研发支出/材料费", D("80.00")),
        (dt.date(2024, 4, 2), "记-7", "研发支出/差旅费", D("90.00")),
    ]
    assert not sheet.rejected
    assert "日期和凭证号取自各张凭证的抬头（表头上方及第 9 行）。" in sheet.notes


@pytest.mark.parametrize(
    ("title", "code"), [("核算维度：项目", "JC24-07"), ("核算维度：部门", "导出")]
)
def test_the_title_says_what_a_dimension_is(title: str, code: str, tmp_path: Path) -> None:
    rows: list[Row] = [
        [title, None, "币别：人民币"],
        ["核算维度编码", "核算维度名称", "日期", "凭证字号", "摘要", "科目名称", "借方金额"],
        ["JC24-07", "连翘种植", "2024-03-05", "记-1", "购试剂", "材料费", 80],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "导出.xlsx", {"Sheet1": rows}))
    assert entries["project_code"].to_list() == [code]


def test_a_column_of_dimensions_that_the_title_calls_departments_is_no_project(
    tmp_path: Path,
) -> None:
    rows: list[Row] = [
        ["核算项目：部门", "项目编号：JC24-15"],
        ["核算项目编号", "核算项目名称", "日期", "凭证字号", "摘要", "科目名称", "借方金额"],
        ["0203", "装备所", "2024-03-05", "记-1", "购试剂", "材料费", 80],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "导出.xlsx", {"Sheet1": rows}))
    assert entries["project_code"].to_list() == ["JC24-15"]


@pytest.mark.parametrize(
    ("title", "code", "name"),
    [
        ("项目名称：煤层气提纯（540612）   负责人：郝强", "540612", "煤层气提纯"),
        ("项目名称：煤层气提纯（2024）", None, "煤层气提纯（2024）"),
        ("项目：140500240041-河流泥沙", "140500240041", "河流泥沙"),
    ],
)
def test_a_code_before_or_behind_the_name_in_a_title(
    title: str, code: str | None, name: str, tmp_path: Path
) -> None:
    rows: list[Row] = [
        [title],
        ["日期", "凭证号", "摘要", "金额"],
        ["2024-03-05", "记-1", "购试剂", 80],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"Sheet1": rows}))
    assert entries["project_code"].to_list() == [code or name]
    assert entries["project_name"].to_list() == [name]


def test_the_account_of_a_ledger_of_one_account_stands_in_its_title(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["科 目 明 细 账"],
        ["科　　目：[530101]研发支出\\材料费", None, None, "月份：2024.03"],
        ["日期", "凭证号数", "摘要", "借方", "贷方", "方向", "余额"],
        ["2024.03.05", "记-1", "购滤膜", 80, None, "借", 80],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries.select("account_code", "account_name").rows() == [("530101", "研发支出\\材料费")]


def test_the_old_double_entry_of_assets_counts_a_device_once(tmp_path: Path) -> None:
    rows = sheet_of(
        ["2018-04-11", "记-3", "购播种机", "50010310", "事业支出-项目支出-专用设备购置", 230, 0],
        ["2018-04-11", "记-3", "购播种机", "1011", "零余额账户用款额度", 0, 230],
        ["2018-04-11", "记-3", "购播种机", "1501", "固定资产", 230, 0],
        ["2018-04-11", "记-3", "购播种机", "3101", "非流动资产基金-固定资产", 0, 230],
    )
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC18-07.xlsx", {"Sheet1": rows}))
    assert entries["kind"].to_list() == ["spending", "other", "other", "other"]


def test_a_grant_under_special_payables_is_spent_by_its_heads(tmp_path: Path) -> None:
    rows = sheet_of(
        ["2024-01-10", "记-2", "收到项目资金拨款", "2711.01", "专项应付款-高强铝项目", 0, 300],
        ["2024-02-05", "记-7", "购铝锭", "2711.01.01", "专项应付款-高强铝项目-材料费", 42, 0],
        ["2024-02-06", "记-8", "退铝锭", "2711.01.01", "专项应付款-高强铝项目-材料费", 0, 2],
    )
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries["kind"].to_list() == ["receipt", "spending", "spending"]
    assert entries["amount"].to_list() == [D("-300.00"), D("42.00"), D("-2.00")]


def test_what_was_carried_over_is_no_refund(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["经费卡号：31512024017"],
        ["入账日期", "凭证编号", "业务摘要", "收入金额", "支出金额", "卡余额"],
        ["2024-03-01", "00123", "上年结转", 500, None, 500],
        ["2024-03-04", "00140", "购催化剂", None, 98, 402],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "卡.xlsx", {"Sheet1": rows}))
    assert entries["kind"].to_list() == ["opening", "spending"]
    assert entries["project_code"].unique().to_list() == ["31512024017"]
    assert sheet.columns["卡余额"] == "balance"


@pytest.mark.parametrize(
    ("code", "name", "side", "kind"),
    [
        # Government accounting, financial and budget book.
        ("1011", "零余额账户用款额度", "贷", "other"),
        ("1201", "财政应返还额度", "贷", "other"),
        ("1218", "其他应收款-借款", "借", "advance"),
        ("1214", "预付账款", "借", "advance"),
        ("2302", "应付账款", "贷", "other"),
        ("2307", "其他应付款-管理费", "贷", "other"),
        ("2401", "预提费用-项目间接费或管理费", "贷", "other"),
        ("4001", "财政拨款收入", "贷", "receipt"),
        ("5001", "业务活动费用", "借", "spending"),
        ("5101", "单位管理费用-折旧费", "借", "spending"),
        ("6001", "财政拨款预算收入", "贷", "receipt"),
        ("7201", "事业支出", "借", "spending"),
        ("8001", "资金结存", "贷", "other"),
        ("8101", "财政拨款结转", "贷", "other"),
        ("3101", "固定基金-专用设备", "贷", "other"),
        # Enterprise standards.
        ("1122", "应收账款", "借", "other"),
        ("1221", "其他应收款", "借", "advance"),
        ("1403", "原材料", "贷", "other"),
        ("1601", "固定资产-仪器", "借", "spending"),
        ("1602", "累计折旧", "贷", "other"),
        ("2211", "应付职工薪酬-工资", "贷", "other"),
        ("2221", "应交税费-进项税额", "借", "other"),
        ("2401", "递延收益", "贷", "other"),
        ("4103", "本年利润", "借", "other"),
        ("5301", "研发支出-费用化支出-材料费", "借", "spending"),
        ("6117", "其他收益-政府补助", "贷", "receipt"),
        ("6602", "管理费用-研发费用", "借", "spending"),
        # Names alone, as small programs give them.
        (None, "银行存款", "贷", "other"),
        (None, "建设银行", "贷", "other"),
        (None, "工行基本户", "贷", "other"),
        (None, "银行手续费", "借", "spending"),
        (None, "应收账款", "借", "other"),
        (None, "本年利润", "借", "other"),
        (None, "递延收益", "贷", "other"),
        (None, "自然科学基金-材料费", "借", "spending"),
        (None, "外拨合作单位经费", "借", "transfer_out"),
    ],
)
def test_what_a_line_is_by_its_account(
    code: str | None, name: str, side: str, kind: str, tmp_path: Path
) -> None:
    amounts: Row = [80, None] if side == "借" else [None, 80]
    rows = sheet_of(["2024-03-05", "记-1", "付款", code, name, *amounts])
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries["kind"].to_list() == [kind]


@pytest.mark.parametrize(
    "text", ["期间损益结转", "结转本期损益", "研发费用结转", "转入管理费用", "结转期间损益"]
)
def test_carrying_expenses_off_is_not_taken_from_them(text: str, tmp_path: Path) -> None:
    rows = sheet_of(
        ["2024-03-05", "记-1", "领料", "530101", "研发支出-材料费", 80, None],
        ["2024-03-31", "记-9", text, "6602", "管理费用-研发费用", 80, None],
        ["2024-03-31", "记-9", text, "530101", "研发支出-材料费", None, 80],
    )
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries["kind"].to_list() == ["spending", "other", "other"]


def test_what_is_but_a_part_under_debit_is_not_the_debit(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["日期", "凭证号", "摘要", "科目名称", "借方", None, "贷方", None],
        [None, None, None, None, "笔数", "金额", "笔数", "金额"],
        ["2024-03-05", "记-1", "购试剂", "材料费", 1, 80, None, None],
    ]
    merges = {"Sheet1": ["E1:F1", "G1:H1"]}
    path = write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}, merges)
    assert read_ledger(path)[0]["amount"].to_list() == [D("80.00")]


def test_a_latin_field_name_is_not_near_to_another(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["PZRQ", "PZBH", "ZY", "JFJE", "DWMC", "YWZY"],
        ["20240305", "12", "购试剂", 80, "某所", "x"],
    ]
    _, sheet = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert sheet.questions == ()


def test_under_income_stands_money_in_and_what_came_back(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["项目编号：540633　项目名称：蒽醌染料"],
        ["凭证日期", "凭证号", "摘要", "科目", "收入", "支出", "余额"],
        ["2023-09-01", "03900", "收科技局项目款", None, 200, None, 200],
        ["2023-09-05", "04025", "购染料", "材料费", None, 80, 120],
        ["2023-09-09", "04102", "退回多付染料款", None, 10, None, 130],
        ["2023-09-10", "04110", "染料", "材料费", 5, None, 135],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "查询.xlsx", {"Sheet1": rows}))
    assert entries["kind"].to_list() == ["receipt", "spending", "spending", "spending"]


def test_the_head_of_a_further_page_is_a_title(tmp_path: Path) -> None:
    head: list[Row] = [
        ["三栏式明细账"],
        ["科目：(5301)研发支出", None, "项目：JC24-07", None, None, None, "第1页 共2页"],
        ["日期", "凭证字号", "费用项目", "摘要", "借方金额", "贷方金额", "余额"],
    ]
    rows: list[Row] = [
        *head,
        ["2024-03-05", "记-1", "材料费", "购试剂", 80, None, 80],
        *head,
        ["2024-03-06", "记-2", "材料费", "购滤膜", 20, None, 100],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "账页.xlsx", {"Sheet1": rows}))
    assert entries["amount"].sum() == D("100.00")
    assert not sheet.rejected
    assert (sheet.rows.title, sheet.rows.header) == (4, 2)


def test_both_rows_of_a_head_are_repeated_on_the_next_page(tmp_path: Path) -> None:
    head: list[Row] = [
        ["2024年", None, "凭证号数", "摘要", "借方", "贷方", "方向", "余额"],
        ["月", "日"],
    ]
    rows: list[Row] = [
        ["项目：[JC24-07]连翘种植"],
        *head,
        ["03", "05", "记-1", "购试剂", "80.00", None, "借", "80.00"],
        *head,
        ["03", "06", "记-2", "购滤膜", "20.00", None, "借", "100.00"],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "账页.xlsx", {"Sheet1": rows}))
    assert entries["date"].to_list() == [dt.date(2024, 3, 5), dt.date(2024, 3, 6)]
    assert not sheet.rejected
    assert sheet.rows.header == 4


@pytest.mark.parametrize("under", ["本币", "人民币元"])
def test_a_word_under_an_amount_is_of_the_head(under: str, tmp_path: Path) -> None:
    rows: list[Row] = [
        ["日期", "凭证号", "摘要", "科目名称", "借方", "贷方", "方向", "余额"],
        [None, None, None, None, under, under, None, under],
        ["2024-03-05", "记-1", "购试剂", "材料费", "80.00", None, "借", "80.00"],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries["amount"].to_list() == [D("80.00")]
    assert (sheet.header_row, sheet.rejected) == (2, ())


@pytest.mark.parametrize(
    "title",
    [
        "核算项目：项目/[JC24-07]连翘种植",
        "核算项目：[项目]JC24-07 连翘种植",
        "项目核算：JC24-07 连翘种植",
        "项目档案：科研项目:JC24-07 连翘种植",
        "经费本：JC24-07 连翘种植",
        "项目：JC24-07(连翘种植)",
        "经费编号：JC24-07 经费名称：连翘种植",
        "项目：JC24-07　　连翘种植",
        "项目：JC24-07 连翘种植    部门：药学院",
    ],
)
def test_what_kind_of_item_it_is_stands_before_the_project(title: str, tmp_path: Path) -> None:
    rows: list[Row] = [
        [title],
        ["日期", "凭证号", "摘要", "金额"],
        ["2024-03-05", "记-1", "试剂", 80],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"Sheet1": rows}))
    assert entries.select("project_code", "project_name").rows() == [("JC24-07", "连翘种植")]


@pytest.mark.parametrize(
    ("title", "account"),
    [
        ("科目：5301.01 - 研发支出 - 材料费", ("5301.01", "研发支出 - 材料费")),
        ("科目：研发支出/材料费(530101)", ("530101", "研发支出/材料费")),
        ("对方科目：1002 银行存款", (None, None)),
    ],
)
def test_the_account_in_a_title_with_blanks_or_its_code_behind(
    title: str, account: tuple[str | None, str | None], tmp_path: Path
) -> None:
    rows: list[Row] = [
        [title],
        ["日期", "凭证号", "摘要", "金额"],
        ["2024-03-05", "记-1", "试剂", 80],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries.select("account_code", "account_name").rows() == [account]


def test_a_list_of_vouchers_is_called_one(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["凭证列表"],
        ["制单日期", "凭证编号", "摘要", "借方金额合计", "贷方金额合计", "制单人"],
        ["2024-03-05", "记 - 0001", "购试剂", "80.00", "80.00", "赵"],
        ["2024-03-06", "记 - 0002", "购滤膜", "20.00", "20.00", "赵"],
        ["合计", None, None, "100.00", "100.00"],
    ]
    said = refusal(write_xlsx(tmp_path / "凭证列表.xlsx", {"Sheet1": rows}))
    assert "每行是一张凭证的借贷合计，没有科目和项目" in said
    assert "请从财务系统导出支出明细账" in said


CLAIMS: Row = ["单据编号", "报账日期", "项目编码", "支出事项", "报账事由", "申请金额", "核定金额", "支付状态"]  # fmt: skip


def test_a_claim_is_spent_as_it_was_approved(tmp_path: Path) -> None:
    rows: list[Row] = [
        CLAIMS,
        ["B1", "2024-03-05", "JC24-07", "材料费", "购试剂", 130, 80, "已支付"],
        ["B2", "2024-03-06", "JC24-07", "差旅费", "赴太原调研", 20, 20, "已支付"],
        ["B3", "2024-03-07", "JC24-07", "差旅费", "住宿", 860, None, "已退回"],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "报账.xlsx", {"Sheet1": rows}))
    assert entries["amount"].to_list() == [D("80.00"), D("20.00"), D("860.00")]
    assert entries["kind"].to_list() == ["spending", "spending", "other"]
    assert entries["summary"].to_list() == ["购试剂", "赴太原调研", "住宿"]
    assert entries["cost_item"].to_list() == ["材料费", "差旅费", "差旅费"]
    assert "有 1 行的状态是驳回、撤回或草稿，不计入支出。" in sheet.notes


def test_a_claim_that_awaits_its_approved_amount_is_told(tmp_path: Path) -> None:
    rows: list[Row] = [
        CLAIMS,
        ["B1", "2024-03-05", "JC24-07", "材料费", "购试剂", 130, 80, "已支付"],
        ["B2", "2024-03-06", "JC24-07", "差旅费", "赴太原调研", 20, None, "办理中"],
    ]
    _, sheet = read_ledger(write_xlsx(tmp_path / "报账.xlsx", {"Sheet1": rows}))
    assert sheet.rejected == ((3, "没有金额"),)


PAID: Row = ["支付日期", "支付凭证号", "预算项目代码", "预算项目名称", "支出功能分类", "部门支出经济分类", "用途", "支付金额", "支付状态"]  # fmt: skip


@pytest.mark.parametrize("total", ["80.00", "170.00"])
def test_a_void_payment_is_none_whether_the_total_has_it_or_not(total: str, tmp_path: Path) -> None:
    rows: list[Row] = [
        PAID,
        ["2024-03-05", "11", "1405", "连翘种植", "2060404-转化", "30218-专用材料费", "购试剂", "80.00", "已支付"],
        ["2024-03-05", "", "1405", "连翘种植", "2060404-转化", "30218-专用材料费", "购试剂", "90.00", "已作废"],
        ["合计", None, None, None, None, None, None, total],
    ]  # fmt: skip
    entries, sheet = read_ledger(write_xlsx(tmp_path / "支付.xlsx", {"Sheet1": rows}))
    assert entries["kind"].to_list() == ["spending", "other"]
    assert entries["account_name"].to_list() == ["专用材料费"] * 2
    assert sheet.totals is not None
    assert sheet.totals.agrees is True
    assert sheet.questions == ()


def test_what_programs_write_for_no_project_is_none(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["日期", "凭证号", "摘要", "科目名称", "项目编码", "项目名称", "借方金额"],
        ["2024-03-05", "记-1", "购试剂", "材料费", "JC24-07", "连翘种植", 80],
        ["2024-03-05", "记-2", "购滤膜", "材料费", "0", "缺省", 20],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"Sheet1": rows}))
    assert entries["project_code"].to_list() == ["JC24-07", None]
    assert sheet.unassigned == 1


def test_a_department_behind_an_account_is_no_project(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["科目编码", "科目名称", "日期", "凭证字号", "摘要", "借方", "贷方"],
        ["530101_BM01", "研发支出-材料费_BM01 研发部", "2024-03-05", "记-1", "购试剂", 80, None],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries.select("project_code", "account_code", "account_name").rows() == [
        ("JC24-07", "530101", "研发支出-材料费")
    ]


def test_totals_of_one_project_after_the_other_agree(tmp_path: Path) -> None:
    def of(code: str, *lines: tuple[str, float]) -> list[Row]:
        block: list[Row] = [[None, None, code, "期初余额", None, None, "平", 0]]
        spent = 0.0
        for day, amount in lines:
            spent += amount
            block += [
                [day, "记-1", code, "购试剂", amount, None, "借", spent],
                [None, None, code, "本期合计", amount, 0, "借", spent],
                [None, None, code, "本年累计", spent, 0, "借", spent],
            ]
        return block

    rows: list[Row] = [
        ["日期", "凭证字号", "项目代码", "摘要", "借方", "贷方", "方向", "余额"],
        *of("JC24-07", ("2024-03-05", 80), ("2024-12-06", 20)),
        *of("JC24-15", ("2024-12-07", 7), ("2025-01-30", 9)),
    ]
    for stated, agrees in ((16, True), (50, False)):
        rows[-1][4] = stated
        _, sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"Sheet1": rows}))
        assert sheet.totals is not None
        assert (sheet.totals.agrees, sheet.totals.stated) == (agrees, D(stated))


PAGE = """<html><head><meta charset=utf-8><title>JC99-99 页面</title></head><body>
<h3>项目明细账</h3><table><tr><td>项目：JC24-07&nbsp;&nbsp;连翘种植</td><td>部门：药学院</td></tr></table>
<table><tr><td>日期</td><td>凭证号</td><td>摘要</td><td>金额</td></tr>
<tr><td>2024-03-05</td><td>记-1</td><td>购试剂</td><td>80</td></tr></table>
<p>项目：JC24-15 煤矸石利用</p>
<table><tr><td>日期</td><td>凭证号</td><td>摘要</td><td>金额</td></tr></table>
<table><tr><td>2024-04-02</td><td>记-7</td><td>购离心机</td><td>88000</td></tr></table>
</body></html>"""


def test_what_a_page_says_above_a_table_is_said_of_it(tmp_path: Path) -> None:
    path = tmp_path / "明细账.xls"
    path.write_text(PAGE, "utf-8")
    tables, (receipt,) = read(path)
    spent = tables["entries"].select("project_code", "project_name", "amount").rows()
    assert spent == [("JC24-07", "连翘种植", D("80.00")), ("JC24-15", "煤矸石利用", D("88000.00"))]
    assert [(sheet.role, sheet.rows.title) for sheet in receipt.sheets] == [("entries", 2), ("entries", 1)]  # fmt: skip


def test_the_project_of_a_block_stands_on_its_first_line(tmp_path: Path) -> None:
    head: Row = ["年", "月", "日", "凭证号", "项目", "部门经济科目", "摘要", "借方金额", "贷方金额", "方向", "余额"]  # fmt: skip
    item = "30218 专用材料费"
    rows: list[Row] = [
        head,
        ["2024", "03", "05", "0001", "JC24-07 连翘种植", item, "购试剂", 80, None, "借", 80],
        ["2024", "03", "06", "0002", None, item, "购滤膜", 20, None, "借", 100],
        ["2024", "03", "07", "0003", None, item, "购滤芯", 5, None, "借", 105],
        ["2024", "03", None, None, None, None, "本年累计", 105, None, "借", 105],
        ["2024", "03", "08", "0003", "JC24-15 煤矸石利用", item, "购离心管", 7, None, "借", 7],
        ["2024", "04", "02", "0001", None, item, "购滤纸", 3, None, "借", 10],
        ["2024", "04", "03", "0002", None, item, "购滤杯", 1, None, "借", 11],
        ["2024", "04", None, None, None, None, "本年累计", 11, None, "借", 11],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"Sheet1": rows}))
    assert entries["project_code"].to_list() == ["JC24-07"] * 3 + ["JC24-15"] * 3
    assert "「项目」只写在每组的第一行，以下各行照上一行。" in sheet.notes
    assert sheet.totals is not None
    assert sheet.totals.agrees is True


@pytest.mark.parametrize(
    ("headings", "accounts"),
    [
        (
            (
                "科目：66020401 研发费用-材料费　项目：JC24-07 连翘",
                "科目：66020402 研发费用-差旅费",
            ),
            [("66020401", "研发费用-材料费"), ("66020402", "研发费用-差旅费")],
        ),
        (("30218 材料费", "30211 差旅费"), [("30218", "材料费"), ("30211", "差旅费")]),
        (("540773 连翘种植", "540881 煤矸石利用"), [(None, None), (None, None)]),
    ],
)
def test_an_account_in_a_heading_is_that_of_the_lines_below(
    headings: tuple[str, str], accounts: list[tuple[str | None, str | None]], tmp_path: Path
) -> None:
    rows: list[Row] = [
        ["日期", "凭证号", "摘要", "借方", "贷方"],
        [headings[0]],
        ["2024-03-05", "记-1", "购试剂", 80, None],
        [None, None, "小计", 80],
        [headings[1]],
        ["2024-03-06", "记-2", "赴太原", 20, None],
        [None, None, "小计", 20],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries.select("account_code", "account_name").rows() == accounts


def test_a_heading_with_a_total_of_its_own_is_an_item_whatever_it_is_called(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["Transaction Detail by Account"],
        [None, "Date", "Num", "Name", "Class", "Memo/Description", "Amount", "Balance"],
        ["Lab Supplies"],
        [None, "03/05/2024", "12", "X Ltd", "JC24-07", "reagents", 80, 80],
        [None, "03/18/2024", "30", "X Ltd", "JC24-07", "filters", 20, 100],
        ["Total for Lab Supplies", None, None, None, None, None, 100],
        ["Travel"],
        [None, "04/02/2024", "7", "Wang", "JC24-07", "Taiyuan", 5, 5],
        ["Total for Travel", None, None, None, None, None, 5],
        ["TOTAL", None, None, None, None, None, 105],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"Sheet1": rows}))
    assert entries["cost_item"].to_list() == ["Lab Supplies", "Lab Supplies", "Travel"]
    assert entries["date"].to_list() == [dt.date(2024, 3, 5), dt.date(2024, 3, 18), dt.date(2024, 4, 2)]  # fmt: skip
    assert sheet.totals is not None
    assert (sheet.totals.agrees, sheet.totals.stated) == (True, D("105.00"))


def test_numbers_of_vouchers_printed_with_their_type_keep_them(tmp_path: Path) -> None:
    def slip(day: str, number: str, amount: float) -> list[Row]:
        return [
            ["核算单位：某院", None, f"日期：{day}", None, f"凭证号：记账凭证 {number}"],
            ["摘要", "会计科目", "辅助核算", "借方", "贷方"],
            ["购试剂", "530101\\研发支出\\材料费", "【项目：JC24-07 连翘】", amount, None],
            ["购试剂", "1002\\银行存款", None, None, amount],
        ]

    rows = [*slip("2024-03-05", "0012", 80), *slip("2024-03-06", "0013", 20)]
    entries, _ = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"Sheet1": rows}))
    spent = entries.filter(pl.col("kind") == "spending")
    assert spent["voucher_no"].to_list() == ["记账凭证0012", "记账凭证0013"]


def _interface(*definitions: Row) -> dict[str, list[Row]]:
    head: Row = ["记账凭证日期", "记账凭证编号", "记账凭证摘要", "科目编号", "辅助项1编号", "辅助项2编号", "借方本币金额", "贷方本币金额"]  # fmt: skip
    return {
        "记账凭证": [
            head,
            ["20240305", "0012", "购试剂", "530101", "02", "JC24-07", "80.00", "0.00"],
        ],
        "科目辅助核算": [["科目编号", "辅助项编号", "辅助项名称", "对应档案"], *definitions],
        "自定义档案值": [["档案编码", "档案值编码", "档案值名称"], ["XM", "JC24-07", "连翘种植"]],
    }


def test_what_the_data_interface_says_of_its_dimensions_is_not_asked(tmp_path: Path) -> None:
    department: Row = ["530101", "辅助项1编号", "部门", "部门档案"]
    book = _interface(department, ["530101", "辅助项2编号", "项目", "项目档案"])
    entries, _ = read_ledger(write_xlsx(tmp_path / "导出.xlsx", book))
    assert entries.select("project_code", "project_name").rows() == [("JC24-07", "连翘种植")]
    book = _interface(department, ["530101", "辅助项2编号", "往来", "客户档案"])
    _, sheet = read_ledger(write_xlsx(tmp_path / "导出2.xlsx", book))
    assert {question.header for question in sheet.questions} == {"辅助项1编号", "辅助项2编号"}


@pytest.mark.parametrize(
    ("days", "numbers", "read_as"),
    [
        (["03-05", None, "03-09", "03-12"], ["1", "2", "3", "4"], ["03-05", "03-05", "03-09", "03-12"]),
        # Days written on every line, or numbers out of order: what is blank was left out.
        (["03-05", "03-05", None, "03-12"], ["1", "2", "3", "4"], ["03-05", "03-05", None, "03-12"]),
        (["03-05", None, "03-09", "03-12"], ["7", "2", "8", "9"], ["03-05", None, "03-09", "03-12"]),
    ],
)  # fmt: skip
def test_a_day_that_is_written_once(
    days: list[str | None], numbers: list[str], read_as: list[str | None], tmp_path: Path
) -> None:
    rows: list[Row] = [["日期", "凭证号", "摘要", "金额"]]
    rows += [[d and f"2024-{d}", f"记-{n}", "试剂", 8] for d, n in zip(days, numbers, strict=True)]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert [d and f"{d:%m-%d}" for d in entries["date"]] == read_as
    told = any("按与上一行同一天读取" in note for note in sheet.notes)
    assert told == (None in days and None not in read_as)


@pytest.mark.parametrize(
    ("days", "read_as"),
    [
        (["31.03.2024", "05.04.2024"], [dt.date(2024, 3, 31), dt.date(2024, 4, 5)]),
        (["03/31/2024", "04/05/2024"], [dt.date(2024, 3, 31), dt.date(2024, 4, 5)]),
        (["31/03/2024", "05/04/2024"], [dt.date(2024, 3, 31), dt.date(2024, 4, 5)]),
        (["08-1月 -24", "09-十二月-2024"], [dt.date(2024, 1, 8), dt.date(2024, 12, 9)]),
    ],
)
def test_days_that_stand_before_their_months(
    days: list[str], read_as: list[dt.date], tmp_path: Path
) -> None:
    rows: list[Row] = [["日期", "凭证号", "摘要", "金额"]]
    rows += [[day, "1", "试剂", 8] for day in days]
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries["date"].to_list() == read_as


def test_a_day_that_may_be_the_month_is_none(tmp_path: Path) -> None:
    rows: list[Row] = [["日期", "凭证号", "摘要", "金额"], ["03/05/2024", "1", "试剂", 8]]
    _, sheet = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert sheet.rejected == ((2, "日期「03/05/2024」不是日期"),)


def test_a_short_word_in_front_is_not_asked_after(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["日期", "凭证号", "摘要", "金额", "支出功能说明书编码", "支出组织架构"],
        ["2024-03-05", "1", "试剂", 8, "x", "y"],
    ]
    _, sheet = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert sheet.questions == ()


def test_a_day_until_which_something_is_valid_makes_no_ledger(tmp_path: Path) -> None:
    rows: list[Row] = [["合同名称", "供应商", "合同金额", "有效日期"], ["检测协议", "某公司", 80, "2025-03-05"]]  # fmt: skip
    assert refusal(write_xlsx(tmp_path / "合同.xlsx", {"Sheet1": rows}))


def test_each_page_has_the_account_of_its_own_head(tmp_path: Path) -> None:
    head: Row = ["日期", "凭证字号", "摘要", "借方", "贷方", "余额"]
    rows: list[Row] = [
        ["科目：530101 研发支出-材料费"],
        head,
        ["2024-03-05", "记-1", "购试剂", 80, None, 80],
        ["科目：530102 研发支出-差旅费"],
        head,
        ["2024-03-06", "记-2", "赴太原", 20, None, 20],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "JC24-07.xlsx", {"Sheet1": rows}))
    assert entries["account_code"].to_list() == ["530101", "530102"]


def test_a_card_above_the_header_is_no_part_of_it(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["我的经费-收支明细"],
        ["经费编号", "JC2024-07", "经费名称", "连翘种植", "负责人", "赵敏"],
        ["业务日期", "凭证号", "收支类型", "支出科目", "摘要", "金额", "余额"],
        ["2024-03-01", "00100", "收入", None, "到账：市科技局", 500, 500],
        ["2024-03-05", "00123", "支出", "材料费", "购试剂", 80, 420],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "经费.xlsx", {"Sheet1": rows}))
    assert sheet.header_row == 3
    assert entries["kind"].to_list() == ["receipt", "spending"]
    assert entries.select("project_code", "project_name").row(1) == ("JC2024-07", "连翘种植")
