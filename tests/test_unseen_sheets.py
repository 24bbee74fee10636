"""Hand-kept sheets, query exports and bureau sheets as people lay them out, read without set-up.

Every expectation was written by hand from what stands in the rows.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import pytest
from books import Cell, write_xlsx
from reading import read, read_ledger, refusal

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
Rows = list[list[Cell]]
_: None = None


class Book(NamedTuple):
    """A workbook and what must be read from it.

    lines: per entry, in the order of the rows, what these columns hold; tables: role and number
    of lines of every table found, sheet by sheet; said: words that the receipts must say.
    """

    sheets: dict[str, Rows]
    columns: tuple[str, ...]
    lines: list[tuple[str | None, ...]]
    tables: list[tuple[str, int]]
    said: tuple[str, ...] = ()
    agrees: bool | None = None


DAY_LEDGER: list[Cell] = ["日", "摘要", "金额"]
SPENDING: list[Cell] = ["日期", "摘要", "金额"]
FULL: list[Cell] = ["日期", "凭证号", "摘要", "费用科目", "金额"]

BOOKS = {
    "a sheet a month, whose lines have only the day": Book(
        {
            "1月": [["2024年1月支出流水"], DAY_LEDGER, [3, "办公用纸", 120], [17, "快递", 30]],
            "2月": [["2024年2月支出流水"], DAY_LEDGER, [20, "实验服", 640]],
        },
        ("date", "amount"),
        [("2024-01-03", "120.00"), ("2024-01-17", "30.00"), ("2024-02-20", "640.00")],
        [("entries", 2), ("entries", 1)],
    ),
    "the month only where it changes": Book(
        {
            "采购": [
                ["2024年度材料采购登记表"],
                ["月", "日", "用途", "供货商", "数量", "单价", "总价"],
                [1, 12, "试剂", "甲公司", 1, 2350, 2350],
                [_, 25, "枪头", "乙公司", 10, 86, 860],
                [3, 3, "氮气", "丙公司", 4, 120, 480],
                ["合  计", _, _, _, _, _, 3690],
                ["制表人：陈静", _, _, _, "审核：周明"],
            ]
        },
        ("date", "payee", "amount"),
        [
            ("2024-01-12", "甲公司", "2350.00"),
            ("2024-01-25", "乙公司", "860.00"),
            ("2024-03-03", "丙公司", "480.00"),
        ],
        [("entries", 3)],
        agrees=True,
    ),
    "months and no days": Book(
        {
            "明细": [
                ["2023年课题经费开支"],
                ["月份", "费用类别", "内容", "金额（元）"],
                ["3月", "材料费", "硅片", 5200],
                ["12月", "设备费", "恒温槽", 9800],
            ]
        },
        ("date", "cost_item", "summary"),
        [(_, "材料费", "硅片"), (_, "设备费", "恒温槽")],
        [("entries", 2)],
        ("只有月份，没有日期",),
    ),
    "English": Book(
        {
            "Expenses": [
                ["Project No.: NSF-2023-119"],
                ["Date", "Voucher No.", "Description", "Category", "Payee", "Amount (CNY)"],
                ["2023-05-04", "V001", "Reagents", "Materials", "Sigma", 2300],
                ["2023-05-19", "V014", "Flight", "Travel", "Air", 1450.75],
                ["Total", _, _, _, _, 3750.75],
            ]
        },
        ("project_code", "voucher_no", "cost_item", "amount"),
        [
            ("NSF-2023-119", "V001", "Materials", "2300.00"),
            ("NSF-2023-119", "V014", "Travel", "1450.75"),
        ],
        [("entries", 2)],
        agrees=True,
    ),
    "traditional characters": Book(
        {
            "支出明細": [
                ["日期", "憑證號", "摘要", "支出金額", "經手人", "備註"],
                ["2024/03/05", "A-01", "購置試劑", 8800, "林", _],
                ["合計", _, _, 8800],
            ]
        },
        ("voucher_no", "handler", "amount"),
        [("A-01", "林", "8800.00")],
        [("entries", 1)],
        agrees=True,
    ),
    "the side behind the amount": Book(
        {
            "Ledger": [
                ["Date", "Particulars", "Amount", "Balance"],
                ["2024-01-03", "Lab supplies", "1,200.00 DR", "1,200.00 DR"],
                ["2024-01-09", "Refund", "300.00CR", "900.00 DR"],
                ["2024-01-20", "Testing", "2,500.00 借", "3,400.00 借"],
            ]
        },
        ("amount", "balance"),
        [("1200.00", "1200.00"), ("-300.00", "900.00"), ("2500.00", "3400.00")],
        [("entries", 3)],
    ),
    "receipts left and spending right": Book(
        {
            "2023": [
                ["智能制造收支登记　项目编号：ZN-2023-08", _, _, _, "单位：百元"],
                ["到账情况", _, _, _, "支出情况"],
                ["日期", "来款单位", "金额", _, "日期", "摘要", "科目", "金额"],
                ["2023-02-01", "市财政局", 3000, _, "2023-03-05", "示波器", "设备费", 480],
                [_, _, _, _, "2023-04-11", "铝板", "材料费", 126],
                ["合计", _, 3000, _, "合计", _, _, 606],
            ]
        },
        ("project_code", "date", "summary", "amount"),
        [
            ("ZN-2023-08", "2023-03-05", "示波器", "48000.00"),
            ("ZN-2023-08", "2023-04-11", "铝板", "12600.00"),
        ],
        [("receipts", 1), ("entries", 2)],
    ),
    "one list in two columns": Book(
        {
            "流水": [
                [*SPENDING, *SPENDING],
                ["2024/1/3", "快递费", 36, "2024/2/20", "墨盒", 298],
                ["2024/1/9", "打车", 54.5, _, _, _],
            ]
        },
        ("date", "summary", "amount"),
        [
            ("2024-01-03", "快递费", "36.00"),
            ("2024-01-09", "打车", "54.50"),
            ("2024-02-20", "墨盒", "298.00"),
        ],
        [("entries", 2), ("entries", 1)],
    ),
    "one table with empty columns in it": Book(
        {
            "Sheet1": [
                ["日期", _, "摘要", _, "金额", _, "备注"],
                ["2023-11-02", _, "离心管", _, 560, _, "急"],
                ["以上为2023年支出，另起"],
                ["2024-01-08", _, "引物", _, 780],
            ]
        },
        ("summary", "amount", "note"),
        [("离心管", "560.00", "急"), ("引物", "780.00", _)],
        [("entries", 2)],
    ),
    "blocks under cost items, with their own headers": Book(
        {
            "台账": [
                ["课题经费台账  项目编号：FK-2201"],
                ["一、设备费"],
                ["序号", *SPENDING],
                [1, "2022-04-01", "真空泵", 18000],
                ["小计", _, _, 18000],
                ["二、材料费"],
                ["序号", *SPENDING],
                [1, "2022-04-11", "石英管", 900],
                [2, "2022-06-30", "靶材", 5400],
                ["小计", _, _, 6300],
                ["三、其他"],
                [1, "2022-08-08", "邮寄", 100],
                ["总计", _, _, 24400],
            ]
        },
        ("project_code", "cost_item", "amount"),
        [
            ("FK-2201", "设备费", "18000.00"),
            ("FK-2201", "材料费", "900.00"),
            ("FK-2201", "材料费", "5400.00"),
            ("FK-2201", "其他", "100.00"),
        ],
        [("entries", 4)],
        ("费用科目取自各行上方的标题",),
        agrees=True,
    ),
    "totals on the headings of groups": Book(
        {
            "支出": [
                ["日期", "凭证号", "摘要", "金额"],
                ["材料费", _, _, 5000],
                ["2023-03-01", "记-1", "试剂", 2000],
                ["2023-03-09", "记-6", "器皿", 3000],
                ["差旅费", _, _, 1800],
                ["2023-04-02", "记-11", "调研", 1800],
                ["合计", _, _, 6800],
            ]
        },
        ("cost_item", "amount"),
        [("材料费", "2000.00"), ("材料费", "3000.00"), ("差旅费", "1800.00")],
        [("entries", 3)],
        agrees=True,
    ),
    "a project's name above its lines": Book(
        {
            "明细": [
                ["科研项目支出明细（分项目列示）"],
                ["日期", "凭证号", "摘要", "科目", "金额"],
                ["项目：(540773)高熵合金涂层"],
                ["2023-02-20", "02117", "购钛粉", "材料费", 16800],
                ["小计", _, _, _, 16800],
                ["项目：(540780)固态电解质"],
                ["2023-05-20", "05017", "购锂片", "材料费", 7700],
                ["小计", _, _, _, 7700],
            ]
        },
        ("project_code", "project_name", "amount"),
        [("540773", "高熵合金涂层", "16800.00"), ("540780", "固态电解质", "7700.00")],
        [("entries", 2)],
        agrees=True,
    ),
    "a project's name below its lines is none of the lines after it": Book(
        {
            "K-2024-01": [
                FULL,
                ["2023-02-20", "1", "甲", "材料费", 10],
                ["项目：(540773)甲", _, _, _, _],
                ["2023-05-20", "2", "乙", "材料费", 20],
            ]
        },
        ("project_code",),
        [("K-2024-01",), ("K-2024-01",)],
        [("entries", 2)],
    ),
    "sources of funds as columns": Book(
        {
            "支出": [
                ["项目编号：GX-2020-77"],
                ["凭证日期", "凭证号", "摘要", "支出科目", "金额", _, _],
                [_, _, _, _, "财政资金", "自筹资金", "合计"],
                ["2020-10-10", "记12", "样机", "材料费", 30000, 20000, 50000],
                ["2020-12-15", "记60", "人员", "劳务费", _, 15000, 15000],
                ["合计", _, _, _, 30000, 35000, 65000],
            ]
        },
        ("fund_source", "cost_item", "amount"),
        [
            ("财政资金", "材料费", "30000.00"),
            ("自筹资金", "材料费", "20000.00"),
            ("自筹资金", "劳务费", "15000.00"),
        ],
        [("entries", 2)],
        agrees=True,
    ),
    "a sheet for each source of funds": Book(
        {
            "专项资金支出": [["项目编号：ZX-5"], FULL, ["2023-01-05", "1", "试剂", "材料费", 1000]],
            "自筹资金支出": [["项目编号：ZX-5"], FULL, ["2023-02-05", "2", "水电", "其他", 2300]],
        },
        ("fund_source", "amount"),
        [("专项资金", "1000.00"), ("自筹资金", "2300.00")],
        [("entries", 1), ("entries", 1)],
        ("资金来源「专项资金」取自",),
    ),
    "a project's list that looks like a bank's": Book(
        {
            "Sheet1": [
                ["项目编号", "项目名称", "交易日期", "摘要", "收入", "支出", "余额", "对方户名"],
                ["A1", "固废利用", "2023-02-02", "市科技局拨款", 100000, _, 100000, "国库"],
                ["A1", "固废利用", "2023-02-20", "破碎机", _, 38000, 62000, "某机械厂"],
            ]
        },
        ("project_code", "kind", "amount", "payee"),
        [("A1", "receipt", "-100000.00", "国库"), ("A1", "spending", "38000.00", "某机械厂")],
        [("entries", 2)],
    ),
    "a column of a 多栏账 whose total is wrong": Book(
        {
            "多栏账": [
                ["日期", "凭证号", "摘要", "借方", "材料费", "差旅费"],
                ["2024-01-05", "1", "试剂", 1000, 1000, _],
                ["2024-01-09", "2", "出差", 600, _, 600],
                ["本月合计", _, _, 1600, 1000, 500],
            ]
        },
        ("cost_item", "amount"),
        [("材料费", "1000.00"), ("差旅费", "600.00")],
        [("entries", 2)],
        agrees=False,
    ),
    "one line whose items are not its amount": Book(
        {
            "登记簿": [
                ["日期", "摘要", "材料费", "差旅费", "合计"],
                ["2024-03-05", "试剂", 1320, _, 1320],
                ["2024-03-20", "采样", 250, 600, 950],
                ["2024-04-01", "耗材", 480, _, 480],
                ["2024-04-02", "纸", 20, _, _],
            ]
        },
        ("cost_item", "amount"),
        [("材料费", "1320.00"), (_, "950.00"), ("材料费", "480.00"), ("材料费", "20.00")],
        [("entries", 4)],
        ("第 3 行各列之和不等于「合计」",),
    ),
    "the supplementary ledger of research spending": Book(
        {
            "辅助账": [
                ["研发支出辅助账"],
                ["项目编号：RD2021-03", _, _, _, "项目名称：耐磨涂层"],
                ["凭证信息", _, _, _, "会计凭证记载金额", "税法规定的归集金额", "费用明细", _],
                ["日期", "种类", "号数", "摘要", _, _, "人员人工费用", "直接投入费用"],
                ["2021-10-31", "记", "45", "10月工资", 30000, 30000, 30000, _],
                ["2021-11-12", "记", "20", "粉末", 12000, 11000, _, 11000],
                ["2021-11-30", "记", "88", "资料费", 800, 800, _, 800],
            ]
        },
        ("project_code", "cost_item", "amount"),
        [
            ("RD2021-03", "人员人工费用", "30000.00"),
            ("RD2021-03", _, "12000.00"),
            ("RD2021-03", "直接投入费用", "800.00"),
        ],
        [("entries", 3)],
    ),
    "the year in a merged column of its own": Book(
        {
            "流水": [
                ["年度", "日期", "开支内容", "支出(元)", "结余(元)"],
                [2023, "11.5", "密封圈", 800, 49200],
                [_, "12.20", "试压", 3000, 46200],
                [2024, "1.8", "差旅", 1200, 45000],
            ]
        },
        ("date",),
        [("2023-11-05",), ("2023-12-20",), ("2024-01-08",)],
        [("entries", 3)],
    ),
    "days that pass into the next year": Book(
        {
            "Sheet1": [
                ["2023年课题支出"],
                SPENDING,
                ["12月20日", "试压", 3000],
                ["1月8日", "差旅", 1200],
                ["3月9日", "耗材", 20],
            ]
        },
        ("date",),
        [("2023-12-20",), ("2023-01-08",), ("2023-03-09",)],
        [("entries", 3)],
        ("第 4 行的日期没有年份", "请补上年份"),
    ),
    "cost items without 费": Book(
        {
            "Sheet1": [
                ["序号", "使用日期", "摘要", "设备", "材料", "差旅", "其他", "小计"],
                [1, "2024-02-01", "示波器", 8800, _, _, _, 8800],
                [2, "2024-03-01", "参会", _, _, 1430, 200, 1630],
                ["合计", _, _, 8800, 0, 1430, 200, 10430],
            ]
        },
        ("cost_item", "amount"),
        [("设备", "8800.00"), ("差旅", "1430.00"), ("其他", "200.00")],
        [("entries", 2)],
        agrees=True,
    ),
    "money in and out by a type": Book(
        {
            "导出": [
                ["业务日期", "经费卡号", "业务类型", "金额", "摘要"],
                ["2024-01-05", "K7781", "收入", 50000, "拨款"],
                ["2024-01-15", "K7781", "支出", 2600, "试剂"],
            ]
        },
        ("kind", "debit", "credit"),
        [("receipt", _, "50000.00"), ("spending", "2600.00", _)],
        [("entries", 2)],
    ),
    "a type that is a cost item stays one": Book(
        {
            "导出": [
                ["日期", "支出类型", "金额", "摘要"],
                ["2024-01-05", "材料费", 50, "试剂"],
                ["2024-01-15", "收入", 26, "纸"],
            ]
        },
        ("cost_item", "amount"),
        [("材料费", "50.00"), ("收入", "26.00")],
        [("entries", 2)],
    ),
    "claims that were refused": Book(
        {
            "报销单": [
                ["报销单号", "审批状态", "报销人", "费用类型", "事由", "金额"],
                ["BX001", "已通过", "甲", "差旅费", "北京", 1800],
                ["BX002", "已驳回", "乙", "材料费", "试剂", 900],
                ["BX003", "审批中", "丙", "办公费", "纸", 100],
            ]
        },
        ("kind", "amount"),
        [("spending", "1800.00"), ("other", "900.00"), ("spending", "100.00")],
        [("entries", 3)],
        ("有 1 行的状态是驳回、撤回或草稿，不计入支出", "有 1 行还没有审批完"),
    ),
    "foreign money beside yuan": Book(
        {
            "支出": [
                ["日期", "凭证号", "摘要", "币种", "原币金额", "汇率", "折合人民币"],
                ["5-Mar-24", "4-3", "版面费", "USD", 1200, 7.1, 8520],
                ["Apr 8, 2024", "4-9", "打印", "CNY", 60, 1, 60],
            ]
        },
        ("date", "amount"),
        [("2024-03-05", "8520.00"), ("2024-04-08", "60.00")],
        [("entries", 2)],
    ),
    "cost items under a head of two rows": Book(
        {
            "支出": [
                ["课题差旅"],
                ["姓名", "事由", "往返日期", "费用明细", _, _, _, "金额合计", "报销时间"],
                [_, _, _, "交通费", "住宿费", "伙食补贴", "市内交通", _, _],
                ["甲", "评审", "3.1-3.3", 1100, 800, 300, 240, 2440, "2024-03-10"],
                ["乙", "采样", "4.2-4.2", 60, _, _, _, 60, "2024-04-10"],
            ]
        },
        ("date", "cost_item", "amount"),
        [
            ("2024-03-10", "差旅费/交通费", "1100.00"),
            ("2024-03-10", "差旅费/住宿费", "800.00"),
            ("2024-03-10", "差旅费/伙食补贴", "300.00"),
            ("2024-03-10", "差旅费/市内交通", "240.00"),
            ("2024-04-10", "差旅费/交通费", "60.00"),
        ],
        [("entries", 2)],
    ),
    "a time from day to day": Book(
        {
            "Sheet1": [
                ["2024年测试登记"],
                SPENDING,
                ["3.1-3.5", "XRD", 600],
                ["3.8", "SEM", 400],
                ["2024-04-02至2024-04-03", "TEM", 900],
            ]
        },
        ("date", "amount"),
        [(_, "600.00"), ("2024-03-08", "400.00"), (_, "900.00")],
        [("entries", 3)],
        ("第 3、5 行的日期是一段时间",),
    ),
    "what is left below the lines": Book(
        {
            "流水": [
                ["日期", "摘要", "支出"],
                ["2023-03-01", "试剂", 100],
                ["2023-03-02", "查询账户余额", 5],
                [_, "本年支出合计", 105],
                [_, "结余", 45000],
                [_, "收支相抵后余额", 45000],
            ]
        },
        ("amount",),
        [("100.00",), ("5.00",)],
        [("entries", 2)],
        agrees=True,
    ),
    "a treasury's payments": Book(
        {
            "支付明细": [
                ["支付日期", "收款人全称", "支付金额", "预算项目", "用途", "资金性质"],
                ["2024-05-06", "某公司", 56000, "P2024-01 湖泊治理", "水质仪", "财政拨款"],
            ]
        },
        ("project_code", "project_name", "payee", "fund_source"),
        [("P2024-01", "湖泊治理", "某公司", "财政拨款")],
        [("entries", 1)],
    ),
    "odd cells": Book(
        {
            "Sheet1": [
                ["智能制造课题支出明细（项目编号：AB-2023-1）"],
                ["日期", "摘要", "金额（万元）"],
                ["2024-03-05(周二)", "甲", "−1.5"],
                ["2024年3月6日 星期三", "乙", "5000元"],
                ["2024.03.08.", "丙", "2"],
            ]
        },
        ("project_code", "date", "amount"),
        [
            ("AB-2023-1", "2024-03-05", "-15000.00"),
            ("AB-2023-1", "2024-03-06", "5000.00"),
            ("AB-2023-1", "2024-03-08", "20000.00"),
        ],
        [("entries", 3)],
        ("第 4 行写明是“元”",),
    ),
    "a unit on each line": Book(
        {
            "Sheet1": [
                ["日期", "摘要", "金额", "单位"],
                ["2024-01-03", "设备", 1.2, "万元"],
                ["2024-01-04", "纸", 300, "元"],
                ["2024-01-05", "试剂", 30, "瓶"],
            ]
        },
        ("amount",),
        [("12000.00",), ("300.00",), ("30.00",)],
        [("entries", 3)],
    ),
    "labels above their values": Book(
        {
            "Sheet1": [
                ["项目编号", "项目名称", "负责人"],
                ["ZX-88", "蓄热材料", "甲"],
                [],
                FULL,
                ["2024-01-03", "1", "试剂", "材料费", 100],
            ]
        },
        ("project_code", "project_name"),
        [("ZX-88", "蓄热材料")],
        [("entries", 1)],
    ),
    "a title with the code in brackets": Book(
        {
            "Sheet1": [
                ["基于深度学习的滑坡预警（编号KJ2023-5）经费支出"],
                SPENDING,
                ["2024-01-03", "试剂", 100],
            ]
        },
        ("project_code",),
        [("KJ2023-5",)],
        [("entries", 1)],
    ),
    "money that came in": Book(
        {
            "来款": [
                ["来款日期", "来款单位", "来款金额", "项目编号"],
                ["2024-01-08", "科技局", 3, "L-1"],
            ],
            "支出": [["项目编号", *SPENDING], ["L-1", "2024-01-09", "纸", 2]],
        },
        ("project_code",),
        [("L-1",)],
        [("receipts", 1), ("entries", 1)],
    ),
    "heads of cost items with their sums": Book(
        {
            "附表": [
                ["序号", "支出科目", "日期", "凭证号", "摘要", "金额"],
                ["一", "直接费用", _, _, _, 1300],
                ["1", "设备费", _, _, _, 1000],
                [_, _, "2023-01-03", "1", "天平", 1000],
                ["2", "材料费", _, _, _, 300],
                [_, _, "2023-02-03", "2", "试剂", 100],
                [_, _, "2023-02-04", "3", "纸", 200],
                ["合计", _, _, _, _, 1300],
            ]
        },
        ("cost_item", "amount"),
        [("设备费", "1000.00"), ("材料费", "100.00"), ("材料费", "200.00")],
        [("entries", 3)],
        agrees=True,
    ),
    "lines that have only a cost item are lines where their sums are none": Book(
        {
            "附表": [
                ["支出科目", "日期", "凭证号", "摘要", "金额"],
                ["设备费", _, _, _, 1000],
                [_, "2023-01-03", "1", "天平", 70],
                ["材料费", _, _, _, 300],
                [_, "2023-02-03", "2", "试剂", 100],
            ]
        },
        ("cost_item", "amount"),
        [("设备费", "1000.00"), (_, "70.00"), ("材料费", "300.00"), (_, "100.00")],
        [("entries", 4)],
    ),
    "projects as columns": Book(
        {
            "明细": [
                ["日期", "凭证号", "摘要", "RD001", "RD002", "合计"],
                ["2023-01-31", "记-5", "工资", 100, 200, 300],
                ["2023-02-28", "记-8", "材料", 50, 0, 50],
                ["合计", _, _, 150, 200, 350],
            ]
        },
        ("project_code", "amount"),
        [("RD001", "100.00"), ("RD002", "200.00"), ("RD001", "50.00")],
        [("entries", 2)],
        ("项目是表头的各列",),
        agrees=True,
    ),
    "months side by side": Book(
        {
            "2024年": [
                ["1月", _, _, _, "2月"],
                [*SPENDING, _, *SPENDING],
                ["5日", "试剂", 10, _, "6日", "纸", "20元整"],
            ]
        },
        ("date", "amount"),
        [("2024-01-05", "10.00"), ("2024-02-06", "20.00")],
        [("entries", 1), ("entries", 1)],
    ),
    "a matter that is called 项目": Book(
        {
            "登记": [
                ["时间", "项目", "金额", "经办人"],
                ["2024-01-03", "打印费", 30, "甲"],
                ["2024-01-05", "购买试剂", 500, "乙"],
            ]
        },
        ("summary", "amount"),
        [("打印费", "30.00"), ("购买试剂", "500.00")],
        [("entries", 2)],
    ),
    "days of no year": Book(
        {"一季度": [SPENDING, ["1.5", "试剂", 100], ["待定", "纸", 50], ["合计", _, 150]]},
        ("date", "amount"),
        [(_, "100.00")],
        [("entries", 1)],
        ("第 2 行的日期没有年份",),
    ),
    "supplies with who took them": Book(
        {
            "耗材": [
                ["课题编号", "采购日期", "物品名称", "数量", "金额", "供应商", "领用人"],
                ["HC-01", "2023/4/1", "色谱柱", 1, 3200, "甲公司", "张"],
            ]
        },
        ("project_code", "item_name", "amount"),
        [("HC-01", "色谱柱", "3200.00")],
        [("entries", 1)],
    ),
    "sources of funds under one head and no total": Book(
        {
            "附表3": [
                ["科目名称", "记账日期", "凭证编号", "业务内容", "支出金额", _],
                [_, _, _, _, "专项经费", "自筹经费"],
                ["材料费", "2022-03-04", "记003", "钢材", 50000, 0],
                ["检测费", "2022-06-04", "记023", "检测", 12000, 3000],
                ["合计", _, _, _, 62000, 3000],
            ]
        },
        ("project_code", "fund_source", "amount"),
        [
            ("台账", "专项经费", "50000.00"),
            ("台账", "专项经费", "12000.00"),
            ("台账", "自筹经费", "3000.00"),
        ],
        [("entries", 2)],
        agrees=True,
    ),
}


@pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
def test_sheet_as_people_lay_it_out(tmp_path: Path, book: Book) -> None:
    tables, (receipt,) = read(write_xlsx(tmp_path / "台账.xlsx", book.sheets))
    assert receipt.readable, receipt.error
    assert [(sheet.role, sheet.rows.entries) for sheet in receipt.sheets] == book.tables
    assert all(sheet.rows.closes for sheet in receipt.sheets)
    wanted = tables["entries"].select(pl.col(book.columns).cast(pl.String))
    assert wanted.rows() == book.lines
    said = "".join("".join((*sheet.notes, *sheet.losses)) for sheet in receipt.sheets)
    assert all(words in said for words in book.said), said
    if book.agrees is not None:
        assert {s.totals.agrees for s in receipt.sheets if s.totals} == {book.agrees}


CARD: Rows = [
    ["项目基本情况表"],
    ["项目名称：", "智慧渔场装备", _, "项目编号：", "HY2022-18"],
    ["承担单位：", "海洋装备研究院", _, "项目负责人：", "鲁海"],
    ["起止时间：", "2022-01-01至2024年12月31日", _, "联系电话：", "13800000000"],
    ["市级财政资金（万元）：", 120, _, "自筹资金（万元）：", 60],
]
LINES: Rows = [FULL, ["2022-05-05", "5-1", "钢材", "材料费", 43000]]


@pytest.mark.parametrize("sheets", [{"基本情况": CARD, "支出": LINES}, {"支出": [*CARD, *LINES]}])
def test_a_card_laid_out_as_a_form_is_read(tmp_path: Path, sheets: dict[str, Rows]) -> None:
    tables, (receipt,) = read(write_xlsx(tmp_path / "账.xlsx", sheets))
    assert {sheet.role for sheet in receipt.sheets} == {"projects", "entries"}
    assert all(sheet.rows.closes for sheet in receipt.sheets)
    (card,) = (
        tables["projects"]
        .select("project_code", "project_name", "host_unit", "fiscal_funds", "self_funds")
        .rows()
    )
    assert card == ("HY2022-18", "智慧渔场装备", "海洋装备研究院", D(1_200_000), D(600_000))
    days = tables["projects"].select(pl.col("start_date", "end_date").cast(pl.String)).row(0)
    assert days == ("2022-01-01", "2024-12-31")
    assert tables["entries"]["project_code"].to_list() == ["HY2022-18"]


def test_a_form_of_two_projects_is_no_card(tmp_path: Path) -> None:
    other: Rows = [["项目名称：", "另一个", _, "项目编号：", "HY2023-01"], *CARD]
    write_xlsx(tmp_path / "卡片.xlsx", {"基本情况": other})
    assert "没有找到账册" in refusal(tmp_path / "卡片.xlsx")


def test_a_budget_with_its_sources_as_columns_is_counted_once(tmp_path: Path) -> None:
    budget: Rows = [
        ["项目经费预算表"],
        ["项目编号：YS-01", _, _, "单位：万元"],
        ["预算科目名称", "合计", "财政资金", "自筹资金"],
        ["一、直接费用", 90, 60, 30],
        ["（一）设备费", 40, 30, 10],
        ["1.购置设备费", 35, 25, 10],
        ["2.试制设备费", 5, 5, 0],
        ["（二）业务费", 35, 20, 15],
        ["（三）劳务费", 15, 10, 5],
        ["二、间接费用", 10, 10, 0],
        ["其中：绩效支出", 6, 6, 0],
        ["合计", 100, 70, 30],
    ]
    tables, (receipt,) = read(write_xlsx(tmp_path / "预算.xlsx", {"表2": budget}))
    assert [(sheet.role, sheet.rows.entries) for sheet in receipt.sheets] == [("budget", 5)]
    sums = tables["budget"].group_by("fund_source").agg(pl.col("amount").sum())
    assert dict(sums.iter_rows()) == {"财政资金": D(700_000), "自筹资金": D(300_000)}


def test_a_table_of_what_was_spent_is_no_budget(tmp_path: Path) -> None:
    table: Rows = [
        ["课题经费预算执行情况决算表"],
        ["科目", "合计", "财政资金", "自筹资金"],
        ["设备费", 40, 30, 10],
    ]
    assert "没有找到账册" in refusal(write_xlsx(tmp_path / "决算.xlsx", {"表1": table}))


def test_a_bank_statement_of_a_special_account_stays_one(tmp_path: Path) -> None:
    statement: Rows = [
        ["项目编号：A1", _, "账号：6222000011112222"],
        ["交易日期", "摘要", "支出", "收入", "余额", "对方户名", "对方账号"],
        ["2023-05-01", "货款", 5000, _, 95000, "某供应商", "622111"],
    ]
    path = write_xlsx(tmp_path / "流水.xlsx", {"Sheet1": statement})
    assert "看起来是银行流水" in refusal(path)


def test_attendance_with_totals_is_no_ledger(tmp_path: Path) -> None:
    hours: Rows = [["日期", "姓名", "上午", "下午", "合计"], ["2024-01-05", "甲", 4, 4, 8]]
    assert "没有找到账册" in refusal(write_xlsx(tmp_path / "考勤.xlsx", {"考勤": hours}))


def test_a_sheet_called_after_a_cost_item_is_no_project(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "JC2024-017.xlsx", {"材料": LINES})
    entries, _ = read_ledger(tmp_path / "JC2024-017.xlsx")
    assert entries["project_code"].to_list() == ["JC2024-017"]


PAID: Rows = [
    ["2023年9月专家咨询费发放表"],
    ["项目编号：LC-2023-05", _, _, _, "咨询时间：2023年9月12日"],
    ["序号", "姓名", "职称", "身份证号", "咨询天数", "应发金额", "代扣个税", "实发金额", "签字"],
    [1, "甲", "研究员", "110101196001010011", 1, 2400, 320, 2080, _],
    [2, "乙", "工程师", "110101198001010033", 0.5, 450, 0, 450, _],
    ["合计", _, _, _, _, 2850, 320, 2530],
    ["合计金额（大写）：贰仟捌佰伍拾元整"],
    ["项目负责人：", _, "经办人："],
]


def test_a_list_of_expert_fees_is_read_where_no_ledger_has_them(tmp_path: Path) -> None:
    entries, sheet = read_ledger(write_xlsx(tmp_path / "发放.xlsx", {"Sheet1": PAID}))
    wanted = entries.select(
        pl.col("date", "amount", "tax_withheld").cast(pl.String), "expert_level"
    )
    assert wanted.rows() == [
        ("2023-09-12", "2400.00", "320.00", "研究员"),
        ("2023-09-12", "450.00", "0.00", "工程师"),
    ]
    assert entries["cost_item"].to_list() == ["专家咨询费"] * 2
    assert sheet.totals is not None
    assert sheet.totals.agrees
    assert any("各行的日期「2023年9月12日」取自" in note for note in sheet.notes)


DEVICES: Rows = [
    ["项目购置设备清单"],
    ["项目编号：LC-2023-05"],
    ["设备名称", "规格型号", "数量", "金额（万元）", "购置日期", "资产编号"],
    ["发酵罐", "FJ-100", 1, 12.8, "2023-05-02", "ZC001"],
    ["离心机", "LX-5", 2, 2.7, "2023-06-01", "ZC002"],
]
LEDGER: Rows = [
    ["项目编号", "日期", "摘要", "金额"],
    ["LC-2023-05", "2023-05-02", "购发酵罐", 128000],
    ["LC-2023-05", "2023-06-01", "购离心机", 27000],
    ["LC-2023-05", "2023-09-15", "专家咨询费", 2850],
]


def test_lists_that_the_ledger_repeats_are_not_counted_again(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "清单.xlsx", {"发放": PAID, "设备": DEVICES})
    write_xlsx(tmp_path / "账.xlsx", {"支出明细": LEDGER})
    tables, (lists, book) = read(tmp_path)
    assert [sheet.role for sheet in (*lists.sheets, *book.sheets)] == [
        "not_read",
        "not_read",
        "entries",
    ]
    assert all("已经有了，未另计" in sheet.why for sheet in lists.sheets)
    assert tables["entries"]["amount"].sum() == D(157_850)
    assert tables["sheets"]["file"].to_list() == ["账.xlsx"]


def test_a_list_that_the_ledger_has_only_in_part_is_kept_and_asked_about(tmp_path: Path) -> None:
    book = {"设备": DEVICES, "支出明细": [LEDGER[0], LEDGER[1]]}
    tables, (receipt,) = read(write_xlsx(tmp_path / "账.xlsx", book))
    assert tables["entries"]["amount"].sum() == D(283_000)
    assert any("第 4 行与支出明细的金额、日期相同" in note for note in receipt.sheets[0].notes)


def test_the_same_sum_of_another_project_is_no_repeat(tmp_path: Path) -> None:
    other = [["K-2" if cell == "LC-2023-05" else cell for cell in row] for row in LEDGER]
    tables, _ = read(write_xlsx(tmp_path / "账.xlsx", {"设备": DEVICES, "支出明细": other}))
    assert tables["entries"]["amount"].sum() == D(155_000 + 157_850)


def test_a_payroll_is_no_ledger(tmp_path: Path) -> None:
    payroll: Rows = [
        ["2024年3月职工工资表（发放）"],
        ["姓名", "身份证号", "银行卡号", "应发金额", "实发金额"],
        ["甲", "110101196001010011", "6222020000000000011", 10000, 8440],
    ]
    path = write_xlsx(tmp_path / "工资.xlsx", {"Sheet1": payroll})
    assert "看起来是工资表" in refusal(path)


def test_what_is_taken_from_the_store_is_no_spending(tmp_path: Path) -> None:
    store: Rows = [
        ["日期", "品名", "数量", "单价", "金额", "领用人"],
        ["2024-01-05", "乙醇", 2, 15, 30, "甲"],
    ]
    assert "没有找到账册" in refusal(write_xlsx(tmp_path / "领用.xlsx", {"登记": store}))


def test_a_cost_item_merged_over_its_lines_is_of_all_of_them(tmp_path: Path) -> None:
    rows: Rows = [
        ["支出科目", "凭证日期", "凭证号", "摘要", "金额"],
        ["材料费", "2023-01-04", "1", "硅片", 100],
        [_, "2023-02-04", "2", "靶材", 200],
    ]
    path = write_xlsx(tmp_path / "账.xlsx", {"账": rows}, merges={"账": ["A2:A3"]})
    entries, _sheet = read_ledger(path)
    assert entries["cost_item"].to_list() == ["材料费", "材料费"]


def test_a_sheet_of_all_years_beside_the_years_is_not_counted_again(tmp_path: Path) -> None:
    first: list[Cell] = ["2022-03-01", "1", "试剂", "材料费", 100]
    second: list[Cell] = ["2022-05-01", "2", "纸", "其他", 200]
    third: list[Cell] = ["2023-03-01", "1", "差旅", "差旅费", 300]
    sheets: dict[str, Rows] = {
        "合并": [FULL, first, second, third],
        "2022": [FULL, first, second],
        "2023": [FULL, third, third],
    }
    tables, (receipt,) = read(write_xlsx(tmp_path / "HB-2022-01.xlsx", sheets))
    assert [sheet.role for sheet in receipt.sheets] == ["not_read", "entries", "entries"]
    assert "与本文件其他工作表的明细完全相同" in receipt.sheets[0].why
    assert tables["entries"]["amount"].sum() == D(900)
    assert tables["sheets"]["sheet"].to_list() == ["2022", "2023"]


def test_of_two_sheets_that_are_the_same_the_first_counts(tmp_path: Path) -> None:
    dated: Rows = [FULL]
    dated += [[f"2022-03-0{n}", str(n), "试剂", "材料费", 100] for n in (1, 2)]
    undated: Rows = [["摘要", "费用科目", "金额"], ["纸", "办公费", 5], ["纸", "办公费", 5]]
    sheets = {"明细1": dated, "明细2": dated, "明细3": undated, "明细4": undated}
    tables, (receipt,) = read(write_xlsx(tmp_path / "HB-2022-01.xlsx", sheets))
    assert [sheet.role for sheet in receipt.sheets] == ["entries", "not_read", "entries", "entries"]
    assert tables["entries"]["amount"].sum() == D(220)


def test_a_summary_of_accounts_is_no_ledger_for_want_of_days(tmp_path: Path) -> None:
    summary: Rows = [
        ["项目", "借方发生额", "贷方发生额"],
        ["库存现金", 30, 5],
        ["银行存款", 20, 10],
    ]
    assert "没有找到账册" in refusal(write_xlsx(tmp_path / "表.xlsx", {"Sheet1": summary}))


def test_receipts_that_a_column_of_kinds_tells_are_no_spending(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目：智能水表远程终端（横向HX-2023-08）"],
        ["日期", "收支类型", "事项", "科目", "金额"],
        ["2023-03-01", "到款", "甲方首付款", _, 150000],
        ["2023-04-02", "支出", "开发板", "材料费", 6750],
        ["2023-05-06", "报销", "调研", "差旅费", 1200.5],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "收支.xlsx", {"2023年": rows}))
    told = entries.select("project_code", "kind", pl.col("amount").cast(pl.String)).rows()
    assert [row for row in told if row[1] == "spending"] == [
        ("HX-2023-08", "spending", "6750.00"),
        ("HX-2023-08", "spending", "1200.50"),
    ]
    assert sheet.totals is not None
    assert sheet.totals.credit == D(150_000)


PEOPLE: Rows = [
    ["专家咨询费发放表"],
    ["项目编号：KC-2024-18", _, _, "会议时间：2024年4月18日"],
]


def test_the_one_column_of_pay_is_the_amount_of_a_list_of_pay(tmp_path: Path) -> None:
    rows: Rows = [
        *PEOPLE,
        ["序号", "姓名", "职称", "身份证号", "咨询费（税前）", "个人所得税", "实发金额", "签字"],
        [1, "甲", "教授", "330106197001011234", 2400, 320, 2080, _],
        [2, "乙", "副教授", "330106198001011234", 1500, 140, 1360, _],
    ]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "发放.xlsx", {"启动会": rows}))
    assert entries["amount"].to_list() == [D(2400), D(1500)]
    assert entries["cost_item"].to_list() == ["专家咨询费"] * 2


def test_of_several_kinds_of_pay_none_is_taken_for_the_whole(tmp_path: Path) -> None:
    rows: Rows = [
        *PEOPLE,
        ["序号", "姓名", "职称", "身份证号", "咨询费", "讲课费", "实发金额"],
        [1, "甲", "教授", "330106197001011234", 2400, 1000, 3080],
    ]
    assert "没有找到账册" in refusal(write_xlsx(tmp_path / "发放.xlsx", {"启动会": rows}))


@pytest.mark.parametrize("label", ["项目批准号", "批准号", "立项编号", "资助编号", "任务书编号"])
def test_a_title_names_the_project_by_the_number_it_was_granted_under(
    tmp_path: Path, label: str
) -> None:
    rows: Rows = [[f"项目名称：杨树耐盐    {label}：32271234    项目负责人：陈"], *LINES]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "明细.xlsx", {"Sheet1": rows}))
    assert entries.select("project_code", "project_name").rows() == [("32271234", "杨树耐盐")]


def test_the_pay_of_students_is_called_by_its_whole_name(tmp_path: Path) -> None:
    rows: Rows = [
        ["研究生助研津贴发放表"],
        ["项目编号：51234567", _, _, "发放月份：2024年3月"],
        ["序号", "姓名", "学号", "发放金额"],
        [1, "章", "20230115", 1500],
        [2, "柳", "20230116", 800],
    ]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "津贴.xlsx", {"2024.03": rows}))
    assert entries["cost_item"].to_list() == ["研究生助研津贴"] * 2


CLAIMED: list[Cell] = [
    "交单日期",
    "报销项目",
    "经费卡号",
    "报销类别",
    "报销金额（元）",
    "报销单编号",
]


def test_what_was_claimed_for_is_the_matter_and_no_project(tmp_path: Path) -> None:
    rows: Rows = [
        CLAIMED,
        ["2024-03-14", "购买U盘", "11302107", "办公费", 268, "R2400071"],
        ["2024-03-15", "核磁测试费", "11302255", "测试费", 2400, "R2400072"],
    ]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "报销.xlsx", {"进度": rows}))
    assert entries.select("project_code", "project_name", "summary", "cost_item").rows() == [
        ("11302107", None, "购买U盘", "办公费"),
        ("11302255", None, "核磁测试费", "测试费"),
    ]


def test_what_was_claimed_for_is_the_cost_item_where_it_names_them(tmp_path: Path) -> None:
    rows: Rows = [
        ["经费卡号", "报销日期", "报销项目", "报销金额"],
        ["11302107", "2024-03-14", "差旅费", 268],
        ["11302255", "2024-03-15", "材料费", 2400],
    ]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "报销.xlsx", {"进度": rows}))
    assert entries.select("project_name", "cost_item").rows() == [
        (None, "差旅费"),
        (None, "材料费"),
    ]


def test_what_the_audit_allowed_goes_before_what_was_booked(tmp_path: Path) -> None:
    rows: Rows = [
        ["科技项目支出审计明细表"],
        ["项目编号：KJ2021-3-7"],
        ["凭证日期", "凭证编号", "业务内容", "支出科目", "账面金额", "调整金额", "审计认可金额"],
        ["2022-01-05", "记-1", "功率模块", "材料费", 52000, _, 52000],
        ["2022-03-09", "记-7", "研发差旅", "差旅费", 6422.5, -1200, 5222.5],
    ]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "审计.xlsx", {"支出": rows}))
    assert entries["amount"].to_list() == [D(52000), D("5222.5")]


def _by_days(*days: str | None) -> Rows:
    lines: Rows = [[day, f"事项甲{n}", 100 + n] for n, day in enumerate(days)]
    return [["项目编号：LY-23-4"], SPENDING, *lines]


def test_a_day_written_once_is_of_the_lines_below_it_too(tmp_path: Path) -> None:
    rows = _by_days("2023-03-06", None, "2023-04-19", None, None, "2023-10-08")
    entries, sheet = read_ledger(write_xlsx(tmp_path / "开支.xlsx", {"Sheet1": rows}))
    told = entries["date"].cast(pl.String).to_list()
    assert told == ["2023-03-06"] * 2 + ["2023-04-19"] * 3 + ["2023-10-08"]
    assert any("同一天只在第一行写日期" in note for note in sheet.notes)


@pytest.mark.parametrize(
    "days",
    [
        # One that was forgotten, a tail of lines not paid yet, days that are written again.
        ("2023-03-06", None, "2023-04-19", "2023-10-08"),
        ("2023-03-06", "2023-04-19", "2023-10-08", None, None),
        ("2023-03-06", None, "2023-04-19", "2023-04-19", None, "2023-10-08"),
    ],
)
def test_a_day_that_was_left_out_stays_blank(tmp_path: Path, days: tuple[str | None, ...]) -> None:
    rows = _by_days(*days)
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "开支.xlsx", {"Sheet1": rows}))
    assert entries["date"].null_count() == days.count(None)
