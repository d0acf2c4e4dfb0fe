"""What buyers do in the Transactions API, and Saleor's own tasks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.saleor.transacting import Session, Transacting

from .buying import FAILURES, Complete, Step, charge_of, query, use_window
from .carts import Cart, Sale
from .world import World


@dataclass(frozen=True)
class Initialize(Step):
    """transactionInitialize, of the whole or of a part; with a key twice it is the same."""

    amount: int | None = None
    key: int | None = None
    touch: bool = False
    """Whether the buyer's stored method is to be charged at once."""

    def ask(self, world: World, cart: Cart) -> str:
        key = None if self.key is None else f"cart {world.carts.index(cart)} key {self.key}"
        buyer = Transacting(cart.storefront)
        data = {"methodId": cart.method} if self.touch and cart.method else None
        answer = buyer.initialize(data, amount=self.amount, key=key, of=cart.owing)
        return told(cart, answer)


@dataclass(frozen=True)
class Process(Step):
    """transactionProcess with what a tab has: nothing, a return, a failure code, a charge."""

    what: str = "returned"
    which: int = 0
    """Which transaction of this cart, counted from the newest."""
    old: int = 0
    """Which return of its windows, counted from the newest."""

    def ask(self, world: World, cart: Cart) -> str:
        if not cart.sales:
            return "no transaction"
        sale = cart.sales[-1 - self.which % len(cart.sales)]
        data = self.data(cart, sale)
        return told(cart, Transacting(cart.storefront).process(sale.id, data))

    def data(self, cart: Cart, sale: Sale) -> dict[str, Any] | None:
        if self.what == "failed":
            return {"code": FAILURES[self.old % len(FAILURES)], "message": "no"}
        if self.what == "charge":
            return charge_of(cart, self.old)
        urls = cart.returned if self.what == "foreign" else cart.returns(sale)
        if self.what == "nothing" or not urls:
            return None
        url = urls[-1 - self.old % len(urls)]
        cart.unsent = [one for one in cart.unsent if one != url]
        return {**query(url), "amount": 100} if self.what == "less" else query(url)


@dataclass(frozen=True)
class Tasks:
    """Saleor's own: paid checkouts become orders, abandoned ones are refunded."""

    def work(self, world: World) -> str:
        from demo.host.checkout_tasks import trigger_automatic_checkout_completion_task
        from demo.host.payment_tasks import transaction_release_funds_for_checkout_task

        trigger_automatic_checkout_completion_task()
        transaction_release_funds_for_checkout_task()
        return "done"


def automate() -> None:
    """Saleor's tasks have something to do in this shop's channels."""
    from demo.host.models import Channel

    Channel.objects.update(
        automatically_complete_fully_paid_checkouts=True,
        automatic_completion_delay=5,
        release_funds_for_expired_checkouts=True,
        checkout_ttl_before_releasing_funds=timedelta(hours=6),
    )


@dataclass(frozen=True)
class OrderFirst(Step):
    """The cart becomes an order that is paid later, as a draft of staff's does."""

    def ask(self, world: World, cart: Cart) -> str:
        from demo.host.models import Channel

        world.orders_first(cart)
        Channel.objects.update(allow_unpaid_orders=True)
        answer = cart.storefront.complete()
        Channel.objects.update(allow_unpaid_orders=world.unpaid)
        if answer.order is None:
            return "; ".join(answer.messages)
        cart.unpaid = str(answer.order["id"])
        return f"order {answer.order['number']}, unpaid"


def told(cart: Cart, answer: Session) -> str:
    cart.offered = False
    if answer.errors:
        return "; ".join(str(error["code"]) for error in answer.errors)
    cart.heard(answer)
    if answer.code == "NOTHING_OWED":
        cart.storefront.total = cart.charged
    if cart.unpaid and cart.charged >= cart.storefront.total:
        cart.order = cart.unpaid
    window = " window" if answer.window else ""
    return f"{answer.type} {answer.amount} {answer.code or answer.message}{window}"


def next_of(cart: Cart) -> Any:
    """What leads to an order: a return to send, a window to use, the rest to pay, the order."""
    if cart.way == "order" and not cart.unpaid:
        return OrderFirst()
    for which, sale in enumerate(reversed(cart.sales)):
        if any(url in cart.unsent for url in cart.returns(sale)):
            return Process(which=which)
    if cart.charged >= cart.storefront.total:
        return Complete()
    if cart.uncharged:
        return Process(what="charge")
    last = cart.sales[-1].answer if cart.sales else None
    if last and last.window and len(cart.windows) > len(cart.returned):
        return use_window
    if last and last.type == "CHARGE_ACTION_REQUIRED":
        return Process(what="nothing")
    half = cart.storefront.total // 2
    touch = bool(cart.method) and not cart.sales
    return Initialize(
        amount=half if cart.way == "parts" and not cart.charged else None, touch=touch
    )
