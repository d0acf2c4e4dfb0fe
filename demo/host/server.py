"""Serves the mini host: each request has a thread and database connections of its own."""

from __future__ import annotations

import threading
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: what matters is logged by the plugin."""


class _Server(ThreadedWSGIServer):
    request_queue_size = 128
    """A crowd that comes at once waits for its turn; by default the eleventh is turned away."""


class HostServer:
    """Listens as soon as it is made. Raises OSError when the port is taken."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._server = _Server((host, port), _Quiet)
        self._server.set_app(get_wsgi_application())
        self.url = f"http://{host}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)
