"""Reading a payment back: the one place where an outcome is decided (M5, M9)."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from ...api.answer import Answer
from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.errors import BrandpayError, MalformedAnswer, NotFound, NotSent, Refused
from ...api.payment import Payment, PaymentStatus
from ...api.secret import mask
from ...models import Attempt
from ..merchants import merchants

logger = logging.getLogger(__name__)

_NOT_FOUND = 404
CLOCKS = datetime.timedelta(hours=1)
"""More than the clocks of Toss and of this host may differ."""
UNVOUCHED = datetime.timedelta(days=7)
"""An approval that turns up after that is refunded, like any other that nobody waits for."""


class Seen(Enum):
    APPROVED = "approved"
    """DONE with our order id, our amount, in won."""
    WRONG = "wrong"
    """Money is held that is not what we asked for: an automatic refund is due."""
    CLOSED = "closed"
    """Nothing is held and nothing will be."""
    UNAPPROVED = "unapproved"
    """Not approved so far."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadBack:
    """What Toss shows of an attempt."""

    seen: Seen
    payment: Payment | None = None
    code: str = ""
    message: str = ""
    not_sent: NotSent | None = None
    """Why Toss was not even asked."""


def read(
    attempt: Attempt, client: BrandpayClient, deadline: Deadline, payment_key: str = ""
) -> ReadBack:
    """Read an attempt's payment by key, then by order id; `client` is its own merchant's.

    One order id may have been opened twice: a key that a buyer sent proves nothing about the
    other one, and only the key that was confirmed ends the attempt.
    """
    key = payment_key or attempt.payment_key
    read_back = None
    if key:
        read_back = _look(attempt, lambda: client.payment(key, deadline=deadline), by_key=True)
        final = read_back.seen is Seen.CLOSED and key == attempt.payment_key
        if final or read_back.seen in (Seen.APPROVED, Seen.WRONG, Seen.UNREADABLE):
            return read_back
    by_order = _look(
        attempt, lambda: client.payment_by_order_id(attempt.order_id, deadline=deadline)
    )
    if read_back and read_back.seen is Seen.CLOSED and by_order.seen is Seen.UNAPPROVED:
        return read_back
    return by_order


def read_foreign(approved: Payment, client: BrandpayClient, deadline: Deadline) -> ReadBack | None:
    """Our own request, just now, approved a payment under another order id: does that stand?"""
    try:
        payment = client.payment(approved.payment_key, deadline=deadline).value
    except (BrandpayError, ValueError):
        return None
    same = (payment.payment_key, payment.order_id) == (approved.payment_key, approved.order_id)
    if not same or payment.status != PaymentStatus.DONE:
        return None
    key = mask(payment.payment_key)
    logger.error("Toss approved %s under the order id %s", key, payment.order_id)
    return ReadBack(seen=Seen.WRONG, payment=payment, code="ORDER_MISMATCH")


def _look(
    attempt: Attempt, fetch: Callable[[], Answer[Payment]], *, by_key: bool = False
) -> ReadBack:
    try:
        payment = fetch().value
    except NotFound as error:
        return _missing(attempt, error)
    except Refused as error:
        # A payment key of a wrong form, say, names no payment; but our own order id is right.
        if by_key or error.http_status == _NOT_FOUND:
            return ReadBack(seen=Seen.UNAPPROVED, code=error.code)
        logger.warning("attempt %s cannot be read back: %s", attempt.order_id, error.code)
        return ReadBack(seen=Seen.UNREADABLE, code=error.code)
    except (BrandpayError, ValueError) as error:
        order_id = error.order_id if isinstance(error, MalformedAnswer) else ""
        if order_id and order_id != attempt.order_id:
            # In another currency, say: whatever it is, it is not this attempt's.
            return ReadBack(seen=Seen.UNAPPROVED, code="FOREIGN_PAYMENT")
        code = getattr(error, "code", "") or type(error).__name__
        logger.warning("attempt %s cannot be read back: %s", attempt.order_id, code)
        not_sent = error if isinstance(error, NotSent) else None
        return ReadBack(seen=Seen.UNREADABLE, code=code, not_sent=not_sent)
    return judge(attempt, payment)


def _missing(attempt: Attempt, error: NotFound) -> ReadBack:
    """A 404 ends an attempt after its window, on Toss's clock (M5).

    A secret that has replaced the attempt's own may be another MID's, which shows nothing: it is
    believed at once if it has shown an approval of this merchant, else after a week.
    """
    ends = attempt.opened_at + Attempt.WINDOW_ENDS
    if not merchants.vouches(attempt):
        ends = attempt.opened_at + UNVOUCHED
    if error.date is not None and error.date > ends:
        return ReadBack(seen=Seen.CLOSED, code="EXPIRED")
    return ReadBack(seen=Seen.UNAPPROVED, code=error.code)


def judge(attempt: Attempt, payment: Payment) -> ReadBack:
    """Decide by status, order id and amount; never by what anybody else says."""
    mid = attempt.merchant.mid
    if len(payment.payment_key) > 200 or (mid and payment.m_id and payment.m_id != mid):
        logger.error("attempt %s: Toss shows a payment of MID %s", attempt.order_id, payment.m_id)
        return ReadBack(seen=Seen.UNREADABLE, payment=payment, code="FOREIGN_MERCHANT")
    if payment.order_id != attempt.order_id:
        return ReadBack(seen=Seen.UNAPPROVED, code="FOREIGN_PAYMENT")
    if payment.status == PaymentStatus.DONE:
        return _judge_done(attempt, payment)
    if payment.status in (PaymentStatus.CANCELED, PaymentStatus.PARTIAL_CANCELED):
        if payment.balance_amount > 0:
            return ReadBack(seen=Seen.WRONG, payment=payment, code="PARTLY_CANCELED")
        return ReadBack(seen=Seen.CLOSED, payment=payment, code="CANCELED")
    if payment.status in (PaymentStatus.ABORTED, PaymentStatus.EXPIRED):
        failure = payment.failure
        return ReadBack(
            seen=Seen.CLOSED,
            payment=payment,
            code=(failure.code if failure else "") or payment.status,
            message=failure.message if failure else "",
        )
    if payment.status in (PaymentStatus.READY, PaymentStatus.IN_PROGRESS):
        return ReadBack(seen=Seen.UNAPPROVED, payment=payment, code=payment.status)
    logger.error("attempt %s has the unknown status %r", attempt.order_id, payment.status)
    return ReadBack(seen=Seen.UNREADABLE, payment=payment, code=payment.status)


def _judge_done(attempt: Attempt, payment: Payment) -> ReadBack:
    if payment.approved_at and payment.approved_at < attempt.opened_at - CLOCKS:
        # Somebody else's (M9): neither booked nor given back.
        logger.error(
            "attempt %s was opened at %s; Toss shows %s under its order id, approved at %s",
            attempt.order_id,
            attempt.opened_at,
            payment.payment_key,
            payment.approved_at,
        )
        return ReadBack(seen=Seen.UNREADABLE, payment=payment, code="OLDER_APPROVAL")
    if payment.total_amount == attempt.amount and payment.currency == "KRW":
        return ReadBack(seen=Seen.APPROVED, payment=payment)
    logger.error(
        "attempt %s: Toss approved %s %s instead of %s KRW",
        attempt.order_id,
        payment.total_amount,
        payment.currency,
        attempt.amount,
    )
    return ReadBack(seen=Seen.WRONG, payment=payment, code="AMOUNT_MISMATCH")
