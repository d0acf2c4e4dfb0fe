"""Money that Toss took and the shop cannot keep goes back, in full and once (M1, M9, M16)."""

from __future__ import annotations

import logging

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.errors import BrandpayError
from ...models import Attempt, AttemptStatus
from ..attempts import states
from ..shop import Shop
from ..shop_records import BookingStatus
from . import refund_once
from .identity import Identity
from .result import RefundOutcome

logger = logging.getLogger(__name__)

LINES = ("not booked",)
"""What these refunds say in place of order lines, so that no refund of staff's claims them."""


def refund_in_full(
    attempt: Attempt, client: BrandpayClient, deadline: Deadline, shop: Shop
) -> bool:
    """Refund what is left of an approval; True once Toss holds nothing of it.

    An attempt that the shop has booked, by a hook or by a worker, gets its refunds booked as
    well; one that it has not stays REFUNDING until Toss says that it is done.
    """
    reference = attempt.reference
    is_booked = (
        attempt.status == AttemptStatus.APPROVED
        or shop.payment(reference).booking_status(attempt.payment_key) is not BookingStatus.UNBOOKED
    )
    if is_booked:
        shop.payment(reference).lock()
    try:
        payment = client.payment(attempt.payment_key, deadline=deadline).value
    except BrandpayError as error:
        logger.warning("attempt %s cannot be read before its refund: %s", attempt.order_id, error)
        return False
    if payment.balance_amount > 0:
        identity = Identity(
            number=len(payment.cancels),
            expected_balance=payment.balance_amount,
            amount=payment.balance_amount,
            lines=LINES,
        )
        result = refund_once.refund(attempt, identity, client, deadline)
        if result.outcome is not RefundOutcome.DONE or result.payment is None:
            logger.error(
                "attempt %s: %s won could not be refunded yet (%s)",
                attempt.order_id,
                payment.balance_amount,
                result.code or result.outcome.value,
            )
            return False
        payment = result.payment
        logger.warning("attempt %s: %s won refunded", attempt.order_id, identity.amount)
    if is_booked:
        shop.payment(reference).book_refunds(payment.cancels, of_order=False)
    states.to_closed(attempt, "REFUNDED")
    return True
