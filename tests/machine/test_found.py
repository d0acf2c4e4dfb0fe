"""What the state machine has found, each as a plain story in its words."""

import pytest

from .acting import act, race
from .books import approvals, check
from .buying import Change, Complete, GiftCard, Pay, by_a_stranger, fill, press_pay, use_window
from .item_books import events, items
from .requesting import Grant, Request, SendGranted
from .resting import sweep_to_rest
from .staffing import FOREIGN, Close, Console, Foreign, RefundLines, Stock
from .telling import Reconcile
from .transacting import Initialize, OrderFirst, Process
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


@pytest.fixture
def granted(world, charged):
    """Staff have granted 6,000 won of it, and not sent them yet."""
    act(world, Complete(), CALM)
    assert act(world, Grant(amount=6000, sent=False), CALM) == "granted"


@pytest.mark.parametrize(("turns", "later"), [([0], 1), ([2, 1], 65), ([6, 30], 3600)])
def test_grant_is_refunded_once_however_often_it_is_sent(world, granted, turns, later):
    """The second click was answered as a failure, so that Saleor let staff send it a third time."""
    race(world, [(SendGranted(), CALM), (SendGranted(), Circumstances(host=1))], turns)
    world.advance(later)
    act(world, SendGranted(), CALM)
    sweep_to_rest(world)
    act(world, SendGranted(), CALM)
    sweep_to_rest(world)
    assert refunds(world) == [6000]
    check(world)
    assert not world.surprises(), world.surprises()


def test_refusal_and_an_unknown_outcome_are_told_apart(world):
    """Both were a PAYMENT_ERROR with a text, and a storefront that had lost an answer gave up."""
    cart = fill(world, "one", {"cup": 1, "saucer": 1})
    for step in (Pay(), Complete()):
        act(world, step, CALM)
    use_window(world, cart, 0, "approve")
    act(world, RETURNED, Circumstances(wrong=(HeldUp(),)))
    assert not cart.order
    assert not world.surprises(), world.surprises()


@pytest.mark.parametrize(("way", "stranger"), [("payments", False), ("transactions", True)])
def test_pay_pressed_again_and_again_ends_in_a_payment(world, way, stranger):
    """Ten windows kept everybody from an eleventh for 20 to 75 minutes."""
    cart = fill(world, "one", {"cup": 1, "saucer": 1}, way)
    press_pay(world, by_a_stranger(world, cart) if stranger else cart, 11)
    press_pay(world, cart, 1)
    assert cart.offered
    use_window(world, cart, 0, "approve")
    act(world, RETURNED if way == "payments" else Process(), CALM)
    act(world, Complete(), CALM)
    assert cart.order
    sweep_to_rest(world)
    check(world)


@pytest.mark.parametrize(
    ("when", "expires"),
    [("before the window", True), ("in the window", False), ("in the confirm", False)],
)
def test_closed_order_is_not_paid(world, expires, when):
    """Saleor takes a charge for an order that is cancelled or has expired, and revives it."""
    cart = fill(world, "one", {"cup": 1, "saucer": 1}, "order")
    act(world, OrderFirst(), CALM)
    if when == "before the window":
        act(world, Close(expires=expires), CALM)
    act(world, Initialize(), CALM)
    if cart.windows:
        assert use_window(world, cart, 0, "approve") == "returned"
    if when == "in the window":
        act(world, Close(expires=expires), CALM)
    steps = [(Process(), CALM), (Close(expires=expires), CALM)]
    race(world, steps if when == "in the confirm" else steps[:1], [5])
    sweep_to_rest(world)
    act(world, Reconcile(), CALM)
    check(world)
    assert not world.surprises(), world.surprises()


@pytest.mark.parametrize(
    ("way", "change"),
    [
        ("payments", Change(quantity=1, reads=False)),
        ("transactions", Change(quantity=1, reads=False)),
        ("transactions", GiftCard()),
    ],
    ids=str,
)
def test_cart_whose_price_nobody_reads_is_not_paid_at_the_old_one(world, way, change):
    """Saleor reckons a total when somebody reads it, and transactionProcess took the old one."""
    cart = fill(world, "one", {"cup": 2, "saucer": 1}, way)
    press_pay(world, cart, 1)
    act(world, change, CALM)
    use_window(world, cart, 0, "approve")
    act(world, RETURNED if way == "payments" else Process(), CALM)
    sweep_to_rest(world)
    act(world, Reconcile(), CALM)
    check(world)
    assert not world.surprises(), world.surprises()


def test_shop_that_takes_unpaid_orders_is_paid_by_transaction(world):
    """The setting that order-first shops use shut the Transactions API out as well."""
    world.take_unpaid_orders()
    cart = fill(world, "one", {"cup": 1, "saucer": 1}, "order")
    for step in (OrderFirst(), Initialize()):
        act(world, step, CALM)
    use_window(world, cart, 0, "approve")
    act(world, Process(), CALM)
    assert cart.order
    sweep_to_rest(world)
    check(world)


def test_rows_of_other_systems_stop_no_reconciling(world, charged):
    """One payment in dollars under the same MID, and nothing was compared that night."""
    act(world, Complete(), CALM)
    for which in range(len(FOREIGN)):
        act(world, Foreign(which=which), CALM)
    act(world, Console(amount=1000), CALM)
    sweep_to_rest(world)
    act(world, Reconcile(), CALM)
    check(world)
    assert act(world, Reconcile(heal=False, asked="again"), CALM) == "agrees"


def test_second_click_is_told_when_to_try_again(world, charged):
    """It was told in Saleor's UTC, to wait a minute more, and was an error in the log."""
    act(world, Complete(), CALM)
    act(world, Request(amount=1000), CALM)
    world.advance(20)
    act(world, Request(amount=1000), CALM)
    assert refunds(world) == [1000]
    assert not world.surprises(), world.surprises()
