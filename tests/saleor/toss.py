"""The sandbox's control API, by the standard library alone: it runs in another environment."""

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import parse_qsl, urlsplit

CLIENT_KEY = "test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq"
SECRET_KEY = "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R"  # of Toss's public documentation


class Toss:
    """The pretended Toss, and the buyer in front of its payment window."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if method == "GET" else json.dumps(body or {}).encode()
        request = urllib.request.Request(
            f"{self.url}/_sandbox/{path}",
            data=data,
            method=method,
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return json.loads(response.read() or b"{}")
        except urllib.error.HTTPError as error:
            detail = error.read().decode(errors="replace")
            raise AssertionError(f"sandbox: {method} {path}: {error.code} {detail}") from error

    def reset(self) -> None:
        self.call("POST", "reset")

    def advance(self, seconds: float) -> None:
        self.call("POST", "clock", {"advance": seconds})

    def add_keys(self, client_key: str, secret_key: str, m_id: str | None = None) -> None:
        keys = {"clientKey": client_key, "secretKey": secret_key}
        self.call("POST", "keys", {**keys, "mId": m_id} if m_id else keys)

    def fault(
        self, path: str, kind: str | list[str], *, times: int | None = 1, **extra: Any
    ) -> None:
        """Make the next `times` answers of `path` go wrong (None: until `mend`)."""
        self.call("POST", "faults", {"path": path, "kind": kind, "times": times, **extra})

    def mend(self) -> None:
        self.call("DELETE", "faults")

    def buyer(self, data: dict[str, Any], **how: str) -> dict[str, Any]:
        """The buyer uses the window that `data` opens; what the return page is then given."""
        return self.returned(self.use_window(data, **how))

    def returned(self, answer: dict[str, Any]) -> dict[str, Any]:
        """What the return page is given after the window answered so."""
        if answer["url"] is None:
            assert "result" in answer, answer
            result: dict[str, Any] = answer["result"]
            return result
        returned: dict[str, Any] = dict(parse_qsl(urlsplit(answer["url"]).query))
        returned.pop("shop", None)  # the page's own
        if "amount" in returned:
            returned["amount"] = int(returned["amount"])
        return returned

    def pay(self, data: dict[str, Any], **how: str) -> str:
        """The same, but the URL that the buyer's browser is sent to, not yet visited."""
        return self.use_window(data, **how)["url"]

    def use_window(
        self, data: dict[str, Any], *, outcome: str = "approve", method: str = "card"
    ) -> Any:
        """All that the window says, its `error` too when the redirect URL failed."""
        window = {key: data[key] for key in ("clientKey", "customerKey", "redirectUrl", "payment")}
        return self.call("POST", "buyer/pay", {**window, "method": method, "outcome": outcome})

    def agree_billing(self, data: dict[str, Any]) -> None:
        """The buyer agrees to automatic payments, in the window of `requestBillingAuth`."""
        who = {key: data[key] for key in ("clientKey", "customerKey")}
        self.call("POST", "buyer/manage", {**who, "action": "agree_billing"})

    def settings(self, **settings: Any) -> None:
        self.call("POST", "settings", settings)

    def requests(self, path: str = "") -> list[dict[str, Any]]:
        return self.call("GET", f"requests?path={path}")["requests"]

    def calls(self, path: str = "") -> list[dict[str, Any]]:
        """What the plugin has sent that moves something, in order."""
        return [item for item in self.requests(path) if item["method"] == "POST"]

    def forget_requests(self) -> None:
        self.call("POST", "requests/clear")

    def payments(self) -> list[dict[str, Any]]:
        return self._list("payments")

    def customers(self) -> list[dict[str, Any]]:
        return self._list("customers")

    def connections(self) -> int:
        """Connections that carried API calls since the last reset."""
        return self.call("GET", "connections")["api"]

    def console_refund(self, payment_key: str, **body: Any) -> None:
        self.call("POST", f"payments/{payment_key}/cancel", body)

    def foreign_row(self, row: Any = None, **options: Any) -> Any:
        """A row of another system under the same MID in the list of transactions."""
        body = options | ({} if row is None else {"row": row})
        return self.call("POST", "transactions", body)["row"]

    def show(self, payment_key: str, **body: Any) -> Any:
        """Show a payment, or its rows in the list, otherwise than it is."""
        return self.call("POST", f"payments/{payment_key}/shown", body)

    def force_status(self, payment_key: str, status: str) -> None:
        """ABORTED or EXPIRED, as if Toss had ended the payment."""
        self.call("POST", f"payments/{payment_key}/status", {"status": status})

    def webhook_url(self, url: str, *events: str) -> None:
        """Register an address in the Developer Center, for these events; sent by `deliver`."""
        self.settings(webhooks="manual")
        body = {"clientKey": CLIENT_KEY, "url": url, "events": list(events) or None}
        self.call("POST", "webhooks/urls", body)

    def deliver(self, limit: int | None = None) -> list[dict[str, Any]]:
        """Send the webhooks that are due, in order; what became of each."""
        return self.call("POST", "webhooks/deliver", {"limit": limit})["results"]

    def webhooks(self) -> list[dict[str, Any]]:
        """Every webhook so far, sent or not."""
        return self.call("GET", "webhooks")["webhooks"]

    def resend(self, transmission: int) -> dict[str, Any]:
        """Send one once more, by hand."""
        return self.call("POST", f"webhooks/{transmission}/resend")

    def webhook_fault(self, kind: str, **extra: Any) -> None:
        """duplicate, reorder, delay or drop the next webhooks."""
        self.call("POST", "webhooks/faults", {"kind": kind, **extra})

    def forge(self, url: str, event: Any = None, **extra: Any) -> dict[str, Any]:
        """A webhook that Toss never sent: `event`, or any text as `raw`; how it was answered."""
        sent = extra if "raw" in extra else {"event": event, **extra}
        return self.call("POST", "webhooks/forge", {"url": url, **sent})

    def _list(self, name: str) -> list[dict[str, Any]]:
        answer = self.call("GET", name)
        return answer if isinstance(answer, list) else answer[name]
