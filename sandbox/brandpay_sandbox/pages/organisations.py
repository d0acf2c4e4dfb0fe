"""The card companies and banks that the window offers."""

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
)
BANKS = (
    Organisation("06", "KB국민은행", "KB Kookmin Bank"),
    Organisation("88", "신한은행", "Shinhan Bank"),
    Organisation("20", "우리은행", "Woori Bank"),
    Organisation("81", "하나은행", "Hana Bank"),
    Organisation("11", "NH농협은행", "NH Bank"),
    Organisation("90", "카카오뱅크", "Kakao Bank"),
    Organisation("92", "토스뱅크", "Toss Bank"),
    Organisation("03", "IBK기업은행", "IBK"),
)


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
