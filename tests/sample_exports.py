"""The samples that accounting software and university systems export, and a hand-kept CSV."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

import xlwt
from sample_writing import Book, Cell, Line, spending, table, total

if TYPE_CHECKING:
    from pathlib import Path

_ACCOUNTS = {
    "设备": ("53010101", "设备购置费"), "材料": ("53010102", "材料费"), "测试": ("53010103", "测试化验加工费"),
    "差旅": ("53010104", "差旅费"), "劳务": ("53010105", "劳务费"), "管理": ("53010106", "管理费"),
    "绩效": ("53010107", "绩效支出"), "专利": ("53010108", "知识产权事务费"), "招待": ("53010109", "业务招待费"),
    "会议": ("53010110", "会议费"), "其他": ("53010199", "其他支出"), "工行": ("100201", "工行凤台支行"),
    "原料": ("1403", "原材料"), "薪酬": ("2211", "应付职工薪酬"),
    "往来": ("224199", "其他应付款"), "进项": ("22210101", "进项税额"),
}  # fmt: skip
_VOUCHER = "日期 凭证号 摘要 科目 借方金额 税率 对方 项目 供应商"

_U8_PROJECTS = {
    "51": "(JCKJ2023-051)矿用液压支架立柱激光熔覆再制造技术研究",
    "52": "(JCKJ2023-052)薄煤层采煤机截割部减速器轻量化设计",
}

_U8_VOUCHERS = """
2023-05-23|0031|付激光熔覆实验平台款|设备|213,570.00|13|工行|51|西安聚能激光装备有限公司
2023-06-15|0022|付熔覆合金粉末款|材料|56,274.00|13|工行|51|郑州中原特材有限公司
2023-06-27|0047|报销宝鸡粉末厂技术考察差旅费|差旅|3,684.50||工行|51|
2023-07-18|0025|研发领用立柱毛坯、密封件|材料|38,462.75||原料|51|
2023-08-22|0036|付减速器齿轮钢材料款|材料|62,376.00|13|工行|52|济南铸锻精密装备有限公司
2023-09-19|0030|付熔覆层金相、显微硬度检测费|测试|28,620.00|6|工行|51|太原国矿安全检测有限公司
2023-10-24|0041|报销行业专家现场交流餐费|招待|2,860.00||工行|51|晋城市凤凰岭酒店有限公司
2023-11-21|0034|付齿轮箱有限元分析委托费|测试|74,200.00|6|工行|52|西安金属测试技术有限公司
2023-12-19|0052|计提项目研发辅助人员劳务费|劳务|24,000.00||薪酬|51|
2023-12-19|0053|计提项目研发辅助人员劳务费|劳务|18,000.00||薪酬|52|
2023-12-26|0068|提取项目管理费|管理|20,000.00||往来|51|
2024-01-23|0037|付同步送粉喷嘴等配套材料款|材料|88,140.00|13|工行|51|西安聚能激光装备有限公司
2024-02-27|0038|付滚齿刀具款|材料|10,000.00|13|工行|52|济南铸锻精密装备有限公司
2024-03-19|0029|更正2月记-0038凭证，半数刀具款转出至JCKJ2022-007项目|材料|-4,424.78||往来|52|济南铸锻精密装备有限公司
2024-04-23|0042|付立柱盐雾、疲劳性能试验费|测试|106,000.00|6|工行|51|西安金属测试技术有限公司
2024-05-21|0035|付样机箱体加工费|测试|96,050.00|13|工行|52|泽州县金瑞铸造有限公司
2024-06-25|0049|研发领用减速器轴承、润滑油|材料|27,316.40||原料|52|
2024-07-16|0024|报销样机井下工业性试验差旅费|差旅|6,247.00||工行|51|
2024-08-20|0033|付发明专利申请代理费|专利|8,480.00|6|工行|51|太原智汇知识产权代理事务所
2024-09-24|0055|付二次熔覆合金粉末款|材料|135,600.00|13|工行|51|郑州中原特材有限公司
2024-10-22|0040|付减速器台架试验费|测试|84,800.00|6|工行|52|太原国矿安全检测有限公司
2024-11-19|0036|付成果现场会会议费|会议|9,540.00|6|工行|51|晋城市凤凰岭酒店有限公司
2024-12-17|0046|计提项目研发辅助人员劳务费|劳务|26,000.00||薪酬|51|
2024-12-17|0047|计提项目研发辅助人员劳务费|劳务|20,000.00||薪酬|52|
2024-12-24|0062|发放项目科研绩效|绩效|50,000.00||薪酬|51|
2024-12-24|0063|发放项目科研绩效|绩效|40,000.00||薪酬|52|
"""

_KINGDEE_PROJECT = "项目:JCKJ2023-061 面向激光雷达的窄带滤光片制备技术研究;部门:光电研发部"

_KINGDEE_VOUCHERS = """
2023-07-20|28|付镀膜靶材款|材料|96,050.00|13|工行||
2023-08-24|41|付滤光片光谱透过率测试费|测试|31,800.00|6|工行||
2023-10-19|33|付真空镀膜机夹具改制加工费|测试|45,200.00|13|工行||
2023-11-23|45|报销赴长春光学展会差旅费|差旅|4,862.00||工行||
2023-12-21|58|计提2023年项目劳务费|劳务|30,000.00||薪酬||
2024-01-18|26|付光学玻璃基片款|材料|118,650.00|13|工行||
2024-03-21|37|付离子源维护材料款|材料|39,550.00|13|工行||
2024-04-25|52|报销技术交流期间景点门票、讲解费|差旅|1,680.00||工行||
2024-06-20|39|付可靠性环境试验费|测试|53,000.00|6|工行||
2024-07-25|50|付7月份零星支出|其他|2,374.60||工行||
2024-09-19|34|付高纯氧化钽膜料款|材料|90,400.00|13|工行||
2024-10-24|47|冲回多付光学玻璃基片款（红字）|材料|-4,520.00||工行||
2024-11-21|43|付实用新型专利申请代理费|专利|4,240.00|6|工行||
2024-12-19|57|提取项目管理费|管理|25,000.00||往来||
2025-02-20|29|付滤光片激光损伤阈值测试费|测试|42,400.00|6|工行||
2025-03-20|36|计提项目劳务费|劳务|28,000.00||薪酬||
2025-04-24|48|发放项目科研绩效|绩效|35,000.00||薪酬||
"""


def _entries(vouchers: str) -> list[Line]:
    """Return the lines of each voucher: the cost net of tax, the tax, and the other side."""
    lines: list[Line] = []
    for voucher in table(_VOUCHER, vouchers):
        gross = voucher["借方金额"]
        assert isinstance(gross, Decimal)
        rate = Decimal(str(voucher["税率"] or 0))
        net = (gross / (1 + rate / 100)).quantize(Decimal("0.01"))
        project, supplier = voucher["项目"], voucher["供应商"]
        sides: list[tuple[str, str, Decimal, Cell, Cell]] = [
            (str(voucher["科目"]), "借", net, project, supplier)
        ]
        if rate:
            sides.append(("进项", "借", gross - net, None, None))
        sides.append(
            (
                str(voucher["对方"]),
                "贷",
                gross,
                None,
                supplier if voucher["对方"] == "往来" else None,
            )
        )
        lines += [
            {
                "日期": voucher["日期"],
                "凭证号": voucher["凭证号"],
                "摘要": voucher["摘要"],
                "科目": account,
                "方向": direction,
                "金额": amount,
                "项目": of_project,
                "供应商": of_supplier,
                "分录号": number,
            }
            for number, (account, direction, amount, of_project, of_supplier) in enumerate(sides, 1)
        ]
    return lines


def u8_journal(path: Path) -> None:
    """Write a U8 journal as .xls: one amount with a direction, the project in its own column."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("序时账")
    head = xlwt.easyxf(
        "font: name 宋体, bold on; align: horiz center; borders: left thin, right thin, top thin, bottom thin"
    )
    text = xlwt.easyxf("font: name 宋体")
    money = xlwt.easyxf("font: name 宋体", num_format_str="#,##0.00")
    headers = (
        "日期 凭证号数 科目编码 科目名称 摘要 方向 数量 外币 金额 项目 部门 供应商 制单人".split()
    )
    sheet.write_merge(
        0,
        0,
        0,
        len(headers) - 1,
        "序时账",
        xlwt.easyxf("font: name 宋体, bold on, height 320; align: horiz center"),
    )
    sheet.write(1, 0, "核算单位：晋城市丹河精密制造有限公司", text)
    sheet.write(1, 6, "期间：2023.05-2024.12", text)
    for column, header in enumerate(headers):
        sheet.write(2, column, header, head)
        sheet.col(column).width = {
            "摘要": 11000,
            "项目": 14000,
            "科目名称": 5200,
            "供应商": 8000,
        }.get(header, 3200)
    for row, line in enumerate(_entries(_U8_VOUCHERS), 3):
        code, name = _ACCOUNTS[str(line["科目"])]
        project = _U8_PROJECTS.get(str(line["项目"]))
        day = str(line["日期"]).replace("-", ".")
        values = [
            day,
            f"记-{line['凭证号']}",
            code,
            name,
            line["摘要"],
            line["方向"],
            None,
            None,
            line["金额"],
            project,
        ]
        values += ["技术中心" if project else None, line["供应商"], "郜婷"]
        for column, value in enumerate(values):
            if isinstance(value, Decimal):
                sheet.write(row, column, float(value), money)
            elif value is not None:
                sheet.write(row, column, value, text)
    book.save(str(path))


