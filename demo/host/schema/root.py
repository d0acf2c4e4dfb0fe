"""All of it."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

import graphene

from . import accounts, checkouts, orders, paying, plugins, products, refunds


class Query(
    accounts.Query,
    checkouts.Query,
    orders.Query,
    plugins.Query,
    products.Query,
    graphene.ObjectType,
):
    pass


class Mutation(graphene.ObjectType):
    token_create = accounts.CreateToken.Field()
    checkout_create = checkouts.CheckoutCreate.Field()
    checkout_delivery_method_update = checkouts.CheckoutDeliveryMethodUpdate.Field()
    checkout_lines_add = checkouts.CheckoutLinesAdd.Field()
    checkout_lines_update = checkouts.CheckoutLinesUpdate.Field()
    checkout_add_promo_code = checkouts.CheckoutAddPromoCode.Field()
    checkout_payment_create = paying.CheckoutPaymentCreate.Field()
    checkout_complete = paying.CheckoutComplete.Field()
    order_refund = refunds.OrderRefund.Field()
    order_fulfillment_refund_products = refunds.FulfillmentRefundProducts.Field()
    order_fulfillment_return_products = refunds.FulfillmentReturnProducts.Field()
    plugin_update = plugins.PluginUpdate.Field()
    channel_update = plugins.ChannelUpdate.Field()


schema = graphene.Schema(query=Query, mutation=Mutation)
