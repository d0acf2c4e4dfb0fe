"""Payments API: Saleor holds the checkout's lock around the whole hook (M1, M2)."""

from __future__ import annotations

import datetime
import logging
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...models import Attempt, AttemptStatus
from ..attempts import states
from ..attempts.source import Debt
from ..merchants import merchants
from ..merchants.crypto import Unreadable
from ..messages.problem import Problem
from ..messages.problems import BEING_REFUNDED, CHECKING, TOTAL_CHANGED
from ..refunds.automatic_refund import refund_in_full
from ..shop import Shop
from ..shop_records import BookingStatus
from .other_attempts import ELSEWHERE, is_under_way, may_be_charged, read_attempt
from .outcome import record_read_back
from .read_back import ReadBack, Seen
from .rules import Opening, OtherAttempts

logger = logging.getLogger(__name__)

JUST_NOW = datetime.timedelta(seconds=10)
"""Longer than the shop takes to count an approval."""


@dataclass(frozen=True, kw_only=True)
class PaymentsApiRules:
    """A Payment is paid in full, by one attempt; Saleor's lock keeps everybody else away."""

    shop: Shop
    reprices = False
    reopens = False
    charges_at_once = False
    """Saleor's transaction makes the attempt, and may yet be rolled back."""

    def pays(self, attempt: Attempt, debt: Debt) -> bool:
        return attempt.amount == debt.amount == debt.owed and debt.takes(attempt)

    def objection(self, attempt: Attempt, debt: Debt) -> Problem | None:
        return None if self.pays(attempt, debt) else TOTAL_CHANGED

    def check_others(
        self, debt: Debt, others: list[Attempt], deadline: Deadline, *, before_confirm: bool
    ) -> OtherAttempts:
        """Read back every one of them.

        An approval that pays the debt exactly is adopted, any other one that nobody can book is
        refunded. Before a confirm nothing may stay unread; a mere window may open meanwhile.
        """
        adopted: tuple[Attempt, ReadBack] | None = None
        for attempt in others:
            if attempt.is_transaction:
                problem = self._check_transaction(debt, attempt, deadline, strict=before_confirm)
            elif attempt.status == AttemptStatus.APPROVED and self._is_booked(attempt):
                problem = self._check_booked(debt, attempt, deadline)
            elif attempt.status == AttemptStatus.REFUNDING:
                problem = self._refund(attempt, deadline)
            else:
                read_back = read_attempt(attempt, deadline)
                is_ours = read_back.seen is Seen.APPROVED and self.pays(attempt, debt)
                if is_ours and adopted is None:
                    adopted, problem = (attempt, read_back), None
                else:
                    problem = self._check_open(attempt, read_back, deadline, strict=before_confirm)
            if problem:
                return OtherAttempts(problem=problem)
        if adopted is None:
            return OtherAttempts()
        # Written only now: a problem on the way would leave an approval that nobody was told of.
        record_read_back(*adopted)
        return OtherAttempts(adopted=adopted[0])

    def _is_booked(self, attempt: Attempt) -> bool:
        """Approved not by our rows alone, but in the shop's records too."""
        status = self.shop.payment(attempt.reference).booking_status(attempt.payment_key)
        return status is not BookingStatus.UNBOOKED

    def _check_booked(self, debt: Debt, attempt: Attempt, deadline: Deadline) -> Problem | None:
        if attempt.balance == 0:
            return None
        if attempt.reference == debt.reference:
            return CHECKING
        status = self.shop.payment(attempt.reference).booking_status(attempt.payment_key)
        if status is BookingStatus.ORDERED:
            return None
        return self._refund(attempt, deadline)

    def _check_open(
        self, attempt: Attempt, read_back: ReadBack, deadline: Deadline, *, strict: bool
    ) -> Problem | None:
        if read_back.seen is Seen.CLOSED:
            record_read_back(attempt, read_back)
        elif read_back.seen is Seen.UNAPPROVED:
            if is_under_way(attempt) or may_be_charged(attempt, read_back):
                return CHECKING
            states.to_superseded(attempt)
        elif read_back.seen is Seen.UNREADABLE:
            unknown = attempt.status == AttemptStatus.UNKNOWN or read_back.code == ELSEWHERE
            if strict or unknown:
                return CHECKING
            states.to_superseded(attempt)
        elif read_back.payment:
            states.to_refunding(attempt, read_back.payment, read_back.code or "NOT_NEEDED")
            return self._refund(attempt, deadline)
        return None

    def _check_transaction(
        self, debt: Debt, attempt: Attempt, deadline: Deadline, *, strict: bool
    ) -> Problem | None:
        """One of the other API: a worker books or refunds it, under its own locks (M13)."""
        if attempt.status == AttemptStatus.REFUNDING:
            return BEING_REFUNDED
        if attempt.status == AttemptStatus.APPROVED:
            is_counted = self._is_booked(attempt) and self.shop.counts_all_charges(
                attempt.reference
            )
            return None if is_counted and not _is_fresh(attempt, debt) else CHECKING
        read_back = read_attempt(attempt, deadline)
        if read_back.seen in (Seen.APPROVED, Seen.WRONG) and read_back.payment:
            if read_back.seen is Seen.WRONG or attempt.status == AttemptStatus.SUPERSEDED:
                states.to_refunding(attempt, read_back.payment, read_back.code or "NOT_NEEDED")
                return BEING_REFUNDED
            record_read_back(attempt, read_back)
            return CHECKING
        return self._check_open(attempt, read_back, deadline, strict=strict)

    def _refund(self, attempt: Attempt, deadline: Deadline) -> Problem | None:
        try:
            client = merchants.client(attempt.merchant)
        except Unreadable:
            logger.exception("merchant %s: its secret key cannot be decrypted", attempt.merchant_id)
            return BEING_REFUNDED
        return None if self.refund_in_full(attempt, client, deadline) else BEING_REFUNDED

    def opening(
        self, debt: Debt, known: list[Attempt]
    ) -> AbstractContextManager[Opening | Problem]:
        if debt.amount != debt.owed:
            return nullcontext(TOTAL_CHANGED)
        return nullcontext(Opening(amount=debt.amount, known=known))

    def alone(self, attempt: Attempt) -> AbstractContextManager[bool]:
        return nullcontext(enter_result=True)

    def claim(self, attempt: Attempt, debt: Debt, payment_key: str) -> Problem | None:
        return None

    def refund_in_full(self, attempt: Attempt, client: BrandpayClient, deadline: Deadline) -> bool:
        return refund_in_full(attempt, client, deadline, self.shop)


def _is_fresh(attempt: Attempt, debt: Debt) -> bool:
    """Booked after the hook has asked what the checkout owes, perhaps."""
    return attempt.checked_at is not None and attempt.checked_at > debt.asked_at - JUST_NOW
