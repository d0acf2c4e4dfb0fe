"""Saleor's books for reconciling, of both of its payment APIs; read only."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace

from ..core.reconcile.shop_records import RecordedPayment, Row
from ..models import Debtor
from .payments_api import reconcile_payments
from .transactions_api import reconcile_transactions

_TRANSACTIONS = "t"
"""Begins the cursor of a span whose Payments have all been gone through."""


class SaleorRecords:
    """core.reconciling.ledger.Ledger on Saleor's tables."""

    def recorded_payments(
        self, payment_keys: Collection[str], debtors: Collection[Debtor]
    ) -> list[RecordedPayment]:
        found = _recorded_payments(debtors)
        missing = set(payment_keys) - {
            capture.token for recorded in found for capture in recorded.captures
        }
        if missing:
            holders = reconcile_payments.holders(missing) | reconcile_transactions.holders(missing)
            found += _recorded_payments(holders - {recorded.debtor for recorded in found})
        return found

    def rows(
        self, since: datetime.datetime, until: datetime.datetime, after: str, limit: int
    ) -> Sequence[Row]:
        if not after.startswith(_TRANSACTIONS):
            rows = reconcile_payments.rows(since, until, after, limit)
            if rows:
                return rows
        cursor = after.removeprefix(_TRANSACTIONS) if after.startswith(_TRANSACTIONS) else ""
        return [
            replace(row, cursor=_TRANSACTIONS + row.cursor)
            for row in reconcile_transactions.rows(since, until, cursor, limit)
        ]


def _recorded_payments(debtors: Collection[Debtor]) -> list[RecordedPayment]:
    return [
        *reconcile_payments.recorded_payments({one for one in debtors if isinstance(one, int)}),
        *reconcile_transactions.recorded_payments(
            {one for one in debtors if isinstance(one, uuid.UUID)}
        ),
    ]
