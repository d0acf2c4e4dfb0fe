"""What reconciling asks of the shop's books; the adapter to Saleor implements it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from ...models import Debtor


@dataclass(frozen=True, kw_only=True, slots=True)
class Booked:
    """A successful capture or refund in the shop's books."""

    token: str
    """A capture's payment key, a refund's transaction key at Toss."""
    amount: int
    """Won."""
    at: datetime.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """One Payment of the shop and all that is booked on it."""

    debtor: Debtor
    order: str
    """The order's number; empty when there is no order."""
    captures: tuple[Booked, ...]
    refunds: tuple[Booked, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One capture or refund of a span."""

    cursor: str
    debtor: Debtor
    is_capture: bool
    token: str
    amount: int
    """Won."""


class Ledger(Protocol):
    """Reads only, from the writer database; each call costs a bounded number of queries."""

    def accounts(self, payment_keys: Collection[str], debtors: Collection[Debtor]) -> list[Account]:
        """The Payments named, and those with a capture under a key that none of them holds."""

    def rows(
        self, since: datetime.datetime, until: datetime.datetime, after: str, limit: int
    ) -> Sequence[Row]:
        """The next captures and refunds of a span, after a cursor (at first empty)."""
