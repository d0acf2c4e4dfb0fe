"""The cash receipt that a page asks for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CashReceipt:
    type: str
    number: str
    """Masked: whose receipt it is."""

    @classmethod
    def of(cls, kind: str | None, number: object) -> CashReceipt | None:
        if kind is None:
            return None
        digits = str(number).replace("-", "")
        return cls(type=kind, number=f"{digits[:3]}{'*' * max(len(digits) - 7, 0)}{digits[-4:]}")
