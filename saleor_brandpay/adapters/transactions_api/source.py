"""What a session's hook must know of the checkout or order that a transaction is to pay."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from saleor.checkout.models import Checkout
from saleor.order.models import Order

from ...core.attempts.source import Source
from ...core.confirm.names import order_name
from ...models import PaymentReference, SourceType
from ..amount_owed import CHECKOUT, ORDER, less_transactions, obstacle, owed, owing
from ..saleor.types import SourceObject
from ..saleor.version import SALEOR
from ..source_details import BILLING, SourceDetails, line_count, name_of, product


def transaction_source(
    source_object: SourceObject,
    reference: PaymentReference,
    prices_expire: datetime.datetime | None = None,
) -> SourceDetails:
    """Read anew from the writer database, whatever Saleor has handed over (M18).

    `prices_expire`: see prices.are_stale.
    """
    if isinstance(source_object, Checkout):
        return _of_checkout(source_object.pk, reference, prices_expire)
    return _of_order(source_object.pk, reference)


@cache
def _checkouts() -> Any:
    rows = owing(Checkout).select_related("billing_address").annotate(line_count=line_count("pk"))
    return rows.only(*CHECKOUT, "user", "language_code", "email", *BILLING)


@cache
def _orders() -> Any:
    rows = owing(Order).select_related("billing_address")
    return rows.only(*ORDER, "user", "language_code", "user_email", "checkout_token", *BILLING)


def _of_checkout(
    pk: Any, reference: PaymentReference, prices_expire: datetime.datetime | None
) -> SourceDetails:
    rows = less_transactions(_checkouts(), reference).annotate(product=product("pk"))
    row = rows.get(pk=pk)
    billing = row.billing_address
    return SourceDetails(
        reference=reference,
        source=Source(type=SourceType.CHECKOUT, id=str(row.pk)),
        owed=max(owed(row), Decimal(0)),
        currency=row.currency,
        user_pk=row.user_id,
        language=row.language_code or "",
        return_url="",
        email=row.email or "",
        name=name_of(billing),
        order_name=order_name(row.product or "", row.line_count),
        obstacle=obstacle(row, prices_expire),
        gift_cards_forgotten=_gift_cards_forgotten(row),
    )


def _of_order(pk: Any, reference: PaymentReference) -> SourceDetails:
    row = less_transactions(_orders(), reference).get(pk=pk)
    names = list(row.lines.order_by("created_at", "pk").values_list("product_name", flat=True))
    billing = row.billing_address
    return SourceDetails(
        reference=reference,
        source=Source(
            type=SourceType.ORDER, id=str(row.pk), checkout=str(row.checkout_token or "")
        ),
        owed=max(owed(row), Decimal(0)),
        currency=row.currency,
        user_pk=row.user_id,
        language=row.language_code or "",
        return_url="",
        email=row.user_email or "",
        name=name_of(billing),
        order_name=order_name(names[0] if names else "", len(names)),
        obstacle=obstacle(row),
    )


_GIFT_CARDS_COUNTED = SALEOR >= (3, 22)
"""Before 3.22 Saleor forgets gift cards when it asks whether transactions cover a checkout: while
there is one on it, the checkout cannot be completed, whatever was paid."""


def _gift_cards_forgotten(checkout: Any) -> bool:
    return not _GIFT_CARDS_COUNTED and checkout.get_total_gift_cards_balance().amount > 0
