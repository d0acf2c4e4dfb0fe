"""Payments of this very installation that its database knows nothing of: it went back in time.

They are told, with amount and time, and never booked or given back by a worker (M19).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.errors import BrandpayError, InProgress, KeyRejected, MalformedAnswer, NotFound
from ...api.payment import Payment
from ...clock import now
from ...models import Attempt, Installation, Kind, Merchant
from ..attempts import order_ids
from ..installation import frozen
from ..merchants import merchants
from ..refunds.cancel import MAX_STEPS
from .compare import Difference
from .same_mid import askable, newest
from .toss_reader import LIST_SECONDS, READ_SECONDS, TossReader, Unread
from .toss_rows import PaymentRows, is_key, up_to_last_key

REASON = "brandpay: lost here"
"""What Toss keeps as the reason of such a refund."""
_LOOKED_BACK = datetime.timedelta(days=3)
_LISTED = 1000


@dataclass
class LostPayments:
    """On one page of Toss's list."""

    toss: TossReader

    @cached_property
    def codes(self) -> set[str]:
        """Of the installations that this process may act for; asked where one is met."""
        return {row.code for row in frozen.in_force()}

    def made(self, order_id: str) -> bool:
        """Whether this installation, and no copy of it, has made this order id."""
        code = order_ids.installation_of(order_id)
        return code is not None and code in self.codes

    def lost(self, merchant: Merchant, group: PaymentRows) -> list[Difference]:
        """Read singly: what was given back since is no longer lost."""
        try:
            payment = (
                self.toss.payment(merchant, group.payment_key)
                if group.payment_key
                else self.toss.payment_of_order(merchant, group.order_id)
            )
        except Unread:
            return [
                Difference(
                    kind=Kind.STILL_UNKNOWN,
                    reason="unreadable",
                    order_id=group.order_id,
                    payment_key=group.payment_key,
                )
            ]
        if payment is None or not payment.is_approved_once or not payment.balance_amount:
            return []
        return [
            Difference(
                kind=Kind.LOST,
                reason="lost",
                order_id=group.order_id,
                payment_key=payment.payment_key,
                toss_won=payment.balance_amount,
                shop_won=0,
                at=payment.approved_at,
            )
        ]


def find(order_id: str) -> tuple[Merchant, Payment] | None:
    """The payment at Toss of an order id that no attempt has. Raises BrandpayError."""
    for merchant in reversed(newest(askable())):
        client, deadline = merchants.client(merchant), Deadline.after(READ_SECONDS)
        try:
            return merchant, client.payment_by_order_id(order_id, deadline=deadline).value
        except NotFound:
            continue
    return None


def give_back(merchant: Merchant, payment: Payment) -> Payment:
    """Refund what is left of it, once, however often it is asked for. Raises BrandpayError."""
    client, balance = merchants.client(merchant), payment.balance_amount
    for step in range(MAX_STEPS):
        try:
            answer = client.cancel(
                payment.payment_key,
                reason=REASON,
                amount=None if balance == payment.total_amount else balance,
                refundable_amount=balance,
                idempotency_key=f"lost:{payment.order_id}:{balance}:{step}",
                deadline=Deadline.after(READ_SECONDS),
            )
        except BrandpayError as error:
            seen = _seen(client, payment)
            if seen and seen.balance_amount != balance:
                return seen
            refused = error.replayed and not isinstance(error, InProgress)
            if seen is None or not refused or step + 1 == MAX_STEPS:
                raise
            # The refusal of an earlier run, which moved nothing: the next key is safe (M3).
        else:
            return _seen(client, payment) or answer.value
    raise AssertionError("the last step returns or raises")


def _seen(client: BrandpayClient, payment: Payment) -> Payment | None:
    """None when it cannot be read: that says nothing of the refund."""
    try:
        return client.payment(payment.payment_key, deadline=Deadline.after(READ_SECONDS)).value
    except BrandpayError:
        return None


def taken_since(installation: Installation) -> int:
    """How many payments with its id Toss has that are not in this database.

    In a copy: those that the shop has taken since it was copied; of the last days, whenever it
    was copied and wherever it is served. A page that shows some is enough. Merchants whose keys
    Toss no longer takes are passed over, unless there is no other. Raises BrandpayError.
    """
    refused: list[KeyRejected] = []
    asked = newest(askable())
    for merchant in asked:
        try:
            count = _unknown_here(installation, merchants.client(merchant))
        except KeyRejected as error:
            refused.append(error)
            continue
        if count:
            return count
    if refused and len(refused) == len(asked):
        raise refused[0]
    return 0


def _unknown_here(installation: Installation, client: BrandpayClient) -> int:
    end, after = now(), None
    while True:
        rows = client.transactions(
            start=end - _LOOKED_BACK,
            end=end,
            starting_after=after,
            limit=_LISTED,
            deadline=Deadline.after(LIST_SECONDS),
        ).value
        named = {row.order_id for row in rows}
        ours = {one for one in named if order_ids.installation_of(one) == installation.code}
        known = Attempt.objects.filter(order_id__in=ours).values_list("order_id", flat=True)
        count = len(ours - set(known))
        page = up_to_last_key(rows)
        if count or len(rows) < _LISTED:
            return count
        after = page[-1].transaction_key
        if not is_key(after):
            raise MalformedAnswer("a page of transactions without a key to go on from")
