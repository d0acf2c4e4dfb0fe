"""Taking the money: one confirm per attempt, however often it is asked for (M3, M5, M9, M12)."""

from __future__ import annotations

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.errors import BrandpayError, IdempotencyConflict, InProgress, NotSent
from ...models import Attempt
from ..attempts import states
from ..merchants import merchants
from . import sent_keys
from .outcome import (
    MAX_STEPS,
    ConfirmResult,
    declined,
    record_answer,
    record_not_sent,
    record_read_back,
    record_unknown,
    refusal,
    time_for_post,
)
from .read_back import ReadBack, Seen, read


def confirm(
    attempt: Attempt, payment_key: str, client: BrandpayClient, deadline: Deadline
) -> ConfirmResult:
    """Confirm with the saved values and record what Toss says.

    The caller holds the claim: Saleor's lock on the checkout, or one of our own (M2).

    UNCERTAIN: the code for a wrong amount or customer key.
    """
    unsent = attempt.confirm_sent_at is None
    if attempt.secret_id != attempt.merchant.current_secret_id:
        # Toss's idempotency does not reach across secret keys: look before any POST (M12).
        read_back = read(attempt, client, deadline, payment_key)
        if read_back.not_sent:
            step = attempt.confirm_step
            return record_not_sent(attempt, step, read_back.not_sent, unsent=unsent)
        if read_back.seen is not Seen.UNAPPROVED:
            return record_read_back(attempt, read_back)
        attempt.secret = merchants.secret_of(attempt.merchant)
    for step in range(attempt.confirm_step, attempt.confirm_step + MAX_STEPS):
        result = _confirm_once(attempt, payment_key, step, client, deadline, unsent=unsent)
        if result is not None:
            return result
        unsent = False
    return record_unknown(attempt, "TOO_MANY_STEPS")


def _confirm_once(
    attempt: Attempt,
    payment_key: str,
    step: int,
    client: BrandpayClient,
    deadline: Deadline,
    *,
    unsent: bool,
) -> ConfirmResult | None:
    """One POST; None when this step is spent and the next one may be taken at once.

    `unsent`: nothing that may still be under way was sent before.

    UNCERTAIN: whether a 5xx is kept under its key.
    """
    key = f"confirm:{attempt.order_id}:{step}"
    # One key stands for one payment: a second window of the same order id cannot take its place,
    # and asking for the first one again tells what became of it (M3).
    payment_key, is_new = sent_keys.remember(key, payment_key)
    unsent = unsent and is_new
    states.confirm_may_be_sent(attempt, payment_key)
    try:
        answer = client.confirm(
            payment_key=payment_key,
            order_id=attempt.order_id,
            amount=attempt.amount,
            customer_key=attempt.customer.customer_key,
            idempotency_key=key,
            deadline=time_for_post(deadline),
        )
    except IdempotencyConflict:
        # Something else was sent under this key: what became of that?
        return record_read_back(attempt, read(attempt, client, deadline, payment_key))
    except NotSent as error:
        if is_new:
            sent_keys.forget(key)
        return record_not_sent(attempt, step, error, unsent=unsent)
    except BrandpayError as error:
        return _after_error(attempt, step, error, read(attempt, client, deadline, payment_key))
    return record_answer(attempt, answer, client, deadline, first=unsent and step == 0)


def _after_error(
    attempt: Attempt, step: int, error: BrandpayError, read_back: ReadBack
) -> ConfirmResult | None:
    if read_back.seen is not Seen.UNAPPROVED:
        return declined(record_read_back(attempt, read_back), error)
    if error.replayed and not isinstance(error, InProgress):
        # The first request has ended and moved nothing: the next key is safe (M3).
        return None
    if error.is_unknown:
        return record_unknown(attempt, error.code)
    attempt.confirm_sent_at = None
    states.to_refused(attempt, step + 1, error.code, error.message)
    return ConfirmResult(status=refusal(attempt, error, read_back), code=error.code)
