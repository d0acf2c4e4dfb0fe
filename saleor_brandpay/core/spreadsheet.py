"""CSV as spreadsheets take it, with nothing in it that they would reckon."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

ENCODING = "utf-8-sig"
"""Excel takes a file without that mark for one of another encoding, and Korean is lost."""
_RECKONED = ("=", "+", "-", "@", "\t", "\r", "\n")


def row(cells: Iterable[str | int | None]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([_cell(value) for value in cells])
    return out.getvalue()


def _cell(value: str | int | None) -> str | int:
    if isinstance(value, str) and value.startswith(_RECKONED):
        return f"'{value}"  # a spreadsheet would reckon what another system calls its order
    return "" if value is None else value
