"""The Payments API: Saleor's process, confirm and refund, told to the core and back."""

from __future__ import annotations

from typing import Any

from ...core.attempts import queries, states
from ...core.attempts.source import MINIMUM
from ...core.confirm import pay, storefront_data
from ...core.confirm.context import Failed, Found, Outcome, Paid, ServerReturn, Visit
from ...core.confirm.storefront_data import Wish
from ...core.messages import problems
from ...core.messages.problems import Problem
from .. import urls
from ..configuration.gateway import Gateway
from ..payment_context import visit
from ..source_details import Facts
from . import bookkeeping, responses, source
from .refunds import belongs_to_order, finish_ongoing, taken_back, won
from .responses import Reply


def process(gateway: Gateway, data: Any) -> Reply:
    """The first checkoutComplete, and any repeat on a payment that is captured already."""
    settled = _settled(gateway, data)
    if settled:
        return settled
    facts = source.facts(data.payment_id)
    amount, problem = int(data.amount), _problem(gateway, data, facts)
    if isinstance(data.data, Found) and facts.source:
        return _reply(gateway, data, facts, pay.book(_visit(gateway, facts, amount, data.data)))
    wish = Wish.parse(data.data)
    if isinstance(wish, Problem):
        problem = problem or wish
        wish = Wish()
    if problem:
        return responses.problem("capture", data.amount, "", problem, facts.language)
    outcome = pay.start(_visit(gateway, facts, amount), wish)
    return _reply(gateway, data, facts, outcome)


def confirm(gateway: Gateway, data: Any) -> Reply:
    """Every later checkoutComplete."""
    settled = _settled(gateway, data)
    if settled:
        return settled
    facts = source.facts(data.payment_id)
    amount, problem = int(data.amount), _problem(gateway, data, facts)
    if isinstance(data.data, Found) and facts.source:
        found = pay.book(_visit(gateway, facts, amount, data.data))
        return _reply(gateway, data, facts, found)
    if problem:
        unknown = _unknown(gateway, facts, amount)
        if unknown:
            return _reply(gateway, data, facts, unknown)
        return responses.problem("capture", data.amount, data.token or "", problem, facts.language)
    outcome = pay.resume(_visit(gateway, facts, amount, data.data), data.data)
    return _reply(gateway, data, facts, outcome)


def _unknown(gateway: Gateway, facts: Facts, amount: int) -> Outcome | None:
    """Before anything is refused: money may have moved already, and that comes first (M5)."""
    if facts.source is None or amount <= 0:
        return None
    return pay.finish_unknown(_visit(gateway, facts, amount, ServerReturn()))


def _settled(gateway: Gateway, data: Any) -> Reply | None:
    """Answer a payment that Saleor holds as captured with what it holds (M8, M10)."""
    captures = [row for row in data.transactions if row.kind == "capture" and row.is_success]
    if not captures:
        return None
    ongoing = [row for row in data.transactions if row.kind == "refund_ongoing" and row.is_success]
    if ongoing:
        return finish_ongoing(gateway, data, ongoing[-1])
    if queries.goes_back(data.payment_id, captures[-1].token):
        # A worker has booked it only to refund it (M16): it must not become an order meanwhile.
        language = source.facts(data.payment_id).language
        return responses.problem("capture", data.amount, "", problems.BEING_REFUNDED, language)
    return (
        taken_back(data, captures[-1])
        or _no_longer_owed(data, captures)
        or responses.committed_capture(captures[-1])
    )


def _no_longer_owed(data: Any, captures: list[Any]) -> Reply | None:
    """A capture that waits for its order while the cart changes is not that cart's payment (M9)."""
    if belongs_to_order(data):
        return None
    facts = source.facts(data.payment_id)
    refunds = [row for row in data.transactions if row.kind == "refund" and row.is_success]
    held = won(captures) - won(refunds)
    if facts.source is None or facts.owed == held:
        return None
    code = problems.TOTAL_CHANGED.code
    if not states.give_back_later(data.payment_id, captures[-1].token, code) and not refunds:
        return None
    return responses.problem("capture", data.amount, "", problems.BEING_REFUNDED, facts.language)


def _problem(gateway: Gateway, data: Any, facts: Facts) -> Problem | None:
    """Why the Payment cannot be paid; fractions of a won are refused (M9)."""
    closed = gateway.closed(data.currency, facts.currency)
    if closed:
        return closed
    if data.amount != data.amount.to_integral_value() or facts.owed != int(facts.owed):
        return problems.FRACTION
    if data.amount < MINIMUM:
        return problems.BELOW_MINIMUM
    if facts.source is None:
        return problems.TOTAL_CHANGED
    if facts.return_url and not urls.is_storefront_url(facts.return_url):
        return problems.BAD_RETURN_URL
    return None


def _visit(gateway: Gateway, facts: Facts, amount: int, data: object = None) -> Visit:
    return visit(gateway, facts, amount, data, owed_since=facts.since)


def _reply(gateway: Gateway, data: Any, facts: Facts, outcome: Outcome) -> Reply:
    if isinstance(outcome, Paid):
        receipt = outcome.attempt.method.get("receiptUrl")
        if receipt and facts.source and facts.source.type == "checkout":
            bookkeeping.keep_receipt(facts.source.id, receipt)
        return responses.capture(outcome.attempt)
    if isinstance(outcome, Failed):
        return responses.problem(
            "capture", data.amount, data.token or "", outcome.problem, facts.language
        )
    shown = storefront_data.data(outcome.attempt, outcome.problem, facts.language, gateway.callback)
    return responses.window(outcome.attempt, shown)
