"""Two transactions of one source, a shop that counts them, and a worker who books or refunds."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from saleor_brandpay.core.confirm.transactions_api_rules import TransactionsApiRules
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.messages import problems
from saleor_brandpay.core.messages.problem import Problem
from saleor_brandpay.core.shop import Busy
from saleor_brandpay.core.shop_records import AmountOwed, BookingStatus
from saleor_brandpay.models import Attempt
from tests.core.shop import Bill, Shop
from tests.core.sync.scenes import fresh
from tests.core.wallet.wallets import soon


@dataclass
class Sums:
    """What a shop has written of its transactions, and what their source owes."""

    owed: int = 20000
    completing: bool = False
    obstacle: Problem | None = None
    status: BookingStatus = BookingStatus.UNBOOKED
    counts: bool = True
    busy: bool = False

    def payment(self, _: object) -> Sums:
        return self

    def booking_status(self, _: str) -> BookingStatus:
        return self.status

    def counts_all_charges(self, _: object) -> bool:
        return self.counts

    def is_closed(self, _: object) -> bool:
        return self.obstacle is problems.ORDER_CLOSED

    @contextmanager
    def locked(self, _: object) -> Iterator[None]:
        if self.busy:
            raise Busy
        with transaction.atomic():
            yield

    @contextmanager
    def locked_source(self, *_: object) -> Iterator[Callable[[], AmountOwed]]:
        with self.locked(None):
            yield lambda: AmountOwed(
                owed=self.owed, completing=self.completing, obstacle=self.obstacle
            )


@dataclass
class Worker:
    """What a worker makes of an attempt; of nothing, while another one works on it."""

    sums: Sums
    writes: dict[str, Any] = field(default_factory=dict)
    books: BookingStatus = BookingStatus.UNBOOKED
    asked: list[tuple[int, bool]] = field(default_factory=list)

    def __call__(self, attempt_pk: int, *_: object, leased: bool) -> None:
        self.asked.append((attempt_pk, leased))
        Attempt.objects.filter(pk=attempt_pk).update(**self.writes)
        self.sums.status = self.books


class Scene:
    """A transaction that is to be paid, and another one of its source, with a window each."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.sums = shop, Sums()
        self.worker = Worker(self.sums)
        shop_of_rules: Any = self.sums
        self.rules = TransactionsApiRules(shop=shop_of_rules, sync=self.worker)
        self.bill = shop.bill(5000, pk=uuid.uuid4())
        self.own, self.other = self.open(self.bill), self.another()

    def another(self, **columns: Any) -> Attempt:
        return self.change(self.open(self.beside()), **columns)

    def open(self, bill: Bill) -> Attempt:
        return self.shop.open(bill, rules=self.rules)

    def beside(self, amount: int = 5000) -> Bill:
        return self.shop.bill(amount, of=self.bill, pk=uuid.uuid4())

    def change(self, attempt: Attempt, **columns: Any) -> Attempt:
        Attempt.objects.filter(pk=attempt.pk).update(**columns)
        return fresh(attempt)

    def check(self, *others: Attempt, before_confirm: bool) -> Problem | None:
        self.shop.sandbox.clear_requests()
        found = self.rules.check_others(
            self.bill.debt, list(others), soon(), before_confirm=before_confirm
        )
        assert found.adopted is None
        return found.problem

    def reads(self) -> list[str]:
        """Order ids that Toss was asked about."""
        return [
            one["path"].rpartition("/")[2] for one in self.shop.sandbox.requests("payments/orders")
        ]

    def approve(self, attempt: Attempt) -> None:
        """At Toss, whose answer nobody has seen."""
        returned = self.shop.buy(attempt)
        merchants.client(attempt.merchant).confirm(
            payment_key=returned["paymentKey"],
            order_id=attempt.order_id,
            amount=attempt.amount,
            customer_key=attempt.customer.customer_key,
            idempotency_key=f"confirm:{attempt.order_id}:0",
            deadline=soon(),
        )
