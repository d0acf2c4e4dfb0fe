"""Short words for tests of brandpay_reconcile."""

import datetime
import io
import json
from collections.abc import Callable
from typing import Any

from django.core.management import call_command

DAY = datetime.timedelta(days=1)
AFTER = 200
"""Seconds after which what was just done is no longer under way."""

Reconcile = Callable[..., tuple[int, dict[str, Any]]]


def reconciler(later: Callable[[float], None]) -> Reconcile:
    """Exit status and the JSON document of the command, a while after what went before.

    Over yesterday and today, where the words say nothing else: each day is pages and commits.
    """
    from saleor_brandpay import clock

    def run(*words: str, after: float = AFTER) -> tuple[int, dict[str, Any]]:
        later(after)
        if "--since" not in words:
            words = ("--since", f"{clock.now() - DAY:%Y-%m-%d}", *words)
        out = io.StringIO()
        status = 0
        try:
            call_command("brandpay_reconcile", "--json", *words, stdout=out)
        except SystemExit as ended:
            status = int(ended.code or 0)
        return status, json.loads(out.getvalue())

    return run


def found(document: dict[str, Any]) -> list[tuple[str, bool]]:
    """Class of each difference, and whether it was mended."""
    return [
        (finding["class"], finding["healed"])
        for finding in document["findings"]
        if finding["class"] != "foreign"
    ]


def again(reconcile: Reconcile) -> None:
    """A second run finds nothing to do."""
    status, document = reconcile("--heal")
    assert (status, found(document)) == (0, [])
