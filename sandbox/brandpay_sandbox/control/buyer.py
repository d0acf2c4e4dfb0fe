"""Plays a buyer: opens the window, registers a method, authenticates or gives up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from ..client.redirect import RedirectFailedError, call_redirect_url
from ..endpoints.promotions import offered_to
from ..toss.codes import STATUS
from ..toss.journal import Event
from ..toss.outcomes import canceled, failed, succeeded
from ..toss.paying import apply_discount, chosen_method, open_payment
from ..toss.sdk_error import SdkError
from ..toss.window import checked_customer_key, checked_url, known_pair, payment_request

if TYPE_CHECKING:
    from ..toss.customers import Method, MethodType
    from ..toss.merchants import KeyPair
    from ..toss.payments import Payment
    from ..toss.state import State
    from ..toss.window import PaymentRequest

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
        answer: dict[str, Any] = {"method": method.to_json(offered_to(self.state, method))}
        return answer | warning

    def set_password(self, password: str) -> None:
        """The payment password that the window will ask for."""
        customer = self.state.customers.get_or_create(self.pair.merchant, self.customer_key)
        self.state.customers.set_password(customer, password)

    async def pay(self, payment: object, outcome: object) -> dict[str, Any]:
        """The SDK's requestPayment, up to the return URL; raises SdkError or ValueError.

        UNCERTAIN: a payment request with an orderId approved before opens no payment at all.
        """
        if not isinstance(outcome, str) or outcome not in {"approve", "cancel", *STATUS}:
            raise ValueError("outcome must be approve, cancel or a code of Toss")
        request = payment_request(payment)
        if self.state.payments.approved(self.pair.merchant, request.order_id):
            return failed(request, "DUPLICATED_ORDER_ID")
        opened = open_payment(self.state, self.pair, self.customer_key, request)
        self._note(opened, outcome)
        if outcome in {"cancel", "PAY_PROCESS_CANCELED"}:
            return canceled(request)
        try:
            method, warning = await self._registered(_origin(request), request=request)
            apply_discount(self.state, opened, method, request)
        except RedirectFailedError as error:
            return _redirect_failed(error)
        except SdkError as error:
            opened.end("ABORTED", error.code)
            return failed(request, error.code)
        if outcome != "approve":
            opened.end("ABORTED", outcome)
            return failed(request, outcome) | warning
        opened.authenticate(method, self.state.clock.now())
        return succeeded(request, opened) | warning

    def _note(self, payment: Payment, outcome: str) -> None:
        self.state.journal.add(
            Event(
                at=self.state.clock.now(),
                kind="buyer",
                name="buyer_played",
                merchant=self.pair.merchant,
                customer_key=self.customer_key,
                payment_key=payment.payment_key,
                detail={"outcome": outcome, "orderId": payment.order_id},
            )
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
            return chosen_method(customers, customer, request.method_id), {}
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


def _origin(request: PaymentRequest) -> str:
    if request.success_url is None:
        return PAGE_ORIGIN
    parts = urlsplit(request.success_url)
    return f"{parts.scheme}://{parts.netloc}"


def _redirect_failed(error: RedirectFailedError) -> dict[str, Any]:
    return {"url": None, "error": {"code": "REDIRECT_URL_FAILED", "message": str(error)}}
