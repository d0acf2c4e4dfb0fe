"""The books of Saleor's Payments API for reconciling: captures and refunds of our gateway."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from saleor.payment import TransactionKind
from saleor.payment.models import Payment, Transaction

from ...core.attempts.source import Source
from ...core.shop_records import Booked, Entry, RecordedPayment, Row
from ...models import PaymentReference, SourceType
from ..ids import PLUGIN_ID
from ..saleor import pk_spans


def holders(payment_keys: Collection[str]) -> set[PaymentReference]:
    """The Payments with a capture under one of these."""
    captures = _booked().filter(kind=TransactionKind.CAPTURE, token__in=payment_keys)
    return {PaymentReference.payment(pk) for pk in captures.values_list("payment_id", flat=True)}


def recorded_payments(pks: Collection[int]) -> list[RecordedPayment]:
    if not pks:
        return []
    payments = Payment.objects.filter(pk__in=pks, gateway=PLUGIN_ID).order_by("pk")
    named = payments.values_list("pk", "order_id", "order__number")
    rows: dict[tuple[int, str], list[Booked]] = {}
    booked = _booked().filter(payment_id__in=pks).order_by("pk")
    for pk, kind, token, amount, at in booked.values_list(
        "payment_id", "kind", "token", "amount", "created_at"
    ):
        rows.setdefault((pk, kind), []).append(Booked(token=token, amount=int(amount), at=at))
    return [
        RecordedPayment(
            reference=PaymentReference.payment(pk),
            order=str(number or order_pk) if order_pk else "",
            kept=order_pk is not None,
            source=Source(type=SourceType.ORDER, id=str(order_pk)) if order_pk else None,
            captures=tuple(rows.get((pk, TransactionKind.CAPTURE), ())),
            refunds=tuple(rows.get((pk, TransactionKind.REFUND), ())),
        )
        for pk, order_pk, number in named
    ]


def rows(
    since: datetime.datetime, until: datetime.datetime, after: str, limit: int
) -> Sequence[Row]:
    if after:
        first, end = map(int, after.split(":"))
    else:
        first, end = pk_spans.between(Transaction.objects.all(), since, until)
    found = (
        _booked()
        .filter(pk__gt=first, pk__lt=end, created_at__gte=since, created_at__lt=until)
        .order_by("pk")
        .values_list("pk", "payment_id", "kind", "token", "amount")[:limit]
    )
    return [
        Row(
            cursor=f"{pk}:{end}",
            reference=PaymentReference.payment(payment_pk),
            entry=Entry.CAPTURE if kind == TransactionKind.CAPTURE else Entry.REFUND,
            token=token,
            amount=int(amount),
        )
        for pk, payment_pk, kind, token, amount in found
    ]


def _booked() -> Any:
    return Transaction.objects.filter(
        payment__gateway=PLUGIN_ID,
        is_success=True,
        kind__in=(TransactionKind.CAPTURE, TransactionKind.REFUND),
    )
