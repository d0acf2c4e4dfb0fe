"""What is erased of people, and what stays of money (M23)."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest

from saleor_brandpay.clock import now
from saleor_brandpay.core.attempts import states
from saleor_brandpay.core.confirm.context import ShowWindow
from saleor_brandpay.core.confirm.storefront_data import StorefrontData
from saleor_brandpay.core.retention import nightly, people
from saleor_brandpay.core.wallet import deleted_users
from saleor_brandpay.core.webhooks import inbox
from saleor_brandpay.models import Attempt, AttemptStatus, Customer, Event, Refund
from tests.core.shop import Bill, MovingClock, Shop

DAYS = 24 * 3600
PHONE = "01012345678"
OPTIONS = {
    "transfer": {
        "cashReceipt": {
            "type": "소득공제",
            "registrationNumber": PHONE,
            "registrationNumberType": "MOBILE",
        }
    }
}
MONEY = ("order_id", "amount", "balance", "payment_key", "approved_at", "method", "status")


def settle(*attempts: Attempt) -> None:
    """As a worker leaves them when nothing is left to do."""
    Attempt.objects.filter(pk__in=[one.pk for one in attempts]).update(due_at=None)


def named(shop: Shop, bill: Bill | None = None) -> Attempt:
    """A window that knows its buyer's name."""
    receipt = {
        "type": "소득공제",
        "registrationNumber": PHONE,
        "registrationNumberType": "MOBILE",
    }
    options = {"transfer": {"cashReceipt": receipt}}
    wished = StorefrontData(return_url="https://shop.example/back", options=options)
    outcome = shop.start(bill or shop.bill(), wished)
    assert isinstance(outcome, ShowWindow)
    attempt = outcome.attempt
    named_ones = {"customerName": "홍길동", "customerEmail": "hong@example.com"}
    attempt.payment_fields |= OPTIONS | named_ones
    Attempt.objects.filter(pk=attempt.pk).update(payment_fields=attempt.payment_fields)
    return attempt


def paid(shop: Shop, bill: Bill | None = None) -> Attempt:
    bill = bill or shop.bill()
    attempt = named(shop, bill)
    shop.resume(bill, shop.buy(attempt))
    settle(attempt)
    return Attempt.objects.get(pk=attempt.pk)


def abandoned(shop: Shop, bill: Bill | None = None) -> Attempt:
    attempt = named(shop, bill)
    states.to_closed(attempt, "EXPIRED")
    settle(attempt)
    return attempt


def event_of(name: str, text: str = "orderId") -> Event:
    body = f'{{"eventType": "PAYMENT_STATUS_CHANGED", "data": {{"{text}": "{name}"}}}}'
    fingerprint = inbox.accept(1, {}, body.encode())
    event = Event.objects.get(fingerprint=fingerprint)
    Event.objects.filter(pk=event.pk).update(done_at=now())
    return event


def is_forgotten(attempt: Attempt) -> bool:
    row = Attempt.objects.get(pk=attempt.pk)
    return (row.payment_fields, row.storefront_data, row.erased_at is None) == ({}, {}, False)


def money(attempt: Attempt) -> dict[str, Any]:
    return Attempt.objects.filter(pk=attempt.pk).values(*MONEY).get()


def test_people_go_after_the_period_and_money_stays(shop: Shop, time: MovingClock) -> None:
    attempt = paid(shop)
    before = money(attempt)
    time.advance(89 * DAYS)
    assert not nightly.run()
    assert not is_forgotten(attempt)
    time.advance(2 * DAYS)
    assert nightly.run().erased == 1
    assert is_forgotten(attempt)
    assert money(attempt) == before
    assert not nightly.run()


def test_a_guests_key_goes_with_it(shop: Shop, time: MovingClock) -> None:
    attempt = paid(shop)
    key = attempt.customer_id
    time.advance(91 * DAYS)
    nightly.run()
    assert not Customer.objects.filter(pk=key).exists()
    assert Attempt.objects.get(pk=attempt.pk).customer is None


