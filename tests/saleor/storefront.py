"""A buyer's browser, as far as Saleor can see it: GraphQL in, GraphQL out."""

import json
from dataclasses import dataclass, field
from typing import Any

from .graphql import Api
from .shop import ADDRESS, GATEWAY, RETURN_URL, Channel, Shop

CHECKOUT_CREATE = """mutation($input: CheckoutCreateInput!) {
  checkoutCreate(input: $input) {
    checkout { id lines { id } shippingMethods { id } totalPrice { gross { amount currency } } }
    errors { field code message } } }"""
DELIVERY_UPDATE = """mutation($id: ID!, $method: ID!) {
  checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $method) {
    checkout { id totalPrice { gross { amount currency } } } errors { field code message } } }"""
LINES_ADD = """mutation($id: ID!, $lines: [CheckoutLineInput!]!) {
  checkoutLinesAdd(id: $id, lines: $lines) {
    checkout { id totalPrice { gross { amount currency } } } errors { field code message } } }"""
LINES_UPDATE = """mutation($id: ID!, $lines: [CheckoutLineUpdateInput!]!) {
  checkoutLinesUpdate(id: $id, lines: $lines) {
    checkout { id totalPrice { gross { amount currency } } } errors { field code message } } }"""
PAYMENT_CREATE = """mutation($id: ID!, $input: PaymentInput!) {
  checkoutPaymentCreate(id: $id, input: $input) {
    payment { id } errors { field code message } } }"""
COMPLETE = """mutation($id: ID!, $data: JSONString) {
  checkoutComplete(id: $id, paymentData: $data) {
    order { id number } confirmationNeeded confirmationData errors { field code message } } }"""
GATEWAYS = """query($id: ID!) {
  checkout(id: $id) { availablePaymentGateways { id name currencies config { field value } } } }"""
PROMO = """mutation($id: ID!, $code: String!) {
  checkoutAddPromoCode(id: $id, promoCode: $code) {
    checkout { id totalPrice { gross { amount currency } } } errors { field code message } } }"""
ME = "query { me { id email } }"


@dataclass(frozen=True, kw_only=True)
class Completion:
    """What one `checkoutComplete` answered."""

    order: dict[str, Any] | None
    confirmation_needed: bool
    data: dict[str, Any]
    errors: list[dict[str, Any]]

    @property
    def messages(self) -> list[str]:
        """Everything that the buyer is told to have gone wrong."""
        told = [str(error["message"]) for error in self.errors]
        return [*told, self.error["message"]] if self.error else told

    @property
    def error(self) -> dict[str, str] | None:
        return self.data.get("error")

    @property
    def is_checking(self) -> bool:
        """Whether it is not known yet if the buyer has paid: told by a code, not by a text (M6)."""
        told = [error for error in self.errors if error["message"].startswith("CHECKING: ")]
        return [error["code"] for error in told] == ["PAYMENT_ERROR"]

    @property
    def order_id(self) -> str:
        """Toss's `orderId` of the window that the buyer is shown, or of the charge."""
        return (self.data["payment"] or self.data["charge"])["orderId"]

    @property
    def charge(self) -> dict[str, Any]:
        """What has the stored method charged that is ready (M4)."""
        assert self.confirmation_needed, self
        assert self.data["payment"] is None
        return {"charge": self.data["charge"]}


@dataclass
class Storefront:
    """One buyer with one checkout. `api` is a guest's or a logged-in user's."""

    api: Api
    shop: Shop
    channel: Channel
    email: str = "buyer@example.com"
    language: str = "KO"
    checkout: str = ""
    total: int = 0
    payments: list[str] = field(default_factory=list)

    def fill(self, lines: dict[str, int] | None = None) -> "Storefront":
        """A checkout with goods, addresses and shipping: all but paid."""
        wanted = [
            {"variantId": self.shop.variants[sku], "quantity": quantity}
            for sku, quantity in (lines or {"cup": 1}).items()
        ]
        made = self.api.mutate(
            CHECKOUT_CREATE,
            input={
                "channel": self.channel.slug,
                "email": self.email,
                "lines": wanted,
                "shippingAddress": ADDRESS,
                "billingAddress": ADDRESS,
                "languageCode": self.language,
            },
        )
        self.checkout = made["checkout"]["id"]
        self.lines = [line["id"] for line in made["checkout"]["lines"]]
        self.payments = []
        method = made["checkout"]["shippingMethods"][0]["id"]
        return self._retotal(self.api.mutate(DELIVERY_UPDATE, id=self.checkout, method=method))

    def add(self, sku: str, quantity: int = 1) -> "Storefront":
        lines = [{"variantId": self.shop.variants[sku], "quantity": quantity}]
        return self._retotal(self.api.mutate(LINES_ADD, id=self.checkout, lines=lines))

    def change(self, line: int, quantity: int) -> "Storefront":
        lines = [{"lineId": self.lines[line], "quantity": quantity}]
        return self._retotal(self.api.mutate(LINES_UPDATE, id=self.checkout, lines=lines))

    def use_gift_card(self, won: int) -> "Storefront":
        """Lower what is left to pay by a gift card of that value."""
        code = self.shop.gift_card(won, self.channel.slug)
        return self._retotal(self.api.mutate(PROMO, id=self.checkout, code=code))

    def payment_create(
        self, gateway: str = GATEWAY, return_url: str | None = RETURN_URL, **extra: Any
    ) -> "Storefront":
        payload = self.try_payment_create(gateway, return_url, **extra)
        assert not payload["errors"], payload["errors"]
        self.payments.append(payload["payment"]["id"])
        return self

    def try_payment_create(
        self, gateway: str = GATEWAY, return_url: str | None = RETURN_URL, **extra: Any
    ) -> dict[str, Any]:
        data = {"gateway": gateway, "returnUrl": return_url, **extra}
        return self.api(PAYMENT_CREATE, id=self.checkout, input=data)["checkoutPaymentCreate"]

    def complete(self, payment_data: Any = None) -> Completion:
        """`checkoutComplete`; `payment_data` is anything that can be written as JSON."""
        encoded = None if payment_data is None else json.dumps(payment_data)
        payload = self.api(COMPLETE, id=self.checkout, data=encoded)["checkoutComplete"]
        return Completion(
            order=payload["order"],
            confirmation_needed=payload["confirmationNeeded"],
            data=json.loads(payload["confirmationData"] or "{}"),
            errors=payload["errors"],
        )

    def try_complete(self, payment_data: Any = None) -> tuple[int, bytes]:
        """`checkoutComplete` whose failure is the point: HTTP status and body as they come."""
        encoded = None if payment_data is None else json.dumps(payment_data)
        return self.api.post(COMPLETE, id=self.checkout, data=encoded)

    def gateways(self) -> list[dict[str, Any]]:
        return self.api(GATEWAYS, id=self.checkout)["checkout"]["availablePaymentGateways"]

    def me(self) -> dict[str, Any] | None:
        return self.api(ME)["me"]

    def _retotal(self, payload: dict[str, Any]) -> "Storefront":
        self.total = int(payload["checkout"]["totalPrice"]["gross"]["amount"])
        return self
