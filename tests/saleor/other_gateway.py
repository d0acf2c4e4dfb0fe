"""A second gateway, for checkouts that are paid by somebody else: it always says yes.

Under the name of Saleor's own dummy gateway, which 3.24 no longer has.
"""

from typing import Any, ClassVar

from saleor.payment import TransactionKind
from saleor.payment.interface import GatewayResponse
from saleor.plugins.base_plugin import BasePlugin


class OtherGateway(BasePlugin):
    PLUGIN_ID = "mirumee.payments.dummy"
    PLUGIN_NAME = "Other"
    DEFAULT_ACTIVE = True
    CONFIGURATION_PER_CHANNEL = True
    DEFAULT_CONFIGURATION: ClassVar = []

    def get_supported_currencies(self, previous_value: Any) -> list[str]:
        return ["KRW", "USD"]

    def process_payment(self, payment_information: Any, previous_value: Any) -> Any:
        return self._yes(TransactionKind.CAPTURE, payment_information)

    def refund_payment(self, payment_information: Any, previous_value: Any) -> Any:
        return self._yes(TransactionKind.REFUND, payment_information)

    def _yes(self, kind: str, information: Any) -> Any:
        return GatewayResponse(
            is_success=True,
            action_required=False,
            kind=kind,
            amount=information.amount,
            currency=information.currency,
            transaction_id=f"{kind} of {information.payment_id}",
            error=None,
        )
