"""A gateway of the Transactions API that says what a test wants it to say."""

from typing import Any, ClassVar

from saleor.payment.interface import PaymentGatewayData, TransactionSessionResult
from saleor.payment.utils import create_transaction_event_from_request_and_webhook_response
from saleor.plugins.base_plugin import BasePlugin

IDENTIFIER = "scripted"


class ScriptedSessions(BasePlugin):
    """Global, so that it has the last word."""

    PLUGIN_ID = "scripted.sessions"
    PLUGIN_NAME = "Scripted sessions"
    DEFAULT_ACTIVE = True
    CONFIGURATION_PER_CHANNEL = False
    answer: ClassVar[Any] = {}
    calls: ClassVar[list[str]] = []

    def payment_gateway_initialize_session(
        self, amount: Any, gateways: Any, source: Any, previous_value: Any
    ) -> Any:
        data = {"amount": str(int(amount))}
        # Saleor 3.20 hands out what stands below "data" there, later ones all of it.
        ours = PaymentGatewayData(app_identifier=IDENTIFIER, data={**data, "data": data})
        return [*(previous_value or []), ours]

    def transaction_initialize_session(self, data: Any, previous_value: Any) -> Any:
        return self._say("initialize", data)

    def transaction_process_session(self, data: Any, previous_value: Any) -> Any:
        return self._say("process", data)

    def _say(self, step: str, data: Any) -> Any:
        self.calls.append(step)
        response = self.answer and {"amount": data.action.amount, **self.answer}
        return TransactionSessionResult(app_identifier=IDENTIFIER, response=response)


class ScriptedRequests(BasePlugin):
    """Of the channel, so that it comes before the WebhookPlugin."""

    PLUGIN_ID = "scripted.requests"
    PLUGIN_NAME = "Scripted requests"
    DEFAULT_ACTIVE = True
    CONFIGURATION_PER_CHANNEL = True
    answer: ClassVar[Any] = {}
    takes_event: ClassVar[bool] = True

    def transaction_refund_requested(self, data: Any, previous_value: Any) -> Any:
        event, app = data.event, data.transaction_app_owner
        # Without a result the refund ends later, and 3.20 wants no amount then.
        ends = "result" in self.answer
        answer = {"amount": data.action_value, **self.answer} if ends else self.answer
        if self.takes_event:
            data.event = None
        create_transaction_event_from_request_and_webhook_response(event, app, answer)
        return previous_value


class OvertakenSessions(ScriptedSessions):
    """Of the channel: asked, but what it answers is lost."""

    PLUGIN_ID = "scripted.overtaken"
    CONFIGURATION_PER_CHANNEL = True
