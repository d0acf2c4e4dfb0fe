"""How plugins are asked in the Transactions API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


class SessionHooks:
    def run_on_plugins(self, hook: str, value: Any, *data: Any, channel_slug: str | None) -> Any:
        raise NotImplementedError

    def payment_gateway_initialize_session(
        self, amount: Decimal, payment_gateways: Any, source_object: Any
    ) -> Any:
        hook, slug = "payment_gateway_initialize_session", source_object.channel.slug
        data = amount, payment_gateways, source_object
        return self.run_on_plugins(hook, None, *data, channel_slug=slug)

    def transaction_initialize_session(self, transaction_session_data: Any) -> Any:
        return self._session("transaction_initialize_session", transaction_session_data)

    def transaction_process_session(self, transaction_session_data: Any) -> Any:
        return self._session("transaction_process_session", transaction_session_data)

    def _session(self, hook: str, data: Any) -> Any:
        slug = data.source_object.channel.slug
        return self.run_on_plugins(hook, None, data, channel_slug=slug)

    def transaction_charge_requested(self, payment_data: Any, channel_slug: str) -> Any:
        return self._request("transaction_charge_requested", payment_data, channel_slug)

    def transaction_refund_requested(self, payment_data: Any, channel_slug: str) -> Any:
        return self._request("transaction_refund_requested", payment_data, channel_slug)

    def transaction_cancelation_requested(self, payment_data: Any, channel_slug: str) -> Any:
        return self._request("transaction_cancelation_requested", payment_data, channel_slug)

    def _request(self, hook: str, data: Any, channel_slug: str) -> Any:
        return self.run_on_plugins(hook, None, data, channel_slug=channel_slug)
