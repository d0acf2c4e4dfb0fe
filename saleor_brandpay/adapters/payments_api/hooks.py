"""The Payments API: Saleor's process, confirm and refund, told to the core and back."""

from __future__ import annotations

from saleor.checkout.models import Checkout

from ...core.attempts import queries, states
from ...core.attempts.source import MINIMUM
from ...core.confirm import pay
from ...core.confirm.context import Failed, Outcome, Paid, PaymentContext
from ...core.confirm.payments_api_rules import PaymentsApiRules
from ...core.confirm.storefront_data import StorefrontData, window_data
from ...core.messages import problems
from ...core.messages.problem import Problem
from ...models import PaymentReference
from .. import caller, urls
from ..configuration.gateway import Gateway
from ..payment_context import payment_context
from ..saleor.types import PaymentData, PaymentTransaction
from ..shop import SaleorShop
from ..source_details import SourceDetails
from . import bookkeeping, responses
from .refunds import belongs_to_order, finish_ongoing, refunded_at_toss, won
from .responses import GatewayAnswer
from .source import payment_source


def process(gateway: Gateway, data: PaymentData) -> GatewayAnswer:
    """The first checkoutComplete, and any repeat on a payment that is captured already."""
    answered = _answer_captured(gateway, data)
    if answered:
        return answered
    source = payment_source(data.payment_id)
    if source.obstacle in UNSURE:
        return _unsure(data, source)
    amount, problem = int(data.amount), _problem(gateway, data, source)
    by = caller.current()
    if by.is_worker and source.source:
        found = pay.book(_context(gateway, source, amount, opens_windows=False), by.seen)
        return _answer(gateway, data, source, found)
    storefront_data = StorefrontData.parse(data.data)
    if isinstance(storefront_data, Problem):
        problem = problem or storefront_data
        storefront_data = StorefrontData()
    if problem:
        return responses.problem("capture", data.amount, "", problem, source.language)
    context = _context(gateway, source, amount, address=data.customer_ip_address)
    outcome = pay.start(context, storefront_data)
    return _answer(gateway, data, source, outcome)


def confirm(gateway: Gateway, data: PaymentData) -> GatewayAnswer:
    """Every later checkoutComplete."""
    answered = _answer_captured(gateway, data)
    if answered:
        return answered
    source = payment_source(data.payment_id)
    if source.obstacle in UNSURE:
        return _unsure(data, source)
    amount, problem = int(data.amount), _problem(gateway, data, source)
    by = caller.current()
    if by.is_worker and source.source:
        found = pay.book(_context(gateway, source, amount, opens_windows=False), by.seen)
        return _answer(gateway, data, source, found)
    if problem:
        unknown = _unknown(gateway, source, amount)
        if unknown:
            return _answer(gateway, data, source, unknown)
        return responses.problem("capture", data.amount, data.token or "", problem, source.language)
    outcome = pay.resume(
        _context(
            gateway,
            source,
            amount,
            opens_windows=by.opens_windows,
            address=data.customer_ip_address,
        ),
        data.data,
    )
    return _answer(gateway, data, source, outcome)


UNSURE = (problems.PRICES_STALE, problems.NO_TAXES)


def _unsure(data: PaymentData, source: SourceDetails, *, taken: bool = False) -> GatewayAnswer:
    """The cart was changed in the moment between Saleor's look at its prices and this call (M1).

    Saleor holds the checkout, so that no tax app may be asked here; its next call looks again.
    Nothing is judged by these prices, money that a worker has found neither: where some may have
    moved (`taken`: it has) no refusal is told (M6).
    """
    problem = source.obstacle or problems.PRICES_STALE
    if taken or queries.has_unknown(source.reference):
        problem = problems.CHECKING
    return responses.problem("capture", data.amount, data.token or "", problem, source.language)


def _unknown(gateway: Gateway, source: SourceDetails, amount: int) -> Outcome | None:
    """Before anything is refused: money may have moved already, and that comes first (M5)."""
    if source.source is None or amount <= 0:
        return None
    return pay.finish_unknown(_context(gateway, source, amount, opens_windows=False))


def _answer_captured(gateway: Gateway, data: PaymentData) -> GatewayAnswer | None:
    """Answer a payment that Saleor holds as captured with what it holds (M8, M10)."""
    captures = [row for row in data.transactions if row.kind == "capture" and row.is_success]
    if not captures:
        return None
    ongoing = [row for row in data.transactions if row.kind == "refund_ongoing" and row.is_success]
    if ongoing:
        return finish_ongoing(gateway, data, ongoing[-1])
    if queries.is_refunding(PaymentReference.payment(data.payment_id), captures[-1].token):
        # A worker has booked it only to refund it (M16): it must not become an order meanwhile.
        language = payment_source(data.payment_id).language
        return responses.problem("capture", data.amount, "", problems.BEING_REFUNDED, language)
    return (
        refunded_at_toss(gateway, data, captures[-1])
        or _no_longer_owed(data, captures)
        or responses.committed_capture(captures[-1])
    )


def _no_longer_owed(data: PaymentData, captures: list[PaymentTransaction]) -> GatewayAnswer | None:
    """A capture that waits for its order while the cart changes is not that cart's payment (M9)."""
    if belongs_to_order(data):
        return None
    source = payment_source(data.payment_id)
    if source.obstacle in UNSURE:
        return _unsure(data, source, taken=True)
    refunds = [row for row in data.transactions if row.kind == "refund" and row.is_success]
    held = won(captures) - won(refunds)
    if source.source is None or source.owed == held:
        return None
    code = problems.TOTAL_CHANGED.code
    if (
        not states.refund_later(PaymentReference.payment(data.payment_id), captures[-1].token, code)
        and not refunds
    ):
        return None
    return responses.problem("capture", data.amount, "", problems.BEING_REFUNDED, source.language)


def _problem(gateway: Gateway, data: PaymentData, source: SourceDetails) -> Problem | None:
    """Why the Payment cannot be paid; fractions of a won are refused (M9)."""
    closed = gateway.closed(data.currency, source.currency)
    if closed or source.obstacle:
        return closed or source.obstacle
    if gateway.makes_unpaid_orders:
        return problems.UNPAID_ORDERS
    if data.amount != data.amount.to_integral_value() or source.owed != int(source.owed):
        return problems.FRACTION
    if data.amount < MINIMUM:
        return problems.BELOW_MINIMUM
    if source.source is None:
        return problems.TOTAL_CHANGED
    if source.return_url and urls.storefront_url(source.return_url) is None:
        return problems.BAD_RETURN_URL
    return None


def _context(
    gateway: Gateway,
    source: SourceDetails,
    amount: int,
    *,
    opens_windows: bool = True,
    address: str | None = None,
) -> PaymentContext:
    return payment_context(
        gateway,
        source,
        amount,
        PaymentsApiRules(shop=SaleorShop()),
        opens_windows=opens_windows,
        address=address,
    )


def _answer(
    gateway: Gateway, data: PaymentData, source: SourceDetails, outcome: Outcome
) -> GatewayAnswer:
    if isinstance(outcome, Paid):
        kept = bookkeeping.order_metadata(outcome.attempt)
        if kept and source.source and source.source.type == "checkout":
            bookkeeping.keep_on_checkout(Checkout.objects.filter(pk=source.source.id), kept)
        return responses.capture(outcome.attempt)
    if isinstance(outcome, Failed):
        return responses.problem(
            "capture", data.amount, data.token or "", outcome.problem, source.language
        )
    shown = window_data(outcome.attempt, outcome.problem, source.language, gateway.callback)
    return responses.action_to_confirm(outcome.attempt, shown)
