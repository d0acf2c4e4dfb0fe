"""POST /v1/brandpay/payments: auto payments."""

from typing import Any

import pytest

from .support import CUSTOMER, Api

AUTO = "/v1/brandpay/payments"


@pytest.fixture
def charge(sandbox) -> dict[str, Any]:
    """Of a buyer who has agreed to it."""
    body = body_of(sandbox.register(customer_key=CUSTOMER)["method"])
    sandbox.agree_billing(customer_key=CUSTOMER)
    return body


@pytest.fixture
def not_agreed(sandbox) -> dict[str, Any]:
    return body_of(sandbox.register(customer_key=CUSTOMER)["method"])


def body_of(method: dict[str, Any]) -> dict[str, Any]:
    return {
        "customerKey": CUSTOMER,
        "methodKey": method["methodKey"],
        "amount": 60000,
        "orderId": "sub-2026-01",
        "orderName": "Monthly plan",
    }


def test_a_stored_card_is_charged(api: Api, charge):
    options = {"cardInstallmentPlan": 3, "useCardPoint": True, "taxFreeAmount": 10000}

    payment = api.post(AUTO, charge | options).json

    assert (payment["status"], payment["type"]) == ("DONE", "BRANDPAY")
    assert payment["card"]["installmentPlanMonths"] == 3
    assert payment["card"]["useCardPoint"] is True
    assert payment["taxFreeAmount"] == 10000
    assert api.read(payment["paymentKey"]) == payment


def test_a_stored_account_is_charged(api: Api, sandbox):
    account = sandbox.register(customer_key=CUSTOMER, method="account")["method"]
    sandbox.agree_billing(customer_key=CUSTOMER)

    payment = api.post(AUTO, body_of(account) | {"cultureExpense": True}).json

    assert payment["method"] == "계좌이체"
    assert payment["cultureExpense"] is True


def test_an_equals_sign_is_allowed_in_the_order_id(api: Api, charge):
    assert api.post(AUTO, charge | {"orderId": "sub=2026"}).status == 200


def test_an_order_id_is_charged_once(api: Api, charge):
    api.post(AUTO, charge)

    assert api.post(AUTO, charge).error == (400, "DUPLICATED_ORDER_ID")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"methodKey": "unknown"}, (404, "NOT_FOUND_METHOD")),
        ({"customerKey": "someone-else"}, (404, "NOT_FOUND_METHOD_OWNERSHIP")),
        ({"amount": 0}, (400, "INVALID_REQUEST")),
        ({"amount": None}, (400, "INVALID_REQUEST")),
        ({"amount": 99}, (400, "BELOW_MINIMUM_AMOUNT")),
        ({"orderId": "short"}, (400, "INVALID_REQUEST")),
        ({"orderName": "n" * 101}, (400, "INVALID_REQUEST")),
        ({"orderName": None}, (400, "INVALID_REQUEST")),
        ({"taxFreeAmount": 60001}, (400, "INVALID_REQUEST")),
        ({"cultureExpense": "yes"}, (400, "INVALID_REQUEST")),
        ({"cardInstallmentPlan": 13}, (400, "INVALID_CARD_INSTALLMENT_PLAN")),
        (
            {"cardInstallmentPlan": 2, "amount": 49999},
            (400, "NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN_BELOW_AMOUNT"),
        ),
    ],
)
def test_wrong_charges_are_refused(api: Api, charge, wrong, code):
    assert api.post(AUTO, charge | wrong).error == code
    assert all(one["status"] == "ABORTED" for one in api.sandbox.payments())


def test_a_decline_leaves_an_aborted_payment(api: Api, charge):
    api.sandbox.fault("auto", "refuse", code="REJECT_CARD_PAYMENT")

    assert api.post(AUTO, charge).error == (403, "REJECT_CARD_PAYMENT")
    found = api.get(f"/v1/payments/orders/{charge['orderId']}").json
    assert (found["status"], found["failure"]["code"]) == ("ABORTED", "REJECT_CARD_PAYMENT")
    assert api.post(AUTO, charge).status == 200


def test_the_buyers_agreement_is_asked_for(api: Api, not_agreed):
    assert api.post(AUTO, not_agreed).error == (400, "REQUIRED_BILLING_TERMS")
    assert api.sandbox.payments() == []
    api.sandbox.agree_billing(customer_key=CUSTOMER)
    assert api.post(AUTO, not_agreed).status == 200


def test_the_buyers_agreement_is_not_asked_for_where_the_switch_says_so(api: Api, not_agreed):
    api.sandbox.settings(billingAuth=False)

    assert api.post(AUTO, not_agreed).status == 200


def test_the_terms_of_billing_are_the_agreement(api: Api, not_agreed):
    agree = {"customerKey": CUSTOMER, "scope": ["BILLING"]}

    assert api.post("/v1/brandpay/terms/agree", agree).status == 200
    assert api.post(AUTO, not_agreed).status == 200


def test_the_agreement_ends_with_the_customers_leaving(api: Api, charge):
    api.sandbox.manage("withdraw", customer_key=CUSTOMER)
    again = body_of(api.sandbox.register(customer_key=CUSTOMER)["method"])

    assert api.post(AUTO, again).error == (400, "REQUIRED_BILLING_TERMS")


def test_another_refusal_leaves_nothing(api: Api, charge):
    api.sandbox.fault("auto", "refuse", code="NOT_SUPPORTED_BILLING_MERCHANT")

    assert api.post(AUTO, charge).error == (400, "NOT_SUPPORTED_BILLING_MERCHANT")
    assert api.sandbox.payments() == []


def test_lengths_are_counted_in_utf_16_units(api: Api, charge):
    """As Toss's servers count: a present has two."""
    refused = api.post(AUTO, charge | {"orderName": "🎁" * 51})
    assert refused.error == (400, "INVALID_REQUEST")
    assert api.post(AUTO, charge | {"orderName": "🎁" * 50}).status == 200
