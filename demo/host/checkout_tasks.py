"""Saleor's task that makes orders of paid checkouts whose buyers did not come back."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.core.exceptions import ValidationError
from django.utils import timezone

from .checkout_fetch import fetch_checkout_info, fetch_checkout_lines
from .complete_checkout import complete_checkout
from .manager import get_plugins_manager
from .models import Channel, Checkout
from .names import CheckoutAuthorizeStatus

logger = logging.getLogger(__name__)
_BATCH = 20


@shared_task  # type: ignore[untyped-decorator]
def trigger_automatic_checkout_completion_task() -> None:
    now = timezone.now()
    for channel in Channel.objects.filter(automatically_complete_fully_paid_checkouts=True):
        delay = timedelta(minutes=channel.automatic_completion_delay or 0)
        paid = Checkout.objects.filter(
            channel=channel,
            authorize_status=CheckoutAuthorizeStatus.FULL,
            last_change__lt=now - delay,
            billing_address__isnull=False,
            total_gross_amount__gt=0,
        )
        if cut_off := channel.automatic_completion_cut_off_date:
            paid = paid.filter(created_at__gte=cut_off)
        for checkout in paid.order_by("last_automatic_completion_attempt", "last_change")[:_BATCH]:
            automatic_checkout_completion_task(checkout.pk)


@shared_task  # type: ignore[untyped-decorator]
def automatic_checkout_completion_task(
    checkout_pk: Any, user_id: Any = None, app_id: Any = None
) -> None:
    tried = Checkout.objects.filter(pk=checkout_pk)
    if not tried.update(last_automatic_completion_attempt=timezone.now()):
        return
    checkout = tried.get()
    manager = get_plugins_manager(allow_replica=False)
    lines, unavailable = fetch_checkout_lines(checkout)
    if unavailable or not lines or not checkout.shipping_method_id:
        logger.info("Checkout %s cannot be completed automatically.", checkout_pk)
        return
    try:
        complete_checkout(
            manager=manager,
            checkout_info=fetch_checkout_info(checkout, lines, manager),
            lines=lines,
            payment_data={},
            store_source=False,
            user=None,
            app=None,
            is_automatic_completion=True,
        )
    except ValidationError as error:
        logger.warning("Automatic completion of checkout %s failed: %s", checkout_pk, error)
