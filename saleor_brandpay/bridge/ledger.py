"""Saleor's books for reconciling, of both of its payment APIs; read only."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace

from saleor.plugins.models import PluginConfiguration

from ..core.reconciling.ledger import Account, Row
from ..models import Debtor
from . import payment_ledger, transaction_ledger
from .ids import PLUGIN_ID

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
            holders = payment_ledger.holders(missing) | transaction_ledger.holders(missing)
            found += _accounts(holders - {account.debtor for account in found})
        return found

    def rows(
        self, since: datetime.datetime, until: datetime.datetime, after: str, limit: int
    ) -> Sequence[Row]:
        if not after.startswith(_TRANSACTIONS):
            rows = payment_ledger.rows(since, until, after, limit)
            if rows:
                return rows
        cursor = after.removeprefix(_TRANSACTIONS) if after.startswith(_TRANSACTIONS) else ""
        return [
            replace(row, cursor=_TRANSACTIONS + row.cursor)
            for row in transaction_ledger.rows(since, until, cursor, limit)
        ]


def client_keys(channel_pk: int) -> set[str]:
    """The client keys with which the plugin is set up in a channel."""
    rows = PluginConfiguration.objects.filter(identifier=PLUGIN_ID, channel_id=channel_pk)
    fields = [field for row in rows for field in row.configuration or []]
    named = [field.get("value") for field in fields if field.get("name") == "client_key"]
    return {value for value in named if value}


def _accounts(debtors: Collection[Debtor]) -> list[Account]:
    return [
        *payment_ledger.accounts({one for one in debtors if isinstance(one, int)}),
        *transaction_ledger.accounts({one for one in debtors if isinstance(one, uuid.UUID)}),
    ]
