"""Which attempts there are: of a source, of a payment, by what Toss took for them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from ...models import Attempt, AttemptStatus, PaymentReference, SourceType, belonging_to
from . import schedule
from .source import Source

IDLE = schedule.IDLE
LIVE = (AttemptStatus.OPEN, AttemptStatus.UNKNOWN)
MAX_WINDOWS = 10
"""Of one source, that may be paid at one time; beyond it the oldest makes room (M22)."""
MAX_READS = 10
"""Idle attempts of one source that are read at Toss before a confirm (M1, M22)."""


def all_attempts() -> QuerySet[Attempt]:
    return Attempt.objects.select_related(
        "merchant__current_secret", "merchant__installation", "customer"
    ).order_by("pk")


def of_source(source: Source) -> list[Attempt]:
    """All attempts of a source, the closed ones too, oldest first."""
    rows = Q(source_type=source.type, source_id=source.id)
    if source.type == SourceType.ORDER and source.checkout:
        rows |= Q(source_type=SourceType.CHECKOUT, source_id=source.checkout)
    return list(all_attempts().filter(rows))


def unclosed(of: Iterable[Attempt]) -> list[Attempt]:
    return [attempt for attempt in of if attempt.status != AttemptStatus.CLOSED]


def others(of: Iterable[Attempt], besides: Attempt | None = None) -> list[Attempt]:
    """Those to be looked at before money is taken, one left out, oldest first (M1).

    All that may hold money. Of the idle ones, however many there are, all windows that may still
    be paid and the newest others, so that the calls to Toss are bounded (M22). The rest will never
    be confirmed: workers watch them, and what turns up approved goes back.
    """
    left = [one for one in unclosed(of) if besides is None or one.pk != besides.pk]
    given_up = [one.pk for one in left if one.status == AttemptStatus.SUPERSEDED]
    windows = sum(one.status == AttemptStatus.OPEN for one in left)
    passed_over = set(given_up[: max(len(given_up) + windows - MAX_READS, 0)])
    return [one for one in left if one.pk not in passed_over]


def in_the_way(of: Iterable[Attempt]) -> list[Attempt]:
    """The windows that make room for one more; a stranger's before those of somebody known."""
    windows = [one for one in of if one.status == AttemptStatus.OPEN]
    windows.sort(key=lambda one: (not one.customer.is_guest, one.pk))
    return windows[: max(len(windows) + 1 - MAX_WINDOWS, 0)]


def live(of: Iterable[Attempt], reference: PaymentReference) -> Attempt | None:
    """The one attempt that may still be paid."""
    for attempt in of:
        if attempt.reference == reference and attempt.status in LIVE:
            return attempt
    return None


def last(of: Iterable[Attempt], reference: PaymentReference) -> Attempt | None:
    own = [attempt for attempt in of if attempt.reference == reference]
    return max(own, key=lambda attempt: attempt.pk, default=None)


def refundable_transactions(channel_pk: int | None) -> QuerySet[Attempt]:
    """Payments by the Transactions API of which something is left to refund."""
    return Attempt.objects.filter(
        channel_pk=channel_pk,
        transaction_token__isnull=False,
        status=AttemptStatus.APPROVED,
        balance__gt=0,
    )


def of_payment_key(reference: PaymentReference, payment_key: str) -> Attempt | None:
    """The attempt whose approval a Payment or TransactionItem holds."""
    return all_attempts().filter(belonging_to(reference), payment_key=payment_key).last()


def is_refunding(reference: PaymentReference, payment_key: str) -> bool:
    """Whether an approval that the shop holds is being refunded in full, or has been."""
    return Attempt.objects.filter(
        belonging_to(reference),
        payment_key=payment_key,
        status__in=(AttemptStatus.REFUNDING, AttemptStatus.CLOSED),
    ).exists()


def approved(of: Iterable[Attempt], reference: PaymentReference) -> Attempt | None:
    """The attempt by which Toss holds, or held, the money of this payment."""
    for attempt in of:
        if attempt.reference == reference and attempt.status == AttemptStatus.APPROVED:
            return attempt
    return None


def charged(reference: PaymentReference) -> Attempt | None:
    """The same, looked up by itself."""
    rows = all_attempts().filter(belonging_to(reference), status=AttemptStatus.APPROVED)
    return rows.last()


def has_unknown(reference: PaymentReference) -> bool:
    """Whether money of this payment may have been taken, and nobody knows."""
    return Attempt.objects.filter(belonging_to(reference), status=AttemptStatus.UNKNOWN).exists()


def is_unchanged(attempt: Attempt) -> bool:
    """Whether no hook has moved it on since this object was read."""
    return Attempt.objects.filter(
        pk=attempt.pk,
        status=attempt.status,
        payment_pk=attempt.payment_pk,
        transaction_token=attempt.transaction_token,
        payment_key=attempt.payment_key,
        confirm_sent_at=attempt.confirm_sent_at,
        balance=attempt.balance,
    ).exists()


def payment_key_now(attempt: Attempt) -> str:
    """As it is kept in this moment: a hook may have written it since this object was read."""
    return Attempt.objects.values_list("payment_key", flat=True).get(pk=attempt.pk)


def is_still(attempt: Attempt, status: AttemptStatus) -> bool:
    return Attempt.objects.filter(pk=attempt.pk, status=status).exists()


def has_live_sibling(attempt: Attempt) -> bool:
    """Whether another attempt of the same Payment may still be paid."""
    own = Attempt.objects.filter(belonging_to(attempt.reference), status__in=LIVE)
    return own.exclude(pk=attempt.pk).exists()
