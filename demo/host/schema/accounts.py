"""Who is logged in."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene
from django.core.exceptions import PermissionDenied

from ..ids import pk_of
from ..models import Channel
from ..models import User as UserRow
from ..names import AccountPermissions, CheckoutErrorCode
from ..signing import create_access_token
from .base import Context, Mutation, fault, node, permitted_only, staff_only
from .common import MetadataItem, Node, metadata_items
from .stored_methods import StoredCard, StoredPaymentMethod, methods_of


class PaymentSource(graphene.ObjectType):
    gateway = graphene.String(required=True)
    payment_method_id = graphene.String()
    credit_card_info = graphene.Field(StoredCard)
    metadata = graphene.List(graphene.NonNull(MetadataItem), required=True)


class User(Node):
    email = graphene.String(required=True)
    first_name = graphene.String()
    last_name = graphene.String()
    is_staff = graphene.Boolean()
    stored_payment_methods = graphene.List(
        graphene.NonNull(StoredPaymentMethod), channel=graphene.String(required=True)
    )
    stored_payment_sources = graphene.List(
        graphene.NonNull(PaymentSource), channel=graphene.String()
    )

    @staticmethod
    def resolve_stored_payment_methods(root: Any, info: Any, channel: str) -> Any:
        return methods_of(info.context, root, Channel.objects.filter(slug=channel).first())

    @staticmethod
    def resolve_stored_payment_sources(root: Any, info: Any, channel: str | None = None) -> Any:
        """Of gateways whose customer id stands in the user's private metadata."""
        if root != info.context.user:
            raise PermissionDenied("You need one of the permissions: OWNER")
        manager = info.context.manager
        found = []
        for gateway in manager.list_payment_gateways(channel_slug=channel):
            key = f"{gateway.id.strip().upper()}.customer_id"
            if customer_id := root.private_metadata.get(key):
                found += manager.list_payment_sources(gateway.id, customer_id, channel)
        return [_source(source) for source in found]


def _source(source: Any) -> PaymentSource:
    card = source.credit_card_info
    return PaymentSource(
        gateway=source.gateway,
        payment_method_id=source.id,
        credit_card_info=StoredCard(
            brand=card.brand,
            first_digits=card.first_4,
            last_digits=card.last_4,
            exp_month=card.exp_month,
            exp_year=card.exp_year,
        ),
        metadata=metadata_items(source.metadata),
    )


class CreateToken(Mutation):
    class Arguments:
        email = graphene.String(required=True)
        password = graphene.String(required=True)

    token = graphene.String()
    user = graphene.Field(User)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        user = UserRow.objects.filter(email=data["email"], is_active=True).first()
        if user is None or not user.check_password(data["password"]):
            text = "Please, enter valid credentials"
            raise fault("email", text, CheckoutErrorCode.INVALID)
        return {"token": create_access_token(user), "user": user}


class CustomerDelete(Mutation):
    class Arguments:
        id = graphene.ID(required=True)

    user = graphene.Field(User)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        staff_only(context)
        node(UserRow, data["id"], CheckoutErrorCode.NOT_FOUND).delete()
        return {}


class Query:
    me = graphene.Field(User)
    user = graphene.Field(User, id=graphene.ID(required=True))

    @staticmethod
    def resolve_me(_root: Any, info: Any) -> Any:
        return info.context.user

    @staticmethod
    def resolve_user(_root: Any, info: Any, id: str) -> Any:  # noqa: A002
        permitted_only(info.context.requestor, AccountPermissions.MANAGE_USERS)
        return UserRow.objects.filter(pk=pk_of(id, "User")).first()
