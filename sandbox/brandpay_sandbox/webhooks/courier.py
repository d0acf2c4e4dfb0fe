"""Sends what is due: when a test asks for it, or by itself."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ..http.waits import first_of
from ..toss.clock import iso
from .sending import post
from .transmission import Attempt

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from datetime import datetime

    from ..toss.state import Sandbox, State
    from .transmission import Transmission

HEADER = "tosspayments-webhook-transmission"
LOOK = timedelta(minutes=1)
"""How often the server looks for payments that have expired, on the sandbox's clock."""
_UNDER_WAY: set[asyncio.Task[None]] = set()
"""A loop keeps weak references to its tasks only."""


async def deliver(state: State, limit: int | None = None) -> list[Transmission]:
    """Send what is due now, one after the other; what becomes due meanwhile waits."""
    state.payments.expire()
    batch = state.outbox.due(state.clock.now())[:limit]
    for one in batch:
        one.sending = True
    sent = []
    try:
        for one in batch:
            if state.over:
                break
            if one.due_at is None:
                continue  # its URL was taken away meanwhile
            await send(state, one)
            sent.append(one)
    finally:
        for one in batch:
            one.sending = False
    return sent


async def send(state: State, one: Transmission, *, by_hand: bool = False) -> Attempt:
    """One attempt; UNCERTAIN: whether a retry has the transmission id of the first attempt."""
    one.sending = True
    if one.attempts and not state.settings.same_transmission_id:
        one.transmission_id = state.ids.transmission_id()
    at, retried = state.clock.now(), len(one.attempts)
    headers = headers_of(one.transmission_id, at, retried)
    try:
        reply = await post(state, one.webhook.url, headers, one.body)
    finally:
        one.sending = False
    attempt = Attempt(
        at=at,
        transmission_id=one.transmission_id,
        retried=retried,
        by_hand=by_hand,
        status=reply.status,
        error=reply.error,
        answer=reply.answer,
    )
    one.record(attempt)
    return attempt


def headers_of(transmission_id: str, at: datetime, retried: int = 0) -> dict[str, str]:
    """What Toss puts beside an event. There is no signature on these."""
    return {
        "Content-Type": "application/json",
        f"{HEADER}-id": transmission_id,
        f"{HEADER}-time": iso(at),
        f"{HEADER}-retried-count": str(retried),
    }


async def run(sandbox: Sandbox) -> None:
    """Send by itself, in `auto`, until the server ends."""
    while not (state := sandbox.state).over:
        state.outbox.changed.clear()
        waits: list[Coroutine[Any, Any, Any]] = [state.outbox.changed.wait(), state.ended.wait()]
        if state.settings.webhooks == "auto":
            waits.append(state.clock.wait_until(_send_due(state)))
        await first_of(*waits)


def _send_due(state: State) -> datetime:
    """Begin to send what is due; the time to look again."""
    state.payments.expire()
    now = state.clock.now()
    for one in state.outbox.due(now):
        one.sending = True
        task = asyncio.ensure_future(_send_alone(state, one))
        _UNDER_WAY.add(task)
        task.add_done_callback(_UNDER_WAY.discard)
    return min(state.outbox.next_due() or now + LOOK, now + LOOK)


async def _send_alone(state: State, one: Transmission) -> None:
    await send(state, one)
    state.outbox.changed.set()
