"""An HTTP answer before it is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    content_type: str = JSON
    code: str | None = None
    """Toss's error code, for the log."""

    @classmethod
    def json(cls, value: Any, status: int = 200, *, code: str | None = None) -> Answer:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return cls(status, text.encode("utf-8", "replace"), code=code)

    @classmethod
    def framework(cls, status: int, path: str, now: str) -> Answer:
        """What the framework in front of the API answers: no `code`."""
        phrase = HTTPStatus(status).phrase
        return cls.json({"timestamp": now, "status": status, "error": phrase, "path": path}, status)

    def parsed(self) -> Any:
        return json.loads(self.body)
