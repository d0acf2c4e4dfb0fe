"""What a checkout or an order owes, its row being locked (core.desk.Till)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum
from saleor.checkout.models import Checkout
from saleor.order.models import Order
from saleor.payment.models import Payment, TransactionItem

from ..clock import now
from ..core.desk import Busy, Due
from ..core.source import Source
from ..models import Debtor, SourceType
from .checkouts import UNDER_WAY
from .locking import patiently

PATIENCE = 2
"""Seconds; the Payments API holds the same lock around its hooks (M2)."""
HELD: Any = (
    F("charged_value")
    + F("authorized_value")
    + F("charge_pending_value")
    + F("authorize_pending_value")
)
"""What a TransactionItem takes off its source's debt."""


class ShopTill:
    @contextmanager
    def locked(self, source: Source, debtor: Debtor) -> Iterator[Due]:
        with patiently(PATIENCE, durable=True):
            model = Checkout if source.type == SourceType.CHECKOUT else Order
            row = model.objects.select_for_update(of=("self",)).filter(pk=source.id).first()
            if row is None:
                # It has just become an order, or was deleted: whoever asks again will see.
                raise Busy
            started = getattr(row, "completing_started_at", None)
            yield Due(
                owed=int(max(owed(row, debtor), Decimal(0))),
                completing=started is not None and now() - started < UNDER_WAY,
            )


def owed(row: Any, debtor: Debtor) -> Decimal:
    """What a checkout or an order owes to one of our transactions, less what others hold (M1)."""
    payments, items = Payment.objects.all(), TransactionItem.objects.exclude(token=debtor)
    if isinstance(row, Checkout):
        total = row.total.gross.amount
        if row.gift_cards.exists():
            total -= row.get_total_gift_cards_balance().amount
        payments, items = payments.filter(checkout=row), items.filter(checkout=row)
    else:
        total = row.total_gross_amount
        payments, items = payments.filter(order=row), items.filter(order=row)
    captured = payments.aggregate(held=Sum("captured_amount"))["held"] or Decimal(0)
    charged = items.aggregate(held=Sum(HELD))["held"] or Decimal(0)
    left: Decimal = total - captured - charged
    return left
