"""What a shop records, in memory, for workers as for hooks (core.shop.Shop)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.payment import Payment
from saleor_brandpay.clock import now
from saleor_brandpay.core.confirm import pay
from saleor_brandpay.core.confirm.context import Paid
from saleor_brandpay.core.messages.problem import Problem
from saleor_brandpay.core.shop import Busy
from saleor_brandpay.core.shop_records import BookingStatus, Completion
from saleor_brandpay.core.shop_records import Records as Shown
from saleor_brandpay.core.sync.result import SyncResult
from saleor_brandpay.core.sync.sync_attempt import sync_attempt
from saleor_brandpay.core.sync.unsent_requests import NEVER_SENT
from saleor_brandpay.models import Attempt, belonging_to

from .shop import Bill, Books, Shop


@dataclass
class ShopBooks(Books):
    """Shares what the hooks write with `shop.books`."""

    shop: Shop | None = None
    bills: dict[Any, Bill] = field(default_factory=dict)
    taken_in: dict[Any, Payment] = field(default_factory=dict)
    awaited: dict[Any, int] = field(default_factory=dict)
    ended: dict[Any, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    cannot: dict[Any, Completion] = field(default_factory=dict)
    deleted: set[Any] = field(default_factory=set)
    unsent: dict[Any, list[datetime.datetime]] = field(default_factory=dict)
    """When staff asked for refunds that nobody sent."""
    refused: list[tuple[Any, str]] = field(default_factory=list)
    finishes: int = 0
    busy: bool = False

    @classmethod
    def of(cls, shop: Shop, *bills: Bill) -> ShopBooks:
        books = shop.books
        shop_books = cls(
            ordered=books.ordered,
            captures=books.captures,
            locked_rows=books.locked_rows,
            refunds=books.refunds,
        )
        shop_books.shop = shop
        shop_books.bills = {bill.reference: bill for bill in bills}
        shop.books = shop_books
        return shop_books

    @contextmanager
    def locked(self, attempt: Attempt) -> Iterator[None]:
        if self.busy:
            raise Busy
        with transaction.atomic():
            yield

    def is_free(self, attempt: Attempt) -> bool:
        return not self.busy

    def records(self, reference: Any, payment_key: str) -> Shown | None:
        if reference in self.deleted:
            return None
        refunds = self.refunds.get(reference, [])
        captured = sum(
            Attempt.objects.get(belonging_to(pk), payment_key=key).amount
            if pk not in self.taken_in
            else self.taken_in[pk].total_amount
            for pk, key in self.captures
            if pk == reference
        )
        return Shown(
            booking_status=self.booking_status(reference, payment_key),
            captured=captured,
            refunded=sum(cancel.amount for cancel in refunds),
            refund_keys=frozenset(cancel.transaction_key for cancel in refunds),
            awaited=self.awaited.get(reference, 0),
        )

    def complete_checkout(self, attempt: Attempt, seen: Any = None) -> Completion:
        assert self.shop is not None
        reference = attempt.reference
        self.finishes += 1
        if reference in self.cannot:
            return self.cannot[reference]
        if self.booking_status(reference, attempt.payment_key) is BookingStatus.UNBOOKED:
            with transaction.atomic():
                outcome = pay.book(self.shop.context(self.bills[reference]), seen)
            if not isinstance(outcome, Paid):
                return Completion(ordered=False, reason=outcome.problem.code)  # type: ignore[union-attr]
            self.captures.add((reference, outcome.attempt.payment_key))
        self.ordered.add(reference)
        return Completion(ordered=True)

    def book_capture(self, reference: Any, payment: Payment) -> bool:
        if any(pk == reference for pk, _ in self.captures):
            return False
        self.captures.add((reference, payment.payment_key))
        self.taken_in[reference] = payment
        return True

    def end_requests(self, attempt: Attempt, reason: Problem) -> bool:
        open_ones = self.unsent.pop(attempt.reference, [])
        old = [at for at in open_ones if now() - at >= NEVER_SENT]
        self.refused += [(attempt.reference, reason.code)] * len(old)
        young = [at for at in open_ones if at not in old]
        if young:
            self.unsent[attempt.reference] = young
        return bool(young)

    def recount(self, attempt: Attempt) -> None:
        """These sums hold every charge."""

    def end_ongoing_refund(self, reference: Any, reason: str) -> None:
        self.ended[reference] = reason
        self.awaited.pop(reference, None)

    def sync(self, attempt: Attempt, *, trusting: bool = False) -> SyncResult:
        return sync_attempt(attempt.pk, self, Deadline.after(6), trusting=trusting)
