"""What staff read in the history of an order."""

from __future__ import annotations

from saleor.order.events import external_notification_event
from saleor.order.models import Order


def note(order: Order, message: str) -> None:
    external_notification_event(order=order, user=None, app=None, message=message, parameters=None)
