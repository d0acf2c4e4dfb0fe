"""As much of Stripe's API as Saleor's own plugin asks for when a buyer pays by card."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

INTENTS = "/v1/payment_intents"
CARD = {"brand": "visa", "last4": "4242", "exp_month": "12", "exp_year": "2030"}
CHARGE = {"id": "ch_1", "payment_method_details": {"type": "card", "card": CARD}}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def setup(self) -> None:
        super().setup()
        self.amounts: dict[str, int] = self.server.amounts  # type: ignore[attr-defined]

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
        if urlsplit(self.path).path != INTENTS:
            self._answer({"id": "we_1", "object": "webhook_endpoint", "secret": "whsec_1"})
            return
        name = f"pi_{len(self.amounts) + 1}"
        self.amounts[name] = int(sent["amount"][0])
        self._answer(self._intent(name, "requires_payment_method", []))

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.startswith(INTENTS):
            self._answer(self._intent(path.rpartition("/")[2], "succeeded", [CHARGE]))
        else:
            self._answer({"object": "list", "data": [], "has_more": False, "url": path})

    def _intent(self, name: str, status: str, charges: list[Any]) -> dict[str, Any]:
        return {
            "id": name,
            "object": "payment_intent",
            "amount": self.amounts[name],
            "currency": "krw",
            "status": status,
            "client_secret": f"{name}_secret",
            "charges": {"object": "list", "data": charges, "has_more": False, "url": "/v1/charges"},
        }

    def _answer(self, body: dict[str, Any]) -> None:
        encoded = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(encoded)))
        self.end_headers()
        self.wfile.write(encoded)

    def log_message(self, *words: Any) -> None:
        """Nothing on the terminal."""


@contextmanager
def local_stripe() -> Iterator[str]:
    """Its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.amounts = {}  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
