"""Refund, charge or cancel of a transaction, from the back office."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import graphene

from .. import gateway
from ..money import quantize
from ..names import (
    PaymentError,
    TransactionAction,
    TransactionRequestActionErrorCode,
)
from .base import Context, Mutation, fault
from .scalars import UUID, PositiveDecimal
from .transactions import TransactionItem, find, payment_handlers_only


class TransactionActionEnum(graphene.Enum):
    CHARGE = TransactionAction.CHARGE
    REFUND = TransactionAction.REFUND
    CANCEL = TransactionAction.CANCEL


# How each is asked for: the function, its parameter, and what there is to take from.
_REQUESTS = {
    "charge": (gateway.request_charge_action, "charge_value", "authorized_value"),
    "refund": (gateway.request_refund_action, "refund_value", "charged_value"),
    "cancel": (gateway.request_cancelation_action, "cancel_value", "authorized_value"),
}


class TransactionRequestAction(Mutation):
    class Arguments:
        id = graphene.ID()
        token = graphene.Argument(UUID)
        action_type = graphene.Argument(TransactionActionEnum, required=True)
        amount = PositiveDecimal()
        refund_reason = graphene.String()

    transaction = graphene.Field(TransactionItem)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        payment_handlers_only(context)
        codes = TransactionRequestActionErrorCode
        item = find(data.get("id"), data.get("token"), codes.NOT_FOUND)
        action = data["action_type"].value
        request, parameter, column = _REQUESTS[action]
        amount, most = data.get("amount"), getattr(item, column)
        if amount is not None:
            amount = quantize(amount, item.currency)
        value: Decimal = min(amount or most, most)
        # Before anything is written: its checkout may become an order in the next moment.
        slug = (item.order or item.checkout).channel.slug
        event = item.events.create(
            amount_value=value,
            currency=item.currency,
            type=f"{action}_request",
            user=context.user,
            app=context.app,
            app_identifier=context.app.identifier if context.app else None,
            idempotency_key=str(uuid.uuid4()),
            message=data.get("refund_reason"),
        )
        how = {parameter: value}
        if action == TransactionAction.CANCEL:
            how["action"] = action
        ask(request, context, item, event, slug, **how)
        return {"transaction": item}


def ask(request: Any, context: Context, item: Any, event: Any, slug: str, **how: Any) -> None:
    try:
        request(
            transaction=item,
            manager=context.manager,
            request_event=event,
            channel_slug=slug,
            user=context.user,
            app=context.app,
            **how,
        )
    except PaymentError as error:
        code = TransactionRequestActionErrorCode.MISSING_TRANSACTION_ACTION_REQUEST_WEBHOOK
        raise fault(None, str(error), code) from error
