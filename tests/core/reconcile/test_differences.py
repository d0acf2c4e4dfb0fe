"""Reconciling: each way in which Toss, our attempts and the shop can disagree, and none beyond.

Everything here runs in both readings of Toss's list (section 4.6 of the reference): a row for
each refund, or one row for a payment with its present status.
"""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

import pytest

from brandpay_sandbox.testing import RunningSandbox
from saleor_brandpay.api.client import BrandpayClient
from saleor_brandpay.core.attempts import order_ids
from saleor_brandpay.core.reconcile.report import explanations
from saleor_brandpay.core.reconcile.toss_reader import TossReader
from saleor_brandpay.models import Attempt, AttemptStatus, Kind, Refund, RefundStatus
from tests.core.reconcile.reconciling import Reconciler, ShopRecords, cancel, found
from tests.core.shop import MovingClock, Shop

AFTER = 120
"""Seconds after which nothing that was just done counts as under way."""


@pytest.fixture(params=["a row each", "one row"], autouse=True)
def _reading(request: Any, sandbox: RunningSandbox) -> None:
    sandbox.settings(cancelRows=request.param == "a row each")


@pytest.fixture
def reconcile(shop: Shop) -> Reconciler:
    return Reconciler(shop, ShopRecords(shop))


def test_all_agrees(reconcile: Reconciler, time: MovingClock) -> None:
    reconcile.order()
    reconcile.refunded(15000)
    reconcile.refunded(4000)
    time.advance(AFTER)
    report = reconcile()
    assert found(report) == []
    assert report.agrees
    assert report.totals["approved"] == report.totals["shop_captured"] == 3
    assert report.totals["approved_won"] == report.totals["shop_captured_won"] == 45000
    assert report.totals["refunded"] == report.totals["shop_refunded"] == 2
    assert report.totals["refunded_won"] == report.totals["shop_refunded_won"] == 19000
    assert report.run.finished_at


def test_nothing_but_the_list_is_asked_for_a_plain_payment(
    reconcile: Reconciler, time: MovingClock, sandbox: RunningSandbox
) -> None:
    reconcile.order()
    time.advance(AFTER)
    sandbox.clear_requests()
    assert reconcile().totals["reads"] == 0
    assert {request["path"] for request in sandbox.requests()} == {"/v1/transactions"}


def test_deep_reads_every_payment(reconcile: Reconciler, time: MovingClock) -> None:
    reconcile.order()
    reconcile.order()
    time.advance(AFTER)
    report = reconcile(deep=True)
    assert found(report) == []
    assert report.totals["reads"] == 2


def test_refunds_in_several_parts(reconcile: Reconciler, time: MovingClock) -> None:
    bill, attempt = reconcile.refunded(4000)
    made = reconcile.shop.sandbox.console_cancel(attempt.payment_key, amount=11000)
    reconcile.book(bill, attempt, made)
    time.advance(AFTER)
    report = reconcile()
    assert found(report) == []
    assert report.totals["refunded_won"] == 15000
    assert report.totals["approved_won"] == 15000


def test_paid_without_order_because_a_worker_died(
    reconcile: Reconciler, time: MovingClock, shop: Shop
) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    shop.die_after(bill, shop.buy(attempt))
    time.advance(AFTER)
    report = reconcile()
    assert found(report) == [("paid_without_order", "not_booked")]
    (finding,) = report.findings()
    assert finding.attempt_pk == attempt.pk
    assert (finding.toss_won, finding.shop_won) == (15000, 0)
    assert not report.agrees


def test_captured_but_no_order(reconcile: Reconciler, time: MovingClock, shop: Shop) -> None:
    shop.paid(shop.bill())
    time.advance(AFTER)
    assert found(reconcile()) == [("paid_without_order", "no_order")]


def test_given_back_unbooked_nets_to_zero(
    reconcile: Reconciler, time: MovingClock, shop: Shop, sandbox: RunningSandbox
) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    shop.die_after(bill, shop.buy(attempt))
    (payment,) = sandbox.payments()
    sandbox.console_cancel(payment["paymentKey"])
    Attempt.objects.update(status=AttemptStatus.CLOSED)
    time.advance(AFTER)
    assert found(reconcile()) == []


def test_given_back_in_part_does_not(
    reconcile: Reconciler, time: MovingClock, shop: Shop, sandbox: RunningSandbox
) -> None:
    bill = shop.bill()
    shop.die_after(bill, shop.buy(shop.open(bill)))
    (payment,) = sandbox.payments()
    sandbox.console_cancel(payment["paymentKey"], amount=5000)
    time.advance(AFTER)
    report = reconcile()
    assert found(report) == [("paid_without_order", "not_booked")]
    assert next(report.findings()).toss_won == 10000


