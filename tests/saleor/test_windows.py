"""Windows that were closed, declined, or opened twice (M1, M5, M7)."""

import pytest

from .helpers import approved, held, nothing_taken, paid_order

pytestmark = pytest.mark.usefixtures("brandpay")


def test_cancelled_then_paid(member, staff, toss):
    member.fill().payment_create()
    window = member.complete()
    again = member.complete(toss.buyer(window.data, outcome="cancel"))
    assert again.confirmation_needed
    assert again.error["code"] == "PAY_PROCESS_CANCELED"
    assert "취소" in again.error["message"]
    nothing_taken(toss)
    paid_order(staff, toss, member.complete(toss.buyer(again.data)), 15000)


def test_declined_in_the_window_then_paid(member, staff, toss):
    member.fill().payment_create()
    window = member.complete()
    again = member.complete(toss.buyer(window.data, outcome="REJECT_CARD_COMPANY"))
    assert again.error["code"] == "REJECT_CARD_COMPANY"
    paid_order(staff, toss, member.complete(toss.buyer(again.data)), 15000)


def test_declined_at_the_confirm_then_paid(member, staff, toss):
    member.fill().payment_create()
    toss.fault("confirm", "refuse", code="REJECT_CARD_COMPANY")
    window = member.complete()
    again = member.complete(toss.buyer(window.data))
    assert again.confirmation_needed
    assert again.error["code"] == "REJECT_CARD_COMPANY"
    assert again.order_id != window.order_id
    nothing_taken(toss)
    paid_order(staff, toss, member.complete(toss.buyer(again.data)), 15000)


def test_declined_twice_then_paid(member, staff, toss):
    member.fill().payment_create()
    toss.fault("confirm", "refuse", code="REJECT_CARD_COMPANY", times=2)
    window = member.complete()
    for _ in range(2):
        window = member.complete(toss.buyer(window.data))
        assert window.error["code"] == "REJECT_CARD_COMPANY"
    paid_order(staff, toss, member.complete(toss.buyer(window.data)), 15000)


def test_reason_of_the_last_failure_is_shown_after_a_reload(member, toss):
    member.fill().payment_create()
    toss.fault("confirm", "refuse", code="REJECT_CARD_COMPANY")
    member.complete(toss.buyer(member.complete().data))
    assert member.complete().error["code"] == "REJECT_CARD_COMPANY"


def test_old_window_paid_after_a_new_payment(member, staff, toss):
    member.fill().payment_create()
    old = member.complete()
    member.payment_create()
    new = member.complete()
    assert new.order_id != old.order_id

    answer = member.complete(toss.buyer(old.data))
    assert answer.confirmation_needed
    assert answer.order_id == new.order_id
    assert answer.error
    assert toss.calls("confirm") == []
    nothing_taken(toss)
    paid_order(staff, toss, member.complete(toss.buyer(answer.data)), 15000)


def test_new_payment_while_the_old_confirm_is_unknown(member, staff, toss):
    """The old window was paid, its answer lost and unreadable: nobody may pay again meanwhile."""
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    toss.fault("confirm", "drop_after", times=None)
    toss.fault("payment", "drop_before", times=None)
    toss.fault("payment_by_order_id", "drop_before", times=None)
    lost = member.complete(returned)
    assert lost.order is None
    assert lost.errors
    assert held(toss) == 15000

    member.payment_create()
    blocked = member.complete()
    assert blocked.order is None
    assert (blocked.confirmation_needed, blocked.data) == (False, {})
    assert blocked.messages

    toss.mend()
    done = member.complete()
    assert len(approved(toss)) == 1
    assert_settled(done, staff, toss, member)


def assert_settled(answer, staff, toss, storefront) -> None:
    """Either that approval pays the order, or it was given back and the buyer pays anew."""
    if answer.order is None and not answer.confirmation_needed:
        answer = storefront.complete()
    if answer.order is None:
        assert held(toss) == 0
        answer = storefront.complete(toss.buyer(answer.data))
    order = staff.order(answer.order["id"])
    assert order["chargeStatus"] == "FULL"
    assert held(toss) == 15000


def test_new_payment_for_a_fuller_cart_while_the_old_confirm_is_unknown(member, staff, toss):
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    toss.fault("confirm", "drop_after", times=None)
    toss.fault("payment", "drop_before", times=None)
    toss.fault("payment_by_order_id", "drop_before", times=None)
    assert member.complete(returned).order is None
    assert held(toss) == 15000
    toss.mend()

    member.add("saucer").payment_create()
    window = member.complete()
    if not window.confirmation_needed:
        window = member.complete()
    assert held(toss) == 0, "the old approval pays no longer what is owed: it goes back"
    answer = member.complete(toss.buyer(window.data))
    assert staff.order(answer.order["id"])["chargeStatus"] == "FULL"
    assert held(toss) == 20000


def test_cheaper_cart_is_not_charged_at_its_old_price(member, toss):
    """Saleor only asks that payments cover the total; we ask that they equal it (M9)."""
    member.fill({"cup": 2}).payment_create()
    returned = toss.buyer(member.complete().data)
    member.change(0, 1)
    answer = member.complete(returned)
    assert answer.order is None
    assert answer.messages
    nothing_taken(toss)


def test_new_payment_and_old_return_at_once(member, staff, toss):
    """Whoever comes first: one approval at most, and an order at the end."""
    from .helpers import together

    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    together(lambda: member.complete(returned), member.try_payment_create)
    answer = member.complete(returned)
    if answer.order is None:
        assert answer.confirmation_needed
        answer = member.complete(toss.buyer(answer.data))
    paid_order(staff, toss, answer, 15000)


def test_returns_of_two_windows_at_once(member, staff, toss):
    from .helpers import together

    member.fill().payment_create()
    old = toss.buyer(member.complete().data)
    member.payment_create()
    new = toss.buyer(member.complete().data)
    together(lambda: member.complete(old), lambda: member.complete(new))
    paid_order(staff, toss, member.complete(new), 15000)


def test_gift_card_lowers_what_is_asked_for(member, staff, toss):
    member.fill().use_gift_card(4000).payment_create()
    window = member.complete()
    assert window.data["payment"]["amount"]["value"] == 11000
    answer = member.complete(toss.buyer(window.data))
    order = staff.order(answer.order["id"])
    assert order["chargeStatus"] == "FULL"
    assert held(toss) == 11000


def test_gift_card_after_the_payment_was_made(member, toss):
    """The payment asks for more than is owed now: it is refused, not charged (M9)."""
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    member.use_gift_card(4000)
    answer = member.complete(returned)
    assert answer.order is None
    assert answer.messages
    nothing_taken(toss)


def test_window_is_renewed_when_it_gets_old(member, staff, toss, later):
    member.fill().payment_create()
    old = member.complete()
    later(26 * 60)
    new = member.complete()
    assert new.confirmation_needed
    assert new.order_id != old.order_id
    paid_order(staff, toss, member.complete(toss.buyer(new.data)), 15000)


def test_two_windows_paid_at_once_are_one_charge(member, staff, toss):
    """Both windows were used; only the present payment's may be confirmed."""
    member.fill().payment_create()
    old = member.complete()
    member.payment_create()
    new = member.complete()
    paid_old, paid_new = toss.buyer(old.data), toss.buyer(new.data)
    member.complete(paid_old)
    paid_order(staff, toss, member.complete(paid_new), 15000)
