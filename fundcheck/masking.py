"""Hide personal identifiers in any text: identity, card and telephone numbers, passports, permits.

What is masked keeps enough to be recognised by its owner and not enough to be used. What a number
is, is told first by what stands over it or right before it (收款账号, 卡号 …; 合同编号, 发票号 …),
else by its form and its check digits. docs/masking.md lists both, and is the test of this module.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from fundcheck.identifiers import (
    NARROW,
    is_bank_card,
    is_credit_code,
    is_day,
    is_identity,
    is_old_identity,
    is_old_permit,
    looks_like_credit_code,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator


class Kind(Enum):
    """What the texts of a column, or the number behind a word, are."""

    PERSONAL = "personal"  # somebody's own number, whatever it looks like
    CODE = "code"  # an office's own number: no card and no telephone, whatever it looks like
    FREE = "free"


_PERSONAL_WORDS = (
    r"身份证|证件|护照|通行证|台胞证|回乡证|居留证|居住证|军官证|士兵证|警官证|社保卡|医保卡|医保号"
    r"|社会保障号|银行卡|工资卡|公务卡|储蓄卡|信用卡|借记卡|卡号|账号|帐号|账户|帐户"
)
_CODE_WORDS = (
    r"合同|协议|凭证|凭单|传票|发票|票号|票据|收据|采购|招标|中标|订单|资产|设备|固资|科目编"
    r"|信用代码|识别号|税号|流水|单号|编号|编码|代码|批号|批次|批文|文号|序列号|条码|序号|S/N"
)
_OF_PERSON = re.compile(_PERSONAL_WORDS)
# 合同编号, but not 合同对方 or 项目组成员, under which anything stands.
_OF_CODE = re.compile(rf"(?:{_CODE_WORDS}).{{0,8}}?[号码]$|^(?:{_CODE_WORDS})$")
# 账户余额, 证件类型: what stands there is no number of anybody.
_NO_NUMBER = re.compile(
    r"(?:名称?|类[型别]|性质|种类|余额|金额|单价|开户行|日期|有效期|状态|币种|[件张数]数|数量|时间)$"
)

# Between a word and its number: 证件号码：「1101…, 卡号为 6222…, 合同编号（A-1、A-2）.
_LINK = r"(?:编号|号码|编码|代码|号|为|是|系|:|：|\.|#|=|NO|[\s()（）「『“\"'【\[〔]){0,8}"
_LISTED = r"(?:[0-9A-Z*][0-9A-Z* -]{2,40}[、,，;；和及/]\s?){0,20}"
_AFTER_WORD = re.compile(
    rf"(?:(?P<code>{_CODE_WORDS})|(?P<personal>{_PERSONAL_WORDS})){_LINK}{_LISTED}$",
)
_WITHIN = 240  # characters before a number in which its word stands
_GAP = r"(?:[ -]{1,2})"
_NUMBER = re.compile(rf"[0-9A-Z]+(?:{_GAP}(?!(?:19|20)\d\d[-./]\d)[0-9A-Z]+)*")
_SUM = re.compile(r"\s*(?:\.\d{1,2}(?!\d)|[元万%])")
_LEAST_BEHIND_WORD = 7  # letters and digits: 尾号 and years are shorter, the shortest permit is not

# At most one letter beside a number: more of them make it the code of something.
_BEFORE = r"(?<![0-9*])(?<![0-9A-Z][A-Z])(?<!0\.)"
_AFTER = r"(?![0-9*])(?![A-Z][0-9A-Z])(?!\.\d*[1-9])"
_S = r"[ ._·/-]{0,3}"
_IDENTITY = re.compile(rf"(?<!\d)(?=((?:\d{_S}){{17}}(?:\d(?!\d)|X)))")
_OLD_IDENTITY = re.compile(
    rf"{_BEFORE}(\d{{15}}|\d{{6}}([ -])\d{{6}}\2\d{{3}}|\d{{6}}[ -]\d{{9}}){_AFTER}"
)
_OLD_PERMIT = re.compile(rf"(?<![0-9A-Z])([A-Z]{{3}}[ -]?\d{{12}}){_AFTER}")
_CARD = re.compile(rf"{_BEFORE}(?<!\d\.)(\d{{13,19}}){_AFTER}")
_GROUPS = re.compile(rf"{_BEFORE}(\d+(?:{_GAP}\d+)+){_AFTER}")
_IN_FOURS = re.compile(rf"(?<!\d)(?=(\d{{4}}(?:{_GAP}\d{{4}}){{2,3}}(?:{_GAP}\d{{1,4}})?(?!\d)))")
_IN_TWO = re.compile(rf"(?<!\d)(?=(\d{{6}}{_GAP}\d{{7,13}}(?!\d)))")
_OF_PHONE = r"(?<=TEL)|(?<=PHONE)|(?<=MOBILE)|(?<=MOB)|(?<=CELL)|(?<=WECHAT)|(?<=VX)|(?<=WX)"
_PHONE = re.compile(
    rf"(?:{_BEFORE}|(?:{_OF_PHONE}))(\(?(?:\+|00)?(?:86)\)?{_S})?"
    r"(1[3-9]\d{9}|1[3-9]\d([ .-]{1,2})\d{4}\3\d{4}|1[3-9]\d([ .-]{1,2})\d{3}\4\d{5}"
    r"|1[3-9]\d[ .-]{1,2}\d{8}|1[3-9]\d{5}[ .-]{1,2}\d{4}|1[3-9]\d\d([ .-]{1,2})\d{3}\5\d{4})"
    rf"{_AFTER}",
)
# Ordinary E, EA…, diplomatic and service passports; permits H and M of Hong Kong and Macao.
_DOCUMENT = re.compile(
    r"(?<![0-9A-Z])((?:E[A-HJ-NP-Z]|DE|SE|PE|MA)[ -]?\d{7}|[EGDSP][ -]?\d{4}[ -]?\d{4}"
    r"|[HM][ -]?(?:\d{10}|\d{4}[ -]?\d{4}))(?![0-9A-Z])",
)
_TOKEN = re.compile(r"[0-9A-Z]+")
_DIGITS = re.compile(r"\d+")
_IN_CODE = re.compile(r"[0-9A-Z/_-]+")
# Each identifier that is known by its form has seven digits nearly on end. Most texts have not, but
# for a day, a sum or an invoice that stand alone: looking no further saves most of the time.
_MAYBE = re.compile(r"(?:\d[^\d]{0,3}){7}")
_INNOCENT = re.compile(
    r"(?<![\d,.-])(?<!\d )(?:(?:19|20)\d\d-[01]\d-[0-3]\d|\d{1,3}(?:,\d{3})*\.\d{2}|\d{20})"
    r"(?![\d-]| \d|\.\d)"
)
_MOST_PARTS = 7  # of a number that is written in parts
_HEAD = 4  # signs by which it is seen that a number may begin
_LEAST_HIDDEN = 3  # letters and digits of a cell's number that are left: 第3支行

HIDDEN = re.compile(r"\*{3,}")
"""What stands in a text where something was hidden."""


@lru_cache(maxsize=4096)
def kind_of(header: str) -> Kind:
    """Return what stands under a header, or under a column's canonical name."""
    known = _COLUMNS.get(header)
    if known is not None:
        return known
    words = re.sub(r"\s|\(.*\)$", "", header.translate(NARROW)).replace("凭证", "凭单")
    if _NO_NUMBER.search(words):
        return Kind.FREE
    if _OF_PERSON.search(words):
        return Kind.PERSONAL
    return Kind.CODE if _OF_CODE.search(words) else Kind.FREE


