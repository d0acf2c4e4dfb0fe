"""A shop that keeps its books in memory, and buyers who pay in the sandbox.

The books stand in for Saleor's own tables, which only a real Saleor has: tests/saleor runs the
same flows there. Everything below them (PostgreSQL, HTTP, the sandbox) is real.
"""

from __future__ import annotations

import datetime
import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
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
from saleor_brandpay.core.attempts import queries
from saleor_brandpay.core.attempts.source import Debt, Source
from saleor_brandpay.core.confirm import pay, storefront_data
from saleor_brandpay.core.confirm.context import (
    Outcome,
    Paid,
    PaymentContext,
    ReadyToCharge,
    ShowWindow,
)
from saleor_brandpay.core.confirm.payments_api_rules import PaymentsApiRules
from saleor_brandpay.core.confirm.storefront_data import StorefrontData
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.refunds import refund_once
from saleor_brandpay.core.refunds.identity import Identity
from saleor_brandpay.core.refunds.result import RefundResult
from saleor_brandpay.core.shop_records import BookingStatus
from saleor_brandpay.models import Attempt, Customer, Merchant, PaymentReference, SourceType

RETURN_URL = "https://shop.example/return"
# Across all tests: as in a real shop, a primary key never comes twice.
_NUMBERS = itertools.count(1)


