"""The books of Saleor's Transactions API for reconciling: charges and refunds of our items."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from saleor.payment import TransactionEventType
from saleor.payment.models import TransactionEvent, TransactionItem

from ...core.attempts.source import Source
from ...core.shop_records import Booked, Entry, RecordedPayment, Row
from ...models import PaymentReference, SourceType
from ..ids import PLUGIN_ID
from ..saleor import pk_spans
from . import unsent_requests

_ENTRIES = {
    TransactionEventType.CHARGE_SUCCESS: Entry.CAPTURE,
    TransactionEventType.REFUND_SUCCESS: Entry.REFUND,
    TransactionEventType.REFUND_REQUEST: Entry.REQUEST,
}
_FAILURES = {
    TransactionEventType.CHARGE_FAILURE: Entry.CAPTURE,
    TransactionEventType.REFUND_FAILURE: Entry.REFUND,
}


def holders(payment_keys: Collection[str]) -> set[PaymentReference]:
    """The items that Saleor names after one of these; an event's reference has no index."""
    items = _items().filter(psp_reference__in=payment_keys)
    return {PaymentReference.transaction(one) for one in items.values_list("token", flat=True)}


def recorded_payments(tokens: Collection[uuid.UUID]) -> list[RecordedPayment]:
    if not tokens:
        return []
    items = list(
        _items()
        .filter(token__in=tokens)
        .order_by("pk")
        .values_list("pk", "token", "checkout_id", "order_id", "order__number")
    )
    counted: dict[int, _Counted] = {pk: _Counted() for pk, *_ in items}
    # In the order in which Saleor reckons.
    events = TransactionEvent.objects.filter(
        transaction__in=counted, type__in=(*_ENTRIES, *_FAILURES)
    ).order_by("created_at", "pk")
    events = events.select_related("related_granted_refund")
    for event in events:
        counted[event.transaction_id].take(event)
    unsent = unsent_requests.among({token: counted[pk].refund_events for pk, token, *_ in items})
    return [
        RecordedPayment(
            reference=PaymentReference.transaction(token),
            order=str(number or order_pk) if order_pk else "",
            kept=order_pk is not None or checkout_pk is not None,
            source=_source(order_pk, checkout_pk),
            captures=counted[pk].of(Entry.CAPTURE),
            refunds=counted[pk].of(Entry.REFUND),
            unsent=tuple(
                _booked(event, str(event.pk))
                for event in unsent.get(token, ())
                if unsent_requests.is_old(event)
            ),
        )
        for pk, token, checkout_pk, order_pk, number in items
    ]


def _source(order_pk: uuid.UUID | None, checkout_pk: uuid.UUID | None) -> Source | None:
    if order_pk is not None:
        return Source(type=SourceType.ORDER, id=str(order_pk))
    return Source(type=SourceType.CHECKOUT, id=str(checkout_pk)) if checkout_pk else None


def rows(
    since: datetime.datetime, until: datetime.datetime, after: str, limit: int
) -> Sequence[Row]:
    if after:
        first, end = map(int, after.split(":"))
    else:
        # Our own: apps may give their events whatever time they like.
        ours = TransactionEvent.objects.filter(app_identifier=PLUGIN_ID)
        first, end = pk_spans.between(ours, since, until)
    found = (
        TransactionEvent.objects.filter(
            Q(type__in=_MOVED, include_in_calculations=True)
            | Q(type=TransactionEventType.REFUND_REQUEST, psp_reference__isnull=True),
            transaction__app_identifier=PLUGIN_ID,
            pk__gt=first,
            pk__lt=end,
            created_at__gte=since,
            created_at__lt=until,
        )
        .order_by("pk")
        .values_list("pk", "transaction__token", "type", "psp_reference", "amount_value")[:limit]
    )
    return [
        Row(
            cursor=f"{pk}:{end}",
            reference=PaymentReference.transaction(token),
            entry=_ENTRIES[kind],
            token=reference or "",
            amount=int(amount),
        )
        for pk, token, kind, reference, amount in found
    ]


_MOVED = (TransactionEventType.CHARGE_SUCCESS, TransactionEventType.REFUND_SUCCESS)


@dataclass
class _Counted:
    """What Saleor counts of an item's events: by reference, and the newest word is the last."""

    booked: dict[tuple[Entry, str], Booked] = field(default_factory=dict)
    refund_events: list[Any] = field(default_factory=list)

    def take(self, event: Any) -> None:
        if event.type in unsent_requests.TYPES:
            self.refund_events.append(event)
        if not event.include_in_calculations:
            return
        reference = event.psp_reference or ""
        if event.type in _MOVED:
            # Those without a reference count each by itself.
            name = reference or f"event {event.pk}"
            self.booked[_ENTRIES[event.type], name] = _booked(event, reference)
        elif event.type in _FAILURES:
            self.booked.pop((_FAILURES[event.type], reference), None)

    def of(self, entry: Entry) -> tuple[Booked, ...]:
        found: Iterable[tuple[Entry, str]] = self.booked
        return tuple(self.booked[name] for name in found if name[0] is entry)


def _booked(event: Any, token: str) -> Booked:
    return Booked(token=token, amount=int(event.amount_value), at=event.created_at)


def _items() -> Any:
    return TransactionItem.objects.filter(app_identifier=PLUGIN_ID)
