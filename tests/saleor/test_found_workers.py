"""Ways in which workers, webhooks and buyers in each other's way lost money, found by reviews."""

import threading

import pytest

from .helpers import held, paid_order, refunded
from .hooks import sweep, unseen

pytestmark = pytest.mark.usefixtures("webhooks", "lock_order")


def captured_without_order(member, toss, monkeypatch):
    """Saleor fails between the capture and the order; the return data."""
    from saleor.checkout import complete_checkout

    member.payment_create()
    returned = toss.buyer(member.complete().data)

    def fail(*_, **__):
        raise RuntimeError("died")

    with monkeypatch.context() as broken:
        broken.setattr(complete_checkout, "_create_order", fail)
        member.try_complete(returned)
    return returned


def in_thread(call):
    answers = []
    thread = threading.Thread(target=lambda: answers.append(call()))
    thread.start()
    thread.join(20)
    return answers[0]


def settle(later):
    for _ in range(2):
        later(300)
        sweep()


def test_a_buyer_who_orders_while_the_worker_reads_the_checkout(
    member, staff, toss, later, monkeypatch
):
    from saleor.checkout.models import Checkout

    returned = captured_without_order(member.fill(), toss, monkeypatch)
    later(150)
    original = Checkout.get_last_active_payment
    answers = []

    def overtaken(self):
        if not answers:
            answers.append(None)
            answers[0] = in_thread(lambda: member.complete(returned))
        return original(self)

    monkeypatch.setattr(Checkout, "get_last_active_payment", overtaken)
    sweep()
    assert refunded(toss) == []
    paid_order(staff, toss, answers[0], 15000)


def test_a_buyer_who_orders_while_the_worker_cannot_read_toss(
    member, staff, toss, later, monkeypatch
):
    from saleor_brandpay.adapters.payments_api import complete_checkout, hooks, responses
    from saleor_brandpay.core.messages.problems import CHECKING

    returned = captured_without_order(member.fill(), toss, monkeypatch)
    later(150)
    original = complete_checkout.complete_checkout
    answers = []

    def unreadable(data, _capture):
        return responses.problem("capture", data.amount, "", CHECKING, "ko")

    def overtaken(**values):
        try:
            with monkeypatch.context() as blind:
                blind.setattr(hooks, "refunded_at_toss", unreadable)
                return original(**values)
        finally:
            answers.append(in_thread(lambda: member.complete(returned)))

    monkeypatch.setattr(complete_checkout, "complete_checkout", overtaken)
    sweep()
    assert refunded(toss) == []
    paid_order(staff, toss, answers[0], 15000)


def test_a_cart_that_got_cheaper_after_the_capture(member, staff, toss, later, monkeypatch):
    captured_without_order(member.fill({"cup": 2}), toss, monkeypatch)
    member.change(0, 1)
    settle(later)
    assert staff.orders() == []
    assert held(toss) == 0


def test_a_buyer_presses_again_with_a_cheaper_cart(member, staff, toss, later, monkeypatch):
    returned = captured_without_order(member.fill({"cup": 2}), toss, monkeypatch)
    member.change(0, 1)
    assert member.complete(returned).order is None
    settle(later)
    assert held(toss) == 0
    member.payment_create()
    answer = member.complete(toss.buyer(member.complete().data))
    assert staff.order(answer.order["id"])["chargeStatus"] == "FULL"
    assert held(toss) == member.total


def test_an_order_that_another_gateway_has_paid_is_not_told_of_the_refund(
    member, staff, toss, later, monkeypatch
):
    """Whoever listens to Saleor's events would cancel an order that is paid."""
    from saleor_brandpay.adapters.payments_api import bookkeeping

    told = []
    monkeypatch.setattr(bookkeeping, "order_refunded", lambda *values, **_: told.append(values))
    unseen(member, toss)
    member.payment_create("mirumee.payments.dummy", token="fake")
    answer = member.complete({})
    settle(later)
    assert held(toss) == 0
    assert staff.order(answer.order["id"])["chargeStatus"] == "FULL"
    assert told == []


def test_a_new_payment_after_a_capture_without_order(member, staff, toss, later, monkeypatch):
    from saleor.checkout.models import Checkout

    captured_without_order(member.fill(), toss, monkeypatch)
    later(200)
    Checkout.objects.update(completing_started_at=None)
    member.payment_create()
    sweep()
    answer = member.complete()
    answer = member.complete(toss.buyer(answer.data))
    assert answer.order
    assert held(toss) == 15000


def test_a_second_click_that_refunds_keeps_the_first_from_making_an_order(
    member, staff, toss, later, monkeypatch
):
    """Between the capture and the order of one call, another call fails: Saleor refunds then."""
    from saleor.checkout import complete_checkout

    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    ongoing = complete_checkout._is_refund_ongoing
    clicks = []

    def overtaken(payment):
        if not clicks:
            clicks.append("second")
            # The checkout is free between two of Saleor's transactions; here it is not, so that
            # what the second call does to the payment is done in its place.
            refund_as_saleor_does(payment)
        return ongoing(payment)

    monkeypatch.setattr(complete_checkout, "_is_refund_ongoing", overtaken)
    answer = member.complete(returned)
    assert answer.order is None
    assert staff.orders() == []
    assert held(toss) == 0
    settle(later)
    assert staff.orders() == []
    assert len(refunded(toss)) == 1


def refund_as_saleor_does(payment):
    from saleor.payment import gateway
    from saleor.plugins.manager import get_plugins_manager

    payment.refresh_from_db()
    manager = get_plugins_manager(allow_replica=False)
    gateway.payment_refund_or_void(payment, manager, channel_slug=payment.checkout.channel.slug)
