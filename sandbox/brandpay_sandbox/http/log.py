"""The API requests that the sandbox received, for tests to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..toss.clock import iso
from ..toss.merchants import masked

if TYPE_CHECKING:
    from datetime import datetime

ANSWER_LENGTH = 8192
"""Bytes; a longer answer is not kept."""
SECRET_FIELDS = frozenset({"code", "refreshToken", "accessToken"})


@dataclass(slots=True, kw_only=True)
class Entry:
    """One request. `status` stays None while it runs and when it was never answered."""

    endpoint: str
    method: str
    path: str
    query: str
    at: datetime
    idempotency_key: str | None
    credential: str | None = None
    body: Any = None
    status: int | None = None
    code: str | None = None
    detail: str = ""
    replayed: bool = False
    fault: str | None = None
    answer: bytes | None = None
    """What was answered, for the console."""

    def to_json(self) -> dict[str, Any]:
        return {
            "endpoint": self.endpoint,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "key": masked(self.credential),
            "idempotencyKey": self.idempotency_key,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "body": without_secrets(self.body),
            "at": iso(self.at),
            "replayed": self.replayed,
            "fault": self.fault,
        }


def without_secrets(body: Any) -> Any:
    """The body with tokens, codes and the customer's identity masked."""
    if not isinstance(body, dict):
        return body
    masks: dict[str, Any] = {name: masked(str(body[name])) for name in SECRET_FIELDS & body.keys()}
    identity = body.get("customerIdentity")
    if isinstance(identity, dict):
        masks["customerIdentity"] = dict.fromkeys(identity, "…")
    return {**body, **masks}
