"""The answers of faults: those that they bring along, and true ones mangled."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from ..http.answer import Answer
from ..http.errors import TossError
from ..toss.clock import iso

if TYPE_CHECKING:
    from datetime import datetime

    from .faults import Fault


def canned(fault: Fault, path: str, now: datetime, *, english: bool) -> Answer:
    """The answer of a fault that has one of its own."""
    if fault.kind == "html_502":
        body = b"<html><head><title>502 Bad Gateway</title></head><body>502</body></html>"
        return Answer(502, body, "text/html")
    status = {"http_429": 429, "http_409": 409}.get(fault.kind, 500)
    code = "IDEMPOTENT_REQUEST_PROCESSING" if fault.kind == "http_409" else fault.code
    if code is None:
        return Answer.framework(status, path, iso(now))
    error = TossError(code)
    if fault.kind == "refuse":
        status = error.status
    return Answer.json(error.body(english=english), status, code=code)


def mangled(kind: str, answer: Answer) -> Answer:
    """The true answer, cut in half or with another amount or order id."""
    if kind == "malformed":
        return replace(answer, body=answer.body[: len(answer.body) // 2])
    body = answer.parsed()
    if answer.status == 200 and isinstance(body, dict) and "totalAmount" in body:
        if kind == "wrong_amount":
            body["totalAmount"] += 1
            body["balanceAmount"] += 1
        else:
            body["orderId"] = "another-" + body["orderId"][:56]
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return replace(answer, body=text.encode("utf-8", "replace"))
    return answer
