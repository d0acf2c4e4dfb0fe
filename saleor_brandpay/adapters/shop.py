"""The shop's books in both of Saleor's payment APIs (core.desk.Office)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

from ..api.payment import Cancel, Payment
from ..core.messages.problems import Problem
from ..core.shop import BookingStatus, Completion, Origin, Records, Shop
from ..models import Attempt, Debtor, Refund
from .payments_api.records import PaymentOffice
from .transactions_api.records import TransactionOffice

_PAYMENTS = PaymentOffice()
_TRANSACTIONS = TransactionOffice()


def _of(debtor: Debtor) -> Shop:
    return _PAYMENTS if isinstance(debtor, int) else _TRANSACTIONS


class SaleorShop:
    def booking_status(self, debtor: Debtor, payment_key: str) -> BookingStatus:
        return _of(debtor).booking_status(debtor, payment_key)

    def counts(self, debtor: Debtor) -> bool:
        return _of(debtor).counts(debtor)

    def lock(self, debtor: Debtor) -> None:
        _of(debtor).lock(debtor)

    def book_refunds(
        self, debtor: Debtor, cancels: Sequence[Cancel], *, of_order: bool = True
    ) -> int:
        return _of(debtor).book_refunds(debtor, cancels, of_order=of_order)

    def locked(self, attempt: Attempt) -> AbstractContextManager[None]:
        return _of(attempt.debtor).locked(attempt)

    def origin(self, debtor: Debtor) -> AbstractContextManager[Origin | None]:
        return _of(debtor).origin(debtor)

    def records(self, debtor: Debtor, payment_key: str) -> Records | None:
        return _of(debtor).records(debtor, payment_key)

    def finish(self, attempt: Attempt) -> Completion:
        return _of(attempt.debtor).finish(attempt)

    def book_capture(self, debtor: Debtor, payment: Payment) -> bool:
        return _of(debtor).book_capture(debtor, payment)

    def book_charge(self, attempt: Attempt) -> bool:
        return _of(attempt.debtor).book_charge(attempt)

    def book_taken_back(self, attempt: Attempt, payment: Payment) -> None:
        _of(attempt.debtor).book_taken_back(attempt, payment)

    def refund_refused(self, attempt: Attempt, row: Refund, reason: Problem) -> None:
        _of(attempt.debtor).refund_refused(attempt, row, reason)

    def refuse_unsent(self, attempt: Attempt, reason: Problem) -> bool:
        return _of(attempt.debtor).refuse_unsent(attempt, reason)

    def recount(self, attempt: Attempt) -> None:
        _of(attempt.debtor).recount(attempt)

    def end_ongoing(self, debtor: Debtor, reason: str) -> None:
        _of(debtor).end_ongoing(debtor, reason)

    def note(self, debtor: Debtor, message: str) -> None:
        _of(debtor).note(debtor, message)
