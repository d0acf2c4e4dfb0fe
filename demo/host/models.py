"""The tables: Saleor's columns, as far as the plugin, the demo and the tests know them."""

from __future__ import annotations

from typing import Any

from django.db import connection

from .behaviour import Cart, Charge, Machine, Person, Purchase
from .model_factory import make
from .transaction_rows import Held, Told


def next_number() -> int:
    """Order numbers are counted, without gaps on purpose: it is a toy."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('mini host: order number'))")
        cursor.execute(f'select coalesce(max(number), 0) + 1 from "{Order._meta.db_table}"')  # noqa: S608
        return int(cursor.fetchone()[0])


Address: Any = make("saleor.account.models:Address")
Permission: Any = make("saleor.permission.models:Permission")
User: Any = make("saleor.account.models:User", Person)
App: Any = make("saleor.app.models:App", Machine)
AppProblem: Any = make("saleor.app.models:AppProblem")
Channel: Any = make("saleor.channel.models:Channel")
Product: Any = make("saleor.product.models:Product")
ProductVariant: Any = make("saleor.product.models:ProductVariant")
ProductVariantChannelListing: Any = make("saleor.product.models:ProductVariantChannelListing")
Stock: Any = make("saleor.warehouse.models:Stock")
ShippingMethod: Any = make("saleor.shipping.models:ShippingMethod")
ShippingMethodChannelListing: Any = make("saleor.shipping.models:ShippingMethodChannelListing")
GiftCard: Any = make("saleor.giftcard.models:GiftCard")
Checkout: Any = make("saleor.checkout.models:Checkout", Cart)
CheckoutLine: Any = make("saleor.checkout.models:CheckoutLine")
CheckoutMetadata: Any = make("saleor.checkout.models:CheckoutMetadata")
Reservation: Any = make("saleor.warehouse.models:Reservation")
Order: Any = make("saleor.order.models:Order", Purchase, number=next_number)
OrderLine: Any = make("saleor.order.models:OrderLine")
OrderEvent: Any = make("saleor.order.models:OrderEvent")
OrderGrantedRefund: Any = make("saleor.order.models:OrderGrantedRefund")
Fulfillment: Any = make("saleor.order.models:Fulfillment")
FulfillmentLine: Any = make("saleor.order.models:FulfillmentLine")
Payment: Any = make("saleor.payment.models:Payment", Charge)
Transaction: Any = make("saleor.payment.models:Transaction")
TransactionItem: Any = make("saleor.payment.models:TransactionItem", Held)
TransactionEvent: Any = make("saleor.payment.models:TransactionEvent", Told)
PluginConfiguration: Any = make("saleor.plugins.models:PluginConfiguration")
