"""The demo's sweep: what a visitor watches is what a shop's workers do."""

import threading

import pytest

from demo import sweeper
from tests.saleor.helpers import paid_order
from tests.saleor.hooks import unseen

pytestmark = pytest.mark.usefixtures("webhooks")


def test_payment_whose_buyer_has_left_becomes_an_order(member, staff, toss, later):
    unseen(member, toss)
    assert staff.orders() == []
    later(120)
    sweeper.sweep()
    paid_order(staff, toss, member.complete(), 15000)


def test_sweep_comes_again_until_it_is_stopped(monkeypatch):
    """One that fails is not the last one."""
    came = threading.Semaphore(0)

    def fail() -> None:
        came.release()
        raise OSError("the database is away")

    monkeypatch.setattr(sweeper, "sweep", fail)
    working = sweeper.Sweeper(seconds=0.001)
    working.start()
    assert came.acquire(timeout=10)
    assert came.acquire(timeout=10)
    working.stop()
    assert not working.is_working