def kingdee_journal(path: Path) -> None:
    """Write a Kingdee journal: keys on a voucher's first line only, a total without a label."""
    lines: list[Line] = []
    for line in _entries(_KINGDEE_VOUCHERS):
        code, name = _ACCOUNTS[str(line["科目"])]
        spent = code.startswith("5301")
        debit = line["方向"] == "借"
        lines.append(
            {
                "摘要": line["摘要"],
                "分录号": line["分录号"],
                "科目编码": f"{code[:4]}.{code[4:6]}.{code[6:]}" if spent else code,
                "科目全名": f"研发支出_费用化支出_{name}" if spent else _FULL_NAMES.get(name, name),
                "核算维度": _KINGDEE_PROJECT if spent else None,
                "币别": "人民币",
                "原币金额": line["金额"],
                "借方金额" if debit else "贷方金额": line["金额"],
                "制单": "元晓丽",
                "审核": "宿建国",
                "过账": "宿建国",
            }
        )
        if line["分录号"] == 1:
            day = str(line["日期"])
            keys: Line = {
                "日期": line["日期"],
                "会计期间": f"{day[:4]}.{int(day[5:7])}",
                "凭证字": "记",
                "凭证号": line["凭证号"],
            }
            lines[-1].update(keys)
    with Book(path) as book:
        book.sheet(
            "会计分录序时簿",
            "日期 会计期间 凭证字 凭证号 分录号 摘要 科目编码 科目全名 核算维度 币别 原币金额 借方金额 贷方金额 制单 审核 过账",
            lines,
            totals=("借方金额", "贷方金额"),
            total_label=None,
        )


