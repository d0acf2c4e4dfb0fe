"""What of the shop's a row belongs to: a Saleor Payment, or a TransactionItem of its successor."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class PaymentReference:
    """A Payment of the Payments API, or a TransactionItem of the Transactions API: one of them."""

    payment_pk: int | None = None
    transaction_token: uuid.UUID | None = None

    def __post_init__(self) -> None:
        if (self.payment_pk is None) == (self.transaction_token is None):
            raise ValueError("either a Payment or a TransactionItem")

    @classmethod
    def payment(cls, pk: int) -> PaymentReference:
        """A Saleor Payment, by its primary key."""
        return cls(payment_pk=pk)

    @classmethod
    def transaction(cls, token: uuid.UUID) -> PaymentReference:
        """A Saleor TransactionItem, by its token."""
        return cls(transaction_token=token)

    @property
    def is_transaction(self) -> bool:
        """Whether it belongs to the Transactions API."""
        return self.transaction_token is not None

    @property
    def columns(self) -> dict[str, Any]:
        """The two columns in which it is kept."""
        return {"payment_pk": self.payment_pk, "transaction_token": self.transaction_token}

    def __str__(self) -> str:
        """As the shop's own pages call it."""
        if self.transaction_token is not None:
            return f"transaction {self.transaction_token}"
        return f"Payment {self.payment_pk}"


def belonging_to(*references: PaymentReference) -> Q:
    """The rows that belong to these."""
    return Q(payment_pk__in=[one.payment_pk for one in references if not one.is_transaction]) | Q(
        transaction_token__in=[one.transaction_token for one in references if one.is_transaction]
    )


class HasPaymentReference:
    """A row that keeps its reference in two columns."""

    payment_pk: int | None
    transaction_token: uuid.UUID | None

    @property
    def reference_or_none(self) -> PaymentReference | None:
        if self.payment_pk is None and self.transaction_token is None:
            return None
        return self.reference

    @property
    def reference(self) -> PaymentReference:
        """Raises ValueError when there is none."""
        return PaymentReference(self.payment_pk, self.transaction_token)

    @property
    def is_transaction(self) -> bool:
        """Whether it belongs to the Transactions API."""
        return self.transaction_token is not None
