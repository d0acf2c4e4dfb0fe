"""The dataclasses that pass between Saleor and a payment gateway."""

from __future__ import annotations

import enum
from typing import Any

from . import shapes

_HERE = "saleor.payment.interface"


class _Text(str, enum.Enum):  # noqa: UP042  (Saleor's own base: `str()` of a member is its name)
    """Values are strings, and members are equal to them."""


def _enum(name: str) -> Any:
    return shapes.constants(f"{_HERE}:{name}", _Text)


def _data(name: str, **replaced: Any) -> Any:
    return shapes.data_class(f"{_HERE}:{name}", **replaced)


StorePaymentMethodEnum: Any = _enum("StorePaymentMethodEnum")
PaymentGatewayInitializeTokenizationResult: Any = _enum(
    "PaymentGatewayInitializeTokenizationResult"
)
PaymentMethodTokenizationResult: Any = _enum("PaymentMethodTokenizationResult")
StoredPaymentMethodRequestDeleteResult: Any = _enum("StoredPaymentMethodRequestDeleteResult")

AddressData: Any = _data("AddressData")
GatewayResponse: Any = _data("GatewayResponse")
PaymentData: Any = _data("PaymentData", store_payment_method=StorePaymentMethodEnum.NONE)
PaymentGateway: Any = _data("PaymentGateway")
PaymentMethodInfo: Any = _data("PaymentMethodInfo")
RefundData: Any = _data("RefundData")
TransactionData: Any = _data("TransactionData")
OrderLineInfo: Any = shapes.data_class("saleor.order.fetch:OrderLineInfo")
CustomerSource: Any = _data("CustomerSource")
ListStoredPaymentMethodsRequestData: Any = _data("ListStoredPaymentMethodsRequestData")
PaymentGatewayData: Any = _data("PaymentGatewayData")
PaymentGatewayInitializeTokenizationRequestData: Any = _data(
    "PaymentGatewayInitializeTokenizationRequestData"
)
PaymentGatewayInitializeTokenizationResponseData: Any = _data(
    "PaymentGatewayInitializeTokenizationResponseData"
)
PaymentMethodCreditCardInfo: Any = _data("PaymentMethodCreditCardInfo")
PaymentMethodData: Any = _data("PaymentMethodData")
PaymentMethodInitializeTokenizationRequestData: Any = _data(
    "PaymentMethodInitializeTokenizationRequestData"
)
PaymentMethodProcessTokenizationRequestData: Any = _data(
    "PaymentMethodProcessTokenizationRequestData"
)
PaymentMethodTokenizationResponseData: Any = _data("PaymentMethodTokenizationResponseData")
StoredPaymentMethodRequestDeleteData: Any = _data("StoredPaymentMethodRequestDeleteData")
StoredPaymentMethodRequestDeleteResponseData: Any = _data(
    "StoredPaymentMethodRequestDeleteResponseData"
)
TransactionActionData: Any = _data("TransactionActionData")
TransactionProcessActionData: Any = _data("TransactionProcessActionData")
TransactionSessionData: Any = _data("TransactionSessionData")
TransactionSessionResult: Any = _data("TransactionSessionResult")
