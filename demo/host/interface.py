"""The dataclasses that pass between Saleor and a payment gateway."""

from __future__ import annotations

from typing import Any

from . import shapes

_HERE = "saleor.payment.interface"

StorePaymentMethodEnum: Any = shapes.constants(f"{_HERE}:StorePaymentMethodEnum")
AddressData: Any = shapes.data_class(f"{_HERE}:AddressData")
GatewayResponse: Any = shapes.data_class(f"{_HERE}:GatewayResponse")
PaymentData: Any = shapes.data_class(
    f"{_HERE}:PaymentData", store_payment_method=StorePaymentMethodEnum.NONE
)
PaymentGateway: Any = shapes.data_class(f"{_HERE}:PaymentGateway")
PaymentMethodInfo: Any = shapes.data_class(f"{_HERE}:PaymentMethodInfo")
RefundData: Any = shapes.data_class(f"{_HERE}:RefundData")
TransactionData: Any = shapes.data_class(f"{_HERE}:TransactionData")
FulfillmentLineData: Any = shapes.data_class("saleor.order:FulfillmentLineData")
OrderLineInfo: Any = shapes.data_class("saleor.order.fetch:OrderLineInfo")
