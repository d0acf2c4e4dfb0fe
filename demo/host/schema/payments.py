"""Payments and their rows."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene

from .base import enum_name
from .common import Money, Node, money


class CreditCard(graphene.ObjectType):
    brand = graphene.String(required=True)
    last_digits = graphene.String(required=True)
    exp_month = graphene.Int()
    exp_year = graphene.Int()


class Transaction(Node):
    kind = graphene.String(required=True)
    token = graphene.String(required=True)
    is_success = graphene.Boolean(required=True)
    error = graphene.String()
    gateway_response = graphene.JSONString(required=True)
    amount = graphene.Field(Money)

    @staticmethod
    def resolve_kind(root: Any, _info: Any) -> str:
        return enum_name(root.kind)

    @staticmethod
    def resolve_amount(root: Any, _info: Any) -> Money:
        return money(root.amount, root.currency)


class Payment(Node):
    gateway = graphene.String(required=True)
    is_active = graphene.Boolean(required=True)
    charge_status = graphene.String(required=True)
    psp_reference = graphene.String()
    payment_method_type = graphene.String(required=True)
    total = graphene.Field(Money)
    captured_amount = graphene.Field(Money)
    credit_card = graphene.Field(CreditCard)
    transactions = graphene.List(graphene.NonNull(Transaction))

    @staticmethod
    def resolve_charge_status(root: Any, _info: Any) -> str:
        return enum_name(root.charge_status)

    @staticmethod
    def resolve_total(root: Any, _info: Any) -> Money:
        return money(root.total, root.currency)

    @staticmethod
    def resolve_captured_amount(root: Any, _info: Any) -> Money:
        return money(root.captured_amount, root.currency)

    @staticmethod
    def resolve_credit_card(root: Any, _info: Any) -> Any:
        # Saleor shows what was paid with as a card whenever it has any word for it.
        if not any((root.cc_brand, root.cc_last_digits, root.cc_exp_month, root.cc_exp_year)):
            return None
        return CreditCard(
            brand=root.cc_brand,
            last_digits=root.cc_last_digits,
            exp_month=root.cc_exp_month,
            exp_year=root.cc_exp_year,
        )

    @staticmethod
    def resolve_transactions(root: Any, _info: Any) -> Any:
        return root.transactions.all()


class GatewayConfigLine(graphene.ObjectType):
    field = graphene.String(required=True)
    value = graphene.String()


class PaymentGateway(graphene.ObjectType):
    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    currencies = graphene.List(graphene.NonNull(graphene.String), required=True)
    config = graphene.List(graphene.NonNull(GatewayConfigLine), required=True)
