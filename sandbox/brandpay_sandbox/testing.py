"""A sandbox inside the process of a test, and its control API as methods.

>>> with running_sandbox() as sandbox:
...     sandbox.pay({"orderId": "order-1", ...}, customer_key="...", redirect_url=None)
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .client.remote import LONG, TIMEOUT, ControlError, Remote
from .client.remote_webhooks import RemoteWebhooks
from .control.beginning import Beginning
from .http.server import SandboxServer, listen, url_of
from .http.settings import Settings
from .toss.merchants import known_keys
from .toss.state import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from .http.settings import Delivery

__all__ = ["ControlError", "RunningSandbox", "running_sandbox"]


class RunningSandbox(RemoteWebhooks):
    """A sandbox at `url`; each method is one request of the control API."""

    def reset(self) -> None:
        self.control("POST", "reset", {})

    def save(self) -> dict[str, Any]:
        """The state as JSON: keys, switches, clock, customers, payments; no windows, no faults."""
        found: dict[str, Any] = self.control("GET", "state")
        return found

    def load(self, state: dict[str, Any]) -> None:
        """Forget everything, and go on from what `save` answered."""
        self.control("POST", "state", state, timeout=LONG)

    def add_keys(self, client_key: str, secret_key: str, m_id: str | None = None) -> None:
        body = {"clientKey": client_key, "secretKey": secret_key, "mId": m_id}
        self.control("POST", "keys", body)

    def advance(self, seconds: float) -> str:
        """Move the sandbox's clock forward; the new time."""
        return str(self.control("POST", "clock", {"advance": seconds})["now"])

    def set_clock(self, at: datetime, *, frozen: bool = False) -> str:
        body = {"at": at.isoformat(), "frozen": frozen}
        return str(self.control("POST", "clock", body)["now"])

    def settings(self, **settings: bool | str | int | list[str] | None) -> Any:
        """`extraFields`, `partialCancelable`, `oneTouch`, `billingAuth`, `redirectUrls`,
        `cancelRows`, `webhooks` ("manual" or "auto"), `sameTransmissionId`, `methodEnable`,
        `autoPaymentWebhooks`, `requestsPerMinute` (a number, or None for any).
        """
        return self.control("POST", "settings", settings)

    def pay(
        self,
        payment: dict[str, Any],
        *,
        customer_key: str,
        redirect_url: str | None = None,
        method: str = "card",
        outcome: str = "approve",
        client_key: str = Remote.client_key,
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
        client_key: str = Remote.client_key,
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

    def manage(
        self, action: str, *, customer_key: str, client_key: str = Remote.client_key, **options: str
    ) -> Any:
        """What a customer does on his own pages: remove_method, rename_method (`alias`),
        change_password (`password`), one_touch_on, one_touch_off, agree_billing, withdraw. Without
        `methodKey` it is about the newest method.
        """
        who = {"clientKey": client_key, "customerKey": customer_key}
        return self.control("POST", "buyer/manage", {**who, "action": action, **options})

    def agree_billing(self, *, customer_key: str, client_key: str = Remote.client_key) -> None:
        """The buyer agrees to automatic payments (`requestBillingAuth`); he has a method already.

        Without it each is refused with REQUIRED_BILLING_TERMS, unless `billingAuth` is off.
        """
        self.manage("agree_billing", customer_key=customer_key, client_key=client_key)

    def bulk(self, count: int, **options: Any) -> list[dict[str, Any]]:
        """Many approved payments, told to nobody: `orderId`, `paymentKey`, `status`, `approvedAt`.

        Options: amount, orderPrefix (before seven digits from 0000000), since (ISO), seconds
        (between two), cancelEvery (each n-th is cancelled), method, customerKey, clientKey.
        """
        body = {"count": count, **options}
        made: list[dict[str, Any]] = self.control("POST", "payments/bulk", body, timeout=LONG)[
            "payments"
        ]
        return made

    def fault(self, path: str, kind: str | Sequence[str], **options: Any) -> int:
        """Order a fault; options: code, times, seconds, orderId, probability.

        Of several kinds, or of all with "random", chance takes one, as the seed has it. A fault
        strikes once; with a `probability` it goes on, unless `times` ends it.
        """
        kind = kind if isinstance(kind, str) else list(kind)
        body = {"path": path, "kind": kind, **options}
        return int(self.control("POST", "faults", body)["id"])

    def faults(self) -> list[dict[str, Any]]:
        """Those still in force."""
        found: list[dict[str, Any]] = self.control("GET", "faults")["faults"]
        return found

    def remove_fault(self, fault: int) -> None:
        self.control("DELETE", f"faults/{fault}")

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

    def foreign_row(self, row: Any = None, **options: Any) -> Any:
        """A row of another system in the list of transactions; as it is listed.

        `row`: fields that differ from a usual one's, or anything that is no object. Options:
        without (names that are left out), at (ISO: its place), clientKey.
        """
        body = options | ({} if row is None else {"row": row})
        return self.control("POST", "transactions", body)["row"]

    def foreign_settlement(self, row: Any = None, **options: Any) -> Any:
        """A row of another system among the settlements, as it is listed; as `foreign_row`, and
        `amount` (won, negative for a cancel).
        """
        body = options | ({} if row is None else {"row": row})
        return self.control("POST", "settlements", body)["row"]

    def show(self, payment_key: str, **body: Any) -> Any:
        """Show a payment otherwise than it is: `payment` changes its JSON, `row` its rows in the
        list, `without` names what both leave out. The JSON as it is shown now.
        """
        return self.control("POST", f"payments/{payment_key}/shown", body)

    def force_status(self, payment_key: str, status: str) -> Any:
        return self.control("POST", f"payments/{payment_key}/status", {"status": status})


@contextmanager
def running_sandbox(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    keys: list[tuple[str, str]] | None = None,
    seed: int = 0,
    webhooks: Delivery = "manual",
    scenario: Path | None = None,
) -> Iterator[RunningSandbox]:
    """Serve a sandbox from a thread while the block runs.

    `webhooks`: "manual" sends events when `deliver` is called, "auto" by itself. `scenario`: a
    file that it begins with, and after each reset.
    """
    listener = listen(host, port)
    started = threading.Event()
    beginning = Beginning(scenario=scenario)
    settings = Settings(webhooks=webhooks)
    try:
        sandbox = Sandbox(known_keys(keys), seed=seed, settings=settings, prepare=beginning.prepare)
    except ValueError:
        listener.close()
        raise
    server = SandboxServer(sandbox, on_start=started.set)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        if not started.wait(TIMEOUT):
            raise RuntimeError("the sandbox did not start")
        yield RunningSandbox(url_of(listener))
    finally:
        server.should_exit = True
        thread.join(TIMEOUT)
