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

from . import buying, staffing
from .acting import act, next_step, race
from .buying import Change, Complete, Pay, Return
from .profiles import settings
from .resting import rest
from .staffing import Configure, Price, Refund, RefundLines, Stock
from .telling import FORGERIES, Forge, Reconcile, Sweep, Tell
from .trouble import DECLINES, EDGES, LIES, POSTS, READS, Circumstances, Fault, HeldUp, IdleClosed
from .world import World

few = st.integers(0, 2)
faults = st.one_of(
    st.builds(Fault, st.sampled_from(sorted(POSTS)), st.sampled_from(EDGES + LIES), st.just(1)),
    st.builds(Fault, st.just("confirm"), st.just("refuse"), st.integers(1, 2),
              st.sampled_from(DECLINES)),
    st.builds(Fault, st.just("cancel"), st.just("refuse"), st.integers(1, 2),
              st.sampled_from(POSTS["cancel"])),
    st.builds(Fault, st.sampled_from(READS), st.sampled_from(EDGES), st.integers(1, 3)),
    st.builds(HeldUp),
    st.builds(IdleClosed),
)  # fmt: skip
circumstances = st.builds(
    Circumstances,
    host=st.integers(0, 1),
    dies_at=st.one_of(st.none(), st.none(), st.integers(0, 14)),
    wrong=st.one_of(st.just(()), st.just(()), st.lists(faults, min_size=1, max_size=2).map(tuple)),
    impatient=st.booleans(),
)
completes = st.builds(
    Complete,
    cart=few,
    what=st.sampled_from(["returned", "returned", "nothing", "failed", "less"]),
    which=few,
)
buyers = st.one_of(completes, completes, st.builds(Return, cart=few, which=few),
                   st.builds(Pay, cart=few))  # fmt: skip
amounts = st.sampled_from([1000, 5000, 15000, 30000])
refunds = st.one_of(
    st.builds(Refund, order=few, amount=amounts),
    st.builds(RefundLines, order=few, returns=st.booleans()),
)
tasks = st.one_of(
    st.builds(Tell, which=st.integers(0, 5)),
    st.builds(Tell, which=st.integers(0, 5)),
    st.builds(Forge, kind=st.sampled_from(FORGERIES), which=few),
    st.builds(Sweep),
    st.builds(Sweep),
    st.builds(Reconcile),
)
workers = st.one_of(buyers, buyers, refunds, tasks, tasks)
turns = st.lists(st.integers(0, 9), min_size=1, max_size=4)
changes = st.one_of(
    st.builds(Change, cart=few, quantity=st.integers(1, 3)),
    st.builds(Price, won=st.sampled_from([11000, 12000, 13000])),
    st.builds(Stock, count=st.sampled_from([0, 100])),
    st.builds(Configure, pair=few),
)
seconds = st.sampled_from([1, 30, 65, 100, 11 * 60, 26 * 60, 66 * 60, 86400])


class Machine(RuleBasedStateMachine):
    world: World

    @initialize(
        told=st.booleans(),
        forgery=st.sampled_from(FORGERIES),
        begun=st.lists(st.sampled_from([3, 4, 4, 2, 0]), min_size=1, max_size=2),
    )
    def open_shop(self, told: bool, forgery: str, begun: list[int]) -> None:
        """One or two buyers have come so far; 4 steps make an order."""
        self.told, self.forgery = told, forgery
        self.world.start_over()
        self.world.tally.examples += 1
        self.began = time.monotonic()
        for index, steps in enumerate(begun):
            buying.fill(self.world, ("one", "guest")[index], {"cup": 1, "saucer": 1})
            self._go_on(index, steps, Circumstances())

    def _count(self, what: str) -> None:
        self.world.tally.rules[what] += 1

    @rule(cart=few, under=circumstances, steps=st.integers(1, 4))
    def go_on(self, cart: int, under: Circumstances, steps: int) -> None:
        """The buyer does what leads to an order; only the last step is in trouble."""
        self._go_on(cart % len(self.world.carts), steps, under)

    @rule(cart=few, under=circumstances)
    def next(self, cart: int, under: Circumstances) -> None:
        self._go_on(cart % len(self.world.carts), 1, under)

    def _go_on(self, cart: int, steps: int, under: Circumstances) -> None:
        for left in range(steps - 1, -1, -1):
            chosen = self.world.carts[cart]
            step = next_step(chosen)
            if step is None:
                return
            self._count("go on")
            if step is buying.use_window:
                buying.use_window(self.world, chosen, 0, "approve")
            else:
                here = replace(step, cart=cart)
                act(self.world, here, Circumstances() if left else under)

    @rule(cart=few, which=few, outcome=st.sampled_from(["approve", "approve", "cancel",
                                                        "REJECT_CARD_PAYMENT"]))  # fmt: skip
    def window(self, cart: int, which: int, outcome: str) -> None:
        self._count("use a window")
        chosen = self.world.carts[cart % len(self.world.carts)]
        buying.use_window(self.world, chosen, which, outcome)

    @rule(step=buyers, under=circumstances)
    def buyer(self, step: Any, under: Circumstances) -> None:
        self._count(type(step).__name__)
        act(self.world, step, under)

    @rule(step=refunds, under=circumstances)
    def staff(self, step: Any, under: Circumstances) -> None:
        self._count(type(step).__name__)
        act(self.world, step, under)

    @rule(step=tasks, under=circumstances)
    def task(self, step: Any, under: Circumstances) -> None:
        self._count(type(step).__name__)
        act(self.world, step, under)

    @rule(
        first=workers,
        second=workers,
        under=circumstances,
        beside=circumstances,
        turns=turns,
    )
    def at_once(
        self, first: Any, second: Any, under: Circumstances, beside: Circumstances, turns: list[int]
    ) -> None:
        self._count("two at once")
        race(self.world, [(first, under), (second, beside)], turns)

    @rule(
        cart=few,
        second=st.one_of(buyers, tasks),
        under=circumstances,
        beside=circumstances,
        turns=turns,
    )
    def while_paying(
        self, cart: int, second: Any, under: Circumstances, beside: Circumstances, turns: list[int]
    ) -> None:
        """What is closest to money: the confirm of a buyer who has just returned."""
        cart %= len(self.world.carts)
        if self.world.carts[cart].order:
            return
        for _ in range(4):
            if self.world.carts[cart].unsent:
                break
            self._go_on(cart, 1, Circumstances())
        self._count("two while one pays")
        step = next_step(self.world.carts[cart])
        if step is not None and step is not buying.use_window:
            race(self.world, [(replace(step, cart=cart), under), (second, beside)], turns)

    @rule(
        first=refunds,
        second=st.one_of(refunds, tasks),
        under=circumstances,
        beside=circumstances,
        turns=turns,
    )
    def while_refunding(
        self, first: Any, second: Any, under: Circumstances, beside: Circumstances, turns: list[int]
    ) -> None:
        if any(cart.order for cart in self.world.carts):
            self._count("two while one refunds")
            race(self.world, [(first, under), (second, beside)], turns)

    @rule(which=few, amount=st.sampled_from([None, 1000, 5000]))
    def console(self, which: int, amount: int | None) -> None:
        self._count("refund at Toss")
        staffing.console_refund(self.world, which, amount)

    @rule(change=changes)
    def elsewhere(self, change: Any) -> None:
        self._count(type(change).__name__)
        act(self.world, change, Circumstances())

    @rule(by=seconds)
    def later(self, by: int) -> None:
        self._count("time goes by")
        self.world.advance(by)

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
