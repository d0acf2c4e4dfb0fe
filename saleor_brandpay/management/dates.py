"""Dates as people type them at a shop in Korea."""

from __future__ import annotations

import argparse
import datetime

KST = datetime.timezone(datetime.timedelta(hours=9), "KST")
"""Korea has had no summer time since 1988; slim images have no table of time zones."""


def moment(text: str) -> datetime.datetime:
    """An ISO date or datetime, for argparse's `type`: aware, in Seoul's time unless it says other.

    A date alone is its midnight.
    """
    try:
        found = datetime.datetime.fromisoformat(text.strip())
        if found.tzinfo is None:
            found = found.replace(tzinfo=KST)
        # Whatever cannot be told in another zone would fail later, in a query.
        found.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no date: write it as 2026-01-31 or 2026-01-31T09:30 (Seoul's time)"
        ) from None
    return found


def shown(moment: datetime.datetime) -> str:
    """A moment in Seoul's time, to the second."""
    return moment.astimezone(KST).strftime("%Y-%m-%d %H:%M:%S")
