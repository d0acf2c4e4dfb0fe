"""In the place of Saleor's WebhookPlugin, in a shop whose apps have no webhooks.

It is asked after the plugins of the channel and before other global ones: whatever the former
answered to a session is lost.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .base_plugin import BasePlugin
from .interface import TransactionSessionResult
from .transaction_events import create_failed_transaction_event
from .transaction_standing import recalculate_refundable_for_checkout


class WebhookPlugin(BasePlugin):
    PLUGIN_ID = "mirumee.webhooks"
    PLUGIN_NAME = "Webhooks"
    CONFIGURATION_PER_CHANNEL = False
    DEFAULT_ACTIVE = True

    def is_event_active(self, event: str, channel: str | None = None) -> bool:
        return False

    def payment_gateway_initialize_session(
        self, amount: Decimal, payment_gateways: Any, source_object: Any, previous_value: Any
    ) -> Any:
        return []

    def transaction_initialize_session(self, data: Any, previous_value: Any) -> Any:
        return self._no_webhook(data, "TRANSACTION_INITIALIZE_SESSION")

    def transaction_process_session(self, data: Any, previous_value: Any) -> Any:
        return self._no_webhook(data, "TRANSACTION_PROCESS_SESSION")

    def _no_webhook(self, data: Any, event: str) -> Any:
        return TransactionSessionResult(
            app_identifier=data.payment_gateway_data.app_identifier,
            error=f"Unable to find an active webhook for `{event}` event.",
        )

    def transaction_charge_requested(self, data: Any, previous_value: Any) -> Any:
        return self._fail(data, previous_value)

    def transaction_refund_requested(self, data: Any, previous_value: Any) -> Any:
        return self._fail(data, previous_value)

    def transaction_cancelation_requested(self, data: Any, previous_value: Any) -> Any:
        return self._fail(data, previous_value)

    def _fail(self, data: Any, previous_value: Any) -> Any:
        """A failure, whatever others did, unless one of them took the event away."""
        owner = data.transaction_app_owner
        if owner and not data.event:
            return previous_value
        cause = "Cannot find a webhook that can process the action."
        if not owner:
            cause = "Transaction request skipped. Missing relation to PaymentApp."
        create_failed_transaction_event(data.event, cause=cause)
        recalculate_refundable_for_checkout(data.transaction, data.event)
        return previous_value
