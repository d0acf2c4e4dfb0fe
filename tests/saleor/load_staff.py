"""Staff of the load run: they refund orders while buyers still pay, at times too eagerly."""

import queue
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from .backoffice import Backoffice
from .helpers import payment_of, together
from .toss import Toss

CLICKS = ("part", "part", "all", "lines", "return", "twice", "console", "console all")


@dataclass
class Refunder:
    staff: Backoffice
    toss: Toss
    chance: random.Random
    paid: "queue.Queue[str | None]"
    share: float = 0.3
    """Of the orders."""
    clicks: Counter[str] = field(default_factory=Counter)
    refused: int = 0

    def work(self, guarded: Callable[[Callable[[], None]], None]) -> None:
        """Until the queue says None; `guarded` calls, and keeps what goes wrong."""
        while (order := self.paid.get()) is not None:
            if self.chance.random() < self.share:
                guarded(partial(self._click, order))

    def _click(self, order_id: str) -> None:
        order = self.staff.order(order_id)
        total = int(order["total"]["gross"]["amount"])
        part = self.chance.randint(1, total // 2)
        line = {order["lines"][0]["id"]: 1}
        click = self.chance.choice(CLICKS)
        self.clicks[click] += 1
        if click == "part":
            self._told(self.staff.refund(order_id, part))
        elif click == "all":
            self._told(self.staff.refund(order_id, total))
        elif click == "lines":
            self._told(self.staff.refund_lines(order_id, line))
        elif click == "return":
            self._told(self.staff.return_lines(order_id, line))
        elif click == "twice":
            for errors in together(*[lambda: self.staff.refund(order_id, part)] * 2):
                self._told(errors)
        else:
            amount = {} if click == "console all" else {"amount": part}
            self.toss.console_refund(payment_of(order)["pspReference"], **amount)

    def _told(self, errors: list[object]) -> None:
        self.refused += bool(errors)
