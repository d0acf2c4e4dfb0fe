"""The webhooks that merchants registered: where to, and for which events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .events import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..toss.merchants import Merchant
    from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    id: int
    merchant: Merchant
    url: str
    events: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "mId": self.merchant.m_id,
            "url": self.url,
            "events": list(self.events),
        }


class Webhooks:
    """What the Developer Center keeps per MID. Unlike Toss, it takes localhost too."""

    def __init__(self) -> None:
        self._webhooks: list[Webhook] = []
        self._count = 0

    def __iter__(self) -> Iterator[Webhook]:
        return iter(self._webhooks)

    def register(
        self, merchant: Merchant, url: str, events: Sequence[str] | None = None
    ) -> Webhook:
        """Have `events` (None: all) sent to `url`; ValueError says what is wrong."""
        check_url(url)
        chosen = TYPES if events is None else tuple(events)
        if not chosen or not set(chosen) <= set(TYPES):
            raise ValueError(f"events must be of {', '.join(TYPES)}")
        self._count += 1
        webhook = Webhook(id=self._count, merchant=merchant, url=url, events=chosen)
        self._webhooks.append(webhook)
        return webhook

    def remove(self, webhook_id: int) -> bool:
        before = len(self._webhooks)
        self._webhooks = [one for one in self._webhooks if one.id != webhook_id]
        return len(self._webhooks) < before

    def wanted(self, merchant: Merchant, event_type: str) -> bool:
        return any(one.merchant == merchant and event_type in one.events for one in self)

    def for_event(self, event: Event) -> list[Webhook]:
        return [one for one in self if one.merchant == event.merchant and event.type in one.events]


def check_url(url: str) -> None:
    """Raises ValueError unless it is an absolute http or https URL."""
    try:
        parts = urlsplit(url)
        wrong = parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0
    except ValueError:
        wrong = True
    if wrong or any(character.isspace() for character in url):
        raise ValueError("url must be an absolute http or https URL")
