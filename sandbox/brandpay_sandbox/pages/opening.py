"""POST /v2/windows: the SDK opens a window for one of its calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ..toss.outcomes import failed
from ..toss.paying import apply_discount, chosen_method, open_payment
from ..toss.sdk_error import SdkError
from ..toss.window import (
    PaymentRequest,
    checked_customer_key,
    checked_url,
    known_pair,
    payment_request,
)
from .events import note
from .flow import REQUIRED, customer_of, end_with
from .session import KINDS

if TYPE_CHECKING:
    from ..toss.state import State
    from .session import Kind, Session

ANONYMOUS = "@@ANONYMOUS"


def open_window(
    state: State, body: dict[str, Any], *, origin: str | None, english: bool
) -> Session:
    """A session for the SDK's call; raises SdkError as the SDK rejects it."""
    kind = body.get("kind")
    if kind not in KINDS:
        raise SdkError("INVALID_PARAMETERS", "unknown kind of window")
    pair = known_pair(state.keys, body.get("clientKey"))
    customer_key = body.get("customerKey")
    if customer_key == ANONYMOUS:
        raise SdkError("INVALID_CUSTOMER_KEY", "Brandpay has no anonymous customers")
    checked_customer_key(customer_key)
    redirect_url = _redirect_url(state, body.get("redirectUrl"))
    if kind == "one_touch" and not state.settings.one_touch:
        raise SdkError("NEED_MERCHANT_ONE_TOUCH_SETTING", "the merchant has no one-touch contract")
    request = payment_request(body.get("payment")) if kind == "payment" else None
    session = state.windows.open(
        kind=cast("Kind", kind),
        pair=pair,
        customer_key=str(customer_key),
        redirect_url=redirect_url,
        origin=origin,
        english=english,
        opened_at=state.clock.now(),
        request=request,
    )
    if request is not None:
        _begin(state, session, request)
    else:
        note(state, session, "sdk", f"sdk_{kind}")
    return session


def one_touch(state: State, body: dict[str, Any]) -> bool:
    """The SDK's isOneTouchPayEnabled; raises SdkError."""
    pair = known_pair(state.keys, body.get("clientKey"))
    key = checked_customer_key(body.get("customerKey"))
    if not state.settings.one_touch:
        raise SdkError("NEED_MERCHANT_ONE_TOUCH_SETTING", "the merchant has no one-touch contract")
    customer = state.customers.get(pair.merchant, key)
    if customer is None or not (customer.agreed_terms >= REQUIRED or customer.methods):
        raise SdkError("NEED_AGREEMENT_WITH_TERMS", "the customer has not agreed to the terms yet")
    return customer.one_touch


def _begin(state: State, session: Session, request: PaymentRequest) -> None:
    """Open the payment; what Toss would refuse at once ends the window before it shows."""
    arguments = {"orderId": request.order_id, "amount": request.amount}
    if state.payments.approved(session.pair.merchant, request.order_id):
        note(state, session, "sdk", "sdk_payment", **arguments)
        end_with(session, failed(request, "DUPLICATED_ORDER_ID", english=session.english))
        return
    payment = open_payment(state, session.pair, session.customer_key, request)
    session.payment = payment
    arguments["orderName"] = request.order_name
    mode = "redirect" if request.success_url else "promise"
    note(state, session, "sdk", "sdk_payment", mode=mode, **arguments)
    if request.method_id is None:
        return
    try:
        method = chosen_method(state.customers, customer_of(state, session), request.method_id)
        apply_discount(state, payment, method, request)
    except SdkError as error:
        payment.end("ABORTED", error.code)
        end_with(session, failed(request, error.code, english=session.english))
    else:
        session.chosen_id = method.id


def _redirect_url(state: State, value: object) -> str | None:
    """The URL to call: it must be registered; the only registered one may be left out."""
    registered = state.settings.redirect_urls
    if value is None:
        if registered is None or len(registered) == 1:
            return registered[0] if registered else None
        raise SdkError("NOT_REGISTERED_REDIRECT_URL", "redirectUrl is required: none or several")
    url = checked_url(value, "INVALID_PARAMETERS", "redirectUrl")
    if registered is not None and url not in registered:
        raise SdkError("NOT_REGISTERED_REDIRECT_URL", "redirectUrl is not a registered one")
    return url
