"""What a hook must know of the checkout or order that it is to be paid for, in both APIs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from saleor.checkout.models import CheckoutLine

from ..core.attempts.source import Source
from ..core.confirm.names import buyer_name
from ..core.messages.problem import Problem
from ..models import PaymentReference


@dataclass(frozen=True, kw_only=True)
class SourceDetails:
    """What a hook must know of what it is to be paid, read from the writer database."""

    reference: PaymentReference
    source: Source | None
    owed: Decimal
    """Less gift cards and what other gateways hold (M1)."""
    currency: str
    user_pk: int | None
    language: str
    return_url: str
    email: str
    name: str
    order_name: str
    obstacle: Problem | None = None
    """Why it cannot be paid at all as it stands."""
    gift_cards_forgotten: bool = False
    """No transaction can pay it while there are gift cards on it."""


def product(checkout: str) -> Subquery:
    """Name of the first good of the checkout in this column.

    To be added anew at each call: Django counts in a query with an order whenever it writes its
    SQL, and two threads that share one count wrong.
    """
    rows = CheckoutLine.objects.filter(checkout_id=OuterRef(checkout)).order_by("created_at", "pk")
    return Subquery(rows.values("variant__product__name")[:1])


def line_count(checkout: str) -> Any:
    """How many lines it has."""
    return Coalesce(Subquery(per_checkout(CheckoutLine, Count("pk"), checkout)), 0)


def per_checkout(rows: Any, figure: Any, checkout: str = "checkout_id") -> Any:
    objects = rows if hasattr(rows, "filter") else rows.objects
    return (
        objects.filter(checkout_id=OuterRef(checkout))
        .order_by()
        .values("checkout_id")
        .annotate(figure=figure)
        .values("figure")
    )


BILLING = ("billing_address__first_name", "billing_address__last_name")
"""The columns that `name_of` reads."""


def name_of(billing: Any) -> str:
    """Of a billing address, as the buyer reads it in the window."""
    return buyer_name(billing.first_name or "", billing.last_name or "") if billing else ""
