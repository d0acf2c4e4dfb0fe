"""M5: unknown is a state, and only Toss ends it."""

import pytest

from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.core.confirm.context import Failed, Paid, ShowWindow
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.messages import problems
from saleor_brandpay.models import Attempt, AttemptStatus
from tests.core.shop import MovingClock, Shop

AFTER_ACTING = ["drop_after", "http_500_after", "malformed"]


def _blind(shop: Shop) -> None:
    """The payment cannot be read back either."""
    shop.sandbox.fault("payment", "http_500", times=None)
    shop.sandbox.fault("payment_by_order_id", "http_500", times=None)


@pytest.mark.parametrize("kind", AFTER_ACTING)
def test_lost_answer_is_read_back(shop: Shop, kind: str) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", kind, times=1)
    assert isinstance(shop.resume(bill, returned), Paid)
    assert len({request["idempotencyKey"] for request in shop.confirms()}) == 1
    assert shop.held() == 15000


@pytest.mark.parametrize("kind", AFTER_ACTING)
def test_lost_answer_that_cannot_be_read_is_unknown(shop: Shop, kind: str) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", kind, times=2)
    _blind(shop)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    assert Attempt.objects.get().status == AttemptStatus.UNKNOWN
    # Whatever the buyer sends meanwhile ends nothing.
    for data in (None, {"code": "PAY_PROCESS_CANCELED"}, {"code": "REJECT_CARD_COMPANY"}, []):
        assert shop.resume(bill, data) == Failed(problem=problems.CHECKING)
    shop.sandbox.clear_faults()
    sent = len(shop.confirms())
    assert isinstance(shop.resume(bill, None), Paid)
    assert len(shop.confirms()) == sent


@pytest.mark.parametrize("kind", ["drop_before", "http_500", "html_502"])
def test_confirm_that_did_not_arrive_is_repeated_under_its_key(shop: Shop, kind: str) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    # A connection that was idle is tried once more on a fresh one, under the same key.
    shop.sandbox.fault("confirm", kind, times=2 if kind == "drop_before" else 1)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    # No window meanwhile: the confirm may still be under way.
    assert shop.resume(bill, None) == Failed(problem=problems.CHECKING)
    assert isinstance(shop.resume(bill, returned), Paid)
    assert shop.held() == 15000


def test_window_again_once_the_confirm_cannot_be_under_way(shop: Shop, time: MovingClock) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    shop.sandbox.fault("confirm", "drop_before", times=2)
    shop.resume(bill, shop.buy(attempt))
    time.advance(91)
    outcome = shop.resume(bill, None)
    assert isinstance(outcome, ShowWindow)
    assert outcome.attempt.order_id != attempt.order_id
    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.SUPERSEDED


@pytest.mark.parametrize(
    "code", ["ALREADY_PROCESSED_PAYMENT", "PROVIDER_ERROR", "CARD_PROCESSING_ERROR"]
)
def test_codes_that_say_nothing_are_unknown(shop: Shop, code: str) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "refuse", code=code, times=1)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    assert Attempt.objects.get().status == AttemptStatus.UNKNOWN


def test_ten_minutes_late_is_closed_and_offered_anew(shop: Shop, time: MovingClock) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    returned = shop.buy(attempt)
    time.advance(601)
    outcome = shop.resume(bill, returned)
    assert isinstance(outcome, ShowWindow)
    assert outcome.problem
    assert outcome.problem.code == "NOT_FOUND_PAYMENT_SESSION"
    assert outcome.attempt != attempt
    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.CLOSED
    assert shop.held() == 0


def test_missing_payment_closes_only_after_its_window(shop: Shop, time: MovingClock) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    time.advance(26 * 60)
    shop.resume(bill, None)
    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.SUPERSEDED
    time.advance(40 * 60)
    shop.resume(bill, None)
    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.CLOSED


def test_superseded_attempt_that_was_approved_after_all_is_found(shop: Shop) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    returned = shop.buy(attempt)
    new = shop.bill(of=bill)
    shop.open(new)
    # A worker that had died long ago: its request reaches Toss only now.
    merchants.client(shop.merchant()).confirm(
        payment_key=returned["paymentKey"],
        order_id=attempt.order_id,
        amount=15000,
        customer_key=attempt.customer.customer_key,
        idempotency_key=f"confirm:{attempt.order_id}:0",
        deadline=Deadline.after(5),
    )
    current = shop.resume(new, None)
    assert isinstance(current, ShowWindow)
    outcome = shop.resume(new, shop.buy(current.attempt))
    assert isinstance(outcome, Paid)
    assert outcome.attempt.order_id == attempt.order_id
    assert shop.held() == 15000


def test_toss_unreachable_moves_nothing(shop: Shop, settings) -> None:  # type: ignore[no-untyped-def]
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    url = settings.BRANDPAY_API_URL
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    assert shop.resume(bill, returned) == Failed(problem=problems.NOT_REACHED)
    settings.BRANDPAY_API_URL = url
    assert isinstance(shop.resume(bill, returned), Paid)
    assert len(shop.confirms()) == 1


def test_slower_than_the_deadline_is_unknown_then_paid(shop: Shop, settings) -> None:  # type: ignore[no-untyped-def]
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    settings.BRANDPAY_DEADLINE = 1
    shop.sandbox.fault("confirm", "hang", times=1, seconds=30)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    settings.BRANDPAY_DEADLINE = 6
    shop.sandbox.clear_faults()
    assert isinstance(shop.resume(bill, returned), Paid)
    assert len({request["idempotencyKey"] for request in shop.confirms()}) == 1
    assert shop.held() == 15000
