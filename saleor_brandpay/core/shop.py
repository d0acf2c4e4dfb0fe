"""What the core asks of the shop that it serves; the adapter to Saleor implements it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from ..api.payment import Cancel, Payment
from ..models import Attempt, Debtor, Refund
from .attempts.source import Source
from .messages.problems import Problem


class BookingStatus(Enum):
    UNBOOKED = "unbooked"
    """The shop knows nothing of it."""
    CAPTURED = "captured"
    ORDERED = "ordered"
    """Captured, and part of an order."""
    ADRIFT = "adrift"
    """Captured on a TransactionItem whose checkout is gone without an order."""


class Desk(Protocol):
    """The shop's books, inside the transaction that the shop has opened."""

    def booking_status(self, debtor: Debtor, payment_key: str) -> BookingStatus:
        """What the shop has written of an approval."""

    def counts(self, debtor: Debtor) -> bool:
        """Whether the shop's sums hold every charge that it has written (M1)."""

    def lock(self, debtor: Debtor) -> None:
        """Lock the shop's payment before any row of ours is written (M13)."""

    def book_refunds(
        self, debtor: Debtor, cancels: Sequence[Cancel], *, of_order: bool = True
    ) -> int:
        """Write refunds next to the capture of this payment; returns how many were new.

        `of_order`: the order of this payment, if it has one, is what was refunded. Not so for
        money that never paid it.
        """


class Busy(Exception):  # noqa: N818
    """Somebody else holds the shop's rows just now."""


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
class Origin:
    """What the shop itself knows of a Payment or TransactionItem."""

    source: Source
    user_pk: int | None
    channel_pk: int | None
    amount: int
    """Won that it asks for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AmountOwed:
    """What a source owes to one Payment or TransactionItem, its row being locked."""

    owed: int
    """Won; what others hold is taken off."""
    completing: bool
    """The shop may be turning a payment of it into an order just now."""


class Till(Protocol):
    """The shop's checkouts and orders, for hooks that stand in no transaction of the shop's."""

    def locked(
        self, source: Source, debtor: Debtor
    ) -> AbstractContextManager[Callable[[], AmountOwed]]:
        """A transaction of its own that holds the source's row; waits two seconds at most (M2).

        What it owes is to be asked for last: a charge may be booked without that row. Raises Busy.
        """


class Shop(Desk, Protocol):
    """The shop's books for a worker of ours, who stands in no transaction of the shop's."""

    def locked(self, attempt: Attempt) -> AbstractContextManager[None]:
        """A transaction that holds the shop's checkout and payment, in its order (M13).

        Raises Busy when they cannot be had within a few seconds.
        """

    def origin(self, debtor: Debtor) -> AbstractContextManager[Origin | None]:
        """A transaction that holds its rows; None when the shop has nothing to pay for it.

        Raises Busy.
        """

    def records(self, debtor: Debtor, payment_key: str) -> Records | None:
        """None when the shop has deleted the payment."""

    def finish(self, attempt: Attempt) -> Completion:
        """Let the shop make the order of a payment that Toss has taken."""

    def book_capture(self, debtor: Debtor, payment: Payment) -> bool:
        """Write down an approval that cannot become an order (M16), if nothing else is booked."""

    def book_charge(self, attempt: Attempt) -> bool:
        """Write an approval onto its TransactionItem; False when it belongs to nothing any more."""

    def book_taken_back(self, attempt: Attempt, payment: Payment) -> None:
        """Write the refunds of an approval that could not be kept, beside the approval (M16)."""

    def refund_refused(self, attempt: Attempt, row: Refund, reason: Problem) -> None:
        """A refund whose outcome nobody knew was not made: tell whoever asked for it."""

    def refuse_unsent(self, attempt: Attempt, reason: Problem) -> bool:
        """Answer the requests for refunds that nobody ever sent, each once.

        True while there are some that a hook may still be sending. Raises Busy.
        """

    def recount(self, attempt: Attempt) -> None:
        """Finish what the shop left undone of a charge that it has written. Raises Busy."""

    def end_ongoing(self, debtor: Debtor, reason: str) -> None:
        """The refund that the shop holds for ongoing will not be made."""

    def note(self, debtor: Debtor, message: str) -> None:
        """Tell staff where they see it; without an order, in the log."""
