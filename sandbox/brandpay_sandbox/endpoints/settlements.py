"""GET /v1/settlements: what was sold, kept and paid out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..http.errors import TossError
from ..http.validation import Shape, Text, invalid
from ..toss.settlements import sold_on
from .lookup import MAXIMUM_LIMIT, Instant, Limit

if TYPE_CHECKING:
    from datetime import date

    from .call import Call

DEFAULT_SIZE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day in Korea: yyyy-MM-dd, or the day of a time."""

    required: bool = True

    def read(self, name: str, value: Any) -> date:
        return sold_on(Instant().read(name, value))

    def schema(self) -> dict[str, Any]:
        return Instant().schema()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """From 1."""

    required: bool = False

    def read(self, name: str, value: Any) -> int:
        if re.fullmatch(r"[0-9]{1,9}", value) is None or int(value) == 0:
            raise invalid(f"{name} must be a whole number from 1")
        return int(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1, "maximum": 999_999_999}


QUERY: Shape = {
    "startDate": Day(),
    "endDate": Day(),
    "dateType": Text(maximum=20, choices=("soldDate", "paidOutDate")),
    "page": Page(),
    "size": Limit(maximum=MAXIMUM_LIMIT),
}


def settlements(call: Call) -> list[Any]:
    """A row for each approval and each cancel, by the day it was sold or is paid out.

    UNCERTAIN: that a row is there as soon as it is sold.
    """
    asked = call.asked
    if asked["endDate"] < asked["startDate"]:
        raise TossError("INVALID_DATE", "endDate is before startDate")
    size = asked["size"] or DEFAULT_SIZE
    first = ((asked["page"] or 1) - 1) * size
    return call.state.settlements.listed(
        call.merchant,
        call.state.payments.transactions.of(call.merchant),
        asked["startDate"],
        asked["endDate"],
        asked["dateType"] or "soldDate",
        slice(first, first + size),
    )
