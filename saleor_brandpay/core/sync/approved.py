"""A worker syncs an approval that the shop has booked: its refunds, and its order."""

from __future__ import annotations

import datetime

from ...api.client import BrandpayClient
from ...api.errors import BrandpayError
from ...clock import now
from ...models import Attempt, AttemptStatus
from ..attempts import queries, states
from ..refunds import refund_rows
from ..shop_records import BookingStatus
from . import pending_refunds
from .case import Case
from .environment import is_worthless
from .result import SyncResult, SyncStatus, settled, stuck, waiting
from .run import Run

LEAVE_TO_BUYER = datetime.timedelta(seconds=30)
"""Between the capture and the order the buyer's own request is still on its way."""


def sync_approved(
    attempt: Attempt, run: Run, client: BrandpayClient, *, trusting: bool
) -> SyncResult | None:
    result = _look(attempt, run, client, trusting=trusting)
    if result and result.end is SyncStatus.SETTLED and attempt.is_transaction:
        run.shop.recount(attempt)
    return result


def _look(
    attempt: Attempt, run: Run, client: BrandpayClient, *, trusting: bool
) -> SyncResult | None:
    records = run.shop.payment(attempt.reference).records(attempt.payment_key)
    if records is None:
        return stuck("the shop has deleted the Payment of an approval")
    unfinished = attempt.refund_awaited_at or refund_rows.unknown(attempt)
    captured = records.booking_status is BookingStatus.CAPTURED
    waits = attempt.is_transaction and captured and not is_worthless(attempt, run.shop)
    complete = records.booking_status is BookingStatus.ORDERED or waits
    if trusting and complete and not unfinished:
        return settled("paid and ordered")
    passed_on = run.seen
    try:
        payment = run.payment(attempt, client)
    except BrandpayError as error:
        return waiting(f"Toss could not be asked ({error.code})")
    if payment.order_id != attempt.order_id or not payment.is_approved_once:
        return stuck(f"booked, but Toss shows {payment.status} of {payment.order_id}")
    case = Case(attempt=attempt, payment=payment, records=records, run=run, client=client)
    if any(cancel.transaction_key not in records.refund_keys for cancel in payment.cancels):
        return _book_refunds(case)
    if payment.balance_amount != records.captured - records.refunded:
        if passed_on is not None and payment is passed_on.payment:
            # The records are newer than what was seen: Toss is asked before anybody is alarmed.
            run.seen = None
            return None
        return stuck(
            f"the shop has {records.captured} won less {records.refunded} refunded, "
            f"Toss holds {payment.balance_amount}"
        )
    if unfinished and pending_refunds.is_needed(case):
        run.seen = None
        return pending_refunds.finish(case)
    return _end(case)


def _book_refunds(case: Case) -> SyncResult | None:
    """Refunds that the shop does not know: made in the Toss console, or rolled back here."""
    attempt = case.attempt
    if not case.run.shop.is_free(attempt):
        case.run.seen = None
    with case.run.shop.locked(attempt):
        if not queries.is_still(attempt, AttemptStatus.APPROVED):
            return None
        records = case.run.shop.payment(case.attempt.reference).records(attempt.payment_key)
        known = records.refund_keys if records else frozenset()
        new = [one for one in case.payment.cancels if one.transaction_key not in known]
        refund_rows.remember(attempt, new)
        case.run.shop.payment(case.attempt.reference).book_refunds(new)
        states.set_balance(attempt, case.payment.balance_amount)
    return None


def no_order_yet(approved_at: datetime.datetime | None, reason: str) -> SyncResult:
    """An obstacle that may pass; after a day it is a person's."""
    text = f"paid, but the order could not be made yet: {reason}"
    if approved_at is not None and now() - approved_at > pending_refunds.ASKED_AGAIN:
        return stuck(text)
    return waiting(text)


def _end(case: Case) -> SyncResult | None:
    attempt, booking_status = case.attempt, case.records.booking_status
    if booking_status is BookingStatus.ORDERED:
        return settled("paid and ordered")
    if booking_status is BookingStatus.CAPTURED and is_worthless(attempt, case.run.shop):
        _refund_automatically(case, booking_status)
        return None
    if booking_status is BookingStatus.CAPTURED and attempt.is_transaction:
        return settled("charged; the checkout is the shop's to complete")
    if case.payment.balance_amount == 0:
        with case.run.shop.locked(attempt):
            if queries.is_still(attempt, AttemptStatus.APPROVED):
                states.to_closed(attempt, "REFUNDED")
        return settled("refunded in full; there is no order")
    if booking_status is BookingStatus.ADRIFT:
        _refund_automatically(case, booking_status)
        return None
    if attempt.failure_code == pending_refunds.REFUSED:
        return stuck("paid without an order, and Toss refuses to refund it")
    if attempt.approved_at and now() - attempt.approved_at < LEAVE_TO_BUYER:
        return waiting("captured a moment ago; the buyer's request makes the order")
    finished = case.run.shop.complete_checkout(attempt, None)
    case.run.seen = None
    if finished.ordered or not queries.is_unchanged(attempt):
        return None
    if not finished.final:
        return no_order_yet(attempt.approved_at, finished.reason)
    _refund_automatically(case, BookingStatus.CAPTURED)
    return None


def _refund_automatically(case: Case, expected: BookingStatus) -> None:
    with case.run.shop.locked(case.attempt):
        # An order that its buyer has made meanwhile changes nothing in our row.
        booking_status = case.run.shop.payment(case.attempt.reference).booking_status(
            case.attempt.payment_key
        )
        if booking_status is expected and queries.is_unchanged(case.attempt):
            states.to_refunding(case.attempt, case.payment, "NOT_BOOKABLE")
