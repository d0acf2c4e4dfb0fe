"""An error answer of Toss: `{"code", "message"}` with the code's HTTP status."""

from __future__ import annotations

from ..messages import message
from ..toss.codes import STATUS


class TossError(Exception):
    """Raised by endpoints; `detail` is for the sandbox's log, Toss would not say it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail

    @property
    def status(self) -> int:
        return STATUS[self.code]

    def body(self, *, english: bool = False) -> dict[str, str]:
        return {"code": self.code, "message": message(self.code, english=english)}
