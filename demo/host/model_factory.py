"""Django models made from the columns in `shapes.json`."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from . import shapes

_OPTIONS = ("max_length", "max_digits", "decimal_places", "null", "blank", "unique")
_TIMES = ("auto_now", "auto_now_add")
_CALLS: dict[str, Any] = {"dict": dict, "list": list, "uuid4": uuid.uuid4, "now": timezone.now}
_RELATIONS = {
    "ForeignKey": models.ForeignKey,
    "OneToOneField": models.OneToOneField,
    "ManyToManyField": models.ManyToManyField,
}


def make(path: str, *behaviour: type, **defaults: Any) -> Any:
    """The model of `saleor.payment.models:Payment`, with the methods of `behaviour`.

    `defaults` are for columns whose default is a function of Saleor's.
    """
    shape = shapes.section("models")[path]
    name = path.rpartition(":")[2]
    columns = {
        column: field(details, defaults.get(column)) for column, details in shape["columns"].items()
    }
    known = {*columns, "pk"}
    ordering = [item for item in shape["ordering"] if item.lstrip("-") in known]
    together = shape.get("unique_together", [])
    options = {"app_label": "mini_host", "ordering": ordering, "unique_together": together}
    meta = type("Meta", (), options)
    members = {"__module__": "demo.host.models", "Meta": meta, **columns}
    for queries in (item.queries for item in behaviour if hasattr(item, "queries")):
        members["objects"] = queries.as_manager()
    return type(name, (*behaviour, models.Model), members)


def field(shape: dict[str, Any], given: Any = None) -> Any:
    kind = shape["type"]
    if kind in _RELATIONS:
        return relation(kind, shape)
    options = {name: shape[name] for name in _OPTIONS if name in shape}
    if kind in {"UUIDField", "GenericIPAddressField"}:
        options.pop("max_length", None)
    if shape.get("primary_key"):
        options = {"primary_key": True}
    options |= {name: True for name in _TIMES if name in shape}
    if given is not None:
        options["default"] = given
    elif "default" in shape:
        options["default"] = default(shape["default"])
    if kind == "ArrayField":
        return ArrayField(field(shape["of"]), **options)
    return getattr(models, kind)(**options)


def default(shape: Any) -> Any:
    if not isinstance(shape, dict):
        return shape
    call, _, value = shape["call"].partition(" ")
    if call == "timedelta":
        return timedelta(seconds=int(value))
    return Decimal(value) if call == "Decimal" else _CALLS[call]


def relation(kind: str, shape: dict[str, Any]) -> Any:
    options: dict[str, Any] = {"blank": shape.get("blank", False)}
    # Saleor's own app labels are not here, so that two unnamed relations could clash.
    options["related_name"] = shape.get("related_name", "+")
    if kind != "ManyToManyField":
        options["null"] = shape.get("null", False)
        options["on_delete"] = getattr(models, shape["on_delete"])
    return _RELATIONS[kind](f"mini_host.{shape['to']}", **options)
