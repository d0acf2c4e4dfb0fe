"""Write down the names and shapes of Saleor that the mini host has.

Run by hand, inside a Saleor checkout and with its own Python:

    PYTHONPATH=<this repository> .venv/bin/python -m demo.host.generate_shapes

In a Saleor 3.22 it writes `shapes.json`; run it in the others too then. In another one it writes
what differs from 3.22, in `differences/`. Only names go in: fields of dataclasses, parameters of
functions, values of constants, columns of tables. No code.
"""

import dataclasses
import enum
import importlib
import inspect
import json
import os
import sys
from datetime import timedelta
from typing import Any
from unittest import mock

from . import saleor_names, shape_differences, shapes

WIDTH = 100


def find(path: str) -> Any:
    """`saleor.payment.interface:PaymentData`"""
    module, _, name = path.partition(":")
    found: Any = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found


def plain(value: Any) -> bool:
    return value is None or (
        isinstance(value, str | int | bool) and not isinstance(value, enum.Enum)
    )


def dataclass_shape(cls: type) -> list[dict[str, Any]]:
    return [field_shape(field) for field in dataclasses.fields(cls)]


def field_shape(field: dataclasses.Field[Any]) -> dict[str, Any]:
    shape: dict[str, Any] = {"name": field.name}
    if field.default_factory is not dataclasses.MISSING:
        shape["factory"] = name_of(field.default_factory)
    elif field.default is not dataclasses.MISSING:
        shape["default"] = field.default if plain(field.default) else str(field.default)
    return shape


def constants(cls: type, names: list[str] | None) -> dict[str, Any]:
    is_enum = issubclass(cls, enum.Enum)
    values: dict[str, Any]
    if issubclass(cls, enum.Enum):
        values = {member.name: member.value for member in cls}
    else:
        values = {
            name: value
            for name, value in vars(cls).items()
            if name.isupper() and plain(value) and value is not None
        }
    known = {name: values[name] for name in names or values if name in values}
    return {"enum": is_enum, "values": known}


def parameters(function: Any) -> list[str]:
    """`name`, `name=` with a default, `*name` for keyword only, `**name` for the rest."""
    shapes = []
    for parameter in inspect.signature(inspect.unwrap(function)).parameters.values():
        if parameter.name in {"self", "cls"}:
            continue
        optional = parameter.default is not parameter.empty
        prefix = {"KEYWORD_ONLY": "*", "VAR_KEYWORD": "**", "VAR_POSITIONAL": "*args:"}
        shapes.append(
            prefix.get(parameter.kind.name, "") + parameter.name + ("=" if optional else "")
        )
    return shapes


def column(field: Any) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": field.get_internal_type()}
    for option in ("max_length", "max_digits", "decimal_places"):
        if getattr(field, option, None) is not None:
            shape[option] = getattr(field, option)
    for option in ("null", "blank", "unique", "primary_key", "auto_now", "auto_now_add"):
        if getattr(field, option, False):
            shape[option] = True
    if hasattr(field, "base_field"):
        shape["of"] = column(field.base_field)
    if field.remote_field:
        shape |= relation(field)
    elif field.has_default():
        default = field.default
        shape["default"] = default if plain(default) else {"call": name_of(default)}
    return shape


def name_of(default: Any) -> str:
    if hasattr(default, "__name__"):
        return str(default.__name__)
    if isinstance(default, timedelta):
        return f"timedelta {default.total_seconds():.0f}"
    # Decimal("0.0"), partial(get_random_string, length=12)
    return f"Decimal {default}" if type(default).__name__ == "Decimal" else type(default).__name__


def relation(field: Any) -> dict[str, Any]:
    remote = field.remote_field
    shape = {"to": remote.model.__name__}
    if getattr(remote, "related_name", None):
        shape["related_name"] = remote.related_name
    if getattr(remote, "on_delete", None):
        shape["on_delete"] = remote.on_delete.__name__
    return shape


