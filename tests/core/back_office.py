"""The shop's books for a worker, in memory (core.desk.Office)."""

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
from saleor_brandpay.core.messages.problems import Problem
from saleor_brandpay.core.shop import BookingStatus, Busy, Completion
from saleor_brandpay.core.shop import Records as Shown
from saleor_brandpay.core.sync.result import SyncResult
from saleor_brandpay.core.sync.sync_attempt import sync_attempt
from saleor_brandpay.core.sync.unsent_requests import NEVER_SENT
from saleor_brandpay.models import Attempt, Refund, owed_by

from .shop import Bill, Books, Shop


@dataclass
class BackOffice(Books):
    """Shares what the hooks write with `shop.books`."""

    shop: Shop | None = None
    bills: dict[int, Bill] = field(default_factory=dict)
    taken_in: dict[int, Payment] = field(default_factory=dict)
    awaited: dict[int, int] = field(default_factory=dict)
    ended: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    cannot: dict[int, Completion] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    unsent: dict[Any, list[datetime.datetime]] = field(default_factory=dict)
    """When staff asked for refunds that nobody sent."""
    refused: list[tuple[Any, str]] = field(default_factory=list)
    finishes: int = 0
    busy: bool = False

    @classmethod
    def of(cls, shop: Shop, *bills: Bill) -> BackOffice:
        books = shop.books
        office = cls(
            ordered=books.ordered,
            captures=books.captures,
            locked_rows=books.locked_rows,
            refunds=books.refunds,
        )
        office.shop = shop
        office.bills = {bill.pk: bill for bill in bills}
        shop.books = office
        return office

    @contextmanager
    def locked(self, attempt: Attempt) -> Iterator[None]:
        if self.busy:
            raise Busy
        with transaction.atomic():
            yield

    def books(self, debtor: Any, payment_key: str) -> Shown | None:
        if debtor in self.deleted:
            return None
        refunds = self.refunds.get(debtor, [])
        captured = sum(
            Attempt.objects.get(owed_by([pk]), payment_key=key).amount
            if pk not in self.taken_in
            else self.taken_in[pk].total_amount
            for pk, key in self.captures
            if pk == debtor
        )
        return Shown(
            booking_status=self.booking_status(debtor, payment_key),
            captured=captured,
            refunded=sum(cancel.amount for cancel in refunds),
            refund_keys=frozenset(cancel.transaction_key for cancel in refunds),
            awaited=self.awaited.get(debtor, 0),
        )

    def finish(self, attempt: Attempt) -> Completion:
        assert self.shop is not None
        assert attempt.payment_pk is not None
        self.finishes += 1
        if attempt.payment_pk in self.cannot:
            return self.cannot[attempt.payment_pk]
        if self.booking_status(attempt.payment_pk, attempt.payment_key) is BookingStatus.UNBOOKED:
            with transaction.atomic():
                outcome = pay.book(self.shop.context(self.bills[attempt.payment_pk]))
            if not isinstance(outcome, Paid):
                return Completion(ordered=False, reason=outcome.problem.code)  # type: ignore[union-attr]
            self.captures.add((attempt.payment_pk, outcome.attempt.payment_key))
        self.ordered.add(attempt.payment_pk)
        return Completion(ordered=True)

    def book_capture(self, debtor: Any, payment: Payment) -> bool:
        if any(pk == debtor for pk, _ in self.captures):
            return False
        self.captures.add((debtor, payment.payment_key))
        self.taken_in[debtor] = payment
        return True

    def book_charge(self, attempt: Attempt) -> bool:
        raise NotImplementedError

    def book_taken_back(self, attempt: Attempt, payment: Payment) -> None:
        if self.booking_status(attempt.debtor, attempt.payment_key) is not BookingStatus.UNBOOKED:
            self.book_refunds(attempt.debtor, payment.cancels, of_order=False)

    def refund_refused(self, attempt: Attempt, row: Refund, reason: Problem) -> None:
        self.notes.append(reason.bilingual)

    def refuse_unsent(self, attempt: Attempt, reason: Problem) -> bool:
        open_ones = self.unsent.pop(attempt.debtor, [])
        old = [at for at in open_ones if now() - at >= NEVER_SENT]
        self.refused += [(attempt.debtor, reason.code)] * len(old)
        young = [at for at in open_ones if at not in old]
        if young:
            self.unsent[attempt.debtor] = young
        return bool(young)

    def recount(self, attempt: Attempt) -> None:
        pass

    def end_ongoing(self, debtor: Any, reason: str) -> None:
        self.ended[debtor] = reason
        self.awaited.pop(debtor, None)

    def note(self, debtor: Any, message: str) -> None:
        self.notes.append(message)

    def follow(self, attempt: Attempt, *, trusting: bool = False) -> SyncResult:
        return sync_attempt(attempt.pk, self, Deadline.after(6), trusting=trusting)
