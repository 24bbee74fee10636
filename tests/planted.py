"""A folder of realistic projects with planted faults, each recorded: the rules' independent check.

Written from the regulation and its reading alone, never from the rules. About half of the
projects are clean, and of these many stand exactly at a limit; the others have one fault each,
seldom two where by law the one brings the other with it. ``plant`` writes the same folder at
every call with the same seed.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from planted_ledger import AS_OF, EQUIPMENT, Project, Town, ceiling, cents, weekday

from fundcheck.findings import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from sample_writing import Cell, Line

    from fundcheck.findings import Finding

SEED = 36
TWO_SIDED = frozenset(
    "J10-1 J10-2 J10-3 J12-1 J13-1 J14-1 J16-1 J16-2 J16-3 J22-2 J25-1 J27-1 J29-1 J29-3 J32-3b "
    "J32-6c J32-7".split()
)
"""Rules of arithmetic and dates: planted twice or more, beside a clean project at the limit."""

NEEDS_SETTINGS = frozenset({"J17-2"})
"""Rules that have nothing to compare with until an institution tells its own standards."""

_DAY = dt.timedelta(1)
_OVER = dt.date(2025, 12, 31)  # an end date that has passed
_LATE = dt.date(2026, 6, 30)
_CENT = Decimal("0.01")


class Fault(NamedTuple):
    """One planted fault: the rule that must find it, for which project, and what it must cite.

    rows: (file, sheet, row as Excel shows it); empty where the fault is no line of a table.
    """

    rule: str
    project_code: str
    rows: frozenset[tuple[str, str, int]]


class Planting(NamedTuple):
    """What a folder holds: its faults, its clean projects, and what stands exactly at a limit.

    at_limit: (rule, project code): the rule must not fire there.
    """

    folder: Path
    faults: tuple[Fault, ...]
    clean: frozenset[str]
    at_limit: tuple[tuple[str, str], ...]


class _Field:
    """The projects being made and what has been planted in them, as lines not yet placed."""

    def __init__(self, seed: int) -> None:
        self.town = Town(seed)
        self.planted: list[tuple[str, Project, tuple[Line, ...]]] = []
        self.at_limit: list[tuple[str, str]] = []

    def plant(self, rule: str, project: Project, *lines: Line) -> None:
        """Record a fault of a project, with the lines that it must cite."""
        self.planted.append((rule, project, lines))

    def keep(self, rule: str, project: Project) -> None:
        """Record that a project stands at a rule's limit and keeps it."""
        self.at_limit.append((rule, project.code))

    def running(self, **card: Cell) -> Project:
        """Return a project under way with some 60 lines."""
        return self.town.project(**card).live(60)

    def ended(self, status: str = "通过", used: float = 0.85, **card: Cell) -> Project:
        """Return a project whose time is over, with some 60 lines."""
        return self.town.project(项目状态=status, **card).live(60, used=used)


def plant(folder: Path, seed: int = SEED) -> Planting:
    """Write the folder of planted projects and return what was planted."""
    field = _Field(seed)
    for make in (*CLEAN, *FAULTY):
        make(field)
    for number in range(8):
        field.town.project().live(64 + number * 8)
    places: dict[int, tuple[str, str, int]] = {}
    for project in field.town.projects:
        project.finish()
        project.write(folder)
        places.update(project.places())
    faults = tuple(
        Fault(rule, project.code, frozenset(places[id(line)] for line in lines))
        for rule, project, lines in field.planted
    )
    faulty = {fault.project_code for fault in faults}
    codes = {project.code for project in field.town.projects}
    return Planting(folder, faults, frozenset(codes - faulty), tuple(field.at_limit))


# --- clean projects, many exactly at a limit ------------------------------------------------


def _passed_and_refunded(field: _Field) -> None:
    """End in the three ways that call money back, with the money given back to the cent."""
    field.ended("通过")
    concluded = field.ended("结题", 状态日期=_OVER + _DAY * 20)
    last_bill = concluded.pay(
        "印刷出版费", "付结题报告印刷费", 1860, "太原三晋图书出版有限公司", _OVER + _DAY * 50
    )
    assert last_bill["日期"] == _OVER + _DAY * 50  # settle_days after the status date
    concluded.receive(_OVER + _DAY * 60, concluded.funds - concluded.spent(), "退回")
    stopped = field.ended("终止", 审计认定无关支出=cents(20_000))
    stopped.receive(_OVER + _DAY * 90, stopped.funds - stopped.spent() + 20_000, "退回")
    revoked = field.ended("撤销", used=0.4)
    revoked.receive(_OVER + _DAY * 90, revoked.funds, "退回")
    for project in (concluded, stopped, revoked):
        field.keep("J29-1", project)
    field.keep("J29-3", concluded)


