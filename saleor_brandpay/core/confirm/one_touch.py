"""One-touch: a stored method is charged without the window, for nobody but its owner (M4, M11)."""

from __future__ import annotations

from ...clock import now
from ...models import Attempt, AttemptStatus
from ..attempts import states
from ..merchants import merchants
from ..messages import problems, wallet_problems
from ..messages.problem import Problem
from ..wallet import customers, list_methods
from ..wallet.method import StoredMethod
from . import auto_payment
from .claim import claim
from .conclude import conclude, total_changed
from .context import Failed, Outcome, PaymentContext, ReadyToCharge
from .open_attempt import open_attempt
from .other_attempts import is_under_way
from .outcome import ConfirmStatus
from .read_back import ReadBack

_DECLINED = (ConfirmStatus.REFUSED, ConfirmStatus.CLOSED)
"""Whether or not Toss has kept a declined charge as a payment."""

NO_CONSENT = "REQUIRED_BILLING_TERMS"
"""Toss charges only who has agreed to automatic payments, in the SDK's `requestBillingAuth`.

UNCERTAIN: whether all are refused without it, its status, and whether it is asked for once or for
each method.
"""


def may_charge(context: PaymentContext, attempt: Attempt) -> bool:
    """Whether the caller may have the attempt's stored method charged."""
    return context.charges and customers.is_of(attempt.customer, context.user_pk)


def offer(
    context: PaymentContext, known: list[Attempt], current: Attempt, problem: Problem | None
) -> Outcome:
    """Say once more that an attempt is ready to be charged; to anybody else, a window."""
    if not may_charge(context, current):
        return open_attempt(context, known, problem, recalls=False)
    if not context.rules.pays(current, context.debt):
        return total_changed(context, known, current)
    if is_stale(current):
        return open_attempt(
            context,
            known,
            problem or problems.WINDOW_EXPIRED,
            recalls=False,
            method_id=current.method_id,
        )
    return ReadyToCharge(attempt=current, problem=problem)


def is_stale(attempt: Attempt) -> bool:
    """Whether nothing may be sent for it any more.

    A charge must have ended before a 404 closes its attempt (M5), and no key reaches one that a
    worker that died has sent under another secret (M3, M12).
    """
    is_old = now() - attempt.opened_at >= Attempt.WINDOW_OFFERED
    return is_old or attempt.secret_id != attempt.merchant.current_secret_id


def charge(context: PaymentContext, known: list[Attempt], current: Attempt) -> Outcome:
    """Charge the buyer's own stored method; if there is no such method, a window is the way on."""
    if not may_charge(context, current) or is_stale(current):
        return offer(context, known, current, None)
    method = _method(context, current)
    if isinstance(method, Problem):
        # Not under this order id, which a worker that died may have charged.
        return open_attempt(context, known, method)
    in_the_way = claim(context, known, current, current.payment_key)
    return in_the_way or _charge(context, known, current, method)


def charge_again(
    context: PaymentContext, known: list[Attempt], current: Attempt, read_back: ReadBack
) -> Outcome | None:
    """A charge without a known outcome: the same one is sent again, by its owner only (M3)."""
    if merchants.is_frozen(current.merchant):
        return Failed(problem=problems.CHECKING)
    rules = context.rules
    is_wanted = may_charge(context, current) and rules.pays(current, context.debt)
    if is_wanted and context.debt.takes(current) and not is_stale(current):
        method = _method(context, current)
        if not isinstance(method, Problem):
            problem = rules.claim(current, context.debt, current.payment_key)
            if problem is None:
                return _charge(context, known, current, method)
            if problem is not problems.TOTAL_CHANGED:
                return Failed(problem=problem)
    if is_under_way(current) or read_back.payment is not None:
        return Failed(problem=problems.CHECKING)
    return None


def _method(context: PaymentContext, attempt: Attempt) -> StoredMethod | Problem:
    return list_methods.find(attempt.customer, attempt.method_id, context.deadline)


def _charge(
    context: PaymentContext, known: list[Attempt], current: Attempt, method: StoredMethod
) -> Outcome:
    client = merchants.client(current.merchant)
    was_asked = current.failure_code == wallet_problems.BILLING_CONSENT.code
    result = auto_payment.charge(current, method, client, context.deadline)
    if result.code == NO_CONSENT and result.status in _DECLINED:
        return _ask_for_consent(context, known, current, was_asked=was_asked)
    return conclude(context, known, current, result)


def _ask_for_consent(
    context: PaymentContext, known: list[Attempt], current: Attempt, *, was_asked: bool
) -> Outcome:
    """Ready once more, for when the buyer has agreed; who was asked before gets the window.

    So a storefront that knows nothing of the consent is led to the payment window all the same.
    """
    if current.status != AttemptStatus.CLOSED:
        states.to_superseded(current)
    method_id = "" if was_asked else current.method_id
    return open_attempt(context, known, wallet_problems.BILLING_CONSENT, method_id=method_id)
