"""Transactions API: Saleor holds no lock around its hooks, so the claim is ours (M1, M2)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Protocol

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...models import Attempt, AttemptStatus
from ..attempts import leases, queries, states
from ..attempts.source import MINIMUM, Debt
from ..messages import problems
from ..messages.problem import Problem
from ..shop import Busy, Shop
from ..shop_records import BookingStatus
from .other_attempts import is_under_way, may_be_charged, read_attempt
from .read_back import Seen
from .rules import Opening, OtherAttempts


class Sync(Protocol):
    def __call__(
        self, attempt_pk: int, shop: Shop, deadline: Deadline, *, leased: bool
    ) -> object: ...


@dataclass(frozen=True, kw_only=True)
class TransactionsApiRules:
    """Several transactions may pay one source together, each a part of it."""

    shop: Shop
    sync: Sync
    """core.sync.sync_attempt: books or refunds an attempt as a worker does."""
    leased: int | None = None
    """The attempt that the caller has leased: nobody else can work on it meanwhile."""
    reprices = True
    reopens = True
    charges_at_once = True

    def pays(self, attempt: Attempt, debt: Debt) -> bool:
        return attempt.amount <= debt.owed and debt.takes(attempt)

    def objection(self, attempt: Attempt, debt: Debt) -> Problem | None:
        """The claim has seen to the debt; a total that changes later is no reason (M16).

        An order that was cancelled while Toss took the money is one (M1).
        """
        return problems.ORDER_CLOSED if self.shop.is_closed(debt.source) else None

    def check_others(
        self, debt: Debt, others: list[Attempt], deadline: Deadline, *, before_confirm: bool
    ) -> OtherAttempts:
        for attempt in others:
            is_own = attempt.reference == debt.reference
            if not before_confirm and not is_own and attempt.status in queries.IDLE:
                continue  # a window takes no money (M1)
            problem = self._check(attempt, deadline, is_own=is_own, strict=before_confirm)
            if problem:
                return OtherAttempts(problem=problem)
        return OtherAttempts()

    def _check(
        self, attempt: Attempt, deadline: Deadline, *, is_own: bool, strict: bool
    ) -> Problem | None:
        if attempt.status in (AttemptStatus.APPROVED, AttemptStatus.REFUNDING):
            if _is_counted(attempt, self.shop):
                return None
            return self._sync(attempt, deadline)
        read_back = read_attempt(attempt, deadline)
        if read_back.seen is Seen.UNREADABLE:
            if strict or is_own or attempt.status == AttemptStatus.UNKNOWN:
                return problems.CHECKING
            return None
        if read_back.seen is not Seen.UNAPPROVED:
            problem = self._sync(attempt, deadline)
            holds = read_back.seen in (Seen.APPROVED, Seen.WRONG)
            # Somebody else works on it just now, and has not got so far.
            return problems.CHECKING if holds and attempt.status in _WAITING else problem
        if is_under_way(attempt) or may_be_charged(attempt, read_back):
            return problems.CHECKING
        if is_own or attempt.status == AttemptStatus.UNKNOWN:
            return self._supersede(attempt)
        return None

    def _sync(self, attempt: Attempt, deadline: Deadline) -> Problem | None:
        """Book or refund it as a worker does, under the shop's locks."""
        self.sync(attempt.pk, self.shop, deadline, leased=attempt.pk == self.leased)
        attempt.refresh_from_db()
        return _obstacle(attempt, self.shop)

    def _supersede(self, attempt: Attempt) -> Problem | None:
        try:
            with self.shop.locked(attempt):
                if not queries.is_unchanged(attempt):
                    return problems.CHECKING
                states.to_superseded(attempt)
        except Busy:
            return problems.CHECKING
        return None

    @contextmanager
    def opening(self, debt: Debt, known: list[Attempt]) -> Iterator[Opening | Problem]:
        with ExitStack() as stack:
            try:
                due_now = stack.enter_context(self.shop.locked_source(debt.source, debt.reference))
            except Busy:
                yield problems.CHECKING
                return
            now_known = queries.of_source(debt.source)
            problem = self._obstacles(debt, now_known, None)
            due = due_now()
            problem = due.obstacle or problem
            if due.completing:
                problem = problems.CHECKING
            amount = min(debt.amount, due.owed)
            if problem is None and amount <= 0:
                problem = problems.NOTHING_OWED
            if problem is None and amount < MINIMUM:
                problem = problems.BELOW_MINIMUM
            yield problem or Opening(amount=amount, known=now_known)

    @contextmanager
    def alone(self, attempt: Attempt) -> Iterator[bool]:
        leased = leases.take(Attempt.objects.filter(pk=attempt.pk), lease=leases.of_hook())
        try:
            yield bool(leased)
        finally:
            if leased:
                leases.release(leased[0])

    def claim(self, attempt: Attempt, debt: Debt, payment_key: str) -> Problem | None:
        """Check and claim under one lock, committed before HTTP (M2)."""
        try:
            with self.shop.locked_source(debt.source, debt.reference) as due_now:
                problem = self._obstacles(debt, queries.of_source(debt.source), attempt)
                # Last: what was no obstacle, being booked, is certain to be in these sums.
                due = due_now()
                problem = due.obstacle or problem
                if due.completing:
                    problem = problems.CHECKING
                if problem is None and attempt.amount > due.owed:
                    problem = problems.TOTAL_CHANGED
                if problem is None and not states.claim(attempt, payment_key):
                    problem = problems.CHECKING
                return problem
        except Busy:
            return problems.CHECKING

    def _obstacles(
        self, debt: Debt, known: list[Attempt], current: Attempt | None
    ) -> Problem | None:
        for attempt in queries.unclosed(known):
            if current is not None and attempt.pk == current.pk:
                continue
            if attempt.reference == debt.reference and attempt.status in _ENOUGH:
                return problems.CHECKING  # another request has just opened it, or charged it
            problem = _obstacle(attempt, self.shop)
            if problem:
                return problem
        return None

    def refund_in_full(self, attempt: Attempt, client: BrandpayClient, deadline: Deadline) -> bool:
        self.sync(attempt.pk, self.shop, deadline, leased=True)
        attempt.refresh_from_db()
        return attempt.status == AttemptStatus.CLOSED


_WAITING = (*queries.IDLE, AttemptStatus.UNKNOWN)
_ENOUGH = (*queries.LIVE, AttemptStatus.APPROVED)
"""A transaction that has one of these needs no other, whatever its source still owes."""


def _is_counted(attempt: Attempt, shop: Shop) -> bool:
    """Whether the shop's own figures hold it: then it takes no further part."""
    if attempt.status != AttemptStatus.APPROVED:
        return False
    if attempt.balance == 0:
        return True
    booking_status = shop.payment(attempt.reference).booking_status(attempt.payment_key)
    if attempt.is_transaction:
        return booking_status is not BookingStatus.UNBOOKED and shop.counts_all_charges(
            attempt.reference
        )
    return booking_status is BookingStatus.ORDERED


def _obstacle(attempt: Attempt, shop: Shop) -> Problem | None:
    """Why no other attempt of the same source may take money just now."""
    if attempt.status == AttemptStatus.UNKNOWN:
        return problems.CHECKING
    if attempt.status == AttemptStatus.REFUNDING:
        return problems.BEING_REFUNDED
    if attempt.status == AttemptStatus.APPROVED and not _is_counted(attempt, shop):
        return problems.CHECKING
    return None