def _indirect_at_the_ceiling(field: _Field) -> None:
    """Budget indirect costs at the ceiling: 30 %, two tiers, and 60 % for basic research."""
    for funds, kind in ((1_300_000, "应用研究"), (9_000_000, "应用研究"), (640_000, "基础研究")):
        p = field.town.project(市级财政资金=cents(funds), 项目类型=kind).live(60)
        _budget(p, basic=kind == "基础研究")
        field.keep("J10-1", p)


def _budget(p: Project, over: Decimal = Decimal(0), *, basic: bool = False) -> Decimal:
    """Write a budget of about the grant, its indirect part at the ceiling or over; return that."""
    purchase, others = p.spent(EQUIPMENT[:1]), p.spent(EQUIPMENT[1:])
    direct = p.funds
    while direct + ceiling(direct - purchase, basic=basic) + over > p.funds:
        direct -= 1000
    indirect = ceiling(direct - purchase, basic=basic) + over
    p.plan("设备费", "设备购置费", purchase, 名称="实验仪器", 数量=2, 单价=cents(purchase / 2))
    p.plan("设备费", "设备租赁费", others)
    p.plan("业务费", None, direct - purchase - others - 60_000)
    p.plan("劳务费", None, Decimal(60_000))
    p.plan("间接费用", None, indirect)
    return indirect


def _indirect_spent_in_full(field: _Field) -> None:
    """Indirect spending equal to what was approved, and a cent below nine tenths of it."""
    for share, over in (("1", "0"), ("0.9", "-0.01")):
        p = field.town.project(市级财政资金=cents(1_000_000), 开始日期=dt.date(2024, 1, 8))
        p.live(60, indirect=0.3, used=0.6)
        approved = _budget(p)
        p.settle(cents(approved * Decimal(share)) + Decimal(over), indirect=True)
        field.keep("J10-2", p)
        if share == "1":
            field.plant("J10-3", p)
        else:
            field.keep("J10-3", p)


def _paid_in_time(field: _Field) -> None:
    """Paid once up to half a million, within 30 days; on to the participant in proportion."""
    small = field.running(市级财政资金=cents(500_000))
    field.keep("J12-1", small)
    above = field.town.project(市级财政资金=cents("500000.01"))
    agreed = above.start - _DAY * 10
    above.receive(agreed + _DAY * 30, cents(300_000))
    above.receive(above.start + _DAY * 200, cents("200000.01"))
    above.live(60)
    field.keep("J12-1", above)
    field.keep("J13-1", above)
    shared = field.town.project(市级财政资金=cents(900_000), 开始日期=dt.date(2024, 2, 5))
    shared.receive(shared.start, cents(540_000))
    shared.partner(cents(120_000))  # 60 % received, 60 % of its share passed on
    shared.live(60, used=0.5)
    field.keep("J14-1", shared)
    field.running().partner(cents(80_000))
    fresh = _just_begun(field, dt.date(2026, 5, 31))
    field.keep("J14-1", fresh)


def _just_begun(field: _Field, paid_on: dt.date) -> Project:
    """Return a project just begun, with a participant that has received nothing yet."""
    p = field.town.project(
        开始日期=dt.date(2026, 5, 20), 结束日期=dt.date(2028, 5, 19), 市级财政资金=cents(480_000)
    )
    p.receive(paid_on, p.funds)
    p.pay("资料费", "付科技查新费", 1600, "山西晋源文献服务有限公司", dt.date(2026, 6, 15))
    p.partner(cents(60_000), paid=False)
    return p


def _equipment_to_the_cent(field: _Field) -> None:
    """Equipment spending equal to the budget and its change, decided on the fifth working day."""
    p = field.running()
    _equipment_budget(p, p.spent(EQUIPMENT) - 20_000)
    # Monday before the National Day holiday: 30 September, 9, 10, 11 (a Saturday at work), 13.
    _change(p, "20000", dt.date(2025, 9, 29), dt.date(2025, 10, 13))
    field.keep("J16-1", p)
    field.keep("J16-2", p)
    q = field.running()
    _change(q, "5000", dt.date(2025, 3, 3), dt.date(2025, 3, 10))
    field.keep("J16-2", q)


def _equipment_budget(p: Project, equipment: Decimal) -> None:
    """Write a budget of the whole grant with so much for equipment."""
    indirect, labour = p.indirect_budget(), Decimal(60_000)
    unit = cents(equipment / 2)
    p.plan("设备费", "设备购置费", equipment, 名称="实验仪器", 数量=2, 单价=unit)
    p.plan("业务费", None, p.funds - equipment - labour - indirect)
    p.plan("劳务费", None, labour)
    p.plan("间接费用", None, indirect)


