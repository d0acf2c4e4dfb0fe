"""What a reader of the overview has chosen: anything may stand in its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ...core.settlements.month import Month

PAGE = 50
"""Rows on one page."""
_TOKEN = ("accessToken", "appId", "saleorApiUrl")
"""What the dashboard posts; each form of ours posts it once more, as there is no cookie."""


class Reader(Protocol):
    """What the parts must know of whoever reads them."""

    @property
    def channel_pks(self) -> frozenset[int] | None: ...

    @property
    def language(self) -> str: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    part: str
    page: int = 1
    run: int | None = None
    month: str = ""
    token: Mapping[str, str]

    @classmethod
    def of(cls, form: Mapping[str, str], parts: Sequence[str]) -> Asked:
        """What means nothing is as if it had not been said."""
        part = form.get("part", "")
        return cls(
            part=part if part in parts else parts[0],
            page=_number(form.get("page", "")) or 1,
            run=_number(form.get("run", "")),
            month=_month(form.get("month", "")),
            token={name: form.get(name, "") for name in _TOKEN},
        )


@dataclass(frozen=True, slots=True)
class Pages:
    """Which rows of so many stand on a page; beyond the last one it is the last."""

    page: int
    rows: int

    @classmethod
    def of(cls, asked: Asked, rows: int) -> Pages:
        return cls(min(asked.page, max(-(-rows // PAGE), 1)), rows)

    @property
    def last(self) -> int:
        return max(-(-self.rows // PAGE), 1)

    @property
    def slice(self) -> slice:
        return slice((self.page - 1) * PAGE, self.page * PAGE)

    @property
    def before(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self) -> int | None:
        return self.page + 1 if self.page < self.last else None


def _number(text: str) -> int | None:
    found = int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0
    return found or None


def _month(text: str) -> str:
    try:
        return str(Month.parse(text))
    except ValueError:
        return ""
