"""A worker looks after an approval that the shop has booked: its refunds, and its order."""

from __future__ import annotations

import datetime

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.errors import BrandpayError
from ...clock import now
from ...models import Attempt, AttemptStatus
from ..attempts import queries, states
from ..refunds import refund_rows
from ..shop import Office, Standing
from . import pending_refunds
from .case import Case
from .result import End, Followed, settled, stuck, waiting

LEAVE_TO_BUYER = datetime.timedelta(seconds=30)
"""Between the capture and the order the buyer's own request is still on its way."""


def look_after(
    attempt: Attempt, office: Office, client: BrandpayClient, deadline: Deadline, *, trusting: bool
) -> Followed | None:
    followed = _look(attempt, office, client, deadline, trusting=trusting)
    if followed and followed.end is End.SETTLED:
        office.recount(attempt)
    return followed


def _look(
    attempt: Attempt, office: Office, client: BrandpayClient, deadline: Deadline, *, trusting: bool
) -> Followed | None:
    books = office.books(attempt.debtor, attempt.payment_key)
    if books is None:
        return stuck("the shop has deleted the Payment of an approval")
    unfinished = attempt.refund_awaited_at or refund_rows.unknown(attempt)
    waits = attempt.is_transaction and books.standing is Standing.CAPTURED
    complete = books.standing is Standing.ORDERED or waits
    if trusting and complete and not unfinished:
        return settled("paid and ordered")
    try:
        payment = client.payment(attempt.payment_key, deadline=deadline).value
    except BrandpayError as error:
        return waiting(f"Toss could not be asked ({error.code})")
    if payment.order_id != attempt.order_id or not payment.is_approved_once:
        return stuck(f"booked, but Toss shows {payment.status} of {payment.order_id}")
    case = Case(
        attempt=attempt,
        debtor=attempt.debtor,
        payment=payment,
        books=books,
        office=office,
        client=client,
        deadline=deadline,
    )
    if any(cancel.transaction_key not in books.refund_keys for cancel in payment.cancels):
        return _book_refunds(case)
    if payment.balance_amount != books.captured - books.refunded:
        return stuck(
            f"the shop has {books.captured} won less {books.refunded} refunded, "
            f"Toss holds {payment.balance_amount}"
        )
    if pending_refunds.is_needed(case):
        return pending_refunds.finish(case)
    return _end(case)


def _book_refunds(case: Case) -> Followed | None:
    """Refunds that the shop does not know: made in the Toss console, or rolled back here."""
    attempt = case.attempt
    with case.office.locked(attempt):
        if not queries.is_still(attempt, AttemptStatus.APPROVED):
            return None
        books = case.office.books(case.debtor, attempt.payment_key)
        known = books.refund_keys if books else frozenset()
        new = [one for one in case.payment.cancels if one.transaction_key not in known]
        refund_rows.remember(attempt, new)
        case.office.book_refunds(case.debtor, new)
        states.set_balance(attempt, case.payment.balance_amount)
    return None


def no_order_yet(approved_at: datetime.datetime | None, reason: str) -> Followed:
    """An obstacle that may pass; after a day it is a person's."""
    text = f"paid, but the order could not be made yet: {reason}"
    if approved_at is not None and now() - approved_at > pending_refunds.ASKED_AGAIN:
        return stuck(text)
    return waiting(text)


def _end(case: Case) -> Followed | None:
    attempt, standing = case.attempt, case.books.standing
    if standing is Standing.ORDERED:
        return settled("paid and ordered")
    if standing is Standing.CAPTURED and attempt.is_transaction:
        return settled("charged; the checkout is the shop's to complete")
    if case.payment.balance_amount == 0:
        with case.office.locked(attempt):
            if queries.is_still(attempt, AttemptStatus.APPROVED):
                states.to_closed(attempt, "REFUNDED")
        return settled("refunded in full; there is no order")
    if standing is Standing.ADRIFT:
        _give_back(case, standing)
        return None
    if attempt.failure_code == pending_refunds.REFUSED:
        return stuck("paid without an order, and Toss refuses to refund it")
    if attempt.approved_at and now() - attempt.approved_at < LEAVE_TO_BUYER:
        return waiting("captured a moment ago; the buyer's request makes the order")
    finished = case.office.finish(attempt)
    if finished.ordered or not queries.is_unchanged(attempt):
        return None
    if not finished.final:
        return no_order_yet(attempt.approved_at, finished.reason)
    _give_back(case, Standing.CAPTURED)
    return None


def _give_back(case: Case, expected: Standing) -> None:
    with case.office.locked(case.attempt):
        # An order that its buyer has made meanwhile changes nothing in our row.
        standing = case.office.standing(case.debtor, case.attempt.payment_key)
        if standing is expected and queries.is_unchanged(case.attempt):
            states.to_refunding(case.attempt, case.payment, "NOT_BOOKABLE")
