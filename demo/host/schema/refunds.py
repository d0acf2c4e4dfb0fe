"""Refunds from the back office."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene

from .. import gateway, order_actions, order_events
from ..ids import pk_of
from ..interface import OrderLineInfo
from ..models import Order as OrderRow
from ..names import FulfillmentStatus, OrderErrorCode, PaymentError, TransactionKind
from .base import Context, Mutation, fault, node, staff_only
from .orders import Fulfillment, Order
from .scalars import PositiveDecimal


def _order(global_id: str) -> Any:
    return node(OrderRow, global_id, OrderErrorCode.NOT_FOUND)


def _payment(order: Any) -> Any:
    payment = order.get_last_payment()
    if payment is None:
        raise fault("payment", "There's no payment associated.", OrderErrorCode.PAYMENT_MISSING)
    return payment


class OrderRefund(Mutation):
    class Arguments:
        id = graphene.ID(required=True)
        amount = PositiveDecimal(required=True)

    order = graphene.Field(Order)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        user, amount = staff_only(context), data["amount"]
        if amount <= 0:
            text = "Amount should be a positive number."
            raise fault("amount", text, OrderErrorCode.ZERO_QUANTITY)
        order = _order(data["id"])
        payment = _payment(order)
        if not payment.can_refund():
            text = "Payment cannot be refunded."
            raise fault("payment", text, OrderErrorCode.CANNOT_REFUND)
        manager = context.manager
        try:
            row = gateway.refund(payment, manager, order.channel.slug, amount=amount)
        except PaymentError as error:
            order_events.payment_failed(order, user, error.message, payment)
            raise fault("payment", error.message, OrderErrorCode.PAYMENT_ERROR) from error
        if row.kind == TransactionKind.REFUND:
            payment.refresh_from_db()
            order_actions.order_refunded(order, user, None, amount, payment, manager)
        order.fulfillments.create(status=FulfillmentStatus.REFUNDED, total_refund_amount=amount)
        return {"order": _order(data["id"])}


class OrderRefundLineInput(graphene.InputObjectType):
    order_line_id = graphene.ID(required=True)
    quantity = graphene.Int(required=True)


class OrderRefundProductsInput(graphene.InputObjectType):
    order_lines = graphene.List(graphene.NonNull(OrderRefundLineInput))
    amount_to_refund = PositiveDecimal()
    include_shipping_costs = graphene.Boolean(default_value=False)


class OrderReturnProductsInput(OrderRefundProductsInput):
    refund = graphene.Boolean(default_value=False)


def _lines(order: Any, given: Any) -> list[Any]:
    rows = {str(line.pk): line for line in order.lines.all()}
    wanted = [(pk_of(item.order_line_id, "OrderLine"), item.quantity) for item in given or ()]
    return [OrderLineInfo(line=rows[pk], quantity=quantity) for pk, quantity in wanted]


class _OfLines(Mutation):
    """Gives money back for lines of an order, and keeps a fulfillment of it."""

    class Meta:
        abstract = True

    MADE = ""
    order = graphene.Field(Order)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        user, order, given = staff_only(context), _order(data["order"]), data["input"]
        try:
            made = cls.refund(
                given,
                order=order,
                payment=_payment(order),
                lines=_lines(order, given.get("order_lines")),
                amount=given.get("amount_to_refund"),
                shipping=given.include_shipping_costs,
                user=user,
                manager=context.manager,
            )
        except PaymentError as error:
            raise _not_available() from error
        return {cls.MADE: made, "order": order}

    @classmethod
    def refund(cls, given: Any, **wanted: Any) -> Any:
        raise NotImplementedError


class FulfillmentRefundProducts(_OfLines):
    class Arguments:
        order = graphene.ID(required=True)
        input = OrderRefundProductsInput(required=True)

    MADE = "fulfillment"
    fulfillment = graphene.Field(Fulfillment)

    @classmethod
    def refund(cls, given: Any, **wanted: Any) -> Any:
        return order_actions.create_refund_fulfillment(**wanted)


class FulfillmentReturnProducts(_OfLines):
    class Arguments:
        order = graphene.ID(required=True)
        input = OrderReturnProductsInput(required=True)

    MADE = "return_fulfillment"
    return_fulfillment = graphene.Field(Fulfillment)

    @classmethod
    def refund(cls, given: Any, **wanted: Any) -> Any:
        return order_actions.create_fulfillments_for_returned_products(
            **wanted, refund=given.refund
        )


def _not_available() -> Exception:
    """The gateway's reason is not passed on: Saleor keeps it to itself as well."""
    text = "The refund operation is not available yet."
    return fault(None, text, OrderErrorCode.CANNOT_REFUND)
