"""Webhooks in a payment's time line."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .item import Item
from .masks import masked_json

if TYPE_CHECKING:
    from ..webhooks.transmission import Attempt, Transmission


def webhook_items(one: Transmission) -> list[Item]:
    """Each attempt, and that one waits or was dropped."""
    items = [_item(one, attempt) for attempt in one.attempts]
    if one.state in {"waiting", "dropped", "sending"} and not one.attempts:
        items.append(_item(one, None))
    return items


def _item(one: Transmission, attempt: Attempt | None) -> Item:
    marks = [] if attempt else [f"webhook_{one.state}"]
    marks += ["no_answer"] if attempt and attempt.status is None else []
    marks += ["by_hand"] if attempt and attempt.by_hand else []
    marks += [f"retry {attempt.retried}"] if attempt and attempt.retried else []
    marks += [f"fault {one.fault}"] if one.fault else []
    return Item(
        at=attempt.at if attempt else one.event.at,
        kind="webhook",
        title=f"{one.event.status} → {host_of(one.webhook.url)}",
        status=attempt.status if attempt else None,
        marks=tuple(marks),
        request=masked_json(one.event.envelope()),
        answer=attempt and (attempt.error or attempt.answer or None),
    )


def host_of(url: str) -> str:
    """The URL's path may hold what only Toss should know."""
    return urlsplit(url).netloc.rpartition("@")[2]