_COLUMNS = {
    **dict.fromkeys(("payee_id", "payee_account", "person_id"), Kind.PERSONAL),
    **dict.fromkeys(
        ("voucher_no", "invoice_code", "invoice_no", "contract_no", "procurement_no", "asset_no"),
        Kind.CODE,
    ),
    "account_code": Kind.CODE,
    "credit_code": Kind.CODE,
}


def numbers(text: str) -> list[str]:
    """Return the numbers in a cell as they are compared: letters and digits, whatever separates."""
    return [bare(match[0]) for match in _NUMBER.finditer(text.translate(NARROW))]


def bare(text: str) -> str:
    """Return the letters and digits of a text, by which numbers are compared."""
    return "".join(_TOKEN.findall(text.translate(NARROW)))


def mask(
    text: str,
    kind: Kind = Kind.FREE,
    *,
    known: Known | None = None,
    codes: Collection[str] = (),
) -> str:
    """Return the text with every personal identifier in it masked.

    kind: of the column that it stands in; known: numbers that stand under a personal column
    elsewhere; codes: those under a column of codes, as ``bare`` gives them. A masked text stays as
    it is when it is masked again.
    """
    if kind is Kind.PERSONAL:
        return _hidden(text, _whole(text.translate(NARROW)))
    maybe = _MAYBE.search(text) and _MAYBE.search(_INNOCENT.sub("\n" * 4, text))
    if not maybe and not known:
        return text
    plain = text.translate(NARROW)
    spans = [*known.within(plain)] if known else []
    if maybe:
        digits = sum(map(len, _DIGITS.findall(plain)))
        if digits >= _DIGITS_OF_IDENTITY:
            spans += _identities(plain)
        if kind is Kind.FREE:
            spans += _by_word(plain)
            found = _by_form(plain, digits)
            spans += [span for span in found if not _is_code(plain, span, codes)]
    return _hidden(text, spans)


