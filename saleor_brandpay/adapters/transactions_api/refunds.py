"""The Transactions API: what staff ask for by transactionRequestAction, and what becomes of it."""

from __future__ import annotations

import logging
from decimal import Decimal
from typing import TYPE_CHECKING

from ...api.deadline import Deadline
from ...conf import conf
from ...core.attempts import leases, queries, schedule
from ...core.merchants import merchants
from ...core.messages.problems import Problem
from ...core.messages.refund_problems import (
    BUSY,
    FRACTION,
    NOT_SUPPORTED,
    NOTHING_LEFT,
    UNKNOWN_PAYMENT,
    balance_differs,
    log_level,
)
from ...core.refunds import refund_once, refund_rows
from ...core.refunds.identity import Identity, request_line
from ...core.refunds.result import RefundOutcome, RefundResult, problem_of
from ...core.shop import Busy
from ...core.shop_records import Records
from ...core.sync.sync_attempt import sync_attempt
from ...core.sync.unsent_requests import NOT_SENT
from ...models import Attempt, PaymentReference, Refund, RefundStatus
from ..configuration.gateway import learn_secret
from ..saleor.types import TransactionActionData, TransactionRequest
from ..shop import SaleorShop
from . import locks, records, transaction_events

if TYPE_CHECKING:
    from ..configuration.gateway import Gateway

logger = logging.getLogger(__name__)

WAIT = 3.0
"""Seconds to wait for a worker of ours that looks at the same payment."""


def refund(gateway: Gateway, data: TransactionActionData, request: TransactionRequest) -> None:
    """Refund once and answer the request; while the outcome is unknown it stays as it is (M10)."""
    attempt = queries.charged(PaymentReference.transaction(data.transaction.token))
    if attempt is None:
        _refuse(request, UNKNOWN_PAYMENT)
        return
    # From here on a worker comes back to the request, should this process die.
    schedule.sync_soon(attempt)
    leased = leases.wait(Attempt.objects.filter(pk=attempt.pk), WAIT, leases.of_hook())
    if leased is None:
        _refuse(request, BUSY)
        return
    try:
        _refund(gateway, attempt, data, request)
    finally:
        leases.release(leased)


def refuse(request: TransactionRequest, result: str) -> None:
    """A charge or a cancelation: Brandpay takes the money at once."""
    transaction_events.answer(
        request, result, request.amount_value, message=NOT_SUPPORTED.bilingual
    )


def _refund(
    gateway: Gateway, attempt: Attempt, data: TransactionActionData, request: TransactionRequest
) -> None:
    shop, deadline = SaleorShop(), Deadline.after(conf.deadline)
    if refund_rows.unknown(attempt):
        # One refund in flight per payment (M2): the earlier one is ended first.
        sync_attempt(attempt.pk, shop, deadline, leased=True)
    attempt = queries.all_attempts().get(pk=attempt.pk)
    try:
        with locks.claiming(attempt):
            records = shop.payment(attempt.reference).records(attempt.payment_key)
            claimed = _claim(attempt, data, request, records)
    except Busy:
        claimed = BUSY
    if isinstance(claimed, Problem):
        _refuse(request, claimed)
        return
    learn_secret(gateway, attempt)
    result = refund_once.refund(
        attempt,
        claimed,
        merchants.client(attempt.merchant),
        deadline,
        booked=records.refund_keys if records else (),
        fresh=True,
    )
    _book(attempt, request, result, shop)


def _claim(
    attempt: Attempt,
    data: TransactionActionData,
    request: TransactionRequest,
    records: Records | None,
) -> Identity | Problem:
    """Keep what is about to be asked for, so that it is found whatever happens now (M2)."""
    amount = Decimal(data.action_value)
    if records is None:
        return UNKNOWN_PAYMENT
    if transaction_events.is_answered(request):
        return NOT_SENT
    if refund_rows.unknown(attempt):
        return BUSY
    balance = records.captured - records.refunded
    if balance == 0:
        return NOTHING_LEFT
    if amount != amount.to_integral_value() or amount <= 0:
        return FRACTION
    identity = Identity(
        number=len(records.refund_keys),
        expected_balance=balance,
        amount=int(amount),
        lines=(request_line(request.pk),),
    )
    if identity.amount > balance:
        return balance_differs(balance)
    repeated = _just_done(attempt, identity, request)
    if repeated:
        return problem_of(RefundResult(outcome=RefundOutcome.REPEATED, refund=repeated))
    row = identity.row(attempt)
    row.status = RefundStatus.UNKNOWN
    row.save()
    schedule.sync_soon(attempt)
    return identity


def _just_done(attempt: Attempt, identity: Identity, request: TransactionRequest) -> Refund | None:
    """The guard: the same amount for the same granted refund, moments ago."""
    for row in refund_rows.done_within_guard(attempt, identity.amount):
        earlier = records.request_of(attempt.transaction_token, row.operation)
        granted = earlier.related_granted_refund_id if earlier else None
        if granted == request.related_granted_refund_id:
            return row
    return None


def _book(
    attempt: Attempt, request: TransactionRequest, result: RefundResult, shop: SaleorShop
) -> None:
    if result.outcome is RefundOutcome.UNKNOWN:
        logger.warning("%s: a refund has no known outcome yet", attempt.reference)
        return
    cancels = result.payment.cancels if result.payment else ()
    if cancels:
        try:
            with shop.locked(attempt):
                refund_rows.remember(attempt, result.foreign_cancels)
                shop.payment(attempt.reference).book_refunds(cancels)
        except Busy:
            # It is in our rows and at Toss: a worker books it in a minute.
            schedule.sync_soon(attempt)
    if result.outcome is not RefundOutcome.DONE:
        _refuse(request, problem_of(result))


def _refuse(request: TransactionRequest, problem: Problem) -> None:
    logger.log(log_level(problem), "refund request %s: not made: %s", request.pk, problem.code)
    transaction_events.answer(
        request, "REFUND_FAILURE", request.amount_value, message=problem.bilingual
    )
