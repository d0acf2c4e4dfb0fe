"""The demo's shop in a process of its own, and a buyer in a browser before it.

The shop runs on the mini host, or on the Saleor checkout that BRANDPAY_DEMO_SALEOR names.
"""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page

from brandpay_sandbox.testing import RunningSandbox
from brandpay_sandbox.testing_window import Window

ANY = ["--storefront-port=0", "--host-port=0", "--sandbox-port=0"]
SALEOR = os.environ.get("BRANDPAY_DEMO_SALEOR")


def start(*arguments: str) -> subprocess.Popen[str]:
    """A process of its own, with nothing of the tests' settings."""
    host = [f"--saleor={SALEOR}"] if SALEOR else []
    own = ("DJANGO_SETTINGS_MODULE", "MINI_HOST_DATABASE", "BRANDPAY_API_URL")
    return subprocess.Popen(
        [sys.executable, "-m", "demo", *host, *arguments],
        env={name: value for name, value in os.environ.items() if name not in own},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def running_demo() -> Iterator[str]:
    """The address of the demo's storefront."""
    process = start(*ANY)
    try:
        found = re.search(r"The shop\s+(http\S+)", greeting(process))
        assert found, process.stderr.read()
        yield found[1]
    finally:
        process.terminate()
        process.communicate(timeout=60)


def greeting(process: subprocess.Popen[str]) -> str:
    """What the demo says until the shop is open."""
    text = ""
    for line in process.stdout:
        text += line
        if "Ctrl-C" in line:
            break
    return text


def config_of(url: str) -> dict[str, Any]:
    """What the demo's pages are told."""
    with urllib.request.urlopen(f"{url}/config.json", timeout=10) as response:
        config: dict[str, Any] = json.load(response)
    return config


class Visitor:
    """Goes through the demo's pages."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def speaks(self, language: str) -> None:
        """The shop from its first page on, in this language."""
        self.page.goto(self.url)
        self.page.evaluate("(code) => localStorage.setItem('language', code)", language)
        self.page.reload()
        self.page.locator("main form").wait_for()

    def to_checkout(
        self, buyer: str = "guest", mode: str = "redirect", api: str = "payments"
    ) -> "Visitor":
        self.page.goto(self.url)
        self.page.locator(f"label:has(input[value={buyer}])").click()
        self.page.locator("form button[type=submit]").click()
        self.page.wait_for_url("**/checkout")
        self.page.locator(".options summary").click()
        self.page.locator(f"label:has(input[value={api}])").click()
        self.page.locator(f"label:has(input[value={mode}])").click()
        return self

    def fault(self, **fault: Any) -> None:
        self._faults("POST", json.dumps(fault).encode())

    def no_faults(self) -> None:
        """Some of an earlier test's may not have struck."""
        self._faults("DELETE")

    def _faults(self, method: str, body: bytes | None = None) -> None:
        url = config_of(self.url)["sandboxUrl"] + "/_sandbox/faults"
        request = urllib.request.Request(url, body, method=method)
        urllib.request.urlopen(request, timeout=10).close()

    def agree(self) -> None:
        """Every buyer so far agrees to automatic payments, as his consent window would ask him."""
        address = config_of(self.url)["sandboxUrl"] + "/_sandbox/"
        with urllib.request.urlopen(f"{address}customers", timeout=10) as response:
            wallets = json.load(response)
        for wallet in wallets:
            who = {"clientKey": RunningSandbox.client_key, "customerKey": wallet["customerKey"]}
            body = json.dumps(who | {"action": "agree_billing"}).encode()
            urllib.request.urlopen(f"{address}buyer/manage", body, timeout=10).close()

    def at_once(self, method: str = "", *, agreed: bool = True) -> "Visitor":
        """Pay with a stored card or account; `agreed`: to automatic payments before."""
        if agreed:
            self.agree()
        self.page.locator("button[name=method]", has_text=method).first.click()
        return self

    def window(self) -> Window:
        """Press the blue button, wherever it is."""
        self.page.locator("main button.brandpay").click()
        return Window(self.page)

    def ordered(self) -> "Visitor":
        self.page.wait_for_url("**/order?id=*")
        self.page.locator("#held").wait_for()
        return self

    def to_back_office(self) -> "Visitor":
        """Where staff refund the order that is shown."""
        self.page.locator("#back-office").click()
        self.page.wait_for_url("**/staff/order?id=*")
        self.page.locator("#held").wait_for()
        return self

    def method(self) -> str:
        return self.page.locator("#method").inner_text()

    def held(self) -> int:
        text = self.page.locator("#held").inner_text()
        return int("".join(letter for letter in text if letter.isdigit()))

    def trouble(self) -> str:
        return self.page.locator("[role=alert]:visible").inner_text()
