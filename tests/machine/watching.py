"""What must hold at every moment, not only at rest."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import Any

from saleor_brandpay.clock import now
from tests.saleor.storefront import Completion

from .actors import Actor, current
from .carts import Cart
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
    paid_later: set[str] = field(default_factory=set)
    """Checkouts of which an order is made before it is paid."""
    owed: dict[str, int] = field(default_factory=dict)
    """The most that a source owed when something was confirmed for it."""

    earlier: dict[tuple[Actor | None, str], int] = field(default_factory=dict)
    """What a source owed when it changed, for those who were on their way: they may have asked."""

    def start_over(self) -> None:
        self.wrong.clear()
        self.earlier.clear()
        self.orders.clear()
        self.paid_later.clear()
        self.owed.clear()

    def changing(self, source: str, beside: Sequence[Actor]) -> None:
        """A checkout or order is about to owe something else."""
        for actor in beside:
            owed = max(owed_by(source), self.earlier.get((actor, source), 0))
            self.earlier[actor, source] = owed

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
        earlier = self.earlier.get((current(), attempt.source_id), 0)
        owed = max(owed_by(attempt.source_id), earlier)
        self.owed[attempt.source_id] = max(owed, self.owed.get(attempt.source_id, 0))
        if amount + sum(stand.values()) > owed:
            self.wrong.append(f"{order_id} is confirmed, {amount} of {owed} owed, beside {stand}")

    def answered(self, cart: Cart, answer: Completion) -> None:
        """An outcome that nobody knows yet can be told from a refusal by a program (M6)."""
        from demo.host.ids import pk_of
        from saleor_brandpay.models import Attempt

        refusals = [one["message"] for one in answer.errors if one["code"] == "PAYMENT_ERROR"]
        if not refusals or not cart.storefront.payments:
            return
        payment = pk_of(cart.storefront.payments[-1], "Payment")
        unknown = Attempt.objects.filter(
            payment_pk=payment, status="unknown", confirm_sent_at__isnull=False
        )
        if unknown.exists() and not any(text.startswith("CHECKING") for text in refusals):
            self.wrong.append(f"{unknown[0]} is unknown, and its buyer is refused: {refusals}")

    def refunded(self, told: str, lines: Sequence[str]) -> None:
        """Whom the guard refuses reads when to try again, in Seoul's time, and alarms nobody."""
        guarded = re.search(r"(\d\d):(\d\d):(\d\d).{0,9}에 이미.*?(\d+)초", told)
        if guarded is None:
            return
        hours, minutes, seconds, left = map(int, guarded.groups())
        first = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        seoul = now().astimezone(timezone(timedelta(hours=9)))
        since = timedelta(hours=seoul.hour, minutes=seoul.minute, seconds=seoul.second) - first
        if not 59 <= since.total_seconds() % 86400 + left <= 61:
            self.wrong.append(f"at {seoul:%H:%M:%S} in Seoul staff read: {told}")
        self.wrong += [f"a second click is an error in the log: {line}" for line in lines]

    def after_step(self) -> None:
        """An order is made of money that Toss holds (M9), unless it is to be paid later."""
        from saleor.order.models import Order

        new = [order for order in Order.objects.all() if order.pk not in self.orders]
        if not new:
            return
        balance = {one["paymentKey"]: one["balanceAmount"] for one in self.toss.payments()}
        for order in new:
            self.orders.add(order.pk)
            if str(order.checkout_token) in self.paid_later:
                continue
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


def owed_by(source: str) -> int:
    """The total of a checkout, or of the order that it has become."""
    from saleor.checkout.models import Checkout
    from saleor.order.models import Order

    checkout = Checkout.objects.filter(pk=source).first()
    if checkout:
        return total_of(checkout)
    order = Order.objects.filter(checkout_token=source).first()
    order = order or Order.objects.filter(pk=source).first()
    if order is None or order.status in {"canceled", "expired"}:
        return 0
    return int(order.total_gross_amount)


def total_of(checkout: Any) -> int:
    """As its buyer would read it now, without that anybody reads it."""
    from django.utils import timezone

    from demo.host.checkout_fetch import fetch_checkout_lines
    from demo.host.models import ShippingMethodChannelListing

    total = checkout.total_gross_amount
    if checkout.price_expiration <= timezone.now():
        lines, _ = fetch_checkout_lines(checkout)
        shipping = ShippingMethodChannelListing.objects.get(
            shipping_method=checkout.shipping_method_id, channel=checkout.channel_id
        )
        total = sum((one.unit_price * one.line.quantity for one in lines), shipping.price_amount)
    return max(int(total - checkout.get_total_gift_cards_balance().amount), 0)


def is_charge(call: Any) -> bool:
    """One-touch: a stored method pays without a window."""
    return call.method == "POST" and call.path.endswith("/brandpay/payments")


def is_confirm(call: Any) -> bool:
    return call.method == "POST" and call.path.endswith("/confirm") and current() is not None
