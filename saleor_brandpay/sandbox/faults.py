"""Faults that tests order: what goes wrong with which calls, and how often.

drop_before, http_500, html_502, http_409: Toss never looks at the request; nothing is kept.
refuse, http_429: Toss answers so without acting (a decline ends the payment); kept under the
    idempotency key, and not used up by a replay.
drop_after, hang_after: Toss acts and keeps its answer; it does not arrive.
http_500_after: Toss acts; the 500 is what it keeps.
malformed, wrong_amount, wrong_order: Toss acts and keeps its answer; what arrives is mangled.
slow, slow_after: Toss acts after (before) `seconds` of the sandbox's clock, and is processing
    all that time.
hang: Toss does not act and never answers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .answer import Answer
from .clock import iso
from .codes import STATUS
from .errors import TossError

if TYPE_CHECKING:
    from datetime import datetime

DROPS = frozenset({"drop_before", "drop_after"})
WAITS = frozenset({"hang", "slow", "hang_after", "slow_after"})
MANGLES = frozenset({"malformed", "wrong_amount", "wrong_order"})
EDGE = frozenset({"http_500", "html_502", "http_409"})
"""Answered before Toss looks at the request: nothing moves, nothing is recorded."""
RECORDED = frozenset({"refuse", "http_429"})
"""Answers of Toss itself, kept under the idempotency key. Replays do not use the fault up."""
KINDS = DROPS | WAITS | MANGLES | EDGE | RECORDED | {"http_500_after"}


@dataclass(slots=True, kw_only=True)
class Fault:
    id: int
    endpoint: str
    """An endpoint's name, or `*`."""
    kind: str
    code: str | None = None
    times: int | None = 1
    """How often it still strikes; None: always."""
    seconds: float | None = None
    """Of the sandbox's clock."""
    order_id: str | None = None


class Faults:
    """The faults in force; the oldest that fits strikes."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._count = 0

    def add(
        self,
        *,
        endpoint: str,
        kind: str,
        code: str | None,
        times: int | None,
        seconds: float | None,
        order_id: str | None,
    ) -> Fault:
        """Order a fault; ValueError says what is wrong with it."""
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(sorted(KINDS))}")
        if kind == "refuse" and code is None:
            raise ValueError("refuse needs a code")
        if code is not None and code not in STATUS:
            raise ValueError(f"{code} is not a code of Toss")
        if code is not None and kind not in {"refuse", "http_500", "http_500_after", "http_429"}:
            raise ValueError(f"{kind} takes no code")
        if kind in {"slow", "slow_after"} and seconds is None:
            raise ValueError(f"{kind} needs seconds")
        self._count += 1
        fault = Fault(
            id=self._count,
            endpoint=endpoint,
            kind=kind,
            code=code,
            times=times,
            seconds=seconds,
            order_id=order_id,
        )
        self._faults.append(fault)
        return fault

    def match(self, endpoint: str, order_id: str | None) -> Fault | None:
        """The fault for this call; one of RECORDED is used up only by `strike`."""
        for fault in self._faults:
            if fault.endpoint not in {"*", endpoint}:
                continue
            if fault.order_id is None or fault.order_id == order_id:
                if fault.kind not in RECORDED:
                    self.strike(fault)
                return fault
        return None

    def strike(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times == 0:
            self._faults.remove(fault)

    def withdraw(self, fault_id: int | None) -> None:
        """Take one fault back, if it is still there."""
        self._faults = [fault for fault in self._faults if fault.id != fault_id]

    def clear(self) -> None:
        self._faults.clear()


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
