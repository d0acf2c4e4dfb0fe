"""Saleor's constants, and the errors of a payment."""

from __future__ import annotations

from typing import Any

from . import shapes

CheckoutErrorCode: Any = shapes.constants("saleor.checkout.error_codes:CheckoutErrorCode")
OrderErrorCode: Any = shapes.constants("saleor.order.error_codes:OrderErrorCode")
PaymentErrorCode: Any = shapes.constants("saleor.payment.error_codes:PaymentErrorCode")
PluginErrorCode: Any = shapes.constants("saleor.plugins.error_codes:PluginErrorCode")

_CODES = "saleor.payment.error_codes"
PaymentGatewayInitializeErrorCode: Any = shapes.constants(
    f"{_CODES}:PaymentGatewayInitializeErrorCode"
)
PaymentGatewayInitializeTokenizationErrorCode: Any = shapes.constants(
    f"{_CODES}:PaymentGatewayInitializeTokenizationErrorCode"
)
PaymentMethodInitializeTokenizationErrorCode: Any = shapes.constants(
    f"{_CODES}:PaymentMethodInitializeTokenizationErrorCode"
)
PaymentMethodProcessTokenizationErrorCode: Any = shapes.constants(
    f"{_CODES}:PaymentMethodProcessTokenizationErrorCode"
)
StoredPaymentMethodRequestDeleteErrorCode: Any = shapes.constants(
    f"{_CODES}:StoredPaymentMethodRequestDeleteErrorCode"
)
TransactionInitializeErrorCode: Any = shapes.constants(f"{_CODES}:TransactionInitializeErrorCode")
TransactionProcessErrorCode: Any = shapes.constants(f"{_CODES}:TransactionProcessErrorCode")
TransactionRequestActionErrorCode: Any = shapes.constants(
    f"{_CODES}:TransactionRequestActionErrorCode"
)
TransactionRequestRefundForGrantedRefundErrorCode: Any = shapes.constants(
    f"{_CODES}:TransactionRequestRefundForGrantedRefundErrorCode"
)

AppType: Any = shapes.constants("saleor.app.types:AppType")
MarkAsPaidStrategy: Any = shapes.constants("saleor.channel:MarkAsPaidStrategy")
TransactionFlowStrategy: Any = shapes.constants("saleor.channel:TransactionFlowStrategy")
CheckoutAuthorizeStatus: Any = shapes.constants("saleor.checkout:CheckoutAuthorizeStatus")
CheckoutChargeStatus: Any = shapes.constants("saleor.checkout:CheckoutChargeStatus")

ChargeStatus: Any = shapes.constants("saleor.payment:ChargeStatus")
TransactionAction: Any = shapes.constants("saleor.payment:TransactionAction")
TransactionEventType: Any = shapes.constants("saleor.payment:TransactionEventType")
TransactionKind: Any = shapes.constants("saleor.payment:TransactionKind")
FulfillmentStatus: Any = shapes.constants("saleor.order:FulfillmentStatus")
OrderAuthorizeStatus: Any = shapes.constants("saleor.order:OrderAuthorizeStatus")
OrderChargeStatus: Any = shapes.constants("saleor.order:OrderChargeStatus")
OrderEvents: Any = shapes.constants("saleor.order:OrderEvents")
OrderGrantedRefundStatus: Any = shapes.constants("saleor.order:OrderGrantedRefundStatus")

AccountPermissions: Any = shapes.constants("saleor.permission.enums:AccountPermissions")
PaymentPermissions: Any = shapes.constants("saleor.permission.enums:PaymentPermissions")
ConfigurationTypeField: Any = shapes.constants("saleor.plugins.base_plugin:ConfigurationTypeField")


class PaymentError(Exception):
    """What goes wrong with a payment; its text is for the caller."""

    def __init__(self, message: str, code: Any = None) -> None:
        super().__init__(message)
        self.message, self.code = message, code


class GatewayError(OSError):
    """A gateway answered something that is no answer."""


class TransactionItemIdempotencyUniqueError(Exception):
    """Another transaction of the same app has this idempotency key already."""
