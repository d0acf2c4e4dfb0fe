"""Removals, withdrawal and auto payments: what goes over the wire, what is refused before."""

from __future__ import annotations

from typing import Any

import pytest

from saleor_brandpay.api import IdempotencyConflict, MalformedAnswer, Secret
from tests.api.conftest import CUSTOMER_KEY, soon
from tests.api.servers import answering, reply
from tests.api.test_methods import ACCOUNT, CARD
from tests.api.test_requests import BASIC, TOKEN

REMOVED_CARD = CARD | {"status": "DISABLED"}
METHOD_KEY = "mk_card_example"


@pytest.fixture
def server(serve):
    return serve(answering(reply()))


def charge(client, **changes: Any):
    arguments: dict[str, Any] = {
        "customer_key": CUSTOMER_KEY,
        "method_key": METHOD_KEY,
        "amount": 9900,
        "order_id": "order-1",
        "order_name": "머그컵",
        "idempotency_key": "charge-order-1",
        "deadline": soon(),
    }
    return client.auto_payment(**(arguments | changes))


def test_remove_card(serve, connect):
    server = serve(answering(reply(REMOVED_CARD)))
    answer = connect(server).remove_card(METHOD_KEY, Secret("at"), deadline=soon())
    (request,) = server.requests
    assert (request.method, request.path) == (
        "POST",
        "/v1/brandpay/payments/methods/card/remove",
    )
    assert request.json == {"methodKey": METHOD_KEY}
    assert request.headers["Authorization"] == "Bearer at"
    assert "Idempotency-Key" not in request.headers
    assert (answer.value.id, answer.value.is_enabled) == ("m_Ab12", False)


def test_remove_account(serve, connect):
    server = serve(answering(reply(ACCOUNT)))
    answer = connect(server).remove_account(
        Secret("mk"), Secret("at"), idempotency_key="remove-1", deadline=soon()
    )
    (request,) = server.requests
    assert (request.method, request.path) == (
        "POST",
        "/v1/brandpay/payments/methods/account/remove",
    )
    assert request.json == {"methodKey": "mk"}
    assert request.headers["Authorization"] == "Bearer at"
    assert request.headers["Idempotency-Key"] == "remove-1"
    assert answer.value.bank_code == "92"


def test_remove_customer_sends_no_body(serve, connect):
    server = serve(answering(reply({"customerKey": CUSTOMER_KEY, "success": True})))
    answer = connect(server).remove_customer(
        Secret("at"), idempotency_key="leave-1", deadline=soon()
    )
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/v1/brandpay/customers/remove")
    assert (request.body, request.headers["Content-Length"]) == (b"", "0")
    assert "Content-Type" not in request.headers
    assert request.headers["Authorization"] == "Bearer at"
    assert request.headers["Idempotency-Key"] == "leave-1"
    assert answer.value.customer_key == Secret(CUSTOMER_KEY)
    assert answer.value.success
    assert CUSTOMER_KEY not in repr(answer)


def test_a_withdrawal_that_toss_denies(serve, connect):
    server = serve(answering(reply({"customerKey": "ab", "success": False})))
    assert not connect(server).remove_customer(Secret("at"), deadline=soon()).value.success


@pytest.mark.parametrize(
    "body", [{"success": True}, {"customerKey": "ab"}, {"customerKey": "ab", "success": "yes"}]
)
def test_a_withdrawal_says_who_and_whether(serve, connect, body):
    server = serve(answering(reply(body)))
    with pytest.raises(MalformedAnswer, match="lacks") as caught:
        connect(server).remove_customer(Secret("at"), deadline=soon())
    assert caught.value.is_unknown


def test_two_tokens_are_two_scopes_of_a_key(serve, connect):
    server = serve(answering(reply(REMOVED_CARD)))
    client = connect(server)
    client.remove_card("a", Secret("one"), idempotency_key="k", deadline=soon())
    client.remove_card("b", Secret("two"), idempotency_key="k", deadline=soon())
    with pytest.raises(IdempotencyConflict):
        client.remove_card("b", Secret("one"), idempotency_key="k", deadline=soon())
    assert len(server.requests) == 2


def test_refresh_under_a_key(serve, connect):
    server = serve(answering(reply(TOKEN)))
    connect(server).refresh_access_token(
        customer_key=CUSTOMER_KEY,
        refresh_token=Secret("old"),
        idempotency_key="refresh-1",
        deadline=soon(),
    )
    assert server.requests[0].headers["Idempotency-Key"] == "refresh-1"


def test_auto_payment(server, connect):
    answer = charge(connect(server))
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/v1/brandpay/payments")
    assert request.json == {
        "customerKey": CUSTOMER_KEY,
        "methodKey": METHOD_KEY,
        "amount": 9900,
        "orderId": "order-1",
        "orderName": "머그컵",
        "taxFreeAmount": 0,
        "cultureExpense": False,
    }
    assert request.headers["Authorization"] == BASIC
    assert request.headers["Idempotency-Key"] == "charge-order-1"
    assert answer.value.payment_key == "tgen_1"


def test_auto_payment_with_every_option(server, connect):
    receipt = {"type": "소득공제", "registrationNumber": "01012345678"}
    charge(
        connect(server),
        card_installment_plan=3,
        use_card_point=True,
        tax_free_amount=900,
        culture_expense=True,
        discount_code="20001",
        cash_receipt=receipt,
        customer_email="buyer@example.com",
    )
    sent = server.requests[0].json
    assert {name: sent[name] for name in sent if name not in ("customerKey", "methodKey")} == {
        "amount": 9900,
        "orderId": "order-1",
        "orderName": "머그컵",
        "cardInstallmentPlan": 3,
        "useCardPoint": True,
        "taxFreeAmount": 900,
        "cultureExpense": True,
        "discountCode": "20001",
        "cashReceipt": receipt,
        "customerEmail": "buyer@example.com",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amount", 0),
        ("amount", 9900.0),
        ("customer_key", "a/b"),
        ("method_key", ""),
        ("method_key", "x" * 201),
        ("order_id", "short"),
        ("order_name", ""),
        ("order_name", "가" * 101),
        ("tax_free_amount", -1),
        ("card_installment_plan", 1),
        ("card_installment_plan", 13),
        ("card_installment_plan", False),
        ("idempotency_key", ""),
    ],
)
def test_auto_payment_refuses(server, connect, name, value):
    with pytest.raises(ValueError, match=r"has|at least|must|is"):
        charge(connect(server), **{name: value})
    assert server.requests == []


@pytest.mark.parametrize("months", [0, 2, 12])
def test_installment_plans(server, connect, months):
    charge(connect(server), card_installment_plan=months)
    assert server.requests[0].json["cardInstallmentPlan"] == months


def test_one_charge_key_with_two_methods_is_refused(server, connect):
    charge(connect(server))
    with pytest.raises(IdempotencyConflict):
        charge(connect(server), method_key="mk_another")
    assert len(server.requests) == 1
