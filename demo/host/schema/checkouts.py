"""The cart: what is in it, and what may pay for it."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene
from django.db import transaction

from ..checkout_fetch import (
    fetch_checkout_info,
    fetch_checkout_lines,
    left_to_pay,
    read,
    recalculate,
)
from ..ids import pk_of
from ..models import (
    Address,
    ProductVariant,
    ShippingMethod,
    ShippingMethodChannelListing,
)
from ..models import Channel as ChannelRow
from ..models import Checkout as CheckoutRow
from ..models import CheckoutLine as CheckoutLineRow
from ..names import CheckoutErrorCode
from .base import Context, Mutation, fault, node
from .common import AddressInput, Node, TaxedMoney, enum_name, taxed
from .payments import PaymentGateway
from .products import ProductVariant as ProductVariantType
from .scalars import PositiveDecimal
from .stored_methods import StoredPaymentMethod, methods_of
from .transactions import TransactionItem, payment_handlers_only


class ShippingMethodType(Node):
    name = graphene.String(required=True)


class CheckoutLine(Node):
    quantity = graphene.Int(required=True)
    variant = graphene.Field(ProductVariantType, required=True)
    total_price = graphene.Field(TaxedMoney, required=True)

    @staticmethod
    def resolve_total_price(root: Any, _info: Any) -> TaxedMoney:
        """Nothing where the channel sells it no longer."""
        lines, _ = fetch_checkout_lines(root.checkout)
        price = next((info.unit_price for info in lines if info.line == root), None)
        return taxed((price or 0) * root.quantity, root.checkout.currency)


class Checkout(Node):
    lines = graphene.List(graphene.NonNull(CheckoutLine), required=True)
    shipping_methods = graphene.List(graphene.NonNull(ShippingMethodType), required=True)
    total_price = graphene.Field(TaxedMoney, required=True)
    charge_status = graphene.String(required=True)
    authorize_status = graphene.String(required=True)
    available_payment_gateways = graphene.List(graphene.NonNull(PaymentGateway), required=True)
    transactions = graphene.List(graphene.NonNull(TransactionItem))
    stored_payment_methods = graphene.List(
        graphene.NonNull(StoredPaymentMethod), amount=PositiveDecimal()
    )

    @staticmethod
    def resolve_lines(root: Any, _info: Any) -> Any:
        return root.lines.all()

    @staticmethod
    def resolve_shipping_methods(root: Any, _info: Any) -> Any:
        listed = ShippingMethodChannelListing.objects.filter(channel=root.channel_id)
        return ShippingMethod.objects.filter(pk__in=listed.values("shipping_method")).order_by("pk")

    @staticmethod
    def resolve_total_price(root: Any, _info: Any) -> TaxedMoney:
        read(root)
        return taxed(left_to_pay(root), root.currency)

    @staticmethod
    def resolve_charge_status(root: Any, _info: Any) -> str:
        recalculate(root)
        return enum_name(root.charge_status)

    @staticmethod
    def resolve_authorize_status(root: Any, _info: Any) -> str:
        recalculate(root)
        return enum_name(root.authorize_status)

    @staticmethod
    def resolve_transactions(root: Any, info: Any) -> Any:
        payment_handlers_only(info.context)
        return root.payment_transactions.all()

    @staticmethod
    def resolve_stored_payment_methods(root: Any, info: Any, amount: Any = None) -> Any:
        return methods_of(info.context, root.user, root.channel)

    @staticmethod
    def resolve_available_payment_gateways(root: Any, info: Any) -> Any:
        lines, _ = fetch_checkout_lines(root)
        manager = info.context.manager
        found = fetch_checkout_info(root, lines, manager)
        return manager.list_payment_gateways(root.currency, found, lines)


class CheckoutLineInput(graphene.InputObjectType):
    variant_id = graphene.ID(required=True)
    quantity = graphene.Int(required=True)


class CheckoutCreateInput(graphene.InputObjectType):
    channel = graphene.String(required=True)
    email = graphene.String()
    lines = graphene.List(graphene.NonNull(CheckoutLineInput), required=True)
    shipping_address = AddressInput()
    billing_address = AddressInput()
    language_code = graphene.String()


class CheckoutCreate(Mutation):
    class Arguments:
        input = CheckoutCreateInput(required=True)

    checkout = graphene.Field(Checkout)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        given = data["input"]
        channel = ChannelRow.objects.filter(slug=given.channel, is_active=True).first()
        if channel is None:
            raise fault("channel", "There is no such channel.", CheckoutErrorCode.NOT_FOUND)
        with transaction.atomic():
            checkout = CheckoutRow.objects.create(
                user=context.user,
                email=given.get("email") or (context.user.email if context.user else None),
                channel=channel,
                currency=channel.currency_code,
                language_code=(given.get("language_code") or "EN").lower().replace("_", "-"),
                shipping_address=_address(given.get("shipping_address")),
                billing_address=_address(given.get("billing_address")),
            )
            add_lines(checkout, given.lines)
            recalculate(checkout)
        return {"checkout": checkout}


def _address(given: Any) -> Any:
    return Address.objects.create(**given) if given else None


def add_lines(checkout: Any, lines: list[Any]) -> None:
    for line in lines:
        variant = node(ProductVariant, line.variant_id, CheckoutErrorCode.NOT_FOUND, field="lines")
        known = CheckoutLineRow.objects.filter(checkout=checkout, variant=variant).first()
        row = known or CheckoutLineRow(checkout=checkout, variant=variant, quantity=0)
        row.quantity += line.quantity
        row.save()


class Query:
    checkout = graphene.Field(Checkout, id=graphene.ID(required=True))

    @staticmethod
    def resolve_checkout(_root: Any, _info: Any, id: str) -> Any:  # noqa: A002
        return CheckoutRow.objects.filter(pk=pk_of(id, "Checkout")).first()
