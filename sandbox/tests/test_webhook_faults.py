"""What can go wrong with webhooks on their way, and events that Toss never sent."""

import pytest

from brandpay_sandbox.testing import ControlError, running_sandbox

from .receiver import Receiver
from .support import Api
from .test_webhooks import PAYMENT, frozen, payments_only  # noqa: F401

pytestmark = pytest.mark.usefixtures("payments_only")


def sent(sandbox) -> list[str]:
    return [f"{one['orderId'][-1]} {one['status']}" for one in sandbox.deliver()]


def test_duplicate_sends_twice_under_one_id(api: Api, sandbox, receiver: Receiver):
    sandbox.webhook_fault("duplicate")
    api.approved("order-0001")
    api.approved("order-0002")

    assert sent(sandbox) == ["1 DONE", "1 DONE", "2 DONE"]
    assert receiver.received[0].id == receiver.received[1].id
    assert [one.retried for one in receiver.received] == ["0", "0", "0"]


def test_reorder_keeps_an_event_back_until_the_next(api: Api, sandbox):
    sandbox.webhook_fault("reorder")
    key = api.approved("order-0001")["paymentKey"]
    assert sent(sandbox) == []

    api.cancel(key)

    assert sent(sandbox) == ["1 CANCELED", "1 DONE"]


def test_reorder_waits_for_a_minute_only(api: Api, sandbox):
    sandbox.webhook_fault("reorder")
    api.approved("order-0001")

    sandbox.advance(60)

    assert sent(sandbox) == ["1 DONE"]


def test_reorder_twice(api: Api, sandbox):
    sandbox.webhook_fault("reorder", times=2)
    for number in (1, 2, 3):
        api.approved(f"order-000{number}")

    assert sent(sandbox) == ["1 DONE", "3 DONE", "2 DONE"]


def test_delay_sends_later(api: Api, sandbox):
    sandbox.webhook_fault("delay", seconds=300)
    api.approved("order-0001")
    api.approved("order-0002")

    assert sent(sandbox) == ["2 DONE"]
    sandbox.advance(300)
    assert sent(sandbox) == ["1 DONE"]


def test_drop_never_sends_but_by_hand(api: Api, sandbox, receiver: Receiver):
    sandbox.webhook_fault("drop", times=None)
    api.approved("order-0001")
    sandbox.advance(86400 * 30)
    assert sent(sandbox) == []
    (lost,) = sandbox.webhooks()
    assert (lost["state"], lost["fault"]) == ("dropped", "drop")

    assert sandbox.resend(lost["id"])["state"] == "delivered"
    sandbox.clear_webhook_faults()
    api.approved("order-0002")
    assert sent(sandbox) == ["2 DONE"]


def test_faults_aim_at_events(api: Api, sandbox):
    sandbox.webhook_fault("drop", times=None, orderId="order-0001", status="CANCELED")
    sandbox.webhook_fault("drop", times=None, eventType="METHOD_UPDATED")
    for number in (1, 2):
        api.cancel(api.approved(f"order-000{number}")["paymentKey"])

    assert sent(sandbox) == ["1 DONE", "2 DONE", "2 CANCELED"]


def test_chance_repeats_with_the_seed(receiver: Receiver):
    def lost(seed: int) -> list[str]:
        with running_sandbox(seed=seed) as sandbox:
            sandbox.webhook_url(receiver.url, events=[PAYMENT])
            sandbox.webhook_fault("drop", probability=0.5)
            for number in range(20):
                Api(sandbox).approved(f"order-{number:04}")
            return [one["orderId"] for one in sandbox.webhooks(state="dropped")]

    first = lost(1)
    assert 3 <= len(first) <= 17
    assert lost(1) == first
    assert lost(2) != first


