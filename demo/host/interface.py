"""The dataclasses that pass between Saleor and a payment gateway."""

from __future__ import annotations

import enum
from typing import Any

from . import shapes

_HERE = "saleor.payment.interface"


class _Text(str, enum.Enum):  # noqa: UP042  (Saleor's own base: `str()` of a member is its name)
    """Values are strings, and members are equal to them."""


StorePaymentMethodEnum: Any = shapes.constants(f"{_HERE}:StorePaymentMethodEnum", _Text)
PaymentGatewayInitializeTokenizationResult: Any = shapes.constants(
    f"{_HERE}:PaymentGatewayInitializeTokenizationResult", _Text
)
PaymentMethodTokenizationResult: Any = shapes.constants(
    f"{_HERE}:PaymentMethodTokenizationResult", _Text
)
StoredPaymentMethodRequestDeleteResult: Any = shapes.constants(
    f"{_HERE}:StoredPaymentMethodRequestDeleteResult", _Text
)


def _data(name: str) -> Any:
    return shapes.data_class(f"{_HERE}:{name}")


AddressData: Any = _data("AddressData")
GatewayResponse: Any = _data("GatewayResponse")
PaymentData: Any = shapes.data_class(
    f"{_HERE}:PaymentData", store_payment_method=StorePaymentMethodEnum.NONE
)
PaymentGateway: Any = _data("PaymentGateway")
PaymentMethodInfo: Any = _data("PaymentMethodInfo")
RefundData: Any = _data("RefundData")
TransactionData: Any = _data("TransactionData")
FulfillmentLineData: Any = shapes.data_class("saleor.order:FulfillmentLineData")
OrderLineInfo: Any = shapes.data_class("saleor.order.fetch:OrderLineInfo")
CustomerSource: Any = _data("CustomerSource")
ListStoredPaymentMethodsRequestData: Any = shapes.data_class(
    f"{_HERE}:ListStoredPaymentMethodsRequestData"
)
PaymentGatewayData: Any = _data("PaymentGatewayData")
PaymentGatewayInitializeTokenizationRequestData: Any = shapes.data_class(
    f"{_HERE}:PaymentGatewayInitializeTokenizationRequestData"
)
PaymentGatewayInitializeTokenizationResponseData: Any = shapes.data_class(
    f"{_HERE}:PaymentGatewayInitializeTokenizationResponseData"
)
PaymentMethodCreditCardInfo: Any = _data("PaymentMethodCreditCardInfo")
PaymentMethodData: Any = _data("PaymentMethodData")
PaymentMethodInitializeTokenizationRequestData: Any = shapes.data_class(
    f"{_HERE}:PaymentMethodInitializeTokenizationRequestData"
)
PaymentMethodProcessTokenizationRequestData: Any = shapes.data_class(
    f"{_HERE}:PaymentMethodProcessTokenizationRequestData"
)
PaymentMethodTokenizationResponseData: Any = shapes.data_class(
    f"{_HERE}:PaymentMethodTokenizationResponseData"
)
StoredPaymentMethodRequestDeleteData: Any = shapes.data_class(
    f"{_HERE}:StoredPaymentMethodRequestDeleteData"
)
StoredPaymentMethodRequestDeleteResponseData: Any = shapes.data_class(
    f"{_HERE}:StoredPaymentMethodRequestDeleteResponseData"
)
TransactionActionData: Any = _data("TransactionActionData")
TransactionProcessActionData: Any = _data("TransactionProcessActionData")
TransactionSessionData: Any = _data("TransactionSessionData")
TransactionSessionResult: Any = _data("TransactionSessionResult")
