"""transactionProcess without a storefront: for our own return URL."""

from __future__ import annotations

import uuid
from typing import Any

from saleor.payment import TransactionEventType
from saleor.payment.interface import PaymentGatewayData
from saleor.payment.models import TransactionItem
from saleor.payment.utils import handle_transaction_process_session
from saleor.plugins.manager import get_plugins_manager

from .. import caller
from ..ids import PLUGIN_ID
from ..saleor.apps import working_app
from .transaction_events import REQUESTS


def process_transaction(token: uuid.UUID, data: dict[str, Any]) -> str:
    """`success`, `checking` or `failed`: what the buyer's address is to say."""
    item = TransactionItem.objects.filter(token=token, app_identifier=PLUGIN_ID).first()
    source = item and (item.checkout or item.order)
    if item is None or source is None:
        return "checking"
    if item.events.filter(type=TransactionEventType.CHARGE_SUCCESS).exists():
        if item.charged_value > 0:
            return "success"
        return "failed" if item.refunded_value > 0 else "checking"
    app = working_app()
    request = item.events.filter(type__in=REQUESTS, include_in_calculations=False).first()
    if app is None or request is None:
        return "checking"
    is_charge = request.type == TransactionEventType.CHARGE_REQUEST
    with caller.calling(caller.RETURN_ENDPOINT):
        event, answer = handle_transaction_process_session(
            transaction_item=item,
            source_object=source,
            payment_gateway_data=PaymentGatewayData(app_identifier=PLUGIN_ID, data=data),
            action="charge" if is_charge else "authorization",
            app=app,
            customer_ip_address=None,
            manager=get_plugins_manager(allow_replica=False),
            request_event=request,
        )
    if event.type == TransactionEventType.CHARGE_SUCCESS:
        return "success"
    error = (answer or {}).get("error") or {}
    unsure = error.get("code") in ("CHECKING", "BEING_REFUNDED", "NOT_REACHED")
    return "checking" if unsure else "failed"


def order_of_transaction(token: uuid.UUID) -> str | None:
    """Primary key of the order that the transaction belongs to by now."""
    pk = TransactionItem.objects.filter(token=token).values_list("order_id", flat=True).first()
    return str(pk) if pk else None
