"""The Saleor gateway plugin, one per channel: configuration, Payments API hooks, endpoints."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from saleor.account.models import User
from saleor.app.models import App
from saleor.payment.interface import GatewayResponse, PaymentMethodInfo
from saleor.permission.enums import AccountPermissions

from .adapters.configuration import fields
from .adapters.configuration.gateway import Gateway
from .adapters.configuration.settings_page import SettingsPage
from .adapters.configuration.validation import typed_keys
from .adapters.ids import PLUGIN_ID
from .adapters.payments_api import hooks, refunds, responses
from .adapters.payments_api.responses import GatewayAnswer
from .adapters.saleor.types import PaymentData
from .adapters.stored_methods.hooks import StoredMethods
from .adapters.transactions_api.request_hooks import StaffRequests
from .api.asking import piece_of_work
from .core.merchants import merchants
from .core.merchants.crypto import NoSecret, Unreadable
from .core.messages import problems
from .core.messages.problem import Problem
from .core.messages.refund_problems import CHECKING, KEYS_ELSEWHERE, NOT_SUPPORTED
from .http import callback_and_return, sentry, webhook

if TYPE_CHECKING:
    from saleor.payment.interface import PaymentGateway

logger = logging.getLogger(__name__)


class BrandpayPlugin(StoredMethods, StaffRequests, SettingsPage):
    PLUGIN_ID = PLUGIN_ID
    PLUGIN_NAME = "브랜드페이 (Toss Payments Brandpay)"
    PLUGIN_DESCRIPTION = (
        "토스페이먼츠 브랜드페이로 결제를 받습니다. / Takes payments with Toss Payments Brandpay."
    )
    CONFIGURATION_PER_CHANNEL = True
    DEFAULT_ACTIVE = False
    DEFAULT_CONFIGURATION: ClassVar = fields.DEFAULTS
    CONFIG_STRUCTURE: ClassVar = fields.STRUCTURE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Copied at once: Saleor masks and clears the list that it has handed over.
        values = {item["name"]: item["value"] for item in self.configuration or ()}
        self.keys = typed_keys(values)
        self._redirect_url: str = values.get("redirect_url") or ""
        self._one_touch = values.get("one_touch") is True

    def gateway(self) -> Gateway:
        """What the hooks of both plugins know of this channel."""
        channel = self.channel
        merchants.hold(self.keys.secret_key)
        return Gateway(
            active=self.active and channel is not None,
            makes_unpaid_orders=channel is not None and channel.allow_unpaid_orders,
            keys=self.keys,
            redirect_url=self._redirect_url,
            channel_pk=channel.pk if channel else None,
            channel_slug=channel.slug if channel else "",
            key_for=self._may_know_key_of,
            is_user=self._is_user,
            may_charge=self._may_charge,
            one_touch=self._one_touch,
        )

    def _is_user(self, user_pk: int) -> bool:
        requestor = self.requestor
        return isinstance(requestor, User) and bool(requestor.pk == user_pk)

    def _may_charge(self, user_pk: int) -> bool:
        """Staff pay in the window: a dashboard app's token cannot be told from their own."""
        return self._is_user(user_pk) and not self.requestor.is_staff

    def _may_know_key_of(self, user_pk: int) -> bool:
        """A customer key is for its owner, or for an app that may impersonate (M11)."""
        requestor = self.requestor
        if isinstance(requestor, User):
            return bool(requestor.pk == user_pk)
        return isinstance(requestor, App) and bool(
            requestor.has_perm(AccountPermissions.IMPERSONATE_USER)
        )

    # Payments API. Saleor lists a gateway only when its own class body has process_payment.

    def process_payment(
        self, payment_information: PaymentData, previous_value: object = None, **_: object
    ) -> GatewayResponse:
        return self._answer("capture", hooks.process, payment_information)

    def confirm_payment(
        self, payment_information: PaymentData, previous_value: object = None, **_: object
    ) -> GatewayResponse:
        return self._answer("capture", hooks.confirm, payment_information)

    def refund_payment(
        self, payment_information: PaymentData, previous_value: object = None, **_: object
    ) -> GatewayResponse:
        return self._answer("refund", refunds.refund, payment_information)

    def capture_payment(
        self, payment_information: PaymentData, previous_value: object = None, **_: object
    ) -> GatewayResponse:
        return self._refuse("capture", payment_information)

    def void_payment(
        self, payment_information: PaymentData, previous_value: object = None, **_: object
    ) -> GatewayResponse:
        return self._refuse("void", payment_information)

    def authorize_payment(
        self, payment_information: PaymentData, previous_value: object = None, **_: object
    ) -> GatewayResponse:
        return self._refuse("auth", payment_information)

    @piece_of_work()
    def _answer(
        self, kind: str, hook: Callable[[Gateway, PaymentData], GatewayAnswer], data: PaymentData
    ) -> GatewayResponse:
        """No exception leaves a hook, but for a database that cannot go on anyway."""
        sentry.hide_return(data.data)
        try:
            reply = hook(self.gateway(), data)
        except DatabaseError:
            raise
        except NoSecret:
            logger.exception("payment %s: Toss has accepted no secret key", data.payment_id)
            reply = self._broken(kind, data, KEYS_ELSEWHERE, problems.MISCONFIGURED)
        except Unreadable:
            logger.exception("payment %s: not this process's to decide", data.payment_id)
            reply = self._broken(kind, data, KEYS_ELSEWHERE, problems.KEYS_ELSEWHERE)
        except Exception:
            logger.exception("payment %s: %s failed", data.payment_id, kind)
            reply = self._broken(kind, data, CHECKING, problems.CHECKING)
        return self._response(reply, data.currency)

    @staticmethod
    def _broken(kind: str, data: PaymentData, staff: Problem, buyer: Problem) -> GatewayAnswer:
        if kind == "refund":
            return refunds.not_made(data, staff)
        return responses.broken(kind, data.amount, data.token or "", buyer)

    def _refuse(self, kind: str, data: PaymentData) -> GatewayResponse:
        text = NOT_SUPPORTED.for_staff
        reply = responses.failed(kind, data.amount, data.token or "", text, code=NOT_SUPPORTED.code)
        return self._response(reply, data.currency)

    def _response(self, reply: GatewayAnswer, currency: str) -> GatewayResponse:
        method = reply.method
        info = None
        if method.get("brand"):
            # Saleor's columns are narrow, and too long a value would undo a capture.
            info = PaymentMethodInfo(
                brand=method["brand"][:40],
                last_4=(method.get("last4") or "")[-4:] or None,
                name=method.get("name"),
                type=method.get("type"),
            )
        return GatewayResponse(
            is_success=reply.is_success,
            action_required=reply.action_required,
            kind=reply.kind,
            amount=reply.amount,
            currency=currency,
            transaction_id=reply.transaction_id,
            error=reply.error,
            payment_method_info=info,
            raw_response=reply.raw,
            action_required_data=reply.action_required_data,
            transaction_already_processed=reply.already_processed,
            psp_reference=reply.psp_reference,
        )

    # What the storefront sees of the gateway.

    def get_supported_currencies(self, previous_value: object = None, **_: object) -> list[str]:
        return ["KRW"]

    def get_payment_config(
        self, previous_value: object = None, **_: object
    ) -> list[dict[str, str]]:
        return [{"field": "client_key", "value": self.keys.client_key}]

    def token_is_required_as_payment_input(
        self, previous_value: object = None, **_: object
    ) -> bool:
        return False

    def get_payment_gateways(
        self,
        currency: str | None,
        checkout_info: object = None,
        checkout_lines: object = None,
        previous_value: object = None,
        **_: object,
    ) -> list[PaymentGateway]:
        gateway = self.gateway()
        if not gateway.active or not gateway.keys.complete or gateway.makes_unpaid_orders:
            # This list is of the Payments API only.
            return []
        listed: list[PaymentGateway] = super().get_payment_gateways(
            currency, checkout_info, checkout_lines, previous_value
        )
        return listed

    # Endpoints.

    def webhook(
        self, request: HttpRequest, path: str, previous_value: object = None, **_: object
    ) -> HttpResponse:
        # Saleor splits at the first occurrence of the id, which a channel's slug may contain.
        path = request.path.rsplit(f"/{self.PLUGIN_ID}/", 1)[-1]
        sentry.hide_address(request, path)
        if not self.active or self.channel is None:
            return callback_and_return.unlogged(HttpResponseNotFound())
        response: HttpResponse = HttpResponseNotFound()
        if path == "callback":
            response = callback_and_return.callback(request)
        elif path.startswith("return/"):
            response = callback_and_return.returned(request, path.removeprefix("return/"))
        elif path.startswith("webhook/"):
            token = path.removeprefix("webhook/")
            response = webhook.receive(request, token, self.channel.pk, self.keys.client_key)
        return callback_and_return.unlogged(response)
