"""The sandbox's drawer in the window: make this payment fail on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..toss.outcomes import failed
from .events import note
from .flow import end_with

if TYPE_CHECKING:
    from ..toss.state import State
    from .forms import Errors, Form
    from .session import Session

WINDOW_CODES = (
    "PAY_PROCESS_ABORTED",
    "REJECT_CARD_COMPANY",
    "FAILED_CARD_COMPANY",
    "MAINTAINED_METHOD",
    "INVALID_STOPPED_CARD",
    "INVALID_CARD_INFO_RE_REGISTER",
    "INVALID_CARD_LOST_OR_STOLEN",
    "DUPLICATED_ORDER_ID",
    "NOT_ALLOWED_BRANDPAY_METHOD",
    "NOT_FOUND_METHOD",
    "INVALID_REQUEST",
    "NOT_SUPPORTED_METHOD",
    "INVALID_PASSWORD",
    "NOT_FOUND_CUSTOMER",
    "FAILED_DB_PROCESSING",
    "NOT_FOUND_METHOD_OWNERSHIP",
    "NOT_FOUND_MERCHANT",
    "UNKNOWN_PAYMENT_ERROR",
    "RESTRICTED_TRANSFER_ACCOUNT",
    "FORBIDDEN_DORMANT_OR_WITHDRAWAL_CUSTOMER",
    "FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING",
    "COMMON_ERROR",
    "INVALID_MAXIMUM_DISCOUNT_AMOUNT",
    "NOT_FOUND_PAYMENT",
    "INVALID_REQUIRED_PARAM",
    "SUSPECTED_PHISHING_PAYMENT",
    "EXCEED_MAX_DISCOUNT_COUNT",
)
"""What failUrl can be called with, besides the buyer's own PAY_PROCESS_CANCELED."""
CONFIRM_CODES = (
    "REJECT_CARD_PAYMENT",
    "REJECT_CARD_COMPANY",
    "REJECT_ACCOUNT_PAYMENT",
    "INVALID_REJECT_CARD",
    "INVALID_STOPPED_CARD",
    "INVALID_CARD_EXPIRATION",
    "INVALID_CARD_LOST_OR_STOLEN",
    "EXCEED_MAX_DAILY_PAYMENT_COUNT",
    "EXCEED_MAX_PAYMENT_AMOUNT",
    "EXCEED_MAX_AMOUNT",
    "EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT",
    "NOT_AVAILABLE_BANK",
    "NOT_AVAILABLE_PAYMENT",
    "FDS_ERROR",
    "PROVIDER_ERROR",
    "CARD_PROCESSING_ERROR",
    "NOT_FOUND_PAYMENT_SESSION",
    "FORBIDDEN_REQUEST",
    "FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING",
)
"""What the merchant's confirm can be refused with."""


def refuse(state: State, session: Session, form: Form) -> Errors:
    """Fail in the window at once, or have the next confirm of this order refused."""
    payment, request, code = session.payment, session.request, form.get("code", "")
    if payment is None or request is None:
        return {}
    if form.get("at") == "window" and code in WINDOW_CODES:
        payment.end("ABORTED", code)
        note(state, session, "window", "refused_in_window", code=code)
        end_with(session, failed(request, code, english=session.english))
    elif form.get("at") == "confirm" and code in CONFIRM_CODES:
        state.faults.withdraw(session.refusal_id)
        fault = state.faults.add(
            endpoint="confirm",
            kind="refuse",
            code=code,
            order_id=request.order_id,
        )
        session.refusal, session.refusal_id = code, fault.id
        note(state, session, "window", "confirm_will_be_refused", code=code)
    return {}
