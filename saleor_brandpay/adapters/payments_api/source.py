"""What a hook must know of a Saleor Payment, and of a transaction's checkout or order."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import DecimalField, Exists, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from saleor.checkout.models import Checkout
from saleor.payment.models import Payment, TransactionItem

from ...core.attempts.source import Source
from ...core.confirm.names import order_name
from ...core.messages import problems
from ...core.messages.problem import Problem
from ...models import PaymentReference, SourceType
from .. import prices
from ..amount_owed import CHECKOUT, HELD, ORDER, is_closed, obstacle
from ..ids import PLUGIN_ID
from ..source_details import (
    BILLING,
    SourceDetails,
    line_count,
    name_of,
    per_checkout,
    product,
)

_MONEY: Any = DecimalField(max_digits=20, decimal_places=3)
_ZERO = Value(Decimal(0), output_field=_MONEY)


def _obstacle(holder: Any) -> Problem | None:
    # Saleor has looked at the prices a moment ago, by this very clock.
    found = obstacle(holder, skew=datetime.timedelta(0))
    # Prices that live for a moment only have run out since Saleor looked at them, just before us.
    brief = found is problems.PRICES_STALE and not prices.live_long()
    return None if brief else found


@cache
def _payments() -> Any:
    """Made once, and only with the columns that are read: making it is what costs."""
    others = Payment.objects.exclude(gateway=PLUGIN_ID)
    elsewhere = per_checkout(others, Sum("captured_amount"))
    transacted = per_checkout(TransactionItem, Sum(HELD))
    cards = Checkout.gift_cards.through.objects.filter(checkout_id=OuterRef("checkout_id"))
    of_checkout = (*CHECKOUT, "user", "language_code", "email", *BILLING)
    of_order = (*ORDER, "total_charged_amount", "user", "language_code", "checkout_token")
    return (
        Payment.objects.select_related("checkout__billing_address", "order")
        .only(
            *("currency", "return_url", "billing_email"),
            *(f"checkout__{column}" for column in of_checkout),
            *(f"order__{column}" for column in of_order),
        )
        .annotate(
            line_count=line_count("checkout_id"),
            elsewhere=Coalesce(Subquery(elsewhere, output_field=_MONEY), _ZERO),
            transacted=Coalesce(Subquery(transacted, output_field=_MONEY), _ZERO),
            has_gift_cards=Exists(cards),
        )
    )


def payment_source(payment_pk: int) -> SourceDetails:
    payment = _payments().annotate(product=product("checkout_id")).get(pk=payment_pk)
    checkout, order = payment.checkout, payment.order
    if checkout is not None:
        owed = checkout.total.gross.amount
        if payment.has_gift_cards:
            owed -= checkout.get_total_gift_cards_balance().amount
        owed -= payment.elsewhere + payment.transacted
        source = Source(type=SourceType.CHECKOUT, id=str(checkout.pk))
        billing = checkout.billing_address
    elif order is not None:
        owed = order.total_gross_amount - order.total_charged_amount
        owed = Decimal(0) if is_closed(order) else owed
        source = Source(
            type=SourceType.ORDER, id=str(order.pk), checkout=str(order.checkout_token or "")
        )
        billing = None
    else:
        owed, source, billing = Decimal(0), None, None
    holder = checkout or order
    return SourceDetails(
        reference=PaymentReference.payment(payment.pk),
        source=source,
        owed=max(owed, Decimal(0)),
        currency=payment.currency,
        user_pk=holder.user_id if holder else None,
        language=(holder.language_code if holder else "") or "",
        return_url=payment.return_url or "",
        email=(checkout.email if checkout else payment.billing_email) or "",
        name=name_of(billing),
        order_name=order_name(payment.product or "", payment.line_count),
        obstacle=_obstacle(holder) if holder else None,
    )
