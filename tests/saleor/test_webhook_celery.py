"""Webhooks in a Saleor that runs Celery: with its broker, and while that is dead (M15)."""

import json
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from . import broker
from .helpers import captured, held, paid_order
from .hooks import all_done, events, sweep, unseen
from .lengthy import lengthy
from .load_saleor import loaded_saleor
from .test_webhook_intake import EVENT, post

pytestmark = [pytest.mark.usefixtures("webhooks"), lengthy]

DEAD = "redis://127.0.0.1:9/0"


@pytest.fixture
def saleor_of(tmp_path, webhooks):
    """Starts one process of Saleor with a broker; yields the webhook's address there."""

    def start(settings):
        return loaded_saleor(tmp_path, processes=1, **settings)

    return start


def moved(webhooks: str, url: str) -> str:
    return url + urlsplit(webhooks).path


def test_dead_broker_keeps_nobody_waiting(saleor_of, webhooks, member, staff, toss, figures, later):
    """The event is kept and answered at once; the next sweep finds it."""
    unseen(member, toss)
    with saleor_of({"BRANDPAY_TEST_BROKER": DEAD}) as saleor:
        address = moved(webhooks, saleor.url)
        assert post(address, json.dumps(EVENT).encode()) == 200
        body = json.dumps({**EVENT, "data": approved_event(toss)}).encode()
        began = time.monotonic()
        assert post(address, body) == 200
        took = time.monotonic() - began
    figures.say(f"webhook accepted while the broker is dead: {took:.2f} s")
    assert took < 8
    assert [done for _, done in events()] == [False, False]
    assert staff.orders() == []
    later(60)
    sweep()
    assert all_done()
    paid_order(staff, toss, member.complete(), 15000)


def approved_event(toss) -> dict:
    (payment,) = toss.payments()
    return payment


@pytest.fixture
def celery():
    """The environment of Saleor's processes that share a broker."""
    if problem := broker.missing():
        pytest.skip(problem)
    with broker.broker() as settings:
        yield settings


def test_celery_makes_the_order(
    celery, saleor_of, webhooks, member, staff, toss, tmp_path, figures
):
    with ExitStack() as stack:
        saleor = stack.enter_context(saleor_of(celery))
        settings = {**celery, "PUBLIC_URL": saleor.url}
        stack.enter_context(broker.celery_worker(tmp_path, settings, processes=1))
        unseen(member, toss)
        body = json.dumps({**EVENT, "data": approved_event(toss)}).encode()
        began = time.monotonic()
        assert post(moved(webhooks, saleor.url), body) == 200
        accepted = time.monotonic() - began
        assert eventually(lambda: staff.orders() and all_done())
        done = time.monotonic() - began
        paid_order(staff, toss, member.complete(), 15000)
        toss.console_refund(toss.payments()[0]["paymentKey"], amount=4000)
        body = json.dumps({**EVENT, "data": approved_event(toss)}).encode()
        assert post(moved(webhooks, saleor.url), body) == 200
        (order,) = staff.orders()
        assert eventually(lambda: captured(staff.order(order["id"])) == held(toss) == 11000)
    figures.say(f"webhook with Celery: accepted in {accepted:.2f} s, an order after {done:.2f} s")


def test_celery_sweeps(celery, member, staff, toss, tmp_path):
    """A sweep hands its work to the worker, which finds the same rows due."""
    from saleor_brandpay.models import Attempt

    with broker.celery_worker(tmp_path, celery, processes=1) as worker:
        unseen(member, toss)
        Attempt.objects.update(due_at=Attempt.objects.get().opened_at)
        send_to(celery, "saleor_brandpay.sweep")
        assert eventually(staff.orders), worker.log.read_text()[-3000:]
    paid_order(staff, toss, member.complete(), 15000)


def send_to(settings: dict[str, str], task: str) -> None:
    """As Celery beat does: a name, sent over the broker."""
    from celery import Celery

    # The tests of this process go on with Saleor's own.
    beat = Celery(broker=settings["BRANDPAY_TEST_BROKER"], set_as_current=False)
    beat.conf.broker_transport_options = {
        "global_keyprefix": settings["BRANDPAY_TEST_BROKER_PREFIX"]
    }
    beat.send_task(task)


def eventually(what, seconds: float = 60) -> bool:
    """Another process does it: look until it is so."""
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
