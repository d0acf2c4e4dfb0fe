"""POST /v1/payments/{paymentKey}/cancel."""

import pytest

from .support import Api


@pytest.fixture
def key(api: Api) -> str:
    return api.approved()["paymentKey"]


def test_a_full_cancel(api: Api, key):
    before = api.read(key)

    after = api.cancel(key).json

    assert after["status"] == "CANCELED"
    assert after["totalAmount"] == 15000
    assert after["balanceAmount"] == after["suppliedAmount"] == after["vat"] == 0
    (cancel,) = after["cancels"]
    assert cancel == {
        "cancelAmount": 15000,
        "cancelReason": "changed mind",
        "taxFreeAmount": 0,
        "taxExemptionAmount": 0,
        "refundableAmount": 0,
        "cardDiscountAmount": 0,
        "transferDiscountAmount": 0,
        "easyPayDiscountAmount": 0,
        "canceledAt": cancel["canceledAt"],
        "transactionKey": after["lastTransactionKey"],
        "receiptKey": None,
        "cancelStatus": "DONE",
        "cancelRequestId": None,
    }
    assert after["lastTransactionKey"] == after["transactionKey"] != before["transactionKey"]
    assert after["receipt"] == before["receipt"]


def test_partial_cancels_stay_partial_to_the_end(api: Api, key):
    first = api.cancel(key, cancelAmount=5000).json
    rest = api.cancel(key).json

    assert first["status"] == rest["status"] == "PARTIAL_CANCELED"
    assert (first["balanceAmount"], rest["balanceAmount"]) == (10000, 0)
    assert (first["suppliedAmount"], first["vat"]) == (9091, 909)
    assert [one["refundableAmount"] for one in rest["cancels"]] == [10000, 0]
    assert len({one["transactionKey"] for one in rest["cancels"]}) == 2
    assert rest["lastTransactionKey"] == rest["cancels"][-1]["transactionKey"]


def test_the_whole_amount_named_is_a_full_cancel(api: Api, key):
    assert api.cancel(key, cancelAmount=15000).json["status"] == "CANCELED"


def test_all_optional_fields_are_taken(api: Api, key):
    account = {"bank": "92", "accountNumber": "1001234", "holderName": "토스"}

    reply = api.cancel(
        key,
        cancelAmount="5000",
        refundableAmount=15000,
        currency="KRW",
        taxFreeAmount=0,
        taxExemptionAmount=100,
        refundReceiveAccount=account,
    )

    assert reply.status == 200
    assert reply.json["cancels"][0]["taxExemptionAmount"] == 100


def test_more_than_the_balance_is_not_cancelable(api: Api, key):
    api.cancel(key, cancelAmount=5000)

    reply = api.cancel(key, cancelAmount=10001)

    assert reply.error == (403, "NOT_CANCELABLE_AMOUNT")
    assert api.read(key)["balanceAmount"] == 10000


def test_a_second_full_cancel_has_been_cancelled(api: Api, key):
    api.cancel(key)

    assert api.cancel(key).error == (400, "ALREADY_CANCELED_PAYMENT")
    assert api.cancel(key, cancelAmount=1).error == (400, "ALREADY_CANCELED_PAYMENT")


def test_nothing_left_of_partial_cancels_is_not_cancelable(api: Api, key):
    api.cancel(key, cancelAmount=5000)
    api.cancel(key)

    assert api.cancel(key).error == (403, "NOT_CANCELABLE_AMOUNT")


def test_another_balance_than_expected_refuses(api: Api, key):
    api.cancel(key, cancelAmount=5000, refundableAmount=15000)

    reply = api.cancel(key, cancelAmount=5000, refundableAmount=15000)

    assert reply.error == (400, "NOT_MATCHES_REFUNDABLE_AMOUNT")
    assert api.read(key)["balanceAmount"] == 10000


def test_another_balance_than_expected_refuses_before_the_amount(api: Api, key):
    reply = api.cancel(key, cancelAmount=99999, refundableAmount=99999)

    assert reply.error == (400, "NOT_MATCHES_REFUNDABLE_AMOUNT")


@pytest.mark.parametrize("outcome", ["approve", "cancel", "REJECT_CARD_COMPANY"])
def test_what_was_never_approved_is_not_cancelable(api: Api, outcome):
    api.window(outcome=outcome)
    key = api.sandbox.payments()[0]["paymentKey"]

    assert api.cancel(key).error == (403, "NOT_CANCELABLE_PAYMENT")


