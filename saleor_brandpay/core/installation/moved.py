"""A person's word: this is the shop, with another address, name or database."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import transaction

from ...clock import now
from ...models import Installation
from . import database, place
from .frozen import survey, why_frozen
from .place import host_of

logger = logging.getLogger(__name__)


class NotConfirmed(Exception):  # noqa: N818
    """Why nothing is changed, for the person at the terminal."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What a word would change of one installation."""

    installation: Installation
    address: str
    name: str
    database: str
    told: tuple[str, ...]
    """What differs, for people; empty: nothing."""


def _told(one: Installation, address: str, name: str, this: str) -> tuple[str, ...]:
    pairs = [("address", one.address, address), ("name", one.name, name)]
    if not database.are_same(one.database, this):
        pairs.append(("database", one.database, this))
    return tuple(f"{what}: {old or '-'} → {new or '-'}" for what, old, new in pairs if old != new)


_unasked: ContextVar[bool] = ContextVar("brandpay_unasked", default=False)


@contextmanager
def unasked() -> Iterator[None]:
    """What is done inside nobody has asked for: no buyer, no staff."""
    token = _unasked.set(True)
    try:
        yield
    finally:
        _unasked.reset(token)


def is_held() -> bool:
    """Whether nothing is sent to Toss here and now, until a person has said which shop this is."""
    return _unasked.get() and waits_for_a_word()


def waits_for_a_word() -> bool:
    """Whether the shop is where it was, and its database is another one: a dump restored
    elsewhere, or an honest migration. What workers do unasked waits then."""
    rows = survey()
    if not any(row.has_live_keys for row in rows):  # type: ignore[attr-defined]
        return False
    this = database.identity()
    return any(
        not database.are_same(row.database, this) for row in rows if why_frozen(row, rows) is None
    )


def change(old: str, *, also: bool = False) -> list[Change]:
    """What the word "the shop that was at `old` is here" means. Raises NotConfirmed.

    `also`: it goes on being served at the old address as well, while processes are exchanged.
    """
    return _changes(list(Installation.objects.order_by("number")), old, also=also)


def confirm(old: str, *, also: bool = False) -> list[Change]:
    """Write it down; of two at once the second has nothing to say. Raises NotConfirmed."""
    with transaction.atomic(durable=True):
        rows = list(Installation.objects.select_for_update().order_by("number"))
        changes = _changes(rows, old, also=also)
        for one in changes:
            row, at = one.installation, now()
            if row.name != one.name:
                row.named_at = at
            logger.warning("installation %s: %s", row.code, "; ".join(one.told))
            row.address, row.name, row.database = one.address, one.name, one.database
            row.served_at = at
            row.save()
        Installation.objects.update(other_address="", other_name="", other_at=None)
    return changes


def _changes(rows: list[Installation], old: str, *, also: bool) -> list[Change]:
    if not rows:
        raise NotConfirmed("no keys were ever saved here: there is nothing to move")
    try:
        host = host_of(old)
    except ValueError as error:
        raise NotConfirmed(str(error)) from error
    address, name = _here(rows)
    this = database.identity()
    of = [row for row in rows if host in row.addresses]
    if not of:
        raise NotConfirmed(
            f"no installation of this database was served at {host}: brandpay_doctor shows where"
        )
    made = [one for one in (_change(row, address, name, this, also=also) for row in of) if one.told]
    if not made:
        raise NotConfirmed(f"this is the shop at {host} already: it has not moved")
    return made


def _change(row: Installation, address: str, name: str | None, this: str, *, also: bool) -> Change:
    addresses = " ".join(sorted(row.addresses | {address} if also else {address}))
    name = row.name if name is None else name
    return Change(
        installation=row,
        address=addresses,
        name=name,
        database=this,
        told=_told(row, addresses, name, this),
    )


def _here(rows: list[Installation]) -> tuple[str, str | None]:
    """Address and name, by this process or by those that serve. Name None: as it was."""
    here = place.here()
    seen = max(
        (row for row in rows if row.other_at),
        key=lambda row: row.other_at or row.created_at,
        default=None,
    )
    served = seen.other_address if seen else ""
    if here.address and served and served != here.address:
        raise NotConfirmed(
            f"this process has the address {here.address}, and requests are answered at {served}: "
            "run it with the same PUBLIC_URL"
        )
    address = here.address or served
    if not address and any(row.served_at for row in rows):
        # Nobody was seen elsewhere: only the database can be another one.
        address = max(rows, key=lambda row: row.served_at or row.created_at).address
    if not address:
        raise NotConfirmed("the public address is not known here: set PUBLIC_URL as for the API")
    if here.name:
        return address, here.name
    return address, seen.other_name if seen else None
