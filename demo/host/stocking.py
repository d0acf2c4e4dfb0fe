"""A small Korean shop, straight into the tables."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .ids import pk_of, to_global_id
from .models import (
    Channel,
    GiftCard,
    Product,
    ProductVariant,
    ProductVariantChannelListing,
    ShippingMethod,
    ShippingMethodChannelListing,
    Stock,
    User,
)


def create_user(email: str, password: str = "password", **extra: Any) -> Any:  # noqa: S107
    user = User(email=email, **extra)
    user.set_password(password)
    user.save()
    return user


@dataclass(frozen=True, kw_only=True)
class OpenChannel:
    id: str
    slug: str


class Shelf:
    """Goods and the channels that sell them. Ids are GraphQL's."""

    def __init__(self, product: str, slug: str) -> None:
        self.product = Product.objects.create(name=product, slug=slug)
        self.variants: dict[str, str] = {}

    def add_variant(self, sku: str, name: str, quantity: int = 100) -> None:
        variant = ProductVariant.objects.create(product=self.product, sku=sku, name=name)
        Stock.objects.create(product_variant=variant, quantity=quantity)
        self.variants[sku] = to_global_id("ProductVariant", variant.pk)

    def open_channel(
        self,
        slug: str,
        *,
        prices: dict[str, Any],
        currency: str = "KRW",
        country: str = "KR",
        shipping: Any = 3000,
        allow_unpaid_orders: bool = False,
        completion_delay: int | None = None,
    ) -> OpenChannel:
        """A channel that sells the variants named in `prices` and ships them.

        `completion_delay`: minutes until a checkout that is paid becomes an order by itself.
        """
        channel = Channel.objects.create(
            name=slug,
            slug=slug,
            is_active=True,
            currency_code=currency,
            default_country=country,
            allow_unpaid_orders=allow_unpaid_orders,
            automatically_complete_fully_paid_checkouts=completion_delay is not None,
            automatic_completion_delay=completion_delay,
        )
        opened = OpenChannel(id=to_global_id("Channel", channel.pk), slug=slug)
        method = ShippingMethod.objects.create(name="택배")
        ShippingMethodChannelListing.objects.create(
            shipping_method=method,
            channel=channel,
            currency=currency,
            price_amount=Decimal(shipping),
        )
        for sku, price in prices.items():
            self.set_price(sku, price, opened.id)
        return opened

    def set_price(self, sku: str, price: Any, channel: str) -> None:
        row = Channel.objects.get(pk=pk_of(channel, "Channel"))
        amount = Decimal(price)
        ProductVariantChannelListing.objects.update_or_create(
            variant_id=pk_of(self.variants[sku], "ProductVariant"),
            channel=row,
            defaults={
                "currency": row.currency_code,
                "price_amount": amount,
                "discounted_price_amount": amount,
            },
        )

    def gift_card(self, won: int, channel: str) -> str:
        """The code of a new gift card; here it is good in any channel."""
        code = f"GIFT-{GiftCard.objects.count() + 1}"
        GiftCard.objects.create(
            code=code,
            currency="KRW",
            initial_balance_amount=Decimal(won),
            current_balance_amount=Decimal(won),
        )
        return code

    def set_stock(self, sku: str, quantity: int) -> None:
        variant = pk_of(self.variants[sku], "ProductVariant")
        Stock.objects.filter(product_variant_id=variant).update(quantity=quantity)
