"""What buyers do: each class is one step, with all that a draw decides about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from brandpay_sandbox.testing import ControlError
from tests.saleor.quiet import Quiet
from tests.saleor.storefront import Completion

from .callers import get
from .carts import Cart
from .world import World

FAILURES = ("PAY_PROCESS_CANCELED", "REJECT_CARD_PAYMENT", "DUPLICATED_ORDER_ID", "UNKNOWN_CODE")


@dataclass(frozen=True)
class Step:
    """Something that a worker of the shop answers."""

    cart: int = 0

    def of(self, world: World) -> Cart | None:
        return world.carts[self.cart % len(world.carts)] if world.carts else None

    def work(self, world: World) -> Any:
        cart = self.of(world)
        return None if cart is None else self.ask(world, cart)

    def ask(self, world: World, cart: Cart) -> Any:
        raise NotImplementedError

    def __str__(self) -> str:
        return repr(self)


@dataclass(frozen=True)
class Pay(Step):
    """checkoutPaymentCreate: a new Saleor Payment, in a new tab perhaps."""

    def ask(self, world: World, cart: Cart) -> Any:
        answer = cart.storefront.try_payment_create()
        if not answer["errors"]:
            cart.storefront.payments.append(answer["payment"]["id"])
        codes = [error["code"] for error in answer["errors"]]
        if "CHECKOUT_HAS_TRANSACTION" in codes and cart.way == "payments":
            cart.way = "transactions"  # Saleor takes it through the other API only, from now on
        return codes or "paying"


@dataclass(frozen=True)
class Complete(Step):
    """checkoutComplete with what a tab has: nothing, an earlier return, or a failure code; a
    stored method to pay with, or the charge of one that is ready.
    """

    what: str = "nothing"
    which: int = 0
    """Which return or charge of this cart, counted from the newest."""

    def ask(self, world: World, cart: Cart) -> str:
        if cart.unpaid:
            return "an order already"
        data = self.data(cart)
        if world.unpaid:
            world.orders_first(cart)
        answer = cart.storefront.complete(data)
        if answer.order and world.unpaid and cart.charged < total_of(answer.order["id"]):
            cart.unpaid, cart.way = str(answer.order["id"]), "order"
            return "an order, unpaid"
        if self.what == "returned" and cart.returned:
            url = cart.returned[-1 - self.which % len(cart.returned)]
            cart.unsent = [one for one in cart.unsent if one != url]
        world.watch.answered(cart, answer)
        return told(cart, answer)

    def data(self, cart: Cart) -> dict[str, Any] | None:
        if self.what == "returned" and cart.returned:
            return query(cart.returned[-1 - self.which % len(cart.returned)])
        if self.what == "less" and cart.returned:
            sent = query(cart.returned[-1 - self.which % len(cart.returned)])
            return {**sent, "amount": 100}
        if self.what == "failed":
            return {"code": FAILURES[self.which % len(FAILURES)], "message": "no"}
        if self.what == "method" and cart.method:
            return {"methodId": cart.method}
        return charge_of(cart, self.which) if self.what == "charge" else None


def charge_of(cart: Cart, which: int) -> dict[str, Any] | None:
    """One-touch: the stored method is charged by sending back what was ready (M4)."""
    if not cart.charges:
        return None
    cart.uncharged = cart.uncharged and which % len(cart.charges) != 0
    return {"charge": cart.charges[-1 - which % len(cart.charges)]}


@dataclass(frozen=True)
class Return(Step):
    """The plugin's own return address, once or again."""

    which: int = 0

    def ask(self, world: World, cart: Cart) -> str | None:
        if not cart.returned:
            return None
        url = cart.returned[-1 - self.which % len(cart.returned)]
        sent = query(url)
        if "orderId" not in sent:
            return None
        cart.unsent = [one for one in cart.unsent if one != url]
        slug = cart.storefront.channel.slug
        path = f"/plugins/channel/{slug}/tosspayments.brandpay/return/{sent['orderId']}"
        response = get(urlunsplit(("", "", path, urlencode(sent), "")))
        location = response.headers.get("Location", "")
        assert response.status_code < 500, response.content
        return location.partition("status=")[2] or str(response.status_code)


