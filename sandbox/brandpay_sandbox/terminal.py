"""What `brandpay-sandbox` says in its terminal: where everything is, and each request."""

from __future__ import annotations

import json
import queue
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .console.masks import short
from .toss.clock import KST
from .toss.merchants import DOCUMENTATION_PAIR, masked

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from .toss.merchants import Keys
    from .toss.state import Sandbox

QUIET_PATHS = ("/console", "/assets/", "/favicon.ico")
"""The console looks every second."""
METHODS = "/v1/brandpay/payments/methods/"
WAITING = 1000
"""Lines kept for a terminal that does not take them; more are lost, and nothing waits for it."""


def banner(url: str, keys: Keys) -> str:
    lines = [
        f"Brandpay sandbox on {url}",
        f"  API      {url}  (instead of https://api.tosspayments.com)",
        f"  SDK      {url}/v2/standard",
        f"  Console  {url}/console",
        f"  OpenAPI  {url}/openapi",
    ]
    for pair in keys:
        public = pair.secret_key == DOCUMENTATION_PAIR[1]
        secret = pair.secret_key if public else masked(pair.secret_key)
        lines.append(f"  Keys     {pair.client_key}  {secret}  ({pair.merchant.m_id})")
    return "\n".join([*lines, "  Ctrl-C ends it.", ""])


class Lines:
    """Prints from a thread of its own: a pipe that nobody reads holds nothing up."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[str] = queue.Queue(WAITING)
        threading.Thread(target=self._print, daemon=True).start()

    def add(self, line: str) -> None:
        with suppress(queue.Full):
            self._waiting.put_nowait(line)

    def _print(self) -> None:
        while True:
            line = self._waiting.get()
            try:
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
            except (OSError, ValueError):
                return


class RequestLines:
    """An ASGI application around the sandbox's, which tells of each request once it is over."""

    def __init__(self, app: ASGIApp, sandbox: Sandbox, lines: Lines) -> None:
        self._app = app
        self._sandbox = sandbox
        self._lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(QUIET_PATHS):
            await self._app(scope, receive, send)
            return
        status, body = 0, b""

        async def told(message: Message) -> None:
            nonlocal status, body
            status = message.get("status", status)
            if status >= 400:
                body += message.get("body", b"")
            await send(message)

        try:
            await self._app(scope, receive, told)
        finally:
            at = self._sandbox.state.clock.now().astimezone(KST)
            answer = f"{status} {_code(body)}".rstrip() if status else "no answer"
            self._lines.add(f"{at:%H:%M:%S} {scope['method']} {_path(scope['path'])} {answer}")


def _path(path: str) -> str:
    """Without the query, and with a customer key shortened: it is sensitive."""
    if path.startswith(METHODS) and not path.endswith("/remove"):
        return METHODS + short(path.removeprefix(METHODS))
    return path.encode("unicode_escape").decode("ascii")


def _code(body: bytes) -> str:
    try:
        answer: Any = json.loads(body)
    except ValueError:
        return ""
    return str(answer.get("code") or answer.get("error") or "") if isinstance(answer, dict) else ""
