"""Plays a buyer: opens the window, registers a method, authenticates or gives up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from .codes import STATUS
from .messages import message
from .redirect import RedirectFailedError, call_redirect_url, with_query
from .window import SdkError, checked_customer_key, checked_url, known_pair, payment_request

if TYPE_CHECKING:
    from .customers import Customer, Method, MethodType
    from .merchants import KeyPair
    from .payments import Payment
    from .state import State
    from .window import PaymentRequest

PAGE_ORIGIN = "http://localhost"
"""The shop's page, where neither return URL tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """A buyer in front of a shop's page."""

    state: State
    pair: KeyPair
    customer_key: str
    redirect_url: str | None
    method: MethodType

    @classmethod
    def parse(cls, state: State, body: dict[str, Any]) -> Buyer:
        """From a control request; raises SdkError or ValueError."""
        redirect_url = body.get("redirectUrl")
        if redirect_url is not None:
            checked_url(redirect_url, "INVALID_PARAMETERS", "redirectUrl")
        method = body.get("method", "card")
        if method not in ("card", "account"):
            raise ValueError("method must be card or account")
        return cls(
            state=state,
            pair=known_pair(state.keys, body.get("clientKey")),
            customer_key=checked_customer_key(body.get("customerKey")),
            redirect_url=redirect_url,
            method=cast("MethodType", method),
        )

    async def register(self, *, origin: str = PAGE_ORIGIN) -> dict[str, Any]:
        """The SDK's addPaymentMethod: one more card or account."""
        try:
            method, warning = await self._registered(origin, another=True)
        except RedirectFailedError as error:
            return _redirect_failed(error)
        answer: dict[str, Any] = {"method": method.to_json()}
        return answer | warning

    async def pay(self, payment: object, outcome: object) -> dict[str, Any]:
        """The SDK's requestPayment, up to the return URL; raises SdkError or ValueError.

        UNCERTAIN: a payment request with an orderId approved before opens no payment at all.
        """
        if not isinstance(outcome, str) or outcome not in {"approve", "cancel", *STATUS}:
            raise ValueError("outcome must be approve, cancel or a code of Toss")
        request = payment_request(payment)
        if self.state.payments.approved(self.pair.merchant, request.order_id):
            return _failed(request, "DUPLICATED_ORDER_ID")
        opened = self._open(request)
        if outcome in {"cancel", "PAY_PROCESS_CANCELED"}:
            return _canceled(request)
        try:
            method, warning = await self._registered(_origin(request), request=request)
        except RedirectFailedError as error:
            return _redirect_failed(error)
        except SdkError as error:
            opened.end("ABORTED", error.code)
            return _failed(request, error.code)
        if outcome != "approve":
            opened.end("ABORTED", outcome)
            return _failed(request, outcome) | warning
        opened.authenticate(method, self.state.clock.now())
        return _succeeded(request, opened) | warning

    def _open(self, request: PaymentRequest) -> Payment:
        return self.state.payments.open(
            self.pair,
            order_id=request.order_id,
            order_name=request.order_name,
            customer_key=self.customer_key,
            amount=request.amount,
            tax_free=request.tax_free,
            metadata=request.metadata,
            installment_months=request.installment_months,
            use_card_point=request.use_card_point,
            cash_receipt_type=request.cash_receipt_type,
            culture_expense=request.culture_expense,
            partial_cancelable=self.state.settings.partial_cancelable,
        )

    async def _registered(
        self, origin: str, *, another: bool = False, request: PaymentRequest | None = None
    ) -> tuple[Method, dict[str, Any]]:
        """The method to pay with, registered if there is none, and the redirect URL called.

        Raises RedirectFailedError, or SdkError for a methodId that is not this customer's.
        """
        customers, now = self.state.customers, self.state.clock.now()
        customer = customers.get_or_create(self.pair.merchant, self.customer_key)
        if request is not None and request.method_id is not None:
            return self._chosen(customer, request.method_id), {}
        usable = customer.enabled(self.method)
        new = another or not usable
        method = customers.register(customer, self.method, now) if new else usable[-1]
        if self.redirect_url is None or not (new or not customer.has_token(now)):
            return method, {}
        code = customers.issue_code(customer, now)
        query = {"code": code, "customerKey": self.customer_key}
        reached = await call_redirect_url(self.redirect_url, query, origin)
        if reached.readable:
            return method, {}
        warning = "redirectUrl allows no cross-origin reading (CORS): the SDK in a browser fails"
        return method, {"warning": warning}

    def _chosen(self, customer: Customer, method_id: str) -> Method:
        for method in customer.methods:
            if method.id == method_id and method.enabled:
                return method
        others = (m for one in self.state.customers for m in one.methods if one is not customer)
        taken = any(method.id == method_id for method in others)
        code = "NOT_FOUND_METHOD_OWNERSHIP" if taken else "NOT_FOUND_METHOD"
        raise SdkError(code, "methodId is not one of the customer's methods")


def _origin(request: PaymentRequest) -> str:
    if request.success_url is None:
        return PAGE_ORIGIN
    parts = urlsplit(request.success_url)
    return f"{parts.scheme}://{parts.netloc}"


def _succeeded(request: PaymentRequest, payment: Payment) -> dict[str, Any]:
    key, order_id, amount = payment.payment_key, payment.order_id, payment.amount
    if request.success_url is None:
        total = {"currency": "KRW", "value": amount}
        return {"url": None, "result": {"paymentKey": key, "orderId": order_id, "amount": total}}
    query: dict[str, str | int] = {"paymentKey": key, "orderId": order_id, "amount": amount}
    return {"url": with_query(request.success_url, query)}


def _failed(request: PaymentRequest, code: str) -> dict[str, Any]:
    text = message(code)
    if request.fail_url is None:
        return {"url": None, "result": {"code": code, "message": text}}
    query = {"code": code, "message": text, "orderId": request.order_id}
    return {"url": with_query(request.fail_url, query)}


def _canceled(request: PaymentRequest) -> dict[str, Any]:
    """Toss leaves the orderId out when the buyer gives up.

    UNCERTAIN: the promise is rejected with USER_CANCEL, as the SDK's own error list has it.
    """
    text = message("PAY_PROCESS_CANCELED")
    if request.fail_url is None:
        return {"url": None, "result": {"code": "USER_CANCEL", "message": text}}
    query = {"code": "PAY_PROCESS_CANCELED", "message": text}
    return {"url": with_query(request.fail_url, query)}


def _redirect_failed(error: RedirectFailedError) -> dict[str, Any]:
    return {"url": None, "error": {"code": "REDIRECT_URL_FAILED", "message": str(error)}}
