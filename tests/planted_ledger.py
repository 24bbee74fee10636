"""Invented projects of one city that keep the regulation, to plant faults in.

A project is its card, the lines of its ledger and its other tables, all as dictionaries under the
standard headers. Whatever a line is free to be is drawn from ``random.Random(seed)``: who is paid,
for what, when and how much. What the regulation asks for is kept: invoices, contracts, tax, asset
numbers, shares of the money. Nothing here knows how a rule decides.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections import defaultdict
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from books import write_xlsx
from sample_writing import Cell, Line, account_of, credit_code, id_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

AS_OF = dt.date(2026, 6, 30)
SPENDING = "支出明细"
HEADERS = {
    SPENDING: (
        "项目编号 项目名称 日期 凭证号 摘要 科目编码 科目名称 费用科目 金额 资金来源 结算方式 收款方 "
        "收款方证件号 收款账号 发票代码 发票号码 开票日期 价税合计 合同编号 采购编号 资产编号 物品名称 "
        "规格型号 数量 单价 专家级别 咨询日期 咨询时长 咨询天数 代扣个税 经办人 附件数 备注"
    ),
    "项目信息": (
        "项目编号 项目名称 承担单位 单位类型 项目负责人 计划类别 领域 项目类型 经费管理方式 "
        "任务书签订日期 开始日期 结束日期 项目状态 状态日期 适用办法 市级财政资金 自筹资金 "
        "审计认定无关支出 科研财务助理 包干制承诺书"
    ),
    "预算": "项目编号 科目 明细科目 资金来源 预算金额 名称 数量 单价",
    "预算调剂": "项目编号 科目 调整金额 申请日期 办结日期 审批人",
    "到账": "项目编号 日期 付款单位 收款单位 金额 资金来源 类型",
    "参与单位": "项目编号 单位名称 统一社会信用代码 角色 分配经费",
    "项目组成员": "项目编号 姓名 证件号 角色 单位",
    "成果转化": "项目编号 转化收入 奖励和报酬 日期",
}
_TITLE_ROWS = 2
_DAY = dt.timedelta(1)
_WEEKEND = 5
_PURCHASE = "设备购置费"
_ADVANCES = "1218"
EQUIPMENT = (_PURCHASE, "设备升级改造费", "设备租赁费")
_LABOUR = frozenset({"劳务费", "专家咨询费", "聘用人员社保公积金"})
_INDIRECT = frozenset({"管理费", "绩效支出"})
_BUDGET_SHARES = {
    "材料费": "0.30", "测试化验加工费": "0.34", "差旅费": "0.10", "会议会务费": "0.05", "资料费": "0.05",
    "办公费": "0.04", "车辆使用费": "0.04", "印刷出版费": "0.04", "知识产权事务费": "0.04",
}  # fmt: skip
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
_GIVEN = "志远 建国 晓峰 丽娜 雅静 博涵 佳琪 海军 素芳 明辉 国强 慧芳 立军 雪琴 子轩 雨桐 宇航 春花 东升 秀英 俊杰 思远 文博 婷婷 永强 卫红 振华 新民 玉梅 少华".split()
_SUBJECTS = "煤层气井智能排采 连翘有效成分提取 谷子抗旱品种选育 薄壁铸件近净成形 光学晶体衬底制备 铸造废砂再生 丹河流域面源污染监测 蚕桑副产物加工 香菇菌棒轻简栽培 矿用单轨吊驱动 烟气余热回收 山楂果胶制备 矿井水深度净化 黄梨采后保鲜 尾矿充填材料 中药饮片炮制 电液伺服成形 钢渣微粉改性 玉米种质创新 巷道围岩监测".split()
_ENDINGS = ("关键技术研究", "技术集成与示范", "工艺及装备研发", "方法与应用研究", "技术研究")
_HOSTS = "凤台科技创新研究院 太行装备技术研究院 泽川生态农业研究所 丹河水环境研究所 凤鸣中药材研究所 晋韵材料研究院".split()
_CITIES = "太原 长治 运城 郑州 西安 洛阳 济南 石家庄".split()


def cents(amount: Decimal | float | str) -> Decimal:
    """Return an amount of yuan with two places."""
    return Decimal(str(amount)).quantize(Decimal("0.01"))


def tax_on(gross: Decimal) -> Decimal:
    """Return what is withheld from a fee for services: 20 % of it less 800 yuan, or less 20 %."""
    if gross <= 800:
        return Decimal("0.00")
    taxed = gross - 800 if gross <= 4000 else gross * Decimal("0.8")
    return cents(taxed * (Decimal("0.2") if taxed <= 20000 else Decimal("0.3"))) - (
        0 if taxed <= 20000 else 2000
    )


def ceiling(base: Decimal, *, basic: bool = False) -> Decimal:
    """Return the highest indirect cost that article 10 allows on direct costs less purchases."""
    if basic:
        return cents(base * Decimal("0.6"))
    first, second = Decimal(5_000_000), Decimal(10_000_000)
    return cents(
        min(base, first) * Decimal("0.3")
        + max(min(base, second) - first, Decimal(0)) * Decimal("0.25")
        + max(base - second, Decimal(0)) * Decimal("0.2")
    )


def _round(amount: Decimal, mode: str) -> Decimal:
    """Return an amount rounded to a thousand yuan."""
    return (amount / 1000).to_integral_value(mode) * 1000


def weekday(day: dt.date) -> dt.date:
    """Return the day itself, or the Friday before a weekend."""
    return day - _DAY * max(day.weekday() - _WEEKEND + 1, 0)


class Town:
    """Where the projects are: its people, numbers and chance, so that nothing occurs twice."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.projects: list[Project] = []
        names = [s + g for s, g in itertools.product(_SURNAMES, _GIVEN)]
        self.random.shuffle(names)
        self._names = iter(names)
        topics = [s + e for e, s in itertools.product(_ENDINGS, _SUBJECTS)]
        self._topics = iter(topics * 9)
        self._count = itertools.count(1)

    def person(self) -> tuple[str, str]:
        """Return the name and the identity number of someone new."""
        region = self.random.choice(("140502", "140521", "140581", "140105", "140402"))
        birth = dt.date(1965, 1, 1) + _DAY * self.random.randrange(12000)
        return next(self._names), id_number(f"{region}{birth:%Y%m%d}{next(self._count) % 1000:03d}")

    def credit_code(self) -> str:
        """Return a valid code of a unit."""
        return credit_code(f"91140500MA0{next(self._count):06d}")

    def invoice(self, day: dt.date) -> Line:
        """Return the number and day of a new invoice: a code and 8 digits until mid-2023."""
        if day < dt.date(2023, 7, 1):
            number = (next(self._count) * 7919) % 10**8
            return {
                "发票代码": f"01400{day:%y}00111",
                "发票号码": f"{number:08d}",
                "开票日期": day,
            }
        number = self.random.randrange(10**10) * 10**5 + next(self._count)
        return {"发票号码": f"{day:%y}142{number:015d}", "开票日期": day}

    def receipt_of_unit(self, day: dt.date) -> Line:
        """Return a financial receipt of a public unit: a code of 8 digits and a number of 10."""
        return {
            "发票代码": f"140601{day:%y}",
            "发票号码": f"{(next(self._count) * 104729) % 10**10:010d}",
            "开票日期": day,
        }

    def project(self, **choices: Cell) -> Project:
        """Return a new project, with nothing spent yet; ``choices`` are cells of its card."""
        number = len(self.projects) + 1
        start = choices.get("开始日期") or dt.date(2024, 1, 8) + _DAY * self.random.randrange(240)
        assert isinstance(start, dt.date)
        status = choices.get("项目状态") or "在研"
        years = 3 if status == "在研" else 2
        end = choices.get("结束日期") or dt.date(start.year + years, 12, 31)
        if status != "在研" and "结束日期" not in choices:
            end = dt.date(2025, 12, 31)
        assert isinstance(end, dt.date)
        code = f"JCKJ{start.year}-{number:03d}"
        project = Project(self, code, start, end)
        project.card = {
            "项目编号": code,
            "项目名称": next(self._topics),
            "承担单位": f"晋城市{_HOSTS[number % len(_HOSTS)]}",
            "单位类型": "科研院所",
            "项目负责人": project.members[0][0],
            "计划类别": "重点研发计划",
            "领域": "工业",
            "项目类型": "应用研究",
            "经费管理方式": "预算制",
            "任务书签订日期": start - _DAY * 10,
            "开始日期": start,
            "结束日期": end,
            "项目状态": status,
            "状态日期": None if status == "在研" else end + _DAY * 60,
            "适用办法": "新办法",
            "市级财政资金": cents(self.random.randrange(60, 130) * 10_000),
            "自筹资金": cents(0),
            "科研财务助理": project.members[-1][0],
            **choices,
        }
        self.projects.append(project)
        return project


