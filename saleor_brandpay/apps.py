from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig
from django.conf import settings

SWEEP = "brandpay-sweep"
BEAT: dict[str, dict[str, Any]] = {
    SWEEP: {"task": "saleor_brandpay.sweep", "schedule": 60.0},
}
"""Seconds between two runs. A shop that has entries of these names keeps its own.

`brandpay-reconcile` runs at 19:10 of Saleor's clock, `brandpay-retention` at 19:40 and
`brandpay-settlements` at 20:10: in the Korean night, by UTC.
"""


def _public_address(serves: bool) -> str | None:
    from .adapters.public_address import public_address  # noqa: PLC0415 - Saleor

    return public_address(serves)


def _has_telemetry() -> bool:
    """Saleor 3.20 has none."""
    try:
        return find_spec("saleor.core.telemetry") is not None
    except ImportError:
        return False


class BrandpayConfig(AppConfig):
    name = "saleor_brandpay"
    label = "saleor_brandpay"
    verbose_name = "Toss Payments Brandpay"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.signals import request_started  # noqa: PLC0415

        from . import money_log, signals, watch  # noqa: PLC0415
        from .api import transport  # noqa: PLC0415
        from .checks import registered  # noqa: F401, PLC0415
        from .core import breakers, held_connections, way_out  # noqa: PLC0415
        from .core.installation import place, served  # noqa: PLC0415

        shared = transport.shared()
        shared.way_out = way_out.way_out
        gate = shared.gate
        gate.limits, gate.changed = breakers.limits, breakers.tell
        gate.waits = held_connections.let_go

        if "saleor" in sys.modules or find_spec("saleor"):
            place.told_by(_public_address)
        watch.listeners[:] = [money_log.listen, signals.forward]
        watch.spans[:] = []
        if _has_telemetry():
            from .adapters import telemetry  # noqa: PLC0415 - Saleor

            watch.listeners.append(telemetry.listen)
            watch.spans.append(telemetry.span)
        request_started.connect(served.request_started, dispatch_uid="saleor_brandpay.served")

        schedule = getattr(settings, "CELERY_BEAT_SCHEDULE", None)
        if isinstance(schedule, dict):
            from celery.schedules import crontab  # noqa: PLC0415 - where there is a beat

            from .conf import conf  # noqa: PLC0415

            daily = {"task": "saleor_brandpay.reconcile_daily", "schedule": crontab(10, 19)}
            nightly = {"task": "saleor_brandpay.retain_nightly", "schedule": crontab(40, 19)}
            settling = {"task": "saleor_brandpay.settle_nightly", "schedule": crontab(10, 20)}
            entries = BEAT | {
                "brandpay-reconcile": daily,
                "brandpay-retention": nightly,
                "brandpay-settlements": settling,
            }
            queue = {"options": {"queue": conf.celery_queue}} if conf.celery_queue else {}
            for name, entry in entries.items():
                schedule.setdefault(name, entry | queue)
