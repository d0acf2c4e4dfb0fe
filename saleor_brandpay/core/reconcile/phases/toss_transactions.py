"""The first look: Toss's list, page by page, against our attempts and the shop's records.

What cannot be told from the rows alone is read singly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ....api.errors import MalformedAnswer
from ....api.payment import Payment
from ....models import Attempt, Kind, PaymentReference, Sighting, Stretch
from ...shop import Shop
from ...shop_records import RecordedPayment
from .. import foreign, recording
from ..compare import Difference
from ..leases import renew
from ..lost import LostPayments
from ..recording import Page
from ..same_mid import askable, same
from ..toss_reader import TossReader
from ..toss_rows import (
    PaymentRows,
    agree,
    by_payment,
    is_key,
    is_whole,
    is_within,
    up_to_last_key,
)
from ..verify import Verifier

APPROVAL = "approval"
"""Stands for an approval among the sightings: a payment read singly does not name its key."""


def next_page(stretch: Stretch, toss: TossReader, shop: Shop, limit: int) -> bool:
    """Compare one page and write down what it brought; False at the end of the list."""
    listed = toss.page(stretch.merchant, (stretch.since, stretch.until), stretch.cursor, limit)
    if not listed:
        return False
    taken = up_to_last_key(listed)
    rows = [row for row in taken if is_within(row.transaction_at, stretch)]
    page = _compare(stretch, by_payment(rows), Verifier(toss=toss, shop=shop))
    page.count(pages=1, reads=toss.take_reads())
    cursor = taken[-1].transaction_key
    if is_key(cursor):
        recording.write(stretch, page, cursor)
        return True
    if len(listed) >= limit:
        raise MalformedAnswer("Toss's list has a whole page of rows without transactionKey")
    recording.write(stretch, page)
    return False


def _compare(stretch: Stretch, groups: list[PaymentRows], verifier: Verifier) -> Page:
    page = Page()
    groups, attempts = _named(stretch, groups)
    named = {group.order_id: _reference(group.order_id, attempts) for group in groups}
    pks = {pk for pk in named.values() if pk is not None}
    keys = {group.payment_key for group in groups} - {""}
    recorded_payments = _by_key(verifier.shop.recorded_payments(keys, pks))
    seen, own = _seen(stretch, keys), LostPayments(verifier.toss)
    for group in groups:
        attempt, booked = attempts.get(group.order_id), recorded_payments.get(group.payment_key, [])
        if attempt is None and named[group.order_id] is None and not booked:
            if own.made(group.order_id):
                _count_rows(stretch, page, group, seen)
                renew(stretch)
                page.find(stretch, own.lost(stretch.merchant, group))
            else:
                foreign.count(stretch, page, group)
            continue
        by_payment_itself = not group.are_readable or (
            is_whole(group, attempt, stretch) and (group.payment_key, APPROVAL) not in seen
        )
        if not by_payment_itself:
            _count_rows(stretch, page, group, seen)
        if by_payment_itself or stretch.reconciliation.deep or not agree(group, booked):
            _verify(stretch, page, group, verifier, seen if by_payment_itself else None)
    return page


def _named(
    stretch: Stretch, groups: list[PaymentRows]
) -> tuple[list[PaymentRows], dict[str, Attempt]]:
    """Our attempts by order id; rows of ours that lack theirs get it back by their payment key."""
    attempts = {
        attempt.order_id: attempt
        for attempt in Attempt.objects.filter(order_id__in={group.order_id for group in groups})
    }
    nameless = {group.payment_key for group in groups if not group.order_id} - {""}
    if not nameless:
        return groups, attempts
    found = Attempt.objects.filter(
        merchant__in=same(stretch.merchant, askable()), payment_key__in=nameless
    ).order_by("pk")
    by_key = {attempt.payment_key: attempt for attempt in found}
    attempts |= {attempt.order_id: attempt for attempt in found}
    return [_with_order_id(group, by_key) for group in groups], attempts


def _with_order_id(group: PaymentRows, by_key: Mapping[str, Attempt]) -> PaymentRows:
    attempt = None if group.order_id else by_key.get(group.payment_key)
    return replace(group, order_id=attempt.order_id) if attempt else group


def _reference(order_id: str, attempts: Mapping[str, Attempt]) -> PaymentReference | None:
    attempt = attempts.get(order_id)
    return attempt.reference_or_none if attempt else None


def _by_key(recorded_payments: Sequence[RecordedPayment]) -> dict[str, list[RecordedPayment]]:
    found: dict[str, list[RecordedPayment]] = {}
    for recorded in recorded_payments:
        for token in {capture.token for capture in recorded.captures}:
            found.setdefault(token, []).append(recorded)
    return found


def _seen(stretch: Stretch, keys: set[str]) -> set[tuple[str, str]]:
    """What earlier pages of this run have shown of these payments."""
    sightings = Sighting.objects.filter(
        reconciliation_id=stretch.reconciliation_id, payment_key__in=keys
    )
    return set(sightings.values_list("payment_key", "transaction_key"))


def _verify(
    stretch: Stretch,
    page: Page,
    group: PaymentRows,
    verifier: Verifier,
    seen: set[tuple[str, str]] | None,
) -> None:
    renew(stretch)
    verdict = verifier.payment(stretch.merchant, group.payment_key, group.order_id)
    page.find(stretch, verdict.differences)
    if not group.are_readable and not any(map(_is_unread, verdict.differences)):
        page.find(stretch, [_unreadable(group)])
    for key in verdict.payment_keys:
        page.see(stretch, key)
    for payment in verdict.payments:
        if seen is not None and group.payment_key in ("", payment.payment_key):
            _count_payment(stretch, page, payment, seen)


def _is_unread(difference: Difference) -> bool:
    return difference.kind == Kind.STILL_UNKNOWN


def _unreadable(group: PaymentRows) -> Difference:
    """A row of ours that lacks something: the payment was read instead, and staff are told."""
    return Difference(
        kind=Kind.STILL_UNKNOWN,
        reason="row",
        order_id=group.order_id,
        payment_key=group.payment_key,
        at=next((row.transaction_at for row in group.rows if row.transaction_at), None),
    )


def _count_rows(
    stretch: Stretch, page: Page, group: PaymentRows, seen: set[tuple[str, str]]
) -> None:
    """Each movement once, on whichever pages it stands."""
    key = group.payment_key
    for row in group.approvals:
        if (key, APPROVAL) not in seen:
            page.count(approved=1, approved_won=row.amount or 0)
        page.see(stretch, key, APPROVAL)
    for row in group.refunds:
        if (key, row.transaction_key) not in seen:
            page.count(refunded=1, refunded_won=abs(row.amount or 0))
        page.see(stretch, key, row.transaction_key)


def _count_payment(
    stretch: Stretch, page: Page, payment: Payment, seen: set[tuple[str, str]]
) -> None:
    key = payment.payment_key
    known = (key, APPROVAL) in seen
    if payment.is_approved_once and not known and is_within(payment.approved_at, stretch):
        page.count(approved=1, approved_won=payment.total_amount)
        page.see(stretch, key, APPROVAL)
    for cancel in payment.cancels:
        if (key, cancel.transaction_key) in seen or not is_within(cancel.canceled_at, stretch):
            continue
        page.count(refunded=1, refunded_won=cancel.amount)
        page.see(stretch, key, cancel.transaction_key)
