"""M15: a webhook is a hint, kept as it comes, read back, and done once."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet

from saleor_brandpay import watch
from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.clock import now
from saleor_brandpay.core.attempts import leases, queries
from saleor_brandpay.core.sync.result import SyncResult, SyncStatus
from saleor_brandpay.core.wallet import customers, token_exchange
from saleor_brandpay.core.wallet.token_exchange import Exchange
from saleor_brandpay.core.webhooks import inbox
from saleor_brandpay.models import AttemptStatus, Customer, Event
from tests.core.shop import MovingClock, Shop
from tests.core.shop_books import ShopBooks
from tests.core.wallet.test_tokens import code_of

HEADERS = {
    "Content-Type": "application/json",
    "Cookie": "session=of-nobody",
    "TossPayments-Webhook-Transmission-Id": "whtrans_1",
}


def payment(order_id: Any, status: str = "DONE") -> dict[str, Any]:
    return {
        "eventType": "PAYMENT_STATUS_CHANGED",
        "createdAt": "2026-01-02T03:05:01.123456",
        "data": {"paymentKey": "tgen_x", "orderId": order_id, "status": status},
    }


def about_customer(key: Any, status: str, event_type: str = "CUSTOMER_STATUS_CHANGED") -> Any:
    return {"eventType": event_type, "data": {"customerKey": key, "status": status}}


def accept(event: Any) -> Event:
    raw = event if isinstance(event, bytes) else json.dumps(event).encode()
    return Event.objects.get(fingerprint=inbox.accept(1, HEADERS, raw))


def work(shop_books: ShopBooks) -> SyncResult | None:
    return inbox.process(inbox.due(), shop_books, Deadline.after(6))


@pytest.fixture
def shop_books(shop: Shop) -> ShopBooks:
    return ShopBooks.of(shop)


def test_accepting_is_one_insert(shop: Shop, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        accepted = inbox.accept(1, HEADERS, json.dumps(payment("x")).encode())
    event = Event.objects.get(fingerprint=accepted)
    assert event.state == "waiting"
    assert event.transmission_id == "whtrans_1"
    assert event.headers == {
        "content-type": "application/json",
        "tosspayments-webhook-transmission-id": "whtrans_1",
    }
    assert inbox.body(event) == payment("x")
    assert "tgen_x" not in event.body


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"1",
        b'"text"',
        b'{"eventType": 1, "data": {}}',
        b'{"eventType": "PAYMENT_STATUS_CHANGED"}',
        b'{"eventType": "PAYMENT_STATUS_CHANGED", "data": []}',
        b'{"eventType": "", "data": {}}',
        b'{"eventType": "\\u0000", "data": {}}',
        b'{"orderId": "x"}',
        b"[" * 100_000,
        b" " * (inbox.MAX_BYTES + 1),
    ],
)
def test_what_is_no_webhook_is_not_kept(shop: Shop, raw: bytes) -> None:
    with pytest.raises(inbox.BadEvent):
        inbox.accept(1, HEADERS, raw)
    assert not Event.objects.exists()


def test_done_becomes_an_order(shop: Shop) -> None:
    bill = shop.bill()
    shop_books = ShopBooks.of(shop, bill)
    attempt = shop.open(bill)
    shop.die_after(bill, shop.buy(attempt))
    event = accept(payment(attempt.order_id))
    result = work(shop_books)
    assert result is not None
    assert result.end is SyncStatus.SETTLED
    assert bill.reference in shop_books.ordered
    event.refresh_from_db()
    assert (event.state, event.tries, event.error) == ("done", 1, "")
    assert event.claimed_until is None
    assert work(shop_books) is None


def test_a_forged_event_changes_nothing(shop: Shop) -> None:
    bill = shop.bill()
    shop_books = ShopBooks.of(shop, bill)
    attempt = shop.open(bill)
    data = shop.buy(attempt)
    for status in ("DONE", "CANCELED", "ABORTED", "EXPIRED"):
        accept(payment(attempt.order_id, status))
        result = work(shop_books)
        assert result is not None
        assert result.end is SyncStatus.WAITING
    assert queries.all_attempts().get().status == AttemptStatus.OPEN
    assert shop.confirms() == []
    shop.resume(bill, data)
    assert queries.all_attempts().get().status == AttemptStatus.APPROVED


def test_a_redelivery_is_the_same_event(shop: Shop, shop_books: ShopBooks) -> None:
    first = accept(payment("strangers-order"))
    assert accept(payment("strangers-order")).pk == first.pk
    assert work(shop_books) is not None
    assert accept(payment("strangers-order")).state == "done"
    assert work(shop_books) is None


def test_a_redelivery_makes_an_event_due_that_is_not_done(
    shop: Shop, shop_books: ShopBooks
) -> None:
    unknown = payment(shop.open(shop.bill()).order_id)
    accept(unknown)
    work(shop_books)
    assert work(shop_books) is None
    event = accept(unknown)
    assert event.due_at is not None
    assert event.due_at <= now()
    inbox.park(event)
    assert accept(unknown).state == "waiting"
    assert work(shop_books) is not None


def test_a_payment_of_ours_without_a_row_is_told_and_left_alone(
    shop: Shop, shop_books: ShopBooks, caplog: pytest.LogCaptureFixture
) -> None:
    """The database has gone back in time: nothing is made anew from an order id (M4)."""
    bill = shop.bill()
    attempt = shop.open(bill)
    shop.die_after(bill, shop.buy(attempt))
    attempt.delete()
    shop.sandbox.clear_requests()
    accept(payment(attempt.order_id))
    result = work(shop_books)
    assert result is not None
    assert result.end is SyncStatus.SETTLED
    assert attempt.order_id in caplog.text
    assert (shop.held(), shop.sandbox.requests()) == (15000, [])
    assert not queries.all_attempts().exists()


def test_what_cannot_be_read_is_tried_on_tosss_schedule_then_parked(
    shop: Shop, shop_books: ShopBooks, time: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs: list[watch.Sign] = []
    monkeypatch.setattr(watch, "listeners", [signs.append])
    event = accept(payment(shop.open(shop.bill()).order_id))
    shop.sandbox.fault("payment_by_order_id", "http_500", times=None)
    waits = []
    while True:
        assert work(shop_books) is not None
        event.refresh_from_db()
        if event.due_at is None:
            break
        waits.append(round((event.due_at - now()) / datetime.timedelta(minutes=1)))
        time.advance((event.due_at - now()).total_seconds() + 1)
    assert waits == [1, 4, 16, 64, 256, 1024, 4096]
    assert event.state == "parked"
    assert "could not be asked" in event.error
    assert list(inbox.parked()) == [event]
    [sign] = [sign for sign in signs if isinstance(sign, watch.PersonNeeded)]
    assert (sign.code, sign.about) == ("events_parked", f"event {event.pk}")
    assert inbox.replay(event, shop_books, Deadline.after(6)) is not None
    event.refresh_from_db()
    # As old as it is, it goes back to where a person sees it.
    assert event.state == "parked"


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (payment("strangers-order"), "not a payment of this shop"),
        (payment(None), "names no order id"),
        (payment(7), "names no order id"),
        ({"eventType": "BILLING_DELETED", "data": {}}, "no concern"),
        ({"eventType": "payout.changed", "entityBody": {"amount": 3.5}}, "no concern"),
        ({"secret": "s", "orderId": "x", "status": "DONE"}, "no concern"),
        (about_customer("nobody", "REMOVED"), "not a customer"),
        (about_customer(["x"], "REMOVED"), "not a customer"),
        (about_customer("가", "ENABLED", "METHOD_UPDATED"), "not a customer"),
    ],
)
def test_what_is_not_ours_is_done_at_once(
    shop: Shop, shop_books: ShopBooks, event: Any, said: str
) -> None:
    kept = accept(event)
    work(shop_books)
    kept.refresh_from_db()
    assert kept.state == "done"
    assert said in kept.outcome


@pytest.mark.parametrize("status", ["ENABLED", "ENABLE", "DISABLED", "ALIAS_UPDATED"])
def test_a_changed_method_makes_the_kept_list_stale(
    shop: Shop, shop_books: ShopBooks, status: str
) -> None:
    customer = customers.of_user(shop.merchant(), shop.user().pk)
    accept(about_customer(customer.customer_key, status, "METHOD_UPDATED"))
    work(shop_books)
    assert Customer.objects.get().methods_changed_at is not None


def registered(shop: Shop) -> Customer:
    """A customer whom Toss knows, with the tokens that it gave."""
    customer = customers.of_user(shop.merchant(), shop.user().pk)
    code = code_of(shop, customer.customer_key)
    assert token_exchange.exchange(customer.customer_key, code, Deadline.after(5)) is Exchange.DONE
    customer.refresh_from_db()
    return customer


def test_a_withdrawal_that_toss_confirms_erases_the_tokens(
    shop: Shop, shop_books: ShopBooks
) -> None:
    customer = registered(shop)
    shop.sandbox.manage("withdraw", customer_key=customer.customer_key)
    accept(about_customer(customer.customer_key, "REMOVED"))
    work(shop_books)
    customer.refresh_from_db()
    assert (customer.access_token, customer.refresh_token) == ("", "")
    assert customer.withdrawn_at is not None


def test_a_forged_withdrawal_erases_nothing(shop: Shop, shop_books: ShopBooks) -> None:
    customer = registered(shop)
    event = accept(about_customer(customer.customer_key, "REMOVED"))
    work(shop_books)
    customer.refresh_from_db()
    assert customer.access_token
    assert customer.withdrawn_at is None
    event.refresh_from_db()
    assert "still knows" in event.outcome


def test_a_withdrawal_waits_for_toss(shop: Shop, shop_books: ShopBooks) -> None:
    customer = registered(shop)
    accept(about_customer(customer.customer_key, "REMOVED"))
    shop.sandbox.fault("methods", "http_500", times=None)
    result = work(shop_books)
    assert result is not None
    assert result.end is SyncStatus.WAITING
    customer.refresh_from_db()
    assert customer.access_token


def test_a_withdrawal_under_another_key_is_left_to_who_has_it(
    other_keys: Callable[[], None], shop: Shop, shop_books: ShopBooks
) -> None:
    customer = registered(shop)
    other_keys()
    accept(about_customer(customer.customer_key, "REMOVED"))
    result = work(shop_books)
    assert result is not None
    assert result.end is SyncStatus.ELSEWHERE


@pytest.mark.parametrize(
    "status", ["CREATED", "PASSWORD_CHANGED", "ONE_TOUCH_ACTIVATED", "ONE_TOUCH_DEACTIVATED"]
)
def test_other_changes_of_a_customer_need_nothing(
    shop: Shop, shop_books: ShopBooks, status: str
) -> None:
    customer = customers.of_user(shop.merchant(), shop.user().pk)
    accept(about_customer(customer.customer_key, status))
    result = work(shop_books)
    assert result is not None
    assert result.end is SyncStatus.SETTLED


def test_a_withdrawn_customer_without_tokens(shop: Shop, shop_books: ShopBooks) -> None:
    customer = customers.of_user(shop.merchant(), shop.user().pk)
    accept(about_customer(customer.customer_key, "REMOVED"))
    work(shop_books)
    customer.refresh_from_db()
    assert customer.methods_changed_at is not None


@pytest.mark.parametrize("left", [True, False])
def test_an_expired_token_is_refreshed_to_find_out(
    shop: Shop, shop_books: ShopBooks, time: MovingClock, left: bool
) -> None:
    customer = registered(shop)
    time.advance(31 * 24 * 3600)
    if left:
        shop.sandbox.manage("withdraw", customer_key=customer.customer_key)
    accept(about_customer(customer.customer_key, "REMOVED"))
    result = work(shop_books)
    assert result is not None
    assert result.end is SyncStatus.SETTLED
    customer.refresh_from_db()
    assert (customer.access_token == "", customer.withdrawn_at is not None) == (left, left)


def test_a_guest_has_nothing_to_withdraw(shop: Shop, shop_books: ShopBooks) -> None:
    guest = customers.guest(shop.merchant())
    shop.sandbox.clear_requests()
    accept(about_customer(guest.customer_key, "REMOVED"))
    result = work(shop_books)
    assert result is not None
    assert result.end is SyncStatus.SETTLED
    assert shop.sandbox.requests() == []


def test_an_event_under_a_lost_key_is_not_lost(
    shop: Shop, shop_books: ShopBooks, settings: Any
) -> None:
    settings.BRANDPAY_ENCRYPTION_KEYS = Fernet.generate_key().decode()
    event = accept(payment("x"))
    settings.BRANDPAY_ENCRYPTION_KEYS = Fernet.generate_key().decode()
    Event.objects.update(tries=4)
    result = work(shop_books)
    assert result is not None
    assert result.end is SyncStatus.ELSEWHERE
    event.refresh_from_db()
    assert event.state == "waiting"
    assert event.tries == 4, "a look that decided nothing is no try"
    assert event.due_at is not None
    assert event.due_at - now() <= datetime.timedelta(minutes=1)
    assert "encryption key" in event.error


def test_a_fault_of_ours_is_tried_again(
    shop: Shop, shop_books: ShopBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> SyncResult:
        raise RuntimeError("a defect")

    monkeypatch.setattr("saleor_brandpay.core.webhooks.handlers.handle", broken)
    event = accept(payment("x"))
    work(shop_books)
    event.refresh_from_db()
    assert event.state == "waiting"
    assert "RuntimeError" in event.error


def test_an_event_that_somebody_works_on_is_left_alone(shop: Shop, shop_books: ShopBooks) -> None:
    event = accept(payment("x"))
    leases.take(Event.objects.filter(pk=event.pk))
    assert work(shop_books) is None


def test_an_attempt_in_other_hands_is_tried_in_a_minute(shop: Shop) -> None:
    bill = shop.bill()
    shop_books = ShopBooks.of(shop, bill)
    attempt = shop.open(bill)
    leases.take(queries.all_attempts().filter(pk=attempt.pk))
    event = accept(payment(attempt.order_id))
    Event.objects.update(tries=4)
    work(shop_books)
    event.refresh_from_db()
    assert event.due_at is not None
    assert event.due_at - now() <= datetime.timedelta(minutes=1)


def test_a_body_is_shown_as_it_came(shop: Shop) -> None:
    assert str(accept(payment("x"))).startswith("event ")
    assert Secret("x").reveal() == "x"
