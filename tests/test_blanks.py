"""Words for nothing are blank, 同上 is the line above, and 见附表 is no payee."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from books import ledger, write_xlsx
from reading import read, read_ledger
from running import fundcheck, rule_of

from fundcheck.ingest.blanks import names_nobody, repeats, says_nothing

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

NOTHING = (
    *(
        "无",
        "没有",
        "空",
        "暂无",
        "未填",
        "待补",
        "待入库",
        "不适用",
        "无票",
        "无发票",
        "（无）",
        "[空]",
        "无。",
    ),
    *("N/A", "n/a", "NA", "NULL", "null", "None", "none", "nil", "NaN", "TBD", "Ｎ／Ａ"),
    *(
        "/",
        "／",
        "//",
        "\\",
        "-",
        "--",
        "－",
        "—",
        "——",
        "–",
        "*",
        "***",
        "……",
        "…",
        "...",
        "×",
        "✕",
        "~",
    ),
    *(".", "_", "?", "？？"),
)


@pytest.mark.parametrize("text", NOTHING)
def test_words_for_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "无锡某某公司",
        "无机试剂厂",
        "无线网卡",
        "无水乙醇",
        "-80℃冰箱",
        "0号柴油",
        "个人防护用品公司",
        "伍若干",
        "Na",
        "空压机",
        "0",
        "x",
        "免税进口",
        "空气压缩机",
        "待补差价",
        "*购设备",
        "否",
        "NAS",
        "Nilsson",
        "无锡",
        "略阳县",
    ],
)
def test_what_only_begins_like_nothing_says_something(text: str) -> None:
    assert not says_nothing(text)
    assert not names_nobody(text)
    assert not repeats(text)


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "000",
        "未签合同",
        "无资产编号",
        "未取得发票",
        "票未到",
        "否",
        "待开票",
        "不需要采购",
        "资产登记中",
    ],
)
def test_a_number_that_is_not_there(text: str) -> None:
    assert says_nothing(text, "contract_no")


@pytest.mark.parametrize(
    "text", ["晋科合同1号", "框架协议", "无锡0012", "否2024-1", "HT-0", "00012345"]
)
def test_a_number_that_is_there(text: str) -> None:
    assert not says_nothing(text, "contract_no")


@pytest.mark.parametrize(
    "text",
    ["同上", "〃", "″", "“", "”", '"', "''", "ditto", "Ditto", "同前", "如上", "（同上）", "同 上"],
)
def test_words_for_the_line_above(text: str) -> None:
    assert repeats(text)


@pytest.mark.parametrize(
    "text",
    [
        "明细见附表",
        "详见发放表",
        "详见清单",
        "见附件",
        "见附件2",
        "见明细",
        "见附表",
        "名单附后",
        "详见后附名单",
        "附表1",
        "发放明细",
        "人员明细见附件",
        "详见银行代发清单",
        "如附表",
        "个人",
        "本人",
        "多人",
        "若干",
        "若干人",
        "专家",
        "学生",
        "王主任代领",
        "代领",
        "由张三代签",
        "李四（代）",
        "王五（代领）",
        "张三统一代领",
        "张三等人",
        "张三、李四等人",
        "5人",
        "三名专家",
        "各课题组成员",
        "参会人员",
        "现金",
        "其他",
    ],
)
def test_what_names_no_payee(text: str) -> None:
    assert names_nobody(text)


@pytest.mark.parametrize(
    "text",
    [
        "见明科技有限公司",
        "时代领航（北京）公司",
        "附属医院",
        "代收代付中心",
        "刘代办",
        "张三",
        "张三等3人",
        "个人防护用品公司",
        "伍若干",
        "如上海某某公司",
        "多家乐超市",
        "其他山之石书店",
        "学生书局",
        "现金流咨询公司",
        "第一人民医院",
        "人民出版社",
        "王各庄农机站",
    ],
)
def test_names_that_sound_like_nobody(text: str) -> None:
    assert not names_nobody(text)


def _line(**cells: Cell) -> dict[str, Cell]:
    plain: dict[str, Cell] = {"项目编号": "JC-01", "日期": "2024-05-06", "凭证号": "1"}
    return plain | {"摘要": "购试剂", "费用科目": "材料费", "收款方": "甲公司", "金额": 100} | cells


def test_every_text_column_of_a_ledger_is_blank_there(tmp_path: Path) -> None:
    said = [
        "收款方",
        "证件号",
        "收款账号",
        "发票代码",
        "发票号码",
        "开票日期",
        "价税合计",
        "合同编号",
        "采购编号",
    ]
    said += [
        "资产编号",
        "物品名称",
        "规格型号",
        "数量",
        "单价",
        "专家级别",
        "咨询日期",
        "咨询时长",
        "经办人",
        "备注",
        "资金来源",
    ]
    lines = [
        _line(凭证号=str(n), **dict.fromkeys(said, text)) for n, text in enumerate(NOTHING[:24])
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "a.xlsx", {"支出明细": ledger(*lines)}))
    names = "payee payee_id payee_account invoice_code invoice_no invoice_date invoice_total"
    names += " contract_no procurement_no asset_no item_name specification quantity unit_price"
    names += " expert_level service_date service_hours handler note fund_source unread"
    assert {n: entries[n].null_count() for n in names.split()} == dict.fromkeys(names.split(), 24)
    assert entries["amount"].to_list() == [Decimal(100)] * 24
    assert not sheet.losses
    (told,) = [note for note in sheet.notes if "按空白读取" in note]
    assert "合同编号 24 格" in told
    assert "资产编号 24 格" in told


def test_noughts_are_blank_as_numbers_of_papers_and_nowhere_else(tmp_path: Path) -> None:
    line = _line(合同编号="0", 资产编号="000", 数量="0", 摘要="0", 收款方="0号柴油站", 单价="0")
    entries, _ = read_ledger(write_xlsx(tmp_path / "a.xlsx", {"支出明细": ledger(line)}))
    names = ["contract_no", "asset_no", "quantity", "summary", "payee", "unit_price"]
    assert entries.select(names).row(0) == (None, None, 0, "0", "0号柴油站", 0)


def test_a_cell_that_says_none_is_not_filled_from_above(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["项目编号", "日期", "凭证号", "摘要", "金额"],
        ["JC-01", "2024-05-06", "1", "甲", 10],
        ["/", "2024-05-07", "2", "乙", 20],
        ["JC-02", "2024-05-08", "3", "丙", 30],
        ["/", "2024-05-09", "/", "丁", 40],
    ]
    entries, _ = read_ledger(write_xlsx(tmp_path / "a.xlsx", {"支出明细": rows}))
    assert entries["project_code"].to_list() == ["JC-01", None, "JC-02", None]
    assert entries["voucher_no"].to_list() == ["1", "2", "3", None]


def test_strokes_on_the_row_of_a_total_make_it_no_line(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["项目编号", "日期", "凭证号", "摘要", "金额"],
        ["JC-01", "2024-05-06", "1", "甲", 10],
        ["JC-01", "2024-05-07", "2", "乙", 20],
        ["-", "-", "-", "合计", 30],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "a.xlsx", {"支出明细": rows}))
    assert entries["amount"].to_list() == [10, 20]
    assert sheet.rows.subtotal == 1


def test_the_line_above_is_repeated_within_the_sheet(tmp_path: Path) -> None:
    head: list[Cell] = ["项目编号", "日期", "凭证号", "摘要", "收款方", "合同编号", "金额"]
    first: list[list[Cell]] = [
        head,
        ["JC-01", "2024-05-06", "1", "购试剂", "甲公司", None, 10],
        ["〃", "同上", "2", "″", "同上", "同上", 20],
        ["同上", "〃", "3", "ditto", "”", "HT-1", 30],
        ["JC-01", "2024-05-08", "4", "购乙醇", "同左", "同上", 40],
    ]
    second: list[list[Cell]] = [head, ["JC-01", "2024-05-06", "9", "购水", "同上", None, 50]]
    path = write_xlsx(tmp_path / "a.xlsx", {"一": first, "二": second})
    tables, (receipt,) = read(path)
    entries = tables["entries"]
    assert entries["project_code"].to_list() == ["JC-01"] * 5
    assert [str(day)[8:] for day in entries["date"]] == ["06", "06", "06", "08", "06"]
    assert entries["summary"].to_list() == ["购试剂"] * 3 + ["购乙醇", "购水"]
    assert entries["payee"].to_list() == ["甲公司"] * 3 + [None, None]
    assert entries["contract_no"].to_list() == [None, None, "HT-1", "HT-1", None]
    assert entries["unread"].to_list() == [None, ";contract_no;", None, ";payee;", ";payee;"]
    one, two = receipt.sheets
    told = "写着“同上”“〃”等的单元格照上一行读取："
    cells = "项目编号 2 格、日期 2 格、摘要 2 格、收款方 2 格、合同编号 1 格。"
    assert f"{told}{cells}" in one.notes
    assert any("第 5 行写的是“同上”一类" in loss for loss in one.losses)
    assert any("「收款方」第 2 行写的是“同上”一类" in loss for loss in two.losses)


def test_a_payee_that_is_nobody_is_told(tmp_path: Path) -> None:
    lines = [_line(收款方="详见发放表"), _line(收款方="王主任代领", 凭证号="2"), _line(凭证号="3")]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "a.xlsx", {"支出明细": ledger(*lines)}))
    assert entries["payee"].to_list() == [None, None, "甲公司"]
    assert entries["unread"].to_list() == [";payee;", ";payee;", None]
    assert sheet.losses == (
        "「收款方」第 2、3 行没有写明是谁（如“详见发放表”），按收款方不明读取。",
    )


def test_words_for_nothing_in_the_tables_beside_the_ledger(tmp_path: Path) -> None:
    sheets: dict[str, list[list[Cell]]] = {
        "项目信息": [
            [
                "项目编号",
                "项目名称",
                "承担单位",
                "项目负责人",
                "状态日期",
                "自筹资金",
                "科研财务助理",
                "包干制承诺书",
            ],
            ["JC-01", "甲", "无锡某某研究所", "无", "/", "无", "无", "无"],
            ["JC-02", "乙", "〃", "张三", "-", "-", "—", "/"],
        ],
        "预算": [
            ["项目编号", "科目", "明细科目", "预算金额", "数量"],
            ["JC-01", "设备费", "设备购置费", 500, "一台"],
            ["〃", "〃", "/", 200, "/"],
        ],
        "项目组成员": [
            ["项目编号", "姓名", "证件号", "角色", "单位"],
            ["JC-01", "张三", "0", "无", "某所"],
            ["JC-01", "伍若干", "待补", "参与", "同上"],
        ],
    }
    tables, (receipt,) = read(write_xlsx(tmp_path / "a.xlsx", sheets))
    assert not [row for sheet in receipt.sheets for row in sheet.rejected]
    projects = tables["projects"]
    assert projects["principal_investigator"].to_list() == [None, "张三"]
    assert projects["host_unit"].to_list() == ["无锡某某研究所"] * 2
    assert projects["status_date"].to_list() == [None, None]
    assert projects["self_funds"].to_list() == [None, 0]
    assert projects["finance_assistant"].to_list() == [None, None]
    assert projects["lump_sum_pledge"].to_list() == [False, None]
    budget = tables["budget"].select("project_code", "category", "item", "quantity").rows()
    assert budget == [("JC-01", "设备费", "设备购置费", 1), ("JC-01", "设备费", None, None)]
    team = tables["team"].select("name", "person_id", "role", "unit").rows()
    assert team == [("张三", None, None, "某所"), ("伍若干", None, "参与", "某所")]


def _outcome(folder: Path, rule: str, *lines: dict[str, Cell], **sheets: list[list[Cell]]) -> str:
    path = write_xlsx(folder / "a.xlsx", {"支出明细": ledger(*lines), **sheets})
    ran = fundcheck(path, "--format", "json", out=folder / "out")
    return str(rule_of(ran.findings, "JC-01", rule)["outcome"])


@pytest.mark.parametrize("word", ["无", "/", "待补", "N/A", "0", "未签合同"])
def test_purchases_without_a_contract_share_none(tmp_path: Path, word: str) -> None:
    bought = _line(费用科目="设备购置费", 摘要="购计算机", 金额=9500, 合同编号=word)
    assert _outcome(tmp_path, "J18-2", bought, bought | {"日期": "2024-05-08"}) == "found"


@pytest.mark.parametrize("word", ["无", "待入库", "-", "0"])
def test_equipment_without_a_number_is_not_registered(tmp_path: Path, word: str) -> None:
    bought = _line(费用科目="设备购置费", 摘要="购离心机", 金额=18000, 资产编号=word)
    assert _outcome(tmp_path, "J20-1", bought) == "found"


@pytest.mark.parametrize("word", ["无", "/", "现金"])
def test_no_account_is_nobodys(tmp_path: Path, word: str) -> None:
    paid = _line(费用科目="劳务费", 摘要="付劳务费", 收款方="李某", 收款账号=word)
    assert _outcome(tmp_path, "J32-2", paid, paid | {"收款方": "王某", "凭证号": "2"}) != "found"


def test_a_fee_to_people_on_another_sheet_is_no_ones_excess(tmp_path: Path) -> None:
    paid = _line(费用科目="专家咨询费", 摘要="付专家咨询费", 收款方="明细见附表", 金额=30000)
    assert _outcome(tmp_path, "J25-1", paid | {"专家级别": "高级"}) == "unknown"


@pytest.mark.parametrize("word", ["无", "—", "否"])
def test_a_project_without_an_assistant_has_none(tmp_path: Path, word: str) -> None:
    card: list[list[Cell]] = [
        ["项目编号", "项目名称", "承担单位", "科研财务助理"],
        ["JC-01", "甲", "某研究所", word],
    ]
    assert _outcome(tmp_path, "J23-1", _line(), 项目信息=card) == "found"


def test_columns_under_one_header_text_are_told_together(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["项目编号", "日期", "凭证号", "摘要", "编号", "编号", "合同编号", "资产编号", "金额"],
        ["JC-01", "2024-05-06", "1", "甲", "无", "无", "无", "无", 10],
        ["JC-01", "2024-05-07", "2", "乙", "同上", "〃", "同上", "/", 20],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "a.xlsx", {"支出明细": rows}))
    assert entries.select("contract_no", "asset_no").rows() == [(None, None)] * 2
    assert "写着“无”“/”等的单元格按空白读取：合同编号 2 格、资产编号 2 格。" in sheet.notes


def test_a_mark_in_a_column_of_amounts_is_no_amount(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "材料费", "差旅费"],
        ["2024-05-06", "1", "甲", 10, 20],
        ["2024-05-07", "2", "乙", "〃", 30],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "a.xlsx", {"JC2024-001": rows}))
    assert Decimal(10) in entries["amount"].to_list()
    assert entries["amount"].sum() in {Decimal(30), Decimal(60)}
    assert entries["amount"].sum() == 60 or sheet.rejected
