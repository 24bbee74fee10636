"""Forms that offices fill in and hand in: audit annexes, auxiliary ledgers, lists, day books.

Every expectation was written by hand from what stands in the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import pytest
from books import Cell, write_xlsx
from reading import read, read_ledger

if TYPE_CHECKING:
    from pathlib import Path

Rows = list[list[Cell]]
_: None = None


class Form(NamedTuple):
    """Sheets, their merged ranges, and what must be read: columns, lines, words of the receipt."""

    sheets: dict[str, Rows]
    columns: tuple[str, ...]
    lines: list[tuple[str | None, ...]]
    merges: dict[str, list[str]] = {}  # noqa: RUF012 - never written to
    said: tuple[str, ...] = ()


AUXILIARY_2021: Rows = [
    ["研发支出辅助账"],
    ["项目编号：2023YF05"],
    ["序号", "凭证信息", _, _, _, "会计凭证记载金额", "归集金额", "费用明细", _, _, _],
    [
        _,
        "日期",
        "种类",
        "号数",
        "摘要",
        _,
        _,
        "一、人员人工费用",
        "四、无形资产摊销",
        "七、委托研发费用",
        _,
    ],
    [_, _, _, _, _, _, _, _, _, "委托境内机构进行研发活动所发生的费用", "境外"],
    [_, _, _, _, "列次", "1", "2", "3", "4", "5", "6"],
    [1, "2023-01-31", "记", 12, "工资", 450, 450, 450, _, _, _],
    [2, "2023-02-14", "记", 17, "委托研究", 500, 500, _, _, 500, _],
    [3, "2023-02-15", "记", 18, "软件", 25, 25, _, 25, _, _],
    ["合计", _, _, _, _, 975, 975, 450, 25, 500, _],
]

FORMS = {
    "audited amounts, sources 其中, items on rows of their own": Form(
        {
            "附表4": [
                ["项目支出明细审定表"],
                ["项目编号及名称：202203021221077 连翘研究"],
                [
                    "序号",
                    "日期",
                    "凭证号",
                    "业务内容",
                    "账面金额",
                    "审计调整",
                    "审定金额",
                    "其中：专项经费",
                    "自筹经费",
                ],
                ["一、设备费"],
                [1, "2022-09-01", "9月1#", "离心机", 200, _, 200, 200, _],
                ["小计", _, _, _, 200, _, 200, 200, _],
                ["二、业务费"],
                [2, "2022-09-09", "9月8#", "版面费", 90, -20, 70, _, 70],
                ["小计", _, _, _, 90, -20, 70, _, 70],
                ["总计", _, _, _, 290, -20, 270, 200, 70],
            ]
        },
        ("project_code", "project_name", "cost_item", "fund_source", "summary", "amount"),
        [
            ("202203021221077", "连翘研究", "设备费", "专项经费", "离心机", "200.00"),
            ("202203021221077", "连翘研究", "业务费", "自筹经费", "版面费", "70.00"),
        ],
    ),
    "a header of three levels, a row that numbers the columns, items by the head above them": Form(
        {"辅助账": AUXILIARY_2021},
        ("date", "voucher_no", "cost_item", "amount"),
        [
            ("2023-01-31", "记-12", "人员人工费用", "450.00"),
            ("2023-02-14", "记-17", "委托境内机构进行研发活动所发生的费用", "500.00"),
            ("2023-02-15", "记-18", "无形资产摊销", "25.00"),
        ],
        {
            "辅助账": [
                *("A3:A5", "F3:F5", "G3:G5", "B3:E3", "H3:K3"),
                *("B4:B5", "C4:C5", "D4:D5", "E4:E5", "H4:H5", "I4:I5", "J4:K4"),
            ]
        },
    ),
    "pay and social insurance under 借方明细 are items beside those called 费": Form(
        {
            "RD06": [
                ["项目：RD06 筛板"],
                ["日期", "凭证字号", "摘要", "借方", "贷方", "借方明细", _, _, _],
                [_, _, _, _, _, "工资", "模具", "检测费", "差旅费"],
                ["2024-10-31", "记-1", "计提", 300, _, 300, _, _, _],
                ["2024-10-31", "记-2", "开模", 80, _, _, 80, _, _],
                ["2024-10-31", "记-3", "送检", 60, _, _, _, 60, _],
                [_, _, "本月合计", 440, _, 300, 80, 60, _],
            ]
        },
        ("summary", "cost_item", "amount"),
        [("计提", "工资", "300.00"), ("开模", "模具", "80.00"), ("送检", "检测费", "60.00")],
    ),
    "the day of a list stands in its title from day to the same day": Form(
        {
            "Sheet1": [
                ["科研项目专家咨询费发放表"],
                ["项目经费号：2024ZK-11"],
                ["咨询时间：2024年6月12日至2024年6月12日，共1天"],
                ["专家姓名", "职务/职称", "身份证号码", "应发额", "扣税额", "实发额"],
                ["甲", "教授", "110101197001011234", 2400, 320, 2080],
            ]
        },
        ("project_code", "date", "expert_level", "amount"),
        [("2024ZK-11", "2024-06-12", "教授", "2400.00")],
    ),
    "a list of devices": Form(
        {
            "Sheet1": [
                ["项目购置仪器设备清单"],
                ["项目编号：JCKJ2023-112"],
                ["设备名称", "单价", "数量\n（台/套）", "总价", "购置日期"],
                ["天平", 100, 2, 200, "2023-08-01"],
                ["烘箱", 68, 1, 68, "2023-08-09"],
            ]
        },
        ("item_name", "quantity", "cost_item", "amount"),
        [("天平", "2.0000", "设备购置费", "200.00"), ("烘箱", "1.0000", "设备购置费", "68.00")],
    ),
    "the title of a list names its cost item": Form(
        {
            "Sheet1": [
                ["2023年测试化验加工费支出明细"],
                ["日期", "摘要", "金额"],
                ["2023-08-01", "送样", 200],
            ]
        },
        ("summary", "cost_item", "amount"),
        [("送样", "测试化验加工费", "200.00")],
    ),
    "a day book whose page head is one row of the two": Form(
        {
            "日记账": [
                ["项目：玉米（编号2022-C-09）"],
                ["2022年", _, "凭证号", "摘要", "对应科目", "收入", "支出", "结余"],
                ["月", "日", _, _, _, _, _, _],
                [3, 12, "收3", "收科技局拨款", "拨款", 500, _, 500],
                [3, 15, "付1", "种子", "材料费", _, 100, 400],
                [3, 16, "付2", "种子", "材料费", _, 50, 350],
                [3, 17, "付3", "种子", "材料费", _, 25, 325],
                [_, _, _, "过次页", _, 500, 175, 325],
                [_, _, _, _, _, _, "第2页", _],
                ["月", "日", "凭证号", "摘要", "对应科目", "收入", "支出", "结余"],
                [_, _, _, "承前页", _, 500, 175, 325],
                [4, 2, "付4", "检测", "测试费", _, 25, 300],
                [_, _, _, "本年累计", _, 500, 200, 300],
            ]
        },
        ("date", "cost_item", "amount"),
        [
            ("2022-03-12", "拨款", "-500.00"),
            ("2022-03-15", "材料费", "100.00"),
            ("2022-03-16", "材料费", "50.00"),
            ("2022-03-17", "材料费", "25.00"),
            ("2022-04-02", "测试费", "25.00"),
        ],
    ),
    "projects one below the other, each under its name, code and lead": Form(
        {
            "支出": [
                ["项目支出明细"],
                ["1、项目名称：焊接", _, _, "项目编号：GY2023-07", "负责人：甲"],
                ["序号", "日期", "用途", "金额", "备注"],
                [1, "2023-05-01", "焊丝", 100],
                ["合计", _, _, 100],
                [_],
                ["2、项目名称：铸造", _, _, "项目编号：GY2023-12", "负责人：乙"],
                ["序号", "日期", "用途", "金额", "备注"],
                [1, "2023-06-01", "相机", 300],
                ["合计", _, _, 300],
            ]
        },
        ("project_code", "project_name", "amount"),
        [("GY2023-07", "焊接", "100.00"), ("GY2023-12", "铸造", "300.00")],
    ),
    "支出明细 over what was bought, heads merged downwards": Form(
        {
            "专项": [
                ["项目编号：晋市科2023-58"],
                ["科目", "时间", "凭证字号", "支出明细", "资金性质", "金额"],
                ["设备费", "20230901", "记字004号", "热像仪", "专项", 380],
                [_, "20230902", "记字005号", "采集卡", "自筹", 66],
                ["合计", _, _, _, _, 446],
            ]
        },
        ("summary", "account_name", "amount"),
        [("热像仪", "设备费", "380.00"), ("采集卡", "设备费", "66.00")],
        {"专项": ["A3:A4"]},
    ),
    "sums of a month, called so where the day stands; 单据编号": Form(
        {
            "1季度": [
                ["2023年第一季度支出登记"],
                ["日期", "单据编号", "内容", "开支科目", "金额"],
                ["1月5日", "0101", "复印", "资料费", 10],
                ["1月小计", _, _, _, 10],
                ["2月6日", "0201", "年鉴", "资料费", 20],
                ["二月份合计", _, _, _, 20],
                ["资料费小计", _, _, _, 30],
            ]
        },
        ("date", "voucher_no", "amount"),
        [("2023-01-05", "0101", "10.00"), ("2023-02-06", "0201", "20.00")],
    ),
    "words of talk over days, matters and money; a code in the title": Form(
        {
            "记账": [
                ["郭老师课题组 JCKJ2024-033 花钱记录"],
                ["哪天", "买了什么/干什么用", "花了多少", "谁垫的", "备注"],
                ["2024.3.5", "乙腈", 1860, "王", _],
                ["2024.3.18", "送样打车", "412.5元", "李", "发票在抽屉"],
                [_, "一共", 2272.5, _, _],
            ]
        },
        ("project_code", "date", "summary", "amount"),
        [
            ("JCKJ2024-033", "2024-03-05", "乙腈", "1860.00"),
            ("JCKJ2024-033", "2024-03-18", "送样打车", "412.50"),
        ],
    ),
    "the project of the workbook stands on another sheet": Form(
        {
            "经费使用情况": [
                ["项目编号", "JCKJ2023-067", "项目名称", "陶瓷雕刻", "负责人", "秦"],
                ["科目", "预算数", "实际支出数", "其中：财政资金", "自筹资金"],
                ["材料费", 500, 100, 100, _],
            ],
            "支出明细": [
                ["支出日期", "凭证编号", "支出用途", "支出科目", "支出金额"],
                ["2023-10-01", "J1", "玉石", "材料费", 100],
            ],
        },
        ("project_code", "amount"),
        [("JCKJ2023-067", "100.00")],
        said=("取自本工作簿其他工作表的标题",),
    ),
    "what a form says of filling in is no part of a header": Form(
        {
            "收集": [
                [
                    "提交时间（自动）",
                    "项目（必填）",
                    "支出类别（单选）",
                    "支出说明（必填）",
                    "金额（元）（必填）",
                    "支出日期（必填）",
                ],
                ["2024/03/10 10:12", "JCKJ2024-009 沙棘", "材料费", "果渣", "1,500", "2024/3/1"],
            ]
        },
        ("project_code", "cost_item", "date", "amount"),
        [("JCKJ2024-009", "材料费", "2024-03-01", "1500.00")],
    ),
    "the cost item and the project only on the first line of a group": Form(
        {
            "台账": [
                ["所属课题", "费用类别", "日期", "内容", "金额"],
                ["K23-01 煤矸石", "材料费", "2023-01-05", "水泥", 10],
                [_, _, "2023-02-05", "粉煤灰", 20],
                [_, "差旅费", "2023-01-09", "淮南", 30],
                ["K23-02 瓦斯", "会议费", "2023-03-09", "场地", 40],
                [_, _, "2023-03-10", "茶歇", 50],
            ]
        },
        ("project_code", "cost_item", "amount"),
        [
            ("K23-01", "材料费", "10.00"),
            ("K23-01", "材料费", "20.00"),
            ("K23-01", "差旅费", "30.00"),
            ("K23-02", "会议费", "40.00"),
            ("K23-02", "会议费", "50.00"),
        ],
        said=("「费用类别」只写在每组的第一行",),
    ),
    "a sheet for each cost item, called by it": Form(
        {
            "材料费": [
                ["202303021212046 沙棘 —— 材料费"],
                ["序号", "报账日期", "内容", "金额（元）"],
                [1, "2023-09-01", "培养基", 10],
            ],
            "表2 差旅费": [["日期", "内容", "金额"], ["2023-09-03", "武汉", 20]],
        },
        ("cost_item", "amount"),
        [("材料费", "10.00"), ("差旅费", "20.00")],
    ),
    "what was asked for and what was granted": Form(
        {
            "报账登记": [
                ["课题报账登记表（课题号：QC-2024-08）"],
                ["报账日期", "报账内容", "开支类别", "单据张数", "申报金额", "核报金额"],
                ["2024-03-03", "调研", "差旅费", 2, 1486, 1380],
                ["2024-03-09", "印刷", "印刷费", 1, 900, 900],
                ["合计", _, _, _, 2386, 2280],
            ]
        },
        ("project_code", "summary", "attachments", "amount"),
        [("QC-2024-08", "调研", "2.0000", "1380.00"), ("QC-2024-08", "印刷", "1.0000", "900.00")],
    ),
    "a list of materials": Form(
        {
            "Sheet1": [
                ["项目材料费支出明细表"],
                ["材料名称", "单位", "数量", "金额（元）", "购入日期", "入账凭证号"],
                ["树脂", "桶", 6, 4680, "2023-06-01", "6-21"],
            ]
        },
        ("item_name", "voucher_no", "cost_item", "amount"),
        [("树脂", "6-21", "材料费", "4680.00")],
    ),
    "what meetings cost, part by part": Form(
        {
            "会议费": [
                ["会议名称", "会议时间", "人数", "支出合计", "其中：餐费", "场租费"],
                ["启动会", "2024-03-14", 18, 1680, 1080, 600],
                ["论证会", "2024-10-22", 12, 800, _, 800],
            ]
        },
        ("summary", "service_date", "cost_item", "amount"),
        [
            ("启动会", "2024-03-14", "会议费/餐费", "1080.00"),
            ("启动会", "2024-03-14", "会议费/场租费", "600.00"),
            ("论证会", "2024-10-22", "会议费/场租费", "800.00"),
        ],
    ),
    "headers in two languages": Form(
        {
            "Expenses": [
                ["Project No. 项目编号: RD-2024-06"],
                [
                    "No.\n序号",
                    "Date\n日期",
                    "Voucher No.\n凭证号",
                    "摘要/Description",
                    "Amount (RMB)\n金额（元）",
                ],
                [1, "2024-02-01", "GL0231", "样机", 156],
            ]
        },
        ("project_code", "date", "voucher_no", "summary", "amount"),
        [("RD-2024-06", "2024-02-01", "GL0231", "样机", "156.00")],
    ),
    "money in left and out right, both under the same words": Form(
        {
            "收支": [
                ["横向项目 HX2023-19 收支登记"],
                ["收入", _, _, _, "支出", _, _],
                ["日期", "来款内容", "金额", _, "日期", "支出内容", "金额"],
                ["2023-06-01", "首付款", 600, _, "2023-07-22", "毛坯", 126],
                [_, _, _, _, "2023-08-22", "密封圈", 13],
                ["合计", _, 600, _, "合计", _, 139],
            ]
        },
        ("project_code", "date", "summary", "kind", "amount"),
        [
            ("HX2023-19", "2023-06-01", "首付款", "receipt", "-600.00"),
            ("HX2023-19", "2023-07-22", "毛坯", "spending", "126.00"),
            ("HX2023-19", "2023-08-22", "密封圈", "spending", "13.00"),
        ],
        {"收支": ["A2:C2", "E2:G2"]},
    ),
    "experts by the meeting, what they were asked for, pay before tax": Form(
        {
            "Sheet1": [
                ["JCKJ2024-070项目专家咨询费发放登记"],
                [
                    "咨询日期",
                    "咨询事项",
                    "专家姓名",
                    "职称",
                    "身份证号",
                    "金额（税前）",
                    "代扣个税",
                ],
                ["2024-05-10", "方案论证", "任", "教授", "140102197003010003", 1600, 160],
                [_, _, "雷", "高工", "140102197004010004", 1500, 140],
            ]
        },
        ("service_date", "summary", "payee", "cost_item", "amount"),
        [
            ("2024-05-10", "方案论证", "任", "专家咨询费", "1600.00"),
            ("2024-05-10", "方案论证", "雷", "专家咨询费", "1500.00"),
        ],
        {"Sheet1": ["A3:A4", "B3:B4"]},
    ),
    "words of the titles spaced out, the total on top": Form(
        {
            "Sheet1": [
                ["科　普　支　出　明　细　表"],
                ["项 目 编 号：2024-KX-15", _, "单 位：万元"],
                ["日　期", "摘　　要", "金　　额"],
                ["合  计", _, 0.03],
                ["2024.05.01", "展板", 0.02],
                ["2024.05.02", "课酬", 0.01],
            ]
        },
        ("project_code", "amount"),
        [("2024-KX-15", "200.00"), ("2024-KX-15", "100.00")],
    ),
    "days that start over under each heading are no turn of the year": Form(
        {
            "明细": [
                ["2023年度支出明细表"],
                ["支出时间", "支出内容", "支出金额"],
                ["（一）材料费"],
                ["2月6日", "苗木", 36],
                ["11月12日", "保水剂", 12],
                ["材料费小计", _, 48],
                ["（二）差旅费"],
                ["3月1日", "沁源", 8],
                ["10月20日", "太原", 4],
            ]
        },
        ("date", "cost_item", "amount"),
        [
            ("2023-02-06", "材料费", "36.00"),
            ("2023-11-12", "材料费", "12.00"),
            ("2023-03-01", "差旅费", "8.00"),
            ("2023-10-20", "差旅费", "4.00"),
        ],
    ),
    "blocks of a month, whose lines have only the day": Form(
        {
            "流水": [
                ["节水灌溉（项目编号SL-2024-07）费用登记"],
                ["2024年3月"],
                ["日", "内容", "金额(元)"],
                [5, "水泵", 86],
                ["合计", _, 86],
                ["2024年四月份"],
                ["日", "内容", "金额(元)"],
                [2, "挖沟", 15],
                ["合计", _, 15],
            ]
        },
        ("date", "amount"),
        [("2024-03-05", "86.00"), ("2024-04-02", "15.00")],
        said=("年、月取自各行上方的标题",),
    ),
    "years as headings over days without one": Form(
        {
            "流水": [
                ["日期", "内容", "金额"],
                ["2023年"],
                ["11月5号", "水泵", 86],
                ["2024年度"],
                ["1月2号", "挖沟", 15],
                ["2024年4月1号", "滴头", 6],
            ]
        },
        ("date", "amount"),
        [("2023-11-05", "86.00"), ("2024-01-02", "15.00"), ("2024-04-01", "6.00")],
    ),
    "what was sent in and what was found right, each by source": Form(
        {
            "支出审核明细": [
                ["项目编号：JCKJ2021-077"],
                ["支出科目", "记账日期", "凭证号", "摘要", "送审金额", _, "审定金额", _],
                [_, _, _, _, "财政", "自筹", "财政", "自筹"],
                ["设备费", "2021-09-01", "9-9", "发酵罐", 860, _, 800, _],
                ["材料费", "2021-10-01", "10-3", "酵母", _, 128, _, 128],
                ["合计", _, _, _, 860, 128, 800, 128],
            ]
        },
        ("cost_item", "fund_source", "amount"),
        [("设备费", "财政", "800.00"), ("材料费", "自筹", "128.00")],
        {"支出审核明细": ["A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:H2"]},
    ),
    "a register of claims by their invoices": Form(
        {
            "发票登记": [
                ["K2024-19 课题发票报销登记"],
                [
                    "发票号码",
                    "开票日期",
                    "销售方",
                    "货物名称",
                    "价税合计",
                    "报销日期",
                    "报销凭证号",
                    "报销科目",
                ],
                ["24400000", "2024-04-01", "京东", "硬盘", 459, "2024-04-16", "51", "办公费"],
            ]
        },
        ("project_code", "date", "voucher_no", "payee", "item_name", "account_name", "amount"),
        [("K2024-19", "2024-04-16", "51", "京东", "硬盘", "办公费", "459.00")],
    ),
    "an app's export: kinds, sub-kinds, and the matter under 备注": Form(
        {
            "随手记": [
                ["交易类型", "日期", "分类", "子分类", "账户1", "金额", "商家", "项目", "备注"],
                ["支出", "2024-04-02", "材料费", "试剂", "公用", 688, "国药", "JC2024-066", "试剂"],
                ["收入", "2024-04-15", "拨款", "经费", "公用", 200, _, "JC2024-066", "首笔经费"],
                ["收入", "2024-04-16", "材料费", "试剂", "公用", 8, "国药", "JC2024-066", "退货"],
            ]
        },
        ("project_code", "cost_item", "summary", "kind", "amount"),
        [
            ("JC2024-066", "材料费", "试剂", "spending", "688.00"),
            ("JC2024-066", "拨款", "首笔经费", "receipt", "-200.00"),
            ("JC2024-066", "材料费", "退货", "spending", "-8.00"),
        ],
    ),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_form_as_offices_fill_it_in(tmp_path: Path, form: Form) -> None:
    path = write_xlsx(tmp_path / "表.xlsx", form.sheets, form.merges)
    tables, (receipt,) = read(path)
    assert receipt.readable, receipt.error
    assert all(sheet.rows.closes for sheet in receipt.sheets)
    assert receipt.losses == ()
    told = " ".join(note for sheet in receipt.sheets for note in (sheet.why, *sheet.notes))
    assert all(words in told for words in form.said)
    assert tables["entries"].select(pl.col(form.columns).cast(pl.String)).rows() == form.lines


def test_a_list_of_names_has_no_header_among_them(tmp_path: Path) -> None:
    guide: Rows = [
        ["各列怎么填"],
        ["在哪张表", "哪一列", "怎么填"],
        ["支出明细", "摘要", "做什么用"],
        ["支出明细", "金额", "多少元"],
        ["支出明细", "借方金额", "可以空着"],
        ["支出明细", "日期", "哪一天"],
    ]
    lines: Rows = [["日期", "摘要", "金额"], ["2023-10-01", "玉石", 100]]
    _tables, (receipt,) = read(write_xlsx(tmp_path / "表.xlsx", {"说明": guide, "账": lines}))
    assert [sheet.role for sheet in receipt.sheets] == ["not_read", "entries"]


def test_words_under_the_head_of_cost_items_are_no_amounts(tmp_path: Path) -> None:
    rows: Rows = [
        ["日期", "摘要", "支出", _, _, _],
        [_, _, "材料费", "差旅费", "模具", "谁跑的腿"],
        ["2023-01-05", "水泥", 10, _, _, "老王"],
        ["2023-02-05", "淮南", _, 20, _, "老李"],
        ["2023-03-05", "开模", _, _, 30, "老李"],
    ]
    path = write_xlsx(tmp_path / "账.xlsx", {"账": rows}, {"账": ["C1:F1"]})
    entries, sheet = read_ledger(path)
    assert entries["cost_item"].to_list() == ["材料费", "差旅费", "模具"]
    assert sheet.losses == ()
    assert any("谁跑的腿" in text for text in sheet.unmapped)


def test_a_note_on_another_list_is_no_title_of_this_one(tmp_path: Path) -> None:
    rows: Rows = [["注：劳务费明细另附"], ["日期", "摘要", "金额"], ["2023-10-01", "玉石", 100]]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "汇报.xlsx", {"支出": rows}))
    assert entries["cost_item"].to_list() == [None]


def test_blank_items_among_items_that_come_again_stay_blank(tmp_path: Path) -> None:
    rows: Rows = [
        ["费用类别", "日期", "内容", "金额"],
        ["材料费", "2023-01-05", "水泥", 10],
        [_, "2023-02-05", "不明", 20],
        ["差旅费", "2023-01-09", "淮南", 30],
        ["材料费", "2023-03-09", "砂", 40],
    ]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"账": rows}))
    assert entries["cost_item"].to_list() == ["材料费", None, "差旅费", "材料费"]


def test_two_projects_in_titles_of_other_sheets_decide_nothing(tmp_path: Path) -> None:
    lines: Rows = [["日期", "摘要", "金额"], ["2023-10-01", "玉石", 100]]
    sheets: dict[str, Rows] = {
        "说明": [["项目编号：JC-2023-01"], ["另见项目编号：JC-2023-02"]],
        "支出明细": lines,
    }
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "汇报.xlsx", sheets))
    assert entries["project_code"].to_list() == ["汇报"]


def test_the_number_of_a_form_is_no_project(tmp_path: Path) -> None:
    rows: Rows = [["表号：KJ2023-01 支出"], ["日期", "摘要", "金额"], ["2023-10-01", "玉石", 100]]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "汇报.xlsx", {"支出": rows}))
    assert entries["project_code"].to_list() == ["汇报"]


def test_days_of_the_next_project_are_no_turn_of_the_year(tmp_path: Path) -> None:
    rows: Rows = [
        ["2023年度支出"],
        ["项目", "日期", "摘要", "金额"],
        ["小麦示范", "9月22日", "种子", 10],
        [_, "11月8日", "牌子", 20],
        ["肉羊改良", "3月6日", "种羊", 30],
        [_, "5月6日", "疫苗", 30],
    ]
    path = write_xlsx(tmp_path / "账.xlsx", {"账": rows}, {"账": ["A3:A4", "A5:A6"]})
    _entries, sheet = read_ledger(path)
    assert sheet.losses == ()


def test_what_is_carried_to_another_project_is_less_spent_on_this_one(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目编号", "日期", "凭证号", "摘要", "科目名称", "借方", "贷方"],
        ["JC-2023-01", "2023-10-01", "1", "试剂", "科研支出-材料费", 100, _],
        ["JC-2023-01", "2023-11-01", "2", "试剂费结转至JC2023-02", "科研支出-材料费", _, 40],
        ["JC2023-02", "2023-11-01", "2", "试剂费结转至JC2023-02", "科研支出-材料费", 40, _],
        ["JC-2023-01", "2023-12-31", "9", "期末结转", "科研支出-材料费", _, 60],
    ]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"账": rows}))
    spent = entries.filter(kind="spending").group_by("project_code").agg(pl.col("amount").sum())
    assert dict(spent.cast({"amount": pl.String}).iter_rows()) == {
        "JC-2023-01": "60.00",
        "JC2023-02": "40.00",
    }


@pytest.mark.parametrize(
    "shares",
    [
        [["其中：专项", _, _, _, _, 80], ["自筹", _, _, _, _, 20]],
        [["其中：专项", _, _, _, _, 80]],
        [["专项", _, _, _, _, 80], ["自筹", _, _, _, _, 20]],
        [],
    ],
)
def test_what_only_parts_the_total_is_spent_once(tmp_path: Path, shares: Rows) -> None:
    """Its first cell stands where the lines have their item, and it is a payment of none."""
    rows: Rows = [
        ["项目编号：JC2023-07"],
        ["费用科目", "日期", "凭证号", "摘要", "资金来源", "金额"],
        ["材料费", "2023-10-01", "记-1", "试剂", "专项", 80],
        ["差旅费", "2023-10-02", "记-2", "赴太原", "自筹", 20],
        ["合计", _, _, _, _, 100],
        *shares,
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"账": rows}))
    assert entries["amount"].to_list() == [80, 20]
    assert sheet.totals is not None
    assert sheet.totals.stated == 100
    assert sheet.totals.agrees


def test_lines_after_a_total_that_are_no_share_of_it_are_lines(tmp_path: Path) -> None:
    rows: Rows = [
        ["费用科目", "日期", "凭证号", "摘要", "金额"],
        ["材料费", "2023-10-01", "记-1", "试剂", 80],
        ["合计", _, _, _, 80],
        ["管理费", _, _, _, 30],
    ]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"账": rows}))
    assert entries["amount"].to_list() == [80, 30]
