"""What the state machine has found, each as a plain story in its words."""

import pytest

from .acting import act
from .books import approvals, check
from .buying import Complete, Pay, fill, use_window
from .item_books import events, items
from .requesting import Request
from .resting import sweep_to_rest
from .staffing import RefundLines, Stock
from .telling import Reconcile
from .transacting import Initialize, Process
from .trouble import Circumstances, Fault, HeldUp

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


@pytest.fixture
def charged(world):
    """The same cart paid by a transaction, and no order yet."""
    cart = fill(world, "one", {"cup": 1, "saucer": 1}, "transactions")
    act(world, Initialize(), CALM)
    use_window(world, cart, 0, "approve")
    act(world, Process(), CALM)
    assert cart.charged == 20000
    return cart


@pytest.mark.parametrize("again", [1000, 2000])
def test_each_refused_request_is_answered(world, charged, again):
    """Saleor keeps one failure of a transaction without a reference, and drops the next."""
    act(world, Complete(), CALM)
    act(world, Request(amount=1000), CALM)
    act(world, Request(amount=again), CALM)
    for step in (Request(amount=1000), Request(amount=again)):
        act(world, step, CALM)
        (item,) = items()
        last = events(item, "refund_request", "refund_failure")[-1]
        assert (last.type, int(last.amount_value)) == ("refund_failure", step.amount)
        assert "60초" in last.message
    check(world)


@pytest.mark.parametrize("at", range(1, 18))
def test_worker_dies_while_it_refuses_a_request(world, charged, at):
    """Saleor saves the request as a part of the sums, and its failure only after that."""
    refused = Fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT")
    act(world, Request(amount=1000), Circumstances(dies_at=at, wrong=(refused,)))
    sweep_to_rest(world)
    act(world, Reconcile(), CALM)
    check(world)
    (item,) = items()
    assert len(events(item, "refund_success", "refund_failure")) == 1


def test_charge_whose_sums_were_never_written_is_not_paid_twice(world, charged):
    """Saleor commits the event, then the sums: a worker died in between, and the cart owed all."""
    from demo.host.models import TransactionItem

    TransactionItem.objects.update(charged_value=0)
    act(world, Initialize(), CALM)
    use_window(world, charged, 0, "approve")
    act(world, Process(), CALM)
    assert len(approvals(world)) == 1
    sweep_to_rest(world)
    act(world, Complete(), CALM)
    assert charged.order
    check(world)


def refunds(world):
    lists = (payment["cancels"] or [] for payment in approvals(world))
    return [cancel["cancelAmount"] for cancels in lists for cancel in cancels]
