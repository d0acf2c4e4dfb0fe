"""Refunds that did not go through, or of which nobody knows whether they did."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from ...core.refunds import unsettled
from ...models import Refund
from .finding import Finding, Level

_ABOUT = "refunds"
_NAMED = 5


def findings() -> Iterator[Finding]:
    yield from _found(
        unsettled.refused(),
        "refunds_refused",
        f"refused in the last {unsettled.SHOWN.days} days, and nothing was given back of "
        "the payment since: {named}; the order's history and docs/codes.md say why. Refund again "
        "once that is mended, or in the Toss console",
    )
    yield from _found(
        unsettled.unknown(),
        "refunds_unknown",
        "of unknown outcome: {named}; workers go on asking Toss. Do not give the money back in "
        "another way before that has ended; brandpay_reconcile --open asks at once",
    )


def _found(rows: QuerySet[Refund], code: str, text: str) -> Iterator[Finding]:
    count = rows.count()
    if not count:
        return
    named = ", ".join(map(_named, rows[:_NAMED]))
    more = f" and {count - _NAMED:,} more" if count > _NAMED else ""
    yield Finding(
        Level.WARNING,
        _ABOUT,
        text.format(named=f"{named}{more}"),
        code=code,
        figures={code.removeprefix("refunds_"): count},
        cases=count,
    )


def _named(refund: Refund) -> str:
    code = f", {refund.code}" if refund.code else ""
    return f"{refund.attempt.order_id} ({refund.amount:,} won{code})"
