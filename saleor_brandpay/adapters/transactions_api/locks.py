"""Saleor's locks around a TransactionItem, in its own order (M13)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from saleor.checkout.models import Checkout
from saleor.order.models import Order
from saleor.payment.models import TransactionItem

from ...models import Attempt
from ..saleor.locks import patiently


def claiming(attempt: Attempt) -> AbstractContextManager[None]:
    """The claim of a refund: committed before HTTP, and waiting for no more than two seconds."""
    return locked(attempt.transaction_token, 2, durable=True)


@contextmanager
def locked(token: uuid.UUID | None, seconds: float, *, durable: bool = False) -> Iterator[None]:
    with patiently(seconds, durable=durable):
        # Its checkout may have become an order since the attempt was opened.
        rows = TransactionItem.objects.filter(token=token)
        for checkout_pk, order_pk in rows.values_list("checkout_id", "order_id"):
            model, pk = (Order, order_pk) if order_pk else (Checkout, checkout_pk)
            model.objects.filter(pk=pk).select_for_update(of=("self",)).first()
        rows.order_by("pk").select_for_update(of=("self",)).first()
        yield
