"""Orders as staff see them."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene
from django.db.models import Sum

from ..ids import pk_of
from ..models import Order as OrderRow
from ..names import ChargeStatus, TransactionKind
from .base import staff_only
from .common import (
    MetadataItem,
    Money,
    Node,
    enum_name,
    enum_of,
    metadata_items,
    money,
    money_of,
    taxed_of,
)
from .payments import Payment
from .products import ProductVariant
from .transactions import TransactionItem, payment_handlers_only


class OrderLine(Node):
    product_name = graphene.String(required=True)
    variant_name = graphene.String(required=True)
    quantity = graphene.Int(required=True)
    variant = graphene.Field(ProductVariant)
    unit_price = taxed_of("unit_price_gross_amount")


class OrderEvent(Node):
    type = enum_of("type", required=False)
    message = graphene.String()
    amount = graphene.Float()

    @staticmethod
    def resolve_message(root: Any, _info: Any) -> Any:
        return root.parameters.get("message")

    @staticmethod
    def resolve_amount(root: Any, _info: Any) -> Any:
        amount = root.parameters.get("amount")
        return None if amount is None else float(amount)


class Fulfillment(Node):
    status = enum_of("status")


class Order(Node):
    number = graphene.String(required=True)
    status = enum_of("status")
    user_email = graphene.String()
    is_paid = graphene.Boolean(required=True)
    charge_status = enum_of("charge_status")
    authorize_status = enum_of("authorize_status")
    payment_status = graphene.String(required=True)
    total = taxed_of("total_gross_amount")
    shipping_price = taxed_of("shipping_price_gross_amount")
    total_charged = money_of("total_charged_amount")
    total_refunded = graphene.Field(Money, required=True)
    total_balance = graphene.Field(Money, required=True)
    metadata = graphene.List(graphene.NonNull(MetadataItem), required=True)
    private_metadata = graphene.List(graphene.NonNull(MetadataItem), required=True)
    lines = graphene.List(graphene.NonNull(OrderLine), required=True)
    events = graphene.List(graphene.NonNull(OrderEvent), required=True)
    fulfillments = graphene.List(graphene.NonNull(Fulfillment), required=True)
    payments = graphene.List(graphene.NonNull(Payment), required=True)
    transactions = graphene.List(graphene.NonNull(TransactionItem), required=True)

    @staticmethod
    def resolve_is_paid(root: Any, _info: Any) -> bool:
        return bool(root.total_charged_amount >= root.total_gross_amount)

    @staticmethod
    def resolve_payment_status(root: Any, _info: Any) -> str:
        if root.payment_transactions.exists():
            charged, total = root.total_charged_amount, root.total_gross_amount
            part = ChargeStatus.PARTIALLY_CHARGED if charged else ChargeStatus.NOT_CHARGED
            return enum_name(ChargeStatus.FULLY_CHARGED if charged >= total else part)
        payment = root.get_last_payment()
        return enum_name(payment.charge_status if payment else ChargeStatus.NOT_CHARGED)

    @staticmethod
    def resolve_total_refunded(root: Any, _info: Any) -> Money:
        """Of transactions, as long as no Payment had a part in it."""
        refunded = root.payment_transactions.aggregate(sum=Sum("refunded_value"))["sum"]
        if payment := root.get_last_payment():
            rows = payment.transactions.filter(kind=TransactionKind.REFUND, is_success=True)
            refunded = rows.aggregate(sum=Sum("amount"))["sum"]
        return money(refunded or 0, root.currency)

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

    @staticmethod
    def resolve_transactions(root: Any, info: Any) -> Any:
        payment_handlers_only(info.context)
        return root.payment_transactions.all()


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
