"""Webhooks before, during and after the buyer's return: one order, one payment (M15, M16)."""

import threading

import pytest

from .helpers import after, approved, captured, crash, held, paid_order, pay, refunded, together
from .hooks import all_done, blind, delivered, events, reads, sweep, unseen
from .storefront import Storefront

pytestmark = pytest.mark.usefixtures("webhooks")


def test_approval_that_nobody_saw_becomes_an_order(member, staff, toss):
    unseen(member, toss)
    assert delivered(toss) == [200]
    (order,) = staff.orders()
    answer = member.complete()
    assert answer.order["id"] == order["id"]
    paid_order(staff, toss, answer, 15000)
    assert all_done()


def test_order_of_a_webhook_costs_one_read(member, staff, toss):
    unseen(member, toss)
    toss.forget_requests()
    assert delivered(toss) == [200]
    assert len(staff.orders()) == 1
    assert reads(toss) == 1


def test_guests_approval_becomes_an_order_too(guest, staff, toss):
    unseen(guest, toss)
    assert delivered(toss) == [200]
    paid_order(staff, toss, guest.complete(), 15000)


def test_before_the_return(member, staff, toss, later, monkeypatch):
    """The first return died with everything that it had written: the webhook is there first."""
    from saleor_brandpay.plugin import BrandpayPlugin

    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    with monkeypatch.context() as broken:
        after(broken, BrandpayPlugin, "confirm_payment", crash)
        member.try_complete(returned)
    assert staff.orders() == []
    assert delivered(toss) == [200]
    # Saleor still holds the checkout for being completed: nobody steps between.
    assert staff.orders() == []
    later(120)
    sweep()
    assert len(staff.orders()) == 1
    paid_order(staff, toss, member.complete(returned), 15000)


def test_during_the_return(member, staff, toss, later, monkeypatch):
    """Toss has approved, checkoutComplete still holds its locks, and the webhook comes."""
    from saleor_brandpay.api.client import BrandpayClient

    answers: list[int | None] = []
    post = threading.Thread(target=lambda: answers.extend(delivered(toss)))

    def comes_in_between() -> None:
        post.start()
        # It either waits for the locks or gives up: the buyer is kept from nothing.
        post.join(1.5)

    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    after(monkeypatch, BrandpayClient, "confirm", comes_in_between)
    answer = member.complete(returned)
    post.join()
    assert answers == [200]
    paid_order(staff, toss, answer, 15000)
    later(300)
    sweep()
    assert all_done()
    paid_order(staff, toss, member.complete(), 15000)


def test_during_a_second_return(member, staff, toss, later, monkeypatch):
    """A double click: while the second call holds the locks, the webhook of the first comes."""
    from saleor_brandpay.plugin import BrandpayPlugin

    unseen(member, toss)
    answers: list[int | None] = []
    post = threading.Thread(target=lambda: answers.extend(delivered(toss)))

    def comes_in_between() -> None:
        post.start()
        post.join(1.5)

    after(monkeypatch, BrandpayPlugin, "confirm_payment", comes_in_between)
    answer = member.complete()
    post.join()
    assert answers == [200]
    later(300)
    sweep()
    paid_order(staff, toss, answer, 15000)
    assert all_done()


def test_after_the_return(member, staff, toss):
    answer = pay(member.fill(), toss)
    before = staff.order(answer.order["id"])
    assert delivered(toss) == [200]
    assert staff.order(answer.order["id"]) == before
    assert all_done()


def test_webhook_and_return_at_once(member, staff, toss, later):
    returned = unseen(member, toss)
    together(lambda: delivered(toss), lambda: member.complete(returned))
    later(300)
    sweep()
    paid_order(staff, toss, member.complete(returned), 15000)
    assert all_done()


def test_two_browsers_two_windows_of_one_payment(member, guest, staff, toss, later):
    """One checkout in two browsers, its window paid in both; Toss approves one of them."""
    member.fill().payment_create()
    first = toss.buyer(member.complete().data)
    second = toss.buyer(member.complete().data)
    assert first["paymentKey"] != second["paymentKey"]
    together(
        lambda: member.complete(first),
        lambda: other_browser(member).complete(second),
        lambda: delivered(toss),
    )
    delivered(toss)
    later(300)
    sweep()
    paid_order(staff, toss, member.complete(first), 15000)


