"""Words match as words: guilty wordings are found, and innocent ones that hold the same signs are not.

A word list is a floor that grows, and each word that is added meets phrases that nobody thought
of: 家电 stands in 国家电网, 年货 in 上年货款, 电费 in 邮电费. So every word of every list that
accuses is walked against one list of innocent phrases, with the rule's own SQL in between, and each
list has at least one phrase in which its words stand by chance.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from said import PACK, found_in

from fundcheck.rulebook.parameters import WordList

if TYPE_CHECKING:
    from pathlib import Path

RULES = {"J05-2", "J05-3", "J05-4", "J07-1", "J09-1", "J09-2", "J32-3a"}
"""Rules that accuse a line by its words."""

INNOCENT = """
材料费: 购试剂 玻璃仪器一批 烧杯等玻璃仪器 测定仪用电极 测定仪电极 离心机转子 色谱仪配件 烘箱密封圈 平板玻璃 琼脂平板
材料费: 平板计数培养基 电炉丝 水泵叶轮 空调滤网 天平砝码 机床刀具 显微镜载玻片 无人机电池 粉碎机刀片 反应釜内衬 健身器材传感器
材料费: 用于气相色谱仪的标气 购耗材（配套离心机） 3D打印机耗材PLA GPS接收机天线 交换机模块 高压锅炉钢管材料 仪表盘材料
材料费: 卷烟滤嘴材料 烟嘴过滤棉 电子烟油成分测定试剂 油烟净化材料 白酒水分测定试剂 红酒木塞 红酒多酚标准品 啤酒花提取物 黄酒曲 白酒糟
材料费: 购酒精 购酒瓶 葡萄酒瓶塞软木 茅台镇酒糟样品 礼品包装材料 红包装膜 五金饰件 合金饰条 皮鞋面料 化妆品原料 化妆品用透明质酸
材料费: 月饼包装材料 美容仪传感器 家电控制芯片 废旧家电塑料 家电拆解料 彩电外壳回收料 按摩椅电机 跑步机电机控制板 按摩机器人导轨
材料费: 首饰用银合金材料 玉石抛光粉 香水百合种球 海参养殖水样 娱乐机器人舵机 旅游景区客流传感器 健身步道传感器 洗浴废水处理药剂
材料费: 付2023年货款 付上年货款 化学费用 购车载传感器 购车床刀具 采购车间用料 采购车用尿素 动物福利饲养笼 捐赠样本处理试剂
材料费: 装修污染治理材料 供热管网传感器 暖气片材料 确保安全生产标识牌 确保洁净度用滤材 保洁机器人电机 试验田门卫系统摄像头
材料费: 氩气费 胶水费 蒸馏水费 振动激励器 提成像用荧光剂 提成功率模块 激励电源模块 热电费用传感器 购采样瓶 购样本采集箱
办公费: 软皮笔记本 笔记本20本 购笔记本50本、笔 购20本笔记本 打印机墨盒、打印纸 平板电脑保护膜 手机支架 邮电费 邮寄费 桶装水费
办公费: 打印机硒鼓 购电话充值卡 手机充值卡 打印纸 文具 付专家电话通讯费 基建处盖章工本费
燃料动力费: 付国家电网电费 中试线水电费
测试化验加工费: 装修材料甲醛检测 温泉水样检测 烟花爆竹药剂检测 矿井水费用分析测试 机时占用费 样品分红外测试 医保费用数据分析
数据或样本采集费: 贷款利息数据采集费 物业服务质量问卷 企业员工激励问卷 股权激励问卷 被试奖励 养老险种问卷 退休人员健康调查问卷费
数据或样本采集费: 健身数据采集 戒烟门诊随访 公积金数据采集 旅游景区游客问卷
资料费: 国家电子政务数据 处罚单位信息查询费 电影票房数据 彩票模型数据 违约金条款研究资料 学费数据 对外投资数据库使用费 抚恤金制度研究资料
资料费: 房屋租赁市场数据 五险一金政策研究资料 卫生费用核算数据 医保数据购买 赞助商名录 社保政策文献
差旅费: 职工福利政策调研差旅费 团购车票 购车票 住招待所 接待站住宿 旅游资源调查差旅费 赴福利院调研 太平洋河口采样 野外驻点房租 停车管理费 房屋建筑节能调研差旅费
会议会务费: 研讨会餐费 讲座场地费 会议场地租赁费 矿泉水费 会议门票
车辆使用费: 公务用车运行维护费 购公务用车轮胎 野外车辆加油卡充值 旅游大巴租车费 充电桩电费 车辆管理费
印刷出版费: 论文审稿费 科学技术奖励申报材料打印 旅游学刊版面费 计算机学报版面费
知识产权事务费: 专利年费 专利管理费 专利评审费
劳务费: 付退休返聘人员劳务费 聘用人员福利费 缴纳聘用人员五险一金 研究生助研津贴 付专家讲课费
管理费: 提取管理费 提取工会经费 实验楼物业费 供热费
设备购置费: 购SPAD-502叶绿素仪 购烟气分析仪 珠宝鉴定仪 购取暖器 激励电源装置
设备租赁费: 景区环境监测设备租赁
其他业务费: 启动仪式场地布置费 礼仪费 电视台宣传片制作费 电视收视费 气象站数据购买 购买县气象站资料 服务器租用 仪器校准费 离心机维修
其他业务费: 计算机软件著作权登记费 集团建设规划咨询 专家系统软件开发 门票系统软件开发 获奖金额统计 强化学习奖励函数训练机时 绩效评价服务费
其他业务费: 科技成果评价评审费 退休教授审稿费 试验田租金 危废处理费 质保安装调试 林地占用费补偿 组学费用 医学费 研学费
材料费: 家用空调压缩机铜管 国家用水标准物质 白炭黑 红酒渣提取物 烟气脱硝催化剂 高尔夫球杆碳纤维 足球草坪样品 首饰盒模具钢
材料费: 电池保护板 劳保手套 防护服 皮带 输送礼 仪器仪表箱体 相机支架 计算机风扇 打印机喷头 服务器内存条 冰箱压缩机 空调冷媒
材料费: 投影幕布 手机壳 平板载物台 天平防风罩 工控机机箱 电脑散热硅脂 摄像头模组 无人机螺旋桨 高温炉坩埚 反应釜搅拌桨
材料费: 恒温箱加热管 传感器 离心管 培养皿 显微镜油 测试仪探头 分析仪标液 光谱仪灯 硬盘 U盘 采暖散热器铝材 物业垃圾样品
材料费: 燃气传感器 水表 电表 电费表 房屋模型 装修涂料样品
办公费: 购A4纸 购笔记本、签字笔 购计算器 购文件柜 快递费 顺丰快递 电话费 网络费 印章刻制 购图书 购U盘 会议桌签 标签纸
办公费: 购插线板 购台历 购鼠标键盘 购墨盒
差旅费: 赴国家电网调研差旅费 赴中国家电研究院差旅 赴烟台差旅费 赴酒泉差旅费 赴旅游局调研 赴社保局调研差旅费 赴基建工地采样差旅
差旅费: 赴保险公司调研 赴景区采样差旅费 参加礼仪培训 参加激励机制研讨会差旅费 赴物业公司访谈差旅费 赴福利彩票中心调研 赴养老院调研
差旅费: 参加绩效评价会差旅 赴汾酒厂调研差旅费 赴茅台镇采样 赴电视台拍摄
测试化验加工费: 白酒成分检测 卷烟焦油测定 健身器材力学测试 保健品重金属检测 家电噪声测试 酒精浓度检测 地热水水质检测 热电性能测试
测试化验加工费: 捐赠肺组织标本切片染色 捐赠角膜内皮细胞计数 捐赠眼球病理切片
测试化验加工费: 装修材料检测 化妆品安全性评价试验 红酒指标分析
会议会务费: 会议餐费 会议注册费 会场布置 会议茶歇 会议室租赁费 会议资料印刷 专家交通费 专家住宿费 会议保险 同声传译费
印刷出版费: 版面费 出版费 论文润色费 专著出版费 海报制作 易拉宝制作 翻译费 彩印费 论文查重费
知识产权事务费: 专利代理费 专利申请费 软件著作权登记费 专利奖申报费 商标注册费
其他业务费: 成果鉴定费 审计费 公证费 招标代理费 银行手续费 培训费 会员费 查新费 环评费 检定费 校准费 安全评价费 软件服务费
其他业务费: 云服务器费 网站维护费 技术服务费 技术开发费 数据服务费 展览费 运输费 装卸费 搬运费 设备维修费 设备搬迁费 试验场地费
其他业务费: 样地租金 土地租用费 青苗补偿费 中试费 保险费 设备保险费 野外人员意外险 伦理审查费 实验动物饲养费 消防器材 安全培训费
其他业务费: 平台使用费 机时费 税金及附加 印花税 增值税 标书费 报名费
数据或样本采集费: 问卷费 访谈费 采样费 购遥感数据 购气象数据 员工福利满意度问卷 社保缴费数据 公积金数据 旅游消费问卷 健身人群问卷
数据或样本采集费: 养老保险问卷 志愿者礼品 问卷小礼品
车辆使用费: 加油费 过路费 停车费 车辆保险费 车辆维修费 租车费 洗车费 车辆年检费 ETC充值 汽油费
资料费: 图书费 文献费 数据库使用费 标准购买 地形图 测绘资料 年鉴 统计年鉴 酒类标准 烟草年鉴
"""

GUILTY = """
J05-2 其他业务费: 缴二季度工会经费 职工福利费 购公务用车 购小轿车一辆 付贷款利息 归还银行贷款 会议室装修工程款 办公楼改造工程 退休补贴
J05-2 办公费: 抚恤金 付丧葬费 对外投资款 认购理财产品 缴纳滞纳金 向慈善总会捐款 招待上级来人 科技管理专项费 防暑降温费
J05-3 材料费: 购水质多参数测定仪 烘箱 小型气象站 购马弗炉 购高压反应釜 pH计 购粉碎机2台 便携式溶解氧测定仪2台 恒温摇床尾款 购全站仪
J05-3 办公费: 购笔记本电脑 购笔记本2台 联想笔记本 购iPad平板 购打印机（惠普） 超净工作台 红外热像仪
J05-4 会议会务费: 付讲课费 专家讲座费 授课酬金 付专家评审费
J05-4 其他业务费: 雇工费 研究生助研津贴 聘用人员工资
J07-1 其他业务费: 缴五险一金 缴医保费 科研助理企业年金 养老统筹 缴社保
J09-1 其他业务费: 供热费 交暖气费 房屋租赁费 资源占用费 场地占用费 实验楼保洁费 保安服务费 办公室租金 垃圾清运费 燃气费 实验楼物业费
J09-2 劳务费: 年终奖 季度奖 十三薪 发放项目组绩效
J09-2 其他业务费: 科研奖励 发放论文奖励 课题组奖励款
J32-3a 其他业务费: 加油卡充值 购超市卡 购京东E卡 蛋糕券 购家用电器一批 购家电 健身器材一套 2024年学费 交MBA学费 课题组聚餐费 购卷烟两条
J32-3a 办公费: 购礼盒 置办年货 购土特产 景区门票 旅游门票及住宿 购中华烟2条 购茅台 购月饼 电影票 疗养费 购化妆品
J05-2 其他业务费: 拨缴工会经费 购置汽车一辆 购商务用车 支付工行贷款利息 流动资金贷款付息 偿还银行借款 办公室装修
J05-2 其他业务费: 食堂改造工程款 厂房建设工程款 门面房装修 退休职工慰问金 遗属生活困难补助 投资款 购买国债 交通违法罚款
J05-2 其他业务费: 支付合同违约金 税收滞纳金 捐赠希望小学 赞助运动会 职工旅游 围墙修缮工程 修建围墙 购办公用房
J05-2 办公费: 上缴工会费 职工生日慰问金 中秋慰问品
J05-2 设备购置费: 公务车购置款
J05-2 劳务费: 离退休老同志补贴
J05-2 会议会务费: 公务接待餐费
J05-3 材料费: 土壤养分速测仪 购酸度计 购移液器一套 电子天平 购手持GPS 超低温冰箱 恒温水浴锅 红外测温仪 显微镜
J05-3 材料费: 购高速摄像机 旋转蒸发仪 购磁力搅拌器 购叶绿素荧光仪 移动式水质监测站 购空气压缩机 碳硫分析仪
J05-3 办公费: 购电脑主机 购投影仪 MacBook笔记本 购多功能一体机 购台式机
J05-3 其他业务费: 戴尔工作站 购服务器 通风橱
J05-4 会议会务费: 付专家评审费 专家劳务费 付李教授讲学费 咨询专家劳务 评审专家费用
J05-4 其他业务费: 付授课老师课时费 付学生劳务 研究生补助 付研究生生活补助
J05-4 材料费: 付临时工劳务费
J05-4 差旅费: 专家咨询费
J05-4 数据或样本采集费: 访谈员劳务
J07-1 其他业务费: 缴纳住房公积金 社会保险费单位部分 付科研助理社保 缴纳工伤保险 医疗保险单位缴费 社保费 公积金补缴
J07-1 其他业务费: 补缴社会保障金
J07-1 办公费: 养老保险
J07-1 其他业务费: 单位承担医保统筹金 代缴企业年金
J05-2 其他业务费: 拨缴课题组人员工会经费 课题组成员慰问金 调研组公务接待费 项目组人员福利费
J05-2 车辆使用费: 采样车违章罚款 监测车交通违法罚金
J05-2 其他业务费: 电费滞纳金 检测合同违约金 研究院职工福利费
J05-2 会议会务费: 培训学员接待餐费 学术论坛宴请 调研公务接待餐费
J09-1 其他业务费: 实验室取暖费 水电费分摊 办公楼电费 办公用房租赁费 租赁写字楼 清洁费 单位管理费 提取管理费 房屋占用费
J09-1 其他业务费: 物业服务费 热力费 采暖费 仪器设备使用占用费 公用经费分摊 空调电费
J09-1 办公费: 实验室水费
J09-1 劳务费: 保安工资
J09-2 劳务费: 项目绩效奖 发放奖金 考核奖励 年终绩效 年终慰问奖励
J09-2 其他业务费: 科研绩效 科技创新奖励 激励费 团队奖金
J09-2 知识产权事务费: 专利授权奖励
J32-3a 办公费: 购软中华 白酒两箱 购羊肉卡 购茶叶礼盒 预付卡充值 购苹果手机送礼 购大米食用油福利
J32-3a 其他业务费: 洗浴 按摩费 KTV 家庭装修 购金项链 驾驶证培训费 子女学费 健身房会员 美容院消费 游泳卡 婚礼随礼
J32-3a 其他业务费: 宠物用品 演唱会门票
J32-3a 会议会务费: 宴请
J32-3a 差旅费: 景点门票
J32-3a 材料费: 购保健品
"""

LISTS = {
    "unrelated_words": "J32-3a",
    "unrelated_short": "J32-3a",
    "unrelated_goods": "J32-3a",
    "device_words": "J05-3",
    "labour_words": "J05-4",
    "social_words": "J07-1",
    "overhead_words": "J09-1",
    "bonus_words": "J09-2",
    "off_list_reception": "J05-2",
    "off_list_vehicle": "J05-2",
    "off_list_building": "J05-2",
    "off_list_welfare": "J05-2",
    "off_list_fines": "J05-2",
    "off_list_gifts": "J05-2",
    "off_list_investment": "J05-2",
    "off_list_debt": "J05-2",
    "off_list_retired": "J05-2",
}
"""Lists that accuse, and the rule that reads each."""


def _lines(text: str) -> list[tuple[str, str]]:
    """Return (head, phrase) for each phrase of a text of lines ``head: phrase phrase``."""
    rows = [line.partition(":") for line in text.strip().splitlines()]
    return [(head, phrase) for head, _, phrases in rows for phrase in phrases.split()]


def _entries(lines: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"cost_item": head.split()[-1], "summary": phrase} for head, phrase in lines]


def test_innocent_phrases_are_silent(tmp_path: Path) -> None:
    lines = _lines(INNOCENT)
    found = found_in(_entries(lines), RULES, tmp_path)
    accused = {phrase: rules for (_, phrase), rules in zip(lines, found, strict=True) if rules}
    assert accused == {}


def test_guilty_phrases_are_found(tmp_path: Path) -> None:
    lines = _lines(GUILTY)
    found = found_in(_entries(lines), RULES, tmp_path)
    missed = [
        f"{head}: {phrase}"
        for (head, phrase), rules in zip(lines, found, strict=True)
        if head.split()[0] not in rules
    ]
    assert missed == []


@pytest.mark.parametrize("name", sorted(LISTS))
def test_each_list_meets_a_phrase_that_holds_its_words_by_chance(name: str) -> None:
    listed = PACK.parameters[name]
    assert isinstance(listed, WordList)
    pattern = re.compile("|".join(map(re.escape, listed.words)))
    assert [phrase for _, phrase in _lines(INNOCENT) if pattern.search(phrase)]


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_word_of_a_list_alone_is_found(name: str, tmp_path: Path) -> None:
    """A word that its own exceptions swallow would be there for nothing."""
    listed = PACK.parameters[name]
    assert isinstance(listed, WordList)
    words = [word.strip("。 ") for word in listed.words]
    entries = [{"cost_item": "其他业务费", "summary": f"付：{word}"} for word in words]
    alone = [{"cost_item": "其他业务费", "summary": word} for word in words]
    found = found_in([*entries, *alone], {LISTS[name]}, tmp_path)
    half = len(words)
    swallowed = [
        word
        for word, one, other in zip(words, found[:half], found[half:], strict=True)
        if not one | other
    ]
    assert swallowed == []


PEOPLE = """
差旅费: 差旅费包干补助 误餐补助 出差伙食补助、市内交通费 农村住宿难以取得发票，包干住宿费 赴农村入户访谈补助
其他业务费: 短工费 采摘小工费 临时雇用搬运工 野外采样临时雇用向导劳务费 样地看护雇用村民费
材料费: 养殖户样品款 向农户收购农副产品 购农户小米样品 临时雇工装卸原料
数据或样本采集费: 问卷填答报酬 付被试费 面向个人采集血样补偿 野外考察租用农户车辆 付村民采样向导费
"""

GOODS = """
其他业务费: 购心理测试软件 野外考察帐篷 付市场调查公司服务费 访谈录音笔
材料费: 购样本采集箱 购采样瓶 采样试剂 农户用传感器 农副产品公司原料款
印刷出版费: 调查问卷印刷费
"""


def test_article_17_is_about_people_and_not_about_goods_or_firms(tmp_path: Path) -> None:
    people, goods = _entries(_lines(PEOPLE)), _entries(_lines(GOODS))
    firms = [line | {"payee": "晋城明察服务有限公司"} for line in people]
    found = found_in([*people, *goods, *firms], {"J17-1"}, tmp_path)
    said = {
        "people": [line["summary"] for line, rules in zip(people, found, strict=False) if rules],
        "goods": [
            line["summary"]
            for line, rules in zip(goods, found[len(people) :], strict=False)
            if not rules
        ],
        "firms": [
            line["summary"]
            for line, rules in zip(firms, found[len(people) + len(goods) :], strict=True)
            if not rules
        ],
    }
    assert said == {"people": [], "goods": [], "firms": []}


PASSED_ON = """
其他业务费: 拨款给协作单位 划拨课题协作费 付合作单位经费 转付子课题单位研究费 子课题2研究经费 转拨项目款 课题外包 参加单位经费 支付合作费
其他业务费: 拨付某研究院项目经费 付分课题款 二级子课题拨款 课题转包费 任务分包款 付外协费 拨付子课题经费 转合作单位科研经费
测试化验加工费: 付子课题经费 合作研究经费 划拨参与单位经费
"""

BOUGHT = """
测试化验加工费: 付外协费 外协热处理 壳体外协电镀 支架外协机加工费 样品外协 付合作单位测试费 子课题测试费 委托检测费
材料费: PCB外协 付模具外协款 样品分包装费 子课题购试剂
其他业务费: 合作协议公证费 子课题经费审计费 产学研合作基地挂牌制作费 外协热处理费
差旅费: 赴合作单位差旅费
会议会务费: 子课题验收会议费 合作单位座谈会
"""


def test_money_passed_on_is_told_from_services_bought(tmp_path: Path) -> None:
    passed, bought = (
        [line | {"payee": "乙研究院"} for line in _entries(_lines(text))]
        for text in (PASSED_ON, BOUGHT)
    )
    found = found_in([*passed, *bought], {"J32-5a"}, tmp_path)
    wrong = [
        line["summary"]
        for line, rules in zip([*passed, *bought], found, strict=True)
        if ("J32-5a" in rules) != (line in passed)
    ]
    assert wrong == []
