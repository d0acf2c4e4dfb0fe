"""Checks of request fields, each with the limits of Toss's reference."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .errors import TossError

if TYPE_CHECKING:
    from collections.abc import Mapping

CUSTOMER_KEY = re.compile(r"[A-Za-z0-9\-_=.@]{2,50}")
ORDER_ID = re.compile(r"[A-Za-z0-9\-_]{6,64}")
ORDER_ID_WITH_EQUALS = re.compile(r"[A-Za-z0-9\-_=]{6,64}")
"""The SDK and auto payments also allow `=`."""


def units(text: str) -> int:
    """Its length as JavaScript and Java count it: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Fields:
    """The fields of one request body; each reader raises TossError(INVALID_REQUEST).

    UNCERTAIN: no source gives Brandpay's code for a missing or malformed field; the tables of
    confirm and cancel hold INVALID_REQUEST only, so that one is used everywhere.
    """

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = body

    def text(self, name: str, maximum: int, *, pattern: re.Pattern[str] | None = None) -> str:
        """A required string of 1 to `maximum` characters."""
        value = self.optional_text(name, maximum)
        if not value:
            raise invalid(f"{name} is required")
        if pattern is not None and pattern.fullmatch(value) is None:
            raise invalid(f"{name} has a wrong length or characters")
        return value

    def optional_text(self, name: str, maximum: int) -> str | None:
        value = self._body.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise invalid(f"{name} must be a string")
        if units(value) > maximum:
            raise invalid(f"{name} is longer than {maximum} characters")
        return value

    def won(self, name: str, *, minimum: int = 0) -> int:
        value = self.optional_won(name, minimum=minimum)
        if value is None:
            raise invalid(f"{name} is required")
        return value

    def optional_won(self, name: str, *, minimum: int = 0) -> int | None:
        """Whole won; a numeric string counts too, as in the documentation's own examples."""
        value = self._body.get(name)
        if value is None:
            return None
        if isinstance(value, str) and re.fullmatch(r"\d{1,15}", value, re.ASCII):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise invalid(f"{name} must be an integer")
        if value < minimum:
            raise invalid(f"{name} must be at least {minimum}")
        return value

    def optional_object(self, name: str) -> dict[str, Any] | None:
        value = self._body.get(name)
        if value is not None and not isinstance(value, dict):
            raise invalid(f"{name} must be an object")
        return value

    def optional_bool(self, name: str) -> bool:
        value = self._body.get(name)
        if value is not None and not isinstance(value, bool):
            raise invalid(f"{name} must be true or false")
        return bool(value)


def invalid(detail: str) -> TossError:
    return TossError("INVALID_REQUEST", detail)
