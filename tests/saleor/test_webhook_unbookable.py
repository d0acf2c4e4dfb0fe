"""Toss has approved, nobody saw it, and it can no longer be an order: back it goes, once (M16)."""

import pytest

from .helpers import approved, captured, held, paid_order, pay, refunded
from .hooks import all_done, delivered, sweep, unseen

pytestmark = pytest.mark.usefixtures("webhooks", "lock_order")

DUMMY = "mirumee.payments.dummy"


@pytest.fixture
def given_back(toss, later):
    """Deliver, and deliver again: the whole approval is refunded by one cancel, and booked."""

    def check() -> None:
        assert set(delivered(toss)) == {200}
        for _ in range(2):
            later(300)
            sweep()
            delivered(toss)
        for sent in toss.webhooks():
            toss.resend(sent["id"])
        assert refunded(toss) == [15000]
        assert held(toss) == 0
        assert len(toss.calls("cancel")) == 1
        assert all_done()
        assert_books_agree(toss)

    return check


def assert_books_agree(toss) -> None:
    """Saleor has written down all of it, or nothing."""
    from saleor.payment.models import Transaction

    (payment,) = approved(toss)
    rows = Transaction.objects.filter(is_success=True)
    captures = rows.filter(kind="capture", token=payment["paymentKey"])
    refunds = rows.filter(kind="refund", token=payment["cancels"][0]["transactionKey"])
    assert [int(row.amount) for row in captures] == [int(row.amount) for row in refunds]
    for row in captures:
        assert row.payment.captured_amount == 0


def notes(order) -> str:
    return " ".join(str(event["message"]) for event in order["events"] if event["message"])


def test_another_payment_is_being_paid(member, staff, toss, later):
    """The buyer went on with a new Payment: the old approval pays it, or goes back."""
    unseen(member, toss)
    member.payment_create()
    window = member.complete()
    delivered(toss)
    later(300)
    sweep()
    if window.confirmation_needed:
        answer = member.complete(toss.buyer(window.data))
    else:
        answer = member.complete()
    assert answer.order, answer
    order = staff.order(answer.order["id"])
    assert order["chargeStatus"] == "FULL"
    assert captured(order) == held(toss) == 15000
    assert all_done()


def test_paid_at_another_gateway(member, staff, toss, given_back):
    unseen(member, toss)
    member.payment_create(DUMMY, token="paid")
    order = member.complete().order
    given_back()
    made = staff.order(order["id"])
    assert made["chargeStatus"] == "FULL"
    assert captured(made) == 15000
    assert "15,000" in notes(made)


def test_checkout_is_gone(member, staff, toss, given_back):
    from saleor.checkout.models import Checkout

    unseen(member, toss)
    Checkout.objects.all().delete()
    given_back()
    assert staff.orders() == []


def test_total_has_changed(member, staff, toss, given_back):
    unseen(member, toss)
    member.add("saucer")
    given_back()
    assert staff.orders() == []
    member.payment_create()
    answer = member.complete(toss.buyer(member.complete().data))
    assert staff.order(answer.order["id"])["chargeStatus"] == "FULL"
    assert held(toss) == 20000


def test_stock_is_gone(member, staff, shop, toss, given_back):
    unseen(member, toss)
    shop.set_stock("cup", 0)
    given_back()
    assert staff.orders() == []


def test_channel_is_closed(member, staff, shop, toss, given_back):
    unseen(member, toss)
    from saleor.channel.models import Channel

    Channel.objects.update(is_active=False)
    given_back()
    assert staff.orders() == []


def test_plugin_is_switched_off(member, staff, toss, brandpay, later):
    """Its address answers 404 then; the sweep finishes what it had begun."""
    unseen(member, toss)
    brandpay(active=False)
    assert delivered(toss) == [404]
    for _ in range(3):
        later(300)
        sweep()
    orders = staff.orders()
    if orders:
        paid_order(staff, toss, member.complete(), 15000)
    else:
        assert refunded(toss) == [15000]
        assert_books_agree(toss)


def test_order_was_made_unpaid(member, staff, shop, toss, given_back):
    """Staff let orders be unpaid meanwhile: Saleor then skips the plugin (M8)."""
    unseen(member, toss)
    staff.update_channel(shop.krw.id, orderSettings={"allowUnpaidOrders": True})
    order = member.complete().order
    assert order
    given_back()
    made = staff.order(order["id"])
    assert made["chargeStatus"] == "NONE"
    assert "15,000" in notes(made)


def test_second_approval_of_a_paid_checkout(member, staff, toss, later):
    """Two windows, both confirmed at Toss behind our back: one pays, the other goes back."""
    order = pay(member.fill(), toss).order["id"]
    member.fill()
    unseen(member, toss)
    delivered(toss)
    later(300)
    sweep()
    assert len(staff.orders()) == 2
    assert held(toss) == 30000
    assert captured(staff.order(order)) == 15000
