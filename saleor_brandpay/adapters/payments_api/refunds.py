"""The Payments API: Saleor's refund, told to the core and back (M10)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from ...api.deadline import Deadline
from ...api.errors import BrandpayError
from ...conf import conf
from ...core.attempts import queries, states
from ...core.merchants import merchants
from ...core.messages.problem import Problem
from ...core.messages.problems import BEING_REFUNDED, KEYS_CHANGED, REFUNDED, TOTAL_CHANGED
from ...core.messages.problems import CHECKING as BEING_CHECKED
from ...core.messages.refund_problems import (
    CHECKING,
    FRACTION,
    UNKNOWN_PAYMENT,
    log_level,
    of_refund,
)
from ...core.refunds import refund_once, refund_rows
from ...core.refunds.identity import Identity
from ...core.refunds.result import RefundOutcome, RefundResult, problem_of
from ...models import Attempt, PaymentReference
from ..configuration.gateway import learn_secret
from ..saleor.types import PaymentData, PaymentTransaction, RefundData
from . import bookkeeping, responses
from .records import PaymentRecords
from .responses import GatewayAnswer
from .source import payment_source

if TYPE_CHECKING:
    from ..configuration.gateway import Gateway

logger = logging.getLogger(__name__)


def refund(gateway: Gateway, data: PaymentData) -> GatewayAnswer:
    """Refund what Saleor asks for, with the keys of the merchant that took the money (M12)."""
    attempt = queries.of_payment_key(PaymentReference.payment(data.payment_id), data.token or "")
    identity = _identity(data, int(data.amount))
    if attempt is None:
        return not_made(data, UNKNOWN_PAYMENT)
    if data.amount != data.amount.to_integral_value() or identity.amount <= 0:
        return not_made(data, FRACTION)
    has_order = belongs_to_order(data)
    result = _ask(gateway, attempt, identity, data, guarded=has_order)
    if result.outcome is RefundOutcome.DONE:
        if not has_order and identity.amount == identity.expected_balance:
            return _taken_from_checkout(data, result)
        return responses.refunded(result.refund, already_booked=result.already_booked)
    if result.outcome is RefundOutcome.BALANCE_DIFFERS and result.foreign_cancels:
        refund_rows.remember(attempt, result.foreign_cancels)
        PaymentRecords(data.payment_id).book_refunds(result.foreign_cancels)
    return not_made(data, problem_of(result))


def _taken_from_checkout(data: PaymentData, result: RefundResult) -> GatewayAnswer:
    """Refunded in full before there is an order: booked here, and told as ongoing.

    Another request for the same checkout may stand between its capture and its order. All that
    keeps Saleor from making that order is a refund that is ongoing.
    """
    if result.payment and not result.already_booked:
        PaymentRecords(data.payment_id).book_refunds(result.payment.cancels)
    return responses.refund_ongoing(data.amount, f"refund:{data.payment_id}")


def belongs_to_order(data: PaymentData) -> bool:
    """Saleor says "None" before there is an order."""
    return data.order_id not in (None, "", "None")


def not_made(data: PaymentData, problem: Problem) -> GatewayAnswer:
    """Tell staff; without an order there is none to tell, and the refund is to be finished."""
    logger.log(log_level(problem), "payment %s: refund not made: %s", data.payment_id, problem.code)
    if not belongs_to_order(data):
        states.refund_awaited(PaymentReference.payment(data.payment_id), data.token or "")
        return responses.refund_ongoing(data.amount, f"refund:{data.payment_id}")
    if data.refund_data is not None or problem is CHECKING:
        # Saleor keeps the reason of a refund of lines to itself, and writes "failed" of any other.
        bookkeeping.note(data.payment_id, of_refund(data.amount, problem).for_staff)
    return responses.failed("refund", data.amount, "", problem.for_staff, code=problem.code)


def finish_ongoing(
    gateway: Gateway, data: PaymentData, ongoing: PaymentTransaction
) -> GatewayAnswer:
    """A checkout whose refund is not known to be done: ask again, and never sell it (M10)."""
    language = payment_source(data.payment_id).language
    capture = [row for row in data.transactions if row.kind == "capture" and row.is_success][-1]
    attempt = queries.of_payment_key(PaymentReference.payment(data.payment_id), capture.token)
    problem = BEING_REFUNDED
    if attempt is not None:
        identity = _identity(data, int(Decimal(str(ongoing.amount["amount"]))))
        if identity.amount <= 0:
            return responses.problem("capture", data.amount, "", REFUNDED, language)
        result = _ask(gateway, attempt, identity, data, guarded=False)
        cancels = result.payment.cancels if result.payment else ()
        if result.outcome in (RefundOutcome.DONE, RefundOutcome.BALANCE_DIFFERS):
            PaymentRecords(data.payment_id).book_refunds(cancels)
            attempt.refresh_from_db(fields=["balance"])
            problem = REFUNDED if attempt.balance == 0 else BEING_REFUNDED
    return responses.problem("capture", data.amount, "", problem, language)


def refunded_at_toss(
    gateway: Gateway, data: PaymentData, capture: PaymentTransaction
) -> GatewayAnswer | None:
    """Why a capture that no order has yet must not become one: Toss has given it back.

    Saleor's automatic refund is rolled back when its worker dies, and only Toss knows of it then.
    Or it was made with test keys, and the channel has gone live since (M12).
    """
    attempt = queries.of_payment_key(PaymentReference.payment(data.payment_id), capture.token)
    if attempt is None or belongs_to_order(data):
        return None
    if attempt.merchant.is_test and gateway.keys.is_test is False:
        states.refund_later(attempt.reference, attempt.payment_key, KEYS_CHANGED.code)
        language = payment_source(data.payment_id).language
        return responses.problem("capture", data.amount, "", BEING_REFUNDED, language)
    client = merchants.client(attempt.merchant)
    try:
        payment = client.payment(attempt.payment_key, deadline=Deadline.after(conf.deadline)).value
    except BrandpayError:
        problem = BEING_CHECKED
    else:
        if payment.balance_amount == attempt.amount:
            return None
        refund_rows.remember(attempt, payment.cancels)
        PaymentRecords(data.payment_id).book_refunds(payment.cancels)
        states.set_balance(attempt, payment.balance_amount)
        problem = REFUNDED
        if payment.balance_amount > 0:
            # What is left does not pay for the goods (M9): it is refunded too.
            states.refund_later(
                PaymentReference.payment(data.payment_id), attempt.payment_key, TOTAL_CHANGED.code
            )
            problem = BEING_REFUNDED
    language = payment_source(data.payment_id).language
    return responses.problem("capture", data.amount, "", problem, language)


def _ask(
    gateway: Gateway, attempt: Attempt, identity: Identity, data: PaymentData, *, guarded: bool
) -> RefundResult:
    learn_secret(gateway, attempt)
    booked = {row.token for row in data.transactions if row.kind == "refund" and row.is_success}
    return refund_once.refund(
        attempt,
        identity,
        merchants.client(attempt.merchant),
        Deadline.after(conf.deadline),
        booked=booked,
        guarded=guarded,
    )


def _identity(data: PaymentData, amount: int) -> Identity:
    """From what Saleor has committed, so that a repeat after a rollback is the same one."""
    refunds = [row for row in data.transactions if row.kind == "refund" and row.is_success]
    captures = [row for row in data.transactions if row.kind == "capture" and row.is_success]
    balance = won(captures) - won(refunds)
    return Identity(
        number=len(refunds),
        expected_balance=balance,
        amount=min(amount, balance),
        lines=_lines(data.refund_data),
    )


def won(rows: Sequence[PaymentTransaction]) -> int:
    """The sum of rows of Saleor's Payment."""
    return int(sum((Decimal(str(row.amount["amount"])) for row in rows), Decimal(0)))


def _lines(refund_data: RefundData | None) -> tuple[str, ...]:
    if refund_data is None:
        return ()
    lines = [f"order {info.line.pk} {info.quantity}" for info in refund_data.order_lines_to_refund]
    lines += [
        f"fulfillment {info.line.pk} {info.quantity}"
        for info in refund_data.fulfillment_lines_to_refund
    ]
    if lines and refund_data.refund_shipping_costs:
        lines.append("shipping")
    return tuple(sorted(lines))
