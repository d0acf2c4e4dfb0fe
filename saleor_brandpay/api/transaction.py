"""The rows of Toss's transaction list (section 4.6 of its reference)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from saleor_brandpay.api import fields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from saleor_brandpay.api.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One movement of money, an approval or a refund."""

    transaction_key: str
    payment_key: str
    order_id: str
    status: str
    amount: int
    """Won."""
    currency: str
    method: str | None
    m_id: str
    customer_key: Secret | None
    transaction_at: datetime | None
    receipt_url: str | None
    use_escrow: bool

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Transaction:
        """Raises MalformedAnswer without keys, an order id, a status or an amount."""
        return cls(
            transaction_key=fields.required_text(data, "transactionKey"),
            payment_key=fields.required_text(data, "paymentKey"),
            order_id=fields.required_text(data, "orderId"),
            status=fields.required_text(data, "status"),
            amount=fields.required_number(data, "amount"),
            currency=fields.text(data, "currency"),
            method=fields.optional_text(data, "method"),
            m_id=fields.text(data, "mId"),
            customer_key=fields.secret(data, "customerKey"),
            transaction_at=fields.moment(data, "transactionAt"),
            receipt_url=fields.optional_text(data, "receiptUrl"),
            use_escrow=fields.flag(data, "useEscrow", default=False),
        )
