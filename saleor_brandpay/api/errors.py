"""What can go wrong in a call to Toss, as types.

The question that matters for money is `is_unknown`: may Toss have acted on the POST all the same?
"""

# ruff: noqa: N818 - the names say what happened

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import datetime


class IdempotencyConflict(ValueError):
    """One idempotency key with two bodies: Toss would answer the first one's result to both."""


class BrandpayError(Exception):
    """Base of everything that a call can end in. Its text holds no key, token or customer key."""

    is_unknown: ClassVar[bool] = False
    """True if Toss may have acted on a POST that ended so: read back before doing anything."""
    words: ClassVar[str] = "error"
    """What people read where Toss gave no code."""

    def __init__(
        self,
        message: str = "",
        *,
        code: str = "",
        http_status: int | None = None,
        trace_id: str = "",
        replayed: bool = False,
        date: datetime | None = None,
        path: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        """Toss's code; empty when there is none. Branch on this, never on the message."""
        self.http_status = http_status
        self.trace_id = trace_id
        """What Toss's support asks for."""
        self.replayed = replayed
        """True if Toss only repeated the answer to an earlier request with the same key."""
        self.date = date
        """Toss's clock when it answered."""
        self.path = path
        """What was called, with customer keys left out."""
        self.timed_out = False
        """Whether all of its time went by while waiting for Toss."""

    def __str__(self) -> str:
        status = f" (HTTP {self.http_status})" if self.http_status is not None else ""
        message = f": {self.message}" if self.message else ""
        trace = f" [trace {self.trace_id}]" if self.trace_id else ""
        return f"{self.code or self.words}{status}{message}{trace}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


class NotSent(BrandpayError):
    """Nothing reached Toss: no name, no connection, no TLS, or no time left."""

    words = "not sent"


class Withheld(NotSent):
    """The caller's own rule does not let it be sent; the code says which."""


class TossBusy(NotSent):
    """This process's own limits do not let it wait for Toss just now (M21): try again later."""


class NoAnswer(BrandpayError):
    """Sent, but no complete answer came: timeout, lost connection, deadline over."""

    words = "no answer"
    is_unknown = True


class MalformedAnswer(BrandpayError):
    """An answer that cannot be used: not JSON, a redirect, too large, or without needed fields."""

    words = "an answer that cannot be read"
    is_unknown = True
    order_id = ""
    """Of a payment whose other fields cannot be used: one in another currency, say."""


class ApiError(BrandpayError):
    """An answer with an HTTP error status."""

    words = "refused"


class ServerError(ApiError):
    """HTTP 5xx, with or without a code."""

    words = "an error of Toss's own"
    is_unknown = True


class InProgress(ApiError):
    """The first request with this idempotency key is still running: repeat with the same key."""

    words = "still being worked on"
    is_unknown = True


class OutcomeUnknown(ApiError):
    """A 4xx that does not say whether money moved, such as `ALREADY_PROCESSED_PAYMENT`."""

    words = "outcome unknown"
    is_unknown = True


class RateLimited(ApiError):
    """Too many requests, or too quick a repeat. Answered, and so replayed under the same key."""

    words = "too many calls"


class NotFound(ApiError):
    """No such payment, or no longer a session to confirm it in."""

    words = "not found"


class KeyRejected(ApiError):
    """Toss does not accept the key, or not for this payment: a fault of the configuration."""

    words = "key refused"


class Refused(ApiError):
    """Every other refusal: Toss did not act."""
