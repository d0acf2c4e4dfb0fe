"""A sandbox inside the process of a test, and its control API as methods.

>>> with running_sandbox() as sandbox:
...     sandbox.pay({"orderId": "order-1", ...}, customer_key="...", redirect_url=None)
"""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

from .merchants import DOCUMENTATION_PAIR, known_keys
from .server import SandboxServer, listen, url_of
from .state import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

TIMEOUT = 30.0
"""Seconds."""


class ControlError(AssertionError):
    """The control API refused a request: `status` and what it said."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body


class RunningSandbox:
    """A sandbox at `url`; each method is one request of the control API."""

    client_key, secret_key = DOCUMENTATION_PAIR

    def __init__(self, url: str) -> None:
        self.url = url
        self._opener = build_opener(ProxyHandler({}))

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Any control request (`path` below `/_sandbox/`); raises ControlError."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/_sandbox/{path}", data, method=method)  # noqa: S310
        request.add_header("Content-Type", "application/json")
        try:
            with self._opener.open(request, timeout=TIMEOUT) as response:
                return json.load(response)
        except HTTPError as error:
            text = error.read().decode()
            raise ControlError(error.code, text) from None

    def reset(self) -> None:
        self.control("POST", "reset", {})

    def add_keys(self, client_key: str, secret_key: str, m_id: str | None = None) -> None:
        body = {"clientKey": client_key, "secretKey": secret_key, "mId": m_id}
        self.control("POST", "keys", body)

    def advance(self, seconds: float) -> str:
        """Move the sandbox's clock forward; the new time."""
        return str(self.control("POST", "clock", {"advance": seconds})["now"])

    def set_clock(self, at: datetime, *, frozen: bool = False) -> str:
        body = {"at": at.isoformat(), "frozen": frozen}
        return str(self.control("POST", "clock", body)["now"])

    def settings(self, **settings: bool | list[str] | None) -> Any:
        """`extraFields`, `partialCancelable`, `oneTouch`, `redirectUrls`."""
        return self.control("POST", "settings", settings)

    def pay(
        self,
        payment: dict[str, Any],
        *,
        customer_key: str,
        redirect_url: str | None = None,
        method: str = "card",
        outcome: str = "approve",
        client_key: str = client_key,
    ) -> Any:
        """Play the buyer (`payment` is the SDK's requestPayment argument); the answer's JSON."""
        body = {
            "clientKey": client_key,
            "customerKey": customer_key,
            "redirectUrl": redirect_url,
            "payment": payment,
            "method": method,
            "outcome": outcome,
        }
        return self.control("POST", "buyer/pay", body)

    def register(
        self,
        *,
        customer_key: str,
        redirect_url: str | None = None,
        method: str = "card",
        password: str | None = None,
        client_key: str = client_key,
    ) -> Any:
        """Register one more card or account; `password` is what the window will ask for."""
        body = {
            "clientKey": client_key,
            "customerKey": customer_key,
            "redirectUrl": redirect_url,
            "method": method,
            "password": password,
        }
        return self.control("POST", "buyer/register", body)

    def fault(self, path: str, kind: str, **options: Any) -> int:
        """Order a fault; options: code, times, seconds, orderId."""
        body = {"path": path, "kind": kind, **options}
        return int(self.control("POST", "faults", body)["id"])

    def clear_faults(self) -> None:
        self.control("DELETE", "faults")

    def requests(self, path: str = "") -> list[dict[str, Any]]:
        """The API requests received so far whose path holds `path`."""
        found: list[dict[str, Any]] = self.control("GET", f"requests?path={quote(path)}")[
            "requests"
        ]
        return found

    def clear_requests(self) -> None:
        self.control("POST", "requests/clear", {})

    def payments(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.control("GET", "payments")
        return found

    def customers(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.control("GET", "customers")
        return found

    def connections(self) -> int:
        """TCP connections that carried API calls since the last reset."""
        return int(self.control("GET", "connections")["api"])

    def console_cancel(self, payment_key: str, **body: Any) -> Any:
        """A refund in the Toss console: amount, reason."""
        return self.control("POST", f"payments/{payment_key}/cancel", body)

    def force_status(self, payment_key: str, status: str) -> Any:
        return self.control("POST", f"payments/{payment_key}/status", {"status": status})


@contextmanager
def running_sandbox(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    keys: list[tuple[str, str]] | None = None,
    seed: int = 0,
) -> Iterator[RunningSandbox]:
    """Serve a sandbox from a thread while the block runs."""
    listener = listen(host, port)
    started = threading.Event()
    server = SandboxServer(Sandbox(known_keys(keys), seed=seed), on_start=started.set)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        if not started.wait(TIMEOUT):
            raise RuntimeError("the sandbox did not start")
        yield RunningSandbox(url_of(listener))
    finally:
        server.should_exit = True
        thread.join(TIMEOUT)
