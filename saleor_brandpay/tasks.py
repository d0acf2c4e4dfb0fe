"""What runs in Celery: each webhook, and every minute whatever is due.

Where Saleor has no broker Celery runs a task at once, in the process that asks for it.
"""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task

from . import due
from .adapters import reconcile
from .adapters.saleor.writer import writes
from .core.merchants import key_views
from .core.retention import nightly

logger = logging.getLogger(__name__)

SWEEP_LIMIT = 200
"""Of each kind, what one sweep hands out; the next one takes up the rest."""


def dispatch(task: Any, *args: Any) -> None:
    """Hand a task to Celery; without its broker the sweep will find the row."""
    app = task.app
    try:
        if app.conf.task_always_eager:
            task.apply(args)
            return
        options = {"max_retries": 1, "interval_start": 0, "socket_connect_timeout": 2}
        with app.connection_for_write(connect_timeout=2, transport_options=options) as connection:
            task.apply_async(args, connection=connection, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001
        # Kombu's transports raise errors of their own.
        logger.warning("%s was not handed to Celery: %s", task.name, error)


@shared_task(name="saleor_brandpay.process_event", ignore_result=True)
@writes
def process_event(fingerprint: str) -> None:
    due.EVENTS.work(fingerprint)


@shared_task(name="saleor_brandpay.follow_attempt", ignore_result=True)
@writes
def follow_attempt(pk: int) -> None:
    due.ATTEMPTS.work(pk)


@shared_task(name="saleor_brandpay.reconcile_stretch", ignore_result=True)
@writes
def reconcile_stretch(pk: int) -> None:
    due.STRETCHES.work(pk)


@shared_task(name="saleor_brandpay.withdraw_customer", ignore_result=True)
@writes
def withdraw_customer(pk: int) -> None:
    due.WITHDRAWALS.work(pk)


_TASKS = {
    due.EVENTS: process_event,
    due.ATTEMPTS: follow_attempt,
    due.STRETCHES: reconcile_stretch,
    due.WITHDRAWALS: withdraw_customer,
}


@shared_task(name="saleor_brandpay.sweep", ignore_result=True)
@writes
def sweep() -> None:
    """Hand out everything that is due. Two at once do no harm: the work is leased."""
    key_views.tell()
    for kind in due.KINDS:
        for name in kind.names(SWEEP_LIMIT):
            dispatch(_TASKS[kind], name)


@shared_task(name="saleor_brandpay.retain_nightly", ignore_result=True)
@writes
def retain_nightly() -> None:
    """Erase people from what has ended long ago; what one night leaves the next one takes up."""
    nightly.run(minutes=nightly.MINUTES)
    due.look_for_deleted_users(among_all=True)


@shared_task(name="saleor_brandpay.reconcile_daily", ignore_result=True)
@writes
def reconcile_daily() -> None:
    """Compare and heal the last days: a task for each day of each merchant."""
    for pk in reconcile.plan_daily():
        dispatch(reconcile_stretch, pk)