@dataclass(frozen=True)
class Change(Step):
    """The cart gets more or fewer goods while windows are open."""

    quantity: int = 2
    reads: bool = True
    """Whether the buyer looks at the price."""

    def ask(self, world: World, cart: Cart) -> str:
        if not is_a_cart(cart):
            return "an order already"
        world.changing(cart.owing)
        if not self.reads:
            Quiet(cart.storefront).quantity(self.quantity)
            return "changed"
        cart.storefront.change(0, self.quantity)
        return f"{cart.storefront.total} won"


@dataclass(frozen=True)
class GiftCard(Step):
    """A gift card pays for a part, and nobody looks at the price."""

    won: int = 4000

    def ask(self, world: World, cart: Cart) -> str:
        if not is_a_cart(cart):
            return "an order already"
        if cart.charged:
            return "paid already"  # it would owe less than it holds, and reconciling tells of that
        world.changing(cart.owing)
        Quiet(cart.storefront).promo(world.shop.gift_card(self.won, cart.storefront.channel.slug))
        return "added"


def is_a_cart(cart: Cart) -> bool:
    from demo.host.models import Checkout

    return bool(Checkout.objects.filter(pk=pk(cart.storefront.checkout)).exists())


def total_of(order: str) -> int:
    """Whatever its buyer has read of the price."""
    from demo.host.ids import pk_of
    from demo.host.models import Order

    return int(Order.objects.get(pk=pk_of(order, "Order")).total_gross_amount)


def pk(global_id: str) -> str:
    from demo.host.ids import pk_of

    return pk_of(global_id, "Checkout")


def query(url: str) -> dict[str, Any]:
    """What a window returned."""
    sent: dict[str, Any] = dict(parse_qsl(urlsplit(url).query))
    sent.pop("shop", None)
    if "amount" in sent:
        sent["amount"] = int(sent["amount"])
    return sent


def told(cart: Cart, answer: Completion) -> str:
    cart.offered = False
    if answer.order:
        cart.order = answer.order["id"]
        return f"order {answer.order['number']}"
    if answer.confirmation_needed:
        cart.shown(answer.data)
    return "; ".join(answer.messages) or ("window" if answer.confirmation_needed else "nothing")


# Steps that no worker of the shop answers by itself.


def fill(
    world: World, who: str, lines: dict[str, int], way: str = "payments", *, touch: bool = False
) -> Cart:
    """`touch`: its buyer has a card stored and means to pay with it at once."""
    storefront = world.storefront(who)
    world.run("fill", lambda: storefront.fill(lines))
    cart = Cart(storefront, way, method=world.stored_method(who) if touch else "")
    world.carts.append(cart)
    return cart


def press_pay(world: World, cart: Cart, times: int) -> None:
    """New payments are begun one after another, and no window of theirs is used."""
    from .transacting import Initialize

    steps = (Pay(), Complete()) if cart.way == "payments" else (Initialize(),)
    for _ in range(times):
        for step in steps:
            world.run(f"press {step}", lambda step=step: step.ask(world, cart))


def by_a_stranger(world: World, cart: Cart) -> Cart:
    """The same checkout or order, for somebody who knows no more than its id."""
    storefront = world.storefront("guest")
    storefront.checkout, storefront.total = cart.storefront.checkout, cart.storefront.total
    return Cart(storefront, cart.way, unpaid=cart.unpaid)


def use_window(world: World, cart: Cart, which: int, outcome: str) -> str:
    """The buyer uses a window of any of the tabs; our callback answers on the way."""
    if not cart.windows:
        return "no window"
    data = cart.windows[-1 - which % len(cart.windows)]
    try:
        answer = world.toss.pay(
            data["payment"],
            customer_key=data["customerKey"],
            redirect_url=data["redirectUrl"],
            client_key=data["clientKey"],
            outcome=outcome,
        )
    except ControlError as error:
        return f"refused: {error.body}"
    url = answer.get("url")
    if not url:
        return f"no return: {answer.get('error')}"
    cart.came_from[url] = data["payment"]["orderId"]
    cart.returned.append(url)
    cart.unsent.append(url)
    return "returned"
