"""Public units book a payment twice, by cost and by budget: each is counted once, and none is lost.

What each book comes to was added up by hand before it was read.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest
from books import write_xlsx
from reading import read
from test_vouchers import HEAD, Book, lines

if TYPE_CHECKING:
    from pathlib import Path

COMMON = lines(
    "03-05 记-1 购试剂 500101 业务活动费用-材料费 P1 借 100",
    "03-05 记-1 购试剂 1011 零余额账户用款额度 - 贷 100",
    "03-05 记-1 购试剂 720101 事业支出-材料费 P1 借 100",
    "03-05 记-1 购试剂 8001 资金结存 - 贷 100",
)

BOOKS = {
    "both books in one voucher": Book(COMMON, "100.00"),
    "a payment that the budget book forgot counts": Book(
        [
            *COMMON,
            *lines(
                "03-09 记-2 购滤膜 500101 业务活动费用-材料费 P1 借 200",
                "03-09 记-2 购滤膜 1002 银行存款 - 贷 200",
            ),
        ],
        "300.00",
    ),
    "books that are numbered apart": Book(
        lines(
            "03-05 财记-1 购试剂 500101 业务活动费用-材料费 P1 借 100",
            "03-05 财记-1 购试剂 1011 零余额账户用款额度 - 贷 100",
            "03-05 预记-1 购试剂 720101 事业支出-材料费 P1 借 100",
            "03-05 预记-1 购试剂 8001 资金结存 - 贷 100",
            "03-07 财记-4 差旅 500102 业务活动费用-差旅费 P1 借 30",
            "03-07 财记-4 会议 500103 业务活动费用-会议费 P1 借 20",
            "03-07 财记-4 差旅会议 1011 零余额账户用款额度 - 贷 50",
            "03-07 预记-3 差旅会议 720102 事业支出-差旅费 P1 借 50",
            "03-07 预记-3 差旅会议 8001 资金结存 - 贷 50",
        ),
        "150.00",
    ),
    "two payments of one sum, of which one was budgeted": Book(
        [
            *COMMON,
            *lines(
                "03-05 记-2 购滤膜 500101 业务活动费用-材料费 P1 借 100",
                "03-05 记-2 购滤膜 1002 银行存款 - 贷 100",
            ),
        ],
        "200.00",
    ),
    "what wears off is paid for when it is bought": Book(
        [
            *COMMON,
            *lines(
                "03-06 记-2 购天平 1601 固定资产-天平 P1 借 5000",
                "03-06 记-2 购天平 1011 零余额账户用款额度 - 贷 5000",
                "03-06 记-2 购天平 7201 事业支出-专用设备购置 P1 借 5000",
                "03-06 记-2 购天平 8001 资金结存 - 贷 5000",
                "03-31 记-3 计提折旧 5001 业务活动费用-固定资产折旧费 P1 借 90",
                "03-31 记-3 计提折旧 1602 固定资产累计折旧 P1 贷 90",
            ),
        ],
        "5100.00",
    ),
    "wages are spent when they are paid": Book(
        [
            *COMMON,
            *lines(
                "03-31 记-2 计提工资 5001 业务活动费用-工资 P1 借 20000",
                "03-31 记-2 计提工资 2201 应付职工薪酬 - 贷 20000",
                "04-05 记-1 发放工资 2201 应付职工薪酬 - 借 20000",
                "04-05 记-1 发放工资 1011 零余额账户用款额度 - 贷 20000",
                "04-05 记-1 发放工资 7201 事业支出-工资 P1 借 20000",
                "04-05 记-1 发放工资 8001 资金结存 - 贷 20000",
            ),
        ],
        "20100.00",
    ),
    "paid in part before: the budget book is right of each day": Book(
        lines(
            "03-05 记-1 预付测试费 1214 预付账款 P1 借 60",
            "03-05 记-1 预付测试费 1011 零余额账户用款额度 - 贷 60",
            "03-05 记-1 预付测试费 7201 事业支出-测试费 P1 借 60",
            "03-05 记-1 预付测试费 8001 资金结存 - 贷 60",
            "04-05 记-1 结算测试费 5001 业务活动费用-测试费 P1 借 100",
            "04-05 记-1 结算测试费 1214 预付账款 P1 贷 60",
            "04-05 记-1 结算测试费 1011 零余额账户用款额度 - 贷 40",
            "04-05 记-1 结算测试费 7201 事业支出-测试费 P1 借 40",
            "04-05 记-1 结算测试费 8001 资金结存 - 贷 40",
        ),
        "100.00",
    ),
    "bought for stock, and used later": Book(
        lines(
            "03-05 记-1 购试剂 1302 库存物品 P1 借 60",
            "03-05 记-1 购试剂 1011 零余额账户用款额度 - 贷 60",
            "03-05 记-1 购试剂 7201 事业支出-材料费 P1 借 60",
            "03-05 记-1 购试剂 8001 资金结存 - 贷 60",
            "03-09 记-2 领用试剂 5001 业务活动费用-材料费 P1 借 25",
            "03-09 记-2 领用试剂 1302 库存物品 P1 贷 25",
        ),
        "60.00",
    ),
    "sums of one voucher that nothing explains are asked after": Book(
        lines(
            "03-05 记-1 购试剂 500101 业务活动费用-材料费 P1 借 100",
            "03-05 记-1 购试剂 720101 事业支出-材料费 P1 借 90",
        ),
        "90.00",
        doubted=True,
    ),
    "one sum on two days is asked after": Book(
        lines(
            "03-05 财记-1 购试剂 500101 业务活动费用-材料费 P1 借 100",
            "03-06 预记-1 购试剂 720101 事业支出-材料费 P1 借 100",
        ),
        "100.00",
        doubted=True,
    ),
    "one sum of two projects is two payments": Book(
        lines(
            "03-05 财记-1 购试剂 500101 业务活动费用-材料费 P1 借 100",
            "03-05 预记-1 购试剂 720101 事业支出-材料费 P2 借 100",
        ),
        "200.00",
        by_project={"P1": "100.00", "P2": "100.00"},
    ),
    "a financial book that names no project": Book(
        lines(
            "03-05 财记-1 购试剂 500101 业务活动费用-材料费 - 借 100",
            "03-05 预记-1 购试剂 720101 事业支出-材料费 P2 借 100",
        ),
        "100.00",
        by_project={"P2": "100.00"},
    ),
    "only the expense accounts of both books": Book(
        lines(
            "03-05 1 购试剂 500101 业务活动费用-材料费 P1 借 100",
            "03-05 2 购试剂 720101 事业支出-材料费 P1 借 100",
            "03-31 3 计提折旧 500109 业务活动费用-折旧费 P1 借 70",
            "03-31 4 版面费 500107 业务活动费用-版面费 P1 借 30",
        ),
        "130.00",
    ),
    "money in by both books, and paid directly": Book(
        lines(
            "03-01 记-1 收项目款 1002 银行存款 - 借 50000",
            "03-01 记-1 收项目款 4101 事业收入-科研 P1 贷 50000",
            "03-01 记-1 收项目款 8001 资金结存 - 借 50000",
            "03-01 记-1 收项目款 6101 事业预算收入-科研 P1 贷 50000",
            "03-05 记-2 直接支付 5001 业务活动费用-材料费 P1 借 800",
            "03-05 记-2 直接支付 4001 财政拨款收入 P1 贷 800",
            "03-05 记-2 直接支付 7201 事业支出-材料费 P1 借 800",
            "03-05 记-2 直接支付 6001 财政拨款预算收入 P1 贷 800",
        ),
        "800.00",
        "50800.00",
    ),
    "overheads that the unit takes are a cost of the project": Book(
        [
            *COMMON,
            *lines(
                "06-30 记-9 提取项目管理费 5101 单位管理费用-管理费 P1 借 1000",
                "06-30 记-9 提取项目管理费 2401 预提费用-项目间接费用或管理费 P1 贷 1000",
                "06-30 记-9 提取项目管理费 8201 非财政拨款结转-管理费 P1 借 1000",
                "06-30 记-9 提取项目管理费 8202 非财政拨款结余-管理费 P1 贷 1000",
            ),
        ],
        "1100.00",
    ),
    "overheads by another word, in accounts that say what for": Book(
        [
            *COMMON,
            *lines(
                "06-30 记-9 计提项目管理费 5101 单位管理费用 P1 借 1000",
                "06-30 记-9 计提项目管理费 240101 预提费用\\项目间接费用或管理费 - 贷 1000",
                "06-30 记-9 计提项目管理费 820103 非财政拨款结转\\项目间接费用或管理费 P1 借 1000",
                "06-30 记-9 计提项目管理费 820203 非财政拨款结余\\项目间接费用或管理费 - 贷 1000",
                "06-30 记-10 计提 5101 单位管理费用 P1 借 30",
                "06-30 记-10 计提 240101 预提费用\\项目间接费用或管理费 - 贷 30",
                "06-30 记-11 计提工资 5101 单位管理费用 P1 借 7",
                "06-30 记-11 计提工资 2211 应付职工薪酬 - 贷 7",
            ),
        ],
        "1130.00",
    ),
    "a refund in both books, and both closed": Book(
        [
            *COMMON,
            *lines(
                "03-09 记-2 退货 1011 零余额账户用款额度 - 借 10",
                "03-09 记-2 退货 500101 业务活动费用-材料费 P1 贷 10",
                "03-09 记-2 退货 8001 资金结存 - 借 10",
                "03-09 记-2 退货 720101 事业支出-材料费 P1 贷 10",
                "12-31 记-9 年末 3301 本期盈余 - 借 90",
                "12-31 记-9 - 500101 业务活动费用-材料费 P1 贷 90",
                "12-31 记-9 - 8101 财政拨款结转 - 借 90",
                "12-31 记-9 - 720101 事业支出-材料费 P1 贷 90",
            ),
        ],
        "90.00",
    ),
    "both books by the names of their accounts": Book(
        [[*row[:3], None, *row[4:]] for row in COMMON],
        "100.00",
    ),
    "a firm has one book, whatever its codes begin with": Book(
        lines(
            "03-05 1 购试剂 5301 研发支出-材料费 P1 借 100",
            "03-05 1 购试剂 1002 银行存款 - 贷 100",
            "03-06 2 办公 6602 管理费用-办公费 P1 借 100",
            "03-06 2 办公 1002 银行存款 - 贷 100",
        ),
        "200.00",
    ),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_payment_in_two_books_is_one(name: str, tmp_path: Path) -> None:
    book = BOOKS[name]
    rows = [HEAD, *book.rows]
    kept = [c for c in range(len(HEAD)) if any(row[c] is not None for row in rows[1:])]
    path = write_xlsx(tmp_path / "账.xlsx", {"凭证": [[row[c] for c in kept] for row in rows]})
    tables, _ = read(path)
    entries = tables["entries"]
    spent = entries.filter(kind="spending")
    assert spent["amount"].sum() == Decimal(book.spent)
    assert -entries.filter(kind="receipt")["amount"].sum() == Decimal(book.received)
    if book.by_project is not None:
        sums = spent.group_by("project_code").agg(pl.col("amount").sum().cast(pl.String))
        assert dict(sums.iter_rows()) == book.by_project
    asked = tables["doubts"].filter(pl.col("why").str.contains("两套账"))
    assert set(asked["about"]) == ({"sums", "lines"} if book.doubted else set())


def _sheet(folder: Path, name: str) -> tuple[list[str], dict[str, int]]:
    rows = [HEAD, *BOOKS[name].rows]
    _tables, (receipt,) = read(write_xlsx(folder / "账.xlsx", {"凭证": rows}))
    (sheet,) = receipt.sheets
    assert sheet.counted is not None
    return list(sheet.notes), {why: some.lines for why, some in sheet.counted.neither}


def test_each_reason_is_told(tmp_path: Path) -> None:
    notes, neither = _sheet(tmp_path, "what wears off is paid for when it is bought")
    assert (
        "有 2 行财务会计分录与预算会计分录是同一笔（同一凭证，或同日同额），按预算会计分录计算，不重复计数。"
        in notes
    )
    assert "有 1 行只在财务会计中（计提、折旧、领用等），当时没有付款，不计入支出。" in notes
    assert neither == {
        "资金、往来、净资产科目": 5,
        "平行记账的另一套分录": 2,
        "没有付款的分录（计提、资产对转、报废等）": 1,
    }
    notes, _ = _sheet(tmp_path, "a payment that the budget book forgot counts")
    assert "第 6 行财务会计分录没有对应的预算会计分录，照常计入，请核对。" in notes


@pytest.mark.parametrize(("head", "marks"), [("会计体系", "01 02"), ("是否为预算账", "否 是"), ("账套类型", "财务会计 预算会计")])  # fmt: skip
def test_a_column_marks_the_books(head: str, marks: str, tmp_path: Path) -> None:
    ours, theirs = marks.split()
    rows = [[*HEAD, head]]
    rows += [[*row, theirs if str(row[3])[0] in "78" else ours] for row in COMMON]
    rows += [[*row, ours] for row in BOOKS["a payment that the budget book forgot counts"].rows[4:]]
    tables, _ = read(write_xlsx(tmp_path / "账.xlsx", {"凭证": rows}))
    assert tables["entries"].filter(kind="spending")["amount"].to_list() == [Decimal(100), Decimal(200)]  # fmt: skip
