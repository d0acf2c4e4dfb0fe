"""How a payment window ends: where the SDK sends the page, or what its promise settles with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..client.redirect import with_query
from ..messages import message

if TYPE_CHECKING:
    from .payments import Payment
    from .window import PaymentRequest

Outcome = dict[str, Any]
"""`{"url"}` in redirect mode; `{"url": None, "result"}` in promise mode."""


def succeeded(request: PaymentRequest, payment: Payment) -> Outcome:
    key, order_id, amount = payment.payment_key, payment.order_id, payment.amount
    if request.success_url is None:
        total = {"currency": "KRW", "value": amount}
        return {"url": None, "result": {"paymentKey": key, "orderId": order_id, "amount": total}}
    query: dict[str, str | int] = {"paymentKey": key, "orderId": order_id, "amount": amount}
    return {"url": with_query(request.success_url, query)}


def failed(
    request: PaymentRequest, code: str, *, english: bool = False, text: str | None = None
) -> Outcome:
    """`text` replaces the code's own message."""
    text = text or message(code, english=english)
    if request.fail_url is None:
        return {"url": None, "result": {"code": code, "message": text}}
    query = {"code": code, "message": text, "orderId": request.order_id}
    return {"url": with_query(request.fail_url, query)}


def canceled(request: PaymentRequest, *, english: bool = False) -> Outcome:
    """Toss leaves the orderId out when the buyer gives up.

    UNCERTAIN: the promise is rejected with USER_CANCEL, as the SDK's own error list has it.
    """
    text = message("PAY_PROCESS_CANCELED", english=english)
    if request.fail_url is None:
        return {"url": None, "result": {"code": "USER_CANCEL", "message": text}}
    query = {"code": "PAY_PROCESS_CANCELED", "message": text}
    return {"url": with_query(request.fail_url, query)}
