"""How plugins are asked for stored payment methods, and what is said where none answers."""

from __future__ import annotations

from typing import Any

from .interface import (
    PaymentGatewayInitializeTokenizationResponseData,
    PaymentGatewayInitializeTokenizationResult,
    PaymentMethodTokenizationResponseData,
    PaymentMethodTokenizationResult,
    StoredPaymentMethodRequestDeleteResponseData,
    StoredPaymentMethodRequestDeleteResult,
)


class StoredMethodHooks:
    def run_on_plugins(self, hook: str, value: Any, *data: Any, channel_slug: str | None) -> Any:
        raise NotImplementedError

    def _ask(self, hook: str, value: Any, data: Any) -> Any:
        return self.run_on_plugins(hook, value, data, channel_slug=data.channel.slug)

    def list_stored_payment_methods(self, list_stored_payment_methods_data: Any) -> Any:
        return self._ask("list_stored_payment_methods", [], list_stored_payment_methods_data)

    def stored_payment_method_request_delete(self, request_delete_data: Any) -> Any:
        nobody = StoredPaymentMethodRequestDeleteResponseData(
            result=StoredPaymentMethodRequestDeleteResult.FAILED_TO_DELIVER,
            error="Payment method request delete failed to deliver.",
        )
        return self._ask("stored_payment_method_request_delete", nobody, request_delete_data)

    def payment_gateway_initialize_tokenization(self, request_data: Any) -> Any:
        nobody = PaymentGatewayInitializeTokenizationResponseData(
            result=PaymentGatewayInitializeTokenizationResult.FAILED_TO_DELIVER,
            error="Payment gateway initialize tokenization failed to deliver.",
            data=None,
        )
        return self._ask("payment_gateway_initialize_tokenization", nobody, request_data)

    def payment_method_initialize_tokenization(self, request_data: Any) -> Any:
        hook = "payment_method_initialize_tokenization"
        nobody = _no_method("Payment method initialize tokenization failed to deliver.")
        return self._ask(hook, nobody, request_data)

    def payment_method_process_tokenization(self, request_data: Any) -> Any:
        hook = "payment_method_process_tokenization"
        nobody = _no_method("Payment method process tokenization failed to deliver.")
        return self._ask(hook, nobody, request_data)


def _no_method(error: str) -> Any:
    result = PaymentMethodTokenizationResult.FAILED_TO_DELIVER
    return PaymentMethodTokenizationResponseData(result=result, error=error, data=None)
