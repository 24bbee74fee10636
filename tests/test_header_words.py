"""Words that offices put above their columns, and words that are none of the columns read.

The lists were written from the usage of offices, not from the dictionary: each word stands alone
in place of the standard header, over cells of its kind.
"""

from __future__ import annotations

import pytest

from fundcheck.ingest.grid import Grid, frame_of
from fundcheck.ingest.header import Header
from fundcheck.ingest.headers import find_header

CELLS = {
    "date": ("日期", "2024-03-05", "2024-04-01"),
    "voucher_no": ("凭证号", "记-12", "记-13"),
    "summary": ("摘要", "购试剂一批", "付测试费"),
    "amount": ("金额", "1200.50", "88.00"),
    "project_code": ("项目编号", "JC2024-07", "JC2024-08"),
    "cost_item": ("费用科目", "材料费", "测试化验加工费"),
    "payee": ("收款方", "晋城某某公司", "太原检测中心"),
}
OTHERS = {
    "project_name": ("连翘种植技术研究", "煤层气利用"),
    "handler": ("李四", "王五"),
    "fund_source": ("财政", "自筹"),
    "account_name": ("科研支出-材料费", "管理费用-办公费"),
    "account_code": ("500101", "660201"),
    "invoice_no": ("24142000000012345678", "12345678"),
    "settlement": ("银行转账", "公务卡"),
    "contract_no": ("HT-2024-01", "HT-2024-02"),
    "quantity": ("2", "5"),
    "unit_price": ("600.25", "17.6"),
    "expert_level": ("高级", "工程师"),
    "item_name": ("无水乙醇", "移液枪"),
    "tax_withheld": ("40.00", "12.00"),
    "balance": ("5000.00", "4912.00"),
    "credit": ("0.00", "50.00"),
}
# What serves as well: a project's column may be read as either, 含税金额 as the debit.
ALSO = {
    "project_code": {"_project"},
    "project_name": {"_project"},
    "account_name": {"_account", "_sub_account"},
    "account_code": {"_account"},
    "summary": {"item_name"},
    "item_name": {"summary"},
    "amount": {"debit"},
    "cost_item": {"_account"},
}
WORDS = {
    "date": """
        记帐日期 做账日期 入帐日期 凭证制单日期 付款时间 支出年月日 发生日 登账日期 报账时间 支用日期
        经费支出日期 费用发生日期 业务发生日期 财务入账日期 入账年月日 票据报销日期 开支日期 支付年月日
        列支日期 凭证填制日期 交易日 制单时间 过账时间 记录日期 报帐日期 提交时间 付款日 出账日期
        会计记账日期 日期(年月日) 支付完成时间 支付确认日期 转账日期 划款日期 报销入账日期 核算日期
        账务处理日期 单据日期 交单日期 送单日期
    """,
    "voucher_no": """
        凭证 凭证编号 记账凭证号 会计凭证号 会计凭证编号 凭证字号 凭单号 凭证顺序号 财务凭证号 凭证号(字号)
        凭证编号(记账) 记字号 记帐凭证号 凭证序号 账务凭证号 入账凭证号 会计凭证 财务凭证编号 凭证字+号
        凭证号码 凭证代号 记账号 付款凭证号 凭据号 业务凭证号 制证编号 传票编号 报销单号 报账单号 网报单号
        预约单号 报销单编号
    """,
    "summary": """
        摘要 经济业务内容 经济内容 业务说明 支出摘要 业务描述 开支事由 支出事由 报销事项 经济业务摘要
        费用摘要 用途说明 资金用途 经费用途 支出用途说明 款项用途 费用内容 事项说明 支出项目及内容 费用描述
        业务事项 业务摘要说明 支出内容(摘要) 列支内容 具体用途 项目支出内容 报销说明 事由摘要 备注摘要
        凭证摘要信息 支出具体内容 开支用途 付款事由 付款说明 支付内容 采购事项 明细内容 明细说明 使用说明
        干什么 做什么用 合同名称 论文/专利名称 论文题目
    """,
    "amount": """
        金额 金额(元) 金额（元） 支出金额(元) 发生金额 支出额 本期发生额 报销金额(元) 实际支付金额
        实付金额 付款额 支付额 费用金额 支出数 支用金额 开支金额 使用金额 入账金额 记账金额 已支出金额
        经费支出金额 结算金额 支出(元) 列支额 核销金额 报账额 报销额 实报金额 实际报销金额 核定报销金额
        支出金额(人民币) 本次报销金额 本次支付金额 合计(元) 含税金额 价税合计 总额 总金额(元) 金额合计
        发生额(元) 实际发生额 花销 用了多少 花了多少钱 多少钱 支出总金额 应付金额 付款总额 费用（元） CO货币值
        审计认可金额 审计核定金额 审定支出金额
    """,
    "project_code": """
        项目编号 项目编码 课题编号 项目合同编号 合同课题编号 立项编号 立项号 科研项目号 财务项目号 财务账号
        经费卡编号 经费卡 经费本 本号 科研编号 项目合同号 项目立项号 子课题编号 内部项目号 项目ID
        财政项目编码 财政项目代码 项目编号(财务) 科研账号 经费账号 课题代号 项目标识 课题ID 批准号
        项目批准号 资助号 项目识别号 列支项目编号 使用课题编号 对应项目编码
    """,
    "project_name": """
        项目名称 课题名称 项目(课题)名称 课题（项目）名称 项目全称 科研项目 课题全称 子课题名称 经费项目名称
        研究项目名称 科研课题名称 项目简称 项目题目 研究课题 财政项目名称 科技项目名称 承担项目名称
        支出项目名称 使用课题 列支课题名称 归属课题
    """,
    "cost_item": """
        费用科目 支出科目 预算科目 经费科目 费用类别 支出类别 开支科目 经费支出科目 预算支出科目 支出预算科目
        费用项 经费类别 费用大类 费用归类 支出分类 列支科目 归集科目 对应预算科目 预算明细科目 支出类型
        费用支出科目 科研支出科目 核算科目 项目支出科目 经费开支科目 开支范围 支出范围 支出大类 研发费用科目
        研发费用类别 研发费用明细 费用性质分类 科目类别 费用归属 报销类别 报销类型 报销项目
    """,
    "payee": """
        收款方 收款人 收款单位 收款单位名称 供应商 供应单位 供货方 供方 供方名称 对方单位名称 销售方
        销货单位 商户 商户名称 店铺 厂家 厂商 卖方 乙方 乙方单位 合同乙方 受款人 受益人 领取人姓名
        领款人姓名 收款账户名称 收款账户名 收款户名 户名 对方账户名称 付款对象 支付对象 收款对象 往来单位名称
        往来户 结算单位 客户名称 客户/供应商 对方 单位名称(收款)
    """,
    "handler": """
        经办人 经手人 报销人员 报账人 申请人姓名 办理人 业务经办人 经办人员 填报人 报帐人 经费使用人 使用人
    """,
    "fund_source": """
        资金来源 经费来源 来源 资金来源渠道 经费来源渠道 资金渠道 财政/自筹资金 专项或自筹 资金属性 经费属性
        资金种类 款项来源 资金来源(财政/自筹) 列支渠道 支出来源 拨款来源
    """,
    "account_name": """
        科目名称 会计科目 科目 总账科目 明细科目名称 科目名 会计科目名 科目全路径 会计科目全路径
        科目名称(全称) 末级科目 末级科目名称 科目明细 记账科目 入账科目 账务科目
    """,
    "account_code": """
        科目编码 科目代码 科目号 会计科目号 科目CODE 会计科目代码 总账科目编码 明细科目编码 末级科目编码
        科目ID 记账科目编码
    """,
    "invoice_no": """
        发票号码 发票号 发票编号 电子发票号码 发票号码(数电) 数电发票号 增值税发票号 增值税发票号码 发票票号
        票据编号 电子票号 原始发票号 发票No 发票No.
    """,
    "settlement": """
        结算方式 支付方式 付款方式 付款形式 支付形式 支付类型 支付渠道 结算类型 付款渠道 结算方法 支付手段
        付款类型
    """,
    "contract_no": """
        合同编号 合同号 合同协议编号 采购合同号 合同编码 协议编号 合同代码 合同协议号
    """,
    "quantity": """
        数量 数量(台/套) 数量（个） 采购数量 购买数量 台数 台套数 件数 购置数量
    """,
    "unit_price": """
        单价 单价(元) 单价（万元） 含税单价 单位价格 采购单价 单价金额
    """,
    "expert_level": """
        职称 专家职称 专家级别 技术职务 职称/职务 专业职称 职称等级 专家等级 专家职务职称
    """,
    "item_name": """
        物品名称 物资名称 商品名称 材料名称 采购物品 物料名称 设备(材料)名称 购买物品 品名 名称及规格
        货品名称 采购内容名称 耗材名称 试剂耗材名称 资产名称 仪器设备
    """,
    "tax_withheld": """
        代扣个税 个税 个人所得税 代扣代缴个税 应扣个税 扣个税 代缴个税 扣税金额 个人所得税(代扣) 应纳税额
        扣缴税额 代扣代缴税金
    """,
    "balance": """
        余额 账户余额 剩余金额 结存金额 经费余额 结余金额 可用余额 剩余经费 结余数 当前结余 本次余额
        账面余额 期末结存 还剩 余下 剩下 尚余 可用数
    """,
    "credit": """
        收入 收入金额 到账金额 来款 进账 收方 贷方金额 贷方发生额 存入 转入金额 收入(元) 入账收入 到款
        拨入 拨款金额 收款金额 收入数
    """,
}
NONE_OF_THESE = """
    审批人 审批时间 审批日期 复核日期 预算余额 预算金额 预算数 申请金额 原预算数 剩余预算 联系电话 邮箱
    开户行 收款银行 开户银行 支行名称 附件 上传时间 部门负责人 校验码 打印次数 税率 税额 不含税金额
    出差人 出差天数 目的地 起始时间 结束时间 采购方式 供应商联系人 验收人 存放地点 保管人 入库单号
    采购合同金额 合同金额 已付金额 未付金额 累计支付 累计支出 本年累计 年初余额 预算执行率 支出进度 借款余额
    院系 班级 学历 银行 签字 手机 票面金额 冲销金额 借款金额 还款金额 应退金额 调整金额 税前 税后 实发
    银行名称 单位地址 课题组 研究室 中心 团队 导师 学生 报销单状态 科目余额 年度预算 项目经费总额 项目总预算
    立项金额 立项年度 立项时间 起止时间 结题时间 项目状态 项目类型 项目级别 项目类别 项目来源 项目性质
    计划类别 承担单位 牵头单位 合作单位 外协单位 依托单位 记账人 制单人 出纳 复核 会计 审核人 附单据 页码
    行次 栏次 列次 归档号 档案号 盒号 册号 打印日期 打印时间 登记人 录入人 录入时间 创建时间 修改时间
    最后修改时间 数据来源 备注1 备注2 是否公务卡 是否转账 公务卡号 公务卡 卡尾号 报销批次 批次号 支付令号
    指标编号 指标名称 支出功能分类编码 预算年度 资金文号 用款计划 政府经济分类 采购目录 是否政府采购 税号
    纳税识别号 购方名称 购买方名称 发票类型 发票种类 发票状态 查验状态 开票人 入库日期 领用人 领用部门
    使用部门 归口部门 预算部门 分管领导 差异 审计调整数 调整数 账面数 申报数 核减数 核减金额 审减金额 抽查
    抽凭 索引号 底稿号 审计结论 是否合规 问题 整改 期初余额 期初 上期余额 月初余额 借方累计 贷方累计
    借方数量 汇率 原币 外币 品牌 生产厂家 产地 保修 使用年限 折旧年限
"""


