"""The shop, its hosts, Toss and the time of one example."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from brandpay_sandbox.testing import RunningSandbox
from tests.saleor.backoffice import Backoffice
from tests.saleor.lock_order import LockOrder
from tests.saleor.snapshot import Snapshot
from tests.saleor.storefront import Storefront
from tests.saleor.wallets import Wallet

from .actors import Actor, Stage, current
from .callers import Inside
from .carts import Cart, Click
from .clocks import Clocks
from .hosts import ELSEWHERE, Host
from .network import Network
from .tally import Tally
from .watching import Watch

T = TypeVar("T")
LIVE, TEST = "live_", "test_"
PAIRS = [
    (LIVE + "ck_machineone0001", LIVE + "sk_canary0one0old", "tvMachineOne"),
    (LIVE + "ck_machineone0001", LIVE + "sk_canary0one0new", "tvMachineOne"),
    (LIVE + "ck_machinetwo0002", LIVE + "sk_canary0two0old", "tvMachineTwo"),
    (TEST + "ck_machinecopy03", TEST + "sk_canary0copy0key", "tvMachineCopy"),
]
"""A secret key that is replaced, and a new contract with another MID; the last is of a copy."""
COPY = len(PAIRS) - 1


class Diary(logging.Handler):
    """Everything that was logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.surprises: list[str] = []
        """Errors that somebody caught and nobody had expected."""
        self.alarms: list[str] = []
        """What is logged for somebody to look at."""

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        self.lines.append(line)
        actor = current()
        if record.levelno >= logging.ERROR and record.name.startswith("saleor_brandpay"):
            self.alarms.append(line)
        if record.exc_info and not (actor and actor.dead):
            self.surprises.append(line)

    def start_over(self) -> None:
        for kept in (self.lines, self.surprises, self.alarms):
            kept.clear()


