"""What a buyer does: at the shop's page, and in the payment window."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import FrameLocator, Page, expect

from tests.sandbox.support import CUSTOMER

from .shop import Shop

CLIENT_KEY = "test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq"
PASSWORD = "135791"

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

    def call(self, method: str, argument: Any = None, **params: Any) -> "Window":
        """One call of the SDK; the window that it may open."""
        key = params.pop("client_key", CLIENT_KEY)
        given = {"customerKey": CUSTOMER, "redirectUrl": self.shop.callback} | params
        self.page.evaluate(CALL, [key, given, method, argument])
        return Window(self.page)

    def pay(self, **changes: Any) -> "Window":
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


@dataclass
class Window:
    """The payment window. `go` walks a buyer who does everything right up to a step."""

    page: Page

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("#brandpay-sandbox iframe")

    def at(self, step: str) -> None:
        """Wait until this step shows."""
        expect(self.frame.locator(f"#app[data-step={step}]:not([aria-busy])")).to_be_visible()

    def go(self, until: str) -> "Window":
        while (step := self._step()) != until:
            STEPS[step](self)
            self.frame.locator(f"#app:not([data-step={step}])").wait_for()
        return self

    def submit(self) -> None:
        self.frame.locator(".primary:visible").click()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.frame.locator(f"#{name}").fill(value)

    def sample(self) -> None:
        self.frame.locator("[data-fill]:visible").click()

    def pay(self) -> None:
        """From wherever the buyer is, to the end."""
        self.go("password")
        STEPS["password"](self)

    def _step(self) -> str:
        found = self.frame.locator("#app[data-step]:not([aria-busy])")
        found.wait_for()
        return found.get_attribute("data-step") or ""


def _terms(window: Window) -> None:
    window.frame.locator("[data-all]").check()
    window.submit()


def _sample(window: Window) -> None:
    window.sample()
    window.submit()


def _code(window: Window) -> None:
    window.fill(code="000000")
    window.submit()


def _new_password(window: Window) -> None:
    window.fill(new=PASSWORD, again=PASSWORD)
    window.submit()


def _password(window: Window) -> None:
    window.fill(password=PASSWORD)
    window.submit()


STEPS = {
    "terms": _terms,
    "phone": _sample,
    "code": _code,
    "register": _sample,
    "redirect": lambda window: None,
    "new_password": _new_password,
    "choose": Window.submit,
    "password": _password,
}