def _change(p: Project, amount: str, asked: dt.date, decided: dt.date | None) -> Line:
    rows: list[Line] = [
        {
            "科目": item,
            "调整金额": cents(sign + amount),
            "申请日期": asked,
            "办结日期": decided,
            "审批人": "杜春梅",
        }
        for item, sign in (("设备费", ""), ("业务费", "-"))
    ]
    p.tables["预算调剂"] += rows
    return rows[0]


def _spent_to_the_cent(field: _Field) -> None:
    """All the money spent, none over."""
    p = field.ended()
    p.settle(p.funds)
    field.keep("J16-3", p)


def _purchases_at_the_limit(field: _Field) -> None:
    """Purchases of exactly 10,000 and 50,000 without a contract, and two that stay far apart."""
    p = field.running()
    day = p.day(0.3)
    p.device("电脑", 10_000, 合同编号=None)
    p.pay("材料费", "付专用科研试剂款", 50_000, "太原博润专用试剂有限公司", day)
    shop = "高平市文博办公用品店"
    p.pay("办公费", "购打印纸", 6000, shop, day)
    p.pay("办公费", "购档案袋、装订用品", 4000, shop, day + _DAY * 3)
    p.pay("办公费", "购打印机硒鼓", 9800, shop, day + _DAY * 40)
    p.pay("办公费", "购复印纸", 9000, shop, day + _DAY * 48)
    p.pay("办公费", "购零星文具", "999.99", shop, day + _DAY * 90, 结算方式="现金")
    field.keep("J18-1", p)
    field.keep("J18-2", p)
    field.keep("J15-2", p)


def _experts_at_the_limit(field: _Field) -> None:
    """Fees at their limits, two half days of one person, and 800 yuan without tax."""
    p = field.running()
    day = p.day(0.5)
    p.expert("院士", 6000, day)
    p.expert("副教授", 1000, day)
    p.expert("讲师", 500, day)
    p.expert("研究员", 3000, day, hours=None, days=3)
    p.expert("处长", 500, day)
    p.expert(None, 500, day)
    who = p.town.person()
    p.expert("教授", 500, day, who, hours=4)
    second = p.expert("教授", 500, day, who, hours=4)
    second["代扣个税"] = cents(40)  # of 1,000 in the month
    p.labour("临时聘用人员数据录入劳务费", 800, p.town.person(), day)
    field.keep("J25-1", p)
    field.keep("J25-2", p)
    field.keep("J19-1", p)


def _first_and_last_day(field: _Field) -> None:
    """Spending on the first day and on the ninetieth after the end."""
    p = field.town.project(结束日期=dt.date(2026, 2, 28)).live(60, used=0.86)
    _bill(p, p.start)
    _bill(p, p.end + _DAY * 90)
    field.keep("J32-3b", p)
    q = field.running()
    _loan(q, AS_OF - _DAY * 180)
    field.keep("J32-4b", q)


def _loan(p: Project, day: dt.date) -> Line:
    """Lend money for travel to a member, not cleared since."""
    name = p.members[1][0]
    return p.pay(
        "", f"{name}借支差旅费", 8000, name, day, invoice=False,
        费用科目=None, 科目编码="1218", 科目名称="其他应收款",
    )  # fmt: skip


def _bill(p: Project, day: dt.date, *, invoice: bool | Line = True, **extra: Cell) -> Line:
    """Pay a small bill on a day."""
    shop = "山西晋源文献服务有限公司"
    return p.pay(
        "资料费", "付文献资料费", p.some(500, 1500), shop, day, invoice=invoice, cells=extra
    )


def _invoices_at_the_limit(field: _Field) -> None:
    """Pay an invoice of the same day and one 365 days old."""
    p = field.running(开始日期=dt.date(2024, 1, 8))
    for age in (0, 365):
        day = dt.date(2025, 9, 16)
        _bill(p, day, invoice=p.town.invoice(day - _DAY * age))
    field.keep("J32-6c", p)


def _self_raised_in_full(field: _Field) -> None:
    """Self-raised money arrived and spent, exactly as promised."""
    p = field.ended(自筹资金=cents(200_000))
    _self_raised(p, Decimal(200_000))
    field.keep("J32-7", p)


def _self_raised(p: Project, arrived: Decimal) -> None:
    p.budget()
    row = p.plan("业务费", "材料费", Decimal(200_000))
    row["资金来源"] = "自筹"
    p.receive(p.start + _DAY * 30, arrived, "自筹到位", "自筹")
    for share in (0.3, 0.7):
        p.pay(
            "材料费", "付中试原料款", arrived / 2, "泽州县丰泽原料有限公司", p.day(share),
            资金来源="自筹", 合同编号=f"ZC-{p.code}-{share}",
        )  # fmt: skip