class Project:
    """One project: its tables as lines under standard headers, and what makes new lines."""

    def __init__(self, town: Town, code: str, start: dt.date, end: dt.date) -> None:
        self.town, self.code, self.start, self.end = town, code, start, end
        self.random = town.random
        self.card: Line = {}
        self.lines: list[Line] = []
        self.tables: dict[str, list[Line]] = defaultdict(list)
        self.members = [town.person() for _ in range(6)]
        self.misstated = Decimal(0)
        """By how much the ledger's total row is off."""
        self.balanced = False
        """Whether the ledger has a column of the money left; off_from on, it is off."""
        self.off_from: Line | None = None
        self._together: dict[int, Line] = {}
        self._bought: dict[str, list[dt.date]] = defaultdict(list)
        self._paid: set[tuple[str, int, int]] = set()

    @property
    def name(self) -> str:
        """The project's name."""
        return str(self.card["项目名称"])

    @property
    def host(self) -> str:
        """The unit that undertakes it."""
        return str(self.card["承担单位"])

    @property
    def funds(self) -> Decimal:
        """The municipal money granted."""
        return cents(str(self.card["市级财政资金"]))

    @property
    def last(self) -> dt.date:
        """The last day of ordinary spending."""
        return min(self.end, AS_OF) - _DAY * 5

    def spent(self, items: Iterable[str] | None = None) -> Decimal:
        """Return the fiscal spending, of some items or all."""
        wanted = None if items is None else set(items)
        return sum(
            (
                cents(str(line["金额"]))
                for line in self.lines
                if line.get("资金来源") != "自筹"
                and line.get("科目编码") != _ADVANCES
                and (wanted is None or line["费用科目"] in wanted)
            ),
            Decimal("0.00"),
        )

    def day(self, share: float | None = None) -> dt.date:
        """Return a working day of the project, at a share of its time or anywhere."""
        days = (self.last - self.start).days - 5
        at = self.random.random() if share is None else share
        return weekday(self.start + _DAY * (5 + int(days * at)))

    def pay(
        self,
        item: str,
        summary: str,
        amount: Decimal | float | str,
        payee: str,
        day: dt.date | None = None,
        *,
        invoice: bool | Line = True,
        beside: Line | None = None,
        cells: Line | None = None,
        **extra: Cell,
    ) -> Line:
        """Add a line to the ledger and return it.

        invoice: a new one, none, or the cells of this one; beside: a line on the same voucher;
        cells and extra: further cells, which win over what is usual.
        """
        day = day or self.day()
        paid = cents(amount)
        line: Line = {
            "日期": day,
            "摘要": summary,
            "费用科目": item,
            "金额": paid,
            "资金来源": "财政",
            "结算方式": "转账",
            "收款方": payee,
            "收款账号": account_of(payee),
            "经办人": self.members[-1][0],
            "附件数": 2,
        }
        if isinstance(invoice, dict):
            line.update(invoice)
        elif invoice:
            line.update(self.town.invoice(day - _DAY * self.random.randrange(2, 20)))
        if beside is not None:
            self._together[id(line)] = beside
        line.update({**(cells or {}), **extra})
        self.lines.append(line)
        return line

    def labour(
        self,
        summary: str,
        gross: Decimal | float | str,
        who: tuple[str, str],
        day: dt.date,
        **extra: Cell,
    ) -> Line:
        """Add a payment for work to a person, with the tax on it withheld."""
        told: Line = {"收款方证件号": who[1], "代扣个税": tax_on(cents(gross)), **extra}
        return self.pay("劳务费", summary, gross, who[0], day, invoice=False, cells=told)

    def expert(
        self,
        level: str | None,
        gross: Decimal | float | str,
        served: dt.date,
        who: tuple[str, str] | None = None,
        *,
        hours: float | None = 7,
        days: int | None = None,
    ) -> Line:
        """Add a fee to an expert, paid a week after the day of service."""
        name, number = who or self.town.person()
        return self.pay(
            "专家咨询费",
            "发放技术方案论证专家咨询费",
            gross,
            name,
            weekday(served + _DAY * 7),
            invoice=False,
            收款方证件号=number,
            专家级别=level,
            咨询日期=served,
            咨询时长=None if hours is None else Decimal(str(hours)),
            咨询天数=days,
            代扣个税=tax_on(cents(gross)),
        )

    def device(self, name: str, price: Decimal | float | str, **extra: Cell) -> Line:
        """Add the purchase of one device, with contract and asset number."""
        number = f"{len(self.lines):03d}"
        told: Line = {
            "合同编号": f"HT-{self.code[4:]}-{number}",
            "资产编号": f"ZC{self.code[4:8]}{self.code[9:]}{number}",
            "物品名称": name,
            "规格型号": f"TX-{self.code[9:]}{number}",
            "数量": 1,
            "单价": cents(price),
        }
        told.update(extra)
        seller = f"{self.random.choice(_CITIES)}众谱科学器材有限公司"
        day = self.goods_day("devices")
        return self.pay(_PURCHASE, f"付{name}款", price, seller, day, cells=told)

    def settle(self, total: Decimal, *, indirect: bool = False) -> Line:
        """Add the one line that brings the fiscal spending, or the indirect part, to a total."""
        if indirect:
            gap = total - self.spent(_INDIRECT)
            return self.pay(
                "管理费", "提取项目间接费用（管理费）", gap, self.host, self.day(0.6), invoice=False
            )
        return self._large(total - self.spent(), self.day(0.5))

    def partner(self, amount: Decimal | float | str, *, paid: bool = True) -> Line:
        """Add a participating unit, paid out after the receipts where ``paid``; return its row."""
        unit = (
            f"山西{self.random.choice(_SURNAMES)}{self.random.choice('泰源禾瑞丰')}生物科技有限公司"
        )
        row: Line = {
            "单位名称": unit,
            "统一社会信用代码": self.town.credit_code(),
            "角色": "参与",
            "分配经费": cents(amount),
        }
        lead: Line = {
            "单位名称": self.host,
            "统一社会信用代码": self.town.credit_code(),
            "角色": "牵头",
        }
        self.tables["参与单位"] += [lead, row]
        if paid:
            granted = [r for r in self.receipts() if r["类型"] == "拨付"]
            for receipt in granted:
                share = cents(str(receipt["金额"])) / self.funds
                day = receipt["日期"]
                assert isinstance(day, dt.date)
                self.cooperate(row, cents(cents(amount) * share), weekday(day + _DAY * 20))
        return row

    def cooperate(self, row: Line, amount: Decimal, day: dt.date) -> Line:
        """Add a payment of cooperation money to a participating unit."""
        return self.pay(
            "国内协作费",
            "拨付参与单位项目协作经费",
            amount,
            str(row["单位名称"]),
            max(day, self.start),
            invoice=self.town.receipt_of_unit(max(day, self.start)),
            合同编号=f"{self.code}-XZ01",
            收款方证件号=row["统一社会信用代码"],
        )

    def receipts(self) -> list[Line]:
        """Return the receipts, made at the first call: one up to 500,000 yuan, else 60 and 40 %."""
        table = self.tables["到账"]
        if not table:
            agreed = self.card["任务书签订日期"]
            assert isinstance(agreed, dt.date)
            first = agreed + _DAY * self.random.randrange(11, 29)
            if self.funds <= 500_000:
                self.receive(first, self.funds)
            else:
                part = cents(self.funds * Decimal("0.6"))
                self.receive(first, part)
                self.receive(self.day(0.35), self.funds - part)
        return table

    def receive(
        self, day: dt.date, amount: Decimal | str, kind: str = "拨付", source: str = "财政"
    ) -> Line:
        """Add money in (拨付, 自筹到位) or out (退回, 转拨) of the project."""
        city = "晋城市财政局"
        payer, payee = (self.host, city) if kind == "退回" else (city, self.host)
        row: Line = {
            "日期": day,
            "付款单位": self.host if kind == "自筹到位" else payer,
            "收款单位": payee,
            "金额": cents(amount),
            "资金来源": source,
            "类型": kind,
        }
        self.tables["到账"].append(row)
        return row

    # --- the ordinary life of a project -----------------------------------------------------

    def live(self, count: int, *, used: float | None = None, indirect: float = 0.75) -> Project:
        """Spend on ``count`` lines or a few more, in step with time; return the project.

        used: the share of the money spent; indirect: the share of its indirect budget spent.
        """
        elapsed = (AS_OF - self.start) / (self.end - self.start)
        share = used if used is not None else min(elapsed, 0.86)
        self.receipts()
        for name, price in self.random.sample(_DEVICES, 2):
            self.device(name, self.random.randrange(price // 2, price))
        self.pay("设备租赁费", "付干燥箱租用费", 4500, "晋城市明达设备租赁有限公司")
        target = cents(self.funds * Decimal(str(share)))
        overhead = cents(self.indirect_budget() * Decimal(str(share * indirect)))
        if self.card["经费管理方式"] == "包干制":
            overhead = Decimal("0.00")
        self._indirect(overhead)
        makers = itertools.cycle(self.random.sample(_KINDS, len(_KINDS)))
        for make in makers:
            if len(self.lines) >= count or self.spent() > target * Decimal("0.9"):
                break
            make(self)
        self._fill_up(target)
        return self

    def _fill_up(self, target: Decimal) -> None:
        """Spend what is left of the target under contracts, in like parts over the time."""
        rest = target - self.spent()
        parts = int(rest // 45_000) + 1
        for part in range(parts):
            if rest > 0:
                self._large(cents(rest / parts), self.day(0.04 + 0.88 * part / parts))

    def _large(self, amount: Decimal, day: dt.date) -> Line:
        number = f"HT-{self.code[4:]}-{len(self.lines):03d}"
        lab = f"{self.random.choice(_CITIES)}万嘉分析科技有限公司"
        return self.pay("测试化验加工费", "付样品委托检测费", amount, lab, day, 合同编号=number)

    def _indirect(self, total: Decimal) -> None:
        part = cents(total / 2)
        for share in (0.4, 0.8):
            if part > 0:
                self.pay(
                    "管理费",
                    "提取项目间接费用（管理费）",
                    cents(part / 2),
                    self.host,
                    self.day(share),
                    invoice=False,
                )
                name, number = self.members[1 if share < 0.5 else 2]
                self.pay(
                    "绩效支出", "发放年度科研绩效", cents(part / 2), name, self.day(share), invoice=False,
                    收款方证件号=number,
                )  # fmt: skip

    def indirect_budget(self) -> Decimal:
        """Return an indirect budget of about four fifths of the ceiling."""
        base = (self.funds - self.spent({_PURCHASE})) / Decimal("1.3")
        return _round(ceiling(base) * Decimal("0.8"), ROUND_FLOOR)

    def budget(self) -> list[Line]:
        """Return the budget, made at the first call so that what was spent keeps within it."""
        table = self.tables["预算"]
        if table or self.card["经费管理方式"] == "包干制":
            return table
        purchase = _round(self.spent({_PURCHASE}), ROUND_CEILING)
        other = _round(self.spent(EQUIPMENT[1:]), ROUND_CEILING)
        labour = _round(self.spent(_LABOUR) + 5000, ROUND_CEILING)
        indirect = self.indirect_budget()
        rest = self.funds - purchase - other - labour - indirect
        assert rest > 0, self.code
        self.plan("设备费", _PURCHASE, purchase, 名称="实验仪器", 数量=2, 单价=cents(purchase / 2))
        self.plan("设备费", "设备租赁费", other)
        for item, share in _BUDGET_SHARES.items():
            self.plan("业务费", item, rest * Decimal(share))
        self.plan("劳务费", "劳务费", labour)
        self.plan("间接费用", "管理费", indirect / 2)
        self.plan("间接费用", "绩效支出", indirect / 2)
        return table

    def plan(self, category: str, item: str | None, amount: Decimal | str, **extra: Cell) -> Line:
        """Add a line of the fiscal budget."""
        row: Line = {
            "科目": category,
            "明细科目": item,
            "资金来源": "财政",
            "预算金额": cents(amount),
            **extra,
        }
        self.tables["预算"].append(row)
        return row

    # --- kinds of spending, each permitted ----------------------------------------------------

    def goods_day(self, payee: str) -> dt.date:
        """Return a day on which buying from this payee is not close to an earlier purchase."""
        for _ in range(400):
            day = self.day()
            if all(abs((day - other).days) > 8 for other in self._bought[payee]):
                self._bought[payee].append(day)
                return day
        raise AssertionError(f"no day left to buy from {payee}")

    def month_day(self, person: str) -> dt.date:
        """Return a day in a month in which this person has not been paid yet."""
        for _ in range(400):
            day = self.day()
            if (person, day.year, day.month) not in self._paid:
                self._paid.add((person, day.year, day.month))
                return day
        raise AssertionError(f"no month left to pay {person}")

    def some(self, low: int, high: int) -> Decimal:
        """Return an amount of yuan and cents between two bounds."""
        return Decimal(self.random.randrange(low * 100, high * 100)) / 100

    # --- writing ----------------------------------------------------------------------------

    def finish(self) -> None:
        """Make the tables not made yet, number the vouchers, and put the lines in order."""
        self.receipts()
        self.budget()
        if not self.tables["项目组成员"]:
            roles = ("项目负责人", "骨干成员", "骨干成员", "骨干成员", "研究生", "科研财务助理")
            self.tables["项目组成员"] = [
                {"姓名": name, "证件号": number, "角色": role, "单位": self.host}
                for (name, number), role in zip(self.members, roles, strict=True)
            ]
        self.tables["项目信息"] = [self.card]
        self.lines.sort(key=_date)
        month, number = "", 0
        for line in self.lines:
            if f"{line['日期']}"[:7] != month:
                month, number = f"{line['日期']}"[:7], 0
            number += self.random.randrange(1, 6)
            line.setdefault("凭证号", f"记-{number:04d}")
        for line in self.lines:
            if id(line) in self._together:
                line["凭证号"] = self._together[id(line)]["凭证号"]
        for table in (*self.tables.values(), self.lines):
            for line in table:
                line.setdefault("项目编号", self.code)
                line.setdefault("项目名称", self.name)
        if self.balanced:
            self._balance()

    def _balance(self) -> None:
        left = self.funds
        for line in self.lines:
            left -= cents(str(line["金额"])) + (100 if line is self.off_from else 0)
            line["余额"] = left

    def write(self, folder: Path) -> Path:
        """Write the project's workbook and return its path."""
        sheets: dict[str, Sequence[Sequence[Cell]]] = {}
        headers = HEADERS[SPENDING].split()
        if self.balanced:
            headers.insert(headers.index("金额") + 1, "余额")
        rows: list[list[Cell]] = [
            [f"{self.name}经费支出明细表"],
            [f"承担单位：{self.host}        金额单位：元"],
            [*headers],
        ]
        rows += [[line.get(header) for header in headers] for line in self.lines]
        foot: dict[str, Cell] = {
            "项目编号": "合  计",
            "金额": self._sum() + self.misstated,
        }
        rows.append([foot.get(header) for header in headers])
        sheets[SPENDING] = rows
        for name, line_headers in HEADERS.items():
            lines = self.tables.get(name)
            if lines and name != SPENDING:
                columns = line_headers.split()
                sheets[name] = [columns, *([row.get(c) for c in columns] for row in lines)]
        return write_xlsx(folder / self.file, sheets)

    @property
    def file(self) -> str:
        """The workbook's name."""
        return f"{self.code}.xlsx"

    def places(self) -> Iterator[tuple[int, tuple[str, str, int]]]:
        """Yield the id of each line and its (file, sheet, row as Excel shows it)."""
        for index, line in enumerate(self.lines):
            yield id(line), (self.file, SPENDING, index + _TITLE_ROWS + 2)
        for name, lines in self.tables.items():
            for index, line in enumerate(lines):
                yield id(line), (self.file, name, index + 2)

    def _sum(self) -> Decimal:
        return sum((cents(str(line["金额"])) for line in self.lines), Decimal("0.00"))


def _date(line: Line) -> dt.date:
    day = line["日期"]
    assert isinstance(day, dt.date)
    return day


_DEVICES = (
    ("高效液相色谱仪", 90_000), ("电热恒温干燥箱", 9_000), ("超声波清洗机", 8_000), ("紫外分光光度计", 38_000),
    ("便携式水质分析仪", 26_000), ("数据采集工作站", 24_000), ("电子分析天平", 12_000), ("离心机", 18_000),
)  # fmt: skip


def _office(p: Project) -> None:
    payee = "晋城市惠民文化用品经营部"
    text = p.random.choice(("购打印纸、文件夹等办公用品", "购打印机硒鼓、墨盒", "购档案盒、标签纸"))
    p.pay("办公费", text, p.some(200, 2600), payee, p.goods_day(payee))


def _vehicle(p: Project) -> None:
    if p.random.random() < 0.6:
        p.pay("车辆使用费", "野外采样车辆汽油费", p.some(300, 1900), "晋城市北石店加油站")
    else:
        p.pay("车辆使用费", "租车赴陵川、沁水采样", p.some(600, 3200), "晋城市通达汽车租赁有限公司")


def _travel(p: Project) -> None:
    name, _ = p.random.choice(p.members)
    city = p.random.choice(_CITIES)
    trip = p.pay(
        "差旅费", f"{name}报赴{city}参加技术交流差旅费", p.some(700, 5200), name, 结算方式="公务卡"
    )
    day = _date(trip)
    allowance = p.random.randrange(2, 7) * 180
    text = f"{name}报赴{city}出差伙食补助、市内交通补助"
    p.pay("差旅费", text, allowance, name, day, invoice=False, beside=trip)


def _reagents(p: Project) -> None:
    payee = f"{p.random.choice(_CITIES)}晶泽化玻试剂有限公司"
    text = p.random.choice(
        ("付无水乙醇（酒精）、乙腈等专用试剂款", "付实验用专用试剂款", "付层析材料款")
    )
    day = p.goods_day(payee)
    amount = p.some(900, 9600)
    p.pay("材料费", text, amount, payee, day, 物品名称="专用试剂")


def _from_farmers(p: Project) -> None:
    name, number = p.town.person()
    text = "从农户个人手中收购玉米、山楂等农产品样品（无票据）"
    p.pay("材料费", text, p.some(400, 3800), name, invoice=False, 收款方证件号=number)


def _field_work(p: Project) -> None:
    name, _ = p.random.choice(p.members)
    text = f"{name}报野外考察租用民宅住宿费（难以取得发票）"
    p.pay("差旅费", text, p.some(200, 1500), name, invoice=False)


def _field_hands(p: Project) -> None:
    who = p.town.person()
    gross = p.random.choice((300, 600, 800, 1500))
    p.labour("野外采样临时雇用向导劳务费", gross, who, p.day(), 结算方式="现金")


def _survey(p: Project) -> None:
    name, number = p.town.person()
    text = "付种植户调查访谈样本采集费（无票据，附签收表）"
    p.pay("数据或样本采集费", text, p.some(300, 2800), name, invoice=False, 收款方证件号=number)


def _tests(p: Project) -> None:
    lab = f"{p.random.choice(_CITIES)}泽泉检测技术有限公司"
    p.pay("测试化验加工费", "付烟气、水样成分检测费", p.some(900, 9800), lab)


def _instalments(p: Project) -> None:
    lab = f"{p.random.choice(_CITIES)}析源检测技术有限公司"
    total = cents(p.random.randrange(60, 160) * 100)
    first_day = p.day(p.random.random() * 0.7)
    invoice = p.town.invoice(first_day - _DAY * 5)
    common: Line = {**invoice, "价税合计": total, "合同编号": f"HT-{p.code[4:]}-{len(p.lines):03d}"}
    half = cents(total / 2)
    text = "付样品结构测试费"
    p.pay("测试化验加工费", f"{text}（第一笔）", half, lab, first_day, invoice=common)
    later = weekday(first_day + _DAY * 45)
    p.pay("测试化验加工费", f"{text}（第二笔）", total - half, lab, later, invoice=common)


def _red_entry(p: Project) -> None:
    payee = "太原智汇知识产权代理事务所"
    right, wrong = p.some(1500, 2500), p.some(2600, 4000)
    day = p.day(p.random.random() * 0.8)
    invoice = {**p.town.invoice(day - _DAY * 4), "价税合计": right}
    item, text = "知识产权事务费", "付实用新型专利申请代理费"
    p.pay(item, text, wrong, payee, day, invoice=invoice)
    later = weekday(day + _DAY * 12)
    text_red = "冲销专利申请代理费（金额录入有误，红字）"
    red = p.pay(item, text_red, -wrong, payee, later, invoice=invoice)
    p.pay(item, f"{text}（更正）", right, payee, later, invoice=invoice, beside=red)


def _advance(p: Project) -> None:
    name, _ = p.random.choice(p.members)
    amount = cents(p.random.randrange(20, 60) * 100)
    day = p.day(p.random.random() * 0.8)
    account: Line = {"费用科目": None, "科目编码": _ADVANCES, "科目名称": "其他应收款"}
    p.pay("", f"{name}借支会议费", amount, name, day, invoice=False, cells=account)
    later = weekday(day + _DAY * 30)
    meeting = p.pay(
        "会议会务费", "付项目研讨会场地及会务费", amount, "晋城市凤凰岭酒店有限公司", later
    )
    text = f"核销{name}借支会议费"
    p.pay("", text, -amount, name, later, invoice=False, beside=meeting, cells=account)


def _members_work(p: Project) -> None:
    who = p.random.choice(p.members[1:])
    gross = p.random.choice((600, 800, 2000, 3600, 4500))
    p.labour("发放项目组成员劳务补助", gross, who, p.month_day(who[0]))


def _hired_staff(p: Project) -> None:
    text = "缴纳项目聘用人员社会保险、住房公积金单位部分"
    payee = "晋城市社会保险中心"
    p.pay("聘用人员社保公积金", text, p.some(900, 1600), payee, invoice=False)


def _experts(p: Project) -> None:
    served = p.day(p.random.random() * 0.9)
    p.expert("教授", 1000, served)
    p.expert("高级工程师", 500, served, hours=4)
    p.expert("助理研究员", 500, served)
    p.expert("工程师", 250, served, hours=3)
    if p.random.random() < 0.3:
        p.expert("正高级工程师", 2000, served, hours=None, days=2)


def _academician(p: Project) -> None:
    p.expert("院士", 3000, p.day(p.random.random() * 0.9), hours=4)


def _papers(p: Project) -> None:
    name = "太原三晋图书出版有限公司"
    p.pay("印刷出版费", "付研究报告印刷装订费", p.some(600, 6800), name)
    p.pay("资料费", "付文献数据库检索费", p.some(500, 4200), "北京博雅信息技术有限公司")


def _meeting(p: Project) -> None:
    hotel = "晋城市凤凰岭酒店有限公司"
    p.pay("会议会务费", "付课题中期研讨会会务费", p.some(1800, 8800), hotel)
    p.pay("会议会务费", "外请专家参会城市间交通费、住宿费", p.some(800, 4200), p.members[3][0])


def _abroad(p: Project) -> None:
    name, _ = p.random.choice(p.members)
    text = f"{name}赴德国参加国际学术会议往返机票、住宿费"
    p.pay("国际合作与交流费", text, p.some(16000, 32000), name, 结算方式="公务卡")


def _evaluation(p: Project) -> None:
    payee = "山西科评科技评估有限公司"
    p.pay("成果评价费", "付科技成果评价费", p.some(3000, 9000), payee)


def _power(p: Project) -> None:
    p.pay(
        "燃料动力费", "付中试装置单独计量电费", p.some(500, 2900), "国网山西省电力公司晋城供电公司"
    )


def _rebuild(p: Project) -> None:
    payee, text = "晋城市恒锐机电有限公司", "付水浴锅温控系统升级改造费"
    p.pay("设备升级改造费", text, p.some(2000, 8000), payee, p.goods_day(payee))


_KINDS = (
    _office, _vehicle, _travel, _reagents, _from_farmers, _field_work, _field_hands, _survey, _tests,
    _instalments, _red_entry, _advance, _members_work, _hired_staff, _experts, _academician, _papers,
    _meeting, _abroad, _evaluation, _power, _rebuild,
)  # fmt: skip
