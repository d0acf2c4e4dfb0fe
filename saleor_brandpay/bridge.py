"""The one module, besides the plugins, that knows Saleor's models and functions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import (
    CharField,
    Count,
    DecimalField,
    Exists,
    F,
    Func,
    JSONField,
    OuterRef,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from saleor.checkout.complete_checkout import complete_checkout
from saleor.checkout.fetch import fetch_checkout_info, fetch_checkout_lines
from saleor.checkout.models import Checkout, CheckoutLine, CheckoutMetadata
from saleor.core.utils import build_absolute_uri
from saleor.core.utils.url import validate_storefront_url
from saleor.order.actions import order_refunded
from saleor.order.events import external_notification_event
from saleor.order.models import Order
from saleor.payment import TransactionKind
from saleor.payment.interface import GatewayResponse
from saleor.payment.models import Payment, TransactionItem
from saleor.payment.utils import create_transaction, gateway_postprocess
from saleor.plugins.manager import get_plugins_manager

from .api.payment import Cancel
from .core.source import Source
from .models import SourceType

PLUGIN_ID = "tosspayments.brandpay"
_MONEY: Any = DecimalField(max_digits=20, decimal_places=3)
_ZERO = Value(Decimal(0), output_field=_MONEY)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a hook must know of a Saleor Payment, read from the writer database in one query."""

    payment_pk: int
    source: Source | None
    owed: Decimal
    """Less gift cards and what other gateways hold (M1)."""
    currency: str
    user_pk: int | None
    language: str
    return_url: str
    email: str
    name: str
    order_name: str


def facts(payment_pk: int) -> Facts:
    payment = (
        Payment.objects.select_related("checkout__billing_address", "order")
        .annotate(
            product=Subquery(_lines().values("variant__product__name")[:1]),
            lines=Coalesce(Subquery(_per_checkout(CheckoutLine, Count("pk"))), 0),
            elsewhere=Coalesce(
                Subquery(
                    _per_checkout(
                        Payment.objects.exclude(gateway=PLUGIN_ID), Sum("captured_amount")
                    ),
                    output_field=_MONEY,
                ),
                _ZERO,
            ),
            transacted=Coalesce(
                Subquery(
                    _per_checkout(
                        TransactionItem.objects.exclude(app_identifier=PLUGIN_ID),
                        Sum(
                            F("charged_value")
                            + F("authorized_value")
                            + F("charge_pending_value")
                            + F("authorize_pending_value")
                        ),
                    ),
                    output_field=_MONEY,
                ),
                _ZERO,
            ),
            has_gift_cards=Exists(
                Checkout.gift_cards.through.objects.filter(checkout_id=OuterRef("checkout_id"))
            ),
        )
        .get(pk=payment_pk)
    )
    checkout, order = payment.checkout, payment.order
    if checkout is not None:
        owed = checkout.total.gross.amount
        if payment.has_gift_cards:
            owed -= checkout.get_total_gift_cards_balance().amount
        owed -= payment.elsewhere + payment.transacted
        source = Source(type=SourceType.CHECKOUT, id=str(checkout.pk))
        billing = checkout.billing_address
    elif order is not None:
        owed = order.total_gross_amount - order.total_charged_amount
        source = Source(type=SourceType.ORDER, id=str(order.pk))
        billing = None
    else:
        owed, source, billing = Decimal(0), None, None
    holder = checkout or order
    return Facts(
        payment_pk=payment.pk,
        source=source,
        owed=max(owed, Decimal(0)),
        currency=payment.currency,
        user_pk=holder.user_id if holder else None,
        language=(holder.language_code if holder else "") or "",
        return_url=payment.return_url or "",
        email=(checkout.email if checkout else payment.billing_email) or "",
        name=f"{billing.first_name} {billing.last_name}".strip() if billing else "",
        order_name=_order_name(payment.product or "", payment.lines),
    )


def _lines() -> Any:
    return CheckoutLine.objects.filter(checkout_id=OuterRef("checkout_id")).order_by(
        "created_at", "pk"
    )


