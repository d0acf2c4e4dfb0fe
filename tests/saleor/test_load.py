"""Many buyers at once, while a fifth of Toss's answers goes wrong: both sides agree at the end.

BRANDPAY_LOAD says how much: "200x16" is 200 checkouts by 16 buyers at a time.
"""

import os
import random
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from . import broker
from .graphql import Api
from .hooks import sweep
from .lengthy import lengthy
from .load_books import Books, compare
from .load_death import APPLICATION, Death, StubbornApi
from .load_saleor import loaded_saleor
from .load_scene import SEED, Scene, listed, locks, webhook_times
from .load_watch import Watch

pytestmark = [pytest.mark.usefixtures("brandpay"), lengthy]

CHECKOUTS, BUYERS = (int(n) for n in os.environ.get("BRANDPAY_LOAD", "30x8").split("x"))
PROCESSES = 2
FAILING = 0.2
HANGING = 0.02
"""Of them, those that never come: the random ones let go after a second."""
DEADLINE = "6"
"""Seconds, for one hook: a Toss that hangs costs each buyer that much."""
DECLINING = 0.03
"""Confirms that Toss refuses on top of that: it is the card's fault, not Toss's."""


@pytest.fixture
def crowd(_shop):
    """Buyers with an account each."""
    from .conftest import create_user

    return [create_user(f"buyer{n}@example.com", first_name=str(n)) for n in range(BUYERS)]


@pytest.fixture
def bad_weather(toss):
    """A fifth of Toss's answers goes wrong, each in a way of its own."""

    def begin() -> None:
        code = "REJECT_CARD_COMPANY"
        toss.fault("confirm", "refuse", times=None, probability=DECLINING, code=code)
        toss.fault("*", "hang", times=None, probability=HANGING)
        toss.fault("*", "random", times=None, probability=FAILING - HANGING)
        for kind, probability in {"drop": FAILING, "duplicate": 0.1, "reorder": 0.1}.items():
            toss.webhook_fault(kind, times=None, probability=probability)

    return begin


@pytest.fixture
def servers(tmp_path, toss, staff):
    """Saleor, with a Celery worker where there is Redis; webhooks come by themselves."""
    with ExitStack() as stack:
        celery = {} if broker.missing() else stack.enter_context(broker.broker())
        settings = {"BRANDPAY_DEADLINE": DEADLINE, "PGAPPNAME": APPLICATION, **celery}
        saleor = stack.enter_context(loaded_saleor(tmp_path, processes=PROCESSES, **settings))
        if celery:
            settings["PUBLIC_URL"] = saleor.url
            worker = stack.enter_context(broker.celery_worker(tmp_path, settings))
            saleor.parents.append(worker.pid)
        path = urlsplit(staff.settings("krw")["webhook_url"]).path
        toss.webhook_url(saleor.url + path)
        toss.settings(webhooks="auto")
        yield saleor


@pytest.fixture
def crowded(servers, crowd, staff, shop, toss, bad_weather, later, reconciled, figures):
    """Lets the crowd in, tells what it met, and settles everything with one run."""

    def run(checkouts: int, api: type[Api], *others) -> tuple[list[str], Books]:
        for sku in ("cup", "saucer"):
            shop.set_stock(sku, 100000)
        toss.forget_requests()
        bad_weather()
        scene = Scene(servers, staff, shop, toss, api, checkouts)
        with Watch() as watch:
            surprises = scene.play(crowd, others)
        calls = toss.requests()
        fair_weather(toss)
        servers.read()
        left, times = compare(toss).differences, webhook_times()
        # Every window is over, and whatever was put off is due.
        later(2 * 3600)
        while toss.deliver(limit=10):
            pass
        sweep()
        assert reconciled() in (0, 1)
        books = compare(toss)
        for line in [*scene.lines(calls), *servers.lines(), times, locks(watch)]:
            figures.say(line)
        figures.say(f"  differences left by the crowd: {len(left)}, and one run later:")
        for line in books.table():
            figures.say(line)
        assert watch.deadlocks == 0
        assert reconciled() == 0
        return surprises, books

    return run


def test_both_sides_agree_after_a_crowd(crowded, servers):
    surprises, books = crowded(CHECKOUTS, Api)
    assert books.differences == []
    assert surprises == []
    assert servers.errors == []


def test_both_sides_agree_although_servers_die(crowded, servers, figures):
    """The same, while processes are killed and connections cut: buyers ask again."""
    death = Death(random.Random(SEED), servers.parents)
    surprises, books = crowded(CHECKOUTS // 2, StubbornApi, death)
    figures.say(f"  met meanwhile: {listed(death.met)}")
    assert books.differences == []
    assert surprises == []


def fair_weather(toss) -> None:
    toss.mend()
    toss.call("DELETE", "webhooks/faults")
    toss.settings(webhooks="manual")
