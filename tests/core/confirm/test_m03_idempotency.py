"""M3: identity and step; repeats, replays and steps."""

import pytest

from saleor_brandpay.core.confirm.context import Failed, Paid
from saleor_brandpay.core.messages import problems
from saleor_brandpay.core.refunds.result import RefundOutcome
from tests.core.shop import MovingClock, Shop


def test_repeat_after_a_dead_worker_is_the_same_approval(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.die_after(bill, returned)
    outcome = shop.resume(bill, returned)
    assert isinstance(outcome, Paid)
    first, second = shop.confirms()
    assert first["idempotencyKey"] == second["idempotencyKey"]
    assert second["replayed"]
    assert shop.held() == 15000


def test_repeat_after_a_dead_worker_and_fifteen_days(shop: Shop, time: MovingClock) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.die_after(bill, returned)
    time.advance(16 * 24 * 3600)
    assert isinstance(shop.resume(bill, returned), Paid)
    assert shop.held() == 15000


@pytest.mark.parametrize("code", ["FORBIDDEN_CONSECUTIVE_REQUEST", "INVALID_API_KEY"])
def test_refusal_that_passes_takes_the_next_step(shop: Shop, code: str) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "refuse", code=code, times=1)
    outcome = shop.resume(bill, returned)
    assert isinstance(outcome, Failed)
    assert outcome.problem in (problems.TRY_LATER, problems.MISCONFIGURED)
    assert isinstance(shop.resume(bill, returned), Paid)
    keys = [request["idempotencyKey"] for request in shop.confirms()]
    assert len(set(keys)) == 2


def test_replayed_refusal_is_stepped_over(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "refuse", code="FORBIDDEN_CONSECUTIVE_REQUEST", times=1)
    shop.die_after(bill, returned)
    # The step was rolled back: the refusal is replayed, and the next key goes through.
    assert isinstance(shop.resume(bill, returned), Paid)
    assert [request["replayed"] for request in shop.confirms()] == [False, True, False]


def test_stored_server_error_is_stepped_over(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "http_500", times=1)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    assert isinstance(shop.resume(bill, returned), Paid)
    assert shop.held() == 15000


def test_other_payment_key_under_one_order_id_waits_for_the_first(shop: Shop) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    first = shop.buy(attempt)
    second = shop.buy(attempt)
    assert first["paymentKey"] != second["paymentKey"]
    shop.sandbox.fault("confirm", "refuse", code="FORBIDDEN_CONSECUTIVE_REQUEST", times=1)
    shop.die_after(bill, first)
    assert isinstance(shop.resume(bill, second), Paid)
    sent = [request["body"]["paymentKey"] for request in shop.confirms()]
    assert sent == [first["paymentKey"], first["paymentKey"], second["paymentKey"]]
    assert shop.held() == 15000


def test_refund_keys_hold_the_identity(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.refund(attempt, 1000)
    shop.refund(attempt, 2000, balance=14000, number=1)
    first, second = shop.cancels()
    assert first["idempotencyKey"] != second["idempotencyKey"]
    assert attempt.order_id in first["idempotencyKey"]


def test_refused_refund_takes_the_next_step_and_goes_through(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT", times=1)
    refused = shop.refund(attempt, 1000)
    assert (refused.outcome, refused.code) == (RefundOutcome.REFUSED, "NOT_CANCELABLE_PAYMENT")
    assert shop.refund(attempt, 1000).outcome is RefundOutcome.DONE
    assert shop.held() == 14000