def test_order_without_payment(
    reconcile: Reconciler, time: MovingClock, sandbox: RunningSandbox
) -> None:
    _, attempt = reconcile.order()
    time.advance(AFTER)
    sandbox.reset()
    report = reconcile(heal=True)  # nobody is followed: that is for people to judge
    assert found(report) == [("order_without_payment", "not_at_toss")]
    (finding,) = report.findings()
    assert (finding.order_id, finding.shop_won) == (attempt.order_id, 15000)
    assert "Do not ship" in explanations.next_step(finding, heal=True).en


def test_capture_of_a_payment_that_nobody_knows(
    reconcile: Reconciler, time: MovingClock, shop: Shop
) -> None:
    """A Payment of the shop without any attempt of ours is looked for at every merchant."""
    shop.merchant()
    bill = shop.bill()
    shop.books.captures.add((bill.reference, "tgen_never_was"))
    shop.books.ordered.add(bill.reference)
    reconcile.records.amounts["tgen_never_was"] = 15000
    time.advance(AFTER)
    report = reconcile()
    assert found(report) == [("order_without_payment", "not_at_toss")]
    assert next(report.findings()).shop_won == 15000


def test_booked_with_another_amount(reconcile: Reconciler, time: MovingClock) -> None:
    _, attempt = reconcile.order()
    reconcile.records.amounts[attempt.payment_key] = 14000
    time.advance(AFTER)
    assert found(reconcile()) == [("amount_drift", "approved")]


def test_booked_twice(reconcile: Reconciler, time: MovingClock, shop: Shop) -> None:
    _, attempt = reconcile.order()
    other = shop.bill()
    shop.books.captures.add((other.reference, attempt.payment_key))
    time.advance(AFTER)
    report = reconcile()
    assert found(report) == [("amount_drift", "booked_twice")]
    assert next(report.findings()).shop_won == 30000


def test_refund_booked_with_another_amount(
    reconcile: Reconciler, time: MovingClock, shop: Shop
) -> None:
    bill, _ = reconcile.refunded(4000)
    (refund,) = shop.books.refunds[bill.reference]
    shop.books.refunds[bill.reference] = [cancel(5000, refund.transaction_key)]
    time.advance(AFTER)
    assert found(reconcile()) == [("amount_drift", "refund")]


def test_refund_made_in_the_console(reconcile: Reconciler, time: MovingClock) -> None:
    reconcile.refunded(4000, booked=False)
    time.advance(AFTER)
    report = reconcile()
    assert found(report) == [("refund_only_there", "console")]
    (finding,) = report.findings()
    assert (finding.toss_won, finding.shop_won, finding.order) != (0, 0, "")


def test_full_refund_made_in_the_console(reconcile: Reconciler, time: MovingClock) -> None:
    reconcile.refunded(15000, booked=False)
    time.advance(AFTER)
    assert found(reconcile()) == [("refund_only_there", "console")]


def test_refund_that_toss_never_made(reconcile: Reconciler, time: MovingClock, shop: Shop) -> None:
    bill, _ = reconcile.order()
    shop.books.book_refunds(bill.reference, [cancel(4000)])
    time.advance(AFTER)
    report = reconcile()
    assert found(report) == [("refund_only_here", "not_at_toss")]
    assert next(report.findings()).shop_won == 4000


def test_refund_booked_twice(reconcile: Reconciler, time: MovingClock, shop: Shop) -> None:
    bill, _ = reconcile.refunded(4000)
    shop.books.refunds[bill.reference] *= 2
    time.advance(AFTER)
    assert found(reconcile()) == [("refund_only_here", "not_at_toss")]


def test_booked_while_it_was_compared(
    reconcile: Reconciler, time: MovingClock, shop: Shop, monkeypatch: Any
) -> None:
    """The buyer's own request made the order between our look at the shop and that at Toss."""
    bill = shop.bill()
    shop.paid(bill)
    time.advance(AFTER)
    asked = TossReader.payment

    def payment(self: TossReader, *args: Any) -> Any:
        shop.books.ordered.add(bill.reference)
        return asked(self, *args)

    monkeypatch.setattr(TossReader, "payment", payment)
    assert found(reconcile()) == []


def test_refund_booked_under_another_reference(
    reconcile: Reconciler, time: MovingClock, shop: Shop
) -> None:
    """The money agrees; some answers of Toss lack the key."""
    bill, _ = reconcile.refunded(4000)
    shop.books.refunds[bill.reference] = [cancel(4000, "no-key-0")]
    time.advance(AFTER)
    assert found(reconcile()) == []


