"""Card companies and banks: those that the window offers, and every code that Toss has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Organisation:
    code: str
    """Toss's two-digit code; cards and banks are numbered apart."""
    korean: str
    english: str
    prefix: str = ""
    """The first digits of its sample card."""
    acquirer: str | None = None
    """Who settles its cards, where that is another."""
    digits: tuple[int, ...] = tuple(range(10, 15))
    """How many its account numbers have."""

    def name(self, *, english: bool) -> str:
        return self.english if english else self.korean


CARD_COMPANIES = (
    Organisation("41", "신한카드", "Shinhan Card", "5327"),
    Organisation("61", "현대카드", "Hyundai Card", "4330"),
    Organisation("11", "KB국민카드", "KB Kookmin Card", "4673"),
    Organisation("51", "삼성카드", "Samsung Card", "4518"),
    Organisation("71", "롯데카드", "Lotte Card", "5137"),
    Organisation("21", "하나카드", "Hana Card", "4079"),
    Organisation("91", "NH농협카드", "NH Card", "5461"),
    Organisation("33", "우리카드", "Woori Card", "9410", acquirer="31"),
)
BANKS = (
    Organisation("06", "KB국민은행", "KB Kookmin Bank", digits=(11, 12, 14)),
    Organisation("88", "신한은행", "Shinhan Bank", digits=(11, 12)),
    Organisation("20", "우리은행", "Woori Bank", digits=(13,)),
    Organisation("81", "하나은행", "Hana Bank", digits=(14,)),
    Organisation("11", "NH농협은행", "NH Bank"),
    Organisation("90", "카카오뱅크", "Kakao Bank", digits=(13,)),
    Organisation("92", "토스뱅크", "Toss Bank", digits=(12,)),
    Organisation("03", "IBK기업은행", "IBK"),
)
_CARD_NAMES = """
3K IBK_BC | 46 GWANGJUBANK | 71 LOTTE | 30 KDBBANK | 31 BC | 51 SAMSUNG | 38 SAEMAUL | 41 SHINHAN
62 SHINHYEOP | 36 CITI | 33 WOORI | W1 WOORI | 37 POST | 39 SAVINGBANK | 35 JEONBUKBANK
42 JEJUBANK | 15 KAKAOBANK | 3A KBANK | 24 TOSSBANK | 21 HANA | 61 HYUNDAI | 11 KOOKMIN
91 NONGHYEOP | 34 SUHYEOP | 6D DINERS | 6I DISCOVER | 4M MASTER | 3C UNIONPAY | 7A AMEX | 4J JCB
4V VISA | KBS KB_SECURITIES | PCP PAYCOPOINT | NIC NICEPAYMENTS | KON KONA
"""
_BANK_NAMES = """
39 KYONGNAMBANK | 34 GWANGJUBANK | 12 LOCALNONGHYEOP | 32 BUSANBANK | 45 SAEMAUL | 64 SANLIM
88 SHINHAN | 48 SHINHYEOP | 27 CITI | 20 WOORI | 71 POST | 50 SAVINGBANK | 37 JEONBUKBANK
35 JEJUBANK | 90 KAKAOBANK | 89 KBANK | 92 TOSSBANK | 81 HANA | 54 HSBC | 03 IBK | 06 KOOKMIN
31 DAEGUBANK | 02 KDBBANK | 11 NONGHYEOP | 23 SC | 07 SUHYEOP | 60 BOA | 30 SUHYEOPLOCALBANK
S8 KYOBO_SECURITIES | SE DAISHIN_SECURITIES | SK MERITZ_SECURITIES | S5 MIRAE_ASSET_SECURITIES
SM BOOKOOK_SECURITIES | S3 SAMSUNG_SECURITIES | SN SHINYOUNG_SECURITIES
S2 SHINHAN_INVESTMENT_SECURITIES | S0 YUANTA_SECURITIES | SJ EUGENE_SECURITIES
SQ KAKAOPAY_SECURITIES | SB KIWOOM_SECURITIES | ST TOSS_SECURITIES | SR KOREA_FOSS_SECURITIES
SH HANA_INVESTMENT_SECURITIES | S9 HI_INVESTMENT_SECURITIES | S6 KOREA_INVESTMENT_SECURITIES
SG HANHWA_SECURITIES | SA HYUNDAI_MOTOR_SECURITIES | SI DB_SECURITIES | S4 KB_SECURITIES
SP DAOL_SECURITIES | SO LIG_SECURITIES | SL NH_SECURITIES | SD SK_SECURITIES
"""


def _codes(table: str) -> dict[str, str]:
    entries = (one.split() for line in table.strip().splitlines() for one in line.split("|"))
    return {code: name for code, name in entries}  # noqa: C416


CARD_CODES = _codes(_CARD_NAMES)
"""Every code of a card company or network, with Toss's English name."""
BANK_CODES = _codes(_BANK_NAMES)
"""The same of banks and securities firms: 11 is another one here."""


def company_of(number: str) -> Organisation:
    """The issuer of a card number: by its sample's first digits, else any, but always the same."""
    for one in CARD_COMPANIES:
        if number.startswith(one.prefix):
            return one
    return CARD_COMPANIES[int(number[:6]) % len(CARD_COMPANIES)]


def bank(code: str) -> Organisation | None:
    return next((one for one in BANKS if one.code == code), None)


def of_method(details: dict[str, object]) -> Organisation:
    """The organisation of a registered method."""
    code = details.get("issuerCode") or details.get("bankCode")
    table = CARD_COMPANIES if "issuerCode" in details else BANKS
    found = next((one for one in table if one.code == code), None)
    name = str(details.get("cardName") or details.get("accountName"))
    return found or Organisation(str(code), name, name)
