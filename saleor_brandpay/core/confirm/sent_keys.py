"""What this process has sent under each Idempotency-Key: no rollback undoes it (M3)."""

from __future__ import annotations

import threading

REMEMBERED = 8192
"""Keys; the oldest is forgotten first."""
_sent: dict[str, str] = {}
_lock = threading.Lock()


def forget(key: str) -> None:
    """Nothing was sent with it after all."""
    with _lock:
        _sent.pop(key, None)


def remember(key: str, what: str) -> tuple[str, bool]:
    """What the key stands for: `what`, unless something was sent with it; and whether none was."""
    with _lock:
        first = key not in _sent
        known = _sent.setdefault(key, what)
        if len(_sent) > REMEMBERED:
            del _sent[next(iter(_sent))]
    return known, first
