"""Two workers of the Transactions API, one held at each of its points while the other works.

The machine draws such meetings at random; here is every one with a single change of turns.
"""

import os
from dataclasses import replace

import pytest

from .acting import act, race
from .books import approvals, check
from .buying import Change, Complete, Pay, fill, use_window
from .item_books import events, items
from .requesting import Request
from .resting import sweep_to_rest
from .telling import Reconcile, Sweep, Tell
from .transacting import Initialize, Process, Tasks, automate
from .trouble import Circumstances

CALM = Circumstances()
ELSEWHERE = Circumstances(host=1)
ALL = bool(os.environ.get("EXAMPLES"))
"""In `make soak`; else a few points of each pair."""
POINTS = range(1, 24) if ALL else range(3, 24, 8)


def cart_of(world, way="transactions"):
    return fill(world, "one", {"cup": 1, "saucer": 1}, way)


def back(world, amount=None, key=None):
    """A buyer has just returned from the window of a transaction."""
    cart = world.carts[0] if world.carts else cart_of(world)
    act(world, Initialize(amount=amount, key=key), CALM)
    use_window(world, cart, 0, "approve")
    return cart


def two_windows(world):
    back(world)
    return back(world)


def two_parts(world):
    back(world, amount=15000)
    return back(world, amount=15000)


def charged(world):
    cart = back(world)
    act(world, Process(), CALM)
    assert cart.charged == 20000
    return cart


def ordered(world):
    cart = charged(world)
    act(world, Complete(), CALM)
    assert cart.order
    return cart


def unknown(world):
    """The worker that confirmed has died, and its time is past."""
    cart = back(world)
    act(world, Process(), Circumstances(dies_at="after POST confirm"))
    world.advance(100)
    return cart


def payment_returned(world):
    """Paid in the window of a Payment; then its storefront begins a transaction."""
    cart = cart_of(world, "payments")
    for step in (Pay(), Complete()):
        act(world, step, CALM)
    use_window(world, cart, 0, "approve")
    return cart


def automatic(world):
    automate()
    cart = charged(world)
    world.advance(600)
    return cart


PAIRS = {
    "two windows": (two_windows, Process(), Process(which=1)),
    "two parts that are too much": (two_parts, Process(), Process(which=1)),
    "double process": (back, Process(), Process()),
    "double initialize": (cart_of, Initialize(key=0), Initialize(key=0)),
    "process and webhook": (back, Process(), Tell()),
    "process and sweep": (unknown, Process(), Sweep()),
    "sweep and process": (unknown, Sweep(), Process()),
    "process and another window": (back, Process(), Initialize()),
    "process and complete": (charged, Process(), Complete()),
    "complete and process": (charged, Complete(), Process()),
    "complete and refund": (charged, Complete(), Request(amount=1000)),
    "refund and complete": (charged, Request(amount=1000), Complete()),
    "two refunds": (ordered, Request(amount=1000), Request(amount=1000)),
    "two refunds of all": (ordered, Request(amount=None), Request(amount=None)),
    "two other refunds": (ordered, Request(amount=15000), Request(amount=10000)),
    "refund and webhook": (ordered, Request(amount=1000), Tell()),
    "refund and sweep": (ordered, Request(amount=1000), Sweep()),
    "refund and reconciling": (ordered, Request(amount=1000), Reconcile()),
    "reconciling and refund": (ordered, Reconcile(), Request(amount=1000)),
    "complete and tasks": (automatic, Complete(), Tasks()),
    "a payment's return and a transaction": (
        payment_returned,
        Complete(what="returned"),
        Initialize(),
    ),
    "a transaction and a payment's return": (
        payment_returned,
        Initialize(),
        Complete(what="returned"),
    ),
    "process and a bigger cart": (back, Process(), Change(quantity=3)),
    "process and a smaller cart": (back, Process(), Change(quantity=1)),
}


def settle(world):
    sweep_to_rest(world)
    act(world, Reconcile(), CALM)
    check(world)
    assert act(world, Reconcile(heal=False, asked="again"), CALM) == "agrees"
    assert not world.surprises(), world.surprises()


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("dies", [False, True] if ALL else [False])
def test_pair(world, name, dies):
    """`dies`: the first never goes on after the point at which it was held."""
    prepare, first, second = PAIRS[name]
    for point in POINTS:
        world.start_over()
        prepare(world)
        under = replace(CALM, dies_at=point) if dies else CALM
        actor, _ = race(world, [(first, under), (second, ELSEWHERE)], [point])
        try:
            settle(world)
        except AssertionError as error:
            told = "\n".join(world.told)
            raise AssertionError(f"held at {point}: {actor.points}\n{told}") from error
        if len(actor.points) <= point:
            break


@pytest.mark.parametrize(
    ("prepare", "step"),
    [(cart_of, Initialize(key=0)), (back, Process()), (charged, Complete())],
    ids=["initialize", "process", "complete"],
)
def test_buyer_of_a_dead_worker_comes_through(world, prepare, step):
    """Whatever the point: who repeats it on another host ends with one approval and one order."""
    for point in POINTS:
        world.start_over()
        cart = prepare(world)
        (actor,) = race(world, [(step, Circumstances(dies_at=point))], ())
        world.advance(100)
        act(world, step, ELSEWHERE)
        if not cart.order and not cart.charged:
            if not cart.returned:
                use_window(world, cart, 0, "approve")
            act(world, Process(), ELSEWHERE)
        for _ in range(2):  # Saleor may have written the charge, and a worker counts it
            if not cart.order:
                act(world, Complete(), ELSEWHERE)
                world.advance(200)
                act(world, Sweep(), ELSEWHERE)
        assert cart.order, (point, world.told)
        assert len(approvals(world)) == 1, (point, world.told)
        settle(world)
        if not actor.dead:
            break


def test_refund_of_a_dead_worker_is_made_once_or_refused(world):
    for point in POINTS:
        world.start_over()
        ordered(world)
        (actor,) = race(world, [(Request(amount=1000), Circumstances(dies_at=point))], ())
        settle(world)
        (item,) = items()
        assert len(events(item, "refund_success", "refund_failure")) == 1, point
        if not actor.dead:
            break
