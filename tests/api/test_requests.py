"""What goes over the wire, and what is refused before it does."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from saleor_brandpay.api import BrandpayClient, CustomerIdentity, IdempotencyConflict, Secret
from tests.api.conftest import CUSTOMER_KEY, SECRET_KEY, confirm, soon
from tests.api.servers import answering, reply

TOKEN = {"accessToken": "at", "refreshToken": "rt", "tokenType": "bearer", "expiresIn": 60}
METHODS: dict[str, Any] = {"cards": [], "accounts": []}
BASIC = "Basic " + base64.b64encode(f"{SECRET_KEY}:".encode()).decode()


@pytest.fixture
def server(serve):
    return serve(answering(reply()))


def test_confirm(server, connect):
    answer = confirm(connect(server))
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/v1/brandpay/payments/confirm")
    assert request.json == {
        "paymentKey": "tgen_1",
        "orderId": "order-1",
        "amount": 15000,
        "customerKey": CUSTOMER_KEY,
    }
    assert request.headers["Authorization"] == BASIC
    assert request.headers["Idempotency-Key"] == "confirm-order-1"
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["User-Agent"].startswith("saleor-brandpay/")
    assert "Accept-Language" not in request.headers
    assert answer.value.payment_key == "tgen_1"


def test_payment_by_key_and_by_order_id(server, connect):
    client = connect(server)
    client.payment("a/../b ?#", deadline=soon())
    client.payment_by_order_id("order=1", deadline=soon())
    assert [(r.method, r.path) for r in server.requests] == [
        ("GET", "/v1/payments/a%2F..%2Fb%20%3F%23"),
        ("GET", "/v1/payments/orders/order%3D1"),
    ]
    assert "Idempotency-Key" not in server.requests[0].headers
    assert server.requests[0].headers["Authorization"] == BASIC


def test_cancel_in_full(server, connect):
    connect(server).cancel("k1", reason="변심", idempotency_key="r1", deadline=soon())
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/v1/payments/k1/cancel")
    assert request.json == {"cancelReason": "변심"}
    assert request.headers["Idempotency-Key"] == "r1"


def test_cancel_with_every_field(server, connect):
    account = {"bank": "92", "accountNumber": "1001234", "holderName": "김토스"}
    connect(server).cancel(
        "k1",
        reason="r",
        amount=5000,
        refundable_amount=15000,
        currency="KRW",
        tax_free_amount=0,
        tax_exemption_amount=100,
        refund_receive_account=account,
        idempotency_key="r1",
        deadline=soon(),
    )
    assert server.requests[0].json == {
        "cancelReason": "r",
        "cancelAmount": 5000,
        "refundableAmount": 15000,
        "currency": "KRW",
        "taxFreeAmount": 0,
        "taxExemptionAmount": 100,
        "refundReceiveAccount": account,
    }


def test_exchange_code(serve, connect):
    server = serve(answering(reply(TOKEN)))
    identity = CustomerIdentity(ci="c", mobile_phone="010", name="김", rrn="9001011")
    answer = connect(server).exchange_code(
        customer_key=CUSTOMER_KEY, code="the-code", customer_identity=identity, deadline=soon()
    )
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/v1/brandpay/authorizations/access-token")
    assert request.json == {
        "grantType": "AuthorizationCode",
        "customerKey": CUSTOMER_KEY,
        "code": "the-code",
        "customerIdentity": {"ci": "c", "mobilePhone": "010", "name": "김", "rrn": "9001011"},
    }
    assert request.headers["Authorization"] == BASIC
    assert "Idempotency-Key" not in request.headers
    assert answer.value.access_token == Secret("at")


def test_exchange_code_without_identity(serve, connect):
    server = serve(answering(reply(TOKEN)))
    connect(server).exchange_code(customer_key=Secret("ab"), code=Secret("c"), deadline=soon())
    assert server.requests[0].json == {
        "grantType": "AuthorizationCode",
        "customerKey": "ab",
        "code": "c",
    }


def test_refresh_access_token(serve, connect):
    server = serve(answering(reply(TOKEN)))
    connect(server).refresh_access_token(
        customer_key=CUSTOMER_KEY, refresh_token=Secret("old"), deadline=soon()
    )
    assert server.requests[0].json == {
        "grantType": "RefreshToken",
        "customerKey": CUSTOMER_KEY,
        "refreshToken": "old",
    }
    assert "Idempotency-Key" not in server.requests[0].headers


def test_methods_with_the_secret_key(serve, connect):
    server = serve(answering(reply(METHODS)))
    connect(server).methods("a=b@c.d", deadline=soon())
    (request,) = server.requests
    assert request.path == "/v1/brandpay/payments/methods/a%3Db%40c.d"
    assert request.headers["Authorization"] == BASIC


def test_methods_with_the_customers_token(serve, connect):
    server = serve(answering(reply(METHODS)))
    connect(server).methods_by_token(Secret("at"), deadline=soon())
    (request,) = server.requests
    assert request.path == "/v1/brandpay/payments/methods"
    assert request.headers["Authorization"] == "Bearer at"


def test_transactions(serve, connect):
    row = {"transactionKey": "t", "paymentKey": "k", "orderId": "o", "status": "DONE", "amount": 1}
    server = serve(answering(reply([row])))
    korea = timezone(timedelta(hours=9))
    answer = connect(server).transactions(
        start=datetime(2026, 1, 1, 15, 0, 0, 999, tzinfo=UTC),
        end=datetime(2026, 1, 3, 0, 0, 0, 1, tzinfo=korea),
        starting_after="t0",
        limit=5000,
        deadline=soon(),
    )
    url = urlsplit(server.requests[0].path)
    assert url.path == "/v1/transactions"
    assert parse_qs(url.query) == {
        "startDate": ["2026-01-02T00:00:00"],
        "endDate": ["2026-01-03T00:00:01"],
        "startingAfter": ["t0"],
        "limit": ["5000"],
    }
    assert [found.transaction_key for found in answer.value] == ["t"]


def test_transactions_without_options(serve, connect):
    server = serve(answering(reply([])))
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert connect(server).transactions(start=now, end=now, deadline=soon()).value == []
    assert set(parse_qs(urlsplit(server.requests[0].path).query)) == {"startDate", "endDate"}


@pytest.mark.parametrize(
    ("key", "sent"),
    [(SECRET_KEY, "X_Y"), ("live" + "_sk_abcdefghijklmnop", None), ("other", None)],
)
def test_the_test_code_goes_with_test_keys_only(server, connect, key, sent):
    confirm(connect(server, key, test_code="X_Y"))
    assert server.requests[0].headers.get("TossPayments-Test-Code") == sent


@pytest.mark.parametrize("amount", [15000.0, "15000", True, Decimal(15000), None, 0, -1])
def test_amounts_are_positive_ints(server, connect, amount):
    with pytest.raises(ValueError, match="amount"):
        confirm(connect(server), amount=amount)
    assert server.requests == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amount", 0),
        ("amount", 1.0),
        ("refundable_amount", -1),
        ("tax_free_amount", -1),
        ("tax_exemption_amount", False),
        ("reason", ""),
        ("reason", "x" * 201),
        ("idempotency_key", ""),
        ("idempotency_key", "x" * 301),
        ("idempotency_key", "a\nb"),
        ("idempotency_key", "a b"),
    ],
)
def test_cancel_refuses(server, connect, name, value):
    arguments = {"reason": "r", "idempotency_key": "k", "deadline": soon()} | {name: value}
    with pytest.raises(ValueError, match=r"has|at least|must|is"):
        connect(server).cancel("k1", **arguments)
    assert server.requests == []


@pytest.mark.parametrize("reason", ["x", "가" * 200])
def test_a_reason_has_1_to_200_characters(server, connect, reason):
    connect(server).cancel("k1", reason=reason, idempotency_key="k", deadline=soon())
    assert server.requests[0].json["cancelReason"] == reason


@pytest.mark.parametrize("order_id", ["short", "x" * 65, "with space", "한글주문번호", "a/b/c/d"])
def test_order_ids_stay_in_their_characters(server, connect, order_id):
    with pytest.raises(ValueError, match="order id"):
        connect(server).payment_by_order_id(order_id, deadline=soon())
    with pytest.raises(ValueError, match="order id"):
        confirm(connect(server), order_id=order_id)


@pytest.mark.parametrize("key", ["a", "x" * 51, "a/b", "키키"])
def test_customer_keys_stay_in_their_characters(server, connect, key):
    with pytest.raises(ValueError, match="customer key") as caught:
        connect(server).methods(key, deadline=soon())
    assert key not in str(caught.value) or key == "a"


@pytest.mark.parametrize("key", ["", "x" * 201, ".", ".."])
def test_payment_keys_cannot_climb(server, connect, key):
    with pytest.raises(ValueError, match=r"payment key|dots"):
        connect(server).payment(key, deadline=soon())


def test_a_customer_key_of_dots_cannot_climb(server, connect):
    with pytest.raises(ValueError, match="dots"):
        connect(server).methods("..", deadline=soon())


@pytest.mark.parametrize("limit", [0, 5001])
def test_transactions_has_a_limit(server, connect, limit):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="limit"):
        connect(server).transactions(start=now, end=now, limit=limit, deadline=soon())


def test_transactions_wants_aware_times(server, connect):
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"):
        connect(server).transactions(start=naive, end=naive, deadline=soon())


def test_one_key_with_two_bodies_is_refused(server, connect):
    confirm(connect(server))
    with pytest.raises(IdempotencyConflict):
        confirm(connect(server), amount=15001)
    assert len(server.requests) == 1


def test_one_key_with_one_body_is_sent_again(server, connect):
    confirm(connect(server))
    confirm(connect(server))
    assert len(server.requests) == 2
    assert server.requests[0].body == server.requests[1].body


def test_another_merchants_key_is_another_scope(server, connect):
    confirm(connect(server))
    confirm(connect(server, "test_sk_of_another_merchant"), amount=15001)
    assert len(server.requests) == 2


@pytest.mark.parametrize("url", ["ftp://x", "api.tosspayments.com", "https://", "http://u@x"])
def test_the_address_must_be_a_web_address(url):
    with pytest.raises(ValueError, match="address"):
        BrandpayClient(SECRET_KEY, base_url=url)


def test_live_keys_leave_the_machine_over_https_only():
    live = "live" + "_sk_abcdefghijklmnop"
    with pytest.raises(ValueError, match="https"):
        BrandpayClient(live, base_url="http://toss.example")
    BrandpayClient(live, base_url="http://127.0.0.1:8090")
    BrandpayClient(live, base_url="https://toss.example")
    BrandpayClient(SECRET_KEY, base_url="http://sandbox:8090/")


def test_only_our_own_types_have_a_json_form():
    from saleor_brandpay.api.caller import _plain

    with pytest.raises(TypeError, match="object"):
        _plain(object())
