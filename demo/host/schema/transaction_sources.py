"""The checkout or order that a transaction is for, and what it still owes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..checkout_fetch import recalculate
from ..ids import pk_of
from ..models import Checkout, Order
from ..money import quantize
from .base import fault, row_with

ITEMS_LIMIT = 100


def source_of(global_id: str, codes: Any) -> Any:
    """Raises ValidationError with a code of `codes`."""
    for model in (Checkout, Order):
        if pk := pk_of(global_id, model.__name__):
            break
    else:
        text = f"Invalid ID: {global_id}. Expected one of: Checkout, Order."
        raise fault("id", text, codes.INVALID)
    found = row_with(model._meta.pk, pk)
    if found is None:
        raise fault("id", "`Order` or `Checkout` not found.", codes.NOT_FOUND)
    if found.payment_transactions.count() >= ITEMS_LIMIT:
        text = f"{model.__name__} transactions limit of {ITEMS_LIMIT} reached."
        raise fault("id", text, codes.INVALID)
    if model is Checkout:
        recalculate(found)
    return found


def amount_of(source: Any, given: Decimal | None) -> Decimal:
    """The total, before gift cards, less what transactions hold or are about to."""
    if given is not None:
        return quantize(given, source.currency)
    left: Decimal = source.total_gross_amount
    for item in source.payment_transactions.all():
        left -= max(item.authorized_value, item.charged_value)
        left -= item.authorize_pending_value + item.charge_pending_value
    return max(quantize(left, source.currency), Decimal(0))
