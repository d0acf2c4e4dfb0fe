"""Which of our rows Toss has listed: a bit for each, so that 100,000 take a few kilobytes."""

from __future__ import annotations

_BITS = 1024


class Seen:
    """Primary keys."""

    def __init__(self) -> None:
        self._blocks: dict[int, int] = {}

    def add(self, pk: int) -> bool:
        """Whether it was not there before."""
        block, bit = divmod(pk, _BITS)
        held = self._blocks.get(block, 0)
        self._blocks[block] = held | 1 << bit
        return not held >> bit & 1

    def __contains__(self, pk: int) -> bool:
        block, bit = divmod(pk, _BITS)
        return bool(self._blocks.get(block, 0) >> bit & 1)
