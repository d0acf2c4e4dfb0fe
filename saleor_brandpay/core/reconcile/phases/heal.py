"""What is safe to mend is mended by the same function as webhooks and the sweep use."""

from __future__ import annotations

from ....clock import now
from ....models import Attempt, Finding, Kind, Stretch
from ...sync.result import SyncStatus
from .. import leases, recording
from ..compare import Difference
from ..recording import Page
from ..sync_finding import sync_finding
from ..tools import Tools
from ..toss_reader import PAUSE, TossReader
from ..verify import Verifier
from .attempts import check

HEALABLE = (
    Kind.PAID_WITHOUT_ORDER,
    Kind.AMOUNT_DRIFT,
    Kind.REFUND_ONLY_THERE,
    Kind.REFUND_ONLY_HERE,
    Kind.STILL_UNKNOWN,
)
"""Not an order without a payment, which only a person can judge, nor what is not ours."""
TRIES = 2


def next_finding(stretch: Stretch, toss: TossReader, tools: Tools) -> bool:
    """Try to mend one finding of the stretch; False when all were tried."""
    finding = stretch.findings.filter(
        kind__in=HEALABLE, healed_at__isnull=True, tried_at__isnull=True
    ).first()
    if finding is None:
        return False
    verifier = Verifier(toss=toss, shop=tools.shop)
    differences = _differences(stretch, finding, verifier)
    end, finding.left = SyncStatus.SETTLED, ""
    for left in range(TRIES - 1, -1, -1):
        if not _is_still(finding, differences) or finding.attempt_pk is None:
            break
        leases.renew(stretch)
        end, finding.left = sync_finding(finding.attempt_pk, tools, finding.payment_key)
        differences = _differences(stretch, finding, verifier)
        if end not in (SyncStatus.BUSY, SyncStatus.WAITING):
            break
        if left and _is_still(finding, differences):
            tools.pause(PAUSE)
    still = _is_still(finding, differences)
    was_under_way = end in (SyncStatus.BUSY, SyncStatus.WAITING) if still else not finding.left
    finding.tried_at, finding.healed_at = now(), None if still else now()
    if finding.young and was_under_way:
        _write(stretch, toss, differences, under_way=1)
        finding.delete()
    else:
        _write(stretch, toss, differences)
        finding.save(update_fields=["tried_at", "left", "healed_at"])
    return True


def _write(
    stretch: Stretch, toss: TossReader, differences: list[Difference], *, under_way: int = 0
) -> None:
    """Healing one thing may have brought another to light."""
    page = Page(differences=differences)
    page.count(under_way=under_way, reads=toss.take_reads())
    recording.write(stretch, page)


def _is_still(finding: Finding, differences: list[Difference]) -> bool:
    return any(
        (one.kind, one.order_id, one.payment_key)
        == (finding.kind, finding.order_id, finding.payment_key)
        for one in differences
    )


def _differences(stretch: Stretch, finding: Finding, verifier: Verifier) -> list[Difference]:
    leases.renew(stretch)
    if finding.kind == Kind.STILL_UNKNOWN and finding.attempt_pk is not None:
        attempt = Attempt.objects.select_related(
            "merchant__current_secret", "merchant__installation"
        ).get(pk=finding.attempt_pk)
        return check(attempt, verifier)
    if finding.order_id:
        verdict = verifier.payment(stretch.merchant, finding.payment_key, finding.order_id)
    else:
        reference = finding.reference_or_none
        if reference is None:
            return []
        verdict = verifier.recorded(reference, [stretch.merchant])
    return list(verdict.differences)
