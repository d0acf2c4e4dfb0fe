"""What happens that somebody may want to watch, and who listens: logs, telemetry, signals.

The one seam: whoever sees something tells it here, and knows nobody who listens. Nothing told here
holds a key, a token, a name or an address. It is told when it is seen: money that Toss has moved
stays moved, whatever the database rolls back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

logger = logging.getLogger(__name__)


@dataclass(kw_only=True, slots=True)
class TossCall:
    """One call, told when it has ended."""

    endpoint: str
    """`POST /v1/payments/{paymentKey}/cancel`: method and path, names in the place of values."""
    outcome: str = ""
    """`ok`, Toss's code, or the class of our error."""
    http_status: int | None = None
    seconds: float = 0.0
    trace_id: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MoneyMoved:
    what: Literal["taken", "given back"]
    won: int
    order_id: str
    payment_key: str
    """Masked."""
    trace_id: str
    """Of the call that has shown it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UnknownOutcome:
    """Sent to Toss, and nobody knows what came of it; a worker will find out."""

    what: Literal["payment", "refund"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Breaker:
    """The breaker of this process has opened, or closed."""

    is_open: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Backlog:
    """How far the work behind the requests has fallen behind."""

    late: int
    """Events and payments that have been due for ten minutes and more."""
    event_lag: int
    """Seconds for which the oldest event has been due; 0: none is."""
    payment_lag: int
    """The same of payments."""
    parked: int
    """Events that wait for a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """A comparison of the books has ended."""

    left: int
    """Differences that were not healed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonNeeded:
    """A person has to look. It is told again as long as nobody has mended it."""

    code: str
    """As in the answer of `brandpay_doctor --json`."""
    about: str
    """An order id of ours, an event, a customer, a span of time."""
    text: str
    """Why, in English, without secrets."""


Sign = TossCall | MoneyMoved | UnknownOutcome | Breaker | Backlog | Compared | PersonNeeded
Listener = Callable[[Sign], None]
Span = Callable[[TossCall], AbstractContextManager[None]]

listeners: list[Listener] = []
spans: list[Span] = []
"""What goes around a call to Toss. Both are put in when the app starts."""
trace_id: ContextVar[str] = ContextVar("saleor_brandpay_trace_id", default="")
"""Toss's, of the last call made here."""


def tell(sign: Sign) -> None:
    """Let everybody know who listens. What fails there harms nobody here."""
    for listener in listeners:
        try:
            listener(sign)
        except Exception:
            logger.exception("%s was not told to one who listens", type(sign).__name__)


@contextmanager
def calling(endpoint: str) -> Iterator[TossCall]:
    """Around one call to Toss; whoever makes it fills in how it went."""
    call = TossCall(endpoint=endpoint)
    entered = [span for span in (make(call) for make in spans) if _safely(span.__enter__)]
    try:
        yield call
    finally:
        call.outcome = call.outcome or "interrupted"
        trace_id.set(call.trace_id)
        for span in reversed(entered):
            # Not the error: its frames are nobody's business.
            _safely(lambda span=span: span.__exit__(None, None, None))  # type: ignore[misc]
        tell(call)


def _safely(do: Callable[[], object]) -> bool:
    try:
        do()
    except Exception:
        logger.exception("a span around a call to Toss failed")
        return False
    return True
