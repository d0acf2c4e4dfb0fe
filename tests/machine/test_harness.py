"""The machine's own parts: deaths, turns, what a host remembers, and time."""

import pytest

from saleor_brandpay import clock

from . import canary
from .acting import act, race
from .books import approvals, check
from .buying import Complete, Pay, Return, fill, use_window
from .trouble import Circumstances, Fault, HeldUp

CALM = Circumstances()
RETURNED = Complete(what="returned")


@pytest.fixture
def back(world):
    """A cart whose buyer has just returned from the window."""
    cart = fill(world, "one", {"cup": 1})
    act(world, Pay(), CALM)
    act(world, Complete(), CALM)
    assert use_window(world, cart, 0, "approve") == "returned"
    return cart


def test_purchase(world, back):
    act(world, RETURNED, CALM)
    assert back.order
    check(world)
    canary.check(world)


@pytest.mark.parametrize("at", range(10))
def test_death_at_every_point_of_a_confirm(world, back, at):
    """Whatever the point: the repeat on another host ends with one approval and one order."""
    (actor,) = race(world, [(RETURNED, Circumstances(dies_at=at))], ())
    assert actor.dead == actor.points[at]
    act(world, RETURNED, Circumstances(host=1))
    assert back.order
    assert len(approvals(world)) == 1
    check(world)


def test_dead_worker_takes_its_memory_along(world, back):
    act(world, RETURNED, Circumstances(dies_at="after POST confirm"))
    assert world.hosts[0].sent == {}
    assert not back.order


def test_worker_waits_for_the_other_ones_lock(world, back):
    waits = world.tally.waits
    first, second = race(world, [(RETURNED, CALM), (RETURNED, Circumstances(host=1))], [5])
    assert world.tally.waits == waits + 1
    assert first.result == second.result
    assert len(approvals(world)) == 1


@pytest.mark.parametrize("turns", [[0], [1, 1, 1, 1], [3, 3], [4, 9], [5, 2, 2], [8, 1, 1]])
def test_same_turns_make_the_same_run(world, turns):
    seen = []
    for _ in range(2):
        world.start_over()
        cart = fill(world, "one", {"cup": 1})
        act(world, Pay(), CALM)
        act(world, Complete(), CALM)
        use_window(world, cart, 0, "approve")
        steps = [(RETURNED, CALM), (Return(), Circumstances(host=1)), (Pay(), CALM)]
        seen.append([actor.points for actor in race(world, steps, turns)])
    assert seen[0] == seen[1]


def test_slow_answer_takes_everybodys_time(world, back):
    before = clock.now()
    act(world, RETURNED, Circumstances(wrong=(Fault("confirm", "slow", seconds=20),)))
    assert (clock.now() - before).total_seconds() == 20
    assert not back.order


def test_held_up_confirm_arrives_when_nobody_waits(world, back):
    act(world, RETURNED, Circumstances(wrong=(HeldUp(),)))
    assert not back.order
    assert not approvals(world)
    world.advance(50)
    assert len(approvals(world)) == 1
    act(world, Complete(), CALM)
    assert back.order


def test_confirm_of_a_payment_that_toss_has_ended_takes_nothing(world, back):
    """Found as a false alarm: the second request of a refused confirm is held up, and harmless."""
    refused = Fault("confirm", "refuse", code="REJECT_CARD_PAYMENT")
    act(world, RETURNED, Circumstances(dies_at="after GET payment", wrong=(refused,)))
    act(world, Complete(what="returned"), Circumstances(host=1, wrong=(HeldUp(),)))
    assert [one["status"] for one in world.toss.payments()] == ["ABORTED"]
    use_window(world, back, 0, "approve")
    act(world, RETURNED, CALM)
    assert back.order
    assert not world.watch.wrong
    world.advance(61)
    assert len(approvals(world)) == 1
    check(world)
