"""Stored payment methods, for their owner."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene

from ..interface import ListStoredPaymentMethodsRequestData
from .base import Context
from .payments import PaymentGateway
from .scalars import JSON


class StoredCard(graphene.ObjectType):
    class Meta:
        name = "StoredCreditCard"

    brand = graphene.String(required=True)
    first_digits = graphene.String()
    last_digits = graphene.String(required=True)
    exp_month = graphene.Int()
    exp_year = graphene.Int()


class StoredPaymentMethod(graphene.ObjectType):
    id = graphene.ID(required=True)
    gateway = graphene.Field(PaymentGateway, required=True)
    payment_method_id = graphene.String(required=True, source="external_id")
    credit_card_info = graphene.Field(StoredCard)
    supported_payment_flows = graphene.List(graphene.NonNull(graphene.String))
    type = graphene.String(required=True)
    name = graphene.String()
    data = graphene.Field(JSON)

    @staticmethod
    def resolve_supported_payment_flows(root: Any, _info: Any) -> list[str]:
        return [flow.upper() for flow in root.supported_payment_flows]


def methods_of(context: Context, user: Any, channel: Any) -> Any:
    """Only for himself: Saleor compares the numbers of the requestor and the user."""
    requestor = context.requestor
    if user is None or channel is None or requestor is None or requestor.pk != user.pk:
        return []
    asked = ListStoredPaymentMethodsRequestData(user=user, channel=channel)
    return context.manager.list_stored_payment_methods(asked)
