"""Money that Toss took and that cannot become an order: booked, refunded once, told (M16)."""

from __future__ import annotations

import logging

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.error_codes import Kind, kind_of
from ...api.errors import BrandpayError
from ...api.payment import Payment
from ...models import Attempt, AttemptStatus
from ..attempts import queries, states
from ..refunds import refund_once
from ..refunds.automatic_refund import LINES
from ..refunds.identity import Identity
from ..refunds.result import Given, Result
from ..shop import Office, Standing
from .result import Followed, settled, stuck, waiting

logger = logging.getLogger(__name__)


def take_in(
    attempt: Attempt, payment: Payment, code: str, office: Office, reason: str = ""
) -> Followed | None:
    """Write the approval down, so that the refund that follows stands next to it."""
    with office.locked(attempt):
        standing = office.standing(attempt.debtor, payment.payment_key)
        if not queries.is_unchanged(attempt):
            return None
        if standing is not Standing.UNBOOKED:
            # The shop holds it although our row was given up: it is looked after as booked.
            states.to_approved(attempt, payment)
            return None
        # A Payment that a buyer is still paying must not look paid, nor be ended by the refund.
        if not queries.has_live_sibling(attempt):
            office.book_capture(attempt.debtor, payment)
        states.to_refunding(attempt, payment, code)
    logger.warning(
        "attempt %s: %s won cannot be booked and go back (%s %s)",
        attempt.order_id,
        payment.balance_amount,
        code,
        reason,
    )
    return None


def give(
    attempt: Attempt, office: Office, client: BrandpayClient, deadline: Deadline
) -> Followed | None:
    """Refund what Toss still holds of an attempt that is to go back, and book it."""
    try:
        payment = client.payment(attempt.payment_key, deadline=deadline).value
    except BrandpayError as error:
        return waiting(f"to be refunded, but Toss could not be asked ({error.code})")
    held = payment.balance_amount
    if held > 0:
        identity = Identity(
            number=len(payment.cancels), expected_balance=held, amount=held, lines=LINES
        )
        result = refund_once.refund(attempt, identity, client, deadline)
        if result.given is not Given.DONE or result.payment is None:
            return _not_given(result)
        payment = result.payment
    with office.locked(attempt):
        if not queries.is_still(attempt, AttemptStatus.REFUNDING):
            return None
        office.book_taken_back(attempt, payment)
        told = _told(payment.total_amount, attempt.order_id, attempt.failure_code)
        states.to_closed(attempt, "REFUNDED")
        office.note(attempt.debtor, told)
    return settled("refunded in full")


def _not_given(result: Result) -> Followed:
    if result.given is Given.REFUSED and kind_of(result.code) is Kind.NOT_ALLOWED:
        return stuck(f"Toss refuses the refund: {result.message} [{result.code}]")
    return waiting(f"not refunded yet ({result.code or result.given.value})")


def _told(amount: int, order_id: str, code: str) -> str:
    return (
        f"브랜드페이: 승인된 {amount:,}원을 이 주문으로 처리할 수 없어 전액 환불했습니다 "
        f"[{order_id}, {code}]. / Brandpay: {amount:,} won were approved but could not be "
        f"booked, and were refunded in full [{order_id}, {code}]."
    )
