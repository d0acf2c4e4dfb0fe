"""Reads `shapes.json`: the names and shapes of one Saleor version, made into Python."""

from __future__ import annotations

import dataclasses
import enum
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("shapes.json")
FOLLOWED = "3.22"
_FACTORIES = {"list": list, "dict": dict}


@cache
def versions() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text(encoding="utf-8")))


def version() -> str:
    """The Saleor that this process follows: MINI_HOST_SALEOR, else the one it was written after."""
    wanted = os.environ.get("MINI_HOST_SALEOR", FOLLOWED)
    if wanted not in versions():
        raise LookupError(f"MINI_HOST_SALEOR={wanted}: known are {', '.join(versions())}")
    return wanted


def section(name: str) -> dict[str, Any]:
    """`dataclasses`, `constants`, `functions`, `hooks` or `models` of that version."""
    return dict(versions()[version()][name])


def constants(path: str, base: type = enum.Enum) -> Any:
    """An enum, or a class of plain constants where Saleor has one."""
    shape = section("constants")[path]
    name = path.rpartition(":")[2]
    if shape["enum"]:
        # mypy wants an enum's members as literals; these come from the file.
        return base(name, shape["values"])
    return type(name, (), dict(shape["values"]))


def data_class(path: str, **replaced: Any) -> Any:
    """The dataclass, with defaults; `replaced` gives those that are no plain value."""
    fields: list[Any] = []
    for shape in section("dataclasses")[path]:
        name = shape["name"]
        if "factory" in shape:
            factory = _FACTORIES[shape["factory"]]
            fields.append((name, Any, dataclasses.field(default_factory=factory)))
        elif "default" in shape:
            default = replaced.get(name, shape["default"])
            fields.append((name, Any, dataclasses.field(default=default)))
        else:
            fields.append((name, Any))
    return dataclasses.make_dataclass(path.rpartition(":")[2], fields)
