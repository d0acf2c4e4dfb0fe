"""A customer leaves Brandpay (section 5.3 of Toss's reference)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from saleor_brandpay.api import fields
from saleor_brandpay.api.errors import MalformedAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saleor_brandpay.api.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What Toss answers to a withdrawal."""

    customer_key: Secret
    """Who has left: compare it with who was meant to."""
    success: bool

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Withdrawal:
        """Raises MalformedAnswer if it does not say who has left, or whether."""
        if not isinstance(data.get("success"), bool):
            raise MalformedAnswer("the answer lacks success")
        return cls(
            customer_key=fields.required_secret(data, "customerKey"),
            success=data["success"],
        )
