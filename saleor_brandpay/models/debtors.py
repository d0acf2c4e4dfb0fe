"""Who is to be paid: a Payment of Saleor's Payments API, or a TransactionItem of its successor."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Q

Debtor = int | uuid.UUID
"""A Saleor Payment's primary key, or a TransactionItem's token."""


def owed_by(debtors: Iterable[Debtor]) -> Q:
    """The rows that belong to these."""
    named = list(debtors)
    return Q(payment_pk__in=[one for one in named if isinstance(one, int)]) | Q(
        transaction_token__in=[one for one in named if not isinstance(one, int)]
    )


def columns(debtor: Debtor | None) -> dict[str, Debtor | None]:
    """The two columns in which a debtor is kept."""
    is_payment = isinstance(debtor, int)
    return {
        "payment_pk": debtor if is_payment else None,
        "transaction_token": None if is_payment else debtor,
    }


class Owing:
    """A row that names its debtor in one of two columns."""

    payment_pk: int | None
    transaction_token: uuid.UUID | None

    @property
    def owed_to(self) -> Debtor | None:
        return self.transaction_token if self.payment_pk is None else self.payment_pk

    @property
    def debtor(self) -> Debtor:
        """Raises ValueError when there is none."""
        debtor = self.owed_to
        if debtor is None:
            raise ValueError("it belongs to nothing of the shop's")
        return debtor

    @property
    def is_transaction(self) -> bool:
        """Whether it belongs to the Transactions API."""
        return self.transaction_token is not None
