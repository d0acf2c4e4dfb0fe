"""Restores, copies and keys, each as a plain story in the state machine's words (M19, M20)."""

import pytest

from saleor_brandpay.core.merchants import merchants

from . import resting
from .acting import act
from .books import approvals, check
from .buying import Complete, Pay, fill, use_window
from .requesting import Request
from .resting import rest
from .shop_life import Backup, Deploy, in_a_copy, restore
from .staffing import Configure, Refund
from .telling import Reconcile, Sweep
from .transacting import Initialize, Process
from .trouble import Circumstances

CALM = Circumstances()
RETURNED = Complete(what="returned")


@pytest.fixture
def back(world):
    """A buyer of the Payments API has just returned from the window."""
    cart = fill(world, "one", {"cup": 1, "saucer": 1})
    for step in (Pay(), Complete()):
        act(world, step, CALM)
    use_window(world, cart, 0, "approve")
    return cart


@pytest.fixture
def charged(world):
    """20,000 won, ordered and paid by a transaction."""
    cart = fill(world, "two", {"cup": 1, "saucer": 1}, "transactions")
    index = world.carts.index(cart)
    act(world, Initialize(index), CALM)
    use_window(world, cart, 0, "approve")
    for step in (Process(index), Complete(index)):
        act(world, step, CALM)
    assert cart.order
    return cart


def given(world):
    return [one["cancelAmount"] for pay in world.toss.payments() for one in pay["cancels"] or []]


def test_paid_after_the_backup_is_found(world, back):
    backup = Backup(world)
    act(world, RETURNED, CALM)
    restore(world, backup)
    assert not world.carts[0].order
    act(world, RETURNED, CALM)
    assert world.carts[0].order
    assert len(approvals(world)) == 1
    rest(world, told=True, forgery="done")


def test_begun_and_paid_after_the_backup_is_lost_and_told(world):
    backup = Backup(world)
    cart = fill(world, "one", {"cup": 1, "saucer": 1})
    for step in (Pay(), Complete()):
        act(world, step, CALM)
    use_window(world, cart, 0, "approve")
    act(world, RETURNED, CALM)
    restore(world, backup)
    other = fill(world, "two", {"cup": 1, "saucer": 1})
    for step in (Pay(1), Complete(1), Complete(1, what="returned")):
        act(world, step, CALM)
    act(world, Sweep(), CALM)
    assert not other.order, "another buyer's payment makes no order of his"
    world.advance(3600)
    assert "differs" in act(world, Reconcile(), CALM)
    assert given(world) == [], "no worker decides what is lost"
    rest(world, told=True, forgery="done")
    assert given(world) == [20000]


def test_request_that_has_an_earlier_ones_number(world, charged):
    """A restored database gives its primary keys out again: the refund of another request, which
    Toss made before, is no answer to this one."""
    backup = Backup(world)
    act(world, Request(amount=5000), CALM)
    restore(world, backup)
    assert "refund_failure" in act(world, Request(amount=3000), CALM)
    assert given(world) == [5000]
    assert "refund_success 3000" in act(world, Request(amount=3000), CALM)
    assert given(world) == [5000, 3000]
    rest(world, told=True, forgery="done")


@pytest.mark.parametrize("keys", [False, True])
def test_copy_moves_nothing(world, back, charged, keys):
    world.advance(3600)
    in_a_copy(world, [Sweep(), RETURNED, Refund(), Request(), Reconcile()], keys=keys)
    assert not world.watch.wrong
    assert not given(world)
    act(world, Request(amount=5000), CALM)
    assert given(world) == [5000]
    rest(world, told=True, forgery="done")


def test_what_a_copy_sends_is_seen(world, charged, monkeypatch):
    """With the gate taken out."""
    monkeypatch.setattr(merchants, "why_frozen", lambda *_: None)
    in_a_copy(world, [Request()], keys=False)
    (wrong,) = world.watch.wrong
    assert "a copy sent POST" in wrong
    world.watch.wrong.clear()


def test_host_without_the_newest_key_serves_buyers_and_decides_nothing(world, back):
    """It has the secret from the settings, and cannot read it in the rows that workers go by."""
    for step in (Deploy(), Configure(pair=1)):
        act(world, step, CALM)
    act(world, RETURNED, Circumstances(host=1, dies_at="after POST confirm"))
    assert len(approvals(world)) == 1
    world.advance(600)
    world.hosts[1].forget_if(True)
    due = resting.next_due(world)
    act(world, Sweep(), Circumstances(host=1))
    assert resting.next_due(world) >= due, "it is left to others"
    assert not given(world)
    act(world, RETURNED, Circumstances(host=1))
    assert back.order
    check(world)
    rest(world, told=True, forgery="done")
