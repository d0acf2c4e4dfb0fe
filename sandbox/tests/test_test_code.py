"""TossPayments-Test-Code."""

import pytest

from brandpay_sandbox.toss.codes import STATUS

from .support import CONFIRM, METHODS, Api


def coded(code: str) -> dict[str, str]:
    return {"TossPayments-Test-Code": code}


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("INVALID_CARD_EXPIRATION", 400),
        ("REJECT_CARD_PAYMENT", 403),
        ("NOT_FOUND_PAYMENT", 404),
        ("IDEMPOTENT_REQUEST_PROCESSING", 409),
        ("COMMON_ERROR", 500),
    ],
)
def test_the_error_is_answered_with_its_status_before_validation(api: Api, code, status):
    reply = api.post(CONFIRM, {"paymentKey": "nothing else"}, headers=coded(code))

    assert reply.error == (status, code)


@pytest.mark.parametrize("code", sorted(STATUS))
def test_every_code_can_be_asked_for(api: Api, code):
    assert api.get("/v1/payments/x", headers=coded(code)).error == (STATUS[code], code)


def test_nothing_moves(api: Api):
    body = api.authenticated()
    api.post(CONFIRM, body, headers=coded("REJECT_CARD_PAYMENT"))

    assert api.post(CONFIRM, body).status == 200


def test_an_unknown_code_is_refused(api: Api):
    reply = api.post(CONFIRM, api.authenticated(), headers=coded("NO_SUCH_CODE"))

    assert reply.error == (400, "INVALID_TEST_CODE")


def test_reads_and_customer_endpoints_have_it_too(api: Api):
    token = api.token()["accessToken"]

    assert api.get("/v1/payments/x", headers=coded("COMMON_ERROR")).status == 500
    assert api.get(METHODS, token=token, headers=coded("COMMON_ERROR")).status == 500


def test_keys_come_first(api: Api):
    reply = api.post(CONFIRM, {}, secret_key="test_sk_nobody", headers=coded("COMMON_ERROR"))

    assert reply.error == (401, "UNAUTHORIZED_KEY")


def test_a_live_key_ignores_it(api: Api, sandbox):
    client_key, secret_key = ("live" + rest for rest in ("_ck_x", "_sk_x"))
    sandbox.add_keys(client_key, secret_key)
    body = api.authenticated(client_key=client_key)

    reply = api.post(CONFIRM, body, secret_key=secret_key, headers=coded("NO_SUCH_CODE"))

    assert reply.status == 200
    assert reply.json["receipt"]["url"].startswith("https://dashboard.tosspayments.com/")


def test_the_answer_is_kept_under_the_idempotency_key(api: Api):
    body = api.authenticated()
    api.post(CONFIRM, body, key="k", headers=coded("REJECT_CARD_PAYMENT"))

    assert api.post(CONFIRM, body, key="k").error == (403, "REJECT_CARD_PAYMENT")


def test_a_request_in_progress_is_not_kept(api: Api):
    body = api.authenticated()
    api.post(CONFIRM, body, key="k", headers=coded("IDEMPOTENT_REQUEST_PROCESSING"))

    assert api.post(CONFIRM, body, key="k").status == 200
