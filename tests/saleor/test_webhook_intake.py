"""What the webhook's address takes in, and what not: wrong, forged, foreign, repeated (M15)."""

import http.client
import json
from urllib.parse import urlsplit

import pytest

from .helpers import held, pay, visit
from .hooks import all_done, delivered, events
from .toss import CLIENT_KEY
from .wallets import manage

pytestmark = pytest.mark.usefixtures("webhooks")

EVENT = {
    "eventType": "PAYMENT_STATUS_CHANGED",
    "createdAt": "2026-01-02T03:00:00.000000",
    "data": {"orderId": "somebody-elses", "paymentKey": "key", "status": "DONE"},
}


def post(url: str, body: bytes, **headers: str) -> int:
    """One POST of a stranger; its status."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
    try:
        connection.request(
            "POST", address.path, body, {"content-type": "application/json"} | headers
        )
        return connection.getresponse().status
    finally:
        connection.close()


def test_true_one(webhooks):
    assert post(webhooks, json.dumps(EVENT).encode()) == 200
    assert events() == [("PAYMENT_STATUS_CHANGED", True)]


@pytest.mark.parametrize("change", ["swap", "cut", "add", "none", "other case", "path"])
def test_wrong_token(webhooks, change):
    base, _, token = webhooks.rpartition("/")
    wrong = {
        "swap": ("a" if token[0] != "a" else "b") + token[1:],
        "cut": token[:-1],
        "add": token + "a",
        "none": "",
        "other case": token.swapcase(),
        "path": token + "/more",
    }[change]
    assert post(f"{base}/{wrong}", json.dumps(EVENT).encode()) == 404
    assert events() == []


def test_token_of_another_channel(webhooks, shop, staff, brandpay):
    from .toss import SECRET_KEY

    other = shop.open_channel("krw-2", prices={"cup": 12000})
    brandpay(other.id, client_key=CLIENT_KEY, secret_key=SECRET_KEY)
    address = staff.settings("krw-2")["webhook_url"]
    assert address.rpartition("/")[2] != webhooks.rpartition("/")[2]
    wrong = address.rpartition("/")[0] + "/" + webhooks.rpartition("/")[2]
    assert post(wrong, json.dumps(EVENT).encode()) == 404
    assert events() == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b'{"eventType": "PAYMENT_STATUS_CHANGED"}',
        b'{"eventType": "PAYMENT_STATUS_CHANGED", "data": []}',
        b'{"eventType": 7, "data": {}}',
        b'{"eventType": "", "data": {}}',
        b'{"eventType": "\\u0000", "data": {}}',
        b'{"data": {}}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
    ],
    ids=range(14),
)
def test_no_webhook(webhooks, body):
    assert post(webhooks, body) == 400
    assert events() == []


def test_too_large(webhooks):
    event = {**EVENT, "data": {**EVENT["data"], "more": "x" * 300_000}}
    assert post(webhooks, json.dumps(event).encode()) == 400
    assert events() == []


def test_strange_but_harmless(webhooks):
    """Events that Toss may invent, with data that names nothing: kept, done with, no error."""
    for event_type, data in [
        ("PAYMENT_STATUS_CHANGED", {}),
        ("PAYMENT_STATUS_CHANGED", {"orderId": None}),
        ("PAYMENT_STATUS_CHANGED", {"orderId": {"a": 1}}),
        ("PAYMENT_STATUS_CHANGED", {"orderId": "x" * 5000}),
        ("PAYMENT_STATUS_CHANGED", {"orderId": "nul\0"}),
        ("METHOD_UPDATED", {"customerKey": ["a"]}),
        ("CUSTOMER_STATUS_CHANGED", {"customerKey": "nobody", "status": "REMOVED"}),
        ("SOMETHING_NEW", {"orderId": "a"}),
    ]:
        body = json.dumps({"eventType": event_type, "createdAt": "x", "data": data}).encode()
        assert post(webhooks, body) == 200
    assert all_done()


def test_what_is_for_another_system_is_taken_in_any_form(webhooks):
    """Payouts, say, have no `data`; what is refused Toss sends seven times more."""
    for event in (
        {"eventType": "payout.changed", "entityType": "payout", "entityBody": {"amount": 3.5}},
        {"eventType": "seller.changed", "data": None},
        {"eventType": "BILLING_DELETED", "data": ["x"]},
    ):
        assert post(webhooks, json.dumps(event).encode()) == 200
    assert all_done()


def test_other_methods(webhooks):
    for method in ("GET", "PUT", "DELETE"):
        assert visit(webhooks, method)[0] == 405
    assert events() == []


def test_networks(webhooks, settings):
    settings.BRANDPAY_WEBHOOK_NETWORKS = "13.124.18.147/32, 115.92.221.120/29"
    assert post(webhooks, json.dumps(EVENT).encode()) == 403
    # What a stranger says of himself is believed from a proxy of the shop's own only.
    forwarded = {"X-Forwarded-For": "13.124.18.147"}
    assert post(webhooks, json.dumps(EVENT).encode(), **forwarded) == 403
    assert events() == []
    settings.BRANDPAY_PROXIES = "1"
    assert post(webhooks, json.dumps(EVENT).encode(), **forwarded) == 200
    assert events() == [("PAYMENT_STATUS_CHANGED", True)]
    lies = {"X-Forwarded-For": "13.124.18.147, 198.51.100.7"}
    assert post(webhooks, json.dumps({**EVENT, "createdAt": "2"}).encode(), **lies) == 403
    del settings.BRANDPAY_PROXIES
    settings.BRANDPAY_WEBHOOK_NETWORKS = "127.0.0.0/8,::1/128"
    assert post(webhooks, json.dumps({**EVENT, "createdAt": "3"}).encode()) == 200


def test_address_lives_on_after_a_new_secret_key(webhooks, staff, toss, brandpay):
    replaced = "test_sk_" + "9" * 28
    toss.add_keys(CLIENT_KEY, replaced)
    brandpay(secret_key=replaced)
    assert staff.settings("krw")["webhook_url"] == webhooks
    assert post(webhooks, json.dumps(EVENT).encode()) == 200


def test_address_of_the_earlier_mid_still_takes_webhooks(webhooks, member, toss, staff, brandpay):
    """An order of the old contract is refunded in Toss's console after the move."""
    order = pay(member.fill(), toss).order["id"]
    delivered(toss)
    client_key, secret_key = "test_ck_" + "7" * 28, "test_sk_" + "7" * 28
    toss.add_keys(client_key, secret_key, "othermid")
    brandpay(client_key=client_key, secret_key=secret_key)
    assert staff.settings("krw")["webhook_url"] != webhooks
    toss.console_refund(toss.payments()[0]["paymentKey"], amount=5000)
    assert delivered(toss) == [200]
    payments = staff.order(order)["payments"]
    assert sum(int(payment["capturedAmount"]["amount"]) for payment in payments) == 10000
    assert held(toss) == 10000