def test_a_buyers_own_key_stays(shop: Shop, time: MovingClock) -> None:
    user = shop.user()
    attempt = paid(shop, shop.bill(user=user))
    time.advance(91 * DAYS)
    nightly.run()
    assert is_forgotten(attempt)
    assert Customer.objects.get().user_pk == user.pk


def test_abandoned_windows_and_their_guests_are_deleted(shop: Shop, time: MovingClock) -> None:
    kept = paid(shop)
    abandoned(shop)
    time.advance(91 * DAYS)
    figures = nightly.run()
    assert (figures.abandoned, figures.erased) == (1, 1)
    assert Attempt.objects.get().pk == kept.pk
    assert Customer.objects.count() == 0


@pytest.mark.parametrize(
    "state",
    [
        {"status": "open"},
        {"status": "unknown"},
        {"status": "superseded"},
        {"status": "refunding", "payment_key": "k"},
        {"status": "approved", "payment_key": "k", "due_at": datetime.datetime.now(datetime.UTC)},
        {"status": "approved", "payment_key": "k", "refund_awaited_at": "2026-01-01T00:00:00Z"},
    ],
)
def test_what_has_not_ended_stays(shop: Shop, time: MovingClock, state: dict[str, Any]) -> None:
    attempt = named(shop)
    Attempt.objects.filter(pk=attempt.pk).update(**({"due_at": None} | state))
    time.advance(10 * 365 * DAYS)
    assert not nightly.run()
    assert not is_forgotten(attempt)


@pytest.mark.parametrize(
    "trace",
    [
        {"approved_at": "2026-01-01T00:00:00Z"},
        {"confirm_sent_at": "2026-01-01T00:00:00Z"},
        {"payment_key": "tgen_1"},
        {"failure_code": "CANCELED"},
    ],
)
def test_closed_with_a_trace_of_money_is_kept(
    shop: Shop, time: MovingClock, trace: dict[str, Any]
) -> None:
    attempt = abandoned(shop)
    Attempt.objects.filter(pk=attempt.pk).update(**trace)
    time.advance(91 * DAYS)
    figures = nightly.run()
    assert (figures.abandoned, figures.erased) == (0, 1)
    assert is_forgotten(attempt)


def test_closed_with_a_refund_is_kept(shop: Shop, time: MovingClock) -> None:
    attempt = abandoned(shop)
    Refund.objects.create(
        attempt=attempt,
        number=0,
        operation="x",
        amount=1,
        expected_balance=1,
        status="refused",
        created_at=now(),
    )
    time.advance(91 * DAYS)
    assert nightly.count().abandoned == 0
    assert nightly.run().abandoned == 0


def test_what_staff_typed_for_a_refund_goes_too(shop: Shop, time: MovingClock) -> None:
    attempt = shop.paid(shop.bill())
    row = shop.refund(attempt, 1000).refund
    Refund.objects.filter(pk=row.pk).update(reason="홍길동 요청")
    settle(attempt)
    time.advance(91 * DAYS)
    nightly.run()
    row.refresh_from_db()
    assert (row.reason, row.amount) == ("", 1000)


def test_what_staff_typed_after_the_erasure_goes_in_its_time(shop: Shop, time: MovingClock) -> None:
    attempt = shop.paid(shop.bill())
    settle(attempt)
    time.advance(91 * DAYS)
    nightly.run()
    row = shop.refund(Attempt.objects.get(pk=attempt.pk), 1000).refund
    Refund.objects.filter(pk=row.pk).update(reason="홍길동 요청")
    nightly.run()
    row.refresh_from_db()
    assert row.reason
    time.advance(91 * DAYS)
    nightly.run()
    row.refresh_from_db()
    assert (row.reason, row.amount) == ("", 1000)


def test_what_staff_typed_for_a_deleted_user_goes_at_once(shop: Shop) -> None:
    user = shop.user()
    attempt = paid(shop, shop.bill(user=user))
    Customer.objects.filter(user_pk=user.pk).update(user_deleted_at=now())
    assert people.erase_deleted() == 1
    row = shop.refund(Attempt.objects.get(pk=attempt.pk), 1000).refund
    Refund.objects.filter(pk=row.pk).update(reason="홍길동 요청")
    people.erase_deleted()
    row.refresh_from_db()
    assert (row.reason, row.amount) == ("", 1000)


