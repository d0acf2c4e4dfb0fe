"""What is done behind the requests: whether anybody does it, and what is left over for people."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Q

from ...apps import SWEEP
from ...clock import now
from ...core.attempts import schedule
from ...core.installation import frozen
from ...core.reconcile import planning
from ...core.reconcile.report import report
from ...core.webhooks import inbox
from ...due import due_attempts
from ...models import Attempt, Reconciliation
from ..dates import shown
from .finding import Finding, Level

LATE = datetime.timedelta(minutes=10)
"""A sweep comes every minute and hands out hundreds of rows."""
MANY_LOOKS = 6
"""Each look doubles the wait: after six of them an hour or more has passed in vain."""
LONG_AWAITED = datetime.timedelta(hours=1)
RECONCILED_WITHIN = datetime.timedelta(days=2)
_NAMED = 5
_HOW = (
    "start Celery's beat and a worker, or run brandpay_reconcile --open from cron; if both run, "
    "their queue is far behind: give the tasks one of their own (BRANDPAY_CELERY_QUEUE)"
)


def findings() -> Iterator[Finding]:
    yield _sweeping()
    yield from _parked()
    yield from _stuck()
    yield from _reconciled()


def _sweeping() -> Finding:
    about, since = "sweep", now() - LATE
    rows = due_attempts().filter(due_at__lt=since)
    # Windows have an index of their own.
    late = rows.filter(status__in=schedule.IDLE).count()
    late += rows.exclude(status__in=schedule.IDLE).count()
    if frozen.in_force():
        late += inbox.due().filter(due_at__lt=since).count()
    ran = _last_beat()
    told = f"; Celery's beat last ran it {shown(ran)}" if ran else ""
    if late:
        text = f"events and payments late by 10 minutes or more: {late:,}; {_HOW}{told}"
        return Finding(Level.ERROR, about, text)
    if ran and ran < since:
        return Finding(
            Level.WARNING, about, f"Celery's beat stands still since {shown(ran)}: {_HOW}"
        )
    if ran:
        return Finding(Level.OK, about, f"nothing is late{told}")
    if SWEEP in (getattr(settings, "CELERY_BEAT_SCHEDULE", None) or {}):
        return Finding(Level.NOTE, about, f"nothing is late; no beat has run here yet: {_HOW}")
    return Finding(Level.NOTE, about, "nothing is late; Celery's beat does not know it: use cron")


def _last_beat() -> datetime.datetime | None:
    """As Saleor's DatabaseScheduler writes it down, every few minutes."""
    if not apps.is_installed("django_celery_beat"):
        return None
    task: Any = apps.get_app_config("django_celery_beat").get_model("PeriodicTask")
    found: datetime.datetime | None = (
        task.objects.filter(name=SWEEP).values_list("last_run_at", flat=True).first()
    )
    return found


def _parked() -> Iterator[Finding]:
    parked = inbox.parked().count()
    if parked:
        text = f"{parked:,} parked: brandpay_events list --status parked"
        yield Finding(Level.WARNING, "webhooks", text)
    else:
        text = f"{inbox.waiting().count():,} waiting, none parked"
        yield Finding(Level.OK, "webhooks", text)


def _stuck() -> Iterator[Finding]:
    """What workers have looked at again and again; an idle window is nothing to worry about."""
    moving = ~Q(status__in=schedule.IDLE) & Q(looks__gte=MANY_LOOKS, due_at__isnull=False)
    rows = (
        frozen.without_frozen(Attempt.objects.all(), "merchant__installation")
        .filter(moving | Q(refund_awaited_at__lt=now() - LONG_AWAITED))
        .order_by("pk")
    )
    count = rows.count()
    if not count:
        yield Finding(Level.OK, "payments", "none is stuck")
        return
    named = [f"{row.order_id} ({row.get_status_display()})" for row in rows[:_NAMED]]
    more = f" and {count - _NAMED:,} more" if count > _NAMED else ""
    yield Finding(
        Level.ERROR,
        "payments",
        f"workers cannot end {', '.join(named)}{more}: run brandpay_reconcile; the log of "
        "saleor_brandpay.core.sync.sync_attempt tells why",
    )


def _reconciled() -> Iterator[Finding]:
    about = "reconciling"
    runs = Reconciliation.objects.filter(finished_at__isnull=False)
    last = runs.order_by("-finished_at").first()
    if last is None or last.finished_at is None:
        yield Finding(Level.NOTE, about, "has not run so far")
        return
    when = shown(last.finished_at)
    made = report.build(last)
    if not made.agrees:
        left = made.all_kinds.left
        text = f"differences left by the run of {when}: {left:,}; brandpay_reconcile shows them"
        yield Finding(Level.WARNING, about, text)
    elif last.finished_at < now() - RECONCILED_WITHIN and _is_daily():
        yield Finding(Level.WARNING, about, f"has not run since {when}: {_DAILY}")
    else:
        yield Finding(Level.OK, about, f"agreed at {when}")


_DAILY = "start Celery's beat and a worker, or run brandpay_reconcile --heal from cron each night"


def _is_daily() -> bool:
    """Whether it ever ran by itself; who compares by hand need not be reminded."""
    return Reconciliation.objects.filter(asked__startswith=planning.DAILY).exists()
