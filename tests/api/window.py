"""A page with the real payment window, for the person who records against the real API."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

_PAGE = """<!doctype html>
<meta charset="utf-8">
<title>Brandpay cassettes</title>
<script src="https://js.tosspayments.com/v2/standard"></script>
<h1>{title}</h1>
<p>Test keys: no money moves. Register or choose a <b>{method}</b>, then pay.</p>
<button id="pay">Open the window</button>
<pre id="error"></pre>
<script>
  const d = {data};
  document.getElementById("pay").onclick = () =>
    TossPayments(d.clientKey)
      .brandpay({{customerKey: d.customerKey, redirectUrl: d.redirectUrl}})
      .requestPayment(d.payment)
      .catch((error) => {{ document.getElementById("error").textContent = String(error); }});
</script>
"""
_RETURN = "Copy the address of this page and paste it where the recording is running.\n"


def page(
    client_key: str, customer_key: str, payment: dict[str, object], method: str, origin: str
) -> str:
    """The page for one payment."""
    data = {
        "clientKey": client_key,
        "customerKey": customer_key,
        "redirectUrl": f"{origin}/callback",
        "payment": payment | {"successUrl": f"{origin}/return", "failUrl": f"{origin}/return"},
    }
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return _PAGE.format(title=payment["orderId"], method=method, data=text)


@contextlib.contextmanager
def serving(html: str, port: int) -> Iterator[int]:
    """Serve the page, the callback and the return page on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            self.send_response(204 if path == "/callback" else 200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header(
                "Content-Type", f"text/{'html' if path == '/' else 'plain'}; charset=utf-8"
            )
            self.send_header("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
            self.end_headers()
            if path != "/callback":
                self.wfile.write((html if path == "/" else _RETURN).encode())

        do_OPTIONS = do_GET  # noqa: N815

        def log_message(self, *_args: object) -> None:
            """The callback's query holds a code: nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def payment_key_in(url: str, order_id: str, amount: int) -> str:
    """The payment key of a pasted return URL. Raises ValueError, saying what is wrong with it."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(url.strip()).query).items()}
    if "code" in query:
        raise ValueError(f"the window failed: {query['code']} {query.get('message', '')}")
    if query.get("orderId") != order_id or query.get("amount") != str(amount):
        raise ValueError("this is not the return URL of this payment")
    if not query.get("paymentKey"):
        raise ValueError("there is no paymentKey in it")
    return query["paymentKey"]
