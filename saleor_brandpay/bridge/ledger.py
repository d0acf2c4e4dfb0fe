"""Saleor's books for reconciling: captures and refunds of our gateway, read only."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Sum
from saleor.payment import TransactionKind
from saleor.payment.models import Payment, Transaction
from saleor.plugins.models import PluginConfiguration

from ..core.reconciling.ledger import Account, Booked, Question, Totals, Unseen
from ..models import Attempt, Sighting
from .ids import PLUGIN_ID

SKEW = datetime.timedelta(hours=1)
"""Primary keys and times of Saleor's rows are taken to run together within this."""


class ShopLedger:
    """core.reconciling.ledger.Ledger on Saleor's tables.

    They have no index on time, so that spans are turned into primary keys first.
    """

    def accounts(
        self, payment_keys: Collection[str], payment_pks: Collection[int]
    ) -> list[Account]:
        pks = set(payment_pks)
        if payment_keys:
            captures = _booked().filter(kind=TransactionKind.CAPTURE, token__in=payment_keys)
            pks.update(captures.values_list("payment_id", flat=True))
        payments = Payment.objects.filter(pk__in=pks, gateway=PLUGIN_ID).order_by("pk")
        named = payments.values_list("pk", "order_id", "order__number")
        rows: dict[tuple[int, str], list[Booked]] = {}
        booked = _booked().filter(payment_id__in=pks).order_by("pk")
        for pk, kind, *values in booked.values_list(
            "payment_id", "kind", "token", "amount", "created_at"
        ):
            token, amount, at = values
            rows.setdefault((pk, kind), []).append(Booked(token=token, amount=int(amount), at=at))
        return [
            Account(
                payment_pk=pk,
                order=str(number or order_pk) if order_pk else "",
                captures=tuple(rows.get((pk, TransactionKind.CAPTURE), ())),
                refunds=tuple(rows.get((pk, TransactionKind.REFUND), ())),
            )
            for pk, order_pk, number in named
        ]

    def unseen(self, question: Question, after: str, limit: int) -> Sequence[Unseen]:
        first, end = map(int, after.split(":")) if after else _pks(question)
        sightings = Sighting.objects.filter(reconciliation_id=question.reconciliation_pk)
        whole = sightings.filter(transaction_key="", payment_key=OuterRef("token"))
        of_seen_payment = Exists(
            _booked().filter(
                Exists(whole), payment_id=OuterRef("payment_id"), kind=TransactionKind.CAPTURE
            )
        )
        capture = Q(kind=TransactionKind.CAPTURE) & ~Exists(
            sightings.filter(payment_key=OuterRef("token"))
        )
        refund = (
            Q(kind=TransactionKind.REFUND)
            & (Q(token="") | ~Exists(sightings.filter(transaction_key=OuterRef("token"))))
            & ~of_seen_payment
        )
        rows = (
            _of(question, first, end)
            .filter(capture | refund)
            .order_by("pk")
            .values_list("pk", "payment_id")[:limit]
        )
        return [Unseen(cursor=f"{pk}:{end}", payment_pk=payment_pk) for pk, payment_pk in rows]

    def totals(self, question: Question) -> Totals:
        sums = (
            _of(question, *_pks(question))
            .order_by()
            .values("kind")
            .annotate(rows=Count("pk"), won=Sum("amount"))
        )
        by_kind = {row["kind"]: (row["rows"], int(row["won"])) for row in sums}
        captured = by_kind.get(TransactionKind.CAPTURE, (0, 0))
        refunded = by_kind.get(TransactionKind.REFUND, (0, 0))
        return Totals(
            captured=captured[0],
            captured_won=captured[1],
            refunded=refunded[0],
            refunded_won=refunded[1],
        )


def client_keys(channel_pk: int) -> set[str]:
    """The client keys with which the plugin is set up in a channel."""
    rows = PluginConfiguration.objects.filter(identifier=PLUGIN_ID, channel_id=channel_pk)
    fields = [field for row in rows for field in row.configuration or []]
    return {field["value"] for field in fields if field["name"] == "client_key" and field["value"]}


def _booked() -> Any:
    return Transaction.objects.filter(
        payment__gateway=PLUGIN_ID,
        is_success=True,
        kind__in=(TransactionKind.CAPTURE, TransactionKind.REFUND),
    )


def _of(question: Question, first: int, end: int) -> Any:
    """Rows of the span with primary keys after `first`, before `end`."""
    attempts = Attempt.objects.filter(payment_pk=OuterRef("payment_id"))
    whose = Exists(attempts.filter(merchant_id__in=question.merchant_pks))
    return (
        _booked()
        .filter(
            pk__gt=first,
            pk__lt=end,
            created_at__gte=question.since,
            created_at__lt=question.until,
        )
        .filter(whose | ~Exists(attempts) if question.orphans else whose)
    )


def _pks(question: Question) -> tuple[int, int]:
    """Primary keys between which all rows of the span are, both not included."""
    ends = Transaction.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return 0, 0
    first = _first_since(question.since - SKEW, ends["first"], ends["last"])
    end = _first_since(question.until + SKEW, first, ends["last"])
    return first - 1, end


def _first_since(moment: datetime.datetime, low: int, high: int) -> int:
    """The primary key at which the rows from a moment on begin; `high + 1` when there are none."""
    high += 1
    while low < high:
        middle = (low + high) // 2
        row = (
            Transaction.objects.filter(pk__gte=middle, pk__lt=high)
            .order_by("pk")
            .values_list("pk", "created_at")
            .first()
        )
        if row is None or row[1] >= moment:
            high = middle
        else:
            low = row[0] + 1
    return low
