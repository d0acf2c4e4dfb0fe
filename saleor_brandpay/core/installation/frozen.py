"""Whether this process may act for an installation, or its rows are frozen: reads only (M19).

An address that differs means a copy, or a shop that has moved, and only a person can tell which.
A process that answers requests knows its address and writes it down. One that does not goes by
what is written, and acts on nothing while that is contradicted or older than the database server.
A shop that has only ever had test keys is never frozen, and follows its address.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from django.db.models import DateTimeField, Exists, Func, Model, QuerySet

from ...clock import now
from ...models import Installation, Merchant
from . import place, sightings
from .place import Place

logger = logging.getLogger(__name__)

Row = TypeVar("Row", bound=Model)

QUIET = datetime.timedelta(minutes=10)
"""So long a process seen elsewhere stops those that do not serve; then it was a slip."""
NAMED_SINCE = datetime.timedelta(days=1)
"""So long after a shop was given a name its processes may lack it."""


CODE = "INSTALLATION_FROZEN"
"""Of everything that is not sent for it."""


class Why(Enum):
    ELSEWHERE = "elsewhere"
    """Served at another address: a copy, or a shop that has moved."""
    RENAMED = "renamed"
    """BRANDPAY_INSTALLATION is another one."""
    UNSEEN = "unseen"
    """No process has said where the shop is, since the database server was started."""
    CONTRADICTED = "contradicted"
    """Served here and elsewhere by one database, a moment ago."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Frozen:
    why: Why
    installation: Installation
    address: str
    """Where it is served now; empty when nobody has said it."""
    name: str = ""


def why_frozen(
    installation: Installation, among: Sequence[Installation] | None = None
) -> Frozen | None:
    """Why nothing may be sent for it by this process; None: it is the shop.

    No query where the address is known and agrees. `among`: `survey`, if it was asked before.
    """
    here = place.here()
    frozen = compared(installation, here) if here.address else None
    if frozen is None and here.serves and here.address:
        if not place.is_named():
            sightings.seen_here(installation, here)
        return None
    rows = survey() if among is None else among
    frozen = frozen or _as_written(installation, here, rows)
    if frozen is None:
        return None
    if not any(row.has_live_keys for row in rows):  # type: ignore[attr-defined]
        if here.serves:
            sightings.follow(installation, here)
        return None
    if here.serves and all(compared(row, here) for row in rows):
        sightings.seen_elsewhere(rows[-1], here)
    return frozen


def is_of_this_place(installation: Installation) -> bool:
    """The same as far as it can be told without a query: for pages, which may read a replica."""
    here = place.here()
    return here.address is None or compared(installation, here) is None


def survey() -> list[Installation]:
    """All installations of this database, and what is to be known around them, in one query."""
    live = Merchant.objects.exclude(client_key__startswith="test_")
    return list(
        Installation.objects.annotate(
            server_started_at=Func(
                function="pg_postmaster_start_time", output_field=DateTimeField()
            ),
            has_live_keys=Exists(live),
        ).order_by("number")
    )


def begins_anew(installation: Installation) -> bool:
    """Whether keys that are saved now are of a copy: it is served, and not where the shop was."""
    held = why_frozen(installation)
    return held is not None and held.why in COPIES and place.here().address is not None


COPIES = (Why.ELSEWHERE, Why.RENAMED)


def in_force() -> list[Installation]:
    """Those that this process may act for, oldest first."""
    rows = survey()
    return [row for row in rows if why_frozen(row, rows) is None]


def without_frozen(rows: QuerySet[Row], installation: str) -> QuerySet[Row]:
    """Those that this process may act for; `installation` is the path to whose they are."""
    return rows.filter(**{f"{installation}__in": [row.pk for row in in_force()]})


def compared(installation: Installation, here: Place) -> Frozen | None:
    """Against what this process knows itself; no query."""
    address = here.address or ""
    if installation.address and address not in installation.addresses:
        return Frozen(why=Why.ELSEWHERE, installation=installation, address=address, name=here.name)
    if _is_renamed(installation, here):
        return Frozen(why=Why.RENAMED, installation=installation, address=address, name=here.name)
    return None


def _is_renamed(installation: Installation, here: Place) -> bool:
    if here.name or not installation.name:
        return here.name != installation.name
    named_at = installation.named_at
    return here.serves and named_at is not None and now() - named_at > NAMED_SINCE


def _is_begun(seen: Installation, rows: Sequence[Installation]) -> bool:
    """Whether what was seen elsewhere has become an installation of its own."""
    return any(seen.other_address in row.addresses and seen.other_name == row.name for row in rows)


def _as_written(
    installation: Installation, here: Place, rows: Sequence[Installation]
) -> Frozen | None:
    """By what those that serve have written down: for a process that does not."""
    served = [row for row in rows if row.served_at]
    last = max(served, key=lambda row: row.served_at or row.created_at, default=None)
    others = [row for row in rows if row.other_at and not _is_begun(row, rows)]
    other = max(others, key=lambda row: row.other_at or row.created_at, default=None)
    if last is None or last.served_at is None:
        if here.address and installation.address:
            return None
        return Frozen(why=Why.UNSEEN, installation=installation, address="")
    if other and other.other_at and other.other_at > last.served_at - QUIET:
        return Frozen(
            why=Why.CONTRADICTED if other.other_at <= last.served_at + QUIET else Why.ELSEWHERE,
            installation=installation,
            address=other.other_address,
            name=other.other_name,
        )
    if not last.addresses & installation.addresses:
        return Frozen(why=Why.ELSEWHERE, installation=installation, address=last.address)
    if here.address is None and last.served_at < last.server_started_at:  # type: ignore[attr-defined]
        return Frozen(why=Why.UNSEEN, installation=installation, address=last.address)
    return None
