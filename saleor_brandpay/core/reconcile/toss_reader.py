"""Asking Toss in a run: patient where a hook could not be, and counted."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from typing import TypeVar

from ...api.answer import Answer
from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.errors import (
    BrandpayError,
    KeyRejected,
    MalformedAnswer,
    NotFound,
    NotSent,
    RateLimited,
)
from ...api.payment import Payment, PaymentStatus
from ...api.settlement import DateType, Settlement
from ...api.transaction import Transaction
from ...models import Attempt, Merchant
from ..confirm.read_back import ReadBack, Seen, read
from ..merchants import merchants

logger = logging.getLogger(__name__)

TRIES = 3
PAUSE = 2.0
"""Seconds before a call is made again."""
LIST_SECONDS = 65.0
"""Toss's list may take a minute."""
READ_SECONDS = 15.0

T = TypeVar("T")


class Unread(Exception):  # noqa: N818
    """Toss answers, but not to this question."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TossReader:
    """Toss, as the secret keys of our merchants see it. Raises crypto.Unreadable."""

    def __init__(self, pause: Callable[[float], None]) -> None:
        self._pause = pause
        self._clients: dict[int, BrandpayClient] = {}
        self._reads = 0

    def take_reads(self) -> int:
        """How many payments were read singly since this was last asked."""
        reads, self._reads = self._reads, 0
        return reads

    def client(self, merchant: Merchant) -> BrandpayClient:
        if merchant.pk not in self._clients:
            self._clients[merchant.pk] = merchants.client(merchant)
        return self._clients[merchant.pk]

    def page(
        self,
        merchant: Merchant,
        span: tuple[datetime.datetime, datetime.datetime],
        after: str,
        limit: int,
    ) -> list[Transaction]:
        """The rows of Toss's list after a transaction key, never that one itself."""
        client = self.client(merchant)
        rows = self._patiently(
            lambda: client.transactions(
                start=span[0],
                end=span[1],
                starting_after=after or None,
                limit=limit,
                deadline=Deadline.after(LIST_SECONDS),
            )
        ).value
        if after and rows and rows[-1].transaction_key == after:
            if len(rows) > 1:
                raise MalformedAnswer("Toss's list does not go on after its cursor")
            return []
        return [row for row in rows if not after or row.transaction_key != after]

    def settlements(
        self,
        merchant: Merchant,
        days: tuple[datetime.date, datetime.date],
        by: DateType,
        page: int,
        size: int,
    ) -> list[Settlement]:
        """A page of Toss's settlements, counted from 1; both days are part of the span."""
        client = self.client(merchant)
        return self._patiently(
            lambda: client.settlements(
                start=days[0],
                end=days[1],
                date_type=by,
                page=page,
                size=size,
                deadline=Deadline.after(LIST_SECONDS),
            )
        ).value

    def payment(self, merchant: Merchant, payment_key: str) -> Payment | None:
        """None when Toss knows no such payment. Raises Unread."""
        client = self.client(merchant)
        return self._one(lambda: client.payment(payment_key, deadline=Deadline.after(READ_SECONDS)))

    def payment_of_order(self, merchant: Merchant, order_id: str) -> Payment | None:
        """The same by its order id, where nothing names its key. Raises Unread."""
        client = self.client(merchant)
        return self._one(
            lambda: client.payment_by_order_id(order_id, deadline=Deadline.after(READ_SECONDS))
        )

    def read_back(self, attempt: Attempt) -> ReadBack:
        """What Toss shows of an attempt of ours, by its key or its order id."""
        client = self.client(attempt.merchant)
        for left in range(TRIES - 1, -1, -1):
            self._reads += 1
            read_back = read(attempt, client, Deadline.after(READ_SECONDS))
            if read_back.seen is not Seen.UNREADABLE or not left:
                break
            self._pause(PAUSE)
        if read_back.not_sent:
            raise read_back.not_sent
        return read_back

    def _one(self, fetch: Callable[[], Answer[Payment]]) -> Payment | None:
        self._reads += 1
        try:
            payment = self._patiently(fetch).value
        except (NotFound, ValueError):
            return None
        except (KeyRejected, NotSent):
            raise  # not about this payment: the merchant, or the whole run, had better wait
        except BrandpayError as error:
            raise Unread(error.code or type(error).__name__) from error
        if payment.status not in tuple(PaymentStatus):
            raise Unread(payment.status)  # whether money is held cannot be told
        return payment

    def _patiently(self, call: Callable[[], Answer[T]]) -> Answer[T]:
        for left in range(TRIES - 1, -1, -1):
            try:
                return call()
            except BrandpayError as error:
                passing = error.is_unknown or isinstance(error, (NotSent, RateLimited))
                if not left or not passing:
                    raise
                logger.warning("Toss is asked again: %s", error)
            self._pause(PAUSE)
        raise AssertionError
