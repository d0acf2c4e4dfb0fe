"""Webhooks by the control API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from .remote import LONG, Remote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class RemoteWebhooks(Remote):
    """Each method is one request of the control API."""

    def webhook_url(
        self, url: str, *, client_key: str = Remote.client_key, events: Sequence[str] | None = None
    ) -> int:
        """Register `url` for events (None: all) of the MID of `client_key`; its id."""
        chosen = None if events is None else list(events)
        body = {"clientKey": client_key, "url": url, "events": chosen}
        return int(self.control("POST", "webhooks/urls", body)["id"])

    def remove_webhook_url(self, webhook_id: int) -> None:
        self.control("DELETE", f"webhooks/urls/{webhook_id}")

    def webhooks(self, **narrowed: str) -> list[dict[str, Any]]:
        """Every event queued so far with its attempts; `paymentKey`, `orderId`, `eventType` or
        `state` (waiting, sending, delivered, failed, dropped) narrow it down.
        """
        found: list[dict[str, Any]] = self.control("GET", f"webhooks?{urlencode(narrowed)}")[
            "webhooks"
        ]
        return found

    def deliver(self, limit: int | None = None) -> list[dict[str, Any]]:
        """Send every event that is due now, in order; what became of each."""
        sent: list[dict[str, Any]] = self.control(
            "POST", "webhooks/deliver", {"limit": limit}, timeout=LONG
        )["results"]
        return sent

    def resend(self, transmission: int) -> dict[str, Any]:
        """Send one event by hand, at once (`id` of `webhooks()`); what became of it."""
        sent: dict[str, Any] = self.control("POST", f"webhooks/{transmission}/resend", {})
        return sent

    def webhook_fault(self, kind: str, **options: Any) -> int:
        """duplicate, reorder, delay or drop the next events; options: times, seconds,
        eventType, status, orderId, probability.
        """
        return int(self.control("POST", "webhooks/faults", {"kind": kind, **options})["id"])

    def clear_webhook_faults(self) -> None:
        self.control("DELETE", "webhooks/faults")

    def forge(
        self,
        url: str,
        event: Any = None,
        headers: Mapping[str, str | None] | None = None,
        *,
        raw: str | None = None,
    ) -> dict[str, Any]:
        """Send an event of a stranger's making, or `raw` text: `status`, `error`, `answer`.

        `headers` stand over those of Toss; None leaves one out.
        """
        sent = {"event": event} if raw is None else {"raw": raw}
        body = {"url": url, "headers": dict(headers or {}), **sent}
        answer: dict[str, Any] = self.control("POST", "webhooks/forge", body)
        return answer
