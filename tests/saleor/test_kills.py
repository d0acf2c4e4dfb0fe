"""Workers that are killed, or lose their database, at every place where it could cost money.

What was left half done is ended by the next call of the buyer or of staff.
"""

import pytest

from tests.saleor.crash_points import CLIENT, PLUGIN, both, each_moment

from .backoffice import Backoffice
from .graphql import accepted
from .helpers import captured, held, pay, refunded
from .hooks import sweep
from .lengthy import lengthy
from .test_one_touch import begin_anew, one_touch, stored  # noqa: F401

pytestmark = [pytest.mark.usefixtures("brandpay"), lengthy]

OPEN = [(f"{PLUGIN}.process_payment", "after")]
CONFIRM = [
    (f"{CLIENT}.confirm", "before"),
    (f"{CLIENT}.confirm", "after"),
    (f"{PLUGIN}.confirm_payment", "after"),
]
CHARGE = [
    (f"{CLIENT}.auto_payment", "before"),
    (f"{CLIENT}.auto_payment", "after"),
    (f"{PLUGIN}.confirm_payment", "after"),
]
REFUND = [
    (f"{CLIENT}.cancel", "before"),
    (f"{CLIENT}.cancel", "after"),
    (f"{PLUGIN}.refund_payment", "after"),
]


@pytest.fixture
def completing(crashing, member, buyer):
    """`checkoutComplete` at a worker that has its moment."""

    def at(crash_point, data=None, first=None) -> bool:
        def complete(other):
            other.checkout = member.checkout
            return other.try_complete(data)

        return crashing(crash_point, buyer, complete, first)

    return at


@pytest.fixture
def refunding(crashing):
    """A refund by staff, at a worker that has its moment."""
    from saleor.account.models import User

    boss = User.objects.get(email="staff@example.com")

    def at(crash_point, action) -> bool:
        return crashing(crash_point, boss, lambda other: action(Backoffice(other.api)))

    return at


def assert_paid_once(staff, toss, answer, before) -> None:
    assert answer.order, answer
    order = staff.order(answer.order["id"])
    assert order["chargeStatus"] == "FULL"
    assert captured(order) == 15000
    assert held(toss) - before == 15000


@both
def test_while_a_window_is_opened(completing, member, staff, toss, how):
    def suffer(crash_point) -> bool:
        before = held(toss)
        member.fill().payment_create()
        reached = completing(crash_point)
        answer = member.complete(toss.buyer(member.complete().data))
        assert_paid_once(staff, toss, answer, before)
        return reached

    each_moment(OPEN, how, suffer)


@both
def test_while_a_payment_is_confirmed(completing, member, staff, toss, how):
    def suffer(crash_point) -> bool:
        before = held(toss)
        member.fill().payment_create()
        returned = toss.buyer(member.complete().data)
        reached = completing(crash_point, returned)
        assert_paid_once(staff, toss, member.complete(returned), before)
        return reached

    each_moment(CONFIRM, how, suffer)


@both
@pytest.mark.usefixtures("webhooks")
def test_while_a_stored_method_is_made_ready(completing, member, stored, staff, toss, how):  # noqa: F811
    def suffer(crash_point) -> bool:
        before = held(toss)
        member.fill().payment_create()
        reached = completing(crash_point, {"methodId": stored})
        assert held(toss) == before
        ready = member.complete({"methodId": stored})
        assert_paid_once(staff, toss, member.complete(ready.charge), before)
        return reached

    each_moment(OPEN, how, suffer)


@both
@pytest.mark.usefixtures("webhooks")
@pytest.mark.parametrize("then", ["the same", "a reload", "a new payment", "nothing"])
def test_while_a_stored_method_is_charged(
    completing,
    member,
    stored,  # noqa: F811
    staff,
    toss,
    later,
    how,
    then,
):
    """One-touch: whoever goes on, and however, one charge becomes one order."""

    def suffer(crash_point) -> bool:
        before, orders = held(toss), len(staff.orders())
        member.fill().payment_create()
        ready = member.complete({"methodId": stored})
        reached = completing(crash_point, ready.charge)
        taken = held(toss) - before
        if then == "a reload":
            offered = member.complete()
            answer = offered if offered.order else member.complete(offered.charge)
        elif then == "a new payment" and len(staff.orders()) == orders:
            offered = begin_anew(member, stored, ready)
            answer = offered if offered.order else member.complete(offered.charge)
        elif then == "nothing":
            for _ in range(2):
                later(200)
                sweep()
            assert held(toss) - before == taken
            assert len(staff.orders()) - orders == bool(taken)
            return reached
        else:
            answer = member.complete(ready.charge)
        assert_paid_once(staff, toss, answer, before)
        return reached

    each_moment(CHARGE, how, suffer)


@both
def test_while_the_last_cup_is_sold_to_somebody_else(completing, member, staff, shop, toss, how):
    """With goods back, the buyer has an order or the money, whatever was done before the end."""

    def suffer(crash_point) -> bool:
        shop.set_stock("cup", 1000)
        before, given = held(toss), refunded(toss)
        member.fill().payment_create()
        returned = toss.buyer(member.complete().data)
        reached = completing(
            crash_point, returned, "tests.saleor.places:sell_out_while_toss_approves"
        )
        shop.set_stock("cup", 1000)
        answers = [member.complete(returned) for _ in range(3)]
        if answers[0].order:
            assert_paid_once(staff, toss, answers[0], before)
            assert refunded(toss) == given
        else:
            assert all(answer.messages and not answer.order for answer in answers)
            assert held(toss) == before
            assert refunded(toss) == [*given, 15000]
        return reached

    each_moment([*CONFIRM, *REFUND], how, suffer)


def refund_amount(order):
    return lambda staff: staff.try_refund(order["id"], 5000)


def refund_lines(order):
    line = {order["lines"][0]["id"]: 1}
    return lambda staff: staff.try_refund_lines(order["id"], line)


def return_lines(order):
    line = {order["lines"][0]["id"]: 1}
    return lambda staff: staff.try_return_lines(order["id"], line)


WAYS = [(refund_amount, 5000), (refund_lines, 12000), (return_lines, 12000)]


@both
@pytest.mark.parametrize(("by", "amount"), WAYS)
def test_while_staff_refund(refunding, member, staff, toss, by, amount, how):
    def suffer(crash_point) -> bool:
        order = staff.order(pay(member.fill({"cup": 2}), toss).order["id"])
        before, given = held(toss), refunded(toss)
        click = by(order)
        reached = refunding(crash_point, click)
        # A repeat in the next minute of one that was booked is refused, and moves nothing.
        accepted(*click(staff))
        assert before - held(toss) == amount
        assert refunded(toss) == [*given, amount]
        assert captured(staff.order(order["id"])) == 27000 - amount
        return reached

    each_moment(REFUND, how, suffer)
