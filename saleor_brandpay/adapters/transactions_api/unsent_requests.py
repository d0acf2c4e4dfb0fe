"""Refunds that staff asked for and that nobody ever sent: whoever was to do it died before.

Saleor writes such a request (and its task that releases funds writes many at once) before it calls
a plugin, and never comes back to it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from saleor.payment import TransactionEventType
from saleor.payment.models import TransactionItem

from ...clock import now
from ...core.sync.unsent_requests import NEVER_SENT
from ...models import Refund, RefundStatus
from ..saleor.types import TransactionRequest
from . import requests

TYPES = (TransactionEventType.REFUND_REQUEST, TransactionEventType.REFUND_FAILURE)


def of(item: TransactionItem) -> list[TransactionRequest]:
    """Those of one TransactionItem."""
    rows = item.events.filter(type__in=TYPES).order_by("pk")
    rows = rows.select_related("related_granted_refund", "transaction")
    return among({item.token: rows}).get(item.token, [])


def among(
    events: Mapping[uuid.UUID, Iterable[TransactionRequest]],
) -> dict[uuid.UUID, list[TransactionRequest]]:
    """The requests that wait for an answer that nobody is about to find, by their item's token.

    Of the young ones a hook may still be on its way: see is_old.
    """
    asked = {token: _unanswered(rows) for token, rows in events.items()}
    asked = {token: rows for token, rows in asked.items() if rows}
    if not asked:
        return {}
    under_way = _under_way(asked)
    return {
        token: [row for row in rows if not _is_among(under_way, row)]
        for token, rows in asked.items()
    }


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


def _under_way(asked: Iterable[uuid.UUID]) -> list[tuple[str, list[int] | None]]:
    """Refunds whose outcome is not known yet: their requests are ended with them."""
    rows = Refund.objects.filter(
        attempt__transaction_token__in=list(asked), status=RefundStatus.UNKNOWN
    )
    return list(rows.values_list("operation", "requests"))


def _is_among(refunds: list[tuple[str, list[int] | None]], request: TransactionRequest) -> bool:
    if not refunds:
        return False
    operations = requests.operations_of(request)
    return any(one in operations or request.pk in (pks or ()) for one, pks in refunds)
