"""The Transactions API: Saleor's initialize and process sessions, told to the core and back."""

from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError

from ...api.deadline import Deadline
from ...conf import conf
from ...core.attempts import leases, queries, schedule
from ...core.confirm import pay
from ...core.confirm.context import Failed, Outcome, Paid
from ...core.confirm.storefront_data import StorefrontData, no_window_data, window_data
from ...core.messages import problems
from ...core.messages.problem import Problem
from ...core.shop import Busy
from ...core.shop_records import BookingStatus
from ...core.sync.sync_attempt import sync_attempt
from ...models import Attempt, AttemptStatus, PaymentReference
from ..configuration.gateway import Gateway
from ..saleor.types import TransactionSessionData
from ..shop import SaleorShop
from . import display, responses
from .call import Call

logger = logging.getLogger(__name__)

Answer = dict[str, Any]


def initialize(gateway: Gateway, data: TransactionSessionData) -> Answer:
    """transactionInitialize; the same again with the same idempotencyKey changes nothing."""
    storefront_data = StorefrontData.parse(data.payment_gateway_data.data)
    return _session(gateway, data, storefront_data)


def process(gateway: Gateway, data: TransactionSessionData) -> Answer:
    """transactionProcess, with what the window returned or with nothing."""
    return _session(gateway, data, None)


def not_known(data: TransactionSessionData, problem: Problem) -> Answer:
    """Something of ours has failed: nothing is claimed of the payment."""
    return responses.action_required(data.action.amount, no_window_data(problem, "ko"))


RECKONINGS = 2
"""How often one call has prices reckoned anew that somebody keeps changing."""


def _session(
    gateway: Gateway, data: TransactionSessionData, storefront_data: StorefrontData | Problem | None
) -> Answer:
    """`storefront_data` is None for every call but the first."""
    call = Call.read(gateway, data, storefront_data)
    # For the tax app: what the core asks of Toss has a deadline of its own.
    deadline = Deadline.after(conf.deadline)
    while (answer := _try(call)) is None:
        if call.reckonings >= RECKONINGS or deadline.remaining() <= 0:
            return _failed(call, problems.PRICES_STALE)
        call = call.reckon()
    return answer


def _try(call: Call) -> Answer | None:
    """None: the prices are to be reckoned anew first, and nothing was charged (M1)."""
    assert call.source.source is not None  # noqa: S101
    known = queries.of_source(call.source.source)
    charged = _charged(known, call.reference)
    if isinstance(charged, Attempt):
        return responses.charge_success(charged)
    if charged:
        return _failed(call, charged)
    if call.prices_are_unsure:
        return None
    problem = call.refusal()
    live = queries.live(known, call.reference)
    if live is None:
        if problem:
            return _refused(call, problem)
        context, first = call.context(known), call.storefront_data
        if isinstance(first, StorefrontData):
            return _answer(call, pay.start(context, first, known))
        return _answer(call, pay.resume(context, _returned(call), known))
    # Only while it is live: the one before us may have charged it and let go just now.
    still = Attempt.objects.filter(pk=live.pk, status__in=queries.LIVE)
    leased = leases.take(still, lease=leases.of_hook())
    if not leased:
        return _failed(call, problems.CHECKING)
    try:
        context = call.context(known, leased=live.pk)
        if problem:
            # Money may have moved already, and that comes first (M5).
            outcome = pay.finish_unknown(context) or Failed(problem=problem)
        else:
            outcome = pay.resume(context, None if call.is_first else _returned(call))
    finally:
        leases.release(leased[0])
    return _answer(call, outcome)


def _returned(call: Call) -> object:
    return call.data.payment_gateway_data.data


def _charged(known: list[Attempt], reference: PaymentReference) -> Attempt | Problem | None:
    """An approval of this transaction: answered alike for ever, once it is known to stand (M8)."""
    attempt = queries.approved(known, reference)
    if attempt is None:
        given_back = [
            one
            for one in known
            if one.reference == reference and one.status == AttemptStatus.REFUNDING
        ]
        return problems.BEING_REFUNDED if given_back else None
    shop = SaleorShop()
    if shop.payment(reference).booking_status(attempt.payment_key) is BookingStatus.UNBOOKED:
        # Saleor has never heard of it: its answer was lost, and Toss may have refunded it since.
        sync_attempt(attempt.pk, shop, Deadline.after(conf.deadline))
        attempt.refresh_from_db()
        if shop.payment(reference).booking_status(attempt.payment_key) is BookingStatus.UNBOOKED:
            is_kept = attempt.status == AttemptStatus.APPROVED
            return problems.CHECKING if is_kept else problems.BEING_REFUNDED
    return attempt


def _answer(call: Call, outcome: Outcome) -> Answer | None:
    if isinstance(outcome, Paid):
        _show(outcome.attempt)
        return responses.charge_success(outcome.attempt)
    if isinstance(outcome, Failed):
        stale = outcome.problem is problems.PRICES_STALE
        return None if stale else _failed(call, outcome.problem)
    language = call.source.language
    shown = window_data(outcome.attempt, outcome.problem, language, call.gateway.callback)
    message = outcome.problem.text(language) if outcome.problem else ""
    return responses.action_required(outcome.attempt.amount, shown, message)


def _show(attempt: Attempt) -> None:
    """Name the card and keep the receipt, for staff and for the buyer's order."""
    try:
        display.name(attempt)
        display.keep_receipt(attempt)
    except Busy:
        schedule.sync_soon(attempt)
    except DatabaseError:
        # The money is taken all the same.
        logger.exception("attempt %s: its receipt is not kept", attempt.order_id)


def _refused(call: Call, problem: Problem) -> Answer:
    """A transaction that has never had an attempt ends with a refusal of its first call (M6)."""
    if not call.is_first:
        return _failed(call, problem)
    return responses.charge_failure(call.data.action.amount, problem, call.source.language)


def _failed(call: Call, problem: Problem) -> Answer:
    """No window and no failure: the storefront shows the reason, and may ask again (M6)."""
    language = call.source.language
    shown = no_window_data(problem, language)
    return responses.action_required(call.data.action.amount, shown, problem.text(language))
