"""A Toss that hangs, as this process has seen it."""

from __future__ import annotations

from saleor_brandpay.api import shared
from saleor_brandpay.core import breakers

GATE = shared().gate


def hang() -> None:
    """As many calls as it takes have waited for Toss in vain."""
    for _ in range(breakers.TIMEOUTS):
        with GATE.passing("/v1/payments/x") as passage:
            passage.hung = True
    assert GATE.refuses


def answer() -> None:
    """Toss answers again."""
    GATE.forget()
