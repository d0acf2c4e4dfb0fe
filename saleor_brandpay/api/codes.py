"""Card companies and banks by Toss's codes (docs.tosspayments.com/codes/org-codes).

Two tables, because the codes overlap: 11 is the card company 국민 and the bank 농협.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Organisation:
    """A card company or bank with the names that Toss gives it."""

    code: str
    """Two characters, three of some; banks keep their leading zero."""
    ko: str
    en: str


def _table(rows: str) -> dict[str, Organisation]:
    found = {}
    for row in rows.strip().splitlines():
        code, en, ko = row.strip().split(maxsplit=2)
        found[code] = Organisation(code, ko, en)
    return found


CARD_COMPANIES = _table("""
    3K IBK_BC 기업 BC
    46 GWANGJUBANK 광주
    71 LOTTE 롯데
    30 KDBBANK 산업
    31 BC BC카드
    51 SAMSUNG 삼성
    38 SAEMAUL 새마을
    41 SHINHAN 신한
    62 SHINHYEOP 신협
    36 CITI 씨티
    33 WOORI 우리BC
    W1 WOORI 우리
    37 POST 우체국
    39 SAVINGBANK 저축
    35 JEONBUKBANK 전북
    42 JEJUBANK 제주
    15 KAKAOBANK 카카오뱅크
    3A KBANK 케이뱅크
    24 TOSSBANK 토스뱅크
    21 HANA 하나
    61 HYUNDAI 현대
    11 KOOKMIN 국민
    91 NONGHYEOP 농협
    34 SUHYEOP 수협
    6D DINERS 다이너스 클럽
    6I DISCOVER 디스커버
    4M MASTER 마스터카드
    3C UNIONPAY 유니온페이
    7A AMEX 아메리칸 익스프레스
    4J JCB JCB
    4V VISA 비자
    KBS KB_SECURITIES KB증권
    PCP PAYCOPOINT 페이코포인트
    NIC NICEPAYMENTS 나이스페이먼츠
    KON KONA 코나
""")
"""By `issuerCode` and `acquirerCode`."""

BANKS = _table("""
    39 KYONGNAMBANK 경남
    34 GWANGJUBANK 광주
    12 LOCALNONGHYEOP 단위농협
    32 BUSANBANK 부산
    45 SAEMAUL 새마을
    64 SANLIM 산림
    88 SHINHAN 신한
    48 SHINHYEOP 신협
    27 CITI 씨티
    20 WOORI 우리
    71 POST 우체국
    50 SAVINGBANK 저축
    37 JEONBUKBANK 전북
    35 JEJUBANK 제주
    90 KAKAOBANK 카카오
    89 KBANK 케이
    92 TOSSBANK 토스
    81 HANA 하나
    54 HSBC 홍콩상하이은행
    03 IBK 기업
    06 KOOKMIN 국민
    31 DAEGUBANK iM뱅크(대구)
    02 KDBBANK 산업
    11 NONGHYEOP 농협
    23 SC SC제일
    07 SUHYEOP 수협
    30 SUHYEOPLOCALBANK 수협중앙회
    60 BOA 뱅크오브아메리카
    S8 KYOBO_SECURITIES 교보증권
    SE DAISHIN_SECURITIES 대신증권
    SK MERITZ_SECURITIES 메리츠증권
    S5 MIRAE_ASSET_SECURITIES 미래에셋증권
    SM BOOKOOK_SECURITIES 부국증권
    S3 SAMSUNG_SECURITIES 삼성증권
    SN SHINYOUNG_SECURITIES 신영증권
    S2 SHINHAN_INVESTMENT_SECURITIES 신한투자증권
    S0 YUANTA_SECURITIES 유안타증권
    SJ EUGENE_SECURITIES 유진투자증권
    SQ KAKAOPAY_SECURITIES 카카오페이증권
    SB KIWOOM_SECURITIES 키움증권
    ST TOSS_SECURITIES 토스증권
    SR KOREA_FOSS_SECURITIES 한국포스증권
    SH HANA_INVESTMENT_SECURITIES 하나증권
    S9 HI_INVESTMENT_SECURITIES 하이투자증권
    S6 KOREA_INVESTMENT_SECURITIES 한국투자증권
    SG HANHWA_SECURITIES 한화투자증권
    SA HYUNDAI_MOTOR_SECURITIES 현대차증권
    SI DB_SECURITIES DB금융투자
    S4 KB_SECURITIES KB증권
    SP DAOL_SECURITIES 다올투자증권
    SO LIG_SECURITIES LIG투자증권
    SL NH_SECURITIES NH투자증권
    SD SK_SECURITIES SK증권
""")
"""Banks and securities firms by `bankCode`."""


def _by_name(table: dict[str, Organisation]) -> dict[str, Organisation]:
    """By what versions before 2022-11-16 show in place of a code, in Korean or in English.

    Of two that share a name the later one in the table is meant: WOORI is 우리, not 우리BC.
    """
    names = {_plain(one.en): one for one in table.values()}
    return names | {_plain(one.ko): one for one in table.values()}


def _plain(name: str) -> str:
    plain = "".join(name.split()).upper().replace("비씨", "BC")
    return plain.removesuffix("카드").removesuffix("은행") or plain


_COMPANIES_BY_NAME = _by_name(CARD_COMPANIES)
_BANKS_BY_NAME = _by_name(BANKS)


def card_company(code: str) -> Organisation:
    """The card company of an `issuerCode`, or of a name; one not known stands for itself."""
    known = CARD_COMPANIES.get(code) or _COMPANIES_BY_NAME.get(_plain(code))
    return known or Organisation(code, code, code)


def bank(code: str) -> Organisation:
    """The bank of a `bankCode`, or of a name; one not known stands for itself."""
    return BANKS.get(code) or _BANKS_BY_NAME.get(_plain(code)) or Organisation(code, code, code)
