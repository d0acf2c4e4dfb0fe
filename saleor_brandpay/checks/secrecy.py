"""Settings that decide whether secrets stay secret: keys, where they are sent, who may call."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error, Warning  # noqa: A004

from ..conf import conf
from ..core.merchants.crypto import is_key
from ..core.way_out import bundle_fault, way_out


def check_keys() -> list[CheckMessage]:
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


def check_url() -> list[CheckMessage]:
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


def check_way_out() -> list[CheckMessage]:
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


def check_webhooks() -> list[CheckMessage]:
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
