"""Refunds that staff asked for and that nobody ever sent: whoever was to do it died before.

Saleor writes such a request (and its task that releases funds writes many at once) before it calls
a plugin, and never comes back to it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from saleor.payment import TransactionEventType
from saleor.payment.models import TransactionItem

from ...clock import now
from ...core.sync.unsent_requests import NEVER_SENT
from ...models import Refund, RefundStatus
from ..saleor.types import TransactionRequest
from . import requests

TYPES = (TransactionEventType.REFUND_REQUEST, TransactionEventType.REFUND_FAILURE)


def of(item: TransactionItem) -> list[TransactionRequest]:
    """Those of one TransactionItem, also where the refund is made and nobody has booked it yet."""
    rows = item.events.filter(type__in=TYPES).order_by("pk")
    asked = _unanswered(rows.select_related("related_granted_refund"))
    under_way = _refunds([item.token]).filter(status=RefundStatus.UNKNOWN) if asked else ()
    return _left(asked, under_way)


def among(
    events: Mapping[uuid.UUID, Iterable[TransactionRequest]],
) -> dict[uuid.UUID, list[TransactionRequest]]:
    """The requests that wait for an answer that nobody is about to find, by their item's token.

    Of the young ones a hook may still be on its way: see is_old.
    """
    found = {token: list(rows) for token, rows in events.items()}
    asked = {token: _unanswered(rows) for token, rows in found.items()}
    asked = {token: rows for token, rows in asked.items() if rows}
    if not asked:
        return {}
    # What is made and not booked is found as a refund, and its requests end with it.
    booked = {row.psp_reference for rows in found.values() for row in rows} - {None}
    under_way = _refunds(asked).exclude(status=RefundStatus.DONE, transaction_key__in=booked)
    return {token: _left(rows, under_way) for token, rows in asked.items()}


def is_old(request: TransactionRequest) -> bool:
    """Whether no hook can be about to send it any more."""
    return bool(now() - request.created_at >= NEVER_SENT)


def _unanswered(rows: Iterable[TransactionRequest]) -> list[TransactionRequest]:
    """An answer of ours leaves its reference on the request; one of Saleor's own follows at once,
    without any reference, and is known by its amount."""
    waiting: list[TransactionRequest] = []
    for row in sorted(rows, key=lambda row: int(row.pk)):
        if row.psp_reference:
            continue
        if row.type == TransactionEventType.REFUND_REQUEST:
            waiting.append(row)
            continue
        answered = [one for one in waiting if one.amount_value == row.amount_value]
        if answered:
            waiting.remove(answered[-1])
    return waiting


def _refunds(tokens: Iterable[uuid.UUID]) -> QuerySet[Refund]:
    rows = Refund.objects.filter(attempt__transaction_token__in=list(tokens))
    return rows.exclude(status=RefundStatus.REFUSED)


def _left(asked: list[TransactionRequest], under_way: Iterable[Refund]) -> list[TransactionRequest]:
    """Without those that end with a refund of ours."""
    ended = {pk for refund in under_way for pk in refund.requests or ()}
    operations = {refund.operation for refund in under_way}
    return [
        row
        for row in asked
        if row.pk not in ended and not (operations and operations & requests.operations_of(row))
    ]
