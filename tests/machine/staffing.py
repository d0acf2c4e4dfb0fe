"""What staff do: refunds in the dashboard and at Toss, settings, prices."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .carts import Cart, Click
from .world import COPY, PAIRS, World

CLAIMED_BY_AMOUNT = datetime.timedelta(minutes=10)
GUARD = datetime.timedelta(seconds=60)


@dataclass(frozen=True)
class Refund:
    """orderRefund over an amount."""

    order: int = 0
    amount: int = 5000

    def work(self, world: World) -> str:
        cart = ordered(world, self.order)
        if cart is None or cart.order is None:
            return "no order"
        click = clicked(world, cart, f"amount {self.amount}", self.amount, is_lines=False)
        order = cart.order
        return outcome(world, click, lambda: world.staff.refund(order, self.amount))


@dataclass(frozen=True)
class RefundLines:
    """orderFulfillmentRefundProducts or orderFulfillmentReturnProducts: one piece of a line."""

    order: int = 0
    returns: bool = False

    def work(self, world: World) -> str:
        cart = ordered(world, self.order)
        if cart is None or cart.order is None:
            return "no order"
        line, price = _line(cart)
        click = clicked(world, cart, "one piece", price, is_lines=True)
        ask: Callable[[str, dict[str, int]], Any] = (
            world.staff.return_lines if self.returns else world.staff.refund_lines
        )
        order = cart.order
        return outcome(world, click, lambda: ask(order, {line: 1}))


@dataclass(frozen=True)
class Configure:
    """The settings page is saved with another secret key, or with another contract's pair."""

    pair: int = 1

    def work(self, world: World) -> str:
        errors = world.configure(self.pair % COPY)
        return "; ".join(error["message"] for error in errors)[:80] or "saved"


@dataclass(frozen=True)
class Console:
    """A refund in the Toss console: nobody tells the shop."""

    which: int = 0
    amount: int | None = None

    def work(self, world: World) -> str:
        held = [one for one in world.toss.payments() if one["balanceAmount"] and one["approvedAt"]]
        if not held:
            return "nothing to refund"
        payment = held[self.which % len(held)]
        amount = None if self.amount is None else min(self.amount, payment["balanceAmount"])
        world.toss.console_cancel(payment["paymentKey"], **({"amount": amount} if amount else {}))
        return f"{payment['orderId']}: {amount or 'all'}"


FOREIGN: tuple[Any, ...] = (
    {"currency": "USD", "amount": 726.24},
    {"amount": None},
    {"status": "SOMETHING_NEW", "orderId": "ORDER 1"},
    "no object",
)


@dataclass(frozen=True)
class Foreign:
    """Another system under the same MID takes money: its row is in Toss's list."""

    which: int = 0

    def work(self, world: World) -> str:
        row = FOREIGN[self.which % len(FOREIGN)]
        world.toss.foreign_row(row, clientKey=PAIRS[0][0])
        return str(row)


@dataclass(frozen=True)
class Later:
    """Time goes by, for the plugin and for Toss alike."""

    seconds: float = 60

    def work(self, world: World) -> None:
        world.advance(self.seconds)


@dataclass(frozen=True)
class Price:
    won: int = 12000

    def work(self, world: World) -> str:
        world.shop.set_price("cup", self.won)
        return f"{self.won} won"


@dataclass(frozen=True)
class Stock:
    count: int = 100

    def work(self, world: World) -> str:
        world.shop.set_stock("cup", self.count)
        return f"{self.count} left"


@dataclass(frozen=True)
class Close:
    """An order that is not paid is cancelled by staff, or expires."""

    which: int = 0
    expires: bool = False

    def work(self, world: World) -> str:
        from demo.host.ids import pk_of
        from demo.host.models import Order

        unpaid = [cart for cart in world.carts if cart.unpaid and not cart.order]
        if not unpaid:
            return "no unpaid order"
        name = unpaid[self.which % len(unpaid)].unpaid
        world.changing(str(name))
        order = Order.objects.get(pk=pk_of(str(name), "Order"))
        rows = Order.objects.filter(pk=order.pk, total_charged_amount=0)
        if not rows.update(status="expired" if self.expires else "canceled"):
            return "paid meanwhile"
        world.close(str(name))
        return f"order {order.number} is closed"


def _line(cart: Cart) -> tuple[str, int]:
    from demo.host.ids import pk_of, to_global_id
    from demo.host.models import Order

    assert cart.order
    line = Order.objects.get(pk=pk_of(cart.order, "Order")).lines.order_by(
        "-unit_price_gross_amount"
    )[0]
    return to_global_id("OrderLine", line.pk), int(line.unit_price_gross_amount)


def ordered(world: World, index: int) -> Cart | None:
    carts = [cart for cart in world.carts if cart.order]
    return carts[index % len(carts)] if carts else None


def clicked(world: World, cart: Cart, what: str, amount: int, *, is_lines: bool) -> Click:
    """The click that this one repeats, as far as M10 promises it, else a new one."""
    assert cart.order
    now = world.clocks.now()
    for click in world.clicks:
        if (click.order, click.what) != (cart.order, what):
            continue
        if click.done_at is not None and now - click.done_at < GUARD:
            return click
        if click.done_at is None and (is_lines or now - click.began < CLAIMED_BY_AMOUNT):
            return click
    click = Click(cart.order, what, amount, now, is_lines=is_lines)
    world.clicks.append(click)
    return click


def outcome(world: World, click: Click, ask: Callable[[], list[dict[str, Any]]]) -> str:
    def asked() -> tuple[str, str]:
        errors = ask()
        if not errors:
            click.done_at = world.clocks.now()
        told = "; ".join(error["message"] for error in errors)
        return told[-90:] or "refunded", told

    return world.refunding(asked)
