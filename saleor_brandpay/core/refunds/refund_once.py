"""Giving money back: a repeat is the same refund, a second one on purpose is a second one (M10)."""

from __future__ import annotations

from collections.abc import Collection

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...models import Attempt, Refund
from . import refund_rows
from .cancel import CancelRequest, request_cancel
from .identity import Identity
from .result import RefundOutcome, RefundResult


def refund(
    attempt: Attempt,
    identity: Identity,
    client: BrandpayClient,
    deadline: Deadline,
    *,
    booked: Collection[str] = (),
    guarded: bool = False,
    fresh: bool = False,
) -> RefundResult:
    """Refund once. `booked` holds the transaction keys of the refunds that the shop knows.

    With `guarded` the same refund again within BRANDPAY_REFUND_GUARD seconds is refused.
    """
    rows = refund_rows.of_attempt(attempt)
    claim = refund_rows.unclaimed(rows, identity)
    if claim:
        claim.claimed = True
        claim.save(update_fields=["claimed"])
        return RefundResult(outcome=RefundOutcome.DONE, refund=claim, already_booked=True)
    earlier = refund_rows.just_done(rows, identity) if guarded else None
    if earlier:
        return RefundResult(outcome=RefundOutcome.REPEATED, refund=earlier)
    asked = CancelRequest(
        attempt=attempt,
        row=refund_rows.same(rows, identity) or identity.row(attempt),
        rows=rows,
        client=client,
        deadline=deadline,
        booked=booked,
        fresh=fresh,
    )
    return request_cancel(asked)


def ask_again(
    attempt: Attempt,
    row: Refund,
    client: BrandpayClient,
    deadline: Deadline,
    *,
    booked: Collection[str] = (),
) -> RefundResult:
    """A worker finishes a refund of unknown outcome, for the shop to claim (M10)."""
    asked = CancelRequest(
        attempt=attempt,
        row=row,
        rows=refund_rows.of_attempt(attempt),
        client=client,
        deadline=deadline,
        booked=booked,
        claims=False,
    )
    return request_cancel(asked)
