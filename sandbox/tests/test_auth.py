"""Keys: who may call, and whose payments they see."""

import base64

import pytest

from .support import CONFIRM, METHODS, Api

OTHER = ("test_ck_other", "test_sk_other")


@pytest.fixture
def other(sandbox):
    sandbox.add_keys(*OTHER)
    return OTHER[1]


def basic_of(text: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}


def test_the_documentation_pair_is_known_out_of_the_box(api: Api):
    payment = api.approved()

    assert payment["mId"] == "tosspayments"


def test_an_unknown_secret_key_is_unauthorized(api: Api):
    reply = api.get("/v1/payments/x", secret_key="test_sk_nobody")

    assert reply.error == (401, "UNAUTHORIZED_KEY")
    assert reply.json["message"] == "인증되지 않은 시크릿 키 혹은 클라이언트 키 입니다."


@pytest.mark.parametrize("header", ["", "Basic", "Bearer abc", "Basic Og=="])
def test_no_secret_key_is_unauthorized(api: Api, header):
    if header == "Basic":
        expected = (403, "INCORRECT_BASIC_AUTH_FORMAT")
    else:
        expected = (401, "UNAUTHORIZED_KEY")

    assert api.get("/v1/payments/x", headers={"Authorization": header}).error == expected


def test_the_client_key_is_no_secret_key(api: Api, sandbox):
    reply = api.get("/v1/payments/x", secret_key=sandbox.client_key)

    assert reply.error == (401, "UNAUTHORIZED_KEY")


def test_a_missing_colon_is_an_incorrect_format(api: Api, sandbox):
    reply = api.get("/v1/payments/x", headers=basic_of(sandbox.secret_key))

    assert reply.error == (403, "INCORRECT_BASIC_AUTH_FORMAT")


@pytest.mark.parametrize("value", ["Basic %%%", "Basic /w=="])
def test_what_is_not_base64_of_text_is_an_incorrect_format(api: Api, value):
    reply = api.get("/v1/payments/x", headers={"Authorization": value})

    assert reply.error == (403, "INCORRECT_BASIC_AUTH_FORMAT")


def test_a_password_is_unauthorized(api: Api, sandbox):
    reply = api.get("/v1/payments/x", headers=basic_of(f"{sandbox.secret_key}:secret"))

    assert reply.error == (401, "UNAUTHORIZED_KEY")


def test_a_byte_order_mark_is_unauthorized(api: Api, sandbox):
    reply = api.get("/v1/payments/x", headers=basic_of(f"\ufeff{sandbox.secret_key}:"))

    assert reply.error == (401, "UNAUTHORIZED_KEY")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", CONFIRM),
        ("POST", "/v1/brandpay/payments"),
        ("POST", "/v1/brandpay/authorizations/access-token"),
        ("GET", "/v1/brandpay/terms"),
        ("POST", "/v1/brandpay/terms/agree"),
        ("GET", "/v1/brandpay/promotions/card"),
        ("GET", "/v1/brandpay/promotions/bank"),
        ("GET", f"{METHODS}/someone"),
        ("GET", "/v1/payments/orders/order-0001"),
        ("POST", "/v1/payments/some-key/cancel"),
        ("GET", "/v1/transactions"),
    ],
)
def test_every_merchant_endpoint_asks_for_the_secret_key(api: Api, method, path):
    reply = api.send(method, path, secret_key="test_sk_nobody")

    assert reply.error == (401, "UNAUTHORIZED_KEY")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", METHODS),
        ("POST", f"{METHODS}/card/remove"),
        ("POST", f"{METHODS}/account/remove"),
        ("POST", "/v1/brandpay/customers/remove"),
    ],
)
def test_every_customer_endpoint_asks_for_a_token(api: Api, method, path):
    assert api.send(method, path).error == (401, "INVALID_ACCESS_TOKEN")
    assert api.send(method, path, token="unknown").error == (401, "INVALID_ACCESS_TOKEN")


def test_payments_of_another_merchant_cannot_be_seen_or_cancelled(api: Api, other):
    payment = api.approved()
    key = payment["paymentKey"]

    by_key = api.get(f"/v1/payments/{key}", secret_key=other)
    by_order = api.get("/v1/payments/orders/order-0001", secret_key=other)
    cancel = api.post(f"/v1/payments/{key}/cancel", {"cancelReason": "x"}, secret_key=other)
    listed = api.get("/v1/transactions?startDate=2020-01-01&endDate=2090-01-01", secret_key=other)

    assert by_key.error == by_order.error == cancel.error == (404, "NOT_FOUND_PAYMENT")
    assert listed.json == []


def test_a_payment_opened_with_another_mids_client_key_has_no_session(api: Api, other):
    body = api.authenticated(client_key=OTHER[0])

    assert api.post(CONFIRM, body).error == (404, "NOT_FOUND_PAYMENT_SESSION")
    assert api.post(CONFIRM, body, secret_key=other).status == 200


def test_a_reissued_secret_key_sees_and_confirms_the_same_payments(api: Api, sandbox):
    sandbox.add_keys(sandbox.client_key, "test_sk_reissued")
    body = api.authenticated()

    assert api.post(CONFIRM, body, secret_key="test_sk_reissued").status == 200
    assert api.read(body["paymentKey"])["status"] == "DONE"


def test_two_pairs_of_one_mid_see_each_others_payments(api: Api, sandbox):
    sandbox.add_keys("test_ck_second", "test_sk_second", "tosspayments")

    payment = api.approved()

    reply = api.get(f"/v1/payments/{payment['paymentKey']}", secret_key="test_sk_second")
    assert reply.json["mId"] == "tosspayments"


def test_test_and_live_of_one_mid_are_apart(api: Api, sandbox):
    # Built here: nothing that looks like a live key is written down.
    client_key, secret_key = ("live" + rest for rest in ("_ck_x", "_sk_x"))
    sandbox.add_keys(client_key, secret_key, "tosspayments")

    payment = api.approved()

    reply = api.get(f"/v1/payments/{payment['paymentKey']}", secret_key=secret_key)
    assert reply.error == (404, "NOT_FOUND_PAYMENT")


def test_a_widget_secret_cannot_confirm_what_an_individual_key_opened(api: Api, sandbox):
    sandbox.add_keys("test_gck_widget", "test_gsk_widget", "tosspayments")
    body = api.authenticated()

    reply = api.post(CONFIRM, body, secret_key="test_gsk_widget")

    assert reply.error == (404, "NOT_FOUND_PAYMENT_SESSION")


def test_unknown_routes_answer_the_frameworks_body_without_a_code(api: Api):
    reply = api.get("/v1/brandpay/nothing/here")

    assert reply.status == 404
    assert reply.json.keys() == {"timestamp", "status", "error", "path"}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", CONFIRM), ("PUT", CONFIRM), ("POST", "/v1/transactions"), ("OPTIONS", CONFIRM)],
)
def test_a_wrong_method_is_not_found(api: Api, method, path):
    reply = api.send(method, path, headers={"Accept-Language": "en-US"})

    assert reply.error == (404, "NOT_FOUND_HTTP_METHOD")
    assert reply.json["message"] == "This HTTP method does not allowed."
