"""Instant discounts, card points, months to pay in, cash receipts."""

from typing import Any

import pytest

from brandpay_sandbox.toss import promotions
from brandpay_sandbox.toss.promotions import Discount

from .support import CONFIRM, CUSTOMER, METHODS, RECEIPT, Api

CARDS = "/v1/brandpay/promotions/card"


@pytest.fixture
def shinhan(sandbox) -> str:
    """The id of a card that has the discount 20002."""
    return str(sandbox.register(customer_key=CUSTOMER)["method"]["id"])


def discounted(method: str, code: str = "20002") -> dict[str, Any]:
    return {"methodId": method, "card": {"discountCode": code}}


def balance(api: Api, code: str = "20002") -> int:
    found = api.get(CARDS).json["discountCards"]
    return next(one["balance"] for one in found if one["discountCode"] == code)


def test_a_discount_goes_from_promotion_to_payment_to_cancel(api: Api, shinhan):
    paid = api.approved(payment=discounted(shinhan))

    assert paid["discount"] == {"amount": 500}
    assert paid["totalAmount"] == paid["card"]["amount"] == paid["balanceAmount"] == 15000
    assert balance(api) == 199500
    key = paid["paymentKey"]
    refused = api.cancel(key, cancelAmount=499)
    assert refused.error == (400, "EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT")
    (first,) = api.cancel(key, cancelAmount=500).json["cancels"]
    assert (first["cardDiscountAmount"], first["transferDiscountAmount"]) == (500, 0)
    _, last = api.cancel(key, cancelAmount=100).json["cancels"]
    assert last["cardDiscountAmount"] == 0


def test_a_discount_counts_with_a_method_only(api: Api):
    assert api.approved(payment={"card": {"discountCode": "20002"}})["discount"] is None
    assert balance(api) == 200000


def test_what_is_not_confirmed_is_not_given(api: Api, shinhan):
    api.authenticated(payment=discounted(shinhan))

    assert balance(api) == 200000


def test_a_method_has_its_promotions(api: Api, sandbox):
    sandbox.register(customer_key=CUSTOMER)
    sandbox.register(customer_key=CUSTOMER, method="account")

    methods = api.get(f"{METHODS}/{CUSTOMER}").json

    offered = api.get(CARDS).json
    (card,), (account,) = methods["cards"], methods["accounts"]
    discount, interest_free, points = card["promotions"]
    assert [one["type"] for one in card["promotions"]] == [
        "CARD_DISCOUNT",
        "CARD_INTEREST_FREE",
        "CARD_POINT",
    ]
    listed = next(one for one in offered["discountCards"] if one["companyCode"] == "41")
    assert discount["cardDiscount"] == {
        **{name: value for name, value in listed.items() if name != "companyCode"},
        "issuerCode": "41",
        "currency": "KRW",
    }
    assert (discount["cardPoint"], discount["bankDiscount"]) == (None, None)
    assert interest_free["cardInterestFree"]["installmentFreeMonths"] == [2, 3]
    assert points["cardPoint"]["minimumPaymentAmount"] == 10_000
    (bank,) = account["promotions"]
    assert (bank["type"], bank["bankDiscount"]["discountCode"]) == ("BANK_DISCOUNT", "30001")


def test_a_methods_promotion_knows_what_is_left(api: Api, shinhan):
    api.approved(payment=discounted(shinhan))

    (card,) = api.get(f"{METHODS}/{CUSTOMER}").json["cards"]

    assert card["promotions"][0]["cardDiscount"]["balance"] == 199_500


def test_a_banks_discount(api: Api, sandbox):
    account = sandbox.register(customer_key=CUSTOMER, method="account")["method"]
    wanted = {"methodId": account["id"], "transfer": {"discountCode": "30001"}}

    paid = api.approved(method="account", payment=wanted)
    (cancel,) = api.cancel(paid["paymentKey"]).json["cancels"]

    assert paid["discount"] == {"amount": 500}
    assert (cancel["cardDiscountAmount"], cancel["transferDiscountAmount"]) == (0, 500)


