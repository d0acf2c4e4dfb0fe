"""The control API over HTTP."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from ..toss.merchants import DOCUMENTATION_PAIR

TIMEOUT = 30.0
"""Seconds."""
LONG = 600.0
"""Seconds, for requests that do much."""


class ControlError(AssertionError):
    """The control API refused a request: `status` and what it said."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body


class Remote:
    """A sandbox at `url`."""

    client_key, secret_key = DOCUMENTATION_PAIR

    def __init__(self, url: str) -> None:
        self.url = url
        self._opener = build_opener(ProxyHandler({}))

    def control(self, method: str, path: str, body: Any = None, *, timeout: float = TIMEOUT) -> Any:
        """Any control request (`path` below `/_sandbox/`); raises ControlError."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/_sandbox/{path}", data, method=method)  # noqa: S310
        request.add_header("Content-Type", "application/json")
        try:
            with self._opener.open(request, timeout=timeout) as response:
                return json.load(response)
        except HTTPError as error:
            text = error.read().decode()
            raise ControlError(error.code, text) from None
