"""The SDK rejects a call of the page."""

from __future__ import annotations


class SdkError(Exception):
    """Code, and what is wrong."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
