"""Requests of staff's (transactionRequestAction, granted refunds), and the refund that each names.

A request is an operation of its own; one for a granted refund names the grant, and a grant is
refunded once, ever (M10).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from saleor.payment import TransactionEventType
from saleor.payment.models import TransactionEvent, TransactionItem

from ...core.refunds.identity import Identity, grant_operation, request_line, request_operation
from ...models import Refund, RefundStatus
from ..saleor.types import TransactionRequest


def identity_of(
    request: TransactionRequest, *, number: int, expected_balance: int, amount: int
) -> Identity:
    return Identity(
        number=number,
        expected_balance=expected_balance,
        amount=amount,
        lines=(request_line(request.pk, request.created_at),),
        grant=_grant_operation(request),
        reason=_reason(request),
    )


def _reason(request: TransactionRequest) -> str:
    """What staff typed: with the request (3.22 and later), or with the grant that it names."""
    grant = request.related_granted_refund if request.related_granted_refund_id else None
    return request.message or (grant.reason if grant else "") or ""


def of_refund(item: TransactionItem, operation: str) -> list[TransactionEvent]:
    """Those of one item that a refund of ours answers, the oldest first.

    All of them hold the very `item` that was given, whose sums each answer changes.
    """
    if not operation:
        return []
    rows = Refund.objects.filter(attempt__transaction_token=item.token, operation=operation)
    kept = {pk for pks in rows.values_list("requests", flat=True) for pk in pks or ()}
    return [row for row in _asked(item.events) if row.pk in kept or operation in operations_of(row)]


def operations_of(request: TransactionRequest) -> set[str]:
    """Refunds of a grant that were made before grants had a name are named after a request."""
    return {request_operation(request.pk, request.created_at), _grant_operation(request)} - {""}


def refund_of(request: TransactionEvent) -> Refund | None:
    """The refund of ours that was made for what is asked, or is under way; made ones first.

    That of a grant may be on another transaction of its order.
    """
    asked = [request]
    if request.related_granted_refund_id:
        granted = TransactionEvent.objects.filter(
            related_granted_refund_id=request.related_granted_refund_id
        )
        asked += _asked(granted.select_related("transaction"))
    operations = {operation for one in asked for operation in operations_of(one)}
    rows = Refund.objects.filter(
        Q(operation__in=operations) | Q(requests__contains=[request.pk]),
        attempt__transaction_token__in={one.transaction.token for one in asked},
    )
    made = rows.exclude(status=RefundStatus.REFUSED).select_related("attempt")
    return made.order_by("status", "pk").first()


def is_granted_elsewhere(request: TransactionEvent) -> bool:
    """Whether Saleor has booked a refund of this grant on another transaction, whoever made it."""
    if not request.related_granted_refund_id:
        return False
    rows = TransactionEvent.objects.filter(
        related_granted_refund_id=request.related_granted_refund_id,
        type=TransactionEventType.REFUND_SUCCESS,
    )
    return bool(rows.exclude(transaction_id=request.transaction_id).exists())


def others_wait(request: TransactionEvent) -> bool:
    """Whether another request for the same grant is unanswered: both end alike."""
    rows = TransactionEvent.objects.filter(
        type=TransactionEventType.REFUND_REQUEST,
        related_granted_refund_id=request.related_granted_refund_id,
        psp_reference__isnull=True,
    )
    return bool(rows.exclude(pk=request.pk).exists())


def _asked(rows: Iterable[TransactionEvent]) -> list[TransactionEvent]:
    found = rows.filter(type=TransactionEventType.REFUND_REQUEST).order_by("pk")  # type: ignore[attr-defined]
    return list(found.select_related("related_granted_refund"))


def _grant_operation(request: TransactionRequest) -> str:
    grant = request.related_granted_refund if request.related_granted_refund_id else None
    return grant_operation(grant.pk, grant.created_at) if grant else ""
