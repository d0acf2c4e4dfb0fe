"""Many buyers at once, while a fifth of Toss's answers goes wrong: both sides agree at the end.

BRANDPAY_LOAD says how much: "200x16" is 200 checkouts by 16 buyers at a time.
"""

import os
import queue
import random
import statistics
import threading
import time
import traceback
from collections import Counter
from contextlib import ExitStack
from functools import partial
from urllib.parse import urlsplit

import pytest

from . import broker
from .backoffice import Backoffice
from .graphql import Api
from .hooks import sweep
from .load_books import compare
from .load_buyer import Buyer, Diary
from .load_saleor import loaded_saleor
from .load_staff import Refunder
from .load_watch import Watch
from .storefront import Storefront

pytestmark = pytest.mark.usefixtures("brandpay")

SEED = int(os.environ.get("BRANDPAY_LOAD_SEED", "4"))
CHECKOUTS, BUYERS = (int(n) for n in os.environ.get("BRANDPAY_LOAD", "30x8").split("x"))
PROCESSES = 2
FAILING = 0.2
DEADLINE = "6"
"""Seconds, for one hook: a Toss that hangs costs each buyer that much."""
DECLINING = 0.03
"""Confirms that Toss refuses on top of that: it is the card's fault, not Toss's."""


@pytest.fixture
def crowd(_shop):
    """Sixteen logged-in buyers."""
    from .conftest import create_user

    return [create_user(f"buyer{n}@example.com", first_name=str(n)) for n in range(BUYERS)]


@pytest.fixture
def bad_weather(toss):
    """A fifth of Toss's answers goes wrong, each in a way of its own."""

    def begin() -> None:
        code = "REJECT_CARD_COMPANY"
        toss.fault("confirm", "refuse", times=None, probability=DECLINING, code=code)
        toss.fault("*", "random", times=None, probability=FAILING)
        for kind, probability in {"drop": FAILING, "duplicate": 0.1, "reorder": 0.1}.items():
            toss.webhook_fault(kind, times=None, probability=probability)

    return begin


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


@pytest.fixture
def servers(tmp_path, toss, staff):
    """Saleor, with a Celery worker where there is Redis; webhooks come by themselves."""
    with ExitStack() as stack:
        celery = {} if broker.missing() else stack.enter_context(broker.broker())
        settings = {"BRANDPAY_DEADLINE": DEADLINE, **celery}
        saleor = stack.enter_context(loaded_saleor(tmp_path, processes=PROCESSES, **settings))
        if celery:
            settings["PUBLIC_URL"] = saleor.url
            stack.enter_context(broker.celery_worker(tmp_path, settings))
        path = urlsplit(staff.settings("krw")["webhook_url"]).path
        toss.webhook_url(saleor.url + path)
        toss.settings(webhooks="auto")
        yield saleor


def test_both_sides_agree_after_a_crowd(
    servers, crowd, staff, shop, toss, bad_weather, later, reconciled, figures
):
    shop.set_stock("cup", 100000)
    shop.set_stock("saucer", 100000)
    diary = Diary()
    toss.forget_requests()
    bad_weather()
    began = time.monotonic()
    with Watch() as watch:
        surprises, refunder = everybody(servers, crowd, staff, shop, toss, diary)
    took = time.monotonic() - began
    calls = toss.requests()
    fair_weather(toss)
    servers.read()
    before, times = compare(toss), webhook_times()
    # Every window is over, and whatever was put off is due.
    later(2 * 3600)
    while toss.deliver(limit=10):
        pass
    sweep()
    healed = reconciled()
    books = compare(toss)
    for line in report(servers, watch, diary, refunder, calls, took):
        figures.say(line)
    figures.say(times)
    figures.say(f"  differences left by the crowd: {len(before.differences)}, and one run later:")
    for line in books.table():
        figures.say(line)
    assert surprises == []
    assert servers.errors == []
    assert books.differences == []
    assert healed in (0, 1)
    assert reconciled() == 0
    assert watch.deadlocks == 0


def fair_weather(toss) -> None:
    toss.mend()
    toss.call("DELETE", "webhooks/faults")
    toss.settings(webhooks="manual")


def everybody(saleor, crowd, staff, shop, toss, diary):
    from .conftest import token_of

    refunds: queue.Queue[str | None] = queue.Queue()
    buyers, office = Crowd(), Crowd()
    numbers = iter(range(CHECKOUTS))
    lock = threading.Lock()

    def one_more() -> int | None:
        with lock:
            return next(numbers, None)

    def buy(user, guarded) -> None:
        while (number := one_more()) is not None:
            chance = random.Random(f"{SEED}-{number}")
            member = chance.random() < 0.6
            api = Api(saleor.url, token_of(user) if member else None)
            storefront = Storefront(api, shop, shop.krw, email=user.email)
            order = guarded(Buyer(storefront, toss, chance, diary).shop)
            if order:
                refunds.put(order)

    boss = Backoffice(Api(saleor.url, staff.api.token))
    refunder = Refunder(boss, toss, random.Random(SEED), refunds)
    for user in crowd:
        buyers.hire(partial(buy, user))
    office.hire(refunder.work)
    buyers.join()
    refunds.put(None)
    office.join()
    return buyers.surprises + office.surprises, refunder


def report(saleor, watch, diary, refunder, calls, took):
    struck = Counter(call["fault"] for call in calls if call["fault"])
    yield (
        f"load: {CHECKOUTS} checkouts by {BUYERS} buyers at {PROCESSES} processes in {took:.0f} s, "
        f"seed {SEED}; {sum(struck.values())} of {len(calls)} calls to Toss went wrong"
    )
    yield f"  faults: {listed(struck)}"
    yield f"  buyers: {listed(diary.ways)}"
    yield f"  ends: {listed(diary.ends)}; redirect URL failed: {listed(diary.sdk)}"
    yield f"  told: {listed(diary.told)}"
    yield f"  staff: {listed(refunder.clicks)}; refused or unknown {refunder.refused}"
    yield (
        f"  deadlocks {watch.deadlocks}; locks held at most {watch.held:.2f} s, "
        f"waited for at most {watch.waited:.2f} s"
    )
    yield from saleor.lines()


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
