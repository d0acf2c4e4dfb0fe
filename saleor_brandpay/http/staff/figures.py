"""Amounts and times as staff read them."""

from __future__ import annotations

import datetime

from ...api.fields import KST

MINUS = "\N{MINUS SIGN}"


def won(amount: int) -> str:
    # No hyphen: a line may be broken behind one.
    return f"{MINUS if amount < 0 else ''}₩{abs(amount):,}"


def moment(at: datetime.datetime | None) -> str:
    """In Seoul's time."""
    return f"{at.astimezone(KST):%Y-%m-%d %H:%M}" if at else ""