def test_two_approvals_on_one_payment_one_given_back(
    reconcile: Reconciler, time: MovingClock, shop: Shop, sandbox: RunningSandbox
) -> None:
    bill, attempt = reconcile.order()
    late = Attempt.objects.get(pk=attempt.pk)
    late.pk = None
    late.order_id, late.status = "bp-late-approval", AttemptStatus.CLOSED
    data = sandbox.bulk(1, orderPrefix="bp-late-")[0]
    late.order_id, late.payment_key = data["orderId"], data["paymentKey"]
    late.save()
    made = sandbox.console_cancel(late.payment_key)
    shop.books.captures.add((bill.reference, late.payment_key))
    reconcile.book(bill, late, made)
    time.advance(AFTER)
    assert found(reconcile()) == []


def test_outcome_still_unknown(
    reconcile: Reconciler, time: MovingClock, shop: Shop, sandbox: RunningSandbox
) -> None:
    bill = shop.bill()
    data = shop.buy(shop.open(bill))
    sandbox.fault("confirm", "drop_before", times=None)
    shop.resume(bill, data)
    assert Attempt.objects.get().status == AttemptStatus.UNKNOWN
    assert reconcile().totals["under_way"] == 1
    time.advance(AFTER)
    report = reconcile()
    assert found(report) == [("still_unknown", "unknown")]
    assert next(report.findings()).attempt_pk == Attempt.objects.get().pk


def test_abandoned_window_is_no_difference(
    reconcile: Reconciler, time: MovingClock, shop: Shop
) -> None:
    shop.open(shop.bill())
    assert reconcile().totals["under_way"] == 1
    time.advance(2 * 3600)
    report = reconcile()
    assert report.agrees
    assert report.totals["under_way"] == 0


def test_refund_whose_outcome_is_unknown(
    reconcile: Reconciler, time: MovingClock, shop: Shop, sandbox: RunningSandbox
) -> None:
    _, attempt = reconcile.order()
    sandbox.fault("cancel", "drop_before", times=None)
    assert shop.refund(attempt, 4000).refund.status == RefundStatus.UNKNOWN
    time.advance(AFTER)
    report = reconcile()
    assert found(report) == [("still_unknown", "refund")]
    assert "4,000" in explanations.what(next(report.findings())).en


def test_refunding_that_has_not_ended(reconcile: Reconciler, time: MovingClock) -> None:
    _, attempt = reconcile.order()
    Attempt.objects.filter(pk=attempt.pk).update(status=AttemptStatus.REFUNDING)
    time.advance(AFTER)
    assert found(reconcile()) == [("still_unknown", "refunding")]


def test_unsettled_row_of_money_that_agrees_is_no_difference(
    reconcile: Reconciler, time: MovingClock
) -> None:
    _, attempt = reconcile.refunded(15000)
    Attempt.objects.filter(pk=attempt.pk).update(status=AttemptStatus.REFUNDING)
    time.advance(AFTER)
    assert found(reconcile()) == []


def test_payment_that_toss_does_not_show(
    reconcile: Reconciler, time: MovingClock, sandbox: RunningSandbox
) -> None:
    reconcile.refunded(4000, booked=False)
    time.advance(AFTER)
    sandbox.fault("payment", "http_500", times=None)
    report = reconcile()
    assert found(report) == [("still_unknown", "unreadable")]
    assert reconcile.pauses


def test_capture_that_nobody_knows_and_toss_does_not_show(
    reconcile: Reconciler, time: MovingClock, shop: Shop, sandbox: RunningSandbox
) -> None:
    shop.merchant()
    bill = shop.bill()
    shop.books.captures.add((bill.reference, "tgen_never_was"))
    reconcile.records.amounts["tgen_never_was"] = 15000
    time.advance(AFTER)
    sandbox.fault("payment", "http_500", times=None)
    assert found(reconcile()) == [("still_unknown", "unreadable")]


def test_attempt_that_toss_does_not_show(
    reconcile: Reconciler, time: MovingClock, shop: Shop, sandbox: RunningSandbox
) -> None:
    shop.open(shop.bill())
    time.advance(2 * 3600)
    sandbox.fault("payment_by_order_id", "http_500", times=None)
    assert found(reconcile()) == [("still_unknown", "unreadable")]


