"""Writing down what a page brought, together with how far the stretch is: all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction

from ...clock import now
from ...models import Attempt, Finding, Kind, Sighting, Stretch
from ..confirm.outcome import UNDER_WAY
from . import leases
from .compare import Difference

EXAMPLES = 10
"""Foreign payments of a stretch that are named; the others are only counted."""


@dataclass
class Page:
    """What one page of a stretch brings."""

    sightings: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    """What was seen of a payment, and what that counts if no page of the run has shown it yet."""
    differences: list[Difference] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    def count(self, **counts: int) -> None:
        self.counted.update(counts)

    def see(self, payment_key: str, transaction_key: str = "", **counts: int) -> None:
        self.sightings.setdefault((payment_key[:200], transaction_key[:64]), counts)

    def find(self, stretch: Stretch, differences: Iterable[Difference]) -> None:
        """Keep differences; one that the shop may be booking just now only counts as that."""
        for difference in differences:
            if is_young(difference) and not stretch.reconciliation.heal:
                name = difference.payment_key or difference.order_id
                self.see(name, f"under way: {difference.kind}", under_way=1)
            else:
                self.differences.append(difference)


def is_young(difference: Difference) -> bool:
    """Whether the shop may still be writing down what Toss has just done."""
    at = difference.at
    return difference.kind in _YOUNG and at is not None and now() - at < UNDER_WAY


_YOUNG = (Kind.PAID_WITHOUT_ORDER, Kind.REFUND_ONLY_THERE)


def write(stretch: Stretch, page: Page, cursor: str | None = None) -> None:
    """Raises LostLease: then nothing was written."""
    rows = _findings(stretch, page.differences)
    # In one order: two workers may have seen the same payments, and must not deadlock.
    rows.sort(key=lambda one: (one.kind, one.order_id, one.payment_key))
    with transaction.atomic():
        counted = page.counted.copy()
        for name in _first_seen(stretch, sorted(page.sightings)):
            counted.update(page.sightings[name])
        leases.advance(stretch, cursor=cursor, **counted)
        if rows:
            Finding.objects.bulk_create(rows, ignore_conflicts=True)


def _first_seen(stretch: Stretch, names: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Write sightings down; those that no other page, whoever compares it, has written."""
    if not names:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Sighting._meta.db_table}"  # noqa: S608
            " (reconciliation_id, payment_key, transaction_key)"
            " SELECT %s, seen.* FROM unnest(%s::varchar[], %s::varchar[]) AS seen"
            " ON CONFLICT DO NOTHING RETURNING payment_key, transaction_key",
            [stretch.reconciliation_id, *map(list, zip(*names, strict=True))],
        )
        return list(cursor.fetchall())


def _findings(stretch: Stretch, differences: list[Difference]) -> list[Finding]:
    if not differences:
        return []
    attempts = dict(
        Attempt.objects.filter(
            order_id__in={difference.order_id for difference in differences}
        ).values_list("order_id", "pk")
    )
    return [
        Finding(
            reconciliation_id=stretch.reconciliation_id,
            stretch=stretch,
            kind=one.kind,
            reason=one.reason,
            order_id=one.order_id[:64],
            payment_key=one.payment_key[:200],
            attempt_pk=attempts.get(one.order_id),
            **(one.reference.columns if one.reference else {}),
            order=one.order[:64],
            toss_won=one.toss_won,
            shop_won=one.shop_won,
            at=one.at,
            young=is_young(one),
        )
        for one in differences
    ]
