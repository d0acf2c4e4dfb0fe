"""Reconciling with Saleor's records, and every day by itself."""

from __future__ import annotations

import datetime
import logging
from typing import Any

from .. import watch
from ..api.deadline import Deadline
from ..clock import now
from ..conf import conf
from ..core.reconcile import mailing, planning
from ..core.reconcile.report import report
from ..core.reconcile.spans import midnight
from ..core.reconcile.tools import Tools
from ..core.sync.result import SyncResult
from ..core.sync.sync_attempt import sync_attempt
from ..models import Reconciliation
from .shop import SaleorShop

logger = logging.getLogger(__name__)

DAYS = 8
"""Each day is looked at this often: a refund may be booked late, a shop may have been down."""


def tools(**values: Any) -> Tools:
    """What a worker of reconciling works with at this shop."""
    return Tools(
        shop=SaleorShop(),
        sync=_sync,
        ended=say,
        **values,
    )


def _sync(pk: int, payment_key: str) -> SyncResult:
    deadline = Deadline.after(conf.deadline)
    return sync_attempt(pk, SaleorShop(), deadline, payment_key=payment_key)


def plan_daily() -> list[int]:
    """Stretches of the last days, to be healed; none where no merchant was ever configured."""
    since = midnight(now()) - datetime.timedelta(days=DAYS)
    try:
        run = planning.plan(since, now(), heal=True, asked=planning.DAILY)
    except planning.NoMerchant:
        return []
    mailing.plan(run)
    return list(run.stretches.order_by("-since", "pk").values_list("pk", flat=True))


def say(run: Reconciliation) -> None:
    """Tell how a run ended: an ERROR, and a sign, when a person has to look."""
    made = report.build(run)
    tally, span = made.all_kinds, f"{run.since.isoformat()} to {run.until.isoformat()}"
    said = f"{tally.found} differences, {tally.healed} healed, {tally.left} left"
    watch.tell(watch.Compared(left=tally.left))
    if made.agrees:
        logger.info("reconciled %s: %s", span, said)
        return
    logger.error("reconciled %s: %s; manage.py brandpay_reconcile shows them", span, said)
    watch.tell(watch.PersonNeeded(code="differences_left", about=span, text=said))
