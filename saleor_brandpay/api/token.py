"""A customer's Brandpay token."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from saleor_brandpay.api import fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saleor_brandpay.api.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """What the access-token call answers, for both grants."""

    access_token: Secret
    """Stays the same until withdrawal or a refresh grant."""
    refresh_token: Secret
    token_type: str
    expires_in: int
    """Seconds."""

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> AccessToken:
        """Raises MalformedAnswer if a token or its lifetime is missing."""
        return cls(
            access_token=fields.required_secret(data, "accessToken"),
            refresh_token=fields.required_secret(data, "refreshToken"),
            token_type=fields.text(data, "tokenType") or "bearer",
            expires_in=fields.required_number(data, "expiresIn"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerIdentity:
    """What is known of a customer, to be compared with the phone verification. Never shown."""

    ci: str | None = field(default=None, repr=False)
    mobile_phone: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)
    rrn: str | None = field(default=None, repr=False)
    """First seven digits: date of birth and gender digit."""

    def body(self) -> dict[str, str]:
        """The object that Toss takes, without what is not known."""
        known = {
            "ci": self.ci,
            "mobilePhone": self.mobile_phone,
            "name": self.name,
            "rrn": self.rrn,
        }
        return {name: value for name, value in known.items() if value is not None}
