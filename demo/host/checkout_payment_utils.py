"""What a checkout has been paid through the Transactions API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from .models import Checkout, Payment, TransactionItem
from .names import CheckoutAuthorizeStatus, CheckoutChargeStatus

_HELD = ("authorized_value", "authorize_pending_value", "charged_value", "charge_pending_value")


def update_checkout_payment_statuses(checkout: Any, owed: Decimal, *, has_lines: bool) -> None:
    """What is still pending counts as paid, as in Saleor."""
    sums = checkout.payment_transactions.aggregate(**{name: Sum(name) for name in _HELD})
    authorized, authorizing, charged, charging = (sums[name] or Decimal(0) for name in _HELD)
    charged = max(charged + charging, Decimal(0))
    covered = authorized + authorizing + charged
    free = has_lines and owed <= 0
    checkout.charge_status = _charge_status(charged, owed, free)
    checkout.authorize_status = _authorize_status(covered, owed, free)
    Checkout.objects.filter(pk=checkout.pk).update(
        charge_status=checkout.charge_status, authorize_status=checkout.authorize_status
    )


def _charge_status(charged: Decimal, owed: Decimal, free: bool) -> Any:
    if not charged:
        return CheckoutChargeStatus.FULL if free else CheckoutChargeStatus.NONE
    if charged == owed:
        return CheckoutChargeStatus.FULL
    return CheckoutChargeStatus.PARTIAL if charged < owed else CheckoutChargeStatus.OVERCHARGED


def _authorize_status(covered: Decimal, owed: Decimal, free: bool) -> Any:
    if free:
        return CheckoutAuthorizeStatus.FULL
    if not covered:
        return CheckoutAuthorizeStatus.NONE
    return CheckoutAuthorizeStatus.FULL if covered >= owed else CheckoutAuthorizeStatus.PARTIAL


def update_refundable_for_checkout(checkout_pk: Any) -> None:
    """Whether Saleor's task may give back by itself what an abandoned checkout holds."""
    held = TransactionItem.objects.filter(
        Q(authorized_value__gt=0) | Q(charged_value__gt=0),
        checkout_id=checkout_pk,
        last_refund_success=True,
    )
    Checkout.objects.filter(pk=checkout_pk).update(automatically_refundable=held.exists())


def cancel_active_payments(checkout: Any) -> list[int]:
    """The Payments API steps back; the ids of its payments that were active."""
    active = checkout.payments.filter(is_active=True)
    ids = [*active.values_list("pk", flat=True)]
    active.update(is_active=False)
    return ids


def activate_payments(payment_ids: list[int]) -> None:
    Payment.objects.filter(pk__in=payment_ids).update(is_active=True)
