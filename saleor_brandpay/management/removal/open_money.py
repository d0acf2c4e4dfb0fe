"""What has not ended: read at Toss and brought to its end, before nobody looks any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet

from ...adapters.shop import SaleorShop
from ...api.deadline import Deadline
from ...conf import conf
from ...core.sync.sync_attempt import isolated, sync_attempt
from ...core.wallet import deleted_users
from ...models import Attempt, AttemptStatus, Refund, RefundStatus

WINDOWS = (AttemptStatus.OPEN, AttemptStatus.SUPERSEDED)
_UNKNOWN_REFUND = Exists(Refund.objects.filter(attempt=OuterRef("pk"), status=RefundStatus.UNKNOWN))


@dataclass(frozen=True, kw_only=True, slots=True)
class Open:
    moving: int
    """Payments and refunds whose money is under way, or whose outcome nobody knows."""
    windows: int
    """That were never confirmed: nobody can confirm them once the plugin is off."""
    wallets: int
    """Of deleted users, that are not closed at Toss so far."""


def look() -> Open:
    return Open(
        moving=moving().count(),
        windows=Attempt.objects.filter(status__in=WINDOWS).count(),
        wallets=deleted_users.unfinished().count(),
    )


def moving() -> QuerySet[Attempt]:
    return Attempt.objects.filter(
        Q(status__in=(AttemptStatus.UNKNOWN, AttemptStatus.REFUNDING))
        | Q(status=AttemptStatus.APPROVED, due_at__isnull=False)
        | Q(refund_awaited_at__isnull=False)
        | _UNKNOWN_REFUND
    )


def end(told: Callable[[int], None]) -> None:
    """Bring all of it as far as it can be brought now, windows too: one may have been approved."""
    rows = moving() | Attempt.objects.filter(status__in=WINDOWS)
    for done, pk in enumerate(list(rows.order_by("pk").values_list("pk", flat=True)), start=1):
        deadline = Deadline.after(conf.deadline)
        isolated(pk, partial(sync_attempt, pk, SaleorShop(), deadline))
        told(done)
