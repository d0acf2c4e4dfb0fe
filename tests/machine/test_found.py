"""What the state machine has found, each as a plain story in its words."""

import pytest

from .acting import act
from .books import approvals, check
from .buying import Complete, Pay, fill, use_window
from .resting import sweep_to_rest
from .staffing import RefundLines, Stock
from .telling import Reconcile
from .trouble import Circumstances, HeldUp

CALM = Circumstances()
RETURNED = Complete(what="returned")
TAKEN = "after POST confirm"


@pytest.fixture
def ordered(world):
    """A cup (12,000 won) and a saucer (5,000), 20,000 with shipping, ordered and paid."""
    cart = fill(world, "one", {"cup": 1, "saucer": 1})
    for step in (Pay(), Complete()):
        act(world, step, CALM)
    use_window(world, cart, 0, "approve")
    act(world, RETURNED, CALM)
    assert cart.order
    return cart


def test_second_click_on_a_line_is_guarded_though_saleor_caps_it(world, ordered):
    """8,000 won were left, so the second click asked for 8,000 and was taken for another one."""
    assert act(world, RefundLines(), CALM) == "refunded"
    assert act(world, RefundLines(), CALM) != "refunded"
    assert refunds(world) == [12000]
    world.advance(61)
    assert act(world, RefundLines(), CALM) == "refunded", "on purpose by now"
    assert refunds(world) == [12000, 8000]
    check(world)


def test_goods_are_gone_after_a_worker_died_with_the_approval(world):
    """Saleor asks no gateway where stock is missing: only a worker of ours can give it back."""
    cart = fill(world, "one", {"cup": 1, "saucer": 1})
    for step in (Pay(), Complete()):
        act(world, step, CALM)
    use_window(world, cart, 0, "approve")
    act(world, RETURNED, Circumstances(dies_at=TAKEN))
    assert len(approvals(world)) == 1
    act(world, Stock(0), CALM)
    act(world, RETURNED, CALM)
    act(world, Pay(), CALM)
    act(world, RETURNED, CALM)
    sweep_to_rest(world)
    act(world, Reconcile(), CALM)
    check(world)
    assert refunds(world) == [20000]


def test_second_window_of_one_order_id_hides_the_approval_of_the_first(world):
    """The worker that confirmed died, Toss approved late, and by order id shows a later refusal."""
    cart = fill(world, "one", {"cup": 1, "saucer": 1})
    for step in (Pay(), Complete()):
        act(world, step, CALM)
    use_window(world, cart, 0, "approve")
    act(world, RETURNED, Circumstances(dies_at=TAKEN, wrong=(HeldUp(),)))
    use_window(world, cart, 0, "REJECT_CARD_PAYMENT")
    sweep_to_rest(world)
    assert len(approvals(world)) == 1
    act(world, Reconcile(), CALM)
    check(world)


def refunds(world):
    lists = (payment["cancels"] or [] for payment in approvals(world))
    return [cancel["cancelAmount"] for cancels in lists for cancel in cancels]
