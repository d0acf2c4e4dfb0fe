"""POST /v1/payments/{paymentKey}/cancel: a refund."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ..http.errors import TossError
from ..http.validation import Object, Shape, Text, Won, checked, invalid
from ..toss.organisations import BANK_CODES
from ..toss.payment_json import payment_json

if TYPE_CHECKING:
    from ..toss.payments import Payment
    from ..toss.state import State
    from .call import Call

BODY: Shape = {
    "cancelReason": Text(required=True, maximum=200),
    "cancelAmount": Won(minimum=1),
    "refundableAmount": Won(),
    "taxFreeAmount": Won(),
    "taxExemptionAmount": Won(),
    "currency": Text(maximum=10),
    "refundReceiveAccount": Object(
        fields={
            "bank": Text(required=True, maximum=10),
            "accountNumber": Text(required=True, maximum=20),
            "holderName": Text(required=True, maximum=60),
        }
    ),
}
TRANSFER_PERIOD = timedelta(days=180)


def cancel(call: Call) -> dict[str, Any]:
    payment = call.state.payments.of(call.merchant, call.params["payment_key"])
    if payment is None:
        raise TossError("NOT_FOUND_PAYMENT")
    cancel_payment(call.state, payment, call.body)
    return payment_json(payment)


def cancel_payment(state: State, payment: Payment, body: dict[str, Any]) -> None:
    """Cancel `payment` as the body of a cancel request says; raises TossError."""
    given = checked(body, BODY)
    amount, refundable = given["cancelAmount"], given["refundableAmount"]
    tax_free, exemption = given["taxFreeAmount"] or 0, given["taxExemptionAmount"] or 0
    _check_account(given["refundReceiveAccount"])
    if not payment.approved:
        raise TossError("NOT_CANCELABLE_PAYMENT", f"the payment is {payment.status}")
    if payment.status == "CANCELED":
        raise TossError("ALREADY_CANCELED_PAYMENT")
    if given["currency"] not in {None, "KRW"}:
        raise TossError("INVALID_CURRENCY")
    if refundable not in {None, payment.balance}:
        raise TossError("NOT_MATCHES_REFUNDABLE_AMOUNT", f"the balance is {payment.balance}")
    amount = payment.balance if amount is None else amount
    if not 0 < amount <= payment.balance:
        raise TossError("NOT_CANCELABLE_AMOUNT", f"the balance is {payment.balance}")
    if not payment.partial_cancelable and amount < payment.amount:
        raise TossError("NOT_ALLOWED_PARTIAL_REFUND")
    if not payment.cancels and amount < payment.discount:
        raise TossError("EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT", f"of {payment.discount} won")
    if tax_free > payment.tax_free_balance or tax_free + exemption > amount:
        raise invalid("taxFreeAmount or taxExemptionAmount is more than can be cancelled")
    if amount == payment.balance:
        tax_free = payment.tax_free_balance  # the last cancel takes what is left of it along
    if payment.tax_free_balance - tax_free > payment.balance - amount:
        raise invalid("more would be left tax-free than is left at all")
    _check_period(state, payment)
    payment.cancel(
        state.ids,
        state.clock.now(),
        amount=amount,
        reason=given["cancelReason"],
        tax_free=tax_free,
        exemption=exemption,
    )


def _check_period(state: State, payment: Payment) -> None:
    """Account transfers can be refunded for 180 days; cards have no fixed limit."""
    transfer = payment.method is not None and payment.method.type == "account"
    approved_at = payment.approved_at
    if transfer and approved_at and state.clock.now() - approved_at > TRANSFER_PERIOD:
        raise TossError("EXCEED_MAX_REFUND_DUE")


def _check_account(account: dict[str, Any] | None) -> None:
    """For virtual accounts only; elsewhere Toss is taken to check its form and ignore it."""
    if account is None:
        return
    if account["bank"] not in BANK_CODES:
        raise TossError("INVALID_BANK")
    if re.fullmatch(r"[0-9]+", account["accountNumber"]) is None:
        raise TossError("INVALID_REFUND_ACCOUNT_NUMBER")
