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
    owed: dict[str, int] = field(default_factory=dict)
    """The most that a source owed when something was confirmed for it."""

    def start_over(self) -> None:
        self.wrong.clear()
        self.orders.clear()
        self.owed.clear()

    def before_confirm(self, call: Any) -> None:
        """One debt per source (M1): with all else that is paid, or about to be, it is not more."""
        from saleor_brandpay.models import Attempt

        body = json.loads(bytes(call.body))
        order_id, amount = body["orderId"], body["amount"]
        attempt = Attempt.objects.filter(order_id=order_id).first()
        if attempt is None:
            self.wrong.append(f"{order_id} is confirmed, and no attempt of ours")
            return
        others = {
            row.order_id: row
            for row in Attempt.objects.filter(source_id=attempt.source_id).exclude(pk=attempt.pk)
        }
        payments = self.toss.payments() if others else []
        stand = {
            one["orderId"]: one["balanceAmount"]
            for one in payments
            if one["orderId"] in others and one["status"] in APPROVED and one["balanceAmount"]
        }
        # Toss approves nothing that it has ended, however late a repeated confirm arrives.
        ended = {one["paymentKey"] for one in payments if one["status"] in ENDED}
        for held in self.network.held:
            other = others.get(held.order_id)
            if other is None or held.payment_key in ended:
                continue
            # In the Payments API what a dead worker had sent is in no book: nobody can know of it.
            if other.is_transaction or not held.by_the_dead:
                stand[held.order_id] = held.amount
        owed = belonging_to(attempt)
        self.owed[attempt.source_id] = max(owed, self.owed.get(attempt.source_id, 0))
        if amount + sum(stand.values()) > owed:
            self.wrong.append(f"{order_id} is confirmed, {amount} of {owed} owed, beside {stand}")

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
            # In the Transactions API Saleor asks nobody: a refund in the console comes later.
            is_charged = any(
                event.psp_reference in balance
                for item in order.payment_transactions.all()
                for event in item.events.filter(type="charge_success")
            )
            if not is_charged and not any(balance.get(key) for key in keys):
                self.wrong.append(f"order {order.number} is made, and Toss holds nothing for it")


def belonging_to(attempt: Any) -> int:
    """The total of a checkout, or of the order that it has become."""
    from saleor.checkout.models import Checkout
    from saleor.order.models import Order

    row = Checkout.objects.filter(pk=attempt.source_id).first()
    row = row or Order.objects.filter(checkout_token=attempt.source_id).first()
    row = row or Order.objects.filter(pk=attempt.source_id).first()
    return int(row.total_gross_amount) if row else 0


def is_confirm(call: Any) -> bool:
    return call.method == "POST" and call.path.endswith("/confirm") and current() is not None
