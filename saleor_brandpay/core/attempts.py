"""The states of an attempt and every way from one to another."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from ..api.codes import bank, card_company
from ..api.payment import Payment
from ..clock import now
from ..models import Attempt, AttemptStatus, Debtor, SourceType, owed_by
from . import order_ids
from .source import Source

_OWN_FIELDS = [
    field.name
    for field in Attempt._meta.concrete_fields
    if not field.primary_key and field.name not in ("claimed_until", "refund_awaited_at")
]
"""A hook knows nothing of workers' leases, and its object may be older than they are."""
FIRST_LOOK = {
    AttemptStatus.OPEN: datetime.timedelta(minutes=5),
    AttemptStatus.SUPERSEDED: datetime.timedelta(minutes=5),
    AttemptStatus.UNKNOWN: datetime.timedelta(minutes=1),
    AttemptStatus.APPROVED: datetime.timedelta(minutes=2),
    AttemptStatus.REFUNDING: datetime.timedelta(minutes=1),
}
"""How long after its last change a worker looks at an attempt; each look doubles the wait."""
LONGEST_WAIT = datetime.timedelta(hours=6)
LIVE = (AttemptStatus.OPEN, AttemptStatus.UNKNOWN)
MAX_UNCLOSED = 10
"""Open, unknown and superseded attempts of one source; each costs a read before a confirm."""


def all_attempts() -> QuerySet[Attempt]:
    return Attempt.objects.select_related("merchant__current_secret", "customer").order_by("pk")


def of_source(source: Source) -> list[Attempt]:
    """All attempts of a source, the closed ones too, oldest first."""
    rows = Q(source_type=source.type, source_id=source.id)
    if source.type == SourceType.ORDER and source.checkout:
        rows |= Q(source_type=SourceType.CHECKOUT, source_id=source.checkout)
    return list(all_attempts().filter(rows))


def unclosed(of: Iterable[Attempt]) -> list[Attempt]:
    return [attempt for attempt in of if attempt.status != AttemptStatus.CLOSED]


def live(of: Iterable[Attempt], debtor: Debtor) -> Attempt | None:
    """The one attempt that may still be paid."""
    for attempt in of:
        if attempt.debtor == debtor and attempt.status in LIVE:
            return attempt
    return None


def last(of: Iterable[Attempt], debtor: Debtor) -> Attempt | None:
    own = [attempt for attempt in of if attempt.debtor == debtor]
    return max(own, key=lambda attempt: attempt.number, default=None)


def next_number(of: Iterable[Attempt], debtor: Debtor) -> int:
    """The number of the next attempt; one that another Payment adopted counts too."""
    taken = [-1]
    for attempt in of:
        named = order_ids.read(attempt.order_id)
        if attempt.debtor == debtor:
            taken.append(attempt.number)
        if named and named.debtor == debtor:
            taken.append(named.number)
    return max(taken) + 1


def of_payment_key(debtor: Debtor, payment_key: str) -> Attempt | None:
    """The attempt whose approval a Payment or TransactionItem holds."""
    return all_attempts().filter(owed_by([debtor]), payment_key=payment_key).last()


def goes_back(debtor: Debtor, payment_key: str) -> bool:
    """Whether an approval that the shop holds is being refunded in full, or has been."""
    return Attempt.objects.filter(
        owed_by([debtor]),
        payment_key=payment_key,
        status__in=(AttemptStatus.REFUNDING, AttemptStatus.CLOSED),
    ).exists()


def confirm_may_be_sent(attempt: Attempt, payment_key: str) -> None:
    """Written before the call: an answer that is lost must find the payment key here."""
    attempt.payment_key = payment_key
    attempt.confirm_sent_at = now()
    attempt.checked_at = now()


def claim(attempt: Attempt, payment_key: str) -> bool:
    """Mark that this attempt's confirm, or its charge, is about to be sent (M2).

    The object keeps what it was: whoever sends it has to know whether it is the first time.
    False when somebody else has moved the attempt on.
    """
    unchanged = Attempt.objects.filter(
        pk=attempt.pk,
        status=attempt.status,
        confirm_sent_at=attempt.confirm_sent_at,
        confirm_step=attempt.confirm_step,
        payment_key=attempt.payment_key,
    )
    return bool(
        unchanged.update(
            status=AttemptStatus.UNKNOWN,
            payment_key=payment_key,
            wish=attempt.wish,
            confirm_sent_at=now(),
            checked_at=now(),
            due_at=first_look(AttemptStatus.UNKNOWN),
            looks=0,
        )
    )


def approved(of: Iterable[Attempt], debtor: Debtor) -> Attempt | None:
    """The attempt by which Toss holds, or held, the money of this debtor."""
    for attempt in of:
        if attempt.debtor == debtor and attempt.status == AttemptStatus.APPROVED:
            return attempt
    return None


def charged(debtor: Debtor) -> Attempt | None:
    """The same, looked up by itself."""
    rows = all_attempts().filter(owed_by([debtor]), status=AttemptStatus.APPROVED)
    return rows.last()


def to_unknown(attempt: Attempt) -> None:
    attempt.status = AttemptStatus.UNKNOWN
    _save(attempt)


def to_refused(attempt: Attempt, step: int, code: str, message: str) -> None:
    """Toss refused and nothing moved: the next try takes the next step (M3)."""
    attempt.status = AttemptStatus.OPEN
    attempt.confirm_step = step
    attempt.failure_code, attempt.failure_message = code[:64], message[:510]
    _save(attempt)


def to_approved(attempt: Attempt, payment: Payment) -> None:
    attempt.status = AttemptStatus.APPROVED
    _approved(attempt, payment)


