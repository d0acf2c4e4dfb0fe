"""The rows of Toss's transaction list (section 4.6 of its reference).

The list has every payment of the MID, those of other systems too, in other currencies and of
kinds that Brandpay has not: whatever a row holds, it must not stand in the way of the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from saleor_brandpay.api import fields
from saleor_brandpay.api.payment import PaymentStatus

if TYPE_CHECKING:
    from datetime import datetime

    from saleor_brandpay.api.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One movement of money, an approval or a refund. Texts that a row lacks are empty."""

    transaction_key: str
    payment_key: str = field(repr=False)
    order_id: str
    status: str
    amount: int | None
    """Won; None where it is no whole number, or of another currency."""
    currency: str
    method: str | None
    m_id: str
    customer_key: Secret | None
    transaction_at: datetime | None
    receipt_url: str | None
    use_escrow: bool

    @property
    def is_in_won(self) -> bool:
        return self.currency in ("", "KRW")

    @property
    def is_readable(self) -> bool:
        """Whether it has all that one of Brandpay's has."""
        named = self.transaction_key and self.payment_key and self.order_id and self.status
        return bool(named) and self.amount is not None

    @property
    def is_approval(self) -> bool:
        return self.status == PaymentStatus.DONE

    @property
    def is_refund(self) -> bool:
        return self.status in (PaymentStatus.CANCELED, PaymentStatus.PARTIAL_CANCELED)

    @classmethod
    def parse(cls, row: object) -> Transaction:
        """Whatever stands in the list."""
        data = row if isinstance(row, Mapping) else {}
        currency = fields.text(data, "currency")
        return cls(
            transaction_key=fields.text(data, "transactionKey"),
            payment_key=fields.text(data, "paymentKey"),
            order_id=fields.text(data, "orderId"),
            status=fields.text(data, "status"),
            amount=fields.optional_number(data, "amount") if currency in ("", "KRW") else None,
            currency=currency,
            method=fields.optional_text(data, "method"),
            m_id=fields.text(data, "mId"),
            customer_key=fields.secret(data, "customerKey"),
            transaction_at=fields.moment(data, "transactionAt"),
            receipt_url=fields.optional_text(data, "receiptUrl"),
            use_escrow=fields.flag(data, "useEscrow", default=False),
        )
