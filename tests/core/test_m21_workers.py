"""M21: no row waits longer for a Toss that hangs, and one sweep works at a time."""

from __future__ import annotations

import datetime
import json

import pytest
from django.core.cache import cache

from saleor_brandpay import sweeping
from saleor_brandpay.api.asking import piece_of_work, worker
from saleor_brandpay.clock import now
from saleor_brandpay.core.attempts import schedule
from saleor_brandpay.core.sync.result import SyncStatus
from saleor_brandpay.core.sync.sync_attempt import sync_attempt
from saleor_brandpay.core.webhooks import inbox
from saleor_brandpay.models import Attempt, Event
from tests.core.hanging import GATE, answer, hang
from tests.core.shop import Shop
from tests.core.shop_books import ShopBooks
from tests.core.sync.scenes import fresh, lost_answer
from tests.core.wallet.wallets import member, soon


def test_row_that_was_not_looked_at_stays_due(shop: Shop) -> None:
    bill = shop.bill()
    attempt, shop_books = lost_answer(shop, bill), ShopBooks.of(shop, bill)
    Attempt.objects.update(due_at=now(), looks=3)
    before = fresh(attempt)
    hang()
    with worker(), piece_of_work():
        result = sync_attempt(attempt.pk, shop_books, soon())
    after = fresh(attempt)
    assert result.end is SyncStatus.BUSY
    assert (after.due_at, after.looks, after.claimed_until) == (before.due_at, 3, None)
    assert list(schedule.due()) == [attempt]
    answer()
    with worker(), piece_of_work():
        assert sync_attempt(attempt.pk, shop_books, soon()).end is SyncStatus.SETTLED


def test_worker_gives_up_within_two_of_its_deadlines() -> None:
    with worker():
        for _ in range(2):
            assert not GATE.refuses
            with GATE.passing("/v1/payments/x") as passage:
                passage.hung = True
    assert GATE.refuses


def test_second_sweep_beside_a_slow_one_does_nothing() -> None:
    with sweeping.alone() as first:
        assert first is not None
        first()
        with sweeping.alone() as second:
            assert second is None
        with sweeping.alone() as third:
            assert third is None
    with sweeping.alone() as next_one:
        assert next_one is not None


def test_sweep_whose_mark_another_one_has_taken_leaves_it() -> None:
    """It was slower than its mark lasts."""
    with sweeping.alone():
        cache.set(sweeping._NAME, "another's")
    assert cache.get(sweeping._NAME) == "another's"


def test_without_a_cache_a_sweep_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "cache", None)
    with sweeping.alone() as go_on:
        assert go_on is not None
        go_on()


@pytest.mark.parametrize("of", ["payment", "customer"])
def test_webhook_that_was_not_read_back_is_no_try(shop: Shop, of: str) -> None:
    bill = shop.bill()
    order_id = lost_answer(shop, bill).order_id
    if of == "payment":
        event = {"eventType": "PAYMENT_STATUS_CHANGED", "data": {"orderId": order_id}}
    else:
        data = {"customerKey": member(shop).customer_key, "status": "REMOVED"}
        event = {"eventType": "CUSTOMER_STATUS_CHANGED", "data": data}
    inbox.accept(1, {}, json.dumps(event).encode())
    hang()
    with worker(), piece_of_work():
        result = inbox.process(inbox.due(), ShopBooks.of(shop, bill), soon())
    assert result is not None
    assert result.end is SyncStatus.BUSY
    kept = Event.objects.get()
    assert (kept.tries, kept.done_at) == (0, None)
    assert kept.due_at is not None
    assert kept.due_at <= now() + datetime.timedelta(minutes=1)