def to_refunding(attempt: Attempt, payment: Payment, code: str) -> None:
    attempt.status = AttemptStatus.REFUNDING
    attempt.failure_code = code
    _approved(attempt, payment)


def to_superseded(attempt: Attempt) -> None:
    attempt.status = AttemptStatus.SUPERSEDED
    _save(attempt)


def to_closed(attempt: Attempt, code: str, message: str = "") -> None:
    attempt.status = AttemptStatus.CLOSED
    attempt.balance = 0
    attempt.failure_code, attempt.failure_message = code[:64], message[:510]
    _save(attempt)


def note_failure(attempt: Attempt, code: str) -> None:
    """What the window reported: a reason to show, never a state (M5)."""
    attempt.failure_code, attempt.failure_message = code[:64], ""
    attempt.save(update_fields=["failure_code", "failure_message"])


def _approved(attempt: Attempt, payment: Payment) -> None:
    attempt.payment_key = payment.payment_key
    attempt.approved_at = payment.approved_at or now()
    attempt.balance = payment.balance_amount
    attempt.method = describe_method(payment)
    _save(attempt)


def _save(attempt: Attempt) -> None:
    attempt.checked_at = now()
    attempt.looks = 0
    attempt.due_at = first_look(attempt.status)
    attempt.save(update_fields=_OWN_FIELDS)


def first_look(status: str) -> datetime.datetime | None:
    """When a worker is to look at an attempt that has just come to this status."""
    wait = FIRST_LOOK.get(AttemptStatus(status))
    return None if wait is None else now() + wait


def look_soon(attempt: Attempt) -> None:
    """A worker has something to finish here."""
    attempt.due_at, attempt.looks = now() + datetime.timedelta(minutes=1), 0
    attempt.save(update_fields=["due_at", "looks"])


def look_again(attempt: Attempt) -> None:
    """Nothing has ended: wait twice as long as the last time."""
    wait = FIRST_LOOK.get(AttemptStatus(attempt.status), LONGEST_WAIT) * 2 ** min(attempt.looks, 12)
    Attempt.objects.filter(pk=attempt.pk).update(
        due_at=now() + min(wait, LONGEST_WAIT), looks=attempt.looks + 1
    )


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


def learn_payment_key(attempt: Attempt, payment_key: str) -> None:
    """Toss has shown which payment was approved under this order id."""
    attempt.payment_key = payment_key
    attempt.save(update_fields=["payment_key"])


def is_still(attempt: Attempt, status: AttemptStatus) -> bool:
    return Attempt.objects.filter(pk=attempt.pk, status=status).exists()


def has_live_sibling(attempt: Attempt) -> bool:
    """Whether another attempt of the same Payment may still be paid."""
    own = Attempt.objects.filter(owed_by([attempt.debtor]), status__in=LIVE)
    return own.exclude(pk=attempt.pk).exists()


def set_balance(attempt: Attempt, balance: int) -> None:
    attempt.balance = balance
    attempt.save(update_fields=["balance"])


def give_back_later(debtor: Debtor, payment_key: str, code: str) -> bool:
    """A worker is to refund an approval that the shop has booked; whether there is one."""
    changed = Attempt.objects.filter(
        owed_by([debtor]), payment_key=payment_key, status=AttemptStatus.APPROVED
    ).update(
        status=AttemptStatus.REFUNDING,
        failure_code=code,
        due_at=now() + FIRST_LOOK[AttemptStatus.REFUNDING],
        looks=0,
    )
    return changed > 0


def refund_awaited(debtor: Debtor, payment_key: str) -> None:
    """Saleor keeps a refund as ongoing: a worker is to end it (M10)."""
    Attempt.objects.filter(owed_by([debtor]), payment_key=payment_key).update(
        refund_awaited_at=now(), due_at=now() + datetime.timedelta(minutes=1), looks=0
    )


def refund_no_longer_awaited(attempt: Attempt) -> None:
    attempt.refund_awaited_at = None
    attempt.save(update_fields=["refund_awaited_at"])


def nothing_left(attempt: Attempt) -> None:
    """The books agree: no worker has to look, until something happens."""
    Attempt.objects.filter(pk=attempt.pk, status=attempt.status, due_at=attempt.due_at).update(
        due_at=None, looks=0
    )


def due() -> QuerySet[Attempt]:
    """Those that a worker is to look at; windows that nobody may ever pay come last."""
    idle = Q(status__in=(AttemptStatus.OPEN, AttemptStatus.SUPERSEDED))
    rows = Attempt.objects.filter(due_at__lte=now())
    return rows.annotate(idle=Case(When(idle, then=1), default=0)).order_by("idle", "due_at")


def describe_method(payment: Payment) -> dict[str, Any]:
    """How it was paid, in the form in which it is kept; no number beyond the masked one."""
    described: dict[str, str] = {
        "method": payment.method or "",
        "receiptUrl": payment.receipt_url or "",
    }
    if payment.card:
        company = card_company(payment.card.issuer_code)
        described |= {
            "type": "card",
            "brand": company.en,
            "name": company.ko,
            "last4": last_digits(payment.card.number),
        }
    elif payment.transfer:
        organisation = bank(payment.transfer.bank_code)
        described |= {"type": "account", "brand": organisation.en, "name": organisation.ko}
    # PostgreSQL takes no NUL, and an answer of any kind must not undo a capture.
    return {name: value.replace("\0", "") for name, value in described.items()}


def last_digits(masked: str) -> str:
    """The last four characters of a masked number, as Toss shows them (`000*`)."""
    return masked.strip()[-4:]
