"""brandpay_events: the webhooks that came, for people at a terminal."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from .helpers import captured, pay

pytestmark = pytest.mark.usefixtures("brandpay")


def events(*words):
    """Exit status and stdout of the command."""
    out = io.StringIO()
    try:
        call_command("brandpay_events", *words, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def listed(*words):
    return json.loads(events("list", "--json", *words)[1])


@pytest.fixture
def url(staff, brandpay):
    return staff.settings("krw")["webhook_url"]


@pytest.fixture
def receive(url):
    """A webhook comes, forged or not: nothing that it says is believed."""

    def send(event_type, data):
        from urllib.request import Request, urlopen

        body = {"eventType": event_type, "createdAt": "2026-01-02T03:05:01.123456", "data": data}
        headers = {
            "Content-Type": "application/json",
            "tosspayments-webhook-transmission-id": f"id of {event_type}",
        }
        with urlopen(Request(url, json.dumps(body).encode(), headers), timeout=30) as answer:
            assert answer.status == 200
        from saleor_brandpay.models import Event

        return Event.objects.latest("pk")

    return send


@pytest.fixture
def blind(toss):
    """Toss cannot be asked for anything until `toss.mend`."""
    toss.fault("payment", "drop_before", times=None)
    toss.fault("payment_by_order_id", "drop_before", times=None)


@pytest.fixture
def console_refund(member, toss, receive):
    """A paid order, refunded in the Toss console, and the webhook of that: order and event."""
    order = pay(member.fill(), toss).order["id"]
    (payment,) = toss.payments()
    toss.console_refund(payment["paymentKey"], amount=5000, reason="전화 요청")
    return order, lambda: receive("PAYMENT_STATUS_CHANGED", toss.payments()[0])


def test_empty_inbox_says_so():
    assert events("list") == (0, "The inbox is empty: no webhook has come so far.\n")
    assert listed() == []
    assert events("replay", "--parked") == (0, "No event is parked.\n")


def test_list_and_its_filters(receive, later):
    receive("METHOD_UPDATED", {"customerKey": "nobody", "status": "ENABLED"})
    later(3600)
    receive("BILLING_DELETED", {"billingKey": "x"})
    status, said = events("list")
    assert status == 0
    lines = said.splitlines()
    assert lines[0].split()[:4] == ["id", "received", "type", "state"]
    assert "BILLING_DELETED" in lines[1], "the newest first"
    assert "METHOD_UPDATED" in lines[2]
    assert lines[-1] == "2 listed; in all: 0 waiting, 0 parked, 2 done."

    newest, oldest = listed()
    assert [newest["type"], oldest["type"]] == ["BILLING_DELETED", "METHOD_UPDATED"]
    assert listed("--type", "method_updated") == [oldest]
    assert listed("--limit", "1") == [newest]
    assert listed("--since", newest["received_at"]) == [newest]
    assert listed("--status", "done") == [newest, oldest]
    assert listed("--status", "parked") == []
    assert "1 of 2; --limit shows more." in events("list", "--limit", "1")[1]
    assert "No event is like that" in events("list", "--status", "waiting")[1]


def test_waiting_parked_replayed(console_refund, staff, toss, blind):
    order, come = console_refund
    event = come()
    assert [item["state"] for item in listed()] == ["waiting"]
    assert captured(staff.order(order)) == 15000

    assert events("park", str(event.pk)) == (0, f"{event.pk}: parked\n")
    assert [item["id"] for item in listed("--status", "parked")] == [event.pk]

    status, said = events("replay", str(event.pk))
    assert status == 1
    assert said.startswith(f"{event.pk}: waiting: Toss could not be asked")
    events("park", str(event.pk))
    toss.mend()
    status, said = events("replay", "--parked")
    assert (status, said) == (0, f"{event.pk}: settled: paid and ordered\n")
    assert captured(staff.order(order)) == 10000
    assert [item["state"] for item in listed()] == ["done"]
    # Once more is no harm.
    assert json.loads(events("replay", "--json", str(event.pk))[1]) == [
        {"id": event.pk, "end": "settled", "text": "paid and ordered"}
    ]
    assert captured(staff.order(order)) == 10000
    assert events("park", str(event.pk))[1] == (
        f"{event.pk}: is done already: there is nothing to park\n"
    )
    assert json.loads(events("park", "--json", str(event.pk))[1]) == [
        {"id": event.pk, "state": "done"}
    ]


def test_replay_while_somebody_else_works_on_it(receive):
    from saleor_brandpay.clock import now
    from saleor_brandpay.core.attempts.leases import LEASE

    event = receive("METHOD_UPDATED", {"customerKey": "nobody"})
    event.claimed_until = now() + LEASE
    event.save()
    status, said = events("replay", str(event.pk))
    assert status == 1
    assert said == f"{event.pk}: busy: somebody else works on it just now\n"


def test_show_tells_everything_but_who(member, toss, receive):
    window = member.fill().payment_create().complete()
    key = window.data["customerKey"]
    from saleor_brandpay.models import Customer

    event = receive(
        "METHOD_UPDATED",
        {"customerKey": key, "methodKey": "mk_abcdef", "status": "ENABLED", "about": f"{key}, 홍"},
    )
    status, said = events("show", str(event.pk))
    assert status == 0
    assert key not in said
    assert "mk_abcdef" not in said
    assert "ENABLED" in said
    assert "…, 홍" in said, "masked wherever it stands"
    assert "id of METHOD_UPDATED" in said
    customer = Customer.objects.get(customer_key=key)
    assert f"concerns         customer {customer.pk}" in said
    as_json = json.loads(events("show", str(event.pk), "--json")[1])
    assert key not in json.dumps(as_json)
    assert as_json["body"]["data"]["customerKey"] == "…"
    assert as_json["headers"]["tosspayments-webhook-transmission-id"] == "id of METHOD_UPDATED"


def test_show_of_a_payment(console_refund):
    from saleor_brandpay.models import Attempt

    _, come = console_refund
    event = come()
    said = events("show", str(event.pk))[1]
    assert f"attempt {Attempt.objects.get().pk} (approved)" in said
    assert '"secret": null' in said
    assert '"cancelAmount": 5000' in said


def test_show_of_what_a_lost_key_has_encrypted(receive, settings):
    from cryptography.fernet import Fernet

    settings.BRANDPAY_ENCRYPTION_KEYS = Fernet.generate_key().decode()
    event = receive("METHOD_UPDATED", {"customerKey": "nobody"})
    settings.BRANDPAY_ENCRYPTION_KEYS = Fernet.generate_key().decode()
    assert "cannot be decrypted" in events("show", str(event.pk))[1]
    assert json.loads(events("show", str(event.pk), "--json")[1])["body"] is None
    status, said = events("replay", str(event.pk))
    assert status == 1
    assert "encryption key" in said


def test_forged_event_cannot_play_with_the_terminal(receive):
    """Colours, cursor moves and right-to-left marks stay letters, and depth is no traceback."""
    event = receive("METHOD_UPDATED", {"customerKey": "k\0ey", "x\x9b2J": "\x1b[31m\x9b2J\u202e"})
    said = events("show", str(event.pk))[1]
    assert all(letter.isprintable() or letter == "\n" for letter in said)
    deep = {"customerKey": "nobody"}
    for _ in range(400):
        deep = {"deeper": deep}
    event = receive("METHOD_UPDATED", deep)
    assert events("show", str(event.pk))[0] == 0


@pytest.mark.parametrize("action", ["show", "replay", "park"])
def test_unknown_event(receive, action):
    """Nothing is done when one of several is unknown."""
    event = receive("METHOD_UPDATED", {"customerKey": "nobody"})
    known = [] if action == "show" else [str(event.pk)]
    with pytest.raises(CommandError, match="no event 999999") as caught:
        events(action, *known, "999999")
    assert caught.value.returncode == 2
    event.refresh_from_db()
    assert event.tries == 1


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], "list|show|replay|park"),
        (["forget"], "invalid choice"),
        (["show"], "required"),
        (["show", "x"], "no whole number"),
        (["show", "-1"], "no whole number"),
        (["park", str(2**63)], "no whole number"),
        (["replay"], "name events to replay"),
        (["replay", "1", "--parked"], "name events to replay"),
        (["list", "--limit", "0"], "no whole number"),
        (["list", "--status", "lost"], "invalid choice"),
        (["list", "--since", "tomorrow"], "no date"),
    ],
)
def test_wrong_words(words, text):
    with pytest.raises(CommandError) as caught:
        events(*words)
    assert text in str(caught.value)
