"""What runs in Celery: each webhook, and every minute whatever is due.

Where Saleor has no broker Celery runs a task at once, in the process that asks for it.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from enum import Enum
from typing import Any, ParamSpec

from celery import shared_task
from django.core.cache import cache

from . import app_problems, backlog, due, sweeping
from .adapters import reconcile, settlements
from .adapters.saleor.writer import writes
from .api import asking
from .conf import conf
from .core.merchants import key_views
from .core.reconcile import planning
from .core.retention import nightly
from .models import Stretch

logger = logging.getLogger(__name__)

P = ParamSpec("P")

SWEEP_LIMIT = 200
"""Of each kind, what one sweep hands out to Saleor's own queue, where other tasks wait behind it;
the next one takes up the rest."""
OWN_QUEUE_LIMIT = 1200
"""The same where ours have a queue of their own: 20 a second."""
EXPIRES = 600
"""Seconds: what no worker has begun by then is handed out anew. Longer than a busy queue keeps
tasks waiting, or one that is always too late would never run."""
OF_A_ROW = (150, 170)
"""Seconds after which a task is told to end, and is killed: less than the lease of its row."""
OF_A_DAY = (2 * 3600, 2 * 3600 + 60)
"""The same of a day to be compared, whose lease is renewed at every page."""
OF_A_NIGHT = ((nightly.MINUTES + 10) * 60, (nightly.MINUTES + 11) * 60)


def _task(
    name: str, *, expires: float = EXPIRES, seconds: tuple[int, int] = OF_A_ROW
) -> Callable[[Callable[P, None]], Any]:
    """A worker's task."""

    def decorate(function: Callable[P, None]) -> Any:
        @functools.wraps(function)
        def inner(*args: P.args, **kwargs: P.kwargs) -> None:
            sweeping.safely(lambda: cache.delete(_mark(f"saleor_brandpay.{name}", args)))
            with asking.worker():
                function(*args, **kwargs)

        return shared_task(
            name=f"saleor_brandpay.{name}",
            ignore_result=True,
            expires=expires,
            soft_time_limit=seconds[0],
            time_limit=seconds[1],
        )(writes(inner))

    return decorate


class Handed(Enum):
    NOW = "now"
    BEFORE = "before"
    """And no worker has begun it so far, as far as the cache knows: not a second time."""
    NOT = "not"
    """The broker is down: the sweep will find the row."""


def dispatch(task: Any, *args: Any, broker: Any = None) -> Handed:
    """Hand a task to Celery. `broker`: a connection to it, for whoever hands out many."""
    app, mark = task.app, _mark(task.name, args)
    queue = {"queue": conf.celery_queue} if conf.celery_queue else {}
    if not sweeping.safely(lambda: cache.add(mark, 1, task.expires), failed=True):
        return Handed.BEFORE
    try:
        if app.conf.task_always_eager:
            task.apply(args)
            return Handed.NOW
        with nullcontext(broker) if broker else _broker(app) as connection:
            task.apply_async(args, connection=connection, retry=False, **queue)
    except Exception as error:  # noqa: BLE001
        # Kombu's transports raise errors of their own.
        logger.warning("%s was not handed to Celery: %s", task.name, error)
        sweeping.safely(lambda: cache.delete(mark))
        return Handed.NOT
    return Handed.NOW


def _broker(app: Any) -> Any:
    """A connection that is made when something is sent, and not waited for long."""
    options = {"max_retries": 1, "interval_start": 0, "socket_connect_timeout": 2}
    return app.connection_for_write(connect_timeout=2, transport_options=options)


def _mark(task_name: str, args: tuple[object, ...]) -> str:
    return ":".join(map(str, (task_name, "handed-out", *args)))


@_task("process_event")
def process_event(fingerprint: str) -> None:
    due.EVENTS.work(fingerprint)


@_task("follow_attempt")
def follow_attempt(pk: int) -> None:
    due.ATTEMPTS.work(pk)


@_task("reconcile_stretch", expires=planning.SLOW.total_seconds(), seconds=OF_A_DAY)
def reconcile_stretch(pk: int) -> None:
    due.reconcile_stretch(pk, hand_out=_hand_out)


def _hand_out(parts: Sequence[Stretch]) -> None:
    """Of a large day, to whichever workers are free; without a broker the sweep finds the rest."""
    for part in parts:
        if dispatch(reconcile_stretch, part.pk) is Handed.NOT:
            return


@_task("withdraw_customer")
def withdraw_customer(pk: int) -> None:
    due.WITHDRAWALS.work(pk)


@_task("mail_report")
def mail_report(pk: int) -> None:
    due.MAILS.work(pk)


_TASKS = {
    due.EVENTS: process_event,
    due.ATTEMPTS: follow_attempt,
    due.WINDOWS: follow_attempt,
    due.STRETCHES: reconcile_stretch,
    due.MAILS: mail_report,
    due.WITHDRAWALS: withdraw_customer,
}


@_task("sweep")
def sweep() -> None:
    """Hand out everything that is due. A second one beside it ends at once."""
    key_views.tell()
    limit = OWN_QUEUE_LIMIT if conf.celery_queue else SWEEP_LIMIT
    with sweeping.alone() as go_on, _broker(sweep.app) as broker:
        if go_on is None:
            return
        backlog.tell()
        _hand_out_due(limit, go_on, broker)
    app_problems.tell()


def _hand_out_due(limit: int, go_on: Callable[[], None], broker: Any) -> None:
    for kind in due.KINDS:
        # What was handed out before comes first again, and may have been lost by the broker.
        left = limit
        for name in kind.names(2 * limit):
            go_on()
            handed = dispatch(_TASKS[kind], name, broker=broker)
            if handed is Handed.NOT:
                return
            left -= handed is Handed.NOW
            if not left:
                break


@_task("retain_nightly", expires=3600, seconds=OF_A_NIGHT)
def retain_nightly() -> None:
    """Erase people from what has ended long ago; what one night leaves the next one takes up."""
    nightly.run(minutes=nightly.MINUTES)
    due.look_for_deleted_users(among_all=True)


@_task("reconcile_daily", expires=3600)
def reconcile_daily() -> None:
    """Compare and heal the last days: a task for each day of each merchant, more for large ones."""
    for pk in reconcile.plan_daily():
        dispatch(reconcile_stretch, pk)


@_task("settle_nightly", expires=3600, seconds=OF_A_DAY)
def settle_nightly() -> None:
    """Read what Toss pays out, for staff: their page in the dashboard asks nothing of Toss."""
    settlements.settle_nightly()
