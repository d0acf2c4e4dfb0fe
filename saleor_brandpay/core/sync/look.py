"""One look at an attempt: what Toss shows of it, and what the shop makes of that."""

from __future__ import annotations

from ...api.client import BrandpayClient
from ...api.payment import Payment
from ...models import Attempt, AttemptStatus
from ..attempts import queries, states
from ..attempts.seen_payment import SeenPayment
from ..confirm.outcome import record_read_back
from ..confirm.read_back import ReadBack, Seen, read
from ..merchants import merchants
from ..merchants.crypto import Unreadable
from ..messages.problems import KEYS_CHANGED
from ..shop import Shop
from ..shop_records import BookingStatus
from . import unbookable
from .approved import no_order_yet, sync_approved
from .environment import takes
from .result import SyncResult, elsewhere, settled, waiting
from .run import Run


def look(attempt: Attempt, run: Run, *, trusting: bool) -> SyncResult | None:
    """One look; None when something has moved, at Toss or here, so that it must be seen anew."""
    shop = run.shop
    try:
        client = merchants.client(attempt.merchant)
    except Unreadable:
        return elsewhere("the merchant's secret key")
    if attempt.status == AttemptStatus.REFUNDING:
        return unbookable.refund_unbookable(attempt, run, client)
    if attempt.status == AttemptStatus.APPROVED:
        booking_status = shop.payment(attempt.reference).booking_status(attempt.payment_key)
        if booking_status is not BookingStatus.UNBOOKED:
            return sync_approved(attempt, run, client, trusting=trusting)
    return _look_at_unbooked(attempt, client, run)


def _read(attempt: Attempt, client: BrandpayClient, run: Run) -> ReadBack:
    """By what we know, then by the payment that a webhook names: two may share an order id."""
    read_back = read(attempt, client, run.deadline)
    known = {attempt.payment_key, read_back.payment.payment_key if read_back.payment else ""}
    if read_back.seen in _HELD or not run.hint or run.hint in known:
        return read_back
    hinted = read(attempt, client, run.deadline, run.hint)
    return hinted if hinted.seen in _HELD else read_back


_HELD = (Seen.APPROVED, Seen.WRONG)


def _look_at_unbooked(attempt: Attempt, client: BrandpayClient, run: Run) -> SyncResult | None:
    shop = run.shop
    read_back = _read(attempt, client, run)
    if read_back.seen is Seen.UNREADABLE:
        return waiting(f"Toss could not be asked ({read_back.code})")
    if read_back.seen is Seen.CLOSED:
        return _close(attempt, read_back, shop)
    if read_back.seen is Seen.UNAPPROVED or read_back.payment is None:
        if attempt.status == AttemptStatus.CLOSED:
            return settled("closed; Toss shows nothing taken")
        return waiting(f"Toss shows nothing taken so far ({read_back.code})")
    if read_back.seen is Seen.APPROVED and not takes(attempt, shop):
        return unbookable.record_unbookable(
            attempt, read_back.payment, KEYS_CHANGED.code, shop, "it was opened with other keys"
        )
    if read_back.seen is Seen.APPROVED and attempt.status in _BOOKABLE:
        run.seen = SeenPayment(read_back.payment)
        return _order(attempt, read_back.payment, run)
    return unbookable.record_unbookable(
        attempt, read_back.payment, read_back.code or "NOT_NEEDED", shop
    )


_BOOKABLE = (*queries.LIVE, AttemptStatus.APPROVED)


def _order(attempt: Attempt, payment: Payment, run: Run) -> SyncResult | None:
    shop = run.shop
    if not shop.is_free(attempt):
        # Who holds it may be asking Toss for something: what was seen is not passed on.
        run.seen = None
    if attempt.is_transaction:
        return _charge(attempt, payment, shop)
    if attempt.payment_key != payment.payment_key:
        with shop.locked(attempt):
            if not queries.is_unchanged(attempt):
                return None
            states.learn_payment_key(attempt, payment.payment_key)
    completion = shop.complete_checkout(attempt, run.seen)
    if completion.ordered:
        return None
    # The shop may have refunded what it could not make an order of.
    run.seen = None
    if not queries.is_unchanged(attempt):
        return None
    if not completion.final:
        return no_order_yet(payment.approved_at, completion.reason)
    return unbookable.record_unbookable(attempt, payment, "NOT_BOOKABLE", shop, completion.reason)


def _charge(attempt: Attempt, payment: Payment, shop: Shop) -> SyncResult | None:
    """Transactions API: the charge stays on the checkout, which the shop completes."""
    with shop.locked(attempt):
        if not queries.is_unchanged(attempt):
            return None
        merchants.learn_mid(attempt.merchant, payment.m_id)
        states.to_approved(attempt, payment)
        if shop.book_charge(attempt):
            return None
        states.to_refunding(attempt, payment, "NOT_BOOKABLE")
    return None


def _close(attempt: Attempt, read_back: ReadBack, shop: Shop) -> SyncResult | None:
    if attempt.status == AttemptStatus.CLOSED:
        return settled(f"closed ({attempt.failure_code})")
    with shop.locked(attempt):
        if not queries.is_unchanged(attempt):
            return None
        record_read_back(attempt, read_back)
    return settled(f"Toss has ended it ({read_back.code}); nothing is taken")
