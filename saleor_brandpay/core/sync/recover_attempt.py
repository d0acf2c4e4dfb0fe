"""A payment of ours without a row of ours: its order id names whose it is (M4).

A stored method is charged inside Saleor's transaction. When the worker dies there, Toss holds the
money and our row is gone; so it is after a backup was restored.
"""

from __future__ import annotations

import logging

from ...api.deadline import Deadline
from ...api.errors import BrandpayError, NotFound
from ...api.payment import Payment
from ...clock import now
from ...models import Attempt, AttemptStatus, Merchant, belonging_to
from ..attempts import order_ids, queries
from ..attempts.order_ids import OrderId
from ..merchants import merchants
from ..merchants.crypto import Unreadable
from ..shop import Shop
from ..shop_records import Origin
from ..wallet import customers

logger = logging.getLogger(__name__)


def recover_attempt(order_id: str, shop: Shop, deadline: Deadline) -> Attempt | None:
    """The attempt of an order id, made anew if it is lost; None when there is nothing to make.

    Raises Busy while the shop holds the payment: the transaction that made the row may not
    have ended. Raises BrandpayError when Toss cannot be asked.
    """
    named = order_ids.read(order_id)
    if named is None:
        return None
    found = _find(order_id, deadline)
    if found is None:
        return None
    merchant, payment = found
    attempt = _make(named, merchant, payment, shop)
    if attempt is not None:
        logger.warning("attempt %s was not recorded here and is made anew", order_id)
    return attempt


def _find(order_id: str, deadline: Deadline) -> tuple[Merchant, Payment] | None:
    """Under which merchant's key Toss shows it; the newest is asked first."""
    rows = Merchant.objects.select_related("current_secret", "installation").exclude(
        current_secret=None
    )
    for merchant in rows.order_by("-pk"):
        try:
            client = merchants.client(merchant)
            payment = client.payment_by_order_id(order_id, deadline=deadline).value
        except (NotFound, Unreadable):
            continue
        except BrandpayError as error:
            if error.is_unknown:
                raise
            continue
        if payment.order_id == order_id:
            return merchant, payment
    return None


def _make(named: OrderId, merchant: Merchant, payment: Payment, shop: Shop) -> Attempt | None:
    with shop.origin(named.reference) as origin:
        if origin is None:
            return None
        known = Attempt.objects.filter(order_id=payment.order_id).first()
        if known is not None:
            return known
        own = list(Attempt.objects.filter(belonging_to(named.reference)).order_by("pk"))
        is_taken = any(attempt.number == named.number for attempt in own)
        # Beside another one that is paid, or may be, this one is looked at for an automatic refund.
        is_needed = all(attempt.status in _PAST for attempt in own)
        return Attempt.objects.create(
            **named.reference.columns,
            order_id=payment.order_id,
            merchant=merchant,
            secret=merchants.secret_of(merchant),
            customer=customers.of(merchant, origin.user_pk),
            source_type=origin.source.type,
            source_id=origin.source.id,
            channel_pk=origin.channel_pk,
            number=queries.next_number(own, named.reference) if is_taken else named.number,
            status=AttemptStatus.OPEN if is_needed else AttemptStatus.SUPERSEDED,
            amount=_amount(named, payment, origin),
            payment_key=payment.payment_key,
            opened_at=payment.requested_at or now(),
            due_at=now(),
        )


_PAST = (AttemptStatus.SUPERSEDED, AttemptStatus.CLOSED)


def _amount(named: OrderId, payment: Payment, origin: Origin) -> int:
    """A transaction may have asked for more than was owed; what we confirmed, Toss knows (M1)."""
    if not named.reference.is_transaction or not payment.is_approved_once:
        return origin.amount
    return min(origin.amount, payment.total_amount)
