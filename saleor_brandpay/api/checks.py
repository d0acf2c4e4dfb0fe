"""What the client refuses before anything is sent. Every function raises ValueError."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from saleor_brandpay.api import text
from saleor_brandpay.api.fields import KST
from saleor_brandpay.api.secret import HiddenText, Secret

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


_ORDER_ID = re.compile(r"[A-Za-z0-9_=-]{6,64}")
_CUSTOMER_KEY = re.compile(r"[A-Za-z0-9_=.@-]{2,50}")
_HEADER = re.compile(r"[\x21-\x7e]{1,300}")
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


def won(name: str, amount: object, *, least: int = 1) -> int:
    """`amount` as whole won, never rounded: a bool, float or Decimal is a mistake of the caller."""
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise ValueError(f"{name} must be an int of won, not {type(amount).__name__}")  # noqa: TRY004
    if amount < least:
        raise ValueError(f"{name} must be at least {least}")
    return amount


def order_id(value: str) -> str:
    """6 to 64 of A-Z a-z 0-9 - _ = (the last is for auto payments only)."""
    if not _ORDER_ID.fullmatch(value):
        raise ValueError("an order id is 6 to 64 letters, digits, '-', '_' or '='")
    return value


def customer_key(value: Secret) -> Secret:
    """2 to 50 of A-Z a-z 0-9 - _ = . @

    UNCERTAIN: other texts of Toss's say 255, 20 or 300.
    """
    if not _CUSTOMER_KEY.fullmatch(value.reveal()):
        raise ValueError("a customer key is 2 to 50 letters, digits, '-', '_', '=', '.' or '@'")
    return value


def method_key(value: Secret) -> Secret:
    """1 to 200 characters, otherwise opaque."""
    if not 1 <= len(value.reveal()) <= 200:
        raise ValueError("a method key has 1 to 200 characters")
    return value


def scopes(values: Sequence[str]) -> list[str]:
    """One, or two of different kinds."""
    if not 1 <= len(values) <= 2 or len(set(values)) < len(values):
        raise ValueError("scope must be one, or two different ones")
    return list(values)


def order_name(value: str) -> str:
    """1 to 100 UTF-16 units in one line, with something to see; cutting it is for the caller."""
    seen = text.plain(value)
    if not seen or seen != value.strip() or text.units(value) > text.NAME:
        raise ValueError("an order name is one line of 1 to 100 characters")
    return value


def installment_plan(months: int | None) -> int | None:
    """0 for a lump sum, or 2 to 12 months; None leaves it out."""
    if months is not None and (isinstance(months, bool) or months not in (0, *range(2, 13))):
        raise ValueError("an installment plan must be 0 or 2 to 12 months")
    return months


def payment_key(value: str) -> HiddenText:
    """1 to 200 characters, otherwise opaque; it may come from a buyer's query."""
    if not 1 <= len(value) <= 200:
        raise ValueError("a payment key has 1 to 200 characters")
    return HiddenText(value)


def idempotency_key(value: str) -> str:
    """1 to 300 visible ASCII characters, since it travels in a header."""
    if not _HEADER.fullmatch(value):
        raise ValueError("an idempotency key is 1 to 300 visible ASCII characters")
    return value


def cancel_reason(value: str) -> str:
    """1 to 200 UTF-16 units; cutting a longer one is for the caller, who knows what matters."""
    if not 1 <= text.units(value) <= 200:
        raise ValueError("a cancel reason has 1 to 200 characters")
    return value


def segment(value: Secret | str) -> HiddenText:
    """`value` as one segment of a path: quoted, and never one that climbs ('.', '..')."""
    hidden = HiddenText(Secret.of(value).reveal())
    if not hidden.strip("."):
        raise ValueError("a path segment cannot be all dots")
    return HiddenText(quote(hidden, safe=""))


def korean_time(value: datetime) -> str:
    """An aware time as Toss reads times in a query: Korean, whole seconds, without offset."""
    if value.tzinfo is None:
        raise ValueError("a time needs its zone")
    return value.astimezone(KST).replace(tzinfo=None).isoformat(timespec="seconds")


def base_url(value: str, *, live: bool) -> str:
    """An http(s) URL without the last slash. A live key travels in clear to this machine only."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise ValueError("the API's address must be an http or https URL without user name")
    if live and parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise ValueError("live keys are sent over https only")
    return value.rstrip("/")
