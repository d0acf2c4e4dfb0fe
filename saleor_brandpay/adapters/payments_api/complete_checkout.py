"""A checkout finished without a storefront: for our return endpoint, and for a worker."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from saleor.checkout.complete_checkout import complete_checkout
from saleor.checkout.fetch import fetch_checkout_info, fetch_checkout_lines
from saleor.checkout.models import Checkout
from saleor.order.models import Order
from saleor.payment.models import Payment
from saleor.plugins.manager import get_plugins_manager

from ...clock import now
from ...core.attempts import queries
from ...core.attempts.seen_payment import SeenPayment
from ...core.shop_records import BookingStatus, Completion
from ...models import Attempt, SourceType
from .. import caller
from ..amount_owed import UNDER_WAY
from .records import PaymentRecords

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Completed:
    order_pk: str | None = None
    action_required: bool = False
    """The buyer has to open the window once more."""
    error: str = ""
    final: bool = False
    """No order will ever be made of this payment."""


def order_of_payment(payment_pk: int) -> str | None:
    payment = Payment.objects.filter(pk=payment_pk).only("order_id").first()
    return str(payment.order_id) if payment and payment.order_id else None


def return_url_of_payment(payment_pk: int) -> str:
    payment = Payment.objects.filter(pk=payment_pk).only("return_url").first()
    return (payment.return_url or "") if payment else ""


_PASSING = {"payment_error", "tax_error", None}
"""Codes of Saleor's that say nothing of the goods: the gateway's answer, the tax service."""


def _leaves(error: ValidationError) -> list[ValidationError]:
    return (
        list(error.error_list)
        if hasattr(error, "error_list")
        else [leaf for leaves in error.error_dict.values() for leaf in leaves]
    )


def finish_checkout(
    checkout_pk: str, payment_pk: int, data: dict[str, Any], by: caller.Caller
) -> Completed:
    """What checkoutComplete does, without a storefront: for our own return URL.

    Only for a checkout that is to be paid by this very Payment: Saleor would otherwise go on
    with whatever else pays it, another gateway's payment too.
    """
    manager = get_plugins_manager(allow_replica=False)
    checkout = Checkout.objects.filter(pk=checkout_pk).first()
    if checkout is None:
        order = Order.objects.get_by_checkout_token(checkout_pk)
        return Completed(order_pk=str(order.pk) if order else None)
    active = checkout.get_last_active_payment()
    if active is None or active.pk != payment_pk:
        return Completed(error="the checkout is to be paid by another Payment", final=True)
    started = checkout.completing_started_at
    if by.is_worker and started and now() - started < UNDER_WAY:
        return Completed(error="a request of the buyer's is on its way")
    if checkout.channel.allow_unpaid_orders or not checkout.channel.is_active:
        return Completed(error="the channel takes no payments", final=True)
    lines, unavailable = fetch_checkout_lines(checkout)
    if unavailable or not lines:
        return Completed(error="goods of it are not sold any more", final=True)
    info = fetch_checkout_info(checkout, lines, manager)
    try:
        with caller.calling(by):
            order, action_required, _ = complete_checkout(
                manager=manager,
                checkout_info=info,
                lines=lines,
                payment_data=data,
                store_source=False,
                user=checkout.user,
                app=None,
            )
    except ValidationError as error:
        codes = {getattr(one, "code", None) for one in _leaves(error)}
        text = "; ".join(error.messages)
        return Completed(error=text, final=not codes & _PASSING)
    return Completed(order_pk=str(order.pk) if order else None, action_required=action_required)


def complete(attempt: Attempt, seen: SeenPayment | None) -> Completion:
    """Let Saleor make the order of a payment that Toss has taken, for a worker."""
    if attempt.source_type != SourceType.CHECKOUT:
        return Completion(ordered=False, final=True, reason="it belongs to no checkout")
    pk = attempt.payment_pk or 0
    try:
        completed = finish_checkout(attempt.source_id, pk, {}, caller.worker(seen))
    except Exception as error:
        # Whatever stops Saleor may pass; the money is safe, and the next look tries again.
        logger.exception("attempt %s: the order could not be made", attempt.order_id)
        return Completion(ordered=False, reason=type(error).__name__)
    # Whatever came of it here: the buyer's own request may have made the order meanwhile.
    key = queries.payment_key_now(attempt)
    if PaymentRecords(pk).booking_status(key) is BookingStatus.ORDERED:
        return Completion(ordered=True)
    if completed.order_pk:
        return Completion(ordered=False, final=True, reason="the order was not paid by it")
    if not Checkout.objects.filter(pk=attempt.source_id).exists():
        return Completion(ordered=False, final=True, reason="the checkout is gone")
    return Completion(ordered=False, final=completed.final, reason=completed.error)