def _results_shared(field: _Field) -> None:
    """Seven tenths of what a transfer brought in, as reward."""
    p = field.ended()
    p.balanced = True
    p.tables["成果转化"] = [_transfer("1000000", "700000")]
    field.keep("J27-1", p)


def _transfer(income: str, reward: str) -> Line:
    return {"转化收入": cents(income), "奖励和报酬": cents(reward), "日期": _OVER}


def _lump_sum_project(field: _Field) -> None:
    """Run a lump-sum project of the pilot, with its pledge and without a budget."""
    p = field.running(领域="社会发展", 经费管理方式="包干制", 包干制承诺书="是")
    field.keep("J22-1", p)
    field.keep("J22-2", p)


def _not_governed(field: _Field) -> None:
    """Begun before 2023 and kept under the earlier rules: nothing of this regulation holds."""
    p = field.town.project(
        开始日期=dt.date(2021, 6, 1),
        结束日期=dt.date(2024, 5, 31),
        适用办法="原办法",
        项目状态="通过",
    ).live(60, used=0.8)
    p.pay("福利费", "发放节日慰问品", 5200, "晋城市惠民文化用品经营部", p.day(0.5))
    p.settle(p.funds * Decimal("0.5"), indirect=True)


def _balance_after_passing(field: _Field) -> None:
    """Spend the balance of a passed project directly, which the law asks for."""
    p = field.ended(used=0.7)
    _bill(p, _LATE - _DAY * 20)


CLEAN: tuple[Callable[[_Field], None], ...] = (
    _passed_and_refunded, _indirect_at_the_ceiling, _indirect_spent_in_full, _paid_in_time,
    _equipment_to_the_cent, _spent_to_the_cent, _purchases_at_the_limit, _experts_at_the_limit,
    _first_and_last_day, _invoices_at_the_limit, _self_raised_in_full, _results_shared,
    _lump_sum_project, _not_governed, _balance_after_passing,
)  # fmt: skip


# --- faults ---------------------------------------------------------------------------------


def _classification(field: _Field) -> None:
    p = field.running(计划类别="科技合作与交流计划")
    field.plant("J02-1", p)
    p = field.running()
    unclear = p.pay("", "支付尾款", 2365, "晋城市恒锐机电有限公司", 费用科目=None)
    field.plant("J05-1", p, unclear)
    p = field.running()
    line = p.pay(
        "材料费", "付样品处理款", 2365, "晋城市恒锐机电有限公司",
        科目编码="5001.01.302.30226", 科目名称="劳务费",
    )  # fmt: skip
    field.plant("J05-1", p, line)
    for item, text, payee in (
        ("工会经费", "拨缴工会经费", "晋城市科技系统工会委员会"),
        ("公务接待费", "付外单位来访人员餐费", "晋城市凤凰岭酒店有限公司"),
    ):
        p = field.running()
        field.plant("J05-2", p, p.pay(item, text, 1860, payee))
    for item, text, price in (
        ("材料费", "购联想笔记本电脑", 6800),
        ("办公费", "购数码照相机", 1000),
    ):
        p = field.running()
        field.plant("J05-3", p, p.pay(item, text, price, "晋城市鑫达电子科技有限公司"))
    p = field.running()
    text, payee = "付实施方案论证专家评审费", "晋城市科技咨询服务中心"
    field.plant("J05-4", p, p.pay("会议会务费", text, 4000, payee))


def _equipment(field: _Field) -> None:
    for name, count, price in ((None, 1, 200_000), ("真空熔炼炉", None, 260_000)):
        p = field.running(市级财政资金=cents(1_600_000))
        tests = p.budget()[3]
        tests["预算金额"] = cents(str(tests["预算金额"])) - price
        row = p.plan("设备费", "设备购置费", Decimal(price), 名称=name, 数量=count)
        row["单价"] = cents(price)
        field.plant("J06-1", p, row)
    pair = [field.running(), field.running()]
    lines = [p.device("扫描电子显微镜", 48_000, 规格型号="TM-4000 Plus") for p in pair]
    for p in pair:
        field.plant("J06-2", p, *lines)
    p = field.running()
    field.plant("J20-1", p, p.device("便携式测距仪", 5600, 资产编号=None))


def _wrong_items(field: _Field) -> None:
    p = field.running()
    text, payee = "缴纳项目聘用人员社会保险费", "晋城市社会保险中心"
    field.plant("J07-1", p, p.pay("其他业务费", text, 2860, payee))
    for text in ("付科研楼物业服务费", "付实验楼冬季取暖费"):
        p = field.running()
        field.plant("J09-1", p, p.pay("其他业务费", text, 3900, "晋城市安居物业管理有限公司"))
    p = field.running()
    line = p.labour("发放项目组年终绩效奖金", 4000, p.members[1], p.day(0.5))
    field.plant("J09-2", p, line)


