"""Whether Toss answers, as the processes have seen it, and how many may wait for it (M21)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections, router

from ...conf import conf
from ...core import breakers
from ...models import Attempt
from ..dates import shown
from .finding import Finding, Level

_ABOUT = "Toss"


def findings() -> Iterator[Finding]:
    limits = breakers.limits()
    buyers, workers = limits.buyers or "any number of", limits.workers or "any number of"
    text = f"{buyers} buyers and {workers} workers of a process may wait for it at one time"
    yield Finding(Level.OK, _ABOUT, text, code="limits")
    yield from _cut_short()
    for one in breakers.heard():
        yield Finding(
            Level.ERROR,
            _ABOUT,
            f"hangs: {one.process} said so at {shown(one.at)}, after {one.timeouts} time-outs in a "
            f"row and {one.refused} calls that were not sent; it tries every "
            f"{breakers.PAUSE:g} seconds and goes on by itself",
            code="toss_hangs",
        )


MARGIN = 10.0
"""Seconds that Saleor itself may take around a hook, in the same transaction."""


def _cut_short() -> Iterator[Finding]:
    """In the Payments API Saleor's transaction stands idle for as long as a hook waits for Toss."""
    with connections[router.db_for_write(Attempt)].cursor() as cursor:
        cursor.execute(
            "select name, setting::bigint / 1000.0 from pg_settings"
            " where name in ('idle_in_transaction_session_timeout', 'transaction_timeout')"
            " and setting::bigint between 1 and %s order by name",
            [(conf.deadline + MARGIN) * 1000],
        )
        found = cursor.fetchall()
    for name, seconds in found:
        yield Finding(
            Level.WARNING,
            _ABOUT,
            f"PostgreSQL's {name} of {float(seconds):g} s cuts a confirm that waits longer: the "
            f"buyer reads an error, and a worker ends the payment; BRANDPAY_DEADLINE is "
            f"{conf.deadline:g} s, raise the one or lower the other",
            code="database_cuts_confirms",
        )
