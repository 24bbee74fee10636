"""Write the sample ledgers: small workbooks in the forms that offices keep, each for a reason.

Run as ``python tests/sample_books.py FOLDER``. What each file is for, and what must be found in
it, stands in sample_ledgers/README.md. The expected findings were worked out by hand from the
articles, not taken from a run of fundcheck.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sample_ceilings import indirect_ceilings
from sample_clean import clean_project
from sample_exports import hand_kept_csv, kingdee_journal, u8_journal, university_query
from sample_faults import across_2023, expert_fees, negative_list
from sample_writing import CARD, Book, credit_code, id_number, spending, table

FILES = {
    "JCKJ2023-008连翘项目经费支出明细.xlsx": clean_project,
    "科研处项目经费台账（间接费用核定）.xlsx": indirect_ceilings,
    "2024-2025年专家咨询费发放表.xlsx": expert_fees,
    "泽川所项目经费自查底稿.xlsx": negative_list,
    "丹河精密_U8序时账2023-2024.xls": u8_journal,
    "金蝶会计分录序时簿（启明光电）.xlsx": kingdee_journal,
    "职业学院经费查询导出_JCKJ2024-071.xlsx": university_query,
    "JCKJ2024-081课题组支出流水.csv": hand_kept_csv,
    "跨年度项目支出台账.xlsx": across_2023,
}
REGISTRY = "项目登记表.xlsx"
BROKEN = "支出明细账_U盘拷贝.xlsx"

_CARDS = """
JCKJ2023-051|矿用液压支架立柱激光熔覆再制造技术研究|晋城市丹河精密制造有限公司|企业|郗建伟|工业|预算制|2023-03-28|2023-04-01|2024-12-31|通过|2025-03-20|800,000.00|500,000.00|郜婷|
JCKJ2023-052|薄煤层采煤机截割部减速器轻量化设计|晋城市丹河精密制造有限公司|企业|桑志刚|工业|预算制|2023-05-25|2023-06-01|2024-12-31|通过|2025-04-16|500,000.00|0.00|郜婷|
JCKJ2023-061|面向激光雷达的窄带滤光片制备技术研究|晋城市启明光电科技有限公司|企业|宿建国|工业|预算制|2023-06-20|2023-07-01|2025-06-30|通过|2025-09-18|700,000.00|100,000.00|元晓丽|
JCKJ2024-071|煤矸石堆场植物修复技术研究|晋城太行职业学院|高校|原晓东|资源环境|预算制|2024-03-01|2024-03-01|2025-12-31|通过|2026-03-20|300,000.00|0.00|巩丽君|
JCKJ2024-081|沁河沿岸村镇饮用水新污染物调查|晋城太行职业学院|高校|樊子杰|社会发展|包干制|2024-03-11|2024-03-15|2024-12-31|结题|2025-03-14|80,000.00|0.00|巩丽君|是
"""

_BUDGET = """
JCKJ2023-051|设备费|设备购置费|财政|200,000.00|激光熔覆实验平台|1|200,000.00
JCKJ2023-051|业务费||财政|420,000.00|||
JCKJ2023-051|劳务费||财政|80,000.00|||
JCKJ2023-051|间接费用||财政|100,000.00|||
JCKJ2023-051|业务费||自筹|500,000.00|||
JCKJ2023-052|业务费||财政|350,000.00|||
JCKJ2023-052|劳务费||财政|70,000.00|||
JCKJ2023-052|间接费用||财政|80,000.00|||
JCKJ2023-061|业务费||财政|500,000.00|||
JCKJ2023-061|劳务费||财政|80,000.00|||
JCKJ2023-061|间接费用||财政|120,000.00|||
JCKJ2023-061|业务费||自筹|100,000.00|||
JCKJ2024-071|业务费||财政|200,000.00|||
JCKJ2024-071|劳务费||财政|40,000.00|||
JCKJ2024-071|间接费用||财政|60,000.00|||
"""

# What 081 gave back is what it had left: 80,000.00 - 57,888.80.
_RECEIPTS = """
JCKJ2023-051|2023-04-20|晋城市财政局|晋城市丹河精密制造有限公司|500,000.00|财政|拨付
JCKJ2023-051|2023-05-11|晋城市丹河精密制造有限公司|晋城市丹河精密制造有限公司|300,000.00|自筹|自筹到位
JCKJ2023-051|2024-05-09|晋城市财政局|晋城市丹河精密制造有限公司|300,000.00|财政|拨付
JCKJ2023-051|2024-06-13|晋城市丹河精密制造有限公司|晋城市丹河精密制造有限公司|200,000.00|自筹|自筹到位
JCKJ2023-052|2023-06-15|晋城市财政局|晋城市丹河精密制造有限公司|500,000.00|财政|拨付
JCKJ2023-061|2023-07-06|晋城市财政局|晋城市启明光电科技有限公司|400,000.00|财政|拨付
JCKJ2023-061|2023-08-10|晋城市启明光电科技有限公司|晋城市启明光电科技有限公司|100,000.00|自筹|自筹到位
JCKJ2023-061|2024-07-11|晋城市财政局|晋城市启明光电科技有限公司|300,000.00|财政|拨付
JCKJ2024-071|2024-03-22|晋城市财政局|晋城太行职业学院|300,000.00|财政|拨付
JCKJ2024-081|2024-03-28|晋城市财政局|晋城太行职业学院|80,000.00|财政|拨付
JCKJ2024-081|2025-04-10|晋城太行职业学院|晋城市财政局|22,111.20|财政|退回
"""

_UNITS = """
JCKJ2023-051|晋城市丹河精密制造有限公司|91140500MA0G3T6L4|牵头|800,000.00
JCKJ2023-052|晋城市丹河精密制造有限公司|91140500MA0G3T6L4|牵头|500,000.00
JCKJ2023-061|晋城市启明光电科技有限公司|91140500MA0JW2E95|牵头|700,000.00
JCKJ2024-071|晋城太行职业学院|12140500405B17D26|牵头|300,000.00
JCKJ2024-081|晋城太行职业学院|12140500405B17D26|牵头|80,000.00
"""

_TEAM = """
JCKJ2023-051|郗建伟|14050219750618131|项目负责人|晋城市丹河精密制造有限公司
JCKJ2023-051|郜婷|14050219900226224|科研财务助理|晋城市丹河精密制造有限公司
JCKJ2023-052|桑志刚|14052519811103317|项目负责人|晋城市丹河精密制造有限公司
JCKJ2023-061|宿建国|14058119790421511|项目负责人|晋城市启明光电科技有限公司
JCKJ2023-061|元晓丽|14050219880815062|科研财务助理|晋城市启明光电科技有限公司
JCKJ2024-071|原晓东|14052119830902151|项目负责人|晋城太行职业学院
JCKJ2024-081|樊子杰|14052219860317431|项目负责人|晋城太行职业学院
"""


def registry(path: Path) -> None:
    """Write the registry: cards, budgets, receipts, units and members of the exports' projects."""
    cards = table(
        "项目编号 项目名称 承担单位 单位类型 项目负责人 领域 经费管理方式 任务书签订日期 开始日期 结束日期 项目状态 状态日期 市级财政资金 自筹资金 科研财务助理 包干制承诺书",
        _CARDS,
        计划类别="重点研发计划",
        项目类型="应用研究",
        适用办法="新办法",
    )
    units = table("项目编号 单位名称 统一社会信用代码 角色 分配经费", _UNITS)
    for unit in units:
        unit["统一社会信用代码"] = credit_code(str(unit["统一社会信用代码"]))
    team = table("项目编号 姓名 证件号 角色 单位", _TEAM)
    for member in team:
        member["证件号"] = id_number(str(member["证件号"]))
    with Book(path) as book:
        notes = ("登记单位：晋城市科技计划项目管理办公室        金额单位：元",)
        book.sheet(
            "项目信息", f"{CARD} 包干制承诺书", cards, title="市级科技计划项目登记表", notes=notes
        )
        budget = "项目编号 科目 明细科目 资金来源 预算金额 名称 数量 单价"
        book.sheet("预算", budget, table(budget, _BUDGET), title="项目预算登记表", notes=notes)
        receipts = "项目编号 日期 付款单位 收款单位 金额 资金来源 类型"
        book.sheet(
            "到账", receipts, table(receipts, _RECEIPTS), title="经费到账、退回登记表", notes=notes
        )
        book.sheet("参与单位", "项目编号 单位名称 统一社会信用代码 角色 分配经费", units)
        book.sheet("项目组成员", "项目编号 姓名 证件号 角色 单位", team)


def broken_copy(path: Path) -> None:
    """Write a workbook and cut it off at 60 %: a copy that was stopped, a zip without its end."""
    lines = spending(
        "2024-05-16|0021|付样品检测费|测试化验加工费|12,600.00|山西省泽泉检测技术有限公司|@8"
    )
    with Book(path) as book:
        book.sheet("支出明细", "日期 凭证号 摘要 费用科目 金额 收款方", lines, title="支出明细账")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 6 // 10])


def build(folder: Path) -> None:
    """Write all sample files into the folder: the same bytes at every run."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in {**FILES, REGISTRY: registry, BROKEN: broken_copy}.items():
        write(folder / name)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