def model_shape(path: str, names: list[str]) -> dict[str, Any]:
    meta = find(path)._meta
    fields = {field.name: field for field in [*meta.fields, *meta.many_to_many]}
    columns = {name: column(fields[name]) for name in [meta.pk.name, *names] if name in fields}
    shape = {"ordering": list(meta.ordering), "columns": columns}
    if together := unique_together(meta, columns):
        shape["unique_together"] = together
    return shape


def unique_together(meta: Any, columns: dict[str, Any]) -> list[list[str]]:
    """Columns that no two rows share, as far as all of them are asked for."""
    named = (getattr(rule, "fields", ()) for rule in meta.constraints)
    found = ([meta.get_field(name).name for name in names] for names in named if names)
    return [names for names in found if set(names) <= columns.keys()]


def hook_calls() -> dict[str, dict[str, Any]]:
    """How the manager hands a call on: positional arguments counted, keywords by name."""
    manager_class = find("saleor.plugins.manager:PluginsManager")
    calls = {}
    for hook in saleor_names.HOOKS:
        seen: dict[str, Any] = {}
        manager = manager_class([])
        plugin = spy(hook, seen)
        with (
            mock.patch.object(manager_class, "get_plugin", return_value=plugin),
            mock.patch.object(manager_class, "get_plugins", return_value=[plugin]),
        ):
            saleor_names.HOOKS[hook](manager)
        calls[hook] = seen
    return calls


def spy(hook: str, seen: dict[str, Any]) -> Any:
    def called(_self: Any, *args: Any, **kwargs: Any) -> list[Any]:
        seen.update(positional=len(args), keywords=sorted(kwargs))
        return []

    members = {hook: called, "active": True, "CONFIGURATION_PER_CHANNEL": True}
    return type("Spy", (), {"process_payment": called, **members})()


def here(path: str) -> bool:
    """Whether this version has it."""
    try:
        find(path)
    except (ImportError, AttributeError):
        return False
    return True


def found() -> dict[str, Any]:
    """The sections of this Saleor, as `shapes.json` has those of 3.22."""
    constants_here = filter(here, saleor_names.CONSTANTS)
    models_here = filter(here, saleor_names.MODELS)
    return {
        "dataclasses": {
            path: dataclass_shape(find(path)) for path in filter(here, saleor_names.DATACLASSES)
        },
        "constants": {
            path: constants(find(path), saleor_names.CONSTANTS[path]) for path in constants_here
        },
        "functions": {
            path: parameters(find(path)) for path in filter(here, saleor_names.FUNCTIONS)
        },
        "hooks": hook_calls(),
        "models": {path: model_shape(path, saleor_names.MODELS[path]) for path in models_here},
    }


def differences() -> shape_differences.Differences:
    """Of this Saleor from `shapes.json`, which knows no tuples."""
    return shape_differences.between(shapes.sections(), json.loads(json.dumps(found())))


def version() -> str:
    """`3.22` of `3.22.67`"""
    return ".".join(str(find("saleor:__version__")).split(".")[:2])


def written(value: Any, margin: int = 0, before: str = "") -> str:
    """JSON that keeps on one line whatever fits, with the words before it."""
    text = before + json.dumps(value, ensure_ascii=False)
    if margin + len(text) <= WIDTH or not isinstance(value, dict | list):
        return text
    inner = margin + 1
    if isinstance(value, dict):
        parts = [written(item, inner, f"{json.dumps(key)}: ") for key, item in value.items()]
    else:
        parts = [written(item, inner) for item in value]
    start, end = "{}" if isinstance(value, dict) else "[]"
    rows = f",\n{' ' * inner}".join(parts)
    return f"{before}{start}\n{' ' * inner}{rows}\n{' ' * margin}{end}"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saleor.tests.settings")
    import django  # noqa: PLC0415  (its settings are named only now)

    django.setup()
    if version() == shapes.VERSION:
        shapes.FILE.write_text(written({version(): found()}) + "\n", encoding="utf-8")
    else:
        shape_differences.record(version(), differences())
    sys.stdout.write(f"Saleor {version()} is written down.\n")


if __name__ == "__main__":
    main()
