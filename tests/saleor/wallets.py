"""A buyer's account page: stored payment methods as a storefront asks for them."""

import http.server
import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .graphql import Api
from .shop import GATEWAY
from .toss import CLIENT_KEY, Toss

METHOD = """id type name paymentMethodId supportedPaymentFlows data
  gateway { id name currencies config { field value } }
  creditCardInfo { brand firstDigits lastDigits expMonth expYear }"""
OF_ME = (
    f"query($channel: String!) {{ me {{ storedPaymentMethods(channel: $channel) {{{METHOD}}} }} }}"
)
OF_CHECKOUT = f"query($id: ID!) {{ checkout(id: $id) {{ storedPaymentMethods {{{METHOD}}} }} }}"
SOURCES = """query($channel: String) { me { storedPaymentSources(channel: $channel) {
  gateway paymentMethodId creditCardInfo { brand firstDigits lastDigits }
  metadata { key value } } } }"""
DELETE = """mutation($id: ID!, $channel: String!) {
  storedPaymentMethodRequestDelete(id: $id, channel: $channel) {
    result errors { field code message } } }"""
OPEN = """mutation($id: String!, $channel: String!, $data: JSON) {
  paymentGatewayInitializeTokenization(id: $id, channel: $channel, data: $data) {
    result data errors { field code message } } }"""
ADD = """mutation($id: String!, $channel: String!, $data: JSON) {
  paymentMethodInitializeTokenization(
    id: $id, channel: $channel, data: $data, paymentFlowToSupport: INTERACTIVE) {
    result id data errors { field code message } } }"""
DONE = """mutation($id: String!, $channel: String!, $data: JSON) {
  paymentMethodProcessTokenization(id: $id, channel: $channel, data: $data) {
    result id data errors { field code message } } }"""


@dataclass
class Wallet:
    """What one caller of Saleor's API sees of stored methods, and does with them."""

    api: Api
    channel: str = "krw"

    def methods(self) -> list[dict[str, Any]]:
        return self.api(OF_ME, channel=self.channel)["me"]["storedPaymentMethods"]

    def of_checkout(self, checkout: str) -> list[dict[str, Any]]:
        return self.api(OF_CHECKOUT, id=checkout)["checkout"]["storedPaymentMethods"]

    def sources(self) -> list[dict[str, Any]]:
        return self.api(SOURCES, channel=self.channel)["me"]["storedPaymentSources"]

    def remove(self, method_id: str) -> dict[str, Any]:
        (answer,) = self.api(DELETE, id=method_id, channel=self.channel).values()
        return answer

    def open(self, gateway: str = GATEWAY, data: Any = None) -> dict[str, Any]:
        (answer,) = self.api(OPEN, id=gateway, channel=self.channel, data=data).values()
        return answer

    def add(self, gateway: str = GATEWAY, data: Any = None) -> dict[str, Any]:
        (answer,) = self.api(ADD, id=gateway, channel=self.channel, data=data).values()
        return answer

    def done(self, gateway: str = GATEWAY, data: Any = None) -> dict[str, Any]:
        (answer,) = self.api(DONE, id=gateway, channel=self.channel, data=data).values()
        return answer


def register(toss: Toss, window: dict[str, Any], method: str = "card") -> None:
    """The buyer registers a card or an account in the window that was opened."""
    asked = {key: window[key] for key in ("clientKey", "customerKey", "redirectUrl")}
    toss.call("POST", "buyer/register", {**asked, "method": method})


def manage(toss: Toss, customer_key: str, action: str, **options: str) -> None:
    """What a customer does at Toss itself: remove_method, rename_method, withdraw, ..."""
    who = {"clientKey": CLIENT_KEY, "customerKey": customer_key}
    toss.call("POST", "buyer/manage", {**who, "action": action, **options})


def at_toss(toss: Toss, customer_key: str) -> dict[str, Any] | None:
    """What Toss has of a customer."""
    found = [one for one in toss.customers() if one["customerKey"] == customer_key]
    return found[0] if found else None


def customer(key: str) -> Any:
    from saleor_brandpay.models import Customer

    return Customer.objects.get(customer_key=key)


def names(methods: list[dict[str, Any]]) -> list[str]:
    return [method["name"] for method in methods]


def speak(user: Any, language: str) -> None:
    user.language_code = language
    user.save(update_fields=["language_code"])


def errors(answer: dict[str, Any]) -> list[str]:
    return [error["message"] for error in answer["errors"]]


def forgotten(key: str) -> bool:
    """Whether the buyer has left, and nothing is kept that could be used."""
    row = customer(key)
    kept = (row.access_token, row.refresh_token, row.token_expires_at)
    return kept == ("", "", None) and row.withdrawn_at is not None


def caught_code(toss: Toss, customer_key: str) -> dict[str, str]:
    """A code with its customer key, as a page of the shop gets them for a redirect URL."""
    queries: list[dict[str, str]] = []

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            queries.append(dict(parse_qsl(urlsplit(self.path).query)))
            self.do_OPTIONS()

        def do_OPTIONS(self) -> None:
            self.send_response(204)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Not to stderr."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        window = {"clientKey": CLIENT_KEY, "customerKey": customer_key}
        register(toss, {**window, "redirectUrl": f"http://127.0.0.1:{server.server_port}/"})
    finally:
        server.shutdown()
        server.server_close()
    return queries[-1]
