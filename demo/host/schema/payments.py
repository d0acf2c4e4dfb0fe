"""Payments and their rows."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene

from .common import Node, enum_of, money_of


class CreditCard(graphene.ObjectType):
    brand = graphene.String(required=True)
    last_digits = graphene.String(required=True)
    exp_month = graphene.Int()
    exp_year = graphene.Int()


class Transaction(Node):
    kind = enum_of("kind")
    token = graphene.String(required=True)
    is_success = graphene.Boolean(required=True)
    error = graphene.String()
    gateway_response = graphene.JSONString(required=True)
    amount = money_of("amount", required=False)


class Payment(Node):
    gateway = graphene.String(required=True)
    is_active = graphene.Boolean(required=True)
    charge_status = enum_of("charge_status")
    psp_reference = graphene.String()
    payment_method_type = graphene.String(required=True)
    total = money_of("total", required=False)
    captured_amount = money_of("captured_amount", required=False)
    credit_card = graphene.Field(CreditCard)
    transactions = graphene.List(graphene.NonNull(Transaction))

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
