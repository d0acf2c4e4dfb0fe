"""Money that Toss took and that cannot become an order: booked, refunded once, told (M16)."""

from __future__ import annotations

import logging

from ...api.client import BrandpayClient
from ...api.error_codes import Kind, kind_of
from ...api.payment import Payment
from ...models import Attempt, AttemptStatus
from ..attempts import queries, states
from ..messages.staff import staff_text
from ..refunds.automatic_refund import NotRefunded, refund_what_is_held
from ..refunds.result import RefundOutcome
from ..shop import Shop
from ..shop_records import BookingStatus
from .result import SyncResult, settled, stuck, waiting
from .run import Run

logger = logging.getLogger(__name__)


def record_unbookable(
    attempt: Attempt, payment: Payment, code: str, shop: Shop, reason: str = ""
) -> SyncResult | None:
    """Write the approval down, so that the refund that follows stands next to it."""
    with shop.locked(attempt):
        booking_status = shop.payment(attempt.reference).booking_status(payment.payment_key)
        if not queries.is_unchanged(attempt):
            return None
        if booking_status is not BookingStatus.UNBOOKED:
            # The shop holds it although our row was given up: it is synced as booked.
            states.to_approved(attempt, payment)
            return None
        # A Payment that a buyer is still paying must not look paid, nor be ended by the refund.
        if not (attempt.is_transaction or queries.has_live_sibling(attempt)):
            shop.book_capture(attempt.reference, payment)
        states.to_refunding(attempt, payment, code)
    logger.warning(
        "attempt %s: %s won cannot be booked and go back (%s %s)",
        attempt.order_id,
        payment.balance_amount,
        code,
        reason,
    )
    return None


def refund_unbookable(attempt: Attempt, run: Run, client: BrandpayClient) -> SyncResult | None:
    """The automatic refund of an attempt, booked under the shop's locks."""
    payment = refund_what_is_held(attempt, client, run.deadline)
    if isinstance(payment, NotRefunded):
        return _not_refunded(payment)
    with run.shop.locked(attempt):
        if not queries.is_still(attempt, AttemptStatus.REFUNDING):
            return None
        booked = run.shop.payment(attempt.reference)
        booked.book_automatic_refund(attempt, payment)
        told = _told(payment.total_amount, attempt.order_id, attempt.failure_code)
        states.to_closed(attempt, "REFUNDED")
        booked.note(told)
    return settled("refunded in full")


def _not_refunded(refund: NotRefunded) -> SyncResult:
    result = refund.result
    if result is None:
        return waiting(f"to be refunded, but Toss could not be asked ({refund.code})")
    if result.outcome is RefundOutcome.REFUSED and kind_of(result.code) is Kind.NOT_ALLOWED:
        return stuck(f"Toss refuses the refund: {result.message} [{result.code}]")
    return waiting(f"not refunded yet ({refund.code})")


def _told(amount: int, order_id: str, code: str) -> str:
    return staff_text(
        f"브랜드페이: 승인된 {amount:,}원을 이 주문으로 처리할 수 없어 전액 환불했습니다 "
        f"[{order_id}, {code}].",
        f"Brandpay: {amount:,} won were approved but could not be booked, and were refunded in "
        f"full [{order_id}, {code}].",
    )
