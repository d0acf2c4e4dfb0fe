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

PATIENCE = 5
"""Seconds that a worker waits for one of Saleor's locks."""


def claiming(attempt: Attempt) -> AbstractContextManager[None]:
    """The claim of a refund: committed before HTTP, and waiting for no more than two seconds."""
    return locked(attempt.transaction_token, 2, durable=True)


@contextmanager
def locked(
    token: uuid.UUID | None, seconds: float = PATIENCE, *, durable: bool = False
) -> Iterator[None]:
    """A transaction that holds the item and its source. Raises Busy."""
    with patiently(seconds, durable=durable):
        lock(token)
        yield


def lock(token: uuid.UUID | None) -> None:
    """Inside the caller's transaction: the checkout or order first, then the item."""
    rows = TransactionItem.objects.filter(token=token)
    held = None
    # While we waited for its checkout, that may have become an order.
    while (holder := rows.values_list("checkout_id", "order_id").first()) not in (None, held):
        checkout_pk, order_pk = held = holder
        model, pk = (Order, order_pk) if order_pk else (Checkout, checkout_pk)
        model.objects.filter(pk=pk).select_for_update(of=("self",)).first()
    rows.order_by("pk").select_for_update(of=("self",)).first()
