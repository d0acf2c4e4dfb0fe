"""Orders, and refunds of them."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene

from .. import gateway, order_actions, order_events
from ..ids import pk_of
from ..interface import OrderLineInfo
from ..models import Order as OrderRow
from ..names import ChargeStatus, FulfillmentStatus, OrderErrorCode, PaymentError, TransactionKind
from .base import Context, Mutation, PositiveDecimal, enum_name, fault, node, staff_only
from .common import MetadataItem, Money, Node, TaxedMoney, metadata_items, money, taxed
from .payments import Payment


class OrderLine(Node):
    product_name = graphene.String(required=True)
    variant_name = graphene.String(required=True)
    quantity = graphene.Int(required=True)
    unit_price = graphene.Field(TaxedMoney, required=True)

    @staticmethod
    def resolve_unit_price(root: Any, _info: Any) -> TaxedMoney:
        return taxed(root.unit_price_gross_amount, root.currency)


class OrderEvent(Node):
    type = graphene.String()
    message = graphene.String()
    amount = graphene.Float()

    @staticmethod
    def resolve_type(root: Any, _info: Any) -> str:
        return enum_name(root.type)

    @staticmethod
    def resolve_message(root: Any, _info: Any) -> Any:
        return root.parameters.get("message")

    @staticmethod
    def resolve_amount(root: Any, _info: Any) -> Any:
        amount = root.parameters.get("amount")
        return None if amount is None else float(amount)


class Fulfillment(Node):
    status = graphene.String(required=True)

    @staticmethod
    def resolve_status(root: Any, _info: Any) -> str:
        return enum_name(root.status)


class Order(Node):
    number = graphene.String(required=True)
    status = graphene.String(required=True)
    user_email = graphene.String()
    is_paid = graphene.Boolean(required=True)
    charge_status = graphene.String(required=True)
    payment_status = graphene.String(required=True)
    total = graphene.Field(TaxedMoney, required=True)
    shipping_price = graphene.Field(TaxedMoney, required=True)
    total_charged = graphene.Field(Money, required=True)
    total_balance = graphene.Field(Money, required=True)
    metadata = graphene.List(graphene.NonNull(MetadataItem), required=True)
    private_metadata = graphene.List(graphene.NonNull(MetadataItem), required=True)
    lines = graphene.List(graphene.NonNull(OrderLine), required=True)
    events = graphene.List(graphene.NonNull(OrderEvent), required=True)
    fulfillments = graphene.List(graphene.NonNull(Fulfillment), required=True)
    payments = graphene.List(graphene.NonNull(Payment), required=True)

    @staticmethod
    def resolve_status(root: Any, _info: Any) -> str:
        return enum_name(root.status)

    @staticmethod
    def resolve_is_paid(root: Any, _info: Any) -> bool:
        return bool(root.total_charged_amount >= root.total_gross_amount)

    @staticmethod
    def resolve_charge_status(root: Any, _info: Any) -> str:
        return enum_name(root.charge_status)

    @staticmethod
    def resolve_payment_status(root: Any, _info: Any) -> str:
        payment = root.get_last_payment()
        return enum_name(payment.charge_status if payment else ChargeStatus.NOT_CHARGED)

    @staticmethod
    def resolve_total(root: Any, _info: Any) -> TaxedMoney:
        return taxed(root.total_gross_amount, root.currency)

    @staticmethod
    def resolve_shipping_price(root: Any, _info: Any) -> TaxedMoney:
        return taxed(root.shipping_price_gross_amount, root.currency)

    @staticmethod
    def resolve_total_charged(root: Any, _info: Any) -> Money:
        return money(root.total_charged_amount, root.currency)

    @staticmethod
    def resolve_total_balance(root: Any, _info: Any) -> Money:
        return money(root.total_charged_amount - root.total_gross_amount, root.currency)

    @staticmethod
    def resolve_metadata(root: Any, _info: Any) -> list[MetadataItem]:
        return metadata_items(root.metadata)

    @staticmethod
    def resolve_private_metadata(root: Any, info: Any) -> list[MetadataItem]:
        staff_only(info.context)
        return metadata_items(root.private_metadata)

    @staticmethod
    def resolve_lines(root: Any, _info: Any) -> Any:
        return root.lines.all()

    @staticmethod
    def resolve_events(root: Any, info: Any) -> Any:
        staff_only(info.context)
        return root.events.all()

    @staticmethod
    def resolve_fulfillments(root: Any, _info: Any) -> Any:
        return root.fulfillments.all()

    @staticmethod
    def resolve_payments(root: Any, info: Any) -> Any:
        staff_only(info.context)
        return root.payments.all()


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


class FulfillmentRefundProducts(Mutation):
    class Arguments:
        order = graphene.ID(required=True)
        input = OrderRefundProductsInput(required=True)

    fulfillment = graphene.Field(Fulfillment)
    order = graphene.Field(Order)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        user, order, given = staff_only(context), _order(data["order"]), data["input"]
        try:
            made = order_actions.create_refund_fulfillment(
                order,
                _payment(order),
                _lines(order, given.get("order_lines")),
                given.get("amount_to_refund"),
                given.include_shipping_costs,
                user,
                context.manager,
            )
        except PaymentError as error:
            raise _not_available() from error
        return {"fulfillment": made, "order": order}


class FulfillmentReturnProducts(Mutation):
    class Arguments:
        order = graphene.ID(required=True)
        input = OrderReturnProductsInput(required=True)

    return_fulfillment = graphene.Field(Fulfillment)
    order = graphene.Field(Order)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        user, order, given = staff_only(context), _order(data["order"]), data["input"]
        try:
            made = order_actions.create_fulfillments_for_returned_products(
                order,
                _payment(order),
                _lines(order, given.get("order_lines")),
                given.get("amount_to_refund"),
                given.include_shipping_costs,
                user,
                context.manager,
                given.refund,
            )
        except PaymentError as error:
            raise _not_available() from error
        return {"return_fulfillment": made, "order": order}


def _not_available() -> Exception:
    """The gateway's reason is not passed on: Saleor keeps it to itself as well."""
    text = "The refund operation is not available yet."
    return fault(None, text, OrderErrorCode.CANNOT_REFUND)


class OrderEdge(graphene.ObjectType):
    node = graphene.Field(Order, required=True)


class Orders(graphene.ObjectType):
    edges = graphene.List(graphene.NonNull(OrderEdge), required=True)


class Query:
    order = graphene.Field(Order, id=graphene.ID(required=True))
    orders = graphene.Field(Orders, first=graphene.Int(default_value=100))

    @staticmethod
    def resolve_order(_root: Any, _info: Any, id: str) -> Any:  # noqa: A002
        return OrderRow.objects.filter(pk=pk_of(id, "Order")).first()

    @staticmethod
    def resolve_orders(_root: Any, info: Any, first: int) -> Any:
        staff_only(info.context)
        return Orders(edges=[OrderEdge(node=row) for row in OrderRow.objects.all()[:first]])
