"""The demo's path walked by a browser, with a word on each step and a picture of it."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .stage import Stage

PASSWORD = "135791"  # noqa: S105  (of a toy wallet)
NAMES = ("chromium", "chromium-browser", "google-chrome")
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
    """From the product to the last refund, as a member. Raises NoBrowser."""
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
class Walk:
    stage: Stage
    pictures: Path
    page: Any
    steps: int = 0
    began: float = field(default_factory=time.monotonic)
    told: int = 0
    """Calls at the sandbox that were narrated before."""

    def go(self) -> None:
        page = self.page
        page.on("response", self._narrate_response)
        self.stage.rows.watch()
        page.goto(self.stage.storefront)
        page.locator("form").wait_for()
        page.locator("text=홍길동").last.click()
        self.done("product", "The product page; the buyer is a member.")
        page.locator("form button[type=submit]").click()
        page.locator("button.brandpay").wait_for()
        self.done("checkout", "The checkout: goods, address, delivery, total.")
        page.locator("button.brandpay").click()
        self._window()
        page.locator("#held").wait_for()
        method = page.locator("#method").inner_text()
        self.done("order", f"The order: paid with {method}, receipt linked.")
        self._refund("form button[type=submit]", "refund-part", "A part is refunded.")
        self._refund("form button[name=rest]", "refund-rest", "The rest is refunded.")
        held = page.locator("#held").inner_text()
        if held.strip("원₩") != "0":
            raise RuntimeError(f"after the refunds the shop still holds {held}")
        self.say(f"Done in {time.monotonic() - self.began:.0f} s; pictures in {self.pictures}")

    def _window(self) -> None:
        frame = self.page.frame_locator("#brandpay-sandbox iframe")
        last = ""
        while last != "password":
            app = frame.locator(f"#app[data-step]:not([aria-busy]):not([data-step='{last}'])")
            app.wait_for()
            last = app.get_attribute("data-step") or ""
            if last == "redirect":
                continue  # It calls the redirect URL by itself.
            ACTIONS[last](frame)
            self.done(f"window-{last}", f"The payment window: {last}.")
            frame.locator(".primary:visible").click()

    def _refund(self, button: str, name: str, text: str) -> None:
        self.page.locator(button).click()
        self.page.locator("p.note[role=status]").wait_for()
        said = self.page.locator("p.note[role=status]").inner_text()
        self.page.evaluate("document.querySelector('p.note[role=status]').removeAttribute('role')")
        self.done(name, f"{text} {said}")

    # Telling.

    def done(self, name: str, text: str) -> None:
        self.steps += 1
        picture = f"{self.steps:02}-{name}.png"
        self.page.screenshot(path=self.pictures / picture, animations="disabled")
        self.say(f"{self.steps:2}. {text}  [{picture}]")
        for row in self.stage.rows.taken():
            self.say(f"      row       {row}")
        for call in self._calls():
            self.say(f"      Toss API  {call['method']} {call['path']} → {call['status']}")

    def _narrate_response(self, response: Any) -> None:
        request = response.request
        if request.method == "POST" and request.url.startswith(f"{self.stage.host}/graphql"):
            query = json.loads(request.post_data)["query"]
            operation = query.split("{", 1)[1].split("(", 1)[0].strip()
            self.say(f"      GraphQL   {operation} → {response.status}")
        elif request.method == "GET" and "/plugins/channel/" in request.url:
            path = request.url.split("?", 1)[0].removeprefix(self.stage.host)
            self.say(f"      plugin    GET {path} → {response.status}")

    def _calls(self) -> list[dict[str, Any]]:
        url = f"{self.stage.sandbox}/_sandbox/requests"
        with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310  (our own)
            calls: list[dict[str, Any]] = json.loads(response.read())["requests"]
        new, self.told = calls[self.told :], len(calls)
        return new

    def say(self, text: str) -> None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def _nothing(frame: Any) -> None:
    """What is chosen already will do."""


def _terms(frame: Any) -> None:
    frame.locator("[data-all]").check()


def _sample(frame: Any) -> None:
    frame.locator("[data-fill]:visible").click()


def _code(frame: Any) -> None:
    frame.locator("#code").fill("000000")


def _new_password(frame: Any) -> None:
    frame.locator("#new").fill(PASSWORD)
    frame.locator("#again").fill(PASSWORD)


def _password(frame: Any) -> None:
    frame.locator("#password").fill(PASSWORD)


ACTIONS: dict[str, Callable[[Any], None]] = {
    "terms": _terms,
    "phone": _sample,
    "code": _code,
    "register": _sample,
    "new_password": _new_password,
    "choose": _nothing,
    "password": _password,
}
