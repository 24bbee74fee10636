"""Measure fundcheck against what it cannot be faster than, as ratios within one run.

    python benchmarks/run.py            every measurement, some minutes
    python benchmarks/run.py --smoke    small sizes, one round: shows that all of it runs

Machines are noisy, so the two sides of a ratio run in turn and the median of the pairs counts.

    start   check a 500-line ledger      : python -c "import polars, fastexcel, jinja2, typer"
    big     check a 200,000-line workbook: fastexcel reading the same sheet as text
    read    read and normalise that one  : the same
    many    read 500 workbooks of 300    : a bare pool of two processes that read them as text
    judge   judge 1,000,000 lines of 2,000 projects : read them, in the same process
    dense   check 80,000 lines of one month and 50 payees : the same lines spread over two years
    memory  the most that any process of a whole check of these takes, in GB
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

LIMITS = {
    "start": 3.0,
    "big": 2.0,
    "read": 1.25,
    "many": 1.2,
    "judge": 0.25,
    "dense": 1.5,
    "memory": 2.5,
}
BARE = "import polars, fastexcel, jinja2, typer"
READ = (
    "import sys, fastexcel; fastexcel.read_excel(sys.argv[1])"
    ".load_sheet(0, header_row=None, skip_rows=0, dtypes='string').to_polars()"
)
OURS = (
    "import sys, gc; gc.disable(); from fundcheck.ingest.discover import discover;"
    "from fundcheck.ingest.library import read_library;"
    "from fundcheck.ingest.readers import Readers;"
    "jobs = int(sys.argv[2]); readers = Readers(jobs) if jobs else None;"
    "read_library(discover([sys.argv[1]]).inputs, readers=readers)"
)
POOL = (
    "import sys, fastexcel; from concurrent.futures import ProcessPoolExecutor;"
    "from multiprocessing import get_context; from pathlib import Path\n"
    "def read(path): return fastexcel.read_excel(path).load_sheet("
    "0, header_row=None, skip_rows=0, dtypes='string').to_polars().height\n"
    "if __name__ == '__main__':\n"
    "    paths = [str(path) for path in sorted(Path(sys.argv[1]).iterdir())]\n"
    "    with ProcessPoolExecutor(2, mp_context=get_context('spawn')) as pool:\n"
    "        assert sum(pool.map(read, paths, chunksize=10))\n"
)
JUDGE = (
    "import sys, gc, time; gc.disable(); from datetime import date;"
    "from fundcheck.engine.several import judge;"
    "from fundcheck.ingest.discover import discover;"
    "from fundcheck.ingest.library import read_library;"
    "from fundcheck.ingest.readers import Readers;"
    "from fundcheck.resources import DEFAULT_PACK; from fundcheck.rulebook.pack import load_packs\n"
    "packs = load_packs([DEFAULT_PACK]); start = time.perf_counter()\n"
    "with Readers() as readers:\n"
    "    tables, _ = read_library(discover([sys.argv[1]]).inputs, readers=readers)\n"
    "read = time.perf_counter(); judge(tables, packs, date(2026, 6, 30))\n"
    "print(time.perf_counter() - read, read - start)"
)
HEADER = (
    "项目编号 项目名称 日期 凭证号 摘要 科目编码 科目名称 费用科目 金额 资金来源 结算方式 收款方 "
    "收款方证件号 收款账号 合同编号 发票号码 开票日期 价税合计"
).split()
ITEMS = [
    ("5001.01.302.30218", "专用材料费", "材料费", "购买实验材料试剂"),
    ("5001.01.302.30211", "差旅费", "差旅费", "赴太原参加项目研讨会差旅费"),
    ("5001.01.302.30227", "委托业务费", "测试化验加工费", "付样品检测费"),
    ("5001.01.302.30201", "办公费", "办公费", "购打印纸等办公用品"),
    ("5001.01.302.30226", "劳务费", "劳务费", "发放研究生助研费"),
    ("5001.01.302.30202", "印刷费", "印刷出版费", "论文版面费"),
]


def credit_code(number: int) -> str:
    """Return a unit's credit code with its check sign (GB 32100-2015)."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    stem = f"9114050{number:010d}"
    total = sum(signs.index(sign) * pow(3, place, 31) for place, sign in enumerate(stem))
    return stem + signs[-total % 31]


ADJUSTING = 200  # of so many lines one moves a sum to another project
CREDIT_CODES = [credit_code(number) for number in range(311)]