def test_two_browsers_two_payments(member, staff, toss, later):
    """Each browser made a Payment of its own, and both windows were used."""
    member.fill().payment_create()
    first = toss.buyer(member.complete().data)
    other = other_browser(member).payment_create()
    second = toss.buyer(other.complete().data)
    together(
        lambda: member.complete(first),
        lambda: other.complete(second),
        lambda: delivered(toss),
    )
    delivered(toss)
    later(300)
    sweep()
    answer = other.complete(second)
    paid_order(staff, toss, answer, 15000)
    assert refunded(toss) == []


def other_browser(storefront: Storefront) -> Storefront:
    """The same buyer and the same checkout, in another session."""
    other = Storefront(storefront.api, storefront.shop, storefront.channel, storefront.email)
    other.checkout = storefront.checkout
    return other


@pytest.mark.parametrize("kind", ["duplicate", "reorder"])
def test_doubled_and_out_of_order(member, staff, toss, kind):
    """Approved, refunded in part: the webhooks come twice, or the later one first."""
    toss.webhook_fault(kind, times=None)
    answer = pay(member.fill(), toss)
    toss.console_refund(approved(toss)[0]["paymentKey"], amount=5000, reason="전화 요청")
    while answered := delivered(toss):
        assert set(answered) == {200}
    order = staff.order(answer.order["id"])
    assert captured(order) == held(toss) == 10000
    assert all_done()


def test_unreadable_payment_is_looked_at_again(member, staff, toss, later):
    unseen(member, toss)
    blind(toss)
    assert delivered(toss) == [200]
    assert events() == [("PAYMENT_STATUS_CHANGED", False)]
    assert staff.orders() == []
    toss.mend()
    later(120)
    sweep()
    assert len(staff.orders()) == 1
    assert all_done()


def test_redelivery_of_an_event_that_is_not_done_with(member, staff, toss):
    unseen(member, toss)
    blind(toss)
    delivered(toss)
    toss.mend()
    (sent,) = toss.webhooks()
    toss.resend(sent["id"])
    assert len(staff.orders()) == 1
    assert events() == [("PAYMENT_STATUS_CHANGED", True)]


def test_lost_webhook_and_a_sweep(member, staff, toss, later):
    toss.webhook_fault("drop", times=None)
    unseen(member, toss)
    assert delivered(toss) == []
    later(300)
    sweep()
    assert len(staff.orders()) == 1
    paid_order(staff, toss, member.complete(), 15000)


@pytest.mark.parametrize("status", ["ABORTED", "EXPIRED"])
def test_ended_by_toss(member, staff, toss, status):
    """A confirm of unknown outcome, and Toss ends it: the buyer gets a new window at once."""
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    toss.fault("confirm", "drop_before", times=None)
    blind(toss)
    assert member.complete(returned).errors
    toss.mend()
    toss.force_status(returned["paymentKey"], status)
    assert delivered(toss) == [200]
    assert all_done()
    again = member.complete()
    assert again.confirmation_needed
    paid_order(staff, toss, member.complete(toss.buyer(again.data)), 15000)


def test_event_about_a_payment_of_another_shop_changes_nothing(member, staff, toss, webhooks):
    """The same MID may serve another shop: its events come here too."""
    pay(member.fill(), toss)
    delivered(toss)
    before = staff.orders(), held(toss)
    event = {
        "eventType": "PAYMENT_STATUS_CHANGED",
        "createdAt": "2026-01-02T03:00:00.000000",
        "data": {"orderId": "not-ours-1", "paymentKey": "not-ours-1", "status": "CANCELED"},
    }
    assert toss.forge(webhooks, event)["status"] == 200
    assert (staff.orders(), held(toss)) == before


def test_forged_events_change_nothing(member, staff, toss, webhooks):
    """Whoever learns the address: what is said is never believed, only read back."""
    order = pay(member.fill(), toss).order["id"]
    delivered(toss)
    before = staff.order(order)
    (payment,) = approved(toss)
    for status in ("CANCELED", "ABORTED", "EXPIRED", "PARTIAL_CANCELED", "DONE", "NEW_STATUS"):
        data = {**payment, "status": status, "balanceAmount": 0, "totalAmount": 1}
        event = {"eventType": "PAYMENT_STATUS_CHANGED", "createdAt": "x", "data": data}
        assert toss.forge(webhooks, event)["status"] == 200
    assert staff.order(order) == before
