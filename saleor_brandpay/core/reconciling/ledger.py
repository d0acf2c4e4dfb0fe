"""What reconciling asks of the shop's books; the adapter to Saleor implements it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol


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

    payment_pk: int
    order: str
    """The order's number; empty when there is no order."""
    captures: tuple[Booked, ...]
    refunds: tuple[Booked, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Which of the shop's rows are meant."""

    reconciliation_pk: int
    merchant_pks: tuple[int, ...]
    orphans: bool
    """Also rows of Payments that no attempt of ours knows."""
    since: datetime.datetime
    until: datetime.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Unseen:
    """A row of the shop that the run did not see at Toss."""

    cursor: str
    payment_pk: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    captured: int = 0
    captured_won: int = 0
    refunded: int = 0
    refunded_won: int = 0


class Ledger(Protocol):
    """Reads only, from the writer database; each call costs a fixed number of queries."""

    def accounts(
        self, payment_keys: Collection[str], payment_pks: Collection[int]
    ) -> list[Account]:
        """The Payments that hold a capture under one of the keys, and those named by pk."""

    def unseen(self, question: Question, after: str, limit: int) -> Sequence[Unseen]:
        """The next rows after a cursor (at first empty) for which the run has no sighting."""

    def totals(self, question: Question) -> Totals:
        """Sums over all rows, seen or not."""
