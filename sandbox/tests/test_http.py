"""Bodies, languages and limits: what is alike on all endpoints."""

import json

import pytest

from .support import CONFIRM, CUSTOMER, METHODS, RECEIPT, Api

ENGLISH = {"Accept-Language": "en-US"}


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "text/plain", "", "application/jsonx"]
)
def test_bodies_are_json_and_say_so(api: Api, content_type):
    body = api.authenticated()

    reply = api.post(CONFIRM, body, headers={"Content-Type": content_type})

    assert reply.error == (400, "INVALID_REQUEST")
    assert (
        api.post(CONFIRM, body, headers={"Content-Type": "application/json; charset=utf-8"}).status
        == 200
    )


@pytest.mark.parametrize("amount", [b"NaN", b"Infinity", b"-Infinity", b"1e400", b"15000.0"])
def test_what_python_alone_takes_for_json_is_refused(api: Api, amount):
    body = json.dumps(api.authenticated()).encode().replace(b"15000", amount)

    assert api.post(CONFIRM, body).error == (400, "INVALID_REQUEST")


def test_english_is_for_every_field_but_what_people_entered(api: Api, sandbox):
    card = api.approved(payment={"orderName": "카드", "metadata": {"method": "카드"}})
    account = api.approved(
        "order-0002", method="account", payment={"transfer": {"cashReceipt": RECEIPT}}
    )

    shown = api.get(f"/v1/payments/{card['paymentKey']}", headers=ENGLISH).json
    assert (shown["method"], shown["orderName"]) == ("CARD", "카드")
    assert shown["metadata"] == {"method": "카드"}
    assert (shown["card"]["cardType"], shown["card"]["ownerType"]) == ("CREDIT", "PERSONAL")
    shown = api.get(f"/v1/payments/{account['paymentKey']}", headers=ENGLISH).json
    assert (shown["method"], shown["type"]) == ("TRANSFER", "BRANDPAY")
    assert shown["cashReceipt"]["type"] == "INCOME_DEDUCTION"
    methods = api.get(f"{METHODS}/{CUSTOMER}", headers=ENGLISH).json
    assert methods["cards"][0]["cardName"] == "Shinhan Card"
    assert methods["accounts"][0]["accountName"] == "Toss Bank account"
    terms = api.get(f"/v1/brandpay/terms?customerKey={CUSTOMER}&scope=BILLING", headers=ENGLISH)
    assert all(one["title"].isascii() for one in terms.json)
    assert api.read(card["paymentKey"]) == card


def test_a_failure_is_told_in_english(api: Api, sandbox):
    api.window(outcome="REJECT_CARD_COMPANY")
    (found,) = sandbox.payments()

    shown = api.get(f"/v1/payments/{found['paymentKey']}", headers=ENGLISH).json

    assert shown["failure"]["message"] == "Payment confirm is rejected"


def test_test_keys_may_be_limited(api: Api, sandbox):
    assert sandbox.settings(requestsPerMinute=2)["requestsPerMinute"] == 2
    first = [api.get("/v1/payments/x").status for _ in range(3)]

    assert first == [404, 404, 429]
    assert api.get("/v1/payments/orders/order-0001").status == 404  # another API
    sandbox.advance(60)
    assert api.get("/v1/payments/x").status == 404
    sandbox.settings(requestsPerMinute=None)
    assert [api.get("/v1/payments/x").status for _ in range(3)] == [404] * 3


def test_live_keys_are_not_limited(api: Api, sandbox):
    client_key, secret_key = ("live" + rest for rest in ("_ck_x", "_sk_x"))
    sandbox.add_keys(client_key, secret_key)
    sandbox.settings(requestsPerMinute=1)

    statuses = [api.get("/v1/payments/x", secret_key=secret_key).status for _ in range(3)]

    assert statuses == [404] * 3
