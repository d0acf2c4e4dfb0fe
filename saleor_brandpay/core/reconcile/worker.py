"""A worker's way through a run: claim a stretch, go on with it page by page, let go of it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from ... import watch
from ...api.errors import BrandpayError, KeyRejected, NotSent
from ...clock import now
from ...models import Attempt, Phase, Reconciliation, Sighting, Stretch
from ..merchants.crypto import Unreadable
from . import foreign, leases
from .leases import LostLease
from .phases import attempts, heal, shop_records, toss_transactions
from .same_mid import askable, same
from .tools import Tools
from .toss_reader import TossReader

logger = logging.getLogger(__name__)

WAIT = 1.0
"""Seconds between two looks at what other workers are at."""


def run(reconciliation: Reconciliation, tools: Tools) -> None:
    """Work until every stretch is done, ours and those of other workers.

    A merchant whose keys do not work keeps its stretches unfinished, with the error on them; no
    connection to Toss at all raises NotSent. Both go on where they were when run again.
    """
    broken: set[int] = set()
    while True:
        stretch = leases.take(reconciliation.pk, besides=broken)
        if stretch is None:
            open_ones = reconciliation.stretches.filter(phase__lt=Phase.DONE)
            if not open_ones.exclude(pk__in=broken).exists():
                break
            tools.pause(WAIT)
        elif not _phase(stretch, tools):
            broken.add(stretch.pk)
    finish(reconciliation, tools)


def work(stretch_pk: int, tools: Tools) -> bool:
    """One task's share: all phases of one stretch; False when it is not ours or not to be had."""
    stretch = Stretch.objects.filter(pk=stretch_pk).select_related("reconciliation").first()
    while stretch and stretch.phase < Phase.DONE:
        run_pk = stretch.reconciliation_id
        stretch = leases.take(run_pk, only=stretch_pk)
        if stretch is None or not _phase(stretch, tools):
            return False
    if stretch is None:
        return False
    finish(stretch.reconciliation, tools)
    return True


def finish(reconciliation: Reconciliation, tools: Tools) -> None:
    """End the run once all its stretches are done; whoever comes last does it."""
    if reconciliation.stretches.filter(phase__lt=Phase.DONE).exists():
        return
    Sighting.objects.filter(reconciliation=reconciliation).delete()
    foreign.keep_examples(reconciliation)
    unfinished = Reconciliation.objects.filter(pk=reconciliation.pk, finished_at__isnull=True)
    ended = unfinished.update(finished_at=now())
    reconciliation.refresh_from_db(fields=["finished_at"])
    if ended:
        tools.ended(reconciliation)


def _phase(stretch: Stretch, tools: Tools) -> bool:
    """Do the present phase of a stretch; False when it cannot be done for now."""
    error = ""
    try:
        _go_on(stretch, tools)
    except LostLease:
        logger.warning("%s was taken over by another worker", stretch)
        return True
    except KeyRejected as rejected:
        if _is_idle(stretch):
            leases.skip(stretch, f"Toss refuses its key ({rejected.code}), and nothing is ours")
            return True
        error = str(rejected)
    except Unreadable:
        error = "its secret key is kept under an encryption key that this process does not have"
    except NotSent:
        raise
    except BrandpayError as failed:
        error = str(failed)
    finally:
        leases.give_up(stretch, error)
    if error:
        logger.error("%s cannot be reconciled: %s", stretch.merchant, error)
        about = f"merchant {stretch.merchant}"
        watch.tell(watch.PersonNeeded(code="not_compared", about=about, text=error))
    return not error


def _go_on(stretch: Stretch, tools: Tools) -> None:
    toss = TossReader(tools.pause)
    pages: dict[int, Callable[[], bool]] = {
        Phase.TOSS: lambda: toss_transactions.next_page(stretch, toss, tools),
        Phase.SHOP: lambda: shop_records.next_page(stretch, toss, tools.shop, tools.page),
        Phase.ATTEMPTS: lambda: attempts.next_page(stretch, toss, tools),
        Phase.HEAL: lambda: heal.next_finding(stretch, toss, tools),
    }
    next_page = pages[stretch.phase]
    while next_page():
        tools.tell(stretch)
    leases.next_phase(stretch)
    tools.tell(stretch)


def _is_idle(stretch: Stretch) -> bool:
    """Whether this merchant took nothing of ours in the span: a contract that ended, say."""
    return not Attempt.objects.filter(
        merchant__in=same(stretch.merchant, askable()),
        opened_at__gte=stretch.reconciliation.since,
        opened_at__lt=stretch.reconciliation.until,
    ).exists()
