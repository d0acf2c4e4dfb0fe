"""How gateways are asked in the Payments API."""

from __future__ import annotations

from typing import Any


class PaymentHooks:
    def get_plugin(self, plugin_id: str, channel_slug: str | None = None) -> Any:
        raise NotImplementedError

    def get_plugins(self, channel_slug: str | None = None, active_only: bool = False) -> list[Any]:
        raise NotImplementedError

    def _pay(self, hook: str, gateway: str, information: Any, channel_slug: str) -> Any:
        plugin = self.get_plugin(gateway, channel_slug)
        answer = None
        if plugin is not None and hasattr(plugin, hook):
            answer = getattr(plugin, hook)(payment_information=information, previous_value=None)
        if answer is None:
            raise LookupError(f"{gateway} does not answer {hook}")
        return answer

    def process_payment(self, gateway: str, payment_information: Any, channel_slug: str) -> Any:
        return self._pay("process_payment", gateway, payment_information, channel_slug)

    def confirm_payment(self, gateway: str, payment_information: Any, channel_slug: str) -> Any:
        return self._pay("confirm_payment", gateway, payment_information, channel_slug)

    def refund_payment(self, gateway: str, payment_information: Any, channel_slug: str) -> Any:
        return self._pay("refund_payment", gateway, payment_information, channel_slug)

    def capture_payment(self, gateway: str, payment_information: Any, channel_slug: str) -> Any:
        return self._pay("capture_payment", gateway, payment_information, channel_slug)

    def void_payment(self, gateway: str, payment_information: Any, channel_slug: str) -> Any:
        return self._pay("void_payment", gateway, payment_information, channel_slug)

    def authorize_payment(self, gateway: str, payment_information: Any, channel_slug: str) -> Any:
        return self._pay("authorize_payment", gateway, payment_information, channel_slug)

    def list_payment_sources(
        self, gateway: str, customer_id: str, channel_slug: str | None
    ) -> list[Any]:
        plugin = self.get_plugin(gateway, channel_slug)
        if plugin is None or not hasattr(plugin, "list_payment_sources"):
            return []
        found: list[Any] = plugin.list_payment_sources(customer_id=customer_id, previous_value=[])
        return found

    def token_is_required_as_payment_input(self, gateway: str, channel_slug: str) -> Any:
        plugin = self.get_plugin(gateway, channel_slug)
        return plugin.token_is_required_as_payment_input(previous_value=True) if plugin else True

    def list_payment_gateways(
        self,
        currency: str | None = None,
        checkout_info: Any = None,
        checkout_lines: Any = None,
        channel_slug: str | None = None,
        active_only: bool = True,
    ) -> list[Any]:
        slug = checkout_info.channel.slug if checkout_info else channel_slug
        listed: list[Any] = []
        for plugin in self.get_plugins(slug, active_only):
            # An inherited hook makes no gateway, in Saleor neither.
            if "process_payment" in type(plugin).__dict__:
                listed += plugin.get_payment_gateways(
                    currency=currency,
                    checkout_info=checkout_info,
                    checkout_lines=checkout_lines,
                    previous_value=None,
                )
        return listed
