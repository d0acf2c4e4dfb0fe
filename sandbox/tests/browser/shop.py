"""A shop: a checkout page at one origin, its redirect URL at another."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CHECKOUT = (Path(__file__).parent / "checkout.html").read_text(encoding="utf-8")
LOADER = Path(__file__).parents[1] / "typescript/node_modules/@tosspayments/tosspayments-sdk/dist"


@dataclass
class Shop:
    """What it answers, and what it was asked."""

    sandbox_url: str
    url: str = ""
    """Of its pages."""
    callback: str = ""
    """The redirect URL, of another origin."""
    answer: str = "204"
    """Of the redirect URL: a status, `drop`, `hang` or `no-cors`."""
    policy: str | None = None
    """The Content-Security-Policy of its pages."""
    calls: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """Of the redirect URL: method, path with query, headers (small letters)."""
    released: threading.Event = field(default_factory=threading.Event)

    def forget(self) -> None:
        self.released.set()
        self.released = threading.Event()
        self.answer, self.policy, self.calls = "204", None, []


@contextmanager
def running_shop(sandbox_url: str) -> Iterator[Shop]:
    shop = Shop(sandbox_url)
    servers = [
        ThreadingHTTPServer(("127.0.0.1", 0), _handler(shop, name)) for name in ("page", "callback")
    ]
    shop.url, callback = (f"http://127.0.0.1:{one.server_address[1]}" for one in servers)
    shop.callback = f"{callback}/callback"
    threads = [
        threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.01})
        for one in servers
    ]
    for thread in threads:
        thread.start()
    try:
        yield shop
    finally:
        shop.released.set()
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()


def _handler(shop: Shop, kind: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if kind == "callback":
                self.call_back()
            elif self.path.startswith("/loader"):
                self.send(200, (LOADER / "index.esm.js").read_text(), "text/javascript")
            elif self.path.startswith("/checkout"):
                policy = {"Content-Security-Policy": shop.policy} if shop.policy else {}
                html = CHECKOUT.replace("{{sandbox}}", shop.sandbox_url)
                self.send(200, html, "text/html; charset=utf-8", policy)
            else:
                self.send(200, "<!doctype html><title>Shop</title>", "text/html")

        do_OPTIONS = do_GET  # noqa: N815

        def call_back(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            shop.calls.append((self.command, self.path, headers))
            cors = {} if shop.answer == "no-cors" else {"Access-Control-Allow-Origin": "*"}
            cors["Access-Control-Allow-Headers"] = "*"
            if self.command == "OPTIONS":
                return self.send(204, "", "text/plain", cors)
            if shop.answer == "hang":
                shop.released.wait(30)
            if shop.answer in {"drop", "hang"}:
                return self.connection.close()
            status = int(shop.answer) if shop.answer.isdecimal() else 204
            location = {"Location": f"{shop.url}/login"} if status == 302 else {}
            return self.send(status, "", "text/plain", cors | location)

        def send(
            self, status: int, text: str, kind: str, headers: dict[str, str] | None = None
        ) -> None:
            body = text.encode()
            self.send_response(status)
            for name, value in ({"Content-Type": kind} | (headers or {})).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    return Handler
