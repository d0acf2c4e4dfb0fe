"""paymentGatewayInitialize: what a page needs to know before it pays."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene

from ..interface import PaymentGatewayData
from ..names import PaymentGatewayInitializeErrorCode
from .base import Context, Error, Mutation
from .scalars import JSON, PositiveDecimal
from .transaction_sources import amount_of, source_of


class PaymentGatewayToInitialize(graphene.InputObjectType):
    id = graphene.String(required=True)
    data = graphene.Field(JSON)


class PaymentGatewayConfig(graphene.ObjectType):
    id = graphene.String(required=True)
    data = graphene.Field(JSON)
    errors = graphene.List(graphene.NonNull(Error))


class PaymentGatewayInitialize(Mutation):
    class Arguments:
        id = graphene.ID(required=True)
        amount = PositiveDecimal()
        payment_gateways = graphene.List(graphene.NonNull(PaymentGatewayToInitialize))

    gateway_configs = graphene.List(graphene.NonNull(PaymentGatewayConfig))

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        source = source_of(data["id"], PaymentGatewayInitializeErrorCode)
        asked = [gateway_data(given) for given in data.get("payment_gateways") or ()]
        amount = amount_of(source, data.get("amount"))
        answers = context.manager.payment_gateway_initialize_session(amount, asked, source)
        found = {answer.app_identifier: answer for answer in answers or ()}
        wanted = [one.app_identifier for one in asked] or [*found]
        return {"gateway_configs": [_config(name, found.get(name)) for name in wanted]}


def gateway_data(given: Any) -> Any:
    return PaymentGatewayData(app_identifier=given["id"], data=given.get("data"))


def _config(name: str, answer: Any) -> PaymentGatewayConfig:
    message, code = None, "INVALID"
    if answer is None:
        message = "Active app with `HANDLE_PAYMENT` permissions or app webhook not found."
        code = "NOT_FOUND"
    elif answer.error:
        message = answer.error
    errors = [Error(field="id", message=message, code=code)] if message else []
    return PaymentGatewayConfig(id=name, data=answer.data if answer else None, errors=errors)
