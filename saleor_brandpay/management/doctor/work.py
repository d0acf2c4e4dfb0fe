"""What is done behind the requests: whether anybody does it, and what is left over for people."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Q

from ... import backlog
from ...apps import SWEEP
from ...clock import now
from ...core.attempts import schedule
from ...core.installation import frozen
from ...core.reconcile import mailing, planning
from ...core.reconcile.report import report
from ...core.webhooks import inbox
from ...models import Attempt, Phase, Reconciliation
from ..dates import shown
from .finding import Finding, Level

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
    yield from _failed()
    yield from _reconciled()
    yield from _mailed()


def _sweeping() -> Finding:
    about, measured = "sweep", backlog.measure()
    ran = _last_beat()
    told = f"; Celery's beat last ran it {shown(ran)}" if ran else ""
    figures = {
        "late": measured.late,
        "webhook_lag_seconds": measured.event_lag,
        "payment_lag_seconds": measured.payment_lag,
        "beat_age_seconds": int((now() - ran).total_seconds()) if ran else None,
    }

    def finding(level: Level, code: str, text: str) -> Finding:
        return Finding(level, about, text, code=code, figures=figures)

    if measured.late:
        text = f"events and payments late by 10 minutes or more: {measured.late:,}; {_HOW}{told}"
        return finding(Level.ERROR, "work_late", text)
    if ran and ran < now() - backlog.LATE:
        text = f"Celery's beat stands still since {shown(ran)}: {_HOW}"
        return finding(Level.WARNING, "beat_stands_still", text)
    if ran:
        return finding(Level.OK, "work_in_time", f"nothing is late{told}")
    if SWEEP in (getattr(settings, "CELERY_BEAT_SCHEDULE", None) or {}):
        text = f"nothing is late; no beat has run here yet: {_HOW}"
        return finding(Level.NOTE, "beat_not_seen", text)
    text = "nothing is late; Celery's beat does not know it: use cron"
    return finding(Level.NOTE, "beat_without_sweep", text)


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
    parked, waiting = inbox.parked().count(), inbox.waiting().count()
    figures = {"parked": parked, "waiting": waiting}
    level, code = Level.OK, "events_in_time"
    text = f"{waiting:,} waiting, none parked"
    if parked:
        level, code = Level.WARNING, "events_parked"
        text = f"{parked:,} parked: brandpay_events list --status parked"
    yield Finding(level, "webhooks", text, code=code, figures=figures, cases=max(parked, 1))


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
        yield Finding(Level.OK, "payments", "none is stuck", code="payments_in_time")
        return
    named = [f"{row.order_id} ({row.get_status_display()})" for row in rows[:_NAMED]]
    more = f" and {count - _NAMED:,} more" if count > _NAMED else ""
    yield Finding(
        Level.ERROR,
        "payments",
        f"workers cannot end {', '.join(named)}{more}: run brandpay_reconcile; the log says why, "
        'in the lines with "a person has to look"',
        code="payments_stuck",
        figures={"stuck": count},
        cases=count,
    )


def _failed() -> Iterator[Finding]:
    """A run that could not compare everything has no end, and is not the last one that had one."""
    newest = Reconciliation.objects.order_by("-pk").first()
    if (
        newest is None
        or not newest.stretches.filter(phase__lt=Phase.DONE).exclude(error="").exists()
    ):
        return
    why = report.build(newest).errors
    yield Finding(
        Level.WARNING,
        "reconciling",
        f"the run begun at {shown(newest.started_at)} could not compare everything: "
        f"{'; '.join(why)}; run brandpay_reconcile again once that is mended",
        code="not_compared",
        figures={"merchants": len(why)},
    )


def _reconciled() -> Iterator[Finding]:
    about = "reconciling"
    runs = Reconciliation.objects.filter(finished_at__isnull=False)
    last = runs.order_by("-finished_at").first()
    if last is None or last.finished_at is None:
        yield _never(about)
        return
    when = shown(last.finished_at)
    made = report.build(last)
    left = made.all_kinds.left
    age = int((now() - last.finished_at).total_seconds())
    figures = {"left": left, "age_seconds": age}

    def finding(level: Level, code: str, text: str) -> Finding:
        return Finding(level, about, text, code=code, figures=figures, cases=max(left, 1))

    if left:
        text = f"differences left by the run of {when}: {left:,}; brandpay_reconcile shows them"
        yield finding(Level.WARNING, "differences_left", text)
    elif last.finished_at < now() - RECONCILED_WITHIN and _is_daily():
        text = f"has not run since {when}: {_DAILY}"
        yield finding(Level.WARNING, "reconciling_late", text)
    else:
        yield finding(Level.OK, "reconciled", f"agreed at {when}")


def _mailed() -> Iterator[Finding]:
    failed = mailing.failed()
    first = failed.first()
    if first is None:
        return
    count = failed.count()
    more = f" and of {count - 1} more nights" if count > 1 else ""
    yield Finding(
        Level.WARNING,
        "mail",
        f"not sent since {first.day.isoformat()}: the report of that night{more}; {first.error}. "
        f"It is tried again at {shown(first.due_at)}; look at EMAIL_URL and BRANDPAY_REPORT_TO",
        code="report_not_mailed",
        figures={"unsent": count, "tries": first.tries},
        cases=count,
    )


def _never(about: str) -> Finding:
    """No trouble before a night has passed since money has moved."""
    moved = Attempt.objects.filter(approved_at__lt=now() - RECONCILED_WITHIN).exists()
    if moved:
        text = f"has never run, though money has moved: {_DAILY}"
        return Finding(Level.WARNING, about, text, code="never_reconciled")
    return Finding(Level.NOTE, about, "has not run so far", code="not_reconciled_yet")


_DAILY = "start Celery's beat and a worker, or run brandpay_reconcile --heal from cron each night"


def _is_daily() -> bool:
    """Whether it ever ran by itself; who compares by hand need not be reminded."""
    return Reconciliation.objects.filter(asked__startswith=planning.DAILY).exists()
