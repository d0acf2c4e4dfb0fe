"""The demo's path walked by a browser, with a word on each step and a picture of it."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

from .narration import Narration
from .stage import Stage
from .steps import tell
from .window_steps import ACTIONS

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu"]


class NoBrowser(Exception):  # noqa: N818
    """One clear line."""


def find_browser() -> str:
    """$CHROMIUM, else one on the path. Raises NoBrowser."""
    names = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else NAMES
    for name in names:
        if found := shutil.which(name):
            return found
    raise NoBrowser("No Chromium found: install one, or name it with CHROMIUM=/path/to/chromium.")


def walk(stage: Stage, pictures: Path) -> int:
    """Both ways to pay and back, then one-touch and the account page. Raises NoBrowser."""
    browser = find_browser()
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  (only for this walk)
    except ImportError as error:
        raise NoBrowser("Playwright is missing: pip install playwright.") from error
    pictures.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=ARGUMENTS)
        context = chromium.new_context(locale="ko-KR", viewport={"width": 1100, "height": 820})
        context.set_default_timeout(20_000)
        Walk(stage, pictures, context.new_page()).go()
        chromium.close()
    return 0


@dataclass
class Walk(Narration):
    began: float = field(default_factory=time.monotonic)

    def go(self) -> None:
        self.begin()
        for api, title in (("payments", "Payments API"), ("transactions", "Transactions API")):
            tell(f"{title}: a member pays in the window.")
            self._to_checkout(api)
            self.page.locator("button.brandpay").click()
            self._window()
            self._ordered()
            self._to_refund()
            self._refund("form button[type=submit]", "refund-part", "A part is refunded.")
            self._refund("form button[name=rest]", "refund-rest", "The rest is refunded.")
            self._nothing_left()
        tell("One-touch: a stored card is charged without the window, once the member has agreed.")
        for api in ("payments", "transactions"):
            self._to_checkout(api)
            self.page.locator("button[name=method]").first.click()
            if api == "payments":
                self._window("billing")
            self._ordered()
        self._account()
        tell(f"Done in {time.monotonic() - self.began:.0f} s; pictures in {self.pictures}")

    def _to_checkout(self, api: str) -> None:
        page = self.page
        page.goto(self.stage.storefront)
        page.locator("form").wait_for()
        page.locator("text=홍길동").last.click()
        if not self.steps:
            self.done("product", "The product page; the buyer is a member.")
        page.locator("form button[type=submit]").click()
        page.locator("button.brandpay").wait_for()
        page.locator(".options summary").click()
        page.locator(f"label:has(input[value={api}])").click()
        page.locator(".options summary").click()
        self.done("checkout", "The checkout: goods, delivery, total, and how to pay.")

    def _window(self, end: str = "password") -> None:
        frame = self.page.frame_locator("#brandpay-sandbox iframe")
        last = ""
        while last != end:
            app = frame.locator(f"#app[data-step]:not([aria-busy]):not([data-step='{last}'])")
            app.wait_for()
            last = app.get_attribute("data-step") or ""
            if last == "redirect":
                continue  # It calls the redirect URL by itself.
            ACTIONS[last](frame)
            self.done(f"window-{last}", f"The payment window: {last}.")
            frame.locator(".primary:visible").click()

    def _ordered(self) -> None:
        self.page.wait_for_url("**/order?id=*")
        self.page.locator("#held").wait_for()
        method = self.page.locator("#method").inner_text()
        self.done("order", f"The order: paid with {method}, receipt linked.")

    def _to_refund(self) -> None:
        self.page.locator("#back-office").click()
        self.page.locator("form button[name=rest]").wait_for()

    def _refund(self, button: str, name: str, text: str) -> None:
        self.page.locator(button).click()
        note = self.page.locator("p.note[role=status]")
        note.wait_for()
        said = note.inner_text()
        self.page.evaluate("document.querySelector('p.note[role=status]').removeAttribute('role')")
        self.done(name, f"{text} {said}")

    def _nothing_left(self) -> None:
        held = self.page.locator("#held").inner_text()
        if held.strip("원₩") != "0":
            raise RuntimeError(f"after the refunds the shop still holds {held}")

    def _account(self) -> None:
        self.page.locator("#account").click()
        self.page.locator(".methods li").first.wait_for()
        self.done("account", "The member's stored cards and accounts.")
        self.page.locator("button[name=remove]").first.click()
        self.page.locator("p.note[role=status]").wait_for()
        self.done("removed", "One is removed, at Toss as well.")
