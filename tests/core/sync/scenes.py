"""What a worker finds: an approval that nobody knows of, a refund without an outcome."""

from __future__ import annotations

from saleor_brandpay.core.attempts import queries
from saleor_brandpay.models import Attempt, AttemptStatus, Refund, RefundStatus
from tests.core.shop import Bill, Shop


def fresh(attempt: Attempt) -> Attempt:
    return queries.all_attempts().get(pk=attempt.pk)


def lost_answer(shop: Shop, bill: Bill) -> Attempt:
    """Toss has approved, and nobody here knows: neither the confirm nor the read-back came back."""
    attempt = shop.open(bill)
    data = shop.buy(attempt)
    shop.sandbox.fault("confirm", "drop_after", times=2)
    shop.sandbox.fault("payment", "http_500", times=None)
    shop.sandbox.fault("payment_by_order_id", "http_500", times=None)
    shop.resume(bill, data)
    shop.sandbox.clear_faults()
    assert fresh(attempt).status == AttemptStatus.UNKNOWN
    return attempt


def unknown_refund(shop: Shop, attempt: Attempt, amount: int, *, made: bool) -> None:
    """Toss has made it or not, and nobody here knows."""
    shop.sandbox.fault("cancel", "drop_after" if made else "drop_before", times=2)
    shop.sandbox.fault("payment", "http_500", times=None)
    shop.refund(attempt, amount)
    shop.sandbox.clear_faults()
    assert Refund.objects.get().status == RefundStatus.UNKNOWN
