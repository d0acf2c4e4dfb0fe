"""What both ways to complete a checkout have in common."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils import timezone

from . import stock
from .checkout_fetch import CheckoutInfo, left_to_pay, recalculate
from .models import Checkout, Order
from .names import CheckoutErrorCode


def not_covered() -> ValidationError:
    text = "Provided payment methods can not cover the checkout's total amount"
    return ValidationError(text, code=CheckoutErrorCode.CHECKOUT_NOT_FULLY_PAID.value)


def is_fully_paid(checkout: Any) -> bool:
    """Saleor asks for at least the total, of the payments that are still active."""
    paid = checkout.payments.filter(is_active=True).aggregate(sum=Sum("total"))["sum"]
    return (paid or Decimal(0)) >= left_to_pay(checkout)


def mark(checkout: Any, *, busy: bool) -> None:
    checkout.completing_started_at = timezone.now() if busy else None
    checkout.save(update_fields=["completing_started_at"])


def locked(checkout_pk: Any) -> CheckoutInfo | None:
    checkout = Checkout.objects.select_for_update(of=("self",)).filter(pk=checkout_pk).first()
    return recalculate(checkout) if checkout else None


def order_of(checkout_pk: Any) -> Any:
    return Order.objects.get_by_checkout_token(str(checkout_pk))


def sold_out(error: stock.InsufficientStock) -> ValidationError:
    code = CheckoutErrorCode.INSUFFICIENT_STOCK.value
    return ValidationError({"lines": ValidationError(str(error), code=code)})
