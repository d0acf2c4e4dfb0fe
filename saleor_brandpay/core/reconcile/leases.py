"""Sharing a run: a stretch belongs to one worker for as long as that goes on with it (M13)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import F, Q

from ...clock import now
from ...models import Phase, Stretch
from .spans import Span

LEASE = datetime.timedelta(minutes=4)
"""Longer than the longest call (Toss's list may take a minute) and its repeats."""


class LostLease(Exception):  # noqa: N818
    """Somebody else has taken the stretch over; what we had not written is theirs to do."""


def take(
    reconciliation_pk: int, *, besides: Collection[int] = (), only: int | None = None
) -> Stretch | None:
    """The next stretch that nobody works on, now ours; the earlier phases come first."""
    at = now()
    with transaction.atomic(durable=True):
        free = (
            Stretch.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=at))
            .filter(reconciliation_id=reconciliation_pk, phase__lt=Phase.DONE)
            .exclude(pk__in=besides)
            .order_by("phase", "since", "pk")
        )
        stretch = (free if only is None else free.filter(pk=only)).first()
        if stretch is None:
            return None
        stretch.holder, stretch.claimed_until = uuid.uuid4().hex, at + LEASE
        stretch.save(update_fields=["holder", "claimed_until"])
    return (
        Stretch.objects.select_related(
            "reconciliation", "merchant__current_secret", "merchant__installation"
        )
        .filter(holder=stretch.holder)
        .get(pk=stretch.pk)
    )


def renew(stretch: Stretch) -> None:
    """Raises LostLease."""
    advance(stretch)


def advance(stretch: Stretch, *, cursor: str | None = None, **counted: int) -> None:
    """Write how far the stretch is, and keep it. Raises LostLease: then nothing was written."""
    values: dict[str, object] = {name: F(name) + count for name, count in counted.items() if count}
    if cursor is not None:
        values["cursor"] = cursor
    _update(stretch, claimed_until=now() + LEASE, **values)
    if cursor is not None:
        stretch.cursor = cursor
    for name, count in counted.items():
        setattr(stretch, name, getattr(stretch, name) + count)


def cut(stretch: Stretch, parts: Sequence[Span]) -> list[Stretch]:
    """Keep the first part of a stretch; the others, for whoever is free. Raises LostLease."""
    (_, until), *others = parts
    with transaction.atomic():
        _update(stretch, until=until, claimed_until=now() + LEASE)
        made = Stretch.objects.bulk_create(
            Stretch(
                reconciliation_id=stretch.reconciliation_id,
                merchant_id=stretch.merchant_id,
                since=since,
                until=end,
            )
            for since, end in others
        )
    stretch.until = until
    return made


def next_phase(stretch: Stretch) -> None:
    """The phase is over; whoever comes next does the next one. Raises LostLease."""
    heals = stretch.reconciliation.heal
    then = Phase.DONE if stretch.phase == Phase.ATTEMPTS and not heals else stretch.phase + 1
    _update(
        stretch,
        phase=then,
        cursor="",
        holder="",
        claimed_until=None,
        error="",
    )
    stretch.phase, stretch.cursor = then, ""


def give_up(stretch: Stretch, error: str = "") -> None:
    """Let somebody else, or a later run, go on where we stopped."""
    Stretch.objects.filter(pk=stretch.pk, holder=stretch.holder).update(
        holder="", claimed_until=None, error=error[:1000]
    )


def skip(stretch: Stretch, error: str) -> None:
    """There is nothing to be had from this stretch."""
    Stretch.objects.filter(pk=stretch.pk, holder=stretch.holder).update(
        phase=Phase.DONE, holder="", claimed_until=None, error=error[:1000]
    )
    stretch.phase = Phase.DONE


def _update(stretch: Stretch, **values: object) -> None:
    mine = Stretch.objects.filter(pk=stretch.pk, holder=stretch.holder, phase=stretch.phase)
    if not mine.update(**values):
        raise LostLease(str(stretch))
