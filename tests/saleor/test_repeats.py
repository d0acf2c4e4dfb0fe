"""Saleor and buyers repeat calls; money moves once (M2, M3, M7, M8)."""

import pytest

from .helpers import approved, held, paid_order, pay, together

pytestmark = pytest.mark.usefixtures("brandpay")


def test_first_step_again_is_the_same_window(member, staff, toss):
    member.fill().payment_create()
    first, second = member.complete(), member.complete()
    assert second.confirmation_needed
    assert second.order_id == first.order_id
    assert second.error is None
    paid_order(staff, toss, member.complete(toss.buyer(second.data)), 15000)


def test_second_step_again_is_the_same_order(member, staff, toss):
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    first, second = member.complete(returned), member.complete(returned)
    assert first.order["id"] == second.order["id"]
    paid_order(staff, toss, second, 15000)
    assert len(toss.calls("confirm")) == 1


@pytest.mark.parametrize("who", ["guest", "member"])
def test_two_first_steps_at_once(request, staff, toss, who):
    storefront = request.getfixturevalue(who).fill().payment_create()
    one, two = together(storefront.complete, storefront.complete)
    assert one.errors == two.errors == []
    assert one.order_id == two.order_id
    assert one.data["customerKey"] == two.data["customerKey"]
    paid_order(staff, toss, storefront.complete(toss.buyer(one.data)), 15000)


@pytest.mark.parametrize("_round", range(5))
@pytest.mark.parametrize("who", ["guest", "member"])
def test_two_second_steps_at_once(request, staff, toss, who, _round):
    storefront = request.getfixturevalue(who).fill().payment_create()
    returned = toss.buyer(storefront.complete().data)
    answers = together(*[lambda: storefront.complete(returned)] * 2)
    assert {answer.order["id"] for answer in answers if answer.order}
    for answer in answers:
        assert answer.errors == []
    assert len(staff.orders()) == 1
    paid_order(staff, toss, storefront.complete(returned), 15000)
    assert len(toss.calls("confirm")) == 1


def test_four_second_steps_while_toss_is_slow(member, staff, toss):
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    toss.fault("confirm", "slow", seconds=1)
    answers = together(*[lambda: member.complete(returned)] * 4)
    assert [answer.errors for answer in answers] == [[]] * 4
    assert len(staff.orders()) == 1
    paid_order(staff, toss, member.complete(returned), 15000)


def test_reloaded_page_before_paying(member, staff, toss):
    member.fill().payment_create()
    window = member.complete()
    reloaded = member.complete({})
    assert reloaded.order_id == window.order_id
    paid_order(staff, toss, member.complete(toss.buyer(reloaded.data)), 15000)


def test_order_of_a_paid_checkout_answers_any_repeat(member, staff, toss):
    answer = pay(member.fill(), toss)
    for data in (None, {}, {"code": "PAY_PROCESS_CANCELED", "message": "-"}):
        assert member.complete(data).order["id"] == answer.order["id"]
    assert held(toss) == 15000
    assert len(approved(toss)) == 1


def test_order_creation_failed_after_the_capture_was_committed(member, staff, toss, monkeypatch):
    """Saleor calls the hook again on a charged payment; the amount must not double (M8)."""
    from saleor.checkout import complete_checkout

    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    original = complete_checkout._create_order

    def fail(*args, **kwargs):
        raise RuntimeError("broken webhook")

    monkeypatch.setattr(complete_checkout, "_create_order", fail)
    status, body = member.try_complete(returned)
    assert b"errors" in body, status
    monkeypatch.setattr(complete_checkout, "_create_order", original)
    paid_order(staff, toss, member.complete(returned), 15000)
    assert len(toss.calls("confirm")) == 1
