"""What a transaction was paid with: Saleor keeps it since 3.22."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene


class PaymentMethodDetails(graphene.Interface):
    name = graphene.String(required=True)

    @classmethod
    def resolve_type(cls, instance: Any, _info: Any) -> Any:
        is_card = instance.payment_method_type == "card"
        return CardPaymentMethodDetails if is_card else OtherPaymentMethodDetails

    @staticmethod
    def resolve_name(root: Any, _info: Any) -> str:
        return root.payment_method_name or ""


class CardPaymentMethodDetails(graphene.ObjectType):
    class Meta:
        interfaces = (PaymentMethodDetails,)

    brand = graphene.String(source="cc_brand")
    first_digits = graphene.String(source="cc_first_digits")
    last_digits = graphene.String(source="cc_last_digits")
    exp_month = graphene.Int(source="cc_exp_month")
    exp_year = graphene.Int(source="cc_exp_year")


class OtherPaymentMethodDetails(graphene.ObjectType):
    class Meta:
        interfaces = (PaymentMethodDetails,)
