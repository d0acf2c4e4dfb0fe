"""A capture without an order of which a part went back: it no longer pays for the goods (M9)."""

import pytest

from .helpers import approved, held
from .test_found_workers import captured_without_order, settle

pytestmark = pytest.mark.usefixtures("webhooks")


def refunded_in_part(member, toss, monkeypatch):
    """In the Toss console; the return data, and how to look at what became of it."""
    returned = captured_without_order(member.fill(), toss, monkeypatch)
    (payment,) = approved(toss)
    toss.console_refund(payment["paymentKey"], amount=10000)
    return returned


def gone_back(staff, toss, later):
    settle(later)
    assert staff.orders() == []
    assert held(toss) == 0


def test_the_buyer_asks_for_the_order(member, staff, toss, later, monkeypatch):
    returned = refunded_in_part(member, toss, monkeypatch)
    answer = member.complete(returned)
    assert answer.order is None
    assert answer.messages
    gone_back(staff, toss, later)


def test_a_worker_finds_it(member, staff, toss, later, monkeypatch):
    refunded_in_part(member, toss, monkeypatch)
    gone_back(staff, toss, later)


def test_the_buyer_pays_once_more(member, staff, toss, later, monkeypatch):
    returned = refunded_in_part(member, toss, monkeypatch)
    member.complete(returned)
    gone_back(staff, toss, later)
    answer = member.payment_create().complete()
    assert member.complete(toss.buyer(answer.data)).order
    assert held(toss) == 15000


def test_booked_and_our_record_lost(member, staff, toss, later, monkeypatch):
    """Saleor's own rows say it too."""
    from saleor_brandpay.models import Attempt

    returned = refunded_in_part(member, toss, monkeypatch)
    member.complete(returned)
    Attempt.objects.all().delete()
    assert member.complete(returned).order is None
    assert staff.orders() == []
