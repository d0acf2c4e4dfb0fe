"""POST /v1/brandpay/payments/confirm: takes the money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..http.errors import TossError
from ..http.validation import CUSTOMER_KEY, ORDER_ID, Shape, Text, Won, invalid
from ..toss.codes import is_decline
from ..toss.payment_json import payment_json
from ..toss.promotions import check_card

if TYPE_CHECKING:
    from ..toss.payments import Payment
    from .call import Call

BODY: Shape = {
    "paymentKey": Text(required=True, maximum=200),
    "orderId": Text(required=True, maximum=64, pattern=ORDER_ID),
    "amount": Won(required=True),
    "customerKey": Text(required=True, maximum=50, pattern=CUSTOMER_KEY),
}
MINIMUM = {"card": 100, "account": 200}
ACCOUNT_MAXIMUM = 10_000_000


def confirm(call: Call) -> dict[str, Any]:
    """Approve an authenticated payment.

    UNCERTAIN: no source gives the code for a wrong amount or customerKey (INVALID_REQUEST here),
    nor for a payment that was aborted before (NOT_FOUND_PAYMENT_SESSION here). Two payments with
    one orderId are both approved, as nothing documented forbids it.
    """
    payment = _session(call)
    try:
        check_limits(payment)
    except TossError as error:
        payment.end("ABORTED", error.code)
        raise
    payment.approve(call.state.ids, call.now)
    call.state.promotions.give(payment)
    return payment_json(payment)


def refused(call: Call, code: str) -> None:
    """A decline ends the payment; any other refusal moves nothing."""
    payment = call.state.payments.of(call.merchant, str(call.body.get("paymentKey")))
    if payment is not None and payment.status == "IN_PROGRESS" and is_decline(code):
        payment.end("ABORTED", code)


def check_limits(payment: Payment) -> None:
    """Toss's smallest and largest amounts, in won, and what the card can do."""
    amount, method = payment.amount, payment.method_type or "card"
    if amount < MINIMUM[method]:
        raise TossError("BELOW_MINIMUM_AMOUNT")
    if method == "account" and amount > ACCOUNT_MAXIMUM:
        raise TossError("EXCEEDS_TRANSFER_AMOUNT_MAXIMUM")
    check_card(payment)


def _session(call: Call) -> Payment:
    given = call.given
    payment = call.state.payments.of(call.merchant, given["paymentKey"])
    if payment is None or payment.pair.widget != call.pair.widget:
        raise TossError("NOT_FOUND_PAYMENT_SESSION", "no such payment of this merchant")
    if payment.order_id != given["orderId"]:
        raise TossError("FORBIDDEN_REQUEST", "orderId is not the payment's")
    if payment.approved:
        raise TossError("ALREADY_PROCESSED_PAYMENT")
    if payment.status != "IN_PROGRESS":
        raise TossError("NOT_FOUND_PAYMENT_SESSION", f"the payment is {payment.status}")
    if payment.amount != given["amount"]:
        raise invalid("amount is not the payment's")
    if payment.customer_key != given["customerKey"]:
        raise invalid("customerKey is not the payment's")
    return payment
