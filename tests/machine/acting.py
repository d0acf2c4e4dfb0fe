"""One step of an example: what is to be done, under which circumstances, in whose company."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .buying import Complete, Pay, use_window
from .carts import Cart
from .transacting import next_of
from .trouble import Circumstances
from .world import World


def act(world: World, step: Any, under: Circumstances) -> Any:
    """One worker alone."""
    (actor,) = race(world, [(step, under)], ())
    return actor.result


def race(
    world: World, steps: Sequence[tuple[Any, Circumstances]], turns: Sequence[int]
) -> Sequence[Any]:
    """Several workers at once, on one or two hosts; `turns` as in Stage.play."""
    actors = []
    for step, under in steps:
        host = world.hosts[under.host]
        for trouble in under.wrong:
            trouble.prepare(world, host)
        actor = world.actor(
            repr(step), lambda step=step: step.work(world), under.host, under.dies_at
        )
        if under.impatient:
            actor.patience = "1ms"
        actors.append(actor)
    if len(actors) > 1:
        world.tally.races += 1
        world.tally.switches += len(turns)
    return world.play(actors, turns)


def next_step(cart: Cart) -> Any:
    """What a buyer does who wants to pay: the next natural thing, or a window to use."""
    if cart.order:
        return None
    if cart.way != "payments":
        return next_of(cart)
    if not cart.storefront.payments:
        return Pay()
    if cart.unsent:
        return Complete(what="returned", which=len(cart.returned) - 1 - _index(cart))
    if cart.uncharged:
        return Complete(what="charge")
    if not cart.windows or len(cart.windows) <= len(cart.returned):
        return Complete(what="method" if cart.method and not cart.charges else "nothing")
    return use_window


def _index(cart: Cart) -> int:
    return cart.returned.index(cart.unsent[-1])
