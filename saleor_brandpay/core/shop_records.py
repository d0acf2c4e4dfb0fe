"""What the shop hands over when it is asked for its records (core.shop)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum

from ..models import PaymentReference
from .attempts.source import Source
from .messages.problem import Problem


class BookingStatus(Enum):
    UNBOOKED = "unbooked"
    """The shop knows nothing of it."""
    CAPTURED = "captured"
    ORDERED = "ordered"
    """Captured, and part of an order."""
    ADRIFT = "adrift"
    """Captured on a TransactionItem whose checkout is gone without an order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Records:
    """What the shop has written of one payment, in won."""

    booking_status: BookingStatus
    captured: int
    refunded: int
    refund_keys: frozenset[str]
    """Toss's transaction keys of the refunds that are booked."""
    awaited: int
    """A refund that the shop holds for ongoing; 0 when there is none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Completion:
    """What came of making the order without the buyer."""

    ordered: bool
    final: bool = False
    """No order can be made of it, now or later."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AmountOwed:
    """What a source owes to one Payment or TransactionItem, its row being locked."""

    owed: int
    """Won; what others hold is taken off."""
    completing: bool
    """The shop may be turning a payment of it into an order just now."""
    obstacle: Problem | None = None
    """Why it cannot be paid at all as it stands."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Booked:
    """A successful capture or refund in the shop's records."""

    token: str
    """A capture's payment key, a refund's transaction key at Toss."""
    amount: int
    """Won."""
    at: datetime.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Overcharge:
    """An order or checkout that holds more than it owed (M1)."""

    reason: str
    """Picks the words that it is explained with."""
    charged: int
    """Won that are held for it, by whatever payments."""
    owed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedPayment:
    """One Payment or TransactionItem of the shop and all that counts on it."""

    reference: PaymentReference
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
    source: Source | None = None
    """What it pays now: the order that there is, else the checkout."""
    overcharge: Overcharge | None = None
    """Of its order or checkout; on the last payment of ours only."""


class Entry(Enum):
    CAPTURE = "capture"
    REFUND = "refund"
    REQUEST = "request"
    """A refund that was asked for, without an answer that says so; it moves no money."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One entry of a span."""

    cursor: str
    reference: PaymentReference
    entry: Entry
    token: str
    amount: int
    """Won."""
