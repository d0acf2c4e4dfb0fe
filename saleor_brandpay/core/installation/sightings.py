"""What processes that answer requests write down of their address, once a minute.

After the caller's transaction: no row of ours is held while somebody waits for Toss.
"""

from __future__ import annotations

import datetime
import logging
from functools import partial
from typing import Any

from django.db import transaction

from ...clock import now
from ...models import Installation
from . import database
from .place import Place

logger = logging.getLogger(__name__)

EVERY = datetime.timedelta(minutes=1)


def seen_here(installation: Installation, here: Place) -> None:
    """The shop is where it was."""
    at = installation.served_at
    if installation.address and at is not None and abs(now() - at) < EVERY:
        return
    if not installation.address:
        _write(installation, address=here.address)
    _write(installation, served_at=now())


def seen_elsewhere(last: Installation, here: Place) -> None:
    """A process of no installation of this database: the others are to know of it."""
    known = (last.other_address, last.other_name) == (here.address, here.name)
    if known and last.other_at is not None and now() - last.other_at < EVERY:
        return
    _write(last, other_address=here.address, other_name=here.name, other_at=now())
    if not known:
        logger.error(
            "installation %s was served at %s and is served at %s now: a copy of that shop, or the "
            "shop has moved; nothing is sent to Toss for it. brandpay_doctor says how to go on.",
            last.code,
            last.address,
            here.address,
        )


def follow(installation: Installation, here: Place) -> None:
    """With test keys only: the shop is where it is served now."""
    logger.warning(
        "installation %s is served at %s now (before: %s); it has test keys only and follows",
        installation.code,
        here.address,
        installation.address,
    )
    _write(
        installation,
        address=here.address,
        name=here.name,
        named_at=now() if here.name else None,
        database=database.identity(),
        served_at=now(),
    )


def _write(installation: Installation, **values: Any) -> None:
    rows = Installation.objects.filter(pk=installation.pk)
    transaction.on_commit(partial(rows.update, **values), robust=True)