def test_reasons_go_in_batches_and_a_dry_run_counts_them(
    shop: Shop, time: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people.forget_reasons, "__defaults__", (2,))
    attempt = shop.paid(shop.bill())
    settle(attempt)
    time.advance(91 * DAYS)
    nightly.run()
    for number in range(3):
        shop.refund(
            Attempt.objects.get(pk=attempt.pk), 1000, number=number, balance=15000 - number * 1000
        )
        time.advance(61)
    Refund.objects.update(reason="홍길동 요청")
    time.advance(91 * DAYS)
    assert nightly.count().reasons == 3
    told: list[int] = []
    assert nightly.run(lambda so_far: told.append(so_far.reasons)).reasons == 3
    assert told == [2, 3]
    assert not Refund.objects.exclude(reason="").exists()


@pytest.mark.parametrize(("days", "kept"), [(15.5, True), (16.5, False)])
def test_reason_stays_while_its_key_may_be_sent_again(
    shop: Shop, time: MovingClock, *, days: float, kept: bool
) -> None:
    """Toss wants the same body with a key that it knows, for fifteen days (M3)."""
    attempt = shop.paid(shop.bill())
    row = shop.refund(attempt, 1000).refund
    rows = Refund.objects.filter(pk=row.pk)
    rows.update(reason="홍길동 요청", status="refused", code="NOT_MADE")
    time.advance(days * DAYS)
    people.forget_reasons(rows)
    row.refresh_from_db()
    assert bool(row.reason) is kept


def test_ended_of_late_stays_though_opened_long_ago(shop: Shop, time: MovingClock) -> None:
    attempt = named(shop)
    time.advance(200 * DAYS)
    states.to_closed(attempt, "EXPIRED")
    settle(attempt)
    assert not nightly.run()
    time.advance(91 * DAYS)
    assert nightly.run().abandoned == 1


def test_webhooks_go_and_those_that_wait_stay(shop: Shop, time: MovingClock) -> None:
    done, parked, waiting = (event_of(name) for name in ("a", "b", "c"))
    Event.objects.filter(pk=parked.pk).update(done_at=None, due_at=None)
    Event.objects.filter(pk=waiting.pk).update(done_at=None)
    time.advance(91 * DAYS)
    young = event_of("d")
    assert nightly.count().events == nightly.run().events == 2
    assert {event.pk for event in Event.objects.all()} == {waiting.pk, young.pk}
    assert done.about


def test_dry_run_says_what_the_run_does(shop: Shop, time: MovingClock) -> None:
    user = shop.user()
    paid(shop, shop.bill(user=user))
    paid(shop)
    abandoned(shop)
    event_of("a")
    time.advance(91 * DAYS)
    paid(shop)
    would = nightly.count()
    assert Attempt.objects.filter(erased_at__isnull=False).count() == 0
    assert would == nightly.run()
    assert (would.abandoned, would.erased, would.events) == (1, 2, 1)


def test_many_batches_and_a_row_that_somebody_holds(
    shop: Shop, time: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "BATCH", 2)
    monkeypatch.setattr(people.erase, "__defaults__", (2,))
    monkeypatch.setattr(people.delete_abandoned, "__defaults__", (2,))
    for _ in range(5):
        paid(shop)
        abandoned(shop)
    time.advance(91 * DAYS)
    told: list[int] = []
    figures = nightly.run(lambda so_far: told.append(so_far.abandoned + so_far.erased))
    assert (figures.abandoned, figures.erased, figures.finished) == (5, 5, True)
    assert told == [2, 4, 5, 7, 9, 10]


def test_out_of_time_leaves_the_rest(
    shop: Shop, time: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people.erase, "__defaults__", (1,))
    for _ in range(2):
        paid(shop)
    time.advance(91 * DAYS)
    assert nightly.run(minutes=0.0).finished is False
    assert nightly.run().erased == 1


