"""The events that wait to be sent, and those that were."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from .faults import DeliveryFaults
from .registered import Webhooks
from .transmission import Transmission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ..toss.clock import SandboxClock
    from ..toss.ids import Ids
    from .events import Event
    from .faults import DeliveryFault
    from .registered import Webhook

LENGTH = 20_000
"""Transmissions remembered; the oldest that are over go first."""


class Outbox:
    def __init__(self, ids: Ids, clock: SandboxClock) -> None:
        self._ids = ids
        self._clock = clock
        self._transmissions: dict[int, Transmission] = {}
        self._waiting: dict[int, Transmission] = {}
        self._count = 0
        self.webhooks = Webhooks()
        self.faults = DeliveryFaults(ids)
        self.changed = asyncio.Event()
        """Set whenever something may have become due."""

    def __iter__(self) -> Iterator[Transmission]:
        return iter(self._transmissions.values())

    def find(self, transmission: int) -> Transmission | None:
        return self._transmissions.get(transmission)

    def about(self, payment_key: str) -> list[Transmission]:
        return [one for one in self if one.event.payment_key == payment_key]

    def queue(self, event: Event) -> None:
        """Have `event` sent to every URL registered for it, as the faults of delivery allow."""
        body = None
        for webhook in self.webhooks.for_event(event):
            body = body or event.body()
            fault = self.faults.match(event)
            kind = fault.kind if fault else None
            first = self._add(webhook, event, body, fault)
            self._release(webhook, first)
            if kind == "duplicate":
                second = self._add(webhook, event, body, fault)
                second.transmission_id = first.transmission_id
        self.changed.set()

    def due(self, now: datetime) -> list[Transmission]:
        """What is to be sent by now, in that order."""
        self._waiting = {one.id: one for one in self._waiting.values() if one.due_at is not None}
        ready = [
            one
            for one in self._waiting.values()
            if one.due_at is not None and one.due_at <= now and not one.sending
        ]
        return sorted(ready, key=lambda one: (one.due_at, one.sequence))

    def next_due(self) -> datetime | None:
        times = [one.due_at for one in self._waiting.values() if one.due_at and not one.sending]
        return min(times, default=None)

    def withdraw(self, webhook_id: int) -> None:
        """Nothing more goes to a URL that is no longer registered."""
        for one in self._waiting.values():
            if one.webhook.id == webhook_id:
                one.due_at, one.dropped = None, True

    def _add(
        self, webhook: Webhook, event: Event, body: bytes, fault: DeliveryFault | None
    ) -> Transmission:
        kind = fault.kind if fault else None
        self._count += 1
        late = timedelta(seconds=fault.seconds if fault else 0)
        one = Transmission(
            id=self._count,
            webhook=webhook,
            event=event,
            body=body,
            transmission_id=self._ids.transmission_id(),
            sequence=self._count,
            due_at=None if kind == "drop" else event.at + late,
            held=kind == "reorder",
            fault=kind,
            dropped=kind == "drop",
        )
        self._transmissions[one.id] = one
        if one.due_at is not None:
            self._waiting[one.id] = one
        if len(self._transmissions) > LENGTH:
            self._forget()
        return one

    def _release(self, webhook: Webhook, event: Transmission) -> None:
        """Those held back for this URL follow the event that came meanwhile."""
        for one in self._waiting.values():
            if one.held and one is not event and one.webhook.id == webhook.id:
                self._count += 1
                one.held, one.sequence = False, self._count
                one.due_at = event.event.at if event.held else event.due_at or event.event.at

    def _forget(self) -> None:
        over = (one.id for one in self if one.due_at is None and not one.sending)
        oldest = next(over, None)
        if oldest is not None:
            del self._transmissions[oldest]
