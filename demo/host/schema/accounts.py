"""Who is logged in."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene

from ..models import User as UserRow
from ..names import CheckoutErrorCode
from ..tokens import create_access_token
from .base import Context, Mutation, fault
from .common import Node


class User(Node):
    email = graphene.String(required=True)
    first_name = graphene.String()
    last_name = graphene.String()
    is_staff = graphene.Boolean()


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


class Query:
    me = graphene.Field(User)

    @staticmethod
    def resolve_me(_root: Any, info: Any) -> Any:
        return info.context.user
