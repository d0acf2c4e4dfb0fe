"""All of it."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

import graphene

from . import (
    accounts,
    apps,
    checkouts,
    orders,
    paying,
    plugins,
    products,
    refunds,
    sessions,
    stored_methods,
    transaction_requests,
    transactions,
)


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
    checkout_delivery_method_update = checkouts.CheckoutDeliveryMethodUpdate.Field()
    checkout_lines_add = checkouts.CheckoutLinesAdd.Field()
    checkout_lines_update = checkouts.CheckoutLinesUpdate.Field()
    checkout_add_promo_code = checkouts.CheckoutAddPromoCode.Field()
    checkout_payment_create = paying.CheckoutPaymentCreate.Field()
    checkout_complete = paying.CheckoutComplete.Field()
    payment_gateway_initialize = sessions.PaymentGatewayInitialize.Field()
    transaction_initialize = sessions.TransactionInitialize.Field()
    transaction_process = sessions.TransactionProcess.Field()
    transaction_request_action = transaction_requests.TransactionRequestAction.Field()
    transaction_request_refund_for_granted_refund = (
        transaction_requests.TransactionRequestRefundForGrantedRefund.Field()
    )
    order_grant_refund_create = transaction_requests.OrderGrantRefundCreate.Field()
    stored_payment_method_request_delete = stored_methods.StoredPaymentMethodRequestDelete.Field()
    payment_gateway_initialize_tokenization = (
        stored_methods.PaymentGatewayInitializeTokenization.Field()
    )
    payment_method_initialize_tokenization = (
        stored_methods.PaymentMethodInitializeTokenization.Field()
    )
    payment_method_process_tokenization = stored_methods.PaymentMethodProcessTokenization.Field()
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
    types=[transactions.CardPaymentMethodDetails, transactions.OtherPaymentMethodDetails],
)
