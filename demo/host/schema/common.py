"""Types that several others hold."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene

from ..ids import to_global_id


class Money(graphene.ObjectType):
    amount = graphene.Float(required=True)
    currency = graphene.String(required=True)


class TaxedMoney(graphene.ObjectType):
    gross = graphene.Field(Money, required=True)
    net = graphene.Field(Money, required=True)


def money(amount: Any, currency: str) -> Money:
    return Money(amount=amount, currency=currency)


def taxed(amount: Any, currency: str) -> TaxedMoney:
    return TaxedMoney(gross=money(amount, currency), net=money(amount, currency))


def money_of(column: str, *, required: bool = True) -> Any:
    def resolve(root: Any, _info: Any) -> Money:
        return money(getattr(root, column), root.currency)

    return graphene.Field(Money, required=required, resolver=resolve)


def taxed_of(column: str) -> Any:
    def resolve(root: Any, _info: Any) -> TaxedMoney:
        return taxed(getattr(root, column), root.currency)

    return graphene.Field(TaxedMoney, required=True, resolver=resolve)


def enum_of(column: str, *, required: bool = True) -> Any:
    """A constant of Saleor's, in the words of GraphQL."""

    def resolve(root: Any, _info: Any) -> str:
        return enum_name(getattr(root, column))

    return graphene.String(required=required, resolver=resolve)


def enum_name(value: str) -> str:
    """`partially-refunded` as GraphQL writes it."""
    return value.upper().replace("-", "_")


class MetadataItem(graphene.ObjectType):
    key = graphene.String(required=True)
    value = graphene.String(required=True)


def metadata_items(values: dict[str, Any]) -> list[MetadataItem]:
    return [MetadataItem(key=key, value=value) for key, value in sorted(values.items())]


class MetadataInput(graphene.InputObjectType):
    key = graphene.String(required=True)
    value = graphene.String(required=True)


class Node(graphene.ObjectType):
    """A row with a global id."""

    class Meta:
        abstract = True

    id = graphene.ID(required=True)

    @classmethod
    def resolve_id(cls, root: Any, _info: Any) -> str:
        return global_id(root)


def global_id(row: Any) -> str:
    return to_global_id(type(row).__name__, row.pk)


class AddressInput(graphene.InputObjectType):
    first_name = graphene.String()
    last_name = graphene.String()
    company_name = graphene.String()
    street_address_1 = graphene.String(name="streetAddress1")
    street_address_2 = graphene.String(name="streetAddress2")
    city = graphene.String()
    city_area = graphene.String()
    postal_code = graphene.String()
    country = graphene.String()
    country_area = graphene.String()
    phone = graphene.String()


class Channel(Node):
    name = graphene.String(required=True)
    slug = graphene.String(required=True)
    currency_code = graphene.String(required=True)
