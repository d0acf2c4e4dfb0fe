"""The scene of a load run: who buys, who refunds, and what is said of it afterwards."""

import os
import queue
import random
import statistics
import threading
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from . import broker
from .backoffice import Backoffice
from .graphql import Api
from .load_buyer import Buyer, Diary
from .load_saleor import LoadedSaleor
from .load_staff import Refunder
from .load_watch import Watch
from .shop import Shop
from .storefront import Storefront
from .toss import Toss

SEED = int(os.environ.get("BRANDPAY_LOAD_SEED", "4"))


class Crowd:
    """Threads; what surprises one of them is kept for the test, and it goes on."""

    def __init__(self) -> None:
        self.surprises: list[str] = []
        self.threads: list[threading.Thread] = []

    def hire(self, work) -> None:
        def run() -> None:
            work(self.guarded)

        thread = threading.Thread(target=run)
        thread.start()
        self.threads.append(thread)

    def guarded(self, action):
        try:
            return action()
        except Exception:  # noqa: BLE001  (shown by the test)
            self.surprises.append(traceback.format_exc(limit=-4))

    def join(self) -> None:
        for thread in self.threads:
            thread.join()


@dataclass
class Scene:
    """Buyers and staff at their work, each in a thread."""

    servers: LoadedSaleor
    staff: Backoffice
    shop: Shop
    toss: Toss
    api: type[Api]
    checkouts: int
    diary: Diary = field(default_factory=Diary)

    def play(self, crowd, others) -> list[str]:
        began = time.monotonic()
        self.buyers = len(crowd)
        self.paid: queue.Queue[str | None] = queue.Queue()
        self.numbers = iter(range(self.checkouts))
        self.lock = threading.Lock()
        boss = Backoffice(self.api(self.servers.url, self.staff.api.token))
        self.refunder = Refunder(boss, self.toss, random.Random(SEED), self.paid)
        buyers, office, street = Crowd(), Crowd(), Crowd()
        for other in others:
            street.hire(other.work)
        for user in crowd:
            buyers.hire(partial(self._buy, user))
        office.hire(self.refunder.work)
        buyers.join()
        self.paid.put(None)
        office.join()
        for other in others:
            other.leave()
        street.join()
        self.took = time.monotonic() - began
        return buyers.surprises + office.surprises + street.surprises

    def _buy(self, user, guarded) -> None:
        from .conftest import token_of

        while (number := self._one_more()) is not None:
            chance = random.Random(f"{SEED}-{number}")
            token = token_of(user) if chance.random() < 0.6 else None
            api = self.api(self.servers.url, token)
            storefront = Storefront(api, self.shop, self.shop.krw, email=user.email)
            order = guarded(Buyer(storefront, self.toss, chance, self.diary).shop)
            if order:
                self.paid.put(order)

    def _one_more(self) -> int | None:
        with self.lock:
            return next(self.numbers, None)

    def lines(self, calls):
        struck = Counter(call["fault"] for call in calls if call["fault"])
        yield (
            f"load: {self.checkouts} checkouts by {self.buyers} buyers in {self.took:.0f} s, "
            f"seed {SEED}; {struck.total()} of {len(calls)} calls to Toss went wrong"
        )
        diary, refunder = self.diary, self.refunder
        yield f"  faults: {listed(struck)}"
        yield f"  buyers: {listed(diary.ways)}"
        yield f"  ends: {listed(diary.ends)}; redirect URL failed: {listed(diary.sdk)}"
        yield f"  told: {listed(diary.told)}"
        yield f"  staff: {listed(refunder.clicks)}; refused or unknown {refunder.refused}"


def locks(watch: Watch) -> str:
    return (
        f"  deadlocks {watch.deadlocks}; locks held at most {watch.held:.2f} s, "
        f"waited for at most {watch.waited:.2f} s"
    )


def webhook_times() -> str:
    from saleor_brandpay.models import Event

    waits = sorted(
        (event.done_at - event.received_at).total_seconds()
        for event in Event.objects.filter(done_at__isnull=False, tries=1)
    )
    how = "eagerly, in the request" if broker.missing() else "in Celery, over Redis"
    if not waits:
        return "  no webhook was processed"
    return (
        f"  {len(waits)} webhooks done at the first try {how}, from acceptance: median "
        f"{statistics.median(waits):.2f} s, longest {waits[-1]:.2f} s"
    )


def listed(counter: Counter) -> str:
    return ", ".join(f"{name} {count}" for name, count in counter.most_common())
