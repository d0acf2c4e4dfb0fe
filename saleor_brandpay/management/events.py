"""Webhook events as a person may see them: who is concerned is masked, what happened is not."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Collection
from typing import Any

from ..core.merchants.crypto import Unreadable
from ..core.webhooks import inbox
from ..models import Attempt, Customer, Event
from .dates import shown

SECRETS = frozenset({"customerkey", "secret", "accesstoken", "refreshtoken", "methodkey"})
"""Names in Toss's JSON whose values are for nobody's eyes, in small letters."""
_CUSTOMER_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_COLUMNS = "{:>8}  {:<19}  {:<24} {:<8} {:>5}  {:<19}  {}"


def heading() -> str:
    return _COLUMNS.format("id", "received", "type", "state", "tries", "due / done", "outcome")


def line(event: Event) -> str:
    return _COLUMNS.format(
        event.pk,
        shown(event.received_at),
        event.event_type[:24],
        event.state,
        event.tries,
        _moment(event.done_at or event.due_at),
        event.outcome,
    ).rstrip()


def summary(event: Event) -> dict[str, Any]:
    """For --json, without headers and body."""
    return {
        "id": event.pk,
        "type": event.event_type,
        "state": event.state,
        "received_at": event.received_at,
        "tries": event.tries,
        "due_at": event.due_at,
        "done_at": event.done_at,
        "outcome": event.outcome,
        "error": event.error,
        "transmission_id": event.transmission_id,
    }


def details(event: Event) -> dict[str, Any]:
    """Everything of one event; `body` is None when it cannot be decrypted."""
    body = _body(event)
    return {
        **summary(event),
        "channel_pk": event.channel_pk,
        "headers": event.headers,
        "body": masked(body, _customer_keys(body)),
        "concerns": _concerned(body),
    }


def _body(event: Event) -> dict[str, Any] | None:
    try:
        return inbox.body(event)
    except Unreadable:
        return None


def _customer_keys(body: dict[str, Any] | None) -> set[str]:
    """Keys of customers of ours that a body names, in whatever field."""
    try:
        candidates = set(_CUSTOMER_KEY.findall(json.dumps(body)))
    except RecursionError:
        return set()  # it will not be shown
    known = Customer.objects.filter(customer_key__in=candidates)
    return set(known.values_list("customer_key", flat=True)) if candidates else set()


def masked(value: Any, known: Collection[str] = ()) -> Any:
    """The same JSON; the values of `SECRETS`, wherever they stand once more, are masked too."""
    try:
        return _mask(value, {text for text in _hidden(value) if len(text) > 3}.union(known))
    except RecursionError:
        return "nested too deeply to be shown"


def _hidden(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {
            str(item)
            for name, item in value.items()
            if name.lower() in SECRETS and isinstance(item, (str, int))
        }
        return own.union(*(_hidden(item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(_hidden(item) for item in value))
    return set()


def _mask(value: Any, hidden: set[str], name: str = "") -> Any:
    if isinstance(value, dict):
        return {_mask(key, hidden): _mask(item, hidden, key.lower()) for key, item in value.items()}
    if isinstance(value, list):
        return [_mask(item, hidden, name) for item in value]
    if name in SECRETS and value is not None:
        return "…"
    if isinstance(value, str):
        for text in hidden:
            value = value.replace(text, "…")
    return value


def _concerned(body: dict[str, Any] | None) -> str:
    """Whom it is about, by our own rows."""
    data = (body or {}).get("data")
    if not isinstance(data, dict):
        return ""
    order_id, customer_key = data.get("orderId"), data.get("customerKey")
    if isinstance(order_id, str) and "\0" not in order_id:
        attempt = Attempt.objects.filter(order_id=order_id).first()
        if attempt:
            return f"attempt {attempt.pk} ({attempt.get_status_display()})"
    if isinstance(customer_key, str) and "\0" not in customer_key:
        customer = Customer.objects.filter(customer_key=customer_key).first()
        if customer:
            return f"customer {customer.pk}"
    return "nobody that we know"


def _moment(at: datetime.datetime | None) -> str:
    return shown(at) if at else "-"
