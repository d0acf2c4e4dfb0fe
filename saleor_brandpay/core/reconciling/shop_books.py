"""The second look: what the shop has booked and the run has not seen at Toss."""

from __future__ import annotations

from ...models import Stretch
from . import leases, recording
from .asking import Asking
from .ledger import Ledger, Question
from .mids import askable, newest, same
from .recording import Page
from .verifying import Verifier


def next_page(stretch: Stretch, asking: Asking, ledger: Ledger, limit: int) -> bool:
    """Verify one page of rows; False when there are no more."""
    question = _question(stretch)
    rows = ledger.unseen(question, stretch.cursor, limit)
    if not rows:
        return False
    page, asked = Page(), newest(askable())
    verifier = Verifier(asking=asking, ledger=ledger)
    for payment_pk in dict.fromkeys(row.payment_pk for row in rows):
        leases.renew(stretch)
        verdict = verifier.account(payment_pk, asked)
        page.find(stretch, verdict.differences)
        for key in verdict.payment_keys:
            page.see(stretch, key)
    page.count(reads=asking.take_reads())
    recording.write(stretch, page, rows[-1].cursor)
    return True


def sums(stretch: Stretch, ledger: Ledger) -> dict[str, int]:
    """What the shop has booked in this stretch, to be counted once."""
    totals = ledger.totals(_question(stretch))
    return {
        "shop_captured": totals.captured,
        "shop_captured_won": totals.captured_won,
        "shop_refunded": totals.refunded,
        "shop_refunded_won": totals.refunded_won,
    }


def _question(stretch: Stretch) -> Question:
    among = askable()
    return Question(
        reconciliation_pk=stretch.reconciliation_id,
        merchant_pks=tuple(merchant.pk for merchant in same(stretch.merchant, among)),
        # Rows that belong to no merchant known are asked for once.
        orphans=stretch.merchant_id == newest(among)[0].pk,
        since=stretch.since,
        until=stretch.until,
    )
