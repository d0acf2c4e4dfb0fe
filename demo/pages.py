"""Serves the storefront: its files as they are, and one JSON that says where the shop is."""

from __future__ import annotations

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("storefront")
# The pages of index.html; the return address among them carries Toss's query.
PAGES = {"/", "/checkout", "/pay", "/order", "/account", "/staff", "/staff/order"}


class _Files(SimpleHTTPRequestHandler):
    extensions_map = {  # noqa: RUF012  (the base class's own attribute)
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
    }

    def __init__(self, *args: Any, config: bytes, **kwargs: Any) -> None:
        self._config = config
        super().__init__(*args, directory=str(FOLDER), **kwargs)

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path == "/config.json":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(self._config)
            return
        if path in PAGES:
            self.path = "/index.html"
        if Path(self.translate_path(self.path)).is_file():
            super().do_GET()
        else:
            self._say_that_there_is_nothing()

    def _say_that_there_is_nothing(self) -> None:
        """By the same page as everything else, in the reader's language."""
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((FOLDER / "index.html").read_bytes())

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: the console is for what a visitor can do."""


class Storefront:
    """Listens as soon as it is made. Raises OSError when the port is taken."""

    def __init__(self, config: dict[str, Any], host: str, port: int) -> None:
        handler = partial(_Files, config=json.dumps(config).encode())
        self._server = ThreadingHTTPServer((host, port), handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)