Span = tuple[int, int, int, int]
"""From where to where a number stands in a text, and how many signs of it are shown at each end."""


class Known:
    """Numbers that are somebody's own whatever they look like, as ``bare`` gives them."""

    def __init__(self, signs: Iterable[str]) -> None:
        """Keep these numbers as ``signs``."""
        self.signs = frozenset(signs)
        self._heads = frozenset(number[:_HEAD] for number in self.signs)

    def __bool__(self) -> bool:
        return bool(self.signs)

    def within(self, plain: str) -> Iterator[Span]:
        """Yield those of the numbers that stand in a text, on end or in parts."""
        tokens = list(_TOKEN.finditer(plain))
        texts = [token[0] for token in tokens]
        joined, at = "".join(texts), 0
        for place, first in enumerate(texts):
            if joined[at : at + _HEAD] in self._heads:
                signs = ""
                for part in range(place, min(place + _MOST_PARTS, len(texts))):
                    signs += texts[part]
                    if signs in self.signs:
                        yield (tokens[place].start(), tokens[part].end(), *_ends(signs))
            at += len(first)


def _hidden(text: str, spans: Iterable[Span]) -> str:
    """Return the text with these numbers masked; of two that overlap, the one that begins first."""
    parts, at = [], 0
    for start, end, head, tail in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < at:
            if end <= at:
                continue
            start, head, tail = at, 0, 0  # noqa: PLW2901 - the rest of one that runs on
        parts += [text[at:start], _shown(text[start:end], head, tail)]
        at = end
    return "".join((*parts, text[at:])) if parts else text


def _shown(number: str, head: int, tail: int) -> str:
    """Return a number with the signs between its ends as stars, whatever separates them."""
    signs = [sign for sign in number if sign.translate(NARROW).isalnum()]
    if len(signs) == _IDENTITY_LENGTH and (head, tail) == _ENDS_OF_IDENTITY:
        stars = len(signs) - head - tail
    else:
        stars = 4 if len(signs) <= _PHONE_LENGTH else 8
    last = signs[len(signs) - tail :] if tail else []
    return "".join((*signs[:head], "*" * stars, *last))


_IDENTITY_LENGTH, _PHONE_LENGTH = 18, 11
_DIGITS_OF_IDENTITY, _DIGITS_OF_PERMIT = 17, 12  # at the least, without letters
_ENDS_OF_IDENTITY = (6, 1)


def _ends(signs: str) -> tuple[int, int]:
    """Return how much is shown of a number of which only its length says what it may be."""
    if is_identity(signs):
        return _ENDS_OF_IDENTITY
    length = len(signs)
    return (4, 4) if length >= 12 else (2, 2) if length >= 8 else (0, 0)  # noqa: PLR2004