@dataclass
class World:
    """One for all examples; `start_over` begins the next."""

    toss: RunningSandbox
    shop: Any
    boss: Any
    """The token of staff."""
    tokens: dict[str, str | None]
    """The tokens of the buyers."""
    snapshot: Snapshot
    clocks: Clocks
    network: Network
    watch: Watch
    locks: LockOrder
    stage: Stage
    tally: Tally
    diary: Diary
    planted: list[str]
    """Secrets that Toss gave out."""
    hosts: list[Host] = field(default_factory=list)
    carts: list[Cart] = field(default_factory=list)
    clicks: list[Click] = field(default_factory=list)
    closed: dict[str, set[str]] = field(default_factory=dict)
    """Orders that were cancelled or have expired, with what Toss had approved by then."""
    unpaid: bool = False
    """Whether the shop takes orders that are not paid yet."""
    pairs: list[int] = field(default_factory=list)
    """The keys that were saved, one after another."""
    restored: bool = False
    """Whether the database went back in time, so that payments are lost."""
    told: list[str] = field(default_factory=list)
    """What went on, for the reader of a failure."""

    def __post_init__(self) -> None:
        self.clocks.plugin.pass_by = self.advance

    def start_over(self) -> None:
        from django.core.cache import cache

        self.snapshot.restore()
        # Time goes back, too: what is kept from before would be young for long.
        cache.clear()
        self.toss.reset()
        self.clocks.start_over()
        for client_key, secret_key, mid in PAIRS:
            self.toss.add_keys(client_key, secret_key, mid)
        for host in self.hosts:
            host.forget_if(True)
        self.hosts, ELSEWHERE.keys = [Host("one"), Host("two")], ()
        self.pairs, self.restored = [], False
        self.network.held, self.network.hold = [], 0
        self.diary.start_over()
        self.watch.start_over()
        self.locks.wrong.clear()
        self.locks.seen.clear()
        self.planted.clear()
        self.carts, self.clicks, self.told = [], [], []
        self.closed, self.unpaid = {}, False
        from .telling import register

        self.staff = Backoffice(Inside(self.boss))
        self.run("the settings", lambda: self.configure(0))
        register(self)

    def configure(self, pair: int) -> Any:
        client_key, secret_key, _ = PAIRS[pair]
        if pair != COPY:
            self.pairs.append(pair)
        keys = {"client_key": client_key, "secret_key": secret_key}
        return self.staff.configure(self.shop.krw.id, one_touch="true", **keys)

    def stored_method(self, who: str) -> str:
        """A card that a member has registered, agreeing to be charged without window; its id."""
        wallet = Wallet(Inside(self.tokens[who]))
        opened = self.run("the wallet", wallet.add)["data"]
        asked = ("client_key", "customer_key", "redirect_url")
        given = (opened["clientKey"], opened["customerKey"], opened["redirectUrl"])
        registered = self.toss.register(**dict(zip(asked, given, strict=True)))
        self.toss.agree_billing(client_key=given[0], customer_key=given[1])
        return str(registered["method"]["id"])

    def storefront(self, who: str) -> Storefront:
        email = f"{who}@example.com"
        return Storefront(Inside(self.tokens[who]), self.shop, self.shop.krw, email=email)

    def run(
        self, name: str, work: Callable[[], T], host: int = 0, dies_at: int | str | None = None
    ) -> T:
        """One worker alone; None when it died."""
        (actor,) = self.play([self.actor(name, work, host, dies_at)])
        return actor.result

    def actor(
        self, name: str, work: Callable[[], Any], host: int = 0, dies_at: int | str | None = None
    ) -> Actor:
        return Actor(name, self.hosts[host], work, dies_at)

    def play(self, actors: Sequence[Actor], turns: Sequence[int] = ()) -> Sequence[Actor]:
        self.network.before(self.clocks.now())
        waits = self.stage.waits
        self.stage.play(actors, turns)
        self.tally.waits += self.stage.waits - waits
        for actor in actors:
            self.tally.worked(actor)
            end = f"died {actor.dead}" if actor.dead else repr(actor.error or actor.result)[:160]
            self.told.append(f"{actor.name}: {end}")
            if actor.error and not actor.dead:
                raise actor.error
        self.watch.after_step()
        return actors

    def calm_down(self) -> None:
        """Nothing goes wrong from now on but what has gone wrong already."""
        self.toss.clear_faults()
        self.network.hold = 0
        self.network.deliver()

    def take_unpaid_orders(self) -> None:
        """Saleor then makes an order of any cart, and asks no gateway of the Payments API."""
        from demo.host.models import Channel

        self.unpaid = True
        Channel.objects.update(allow_unpaid_orders=True)

    def orders_first(self, cart: Cart) -> None:
        """Told before: who asks for the order may die before he hears of it."""
        from demo.host.ids import pk_of

        self.watch.paid_later.add(pk_of(cart.storefront.checkout, "Checkout"))

    def close(self, order: str) -> None:
        """What Toss approves for this order from now on goes back."""
        self.closed[order] = {one["orderId"] for one in self.toss.payments() if one["approvedAt"]}

    def surprises(self) -> list[str]:
        """What was wrong on the way, whatever it came to in the end."""
        return [*self.watch.wrong, *self.locks.wrong, *self.diary.surprises]

    def refunding(self, ask: Callable[[], tuple[T, str]]) -> T:
        """Staff ask for a refund: what was answered, and what they read of it."""
        before = len(self.diary.alarms)
        answer, told = ask()
        actor = current()
        alone = actor is not None and actor.alone
        self.watch.refunded(told, self.diary.alarms[before:] if alone else ())
        return answer

    def changing(self, source: str) -> None:
        """A checkout or order is about to owe something else."""
        from demo.host.ids import pk_of

        pk = pk_of(source, "Checkout") or pk_of(source, "Order")
        self.watch.changing(str(pk), self.stage.playing)

    def advance(self, seconds: float) -> None:
        self.network.before(self.clocks.now() + timedelta(seconds=seconds))
        self.clocks.advance(seconds)
