"""What runs in Celery: each webhook, and every minute whatever is due.

Where Saleor has no broker Celery runs a task at once, in the process that asks for it.
"""

from __future__ import annotations

import datetime
import logging
from functools import partial
from typing import Any

from celery import shared_task

from .adapters import reconcile
from .adapters.saleor import writer
from .adapters.shop import SaleorShop
from .api.deadline import Deadline
from .clock import now
from .conf import conf
from .core.attempts import schedule
from .core.confirm import charge_log
from .core.reconcile import planning, worker
from .core.sync import recover_charge
from .core.sync.result import SyncResult
from .core.sync.sync_attempt import isolated, sync_attempt
from .core.wallet import withdraw
from .core.webhooks import inbox

logger = logging.getLogger(__name__)

SWEEP_LIMIT = 200
"""Events, and attempts, that one sweep hands out; the next one takes up the rest."""
SKEW = datetime.timedelta(seconds=5)
"""Clocks of two hosts."""


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
@writer.writes
def process_event(fingerprint: str) -> None:
    """Read back what a webhook hints at."""
    rows = inbox.waiting().filter(fingerprint=fingerprint, due_at__lte=now() + SKEW)
    inbox.process(rows, SaleorShop(), Deadline.after(conf.deadline))


@shared_task(name="saleor_brandpay.follow_attempt", ignore_result=True)
@writer.writes
def follow_attempt(pk: int) -> None:
    """Look after one attempt that is due."""
    if schedule.due().filter(pk=pk).exists():
        look_after(pk)


@shared_task(name="saleor_brandpay.sweep", ignore_result=True)
@writer.writes
def sweep() -> None:
    """Hand out everything that is due. Two at once do no harm: the work is leased."""
    for fingerprint in inbox.due().values_list("fingerprint", flat=True)[:SWEEP_LIMIT]:
        dispatch(process_event, fingerprint)
    for pk in charge_log.due().values_list("pk", flat=True)[:SWEEP_LIMIT]:
        dispatch(look_up_charge, pk)
    for pk in schedule.due().values_list("pk", flat=True)[:SWEEP_LIMIT]:
        dispatch(follow_attempt, pk)
    for pk in planning.left_over(SWEEP_LIMIT):
        dispatch(reconcile_stretch, pk)
    for leaver in withdraw.due_withdrawals():
        dispatch(withdraw_customer, leaver.pk)


@shared_task(name="saleor_brandpay.look_up_charge", ignore_result=True)
@writer.writes
def look_up_charge(pk: int) -> None:
    """See whether a charge was made whose record was rolled back."""
    for note in charge_log.due().filter(pk=pk):
        recover_charge.recover_charge(note, SaleorShop(), Deadline.after(conf.deadline))


@shared_task(name="saleor_brandpay.withdraw_customer", ignore_result=True)
@writer.writes
def withdraw_customer(pk: int) -> None:
    """Withdraw a customer at Toss whose user was deleted in Saleor."""
    for leaver in withdraw.deleted_users().filter(pk=pk):
        withdraw.withdraw(leaver, Deadline.after(conf.deadline))


@shared_task(name="saleor_brandpay.reconcile_daily", ignore_result=True)
@writer.writes
def reconcile_daily() -> None:
    """Compare and heal the last days: a task for each day of each merchant."""
    for pk in reconcile.plan_daily():
        dispatch(reconcile_stretch, pk)


@shared_task(name="saleor_brandpay.reconcile_stretch", ignore_result=True)
@writer.writes
def reconcile_stretch(pk: int) -> None:
    """Go on with one day of one merchant, unless somebody else does."""
    worker.work(pk, reconcile.tools())


def look_after(pk: int) -> SyncResult:
    shop, deadline = SaleorShop(), Deadline.after(conf.deadline)
    result = isolated(pk, partial(sync_attempt, pk, shop, deadline, trusting=True))
    logger.info("attempt %s: %s (%s)", pk, result.end.value, result.text)
    return result
