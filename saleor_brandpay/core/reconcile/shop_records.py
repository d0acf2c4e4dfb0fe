"""What reconciling asks of the shop's books; the adapter to Saleor implements it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
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
class RecordedPayment:
    """One Payment or TransactionItem of the shop and all that counts on it."""

    debtor: Debtor
    order: str
    """The order's number; empty when there is no order."""
    kept: bool
    """Whether something is there that the money pays for.

    An order; in the Transactions API also a checkout, where a charge waits for its completion, or
    for the shop to refund it.
    """
    captures: tuple[Booked, ...]
    refunds: tuple[Booked, ...]
    unsent: tuple[Booked, ...] = ()
    """Refunds that staff asked for and that were neither sent to Toss nor answered."""


class Entry(Enum):
    CAPTURE = "capture"
    REFUND = "refund"
    REQUEST = "request"
    """A refund that was asked for, without an answer that says so; it moves no money."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One entry of a span."""

    cursor: str
    debtor: Debtor
    entry: Entry
    token: str
    amount: int
    """Won."""


class ShopRecords(Protocol):
    """Reads only, from the writer database; each call costs a bounded number of queries."""

    def recorded_payments(
        self, payment_keys: Collection[str], debtors: Collection[Debtor]
    ) -> list[RecordedPayment]:
        """Those named, and those with a capture under a key that none of them holds."""

    def rows(
        self, since: datetime.datetime, until: datetime.datetime, after: str, limit: int
    ) -> Sequence[Row]:
        """The next entries of a span, after a cursor (at first empty)."""
