"""Reading single fields of an answer: lenient where a field is optional, strict where money is.

Toss adds fields and enum values without notice, and some numbers have been seen as strings.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from saleor_brandpay.api.errors import MalformedAnswer
from saleor_brandpay.api.secret import Secret

KST = timezone(timedelta(hours=9), "KST")
"""Korean time, which Toss means wherever it leaves the offset out."""
MOST = 10**12
"""No number of Toss's is as large; what is, is none, and would fit into no column of a table."""
_YEARS = range(1970, 9999)
"""A time outside them is none: it cannot be told in another zone, nor kept."""


def text(data: Mapping[str, Any], name: str) -> str:
    """A string; numbers as their digits, everything else as empty."""
    value = data.get(name)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def first_text(data: Mapping[str, Any], *names: str) -> str:
    """The first of these that is there: older versions of the API call it otherwise."""
    return next((found for name in names if (found := text(data, name))), "")


def optional_text(data: Mapping[str, Any], name: str) -> str | None:
    """A string, or None when it is missing or empty."""
    return text(data, name) or None


def required_text(data: Mapping[str, Any], name: str) -> str:
    """A string that must be there. Raises MalformedAnswer."""
    value = text(data, name)
    if not value:
        raise MalformedAnswer(f"the answer lacks {name}")
    return value


def optional_number(data: Mapping[str, Any], name: str) -> int | None:
    """A whole number, also when given as "10000" or 10000.0; None for anything else."""
    number = _whole(data.get(name))
    return number if number is not None and abs(number) < MOST else None


def _whole(value: object) -> int | None:
    if isinstance(value, str):
        digits = value.removeprefix("-")
        return int(value) if digits.isascii() and digits.isdigit() and len(digits) < 20 else None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def required_number(data: Mapping[str, Any], name: str) -> int:
    """A whole number that must be there. Raises MalformedAnswer."""
    value = optional_number(data, name)
    if value is None:
        raise MalformedAnswer(f"the answer lacks a whole {name}")
    return value


def flag(data: Mapping[str, Any], name: str, *, default: bool) -> bool:
    """A boolean, or `default` for anything else."""
    value = data.get(name)
    return value if isinstance(value, bool) else default


def moment(data: Mapping[str, Any], name: str) -> datetime | None:
    """An aware datetime; None when missing or unreadable."""
    try:
        parsed = datetime.fromisoformat(text(data, name))
    except ValueError:
        return None
    if parsed.year not in _YEARS:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=KST)


def day(data: Mapping[str, Any], name: str) -> date | None:
    """A day in Korea, yyyy-MM-dd; None when missing or unreadable."""
    try:
        parsed = date.fromisoformat(text(data, name))
    except ValueError:
        return None
    return parsed if parsed.year in _YEARS else None


def secret(data: Mapping[str, Any], name: str) -> Secret | None:
    """A secret, or None when missing or empty."""
    value = data.get(name)
    if isinstance(value, Secret):
        return value or None
    return Secret(value) if isinstance(value, str) and value else None


def required_secret(data: Mapping[str, Any], name: str) -> Secret:
    """A secret that must be there. Raises MalformedAnswer."""
    value = secret(data, name)
    if value is None:
        raise MalformedAnswer(f"the answer lacks {name}")
    return value


def mapping(data: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """An object, or None for anything else."""
    value = data.get(name)
    return value if isinstance(value, Mapping) else None


def objects(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """A list of objects; empty when missing or null. Raises MalformedAnswer for another shape."""
    value = data.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise MalformedAnswer(f"{name} is not a list")
    found = [item for item in value if item is not None]
    if not all(isinstance(item, Mapping) for item in found):
        raise MalformedAnswer(f"{name} holds something other than objects")
    return found
