"""What a hook writes down of where it is called, once a minute.

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

_noted: dict[tuple[str, str], datetime.datetime] = {}
"""What this process has written, or is about to: one hook asks several times."""


def _is_noted(installation: Installation, here: Place, at: datetime.datetime | None) -> bool:
    key, this = (installation.code, f"{here.address} {here.name}"), now()
    known = [moment for moment in (at, _noted.get(key)) if moment is not None]
    if any(abs(this - moment) < EVERY for moment in known):
        return True
    _noted[key] = this
    return False


def seen_here(installation: Installation, here: Place) -> None:
    """The shop is where it was."""
    if installation.address and _is_noted(installation, here, installation.served_at):
        return
    if not installation.address:
        _write(installation, address=here.address)
    _write(installation, served_at=now())


def seen_elsewhere(last: Installation, here: Place) -> None:
    """A process of no installation of this database: the others are to know of it."""
    known = (last.other_address, last.other_name) == (here.address, here.name)
    if _is_noted(last, here, last.other_at if known else None):
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
