from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate


def make_app_row(
    using: str = DEFAULT_DB_ALIAS, apps: Any = apps, verbosity: int = 1, **_: Any
) -> None:
    """The models of `apps` are as the migrations have just left the tables."""
    from ..adapters.saleor.app_row import make_after_migrate  # noqa: PLC0415 - Saleor's models are ready by now

    make_after_migrate(apps, using=using, verbosity=verbosity)


class BrandpayTransactionsConfig(AppConfig):
    name = "saleor_brandpay.transactions"
    label = "saleor_brandpay_transactions"
    verbose_name = "Toss Payments Brandpay: Transactions API"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Django sends the signal for apps that have models: not for this one.
        sender = apps.get_app_config("saleor_brandpay")
        post_migrate.connect(make_app_row, sender=sender, dispatch_uid=self.label)
