"""POST /v1/payments/{paymentKey}/cancel: a refund."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ..http.errors import TossError
from ..http.validation import Fields, invalid
from ..toss.payment_json import payment_json

if TYPE_CHECKING:
    from ..toss.payments import Payment
    from ..toss.state import State
    from .call import Call

TRANSFER_PERIOD = timedelta(days=180)


def cancel(call: Call) -> dict[str, Any]:
    payment = call.state.payments.of(call.merchant, call.params["payment_key"])
    if payment is None:
        raise TossError("NOT_FOUND_PAYMENT")
    cancel_payment(call.state, payment, call.body)
    return payment_json(payment)


def cancel_payment(state: State, payment: Payment, body: dict[str, Any]) -> None:
    """Cancel `payment` as the body of a cancel request says; raises TossError."""
    fields = Fields(body)
    reason = fields.text("cancelReason", 200)
    amount = fields.optional_won("cancelAmount", minimum=1)
    refundable = fields.optional_won("refundableAmount")
    tax_free = fields.optional_won("taxFreeAmount") or 0
    exemption = fields.optional_won("taxExemptionAmount") or 0
    currency = fields.optional_text("currency", 10)
    _check_account(fields.optional_object("refundReceiveAccount"))
    if not payment.approved:
        raise TossError("NOT_CANCELABLE_PAYMENT", f"the payment is {payment.status}")
    if payment.status == "CANCELED":
        raise TossError("ALREADY_CANCELED_PAYMENT")
    if currency not in {None, "KRW"}:
        raise TossError("INVALID_CURRENCY")
    if refundable not in {None, payment.balance}:
        raise TossError("NOT_MATCHES_REFUNDABLE_AMOUNT", f"the balance is {payment.balance}")
    amount = payment.balance if amount is None else amount
    if not 0 < amount <= payment.balance:
        raise TossError("NOT_CANCELABLE_AMOUNT", f"the balance is {payment.balance}")
    if not payment.partial_cancelable and amount < payment.amount:
        raise TossError("NOT_ALLOWED_PARTIAL_REFUND")
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
        reason=reason,
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
    fields = Fields(account)
    fields.text("bank", 10)
    fields.text("holderName", 60)
    if not fields.text("accountNumber", 20).isdecimal():
        raise TossError("INVALID_REFUND_ACCOUNT_NUMBER")
