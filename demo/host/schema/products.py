"""What is for sale."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene

from ..models import Product as ProductRow
from ..models import ProductVariantChannelListing
from .common import Node, TaxedMoney, taxed


class VariantPricing(graphene.ObjectType):
    price = graphene.Field(TaxedMoney)


class ProductVariant(Node):
    name = graphene.String(required=True)
    sku = graphene.String()
    product = graphene.Field(lambda: Product, required=True)
    pricing = graphene.Field(VariantPricing)

    @staticmethod
    def resolve_pricing(root: Any, info: Any) -> Any:
        slug = info.context.channel_slug
        listing = ProductVariantChannelListing.objects.filter(
            variant=root, channel__slug=slug, discounted_price_amount__isnull=False
        ).first()
        if listing is None:
            return None
        return VariantPricing(price=taxed(listing.discounted_price_amount, listing.currency))


class Product(Node):
    name = graphene.String(required=True)
    slug = graphene.String(required=True)
    variants = graphene.List(graphene.NonNull(ProductVariant))

    @staticmethod
    def resolve_variants(root: Any, _info: Any) -> Any:
        return root.variants.all()


class ProductEdge(graphene.ObjectType):
    node = graphene.Field(Product, required=True)


class Products(graphene.ObjectType):
    edges = graphene.List(graphene.NonNull(ProductEdge), required=True)


class Query:
    products = graphene.Field(
        Products, channel=graphene.String(), first=graphene.Int(default_value=20)
    )

    @staticmethod
    def resolve_products(_root: Any, info: Any, first: int, channel: str | None = None) -> Any:
        info.context.channel_slug = channel
        rows = ProductRow.objects.filter(variants__channel_listings__channel__slug=channel)
        return Products(edges=[ProductEdge(node=row) for row in rows.distinct()[:first]])
