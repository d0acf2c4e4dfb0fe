"""Toss's terms (약관), for shops with pages of their own (section 2.3 of its reference)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from saleor_brandpay.api import fields
from saleor_brandpay.api.errors import MalformedAnswer

Scope = Literal["REGISTER", "ACCOUNT", "BILLING", "CARD"]
"""What the terms are for; BILLING is the automatic payment (자동결제)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One document, and whether the customer has agreed to it."""

    id: int
    title: str
    version: str
    url: str
    required: bool
    agreed: bool

    @classmethod
    def parse(cls, row: object) -> Terms:
        """Raises MalformedAnswer without an id, or without a word on whether it was agreed to."""
        if not isinstance(row, Mapping) or not isinstance(row.get("agreed"), bool):
            raise MalformedAnswer("the answer holds something other than terms")
        return cls(
            id=fields.required_number(row, "id"),
            title=fields.text(row, "title"),
            version=fields.text(row, "version"),
            url=fields.text(row, "url"),
            # Who asks must not be told that he may leave out what he may not.
            required=fields.flag(row, "required", default=True),
            agreed=row["agreed"],
        )


def terms(rows: list[Any]) -> tuple[Terms, ...]:
    return tuple(map(Terms.parse, rows))
