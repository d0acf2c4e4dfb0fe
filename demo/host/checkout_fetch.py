"""A checkout with its lines and prices, fresh."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from .checkout_payment_utils import update_checkout_payment_statuses
from .models import Checkout, ProductVariantChannelListing, ShippingMethodChannelListing
from .money import quantize


@dataclass
class CheckoutLineInfo:
    line: Any
    variant: Any
    product: Any
    unit_price: Decimal | None
    """None where the channel sells it no longer."""


@dataclass
class CheckoutInfo:
    checkout: Any
    user: Any
    channel: Any
    lines: list[CheckoutLineInfo]

    @property
    def billing_address(self) -> Any:
        return self.checkout.billing_address

    @property
    def shipping_address(self) -> Any:
        return self.checkout.shipping_address


def fetch_checkout_lines(
    checkout: Any,
    prefetch_variant_attributes: bool = False,
    skip_lines_with_unavailable_variants: bool = True,
    skip_recalculation: bool = False,
    voucher: Any = None,
    database_connection_name: str = "default",
) -> tuple[list[CheckoutLineInfo], list[int]]:
    """The lines, and the variants that cannot be bought; the latter are left out of the former."""
    rows = checkout.lines.select_related("variant__product")
    prices = dict(
        ProductVariantChannelListing.objects.filter(
            channel_id=checkout.channel_id,
            variant__in=[row.variant_id for row in rows],
            discounted_price_amount__isnull=False,
        ).values_list("variant_id", "discounted_price_amount")
    )
    lines = [
        CheckoutLineInfo(row, row.variant, row.variant.product, prices.get(row.variant_id))
        for row in rows
    ]
    unavailable = [info.variant.pk for info in lines if info.unit_price is None]
    return [info for info in lines if info.unit_price is not None], unavailable


def fetch_checkout_info(
    checkout: Any,
    lines: list[CheckoutLineInfo],
    manager: Any,
    shipping_channel_listings: Any = None,
    voucher: Any = None,
    voucher_code: Any = None,
    database_connection_name: str = "default",
) -> CheckoutInfo:
    return CheckoutInfo(checkout, checkout.user, checkout.channel, lines)


PRICES_LIVE = timedelta(hours=1)


def fetch_checkout_data(
    checkout_info: CheckoutInfo,
    manager: Any,
    lines: list[CheckoutLineInfo],
    force_update: bool = False,
    checkout_transactions: Any = None,
    force_status_update: bool = False,
    database_connection_name: str = "default",
    pregenerated_subscription_payloads: Any = None,
    allow_sync_webhooks: bool = True,
) -> tuple[CheckoutInfo, list[CheckoutLineInfo]]:
    """Reckon the totals anew where they have expired, and keep them."""
    if force_update or checkout_info.checkout.price_expiration <= timezone.now():
        _reckon(checkout_info)
    return checkout_info, lines


def _reckon(info: CheckoutInfo) -> None:
    checkout, currency = info.checkout, info.checkout.currency
    listing = ShippingMethodChannelListing.objects.filter(
        shipping_method_id=checkout.shipping_method_id, channel_id=checkout.channel_id
    ).first()
    shipping = quantize(listing.price_amount, currency) if listing else Decimal(0)
    goods = sum(
        (quantize((line.unit_price or 0) * line.line.quantity, currency) for line in info.lines),
        Decimal(0),
    )
    checkout.shipping_price_net_amount = checkout.shipping_price_gross_amount = shipping
    checkout.total_net_amount = checkout.total_gross_amount = goods + shipping
    checkout.price_expiration = timezone.now() + PRICES_LIVE
    # Not save(): somebody else may have turned the checkout into an order meanwhile.
    Checkout.objects.filter(pk=checkout.pk).update(
        shipping_price_net_amount=shipping,
        shipping_price_gross_amount=shipping,
        total_net_amount=goods + shipping,
        total_gross_amount=goods + shipping,
        price_expiration=checkout.price_expiration,
        last_change=timezone.now(),
    )
    update_checkout_payment_statuses(checkout, left_to_pay(checkout), has_lines=bool(info.lines))


def recalculate(checkout: Any) -> CheckoutInfo:
    lines, _ = fetch_checkout_lines(checkout)
    info = fetch_checkout_info(checkout, lines, None)
    _reckon(info)
    return info


def read(checkout: Any) -> None:
    """Whoever looks at its prices finds them reckoned."""
    if checkout.price_expiration <= timezone.now():
        recalculate(checkout)


def invalidate(checkout: Any) -> None:
    """Its prices are reckoned anew when somebody reads them."""
    checkout.price_expiration = timezone.now()
    checkout.save(update_fields=["price_expiration"])


def left_to_pay(checkout: Any) -> Decimal:
    """The total less what the checkout's gift cards hold."""
    left: Decimal = checkout.total_gross_amount - checkout.get_total_gift_cards_balance().amount
    return max(left, Decimal(0))
