"""What a checkout or an order owes, its row being locked (M1)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import (
    Case,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from saleor.checkout.models import Checkout
from saleor.order import OrderStatus
from saleor.order.models import Order
from saleor.payment.models import Payment, TransactionItem

from ..clock import now
from ..core.attempts.source import Source
from ..core.messages import problems
from ..core.messages.problem import Problem
from ..core.shop import Busy
from ..core.shop_records import AmountOwed
from ..models import PaymentReference, SourceType
from . import prices
from .ids import PLUGIN_ID
from .saleor.locks import patiently

PATIENCE = 2
"""Seconds; the Payments API holds the same lock around its hooks (M2)."""
_MONEY: Any = DecimalField(max_digits=20, decimal_places=3)
_ZERO = Value(Decimal(0), output_field=_MONEY)
_BEING_REFUNDED = Case(
    When(app_identifier=PLUGIN_ID, then=F("refund_pending_value")),
    default=_ZERO,
    output_field=_MONEY,
)
"""Of ours: Toss may yet refuse the refund, and the money would stay."""
HELD: Any = (
    F("charged_value")
    + F("authorized_value")
    + F("charge_pending_value")
    + F("authorize_pending_value")
    + _BEING_REFUNDED
)
"""What a TransactionItem takes off its source's debt."""


@contextmanager
def locked(
    source: Source, reference: PaymentReference, prices_expire: datetime.datetime | None = None
) -> Iterator[Callable[[], AmountOwed]]:
    with patiently(PATIENCE, durable=True):
        model = Checkout if source.type == SourceType.CHECKOUT else Order
        rows = model.objects.filter(pk=source.id)
        if not rows.select_for_update(of=("self",)).values_list("pk").first():
            # It has just become an order, or was deleted: whoever asks again will see.
            raise Busy
        # Not before: what a statement sums up that waits for a lock is older than the lock.
        yield lambda: _amount_owed(
            less_transactions(owing(model), reference).get(pk=source.id), prices_expire
        )


def _amount_owed(row: Any, prices_expire: datetime.datetime | None) -> AmountOwed:
    started = getattr(row, "completing_started_at", None)
    return AmountOwed(
        owed=int(max(owed(row), Decimal(0))),
        completing=started is not None and now() - started < UNDER_WAY,
        obstacle=obstacle(row, prices_expire),
    )


CHECKOUT = (
    *("currency", "total_gross_amount", "total_net_amount"),
    *("price_expiration", "tax_error", "completing_started_at"),
)
ORDER = ("currency", "total_gross_amount", "status", "should_refresh_prices", "tax_error")
"""The columns that this file reads, and `prices`: Django takes its time over each one."""


@cache
def owing(model: Any) -> Any:
    """Checkouts or orders with what Payments hold of them. Made once: making it is what costs."""
    column, columns = ("checkout", CHECKOUT) if model is Checkout else ("order", ORDER)
    held = _sum_per(column, Payment.objects.all(), Sum("captured_amount"))
    rows = model.objects.only(*columns).annotate(held_by_payments=held)
    if model is not Checkout:
        return rows
    cards = Checkout.gift_cards.through.objects.filter(checkout_id=OuterRef("pk"))
    return rows.annotate(has_gift_cards=Exists(cards))


def less_transactions(rows: Any, reference: PaymentReference) -> Any:
    """The same with what other transactions than this one hold of them, in one query."""
    others = TransactionItem.objects.exclude(token=reference.transaction_token)
    column = "checkout" if rows.model is Checkout else "order"
    return rows.annotate(held_by_transactions=_sum_per(column, others, Sum(HELD)))


def _sum_per(column: str, rows: Any, figure: Any) -> Any:
    rows = rows.filter(**{column: OuterRef("pk")}).order_by().values(column)
    held = rows.annotate(figure=figure).values("figure")
    return Coalesce(Subquery(held, output_field=_MONEY), _ZERO)


CLOSED = (OrderStatus.CANCELED, OrderStatus.EXPIRED)


def is_closed(row: Any) -> bool:
    """Whether it is an order that owes nothing: charging one would bring it back to life."""
    return isinstance(row, Order) and row.status in CLOSED


def is_closed_order(source: Source) -> bool:
    """The same, asked anew; a checkout is not asked for."""
    if source.type == SourceType.CHECKOUT:
        return False
    return bool(Order.objects.filter(pk=source.id, status__in=CLOSED).exists())


def obstacle(
    row: Any,
    prices_expire: datetime.datetime | None = None,
    skew: datetime.timedelta = prices.SKEW,
) -> Problem | None:
    """Why a checkout or an order cannot be paid as it stands, whatever its sums say (M1).

    `prices_expire`, `skew`: see prices.are_stale.
    """
    if is_closed(row):
        return problems.ORDER_CLOSED
    if prices.are_stale(row, prices_expire, skew):
        return problems.PRICES_STALE
    return problems.NO_TAXES if prices.have_no_taxes(row) else None


def owed(row: Any) -> Decimal:
    """What a checkout or an order owes to one of our transactions, less what others hold (M1)."""
    if is_closed(row):
        return Decimal(0)
    if isinstance(row, Checkout):
        total = row.total.gross.amount
        if row.has_gift_cards:
            total -= row.get_total_gift_cards_balance().amount
    else:
        total = row.total_gross_amount
    left: Decimal = total - row.held_by_payments - row.held_by_transactions
    return left


UNDER_WAY = datetime.timedelta(seconds=60)
"""Saleor marks a checkout while it is being completed. A worker that steps between a capture and
its order may make Saleor refund what the buyer's own request is about to turn into an order."""
