"""Buyers, staff, Toss, the network, deaths and time, drawn by Hypothesis.

Once nothing is in flight and the windows are past, the books of Toss, ours and the shop's agree to
the won. `make soak EXAMPLES=1000` draws more of it; what it finds is kept in `test_found.py`.
"""

from __future__ import annotations

from typing import Any

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
from .staffing import Configure, Refund, RefundLines
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
workers = st.one_of(buyers, buyers, refunds)
seconds = st.sampled_from([1, 30, 65, 100, 11 * 60, 26 * 60, 66 * 60, 86400, 16 * 86400])


class Machine(RuleBasedStateMachine):
    world: World

    @initialize()
    def open_shop(self) -> None:
        self.world.start_over()
        self.world.tally.examples += 1

    def _count(self, what: str) -> None:
        self.world.tally.rules[what] += 1

    @rule(who=st.sampled_from(["one", "two", "guest"]), cups=st.integers(1, 2))
    def fill(self, who: str, cups: int) -> None:
        if len(self.world.carts) < 3:
            self._count("fill a cart")
            buying.fill(self.world, who, {"cup": cups, "saucer": 1})

    @rule(cart=few, under=circumstances, steps=st.integers(1, 4))
    def go_on(self, cart: int, under: Circumstances, steps: int) -> None:
        """The buyer does what leads to an order; only the last step is in trouble."""
        if not self.world.carts:
            buying.fill(self.world, "one", {"cup": 1, "saucer": 1})
        cart %= len(self.world.carts)
        for left in range(steps - 1, -1, -1):
            chosen = self.world.carts[cart]
            step = next_step(chosen)
            if step is None:
                return
            self._count("go on")
            if step is buying.use_window:
                buying.use_window(self.world, chosen, 0, "approve")
                continue
            here = type(step)(**{**vars(step), "cart": cart})
            act(self.world, here, Circumstances() if left else under)

    @rule(cart=few, which=few, outcome=st.sampled_from(["approve", "approve", "cancel",
                                                        "REJECT_CARD_PAYMENT"]))  # fmt: skip
    def window(self, cart: int, which: int, outcome: str) -> None:
        if self.world.carts:
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

    @rule(
        first=workers,
        second=workers,
        under=circumstances,
        beside=circumstances,
        turns=st.lists(st.integers(0, 9), min_size=1, max_size=4),
    )
    def at_once(
        self, first: Any, second: Any, under: Circumstances, beside: Circumstances, turns: list[int]
    ) -> None:
        self._count("two at once")
        race(self.world, [(first, under), (second, beside)], turns)

    @rule(which=few, amount=st.sampled_from([None, 1000, 5000]))
    def console(self, which: int, amount: int | None) -> None:
        self._count("refund at Toss")
        staffing.console_refund(self.world, which, amount)

    @rule(cart=few, quantity=st.integers(1, 3))
    def change(self, cart: int, quantity: int) -> None:
        self._count("change a cart")
        act(self.world, Change(cart=cart, quantity=quantity), Circumstances())

    @rule(won=st.sampled_from([11000, 12000, 13000]))
    def price(self, won: int) -> None:
        self._count("change a price")
        staffing.set_price(self.world, won)

    @rule(count=st.sampled_from([0, 100]))
    def stock(self, count: int) -> None:
        self._count("stock")
        staffing.set_stock(self.world, count)

    @rule(pair=few)
    def keys(self, pair: int) -> None:
        self._count("other keys")
        act(self.world, Configure(pair=pair), Circumstances())

    @rule(by=seconds)
    def later(self, by: int) -> None:
        self._count("time goes by")
        self.world.advance(by)

    @rule()
    def mend(self) -> None:
        self._count("Toss is mended")
        self.world.toss.clear_faults()

    def teardown(self) -> None:
        if getattr(self.world, "staff", None) is None:
            return
        struck = [entry["fault"] for entry in self.world.toss.requests() if entry["fault"]]
        self.world.tally.faults.update(struck)
        rest(self.world)


def test_machine(_world: World) -> None:
    Machine.world = _world
    run_state_machine_as_test(Machine, settings=settings())
