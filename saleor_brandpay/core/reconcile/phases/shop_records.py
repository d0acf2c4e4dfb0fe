"""The second look: what the shop has booked, and whether the run has seen it at Toss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ....models import Attempt, PaymentReference, Sighting, Stretch, belonging_to
from ...shop import Shop
from ...shop_records import Entry, Row
from .. import leases, recording
from ..recording import Page
from ..same_mid import askable, newest, same
from ..toss_reader import TossReader
from ..verify import Verifier


def next_page(stretch: Stretch, toss: TossReader, shop: Shop, limit: int) -> bool:
    """Count one page of rows and verify what is doubtful; False when there are no more."""
    rows = shop.rows(stretch.since, stretch.until, stretch.cursor, limit)
    if not rows:
        return False
    page, among = Page(), askable()
    asked = newest(among)
    mine = {merchant.pk for merchant in same(stretch.merchant, among)}
    attempts = _attempts(rows)
    # Rows that belong to no merchant known are looked at once.
    takes_unknown = stretch.merchant_id == asked[0].pk
    rows_of_ours = [
        row
        for row in rows
        if any(one.merchant_id in mine for one in attempts[row.reference])
        or (takes_unknown and not attempts[row.reference])
    ]
    verifier = Verifier(toss=toss, shop=shop)
    for reference in _doubtful(stretch, rows_of_ours, attempts):
        leases.renew(stretch)
        verdict = verifier.recorded(reference, asked)
        page.find(stretch, verdict.differences)
        for key in verdict.payment_keys:
            page.see(key)
    _count(page, rows_of_ours)
    page.count(reads=toss.take_reads())
    recording.write(stretch, page, rows[-1].cursor)
    return True


def _attempts(rows: Sequence[Row]) -> defaultdict[PaymentReference, list[Attempt]]:
    found: defaultdict[PaymentReference, list[Attempt]] = defaultdict(list)
    pks = {row.reference for row in rows}
    for attempt in Attempt.objects.filter(belonging_to(*pks)).only(
        "payment_pk", "transaction_token", "payment_key", "merchant_id"
    ):
        found[attempt.reference].append(attempt)
    return found


def _doubtful(
    stretch: Stretch, rows: Sequence[Row], attempts: dict[PaymentReference, list[Attempt]]
) -> Iterable[PaymentReference]:
    """Payments with a row that Toss has not shown, or that stands where none of ours led."""
    seen = _seen(stretch, rows, attempts)
    doubtful: dict[PaymentReference, None] = {}
    for row in rows:
        keys = {one.payment_key for one in attempts[row.reference]}
        if row.entry is Entry.CAPTURE:
            fine = row.token in keys and row.token in seen.payments
        elif row.entry is Entry.REQUEST:
            fine = False  # only a look at all that is booked can tell
        else:
            fine = row.token in seen.refunds or bool(keys & seen.whole)
        if not fine:
            doubtful[row.reference] = None
    return doubtful


class _Seen:
    def __init__(self) -> None:
        self.payments: set[str] = set()
        self.refunds: set[str] = set()
        self.whole: set[str] = set()
        """Payments that were compared with all their refunds."""


def _seen(
    stretch: Stretch, rows: Sequence[Row], attempts: dict[PaymentReference, list[Attempt]]
) -> _Seen:
    seen = _Seen()
    keys = {row.token for row in rows if row.entry is Entry.CAPTURE}
    keys |= {one.payment_key for row in rows for one in attempts[row.reference]}
    refunds = {row.token for row in rows if row.entry is Entry.REFUND and row.token}
    sightings = Sighting.objects.filter(reconciliation_id=stretch.reconciliation_id)
    for key, refund in sightings.filter(payment_key__in=keys).values_list(
        "payment_key", "transaction_key"
    ):
        seen.payments.add(key)
        if not refund:
            seen.whole.add(key)
    seen.refunds.update(
        sightings.filter(transaction_key__in=refunds).values_list("transaction_key", flat=True)
    )
    return seen


def _count(page: Page, rows: Iterable[Row]) -> None:
    for row in rows:
        if row.entry is Entry.CAPTURE:
            page.count(shop_captured=1, shop_captured_won=row.amount)
        elif row.entry is Entry.REFUND:
            page.count(shop_refunded=1, shop_refunded_won=row.amount)