def _ceilings(field: _Field) -> None:
    for over, kind in (("0.01", "应用研究"), ("60000", "应用研究"), ("0.01", "软科学")):
        p = field.town.project(市级财政资金=cents(1_300_000), 项目类型=kind).live(60)
        _budget(p, Decimal(over), basic=kind == "软科学")
        field.plant("J10-1", p)
    for over in ("0.01", "18000"):
        p = field.town.project(市级财政资金=cents(1_000_000), 开始日期=dt.date(2024, 1, 8))
        p.live(60, indirect=0.3, used=0.6)
        approved = _budget(p)
        p.settle(approved + Decimal(over), indirect=True)
        field.plant("J10-2", p)
    p = field.town.project(市级财政资金=cents(1_000_000), 开始日期=dt.date(2024, 1, 8))
    p.live(60, indirect=0.3, used=0.6)
    p.settle(cents(_budget(p) * Decimal("0.9")), indirect=True)
    field.plant("J10-3", p)


def _grants(field: _Field) -> None:
    for funds in (500_000, 300_000):
        p = field.town.project(市级财政资金=cents(funds))
        p.receive(p.start, cents(funds * 0.6))
        p.receive(p.start + _DAY * 180, cents(funds * 0.4))
        field.plant("J12-1", p.live(60))
    for days in (31, 75):
        p = field.town.project()
        p.receive(p.start + _DAY * (days - 10), p.funds)
        field.plant("J13-1", p.live(60))
    p = field.running()
    field.plant("J14-1", p, p.partner(cents(100_000), paid=False))
    p = field.running()
    row = p.partner(cents(100_000), paid=False)
    p.cooperate(row, cents("99999.99"), p.day(0.4))
    field.plant("J14-1", p, row)
    p = _just_begun(field, dt.date(2026, 5, 30))
    field.plant("J14-1", p, p.tables["参与单位"][1])


def _bookkeeping(field: _Field) -> None:
    p = field.running()
    strange = _bill(p, p.day(0.3), 项目名称="晋城市特色农业综合开发")
    field.plant("J15-1", p, strange)
    p = field.running()
    shop = "晋城市惠民文化用品经营部"
    cash = p.pay("办公费", "购档案用品", 1000, shop, p.goods_day(shop), 结算方式="现金")
    field.plant("J15-2", p, cash)
    p = field.running()
    field.plant("J15-2", p, p.pay("测试化验加工费", "付检测费", 3600, shop, 结算方式="现金"))


def _rebudgeting(field: _Field) -> None:
    for gap in ("0.01", "12000"):
        p = field.running()
        _equipment_budget(p, p.spent(EQUIPMENT) - 20_000 - Decimal(gap))
        _change(p, "20000", dt.date(2025, 3, 3), dt.date(2025, 3, 6))
        field.plant("J16-1", p)
    for asked, decided in (
        (dt.date(2025, 3, 3), dt.date(2025, 3, 11)),  # the sixth working day
        (dt.date(2025, 9, 29), dt.date(2025, 10, 14)),  # the sixth, over the holiday
        (dt.date(2026, 3, 2), None),
    ):
        p = field.running()
        field.plant("J16-2", p, _change(p, "5000", asked, decided))
    p = field.ended()
    p.settle(p.funds + _CENT)
    field.plant("J16-3", p)
    p = field.town.project(开始日期=dt.date(2024, 1, 8), 市级财政资金=cents(900_000))
    p.receive(p.start, cents(540_000))
    p.live(60, used=0.75)
    field.plant("J16-3", p)  # within the grant, more than has arrived


def _vouching(field: _Field) -> None:
    p = field.running()
    line = p.pay("材料费", "付实验用包装材料款", 1260, "太原博润包装有限公司", invoice=False)
    field.plant("J17-1", p, line)
    p = field.running()
    name = p.members[1][0]
    text = f"{name}报出差1天伙食补助（包干）"
    field.plant("J17-2", p, p.pay("差旅费", text, 2000, name, invoice=False))
    p = field.running()
    line = p.device("计算机", "10000.01", 合同编号=None)
    field.plant("J18-1", p, line)
    p = field.running()
    payee = "太原博润专用试剂有限公司"
    field.plant("J18-1", p, p.pay("材料费", "付专用科研试剂款", "50000.01", payee))
    p = field.running()
    day, shop = p.day(0.4), "高平市文博办公用品店"
    first = p.pay("办公费", "购打印纸", 6000, shop, day)
    second = p.pay("办公费", "购文件盒、装订用品", "4000.01", shop, day + _DAY * 7)
    field.plant("J18-2", p, first, second)
    p = field.running()
    who, day = p.town.person(), dt.date(2025, 5, 12)
    lines = [
        p.labour("临时聘用人员数据录入劳务费", 450, who, day + _DAY * after) for after in (0, 10)
    ]
    field.plant("J19-1", p, *lines)
    p = field.running()
    untaxed = p.labour(
        "临时聘用人员试验劳务费", "800.01", p.town.person(), p.day(0.5), 代扣个税=None
    )
    field.plant("J19-1", p, untaxed)


