"""What a webhook may cost (design.md, "Numbers to keep"): queries, and calls to Toss."""

import time

import pytest

from .figures import counted, on_our_tables
from .helpers import approved, pay
from .hooks import delivered, unseen

pytestmark = pytest.mark.usefixtures("webhooks")

MOST = 12
"""Queries on our tables: those that make the order or book the refund are the shop's."""


def read_of_toss():
    """Seconds that a worker waits for one payment."""
    from saleor_brandpay.api.deadline import Deadline
    from saleor_brandpay.core.merchants import merchants
    from saleor_brandpay.models import Attempt

    attempt = Attempt.objects.exclude(payment_key="").select_related("merchant").last()
    client = merchants.client(attempt.merchant)
    began = time.perf_counter()
    client.payment(attempt.payment_key, deadline=Deadline.after(10))
    return time.perf_counter() - began


@pytest.fixture
def cost(toss, figures, monkeypatch):
    """Queries on our tables and calls to Toss of the one webhook that is due."""
    from saleor_brandpay import due, tasks
    from saleor_brandpay.models import Event

    def measure(name):
        with monkeypatch.context() as nobody:
            nobody.setattr(tasks, "dispatch", lambda *args, **values: None)
            delivered(toss)
        (event,) = Event.objects.filter(done_at__isnull=True)
        toss.forget_requests()
        began, cpu = time.perf_counter(), time.thread_time()
        with counted() as queries:
            due.EVENTS.work(event.fingerprint)
        took, cpu = time.perf_counter() - began, time.thread_time() - cpu
        assert Event.objects.get(pk=event.pk).done_at
        ours = on_our_tables(queries)
        calls = [call["path"] for call in toss.requests()]
        figures.say(
            f"webhook, {name}: {len(ours)} queries on our tables, {len(queries)} in all, "
            f"{len(calls)} call of Toss, {took * 1000:.0f} ms (CPU {cpu * 1000:.0f} ms), "
            f"a read of Toss alone {read_of_toss() * 1000:.0f} ms"
        )
        assert len(ours) <= MOST, "\n".join(ours)
        return calls

    return measure


def test_webhook_that_makes_an_order(member, staff, toss, cost):
    pay(member.fill(), toss)
    delivered(toss)
    unseen(member, toss)
    assert len(cost("an order is made")) == 1
    assert len(staff.orders()) == 2


def test_webhook_that_books_a_refund(member, toss, cost):
    pay(member.fill(), toss)
    delivered(toss)
    (payment,) = approved(toss)
    toss.console_refund(payment["paymentKey"], amount=5000)
    assert len(cost("a refund is booked")) == 1


def test_webhook_of_a_payment_that_the_shop_knows(member, toss, cost):
    pay(member.fill(), toss)
    assert len(cost("nothing is new")) == 1
