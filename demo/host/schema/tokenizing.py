"""How stored payment methods are added and removed."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene
from django.core.exceptions import PermissionDenied, ValidationError

from ..interface import (
    PaymentGatewayInitializeTokenizationRequestData,
    PaymentMethodInitializeTokenizationRequestData,
    PaymentMethodProcessTokenizationRequestData,
    StoredPaymentMethodRequestDeleteData,
)
from ..models import Channel as ChannelRow
from ..names import (
    PaymentGatewayInitializeTokenizationErrorCode,
    PaymentMethodInitializeTokenizationErrorCode,
    PaymentMethodProcessTokenizationErrorCode,
    StoredPaymentMethodRequestDeleteErrorCode,
)
from .base import Context, Error, Mutation, errors_of, fault
from .scalars import JSON


class PaymentFlowToSupportEnum(graphene.Enum):
    class Meta:
        name = "TokenizedPaymentFlowEnum"

    INTERACTIVE = "interactive"


class _OfUser(Mutation):
    """Asks for a logged-in user; a refusal of Saleor's own is a result as well."""

    class Meta:
        abstract = True

    HOOK = ""
    CODES: Any = None
    GOOD: tuple[str, ...] = ()
    NOBODY = "No active payment app to handle requested action."
    result = graphene.String(required=True)

    @classmethod
    def mutate(cls, _root: Any, info: Any, **data: Any) -> Any:
        if info.context.user is None:
            raise PermissionDenied("You need one of the permissions: AUTHENTICATED_USER")
        try:
            response = cls.ask(info.context, **data)
        except ValidationError as error:
            return cls(result="FAILED_TO_DELIVER", errors=errors_of(error))
        result = str(getattr(response.result, "value", response.result))
        errors = []
        if result not in cls.GOOD:
            errors = [Error(message=response.error, code="GATEWAY_ERROR")]
        told = {name: getattr(response, name) for name in ("data", "id") if hasattr(cls, name)}
        return cls(result=result.upper(), errors=errors, **told)

    @classmethod
    def ask(cls, context: Context, **data: Any) -> Any:
        channel = ChannelRow.objects.filter(slug=data["channel"]).first()
        if channel is None:
            text = f"Channel with '{data['channel']}' slug does not exist."
            raise fault("channel", text, cls.CODES.NOT_FOUND)
        if not channel.is_active:
            text = f"Channel with '{channel.slug}' is inactive."
            raise fault("channel", text, cls.CODES.CHANNEL_INACTIVE)
        manager = context.manager
        if not manager.is_event_active_for_any_plugin(cls.HOOK, channel_slug=channel.slug):
            raise fault(None, cls.NOBODY, cls.CODES.NOT_FOUND)
        request = cls.request({**data, "user": context.user, "channel": channel})
        return getattr(manager, cls.HOOK)(request)

    @classmethod
    def request(cls, data: dict[str, Any]) -> Any:
        raise NotImplementedError


class StoredPaymentMethodRequestDelete(_OfUser):
    class Arguments:
        id = graphene.ID(required=True)
        channel = graphene.String(required=True)

    HOOK = "stored_payment_method_request_delete"
    CODES = StoredPaymentMethodRequestDeleteErrorCode
    GOOD = ("successfully_deleted",)
    NOBODY = "No active payment app that could process the delete request."

    @classmethod
    def request(cls, data: dict[str, Any]) -> Any:
        return StoredPaymentMethodRequestDeleteData(
            payment_method_id=data["id"], user=data["user"], channel=data["channel"]
        )


def _of_gateway(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "app_identifier": data["id"],
        "user": data["user"],
        "channel": data["channel"],
        "data": data.get("data"),
    }


class PaymentGatewayInitializeTokenization(_OfUser):
    class Arguments:
        id = graphene.String(required=True)
        channel = graphene.String(required=True)
        data = graphene.Argument(JSON)

    HOOK = "payment_gateway_initialize_tokenization"
    CODES = PaymentGatewayInitializeTokenizationErrorCode
    GOOD = ("successfully_initialized",)
    NOBODY = "No active payment app that could initialize payment gateway for tokenization."
    data = graphene.Field(JSON)

    @classmethod
    def request(cls, data: dict[str, Any]) -> Any:
        return PaymentGatewayInitializeTokenizationRequestData(**_of_gateway(data))


class _Tokenizes(_OfUser):
    """Leads to a stored method, at once or by and by."""

    class Meta:
        abstract = True

    GOOD = ("successfully_tokenized", "additional_action_required", "pending")
    id = graphene.String()
    data = graphene.Field(JSON)


class PaymentMethodInitializeTokenization(_Tokenizes):
    class Arguments:
        id = graphene.String(required=True)
        channel = graphene.String(required=True)
        data = graphene.Argument(JSON)
        payment_flow_to_support = graphene.Argument(PaymentFlowToSupportEnum, required=True)

    HOOK = "payment_method_initialize_tokenization"
    CODES = PaymentMethodInitializeTokenizationErrorCode

    @classmethod
    def request(cls, data: dict[str, Any]) -> Any:
        return PaymentMethodInitializeTokenizationRequestData(
            **_of_gateway(data),
            payment_flow_to_support=data["payment_flow_to_support"].value,
        )


class PaymentMethodProcessTokenization(_Tokenizes):
    class Arguments:
        id = graphene.String(required=True)
        channel = graphene.String(required=True)
        data = graphene.Argument(JSON)

    HOOK = "payment_method_process_tokenization"
    CODES = PaymentMethodProcessTokenizationErrorCode

    @classmethod
    def request(cls, data: dict[str, Any]) -> Any:
        return PaymentMethodProcessTokenizationRequestData(
            id=data["id"], user=data["user"], channel=data["channel"], data=data.get("data")
        )
