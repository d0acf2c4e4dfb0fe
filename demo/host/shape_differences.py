"""What another Saleor has otherwise than the one in `shapes.json`, in lines that a person reads.

`differences/3.23.diff` says it of 3.23: a name, then with `-` what it has no longer, with `+` what
it has instead. The place of a field or a parameter matters, so that its neighbours stand there too.
"""

from __future__ import annotations

import json
from difflib import unified_diff
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("differences")

Differences = dict[str, list[str]]


def file(version: str) -> Path:
    return FOLDER / f"{version}.diff"


def recorded(version: str) -> Differences:
    """By name. A version that has no file is taken to be like `shapes.json`."""
    known: Differences = {}
    name = ""
    text = file(version).read_text(encoding="utf-8") if file(version).exists() else ""
    for line in text.splitlines():
        if line[0] in " -+":
            known[name].append(line)
        else:
            name = line
            known[name] = []
    return known


def record(version: str, found: Differences) -> None:
    rows = [row for name, lines in found.items() for row in (name, *lines)]
    file(version).write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def between(ours: dict[str, Any], theirs: dict[str, Any]) -> Differences:
    """Of two Saleors, section by section as in `shapes.json`."""
    return {
        name: lines
        for section in ours
        for name in {**ours[section], **theirs[section]}
        if (lines := _lines(ours[section].get(name), theirs[section].get(name)))
    }


def _lines(ours: Any, theirs: Any) -> list[str]:
    neighbours = 1 if isinstance(ours, list) else 0
    lines = [*unified_diff(_rows(ours), _rows(theirs), lineterm="", n=neighbours)]
    return [line for line in lines[2:] if not line.startswith("@@")]


def _rows(shape: Any) -> list[str]:
    if shape is None:
        return ["missing"]
    if isinstance(shape, list):
        return [json.dumps(item) for item in shape]
    rows = []
    for key, value in shape.items():
        several = value if key in {"columns", "values"} else {key: value}
        rows += [f"{name}: {json.dumps(item)}" for name, item in several.items()]
    return rows
