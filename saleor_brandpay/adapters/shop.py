"""Saleor as the shop that the core serves (core.shop.Shop), in both of its payment APIs."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from ..api.payment import Payment
from ..core.attempts.seen_payment import SeenPayment
from ..core.attempts.source import Source
from ..core.messages.problem import Problem
from ..core.shop import Busy, ShopPayment
from ..core.shop_records import AmountOwed, Completion, RecordedPayment, Row
from ..models import Attempt, PaymentReference
from . import amount_owed, overcharged
from .configuration import channels_configured
from .payments_api import bookkeeping, complete_checkout, reconcile_payments
from .payments_api import records as payment_records
from .transactions_api import reconcile_transactions, transaction_events
from .transactions_api import records as transaction_records

AT_ONCE = 0.001
"""Seconds; the least that PostgreSQL waits for a lock."""
_TRANSACTIONS = "t"
"""Begins the cursor of a span whose Payments have all been gone through."""


@dataclass(frozen=True, kw_only=True)
class SaleorShop:
    prices_expire: datetime.datetime | None = None
    """See prices.are_stale."""

    def payment(self, reference: PaymentReference) -> ShopPayment:
        if reference.transaction_token is not None:
            return transaction_records.TransactionRecords(reference.transaction_token)
        return payment_records.PaymentRecords(reference.payment_pk or 0)

    def locked(self, attempt: Attempt) -> AbstractContextManager[None]:
        if attempt.is_transaction:
            return transaction_records.locked(attempt)
        return payment_records.locked(attempt)

    def is_free(self, attempt: Attempt) -> bool:
        records = transaction_records if attempt.is_transaction else payment_records
        try:
            with records.locked(attempt, AT_ONCE):
                return True
        except Busy:
            return False

    def locked_source(
        self, source: Source, reference: PaymentReference
    ) -> AbstractContextManager[Callable[[], AmountOwed]]:
        return amount_owed.locked(source, reference, self.prices_expire)

    def is_closed(self, source: Source) -> bool:
        return amount_owed.is_closed_order(source)

    def is_test(self, channel_pk: int | None) -> bool | None:
        return channels_configured.is_test(channel_pk)

    # Payments API.

    def complete_checkout(self, attempt: Attempt, seen: SeenPayment | None) -> Completion:
        return complete_checkout.complete(attempt, seen)

    def book_capture(self, reference: PaymentReference, payment: Payment) -> bool:
        return bookkeeping.book_capture(reference.payment_pk or 0, payment)

    def end_ongoing_refund(self, reference: PaymentReference, reason: str) -> None:
        bookkeeping.end_ongoing_refund(reference.payment_pk or 0, reason)

    # Transactions API.

    def book_charge(self, attempt: Attempt) -> bool:
        return transaction_records.book_charge(attempt)

    def counts_all_charges(self, reference: PaymentReference) -> bool:
        item = transaction_records.item_of(reference.transaction_token)
        return item is None or transaction_events.counts(item)

    def recount(self, attempt: Attempt) -> None:
        transaction_records.recount(attempt)

    def end_requests(self, attempt: Attempt, reason: Problem) -> bool:
        return transaction_records.end_requests(attempt, reason)

    # Reconciling.

    def recorded_payments(
        self, payment_keys: Collection[str], references: Collection[PaymentReference]
    ) -> list[RecordedPayment]:
        found = _recorded(references)
        missing = set(payment_keys) - {
            capture.token for recorded in found for capture in recorded.captures
        }
        if missing:
            holders = reconcile_payments.holders(missing) | reconcile_transactions.holders(missing)
            found += _recorded(holders - {recorded.reference for recorded in found})
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


def _recorded(references: Collection[PaymentReference]) -> list[RecordedPayment]:
    pks = {one.payment_pk for one in references if one.payment_pk is not None}
    tokens = {one.transaction_token for one in references if one.transaction_token is not None}
    return overcharged.marked(
        [
            *reconcile_payments.recorded_payments(pks),
            *reconcile_transactions.recorded_payments(tokens),
        ]
    )
