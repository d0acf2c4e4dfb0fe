from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from saleor_brandpay.api import (
    AccessToken,
    CustomerIdentity,
    MalformedAnswer,
    PaymentMethods,
    Secret,
    bank,
    card_company,
)

CARD: dict[str, Any] = {
    "id": "m_Ab12",
    "methodKey": "mk_card_example",
    "alias": "main card",
    "cardName": "예시카드",
    "cardNumber": "53270000****000*",
    "issuerCode": "41",
    "acquirerCode": "41",
    "ownerType": "개인",
    "cardType": "신용",
    "installmentMinimumAmount": 50000,
    "registeredAt": "2026-01-01T10:00:00+09:00",
    "status": "ENABLED",
    "icon": "icn-bank-square-shinhan",
    "iconUrl": "",
    "cardImgUrl": "",
    "promotions": [],
}
ACCOUNT: dict[str, Any] = {
    "id": "b_Zz98",
    "methodKey": "mk_acct_example",
    "accountName": "토스뱅크 계좌",
    "accountNumber": "100***1234",
    "bankCode": "92",
    "status": "DISABLED",
}
METHODS: dict[str, Any] = {
    "isIdentified": True,
    "selectedMethodId": "m_Ab12",
    "cards": [CARD],
    "accounts": [ACCOUNT],
}


def test_reads_cards_and_accounts():
    methods = PaymentMethods.parse(METHODS)
    assert methods.is_identified
    assert methods.selected_method_id == "m_Ab12"
    (card,), (account,) = methods.cards, methods.accounts
    assert (card.id, card.name, card.number) == ("m_Ab12", "예시카드", "53270000****000*")
    assert (card.issuer_code, card.method_key, card.is_enabled) == ("41", "mk_card_example", True)
    assert (account.id, account.bank_code, account.is_enabled) == ("b_Zz98", "92", False)
    assert account.registered_at is None


def test_method_keys_do_not_show():
    assert "mk_" not in repr(PaymentMethods.parse(METHODS))


@pytest.mark.parametrize(("status", "enabled"), [("ENABLED", True), ("ENABLE", True), ("x", False)])
def test_both_spellings_of_enabled(status: str, enabled: bool):
    methods = PaymentMethods.parse(METHODS | {"cards": [CARD | {"status": status}]})
    assert methods.cards[0].is_enabled is enabled


def test_an_entry_without_id_does_not_hide_the_others():
    methods = PaymentMethods.parse(METHODS | {"cards": [{"cardName": "?"}, CARD]})
    assert [card.id for card in methods.cards] == ["m_Ab12"]


def test_null_lists_are_empty():
    methods = PaymentMethods.parse({"cards": None, "accounts": None, "selectedMethodId": None})
    assert (methods.cards, methods.accounts, methods.selected_method_id) == ((), (), None)
    assert not methods.is_identified


@pytest.mark.parametrize("data", [{}, {"cards": "x"}, {"accounts": [1]}])
def test_refuses_what_is_not_a_list_of_methods(data: dict[str, Any]):
    with pytest.raises(MalformedAnswer):
        PaymentMethods.parse(data)


TOKEN = {"accessToken": "at", "refreshToken": "rt", "tokenType": "bearer", "expiresIn": 2592000}


def test_reads_a_token():
    token = AccessToken.parse(TOKEN)
    assert token.access_token == Secret("at")
    assert token.refresh_token == Secret("rt")
    assert (token.token_type, token.expires_in) == ("bearer", 2592000)


@pytest.mark.parametrize("name", ["accessToken", "refreshToken", "expiresIn"])
@pytest.mark.parametrize("value", [None, "", []])
def test_a_token_needs_both_halves_and_a_lifetime(name: str, value: object):
    with pytest.raises(MalformedAnswer, match=name):
        AccessToken.parse(TOKEN | {name: value})


def test_an_empty_secret_is_none():
    with pytest.raises(MalformedAnswer):
        AccessToken.parse(TOKEN | {"accessToken": Secret("")})


def test_identity_sends_what_is_known_and_shows_nothing():
    identity = CustomerIdentity(name="김토스", mobile_phone="01012345678")
    assert identity.body() == {"name": "김토스", "mobilePhone": "01012345678"}
    assert repr(identity) == "CustomerIdentity()"


def test_reads_methods_of_an_old_version():
    """Before 2022-11-16: names, or codes by another name."""
    card = {name: value for name, value in CARD.items() if name != "issuerCode"}
    account = {name: value for name, value in ACCOUNT.items() if name != "bankCode"}
    cards = [card | {"cardCompany": "우리"}, card | {"companyCode": "41", "cardCompany": "신한"}]
    methods = PaymentMethods.parse({"cards": cards, "accounts": [account | {"bank": "토스"}]})
    assert [card_company(one.issuer_code).en for one in methods.cards] == ["WOORI", "SHINHAN"]
    assert [bank(one.bank_code).en for one in methods.accounts] == ["TOSSBANK"]


OFFERS = {
    "issuerCode": "41",
    "currency": "KRW",
    "dueDate": "2026-12-31",
    "minimumPaymentAmount": 10000,
}
DISCOUNT = {"discountCode": "20002", "discountAmount": 500, "balance": 0}
KINDS = dict.fromkeys(("cardDiscount", "cardInterestFree", "cardPoint", "bankDiscount"))


def promotion(**offer: Any) -> dict[str, Any]:
    return {"payType": "NORMAL", "type": "…", **KINDS, **offer}


def test_reads_what_each_method_is_offered():
    card = CARD | {
        "promotions": [
            promotion(cardDiscount=OFFERS | DISCOUNT | {"maximumPaymentAmount": 1000000}),
            promotion(cardInterestFree=OFFERS | {"installmentFreeMonths": [2, 3]}),
            promotion(cardPoint=OFFERS),
        ]
    }
    account = ACCOUNT | {"promotions": [promotion(bankDiscount=DISCOUNT | {"bankCode": "92"})]}
    methods = PaymentMethods.parse({"cards": [card], "accounts": [account]})
    offered = methods.cards[0].promotions
    (discount,), (free,), (points,) = offered.discounts, offered.interest_free, offered.points
    assert (discount.organisation, discount.code, discount.amount) == ("41", "20002", 500)
    assert (discount.balance, discount.maximum_payment_amount) == (0, 1000000)
    assert (free.company_code, free.months, free.due_date) == ("41", (2, 3), date(2026, 12, 31))
    assert (points.company_code, points.minimum_payment_amount) == ("41", 10000)
    (of_bank,) = methods.accounts[0].promotions.discounts
    assert (of_bank.organisation, of_bank.code) == ("92", "20002")


@pytest.mark.parametrize("promotions", [None, "x", [None, 1, {"cardDiscount": "x"}], {}])
def test_a_promotion_that_cannot_be_read_hides_no_method(promotions: object):
    listed = {"cards": [CARD | {"promotions": promotions}], "accounts": [ACCOUNT]}
    (card,) = PaymentMethods.parse(listed).cards
    assert (card.id, card.promotions.discounts) == ("m_Ab12", ())
