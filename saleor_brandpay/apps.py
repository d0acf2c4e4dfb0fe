from __future__ import annotations

from django.apps import AppConfig


class BrandpayConfig(AppConfig):
    name = "saleor_brandpay"
    label = "saleor_brandpay"
    verbose_name = "Toss Payments Brandpay"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415
