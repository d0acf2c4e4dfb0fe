"""Reconciling: orders and checkouts that hold more than they owed (M1). Saleor: OVERCHARGED.

What can be known: Saleor keeps one total, as old as its last reading, and events of what staff did
to an order. One that was edited after its last charge owes less because of that, and is no finding.
Of new shipping and new prices Saleor keeps no event, nor of any change of a checkout.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Sum
from saleor.checkout.models import Checkout
from saleor.order import OrderEvents
from saleor.order.models import Order, OrderEvent
from saleor.payment.models import Payment, TransactionItem

from ..core.attempts.source import Source
from ..core.shop_records import Overcharge, RecordedPayment
from ..models import PaymentReference, SourceType
from .ids import PLUGIN_ID

_EDITS = (
    *(OrderEvents.ADDED_PRODUCTS, OrderEvents.REMOVED_PRODUCTS),
    *(OrderEvents.ORDER_DISCOUNT_ADDED, OrderEvents.ORDER_DISCOUNT_UPDATED),
    *(OrderEvents.ORDER_DISCOUNT_DELETED, OrderEvents.ORDER_DISCOUNT_AUTOMATICALLY_UPDATED),
    *(OrderEvents.ORDER_LINE_DISCOUNT_UPDATED, OrderEvents.ORDER_LINE_DISCOUNT_REMOVED),
    *(OrderEvents.ORDER_LINE_PRODUCT_DELETED, OrderEvents.ORDER_LINE_VARIANT_DELETED),
)
_ENDS = (OrderEvents.CANCELED, OrderEvents.EXPIRED)
"""An order that has ended owes nothing, and a charge revives it."""


def marked(recorded_payments: Sequence[RecordedPayment]) -> list[RecordedPayment]:
    """The same; the last of ours of an order or checkout that holds too much says so.

    Two queries for any number of them, and a few for each that holds too much.
    """
    sources = {one.source for one in recorded_payments if one.source and one.captures}
    doubtful = _orders(_of(sources, SourceType.ORDER)) | _checkouts(
        _of(sources, SourceType.CHECKOUT)
    )
    return [
        replace(one, overcharge=_overcharge(one, doubtful[one.source]))
        if one.source in doubtful and one.captures
        else one
        for one in recorded_payments
    ]


def _of(sources: Collection[Source], kind: SourceType) -> list[str]:
    return [source.id for source in sources if source.type == kind]


def _orders(pks: Collection[str]) -> dict[Source, Any]:
    """Those that hold too much, and those that had ended at some time."""
    if not pks:
        return {}
    ended = OrderEvent.objects.filter(order_id=OuterRef("pk"), type__in=_ENDS)
    rows = Order.objects.filter(pk__in=pks).filter(
        Q(total_charged_amount__gt=F("total_gross_amount")) | Exists(ended)
    )
    return {Source(type=SourceType.ORDER, id=str(row.pk)): row for row in rows}


def _checkouts(pks: Collection[str]) -> dict[Source, Any]:
    """Those that hold too much, and those with gift cards, which take from what is owed."""
    if not pks:
        return {}
    cards = Checkout.gift_cards.through.objects.filter(checkout_id=OuterRef("pk"))
    rows = (
        Checkout.objects.filter(pk__in=pks)
        .annotate(charged=Sum("payment_transactions__charged_value"), has_cards=Exists(cards))
        .filter(Q(charged__gt=F("total_gross_amount")) | Q(has_cards=True))
    )
    return {Source(type=SourceType.CHECKOUT, id=str(row.pk)): row for row in rows}


def _overcharge(one: RecordedPayment, holder: Any) -> Overcharge | None:
    if _last_of_ours(holder) != one.reference:
        return None  # told once
    if isinstance(holder, Checkout):
        cards = holder.get_total_gift_cards_balance().amount if holder.has_cards else 0
        owed = max(int(holder.total_gross_amount - cards), 0)
        return _beyond("checkout_overcharged", int(holder.charged), owed)
    charged_at = max(capture.at for capture in one.captures)
    events = OrderEvent.objects.filter(order_id=holder.pk)
    charged, owed = int(holder.total_charged_amount), int(holder.total_gross_amount)
    if events.filter(type__in=_ENDS, date__lt=charged_at).exists():
        return _beyond("ended_order", charged, 0)
    if charged > owed and events.filter(type__in=_EDITS, date__gt=charged_at).exists():
        return None
    return _beyond("overcharged", charged, owed)


def _beyond(reason: str, charged: int, owed: int) -> Overcharge | None:
    return Overcharge(reason=reason, charged=charged, owed=owed) if charged > owed else None


def _last_of_ours(holder: Any) -> PaymentReference | None:
    items = TransactionItem.objects.filter(app_identifier=PLUGIN_ID, charged_value__gt=0)
    if isinstance(holder, Checkout):
        tokens = items.filter(checkout_id=holder.pk)
    else:
        tokens = items.filter(order_id=holder.pk)
    for token in tokens.order_by("-pk").values_list("token", flat=True)[:1]:
        return PaymentReference.transaction(token)
    payments = Payment.objects.filter(order_id=holder.pk) if isinstance(holder, Order) else ()
    for payment in sorted(payments, key=lambda row: -row.pk):
        if payment.gateway == PLUGIN_ID and payment.captured_amount > 0:
            return PaymentReference.payment(payment.pk)
    return None
