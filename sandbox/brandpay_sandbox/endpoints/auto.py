"""POST /v1/brandpay/payments: charges a stored method without a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..http.errors import TossError
from ..http.validation import CUSTOMER_KEY, ORDER_ID_WITH_EQUALS, invalid
from ..toss.codes import is_decline
from ..toss.payment_json import payment_json
from ..toss.window import INSTALLMENT_MINIMUM
from .confirm import check_limits
from .terms import BILLING

if TYPE_CHECKING:
    from ..toss.customers import Method
    from ..toss.payments import Payment
    from .call import Call


def auto_payment(call: Call) -> dict[str, Any]:
    """Approve at once.

    Where the switch asks for it, the buyer has agreed before (REQUIRED_BILLING_TERMS). UNCERTAIN:
    that he is asked once, and not for each method.

    UNCERTAIN: the documentation calls cultureExpense and taxFreeAmount required, its own example
    leaves them out; they are optional here. An orderId approved before is DUPLICATED_ORDER_ID.
    """
    method = _method(call)
    payment = _opened(call, method)
    try:
        check_limits(payment.amount, method.type)
    except TossError as error:
        payment.end("ABORTED", error.code)
        raise
    payment.approve(call.state.ids, call.now)
    return payment_json(payment)


def refused(call: Call, code: str) -> None:
    """A decline leaves an ABORTED payment that can be looked up; UNCERTAIN."""
    if is_decline(code):
        _opened(call, _method(call)).end("ABORTED", code)


def _method(call: Call) -> Method:
    customer_key = call.fields.text("customerKey", 50, pattern=CUSTOMER_KEY)
    method_key = call.fields.text("methodKey", 200)
    owner = call.state.customers.owner_of(call.merchant, method_key)
    if owner is None:
        raise TossError("NOT_FOUND_METHOD")
    if owner.key != customer_key:
        raise TossError("NOT_FOUND_METHOD_OWNERSHIP")
    if call.state.settings.billing_auth and not owner.agreed_terms >= BILLING:
        raise TossError("REQUIRED_BILLING_TERMS")
    return next(one for one in owner.methods if one.method_key == method_key)


def _opened(call: Call, method: Method) -> Payment:
    """A payment opened and authenticated in one step."""
    fields = call.fields
    amount = fields.won("amount", minimum=1)
    tax_free = fields.optional_won("taxFreeAmount") or 0
    if tax_free > amount:
        raise invalid("taxFreeAmount is more than the amount")
    order_id = fields.text("orderId", 64, pattern=ORDER_ID_WITH_EQUALS)
    order_name = fields.text("orderName", 100)
    if call.state.payments.approved(call.merchant, order_id):
        raise TossError("DUPLICATED_ORDER_ID")
    payment = call.state.payments.open(
        call.pair,
        order_id=order_id,
        order_name=order_name,
        customer_key=fields.text("customerKey", 50),
        amount=amount,
        tax_free=tax_free,
        installment_months=_installment(call, amount),
        use_card_point=fields.optional_bool("useCardPoint"),
        culture_expense=fields.optional_bool("cultureExpense"),
        partial_cancelable=call.state.settings.partial_cancelable,
        auto=True,
    )
    payment.authenticate(method, call.now)
    return payment


def _installment(call: Call, amount: int) -> int:
    months = call.fields.optional_won("cardInstallmentPlan") or 0
    if months and not 2 <= months <= 12:
        raise TossError("INVALID_CARD_INSTALLMENT_PLAN")
    if months and amount < INSTALLMENT_MINIMUM:
        raise TossError("NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN_BELOW_AMOUNT")
    return months
