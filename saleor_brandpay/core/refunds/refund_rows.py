"""The identity of a refund, the mark it leaves at Toss, and finding it again (M3, M10)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction

from ... import watch
from ...api.payment import Cancel
from ...api.secret import mask
from ...clock import now
from ...conf import conf
from ...models import Attempt, Refund, RefundStatus
from .identity import _MARK, Identity, is_grant

CLAIM_BY_AMOUNT = datetime.timedelta(minutes=10)


def of_attempt(attempt: Attempt) -> list[Refund]:
    return list(Refund.objects.filter(attempt=attempt).order_by("pk"))


def unknown(attempt: Attempt) -> Refund | None:
    """The oldest refund whose outcome nobody knows."""
    return (
        Refund.objects.filter(attempt=attempt, status=RefundStatus.UNKNOWN).order_by("pk").first()
    )


def same(rows: Iterable[Refund], identity: Identity) -> Refund | None:
    for row in rows:
        if (
            row.number == identity.number
            and row.operation == identity.operation
            and row.expected_balance == identity.expected_balance
            and row.amount == identity.amount
        ):
            return row
    return None


def of_cancel(rows: Iterable[Refund], cancel: Cancel) -> Refund | None:
    return next((row for row in rows if row.transaction_key == cancel.transaction_key), None)


def unclaimed(rows: Iterable[Refund], identity: Identity) -> Refund | None:
    """A refund that was booked without the shop's asking, because its asking was rolled back."""
    for row in rows:
        if row.claimed or row.status != RefundStatus.DONE or row.operation != identity.operation:
            continue
        recent = row.done_at is not None and now() - row.done_at <= CLAIM_BY_AMOUNT
        if identity.lines or identity.grant or recent:
            return row
    return None


def just_done(rows: Iterable[Refund], identity: Identity) -> Refund | None:
    """The same amount and lines, refunded moments ago and booked since (the guard).

    Saleor caps what it asks for lines: the same click then asks for all that is left.
    """
    asks_for_all = bool(identity.lines) and identity.amount == identity.expected_balance
    for row in rows:
        if (
            row.status == RefundStatus.DONE
            and row.number < identity.number
            and row.operation == identity.operation
            and (row.amount == identity.amount or (asks_for_all and row.amount > identity.amount))
            and row.done_at is not None
            and (now() - row.done_at).total_seconds() < conf.refund_guard
        ):
            return row
    return None


def done_within_guard(attempt: Attempt, amount: int) -> Refund | None:
    """A refund of this amount that was made moments ago, and not for a grant."""
    rows = Refund.objects.filter(
        attempt=attempt,
        status=RefundStatus.DONE,
        amount=amount,
        done_at__gt=now() - datetime.timedelta(seconds=conf.refund_guard),
    )
    return next((row for row in rows.order_by("pk") if not is_grant(row.operation)), None)


def keep_unknown(attempt: Attempt, identity: Identity, request_pk: int) -> None:
    """Before Toss is asked: whatever happens now, it is found. A grant that was refused may be
    asked for again as the very same refund; its step tells them apart."""
    row = same(of_attempt(attempt), identity) or identity.row(attempt)
    row.status, row.code, row.created_at = RefundStatus.UNKNOWN, "", now()
    row.requests = [*(row.requests or ()), request_pk]
    row.save()


def join(row: Refund, request_pk: int) -> None:
    """A second request for the same grant: it is answered like the first."""
    with transaction.atomic():
        kept = Refund.objects.select_for_update().get(pk=row.pk)
        kept.requests = [*(kept.requests or ()), request_pk]
        kept.save(update_fields=["requests"])


def store(row: Refund) -> None:
    """Save a row that a hook and a worker may be writing at the same time."""
    if not row._state.adding:
        _overwrite(row)
        return
    Refund.objects.bulk_create([row], ignore_conflicts=True)
    identity = {name: getattr(row, name) for name in _IDENTITY}
    known = Refund.objects.filter(attempt=row.attempt, **identity).first()
    if known is None:
        # The other one has kept the same cancel under its own name.
        known = Refund.objects.get(attempt=row.attempt, transaction_key=row.transaction_key)
        row.pk, row._state.adding = known.pk, False
        return
    row.pk, row._state.adding = known.pk, False
    _overwrite(row)


def _overwrite(row: Refund) -> None:
    """What is known to be done stays done, whatever an older look at Toss has shown."""
    if row.status == RefundStatus.DONE:
        # Without its requests: another click may have added itself meanwhile.
        row.save(update_fields=_OUTCOME)
        return
    Refund.objects.filter(pk=row.pk).exclude(status=RefundStatus.DONE).update(
        status=row.status, code=row.code, step=row.step
    )


_IDENTITY = ("number", "operation", "amount", "expected_balance")
_OUTCOME = (
    *("status", "code", "step", "amount", "expected_balance", "transaction_key", "claimed"),
    "done_at",
)


def remember(attempt: Attempt, cancels: Iterable[Cancel]) -> None:
    """Keep refunds of ours that are booked without their asking; the repeat will claim them.

    Their asking was rolled back by Saleor, or its outcome was not known at the time.
    """
    rows = of_attempt(attempt)
    for cancel in cancels:
        match = _MARK.search(cancel.reason)
        if match is None or of_cancel(rows, cancel):
            continue
        identity = Identity(
            number=int(match[1]),
            expected_balance=(cancel.refundable_amount or 0) + cancel.amount,
            amount=cancel.amount,
        )
        row = row_for(rows, identity.row(attempt, match[2]), cancel)
        row.claimed = False
        finish(row, cancel)
        rows.append(row)


def row_for(rows: Iterable[Refund], asked: Refund, cancel: Cancel) -> Refund:
    """The row in which a cancel is kept: its own, else one of this operation and amount."""
    same_click = [
        row
        for row in rows
        if (row.number, row.operation) == (asked.number, asked.operation)
        and row.status != RefundStatus.DONE
    ]
    exact = [row for row in same_click if row.amount == cancel.amount]
    return of_cancel(rows, cancel) or next(iter(exact or same_click), asked)


def finish(row: Refund, cancel: Cancel) -> None:
    """Write down the cancel that Toss has made for a row."""
    if row.status != RefundStatus.DONE:
        _tell(row, cancel)
    row.status, row.code = RefundStatus.DONE, ""
    row.amount = cancel.amount
    row.expected_balance = max(row.expected_balance, cancel.amount)
    row.transaction_key = cancel.transaction_key[:64]
    row.done_at = now()
    store(row)


def finish_unclaimed(row: Refund, cancel: Cancel) -> None:
    """The same by a worker, unless the click that asked for it has come to its end meanwhile."""
    changed = (
        Refund.objects.filter(pk=row.pk)
        .exclude(status=RefundStatus.DONE)
        .update(
            status=RefundStatus.DONE,
            code="",
            amount=cancel.amount,
            expected_balance=max(row.expected_balance, cancel.amount),
            transaction_key=cancel.transaction_key[:64],
            claimed=False,
            done_at=now(),
        )
    )
    if changed:
        _tell(row, cancel)
    row.refresh_from_db()


def _tell(row: Refund, cancel: Cancel) -> None:
    watch.tell(
        watch.MoneyMoved(
            what="given back",
            won=cancel.amount,
            order_id=row.attempt.order_id,
            payment_key=mask(row.attempt.payment_key),
            trace_id=watch.trace_id.get(),
        )
    )
