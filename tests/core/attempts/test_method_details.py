"""What is kept of how a payment was made."""

from typing import Any

from saleor_brandpay.api.payment import Payment
from saleor_brandpay.core.attempts.method_details import describe, for_staff, staff_texts

PAYMENT: dict[str, Any] = {
    "paymentKey": "k",
    "orderId": "order-1",
    "status": "DONE",
    "totalAmount": 60000,
    "method": "카드",
}
CARD = {
    "issuerCode": "33",
    "acquirerCode": "31",
    "number": "94100000****000*",
    "installmentPlanMonths": 3,
    "approveNo": "00001234",
    "interestPayer": "MERCHANT",
    "useCardPoint": True,
}


def kept(**values: Any) -> dict[str, Any]:
    return describe(Payment.parse(PAYMENT | values))


def test_card_with_what_staff_are_asked_about() -> None:
    method = kept(card=CARD, discount={"amount": 500})
    assert (method["type"], method["name"], method["last4"]) == ("card", "우리BC", "000*")
    assert for_staff(method) == {
        "approveNo": "00001234",
        "acquirer": "BC카드",
        "installmentMonths": 3,
        "interestPayer": "MERCHANT",
        "usedPoints": True,
        "discount": 500,
    }


def test_account_that_we_had_charged_keeps_its_digits() -> None:
    account = {"method": "계좌이체", "transfer": {"bankCode": "92"}}
    known = {"last4": "1234"}
    assert describe(Payment.parse(PAYMENT | account), known)["last4"] == "1234"
    assert "last4" not in kept(**account)
    assert describe(Payment.parse(PAYMENT | {"card": CARD}), known)["last4"] == "000*"


def test_account_with_a_cash_receipt() -> None:
    receipt = {
        "type": "소득공제",
        "issueNumber": "123456789",
        "receiptUrl": "https://localhost/cash/1",
        "customerIdentityNumber": "01012345678",
    }
    method = kept(method="계좌이체", transfer={"bankCode": "92"}, cashReceipt=receipt)
    assert for_staff(method) == {
        "cashReceipt": {
            "type": "소득공제",
            "issueNumber": "123456789",
            "receiptUrl": "https://localhost/cash/1",
        }
    }
    assert "01012345678" not in str(method)


def test_what_says_nothing_is_not_kept() -> None:
    plain = {"issuerCode": "41", "number": "53270000****000*", "installmentPlanMonths": 0}
    assert for_staff(kept(card=plain, discount=None)) == {}
    assert for_staff({}) == {}


def test_nul_is_taken_out_at_any_depth() -> None:
    receipt = {"type": "소득\0공제", "issueNumber": "1\0"}
    method = kept(card=CARD | {"approveNo": "1\0"}, cashReceipt=receipt)
    assert "\0" not in str(method) + method["cashReceipt"]["type"]
    assert (method["approveNo"], method["cashReceipt"]["type"]) == ("1", "소득공제")


def test_texts_for_where_nothing_else_can_stand() -> None:
    method = kept(card=CARD, discount={"amount": 500}) | {"cashReceipt": {"type": "소득공제"}}
    assert staff_texts(method) == {
        "brandpay.approveNo": "00001234",
        "brandpay.acquirer": "BC카드",
        "brandpay.installmentMonths": "3",
        "brandpay.interestPayer": "MERCHANT",
        "brandpay.usedPoints": "true",
        "brandpay.discount": "500",
        "brandpay.cashReceipt.type": "소득공제",
    }
    assert staff_texts({"cashReceipt": {"receiptUrl": ""}}) == {}
