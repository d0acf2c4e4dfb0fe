"""Every way of an attempt from one state to another."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from ... import watch
from ...api.payment import Payment
from ...api.secret import mask
from ...clock import now
from ...models import Attempt, AttemptStatus, PaymentReference, belonging_to
from . import schedule
from .method_details import describe

_OF_OTHERS = (
    *("claimed_until", "refund_awaited_at"),
    *("customer", "payment_fields", "erased_at"),
)
"""A hook knows nothing of workers' leases nor of what is erased (M23): its object may be older."""
_OWN_FIELDS = [
    field.name
    for field in Attempt._meta.concrete_fields
    if not field.primary_key and field.name not in _OF_OTHERS
]


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
            confirm_sent_at=now(),
            checked_at=now(),
            due_at=now() + schedule.FIRST_SYNC[AttemptStatus.UNKNOWN],
            looks=0,
        )
    )


def to_unknown(attempt: Attempt) -> None:
    if attempt.status != AttemptStatus.UNKNOWN:
        watch.tell(watch.UnknownOutcome(what="payment"))
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


def make_room(windows: Iterable[Attempt]) -> None:
    """Windows that nobody has begun to confirm are superseded; the caller holds their source."""
    rows = Attempt.objects.filter(
        pk__in=[attempt.pk for attempt in windows], status=AttemptStatus.OPEN
    )
    # A guest's stays due when it was: once, at the end of its window (M22).
    rows.filter(customer__is_guest=False).update(
        due_at=now() + schedule.FIRST_SYNC[AttemptStatus.SUPERSEDED]
    )
    rows.update(status=AttemptStatus.SUPERSEDED, checked_at=now(), looks=0)


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
    if attempt.approved_at is None:
        watch.tell(
            watch.MoneyMoved(
                what="taken",
                won=payment.total_amount,
                order_id=attempt.order_id,
                payment_key=mask(payment.payment_key),
                trace_id=watch.trace_id.get(),
            )
        )
    attempt.payment_key = payment.payment_key
    attempt.approved_at = payment.approved_at or now()
    attempt.balance = payment.balance_amount
    attempt.method = describe(payment, attempt.method)
    _save(attempt)


def _save(attempt: Attempt) -> None:
    attempt.checked_at = now()
    attempt.looks = 0
    attempt.due_at = schedule.first_sync(attempt)
    attempt.save(update_fields=_OWN_FIELDS)


def learn_payment_key(attempt: Attempt, payment_key: str) -> None:
    """Toss has shown which payment was approved under this order id."""
    attempt.payment_key = payment_key
    attempt.save(update_fields=["payment_key"])


def set_balance(attempt: Attempt, balance: int) -> None:
    attempt.balance = balance
    attempt.save(update_fields=["balance"])


def refund_later(reference: PaymentReference, payment_key: str, code: str) -> bool:
    """A worker is to refund an approval that the shop has booked; whether there is one."""
    changed = Attempt.objects.filter(
        belonging_to(reference), payment_key=payment_key, status=AttemptStatus.APPROVED
    ).update(
        status=AttemptStatus.REFUNDING,
        failure_code=code,
        due_at=now() + schedule.FIRST_SYNC[AttemptStatus.REFUNDING],
        looks=0,
    )
    return changed > 0


def refund_awaited(reference: PaymentReference, payment_key: str) -> None:
    """Saleor keeps a refund as ongoing: a worker is to end it (M10)."""
    Attempt.objects.filter(belonging_to(reference), payment_key=payment_key).update(
        refund_awaited_at=now(), due_at=now() + datetime.timedelta(minutes=1), looks=0
    )


def refund_no_longer_awaited(attempt: Attempt) -> None:
    attempt.refund_awaited_at = None
    attempt.save(update_fields=["refund_awaited_at"])
