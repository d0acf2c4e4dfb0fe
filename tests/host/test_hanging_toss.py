"""Toss hangs while a crowd pays: nobody else notices, and nobody pays twice (M21)."""

import threading
import time
from datetime import timedelta
from statistics import median

import pytest

from saleor_brandpay import clock
from saleor_brandpay.core import breakers
from tests.saleor.graphql import accepted
from tests.saleor.helpers import approved, held, together
from tests.saleor.hooks import sweep

pytestmark = pytest.mark.usefixtures("webhooks")

BUYERS = 24
CONNECTIONS = 12
"""More than the buyers that are let in, fewer than those who come."""
DEADLINE = 12
PATIENCE = 10
"""Seconds that a request waits for a connection to the database."""


class Later(clock.Clock):
    """The machine's clock, two minutes on."""

    SECONDS = 120

    def now(self):
        return super().now() + timedelta(seconds=self.SECONDS)

    def monotonic(self):
        return super().monotonic() + self.SECONDS


@pytest.fixture
def small_shop(settings, monkeypatch):
    """All that this process asks of its database from now on goes through few connections."""
    from django.db import connection
    from django.db.backends.postgresql.base import DatabaseWrapper

    settings.BRANDPAY_DEADLINE = DEADLINE
    connection.close()
    size = {"min_size": CONNECTIONS, "max_size": CONNECTIONS, "timeout": PATIENCE}
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "pool", size)
    monkeypatch.setattr(DatabaseWrapper, "_connection_pools", {})
    connection.pool.open(wait=True)
    yield
    connection.close()
    connection.pool.close()


@pytest.fixture
def crowd(storefront_of, buyer, toss):
    """Buyers who come back from the window, each with a checkout of 15,000 won."""

    def paying():
        storefront = storefront_of(buyer).fill().payment_create()
        return storefront, toss.buyer(storefront.complete().data)

    return [paying() for _ in range(BUYERS)]


def statuses_of_others(storefront, crowd):
    """Everybody pays at once; what others are answered meanwhile, and how long it took."""
    over = threading.Event()
    answers, seconds, others = [], [], []

    def pay():
        began = time.monotonic()
        try:
            calls = [lambda one=one: one[0].try_complete(one[1]) for one in crowd]
            answers.extend(together(*calls))
        finally:
            seconds.append(time.monotonic() - began)
            over.set()

    paying = threading.Thread(target=pay)
    paying.start()
    while not over.is_set():
        began = time.monotonic()
        status, _ = storefront.api.post("query { me { id email } }")
        others.append((status, time.monotonic() - began))
    paying.join()
    return answers, seconds[0], others


def failed(others):
    return [status for status, _ in others if status != 200]


@pytest.fixture
def said(figures):
    def say(name, answers, seconds, others):
        raw = sum(status != 200 for status, _ in answers)
        figures.say(
            f"Toss hangs, {BUYERS} buyers, {CONNECTIONS} connections, {name}: "
            f"{len(failed(others))} of {len(others)} other requests failed, "
            f"median {median(took for _, took in others) * 1000:.0f} ms, "
            f"slowest {max(took for _, took in others):.2f} s; "
            f"{raw} buyers read a raw error, the last was answered after {seconds:.1f} s"
        )

    return say


@pytest.mark.usefixtures("small_shop")
def test_without_limits_the_shop_goes_down_with_it(
    storefront_of, other_buyer, crowd, toss, monkeypatch, settings, said
):
    """What the limits are for: a test of the tests beside it."""
    settings.BRANDPAY_BUYER_CALLS = 0
    monkeypatch.setattr(breakers, "TIMEOUTS", 0)
    toss.fault("*", "hang", times=None)
    answers, seconds, others = statuses_of_others(storefront_of(other_buyer), crowd)
    said("no limits", answers, seconds, others)
    assert failed(others)


@pytest.mark.usefixtures("small_shop")
@pytest.mark.parametrize("kind", ["hang", "hang_after"])
def test_crowd_at_a_hanging_toss(kind, storefront_of, other_buyer, staff, crowd, toss, said):
    toss.forget_requests()
    toss.fault("confirm", kind, times=None)
    toss.fault("payment", "hang", times=None)
    toss.fault("payment_by_order_id", "hang", times=None)
    answers, seconds, others = statuses_of_others(storefront_of(other_buyer), crowd)
    said(kind, answers, seconds, others)

    # Everybody else goes on, and every buyer is told at once, or within one deadline.
    assert not failed(others)
    assert median(took for _, took in others) < 1
    assert seconds < 2 * DEADLINE
    sent = toss.calls("confirm")
    assert 0 < len(sent) <= 8
    told = [str(accepted(*answer)["checkoutComplete"]["errors"]) for answer in answers]
    assert sum("CHECKING: " in body for body in told) == len(sent), told
    assert sum("두 번 결제되지 않습니다" in body for body in told) == BUYERS
    assert staff.orders() == []

    # Nothing is lost after one sweep, and nothing is charged twice.
    toss.mend()
    toss.advance(Later.SECONDS)
    with clock.use(Later()):
        sweep()
        swept = len(staff.orders())
        assert swept == len(approved(toss)) == (len(sent) if kind == "hang_after" else 0)
        completed = [one.complete(returned) for one, returned in crowd]
    assert all(one.order for one in completed), completed
    assert len(approved(toss)) == BUYERS
    assert held(toss) == BUYERS * 15000
    assert len({one.order["id"] for one in completed}) == BUYERS
