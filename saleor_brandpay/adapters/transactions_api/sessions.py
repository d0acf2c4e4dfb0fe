"""The Transactions API: Saleor's initialize and process sessions, told to the core and back."""

from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError

from ...api.deadline import Deadline
from ...conf import conf
from ...core.attempts import leases, queries
from ...core.confirm import pay
from ...core.confirm.context import Failed, Outcome, Paid, PaymentContext
from ...core.confirm.storefront_data import StorefrontData, no_window_data, window_data
from ...core.confirm.transactions_api_rules import TransactionsApiRules
from ...core.messages import problems
from ...core.messages.problems import Problem
from ...core.shop_records import BookingStatus
from ...core.sync.sync_attempt import sync_attempt
from ...models import Attempt, AttemptStatus, PaymentReference
from .. import caller, urls
from ..configuration.gateway import Gateway
from ..payment_context import payment_context
from ..saleor.types import TransactionSessionData
from ..shop import SaleorShop
from ..source_details import SourceDetails
from . import display, responses
from .source import transaction_source

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


def _session(
    gateway: Gateway, data: TransactionSessionData, storefront_data: StorefrontData | Problem | None
) -> Answer:
    """`storefront_data` is None for every call but the first."""
    reference = PaymentReference.transaction(data.transaction.token)
    source = transaction_source(data.source_object, reference)
    assert source.source is not None  # noqa: S101
    known = queries.of_source(source.source)
    charged = _charged(known, reference)
    if isinstance(charged, Attempt):
        return responses.charge_success(charged)
    if charged:
        return _failed(data, source, charged)
    problem = _refusal(gateway, data, source, storefront_data)
    live = queries.live(known, reference)
    if live is None:
        if problem:
            refused = responses.charge_failure(data.action.amount, problem, source.language)
            return refused if storefront_data is not None else _failed(data, source, problem)
        context = _context(gateway, data, source)
        first = storefront_data if isinstance(storefront_data, StorefrontData) else None
        outcome = pay.start(context, first) if first else pay.resume(context, _returned(data))
        return _answer(gateway, data, source, outcome)
    # Only while it is live: the one before us may have charged it and let go just now.
    still = Attempt.objects.filter(pk=live.pk, status__in=queries.LIVE)
    leased = leases.take(still, lease=leases.of_hook())
    if not leased:
        return _failed(data, source, problems.CHECKING)
    try:
        context = _context(gateway, data, source, leased=live.pk)
        if problem:
            # Money may have moved already, and that comes first (M5).
            outcome = pay.finish_unknown(context) or Failed(problem=problem)
        else:
            outcome = pay.resume(context, None if storefront_data is not None else _returned(data))
    finally:
        leases.release(leased[0])
    return _answer(gateway, data, source, outcome)


def _returned(data: TransactionSessionData) -> object:
    return data.payment_gateway_data.data


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


def _refusal(
    gateway: Gateway,
    data: TransactionSessionData,
    source: SourceDetails,
    storefront_data: StorefrontData | Problem | None,
) -> Problem | None:
    amount = data.action.amount
    closed = gateway.closed(data.action.currency, source.currency)
    if closed:
        return closed
    if amount != amount.to_integral_value() or source.owed != source.owed.to_integral_value():
        return problems.FRACTION
    if source.gift_cards_forgotten:
        return problems.GIFT_CARDS
    if isinstance(storefront_data, Problem):
        return storefront_data
    if (
        storefront_data
        and storefront_data.return_url
        and urls.storefront_url(storefront_data.return_url) is None
    ):
        return problems.BAD_RETURN_URL
    return None


def _context(
    gateway: Gateway,
    data: TransactionSessionData,
    source: SourceDetails,
    *,
    leased: int | None = None,
) -> PaymentContext:
    rules = TransactionsApiRules(shop=SaleorShop(), sync=sync_attempt, leased=leased)
    return payment_context(
        gateway,
        source,
        int(data.action.amount),
        rules,
        opens_windows=caller.current().opens_windows,
    )


def _answer(
    gateway: Gateway, data: TransactionSessionData, source: SourceDetails, outcome: Outcome
) -> Answer:
    if isinstance(outcome, Paid):
        _show(outcome.attempt)
        return responses.charge_success(outcome.attempt)
    if isinstance(outcome, Failed):
        return _failed(data, source, outcome.problem)
    shown = window_data(outcome.attempt, outcome.problem, source.language, gateway.callback)
    message = outcome.problem.text(source.language) if outcome.problem else ""
    return responses.action_required(outcome.attempt.amount, shown, message)


def _show(attempt: Attempt) -> None:
    """Name the card and keep the receipt, for staff and for the buyer's order."""
    try:
        display.name(attempt)
        display.keep_receipt(attempt)
    except DatabaseError:
        # The money is taken all the same.
        logger.exception("attempt %s: its receipt is not kept", attempt.order_id)


def _failed(data: TransactionSessionData, source: SourceDetails, problem: Problem) -> Answer:
    """No window and no failure: the storefront shows the reason, and may ask again (M6)."""
    return responses.action_required(
        data.action.amount,
        no_window_data(problem, source.language),
        problem.text(source.language),
    )
