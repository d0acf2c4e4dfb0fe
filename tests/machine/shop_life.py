"""What becomes of the whole shop: its database is restored or copied, its keys are replaced."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.cache import cache
from psycopg import sql

from tests.saleor.snapshot import Snapshot

from . import hosts
from .carts import Cart, Click
from .world import COPY, World

STAGING = "https://staging.example"


@dataclass(frozen=True)
class Deploy:
    """The first host gets a new key to encrypt with; the others get it later (M20)."""

    everywhere: bool = False

    def work(self, world: World) -> str:
        first, *others = world.hosts
        if self.everywhere:
            deploy_everywhere(world)
            return "on every host"
        # What is kept under a key that another host lacks can be read once that is deployed, too.
        hosts.ELSEWHERE.keys = first.keys = (Fernet.generate_key().decode(), *first.keys)
        return f"on {first.name}, not on {len(others)}"


def deploy_everywhere(world: World) -> None:
    for host in world.hosts:
        host.keys = world.hosts[0].keys


@dataclass(frozen=True)
class Rotate:
    """`brandpay_rotate_keys` where all keys are."""

    def work(self, world: World) -> str:
        from tests.saleor.copies import command

        return f"exit status {command('brandpay_rotate_keys')[0]}"


@dataclass(frozen=True)
class Memory:
    """What buyers and staff know."""

    carts: list[Cart]
    clicks: list[Click]
    closed: dict[str, set[str]]
    unpaid: bool

    @classmethod
    def of(cls, world: World) -> Memory:
        return cls(
            [_copied(cart) for cart in world.carts],
            [copy.copy(click) for click in world.clicks],
            {order: set(before) for order, before in world.closed.items()},
            world.unpaid,
        )

    def recall(self, world: World) -> None:
        world.carts, world.clicks = self.carts, self.clicks
        world.closed, world.unpaid = self.closed, self.unpaid


def _copied(thing: Any) -> Any:
    """With lists and tabs of its own."""
    fresh = copy.copy(thing)
    for name, value in vars(thing).items():
        if isinstance(value, list | dict | set):
            setattr(fresh, name, copy.copy(value))
    if isinstance(thing, Cart):
        fresh.storefront = _copied(thing.storefront)
        fresh.sales = [_copied(sale) for sale in thing.sales]
    return fresh


class Backup:
    """The database as it was; a restored one gives its primary keys out again, too."""

    def __init__(self, world: World) -> None:
        self._connection = world.snapshot.connection
        self._connection.execute("drop schema if exists backup cascade")
        self._rows = Snapshot(self._connection, "backup")
        self._numbers = self._connection.execute(
            "select schemaname, sequencename, last_value from pg_sequences"
        ).fetchall()
        self._memory = Memory.of(world)
        self.pairs = len(world.pairs)
        """How many pairs of keys had been saved by then."""

    def restore(self, world: World) -> None:
        self._rows.restore()
        for schema, name, last in self._numbers:
            value = (last, True) if last is not None else (1, False)
            sequence = sql.Identifier(schema, name).as_string(self._connection)
            self._connection.execute("select setval(%s, %s, %s)", [sequence, *value])
        cache.clear()
        for host in world.hosts:
            host.forget_if(True)
        _remember_tabs(world, self._memory)


def _remember_tabs(world: World, memory: Memory) -> None:
    """Buyers still have the windows that they have opened since."""
    carts = [_copied(cart) for cart in memory.carts]
    known = Memory(carts, world.clicks, dict(memory.closed), memory.unpaid)
    for then, now in zip(known.carts, world.carts, strict=False):
        then.windows, then.returned, then.unsent = now.windows, now.returned, now.unsent
        then.charges, then.uncharged, then.came_from = now.charges, now.uncharged, now.came_from
    orders = {cart.order for cart in known.carts}
    known.clicks[:] = [click for click in known.clicks if click.order in orders]
    known.recall(world)


def restore(world: World, backup: Backup) -> None:
    """The database goes back; staff save the keys again that they have saved since (M19)."""
    world.advance(300)
    backup.restore(world)
    world.restored = True
    world.told.append("restored")
    for pair in world.pairs[backup.pairs :]:
        world.run(f"the keys {pair} once more", lambda pair=pair: world.configure(pair))


def give_back_lost(world: World) -> None:
    """An operator refunds what reconciling calls lost, each payment at a word."""
    from saleor_brandpay.core.reconcile import lost
    from saleor_brandpay.models import Attempt

    known = set(Attempt.objects.values_list("order_id", flat=True))
    for payment in world.toss.payments():
        if payment["orderId"] in known or not payment["approvedAt"] or not payment["balanceAmount"]:
            continue

        def give_back(order_id: str = payment["orderId"]) -> str:
            found = lost.find(order_id)
            assert found, f"{order_id} cannot be found"
            return lost.give_back(*found).status

        world.run("brandpay_lost --refund", give_back)


@contextmanager
def _aside(world: World) -> Iterator[None]:
    """Whatever is done to the database in between was done to a copy of it."""
    connection, memory = world.snapshot.connection, Memory.of(world)
    connection.execute("drop schema if exists aside cascade")
    rows, owed, orders = (
        Snapshot(connection, "aside"),
        dict(world.watch.owed),
        set(world.watch.orders),
    )
    try:
        yield
    finally:
        rows.restore()
        connection.execute("drop schema aside cascade")
        cache.clear()
        memory.recall(world)
        world.watch.owed, world.watch.orders = owed, orders


def in_a_copy(world: World, steps: list[Any], *, keys: bool) -> None:
    """A copy of the shop, served elsewhere, moves nothing at Toss (M19).

    `keys`: staff of the copy save the settings page first.
    """
    calls = len(world.toss.requests())
    host = hosts.Host("copy", keys=world.hosts[0].keys)
    with _aside(world):
        address, settings.PUBLIC_URL = settings.PUBLIC_URL, STAGING
        world.hosts.append(host)
        try:
            if keys:
                world.run("test keys in the copy", lambda: world.configure(COPY), 2)
            for step in steps:
                world.run(f"in a copy: {step!r}", lambda step=step: step.work(world), 2)
        finally:
            settings.PUBLIC_URL = address
            world.hosts.remove(host)
    sent = [one for one in world.toss.requests()[calls:] if one["method"] != "GET"]
    world.watch.wrong += [f"a copy sent {one['method']} {one['path']}" for one in sent]
