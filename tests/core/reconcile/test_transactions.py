"""Reconciling what was paid by Saleor's Transactions API, alone and beside its elder."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from brandpay_sandbox.testing import RunningSandbox
from saleor_brandpay.clock import now
from saleor_brandpay.core.reconcile.report import as_html, as_json, as_text, explanations
from saleor_brandpay.core.shop_records import Booked
from saleor_brandpay.core.sync.result import SyncStatus
from saleor_brandpay.core.sync.unsent_requests import NEVER_SENT
from saleor_brandpay.models import Attempt
from tests.core.reconcile.reconciling import Reconciler, ShopRecords, found
from tests.core.shop import Bill, MovingClock, Shop
from tests.core.shop_books import ShopBooks

AFTER = 120

Charge = Callable[[], tuple[Bill, Attempt]]


@pytest.fixture(params=["a row each", "one row"], autouse=True)
def _reading(request: Any, sandbox: RunningSandbox) -> None:
    sandbox.settings(cancelRows=request.param == "a row each")


@pytest.fixture
def reconcile(shop: Shop) -> Reconciler:
    return Reconciler(shop, ShopRecords(shop))


@pytest.fixture
def charge(reconcile: Reconciler, shop: Shop) -> Charge:
    """A transaction that is charged and waits on its checkout."""

    def make() -> tuple[Bill, Attempt]:
        bill = shop.bill(pk=uuid.uuid4())
        attempt = shop.paid(bill)
        reconcile.records.checkouts.add(bill.reference)
        return bill, attempt

    return make


def console(reconcile: Reconciler, bill: Bill, attempt: Attempt, won: int, *, booked: bool) -> None:
    made = reconcile.shop.sandbox.console_cancel(attempt.payment_key, amount=won)
    if booked:
        reconcile.book(bill, attempt, made)


def test_both_apis_agree_in_one_run(
    reconcile: Reconciler, charge: Charge, time: MovingClock, shop: Shop
) -> None:
    reconcile.refunded(4000)
    console(reconcile, *charge(), 5000, booked=True)
    charge()
    ordered, _ = charge()
    shop.books.ordered.add(ordered.pk)
    time.advance(AFTER)
    report = reconcile()
    assert found(report) == []
    assert (report.totals["approved"], report.totals["shop_captured"]) == (4, 4)
    assert report.totals["refunded_won"] == report.totals["shop_refunded_won"] == 9000


def test_plain_charge_costs_no_reading(
    reconcile: Reconciler, charge: Charge, time: MovingClock
) -> None:
    charge()
    time.advance(AFTER)
    assert reconcile().totals["reads"] == 0


def test_charge_booked_nowhere(reconcile: Reconciler, time: MovingClock, shop: Shop) -> None:
    bill = shop.bill(pk=uuid.uuid4())
    attempt = shop.open(bill)
    shop.die_after(bill, shop.buy(attempt))
    time.advance(AFTER)
    (finding,) = reconcile().findings()
    assert (finding.kind, finding.reason) == ("paid_without_order", "not_booked")
    assert (finding.attempt_pk, finding.reference) == (attempt.pk, bill.reference)
    assert finding.payment_pk is None


def test_console_refund_and_one_that_was_never_made(
    reconcile: Reconciler, charge: Charge, time: MovingClock, sandbox: RunningSandbox
) -> None:
    console(reconcile, *charge(), 5000, booked=False)
    time.advance(AFTER)
    assert found(reconcile()) == [("refund_only_there", "console")]
    sandbox.reset()
    assert found(reconcile()) == [("order_without_payment", "not_at_toss")]


def test_charge_whose_checkout_is_gone(
    reconcile: Reconciler, charge: Charge, time: MovingClock
) -> None:
    bill, attempt = charge()
    reconcile.records.checkouts.clear()
    time.advance(AFTER)
    assert found(reconcile()) == [("paid_without_order", "nowhere")]

    def give_back(attempt_pk: int) -> None:
        assert attempt_pk == attempt.pk
        console(reconcile, bill, attempt, 15000, booked=True)

    assert found(reconcile.heal(give_back)) == []
    assert found(reconcile(heal=True)) == []


def test_request_that_was_never_sent(
    reconcile: Reconciler, charge: Charge, time: MovingClock
) -> None:
    bill, _ = charge()
    time.advance(AFTER)
    asked = Booked(token="31", amount=4000, at=now())
    reconcile.records.requests[bill.reference] = [asked]
    time.advance(AFTER)
    report = reconcile()
    assert found(report) == [("still_unknown", "request")]
    (finding,) = report.findings()
    assert "4,000" in explanations.what(finding).en
    assert finding.reference == bill.reference
    assert report.totals["shop_refunded"] == 0
    assert found(reconcile.heal(lambda _: reconcile.records.requests.clear())) == []


def test_reports_name_the_transaction(
    reconcile: Reconciler, charge: Charge, time: MovingClock
) -> None:
    bill, _ = charge()
    reconcile.records.checkouts.clear()
    time.advance(AFTER)
    report = reconcile()
    told = "".join(as_json.pieces(report))
    assert f'"saleor_transaction": "{bill.pk}"' in told
    assert '"saleor_payment": null' in told
    assert str(bill.reference) in "\n".join(as_text.lines(report))
    assert str(bill.reference) in as_html.page(report)


# A worker and the requests that nobody sent.


def test_worker_answers_a_request_once_it_is_old(
    shop: Shop, charge: Charge, time: MovingClock
) -> None:
    bill, attempt = charge()
    shop_books = ShopBooks.of(shop, bill)
    shop_books.unsent[bill.reference] = [now()]
    first = shop_books.sync(attempt, trusting=True)
    assert first.end is SyncStatus.WAITING
    assert shop_books.refused == []
    time.advance(NEVER_SENT.total_seconds())
    for _ in range(2):
        assert shop_books.sync(attempt, trusting=True).end is SyncStatus.SETTLED
    assert shop_books.refused == [(bill.reference, "NOT_SENT")]
    assert shop.held() == 15000


def test_young_request_keeps_nothing_else_from_being_done(
    shop: Shop, charge: Charge, sandbox: RunningSandbox
) -> None:
    bill, attempt = charge()
    shop_books = ShopBooks.of(shop, bill)
    shop_books.unsent[bill.reference] = [now()]
    sandbox.console_cancel(attempt.payment_key, amount=5000)
    assert shop_books.sync(attempt).end is SyncStatus.WAITING
    assert [cancel.amount for cancel in shop_books.refunds[bill.reference]] == [5000]
