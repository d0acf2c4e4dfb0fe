"""The first look: Toss's list, page by page, against our attempts and the shop's records.

What cannot be told from the rows alone is read singly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ....api.errors import MalformedAnswer
from ....api.payment import Payment
from ....models import Attempt, Kind, PaymentReference, Sighting, Stretch
from ...shop_records import RecordedPayment
from .. import cutting, foreign, leases, recording, spans
from ..compare import Difference
from ..lost import LostPayments
from ..recording import Page
from ..same_mid import askable, same
from ..tools import Tools
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


def next_page(stretch: Stretch, toss: TossReader, tools: Tools) -> bool:
    """Compare one page and write down what it brought; False at the end of the list."""
    limit = tools.page
    listed = toss.page(stretch.merchant, stretch.span, stretch.cursor, limit)
    if not listed:
        return False
    if parts := cutting.parts(stretch, listed, limit, toss):
        tools.hand_out(leases.cut(stretch, parts))
        return True
    taken = up_to_last_key(listed)
    rows = [row for row in taken if is_within(row.transaction_at, stretch.span)]
    page = _compare(stretch, by_payment(rows), Verifier(toss=toss, shop=tools.shop))
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
    # Saleor finds keys one by one; for those of other systems, which may be many, it is not asked.
    keys = {one.payment_key for one in groups if not foreign.is_foreign(one, attempts)}
    recorded_payments = _by_key(verifier.shop.recorded_payments(keys - {""}, pks))
    seen, own = _seen(stretch, keys), LostPayments(verifier.toss)
    for group in groups:
        attempt, booked = attempts.get(group.order_id), recorded_payments.get(group.payment_key, [])
        if attempt is None and named[group.order_id] is None and not booked:
            if own.made(group.order_id):
                _count_rows(page, group)
                leases.renew(stretch)
                page.find(stretch, own.lost(stretch.merchant, group))
            else:
                foreign.count(stretch, page, group)
            continue
        by_payment_itself = not group.are_readable or (
            is_whole(group, attempt, stretch) and (group.payment_key, APPROVAL) not in seen
        )
        if not by_payment_itself:
            _count_rows(page, group)
        if by_payment_itself or stretch.reconciliation.deep or not agree(group, booked):
            _verify(stretch, page, group, verifier, count=by_payment_itself)
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
    """What other pages of this run have shown of these payments so far."""
    sightings = Sighting.objects.filter(
        reconciliation_id=stretch.reconciliation_id, payment_key__in=keys
    )
    return set(sightings.values_list("payment_key", "transaction_key"))


def _verify(
    stretch: Stretch,
    page: Page,
    group: PaymentRows,
    verifier: Verifier,
    *,
    count: bool,
) -> None:
    leases.renew(stretch)
    verdict = verifier.payment(stretch.merchant, group.payment_key, group.order_id)
    page.find(stretch, verdict.differences)
    if not group.are_readable and not any(map(_is_unread, verdict.differences)):
        page.find(stretch, [_unreadable(group)])
    for key in verdict.payment_keys:
        page.see(key)
    for payment in verdict.payments:
        if count and group.payment_key in ("", payment.payment_key):
            _count_payment(page, payment, spans.day(stretch))


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


def _count_rows(page: Page, group: PaymentRows) -> None:
    """Each movement once, on whichever pages it stands."""
    key = group.payment_key
    for row in group.approvals:
        page.see(key, APPROVAL, approved=1, approved_won=row.amount or 0)
    for row in group.refunds:
        page.see(key, row.transaction_key, refunded=1, refunded_won=abs(row.amount or 0))


def _count_payment(page: Page, payment: Payment, day: spans.Span) -> None:
    """Its movements of the day: where they are no rows of their own, no other part has them."""
    key = payment.payment_key
    if payment.is_approved_once and is_within(payment.approved_at, day):
        page.see(key, APPROVAL, approved=1, approved_won=payment.total_amount)
    for cancel in payment.cancels:
        if is_within(cancel.canceled_at, day):
            page.see(key, cancel.transaction_key, refunded=1, refunded_won=cancel.amount)
