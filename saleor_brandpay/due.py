"""What is due, and the work on one of it: for Celery's tasks, and for cron where there is none."""

from __future__ import annotations

import datetime
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, ParamSpec

from django.db.models import QuerySet

from .adapters import reconcile
from .adapters.saleor import users
from .adapters.shop import SaleorShop
from .api import asking, transport
from .api.deadline import Deadline
from .api.errors import NotSent
from .clock import now
from .conf import conf
from .core.attempts import schedule
from .core.installation import frozen, moved
from .core.reconcile import mailing, planning, worker
from .core.retention import people
from .core.sync.result import SyncResult, settled, stuck, waiting
from .core.sync.sync_attempt import isolated, sync_attempt
from .core.wallet import deleted_users, withdraw
from .core.wallet.withdraw import WithdrawOutcome
from .core.webhooks import inbox
from .models import Attempt, AttemptStatus, Customer, Event

logger = logging.getLogger(__name__)

SKEW = datetime.timedelta(seconds=5)
"""Clocks of two hosts."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of work."""

    names: Callable[[int | None], list[Any]]
    """What is due now, each by the argument of `work`; at most so many."""
    work: Callable[[Any], SyncResult | None]
    """Do one, unless somebody else has done it or does; None: there is nothing to tell of."""
    label: Callable[[Any], str] = str
    """What people call it."""


P = ParamSpec("P")


def is_hanging() -> bool:
    """Whether this process's breaker is open: nothing is begun, and what is due stays due (M21)."""
    return transport.shared().gate.refuses


def _by_worker(work: Callable[P, SyncResult | None]) -> Callable[P, SyncResult | None]:
    """Nobody waits for it; no row burns its deadline at a Toss that hangs."""

    @wraps(work)
    def inner(*args: P.args, **kwargs: P.kwargs) -> SyncResult | None:
        if is_hanging():
            return None
        with asking.worker(), asking.piece_of_work(), moved.unasked():
            return work(*args, **kwargs)

    return inner


def _events(limit: int | None) -> list[str]:
    if not frozen.in_force():
        return []
    return list(inbox.due().values_list("fingerprint", flat=True)[:limit])


@_by_worker
def _process_event(fingerprint: str) -> SyncResult | None:
    """Read back what a webhook hints at."""
    rows = inbox.waiting().filter(fingerprint=fingerprint, due_at__lte=now() + SKEW)
    return inbox.process(rows, SaleorShop(), Deadline.after(conf.deadline))


def _event_label(fingerprint: str) -> str:
    pk = Event.objects.values_list("pk", flat=True).get(fingerprint=fingerprint)
    return f"event {pk}"


def _attempts(limit: int | None) -> list[int]:
    schedule.wake_returned()
    rows = due_attempts().exclude(status__in=schedule.IDLE)
    return list(rows.values_list("pk", flat=True)[:limit])


def _windows(limit: int | None) -> list[int]:
    rows = due_attempts().filter(status__in=schedule.IDLE)
    return list(rows.values_list("pk", flat=True)[:limit])


def due_attempts() -> QuerySet[Attempt]:
    """Those of a frozen installation are passed over; on another database automatic refunds
    wait as well, for a person's word (M19)."""
    rows = frozen.without_frozen(schedule.due(), "merchant__installation")
    if moved.waits_for_a_word():
        return rows.exclude(status=AttemptStatus.REFUNDING)
    return rows


@_by_worker
def _sync_attempt(pk: int) -> SyncResult | None:
    if not schedule.due().filter(pk=pk).exists():
        return None
    shop, deadline = SaleorShop(), Deadline.after(conf.deadline)
    result = isolated(pk, partial(sync_attempt, pk, shop, deadline, trusting=True))
    logger.info("attempt %s: %s (%s)", pk, result.end.value, result.text)
    return result


def _order_id(pk: int) -> str:
    return Attempt.objects.values_list("order_id", flat=True).get(pk=pk)


def reconcile_stretch(pk: int, **values: Any) -> SyncResult | None:
    """Go on with one day of one merchant, unless somebody else does; `values` are a worker's tools.

    It takes hours: each call asks for a permit of its own, and keeps it no longer.
    """
    if is_hanging():
        return None
    try:
        with asking.worker(), moved.unasked():
            worker.work(pk, reconcile.tools(**values))
    except NotSent:
        return waiting("Toss Payments cannot be reached")
    return None


def _withdrawals(limit: int | None) -> list[int]:
    try:
        look_for_deleted_users()
    except ValueError:
        # Nothing is closed while nobody can say how many are too many; the rest of a sweep goes on.
        logger.exception("deleted users were not looked for: see manage.py check")
        return []
    return list(_due_withdrawals().values_list("pk", flat=True)[:limit])


def _due_withdrawals() -> QuerySet[Customer]:
    """None of a frozen installation, and none on another database without a person's word (M19)."""
    if moved.waits_for_a_word():
        return Customer.objects.none()
    return frozen.without_frozen(deleted_users.due(), "merchant__installation")


def look_for_deleted_users(*, among_all: bool = False) -> None:
    """What Saleor has deleted is forgotten here, and is to be closed at Toss.

    A sweep looks among some of the users of a large shop, so that it takes no longer there.
    """
    deleted_users.back(users.present(deleted_users.marked()))
    slices = deleted_users.slices()
    # By chance: whoever looks every fifth minute must not miss the same ones each time.
    for among in slices if among_all else random.sample(slices, 1):
        deleted_users.gone(users.deleted(among))
    deleted_users.hold_many()
    people.erase_deleted()


@_by_worker
def _withdraw(pk: int) -> SyncResult | None:
    """Withdraw a customer at Toss whose user was deleted in Saleor."""
    row = Customer.objects.filter(pk=pk)
    customer = _due_withdrawals().filter(pk=pk).first()
    if customer is None or users.present(row) or not deleted_users.take(customer):
        return None
    outcome = withdraw.withdraw(customer, Deadline.after(conf.deadline))
    if outcome is WithdrawOutcome.DONE:
        deleted_users.ended(customer)
    elif outcome is WithdrawOutcome.ONLY_BY_CUSTOMER:
        deleted_users.methods_left(customer)
    return _WITHDRAWN[outcome]


_WITHDRAWN = {
    WithdrawOutcome.DONE: settled("withdrawn at Toss; the tokens are erased"),
    WithdrawOutcome.LATER: waiting("Toss could not be asked, or not now"),
    WithdrawOutcome.ONLY_BY_CUSTOMER: stuck(
        "the user was deleted, methods are left at Toss, and no token is: ask Toss to remove them"
    ),
}

EVENTS = Kind(names=_events, work=_process_event, label=_event_label)
ATTEMPTS = Kind(names=_attempts, work=_sync_attempt, label=_order_id)
WINDOWS = Kind(names=_windows, work=_sync_attempt, label=_order_id)
"""Attempts that hold no money as far as anybody knows, however many."""
STRETCHES = Kind(
    names=planning.left_over,
    work=reconcile_stretch,
    label="a day of reconciling, number {}".format,
)
WITHDRAWALS = Kind(names=_withdrawals, work=_withdraw, label="customer {}".format)
MAILS = Kind(
    names=mailing.names,
    work=lambda pk: mailing.send(pk, SaleorShop().orders),
    label="the mail of a report, number {}".format,
)
KINDS = (EVENTS, ATTEMPTS, WINDOWS, WITHDRAWALS, MAILS, STRETCHES)
"""In the order in which a sweep takes them: what may make an order comes first, a
whole day to be compared last."""
