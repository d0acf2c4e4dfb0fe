"""The automatic refund: money that Toss took and the shop cannot keep, in full and once (M16)."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.errors import BrandpayError
from ...api.payment import Payment
from ...models import Attempt, AttemptStatus
from ..attempts import states
from ..shop import Shop
from ..shop_records import BookingStatus
from . import refund_once
from .identity import Identity
from .result import RefundOutcome, RefundResult

logger = logging.getLogger(__name__)

LINES = ("not booked",)
"""What these refunds say in place of order lines, so that no refund of staff's claims them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NotRefunded:
    """Toss still holds something of it, or cannot be asked."""

    code: str
    result: RefundResult | None = None
    """What came of asking for the refund; None when the payment could not be read before."""


def refund_what_is_held(
    attempt: Attempt, client: BrandpayClient, deadline: Deadline
) -> Payment | NotRefunded:
    """Refund what is left of an approval at Toss; the payment, of which Toss then holds nothing."""
    try:
        payment = client.payment(attempt.payment_key, deadline=deadline).value
    except BrandpayError as error:
        logger.warning("attempt %s cannot be read before its refund: %s", attempt.order_id, error)
        return NotRefunded(code=error.code)
    held = payment.balance_amount
    if held <= 0:
        return payment
    identity = Identity(
        number=len(payment.cancels), expected_balance=held, amount=held, lines=LINES
    )
    result = refund_once.refund(attempt, identity, client, deadline)
    if result.outcome is not RefundOutcome.DONE or result.payment is None:
        return NotRefunded(code=result.code or result.outcome.value, result=result)
    logger.warning("attempt %s: %s won refunded", attempt.order_id, held)
    return result.payment


def refund_in_full(
    attempt: Attempt, client: BrandpayClient, deadline: Deadline, shop: Shop
) -> bool:
    """The same inside a hook, under the shop's lock; True once Toss holds nothing of it.

    An attempt that the shop has booked, by a hook or by a worker, gets its refunds booked as
    well; one that it has not stays REFUNDING until Toss says that it is done.
    """
    booked = shop.payment(attempt.reference)
    is_booked = (
        attempt.status == AttemptStatus.APPROVED
        or booked.booking_status(attempt.payment_key) is not BookingStatus.UNBOOKED
    )
    if is_booked:
        booked.lock()
    payment = refund_what_is_held(attempt, client, deadline)
    if isinstance(payment, NotRefunded):
        if payment.result is not None:
            logger.error(
                "attempt %s: %s won could not be refunded yet (%s)",
                attempt.order_id,
                payment.result.refund.amount,
                payment.code,
            )
        return False
    if is_booked:
        booked.book_refunds(payment.cancels, of_order=False)
    states.to_closed(attempt, "REFUNDED")
    return True
