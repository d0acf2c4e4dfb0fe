"""What happens that somebody may want to watch, and who listens: telemetry, signals.

The one seam: whoever sees something tells it here, and knows nobody who listens. Nothing told here
holds a key, a token, a name or an address.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonNeeded:
    """A person has to look. It is told again as long as nobody has mended it."""

    code: str
    """As in the answer of `brandpay_doctor --json`."""
    about: str
    """An order id of ours, an event, a customer, a span of time."""
    text: str
    """Why, in English, without secrets."""


Sign = PersonNeeded
Listener = Callable[[Sign], None]

listeners: list[Listener] = []
"""Put in when the app starts."""


def tell(sign: Sign) -> None:
    """Let everybody know who listens. What fails there harms nobody here."""
    for listener in listeners:
        try:
            listener(sign)
        except Exception:
            logger.exception("%s was not told to one who listens", type(sign).__name__)
