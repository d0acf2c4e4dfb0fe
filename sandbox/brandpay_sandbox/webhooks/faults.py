"""What tests let go wrong with the next events.

duplicate: the event is sent twice, under one transmission id.
reorder: it is kept back until another event to the same URL is sent, at most `seconds`.
delay: it is sent `seconds` late.
drop: it is never sent, though it can be resent by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .events import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from ..toss.ids import Ids
    from .events import Event

KINDS = ("duplicate", "reorder", "delay", "drop")
HELD = 60.0
"""Seconds that a reordered event waits for another one, unless told otherwise."""


@dataclass(slots=True, kw_only=True)
class DeliveryFault:
    id: int
    kind: str
    times: int | None
    """How often it still strikes; None: always."""
    seconds: float
    event_type: str | None
    status: str | None
    order_id: str | None
    probability: float
    dice: Random

    def fits(self, event: Event) -> bool:
        return (
            self.event_type in {None, event.type}
            and self.status in {None, event.status}
            and self.order_id in {None, event.order_id}
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "times": self.times,
            "seconds": self.seconds,
            "eventType": self.event_type,
            "status": self.status,
            "orderId": self.order_id,
            "probability": self.probability,
        }


class DeliveryFaults:
    """The oldest that fits strikes, once per event and URL."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._faults: list[DeliveryFault] = []
        self._count = 0

    def __iter__(self) -> Iterator[DeliveryFault]:
        return iter(self._faults)

    def add(
        self,
        *,
        kind: str,
        times: int | None = 1,
        seconds: float | None = None,
        event_type: str | None = None,
        status: str | None = None,
        order_id: str | None = None,
        probability: float = 1.0,
    ) -> DeliveryFault:
        """Order a fault; ValueError says what is wrong with it."""
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        if kind == "delay" and seconds is None:
            raise ValueError("delay needs seconds")
        if kind in {"duplicate", "drop"} and seconds is not None:
            raise ValueError(f"{kind} takes no seconds")
        if event_type is not None and event_type not in TYPES:
            raise ValueError(f"eventType must be one of {', '.join(TYPES)}")
        self._count += 1
        held = HELD if kind == "reorder" else 0.0
        fault = DeliveryFault(
            id=self._count,
            kind=kind,
            times=times,
            seconds=held if seconds is None else seconds,
            event_type=event_type,
            status=status,
            order_id=order_id,
            probability=probability,
            dice=self._ids.dice(f"webhook fault {self._count}"),
        )
        self._faults.append(fault)
        return fault

    def match(self, event: Event) -> DeliveryFault | None:
        for fault in self._faults:
            if fault.fits(event) and fault.dice.random() < fault.probability:
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times == 0:
                        self._faults.remove(fault)
                return fault
        return None

    def withdraw(self, fault_id: int) -> bool:
        before = len(self._faults)
        self._faults = [fault for fault in self._faults if fault.id != fault_id]
        return len(self._faults) < before

    def clear(self) -> None:
        self._faults.clear()
