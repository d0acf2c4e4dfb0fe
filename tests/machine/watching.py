"""What must hold at every moment, not only at rest."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from .actors import current
from .network import Network

APPROVED = {"DONE", "CANCELED", "PARTIAL_CANCELED"}
ENDED = {"ABORTED", "EXPIRED"}


@dataclass
class Watch:
    """Collects what was wrong; the example fails at its end."""

    toss: Any
    network: Network
    wrong: list[str] = field(default_factory=list)
    orders: set[Any] = field(default_factory=set)

    def start_over(self) -> None:
        self.wrong.clear()
        self.orders.clear()

    def before_confirm(self, call: Any) -> None:
        """One debt per source (M1): nothing else of the checkout is paid, or about to be."""
        from saleor_brandpay.models import Attempt

        order_id = json.loads(bytes(call.body))["orderId"]
        attempt = Attempt.objects.filter(order_id=order_id).first()
        if attempt is None:
            self.wrong.append(f"{order_id} is confirmed, and no attempt of ours")
            return
        others = set(
            Attempt.objects.filter(source_id=attempt.source_id)
            .exclude(pk=attempt.pk)
            .values_list("order_id", flat=True)
        )
        payments = self.toss.payments() if others else []
        for payment in payments:
            stands = payment["status"] in APPROVED and payment["balanceAmount"]
            if payment["orderId"] in others and stands:
                self.wrong.append(f"{order_id} is confirmed while {payment['orderId']} stands")
        # Toss approves nothing that it has ended, however late a repeated confirm arrives.
        ended = {one["paymentKey"] for one in payments if one["status"] in ENDED}
        for held in self.network.held:
            # What a dead worker had sent is in no book: nobody can know of it.
            if held.by_the_dead or held.payment_key in ended:
                continue
            if held.order_id in others:
                self.wrong.append(f"{order_id} is confirmed while {held.order_id} may be")

    def after_step(self) -> None:
        """An order is made of money that Toss holds (M9)."""
        from saleor.order.models import Order

        new = [order for order in Order.objects.all() if order.pk not in self.orders]
        if not new:
            return
        balance = {one["paymentKey"]: one["balanceAmount"] for one in self.toss.payments()}
        for order in new:
            self.orders.add(order.pk)
            keys = [
                row.token
                for payment in order.payments.all()
                for row in payment.transactions.filter(kind="capture", is_success=True)
            ]
            if not any(balance.get(key) for key in keys):
                self.wrong.append(f"order {order.number} is made, and Toss holds nothing for it")


def is_confirm(call: Any) -> bool:
    return call.method == "POST" and call.path.endswith("/confirm") and current() is not None
