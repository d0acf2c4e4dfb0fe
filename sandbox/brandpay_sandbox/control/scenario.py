"""A scenario: what a sandbox begins with, one line for each thing, as the control API takes it.

# A shop of our own, a customer with a card, and a confirm whose answer is lost.
keys {"clientKey": "test_ck_shop", "secretKey": "test_sk_shop", "mId": "shop"}
buyer/register {"clientKey": "test_ck_shop", "customerKey": "customer-1", "password": "135791"}
faults {"path": "confirm", "kind": "drop_after"}
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..toss import passwords
from ..toss.merchants import DOCUMENTATION_PAIR
from ..toss.sdk_error import SdkError
from ..toss.window import known_pair
from .bulk import Bulk
from .buyer import Buyer
from .faults import order_fault
from .fields import Body, items, number, only, optional_text, probability, text, times
from .manage import manage
from .shapes import foreign_row, foreign_settlement
from .switches import move_clock, switch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..toss.state import State

MAXIMUM_SECONDS = 30 * 86400


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    name: str
    body: Body


def read(path: Path) -> list[Line]:
    """Its lines; ValueError names the one that is wrong."""
    try:
        content = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}: not UTF-8") from None
    return [
        _parsed(path.name, number, line.strip())
        for number, line in enumerate(content.splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]


def play(state: State, name: str, lines: list[Line]) -> None:
    """Carry them out in order; ValueError names the one that is wrong."""
    for line in lines:
        try:
            DEEDS[line.name](state, line.body)
        except (ValueError, SdkError) as error:
            raise ValueError(f"{name} line {line.number}: {error}") from None


def _parsed(file: str, number: int, line: str) -> Line:
    name, _, rest = line.partition(" ")
    where = f"{file} line {number}"
    if name not in DEEDS:
        raise ValueError(f"{where}: {name} is none of {', '.join(DEEDS)}")
    try:
        body = json.loads(rest)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{where}: not JSON after {name}: {error}") from None
    if not isinstance(body, dict):
        raise ValueError(f"{where}: after {name} comes a JSON object")  # noqa: TRY004
    return Line(number, name, body)


def _keys(state: State, body: Body) -> None:
    only(body, "clientKey", "secretKey", "mId")
    state.keys.add(text(body, "clientKey"), text(body, "secretKey"), optional_text(body, "mId"))


def _register(state: State, body: Body) -> None:
    """A customer and one more card or account; nothing is told to a redirect URL."""
    only(body, "clientKey", "customerKey", "method", "password")
    password = body.get("password")
    if password is not None and not passwords.is_password(password):
        raise ValueError("password must be six digits")
    buyer = Buyer.parse(state, _of(body))
    customer = state.customers.get_or_create(buyer.pair.merchant, buyer.customer_key)
    state.customers.register(customer, buyer.method, state.clock.now())
    if password is not None:
        buyer.set_password(password)


def _webhook(state: State, body: Body) -> None:
    only(body, "clientKey", "url", "events")
    events = items(body, "events") if body.get("events") is not None else None
    merchant = known_pair(state.keys, _of(body)["clientKey"]).merchant
    state.outbox.webhooks.register(merchant, text(body, "url"), events)


def _webhook_fault(state: State, body: Body) -> None:
    only(body, "kind", "times", "seconds", "eventType", "status", "orderId", "probability")
    has_seconds = body.get("seconds") is not None
    state.outbox.faults.add(
        kind=text(body, "kind"),
        times=times(body),
        seconds=number(body, "seconds", MAXIMUM_SECONDS) if has_seconds else None,
        event_type=optional_text(body, "eventType"),
        status=optional_text(body, "status"),
        order_id=optional_text(body, "orderId"),
        probability=probability(body),
    )


def _of(body: Body) -> Body:
    """Of the documentation's shop, unless it says another."""
    return {"clientKey": DOCUMENTATION_PAIR[0], **body}


DEEDS: dict[str, Callable[[State, Body], object]] = {
    "keys": _keys,
    "settings": switch,
    "clock": move_clock,
    "buyer/register": _register,
    "buyer/manage": lambda state, body: manage(state, _of(body)),
    "payments/bulk": lambda state, body: Bulk.parse(state, body).make(state),
    "transactions": foreign_row,
    "settlements": foreign_settlement,
    "faults": lambda state, body: order_fault(state.faults, body),
    "webhooks/urls": _webhook,
    "webhooks/faults": _webhook_fault,
}
"""Paths below `/_sandbox/`."""