@pytest.mark.parametrize("turned", [False, True])
def test_list_in_whatever_order(
    reconcile: Reconciler, time: MovingClock, shop: Shop, monkeypatch: Any, turned: bool
) -> None:
    """Each movement is counted once, a refund before its approval too, and on whatever pages."""
    for amount in (15000, 4000, 6000):
        bill, attempt = reconcile.refunded(amount)
        if amount == 6000:
            made = shop.sandbox.console_cancel(attempt.payment_key, amount=1000)
            reconcile.book(bill, attempt, made)
    time.advance(AFTER)
    rows: list[Any] = []
    list_ = BrandpayClient.transactions

    def transactions(self: Any, *, starting_after: str | None, **values: Any) -> Any:
        answer = list_(self, starting_after=None, **{**values, "limit": 100})
        rows[:] = answer.value[::-1] if turned else answer.value
        keys = [row.transaction_key for row in rows]
        start = keys.index(starting_after) + 1 if starting_after else 0
        return dataclasses.replace(answer, value=rows[start : start + 2])

    monkeypatch.setattr(BrandpayClient, "transactions", transactions)
    report = reconcile(tools={"page": 2})
    assert found(report) == []
    assert (report.totals["approved"], report.totals["approved_won"]) == (3, 45000)
    assert (report.totals["refunded"], report.totals["refunded_won"]) == (4, 26000)


def test_status_that_is_new_to_us_is_read(
    reconcile: Reconciler, time: MovingClock, monkeypatch: Any
) -> None:
    reconcile.order()
    time.advance(AFTER)
    list_ = BrandpayClient.transactions

    def transactions(self: Any, **values: Any) -> Any:
        answer = list_(self, **values)
        rows = [dataclasses.replace(row, status="SETTLED") for row in answer.value]
        return dataclasses.replace(answer, value=rows)

    monkeypatch.setattr(BrandpayClient, "transactions", transactions)
    report = reconcile()
    assert found(report) == []
    assert report.totals["reads"] == 1


@pytest.mark.parametrize("pk", [None, uuid.uuid4()], ids=["Payment", "TransactionItem"])
@pytest.mark.parametrize("heal", [False, True])
def test_payment_of_ours_without_a_row_is_told_and_left_alone(
    reconcile: Reconciler, shop: Shop, time: MovingClock, pk: Any, heal: bool
) -> None:
    """The database has gone back in time: nothing is made anew from an order id (M4)."""
    bill = shop.bill(pk=pk)
    shop.die_after(bill, shop.buy(shop.open(bill)))
    Attempt.objects.all().delete()
    time.advance(AFTER)
    (finding,) = reconcile(heal=heal).findings()
    assert (finding.kind, finding.reason, finding.toss_won) == (Kind.LOST, "lost", 15000)
    assert not Attempt.objects.exists()
    assert shop.held() == 15000


def test_payment_of_another_installation(
    reconcile: Reconciler, shop: Shop, time: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill = shop.bill()
    with monkeypatch.context() as there:
        make = order_ids.make
        there.setattr(order_ids, "make", lambda _: make("a7654321"))
        shop.die_after(bill, shop.buy(shop.open(bill)))
    Attempt.objects.all().delete()
    time.advance(AFTER)
    (finding,) = reconcile().findings()
    assert (finding.kind, finding.reason) == (Kind.FOREIGN, "other_installation")


def test_other_systems_under_the_same_mid(
    reconcile: Reconciler, time: MovingClock, shop: Shop, sandbox: RunningSandbox
) -> None:
    shop.merchant()
    sandbox.bulk(30, orderPrefix="other-", seconds=1)
    sandbox.bulk(1, orderPrefix="bp-1-0-")
    time.advance(AFTER)
    report = reconcile(tools={"page": 7})
    assert report.agrees
    assert report.totals["foreign"] == 31
    assert report.totals["approved"] == 0
    reasons = [finding.reason for finding in report.findings()]
    assert len(reasons) == 10
    assert {finding.kind for finding in report.findings()} == {Kind.FOREIGN}


def test_approved_a_moment_ago_is_under_way(
    reconcile: Reconciler, time: MovingClock, shop: Shop
) -> None:
    bill = shop.bill()
    shop.die_after(bill, shop.buy(shop.open(bill)))
    report = reconcile()
    assert report.agrees
    assert report.totals["under_way"] >= 1


def test_twice_the_same(reconcile: Reconciler, time: MovingClock, shop: Shop) -> None:
    reconcile.refunded(4000, booked=False)
    shop.paid(shop.bill())
    reconcile.order()
    time.advance(AFTER)
    before = list(Attempt.objects.values()), list(Refund.objects.values())
    first, second = reconcile(), reconcile()
    assert first.run.pk != second.run.pk
    assert found(first) == found(second)
    assert len(found(first)) == 2
    ignored = ("pages", "reads")
    assert {name: sum_ for name, sum_ in first.totals.items() if name not in ignored} == {
        name: sum_ for name, sum_ in second.totals.items() if name not in ignored
    }
    assert (list(Attempt.objects.values()), list(Refund.objects.values())) == before