def _read(columns: list[tuple[str, ...]]) -> Header:
    found = find_header(
        Grid("支出明细", frame_of([list(row) for row in zip(*columns, strict=True)]))
    )
    assert isinstance(found, Header), columns[-1][0]
    return found


@pytest.mark.parametrize("name", WORDS)
def test_a_column_is_known_by_the_words_of_offices(name: str) -> None:
    others = [cells for column, cells in CELLS.items() if column != name]
    cells = OTHERS[name] if name in OTHERS else CELLS[name][1:]
    missed = []
    for word in WORDS[name].split():
        header = _read([*others, (word, *cells)])
        read_as = {column for column, index in header.columns.items() if index == len(others)}
        if not read_as & {name, *ALSO.get(name, ())}:
            missed.append((word, read_as))
    assert missed == []


@pytest.mark.parametrize("cells", [("甲方案", "乙方案"), ("1200.50", "35.00")])
def test_a_word_of_another_matter_is_none_of_the_columns(cells: tuple[str, ...]) -> None:
    """It takes no column's place, and is not read as one itself: a wrong guess is worse."""
    wrong = []
    for word in NONE_OF_THESE.split():
        header = _read([*CELLS.values(), (word, *cells)])
        read_as = {column for column, index in header.columns.items() if index == len(CELLS)}
        if read_as or CELLS.keys() - header.columns.keys():
            wrong.append((word, read_as))
    assert wrong == []
