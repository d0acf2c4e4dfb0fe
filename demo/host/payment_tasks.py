"""Saleor's task that gives back what abandoned checkouts hold."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.db.models import F, Q
from django.utils import timezone

from .gateway import request_cancelation_action, request_refund_action
from .manager import get_plugins_manager
from .models import Checkout, TransactionItem
from .names import CheckoutAuthorizeStatus, PaymentError, TransactionAction, TransactionEventType

logger = logging.getLogger(__name__)
_BATCH = 60


def transactions_to_release_funds() -> Any:
    """Those of checkouts that nobody has touched for as long as their channel waits."""
    now = timezone.now()
    waits = F("channel__checkout_ttl_before_releasing_funds")
    checkouts = Checkout.objects.filter(
        Q(last_transaction_modified_at__isnull=True)
        | Q(last_transaction_modified_at__lt=now - waits),
        Q(channel__checkout_release_funds_cut_off_date__isnull=True)
        | Q(channel__checkout_release_funds_cut_off_date__lt=F("created_at")),
        channel__release_funds_for_expired_checkouts=True,
        last_change__lt=now - waits,
        created_at__gt=now - timedelta(days=365),
        automatically_refundable=True,
        authorize_status__in=[CheckoutAuthorizeStatus.PARTIAL, CheckoutAuthorizeStatus.FULL],
    )
    return TransactionItem.objects.filter(
        Q(authorized_value__gt=0) | Q(charged_value__gt=0),
        checkout__in=checkouts,
        order=None,
        last_refund_success=True,
    ).order_by("modified_at")


@shared_task  # type: ignore[untyped-decorator]
def transaction_release_funds_for_checkout_task() -> None:
    asked = []
    for item in transactions_to_release_funds()[:_BATCH]:
        for column, kind in (
            ("authorized_value", TransactionEventType.CANCEL_REQUEST),
            ("charged_value", TransactionEventType.REFUND_REQUEST),
        ):
            if amount := getattr(item, column):
                event = item.events.create(
                    amount_value=amount,
                    currency=item.currency,
                    type=kind,
                    idempotency_key=str(uuid.uuid4()),
                )
                asked.append((item, event))
    # Nobody asks for them a second time by itself.
    items = [item.pk for item, _ in asked]
    TransactionItem.objects.filter(pk__in=items).update(last_refund_success=False)
    manager = get_plugins_manager(allow_replica=True)
    for item, event in asked:
        try:
            _request(item, event, manager)
        except PaymentError as error:
            logger.warning("Unable to release funds of transaction %s. %s", item.token, error)


def _request(item: Any, event: Any, manager: Any) -> None:
    given = {
        "transaction": item,
        "manager": manager,
        "request_event": event,
        "channel_slug": item.checkout.channel.slug,
        "user": None,
        "app": None,
    }
    if event.type == TransactionEventType.REFUND_REQUEST:
        request_refund_action(refund_value=event.amount_value, **given)
    else:
        action = TransactionAction.CANCEL
        request_cancelation_action(cancel_value=event.amount_value, action=action, **given)
