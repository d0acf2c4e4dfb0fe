"""Workers that die behind the buyers' backs: while a webhook, a sweep or a comparison works.

Whatever was left half done is ended by Toss's redelivery, by the next sweep or by the next run.
"""

import http.client
import json
from urllib.parse import urlsplit

import pytest

from tests.saleor.crash_points import CLIENT, both, each_moment

from .helpers import approved, captured, held, pay, refunded
from .hooks import all_done, blind, delivered, events, sweep, unseen
from .lengthy import lengthy
from .test_webhook_intake import post

pytestmark = [pytest.mark.usefixtures("webhooks"), lengthy]

READ = [(f"{CLIENT}.payment", "after")]
CANCEL = [(f"{CLIENT}.cancel", "before"), (f"{CLIENT}.cancel", "after")]
LEASE = 600
"""Seconds after which what a dead worker had leased is free again."""


@pytest.fixture
def hooked(workers, webhooks, toss, struck):
    """The newest webhook reaches a worker that has its moment, and Toss will send it again."""

    def at(crash_point) -> bool:
        body = toss.webhooks()[-1]["body"]
        with workers.serving(crash_point) as worker:
            address = worker.url + urlsplit(webhooks).path
            try:
                status = post(address, json.dumps(body).encode())
            except (OSError, http.client.HTTPException):
                assert worker.struck
            else:
                assert status in (200, 500)
                assert worker.struck or status == 200
        if worker.struck:
            struck(crash_point)
        return worker.struck

    return at


@pytest.fixture
def swept(workers, struck):
    """A sweep in a worker that has its moment."""

    def at(crash_point, work="sweep") -> bool:
        worker = workers.run(f"tests.saleor.places:{work}", crash_point=crash_point)
        if worker.struck:
            struck(crash_point)
        else:
            assert worker.status == 0
        return worker.struck

    return at


@pytest.fixture
def ended(toss, later):
    """The time after: leases run out, Toss sends once more, sweeps go on."""

    def go_on() -> None:
        for _ in range(3):
            later(LEASE)
            sweep()
            delivered(toss)
        assert all_done()

    return go_on


@both
@pytest.mark.parametrize("by", ["webhook", "sweep"])
def test_while_an_order_is_made(hooked, swept, ended, member, staff, toss, later, by, how):
    def suffer(crash_point) -> bool:
        before, orders = held(toss), len(staff.orders())
        unseen(member, toss)
        if by == "webhook":
            reached = hooked(crash_point)
        else:
            later(300)
            reached = swept(crash_point)
        ended()
        answer = member.complete()
        assert answer.order
        assert len(staff.orders()) == orders + 1
        order = staff.order(answer.order["id"])
        assert order["chargeStatus"] == "FULL"
        assert captured(order) == held(toss) - before == 15000
        return reached

    each_moment(READ, how, suffer)


@both
@pytest.mark.parametrize("by", ["webhook", "sweep"])
def test_while_an_approval_goes_back(hooked, swept, ended, member, staff, toss, later, by, how):
    def suffer(crash_point) -> bool:
        before, given = held(toss), refunded(toss)
        unseen(member, toss)
        member.add("saucer")
        if by == "webhook":
            reached = hooked(crash_point)
        else:
            later(300)
            reached = swept(crash_point)
        ended()
        assert staff.orders() == []
        assert held(toss) == before
        assert refunded(toss) == [*given, 15000]
        assert_booked_alike(toss)
        return reached

    each_moment([*READ, *CANCEL], how, suffer)


def assert_booked_alike(toss) -> None:
    from saleor.payment.models import Transaction

    rows = Transaction.objects.filter(is_success=True)
    for payment in approved(toss):
        captures = rows.filter(kind="capture", token=payment["paymentKey"])
        keys = [cancel["transactionKey"] for cancel in payment["cancels"] or []]
        refunds = rows.filter(kind="refund", token__in=keys)
        assert captures.count() == refunds.count() <= 1


@both
def test_while_a_console_refund_is_booked(hooked, ended, member, staff, toss, how):
    def suffer(crash_point) -> bool:
        before = held(toss)
        order = pay(member.fill(), toss).order["id"]
        delivered(toss)
        newest = toss.payments()[-1]["paymentKey"]
        toss.console_refund(newest, amount=4000)
        reached = hooked(crash_point)
        ended()
        assert captured(staff.order(order)) == held(toss) - before == 11000
        return reached

    each_moment(READ, how, suffer)


@both
def test_while_an_unknown_refund_is_finished(swept, ended, member, staff, toss, later, how):
    def suffer(crash_point) -> bool:
        before, given = held(toss), refunded(toss)
        order = pay(member.fill(), toss).order["id"]
        toss.fault("cancel", "drop_after", times=None)
        blind(toss)
        assert staff.refund(order, 4000)
        toss.mend()
        later(300)
        reached = swept(crash_point)
        ended()
        assert captured(staff.order(order)) == held(toss) - before == 11000
        assert refunded(toss) == [*given, 4000]
        return reached

    each_moment(READ, how, suffer)


@pytest.mark.parametrize("nth", [1, 2, 5, 12])
def test_while_books_are_compared(workers, swept, reconciled, member, staff, toss, later, nth):
    """A run that died is gone on with by the next one, on whatever host."""
    from tests.saleor.crash_points import COMMIT, CrashPoint

    toss.webhook_fault("drop", times=None)
    order = pay(member.fill(), toss).order["id"]
    toss.console_refund(toss.payments()[-1]["paymentKey"], amount=4000)
    unseen(member, toss)
    later(2 * 3600)
    assert swept(CrashPoint(place=COMMIT, when="after", nth=nth), work="reconcile")
    later(LEASE)
    reconciled()
    later(LEASE)
    assert reconciled() == 0
    assert captured(staff.order(order)) == 11000
    assert len(staff.orders()) == 2
    assert held(toss) == 26000
    assert events() == []
