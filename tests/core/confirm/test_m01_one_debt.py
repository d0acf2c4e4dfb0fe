"""M1: one debt per source, whichever Payment."""

import pytest

from saleor_brandpay.core.attempts import queries
from saleor_brandpay.core.confirm.context import Failed, Outcome, Paid, ShowWindow
from saleor_brandpay.core.messages import problems
from saleor_brandpay.models import Attempt, AttemptStatus
from tests.core.shop import MovingClock, Shop


def test_new_payment_while_the_old_window_is_open_supersedes_it(shop: Shop) -> None:
    old = shop.bill()
    old_attempt = shop.open(old)
    new = shop.bill(of=old)
    attempt = shop.open(new)
    old_attempt.refresh_from_db()
    assert old_attempt.status == AttemptStatus.SUPERSEDED
    # The old window is paid all the same: it is never confirmed.
    outcome = shop.resume(new, shop.buy(old_attempt))
    assert isinstance(outcome, ShowWindow)
    assert outcome.attempt == attempt
    assert outcome.problem == problems.WRONG_ORDER
    assert shop.confirms() == []
    assert isinstance(shop.resume(new, shop.buy(attempt)), Paid)
    assert shop.held() == 15000


def test_old_confirm_unknown_blocks_a_new_window(shop: Shop) -> None:
    old = shop.bill()
    returned = shop.buy(shop.open(old))
    shop.sandbox.fault("confirm", "drop_after", times=2)
    shop.sandbox.fault("payment", "http_500", times=2)
    shop.sandbox.fault("payment_by_order_id", "http_500", times=1)
    assert shop.resume(old, returned) == Failed(problem=problems.CHECKING)
    new = shop.bill(of=old)
    assert shop.start(new) == Failed(problem=problems.CHECKING)
    shop.sandbox.clear_faults()
    # It had been approved, and pays the same debt: it is booked on the new Payment.
    outcome = shop.start(new)
    assert isinstance(outcome, Paid)
    assert outcome.attempt.payment_pk == new.pk
    assert shop.held() == 15000


def test_old_confirm_that_never_arrived_is_superseded_after_a_while(
    shop: Shop, time: MovingClock
) -> None:
    old = shop.bill()
    returned = shop.buy(shop.open(old))
    shop.sandbox.fault("confirm", "drop_before", times=2)
    assert shop.resume(old, returned) == Failed(problem=problems.CHECKING)
    new = shop.bill(of=old)
    assert shop.start(new) == Failed(problem=problems.CHECKING)
    time.advance(91)
    assert isinstance(shop.start(new), ShowWindow)


def test_approval_that_nobody_can_book_is_refunded(shop: Shop) -> None:
    old = shop.bill()
    returned = shop.buy(shop.open(old))
    shop.die_after(old, returned)
    new = shop.bill(of=old, amount=9000)
    assert isinstance(shop.start(new), ShowWindow)
    assert shop.held() == 0
    assert len(shop.cancels()) == 1
    assert Attempt.objects.get(payment_pk=old.pk).status == AttemptStatus.CLOSED


def test_approval_on_an_older_payment_is_given_back_and_booked(shop: Shop) -> None:
    old = shop.bill()
    shop.paid(old)
    new = shop.bill(of=old)
    assert isinstance(shop.start(new), ShowWindow)
    assert shop.held() == 0
    assert [cancel.amount for cancel in shop.books.refunds[old.reference]] == [15000]


def test_approval_that_became_an_order_does_not_count(shop: Shop) -> None:
    old = shop.bill()
    shop.paid(old)
    shop.books.ordered.add(old.reference)
    assert isinstance(shop.start(shop.bill(of=old)), ShowWindow)
    assert shop.cancels() == []


def test_refund_that_cannot_be_made_blocks(shop: Shop) -> None:
    old = shop.bill()
    shop.paid(old)
    shop.sandbox.fault("cancel", "http_500", times=1)
    new = shop.bill(of=old)
    assert shop.start(new) == Failed(problem=problems.BEING_REFUNDED)
    assert shop.held() == 15000
    shop.sandbox.clear_faults()
    assert isinstance(shop.start(new), ShowWindow)
    assert shop.held() == 0


@pytest.mark.parametrize("kind", ["http_500", "drop_before", "malformed"])
def test_nothing_is_confirmed_while_another_attempt_cannot_be_read(shop: Shop, kind: str) -> None:
    bill = shop.bill()
    old = shop.open(bill)
    outcome = shop.resume(bill, {"code": "PAY_PROCESS_ABORTED", "message": "…", "orderId": "x"})
    assert isinstance(outcome, ShowWindow)
    returned = shop.buy(outcome.attempt)
    shop.sandbox.fault("payment_by_order_id", kind, orderId=old.order_id, times=None)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    assert shop.confirms() == []
    shop.sandbox.clear_faults()
    assert isinstance(shop.resume(bill, returned), Paid)


def test_eleventh_window_makes_the_oldest_one_give_way(shop: Shop) -> None:
    """However many there are: nobody is told "too many", and each confirm reads ten at most."""
    bill = shop.bill()
    shop.open(bill)
    outcome: Outcome
    for _ in range(25):
        outcome = shop.resume(bill, {"code": "PAY_PROCESS_ABORTED", "message": "…"})
        assert isinstance(outcome, ShowWindow)
    assert isinstance(outcome, ShowWindow)
    assert Attempt.objects.filter(status="superseded", due_at__isnull=False).count() == 25
    returned = shop.buy(outcome.attempt)
    before = len(shop.sandbox.requests("payments/orders"))
    assert isinstance(shop.resume(bill, returned), Paid)
    assert len(shop.sandbox.requests("payments/orders")) - before == queries.MAX_READS
    assert shop.held() == 15000