def _whole(plain: str) -> Iterator[Span]:
    """Yield every number of a cell that holds somebody's own; a unit's credit code is none."""
    for match in _NUMBER.finditer(plain):
        signs = bare(match[0])
        if len(signs) >= _LEAST_HIDDEN and not is_credit_code(signs):
            yield (*match.span(), *_ends(signs))


def _identities(plain: str) -> Iterator[Span]:
    """Yield identity numbers by their check digit, whatever stands around or between."""
    for match in _IDENTITY.finditer(plain):
        if is_identity(bare(match[1])):
            yield (*match.span(1), *_ENDS_OF_IDENTITY)


def _by_word(plain: str) -> Iterator[Span]:
    """Yield what stands right behind 卡号, 护照号 and the like, one number or several."""
    if not _OF_PERSON.search(plain):
        return
    for match in _NUMBER.finditer(plain):
        signs = bare(match[0])
        if (
            len(signs) >= _LEAST_BEHIND_WORD
            and any(map(str.isdigit, signs))
            and not is_day(signs)
            and not _SUM.match(plain, match.end())
            and not is_credit_code(signs)
            and _said_of(plain, match.start()) is Kind.PERSONAL
        ):
            yield (*match.span(), *_ends(signs))


def _by_form(plain: str, digits: int) -> Iterator[Span]:
    """Yield what looks like somebody's number; digits: how many the text has."""
    if digits >= _DIGITS_OF_PERMIT:
        yield from _long_ones(plain)
    if digits >= _PHONE_LENGTH:
        for match in _PHONE.finditer(plain):
            # 150 20240101 is a sum and a day.
            if not is_day(plain[match.end(2) - 8 : match.end(2)]) or not match[2][3:4].isspace():
                yield (*match.span(2), 3, 4)
    for match in _DOCUMENT.finditer(plain):
        signs = bare(match[1])
        letters = sum(map(str.isalpha, signs))
        if not is_day(signs[letters:]):
            yield (*match.span(1), letters, 3)


def _long_ones(plain: str) -> Iterator[Span]:
    """Yield identity numbers and permits of fifteen signs, and bank cards."""
    for match in _OLD_IDENTITY.finditer(plain):
        if is_old_identity(bare(match[1])):
            yield (*match.span(1), 6, 1)
    for match in _OLD_PERMIT.finditer(plain):
        if is_old_permit(bare(match[1])):
            yield (*match.span(1), 3, 4)
    for start, end in _cards(plain):
        yield (start, end, 4, 4)


def _cards(plain: str) -> Iterator[tuple[int, int]]:
    """Yield where bank cards stand: on end, in groups, or as the usual groups among others."""
    for match in _CARD.finditer(plain):
        if is_bank_card(match[1]):
            yield match.span(1)
    for match in _GROUPS.finditer(plain):
        lengths = list(map(len, re.findall(r"\d+", match[1])))
        alone = all(3 <= length <= 7 for length in lengths[:-1]) and lengths[-1] <= 7  # noqa: PLR2004
        if alone and is_bank_card(match[1]):
            yield match.span(1)
            continue
        for shape in (_IN_FOURS, _IN_TWO):
            for part in shape.finditer(plain, *match.span(1)):
                if is_bank_card(part[1]):
                    yield part.span(1)


def _is_code(plain: str, span: Span, codes: Collection[str]) -> bool:
    """Whether a number is part of an office's code: by its word, by its column, or by its form."""
    start, end = span[:2]
    if _said_of(plain, start) is Kind.CODE:
        return True
    left = re.search(r"[0-9A-Z/_-]*$", plain[:start])
    right = _IN_CODE.match(plain, end)
    around = (left[0] if left else "") + plain[start:end] + (right[0] if right else "")
    return (
        bare(plain[start:end]) in codes or bare(around) in codes or looks_like_credit_code(around)
    )


def _said_of(plain: str, start: int) -> Kind:
    """Return what the word before a number says it is; 证件编号 is a person's."""
    said = _AFTER_WORD.search(plain[max(0, start - _WITHIN) : start].replace("凭证", "凭单"))
    if not said:
        return Kind.FREE
    return Kind.PERSONAL if said["personal"] else Kind.CODE
