"""What the core asks of the shop that it serves; `adapters.shop` implements it for Saleor."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from ..api.payment import Cancel, Payment
from ..models import Attempt, PaymentReference, Refund
from .attempts.seen_payment import SeenPayment
from .attempts.source import Source
from .messages.problem import Problem
from .shop_records import (
    AmountOwed,
    BookingStatus,
    Completion,
    RecordedPayment,
    Records,
    Row,
)


class Busy(Exception):  # noqa: N818
    """Somebody else holds the shop's rows just now."""


class ShopPayment(Protocol):
    """The shop's records of one Payment or TransactionItem, inside the caller's transaction."""

    def booking_status(self, payment_key: str) -> BookingStatus:
        """What the shop has written of an approval."""

    def records(self, payment_key: str) -> Records | None:
        """All that is booked; None when the shop has deleted the payment."""

    def lock(self) -> None:
        """Lock the shop's payment before any row of ours is written (M13)."""

    def book_refunds(self, cancels: Sequence[Cancel], *, of_order: bool = True) -> int:
        """Write refunds next to the capture of this payment; returns how many were new.

        `of_order`: the order of this payment, if it has one, is what was refunded. Not so for
        money that never paid it.
        """

    def book_automatic_refund(self, attempt: Attempt, payment: Payment) -> None:
        """Write the refunds of an approval that could not be kept, beside the approval (M16)."""

    def refund_refused(self, row: Refund, reason: Problem) -> None:
        """A refund was not made: tell whoever asked for it. The caller holds the shop's locks."""

    def note(self, message: str) -> None:
        """Tell staff where they see it; without an order, in the log."""


class Shop(Protocol):
    def payment(self, reference: PaymentReference) -> ShopPayment:
        """No query: only its methods ask the shop."""

    def locked(self, attempt: Attempt) -> AbstractContextManager[None]:
        """A transaction that holds the shop's checkout and payment, in its order (M13).

        For workers, who stand in no transaction of the shop's. Raises Busy when they cannot be
        had within a few seconds.
        """

    def is_free(self, attempt: Attempt) -> bool:
        """Whether `locked` would not have to wait just now."""

    def locked_source(
        self, source: Source, reference: PaymentReference
    ) -> AbstractContextManager[Callable[[], AmountOwed]]:
        """A transaction of its own that holds the source's row; waits two seconds at most (M2).

        For hooks that stand in no transaction of the shop's. What it owes to this payment is to
        be asked for last: a charge may be booked without that row. Raises Busy.
        """

    def is_closed(self, source: Source) -> bool:
        """Whether it is an order that has been cancelled or has expired: it owes nothing (M1)."""

    def is_test(self, channel_pk: int | None) -> bool | None:
        """Whether a channel takes test payments now; None where it takes none, or is gone."""

    # Payments API.

    def complete_checkout(self, attempt: Attempt, seen: SeenPayment | None) -> Completion:
        """Let the shop make the order of a payment that Toss has taken, as it was `seen`."""

    def book_capture(self, reference: PaymentReference, payment: Payment) -> bool:
        """Write down an approval that cannot become an order (M16), if nothing else is booked."""

    def end_ongoing_refund(self, reference: PaymentReference, reason: str) -> None:
        """The refund that the shop holds for ongoing will not be made."""

    # Transactions API.

    def book_charge(self, attempt: Attempt) -> bool:
        """Write an approval onto its TransactionItem; False when it belongs to nothing any more."""

    def counts_all_charges(self, reference: PaymentReference) -> bool:
        """Whether the TransactionItem's sums hold every charge that is written on it (M1)."""

    def recount(self, attempt: Attempt) -> None:
        """Finish what the shop left undone of a charge that it has written. Raises Busy."""

    def end_requests(self, attempt: Attempt, reason: Problem) -> bool:
        """Answer the requests for refunds that wait: those that nobody ever sent with a reason,
        those whose refund (of one grant) was made as it was.

        True while there are some that a hook may still be sending. Raises Busy.
        """

    # Reconciling: reads only, from the writer database; a bounded number of queries each.

    def recorded_payments(
        self, payment_keys: Collection[str], references: Collection[PaymentReference]
    ) -> list[RecordedPayment]:
        """Those named, and those with a capture under a key that none of them holds."""

    def rows(
        self, since: datetime.datetime, until: datetime.datetime, after: str, limit: int
    ) -> Sequence[Row]:
        """The next entries of a span, after a cursor (at first empty)."""
