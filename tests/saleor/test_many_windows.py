"""Whoever only opens windows is locked out by nobody, himself or a stranger (M1, M22)."""

import pytest

from .helpers import approved, held, pay
from .hooks import reads, sweep
from .transacting import Transacting, item

pytestmark = pytest.mark.usefixtures("brandpay")

MOST_READS = 10


@pytest.mark.parametrize("times", [11, 50])
def test_pay_so_often_ends_in_a_payment(times, member, staff, toss):
    buying = Transacting(member.fill())
    for _ in range(times):
        session = buying.initialize()
        assert session.window, session
    returned = toss.buyer(session.data)
    toss.forget_requests()
    answer = buying.process(session, returned)
    assert answer.type == "CHARGE_SUCCESS", answer
    assert reads(toss) <= MOST_READS
    assert held(toss) == 15000
    assert buying.complete().order


@pytest.mark.parametrize("times", [11, 50])
def test_payments_api_so_often_ends_in_a_payment(times, member, staff, toss):
    member.fill()
    for _ in range(times):
        member.payment_create()
        toss.forget_requests()
        opened = member.complete()
        assert opened.confirmation_needed, opened.messages
        assert reads(toss) <= MOST_READS
    returned = toss.buyer(opened.data)
    toss.forget_requests()
    assert member.complete(returned).order
    assert reads(toss) <= MOST_READS
    assert held(toss) == 15000


def test_stranger_does_not_lock_the_buyer_out(member, guest, staff, toss):
    """He knows the checkout's id, no more: neither the next window nor the open one is lost."""
    buying = Transacting(member.fill())
    guest.checkout = member.checkout
    stranger = Transacting(guest)
    session = buying.initialize()
    for _ in range(15):
        assert stranger.initialize().window
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    assert held(toss) == 15000


def test_strangers_window_makes_room_for_the_next(guest, toss):
    """Also where nobody is known: the oldest goes, and its buyer gets another one."""
    buying = Transacting(guest.fill())
    first = buying.initialize()
    returned = toss.buyer(first.data)
    for _ in range(10):
        last = buying.initialize()
    answer = buying.process(first, returned)
    assert answer.window, answer
    assert answer.window["orderId"] != first.window["orderId"]
    assert toss.calls("confirm") == []
    assert buying.process(last, toss.buyer(last.data)).type == "CHARGE_SUCCESS"
    assert held(toss) == 15000


def test_two_of_many_windows_paid_one_after_another(member, toss):
    """One debt all the same: what was taken leaves nothing for the others."""
    buying = Transacting(member.fill())
    sessions = [buying.initialize() for _ in range(12)]
    returned = [toss.buyer(session.data) for session in sessions]
    for session, data in reversed(list(zip(sessions, returned, strict=True))):
        buying.process(session, data)
    assert held(toss) == 15000
    assert len(approved(toss)) == 1


def test_window_that_gave_way_goes_back_when_it_turns_up_paid(member, staff, toss, later):
    """It stays on the workers' list (M5)."""
    from saleor_brandpay.api.deadline import Deadline
    from saleor_brandpay.core.merchants import merchants
    from saleor_brandpay.models import Attempt

    buying = Transacting(member.fill())
    first = buying.initialize()
    returned = toss.buyer(first.data)
    for _ in range(10):
        last = buying.initialize()
    attempt = Attempt.objects.get(order_id=first.window["orderId"])
    assert (attempt.status, attempt.due_at is not None) == ("superseded", True)
    merchants.client(attempt.merchant).confirm(
        payment_key=returned["paymentKey"],
        order_id=attempt.order_id,
        amount=attempt.amount,
        customer_key=attempt.customer.customer_key,
        idempotency_key="another's",
        deadline=Deadline.after(10),
    )
    assert held(toss) == 15000
    later(600)
    sweep()
    assert held(toss) == 0
    assert item(staff, first)["chargedAmount"]["amount"] == 0
    assert buying.process(last, toss.buyer(last.data)).type == "CHARGE_SUCCESS"
    assert held(toss) == 15000


def test_payment_is_taken_after_many_declined_windows(member, toss):
    member.fill()
    for _ in range(12):
        member.payment_create()
        toss.buyer(member.complete().data, outcome="PAY_PROCESS_ABORTED")
    assert pay(member, toss).order
    assert held(toss) == 15000
