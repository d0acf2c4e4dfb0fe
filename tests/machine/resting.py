"""Until nothing is in flight and all windows are past; then the books are compared."""

from __future__ import annotations

from . import books, canary
from .buying import Complete
from .world import World

WINDOWS_END = 66 * 60


def rest(world: World) -> None:
    world.toss.clear_faults()
    world.network.hold = 0
    world.network.deliver()
    world.advance(100)
    for cart in world.carts:
        for step in (Complete(cart=world.carts.index(cart)),) * 2:
            world.run(f"at rest: {step}", lambda step=step: step.work(world))
    books.check(world, at_rest=False)
    canary.check(world)
