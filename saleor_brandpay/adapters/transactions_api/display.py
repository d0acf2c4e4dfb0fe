"""What is shown of a transaction: title, receipt, and what can be done with it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from saleor.checkout.models import Checkout
from saleor.order.models import Order
from saleor.payment.models import TransactionItem

from ...core.attempts.method_details import staff_texts
from ...core.messages.payment_line import title
from ...models import Attempt
from ..payments_api.bookkeeping import keep_on_checkout, keep_on_orders, merged, order_metadata
from ..saleor.locks import patiently
from . import locks
from .responses import is_url


def name(attempt: Attempt) -> None:
    """Call it after the card or account; no answer of a session can, and older Saleors keep none.

    What staff are asked about goes into its private metadata. Saleor saves nothing of these columns
    around a session.
    """
    receipt = attempt.method.get("receiptUrl") or ""
    shown = title(attempt.method, is_test=attempt.merchant.is_test)
    values: dict[str, Any] = {"name": shown[:512]} if shown else {}
    if is_url(receipt):
        values["external_url"] = receipt
    if texts := staff_texts(attempt.method):
        values["private_metadata"] = merged("private_metadata", texts)
    if values:
        TransactionItem.objects.filter(token=attempt.transaction_token).update(**values)


def keep_receipt(attempt: Attempt) -> None:
    """For the buyer: into the metadata of the order, or of the checkout that becomes one.

    An app may make an order of the checkout at any moment, also in the midst of this. Raises Busy.
    """
    kept = order_metadata(attempt)
    if not kept:
        return
    checkouts = Checkout.objects.filter(payment_transactions__token=attempt.transaction_token)
    with patiently(locks.PATIENCE):
        is_kept = keep_on_checkout(checkouts, kept)
    if not is_kept:
        keep_on_order(attempt)


def keep_on_order(attempt: Attempt) -> None:
    """For a worker, too, later: the order may have been made of what the checkout held before."""
    kept = order_metadata(attempt)
    if kept:
        orders = Order.objects.filter(payment_transactions__token=attempt.transaction_token)
        without = Q(metadata__isnull=True) | ~Q(metadata__has_keys=list(kept))
        keep_on_orders(orders.filter(without), kept)


def end_actions(item: TransactionItem) -> None:
    """Nothing is left to be refunded: the dashboard shall not offer it."""
    TransactionItem.objects.filter(pk=item.pk, charged_value__lte=0).update(available_actions=[])