def test_what_is_kept_is_not_readable_without_the_key(webhooks, member, toss):
    from django.db import connection

    pay(member.fill(), toss)
    delivered(toss)
    with connection.cursor() as cursor:
        cursor.execute("select body, headers from saleor_brandpay_event")
        rows = cursor.fetchall()
    assert rows
    assert toss.payments()[0]["paymentKey"] not in str(rows)


def test_same_event_twice_is_one_row(webhooks, member, toss):
    pay(member.fill(), toss)
    toss.webhook_fault("duplicate", times=1)
    delivered(toss)
    for sent in toss.webhooks():
        toss.resend(sent["id"])
    assert events() == [("PAYMENT_STATUS_CHANGED", True)]


@pytest.mark.parametrize("status", ["ENABLE", "ENABLED", "DISABLED", "ALIAS_UPDATED", "NEW"])
def test_methods_changed(webhooks, member, toss, status):
    from saleor_brandpay.models import Customer

    toss.buyer(member.fill().payment_create().complete().data)
    Customer.objects.update(methods_changed_at=None)
    (customer,) = Customer.objects.all()
    data = {"customerKey": customer.customer_key, "methodKey": "mk_1", "status": status}
    event = {"eventType": "METHOD_UPDATED", "createdAt": "x", "data": data}
    assert toss.forge(webhooks, event)["status"] == 200
    customer.refresh_from_db()
    assert customer.methods_changed_at is not None
    assert all_done()


def test_methods_changed_as_the_sandbox_sends_it(webhooks, member, toss):
    from saleor_brandpay.models import Customer

    toss.webhook_url(webhooks, "METHOD_UPDATED", "CUSTOMER_STATUS_CHANGED")
    toss.buyer(member.fill().payment_create().complete().data)
    Customer.objects.update(methods_changed_at=None)
    assert set(delivered(toss)) == {200}
    assert Customer.objects.get().methods_changed_at is not None
    assert all_done()


def test_withdrawal_that_is_only_said(webhooks, member, toss):
    """Anybody could send it: the tokens stay as long as Toss honours them."""
    from saleor_brandpay.models import Customer

    toss.buyer(member.fill().payment_create().complete().data)
    (customer,) = Customer.objects.all()
    assert toss.forge(webhooks, withdrawal(customer))["status"] == 200
    customer.refresh_from_db()
    assert customer.access_token
    assert customer.withdrawn_at is None
    pay(member, toss)


def withdrawal(customer) -> dict:
    data = {"customerKey": customer.customer_key, "status": "REMOVED", "changedAt": "x"}
    return {"eventType": "CUSTOMER_STATUS_CHANGED", "createdAt": "x", "data": data}


def test_withdrawal_that_toss_confirms(webhooks, member, toss):
    from saleor_brandpay.models import Customer

    toss.buyer(member.fill().payment_create().complete().data)
    (customer,) = Customer.objects.all()
    manage(toss, customer.customer_key, "withdraw")
    assert toss.forge(webhooks, withdrawal(customer))["status"] == 200
    customer.refresh_from_db()
    assert customer.access_token == customer.refresh_token == ""
    assert customer.withdrawn_at is not None
