"""Bring everything that is encrypted under the first key, beside a running shop.

Rows are locked in short batches, never waited for while another is held, and read again under
the lock: what was written meanwhile stays. Stopping anywhere loses nothing; a second run finds
the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import OperationalError, connection, models, transaction

from . import crypto, key_steps
from .encrypted import STORES, Store

BATCH: Final = 200
"""Rows that are locked at once, for a few milliseconds."""
PATIENCE: Final = 5
"""Seconds to wait for one row that somebody else keeps locked."""
_LOCK_NOT_AVAILABLE: Final = "55P03"


@dataclass(kw_only=True, slots=True)
class Tally:
    """What was found of one kind; values, not rows."""

    current: int = 0
    """Under the first key already."""
    rotated: int = 0
    """Re-encrypted now; in a dry run, to be re-encrypted."""
    unreadable: list[int] = field(default_factory=list)
    """Primary keys of the rows whose value no key of this process can decrypt."""
    busy: list[int] = field(default_factory=list)
    """Primary keys of the rows that somebody else kept locked."""


Report = dict[str, Tally]
"""By kind, as people call it."""


def total() -> int:
    """Rows to look at."""
    return sum(store.rows().count() for store in STORES)


def rotate(*, dry_run: bool = False, told: Callable[[int], None] = lambda _: None) -> Report:
    """Re-encrypt what is not under the first key. `told` hears how many rows were looked at."""
    report = {kind: Tally() for store in STORES for kind in store.columns.values()}
    seen = 0
    for store in STORES:
        for page in _pages(store):
            old = [pk for pk, values in page if any(_is_old(value) for value in values)]
            settled = page if dry_run else [row for row in page if row[0] not in set(old)]
            for pk, values in settled:
                _tally(report, store, pk, values)
            if not dry_run:
                _rotate_page(report, store, old)
            seen += len(page)
            told(seen)
    if not dry_run:
        key_steps.remember()
    return report


def _pages(store: Store) -> Iterator[list[tuple[int, tuple[str, ...]]]]:
    last = 0
    while True:
        rows = store.rows().filter(pk__gt=last).values_list("pk", *store.columns)[:BATCH]
        page = [(pk, tuple(values)) for pk, *values in rows]
        if not page:
            return
        yield page
        last = page[-1][0]


def _is_old(value: str) -> bool:
    return bool(value) and not crypto.is_current(value) and crypto.is_readable(value)


def _rotate_page(report: Report, store: Store, pks: list[int]) -> None:
    if not pks:
        return
    with transaction.atomic():
        done = _rewrite(report, store, _locked(store, skip=True).filter(pk__in=pks))
    for pk in pks:
        if pk in done:
            continue
        # Alone in its transaction: who waits while holding nothing cannot be part of a deadlock.
        try:
            with transaction.atomic():
                _be_patient()
                _rewrite(report, store, _locked(store, skip=False).filter(pk=pk))
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
            for kind in store.columns.values():
                report[kind].busy.append(pk)


def _locked(store: Store, *, skip: bool) -> models.QuerySet[Any]:
    """Not FOR UPDATE: that would make checkouts wait, whose new rows refer to these."""
    return store.rows().select_for_update(no_key=True, skip_locked=skip, of=("self",))


def _be_patient() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}s'")


def _rewrite(report: Report, store: Store, rows: Iterable[Any]) -> set[int]:
    """Rewrite what needs it of rows that are locked; returns their primary keys."""
    rows = list(rows)
    for row in rows:
        _tally(report, store, row.pk, [getattr(row, name) for name in store.columns])
        for name in store.columns:
            value = getattr(row, name)
            if _is_old(value):
                setattr(row, name, crypto.reencrypt(value))
    store.model._default_manager.bulk_update(rows, list(store.columns))
    return {row.pk for row in rows}


def _tally(report: Report, store: Store, pk: int, values: Iterable[str]) -> None:
    for kind, value in zip(store.columns.values(), values, strict=True):
        if not value:
            continue
        if not crypto.is_readable(value):
            report[kind].unreadable.append(pk)
        elif crypto.is_current(value):
            report[kind].current += 1
        else:
            report[kind].rotated += 1
