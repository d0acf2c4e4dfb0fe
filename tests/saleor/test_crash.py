"""The worker dies after Toss has approved: nothing in Saleor knows, and the buyer comes back."""

import http.client

import pytest

from tests.saleor.crashing_saleor import crashing_saleor

from .helpers import after, approved, crash, held, paid_order, refunded

pytestmark = pytest.mark.usefixtures("brandpay")

CLIENT = "saleor_brandpay.api.client:BrandpayClient"
PLUGIN = "saleor_brandpay.plugin:BrandpayPlugin"


@pytest.mark.parametrize("who", ["guest", "member"])
def test_exception_after_the_hook_answered(request, staff, toss, monkeypatch, who):
    from saleor_brandpay.plugin import BrandpayPlugin

    storefront = request.getfixturevalue(who).fill().payment_create()
    returned = toss.buyer(storefront.complete().data)
    with monkeypatch.context() as broken:
        after(broken, BrandpayPlugin, "confirm_payment", crash)
        storefront.try_complete(returned)
    assert held(toss) == 15000
    assert staff.orders() == []

    paid_order(staff, toss, storefront.complete(returned), 15000)


def test_exception_right_after_toss_answered(member, staff, toss, monkeypatch):
    from saleor_brandpay.api.client import BrandpayClient

    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    with monkeypatch.context() as broken:
        after(broken, BrandpayClient, "confirm", crash)
        member.try_complete(returned)
    assert held(toss) == 15000
    paid_order(staff, toss, member.complete(returned), 15000)


def test_exception_then_a_bare_repeat(member, staff, toss, monkeypatch):
    """The page was reloaded and lost what the window had returned."""
    from saleor_brandpay.plugin import BrandpayPlugin

    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    with monkeypatch.context() as broken:
        after(broken, BrandpayPlugin, "confirm_payment", crash)
        member.try_complete(returned)
    answer = member.complete()
    if answer.order is None:
        # Our row was rolled back with everything else, so a window is offered for the same
        # order id; what comes of it must be the approval that there is already.
        answer = member.complete(returned)
    paid_order(staff, toss, answer, 15000)


@pytest.mark.parametrize("moment", [f"{CLIENT}.confirm", f"{PLUGIN}.confirm_payment"])
def test_worker_killed(storefront_of, buyer, member, staff, toss, moment):
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    with crashing_saleor(moment) as url:
        crashing = storefront_of(buyer, url=url)
        crashing.checkout = member.checkout
        with pytest.raises((OSError, http.client.HTTPException)):
            crashing.complete(returned)
    assert held(toss) == 15000
    assert staff.orders() == []

    paid_order(staff, toss, member.complete(returned), 15000)
    assert len(approved(toss)) == 1


def test_worker_killed_while_it_opened_the_window(storefront_of, buyer, member, staff, toss):
    member.fill().payment_create()
    with crashing_saleor(f"{PLUGIN}.process_payment") as url:
        crashing = storefront_of(buyer, url=url)
        crashing.checkout = member.checkout
        with pytest.raises((OSError, http.client.HTTPException)):
            crashing.complete()
    paid_order(staff, toss, member.complete(toss.buyer(member.complete().data)), 15000)


def test_worker_killed_while_refunding(storefront_of, member, staff, toss, shop):
    from saleor.account.models import User

    from .backoffice import Backoffice
    from .helpers import captured, pay

    order = pay(member.fill(), toss).order["id"]
    with crashing_saleor(f"{PLUGIN}.refund_payment") as url:
        boss = storefront_of(User.objects.get(email="staff@example.com"), url=url)
        with pytest.raises((OSError, http.client.HTTPException)):
            Backoffice(boss.api).refund(order, 5000)
    assert refunded(toss) == [5000]
    assert captured(staff.order(order)) == 15000

    assert staff.refund(order, 5000) == []
    assert refunded(toss) == [5000]
    assert captured(staff.order(order)) == 10000
