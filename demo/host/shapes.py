"""Reads `shapes.json`: the names and shapes of Saleor that the mini host has, made into Python."""

from __future__ import annotations

import dataclasses
import enum
import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("shapes.json")
# The Saleor that the mini host behaves like.
VERSION = "3.22"
_FACTORIES = {"list": list, "dict": dict}


@cache
def sections() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text(encoding="utf-8"))[VERSION])


def section(name: str) -> dict[str, Any]:
    """`dataclasses`, `constants`, `functions`, `hooks` or `models`."""
    return dict(sections()[name])


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
