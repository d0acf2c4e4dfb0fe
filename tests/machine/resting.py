"""Until nothing is in flight and all windows are past; then the books are compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from . import books, canary
from .acting import act
from .buying import Complete, Pay, is_a_cart, use_window
from .carts import Cart
from .shop_life import deploy_everywhere, give_back_lost
from .staffing import Stock
from .telling import Forge, Reconcile, Sweep, Tell
from .transacting import Initialize, Process
from .trouble import Circumstances
from .world import World

CALM = Circumstances()
MOST = 30
"""Sweeps, over two weeks, after which nothing ever rests."""
MONEY = ("saleor_brandpay_attempt", "saleor_brandpay_refund", "mini_host_payment",
         "mini_host_transaction", "mini_host_transactionitem", "mini_host_transactionevent",
         "mini_host_order")  # fmt: skip


def rest(world: World, *, told: bool, forgery: str) -> None:
    """`told`: whether Toss's webhooks still come; sweep and reconcile need none."""
    world.calm_down()
    deploy_everywhere(world)
    time = world.tally.time
    if told:
        for which in range(len(world.toss.webhooks())):
            act(world, Tell(which=which), CALM)
    with time("sweeps at rest"):
        sweep_to_rest(world)
    with time("reconciling at rest"):
        act(world, Reconcile(asked="at rest"), CALM)
        if world.restored:
            give_back_lost(world)
        books.check(world)
        agrees = act(world, Reconcile(heal=False, asked="again"), CALM)
    assert agrees == "agrees", agrees
    books.count(world)
    with time("forgeries at rest"):
        nothing_changes(world, forgery)
    with time("buying at rest"):
        can_still_buy(world)
    canary.check(world)
    assert not world.surprises(), "\n".join(world.surprises())


def sweep_to_rest(world: World) -> None:
    """Every minute a sweep, without the minutes in which nothing is due."""
    world.advance(66 * 60)
    for sweeps in range(MOST):
        act(world, Sweep(), CALM)
        due = next_due(world)
        if due is None:
            return
        least = 1.0 if sweeps < MOST / 2 else 86400.0
        world.advance(max(least, (due - world.clocks.now()).total_seconds()))
    raise AssertionError(f"something is due for ever: {due_rows()}")


def next_due(world: World) -> Any:
    from saleor_brandpay.models import Attempt, Event

    rows = [
        *Attempt.objects.filter(due_at__isnull=False).values_list("due_at", flat=True),
        *Event.objects.filter(due_at__isnull=False, done_at=None).values_list("due_at", flat=True),
    ]
    return min(rows, default=None)


def due_rows() -> list[str]:
    """Of each what a worker says who looks at it once more."""
    from saleor_brandpay.adapters.shop import SaleorShop
    from saleor_brandpay.api.deadline import Deadline
    from saleor_brandpay.core.sync.sync_attempt import sync_attempt
    from saleor_brandpay.models import Attempt, Event

    return [
        *(
            f"{row}: {sync_attempt(row.pk, SaleorShop(), Deadline.after(60)).text}"
            for row in Attempt.objects.filter(due_at__isnull=False)
        ),
        *(
            f"{row}: {row.error}"
            for row in Event.objects.filter(due_at__isnull=False, done_at=None)
        ),
    ]


def nothing_changes(world: World, forgery: str) -> None:
    """A forged event, read back, changes no row that tells of money."""
    before = money()
    for which in range(3):
        act(world, Forge(kind=forgery, which=which), CALM)
    sweep_to_rest(world)
    after = money()
    assert before == after, f"a forged event ({forgery}) changed {set(before) ^ set(after)}"


def money() -> list[str]:
    """The rows of money, without the columns that only say when a worker looks again."""
    from django.db import connection

    rows: list[str] = []
    with connection.cursor() as cursor:
        for table in MONEY:
            cursor.execute(
                f"select to_jsonb(t) - 'due_at' - 'looks' - 'checked_at' - 'claimed_until'"
                f" - 'modified_at' - 'updated_at' from \"{table}\" t order by 1"
            )
            rows += [f"{table}: {row}" for (row,) in cursor.fetchall()]
    return rows


def can_still_buy(world: World) -> None:
    """A checkout that is left can be paid: nothing holds it for ever."""
    act(world, Stock(100), CALM)
    for cart in world.carts:
        if not cart.order and not _is_over(world, cart):
            _buy(world, cart)
            books.check(world, at_rest=False)
            return


def _is_over(world: World, cart: Cart) -> bool:
    return cart.unpaid in world.closed if cart.unpaid else not is_a_cart(cart)


def _buy(world: World, cart: Cart) -> None:
    index = world.carts.index(cart)
    said: list[Any] = []
    for _ in range(4):  # prices may have changed, and a part may be paid
        world.advance(200)
        pays = cart.way == "payments" and not cart.charged
        if pays:
            said += [act(world, step, CALM) for step in (Pay(cart=index), Complete(cart=index))]
        else:
            said += [act(world, step(cart=index), CALM) for step in (Initialize, Complete)]
        if not cart.order and cart.windows:
            said.append(use_window(world, cart, 0, "approve"))
            last = Complete(what="returned") if pays else Process()
            said += [act(world, replace(step, cart=index), CALM) for step in (last, Complete())]
        if cart.order:
            return
    raise AssertionError(f"cart {index} cannot be paid any more: {said}")
