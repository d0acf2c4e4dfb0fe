"""Settings that decide whether money is right: time limits, limits of calls, what is kept."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.checks import CheckMessage, Error

from ..conf import conf

STOCK_RESERVATION = 45
"""Seconds; Saleor's RESERVE_DURATION when the setting is not there."""


def check_deadline() -> list[CheckMessage]:
    try:
        deadline = conf.deadline
    except ValueError:
        return [Error("BRANDPAY_DEADLINE must be a number of seconds.", id="saleor_brandpay.E001")]
    reservation = getattr(settings, "RESERVE_DURATION", STOCK_RESERVATION)
    if deadline <= 0 or 2 * deadline >= reservation:
        return [
            Error(
                f"BRANDPAY_DEADLINE is {deadline:g} s. One request may hold a confirm and an "
                f"automatic refund: twice the deadline must stay below Saleor's stock "
                f"reservation of {reservation} s.",
                hint="Set BRANDPAY_DEADLINE to 18, its default.",
                id="saleor_brandpay.E002",
            )
        ]
    return []


def check_guard() -> list[CheckMessage]:
    if _is_fine(lambda: conf.refund_guard):
        return []
    return [
        Error(
            "BRANDPAY_REFUND_GUARD must be a number of seconds, 0 or more.",
            id="saleor_brandpay.E005",
        )
    ]


def check_limits() -> list[CheckMessage]:
    if _is_fine(lambda: min(conf.calls_per_buyer, conf.calls_per_address)):
        return []
    return [
        Error(
            "BRANDPAY_CALLS_PER_BUYER and BRANDPAY_CALLS_PER_ADDRESS must be whole numbers, 0 or "
            "more.",
            id="saleor_brandpay.E007",
        )
    ]


def check_waiting() -> list[CheckMessage]:
    if _is_fine(lambda: min(conf.buyer_calls, conf.worker_calls)):
        return []
    return [
        Error(
            "BRANDPAY_BUYER_CALLS and BRANDPAY_WORKER_CALLS must be whole numbers, 0 or more. "
            "Until they are, their defaults hold.",
            id="saleor_brandpay.E012",
        )
    ]


def check_retention() -> list[CheckMessage]:
    problems: list[CheckMessage] = []
    try:
        _ = conf.retention
    except ValueError:
        least, most = conf.RETENTION_DAYS
        problems.append(
            Error(
                f"BRANDPAY_RETENTION_DAYS must be a whole number of days, {least} to {most}. Until "
                "it is, nothing is erased.",
                id="saleor_brandpay.E010",
            )
        )
    if not _is_fine(lambda: conf.withdrawals_a_day):
        problems.append(
            Error(
                "BRANDPAY_WITHDRAWALS_A_DAY must be a whole number, 0 or more. Until it is, no "
                "wallet of a deleted user is closed.",
                id="saleor_brandpay.E011",
            )
        )
    return problems


def _is_fine(number: Callable[[], float]) -> bool:
    """Whether a setting can be read, and is 0 or more."""
    try:
        return number() >= 0
    except ValueError:
        return False
