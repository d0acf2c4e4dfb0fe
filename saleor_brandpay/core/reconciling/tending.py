"""Bringing one attempt to the end that Toss has given it."""

from __future__ import annotations

import logging

from ...models import Finding, Kind
from ..followed import End
from .tools import Tools

logger = logging.getLogger(__name__)


def tend(attempt_pk: int, tools: Tools, payment_key: str = "") -> tuple[End, str]:
    """Follow one attempt; a failure of one must not keep the others from being looked at."""
    try:
        followed = tools.follow(attempt_pk, payment_key)
    except Exception as error:
        logger.exception("attempt %s could not be followed", attempt_pk)
        return End.STUCK, f"it could not be followed: {type(error).__name__}"
    return followed.end, followed.text


def rebuild(finding: Finding, tools: Tools) -> None:
    """Find the attempt again that a rollback, or an old backup, has taken from us (M4)."""
    lost = finding.kind == Kind.PAID_WITHOUT_ORDER and finding.attempt_pk is None
    if not lost or not finding.order_id:
        return
    try:
        finding.attempt_pk = tools.rebuild(finding.order_id)
    except Exception:
        logger.exception("the attempt of %s could not be made anew", finding.order_id)
