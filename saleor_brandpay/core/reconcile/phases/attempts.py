"""The third look: our own attempts of the span that have not come to an end."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from ....api.payment import Payment
from ....clock import now
from ....models import Attempt, AttemptStatus, Kind, Refund, RefundStatus, Stretch
from ...confirm.other_attempts import is_under_way
from ...confirm.outcome import UNDER_WAY
from ...confirm.read_back import Seen
from .. import leases, recording
from ..compare import Difference
from ..recording import Page
from ..same_mid import askable, same
from ..sync_finding import sync_finding
from ..tools import Tools
from ..toss_reader import TossReader
from ..verify import Verifier

_SETTLED = (AttemptStatus.APPROVED, AttemptStatus.CLOSED)


def next_page(stretch: Stretch, toss: TossReader, tools: Tools) -> bool:
    """Check one page of attempts; False when there are no more."""
    attempts = list(_unsettled(stretch).filter(pk__gt=int(stretch.cursor or 0))[: tools.page])
    if not attempts:
        return False
    page, verifier = Page(), Verifier(toss=toss, shop=tools.shop)
    for attempt in attempts:
        if is_young(attempt):
            page.count(under_way=1)
            continue
        leases.renew(stretch)
        differences = check(attempt, verifier)
        page.find(stretch, differences)
        if stretch.reconciliation.heal and not differences:
            # The money is where it belongs; our own row may come to its end as well.
            sync_finding(attempt.pk, tools)
    page.count(reads=toss.take_reads())
    recording.write(stretch, page, str(attempts[-1].pk))
    return True


def _unsettled(stretch: Stretch) -> QuerySet[Attempt]:
    unknown = Refund.objects.filter(attempt=OuterRef("pk"), status=RefundStatus.UNKNOWN)
    return (
        Attempt.objects.filter(
            ~Q(status__in=_SETTLED) | Q(refund_awaited_at__isnull=False) | Exists(unknown),
            merchant__in=same(stretch.merchant, askable()),
            opened_at__gte=stretch.since,
            opened_at__lt=stretch.until,
        )
        .select_related("merchant__current_secret", "merchant__installation")
        .order_by("pk")
    )


def is_young(attempt: Attempt) -> bool:
    """Whether it is being paid, or somebody may be working on it just now."""
    if attempt.status in (AttemptStatus.OPEN, AttemptStatus.SUPERSEDED):
        return now() < attempt.opened_at + Attempt.WINDOW_ENDS
    if attempt.status == AttemptStatus.UNKNOWN:
        return is_under_way(attempt)
    return attempt.checked_at is not None and now() - attempt.checked_at < UNDER_WAY


def check(attempt: Attempt, verifier: Verifier) -> list[Difference]:
    """What is wrong about an attempt that is not settled."""
    if attempt.status in _SETTLED:
        return _check_refund(attempt, verifier)
    read_back = verifier.toss.read_back(attempt)
    if read_back.seen is Seen.UNREADABLE:
        return [_unknown(attempt, "unreadable")]
    if read_back.seen is Seen.UNAPPROVED:
        return [_unknown(attempt, attempt.status)]
    if read_back.payment is None or not read_back.payment.is_approved_once:
        return []
    found = _compared(attempt, read_back.payment, verifier)
    if (
        not found
        and attempt.status == AttemptStatus.REFUNDING
        and read_back.seen is not Seen.CLOSED
    ):
        return [_unknown(attempt, attempt.status)]
    return found


def _compared(attempt: Attempt, payment: Payment, verifier: Verifier) -> list[Difference]:
    key = payment.payment_key
    return list(verifier.payment(attempt.merchant, key, attempt.order_id).differences)


def _check_refund(attempt: Attempt, verifier: Verifier) -> list[Difference]:
    verdict = verifier.payment(attempt.merchant, attempt.payment_key, attempt.order_id)
    unknown = Refund.objects.filter(attempt=attempt, status=RefundStatus.UNKNOWN).first()
    if verdict.differences or unknown is None:
        return list(verdict.differences)
    return [_unknown(attempt, "refund", unknown.amount)]


def _unknown(attempt: Attempt, reason: str, won: int | None = None) -> Difference:
    return Difference(
        kind=Kind.STILL_UNKNOWN,
        reason=reason,
        order_id=attempt.order_id,
        payment_key=attempt.payment_key,
        reference=attempt.reference_or_none,
        shop_won=attempt.amount if won is None else won,
        at=attempt.opened_at,
    )
