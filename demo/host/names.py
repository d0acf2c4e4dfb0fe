"""Saleor's constants, and the errors of a payment."""

from __future__ import annotations

from typing import Any

from . import shapes


def _enum(path: str) -> Any:
    return shapes.constants(f"saleor.{path}")


def _code(name: str, package: str = "payment") -> Any:
    return _enum(f"{package}.error_codes:{name}ErrorCode")


CheckoutErrorCode: Any = _code("Checkout", "checkout")
OrderErrorCode: Any = _code("Order", "order")
PluginErrorCode: Any = _code("Plugin", "plugins")

PaymentErrorCode: Any = _code("Payment")
PaymentGatewayInitializeErrorCode: Any = _code("PaymentGatewayInitialize")
PaymentGatewayInitializeTokenizationErrorCode: Any = _code("PaymentGatewayInitializeTokenization")
PaymentMethodInitializeTokenizationErrorCode: Any = _code("PaymentMethodInitializeTokenization")
PaymentMethodProcessTokenizationErrorCode: Any = _code("PaymentMethodProcessTokenization")
StoredPaymentMethodRequestDeleteErrorCode: Any = _code("StoredPaymentMethodRequestDelete")
TransactionInitializeErrorCode: Any = _code("TransactionInitialize")
TransactionProcessErrorCode: Any = _code("TransactionProcess")
TransactionRequestActionErrorCode: Any = _code("TransactionRequestAction")
TransactionRequestRefundForGrantedRefundErrorCode: Any = _code(
    "TransactionRequestRefundForGrantedRefund"
)

TransactionFlowStrategy: Any = _enum("channel:TransactionFlowStrategy")
CheckoutAuthorizeStatus: Any = _enum("checkout:CheckoutAuthorizeStatus")
CheckoutChargeStatus: Any = _enum("checkout:CheckoutChargeStatus")

ChargeStatus: Any = _enum("payment:ChargeStatus")
TransactionAction: Any = _enum("payment:TransactionAction")
TransactionEventType: Any = _enum("payment:TransactionEventType")
TransactionKind: Any = _enum("payment:TransactionKind")
FulfillmentStatus: Any = _enum("order:FulfillmentStatus")
OrderAuthorizeStatus: Any = _enum("order:OrderAuthorizeStatus")
OrderChargeStatus: Any = _enum("order:OrderChargeStatus")
OrderEvents: Any = _enum("order:OrderEvents")
OrderGrantedRefundStatus: Any = _enum("order:OrderGrantedRefundStatus")
OrderStatus: Any = _enum("order:OrderStatus")

AccountPermissions: Any = _enum("permission.enums:AccountPermissions")
PaymentPermissions: Any = _enum("permission.enums:PaymentPermissions")
ConfigurationTypeField: Any = _enum("plugins.base_plugin:ConfigurationTypeField")


class PaymentError(Exception):
    """What goes wrong with a payment; its text is for the caller."""

    def __init__(self, message: str, code: Any = None) -> None:
        super().__init__(message)
        self.message, self.code = message, code


class GatewayError(OSError):
    """A gateway answered something that is no answer."""


class TransactionItemIdempotencyUniqueError(Exception):
    """Another transaction of the same app has this idempotency key already."""
