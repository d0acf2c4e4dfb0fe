"""The payment window in a browser test of a storefront: a page object for Playwright.

>>> page.locator("#pay").click()
>>> Window(page).pay()
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator, Page

__all__ = ["PASSWORD", "STEPS", "Window", "fail_here"]

PASSWORD = "135791"  # noqa: S105
"""The payment password that a new buyer chooses."""


@dataclass
class Window:
    """The payment window on `page`. `go` walks a buyer who does everything right up to a step."""

    page: Page

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("#brandpay-sandbox iframe")

    def at(self, step: str) -> None:
        """Wait until this step shows."""
        expect(self.frame.locator(f"#app[data-step={step}]:not([aria-busy])")).to_be_visible()

    def go(self, until: str) -> Window:
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

    def agree(self) -> None:
        """From wherever the buyer is, to his agreement to automatic payments."""
        self.go("billing")
        STEPS["billing"](self)

    def _step(self) -> str:
        found = self.frame.locator("#app[data-step]:not([aria-busy])")
        found.wait_for()
        return found.get_attribute("data-step") or ""


def fail_here(window: Window, code: str, at: str = "window") -> None:
    """Let the payment be refused with `code`: in the `window`, or at the `confirm` after it."""
    window.frame.locator(".drawer summary").click()
    window.frame.locator(f"#refuse-{at}").select_option(code)
    window.frame.locator(f".drawer button[value={at}]").click()


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


def _billing(window: Window) -> None:
    window.frame.locator("input[name=agree]").check()
    _password(window)


STEPS = {
    "terms": _terms,
    "phone": _sample,
    "code": _code,
    "register": _sample,
    "redirect": lambda window: None,
    "new_password": _new_password,
    "choose": Window.submit,
    "password": _password,
    "billing": _billing,
}
