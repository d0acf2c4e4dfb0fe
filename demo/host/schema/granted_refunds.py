"""Refunds that staff grant first and ask for later."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

import uuid
from typing import Any

import graphene

from .. import gateway
from ..models import Order as OrderRow
from ..models import OrderGrantedRefund as GrantedRow
from ..names import (
    OrderErrorCode,
    OrderGrantedRefundStatus,
    TransactionRequestRefundForGrantedRefundErrorCode,
)
from ..order_sums import calculate_order_granted_refund_status, updates_amounts_for_order
from .base import Context, Mutation, fault, node, staff_only
from .common import Node, money_of
from .orders import Order
from .scalars import UUID
from .transaction_requests import ask
from .transactions import TransactionItem, find, payment_handlers_only


class OrderGrantedRefund(Node):
    amount = money_of("amount_value")
    status = graphene.String(required=True)
    reason = graphene.String()

    @staticmethod
    def resolve_status(root: Any, _info: Any) -> str:
        return str(root.status).upper()


class OrderGrantRefundCreateInput(graphene.InputObjectType):
    amount = graphene.Decimal(required=True)
    reason = graphene.String()
    transaction_id = graphene.ID()


class OrderGrantRefundCreate(Mutation):
    """Of an amount: the mini host grants no refunds of lines."""

    class Arguments:
        id = graphene.ID(required=True)
        input = OrderGrantRefundCreateInput(required=True)

    order = graphene.Field(Order)
    granted_refund = graphene.Field(OrderGrantedRefund)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        user, given = staff_only(context), data["input"]
        order = node(OrderRow, data["id"], OrderErrorCode.NOT_FOUND)
        item = None
        if given.get("transaction_id"):
            item = find(given.transaction_id, None, OrderErrorCode.NOT_FOUND)
        made = GrantedRow.objects.create(
            order=order,
            amount_value=given.amount,
            currency=order.currency,
            reason=given.get("reason") or "",
            user=user,
            transaction_item=item,
        )
        updates_amounts_for_order(order)
        return {"order": order, "granted_refund": made}


class TransactionRequestRefundForGrantedRefund(Mutation):
    class Arguments:
        id = graphene.ID()
        token = graphene.Argument(UUID)
        granted_refund_id = graphene.ID(required=True)

    transaction = graphene.Field(TransactionItem)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        payment_handlers_only(context)
        codes = TransactionRequestRefundForGrantedRefundErrorCode
        granted = node(GrantedRow, data["granted_refund_id"], codes.NOT_FOUND)
        item = granted.transaction_item
        if item is None:
            item = find(data.get("id"), data.get("token"), codes.NOT_FOUND)
            if item.order_id != granted.order_id:
                text = "The granted refund belongs to different order than transaction."
                raise fault("granted_refund_id", text, codes.INVALID)
            granted.transaction_item = item
            granted.save(update_fields=["transaction_item"])
        else:
            _check(granted, item, codes)
        value = min(granted.amount_value or item.charged_value, item.charged_value)
        slug = (item.order or item.checkout).channel.slug
        event = item.events.create(
            amount_value=value,
            currency=item.currency,
            type="refund_request",
            idempotency_key=str(uuid.uuid4()),
            related_granted_refund=granted,
        )
        try:
            how = {"refund_value": value, "granted_refund": granted}
            ask(gateway.request_refund_action, context, item, event, slug, **how)
        finally:
            calculate_order_granted_refund_status(granted)
        return {"transaction": item}


def _check(granted: Any, item: Any, codes: Any) -> None:
    """Raises ValidationError."""
    field = "granted_refund_id"
    if granted.status == OrderGrantedRefundStatus.PENDING:
        raise fault(field, "The refund request is already in progress.", codes.REFUND_IS_PENDING)
    if granted.status == OrderGrantedRefundStatus.SUCCESS:
        text = "The granted refund is already processed."
        raise fault(field, text, codes.REFUND_ALREADY_PROCESSED)
    if item.charged_value < granted.amount_value:
        text = f"The granted refund amount {granted.amount_value} is greater than available."
        raise fault(field, text, codes.AMOUNT_GREATER_THAN_AVAILABLE)
