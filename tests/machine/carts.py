"""What the buyers and the staff of an example know: their tabs, orders and clicks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.saleor.storefront import Storefront
from tests.saleor.transacting import Session


@dataclass(eq=False)
class Sale:
    """One transaction as the tab knows it that began it."""

    id: str
    answer: Session
    """The last one."""
    orders: set[str] = field(default_factory=set)
    """Toss's order ids of its windows."""

    @property
    def charged(self) -> int:
        return self.answer.amount if self.answer.type == "CHARGE_SUCCESS" else 0


@dataclass(eq=False)
class Cart:
    """One checkout in the tabs of one buyer."""

    storefront: Storefront
    way: str = "payments"
    """The API of its storefront: "payments", "transactions", "parts" for two transactions, or
    "order" for one that is ordered first and paid later by a transaction."""
    method: str = ""
    """The stored method that its buyer pays with at once; a guest has none."""
    unpaid: str | None = None
    """The order that it became before anything was paid."""
    offered: bool = False
    """Whether the last answer had a window to use, or a charge to send."""
    sales: list[Sale] = field(default_factory=list)
    """Its transactions, oldest first."""
    windows: list[dict[str, Any]] = field(default_factory=list)
    """The window data of all tabs, oldest first."""
    charges: list[dict[str, Any]] = field(default_factory=list)
    """What was ready to be charged in all tabs, oldest first."""
    uncharged: bool = False
    """Whether the newest of them was not sent yet."""
    returned: list[str] = field(default_factory=list)
    """The addresses that windows sent the buyer to, oldest first."""
    unsent: list[str] = field(default_factory=list)
    """Those of them that nobody has followed yet."""
    came_from: dict[str, str] = field(default_factory=dict)
    """The order id of the window that led to an address."""
    order: str | None = None

    @property
    def is_about_to_pay(self) -> bool:
        """Whether the next step takes the money."""
        at_once = bool(self.method) and self.way == "transactions" and not self.sales
        return bool(self.unsent) or self.uncharged or at_once

    @property
    def progress(self) -> tuple[Any, ...]:
        tabs = len(self.storefront.payments), len(self.windows), len(self.returned)
        tabs = *tabs, len(self.charges), self.uncharged
        return *tabs, [(sale.answer.type, sale.answer.code) for sale in self.sales], self.order

    @property
    def owing(self) -> str:
        """The id of the checkout or order that is to be paid."""
        return self.unpaid or self.storefront.checkout

    @property
    def charged(self) -> int:
        """What its tabs know to be paid in the Transactions API."""
        return sum(sale.charged for sale in self.sales)

    def returns(self, sale: Sale) -> list[str]:
        """The addresses that the windows of a transaction led to, oldest first."""
        return [url for url in self.returned if self.came_from.get(url) in sale.orders]

    def heard(self, answer: Session) -> Sale:
        """What a session was answered belongs to the tab of its transaction."""
        sale = next((one for one in self.sales if one.id == answer.transaction), None)
        if sale is None:
            sale = Sale(answer.transaction, answer)
            self.sales.append(sale)
        sale.answer = answer
        if answer.window:
            sale.orders.add(answer.window["orderId"])
        self.shown(answer.data or {})
        return sale

    def shown(self, data: dict[str, Any]) -> None:
        self.offered = bool(data.get("payment"))
        if data.get("payment") and data not in self.windows:
            self.windows.append(data)
        if data.get("charge"):
            self.offered = self.uncharged = True
            if data["charge"] not in self.charges:
                self.charges.append(data["charge"])


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
