"""Buyers, staff, Toss, the network, deaths and time, drawn by Hypothesis.

Once nothing is in flight and the windows are past, the books of Toss, ours and the shop's agree to
the won. `make soak EXAMPLES=1000` draws more of it; what it finds is kept in `test_found.py`.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from . import buying, shop_life
from .acting import act, next_step, race
from .buying import Change, Complete, GiftCard, Pay, Return
from .carts import Cart
from .profiles import settings
from .requesting import Grant, Request, SendGranted
from .resting import rest
from .shop_life import Deploy, Rotate
from .staffing import Close, Configure, Console, Foreign, Later, Price, Refund, RefundLines, Stock
from .telling import FORGERIES, Forge, Reconcile, Sweep, Tell
from .transacting import Initialize, Process, Tasks, automate
from .trouble import (
    DECLINES,
    EDGES,
    LIES,
    NO_CHARGE,
    POSTS,
    READS,
    Circumstances,
    Fault,
    HeldUp,
    IdleClosed,
)
from .world import World

few = st.integers(0, 2)
DEADLY = ("before POST confirm", "after POST confirm", "before POST charge", "after POST charge",
          "before POST cancel", "after POST cancel")  # fmt: skip
"""Where most is in the balance."""
faults = st.one_of(
    st.builds(Fault, st.sampled_from(sorted(POSTS)), st.sampled_from(EDGES + LIES), st.just(1)),
    st.builds(Fault, st.just("confirm"), st.just("refuse"), st.integers(1, 2),
              st.sampled_from(DECLINES)),
    st.builds(Fault, st.just("auto"), st.just("refuse"), st.integers(1, 2),
              st.sampled_from(NO_CHARGE)),
    st.builds(Fault, st.just("cancel"), st.just("refuse"), st.integers(1, 2),
              st.sampled_from(POSTS["cancel"])),
    st.builds(Fault, st.sampled_from(READS), st.sampled_from(EDGES), st.integers(1, 3)),
    st.builds(HeldUp),
    st.builds(IdleClosed),
)  # fmt: skip
circumstances = st.builds(
    Circumstances,
    host=st.integers(0, 1),
    dies_at=st.one_of(st.none(), st.none(), st.integers(0, 18), st.sampled_from(DEADLY)),
    wrong=st.one_of(st.just(()), st.just(()), st.lists(faults, min_size=1, max_size=2).map(tuple)),
    impatient=st.booleans(),
)
completes = st.builds(
    Complete,
    cart=few,
    what=st.sampled_from(
        ["returned", "returned", "charge", "charge", "nothing", "method", "failed", "less"]
    ),
    which=few,
)
initializes = st.builds(
    Initialize,
    cart=few,
    amount=st.sampled_from([None, None, 5000, 10000, 60000]),
    key=st.sampled_from([None, 0, 1]),
    touch=st.booleans(),
)
processes = st.builds(
    Process,
    cart=few,
    what=st.sampled_from(
        ["returned", "returned", "charge", "nothing", "failed", "less", "foreign"]
    ),
    which=few,
    old=few,
)
returns = st.builds(Return, cart=few, which=few)
buyers = st.one_of(
    completes, completes, returns, st.builds(Pay, cart=few), initializes, processes, processes
)
amounts = st.sampled_from([1000, 5000, 15000, 30000])
refunds = st.one_of(
    st.builds(Refund, order=few, amount=amounts),
    st.builds(RefundLines, order=few, returns=st.booleans()),
)
requests = st.one_of(
    st.builds(Request, which=few, amount=st.one_of(st.none(), amounts)),
    st.builds(Request, which=few, amount=amounts),
    st.builds(Grant, which=few, amount=amounts),
    st.builds(SendGranted, which=few),
)
tasks = st.one_of(
    st.builds(Tell, which=st.integers(0, 5)),
    st.builds(Tell, which=st.integers(0, 5)),
    st.builds(Forge, kind=st.sampled_from(FORGERIES), which=few),
    st.builds(Sweep),
    st.builds(Sweep),
    st.builds(Reconcile),
    st.builds(Tasks),
)
workers = st.one_of(buyers, buyers, refunds, requests, tasks, tasks)
turns = st.lists(st.integers(0, 9), min_size=1, max_size=4)
seconds = st.sampled_from([1, 30, 65, 100, 11 * 60, 26 * 60, 66 * 60, 86400])
carts = st.one_of(
    st.builds(Change, cart=few, quantity=st.integers(1, 3), reads=st.booleans()),
    st.builds(GiftCard, cart=few),
)
closes = st.builds(Close, which=few, expires=st.booleans())
later = st.builds(Later, seconds=seconds)
changes = st.one_of(
    carts,
    closes,
    st.builds(Foreign, which=st.integers(0, 3)),
    st.builds(Price, won=st.sampled_from([11000, 12000, 13000])),
    st.builds(Stock, count=st.sampled_from([0, 100])),
    st.builds(Configure, pair=few),
    st.builds(Deploy, everywhere=st.booleans()),
    st.builds(Rotate),
    st.builds(Console, which=few, amount=st.sampled_from([None, 1000, 5000])),
    st.builds(Console, which=few, amount=st.sampled_from([None, 1000, 5000])),
    later,
    later,
    later,
)
outcomes = st.sampled_from(["approve", "approve", "cancel", "REJECT_CARD_PAYMENT"])
beside_paying = st.one_of(buyers, buyers, tasks, closes, carts)
beside_refunding = st.one_of(refunds, refunds, tasks)
beside_granting = st.one_of(st.just(SendGranted()), st.just(SendGranted()), requests, tasks, buyers)
beside_requesting = st.one_of(requests, requests, tasks, buyers)
TOUCHES = {"touch": "payments", "touch at once": "transactions"}
"""A stored method pays: in two calls, or in one."""
ways = st.sampled_from(["payments", "transactions", "parts", "order", *TOUCHES])


class Machine(RuleBasedStateMachine):
    world: World

    @initialize(
        told=st.booleans(),
        forgery=st.sampled_from(FORGERIES),
        unpaid=st.booleans(),
        begun=st.lists(st.tuples(ways, st.sampled_from([3, 4, 2, 0, 8])), min_size=1, max_size=2),
        automatic=st.booleans(),
    )
    def open_shop(
        self,
        told: bool,
        forgery: str,
        begun: list[tuple[str, int]],
        automatic: bool,
        unpaid: bool,
    ) -> None:
        """One or two buyers have come so far; 4 steps make an order, in parts 7.

        `unpaid`: the shop takes orders that are not paid yet, unless a buyer uses Payments.
        """
        self.told, self.forgery = told, forgery
        self.world.start_over()
        self.world.tally.examples += 1
        self.began = time.monotonic()
        self.ways = [way for way, _ in begun]
        if unpaid and not {"payments", "touch"} & set(self.ways):
            self.world.take_unpaid_orders()
        if automatic:
            automate()
        for way, steps in begun:
            self._go_on(self._new_cart(way), steps, Circumstances())

    @rule(cart=few, under=circumstances, steps=st.integers(1, 3))
    def go_on(self, cart: int, under: Circumstances, steps: int) -> None:
        """The buyer does what leads to an order; only the last step is in trouble."""
        self._go_on(cart % len(self.world.carts), steps, under)

    @rule(cart=few, which=few, outcome=outcomes)
    def window(self, cart: int, which: int, outcome: str) -> None:
        self._count("use a window")
        buying.use_window(self.world, self._cart(cart), which, outcome)

    @rule(step=st.one_of(buyers, refunds, requests, tasks), under=circumstances)
    def step(self, step: Any, under: Circumstances) -> None:
        self._count(type(step).__name__)
        act(self.world, step, under)

    @rule(cart=few, second=beside_paying, one=circumstances, other=circumstances, turns=turns)
    def while_paying(
        self, cart: int, second: Any, one: Circumstances, other: Circumstances, turns: list[int]
    ) -> None:
        """What is closest to money: the confirm of a buyer who has just returned."""
        cart = self._about_to_pay(cart)
        step = next_step(self._cart(cart))
        if step is not None and step is not buying.use_window:
            self._count("two while one pays")
            race(self.world, [(replace(step, cart=cart), one), (second, other)], turns)

    @rule(cart=few, quantity=st.integers(1, 3), reads=st.sampled_from([False, False, True]),
          under=circumstances)  # fmt: skip
    def change_under_the_window(
        self, cart: int, quantity: int, reads: bool, under: Circumstances
    ) -> None:
        """The cart holds something else than what its window is for; nobody reads its price."""
        cart = self._about_to_pay(cart)
        self._count("a cart changes under its window")
        act(self.world, Change(cart=cart, quantity=quantity, reads=reads), Circumstances())
        self._go_on(cart, 1, under)

    @rule(cart=few, one=circumstances, other=circumstances, seconds=st.sampled_from([0, 0, 100]))
    def second_tab(self, cart: int, one: Circumstances, other: Circumstances, seconds: int) -> None:
        """A buyer who has paid, and whom something went wrong for, begins anew and pays again."""
        cart = self._about_to_pay(cart)
        chosen = self._cart(cart)
        self._count("a second tab")
        self._go_on(cart, 1, one)
        if chosen.order:
            return
        self.world.advance(seconds)
        if chosen.way == "payments":
            for step in (Pay(cart), Complete(cart)):
                act(self.world, step, Circumstances(host=1))
        else:
            act(self.world, Initialize(cart), Circumstances(host=1))
        buying.use_window(self.world, chosen, 0, "approve")
        self._go_on(cart, 1, other)

    @rule(cart=few, times=st.sampled_from([1, 1, 1, 11]), stranger=st.booleans())
    def press_pay(self, cart: int, times: int, stranger: bool) -> None:
        """Windows are opened again and again, by a stranger perhaps; the buyer gets one (M22)."""
        world, chosen = self.world, self._cart(cart)
        self._count("windows again and again")
        world.calm_down()
        buying.press_pay(world, chosen, 1)
        if not chosen.offered:
            return
        who = buying.by_a_stranger(world, chosen) if stranger else chosen
        buying.press_pay(world, who, times)
        buying.press_pay(world, chosen, 1)
        assert chosen.offered, f"no window after {times} others"

    @rule(first=refunds, second=beside_refunding, one=circumstances, other=circumstances,
          turns=turns)  # fmt: skip
    def while_refunding(
        self, first: Any, second: Any, one: Circumstances, other: Circumstances, turns: list[int]
    ) -> None:
        if not any(cart.order for cart in self.world.carts):
            self._go_on(self._new_cart("payments"), 4, Circumstances())
        self._count("two while one refunds")
        race(self.world, [(first, one), (second, other)], turns)

    @rule(first=requests, second=beside_requesting, one=circumstances, other=circumstances,
          turns=turns)  # fmt: skip
    def while_requesting(
        self, first: Any, second: Any, one: Circumstances, other: Circumstances, turns: list[int]
    ) -> None:
        """The same in the Transactions API, before there is an order or after."""
        if not any(cart.charged for cart in self.world.carts):
            self._go_on(self._new_cart("transactions"), 3, Circumstances())
        self._count("two while one requests a refund")
        race(self.world, [(first, one), (second, other)], turns)

    @rule(amount=amounts, second=beside_granting, one=circumstances, other=circumstances,
          turns=turns, later=st.sampled_from([0, 30, 65, 3600]))  # fmt: skip
    def click_twice(
        self,
        amount: int,
        second: Any,
        one: Circumstances,
        other: Circumstances,
        turns: list[int],
        later: int,
    ) -> None:
        """A granted refund is sent, beside a second click perhaps, and once more later."""
        if not any(cart.charged and cart.order for cart in self.world.carts):
            self._go_on(self._new_cart("transactions"), 4, Circumstances())
        self._count("a grant is sent twice")
        act(self.world, Grant(amount=amount, sent=False), Circumstances())
        race(self.world, [(SendGranted(), one), (second, other)], turns)
        self.world.advance(later)
        act(self.world, SendGranted(), Circumstances())

    @rule(first=workers, second=workers, one=circumstances, other=circumstances, turns=turns)
    def at_once(
        self, first: Any, second: Any, one: Circumstances, other: Circumstances, turns: list[int]
    ) -> None:
        self._count("two at once")
        race(self.world, [(first, one), (second, other)], turns)

    @rule(change=changes)
    def meanwhile(self, change: Any) -> None:
        """What needs no worker, or none that gets into trouble."""
        self._count(type(change).__name__)
        act(self.world, change, Circumstances())

    @rule(cart=few, goes_on=st.integers(0, 4), steps=st.lists(workers, max_size=3),
          under=circumstances, change=changes)  # fmt: skip
    def restore(
        self, cart: int, goes_on: int, steps: list[Any], under: Circumstances, change: Any
    ) -> None:
        """The database is set back to a backup: Toss is ahead of it, and so are the buyers."""
        self._count("a restore")
        backup = shop_life.Backup(self.world)
        cart %= len(self.world.carts)
        if self._cart(cart).order:
            cart = self._new_cart(self.ways[cart % len(self.ways)])
        self._go_on(cart, goes_on, Circumstances())
        for step in steps:
            act(self.world, step, under)
        act(self.world, change, Circumstances())
        shop_life.restore(self.world, backup)

    @rule(steps=st.lists(workers, min_size=1, max_size=3), keys=st.booleans(), later=seconds)
    def in_a_copy(self, steps: list[Any], keys: bool, later: float) -> None:
        self._count("in a copy")
        self.world.advance(later)
        shop_life.in_a_copy(self.world, [Sweep(), *steps], keys=keys)

    def _count(self, what: str) -> None:
        self.world.tally.rules[what] += 1

    def _cart(self, index: int) -> Cart:
        return self.world.carts[index % len(self.world.carts)]

    def _about_to_pay(self, cart: int) -> int:
        """That cart, or a new one if it has its order, brought to where its buyer pays next."""
        cart %= len(self.world.carts)
        if self._cart(cart).order:
            cart = self._new_cart(self.ways[cart % len(self.ways)])
        while not self._cart(cart).is_about_to_pay and self._go_on(cart, 1, Circumstances()):
            pass
        return cart

    def _new_cart(self, way: str) -> int:
        index = len(self.world.carts)
        touch = way in TOUCHES
        who = ("one", "two" if touch else "guest", "two")[index % 3]
        lines = {"cup": 1, "saucer": 1}
        buying.fill(self.world, who, lines, TOUCHES.get(way, way), touch=touch)
        return index

    def _go_on(self, cart: int, steps: int, under: Circumstances) -> bool:
        """Whether it led anywhere."""
        before = self._cart(cart).progress
        for left in range(steps - 1, -1, -1):
            chosen = self.world.carts[cart]
            step = next_step(chosen)
            if step is None:
                return False
            self._count("go on")
            if step is buying.use_window:
                buying.use_window(self.world, chosen, 0, "approve")
            else:
                here = replace(step, cart=cart)
                act(self.world, here, Circumstances() if left else under)
        return self._cart(cart).progress != before

    def teardown(self) -> None:
        if not hasattr(self, "told"):
            return
        struck = [entry["fault"] for entry in self.world.toss.requests() if entry["fault"]]
        self.world.tally.faults.update(struck)
        try:
            self.world.tally.seconds["steps"] += time.monotonic() - self.began
            rest(self.world, told=self.told, forgery=self.forgery)
        except BaseException:
            note("\n".join(self.world.told))
            raise


@pytest.fixture
def machine(_world: World) -> type[Machine]:
    Machine.world = _world
    return Machine


def test_machine(machine: type[Machine]) -> None:
    run_state_machine_as_test(machine, settings=settings())
