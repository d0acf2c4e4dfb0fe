"""The apps of the shop, as staff see them and switch them on and off."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene
from django.utils import timezone

from ..models import App as AppRow
from ..names import CheckoutErrorCode
from .base import Context, Mutation, node, staff_only
from .common import Node


class Permission(graphene.ObjectType):
    code = graphene.String(required=True)
    name = graphene.String(required=True)

    @staticmethod
    def resolve_code(root: Any, _info: Any) -> str:
        return str(root.codename).upper()


class AppToken(Node):
    """Nobody can list them here."""


class Webhook(Node):
    """The mini host sends none."""


class AppProblem(Node):
    key = graphene.String(required=True)
    message = graphene.String(required=True)
    count = graphene.Int(required=True)
    is_critical = graphene.Boolean(required=True)


class App(Node):
    name = graphene.String()
    identifier = graphene.String()
    type = graphene.String()
    is_active = graphene.Boolean()
    about_app = graphene.String()
    permissions = graphene.List(graphene.NonNull(Permission))
    tokens = graphene.List(graphene.NonNull(AppToken))
    webhooks = graphene.List(graphene.NonNull(Webhook))
    problems = graphene.List(graphene.NonNull(AppProblem))

    @staticmethod
    def resolve_type(root: Any, _info: Any) -> str:
        return str(root.type).upper()

    @staticmethod
    def resolve_permissions(root: Any, _info: Any) -> Any:
        return root.permissions.all()

    @staticmethod
    def resolve_tokens(_root: Any, _info: Any) -> list[Any]:
        return []

    @staticmethod
    def resolve_webhooks(_root: Any, _info: Any) -> list[Any]:
        return []

    @staticmethod
    def resolve_problems(root: Any, _info: Any) -> Any:
        return root.problems.all()


class _Switch(Mutation):
    class Meta:
        abstract = True

    class Arguments:
        id = graphene.ID(required=True)

    CHANGES: Any = staticmethod(dict)
    app = graphene.Field(App)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        staff_only(context)
        app = node(AppRow, data["id"], CheckoutErrorCode.NOT_FOUND)
        for name, value in cls.CHANGES().items():
            setattr(app, name, value)
        app.save()
        return {"app": app}


class AppActivate(_Switch):
    CHANGES = staticmethod(lambda: {"is_active": True})


class AppDeactivate(_Switch):
    CHANGES = staticmethod(lambda: {"is_active": False})


class AppDelete(_Switch):
    """The row stays for a while, marked."""

    CHANGES = staticmethod(lambda: {"is_active": False, "removed_at": timezone.now()})


class AppEdge(graphene.ObjectType):
    node = graphene.Field(App, required=True)


class Apps(graphene.ObjectType):
    edges = graphene.List(graphene.NonNull(AppEdge), required=True)


class Query:
    apps = graphene.Field(Apps, first=graphene.Int(default_value=100))

    @staticmethod
    def resolve_apps(_root: Any, info: Any, first: int) -> Apps:
        staff_only(info.context)
        rows = AppRow.objects.filter(removed_at=None)[:first]
        return Apps(edges=[AppEdge(node=row) for row in rows])
