"""Settlements of a Saleor shop, read by themselves every night."""

from __future__ import annotations

import logging

from .. import clock
from ..api.errors import BrandpayError
from ..core.reconcile.same_mid import askable
from ..core.reconcile.toss_reader import TossReader
from ..core.settlements import kept
from ..core.settlements.month import Month
from ..core.settlements.run import Run
from .shop import SaleorShop

logger = logging.getLogger(__name__)


def settle_nightly() -> None:
    """The present month and the one before, for staff to read; Toss has them for live keys only."""
    chosen = [one for one in askable() if not one.is_test]
    if not chosen:
        return
    present = Month.of(clock.now())
    for month in (present.before, present):
        run = Run(month=month, shop=SaleorShop(), toss=TossReader(clock.sleep))
        try:
            settled = run.settle(chosen)
        except BrandpayError as error:
            logger.warning("settlements of %s were not read: %s", month, error)
            continue
        for problem in settled.errors:
            logger.warning("settlements of %s: %s", month, problem)
        kept.keep(settled)
