"""What we read of the objects that Saleor hands to a plugin, and no more.

Saleor is not installed where this is checked; `tests/saleor/test_types.py` holds these against it.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol


class PaymentTransaction(Protocol):
    """`saleor.payment.interface.TransactionData`: a committed row of a Payment."""

    kind: str
    is_success: bool
    token: str
    amount: Mapping[str, Any]
    """`{"amount": …, "currency": …}`."""


class Line(Protocol):
    pk: object


class RefundedLine(Protocol):
    """`OrderLineInfo` or `FulfillmentLineInfo`."""

    line: Line
    quantity: int


class RefundData(Protocol):
    """`saleor.payment.interface.RefundData`."""

    order_lines_to_refund: Sequence[RefundedLine]
    fulfillment_lines_to_refund: Sequence[RefundedLine]
    refund_shipping_costs: bool


class PaymentData(Protocol):
    """`saleor.payment.interface.PaymentData`: a Payment and what the caller asks for."""

    payment_id: int
    amount: Decimal
    currency: str
    token: str | None
    """In a refund the capture's token: Toss's paymentKey."""
    order_id: str | None
    """`"None"` before there is an order."""
    data: object
    """The storefront's paymentData."""
    transactions: Sequence[PaymentTransaction]
    refund_data: RefundData | None
    customer_ip_address: str | None


class Channel(Protocol):
    pk: int
    slug: str


class SourceObject(Protocol):
    """A Checkout or an Order."""

    pk: object
    currency: str
    channel: Channel
    user: Any
    user_id: int | None
    language_code: str


class TransactionItem(Protocol):
    token: uuid.UUID


class TransactionProcessActionData(Protocol):
    """What is asked for: so much, in this currency."""

    amount: Decimal
    currency: str


class PaymentGatewayData(Protocol):
    app_identifier: str
    data: object
    """The storefront's data."""


class TransactionSessionData(Protocol):
    """A call of transactionInitialize or transactionProcess."""

    transaction: TransactionItem
    source_object: SourceObject
    action: TransactionProcessActionData
    payment_gateway_data: PaymentGatewayData
    customer_ip_address: str | None


class GrantedRefund(Protocol):
    """`saleor.order.models.OrderGrantedRefund`."""

    pk: int
    created_at: datetime.datetime
    reason: str


class TransactionRequest(Protocol):
    """A TransactionEvent by which staff ask for something."""

    pk: int
    type: str
    amount_value: Decimal
    psp_reference: str | None
    message: str | None
    """Of a refund from 3.22 on: the reason that staff typed."""
    created_at: datetime.datetime
    transaction: TransactionItem
    related_granted_refund_id: int | None
    related_granted_refund: GrantedRefund | None


class AppOwner(Protocol):
    identifier: str


class TransactionActionData(Protocol):
    """`saleor.payment.interface.TransactionActionData`."""

    transaction: TransactionItem
    action_value: Decimal
    event: TransactionRequest | None
    transaction_app_owner: AppOwner | None


class StoredMethodsRequest(Protocol):
    """`saleor.payment.interface.ListStoredPaymentMethodsRequestData`."""

    user: Any


class DeleteRequest(Protocol):
    """`saleor.payment.interface.StoredPaymentMethodRequestDeleteData`."""

    user: Any
    payment_method_id: object


class TokenizationRequest(Protocol):
    """What the three requests for tokenizing have alike, in `saleor.payment.interface`."""

    user: Any
    data: object


class InitializeTokenization(TokenizationRequest, Protocol):
    app_identifier: str


class ProcessTokenization(TokenizationRequest, Protocol):
    id: object
