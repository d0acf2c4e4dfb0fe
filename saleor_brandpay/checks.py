"""System checks: what would lose money or secrets is said at start-up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.db import DatabaseError

from .conf import conf
from .core.linked import is_address
from .core.mail_address import is_mail_address
from .core.merchants.crypto import is_key
from .core.way_out import bundle_fault, way_out

STOCK_RESERVATION = 45
"""Seconds; Saleor's RESERVE_DURATION when the setting is not there."""


@register("saleor_brandpay")
def check_settings(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    return [
        *_check_deadline(),
        *_check_keys(),
        *_check_url(),
        *_check_way_out(),
        *_check_guard(),
        *_check_webhooks(),
        *_check_limits(),
        *_check_waiting(),
        *_check_retention(),
        *_check_staff_language(),
        *_check_dashboard(),
        *_check_mail(),
        *_check_switches(),
    ]


@register("saleor_brandpay", Tags.database)
def check_installation(
    app_configs: Any = None, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """Where checks may ask the database: `check --database default`, and `migrate`."""
    from .core.installation import database, frozen, moved, words  # noqa: PLC0415 - models

    if not databases:
        return []
    try:
        rows = frozen.survey()
        held = {row: frozen.why_frozen(row, rows) for row in rows}
        here = [row for row, why in held.items() if why is None]
        text = words.english(why) if rows and not here and (why := held[rows[-1]]) else ""
        if here and moved.waits_for_a_word():
            text = words.another_database(here[-1], database.identity())
    except DatabaseError:
        return []  # our tables are not there yet
    return [Warning(text, id="saleor_brandpay.W003")] if text else []


def _check_deadline() -> list[CheckMessage]:
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


def _check_keys() -> list[CheckMessage]:
    if not conf.encryption_keys:
        return [
            Warning(
                "BRANDPAY_ENCRYPTION_KEYS is not set: secrets are encrypted with a key derived "
                "from SECRET_KEY, and a new SECRET_KEY makes them unreadable.",
                hint="Set it in every process to the output of: python -c 'from "
                "cryptography.fernet import Fernet; print(Fernet.generate_key().decode())', then "
                "run brandpay_rotate_keys. What was written before stays readable while SECRET_KEY "
                "(or its place in SECRET_KEY_FALLBACKS) stays.",
                id="saleor_brandpay.W001",
            )
        ]
    for position, key in enumerate(conf.encryption_keys, start=1):
        if not is_key(key):
            return [
                Error(
                    f"Key {position} of BRANDPAY_ENCRYPTION_KEYS is not a Fernet key: this process "
                    "reads and keeps nothing, and buyers on it are told to try again.",
                    hint="A Fernet key has 44 characters and ends in =; keys are separated by "
                    "commas.",
                    id="saleor_brandpay.E003",
                )
            ]
    if len(set(conf.encryption_keys)) < len(conf.encryption_keys):
        return [
            Warning(
                "BRANDPAY_ENCRYPTION_KEYS has the same key twice.",
                hint="It counts once, at its first place: a rotation that was to put another key "
                "there has not begun.",
                id="saleor_brandpay.W002",
            )
        ]
    return []


def _check_url() -> list[CheckMessage]:
    parts = urlsplit(conf.api_url)
    host = parts.hostname or ""
    elsewhere = conf.sandbox_over_http and not host.endswith("tosspayments.com")
    local = host in ("localhost", "127.0.0.1", "::1") or elsewhere
    if host and (parts.scheme == "https" or (parts.scheme == "http" and local)):
        return []
    return [
        Error(
            "BRANDPAY_API_URL must begin with https:// (http:// for a sandbox on this machine "
            "only): secret keys are sent there.",
            hint="For a sandbox on another machine, as in docker compose, set "
            "BRANDPAY_SANDBOX_OVER_HTTP=1, for test keys only: live keys go to https:// only.",
            id="saleor_brandpay.E004",
        )
    ]


def _check_way_out() -> list[CheckMessage]:
    problems: list[CheckMessage] = []
    hint = "Until it is right, nothing is sent to Toss Payments: it is never called another way."
    try:
        way_out()
    except ValueError as error:  # which does not repeat what was set: it may hold a password
        problems.append(Error(f"{error}.", hint=hint, id="saleor_brandpay.E013"))
    if fault := bundle_fault():
        problems.append(
            Error(
                f"BRANDPAY_CA_BUNDLE must be the path of CA certificates in PEM: {fault}.",
                hint=hint,
                id="saleor_brandpay.E014",
            )
        )
    return problems


def _is_fine(number: Callable[[], float]) -> bool:
    """Whether a setting can be read, and is 0 or more."""
    try:
        return number() >= 0
    except ValueError:
        return False


def _check_guard() -> list[CheckMessage]:
    if _is_fine(lambda: conf.refund_guard):
        return []
    return [
        Error(
            "BRANDPAY_REFUND_GUARD must be a number of seconds, 0 or more.",
            id="saleor_brandpay.E005",
        )
    ]


def _check_webhooks() -> list[CheckMessage]:
    try:
        fine = conf.webhook_networks is not None and conf.proxies >= 0
    except ValueError as error:
        return [
            Error(
                f"BRANDPAY_WEBHOOK_NETWORKS or BRANDPAY_PROXIES: {error}.",
                hint="Networks look like 13.124.18.147/32,3.36.0.0/16; proxies is a number.",
                id="saleor_brandpay.E006",
            )
        ]
    return [] if fine else [Error("BRANDPAY_PROXIES must be 0 or more.", id="saleor_brandpay.E006")]


def _check_staff_language() -> list[CheckMessage]:
    if conf.staff_language in ("ko", "en", "both"):
        return []
    return [
        Error(
            "BRANDPAY_STAFF_LANGUAGE must be ko, en or both. Until it is, staff read both.",
            id="saleor_brandpay.E015",
        )
    ]


def _check_dashboard() -> list[CheckMessage]:
    if not conf.dashboard_url or is_address(conf.dashboard_url):
        return []
    return [
        Warning(
            "BRANDPAY_DASHBOARD_URL, or Saleor's DASHBOARD_URL, is no dashboard's address. Until "
            "it is, reports have no links to orders.",
            hint="It looks like https://shop.example.com/dashboard/.",
            id="saleor_brandpay.W004",
        )
    ]


def _check_mail() -> list[CheckMessage]:
    """Warnings: no payment shall wait for an address of the office."""
    problems: list[CheckMessage] = [
        Warning(
            f"BRANDPAY_REPORT_TO: number {number} is no e-mail address. Nothing is mailed to it.",
            hint="Addresses are separated by commas: books@example.com,shop@example.com.",
            id="saleor_brandpay.W005",
        )
        for number, one in enumerate(conf.report_to, 1)
        if not is_mail_address(one)
    ]
    if conf.report_when not in ("differences", "always"):
        problems.append(
            Warning(
                "BRANDPAY_REPORT_WHEN must be differences or always. Until it is, a report is "
                "mailed when something is left.",
                id="saleor_brandpay.W006",
            )
        )
    if conf.report_to and not settings.EMAIL_BACKEND:
        problems.append(
            Warning(
                "BRANDPAY_REPORT_TO is set, and Saleor has no way to send mail.",
                hint="Set Saleor's EMAIL_URL and DEFAULT_FROM_EMAIL in the worker too.",
                id="saleor_brandpay.W007",
            )
        )
    return problems


def _check_switches() -> list[CheckMessage]:
    known = {"", "1", "0", "true", "false", "yes", "no", "on", "off"}
    return [
        Error(
            f"{name} must be 1 or 0. Until it is, it counts as 1.",
            id="saleor_brandpay.E016",
        )
        for name in ("BRANDPAY_STAFF_PAGES", "BRANDPAY_APP_PROBLEMS")
        if conf.switch(name) not in known
    ]


def _check_retention() -> list[CheckMessage]:
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


def _check_limits() -> list[CheckMessage]:
    if _is_fine(lambda: min(conf.calls_per_buyer, conf.calls_per_address)):
        return []
    return [
        Error(
            "BRANDPAY_CALLS_PER_BUYER and BRANDPAY_CALLS_PER_ADDRESS must be whole numbers, 0 or "
            "more.",
            id="saleor_brandpay.E007",
        )
    ]


def _check_waiting() -> list[CheckMessage]:
    if _is_fine(lambda: min(conf.buyer_calls, conf.worker_calls)):
        return []
    return [
        Error(
            "BRANDPAY_BUYER_CALLS and BRANDPAY_WORKER_CALLS must be whole numbers, 0 or more. "
            "Until they are, their defaults hold.",
            id="saleor_brandpay.E012",
        )
    ]
