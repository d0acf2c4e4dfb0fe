"""Rows as they are written, for the walk to tell of: only where the host is in this process."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

_SHOWN = {
    "Checkout": ("token", "total_gross_amount"),
    "Payment": ("pk", "gateway", "total"),
    "Transaction": ("kind", "is_success", "amount", "token"),
    "Order": ("number", "total_gross_amount"),
    "OrderEvent": ("type",),
    "Attempt": ("order_id", "status", "amount"),
    "Refund": ("amount", "status"),
    "Customer": ("pk",),
}
_NEW: list[str] = []


def watch() -> None:
    post_save.connect(_written, dispatch_uid="demo rows", weak=False)


def taken() -> list[str]:
    """What was written since it was last asked."""
    found = _NEW[:]
    del _NEW[: len(found)]
    return found


def _written(sender: Any, instance: Any, created: bool, **_: Any) -> None:
    fields = _SHOWN.get(sender.__name__)
    if created and fields:
        values = ", ".join(f"{name}={getattr(instance, name, None)}" for name in fields)
        _NEW.append(f"{sender.__name__} ({values})")