_FULL_NAMES = {
    "工行凤台支行": "银行存款_工行凤台支行",
    "进项税额": "应交税费_应交增值税_进项税额",
    "其他应付款": "其他应付款_内部往来",
}

_UNIVERSITY_LINES = """
2024-03-22|银收-0017|收到晋城市财政局拨付科研项目经费|财政拨款|300,000.00|
2024-04-16|记-0211|申请文献传递及查新费|资料费||1,240.00
2024-04-23|记-0268|购无水乙醇、石油醚等试剂款|材料费||6,385.40
2024-05-14|记-0175|报销赴沁源、安泽野外调查住宿交通费|差旅费||2,917.00
2024-05-14|记-0176|野外调查伙食补助、市内交通补助|差旅费||1,440.00
2024-06-18|记-0243|付土壤样品重金属检测费|测试化验加工费||18,600.00
2024-06-25|记-0301|发放研究生5月助研津贴（2人）|劳务费||1,600.00
2024-07-11|记-0127|付离心管、滤膜等耗材款|材料费||4,826.50
2024-09-12|记-0139|购打印纸、硒鼓|办公费||873.20
2024-09-24|记-0286|付盆栽试验基质、种子款|材料费||9,640.00
2024-10-15|记-0167|付植物生理指标测定费|测试化验加工费||8,750.00
2024-10-17|记-0192|报销赴西安参加学术年会差旅费|差旅费||3,214.50
2024-10-24|记-0263|发放专家咨询费（中期论证）|专家咨询费||900.00
2024-11-19|记-0224|付论文版面费|印刷出版费||5,200.00
2024-12-10|记-0118|发放研究生11月助研津贴（2人）|劳务费||1,600.00
2024-12-19|转-0046|提取2024年度间接费用管理费|管理费||12,000.00
2025-03-13|记-0142|付富集植物组织培养材料款|材料费||13,468.00
2025-03-25|记-0277|报销样地野外采样差旅费|差旅费||2,386.00
2025-04-17|记-0208|付微生物群落高通量测序费|测试化验加工费||36,800.00
2025-05-22|记-0261|付温室单独计量电费|燃料动力费||7,942.60
2025-06-19|记-0236|发放聘用科研助理劳务费|劳务费||18,000.00
2025-07-10|记-0115|付修复基地样地土地整理用工费（临时用工）|劳务费||9,600.00
2025-09-18|记-0204|付修复效果第三方检测费|测试化验加工费||28,400.00
2025-09-25|记-0299|退回多付检测费（红字）|测试化验加工费||-1,200.00
2025-10-16|记-0173|付发明专利申请代理费|知识产权事务费||6,900.00
2025-11-13|记-0151|付研究报告印刷装订费|印刷出版费||2,180.00
2025-11-20|记-0232|发放项目科研绩效|绩效支出||30,000.00
"""
# October's line says 12,684.50 where its entries make 12,864.50: two digits changed places.
_WRONG_MONTH, _STATED = "2024-10", Decimal("12684.50")


