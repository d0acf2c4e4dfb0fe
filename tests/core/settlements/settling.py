"""Short words for tests of settlements."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from saleor_brandpay.clock import now
from saleor_brandpay.core.attempts import order_ids
from saleor_brandpay.core.reconcile.same_mid import askable
from saleor_brandpay.core.reconcile.toss_reader import TossReader
from saleor_brandpay.core.settlements.month import Month
from saleor_brandpay.core.settlements.run import Run, Settled
from saleor_brandpay.models import Attempt
from tests.core.reconcile.reconciling import ShopRecords
from tests.core.shop import MovingClock, Shop

DAY = 86400
LATER = 15 * DAY
"""Seconds after which all is listed and paid out, still in the same month."""


@dataclass
class Settling:
    shop: Shop
    time: MovingClock
    records: ShopRecords
    told: list[int] = field(default_factory=list)

    @property
    def month(self) -> Month:
        return Month.of(now())

    def begin_on(self, day: int) -> None:
        """Move on to noon of such a day in Korea, in the next month that has not passed it."""
        month = Month.of(now())
        noon = month.since + timedelta(days=day - 1, hours=12)
        if noon <= now():
            noon = Month((month.until).date()).since + timedelta(days=day - 1, hours=12)
        self.time.advance((noon - now()).total_seconds())

    def order(self, amount: int = 15000) -> Attempt:
        bill = self.shop.bill(amount)
        attempt = self.shop.paid(bill)
        self.shop.books.ordered.add(bill.reference)
        return attempt

    def unlisted(self, **values: Any) -> Attempt:
        """An attempt that was approved just now, of which Toss lists nothing."""
        one = self.order()
        one.pk, one.payment_key = None, "unlisted_" + uuid.uuid4().hex
        one.order_id = order_ids.make(one.merchant.installation.code)
        one.payment_pk = (one.payment_pk or 0) + 10**6
        for name, value in values.items():
            setattr(one, name, value)
        one.save()
        return one

    def tools(self) -> dict[str, Any]:
        pauses: list[float] = []
        reader = TossReader(pauses.append)
        return {"shop": self.records, "toss": reader, "tell": self.told.append}

    def __call__(
        self, month: Month | None = None, *, after: float = LATER, **values: Any
    ) -> Settled:
        """The month in which we are now, as it stands `after` so many seconds."""
        asked = month or self.month
        self.time.advance(after)
        return Run(month=asked, **self.tools(), **values).settle(askable())


def found(settled: Settled) -> list[str]:
    return [line.difference for line in settled.ledger.read(differences=True)]


def row_of(attempt: Attempt, **values: Any) -> dict[str, Any]:
    return {"orderId": attempt.order_id, "paymentKey": attempt.payment_key, **values}