# A deleted user.


def delete(attempt: Attempt) -> None:
    assert attempt.customer_id
    deleted_users.gone([attempt.customer_id])
    people.erase_deleted()


def test_a_deleted_user_is_erased_at_once(shop: Shop, time: MovingClock) -> None:
    attempt = paid(shop, shop.bill(user=shop.user()))
    before = money(attempt)
    stays = paid(shop, shop.bill(user=shop.user()))
    events = event_of(attempt.order_id), event_of(attempt.customer.customer_key, "customerKey")
    other = event_of(stays.order_id)
    delete(attempt)
    assert is_forgotten(attempt)
    assert money(attempt) == before
    assert not is_forgotten(stays)
    assert not Event.objects.filter(pk__in=[event.pk for event in events]).exists()
    assert Event.objects.get().pk == other.pk


def test_names_of_a_window_that_is_open_go_at_once_and_the_rest_later(
    shop: Shop, time: MovingClock
) -> None:
    attempt = named(shop, shop.bill(user=shop.user()))
    delete(attempt)
    row = Attempt.objects.get(pk=attempt.pk)
    assert not set(row.payment_fields) & set(people.OF_PEOPLE)
    assert row.payment_fields["orderName"] == "Mug"
    assert row.storefront_data["returnUrl"]
    assert PHONE not in json.dumps([row.payment_fields, row.storefront_data])
    # A hook that read the row before writes what it knows: not what was erased.
    states.to_closed(attempt, "EXPIRED")
    row.refresh_from_db()
    assert row.status == AttemptStatus.CLOSED
    assert not set(row.payment_fields) & set(people.OF_PEOPLE)
    time.advance(3600)
    people.erase_deleted()
    assert is_forgotten(attempt)


def test_many_at_once_are_shared_out_among_sweeps(
    shop: Shop, time: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people.erase, "__defaults__", (1,))
    monkeypatch.setattr(people, "BATCHES", 2)
    user = shop.user()
    attempts = [paid(shop, shop.bill(user=user)) for _ in range(3)]
    delete(attempts[0])
    assert sum(map(is_forgotten, attempts)) == 2
    people.erase_deleted()
    assert all(map(is_forgotten, attempts))


def test_the_key_of_a_deleted_user_goes_once_toss_has_forgotten_it(
    shop: Shop, time: MovingClock
) -> None:
    attempt = paid(shop, shop.bill(user=shop.user()))
    delete(attempt)
    time.advance(91 * DAYS)
    assert nightly.run().users == 0, "it is not withdrawn so far"
    Customer.objects.update(withdrawn_at=now())
    time.advance(91 * DAYS)
    assert nightly.count().users == nightly.run().users == 1
    assert Attempt.objects.get(pk=attempt.pk).customer is None


def test_abandoned_windows_of_a_deleted_user_are_deleted_after_the_period(
    shop: Shop, time: MovingClock
) -> None:
    attempt = abandoned(shop, shop.bill(user=shop.user()))
    delete(attempt)
    assert is_forgotten(attempt)
    time.advance(91 * DAYS)
    assert nightly.count().abandoned == nightly.run().abandoned == 1


# The setting.


@pytest.mark.parametrize("days", ["0", "-1", "6", "ninety", "90.5", "nan", "1e3", "36501", "inf"])
def test_nothing_is_erased_by_a_setting_that_is_wrong(
    shop: Shop, time: MovingClock, settings: Any, days: str
) -> None:
    attempt = paid(shop)
    time.advance(400 * DAYS)
    settings.BRANDPAY_RETENTION_DAYS = days
    for call in (nightly.run, nightly.count):
        with pytest.raises(ValueError, match=r".+"):
            call()
    assert not is_forgotten(attempt)


def test_another_period(shop: Shop, time: MovingClock, settings: Any) -> None:
    settings.BRANDPAY_RETENTION_DAYS = 7
    attempt = paid(shop)
    time.advance(8 * DAYS)
    assert nightly.run().erased == 1
    assert is_forgotten(attempt)
