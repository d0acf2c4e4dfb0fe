"""Bringing one attempt to the end that Toss has given it."""

from __future__ import annotations

from ..sync.result import SyncStatus
from ..sync.sync_attempt import isolated
from .tools import Tools


def sync_finding(attempt_pk: int, tools: Tools, payment_key: str = "") -> tuple[SyncStatus, str]:
    result = isolated(attempt_pk, lambda: tools.sync(attempt_pk, payment_key))
    return result.end, result.text
