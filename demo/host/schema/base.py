"""Who asks, what mutations have in common, and how errors look."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import graphene
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest
from graphene.utils.str_converters import to_camel_case

from ..ids import pk_of
from ..manager import PluginsManager, get_plugins_manager
from ..tokens import caller_of


class Context:
    """One request: its caller, and the plugins built for him."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user, self.app = caller_of(request.headers.get("Authorization", ""))

    @property
    def requestor(self) -> Any:
        return self.app or self.user

    @cached_property
    def manager(self) -> PluginsManager:
        requestor = self.requestor
        getter: Callable[[], Any] | None = (lambda: requestor) if requestor else None
        return get_plugins_manager(allow_replica=False, requestor_getter=getter)


class Error(graphene.ObjectType):
    field = graphene.String()
    code = graphene.String()
    message = graphene.String()


class Mutation(graphene.Mutation):
    """Runs `perform`, whose ValidationErrors become the payload's `errors`."""

    class Meta:
        abstract = True

    @classmethod
    def __init_subclass_with_meta__(cls, *args: Any, **options: Any) -> None:
        cls.errors = graphene.List(graphene.NonNull(Error), required=True)
        super().__init_subclass_with_meta__(*args, **options)

    @classmethod
    def mutate(cls, _root: Any, info: Any, **data: Any) -> Any:
        try:
            payload = cls.perform(info.context, **data)
        except ValidationError as error:
            return cls(errors=errors_of(error))
        return cls(errors=[], **payload)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        raise NotImplementedError


def errors_of(error: ValidationError) -> list[Error]:
    if not hasattr(error, "error_dict"):
        return [_error(None, item) for item in error.error_list]
    by_field = error.error_dict.items()
    return [_error(field, item) for field, items in by_field for item in items]


def _error(field: str | None, error: ValidationError) -> Error:
    code = (error.code or "invalid").upper().replace("-", "_")
    name = to_camel_case(field) if field else None
    return Error(field=name, code=code, message=error.messages[0])


def fault(field: str | None, message: str, code: Any) -> ValidationError:
    error = ValidationError(message, code=code.value)
    return ValidationError({field: error}) if field else error


def staff_only(context: Context) -> Any:
    if context.user is None or not context.user.is_staff:
        raise PermissionDenied("You need to be staff for this.")
    return context.user


def permitted_only(requestor: Any, permission: Any) -> None:
    """Staff, and apps that have it. Raises PermissionDenied."""
    if requestor is None or not requestor.has_perm(permission):
        raise PermissionDenied(f"You need one of the permissions: {permission.name}")


def node(model: Any, global_id: str, code: Any, *, field: str = "id") -> Any:
    """The row of that id. Raises ValidationError."""
    found = row_with(model._meta.pk, pk_of(global_id, model.__name__))
    if found is None:
        raise fault(field, f"Couldn't resolve to a node: {global_id}", code)
    return found


def row_with(column: models.Field[Any, Any], value: Any) -> Any:
    """The row that has the value there; None also where no row could have it."""
    try:
        key = column.to_python(value)
    except ValidationError:
        return None
    return column.model._default_manager.filter(**{column.name: key}).first()
