"""The Transactions API: what staff ask for by transactionRequestAction, and what becomes of it."""

from __future__ import annotations

import logging
from decimal import Decimal
from typing import TYPE_CHECKING

from ...api.deadline import Deadline
from ...conf import conf
from ...core.attempts import leases, queries, schedule
from ...core.merchants import merchants
from ...core.messages.problem import Problem
from ...core.messages.refund_problems import BUSY, NOT_SUPPORTED, UNKNOWN_PAYMENT, log_level
from ...core.refunds import refund_once, refund_rows
from ...core.refunds.result import RefundOutcome, RefundResult, problem_of
from ...core.shop import Busy
from ...core.sync.sync_attempt import sync_attempt
from ...models import Attempt, PaymentReference
from ..configuration.gateway import learn_secret
from ..saleor.types import TransactionActionData, TransactionRequest
from ..shop import SaleorShop
from . import locks, request_answers, requests
from .refund_claim import claim

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
        _busy(request)
        return
    try:
        _refund(gateway, attempt, data, request)
    finally:
        leases.release(leased)


def refuse(request: TransactionRequest, result: str) -> None:
    """A charge or a cancelation: Brandpay takes the money at once."""
    _refuse(request, NOT_SUPPORTED, result)


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
            claimed = claim(attempt, Decimal(data.action_value), request, records)
    except Busy:
        _busy(request)
        return
    if claimed is None:
        return
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
    _book(attempt, result, shop)


def _book(attempt: Attempt, result: RefundResult, shop: SaleorShop) -> None:
    if result.outcome is RefundOutcome.UNKNOWN:
        logger.warning("%s: a refund has no known outcome yet", attempt.reference)
        return
    payment = shop.payment(attempt.reference)
    try:
        with shop.locked(attempt):
            if result.payment and result.payment.cancels:
                refund_rows.remember(attempt, result.foreign_cancels)
                payment.book_refunds(result.payment.cancels)
            if result.outcome is not RefundOutcome.DONE:
                problem = problem_of(result)
                level = log_level(problem)
                logger.log(level, "%s: refund not made: %s", attempt.reference, problem.code)
                payment.refund_refused(result.refund, problem)
    except Busy:
        # It is in our rows and at Toss: a worker books it in a minute.
        schedule.sync_soon(attempt)


def _busy(request: TransactionRequest) -> None:
    """Nothing was sent for it, unless for the same grant: then both end alike."""
    if request.related_granted_refund_id:
        earlier = requests.refund_of(request)
        if earlier:
            refund_rows.join(earlier, request.pk)
        if earlier or requests.others_wait(request):
            return
    _refuse(request, BUSY)


def _refuse(request: TransactionRequest, problem: Problem, result: str = "REFUND_FAILURE") -> None:
    logger.log(log_level(problem), "refund request %s: not made: %s", request.pk, problem.code)
    try:
        with locks.locked(request.transaction.token):
            request_answers.refuse(request, result, problem)
    except Busy:
        logger.warning("request %s: Saleor's rows are held, a worker answers it", request.pk)
