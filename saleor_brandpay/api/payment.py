"""Toss's Payment object (section 6 of its reference)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from saleor_brandpay.api import fields
from saleor_brandpay.api.cash_receipt import CashReceipt, receipts
from saleor_brandpay.api.errors import MalformedAnswer
from saleor_brandpay.api.method_used import Card, Transfer

if TYPE_CHECKING:
    from datetime import datetime

    from saleor_brandpay.api.secret import Secret


class PaymentStatus(StrEnum):
    """The statuses known today, to compare with; an answer may bring others."""

    READY = "READY"
    IN_PROGRESS = "IN_PROGRESS"
    WAITING_FOR_DEPOSIT = "WAITING_FOR_DEPOSIT"
    DONE = "DONE"
    CANCELED = "CANCELED"
    PARTIAL_CANCELED = "PARTIAL_CANCELED"
    ABORTED = "ABORTED"
    EXPIRED = "EXPIRED"


_APPROVED = frozenset((PaymentStatus.DONE, PaymentStatus.CANCELED, PaymentStatus.PARTIAL_CANCELED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an attempt failed."""

    code: str
    message: str

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Failure:
        return cls(code=fields.text(data, "code"), message=fields.text(data, "message"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """One refund of a payment, whoever made it."""

    amount: int
    """Won."""
    reason: str
    transaction_key: str
    """Toss's name of it, else one made of its position: some API versions may have none."""
    canceled_at: datetime | None
    refundable_amount: int | None
    """Won left after this refund."""
    status: str

    @classmethod
    def parse(cls, data: Mapping[str, Any], position: int = 0) -> Cancel:
        """Raises MalformedAnswer without an amount.

        UNCERTAIN: a cancel that has no `cancelStatus`.
        """
        return cls(
            amount=fields.required_number(data, "cancelAmount"),
            reason=fields.text(data, "cancelReason"),
            transaction_key=fields.text(data, "transactionKey") or f"no-key-{position}",
            canceled_at=fields.moment(data, "canceledAt"),
            refundable_amount=fields.optional_number(data, "refundableAmount"),
            status=fields.text(data, "cancelStatus") or "DONE",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment as Toss shows it. Amounts are won; times are aware."""

    payment_key: str = field(repr=False)
    order_id: str
    order_name: str
    status: str
    """Compare with PaymentStatus; may be a value that it does not know."""
    total_amount: int
    balance_amount: int
    """What can still be refunded; the payment is fully refunded at 0, whatever its status."""
    currency: str
    method: str | None
    type: str
    m_id: str
    version: str
    requested_at: datetime | None
    approved_at: datetime | None
    last_transaction_key: str | None
    is_partial_cancelable: bool
    card: Card | None
    transfer: Transfer | None
    discount_amount: int
    """Won of the total that an instant discount (즉시 할인) has paid for the buyer."""
    cash_receipt: CashReceipt | None
    """The one that holds now."""
    cash_receipts: tuple[CashReceipt, ...]
    """All that were issued, those of cancels too, in no order."""
    cancels: tuple[Cancel, ...]
    receipt_url: str | None
    failure: Failure | None
    secret: Secret | None
    metadata: Mapping[str, Any] = field(hash=False)
    raw: Mapping[str, Any] = field(repr=False, compare=False)
    """The whole object as it came, less `secret`."""

    @property
    def is_approved_once(self) -> bool:
        """True if the money was taken at some time, refunded since or not."""
        return self.status in _APPROVED

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Payment:
        """Raises MalformedAnswer without a key, an order id, a status or a total."""
        try:
            return cls._parse(data)
        except MalformedAnswer as error:
            error.order_id = fields.text(data, "orderId")
            raise

    @classmethod
    def _parse(cls, data: Mapping[str, Any]) -> Payment:
        card = fields.mapping(data, "card")
        transfer = fields.mapping(data, "transfer")
        failure = fields.mapping(data, "failure")
        receipt = fields.mapping(data, "cashReceipt")
        discount = fields.mapping(data, "discount") or {}
        cancels = tuple(
            Cancel.parse(item, position)
            for position, item in enumerate(fields.objects(data, "cancels"))
        )
        total = fields.required_number(data, "totalAmount")
        balance = fields.optional_number(data, "balanceAmount")
        return cls(
            payment_key=fields.required_text(data, "paymentKey"),
            order_id=fields.required_text(data, "orderId"),
            order_name=fields.text(data, "orderName"),
            status=fields.required_text(data, "status"),
            total_amount=total,
            balance_amount=total - sum(c.amount for c in cancels) if balance is None else balance,
            currency=fields.text(data, "currency"),
            method=fields.optional_text(data, "method"),
            type=fields.text(data, "type"),
            m_id=fields.text(data, "mId"),
            version=fields.text(data, "version"),
            requested_at=fields.moment(data, "requestedAt"),
            approved_at=fields.moment(data, "approvedAt"),
            last_transaction_key=fields.optional_text(data, "lastTransactionKey")
            or fields.optional_text(data, "transactionKey"),
            is_partial_cancelable=fields.flag(data, "isPartialCancelable", default=True),
            card=Card.parse(card) if card is not None else None,
            transfer=Transfer.parse(transfer) if transfer is not None else None,
            discount_amount=fields.optional_number(discount, "amount") or 0,
            cash_receipt=CashReceipt.parse(receipt) if receipt is not None else None,
            cash_receipts=tuple(map(CashReceipt.parse, receipts(data))),
            cancels=cancels,
            receipt_url=fields.optional_text(fields.mapping(data, "receipt") or {}, "url"),
            failure=Failure.parse(failure) if failure is not None else None,
            secret=fields.secret(data, "secret"),
            metadata=fields.mapping(data, "metadata") or {},
            raw={name: value for name, value in data.items() if name != "secret"},
        )
