"""What a buyer does at the shop's page."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from brandpay_sandbox.testing_window import Window
from tests.support import CUSTOMER

from .shop import Shop

CLIENT_KEY = "test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq"

# The SDK's call and how it ended, kept on the page: `settled` is null while it runs.
CALL = """([key, params, method, argument]) => {
  window.settled = null;
  const call = async () => TossPayments(key).brandpay(params)[method](argument);
  call().then(
    (value) => { window.settled = { value: value ?? null }; },
    (error) => { window.settled = { code: error.code, message: error.message }; },
  );
}"""


@dataclass
class Storefront:
    page: Page
    shop: Shop

    def visit(self, path: str = "/checkout") -> None:
        self.page.goto(self.shop.url + path)

    def call(self, method: str, argument: Any = None, **params: Any) -> Window:
        """One call of the SDK; the window that it may open."""
        key = params.pop("client_key", CLIENT_KEY)
        given = {"customerKey": CUSTOMER, "redirectUrl": self.shop.callback} | params
        self.page.evaluate(CALL, [key, given, method, argument])
        return Window(self.page)

    def pay(self, **changes: Any) -> Window:
        """requestPayment in redirect mode."""
        urls = {"successUrl": f"{self.shop.url}/ok?cart=7", "failUrl": f"{self.shop.url}/no"}
        return self.call("requestPayment", payment(**urls) | changes)

    def settled(self) -> dict[str, Any]:
        """How the call ended."""
        handle = self.page.wait_for_function("window.settled")
        found: dict[str, Any] = handle.json_value()
        return found

    def code(self) -> str:
        """The code that the call was rejected with."""
        return str(self.settled()["code"])


def payment(**changes: Any) -> dict[str, Any]:
    amount = {"currency": "KRW", "value": 15000}
    return {"amount": amount, "orderId": "order-0001", "orderName": "Mug"} | changes
