"""A refund in the Toss console: no API key, no idempotency key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..endpoints.cancel import cancel_payment
from ..toss.journal import Event

if TYPE_CHECKING:
    from ..toss.payments import Payment
    from ..toss.state import State

REASON = "상점 관리자 취소"


def cancel_in_console(
    state: State, payment: Payment, amount: object = None, reason: object = REASON
) -> None:
    """Cancel `amount` won, else all that is left; raises TossError."""
    cancel_payment(state, payment, {"cancelReason": reason, "cancelAmount": amount})
    state.journal.add(
        Event(
            at=state.clock.now(),
            kind="console",
            name="console_canceled",
            merchant=payment.pair.merchant,
            customer_key=payment.customer_key,
            payment_key=payment.payment_key,
            detail={"cancelAmount": payment.cancels[-1].amount, "cancelReason": reason},
        )
    )
