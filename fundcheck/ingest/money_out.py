"""Which side of a ledger is money out, where 借 and 贷, or + and -, leave it open.

In the ledger of an expense the debit is what was spent; in the day-book of a till or a bank it is
what came in, and what was paid is the credit. In an export with one signed amount minus may be
money out, or spending that was put right. So the running balance is asked: where it falls with an
amount, that amount is money out. Where it rises with the debits both books look alike, and the
words of the lines say which it is: of purchases, or of grants, on the one side or on the other.

A sheet may hold books one below the other (现金日记账, then 材料费明细账) under one header: each is
asked by itself. What was decided against the plain reading is said in the notes; what cannot be
decided makes the sums doubtful. fundcheck.toml (``money_out``) goes before all of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest import received
from fundcheck.ingest.body import rows_above
from fundcheck.ingest.day_books import SIDES
from fundcheck.ingest.fixed import CREDIT, DEBIT, MINUS, PLUS
from fundcheck.ingest.losses import by_part, listed
from fundcheck.ingest.money_evidence import KEYS, Shown, shown, with_books
from fundcheck.tables import MONEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fundcheck.ingest.header import Header
    from fundcheck.ingest.ledger import LedgerSheet
    from fundcheck.ingest.losses import Told

_CASH = re.compile(
    r"日记账|流水账|出纳|库存现金|银行存款|零余额|备用金|零用金|"
    r"(?:现金|银行|存款|资金|收支|往来户|专户)\S{0,4}(?:账|簿|流水|登记|明细)"
)
_EXPENSE = re.compile(r"(?:费用?|支出|成本|材料|设备)\S{0,6}(?:明细|账|台账)")
_ACCOUNT = re.compile(r"(?<!对方)科\s*目\s*[:：]\s*(?!\S*(?:现金|银行|存款|零余额))\S")
_ACCOUNTS = ("account_code", "account_name", "_account")
_HEADS = ("cost_item", "_level_1", "account_name", "_account")
_OF_SPENDING = re.compile("支出|开支|报销|消费|花|付")
_LEAST_LINES = 2  # with minus and nothing else that are asked about


def settle(
    lines: pl.DataFrame,
    body: pl.DataFrame,
    figures: pl.DataFrame,
    *,
    sheets: Sequence[LedgerSheet],
    told: Told,
) -> pl.DataFrame:
    """Return the lines with money out as debits and money in as credits, where that is known.

    body: every row of the sheets with its kind; figures: their money, by ``_line``; the lines
    have what ``directions.marks`` says of them.
    """
    header = sheets[0].part.header
    signed = not ({"credit", "debit", "_direction"} & header.columns.keys())
    wanted = sheets[0].fixed.money_out
    asked = _open_parts(lines, header, signed=signed, wanted=wanted)
    if asked:
        lines = _settled(lines, body, figures, asked, sheets=sheets, told=told, signed=signed)
    return _plainly_received(lines, header, told) if signed and not header.spread else lines


def _settled(
    lines: pl.DataFrame,
    body: pl.DataFrame,
    figures: pl.DataFrame,
    asked: list[int],
    *,
    sheets: Sequence[LedgerSheet],
    told: Told,
    signed: bool,
) -> pl.DataFrame:
    """Return the lines with the sides of the sheets that are asked as their books show them."""
    wanted = sheets[0].fixed.money_out
    lines = with_books(lines, body)
    # What a ledger brings forward is on the side that its lines are, and tells nothing of them.
    plain = lines.filter(pl.col("_opening").is_null())
    decided = []
    for book in shown(plain.filter(pl.col("_part").is_in(asked)), body, figures):
        turns = _decide(book, sheets[book.part], wanted, told, signed=signed)
        # Where the balance falls with the debits what the credits add is money in, or came back.
        known = turns or (book.rises is False and not signed)
        decided.append((book.part, book.book, turns, known))
    schema = {"_part": pl.Int64, "_book": pl.String, "_turns": pl.Boolean, "_sided": pl.Boolean}
    books = pl.DataFrame(decided, schema, orient="row")
    lines = lines.join(books, on=KEYS, how="left", nulls_equal=True, maintain_order="left")
    return _turned(lines, signed=signed).drop("_book", "_turns", "_sided")


def _open_parts(lines: pl.DataFrame, header: Header, *, signed: bool, wanted: str) -> list[int]:
    """Return the sheets of which it is open which side is money out: no account says so, no name.

    An account whose amounts are signed may be of either kind of export: its balance says which.
    """
    if header.spread:
        return []
    unknown, negative = pl.lit(value=True), pl.lit(value=True)
    names = [name for name in _ACCOUNTS if name in lines.columns]
    if names and not (wanted or (signed and "balance" in header.columns)):
        unknown = pl.all_horizontal(pl.col(name).is_null().all() for name in names)
    if signed and not wanted:
        negative = (pl.col("amount") < 0).any()
    asked = lines.group_by("_part").agg(open=unknown & negative)
    return sorted(asked.filter("open")["_part"])


def _decide(book: Shown, sheet: LedgerSheet, wanted: str, told: Told, *, signed: bool) -> bool:
    """Return whether the book's credits (its minus) are money out, and say so where they are."""
    out, came = (MINUS, PLUS) if signed else (CREDIT, DEBIT)
    if wanted:
        turns, why = wanted in {CREDIT, MINUS}, "配置文件（fundcheck.toml）写明"
    else:
        turns, why = _by_evidence(book, _titles(book, sheet), signed=signed)
    where = f"「{book.book}」：" if book.book else ""
    if turns:
        told.day_books[book.part] = SIDES
        told.notes[book.part].append(f"{where}{why}：{out}是支出，{came}是收入。")
    elif why and not wanted:
        told.notes[book.part].append(
            f"{where}分不清{out}和{came}哪一方是支出（{why}），暂按{came}是支出读取；"
            f'请在 fundcheck.toml 中写明 money_out = "{out}" 或 money_out = "{came}"。'
        )
        doubt = f"支出明细：工作表「{sheet.part.grid.name}」的{out}和{came}哪一方是支出"
        told.doubts[book.part] += [("sums", doubt), ("lines", doubt)]
    return turns


