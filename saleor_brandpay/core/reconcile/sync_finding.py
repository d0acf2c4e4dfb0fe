"""Bringing one attempt to the end that Toss has given it."""

from __future__ import annotations

import logging

from ...models import Finding, Kind
from ..sync.result import SyncStatus
from ..sync.sync_attempt import isolated
from .tools import Tools

logger = logging.getLogger(__name__)


def sync_finding(attempt_pk: int, tools: Tools, payment_key: str = "") -> tuple[SyncStatus, str]:
    result = isolated(attempt_pk, lambda: tools.sync(attempt_pk, payment_key))
    return result.end, result.text


def recover_finding(finding: Finding, tools: Tools) -> None:
    """Find the attempt again that a rollback, or an old backup, has taken from us (M4)."""
    lost = finding.kind == Kind.PAID_WITHOUT_ORDER and finding.attempt_pk is None
    if not lost or not finding.order_id:
        return
    try:
        finding.attempt_pk = tools.recover(finding.order_id)
    except Exception:
        logger.exception("the attempt of %s could not be made anew", finding.order_id)
