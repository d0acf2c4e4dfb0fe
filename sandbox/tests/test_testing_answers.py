"""Whoever watches the answers is told what differs from the OpenAPI document."""

from brandpay_sandbox.testing_answers import answers_watched, differences
from brandpay_sandbox.toss import payment_json

from .support import Api


def test_answers_as_documented_are_not_told(api: Api):
    with answers_watched() as wrong:
        api.approved()
        api.documented = False
        api.get("/v1/nothing")

    assert wrong == []


def test_another_answer_is_told(api: Api, monkeypatch):
    payment = api.approved()
    monkeypatch.setattr(payment_json, "VERSION", 5)
    api.documented = False

    with answers_watched() as wrong:
        api.get(f"/v1/payments/{payment['paymentKey']}")

    assert len(wrong) == 1
    assert "/version: 5 is not" in wrong[0]


def test_what_a_test_has_put_in_is_not(api: Api):
    payment = api.approved()
    api.documented = False

    with answers_watched() as wrong:
        api.sandbox.show(payment["paymentKey"], payment={"version": 5})
        api.get(f"/v1/payments/{payment['paymentKey']}")

    assert wrong == []


def test_fields_statuses_and_endpoints_that_are_not_documented():
    assert differences("GET", "/v1/payments/key", 200, '{"more": 1}')
    assert differences("GET", "/v1/payments/key", 302, "{}") == [
        "GET /v1/payments/key: 302 is not documented"
    ]
    assert differences("GET", "/v1/nothing", 200, "{}") == ["GET /v1/nothing is not documented"]
    assert differences("GET", "/v1/nothing", 404, "{}") == []
    assert differences("GET", "/v1/brandpay/terms", 200, "<html>") == [
        "GET /v1/brandpay/terms 200: not JSON"
    ]
