"""What happens to a call on its way, before Toss sees it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.errors import BrandpayError, NoAnswer
from saleor_brandpay.api.transport import Transport
from saleor_brandpay.clock import now

from .actors import Actor, current

LATEST = 60.0
"""Seconds after which Toss has ended whatever it was asked (M14)."""


@dataclass
class Held:
    """A request that Toss will carry out although its sender has given up."""

    since: datetime
    send: Callable[[], Any]
    order_id: str
    payment_key: str
    """Which payment a confirm asks for; empty for any other request."""
    amount: int
    sender: Actor | None

    @property
    def by_the_dead(self) -> bool:
        return self.sender is not None and self.sender.dead is not None


@dataclass
class Network:
    """Some POSTs are held up: the caller gives up, and Toss carries them out later."""

    pass_time: Callable[[float], None]
    hold: int = 0
    """How many of the next POSTs are held up."""
    held: list[Held] = field(default_factory=list)
    held_up: int = 0

    def carry(self, send: Callable[..., Any], transport: Transport, call: Any, until: Any) -> Any:
        self.before(now())
        if self.hold and call.method == "POST":
            self.hold -= 1
            self.held_up += 1
            body = json.loads(bytes(call.body))
            named = body.get("orderId", ""), body.get("paymentKey", ""), body.get("amount", 0)
            again = lambda: send(Transport(), call, Deadline.after(30))  # noqa: E731
            self.held.append(Held(now(), again, *named, current()))
            self.pass_time(until.remaining())
            raise NoAnswer("no answer in time", path=call.path)
        answer = send(transport, call, until)
        if until.expired:
            # The clocks were moved while the answer was waited for: nobody waits that long.
            raise NoAnswer("no answer in time", path=call.path)
        return answer

    def deliver(self) -> None:
        """Toss carries out what was held up; nobody waits for the answer any more."""
        held, self.held = self.held, []
        for one in held:
            with suppress(BrandpayError):
                one.send()

    def before(self, moment: datetime) -> None:
        """Nothing stays on its way for longer than LATEST."""
        if any((moment - one.since).total_seconds() >= LATEST for one in self.held):
            self.deliver()

    @staticmethod
    def close_idle(transport: Transport) -> None:
        """Toss closes the connections that the host keeps."""
        adapter = transport._session.get_adapter("http://toss")
        pools = adapter.poolmanager.pools
        for key in list(pools.keys()):
            for connection in list(pools[key].pool._connections):
                if connection is not None and connection.sock is not None:
                    with suppress(OSError):
                        connection.sock.shutdown(2)
