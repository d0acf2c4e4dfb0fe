"""Our App: the one in whose name transactions are booked, and the one that stands there."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone
from saleor.app.models import App

from ..ids import PLUGIN_ID

LOCAL = "local"
"""saleor.app.types.AppType.LOCAL"""


def present(using: str, model: Any) -> Any:
    """Ours, working or not, that staff have not deleted. `model`: App, or that of a migration."""
    return model.objects.using(using).filter(identifier=PLUGIN_ID, removed_at__isnull=True)


def booking_app() -> App:
    """Ours, working or not: money that moved is booked even after staff removed the App."""
    rows = App.objects.filter(identifier=PLUGIN_ID)
    row = rows.order_by(F("removed_at").asc(nulls_first=True), "-is_active", "pk").first()
    if row:
        return row
    # Saleor has purged it: this one stands for it in the books, and keeps nobody from a new one.
    return App.objects.create(
        identifier=PLUGIN_ID,
        name="Brandpay (removed)",
        is_active=False,
        removed_at=timezone.now(),
    )


def working_app() -> App | None:
    """The App for which Saleor begins transactions; None when staff disabled or removed it."""
    rows = App.objects.filter(identifier=PLUGIN_ID, removed_at__isnull=True, is_active=True)
    return rows.order_by("pk").first()
