"""Reading a payment back: the one place where an outcome is decided (M5, M9)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from ..api.answer import Answer
from ..api.client import BrandpayClient
from ..api.deadline import Deadline
from ..api.errors import BrandpayError, NotFound
from ..api.payment import Payment, PaymentStatus
from ..models import Attempt

logger = logging.getLogger(__name__)


class Seen(Enum):
    APPROVED = "approved"
    """DONE with our order id, our amount, in won."""
    WRONG = "wrong"
    """Money is held that is not what we asked for: it must go back."""
    CLOSED = "closed"
    """Nothing is held and nothing will be."""
    UNAPPROVED = "unapproved"
    """Not approved so far."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """What Toss shows of an attempt."""

    seen: Seen
    payment: Payment | None = None
    code: str = ""
    message: str = ""


def read(
    attempt: Attempt, client: BrandpayClient, deadline: Deadline, payment_key: str = ""
) -> Sight:
    """Read an attempt's payment by key, then by order id; `client` is its own merchant's."""
    key = payment_key or attempt.payment_key
    if key:
        sight = _look(attempt, lambda: client.payment(key, deadline=deadline))
        if sight.seen is not Seen.UNAPPROVED:
            return sight
        # The same order id may have been opened twice and approved under another key.
    return _look(attempt, lambda: client.payment_by_order_id(attempt.order_id, deadline=deadline))


def _look(attempt: Attempt, fetch: Callable[[], Answer[Payment]]) -> Sight:
    try:
        payment = fetch().value
    except NotFound as error:
        ends = attempt.opened_at + Attempt.WINDOW_ENDS
        if error.date is not None and error.date > ends:
            return Sight(seen=Seen.CLOSED, code="EXPIRED")
        return Sight(seen=Seen.UNAPPROVED, code=error.code)
    except (BrandpayError, ValueError) as error:
        # ValueError: a key that the client refuses to put into a path.
        code = getattr(error, "code", "") or type(error).__name__
        logger.warning("attempt %s cannot be read back: %s", attempt.order_id, code)
        return Sight(seen=Seen.UNREADABLE, code=code)
    return judge(attempt, payment)


def judge(attempt: Attempt, payment: Payment) -> Sight:
    """Decide by status, order id and amount; never by what anybody else says."""
    if payment.order_id != attempt.order_id:
        return Sight(seen=Seen.UNAPPROVED, code="FOREIGN_PAYMENT")
    if payment.status == PaymentStatus.DONE:
        return _judge_done(attempt, payment)
    if payment.status in (PaymentStatus.CANCELED, PaymentStatus.PARTIAL_CANCELED):
        if payment.balance_amount > 0:
            return Sight(seen=Seen.WRONG, payment=payment, code="PARTLY_CANCELED")
        return Sight(seen=Seen.CLOSED, payment=payment, code="CANCELED")
    if payment.status in (PaymentStatus.ABORTED, PaymentStatus.EXPIRED):
        failure = payment.failure
        return Sight(
            seen=Seen.CLOSED,
            payment=payment,
            code=(failure.code if failure else "") or payment.status,
            message=failure.message if failure else "",
        )
    if payment.status in (PaymentStatus.READY, PaymentStatus.IN_PROGRESS):
        return Sight(seen=Seen.UNAPPROVED, payment=payment, code=payment.status)
    logger.error("attempt %s has the unknown status %r", attempt.order_id, payment.status)
    return Sight(seen=Seen.UNREADABLE, payment=payment, code=payment.status)


def _judge_done(attempt: Attempt, payment: Payment) -> Sight:
    if payment.total_amount == attempt.amount and payment.currency == "KRW":
        return Sight(seen=Seen.APPROVED, payment=payment)
    logger.error(
        "attempt %s: Toss approved %s %s instead of %s KRW",
        attempt.order_id,
        payment.total_amount,
        payment.currency,
        attempt.amount,
    )
    return Sight(seen=Seen.WRONG, payment=payment, code="AMOUNT_MISMATCH")
