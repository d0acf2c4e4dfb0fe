"""POSTs to merchants, in a thread: the sandbox goes on meanwhile."""

from __future__ import annotations

import asyncio
import http.client
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..http.threads import in_thread
from ..http.waits import first_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..toss.state import State

TIMEOUT = 10
"""Seconds, of the sandbox's clock as well as of real time."""
ANSWER_LENGTH = 2000
"""Characters of an answer that are kept."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int | None
    error: str | None = None
    answer: str = ""


async def post(state: State, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
    """What came back within ten seconds. Redirects are answers like any other."""
    until = state.clock.now() + timedelta(seconds=TIMEOUT)
    reply = asyncio.ensure_future(in_thread(lambda: _post(url, headers, body)))
    await first_of(reply, state.clock.wait_until(until), state.ended.wait())
    if reply.done() and not reply.cancelled():
        return reply.result()
    return Reply(None, "the sandbox ended" if state.over else _late())


def _late() -> str:
    return f"no answer within {TIMEOUT} seconds"


def _post(url: str, headers: Mapping[str, str], body: bytes) -> Reply:
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        connection.request("POST", target, body, dict(headers))
        response = connection.getresponse()
        text = response.read(ANSWER_LENGTH * 4).decode("utf-8", "replace")
        return Reply(response.status, None, text[:ANSWER_LENGTH])
    except TimeoutError:
        return Reply(None, _late())
    except (OSError, ValueError, http.client.HTTPException) as error:
        return Reply(None, f"{type(error).__name__}: {error}")
    finally:
        connection.close()
