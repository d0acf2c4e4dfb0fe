"""What the buyers and the staff of an example know: their tabs, orders and clicks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.saleor.storefront import Storefront


@dataclass(eq=False)
class Cart:
    """One checkout in the tabs of one buyer."""

    storefront: Storefront
    windows: list[dict[str, Any]] = field(default_factory=list)
    """The window data of all tabs, oldest first."""
    returned: list[str] = field(default_factory=list)
    """The addresses that windows sent the buyer to, oldest first."""
    unsent: list[str] = field(default_factory=list)
    """Those of them that nobody has followed yet."""
    order: str | None = None

    @property
    def progress(self) -> tuple[Any, ...]:
        return len(self.storefront.payments), len(self.windows), len(self.returned), self.order

    def shown(self, data: dict[str, Any]) -> None:
        if data.get("payment") and data not in self.windows:
            self.windows.append(data)


@dataclass(eq=False)
class Click:
    """One refund that staff asked for, and every repeat that is the same one (M10)."""

    order: str
    what: str
    amount: int
    began: datetime
    done_at: datetime | None = None
    """When it was last answered with success."""
    is_lines: bool = False