@pytest.mark.parametrize(
    ("code", "amount"), [("nonsense", 15000), ("20001", 15000), ("30001", 15000), ("20002", 9999)]
)
def test_a_discount_that_is_not_to_be_had(api: Api, shinhan, code, amount):
    query = api.window(amount=amount, payment=discounted(shinhan, code))

    assert query["code"] == "INVALID_MAXIMUM_DISCOUNT_AMOUNT"
    assert api.sandbox.payments()[0]["status"] == "ABORTED"


def test_an_exhausted_discount(api: Api, shinhan, monkeypatch):
    one = Discount(code="20002", organisation="41", fund=900)
    monkeypatch.setattr(promotions, "CARD_DISCOUNTS", (one,))
    api.approved(payment=discounted(shinhan))

    assert (
        api.window("order-0002", payment=discounted(shinhan))["code"] == "EXCEED_MAX_DISCOUNT_COUNT"
    )


def test_a_stored_card_has_the_discount_too(api: Api, sandbox):
    card = sandbox.register(customer_key=CUSTOMER)["method"]
    sandbox.agree_billing(customer_key=CUSTOMER)
    body = {
        "customerKey": CUSTOMER,
        "methodKey": card["methodKey"],
        "amount": 15000,
        "orderId": "auto-0001",
        "orderName": "Mug",
        "discountCode": "20002",
    }

    assert api.post("/v1/brandpay/payments", body).json["discount"] == {"amount": 500}
    wrong = body | {"orderId": "auto-0002", "discountCode": "x"}
    refused = api.post("/v1/brandpay/payments", wrong)
    assert refused.error == (400, "INVALID_MAXIMUM_DISCOUNT_AMOUNT")


@pytest.mark.parametrize(
    ("months", "free"), [(0, (False, None)), (3, (True, "CARD_COMPANY")), (6, (False, None))]
)
def test_months_without_interest(api: Api, months, free):
    card = api.approved(amount=60000, payment={"card": {"cardInstallmentPlan": months}})["card"]

    assert card["installmentPlanMonths"] == months
    assert (card["isInterestFree"], card["interestPayer"]) == free


def test_points_and_months_are_not_for_every_card(api: Api, sandbox):
    debit = [sandbox.register(customer_key=CUSTOMER)["method"] for _ in range(3)][2]
    assert debit["cardType"] == "체크"

    wanted = {"methodId": debit["id"], "card": {"useCardPoint": True}}
    reply = api.post(CONFIRM, api.authenticated(amount=60000, payment=wanted))
    assert reply.error == (400, "NOT_ALLOWED_POINT_USE")
    wanted = {"methodId": debit["id"], "card": {"cardInstallmentPlan": 2}}
    reply = api.post(CONFIRM, api.authenticated("order-0002", amount=60000, payment=wanted))
    assert reply.error == (400, "NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT")


def test_cash_receipts_are_listed_and_end_with_a_full_cancel(api: Api):
    paid = api.approved(method="account", payment={"transfer": {"cashReceipt": RECEIPT}})

    (issued,) = paid["cashReceipts"]
    assert (issued["transactionType"], issued["amount"]) == ("CONFIRM", 15000)
    assert issued["customerIdentityNumber"] == "010****5678"
    assert issued["receiptKey"] == paid["cashReceipt"]["receiptKey"]
    part = api.cancel(paid["paymentKey"], cancelAmount=5000).json
    assert part["cashReceipt"]["amount"] == 10000
    assert part["cashReceipts"][1]["receiptKey"] == part["cancels"][0]["receiptKey"]
    rest = api.cancel(paid["paymentKey"]).json
    assert rest["cashReceipt"] is None
    assert [(one["transactionType"], one["amount"]) for one in rest["cashReceipts"]] == [
        ("CONFIRM", 15000),
        ("CANCEL", 5000),
        ("CANCEL", 10000),
    ]