def university_query(path: Path) -> None:
    """Write a university's query export: project in the title, running balance, month totals."""
    headers = "日期 凭证号 摘要 费用科目 收入 支出"
    lines = table(headers, _UNIVERSITY_LINES)
    rows: list[Line] = [{"摘要": "期初余额", "余额": Decimal("0.00")}]
    balance = Decimal("0.00")
    for _, of_year in groupby(lines, lambda line: str(line["日期"])[:4]):
        so_far: list[Line] = []
        for month, of_month in groupby(of_year, lambda line: str(line["日期"])[:7]):
            entries = list(of_month)
            for line in entries:
                balance += total([line], "收入") - total([line], "支出")
                rows.append(
                    {**line, "日期": str(line["日期"]), "余额": balance, "经办人": "原晓东"}
                )
            so_far += entries
            spent = _STATED if month == _WRONG_MONTH else total(entries, "支出")
            rows.append(
                {
                    "摘要": "本月合计",
                    "收入": _or_none(total(entries, "收入")),
                    "支出": spent,
                    "余额": balance,
                }
            )
            rows.append(
                {
                    "摘要": "本年累计",
                    "收入": _or_none(total(so_far, "收入")),
                    "支出": total(so_far, "支出"),
                    "余额": balance,
                }
            )
    with Book(path) as book:
        book.sheet(
            "项目明细账",
            "日期 凭证号 摘要 费用科目 收入 支出 余额 经办人",
            rows,
            title="晋城太行职业学院财务综合查询系统——科研项目收支明细账",
            notes=(
                "项目编号：JCKJ2024-071    项目名称：煤矸石堆场植物修复技术研究    负责人：原晓东",
                "查询期间：2024-01-01至2025-12-31    金额单位：元",
            ),
            feet=("制表人：财务处综合查询    打印时间：2026-01-08 09:32:17    第1页/共1页",),
        )


def _or_none(amount: Decimal) -> Decimal | None:
    return amount or None


_CSV_LINES = """
2024-04-09|0012|购土样采样瓶、标签纸|材料费|1,234.50|太原晶泽化玻试剂有限公司|@5 结算方式=银行转账
2024-04-18|0027|水样采集临时雇用船工劳务（无票据）|劳务费|1,600.00|闫栓柱|结算方式=现金
2024-05-16|0021|付水样总氮总磷检测费|测试化验加工费|12,600.00|山西省泽泉检测技术有限公司|@8 结算方式=银行转账
2024-06-05|0009|村民饮水健康调查访谈补助（无票据，附签领表）|数据或样本采集费|2,400.00|闫栓柱|结算方式=银行转账
2024-06-13|0018|购便携检测试剂盒|材料费|3,180.00|晋城市科源化玻经营部|@4 结算方式=现金
2024-07-11|0023|报赴沁水采样差旅费|差旅费|1,568.00|樊子杰|@5 结算方式=公务卡
2024-08-15|0020|付水质数据库使用费|资料费|4,500.00|北京博雅信息技术有限公司|@6 结算方式=银行转账
2024-09-12|0016|付水样抗生素检测费|测试化验加工费|9,800.00|山西省泽泉检测技术有限公司|发票号码=24142000000058316407 结算方式=银行转账
2024-10-17||购复印纸、快递费|办公费|486.30|晋城市惠民文化用品经营部|@3 结算方式=公务卡
2024-10-24|0030|付水样检测费（第三季度）|测试化验加工费|9,800.00|山西省泽泉检测技术有限公司|发票号码=24142000000058316407 结算方式=银行转账
2024-11-14|0017|付科普手册印刷费|印刷出版费|6,720.00|太原三晋图书出版有限公司|@7 结算方式=银行转账
2024-12-12|0014|发放项目组成员劳务补助|劳务费|4,000.00|樊子杰|结算方式=银行转账
"""


def hand_kept_csv(path: Path) -> None:
    """Write a research group's own list: GB 18030, dates and amounts as people type them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow("日期 凭证号 摘要 费用类别 金额 支付方式 收款人 发票号码 经手人".split())
    lines = spending(_CSV_LINES)
    for index, line in enumerate(lines):
        year, month, day = (int(part) for part in str(line["日期"]).split("-"))
        date = f"{year}年{month}月{day}日" if index % 3 == 2 else f"{year}/{month}/{day}"
        amount = f"￥{line['金额']}" if index % 4 == 3 else f"{line['金额']:,}"
        told = [line.get(name) or "" for name in ("结算方式", "收款方", "发票号码")]
        writer.writerow(
            [date, line["凭证号"] or "", line["摘要"], line["费用科目"], amount, *told, "樊子杰"]
        )
    writer.writerow(["合计", "", "", "", f"{total(lines):,}", "", "", "", ""])
    path.write_bytes(out.getvalue().encode("gb18030"))