def _cards(field: _Field) -> None:
    p = field.running(
        计划类别="科技重大专项计划", 领域="社会发展", 包干制承诺书="是", 经费管理方式="包干制"
    )
    field.plant("J22-1", p)
    for subject in ("社会发展", "社发"):
        p = field.running(领域=subject, 包干制承诺书="否", 经费管理方式="包干制")
        field.plant("J22-2", p)
    field.plant("J23-1", field.running(科研财务助理=None))
    p = field.town.project(
        开始日期=dt.date(2022, 6, 1), 结束日期=dt.date(2024, 12, 31), 项目状态="通过", 适用办法=None
    ).live(60, used=0.8)
    field.plant("J35-1", p)


def _experts(field: _Field) -> None:
    for level, gross, hours, days in (
        ("教授", "1000.01", 7, None),
        ("高级工程师", "500.01", 4, None),
        ("助理研究员", "1000", 7, None),
        ("院士", "6000.01", 8, None),
        (None, "6000.01", 8, None),
        ("研究员", "2000.01", None, 2),
    ):
        p = field.running()
        field.plant("J25-1", p, p.expert(level, gross, p.day(0.5), hours=hours, days=days))
    start = dt.date(2024, 3, 4)
    for fee, rules in ((600, ("J25-1", "J25-2")), (500, ("J25-2",))):
        pair = [field.running(开始日期=start), field.running(开始日期=start)]
        who, day = field.town.person(), dt.date(2025, 4, 15 + fee // 100)
        lines = [p.expert("教授", fee, day, who) for p in pair]
        for p, line, tax in zip(pair, lines, (0, 2 * fee - 800), strict=True):
            line["代扣个税"] = cents(Decimal(tax) / 5)  # on the month's sum, with the second
            for rule in rules:
                field.plant(rule, p, *lines)
    p = field.running()
    field.plant("J25-3", p, p.expert("副教授", 800, p.day(0.5), p.members[2]))


def _endings(field: _Field) -> None:
    for reward in ("699999.99", "500000"):
        p = field.ended()
        p.tables["成果转化"] = [_transfer("1000000", reward)]
        field.plant("J27-1", p, p.tables["成果转化"][0])
    for status, unrelated in (("结题", 0), ("终止", 20_000), ("撤销", 0)):
        p = field.ended(status, used=0.5, 审计认定无关支出=cents(unrelated) if unrelated else None)
        due = p.funds if status == "撤销" else p.funds - p.spent() + unrelated
        p.receive(_OVER + _DAY * 90, due - _CENT, "退回")
        field.plant("J29-1", p)
    p = field.ended("结题", used=0.6)
    field.plant("J29-1", p)  # nothing given back
    p = field.ended(状态日期=_OVER + _DAY * 30)
    late = p.pay(
        "管理费", "提取项目间接费用（管理费）", 3000, p.host, _OVER + _DAY * 70, invoice=False
    )
    field.plant("J29-2", p, late)
    for status, days in (("结题", 31), ("终止", 60)):
        p = field.ended(
            status, 状态日期=_OVER + _DAY * 10, 审计认定无关支出=None if days == 31 else cents(0)
        )
        late = _bill(p, _OVER + _DAY * (10 + days))
        p.receive(_OVER + _DAY * 100, p.funds - p.spent(), "退回")
        field.plant("J29-3", p, late)


def _progress(field: _Field) -> None:
    p = field.town.project(开始日期=dt.date(2024, 1, 8)).live(60, used=0.3)
    field.plant("J30-1", p)
    p = field.town.project(开始日期=dt.date(2024, 1, 8)).live(60, used=0.6)
    p.settle(p.funds * Decimal("0.9"))
    field.plant("J30-1", p)
    p = field.ended(used=0.4)
    for number in range(4):
        lab = f"{'太原长治郑州西安'[number * 2 : number * 2 + 2]}万嘉分析科技有限公司"
        day = weekday(p.end - _DAY * (8 + number * 10))
        share = p.funds * Decimal("0.1")
        p.pay("测试化验加工费", "付样品委托检测费", share, lab, day, 合同编号=f"R{number}-{p.code}")
    field.plant("J32-4c", p)


def _negative_list(field: _Field) -> None:
    p = field.running()
    account = "6217000310000036366"
    lines = [
        p.labour("临时聘用人员试验劳务费", 700, p.town.person(), p.day(0.5), 收款账号=account)
        for _ in range(2)
    ]
    field.plant("J32-2", p, *lines)
    for text in ("购香烟、白酒", "购土特产礼品盒20份", "付项目组人员健身卡费"):
        p = field.running()
        field.plant("J32-3a", p, p.pay("办公费", text, 3576, "晋城市凤城副食批发部"))
    p = field.running(结束日期=dt.date(2026, 2, 28))
    field.plant("J32-3b", p, _bill(p, p.end + _DAY * 91))
    p = field.running()
    field.plant("J32-3b", p, _bill(p, p.start - _DAY))
    p = field.running()
    text = "调账：由JCKJ2022-019项目转入样品检测费"
    field.plant("J32-4a", p, p.pay("测试化验加工费", text, 4800, "太原泽泉检测技术有限公司"))
    start = dt.date(2024, 3, 4)
    pair = [field.running(开始日期=start), field.running(开始日期=start)]
    day, text, lab = dt.date(2025, 6, 10), "付水样检测费", "太原泽泉检测技术有限公司"
    out = pair[0].pay("测试化验加工费", text, "-8642.57", lab, day, invoice=False)
    into = pair[1].pay("测试化验加工费", text, "8642.57", lab, day + _DAY * 10)
    for p in pair:
        field.plant("J32-4a", p, out, into)
    p = field.running(开始日期=dt.date(2024, 3, 4))
    loan = _loan(p, AS_OF - _DAY * 181)
    field.plant("J32-4b", p, loan)


def _passing_on(field: _Field) -> None:
    for item, text in (("国内协作费", "拨付项目协作经费"), ("测试化验加工费", "外拨课题合作经费")):
        p = field.running()
        p.partner(cents(60_000))
        line = p.pay(item, text, 45_000, "山西昌禾生物工程有限公司", 合同编号=f"WB-{p.code}")
        field.plant("J32-5a", p, line)
    p = field.town.project(开始日期=dt.date(2024, 1, 8), 市级财政资金=cents(900_000))
    p.live(60, used=0.35)
    p.cooperate(p.partner(cents(100_000), paid=False), cents(420_000), p.day(0.5))
    field.plant("J32-5b", p)


def _invoices(field: _Field) -> None:
    lab, text = "太原泽泉检测技术有限公司", "付水样检测费"
    kind = "测试化验加工费"
    p = field.running()
    first = p.pay(kind, text, 7400, lab, dt.date(2025, 3, 11))
    same = {key: first[key] for key in ("发票号码", "开票日期")}
    again = p.pay(kind, "付谷物检测费", 7400, lab, dt.date(2025, 8, 19), invoice=same)
    field.plant("J32-6a", p, first, again)
    p = field.running()
    whole = {**p.town.invoice(dt.date(2025, 3, 4)), "价税合计": cents(8000)}
    parts = [
        p.pay(kind, text, amount, lab, day, invoice=whole)
        for amount, day in (("4000", dt.date(2025, 3, 11)), ("4000.01", dt.date(2025, 5, 20)))
    ]
    field.plant("J32-6a", p, *parts)
    pair = [field.running(), field.running()]
    shared = field.town.invoice(dt.date(2025, 4, 8))
    lines = [
        p.pay(
            kind,
            text,
            6300 - 200 * index,
            lab,
            dt.date(2025, 4, 15 + index),
            invoice=shared,
        )
        for index, p in enumerate(pair)
    ]
    for p in pair:
        field.plant("J32-6a", p, *lines)
    p = field.running()
    run = [
        _bill(
            p, dt.date(2025, 4, 8 + 7 * index), invoice=False, 发票代码="014002500111",
            发票号码=f"{61083527 + index}", 开票日期=dt.date(2025, 4, 1 + index),
        )
        for index in range(3)
    ]  # fmt: skip
    field.plant("J32-6b", p, *run)
    for age in (-1, 366):
        p = field.running(开始日期=dt.date(2024, 1, 8))
        day = dt.date(2025, 9, 16)
        line = _bill(p, day, invoice=p.town.invoice(day - _DAY * age))
        field.plant("J32-6c", p, line)
    for number in ("2514200000012345678", "24142000000123456789"):
        p = field.running()
        line = _bill(
            p, dt.date(2025, 9, 16), invoice=False, 发票号码=number, 开票日期=dt.date(2025, 9, 9)
        )
        field.plant("J32-6d", p, line)
    p = field.running()
    row = p.partner(cents(60_000), paid=False)
    code = str(row["统一社会信用代码"])
    row["统一社会信用代码"] = code[:-1] + ("0" if code[-1] != "0" else "1")
    for receipt in p.receipts():
        paid = cents(str(receipt["金额"])) / p.funds * 60_000
        line = p.cooperate(row, cents(paid), p.day(0.5))
        line["收款方证件号"] = None
    field.plant("J32-6d", p, row)


def _entries(field: _Field) -> None:
    p = field.running()
    name, day = p.members[1][0], p.day(0.4)
    twice = [
        p.pay("差旅费", f"{name}报野外采样伙食补助", 1080, name, day, invoice=False)
        for _ in range(2)
    ]
    field.plant("J32-6e", p, *twice)
    p = field.running()
    field.plant("J32-6f", p, _bill(p, p.day(0.5), 凭证号=None))
    p = field.running()
    p.misstated = Decimal(100)
    field.plant("J32-6g", p)
    p = field.running()
    p.balanced = True
    p.off_from = _bill(p, p.day(0.5))
    field.plant("J32-6g", p, p.off_from)
    for arrived in ("199999.99", "120000"):
        p = field.ended(自筹资金=cents(200_000))
        _self_raised(p, Decimal(arrived))
        field.plant("J32-7", p)


FAULTY: tuple[Callable[[_Field], None], ...] = (
    _classification, _equipment, _wrong_items, _ceilings, _grants, _bookkeeping, _rebudgeting,
    _vouching, _cards, _experts, _endings, _progress, _negative_list, _passing_on, _invoices, _entries,
)  # fmt: skip


# --- one large clean project ----------------------------------------------------------------


def every_permitted_kind(town: Town, folder: Path) -> Path:
    """Write one clean project of 300 lines and more, of every kind of spending there is."""
    p = town.project(开始日期=dt.date(2023, 8, 7), 市级财政资金=cents(3_000_000))
    p.partner(cents(200_000))
    p.live(300)
    p.finish()
    return p.write(folder)


# --- counting -------------------------------------------------------------------------------


class Tally(NamedTuple):
    """What a check made of the faults of one rule."""

    planted: int
    missed: tuple[Fault, ...]
    false: tuple[Finding, ...]

    @property
    def recall(self) -> float:
        """The share of the planted faults that was found."""
        return 1 - len(self.missed) / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        """The share of planted faults among what was found."""
        right = self.planted - len(self.missed)
        return right / (right + len(self.false)) if right + len(self.false) else 1.0


def tally(planting: Planting, findings: Iterable[Finding]) -> dict[str, Tally]:
    """Return a tally for each rule: of its faults, and of findings above a notice not planted."""
    faults: dict[str, list[Fault]] = {}
    for fault in planting.faults:
        faults.setdefault(fault.rule, []).append(fault)
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.rule, []).append(finding)
    return {
        rule: Tally(
            len(faults.get(rule, ())),
            tuple(
                fault
                for fault in faults.get(rule, ())
                if not any(_finds(finding, fault) for finding in found.get(rule, ()))
            ),
            tuple(
                finding
                for finding in found.get(rule, ())
                if finding.level is not Level.NOTICE
                and not any(_finds(finding, fault) for fault in faults.get(rule, ()))
            ),
        )
        for rule in sorted({*faults, *found})
    }


def _finds(finding: Finding, fault: Fault) -> bool:
    """Tell whether a finding is of this fault: its project, and all its rows cited."""
    cited = {(Path(e.file).name, e.sheet, e.row) for e in finding.evidence}
    return finding.project_code == fault.project_code and cited >= fault.rows


def report(tallies: Mapping[str, Tally], rules: Collection[str]) -> str:
    """Return a table of planted, found and false of the rules, then each miss and false alarm."""
    lines = [f"{'rule':<8}{'planted':>8}{'found':>8}{'false':>8}{'recall':>8}{'precision':>11}"]
    details = []
    for code, counted in tallies.items():
        if code not in rules:
            continue
        found = counted.planted - len(counted.missed)
        lines.append(
            f"{code:<8}{counted.planted:>8}{found:>8}{len(counted.false):>8}"
            f"{counted.recall:>8.2f}{counted.precision:>11.2f}"
        )
        details += [f"missed {code} {f.project_code} {sorted(f.rows)}" for f in counted.missed]
        details += [
            f"false {code} {f.project_code} {f.message} "
            f"{[(e.file, e.sheet, e.row) for e in f.evidence[:4]]}"
            for f in counted.false
        ]
    return "\n".join([*lines, *details])
