"""A shop that keeps its books in memory, and buyers who pay in the sandbox.

The desk stands in for Saleor's own tables, which only a real Saleor has: tests/saleor runs the
same flows there. Everything below the desk (PostgreSQL, HTTP, the sandbox) is real.
"""

from __future__ import annotations

import datetime
import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.contrib.auth.models import User
from django.db import transaction

from brandpay_sandbox.testing import RunningSandbox
from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.payment import Cancel
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.clock import Clock
from saleor_brandpay.conf import conf
from saleor_brandpay.core import attempts, merchants, paying, refunding, window
from saleor_brandpay.core.desk import Standing
from saleor_brandpay.core.given import Result
from saleor_brandpay.core.refund_rows import Identity
from saleor_brandpay.core.source import Debt, Source
from saleor_brandpay.core.window import Wish
from saleor_brandpay.models import Attempt, Merchant, SourceType

RETURN_URL = "https://shop.example/return"
# Across all tests: as in a real shop, a primary key and so an order id never comes twice.
_NUMBERS = itertools.count(1)


class MovingClock(Clock):
    """The machine's clock, moved on together with the sandbox's."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self._sandbox = sandbox
        self._offset = datetime.timedelta()

    def now(self) -> datetime.datetime:
        return super().now() + self._offset

    def advance(self, seconds: float) -> None:
        self._offset += datetime.timedelta(seconds=seconds)
        self._sandbox.advance(seconds)


@dataclass
class Bill:
    """A Saleor Payment or TransactionItem on a checkout, as far as the core is told of it."""

    pk: Any
    checkout: str
    amount: int
    user: User | None = None
    owed: int | None = None

    @property
    def debt(self) -> Debt:
        return Debt(
            source=Source(type=SourceType.CHECKOUT, id=self.checkout),
            debtor=self.pk,
            amount=self.amount,
            owed=self.amount if self.owed is None else self.owed,
        )


@dataclass
class Books:
    """The desk: what a Saleor would have written."""

    ordered: set[Any] = field(default_factory=set)
    captures: set[tuple[Any, str]] = field(default_factory=set)
    locked_rows: list[Any] = field(default_factory=list)
    refunds: dict[Any, list[Cancel]] = field(default_factory=dict)

    def standing(self, debtor: Any, payment_key: str) -> Standing:
        if debtor in self.ordered:
            return Standing.ORDERED
        captured = (debtor, payment_key) in self.captures
        return Standing.CAPTURED if captured else Standing.UNBOOKED

    def counts(self, debtor: Any) -> bool:
        return True

    def lock(self, debtor: Any) -> None:
        self.locked_rows.append(debtor)

    def book_refunds(self, debtor: Any, cancels: Sequence[Cancel], *, of_order: bool = True) -> int:
        booked = self.refunds.setdefault(debtor, [])
        known = {cancel.transaction_key for cancel in booked}
        new = [cancel for cancel in cancels if cancel.transaction_key not in known]
        booked += new
        return len(new)


class WorkerDied(Exception):  # noqa: N818
    pass


class Shop:
    def __init__(self, sandbox: RunningSandbox) -> None:
        self.sandbox = sandbox
        self.client_key, self.secret_key = sandbox.client_key, sandbox.secret_key
        self.books = Books()

    # Its books.

    def user(self) -> User:
        return User.objects.create(username=uuid.uuid4().hex)

    def bill(
        self, amount: int = 15000, of: Bill | None = None, pk: Any = None, **values: Any
    ) -> Bill:
        """A Payment; `of` puts it on the same checkout as another one.

        `pk`: a token makes it a TransactionItem.
        """
        checkout = of.checkout if of else str(uuid.uuid4())
        return Bill(pk=pk or next(_NUMBERS), checkout=checkout, amount=amount, **values)

    def merchant(self) -> Merchant:
        return merchants.configured(self.client_key, Secret(self.secret_key))

    # Calls of the storefront.

    def visit(self, bill: Bill, *, knows_user: bool = True, **values: Any) -> paying.Visit:
        return paying.Visit(
            debt=bill.debt,
            merchant=self.merchant,
            user_pk=bill.user.pk if bill.user and knows_user else None,
            channel_pk=1,
            window=lambda order_id, wish: {
                "orderName": "Mug",
                "successUrl": RETURN_URL,
                "failUrl": RETURN_URL,
                **wish.options,
            },
            desk=self.books,
            deadline=Deadline.after(conf.deadline),
            **values,
        )

    def start(self, bill: Bill, wish: Wish | None = None, **values: Any) -> paying.Outcome:
        with transaction.atomic():
            return self._booked(paying.start(self.visit(bill, **values), wish or Wish()))

    def resume(self, bill: Bill, data: object = None, **values: Any) -> paying.Outcome:
        with transaction.atomic():
            return self._booked(paying.resume(self.visit(bill, **values), data))

    def _booked(self, outcome: paying.Outcome) -> paying.Outcome:
        if isinstance(outcome, paying.Paid):
            attempt = outcome.attempt
            self.books.captures.add((attempt.debtor, attempt.payment_key))
        return outcome

    def die_after(self, bill: Bill, data: object) -> None:
        """The worker dies when everything was done but the commit."""
        try:
            with transaction.atomic():
                paying.resume(self.visit(bill), data)
                raise WorkerDied  # noqa: TRY301
        except WorkerDied:
            pass

    def open(self, bill: Bill, **values: Any) -> Attempt:
        outcome = self.start(bill, **values)
        assert isinstance(outcome, paying.Window), outcome
        return outcome.attempt

    # The buyer.

    def buy(self, attempt: Attempt, outcome: str = "approve", method: str = "card") -> Any:
        """What the window returns to the storefront."""
        shown = window.data(attempt, None, "ko", "https://shop.example/callback")
        answer = self.sandbox.pay(
            shown["payment"],
            customer_key=shown["customerKey"],
            client_key=shown["clientKey"],
            method=method,
            outcome=outcome,
        )
        return dict(parse_qsl(urlsplit(answer["url"]).query))

    def paid(self, bill: Bill) -> Attempt:
        """A bill that was opened, bought and confirmed."""
        outcome = self.resume(bill, self.buy(self.open(bill)))
        assert isinstance(outcome, paying.Paid), outcome
        return outcome.attempt

    # Staff.

    def refund(
        self,
        attempt: Attempt,
        amount: int,
        *,
        balance: int | None = None,
        number: int = 0,
        lines: tuple[str, ...] = (),
        booked: Sequence[str] = (),
        guarded: bool = True,
    ) -> Result:
        attempt = attempts.all_attempts().get(pk=attempt.pk)
        identity = Identity(
            number=number,
            expected_balance=attempt.amount if balance is None else balance,
            amount=amount,
            lines=lines,
        )
        with transaction.atomic():
            return refunding.refund(
                attempt,
                identity,
                merchants.client(attempt.merchant),
                Deadline.after(conf.deadline),
                booked=booked,
                guarded=guarded,
            )

    # What Toss holds.

    def confirms(self) -> list[dict[str, Any]]:
        return self.sandbox.requests("payments/confirm")

    def cancels(self) -> list[dict[str, Any]]:
        return self.sandbox.requests("/cancel")

    def held(self) -> int:
        """Won that Toss holds of all payments."""
        return sum(
            payment["balanceAmount"] for payment in self.sandbox.payments() if payment["approvedAt"]
        )