def write_ledger(
    path: Path, lines: int, projects: int, seed: int = 0, *, adjusting: bool = False
) -> None:
    """Write a standard workbook of that many entry lines with 18 columns.

    seed: another one gives another ledger; equal files would be read only once. adjusting: some
    lines name another project, which a rule looks for in each of them.
    """
    chance = random.Random(20230101 + seed)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("支出明细")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADER)
        for row in range(1, lines + 1):
            number = row % projects
            code, account, item, summary = ITEMS[row % len(ITEMS)]
            amount = chance.randrange(2_000, 900_000) / 100
            if adjusting and row % ADJUSTING == 0:
                summary = f"调账：转入JCKJ2023-{(row + 7) % projects:04d}"
            posted = dt.datetime(2023, 2, 1) + dt.timedelta(days=row * 700 // lines)  # noqa: DTZ001
            texts = {
                0: f"JCKJ2023-{number:04d}",
                1: f"晋城市科技计划项目{number}",
                3: f"记-{row // 3 + 1:06d}",
                4: f"{summary}（{row % 997}）",
                5: code,
                6: account,
                7: item,
                9: "财政",
                10: "银行转账",
                11: f"山西某某科技有限公司{row % 311}",
                12: CREDIT_CODES[row % 311],
                13: f"0491{row % 311:015d}",
                15: f"{posted:%y}14{row:016d}",
            }
            for column, text in texts.items():
                sheet.write_string(row, column, text)
            sheet.write_number(row, 8, amount)
            sheet.write_datetime(row, 2, posted, day)
            sheet.write_datetime(row, 16, posted, day)
            sheet.write_number(row, 17, amount)


def write_dense(path: Path, lines: int, days: int) -> None:
    """Write a text ledger of small purchases from 50 payees for 40 projects over so many days."""
    chance = random.Random(20230101)
    rows = ["项目编号,日期,凭证号,摘要,费用科目,金额,收款方,发票号码"]
    for number in range(lines):
        posted = dt.date(2024, 3, 1) + dt.timedelta(days=number * days // lines)
        rows.append(
            f"JCKJ2024-{number % 40:03d},{posted},记-{number // 3},购打印纸{number % 500},办公费,"
            f"{chance.randrange(10_000, 300_000) / 100:.2f},第{number % 50}商店,24142{number:015d}"
        )
    path.write_text("\n".join(rows) + "\n", "utf-8")


def run(command: list[str]) -> str:
    """Return what a command prints; findings (exit code 1) are a result, not a failure."""
    done = subprocess.run(command, check=False, capture_output=True)
    if done.returncode not in {0, 1}:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr.decode()}")
    return done.stdout.decode()


def seconds(command: list[str]) -> float:
    """Return the wall time of one run."""
    start = time.perf_counter()
    run(command)
    return time.perf_counter() - start


def compare(name: str, ours: list[str], bare: list[str], rounds: int) -> float:
    """Run both commands in turn and tell the median of the ratios."""
    seconds(ours), seconds(bare)  # warm the file cache and the byte code
    return tell(name, [(seconds(ours), seconds(bare)) for _ in range(rounds)])


def tell(name: str, pairs: list[tuple[float, float]]) -> float:
    """Print the median of each side and of the ratios, and return the latter."""
    ratio = statistics.median(a / b for a, b in pairs)
    mine, floor = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"{name:6} {mine:7.2f} s : {floor:7.2f} s = {ratio:5.2f}   (limit {LIMITS[name]:.2f})")
    return ratio


def judged(book: Path, rounds: int) -> float:
    """Read a workbook and judge it, in one process; return the ratio of the second to the first."""
    pairs = []
    for _ in range(rounds):
        judging, reading = map(float, run([sys.executable, "-c", JUDGE, str(book)]).split())
        pairs.append((judging, reading))
    return tell("judge", pairs)


def memory(check: list[str]) -> None:
    """Run a check and print the most memory that it or a process that it started took at once."""
    if not hasattr(os, "wait4"):
        print("memory  not measured: this system does not tell")
        return
    process = subprocess.Popen(check)
    _, _, usage = os.wait4(process.pid, 0)
    most = usage.ru_maxrss / (1 << 30 if sys.platform == "darwin" else 1 << 20)
    print(f"memory {most:7.2f} GB{'':18}(limit {LIMITS['memory']:.2f})")


def main() -> None:
    """Run the measurements."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--smoke", action="store_true", help="small sizes, one round")
    parser.add_argument("--rounds", type=int, default=7)
    smoke = parser.parse_args().smoke
    rounds = 1 if smoke else parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        # Byte code is kept, as an installed package keeps it, though not beside the sources.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "byte code")
        small, big, out = (Path(folder) / name for name in ("500.xlsx", "200000.xlsx", "out"))
        write_ledger(small, 500, 5)
        write_ledger(big, 2_000 if smoke else 200_000, 50)
        check = [sys.executable, "-m", "fundcheck", "check", "--as-of", "2026-06-30", "--quiet"]
        compare(
            "start",
            [*check, "--out", str(out), str(small)],
            [sys.executable, "-c", BARE],
            rounds,
        )
        compare(
            "big",
            [*check, "--out", str(out), str(big)],
            [sys.executable, "-c", READ, str(big)],
            max(1, rounds // 2),
        )
        compare(
            "read",
            [sys.executable, "-c", OURS, str(big), "0"],
            [sys.executable, "-c", READ, str(big)],
            max(1, rounds // 2),
        )
        many, pool = Path(folder) / "many", Path(folder) / "pool.py"
        many.mkdir()
        pool.write_text(POOL, "utf-8")
        for number in range(5 if smoke else 500):
            write_ledger(many / f"{number:03d}.xlsx", 300, 3, seed=number)
        compare(
            "many",
            [sys.executable, "-c", OURS, str(many), "2"],
            [sys.executable, str(pool), str(many)],
            max(1, rounds // 3),
        )
        month, years = Path(folder) / "month.csv", Path(folder) / "years.csv"
        for path, days in ((month, 30), (years, 730)):
            write_dense(path, 800 if smoke else 80_000, days)
        compare(
            "dense",
            [*check, "--out", str(out), str(month)],
            [*check, "--out", str(out), str(years)],
            max(1, rounds // 3),
        )
        large = Path(folder) / "1000000.xlsx"
        write_ledger(large, 2_000 if smoke else 1_000_000, 20 if smoke else 2_000, adjusting=True)
        judged(large, max(1, rounds // 3))
        memory([*check, "--out", str(out), str(large)])
    if smoke:
        print("smoke: all measurements run; the figures of so small a run mean nothing")


if __name__ == "__main__":
    main()
