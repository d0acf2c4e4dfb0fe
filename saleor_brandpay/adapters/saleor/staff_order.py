"""What is kept of how an order was paid: found by the order's id, in few queries."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Count, IntegerField, Q, QuerySet, Sum, UUIDField, Value
from django.db.models.functions import Cast
from saleor.order.models import Order
from saleor.payment.models import Payment, TransactionItem

from ...models import Attempt, AttemptStatus, Refund, RefundStatus, SourceType
from .staff_token import text_of

ATTEMPTS = 20
REFUNDS = 20
"""Shown of one order; the newest."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundOrder:
    pk: uuid.UUID
    checkout: str
    channel_pk: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    attempt: Attempt
    refunds: list[Refund]
    refunded: int
    """Won, by refunds of ours that are done."""
    more: int
    """Refunds that are not among `refunds`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Paid:
    taken: list[Tried]
    """By which Toss took money or may have; the one that holds most first."""
    others: list[Attempt]
    more: int


def find(global_id: str) -> FoundOrder | None:
    text = text_of(global_id, "Order")
    try:
        pk = uuid.UUID(text or "")
    except ValueError:
        return None
    row = Order.objects.filter(pk=pk).values_list("pk", "checkout_token", "channel_id").first()
    return FoundOrder(pk=row[0], checkout=row[1], channel_pk=row[2]) if row else None


def paid(order: FoundOrder) -> Paid:
    rows = _attempts(order)
    money = Q(approved_at__isnull=False) | Q(
        status__in=(AttemptStatus.APPROVED, AttemptStatus.UNKNOWN, AttemptStatus.REFUNDING)
    )
    taken = list(rows.filter(money).order_by("-balance", "-pk")[:ATTEMPTS])
    others = list(rows.exclude(money).order_by("-pk")[: ATTEMPTS + 1])
    more = 0
    if len(others) > ATTEMPTS:
        more = rows.exclude(money).count() - ATTEMPTS
    return Paid(taken=_with_refunds(taken), others=others[:ATTEMPTS], more=more)


def _attempts(order: FoundOrder) -> QuerySet[Attempt]:
    """Also those of a Payment or TransactionItem that came to it without its checkout."""
    of = Q(source_type=SourceType.ORDER, source_id=str(order.pk))
    if order.checkout:
        of |= Q(source_type=SourceType.CHECKOUT, source_id=order.checkout)
    payments, tokens = _references(order)
    of |= Q(payment_pk__in=payments) | Q(transaction_token__in=tokens)
    return Attempt.objects.filter(of).select_related("merchant")


def _references(order: FoundOrder) -> tuple[list[int], list[uuid.UUID]]:
    """Primary keys of its Payments, and tokens of its TransactionItems; one query."""
    none = Value(None)
    payments = Payment.objects.filter(order_id=order.pk).values_list("pk", Cast(none, UUIDField()))
    items = TransactionItem.objects.filter(order_id=order.pk).values_list(
        Cast(none, IntegerField()), "token"
    )
    found = list(payments.union(items, all=True))
    return [pk for pk, _ in found if pk], [token for _, token in found if token]


def _with_refunds(attempts: list[Attempt]) -> list[Tried]:
    rows = Refund.objects.filter(attempt__in=attempts)
    counts = {
        row["attempt_id"]: row
        for row in rows.order_by()
        .values("attempt_id")
        .annotate(count=Count("pk"), won=Sum("amount", filter=Q(status=RefundStatus.DONE)))
    }
    shown: dict[int, list[Refund]] = {}
    for row in rows.order_by("-pk")[:REFUNDS]:
        shown.setdefault(row.attempt_id, []).append(row)
    return [
        Tried(
            attempt=one,
            refunds=(refunds := shown.get(one.pk, [])),
            refunded=(count := counts.get(one.pk, {"count": 0, "won": 0}))["won"] or 0,
            more=count["count"] - len(refunds),
        )
        for one in attempts
    ]
