"""System checks: what would lose money or secrets is said at start-up."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004

from .conf import conf

STOCK_RESERVATION = 45
"""Seconds; Saleor's RESERVE_DURATION when the setting is not there."""


@register("saleor_brandpay")
def check_settings(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    return [*_check_deadline(), *_check_keys(), *_check_url(), *_check_guard(), *_check_webhooks()]


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
                hint="Set it to the output of: python -c 'from cryptography.fernet import Fernet;"
                " print(Fernet.generate_key().decode())'",
                id="saleor_brandpay.W001",
            )
        ]
    for position, key in enumerate(conf.encryption_keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            return [
                Error(
                    f"Key {position} of BRANDPAY_ENCRYPTION_KEYS is not a Fernet key.",
                    id="saleor_brandpay.E003",
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


def _check_guard() -> list[CheckMessage]:
    try:
        fine = conf.refund_guard >= 0
    except ValueError:
        fine = False
    if fine:
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
