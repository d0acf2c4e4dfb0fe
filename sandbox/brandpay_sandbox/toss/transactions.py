"""The money that moved, per merchant: each approval and each cancel, in the order of time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .merchants import Merchant
    from .payments import Cancel, Payment

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Transaction:
    place: tuple[datetime, int]
    """Its time, and its number among those of that time."""
    key: str
    payment: Payment | None
    cancel: Cancel | None
    """None: this is the approval."""
    foreign: Any = None
    """Without a payment: a row of another system under the same MID, as it is listed."""


class Transactions:
    """Finds a page of a window by bisection: a page costs the same however many there are."""

    def __init__(self) -> None:
        self._by_merchant: defaultdict[Merchant, list[Transaction]] = defaultdict(list)
        self._by_key: dict[tuple[Merchant, str], Transaction] = {}
        self._count = 0

    def book(self, payment: Payment, at: datetime) -> None:
        """The payment was approved or cancelled just now."""
        cancel = payment.cancels[-1] if payment.cancels else None
        key = payment.last_transaction_key
        assert key is not None  # noqa: S101
        self._list(payment.pair.merchant, Transaction(self._place(at), key, payment, cancel))

    def restore(self, payment: Payment) -> None:
        """All transactions of a payment that was saved."""
        merchant = payment.pair.merchant
        if payment.approval_key is not None and payment.approved_at is not None:
            place = self._place(payment.approved_at)
            self._list(merchant, Transaction(place, payment.approval_key, payment, None))
        for one in payment.cancels:
            place = self._place(one.at)
            self._list(merchant, Transaction(place, one.transaction_key, payment, one))

    def book_foreign(self, merchant: Merchant, key: str, at: datetime, row: Any) -> None:
        """A row that another system has brought about, whatever it looks like."""
        self._list(merchant, Transaction(self._place(at), key, None, None, row))

    def _place(self, at: datetime) -> tuple[datetime, int]:
        self._count += 1
        return at, self._count

    def _list(self, merchant: Merchant, one: Transaction) -> None:
        insort(self._by_merchant[merchant], one, key=_place)  # at the end, nearly always
        self._by_key[merchant, one.key] = one

    def of(self, merchant: Merchant) -> list[Transaction]:
        """All of one merchant, oldest first."""
        return list(self._by_merchant.get(merchant, []))

    def page(
        self,
        merchant: Merchant,
        start: datetime,
        end: datetime,
        *,
        after: str | None,
        limit: int,
        cancels: bool,
    ) -> list[Transaction]:
        """Up to `limit` from `start` to `end` (whole seconds, both included), after one's key.

        KeyError when `after` is not in that list. Without `cancels` only approvals are listed.
        """
        rows = self._by_merchant.get(merchant, [])
        first = bisect_left(rows, (_next_second(start), 0), key=_place)
        last = bisect_left(rows, (end.replace(microsecond=0) + SECOND, 0), key=_place)
        if after is not None:
            one = self._by_key[merchant, after]
            position = bisect_right(rows, one.place, key=_place)
            if not first < position <= last or (one.cancel and not cancels):
                raise KeyError(after)
            first = position
        listed: Iterator[Transaction] = (rows[number] for number in range(first, last))
        return list(islice((one for one in listed if cancels or one.cancel is None), limit))


def _place(one: Transaction) -> tuple[datetime, int]:
    return one.place


def _next_second(at: datetime) -> datetime:
    """`at` when it is a whole second: times are compared without their fractions."""
    whole = at.replace(microsecond=0)
    return whole if whole == at else whole + SECOND
