"""The shop's books for reconciling, in memory; and a run over them, in few words."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from saleor_brandpay.api.payment import Cancel
from saleor_brandpay.clock import now
from saleor_brandpay.core.followed import Followed, settled
from saleor_brandpay.core.reconciling import planning, report, working
from saleor_brandpay.core.reconciling.ledger import Account, Booked, Question, Totals, Unseen
from saleor_brandpay.core.reconciling.report import Report
from saleor_brandpay.core.reconciling.tools import Tools
from saleor_brandpay.models import Attempt, Kind, Reconciliation, Sighting

from .shop import Bill, Shop

DAY = datetime.timedelta(days=1)


@dataclass
class Ledger:
    """What `Books` holds, as rows with amounts and times."""

    shop: Shop
    amounts: dict[str, int] = field(default_factory=dict)
    """Won of a capture, by payment key, where it is not the attempt's amount."""
    captured_at: dict[str, datetime.datetime] = field(default_factory=dict)
    queries: int = 0

    def accounts(
        self, payment_keys: Collection[str], payment_pks: Collection[int]
    ) -> list[Account]:
        self.queries += 1
        books = self.shop.books
        pks = {pk for pk, key in books.captures if key in payment_keys} | set(payment_pks)
        return [
            Account(
                payment_pk=pk,
                order=f"#{pk}" if pk in books.ordered else "",
                captures=tuple(self._capture(key) for of, key in books.captures if of == pk),
                refunds=tuple(self._refund(cancel) for cancel in books.refunds.get(pk, [])),
            )
            for pk in sorted(pks)
        ]

    def unseen(self, question: Question, after: str, limit: int) -> Sequence[Unseen]:
        seen = set(
            Sighting.objects.filter(reconciliation_id=question.reconciliation_pk).values_list(
                "payment_key", "transaction_key"
            )
        )
        keys = {key for key, _ in seen}
        refunds = {key for _, key in seen if key}
        whole = {key for key, refund in seen if not refund}
        rows = []
        for number, (pk, key, refund) in enumerate(self._rows(question)):
            known = key in keys if refund is None else refund.token in refunds or key in whole
            if number > int(after or -1) and not known:
                rows.append(Unseen(cursor=str(number), payment_pk=pk))
        return rows[:limit]

    def totals(self, question: Question) -> Totals:
        rows = list(self._rows(question))
        captured = [self._capture(key).amount for _, key, refund in rows if refund is None]
        refunded = [refund.amount for *_, refund in rows if refund]
        return Totals(
            captured=len(captured),
            captured_won=sum(captured),
            refunded=len(refunded),
            refunded_won=sum(refunded),
        )

    def _rows(self, question: Question) -> list[tuple[int, str, Booked | None]]:
        attempts = dict(Attempt.objects.values_list("payment_pk", "merchant_id"))
        rows: list[tuple[int, str, Booked | None]] = []
        for pk, key in sorted(self.shop.books.captures):
            owner = attempts.get(pk)
            mine = question.orphans if owner is None else owner in question.merchant_pks
            for at, refund in [
                (self._capture(key).at, None),
                *((one.at, one) for one in map(self._refund, self.shop.books.refunds.get(pk, []))),
            ]:
                if mine and question.since <= at < question.until:
                    rows.append((pk, key, refund))
        return rows

    def _capture(self, key: str) -> Booked:
        attempt = Attempt.objects.filter(payment_key=key).first()
        amount = self.amounts.get(key) or (attempt.amount if attempt else 0)
        at = (attempt and attempt.approved_at) or now() - datetime.timedelta(minutes=1)
        return Booked(token=key, amount=amount, at=self.captured_at.setdefault(key, at))

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


def not_followed(attempt_pk: int) -> Followed:
    raise AssertionError(f"attempt {attempt_pk} was followed")


@dataclass
class Reconciler:
    shop: Shop
    ledger: Ledger
    pauses: list[float] = field(default_factory=list)

    def tools(self, follow: Callable[[int], Followed] = not_followed, **values: Any) -> Tools:
        return Tools(
            **{"ledger": self.ledger, "follow": follow, "pause": self.pauses.append} | values
        )

    def plan(self, **values: Any) -> Reconciliation:
        span = {"since": now() - DAY, "until": now()}
        return planning.plan(**span | values)

    def __call__(
        self,
        follow: Callable[[int], Followed] = not_followed,
        *,
        of: Any = None,
        tools: dict[str, Any] | None = None,
        **values: Any,
    ) -> Report:
        """One whole run over the last day."""
        run = self.plan(of=of, **values)
        working.run(run, self.tools(follow, **tools or {}))
        return report.build(run)

    def heal(self, mend: Callable[[int], object], **values: Any) -> Report:
        def follow(attempt_pk: int) -> Followed:
            mend(attempt_pk)
            return settled("mended")

        return self(follow, heal=True, **values)

    def order(self, amount: int = 15000, **values: Any) -> tuple[Bill, Attempt]:
        """A bill that is paid and ordered."""
        bill = self.shop.bill(amount, **values)
        attempt = self.shop.paid(bill)
        self.shop.books.ordered.add(bill.pk)
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
        self.shop.books.book_refunds(bill.pk, cancels)


def found(made: Report) -> list[tuple[str, str]]:
    """Class and reason of the differences that are left."""
    return [
        (one.kind, one.reason)
        for one in made.findings()
        if one.kind != Kind.FOREIGN and not one.healed_at
    ]
