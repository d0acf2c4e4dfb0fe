"""Reconciling what was paid by Saleor's Transactions API, alone and beside its elder."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from brandpay_sandbox.testing import RunningSandbox
from saleor_brandpay.clock import now
from saleor_brandpay.core.followed import End
from saleor_brandpay.core.reconciling import as_html, as_json, as_text, explaining
from saleor_brandpay.core.reconciling.ledger import Booked
from saleor_brandpay.core.unsent import NEVER_SENT
from saleor_brandpay.models import Attempt

from .back_office import BackOffice
from .reconciling import Ledger, Reconciler, found
from .shop import Bill, MovingClock, Shop

AFTER = 120

Charge = Callable[[], tuple[Bill, Attempt]]


@pytest.fixture(params=["a row each", "one row"], autouse=True)
def _reading(request: Any, sandbox: RunningSandbox) -> None:
    sandbox.settings(cancelRows=request.param == "a row each")


@pytest.fixture
def reconcile(shop: Shop) -> Reconciler:
    return Reconciler(shop, Ledger(shop))


@pytest.fixture
def charge(reconcile: Reconciler, shop: Shop) -> Charge:
    """A transaction that is charged and waits on its checkout."""

    def make() -> tuple[Bill, Attempt]:
        bill = shop.bill(pk=uuid.uuid4())
        attempt = shop.paid(bill)
        reconcile.ledger.checkouts.add(bill.pk)
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
    assert (finding.attempt_pk, finding.transaction_token) == (attempt.pk, bill.pk)
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
    reconcile.ledger.checkouts.clear()
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
    reconcile.ledger.requests[bill.pk] = [asked]
    time.advance(AFTER)
    report = reconcile()
    assert found(report) == [("still_unknown", "request")]
    (finding,) = report.findings()
    assert "4,000" in explaining.what(finding).en
    assert finding.transaction_token == bill.pk
    assert report.totals["shop_refunded"] == 0
    assert found(reconcile.heal(lambda _: reconcile.ledger.requests.clear())) == []


def test_reports_name_the_transaction(
    reconcile: Reconciler, charge: Charge, time: MovingClock
) -> None:
    bill, _ = charge()
    reconcile.ledger.checkouts.clear()
    time.advance(AFTER)
    report = reconcile()
    told = "".join(as_json.pieces(report))
    assert f'"saleor_transaction": "{bill.pk}"' in told
    assert '"saleor_payment": null' in told
    assert f"transaction {bill.pk}" in "\n".join(as_text.lines(report))
    assert f"transaction {bill.pk}" in as_html.page(report)


def test_lost_record_names_the_transaction(
    reconcile: Reconciler, time: MovingClock, shop: Shop
) -> None:
    bill = shop.bill(pk=uuid.uuid4())
    shop.die_after(bill, shop.buy(shop.open(bill)))
    Attempt.objects.all().delete()
    time.advance(AFTER)
    (finding,) = reconcile().findings()
    assert str(bill.pk) in explaining.next_step(finding, heal=True).en


# A worker and the requests that nobody sent.


def test_worker_answers_a_request_once_it_is_old(
    shop: Shop, charge: Charge, time: MovingClock
) -> None:
    bill, attempt = charge()
    office = BackOffice.of(shop, bill)
    office.unsent[bill.pk] = [now()]
    first = office.follow(attempt, trusting=True)
    assert first.end is End.WAITING
    assert office.refused == []
    time.advance(NEVER_SENT.total_seconds())
    for _ in range(2):
        assert office.follow(attempt, trusting=True).end is End.SETTLED
    assert office.refused == [(bill.pk, "NOT_SENT")]
    assert shop.held() == 15000


def test_young_request_keeps_nothing_else_from_being_done(
    shop: Shop, charge: Charge, sandbox: RunningSandbox
) -> None:
    bill, attempt = charge()
    office = BackOffice.of(shop, bill)
    office.unsent[bill.pk] = [now()]
    sandbox.console_cancel(attempt.payment_key, amount=5000)
    assert office.follow(attempt).end is End.WAITING
    assert [cancel.amount for cancel in office.refunds[bill.pk]] == [5000]