def _per_checkout(rows: Any, figure: Any) -> Any:
    objects = rows if hasattr(rows, "filter") else rows.objects
    return (
        objects.filter(checkout_id=OuterRef("checkout_id"))
        .order_by()
        .values("checkout_id")
        .annotate(figure=figure)
        .values("figure")
    )


def _order_name(product: str, lines: int) -> str:
    """Toss's orderName, at most 100 characters: `Mug 외 1건`."""
    rest = f" 외 {lines - 1}건" if lines > 1 else ""
    return (product or "주문")[: 100 - len(rest)] + rest


def endpoint_url(channel_slug: str, path: str) -> str:
    """The absolute address of one of the plugin's own endpoints."""
    base = reverse(
        "plugins-per-channel",
        kwargs={"plugin_id": PLUGIN_ID, "channel_slug": channel_slug},
    )
    return str(build_absolute_uri(base)) + path


def is_storefront_url(url: str) -> bool:
    """Whether ALLOWED_CLIENT_HOSTS lets a buyer be sent there."""
    try:
        validate_storefront_url(url)
    except ValidationError:
        return False
    return url.startswith(("https://", "http://"))


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
    if not rows.update(metadata=merged):
        CheckoutMetadata.objects.create(checkout_id=checkout_pk, metadata=addition)


class ShopDesk:
    """Saleor's books, for the core (core.desk.Desk)."""

    def is_ordered(self, payment_pk: int) -> bool:
        return bool(Payment.objects.filter(pk=payment_pk, order__isnull=False).exists())

    def book_refunds(self, payment_pk: int, cancels: Sequence[Cancel]) -> int:
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
            booked = create_transaction(
                payment,
                kind=TransactionKind.REFUND,
                payment_information=None,
                gateway_response=response,
            )
            gateway_postprocess(booked, payment)
            if payment.order_id:
                manager = get_plugins_manager(allow_replica=False)
                order_refunded(payment.order, None, None, Decimal(cancel.amount), payment, manager)
        return len(new)


def note(payment_pk: int, message: str) -> None:
    """Tell staff on the order's timeline, where Saleor would not show them the reason."""
    order = Order.objects.filter(payments__pk=payment_pk).first()
    if order:
        external_notification_event(
            order=order, user=None, app=None, message=message, parameters=None
        )


@dataclass(frozen=True, kw_only=True)
class Completed:
    order_pk: str | None = None
    window: bool = False
    """The buyer has to open the window once more."""
    error: str = ""


def order_of_payment(payment_pk: int) -> str | None:
    payment = Payment.objects.filter(pk=payment_pk).only("order_id").first()
    return str(payment.order_id) if payment and payment.order_id else None


def return_url_of_payment(payment_pk: int) -> str:
    payment = Payment.objects.filter(pk=payment_pk).only("return_url").first()
    return (payment.return_url or "") if payment else ""


def finish_checkout(checkout_pk: str, payment_pk: int, data: dict[str, Any]) -> Completed:
    """What checkoutComplete does, without a storefront: for our own return URL.

    Only for a checkout that is to be paid by this very Payment: Saleor would otherwise go on
    with whatever else pays it, another gateway's payment too.
    """
    manager = get_plugins_manager(allow_replica=False)
    checkout = Checkout.objects.filter(pk=checkout_pk).first()
    if checkout is None:
        order = Order.objects.get_by_checkout_token(checkout_pk)
        return Completed(order_pk=str(order.pk) if order else None)
    active = checkout.get_last_active_payment()
    if active is None or active.pk != payment_pk or checkout.channel.allow_unpaid_orders:
        return Completed(error="payment")
    lines, unavailable = fetch_checkout_lines(checkout)
    if unavailable or not lines:
        return Completed(error="lines")
    info = fetch_checkout_info(checkout, lines, manager)
    try:
        order, action_required, _ = complete_checkout(
            manager=manager,
            checkout_info=info,
            lines=lines,
            payment_data=data,
            store_source=False,
            user=checkout.user,
            app=None,
        )
    except ValidationError as error:
        return Completed(error="; ".join(error.messages))
    return Completed(order_pk=str(order.pk) if order else None, window=action_required)
