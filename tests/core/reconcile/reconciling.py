"""The shop's books for reconciling, in memory; and a run over them, in few words."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from saleor_brandpay.api.payment import Cancel
from saleor_brandpay.clock import now
from saleor_brandpay.core.reconcile import planning, worker
from saleor_brandpay.core.reconcile.report import report
from saleor_brandpay.core.reconcile.report.report import Report
from saleor_brandpay.core.reconcile.tools import Tools
from saleor_brandpay.core.shop_records import Booked, Entry, RecordedPayment, Row
from saleor_brandpay.core.sync.result import SyncResult, settled
from saleor_brandpay.models import Attempt, Kind, PaymentReference, Reconciliation
from tests.core.shop import Bill, Shop

DAY = datetime.timedelta(days=1)


@dataclass
class ShopRecords:
    """What `Books` holds, as rows with amounts and times."""

    shop: Shop
    amounts: dict[str, int] = field(default_factory=dict)
    """Won of a capture, by payment key, where it is not the attempt's amount."""
    captured_at: dict[str, datetime.datetime] = field(default_factory=dict)
    checkouts: set[PaymentReference] = field(default_factory=set)
    """Transactions that are charged on a checkout which lives."""
    requests: dict[PaymentReference, list[Booked]] = field(default_factory=dict)
    """Refunds that staff asked for and nobody sent."""

    def recorded_payments(
        self, payment_keys: Collection[str], references: Collection[PaymentReference]
    ) -> list[RecordedPayment]:
        captures = self.shop.books.captures
        held = {key for pk, key in captures if pk in references}
        pks = {pk for pk, key in captures if key in payment_keys and key not in held}
        return [self._account(pk) for pk in sorted(pks | set(references), key=str)]

    def _account(self, pk: PaymentReference) -> RecordedPayment:
        books = self.shop.books
        return RecordedPayment(
            reference=pk,
            order=f"#{pk}" if pk in books.ordered else "",
            kept=pk in books.ordered or pk in self.checkouts,
            unsent=tuple(self.requests.get(pk, ())),
            captures=tuple(
                self._capture(key) for of, key in sorted(books.captures, key=str) if of == pk
            ),
            refunds=tuple(self._refund(cancel) for cancel in books.refunds.get(pk, [])),
        )

    def rows(
        self, since: datetime.datetime, until: datetime.datetime, after: str, limit: int
    ) -> Sequence[Row]:
        references = {pk for pk, _ in self.shop.books.captures}
        recorded_payments = [self._account(pk) for pk in sorted(references, key=str)]
        booked = [
            (recorded.reference, entry, row)
            for recorded in recorded_payments
            for entry, rows in (
                (Entry.CAPTURE, recorded.captures),
                (Entry.REFUND, recorded.refunds),
                (Entry.REQUEST, recorded.unsent),
            )
            for row in rows
            if since <= row.at < until
        ]
        return [
            Row(
                cursor=str(number),
                reference=pk,
                entry=entry,
                token=row.token,
                amount=row.amount,
            )
            for number, (pk, entry, row) in enumerate(booked, start=1)
            if number > int(after or 0)
        ][:limit]

    def _capture(self, key: str) -> Booked:
        if key not in self.captured_at:
            attempt = Attempt.objects.filter(payment_key=key).first()
            minute_ago = now() - datetime.timedelta(minutes=1)
            self.captured_at[key] = (attempt and attempt.approved_at) or minute_ago
            self.amounts.setdefault(key, attempt.amount if attempt else 0)
        return Booked(token=key, amount=self.amounts[key], at=self.captured_at[key])

    @staticmethod
    def _refund(cancel: Cancel) -> Booked:
        at = cancel.canceled_at or now()
        return Booked(token=cancel.transaction_key, amount=cancel.amount, at=at)


def cancel(amount: int, key: str = "made-up") -> Cancel:
    """A refund that only the shop knows of."""
    return Cancel(
        amount=amount,
        reason="",
        transaction_key=key,
        canceled_at=now(),
        refundable_amount=None,
        status="DONE",
    )


def not_synced(attempt_pk: int) -> SyncResult:
    raise AssertionError(f"attempt {attempt_pk} was synced")


@dataclass
class Reconciler:
    shop: Shop
    records: ShopRecords
    pauses: list[float] = field(default_factory=list)

    def tools(self, sync: Callable[[int], SyncResult] = not_synced, **values: Any) -> Tools:
        return Tools(
            **{
                "shop": self.records,
                "sync": lambda attempt_pk, _payment_key: sync(attempt_pk),
                "pause": self.pauses.append,
            }
            | values
        )

    def plan(self, **values: Any) -> Reconciliation:
        span = {"since": now() - DAY, "until": now()}
        return planning.plan(**span | values)

    def __call__(
        self,
        sync: Callable[[int], SyncResult] = not_synced,
        *,
        of: Any = None,
        tools: dict[str, Any] | None = None,
        **values: Any,
    ) -> Report:
        """One whole run over the last day."""
        run = self.plan(of=of, **values)
        worker.run(run, self.tools(sync, **tools or {}))
        return report.build(run)

    def heal(self, mend: Callable[[int], object], **values: Any) -> Report:
        def sync(attempt_pk: int) -> SyncResult:
            mend(attempt_pk)
            return settled("mended")

        return self(sync, heal=True, **values)

    def order(self, amount: int = 15000, **values: Any) -> tuple[Bill, Attempt]:
        """A bill that is paid and ordered."""
        bill = self.shop.bill(amount, **values)
        attempt = self.shop.paid(bill)
        self.shop.books.ordered.add(bill.reference)
        return bill, attempt

    def refunded(self, amount: int, *, booked: bool = True) -> tuple[Bill, Attempt]:
        """An order with a refund made in the Toss console, known to the shop or not."""
        bill, attempt = self.order()
        made = self.shop.sandbox.console_cancel(attempt.payment_key, amount=amount)
        if booked:
            self.book(bill, attempt, made)
        return bill, attempt

    def book(self, bill: Bill, attempt: Attempt, payment: Any) -> None:
        cancels = [Cancel.parse(item) for item in payment["cancels"]]
        self.shop.books.book_refunds(bill.reference, cancels)


def found(made: Report) -> list[tuple[str, str]]:
    """Class and reason of the differences that are left."""
    return [
        (one.kind, one.reason)
        for one in made.findings()
        if one.kind != Kind.FOREIGN and not one.healed_at
    ]
