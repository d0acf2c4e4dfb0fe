"""The first look: Toss's list, page by page, against our attempts and the shop's books.

What a row of the list stands for is not documented (section 4.6 of the reference): each refund may
be a row of its own, or a payment may have one row only, whose status says that it was refunded.
What cannot be told from the rows alone is read singly.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...api.payment import Payment, PaymentStatus
from ...api.transaction import Transaction
from ...models import Attempt, Kind, Sighting, Stretch
from .. import order_ids
from . import recording
from .asking import Asking
from .comparing import Difference
from .leases import renew
from .ledger import Account, Ledger
from .recording import EXAMPLES, Page
from .verifying import Verifier

APPROVAL = "approval"
"""Stands for an approval among the sightings: a payment read singly does not name its key."""
REFUNDED = (PaymentStatus.CANCELED, PaymentStatus.PARTIAL_CANCELED)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rows:
    """The rows of one payment on a page."""

    payment_key: str
    order_id: str
    approvals: list[Transaction]
    refunds: list[Transaction]
    others: list[Transaction]


def next_page(stretch: Stretch, asking: Asking, ledger: Ledger, limit: int) -> bool:
    """Compare one page and write down what it brought; False at the end of the list."""
    listed = asking.page(stretch.merchant, (stretch.since, stretch.until), stretch.cursor, limit)
    if not listed:
        return False
    rows = [row for row in listed if _is_within(row.transaction_at, stretch)]
    page = _compare(stretch, _by_payment(rows), Verifier(asking=asking, ledger=ledger))
    page.count(pages=1, reads=asking.take_reads())
    recording.write(stretch, page, listed[-1].transaction_key)
    return True


def _is_within(at: datetime.datetime | None, stretch: Stretch) -> bool:
    """Toss's list takes both ends for a part of the span, in whole seconds."""
    return at is None or stretch.since <= at < stretch.until


def _by_payment(rows: Sequence[Transaction]) -> list[_Rows]:
    groups: dict[str, _Rows] = {}
    for row in rows:
        group = groups.setdefault(
            row.payment_key,
            _Rows(
                payment_key=row.payment_key,
                order_id=row.order_id,
                approvals=[],
                refunds=[],
                others=[],
            ),
        )
        if row.status == PaymentStatus.DONE:
            group.approvals.append(row)
        elif row.status in REFUNDED:
            group.refunds.append(row)
        else:
            group.others.append(row)
    return list(groups.values())


def _compare(stretch: Stretch, groups: list[_Rows], verifier: Verifier) -> Page:
    page = Page()
    attempts = {
        attempt.order_id: attempt
        for attempt in Attempt.objects.filter(order_id__in={group.order_id for group in groups})
    }
    named = {group.order_id: _payment_pk(group.order_id, attempts) for group in groups}
    pks = {pk for pk in named.values() if pk is not None}
    keys = {group.payment_key for group in groups}
    accounts = _by_key(verifier.ledger.accounts(keys, pks))
    seen = _seen(stretch, keys)
    for group in groups:
        attempt, booked = attempts.get(group.order_id), accounts.get(group.payment_key, [])
        if attempt is None and named[group.order_id] is None and not booked:
            _foreign(stretch, page, group)
            continue
        whole = _is_whole(group, attempt, stretch)
        whole = whole and (group.payment_key, APPROVAL) not in seen
        if not whole:
            _count_rows(stretch, page, group, seen)
        if whole or stretch.reconciliation.deep or not _agree(group, booked):
            _verify(stretch, page, group, verifier, seen if whole else None)
    return page


def _payment_pk(order_id: str, attempts: Mapping[str, Attempt]) -> int | None:
    if order_id in attempts:
        return attempts[order_id].payment_pk
    named = order_ids.read(order_id)
    return named.payment_pk if named else None


def _by_key(accounts: Sequence[Account]) -> dict[str, list[Account]]:
    found: dict[str, list[Account]] = {}
    for account in accounts:
        for token in {capture.token for capture in account.captures}:
            found.setdefault(token, []).append(account)
    return found


def _seen(stretch: Stretch, keys: set[str]) -> set[tuple[str, str]]:
    """What earlier pages of this run have shown of these payments."""
    sightings = Sighting.objects.filter(
        reconciliation_id=stretch.reconciliation_id, payment_key__in=keys
    )
    return set(sightings.values_list("payment_key", "transaction_key"))


def _is_whole(group: _Rows, attempt: Attempt | None, stretch: Stretch) -> bool:
    """Whether a refunded row seems to stand for the payment with all its refunds.

    Were refunds rows of their own, the approval, which is of this day, would have been listed.
    """
    if group.approvals or not group.refunds:
        return False
    approved = attempt.approved_at if attempt else None
    return approved is None or _is_within(approved.replace(microsecond=0), stretch)


def _agree(group: _Rows, accounts: Sequence[Account]) -> bool:
    """Whether the rows alone show that the shop has booked the very same."""
    if group.others or len(accounts) != 1:
        return False
    (account,) = accounts
    refunds = {refund.token: refund.amount for refund in account.refunds}
    if not account.order or len(account.captures) != 1 or len(refunds) != len(account.refunds):
        return False
    return all(row.amount == account.captures[0].amount for row in group.approvals) and all(
        refunds.get(row.transaction_key) == abs(row.amount) for row in group.refunds
    )


def _verify(
    stretch: Stretch,
    page: Page,
    group: _Rows,
    verifier: Verifier,
    seen: set[tuple[str, str]] | None,
) -> None:
    renew(stretch)
    verdict = verifier.payment(stretch.merchant, group.payment_key, group.order_id)
    page.find(stretch, verdict.differences)
    for key in verdict.payment_keys:
        page.see(stretch, key)
    for payment in verdict.payments:
        if seen is not None and payment.payment_key == group.payment_key:
            _count_payment(stretch, page, payment, seen)


def _count_rows(stretch: Stretch, page: Page, group: _Rows, seen: set[tuple[str, str]]) -> None:
    """Each movement once, on whichever pages it stands."""
    key = group.payment_key
    for row in group.approvals:
        if (key, APPROVAL) not in seen:
            page.count(approved=1, approved_won=row.amount)
        page.see(stretch, key, APPROVAL)
    for row in group.refunds:
        if (key, row.transaction_key) not in seen:
            page.count(refunded=1, refunded_won=abs(row.amount))
        page.see(stretch, key, row.transaction_key)


def _count_payment(
    stretch: Stretch, page: Page, payment: Payment, seen: set[tuple[str, str]]
) -> None:
    key = payment.payment_key
    if payment.is_approved_once and _is_within(payment.approved_at, stretch):
        page.count(approved=1, approved_won=payment.total_amount)
        page.see(stretch, key, APPROVAL)
    for cancel in payment.cancels:
        if (key, cancel.transaction_key) in seen or not _is_within(cancel.canceled_at, stretch):
            continue
        page.count(refunded=1, refunded_won=cancel.amount)
        page.see(stretch, key, cancel.transaction_key)


def _foreign(stretch: Stretch, page: Page, group: _Rows) -> None:
    won = sum(row.amount for row in group.approvals)
    page.count(foreign=1 if group.approvals else 0, foreign_won=won)
    so_far = stretch.foreign + page.counted.get("foreign", 0)
    if not group.approvals or so_far > EXAMPLES:
        return
    page.differences.append(
        Difference(
            kind=Kind.FOREIGN,
            reason="seal" if group.order_id.startswith("bp-") else "other_system",
            order_id=group.order_id,
            payment_key=group.payment_key,
            toss_won=won,
            at=group.approvals[0].transaction_at,
        )
    )
