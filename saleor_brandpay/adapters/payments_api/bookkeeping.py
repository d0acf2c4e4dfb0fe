"""Writing into the books of Saleor's Payments API, with its own functions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import CharField, F, Func, JSONField, Value
from django.db.models.functions import Coalesce
from saleor.checkout.models import CheckoutMetadata
from saleor.order.actions import order_refunded
from saleor.order.events import external_notification_event
from saleor.order.models import Order
from saleor.payment import TransactionKind
from saleor.payment.interface import GatewayResponse
from saleor.payment.models import Payment
from saleor.payment.utils import create_transaction, gateway_postprocess
from saleor.plugins.manager import get_plugins_manager

from ...api.payment import Cancel
from ...core.shop import BookingStatus
from ...models import Debtor


class PaymentDesk:
    """The books of a Payment (core.desk.Desk)."""

    def booking_status(self, debtor: Debtor, payment_key: str) -> BookingStatus:
        payment = (
            Payment.objects.filter(
                pk=debtor,
                transactions__kind=TransactionKind.CAPTURE,
                transactions__is_success=True,
                transactions__token=payment_key,
            )
            .only("order_id")
            .first()
        )
        if payment is None:
            return BookingStatus.UNBOOKED
        return BookingStatus.ORDERED if payment.order_id else BookingStatus.CAPTURED

    def counts(self, debtor: Debtor) -> bool:
        """Saleor writes a capture and its sums in one transaction."""
        return True

    def lock(self, debtor: Debtor) -> None:
        Payment.objects.select_for_update(of=("self",)).filter(pk=debtor).first()

    def book_refunds(
        self, debtor: Debtor, cancels: Sequence[Cancel], *, of_order: bool = True
    ) -> int:
        payment = Payment.objects.select_for_update(of=("self",)).get(pk=debtor)
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
            booked = create_transaction(
                payment,
                kind=TransactionKind.REFUND,
                payment_information=None,
                gateway_response=response,
            )
            gateway_postprocess(booked, payment)
            if payment.order_id and of_order:
                # This tells the buyer, and whoever listens to Saleor's webhooks.
                manager = get_plugins_manager(allow_replica=False)
                order_refunded(payment.order, None, None, Decimal(cancel.amount), payment, manager)
        return len(new)


def keep_receipt(checkout_pk: str, url: str) -> None:
    """Put the receipt into the checkout's public metadata, which its order inherits."""
    addition = {"brandpay.receiptUrl": url}
    merged = Func(
        Coalesce(F("metadata"), Value("{}", output_field=JSONField())),
        Value(json.dumps(addition), output_field=CharField()),
        template="(%(expressions)s::jsonb)",
        arg_joiner=" || ",
        output_field=JSONField(),
    )
    rows = CheckoutMetadata.objects.filter(checkout_id=checkout_pk)
    if rows.update(metadata=merged):
        return
    # Somebody else may make the row in this moment; a receipt is not worth a capture.
    CheckoutMetadata.objects.bulk_create(
        [CheckoutMetadata(checkout_id=checkout_pk, metadata=addition)], ignore_conflicts=True
    )


def note(payment_pk: Debtor, message: str) -> None:
    """Tell staff on the order's timeline, where Saleor would not show them the reason."""
    order = Order.objects.filter(payments__pk=payment_pk).first()
    if order:
        external_notification_event(
            order=order, user=None, app=None, message=message, parameters=None
        )
