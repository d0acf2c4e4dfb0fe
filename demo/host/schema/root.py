"""All of it."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

import graphene

from . import (
    accounts,
    apps,
    carts,
    checkouts,
    granted_refunds,
    orders,
    paying,
    payment_gateways,
    plugins,
    products,
    refunds,
    sessions,
    tokenizing,
    transaction_requests,
    transactions,
)
from .payment_method_details import CardPaymentMethodDetails, OtherPaymentMethodDetails


class Query(
    accounts.Query,
    apps.Query,
    checkouts.Query,
    orders.Query,
    plugins.Query,
    products.Query,
    transactions.Query,
    graphene.ObjectType,
):
    pass


class Mutation(graphene.ObjectType):
    token_create = accounts.CreateToken.Field()
    customer_delete = accounts.CustomerDelete.Field()
    checkout_create = checkouts.CheckoutCreate.Field()
    checkout_delivery_method_update = carts.CheckoutDeliveryMethodUpdate.Field()
    checkout_lines_add = carts.CheckoutLinesAdd.Field()
    checkout_lines_update = carts.CheckoutLinesUpdate.Field()
    checkout_add_promo_code = carts.CheckoutAddPromoCode.Field()
    checkout_payment_create = paying.CheckoutPaymentCreate.Field()
    checkout_complete = paying.CheckoutComplete.Field()
    payment_gateway_initialize = payment_gateways.PaymentGatewayInitialize.Field()
    transaction_initialize = sessions.TransactionInitialize.Field()
    transaction_process = sessions.TransactionProcess.Field()
    transaction_request_action = transaction_requests.TransactionRequestAction.Field()
    transaction_request_refund_for_granted_refund = (
        granted_refunds.TransactionRequestRefundForGrantedRefund.Field()
    )
    order_grant_refund_create = granted_refunds.OrderGrantRefundCreate.Field()
    stored_payment_method_request_delete = tokenizing.StoredPaymentMethodRequestDelete.Field()
    payment_gateway_initialize_tokenization = (
        tokenizing.PaymentGatewayInitializeTokenization.Field()
    )
    payment_method_initialize_tokenization = tokenizing.PaymentMethodInitializeTokenization.Field()
    payment_method_process_tokenization = tokenizing.PaymentMethodProcessTokenization.Field()
    order_refund = refunds.OrderRefund.Field()
    order_fulfillment_refund_products = refunds.FulfillmentRefundProducts.Field()
    order_fulfillment_return_products = refunds.FulfillmentReturnProducts.Field()
    app_activate = apps.AppActivate.Field()
    app_deactivate = apps.AppDeactivate.Field()
    app_delete = apps.AppDelete.Field()
    plugin_update = plugins.PluginUpdate.Field()
    channel_update = plugins.ChannelUpdate.Field()


schema = graphene.Schema(
    query=Query,
    mutation=Mutation,
    types=[CardPaymentMethodDetails, OtherPaymentMethodDetails],
)