def test_a_fault_is_listed_and_taken_away(sandbox):
    first = sandbox.webhook_fault("drop", times=2)
    sandbox.webhook_fault("delay", seconds=5)

    sandbox.control("DELETE", f"webhooks/faults/{first}")

    (left,) = sandbox.control("GET", "webhooks/faults")["faults"]
    assert (left["kind"], left["seconds"], left["times"]) == ("delay", 5, 1)
    with pytest.raises(ControlError, match="404"):
        sandbox.control("DELETE", f"webhooks/faults/{first}")


def test_a_forged_event_is_sent_and_not_recorded(sandbox, receiver: Receiver):
    event = {"eventType": PAYMENT, "createdAt": "2026-01-02T12:00:00.000000", "data": {}}

    answer = sandbox.forge(receiver.url, event)

    assert answer == {"status": 200, "error": None, "answer": "answered 200"}
    (one,) = receiver.received
    assert one.json == event
    assert one.id.startswith("whtrans_")
    assert one.retried == "0"
    assert sandbox.webhooks() == []


def test_a_forger_chooses_headers_and_body(sandbox, receiver: Receiver):
    headers = {
        "tosspayments-webhook-transmission-id": "whtrans_stolen",
        "Tosspayments-Webhook-Transmission-Time": None,
        "X-Forwarded-For": "13.124.18.147",
    }

    sandbox.forge(receiver.url, headers=headers, raw="{not json")

    (one,) = receiver.received
    assert one.body == b"{not json"
    assert one.id == "whtrans_stolen"
    assert "tosspayments-webhook-transmission-time" not in one.headers
    assert one.headers["x-forwarded-for"] == "13.124.18.147"


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("urls", {}, "clientKey must be a string"),
        ("urls", {"clientKey": "test_ck_nobody", "url": "http://x"}, "unknown clientKey"),
        ("urls", {"url": "x"}, "url must be an absolute"),
        ("urls", {"url": "ftp://x/"}, "url must be an absolute"),
        ("urls", {"url": "http://x:y/"}, "url must be an absolute"),
        ("urls", {"url": "http://x/ y"}, "url must be an absolute"),
        ("urls", {"url": "http://x/", "events": []}, "events must be of"),
        ("urls", {"url": "http://x/", "events": ["PAID"]}, "events must be of"),
        ("urls", {"url": "http://x/", "events": "PAID"}, "events must be an array"),
        ("deliver", {"limit": 0}, "limit must be a whole number"),
        ("forge", {"url": "http://x/"}, "give event or raw"),
        ("forge", {"url": "http://x/", "event": {}, "raw": ""}, "give event or raw"),
        ("forge", {"url": "http://x/", "raw": {}}, "raw must be a string"),
        ("forge", {"url": "x", "event": {}}, "url must be an absolute"),
        ("forge", {"url": "http://x/", "event": 1, "headers": []}, "headers must be an object"),
        ("forge", {"url": "http://x/", "event": 1, "headers": {"X": 1}}, "X must be a string"),
        ("faults", {"kind": "explode"}, "kind must be one of"),
        ("faults", {"kind": "delay"}, "delay needs seconds"),
        ("faults", {"kind": "drop", "seconds": 1}, "drop takes no seconds"),
        ("faults", {"kind": "drop", "eventType": "PAID"}, "eventType must be one of"),
        ("faults", {"kind": "drop", "times": 0}, "times must be"),
        ("faults", {"kind": "drop", "probability": 0}, "probability must be"),
        ("faults", {"kind": "drop", "probability": "1"}, "probability must be"),
        ("faults", {"kind": "drop", "order": "x"}, "unknown field order"),
    ],
)
def test_wrong_requests_are_refused(sandbox, path, body, says):
    if path == "urls" and "url" in body and "clientKey" not in body:
        body = body | {"clientKey": sandbox.client_key}

    with pytest.raises(ControlError, match="400") as caught:
        sandbox.control("POST", f"webhooks/{path}", body)

    assert says in str(caught.value.body)


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "webhooks/99/resend"), ("DELETE", "webhooks/urls/99")]
)
def test_what_is_not_there_is_not_found(sandbox, method, path):
    with pytest.raises(ControlError, match="404"):
        sandbox.control(method, path, {})
