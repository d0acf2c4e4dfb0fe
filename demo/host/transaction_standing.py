"""After a transaction changed: how its checkout or order stands now."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction as database

from .checkout_fetch import fetch_checkout_lines, left_to_pay, recalculate
from .checkout_payment_utils import (
    update_checkout_payment_statuses,
    update_refundable_for_checkout,
)
from .lock_objects import (
    get_checkout_and_transaction_item_locked_for_update,
    get_order_and_transaction_item_locked_for_update,
)
from .names import TransactionEventType
from .order_sums import calculate_order_granted_refund_status, updates_amounts_for_order

_GAVE = {TransactionEventType.REFUND_SUCCESS, TransactionEventType.CANCEL_SUCCESS}
_KEPT = {TransactionEventType.REFUND_FAILURE, TransactionEventType.CANCEL_FAILURE}
_ASKED = {TransactionEventType.REFUND_REQUEST, TransactionEventType.CANCEL_REQUEST}


def process_order_or_checkout_with_transaction(
    transaction: Any,
    manager: Any,
    user: Any,
    app: Any,
    previous_authorized_value: Decimal = Decimal(0),
    previous_charged_value: Decimal = Decimal(0),
    previous_refunded_value: Decimal = Decimal(0),
    related_granted_refund: Any = None,
) -> None:
    """The checkout may have become an order meanwhile: then it is the order's."""
    if transaction.checkout_id:
        with database.atomic():
            checkout, item = get_checkout_and_transaction_item_locked_for_update(
                transaction.checkout_id, transaction.pk
            )
            if item.checkout_id and checkout:
                lines, _ = fetch_checkout_lines(checkout)
                update_checkout_payment_statuses(
                    checkout, left_to_pay(checkout), has_lines=bool(lines)
                )
                _note_change(item, checkout)
                return
        transaction = item
    if transaction.order_id is None:
        return
    with database.atomic():
        order, _ = get_order_and_transaction_item_locked_for_update(
            transaction.order_id, transaction.pk
        )
        updates_amounts_for_order(order)
    if related_granted_refund:
        calculate_order_granted_refund_status(related_granted_refund)


def transaction_amounts_for_checkout_updated(
    transaction: Any, manager: Any, user: Any, app: Any
) -> None:
    checkout = transaction.checkout
    if checkout is None:
        return
    recalculate(checkout)
    _note_change(transaction, checkout)


def note_time_of_change(transaction: Any, checkout: Any) -> None:
    last = checkout.last_transaction_modified_at
    if not last or last < transaction.modified_at:
        checkout.last_transaction_modified_at = transaction.modified_at
        checkout.save(update_fields=["last_transaction_modified_at"])


def _note_change(transaction: Any, checkout: Any) -> None:
    note_time_of_change(transaction, checkout)
    update_refundable_for_checkout(checkout.pk)


def recalculate_refundable_for_checkout(
    transaction_item: Any, request_event: Any, response_event: Any = None
) -> None:
    """Whether the last refund went well: else Saleor's task lets the transaction be."""
    well = transaction_item.last_refund_success
    if response_event:
        well = response_event.type in _GAVE or (well and response_event.type not in _KEPT)
    elif request_event.type in _ASKED:
        well = request_event.include_in_calculations
    if well != transaction_item.last_refund_success:
        transaction_item.last_refund_success = well
        transaction_item.save(update_fields=["last_refund_success"])
    if transaction_item.checkout_id:
        update_refundable_for_checkout(transaction_item.checkout_id)