def _titles(book: Shown, sheet: LedgerSheet) -> list[str]:
    if book.book:
        return [book.book]
    titles = (cell for row in rows_above(*sheet.part) for cell in row)
    return [*titles, sheet.part.grid.name, sheet.stem]


def _by_evidence(book: Shown, titles: Iterable[str], *, signed: bool) -> tuple[bool, str]:
    """Return whether the credits are money out, and why; where it is open, False and why."""
    said = list(titles)
    cash, expense, account = (any(map(words.search, said)) for words in (_CASH, _EXPENSE, _ACCOUNT))
    if account or book.rises is False or not (book.right or cash):
        return False, ""
    score = book.strong or book.weak
    if book.rises:
        why = f"余额随{PLUS if signed else DEBIT}增加、随{MINUS if signed else CREDIT}减少"
        if cash and not expense and not signed:
            return True, f"{why}，是现金或银行日记账"
        turns = score > 0 if not expense else book.strong > 0
        is_open = not (expense or score or signed) and book.left > 0
        return turns, why if turns or is_open else ""
    if cash and not (expense or signed) and score >= 0:
        return True, "这是现金或银行日记账"
    if 0 < book.left == book.granted < book.strong:
        return True, "从各行摘要看"
    lone = signed and book.weak >= _LEAST_LINES and not book.left
    return False, "金额全是负数，没有余额可核对" if lone else ""


def _turned(lines: pl.DataFrame, *, signed: bool) -> pl.DataFrame:
    """Return the lines with the sides of those that turn exchanged, and their credits as money in.

    What an amount with a sign speaks of as a grant is a credit, be it among spending with plus.
    """
    here = pl.col("_turns").fill_null(value=False)
    sided = pl.col("_sided").fill_null(value=False)
    amount = pl.col("amount")
    out, came, credit = pl.col("credit"), pl.col("debit"), pl.col("credit")
    debit = pl.col("debit")
    if signed:
        out, came = pl.when(amount < 0).then(-amount), pl.when(amount >= 0).then(amount)
        text = pl.col("summary") if "summary" in lines.columns else pl.lit(None, pl.String)
        grant = (amount < 0) & text.str.contains(received.MONEY_IN) & ~received.came_back(text)
        grant = grant.fill_null(value=False)
        debit = pl.when(~grant).then(debit)
        credit = pl.when(grant).then(-amount).otherwise(credit)
    into = sided & pl.col("_into").is_null()
    return lines.with_columns(
        debit=pl.when(here).then(out).otherwise(debit).cast(MONEY),
        credit=pl.when(here).then(came).otherwise(credit).cast(MONEY),
        amount=pl.when(here).then(-amount).otherwise(amount).cast(MONEY),
        _into=pl.when(into).then(pl.lit("column")).otherwise("_into"),
        _cash=pl.col("_cash") | sided,
    )


def _plainly_received(lines: pl.DataFrame, header: Header, told: Told) -> pl.DataFrame:
    """Return the lines of one amount with those that say they were received as credits.

    拨款收入 | 5000 stands among 材料费 | 400, 收到科技局拨款 among what was bought. Where such
    lines have minus already the sign says it; under 支出类型 and 支出金额 all is spending.
    """
    heads = [name for name in _HEADS if name in lines.columns and not _spends(header, name)]
    known = [pl.col(name) for name in _ACCOUNTS if name in lines.columns]
    head = lines.select(head=pl.coalesce(*heads, pl.lit(None, pl.String))).to_series()
    income = _in_words(head, received.ITEM_OF_INCOME)
    if "summary" in lines.columns and not _spends(header, "amount"):
        unsaid = head.is_null() | _in_words(head, received.NO_ITEM)
        bare = pl.all_horizontal(pl.lit(value=True), unsaid, *(c.is_null() for c in known))
        plainly = received.is_plainly(pl.when(bare).then("summary")).fill_null(value=False)
        income = lines.select(income | plainly).to_series()
    if not income.any():
        return lines
    said = pl.lit(income)
    negative = (said & (pl.col("amount") < 0)).any().over("_part")
    here = said & (pl.col("amount") > 0) & ~negative
    hit = lines.filter(here)
    for part, numbers in by_part(hit):
        told.notes[part].append(f"第 {listed(numbers)}写的是收到的款项，按收入读取，不计入支出。")
    if not hit.height:
        return lines
    return lines.with_columns(
        debit=pl.when(~here).then("debit").cast(MONEY),
        credit=pl.when(here).then("amount").otherwise("credit").cast(MONEY),
        amount=pl.when(here).then(-pl.col("amount")).otherwise("amount").cast(MONEY),
        _into=pl.when(here).then(pl.lit("flag")).otherwise("_into"),
    )


def _in_words(texts: pl.Series, words: str) -> pl.Series:
    """Return which texts have one of the words; each different text is looked at once."""
    different = texts.drop_nulls().unique()
    having = different.filter(different.str.contains(words))
    return texts.is_in(having.implode()).fill_null(value=False)


def _spends(header: Header, name: str) -> bool:
    """Whether a column says that all in it is spending: 支出类型, 报销金额."""
    index = header.columns.get(name)
    return index is not None and bool(_OF_SPENDING.search(header.texts[index]))
