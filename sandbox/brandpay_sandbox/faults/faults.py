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
trickle: Toss acts and keeps its answer; it arrives a byte at a time, `seconds` (1) apart.
close_idle: Toss answers as it should and then closes the kept-alive connection, unannounced.
close_reused: the same, but the closing is noticed only by sending the next request on it, which
    Toss never sees: the race that a pool of connections can lose.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..toss.codes import STATUS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from ..toss.ids import Ids

DROPS = frozenset({"drop_before", "drop_after"})
WAITS = frozenset({"hang", "slow", "hang_after", "slow_after"})
MANGLES = frozenset({"malformed", "wrong_amount", "wrong_order"})
EDGE = frozenset({"http_500", "html_502", "http_409"})
"""Answered before Toss looks at the request: nothing moves, nothing is recorded."""
RECORDED = frozenset({"refuse", "http_429"})
"""Answers of Toss itself, kept under the idempotency key. Replays do not use the fault up."""
CLOSES = frozenset({"close_idle", "close_reused"})
TRICKLE = "trickle"
KINDS = DROPS | WAITS | MANGLES | EDGE | RECORDED | CLOSES | {"http_500_after", TRICKLE}
WITH_CODE = frozenset({"refuse", "http_500", "http_500_after", "http_429"})
RANDOM = "random"
"""Any of KINDS but the one that takes minutes."""
RANDOM_CODES = (
    "PROVIDER_ERROR",
    "FORBIDDEN_CONSECUTIVE_REQUEST",
    "FAILED_INTERNAL_SYSTEM_PROCESSING",
    "UNKNOWN_ERROR",
)
"""What a random refusal says: nothing that is a verdict on the payment."""
RANDOM_SECONDS = 1.0
"""How long a random wait takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What strikes one call."""

    id: int
    """Of its order."""
    kind: str
    code: str | None = None
    seconds: float | None = None
    """Of the sandbox's clock."""


@dataclass(slots=True, kw_only=True)
class Order:
    """What a test ordered."""

    id: int
    endpoint: str
    """An endpoint's name, or `*`."""
    kinds: tuple[str, ...]
    """One of them strikes, by chance."""
    code: str | None
    times: int | None
    """How often it still strikes; None: always."""
    seconds: float | None
    order_id: str | None
    probability: float
    dice: Random

    def fits(self, endpoint: str, order_id: str | None) -> bool:
        return self.endpoint in {"*", endpoint} and self.order_id in {None, order_id}

    def fault(self) -> Fault:
        kind = self.dice.choice(self.kinds)
        if kind == RANDOM:
            return self._random()
        code = self.code if kind in WITH_CODE else None
        return Fault(id=self.id, kind=kind, code=code, seconds=self.seconds)

    def _random(self) -> Fault:
        kind = self.dice.choice(sorted(KINDS - {TRICKLE}))
        code = self.code if kind in WITH_CODE else None
        if kind == "refuse" and code is None:
            code = self.dice.choice(RANDOM_CODES)
        seconds = RANDOM_SECONDS if self.seconds is None else self.seconds
        return Fault(id=self.id, kind=kind, code=code, seconds=seconds)

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "path": self.endpoint,
            "kind": self.kinds[0] if len(self.kinds) == 1 else list(self.kinds),
            "code": self.code,
            "times": self.times,
            "seconds": self.seconds,
            "orderId": self.order_id,
            "probability": self.probability,
        }


class Faults:
    """The faults in force; the oldest that fits strikes, where chance has it so."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._orders: list[Order] = []
        self._count = 0

    def __iter__(self) -> Iterator[Order]:
        return iter(self._orders)

    def add(
        self,
        *,
        endpoint: str,
        kind: str | Sequence[str],
        code: str | None = None,
        times: int | None = 1,
        seconds: float | None = None,
        order_id: str | None = None,
        probability: float = 1.0,
    ) -> Order:
        """Order a fault; ValueError says what is wrong with it."""
        kinds = (kind,) if isinstance(kind, str) else tuple(kind)
        _check(kinds, code, seconds)
        self._count += 1
        order = Order(
            id=self._count,
            endpoint=endpoint,
            kinds=kinds,
            code=code,
            times=times,
            seconds=seconds,
            order_id=order_id,
            probability=probability,
            dice=self._ids.dice(f"fault {self._count}"),
        )
        self._orders.append(order)
        return order

    def match(self, endpoint: str, order_id: str | None) -> Fault | None:
        """The fault for this call; one of RECORDED is used up only by `strike`."""
        for order in self._orders:
            if order.fits(endpoint, order_id) and order.dice.random() < order.probability:
                fault = order.fault()
                if fault.kind not in RECORDED:
                    self.strike(fault)
                return fault
        return None

    def strike(self, fault: Fault) -> None:
        order = next((one for one in self._orders if one.id == fault.id), None)
        if order is None or order.times is None:
            return
        order.times -= 1
        if order.times == 0:
            self._orders.remove(order)

    def withdraw(self, order_id: int | None) -> bool:
        """Take one back; False when it is not there any more."""
        before = len(self._orders)
        self._orders = [order for order in self._orders if order.id != order_id]
        return len(self._orders) < before

    def clear(self) -> None:
        self._orders.clear()


def _check(kinds: tuple[str, ...], code: str | None, seconds: float | None) -> None:
    if not kinds or not set(kinds) <= KINDS | {RANDOM}:
        raise ValueError(f"kind must be one of {', '.join(sorted(KINDS))} or {RANDOM}")
    if "refuse" in kinds and code is None:
        raise ValueError("refuse needs a code")
    if code is not None and code not in STATUS:
        raise ValueError(f"{code} is not a code of Toss")
    if code is not None and not set(kinds) & (WITH_CODE | {RANDOM}):
        raise ValueError(f"{', '.join(kinds)} takes no code")
    for kind in kinds:
        if kind in {"slow", "slow_after"} and seconds is None:
            raise ValueError(f"{kind} needs seconds")
