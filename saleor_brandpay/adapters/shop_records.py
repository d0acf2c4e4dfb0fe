"""Saleor's books for reconciling, of both of its payment APIs; read only."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace

from ..core.reconcile.shop_records import Account, Row
from ..models import Debtor
from .payments_api import reconcile_payments
from .transactions_api import reconcile_transactions

_TRANSACTIONS = "t"
"""Begins the cursor of a span whose Payments have all been gone through."""


class ShopLedger:
    """core.reconciling.ledger.Ledger on Saleor's tables."""

    def accounts(self, payment_keys: Collection[str], debtors: Collection[Debtor]) -> list[Account]:
        found = _accounts(debtors)
        missing = set(payment_keys) - {
            capture.token for account in found for capture in account.captures
        }
        if missing:
            holders = reconcile_payments.holders(missing) | reconcile_transactions.holders(missing)
            found += _accounts(holders - {account.debtor for account in found})
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


def _accounts(debtors: Collection[Debtor]) -> list[Account]:
    return [
        *reconcile_payments.accounts({one for one in debtors if isinstance(one, int)}),
        *reconcile_transactions.accounts({one for one in debtors if isinstance(one, uuid.UUID)}),
    ]
