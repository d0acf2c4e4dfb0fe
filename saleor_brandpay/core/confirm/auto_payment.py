"""Charging a stored method without a window: one auto payment per attempt (M3, M4, M5, M11, M12).

Nothing but the idempotency key keeps Toss from charging twice: there is no payment key before,
and nobody promises that an order id is taken only once. So a key is left behind only when its
request is known to have ended and moved nothing. The attempt was committed by an earlier call:
what is sent is the same for every worker, whatever has been rolled back since.
"""

from __future__ import annotations

import logging
from typing import Any

from ...api import text
from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.errors import BrandpayError, IdempotencyConflict, KeyRejected, NotSent, RateLimited
from ...api.secret import Secret
from ...models import Attempt, AttemptStatus
from ..attempts import states
from ..wallet.method import StoredMethod
from . import sent_keys
from .outcome import (
    MAX_STEPS,
    ConfirmResult,
    ConfirmStatus,
    declined,
    record_answer,
    record_not_sent,
    record_read_back,
    record_unknown,
    refusal,
    time_for_post,
)
from .read_back import ReadBack, Seen, read

logger = logging.getLogger(__name__)

_SAYS_NOTHING = ("DUPLICATED_ORDER_ID", "DUPLICATED_REQUEST")
"""Refusals that mean that there is something under this order id, whatever a look shows.

UNCERTAIN: whether a used order id is refused at all.
"""


def charge(
    attempt: Attempt, method: StoredMethod, client: BrandpayClient, deadline: Deadline
) -> ConfirmResult:
    """Charge the attempt's own customer's method with the saved amount; record what Toss says.

    The caller holds the claim, as for a confirm, and has seen to the other attempts (M1, M2). An
    attempt whose outcome is not known may be charged again: it is the same charge.
    """
    is_owners = method.customer_pk == attempt.customer_id and not attempt.customer.is_guest
    if not is_owners or method.id != attempt.method_id:
        logger.error("attempt %s: another method than its own is not charged", attempt.order_id)
        return ConfirmResult(status=ConfirmStatus.REFUSED, code="NOT_FOUND_METHOD_OWNERSHIP")
    if not method.is_enabled:
        return ConfirmResult(status=ConfirmStatus.REFUSED, code="NOT_FOUND_METHOD")
    if method.type == "account":
        attempt.method = {"last4": method.last_digits}
    unknown = attempt.status == AttemptStatus.UNKNOWN
    if unknown:
        read_back = read(attempt, client, deadline)
        if read_back.seen is not Seen.UNAPPROVED or read_back.payment is not None:
            return record_read_back(attempt, read_back)
    for step in range(attempt.confirm_step, attempt.confirm_step + MAX_STEPS):
        result = _charge_once(attempt, method, step, client, deadline, unknown=unknown)
        if result is not None:
            return result
        unknown = False
    return record_unknown(attempt, "TOO_MANY_STEPS")


def _charge_once(
    attempt: Attempt,
    method: StoredMethod,
    step: int,
    client: BrandpayClient,
    deadline: Deadline,
    *,
    unknown: bool,
) -> ConfirmResult | None:
    """One POST; None when this step is spent and the next one may be taken at once."""
    key = f"charge:{attempt.order_id}:{step}"
    _, is_new = sent_keys.remember(key, method.id)
    first = not unknown and step == 0 and is_new
    states.confirm_may_be_sent(attempt, attempt.payment_key)
    attempt.confirm_step = step
    try:
        answer = client.auto_payment(
            customer_key=attempt.customer.customer_key,
            method_key=Secret(method.key),
            amount=attempt.amount,
            order_id=attempt.order_id,
            order_name=_order_name(attempt),
            **_options(attempt, method),
            idempotency_key=key,
            deadline=time_for_post(deadline),
        )
    except IdempotencyConflict:
        # Toss gives the method another key now than before a rollback: what became of that one?
        return record_read_back(attempt, read(attempt, client, deadline))
    except ValueError:
        logger.exception("attempt %s: Toss takes no such charge", attempt.order_id)
        return _not_sendable(attempt, unknown=unknown)
    except NotSent as error:
        if is_new:
            sent_keys.forget(key)
        return record_not_sent(attempt, step, error, unsent=first)
    except BrandpayError as error:
        read_back = read(attempt, client, deadline)
        return _after_error(attempt, step, error, read_back, unknown=unknown)
    return record_answer(attempt, answer, client, deadline, first=first)


def _after_error(
    attempt: Attempt, step: int, error: BrandpayError, read_back: ReadBack, *, unknown: bool
) -> ConfirmResult | None:
    if read_back.seen is not Seen.UNAPPROVED:
        return declined(record_read_back(attempt, read_back), error)
    if error.is_unknown or error.code in _SAYS_NOTHING or read_back.payment is not None:
        return record_unknown(attempt, error.code)
    if error.replayed:
        # The first request has ended, in a refusal, and moved nothing: the next key is safe (M3).
        return None
    if unknown:
        # Refused before Toss looked at the key, perhaps: it says nothing of the first request.
        return record_unknown(attempt, error.code)
    # Such a refusal may come before the key is looked at, and a request that was rolled back here
    # be under way: the same key again. If it was kept under the key, the replay is stepped over.
    same = isinstance(error, (RateLimited, KeyRejected))
    attempt.confirm_sent_at = None
    states.to_refused(attempt, step if same else step + 1, error.code, error.message)
    return ConfirmResult(status=refusal(attempt, error, read_back), code=error.code)


def _not_sendable(attempt: Attempt, *, unknown: bool) -> ConfirmResult:
    """An option that cannot be right, an instalment plan of one month, say: it was never sent."""
    if unknown:
        return record_unknown(attempt, "INVALID_REQUEST")
    attempt.confirm_sent_at = None
    states.to_refused(attempt, attempt.confirm_step, "INVALID_REQUEST", "")
    return ConfirmResult(status=ConfirmStatus.REFUSED, code="INVALID_REQUEST")


def _order_name(attempt: Attempt) -> str:
    """As the window has it; an attempt may be older than its limits."""
    kept = text.plain(attempt.payment_fields.get("orderName") or "")
    return text.cut(kept, text.NAME) or attempt.order_id


def _options(attempt: Attempt, method: StoredMethod) -> dict[str, Any]:
    """The storefront's options that an auto payment of this kind of method knows."""
    given = attempt.storefront_data.get("options", {})
    if method.type == "card":
        card = given.get("card", {})
        return {
            "card_installment_plan": card.get("cardInstallmentPlan"),
            "use_card_point": card.get("useCardPoint"),
            "discount_code": card.get("discountCode"),
        }
    transfer = given.get("transfer", {})
    return {
        "culture_expense": transfer.get("isCulturalExpenses", False),
        "cash_receipt": transfer.get("cashReceipt"),
        "discount_code": transfer.get("discountCode"),
    }
