"""What the window and the played buyer do alike: opening a payment, choosing a method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..http.errors import TossError
from .sdk_error import SdkError

if TYPE_CHECKING:
    from .customers import Customer, Customers, Method
    from .merchants import KeyPair
    from .payments import Payment
    from .state import State
    from .window import PaymentRequest


def open_payment(
    state: State, pair: KeyPair, customer_key: str, request: PaymentRequest
) -> Payment:
    """A payment READY for what the page asked."""
    return state.payments.open(
        pair,
        order_id=request.order_id,
        order_name=request.order_name,
        customer_key=customer_key,
        amount=request.amount,
        tax_free=request.tax_free,
        metadata=request.metadata,
        installment_months=request.installment_months,
        use_card_point=request.use_card_point,
        cash_receipt=request.cash_receipt,
        culture_expense=request.culture_expense,
        partial_cancelable=state.settings.partial_cancelable,
    )


def apply_discount(state: State, payment: Payment, method: Method, request: PaymentRequest) -> None:
    """The discount code of the page, with a methodId only; raises SdkError."""
    code = request.card_discount if method.type == "card" else request.transfer_discount
    if code is None or request.method_id is None:
        return
    try:
        payment.discount = state.promotions.discount(code, method, payment.amount)
    except TossError as error:
        raise SdkError(error.code, error.detail) from None
    payment.discount_code = code


def chosen_method(customers: Customers, customer: Customer, method_id: str) -> Method:
    """The customer's method of the page's `methodId`; raises SdkError when it is not his."""
    for method in customer.methods:
        if method.id == method_id and method.enabled:
            return method
    others = (m for one in customers for m in one.methods if one is not customer)
    taken = any(method.id == method_id for method in others)
    code = "NOT_FOUND_METHOD_OWNERSHIP" if taken else "NOT_FOUND_METHOD"
    raise SdkError(code, "methodId is not one of the customer's methods")
