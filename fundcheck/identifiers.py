"""Which numbers are whose: check digits, regions and days of identity, card and credit codes."""

from __future__ import annotations

import re
import unicodedata
from datetime import date


class _Narrow(dict[int, str]):
    """Signs as they are compared: digits and letters of any width and case, dashes, blanks.

    One sign for one, so that a place in the one text is that place in the other.
    """

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        plain = unicodedata.normalize("NFKC", sign)
        category = unicodedata.category(sign)
        if category == "Nd":
            found = str(unicodedata.decimal(sign))
        elif len(plain) == 1 and plain.isascii() and plain.isprintable():
            found = plain.upper()
        elif category == "Pd" or sign in "─−﹣":
            found = "-"
        elif category in {"Zs", "Zl", "Zp", "Cf", "Cc"}:
            found = " "
        else:
            found = {"×": "X", "х": "X", "Х": "X"}.get(sign, sign)
        self[code] = found
        return found


NARROW = _Narrow({code: chr(code).upper() for code in range(0x20, 0x7F)})
"""For str.translate: digits, capitals, dashes and blanks in their ASCII form, place by place."""

_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54"
    " 61 62 63 64 65 71 81 82 83".split()
)
_FOREIGNER = "9"  # then the province, and the nationality in three digits
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
_CHECKS = "10X98765432"
_YEARS = range(1900, 2100)  # no clock: a run of one day must not hide what another shows
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100
_CREDIT_FORM = re.compile(r"[1-9ANY][1-9]\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_DAY = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])")


def is_day(digits: str) -> bool:
    """Whether eight digits are a day of this century or the last: 20240506."""
    match = _DAY.fullmatch(digits)
    return match is not None and _is_date(*map(int, match.groups()))


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return year in _YEARS


def is_identity(signs: str) -> bool:
    """Whether 18 signs are an identity number: its region, birth date and check digit hold.

    Also the permits of residents from Hong Kong, Macao and Taiwan, and of foreigners since 2023,
    which are numbers of the same kind.
    """
    if len(signs) != 18 or not signs[:17].isdigit():  # noqa: PLR2004 - GB 11643
        return False
    placed = (signs[1:3] if signs[0] == _FOREIGNER else signs[:2]) in _PROVINCES
    if not placed or not _is_date(int(signs[6:10]), int(signs[10:12]), int(signs[12:14])):
        return False
    total = sum(int(sign) * weight for sign, weight in zip(signs, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == signs[17]


def is_old_identity(digits: str) -> bool:
    """Whether 15 digits are an identity number of before 1999, which has no check digit."""
    return (
        len(digits) == 15  # noqa: PLR2004 - as above
        and digits[:2] in _PROVINCES
        and digits[2:4] != "00"
        and _is_date(1900 + int(digits[6:8]), int(digits[8:10]), int(digits[10:12]))
    )


def is_old_permit(signs: str) -> bool:
    """Whether 15 signs are a foreigner's permit of before 2023: country, place, birth date."""
    return (
        signs[:3] in _COUNTRIES
        and signs[3:5] in _PROVINCES
        and any(
            _is_date(century + int(signs[7:9]), int(signs[9:11]), int(signs[11:13]))
            for century in (1900, 2000)
        )
    )


def is_bank_card(text: str) -> bool:
    """Whether digits, on end or in groups, are the number of a bank card: 13 to 19, by Luhn.

    A number that begins with a day is a serial number, groups that begin with an area code are a
    telephone, and years one after the other are years.
    """
    digits = "".join(filter(str.isdigit, text))
    if not 13 <= len(digits) <= 19 or is_day(digits[:8]) or len(set(digits)) == 1:  # noqa: PLR2004
        return False
    groups = re.findall(r"\d+", text)
    if len(groups) > 1 and (
        re.fullmatch(r"(?:19|20)\d\d", groups[0]) or re.fullmatch(r"0\d{2,3}", groups[0])
    ):
        return False
    doubled = (int(sign) * (1 + place % 2) for place, sign in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004


def is_credit_code(signs: str) -> bool:
    """Whether 18 signs are a unit's unified social credit code: its check sign holds."""
    if not _CREDIT_FORM.fullmatch(signs) or is_identity(signs):
        return False
    total = sum(
        _CREDIT_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(signs[:17])
    )
    return _CREDIT_SIGNS[-total % 31] == signs[17]


def looks_like_credit_code(signs: str) -> bool:
    """Whether 18 signs have the form of a credit code, and a letter that no other number has."""
    return bool(_CREDIT_FORM.fullmatch(signs)) and any(map(str.isalpha, signs[:17]))


# ISO 3166-1, three letters: so began a foreigner's permit before 2023.
_COUNTRIES = frozenset(
    """
    ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR
    BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG
    COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH
    FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY
    HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM
    KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL
    MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR
    NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU
    SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA
    TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB
    VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE
    """.split()
)
