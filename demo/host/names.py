"""Saleor's constants, and the two errors of a payment gateway."""

from __future__ import annotations

from typing import Any

from . import shapes

CheckoutErrorCode: Any = shapes.constants("saleor.checkout.error_codes:CheckoutErrorCode")
OrderErrorCode: Any = shapes.constants("saleor.order.error_codes:OrderErrorCode")
PaymentErrorCode: Any = shapes.constants("saleor.payment.error_codes:PaymentErrorCode")
PluginErrorCode: Any = shapes.constants("saleor.plugins.error_codes:PluginErrorCode")

ChargeStatus: Any = shapes.constants("saleor.payment:ChargeStatus")
TransactionKind: Any = shapes.constants("saleor.payment:TransactionKind")
FulfillmentStatus: Any = shapes.constants("saleor.order:FulfillmentStatus")
OrderChargeStatus: Any = shapes.constants("saleor.order:OrderChargeStatus")
OrderEvents: Any = shapes.constants("saleor.order:OrderEvents")

AccountPermissions: Any = shapes.constants("saleor.permission.enums:AccountPermissions")
ConfigurationTypeField: Any = shapes.constants("saleor.plugins.base_plugin:ConfigurationTypeField")


class PaymentError(Exception):
    """What goes wrong with a payment; its text is for the caller."""

    def __init__(self, message: str, code: Any = None) -> None:
        super().__init__(message)
        self.message, self.code = message, code


class GatewayError(OSError):
    """A gateway answered something that is no answer."""
