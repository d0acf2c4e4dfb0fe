"""The cards and accounts that sandbox buyers register. Numbers are invented and masked."""

from __future__ import annotations

from typing import Any


def card_details(
    code: str, name: str, number: str, kind: str, icon: str, acquirer: str | None = None
) -> dict[str, Any]:
    return {
        "cardName": name,
        "cardNumber": number,
        "issuerCode": code,
        "acquirerCode": acquirer or code,
        "ownerType": "개인",
        "cardType": kind,
        "installmentMinimumAmount": 50000,
        "icon": icon,
        "iconUrl": "",
        "cardImgUrl": "",
        "color": {"background": "#F2F4F6", "text": "#333D4B"},
    }


def account_details(code: str, name: str, number: str, icon: str) -> dict[str, Any]:
    return {
        "accountName": name,
        "accountNumber": number,
        "bankCode": code,
        "icon": icon,
        "iconUrl": "",
        "color": {"background": "#F2F4F6", "text": "#333D4B"},
    }


CARDS = (
    card_details("41", "신한카드", "53270000****000*", "신용", "icn-bank-square-shinhan"),
    card_details("61", "현대카드", "43301234****123*", "신용", "icn-bank-square-hyundaicard"),
    card_details("11", "KB국민카드", "46730900****456*", "체크", "icn-bank-square-kb"),
    card_details("33", "우리카드", "94100012****789*", "신용", "icn-bank-square-woori", "31"),
)
ACCOUNTS = (
    account_details("92", "토스뱅크 계좌", "100***1234", "icn-bank-square-toss"),
    account_details("06", "KB국민은행 계좌", "123***7890", "icn-bank-square-kb"),
)