class MovingClock(Clock):
    """The machine's clock, moved on together with the sandbox's."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self._sandbox = sandbox
        self._offset = datetime.timedelta()
        self._stopped: datetime.datetime | None = None

    def now(self) -> datetime.datetime:
        return (self._stopped or super().now()) + self._offset

    def stop(self) -> None:
        """It moves by `advance` alone from now on: how long the test itself takes is no matter."""
        self._stopped = super().now()

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
    def reference(self) -> PaymentReference:
        if isinstance(self.pk, uuid.UUID):
            return PaymentReference.transaction(self.pk)
        return PaymentReference.payment(self.pk)

    @property
    def debt(self) -> Debt:
        return Debt(
            source=Source(type=SourceType.CHECKOUT, id=self.checkout),
            reference=self.reference,
            amount=self.amount,
            owed=self.amount if self.owed is None else self.owed,
        )


@dataclass
class Recorded:
    """core.shop.ShopPayment: what of the books belongs to one payment."""

    books: Any
    reference: PaymentReference

    def booking_status(self, payment_key: str) -> BookingStatus:
        return self.books.booking_status(self.reference, payment_key)

    def records(self, payment_key: str) -> Any:
        return self.books.records(self.reference, payment_key)

    def lock(self) -> None:
        self.books.locked_rows.append(self.reference)

    def book_refunds(self, cancels: Sequence[Cancel], *, of_order: bool = True) -> int:
        return self.books.book_refunds(self.reference, cancels)

    def book_automatic_refund(self, attempt: Attempt, payment: Any) -> None:
        if self.booking_status(attempt.payment_key) is not BookingStatus.UNBOOKED:
            self.book_refunds(payment.cancels, of_order=False)

    def refund_refused(self, row: Any, reason: Any) -> None:
        self.books.notes.append(reason.for_staff)

    def note(self, message: str) -> None:
        self.books.notes.append(message)


@dataclass
class Books:
    """What a Saleor would have written."""

    ordered: set[Any] = field(default_factory=set)
    captures: set[tuple[Any, str]] = field(default_factory=set)
    locked_rows: list[Any] = field(default_factory=list)
    refunds: dict[Any, list[Cancel]] = field(default_factory=dict)
    test: bool | None = None
    """Whether the channel takes test payments."""

    def is_test(self, channel_pk: int | None) -> bool | None:
        return self.test

    def booking_status(self, reference: Any, payment_key: str) -> BookingStatus:
        if reference in self.ordered:
            return BookingStatus.ORDERED
        captured = (reference, payment_key) in self.captures
        return BookingStatus.CAPTURED if captured else BookingStatus.UNBOOKED

    def payment(self, reference: PaymentReference) -> Recorded:
        return Recorded(books=self, reference=reference)

    def counts_all_charges(self, reference: PaymentReference) -> bool:
        return True

    def book_refunds(self, reference: PaymentReference, cancels: Sequence[Cancel]) -> int:
        booked = self.refunds.setdefault(reference, [])
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

    def user_of(self, customer: Customer) -> User:
        return User.objects.get(pk=customer.user_pk)

    def bill(
        self, amount: int = 15000, of: Bill | None = None, pk: Any = None, **values: Any
    ) -> Bill:
        """A Payment; `of` puts it on the same checkout as another one.

        `pk`: a token makes it a TransactionItem.
        """
        checkout = of.checkout if of else str(uuid.uuid4())
        return Bill(pk=pk or next(_NUMBERS), checkout=checkout, amount=amount, **values)

    def goes_live(self) -> None:
        """Staff save live keys on the settings page."""
        self.client_key, self.secret_key = "live_ck_" + "L" * 28, "live_sk_" + "L" * 28
        self.sandbox.add_keys(self.client_key, self.secret_key, "livemid")
        merchants.save(self.client_key, Secret(self.secret_key))
        self.books.test = False

    def merchant(self) -> Merchant:
        if merchants.known(self.client_key) is None:
            # Staff have saved the settings page, for which Toss was asked.
            merchants.save(self.client_key, Secret(self.secret_key))
        return merchants.configured(self.client_key, Secret(self.secret_key))

    # Calls of the storefront.

    def context(self, bill: Bill, *, knows_user: bool = True, **values: Any) -> PaymentContext:
        return PaymentContext(
            debt=replace(bill.debt, is_test=self.books.test),
            merchant=self.merchant,
            user_pk=bill.user.pk if bill.user and knows_user else None,
            channel_pk=1,
            payment_fields=lambda order_id, storefront_data: {
                "orderName": "Mug",
                "successUrl": RETURN_URL,
                "failUrl": RETURN_URL,
                **storefront_data.options,
            },
            rules=values.pop("rules", PaymentsApiRules(shop=self.books)),
            deadline=Deadline.after(conf.deadline),
            **values,
        )

    def start(
        self, bill: Bill, storefront_data: StorefrontData | None = None, **values: Any
    ) -> Outcome:
        with transaction.atomic():
            return self._booked(
                pay.start(self.context(bill, **values), storefront_data or StorefrontData())
            )

    def resume(self, bill: Bill, data: object = None, **values: Any) -> Outcome:
        with transaction.atomic():
            return self._booked(pay.resume(self.context(bill, **values), data))

    def _booked(self, outcome: Outcome) -> Outcome:
        if isinstance(outcome, Paid):
            attempt = outcome.attempt
            self.books.captures.add((attempt.reference, attempt.payment_key))
        return outcome

    def die_after(self, bill: Bill, data: object, **values: Any) -> None:
        """The worker dies when everything was done but the commit."""
        try:
            with transaction.atomic():
                pay.resume(self.context(bill, **values), data)
                raise WorkerDied  # noqa: TRY301
        except WorkerDied:
            pass

    def open(self, bill: Bill, **values: Any) -> Attempt:
        outcome = self.start(bill, **values)
        assert isinstance(outcome, ShowWindow), outcome
        return outcome.attempt

    def ready(self, bill: Bill, method_id: str) -> Attempt:
        """The first call of one-touch, by its owner."""
        outcome = self.start(bill, StorefrontData(method_id=method_id), charges=True)
        assert isinstance(outcome, ReadyToCharge), outcome
        return outcome.attempt

    def charge(self, bill: Bill, attempt: Attempt, **values: Any) -> Outcome:
        """The second one, with what the first one answered."""
        shown = storefront_data.window_data(attempt, None, "ko", "https://shop.example/callback")
        assert shown["payment"] is None
        return self.resume(bill, {"charge": shown["charge"]}, **{"charges": True, **values})

    # The buyer.

    def buy(self, attempt: Attempt, outcome: str = "approve", method: str = "card") -> Any:
        """What the window returns to the storefront."""
        shown = storefront_data.window_data(attempt, None, "ko", "https://shop.example/callback")
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
        assert isinstance(outcome, Paid), outcome
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
    ) -> RefundResult:
        attempt = queries.all_attempts().get(pk=attempt.pk)
        identity = Identity(
            number=number,
            expected_balance=attempt.amount if balance is None else balance,
            amount=amount,
            lines=lines,
        )
        with transaction.atomic():
            return refund_once.refund(
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
