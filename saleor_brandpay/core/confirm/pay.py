"""A buyer pays: the first call opens an attempt, every later one ends or offers it (M7)."""

from __future__ import annotations

from ...models import Attempt, AttemptStatus
from ..attempts import queries, schedule, states
from ..attempts.seen_payment import SeenPayment
from ..merchants import merchants
from ..messages import problems
from ..messages.ours import OURS
from ..messages.problem import Problem
from ..messages.toss_codes import buyer_problem
from . import confirm, one_touch
from .claim import claim
from .conclude import conclude, offer_window_again
from .context import Failed, Outcome, PaymentContext, ReadyToCharge
from .open_attempt import adopt, open_attempt
from .other_attempts import is_under_way
from .outcome import record_read_back
from .read_back import Seen, judge, read
from .storefront_data import StorefrontData, WindowReturn

CANCELED = ("PAY_PROCESS_CANCELED", "USER_CANCEL")


def start(
    context: PaymentContext, storefront_data: StorefrontData, known: list[Attempt] | None = None
) -> Outcome:
    """The first call for a Payment or TransactionItem.

    `known`: all attempts of the source, where the caller has just read them.
    """
    if known is None:
        known = queries.of_source(context.debt.source)
    current = queries.live(known, context.debt.reference)
    if current and (current.status == AttemptStatus.UNKNOWN or context.rules.reopens):
        return resume(context, None, known)
    method_id = storefront_data.method_id if context.charges else ""
    opened = open_attempt(
        context, known, None, storefront_data=storefront_data, method_id=method_id
    )
    if not (isinstance(opened, ReadyToCharge) and context.rules.charges_at_once):
        return opened
    attempt = opened.attempt
    with context.rules.alone(attempt) as alone:
        if not alone:
            return Failed(problem=problems.CHECKING)
        known = [one for one in queries.of_source(context.debt.source) if one.pk != attempt.pk]
        return one_touch.charge(context, [*known, attempt], attempt)


def finish_unknown(context: PaymentContext) -> Outcome | None:
    """End an outcome that is not known, without starting anything; None when there is none."""
    known = queries.of_source(context.debt.source)
    current = queries.live(known, context.debt.reference)
    if current is None or current.status != AttemptStatus.UNKNOWN:
        return None
    return _end_unknown(context, known, current, WindowReturn())


def book(context: PaymentContext, seen: SeenPayment | None = None) -> Outcome:
    """A worker has seen that Toss holds the money: book it, and start nothing.

    What was `seen` is read again only where a lock has been waited for since.
    """
    known = queries.of_source(context.debt.source)
    current = queries.live(known, context.debt.reference)
    if current is None:
        others = context.rules.check_others(
            context.debt, queries.others(known), context.deadline, before_confirm=False
        )
        if others.adopted:
            return adopt(context, others.adopted)
        return Failed(problem=others.problem or problems.CHECKING)
    if seen and seen.is_fresh and seen.payment.order_id == current.order_id:
        read_back = judge(current, seen.payment)
    else:
        read_back = read(current, merchants.client(current.merchant), context.deadline)
    if read_back.seen in (Seen.UNAPPROVED, Seen.UNREADABLE):
        return Failed(problem=problems.CHECKING)
    return conclude(context, known, current, record_read_back(current, read_back))


def resume(context: PaymentContext, data: object, known: list[Attempt] | None = None) -> Outcome:
    """Every later call: with what the window returned, or with nothing; `known` as in `start`."""
    if known is None:
        known = queries.of_source(context.debt.source)
    current = queries.live(known, context.debt.reference)
    returned = WindowReturn.parse(data)
    if current is None:
        return open_attempt(context, known, returned if isinstance(returned, Problem) else None)
    takes = context.debt.takes(current)
    if current.status == AttemptStatus.UNKNOWN:
        ended = _end_unknown(context, known, current, returned)
        if ended:
            return ended
        if takes and (current.method_id or not _repeats(current, returned)):
            return open_attempt(context, known, None, recalls=False)
    if merchants.is_frozen(current.merchant):
        # In a copy with keys of its own a new attempt begins beside it (M19).
        return open_attempt(context, known, None, recalls=False)
    if not takes:
        # Opened with test keys in a channel that has gone live, or the other way round.
        return open_attempt(context, known, problems.KEYS_CHANGED, recalls=False)
    if isinstance(returned, Problem):
        return _offer_again(context, known, current, returned)
    if returned.failure:
        return _failed_in_window(context, known, current, returned.failure)
    if not (returned.is_success or returned.is_charge):
        return _offer_again(context, known, current, None)
    problem = _matches(current, returned)
    if problem:
        return _offer_again(context, known, current, problem)
    if returned.is_charge:
        return one_touch.charge(context, known, current)
    return _confirm(context, known, current, returned.payment_key)


def _offer_again(
    context: PaymentContext, known: list[Attempt], current: Attempt, problem: Problem | None
) -> Outcome:
    if problem is None and current.failure_code:
        problem = buyer_problem(current.failure_code)
    offer = one_touch.offer if current.method_id else offer_window_again
    return offer(context, known, current, problem)


def _end_unknown(
    context: PaymentContext,
    known: list[Attempt],
    current: Attempt,
    returned: WindowReturn | Problem,
) -> Outcome | None:
    """Only Toss ends an unknown outcome (M5); None when it shows that nothing was approved."""
    key = (
        returned.payment_key
        if isinstance(returned, WindowReturn) and not current.payment_key
        else ""
    )
    read_back = read(current, merchants.client(current.merchant), context.deadline, key)
    if read_back.seen is Seen.UNREADABLE:
        return Failed(problem=problems.CHECKING)
    if read_back.seen is not Seen.UNAPPROVED:
        return conclude(context, known, current, record_read_back(current, read_back))
    if current.method_id:
        return one_touch.charge_again(context, known, current, read_back)
    if is_under_way(current) and not _repeats(current, returned):
        return Failed(problem=problems.CHECKING)
    return None


def _repeats(current: Attempt, returned: WindowReturn | Problem) -> bool:
    """Whether this is the return whose confirm has no known outcome: it may be sent again."""
    return (
        isinstance(returned, WindowReturn)
        and _matches(current, returned) is None
        and current.payment_key in ("", returned.payment_key)
    )


def _matches(current: Attempt, returned: WindowReturn) -> Problem | None:
    if returned.order_id != current.order_id:
        return problems.WRONG_ORDER
    if returned.amount != current.amount:
        return problems.WRONG_AMOUNT
    # Nothing else may be approved under the order id of a charge, which has no payment key.
    return None if returned.is_charge == bool(current.method_id) else problems.BAD_RETURN


def _confirm(
    context: PaymentContext, known: list[Attempt], current: Attempt, payment_key: str
) -> Outcome:
    """Take the money of the window, once nothing else can have paid the same debt (M1, M9)."""
    in_the_way = claim(context, known, current, payment_key)
    if in_the_way:
        return in_the_way
    if not current.is_transaction:
        # Saleor may roll back what we write from here on.
        schedule.returned(current)
    client = merchants.client(current.merchant)
    result = confirm.confirm(current, payment_key, client, context.deadline)
    return conclude(context, known, current, result)


def _failed_in_window(
    context: PaymentContext, known: list[Attempt], current: Attempt, code: str
) -> Outcome:
    """A failure that the buyer reports closes nothing, but its order id is not used again."""
    problem = buyer_problem("UNKNOWN" if code in OURS else code)
    states.note_failure(current, problem.code)
    if code in CANCELED:
        return _offer_again(context, known, current, problem)
    return open_attempt(context, known, problem, recalls=False)
