"""Changes to a cart."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene
from django.db import transaction

from ..checkout_fetch import invalidate
from ..ids import pk_of
from ..models import Checkout as CheckoutRow
from ..models import GiftCard, ShippingMethod
from ..names import CheckoutErrorCode
from .base import Context, Mutation, fault, node
from .checkouts import Checkout, CheckoutLineInput, add_lines


class CheckoutLineUpdateInput(graphene.InputObjectType):
    line_id = graphene.ID(required=True)
    quantity = graphene.Int(required=True)


class _Change(Mutation):
    """Changes a checkout under its lock; its prices are reckoned when somebody reads them."""

    class Meta:
        abstract = True

    checkout = graphene.Field(Checkout)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        found = node(CheckoutRow, data.pop("id"), CheckoutErrorCode.NOT_FOUND)
        with transaction.atomic():
            checkout = CheckoutRow.objects.select_for_update(of=("self",)).get(pk=found.pk)
            cls.change(checkout, **data)
            invalidate(checkout)
        return {"checkout": checkout}

    @classmethod
    def change(cls, checkout: Any, **data: Any) -> None:
        raise NotImplementedError


class CheckoutDeliveryMethodUpdate(_Change):
    class Arguments:
        id = graphene.ID(required=True)
        delivery_method_id = graphene.ID(required=True)

    @classmethod
    def change(cls, checkout: Any, **data: Any) -> None:
        code = CheckoutErrorCode.NOT_FOUND
        checkout.shipping_method = node(ShippingMethod, data["delivery_method_id"], code)
        checkout.save(update_fields=["shipping_method"])


class CheckoutLinesAdd(_Change):
    class Arguments:
        id = graphene.ID(required=True)
        lines = graphene.List(graphene.NonNull(CheckoutLineInput), required=True)

    @classmethod
    def change(cls, checkout: Any, **data: Any) -> None:
        add_lines(checkout, data["lines"])


class CheckoutLinesUpdate(_Change):
    class Arguments:
        id = graphene.ID(required=True)
        lines = graphene.List(graphene.NonNull(CheckoutLineUpdateInput), required=True)

    @classmethod
    def change(cls, checkout: Any, **data: Any) -> None:
        for line in data["lines"]:
            rows = checkout.lines.filter(pk=pk_of(line.line_id, "CheckoutLine"))
            if line.quantity:
                rows.update(quantity=line.quantity)
            else:
                rows.delete()


class CheckoutAddPromoCode(_Change):
    class Arguments:
        id = graphene.ID(required=True)
        promo_code = graphene.String(required=True)

    @classmethod
    def change(cls, checkout: Any, **data: Any) -> None:
        """Gift cards only: the mini host knows no vouchers."""
        card = GiftCard.objects.filter(code=data["promo_code"], is_active=True).first()
        if card is None:
            raise fault("promoCode", "Promo code is invalid", CheckoutErrorCode.INVALID)
        checkout.gift_cards.add(card)
