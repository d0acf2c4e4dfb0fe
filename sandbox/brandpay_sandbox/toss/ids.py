"""Seeded identifiers: the n-th id of a kind depends on the seed alone."""

from __future__ import annotations

import random
import string
from collections import Counter
from typing import TYPE_CHECKING

from .clock import KST

if TYPE_CHECKING:
    from datetime import datetime

_ALPHANUMERIC = string.ascii_letters + string.digits
_HEX = "0123456789ABCDEF"


class Ids:
    """Looks like Toss's ids, repeats with the same seed. Not random enough for anything real."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._drawn: Counter[str] = Counter()

    def payment_key(self, m_id: str, at: datetime) -> str:
        """MID, time and five letters, as live keys have been seen."""
        return f"{m_id}{at.astimezone(KST):%Y%m%d%H%M%S}{self._draw('payment', 5)}"

    def transaction_key(self) -> str:
        return self._draw("transaction", 32, _HEX)

    def token(self) -> str:
        return self._draw("token", 48)

    def code(self) -> str:
        return self._draw("code", 24)

    def method_key(self) -> str:
        return self._draw("method_key", 48)

    def method_id(self, prefix: str) -> str:
        return f"{prefix}_{self._draw('method', 16)}"

    def trace_id(self) -> str:
        return self._draw("trace", 32, _HEX.lower())

    def transmission_id(self) -> str:
        """Of a webhook."""
        return f"whtrans_{self._draw('transmission', 24)}"

    def dice(self, name: str) -> random.Random:
        """Chance that repeats with the same seed, one for each name."""
        return random.Random(f"{self._seed}:dice:{name}")  # noqa: S311

    def drawn(self) -> dict[str, int]:
        """How many of each kind there are so far."""
        return dict(self._drawn)

    def go_on(self, drawn: dict[str, int]) -> None:
        """Go on where another sandbox of this seed has stopped."""
        self._drawn = Counter(drawn)

    def _draw(self, kind: str, length: int, alphabet: str = _ALPHANUMERIC) -> str:
        self._drawn[kind] += 1
        source = random.Random(f"{self._seed}:{kind}:{self._drawn[kind]}")  # noqa: S311
        return "".join(source.choices(alphabet, k=length))