def test_an_unknown_payment_is_not_found(api: Api):
    assert api.cancel("unknown").error == (404, "NOT_FOUND_PAYMENT")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"cancelReason": None}, "INVALID_REQUEST"),
        ({"cancelReason": ""}, "INVALID_REQUEST"),
        ({"cancelReason": "r" * 201}, "INVALID_REQUEST"),
        ({"cancelAmount": 0}, "INVALID_REQUEST"),
        ({"cancelAmount": -5}, "INVALID_REQUEST"),
        ({"cancelAmount": 10.5}, "INVALID_REQUEST"),
        ({"cancelAmount": True}, "INVALID_REQUEST"),
        ({"currency": "USD"}, "INVALID_CURRENCY"),
        ({"currency": 410}, "INVALID_REQUEST"),
        ({"taxFreeAmount": 1}, "INVALID_REQUEST"),
        ({"taxExemptionAmount": 15001}, "INVALID_REQUEST"),
        ({"refundReceiveAccount": "92 1001234"}, "INVALID_REQUEST"),
        ({"refundReceiveAccount": {"bank": "92"}}, "INVALID_REQUEST"),
        (
            {"refundReceiveAccount": {"bank": "04", "accountNumber": "12", "holderName": "x"}},
            "INVALID_BANK",
        ),
        (
            {"refundReceiveAccount": {"bank": "92", "accountNumber": "1-2", "holderName": "x"}},
            "INVALID_REFUND_ACCOUNT_NUMBER",
        ),
    ],
)
def test_malformed_fields_are_refused_and_move_nothing(api: Api, key, wrong, code):
    assert api.cancel(key, **wrong).error == (400, code)
    assert api.read(key)["status"] == "DONE"


def test_the_longest_reason_is_taken(api: Api, key):
    assert api.cancel(key, cancelReason="이" * 200).status == 200


def test_tax_free_amounts_are_cancelled_too(api: Api):
    payment = api.approved(payment={"taxFreeAmount": 4000})
    key = payment["paymentKey"]

    partial = api.cancel(key, cancelAmount=3000, taxFreeAmount=1000).json
    rest = api.cancel(key).json

    assert (partial["taxFreeAmount"], partial["vat"], partial["suppliedAmount"]) == (
        3000,
        818,
        8182,
    )
    assert rest["taxFreeAmount"] == rest["suppliedAmount"] == 0
    assert [one["taxFreeAmount"] for one in rest["cancels"]] == [1000, 3000]


def test_no_more_is_left_tax_free_than_is_left(api: Api):
    key = api.approved(payment={"taxFreeAmount": 15000})["paymentKey"]

    assert api.cancel(key, cancelAmount=5000).error == (400, "INVALID_REQUEST")
    assert api.cancel(key, cancelAmount=5000, taxFreeAmount=5000).status == 200


def test_payments_that_cannot_be_partly_cancelled(api: Api, sandbox):
    sandbox.settings(partialCancelable=False)
    payment = api.approved()

    partial = api.cancel(payment["paymentKey"], cancelAmount=1000)

    assert payment["isPartialCancelable"] is False
    assert partial.error == (403, "NOT_ALLOWED_PARTIAL_REFUND")
    assert api.cancel(payment["paymentKey"]).json["status"] == "CANCELED"


@pytest.mark.parametrize(("method", "status"), [("account", 403), ("card", 200)])
def test_transfers_can_be_refunded_for_180_days(api: Api, sandbox, method, status):
    key = api.approved(method=method)["paymentKey"]
    sandbox.advance(180 * 86400 - 60)
    assert api.cancel(key, cancelAmount=1000).status == 200
    sandbox.advance(120)

    reply = api.cancel(key, cancelAmount=1000)

    assert reply.status == status
    assert status == 200 or reply.json["code"] == "EXCEED_MAX_REFUND_DUE"


def test_a_refusal_by_fault_moves_nothing(api: Api, key, sandbox):
    sandbox.fault("cancel", "refuse", code="EXCEED_CANCEL_LIMIT")

    assert api.cancel(key).error == (403, "EXCEED_CANCEL_LIMIT")
    assert api.read(key)["status"] == "DONE"
