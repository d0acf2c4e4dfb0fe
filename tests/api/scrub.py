"""Takes everything secret or personal out of a recording, before it is written.

Secrets go by the shape and name of what holds them, since a response comes without its request.
What differs from one recording to the next (keys, order ids) becomes a fixed fake, so that the
same call finds it again.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from vcr.request import Request

API = "https://api.tosspayments.com"
CUSTOMER_KEY = "fake-customer-key"
ACCESS_TOKEN = "fake-access-token"
REFRESH_TOKEN = "fake-refresh-token"
CODE = "fake-code"

FAKES = {
    "accessToken": ACCESS_TOKEN,
    "refreshToken": REFRESH_TOKEN,
    "customerKey": CUSTOMER_KEY,
    "code": CODE,
    "methodKey": "fake-method-key",
    "secret": "fake-secret",
    "mId": "fake-mid",
    "ci": "fake-ci",
    "mobilePhone": "01000000000",
    "name": "fake name",
    "rrn": "0000000",
    "startDate": "2026-01-01T00:00:00",
    "endDate": "2026-01-31T00:00:00",
}
_SENT = {"authorization", "content-type", "idempotency-key", "tosspayments-test-code"}
_RECEIVED = {"content-type", "date", "x-tosspayments-trace-id"}
_ERROR_CODE = re.compile(r"[A-Z][A-Z0-9_]+")


class Scrubber:
    """`replacements` holds what this recording knows to be its own: value → fixed fake."""

    def __init__(self, replacements: dict[str, str] | None = None) -> None:
        self._replacements = replacements or {}

    def request(self, request: Request) -> Request:
        parts = urlsplit(self._text(request.uri))
        query = urlencode(
            [(name, FAKES.get(name, value)) for name, value in parse_qsl(parts.query)]
        )
        return Request(
            method=request.method,
            uri=urlunsplit(parts._replace(query=query)),
            body=self._body(request.body) if request.body else None,
            headers={
                name: self._header(name.lower(), value)
                for name, value in request.headers.items()
                if name.lower() in _SENT
            },
        )

    def response(self, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "status": response["status"],
            "headers": {
                name: values
                for name, values in sorted(response["headers"].items())
                if name.lower() in _RECEIVED
            },
            "body": {"string": self._body(response["body"]["string"])},
        }

    def _header(self, name: str, value: str) -> str:
        if name == "authorization":
            return f"{value.split(maxsplit=1)[0]} (scrubbed)"
        return self._text(str(value))

    def _body(self, body: bytes) -> bytes:
        try:
            content = json.loads(body)
        except ValueError:
            return self._text(body.decode(errors="replace")).encode()
        return json.dumps(self._value(content), ensure_ascii=False).encode()

    def _value(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: self._value(found, key) for key, found in value.items()}
        if isinstance(value, list):
            return [self._value(found, name) for found in value]
        if not isinstance(value, str):
            return value
        if name in FAKES and not (name == "code" and _ERROR_CODE.fullmatch(value)):
            return FAKES[name]
        return self._text(value)

    def _text(self, text: str) -> str:
        for found, fake in self._replacements.items():
            text = text.replace(found, fake)
        return text


_LEAKS = {
    "a Toss key": re.compile(r"(?:test|live)_g?[sc]k_\w+"),
    "a Basic or Bearer header": re.compile(r"(?i)\b(?:basic|bearer) +(?!\(scrubbed\))[\w+/=-]{6,}"),
    "Base64 of a key": re.compile(r"\b(?:dGVzdF9|bGl2ZV9)[\w+/=]+"),
    "a token": re.compile(r"(?<!\w)[A-Za-z0-9]{40,}(?!\w)"),
    "a card number": re.compile(r"(?<!\w)(?:\d[ -]?){12,18}\d(?!\w)"),
    "an address of this machine": re.compile(r"127\.0\.0\.1|localhost"),
}
_NAMED = re.compile(
    r'"(accessToken|refreshToken|customerKey|methodKey|secret|mId)": *"([^"]*)"',
)


def leaks(cassette: str) -> list[str]:
    """What a cassette's text holds that it must not."""
    found = [
        f"{what}: {leak}" for what, shape in _LEAKS.items() for leak in shape.findall(cassette)
    ]
    found += [
        f"{name}: {value}" for name, value in _NAMED.findall(cassette) if value != FAKES[name]
    ]
    return found
