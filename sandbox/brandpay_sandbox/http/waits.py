"""Waiting and dropping: what `slow`, `hang` and `drop` faults do to a request."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Send

    from ..faults.faults import Fault
    from ..toss.state import State


class Dropped(Exception):  # noqa: N818
    """This connection is to be closed without an answer."""


async def slow(state: State, fault: Fault) -> None:
    """Wait for the sandbox's clock to move by the fault's seconds, or for its faults to end."""
    until = state.clock.now() + timedelta(seconds=fault.seconds or 0)
    await first_of(state.clock.wait_until(until), state.faults_cleared.wait())
    if state.over:
        raise Dropped


async def hang(state: State, fault: Fault, request: Request) -> None:
    """Never answer: drop when the client leaves, the time is up or the faults are cleared."""
    waits = [state.faults_cleared.wait(), disconnected(request)]
    if fault.seconds is not None:
        until = state.clock.now() + timedelta(seconds=fault.seconds)
        waits.append(state.clock.wait_until(until))
    await first_of(*waits)
    raise Dropped


async def trickle(state: State, fault: Fault, request: Request, send: Send, body: bytes) -> None:
    """Send a body byte by byte; all that is left once faults are cleared."""
    pause = timedelta(seconds=1 if fault.seconds is None else fault.seconds)
    end = asyncio.ensure_future(first_of(state.faults_cleared.wait(), disconnected(request)))
    sent = 0
    try:
        while sent < len(body) and not end.done():
            byte = body[sent : sent + 1]
            await send({"type": "http.response.body", "body": byte, "more_body": True})
            sent += 1
            due = asyncio.ensure_future(state.clock.wait_until(state.clock.now() + pause))
            await asyncio.wait({end, due}, return_when=asyncio.FIRST_COMPLETED)
            due.cancel()
    finally:
        end.cancel()
    await send({"type": "http.response.body", "body": body[sent:]})


async def disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def first_of(*waits: Any) -> None:
    """Wait for the first of some awaitables and cancel the others."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
