"""The companion plugin: the sessions of Saleor's Transactions API, for all channels.

It is global, because Saleor's WebhookPlugin overwrites what a plugin of a channel answers here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from saleor.payment.interface import PaymentGatewayData, TransactionSessionResult
from saleor.plugins.base_plugin import BasePlugin
from saleor.plugins.models import PluginConfiguration

from ..adapters.configuration.gateway import Gateway
from ..adapters.ids import COMPANION_ID, PLUGIN_ID
from ..adapters.saleor.types import Channel, SourceObject, TransactionSessionData
from ..adapters.transactions_api import sessions
from ..adapters.transactions_api.responses import gateway_data
from ..api.asking import piece_of_work
from ..core.merchants.crypto import NoSecret, Unreadable
from ..core.messages import problems
from ..http import callback_and_return, sentry
from ..http.staff import endpoint
from ..plugin import BrandpayPlugin
from . import gateways

logger = logging.getLogger(__name__)

Session = Callable[[Gateway, TransactionSessionData], dict[str, Any]]


class BrandpayTransactionsPlugin(BasePlugin):
    PLUGIN_ID = COMPANION_ID
    PLUGIN_NAME = "브랜드페이 (Toss Payments Brandpay): Transactions API"
    PLUGIN_DESCRIPTION = (
        "브랜드페이 플러그인과 함께 동작하며 설정할 것이 없습니다. / "
        "Works together with the Brandpay plugin; there is nothing to configure."
    )
    CONFIGURATION_PER_CHANNEL = False
    DEFAULT_ACTIVE = True
    HIDDEN = True

    def webhook(
        self, request: HttpRequest, path: str, previous_value: object = None, **_: object
    ) -> HttpResponse:
        """Pages that staff read, also while Brandpay is off: old orders are still looked up."""
        path = request.path.rsplit(f"/{self.PLUGIN_ID}/", 1)[-1]
        sentry.hide_address(request, path)
        response: HttpResponse = HttpResponseNotFound()
        if path.startswith("staff/"):
            response = endpoint.answer(request, path.removeprefix("staff/"))
        return callback_and_return.unlogged(response)

    def payment_gateway_initialize_session(
        self,
        amount: object,
        payment_gateways: list[PaymentGatewayData] | None,
        source_object: SourceObject,
        previous_value: Iterable[PaymentGatewayData] | None = None,
        **_: object,
    ) -> object:
        asked = [one.app_identifier for one in payment_gateways or ()]
        if asked and PLUGIN_ID not in asked:
            return previous_value
        try:
            plugin = self._of_channel(source_object.channel)
            found = gateways.describe(plugin, source_object) if plugin else None
        except DatabaseError:
            raise
        except Exception:
            logger.exception("the gateway cannot be described")
            found = None
        if found is None and not asked:
            return previous_value
        ours = PaymentGatewayData(app_identifier=PLUGIN_ID)
        if found is None:
            ours.error = problems.NOT_ACTIVE.bilingual
        else:
            ours.data = gateway_data(found)
        return [*(previous_value or ()), ours]

    def transaction_initialize_session(
        self, data: TransactionSessionData, previous_value: object = None, **_: object
    ) -> object:
        return self._answer(sessions.initialize, data, previous_value)

    def transaction_process_session(
        self, data: TransactionSessionData, previous_value: object = None, **_: object
    ) -> object:
        return self._answer(sessions.process, data, previous_value)

    @piece_of_work()
    def _answer(
        self, session: Session, data: TransactionSessionData, previous_value: object
    ) -> object:
        """No exception leaves a hook, but for a database that cannot go on anyway."""
        if data.payment_gateway_data.app_identifier != PLUGIN_ID:
            return previous_value
        token = data.transaction.token
        sentry.hide_return(data.payment_gateway_data.data)
        try:
            gateway = self._gateway(data.source_object.channel)
            response = session(gateway, data)
        except DatabaseError:
            raise
        except NoSecret:
            logger.exception("transaction %s: Toss has accepted no secret key", token)
            response = sessions.not_known(data, problems.MISCONFIGURED)
        except Unreadable:
            logger.exception("transaction %s: not this process's to decide", token)
            response = sessions.not_known(data, problems.KEYS_ELSEWHERE)
        except Exception:
            logger.exception("transaction %s: the session failed", token)
            response = sessions.not_known(data, problems.CHECKING)
        return TransactionSessionResult(app_identifier=PLUGIN_ID, response=response)

    def _gateway(self, channel: Channel) -> Gateway:
        plugin = self._of_channel(channel)
        if plugin is None:
            return Gateway.absent(channel.pk, channel.slug)
        return plugin.gateway()

    def _of_channel(self, channel: Channel) -> BrandpayPlugin | None:
        """The gateway plugin as Saleor would build it for this channel, on the writer (M18)."""
        row = PluginConfiguration.objects.filter(identifier=PLUGIN_ID, channel=channel).first()
        if row is None:
            return None
        requestor = self.requestor
        return BrandpayPlugin(
            configuration=row.configuration,
            active=row.active,
            channel=channel,
            requestor_getter=None if requestor is None else lambda: requestor,
            db_config=row,
            allow_replica=False,
        )
