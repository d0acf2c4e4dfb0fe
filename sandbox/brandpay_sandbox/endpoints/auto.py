"""POST /v1/brandpay/payments: charges a stored method without a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..http.errors import TossError
from ..http.validation import (
    CUSTOMER_KEY,
    ORDER_ID_WITH_EQUALS,
    Flag,
    Object,
    Shape,
    Text,
    Won,
    invalid,
)
from ..toss.codes import is_decline
from ..toss.payment_json import payment_json
from ..toss.sdk_error import SdkError
from ..toss.sdk_fields import cash_receipt
from ..toss.window import INSTALLMENT_MINIMUM
from .confirm import check_limits
from .terms import BILLING

if TYPE_CHECKING:
    from ..toss.customers import Method
    from ..toss.payments import Payment
    from ..toss.wanted_receipt import CashReceipt
    from .call import Call

BODY: Shape = {
    "customerKey": Text(required=True, maximum=50, pattern=CUSTOMER_KEY),
    "methodKey": Text(required=True, maximum=200),
    "amount": Won(required=True, minimum=1),
    "orderId": Text(required=True, maximum=64, pattern=ORDER_ID_WITH_EQUALS),
    "orderName": Text(required=True, maximum=100),
    "taxFreeAmount": Won(),
    "cultureExpense": Flag(),
    "cardInstallmentPlan": Won(),
    "useCardPoint": Flag(),
    "discountCode": Text(maximum=50),
    "customerEmail": Text(maximum=100),
    "cashReceipt": Object(
        fields={
            "type": Text(required=True, maximum=10),
            "registrationNumber": Text(maximum=30),
            "registrationNumberType": Text(maximum=30),
        }
    ),
}


def auto_payment(call: Call) -> dict[str, Any]:
    """Approve at once.

    The buyer has agreed before (REQUIRED_BILLING_TERMS), unless a switch leaves it out. UNCERTAIN:
    that he is asked once, and not for each method.

    UNCERTAIN: the documentation calls cultureExpense and taxFreeAmount required, its own example
    leaves them out; they are optional here. An orderId approved before is DUPLICATED_ORDER_ID.
    """
    payment = _opened(call)
    try:
        check_limits(payment)
    except TossError as error:
        payment.end("ABORTED", error.code)
        raise
    payment.approve(call.state.ids, call.now)
    call.state.promotions.give(payment)
    return payment_json(payment)


def refused(call: Call, code: str) -> None:
    """A decline leaves an ABORTED payment that can be looked up; UNCERTAIN."""
    if is_decline(code):
        _opened(call).end("ABORTED", code)


def _method(call: Call, given: dict[str, Any]) -> Method:
    owner = call.state.customers.owner_of(call.merchant, given["methodKey"])
    if owner is None:
        raise TossError("NOT_FOUND_METHOD")
    if owner.key != given["customerKey"]:
        raise TossError("NOT_FOUND_METHOD_OWNERSHIP")
    if call.state.settings.billing_auth and not owner.agreed_terms >= BILLING:
        raise TossError("REQUIRED_BILLING_TERMS")
    return next(one for one in owner.methods if one.method_key == given["methodKey"])


def _opened(call: Call) -> Payment:
    """A payment opened and authenticated in one step."""
    given = call.given
    method = _method(call, given)
    amount = given["amount"]
    tax_free = given["taxFreeAmount"] or 0
    if tax_free > amount:
        raise invalid("taxFreeAmount is more than the amount")
    if call.state.payments.approved(call.merchant, given["orderId"]):
        raise TossError("DUPLICATED_ORDER_ID")
    code = given["discountCode"]
    discount = 0 if code is None else call.state.promotions.discount(code, method, amount)
    payment = call.state.payments.open(
        call.pair,
        order_id=given["orderId"],
        order_name=given["orderName"],
        customer_key=given["customerKey"],
        amount=amount,
        discount_code=code,
        discount=discount,
        tax_free=tax_free,
        installment_months=_installment(given["cardInstallmentPlan"] or 0, amount),
        use_card_point=given["useCardPoint"] or False,
        cash_receipt=_cash_receipt(given["cashReceipt"]),
        culture_expense=given["cultureExpense"] or False,
        partial_cancelable=call.state.settings.partial_cancelable,
        auto=True,
    )
    payment.authenticate(method, call.now)
    return payment


def _cash_receipt(receipt: dict[str, Any] | None) -> CashReceipt | None:
    """UNCERTAIN: the documentation of 2024 has it, without its fields: those of the SDK here."""
    try:
        return cash_receipt(receipt or {})
    except SdkError as error:
        raise invalid(error.detail) from None


def _installment(months: int, amount: int) -> int:
    if months and not 2 <= months <= 12:
        raise TossError("INVALID_CARD_INSTALLMENT_PLAN")
    if months and amount < INSTALLMENT_MINIMUM:
        raise TossError("NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN_BELOW_AMOUNT")
    return months
