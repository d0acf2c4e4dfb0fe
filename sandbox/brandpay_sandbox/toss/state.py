"""Everything that the sandbox remembers between two resets."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..faults.faults import Faults
from ..http.idempotency import IdempotencyStore
from ..http.rates import Rates
from ..http.settings import Settings
from ..pages.session import Windows
from ..webhooks.announcing import Announcer
from ..webhooks.outbox import Outbox
from .clock import SandboxClock
from .customers import Customers
from .ids import Ids
from .journal import Journal
from .ledger import Ledger
from .merchants import Keys
from .promotions import Promotions
from .settlements import Settlements

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..http import log


LOG_LENGTH = 20_000
"""Requests remembered; the oldest go first."""


@dataclass(slots=True, kw_only=True)
class State:
    """Touched by the event loop's thread only, and never across an await: no lock is needed."""

    keys: Keys
    ids: Ids
    clock: SandboxClock = field(default_factory=SandboxClock)
    settings: Settings = field(default_factory=Settings)
    idempotency: IdempotencyStore = field(default_factory=IdempotencyStore)
    settlements: Settlements = field(default_factory=Settlements)
    promotions: Promotions = field(default_factory=Promotions)
    rates: Rates = field(default_factory=Rates)
    log: deque[log.Entry] = field(default_factory=lambda: deque(maxlen=LOG_LENGTH))
    journal: Journal = field(default_factory=Journal)
    windows: Windows = field(default_factory=Windows)
    connections: int = 0
    """TCP connections accepted."""
    api_connections: int = 0
    """Those of them that carried a call of the API, not only of the control API."""
    customers: Customers = field(init=False)
    payments: Ledger = field(init=False)
    faults: Faults = field(init=False)
    outbox: Outbox = field(init=False)
    announcer: Announcer = field(init=False)
    faults_cleared: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    shaped: bool = False
    """Rows were put in, or payments are shown otherwise: answers need not be as documented."""
    over: bool = False
    """A reset or the server's end: requests that still wait are dropped."""

    def __post_init__(self) -> None:
        self.faults = Faults(self.ids)
        self.outbox = Outbox(self.ids, self.clock)
        self.announcer = Announcer(self.outbox, self.clock, self.settings)
        self.customers = Customers(self.ids, self.announcer)
        self.payments = Ledger(self.ids, self.clock, self.announcer.payment)

    def clear_faults(self) -> None:
        """Take all faults away; requests that hang are dropped, slow ones go on at once."""
        self.faults.clear()
        self.faults_cleared.set()
        self.faults_cleared = asyncio.Event()

    def end(self) -> None:
        """Drop the requests that wait."""
        self.over = True
        self.ended.set()
        self.clear_faults()


class Sandbox:
    """The server's one state, and how it starts over."""

    def __init__(
        self,
        keys: Keys,
        *,
        seed: int = 0,
        settings: Settings | None = None,
        prepare: Callable[[State], None] | None = None,
    ) -> None:
        """`prepare` brings each fresh state to its beginning; what it raises is raised here."""
        self._keys = keys
        self._seed = seed
        self._settings = settings or Settings()
        self._prepare = prepare
        self.state = self._fresh()

    def reset(self) -> None:
        """Forget everything but the keys known from the start; requests under way are dropped."""
        old, self.state = self.state, self._fresh()
        old.end()

    def load(self, restore: Callable[[State], None]) -> None:
        """Forget everything, keys too, and go on from a state that `restore` fills.

        What it raises is raised here, and everything stays as it was.
        """
        state = State(keys=Keys(), ids=Ids(self._seed), settings=replace(self._settings))
        restore(state)
        old, self.state = self.state, state
        old.end()

    def stop(self) -> None:
        """Drop the requests that wait, so that the server can end."""
        self.state.end()

    def _fresh(self) -> State:
        settings = replace(self._settings)
        state = State(keys=self._keys.copy(), ids=Ids(self._seed), settings=settings)
        if self._prepare is not None:
            self._prepare(state)
        return state
