"""From a paid checkout to its order, in three transactions.

The middle one holds the Checkout and the Payment while the gateway is asked; each of the three
commits although an error is raised, and starts by reading the checkout again.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from . import gateway, order_making, stock
from .atomic import transaction_with_commit_on_errors
from .checkout_fetch import CheckoutInfo, fetch_checkout_data
from .completing import is_fully_paid, locked, mark, not_covered, order_of, sold_out
from .models import Checkout, Payment
from .names import CheckoutAuthorizeStatus, CheckoutErrorCode, PaymentError, TransactionKind

Completed = tuple[Any, bool, dict[str, Any]]


def complete_checkout(
    manager: Any,
    checkout_info: Any,
    lines: Any,
    payment_data: Any,
    store_source: bool,
    user: Any,
    app: Any,
    site_settings: Any = None,
    redirect_url: str | None = None,
    metadata_list: Any = None,
    private_metadata_list: Any = None,
    is_automatic_completion: bool = False,
) -> Completed:
    """The order, or whether and how the buyer has to confirm. Raises ValidationError."""
    fetch_checkout_data(checkout_info, manager, lines, force_update=True)
    checkout = checkout_info.checkout
    transactions = checkout.payment_transactions.exists()
    if (
        checkout.authorize_status == CheckoutAuthorizeStatus.FULL
        or (transactions and checkout.get_last_active_payment() is None)
        or checkout_info.channel.allow_unpaid_orders
    ):
        return _with_transactions(checkout_info), False, {}
    return _with_payment(manager, checkout.pk, payment_data, store_source, user)


def _with_transactions(info: CheckoutInfo) -> Any:
    """What was paid is paid, and no gateway is asked. Where orders need not be paid, as well."""
    full = info.checkout.authorize_status == CheckoutAuthorizeStatus.FULL
    if not full and not info.channel.allow_unpaid_orders:
        text = "The authorized amount doesn't cover the checkout's total amount."
        code = CheckoutErrorCode.CHECKOUT_NOT_FULLY_PAID.value
        raise ValidationError({"id": ValidationError(text, code=code)})
    try:
        with transaction.atomic():
            fresh = locked(info.checkout.pk)
            if fresh is None:
                return order_of(info.checkout.pk)
            data = order_making.order_data(fresh)
            return _finish(fresh, _create_order_from_checkout(fresh, data))
    except stock.InsufficientStock as error:
        # The money stays on the checkout, until staff or Saleor's task give it back.
        mark(info.checkout, busy=False)
        raise sold_out(error) from error


def _with_payment(
    manager: Any, checkout_pk: Any, payment_data: Any, store_source: bool, user: Any
) -> Completed:
    with transaction_with_commit_on_errors():
        info = locked(checkout_pk)
        if info is None:
            return order_of(checkout_pk), False, {}
        mark(info.checkout, busy=True)
        payment, data = _before_payment(manager, info)
        stock.reserve(info.lines)

    txn = None
    if payment is not None:
        with transaction_with_commit_on_errors():
            if not Checkout.objects.select_for_update(of=("self",)).filter(pk=checkout_pk).exists():
                return order_of(checkout_pk), False, {}
            payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
            txn = _process_payment(manager, info, payment, payment_data, store_source)
            payment.refresh_from_db()
            if not payment.is_active:
                _give_up(manager, info, payment)
                raise ValidationError(
                    f"The payment with pspReference: {payment.psp_reference} is inactive.",
                    code=CheckoutErrorCode.INACTIVE_PAYMENT.value,
                )

    with transaction_with_commit_on_errors():
        info = locked(checkout_pk)
        if info is None:
            return order_of(checkout_pk), False, {}
        return _after_payment(manager, info, payment, txn, data)


def _before_payment(manager: Any, info: CheckoutInfo) -> tuple[Any, dict[str, Any]]:
    payment = info.checkout.get_last_active_payment()
    try:
        if not is_fully_paid(info.checkout):
            gateway.payment_refund_or_void(payment, manager, info.channel.slug)
            raise not_covered()
        return payment, order_making.order_data(info)
    except stock.InsufficientStock as error:
        _give_up(manager, info, payment)
        raise sold_out(error) from error
    except ValidationError:
        _give_up(manager, info, payment)
        raise


def _process_payment(
    manager: Any, info: CheckoutInfo, payment: Any, payment_data: Any, store_source: bool
) -> Any:
    slug = info.channel.slug
    try:
        if payment.to_confirm:
            return gateway.confirm(payment, manager, slug, additional_data=payment_data)
        return gateway.process_payment(
            payment,
            payment.token,
            manager,
            slug,
            store_source=store_source,
            additional_data=payment_data,
        )
    except PaymentError as error:
        _give_up(manager, info)
        raise ValidationError(str(error), code=CheckoutErrorCode.PAYMENT_ERROR.value) from error


def _after_payment(
    manager: Any, info: CheckoutInfo, payment: Any, txn: Any, data: dict[str, Any]
) -> Completed:
    if txn is not None and txn.action_required:
        mark(info.checkout, busy=False)
        return None, True, txn.action_required_data
    if payment is not None and _is_refund_ongoing(payment):
        # Neither an order nor an error.
        mark(info.checkout, busy=False)
        return None, False, {}
    try:
        return _finish(info, _create_order(info, data)), False, {}
    except stock.InsufficientStock as error:
        _give_up(manager, info, payment)
        raise sold_out(error) from error


def _is_refund_ongoing(payment: Any) -> bool:
    kind = TransactionKind.REFUND_ONGOING
    return bool(payment.transactions.filter(kind=kind, is_success=True).exists())


def _create_order(info: CheckoutInfo, data: dict[str, Any]) -> Any:
    return order_making.create(info, data)


def _create_order_from_checkout(info: CheckoutInfo, data: dict[str, Any]) -> Any:
    return order_making.create(info, data, with_transactions=True)


def _finish(info: CheckoutInfo, order: Any) -> Any:
    info.checkout.delete()
    return order


def _give_up(manager: Any, info: CheckoutInfo, payment: Any = None) -> None:
    """Let the checkout go; with a payment, what it holds goes back by itself."""
    mark(info.checkout, busy=False)
    if payment is not None:
        gateway.payment_refund_or_void(payment, manager, info.channel.slug)
