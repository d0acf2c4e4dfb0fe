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

    def fault(self, path: str, kind: str, *, times: int | None = 1, **extra: Any) -> None:
        """Make the next `times` answers of `path` go wrong (None: until `mend`)."""
        self.call("POST", "faults", {"path": path, "kind": kind, "times": times, **extra})

    def mend(self) -> None:
        self.call("DELETE", "faults")

    def buyer(
        self, data: dict[str, Any], *, outcome: str = "approve", method: str = "card"
    ) -> dict[str, Any]:
        """The buyer uses the window that `data` opens; what the return page is then given."""
        window = {key: data[key] for key in ("clientKey", "customerKey", "redirectUrl", "payment")}
        answer = self.call("POST", "buyer/pay", {**window, "method": method, "outcome": outcome})
        if answer["url"] is None:
            return answer["result"]
        returned: dict[str, Any] = dict(parse_qsl(urlsplit(answer["url"]).query))
        if "amount" in returned:
            returned["amount"] = int(returned["amount"])
        return returned

    def requests(self, path: str = "") -> list[dict[str, Any]]:
        return self.call("GET", f"requests?path={path}")["requests"]

    def count(self, path: str) -> int:
        return len(self.requests(path))

    def forget_requests(self) -> None:
        self.call("POST", "requests/clear")

    def payments(self) -> list[dict[str, Any]]:
        return self._list("payments")

    def customers(self) -> list[dict[str, Any]]:
        return self._list("customers")

    def connections(self) -> int:
        return self.call("GET", "connections")["opened"]

    def console_refund(self, payment_key: str, **body: Any) -> None:
        self.call("POST", f"payments/{payment_key}/cancel", body)

    def _list(self, name: str) -> list[dict[str, Any]]:
        answer = self.call("GET", name)
        return answer if isinstance(answer, list) else answer[name]
