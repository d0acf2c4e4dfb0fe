"""Writing into the books of Saleor's Payments API, with its own functions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import CharField, F, Func, JSONField, QuerySet, Value
from django.db.models.functions import Coalesce
from saleor.checkout.models import Checkout, CheckoutMetadata
from saleor.order.actions import order_refunded
from saleor.order.models import Order
from saleor.payment import TransactionKind
from saleor.payment.interface import GatewayResponse
from saleor.payment.models import Payment, Transaction
from saleor.payment.utils import create_transaction, gateway_postprocess
from saleor.plugins.manager import get_plugins_manager

from ...api.payment import Cancel
from ...api.payment import Payment as Approval
from ...models import Attempt
from ..saleor import order_history


def book_refunds(payment_pk: int, cancels: Sequence[Cancel], *, of_order: bool) -> int:
    """Those that are not booked yet; how many were new."""
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment_pk)
    known = set(
        payment.transactions.filter(kind=TransactionKind.REFUND, is_success=True).values_list(
            "token", flat=True
        )
    )
    new = [cancel for cancel in cancels if cancel.transaction_key not in known]
    for cancel in new:
        response = GatewayResponse(
            is_success=True,
            action_required=False,
            kind=TransactionKind.REFUND,
            amount=Decimal(cancel.amount),
            currency=payment.currency,
            transaction_id=cancel.transaction_key,
            error=None,
            raw_response={"reason": cancel.reason[:200]},
        )
        _book(payment, response)
        if payment.order_id and of_order:
            # This tells the buyer, and whoever listens to Saleor's webhooks.
            manager = get_plugins_manager(allow_replica=False)
            order_refunded(payment.order, None, None, Decimal(cancel.amount), payment, manager)
    return len(new)


def book_capture(payment_pk: int, approval: Approval) -> bool:
    """An approval that cannot become an order, unless something else is booked; whether it was."""
    payment = Payment.objects.select_for_update(of=("self",)).filter(pk=payment_pk).first()
    if payment is None:
        return False
    if payment.transactions.filter(kind=TransactionKind.CAPTURE, is_success=True).exists():
        return False
    was_active = payment.is_active
    response = GatewayResponse(
        is_success=True,
        action_required=False,
        kind=TransactionKind.CAPTURE,
        amount=Decimal(approval.total_amount),
        currency=payment.currency,
        transaction_id=approval.payment_key,
        error=None,
        raw_response={"orderId": approval.order_id},
        psp_reference=approval.payment_key,
    )
    _book(payment, response)
    Payment.objects.filter(pk=payment_pk).update(
        is_active=was_active, psp_reference=approval.payment_key[:512]
    )
    return True


def end_ongoing_refund(payment_pk: int, reason: str) -> None:
    Transaction.objects.filter(
        payment_id=payment_pk, kind=TransactionKind.REFUND_ONGOING, is_success=True
    ).update(is_success=False, error=reason)


def _book(payment: Payment, response: GatewayResponse) -> None:
    booked = create_transaction(
        payment,
        kind=response.kind,
        payment_information=None,
        gateway_response=response,
    )
    gateway_postprocess(booked, payment)


RECEIPT = "brandpay.receiptUrl"
TEST_PAYMENT = "brandpay.testPayment"
_TEST_PAYMENT = (
    "테스트 키로 결제되어 실제로 받은 돈이 없습니다. / "
    "Paid with test keys: no real money was taken."
)


def order_metadata(attempt: Attempt) -> dict[str, str]:
    """What an order is to keep in its public metadata of the payment: for its buyer and staff."""
    kept = {RECEIPT: attempt.method.get("receiptUrl") or ""}
    if attempt.merchant.is_test:
        kept[TEST_PAYMENT] = _TEST_PAYMENT
    return {name: value for name, value in kept.items() if value}


def keep_on_checkout(checkouts: QuerySet[Checkout], values: dict[str, str]) -> bool:
    """Put them into the public metadata of a checkout, which its order inherits; whether it is
    there (an order may have been made of it). In the caller's transaction.

    The checkout is locked first (M13): a row of its metadata is only there once a commit has
    looked at the checkout, which would wait for somebody who waits for that row.
    """
    held = checkouts.select_for_update(of=("self",)).values("pk")
    kept = CheckoutMetadata.objects.filter(checkout_id__in=held)
    if kept.update(metadata=merged("metadata", values)):
        return True
    rows = [CheckoutMetadata(checkout_id=row["pk"], metadata=values) for row in held]
    # Somebody else may make the row in this moment; a receipt is not worth a capture.
    CheckoutMetadata.objects.bulk_create(rows, ignore_conflicts=True)
    return bool(rows)


def keep_on_orders(orders: QuerySet[Order], values: dict[str, str]) -> None:
    """The same of orders that are there already."""
    orders.update(metadata=merged("metadata", values))


def merged(column: str, values: dict[str, str]) -> Func:
    """Of an UPDATE: that column of metadata, with these values in it."""
    return Func(
        Coalesce(F(column), Value("{}", output_field=JSONField())),
        Value(json.dumps(values), output_field=CharField()),
        template="(%(expressions)s::jsonb)",
        arg_joiner=" || ",
        output_field=JSONField(),
    )


def note(payment_pk: int, message: str) -> None:
    """Tell staff on the order's timeline, where Saleor would not show them the reason."""
    order = Order.objects.filter(payments__pk=payment_pk).first()
    if order:
        order_history.note(order, message)
