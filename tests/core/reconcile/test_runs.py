"""A run of reconciling: paged, shared, interrupted, repeated, and healing."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from brandpay_sandbox.testing import RunningSandbox
from saleor_brandpay.api.errors import NotSent
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.clock import now
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.reconcile import leases, planning, spans, worker
from saleor_brandpay.core.reconcile.report import report
from saleor_brandpay.core.sync.result import SyncResult, SyncStatus
from saleor_brandpay.models import (
    Attempt,
    AttemptStatus,
    Finding,
    Kind,
    Merchant,
    Phase,
    Reconciliation,
    Sighting,
    Stretch,
)
from tests.core.reconcile.reconciling import DAY, Reconciler, ShopRecords, found
from tests.core.shop import MovingClock, Shop

AFTER = 120
DAYS = 3 * DAY


@pytest.fixture
def reconcile(shop: Shop) -> Reconciler:
    return Reconciler(shop, ShopRecords(shop))


def bulk(sandbox: RunningSandbox, count: int, *, seconds: float = 1, **options: Any) -> None:
    sandbox.bulk(count, orderPrefix="other-", seconds=seconds, **options)


# Spans and pages.


def test_days_are_korean() -> None:
    since = datetime.datetime(2026, 1, 1, 10, tzinfo=datetime.UTC)
    cut = list(spans.days(since, since + 2 * DAY))
    assert [spans.date(start).day for start, _ in cut] == [1, 2, 3]
    assert cut[0] == (since, datetime.datetime(2026, 1, 1, 15, tzinfo=datetime.UTC))
    assert cut[-1][1] == since + 2 * DAY
    assert list(spans.days(since, since)) == []


def test_pages_cost_the_same_whatever_is_on_them(
    reconcile: Reconciler, shop: Shop, sandbox: RunningSandbox, time: MovingClock
) -> None:
    """Queries and calls of a page of many payments of ours, against one of few."""
    for _ in range(7):
        reconcile.order()
    time.advance(AFTER)
    reconcile()  # the tests' own ledger asks for what it does not know yet

    def cost(page: int) -> tuple[float, float]:
        sandbox.clear_requests()
        with CaptureQueriesContext(connection) as queries:
            pages = reconcile(tools={"page": page}).totals["pages"]
        return len(queries), len(sandbox.requests()) - pages

    one_page, many_pages = cost(100), cost(1)
    # The empty page that ends the list, and the long one that tells how large a day is: once a day.
    assert (one_page[1], many_pages[1]) == (2, 3)
    # A page of Toss's list and a page of the shop's books; the shop's own queries come on top.
    assert (many_pages[0] - one_page[0]) / 6 <= 16


def test_pages_of_all_days_are_read_to_their_end(
    reconcile: Reconciler, shop: Shop, sandbox: RunningSandbox
) -> None:
    shop.merchant()
    bulk(sandbox, 50, seconds=3600)
    made = reconcile(since=now() - DAYS, tools={"page": 7})
    assert made.totals["foreign"] == 50
    assert sum(day.approved for day in made.days) == 0
    assert made.totals["pages"] >= 50 / 7
    assert not Sighting.objects.exists()


def test_movements_on_midnight_are_counted_once(
    reconcile: Reconciler, shop: Shop, sandbox: RunningSandbox
) -> None:
    shop.merchant()
    midnight = spans.midnight(now() - DAY)
    sandbox.bulk(3, orderPrefix="other-", since=midnight.isoformat())
    assert reconcile(since=now() - DAYS).totals["foreign"] == 3


def test_list_that_does_not_go_on_is_an_error(
    reconcile: Reconciler, shop: Shop, sandbox: RunningSandbox, monkeypatch: Any
) -> None:
    from saleor_brandpay.api.client import BrandpayClient

    shop.merchant()
    bulk(sandbox, 3)
    asked = BrandpayClient.transactions

    def forgetful(self: Any, *, starting_after: Any, **values: Any) -> Any:
        return asked(self, starting_after=None, **values)

    monkeypatch.setattr(BrandpayClient, "transactions", forgetful)
    made = reconcile()
    assert "does not go on" in made.errors[0]


# Interrupted, and taken up again.


class Died(Exception):  # noqa: N818
    pass


def dies_after(pages: int) -> Callable[[Stretch], None]:
    left = [pages]

    def tell(stretch: Stretch) -> None:
        left[0] -= 1
        if not left[0]:
            raise Died

    return tell


def test_goes_on_where_it_was(
    reconcile: Reconciler, shop: Shop, sandbox: RunningSandbox, time: MovingClock
) -> None:
    shop.merchant()
    bulk(sandbox, 20)
    time.advance(AFTER)
    span = {"since": now() - DAY / 24, "until": now()}
    with pytest.raises(Died):
        reconcile(**span, tools={"page": 5, "tell": dies_after(2)})
    sandbox.clear_requests()
    made = reconcile(**span, tools={"page": 5})
    assert Reconciliation.objects.count() == 1
    assert made.totals["foreign"] == 20
    assert made.totals["pages"] == 4
    assert len(sandbox.requests("transactions")) <= 4


def test_lease_of_a_killed_worker_runs_out(
    reconcile: Reconciler,
    shop: Shop,
    sandbox: RunningSandbox,
    time: MovingClock,
    monkeypatch: Any,
) -> None:
    shop.merchant()
    bulk(sandbox, 20)
    span = {"since": now() - DAY / 24, "until": now()}
    with monkeypatch.context() as killed:
        killed.setattr(leases, "give_up", lambda *args: None)
        with pytest.raises(Died):
            reconcile(**span, tools={"page": 5, "tell": dies_after(2)})
    (held,) = Stretch.objects.exclude(holder="")
    run = reconcile.plan(**span)
    assert leases.take(run.pk, only=held.pk) is None
    waited: list[float] = []

    def pause(seconds: float) -> None:
        waited.append(seconds)
        time.advance(60)

    worker.run(run, reconcile.tools(pause=pause, page=5))
    assert waited
    assert report.build(run).totals["foreign"] == 20


def test_worker_that_lost_its_lease_writes_nothing(
    reconcile: Reconciler, shop: Shop, sandbox: RunningSandbox, time: MovingClock
) -> None:
    shop.merchant()
    bulk(sandbox, 5)
    run = reconcile.plan(since=now() - DAY / 24)
    slow = leases.take(run.pk)
    assert slow is not None
    time.advance(3600)
    worker.run(run, reconcile.tools())
    counted = report.build(run).totals
    with pytest.raises(leases.LostLease):
        leases.advance(slow, cursor="nonsense", foreign=5)
    leases.give_up(slow, "late")
    leases.skip(slow, "late")
    assert report.build(run).totals == counted
    assert not Stretch.objects.exclude(error="").exists()


def test_taken_over_in_the_middle_of_a_page(
    reconcile: Reconciler, shop: Shop, sandbox: RunningSandbox, time: MovingClock
) -> None:
    shop.merchant()
    bulk(sandbox, 20)
    run = reconcile.plan(since=now() - DAY / 24)
    others: list[int] = []

    def somebody_else(stretch: Stretch) -> None:
        if not others:
            others.append(stretch.pk)
            time.advance(3600)
            worker.run(run, reconcile.tools(page=5))

    worker.run(run, reconcile.tools(page=5, tell=somebody_else))
    assert report.build(run).totals["foreign"] == 20


def test_same_question_while_it_runs_is_the_same_run(shop: Shop) -> None:
    shop.merchant()
    since, until = now() - DAY, now()
    first = planning.plan(since, until)
    assert planning.plan(since, until).pk == first.pk
    assert planning.plan(since, until, heal=True).pk != first.pk
    assert planning.plan(since, until, deep=True).pk != first.pk
    assert planning.plan(since, until, of=[shop.merchant()]).pk != first.pk
    assert planning.plan(since - DAY, until).pk != first.pk


def test_moving_question_is_taken_up_again_for_some_hours_only(
    shop: Shop, time: MovingClock
) -> None:
    shop.merchant()

    def plan() -> Reconciliation:
        return planning.plan(now() - DAY, now(), asked="the last day")

    first = plan()
    time.advance(3600)
    assert plan().pk == first.pk
    assert plan().until == first.until
    time.advance(6 * 3600)
    assert plan().pk != first.pk


def test_moving_question_is_not_held_up_by_a_merchant_that_toss_refuses(
    reconcile: Reconciler, sandbox: RunningSandbox, time: MovingClock
) -> None:
    reconcile.order()
    sandbox.fault("transactions", "http_500", times=None)
    first = reconcile(asked="the last day")
    assert first.errors
    assert reconcile(asked="the last day").run.pk != first.run.pk
    sandbox.clear_faults()
    with pytest.raises(Died):
        reconcile(asked="the last day", tools={"tell": dies_after(1)})
    assert Reconciliation.objects.filter(finished_at__isnull=True).count() == 1
    reconcile(asked="the last day")
    assert Reconciliation.objects.count() == 3


def test_left_over_stretches_are_those_of_the_daily_run(
    reconcile: Reconciler, shop: Shop, time: MovingClock
) -> None:
    shop.merchant()
    reconcile.plan()
    run = reconcile.plan(asked=planning.DAILY)
    assert planning.left_over(9) == []
    held = leases.take(run.pk)
    assert held
    time.advance(700)
    assert planning.left_over(9) == [stretch.pk for stretch in run.stretches.order_by("pk")]
    assert len(planning.left_over(1)) == 1
    leases.give_up(held, "refused")
    assert held.pk not in planning.left_over(9)


def test_old_runs_are_forgotten(reconcile: Reconciler, shop: Shop, time: MovingClock) -> None:
    shop.paid(shop.bill())
    time.advance(AFTER)
    reconcile()
    assert Finding.objects.count() == 1
    time.advance(91 * 86400)
    reconcile()
    assert Reconciliation.objects.count() == 1
    assert not Finding.objects.exists()


def test_nobody_to_ask(db: None) -> None:
    with pytest.raises(planning.NoMerchant):
        planning.plan(now() - DAY, now())


# Merchants.


def test_merchant_whose_key_is_refused(
    reconcile: Reconciler, shop: Shop, time: MovingClock
) -> None:
    """The others are compared; the run is not finished before this one is."""
    reconcile.order()
    broken = merchants.save("test_ck_" + "x" * 20, Secret("test_sk_" + "y" * 20))
    _, attempt = reconcile.order()
    Attempt.objects.filter(pk=attempt.pk).update(merchant=broken)
    time.advance(AFTER)
    made = reconcile(until=now())
    assert len(made.errors) == 1
    assert "UNAUTHORIZED_KEY" in made.errors[0]
    assert not made.agrees
    assert not made.run.finished_at
    assert made.totals["approved"] == 2


def test_merchant_of_an_old_contract_is_left_out(
    reconcile: Reconciler, shop: Shop, time: MovingClock
) -> None:
    reconcile.order()
    merchants.save("test_ck_" + "x" * 20, Secret("test_sk_" + "y" * 20))
    time.advance(AFTER)
    made = reconcile()
    assert made.agrees
    assert made.run.finished_at
    assert "nothing is ours" in made.notes[0]


def test_secret_that_cannot_be_decrypted(
    reconcile: Reconciler, shop: Shop, time: MovingClock
) -> None:
    reconcile.order()
    Merchant.objects.get().secrets.update(ciphertext="nonsense")
    merchants._HELD.clear()
    time.advance(AFTER)
    assert "this process does not have" in reconcile().errors[0]


def test_rows_of_one_mid_are_asked_for_once(
    reconcile: Reconciler, shop: Shop, sandbox: RunningSandbox, time: MovingClock
) -> None:
    _, attempt = reconcile.order()
    mid = Merchant.objects.get().mid
    assert mid
    other = "test_ck_" + "z" * 20
    sandbox.add_keys(other, "test_sk_" + "z" * 20, mid)
    again = merchants.save(other, Secret("test_sk_" + "z" * 20))
    merchants.learn_mid(again, mid)
    time.advance(AFTER)
    made = reconcile()
    assert made.agrees
    assert made.totals["approved"] == made.totals["shop_captured"] == 1
    assert {stretch.merchant_id for stretch in made.run.stretches.all()} == {again.pk}
    assert attempt.merchant_id != again.pk


def test_no_connection_ends_the_run_for_now(
    reconcile: Reconciler, shop: Shop, settings: Any, time: MovingClock
) -> None:
    reconcile.order()
    time.advance(AFTER)
    span = {"since": now() - DAY, "until": now()}
    url, settings.BRANDPAY_API_URL = settings.BRANDPAY_API_URL, "http://127.0.0.1:9"
    with pytest.raises(NotSent):
        reconcile(**span)
    assert not Stretch.objects.exclude(holder="").exists()
    settings.BRANDPAY_API_URL = url
    assert reconcile(**span).agrees
    assert Reconciliation.objects.count() == 1


def test_list_that_fails_now_and_then_is_asked_again(
    reconcile: Reconciler, sandbox: RunningSandbox, time: MovingClock
) -> None:
    reconcile.order()
    time.advance(AFTER)
    sandbox.fault("transactions", "http_500", times=1)
    assert reconcile().agrees
    assert reconcile.pauses == [2.0]


def test_list_that_fails_always_leaves_the_rest_for_later(
    reconcile: Reconciler, sandbox: RunningSandbox, time: MovingClock
) -> None:
    reconcile.order()
    time.advance(AFTER)
    sandbox.fault("transactions", "http_500", times=None)
    made = reconcile(until=now())
    assert "HTTP 500" in made.errors[0]
    sandbox.clear_faults()
    assert reconcile(until=made.run.until, since=made.run.since).agrees
    assert Reconciliation.objects.count() == 1


# Two workers.


def together(*calls: Callable[[], Any]) -> None:
    barrier = threading.Barrier(len(calls))
    raised: list[BaseException] = []

    def run(call: Callable[[], Any]) -> None:
        try:
            barrier.wait(30)
            call()
        except BaseException as error:  # noqa: BLE001
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not raised


@pytest.mark.django_db(transaction=True)
def test_two_hosts_share_a_run(
    reconcile: Reconciler, shop: Shop, sandbox: RunningSandbox, time: MovingClock
) -> None:
    reconcile.refunded(4000, booked=False)
    bulk(sandbox, 60, seconds=3600)
    time.advance(AFTER)
    span = {"since": now() - DAYS, "until": now()}
    busy = threading.Event()
    holders: set[int] = set()

    def tell(stretch: Stretch) -> None:
        holders.add(threading.get_ident())
        if len(holders) < 2:
            busy.wait(10)  # the first one in lets the second one begin
        else:
            busy.set()

    def work() -> None:
        # A worker that finds nothing to claim looks again at once, and lets the other one work.
        tools = reconcile.tools(page=5, tell=tell, pause=lambda _: threading.Event().wait(0.01))
        worker.run(reconcile.plan(**span), tools)

    together(work, work)
    assert len(holders) == 2
    (run,) = Reconciliation.objects.all()
    made = report.build(run)
    assert run.finished_at
    assert made.totals["foreign"] == 60
    assert made.totals["approved"] == 1
    assert found(made) == [("refund_only_there", "console")]
    assert not Sighting.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_each_stretch_is_claimed_by_one(shop: Shop) -> None:
    shop.merchant()
    run = planning.plan(now() - DAYS, now())
    claimed: list[Any] = []

    def claim() -> None:
        while stretch := leases.take(run.pk):
            claimed.append(stretch.pk)

    together(claim, claim, claim, claim)
    assert len(claimed) == len(set(claimed)) == run.stretches.count()


# One task for each stretch.


def test_tasks_do_a_stretch_each_and_the_last_ends_the_run(
    reconcile: Reconciler, shop: Shop, time: MovingClock
) -> None:
    reconcile.refunded(4000, booked=False)
    time.advance(AFTER)
    run = reconcile.plan(since=now() - DAYS)
    for stretch in run.stretches.all():
        run.refresh_from_db()
        assert run.finished_at is None
        assert worker.work(stretch.pk, reconcile.tools())
    run.refresh_from_db()
    assert run.finished_at
    assert found(report.build(run)) == [("refund_only_there", "console")]


def test_task_of_a_stretch_that_is_done_or_held_or_gone(reconcile: Reconciler, shop: Shop) -> None:
    shop.merchant()
    run = reconcile.plan()
    first, second = run.stretches.all()
    assert leases.take(run.pk, only=first.pk)
    assert not worker.work(first.pk, reconcile.tools())
    assert worker.work(second.pk, reconcile.tools())
    assert worker.work(second.pk, reconcile.tools())
    assert not worker.work(0, reconcile.tools())


def test_task_that_cannot_go_on(reconcile: Reconciler, shop: Shop, sandbox: RunningSandbox) -> None:
    shop.merchant()
    sandbox.fault("transactions", "http_500", times=None)
    stretch = reconcile.plan().stretches.all()[0]
    assert not worker.work(stretch.pk, reconcile.tools())
    stretch.refresh_from_db()
    assert (stretch.phase, stretch.holder) == (Phase.TOSS, "")
    assert "500" in stretch.error


# Healing.


def test_heals_and_says_so(reconcile: Reconciler, shop: Shop, time: MovingClock) -> None:
    bill = shop.bill()
    attempt = shop.paid(bill)
    time.advance(AFTER)
    made = reconcile.heal(lambda pk: shop.books.ordered.add(bill.reference))
    assert made.agrees
    assert (made.all_kinds.found, made.all_kinds.healed) == (1, 1)
    (finding,) = made.findings()
    assert finding.attempt_pk == attempt.pk
    assert finding.healed_at
    assert reconcile.heal(lambda pk: pytest.fail("again")).all_kinds.found == 0


def test_heals_a_console_refund(reconcile: Reconciler, shop: Shop, time: MovingClock) -> None:
    bill, attempt = reconcile.refunded(4000, booked=False)
    time.advance(AFTER)
    (payment,) = shop.sandbox.payments()
    assert reconcile.heal(lambda pk: reconcile.book(bill, attempt, payment)).agrees
    assert reconcile().agrees


def test_what_cannot_be_healed_is_explained(
    reconcile: Reconciler, shop: Shop, time: MovingClock
) -> None:
    shop.paid(shop.bill())
    time.advance(AFTER)
    made = reconcile(
        lambda pk: SyncResult(end=SyncStatus.STUCK, text="the shop has deleted it"), heal=True
    )
    assert found(made) == [("paid_without_order", "no_order")]
    assert next(made.findings()).left == "the shop has deleted it"
    assert reconcile.pauses == []


def test_busy_attempt_is_followed_once_more(
    reconcile: Reconciler, shop: Shop, time: MovingClock
) -> None:
    bill = shop.bill()
    shop.paid(bill)
    time.advance(AFTER)
    ends = [SyncStatus.BUSY, SyncStatus.SETTLED]

    def sync(pk: int) -> SyncResult:
        end = ends.pop(0)
        if end is SyncStatus.SETTLED:
            shop.books.ordered.add(bill.reference)
        return SyncResult(end=end, text=end.value)

    assert reconcile(sync, heal=True).agrees
    assert ends == []


def test_one_that_fails_does_not_keep_the_others(
    reconcile: Reconciler, shop: Shop, time: MovingClock
) -> None:
    bad, good = shop.bill(), shop.bill()
    attempt = shop.paid(bad)
    shop.paid(good)
    time.advance(AFTER)

    def mend(pk: int) -> None:
        if pk == attempt.pk:
            raise ZeroDivisionError
        shop.books.ordered.add(good.reference)

    made = reconcile.heal(mend)
    assert (made.all_kinds.found, made.all_kinds.left) == (2, 1)
    assert "ZeroDivisionError" in next(one.left for one in made.findings() if not one.healed_at)


def test_finding_that_leads_to_no_payment_is_not_asked_for(
    reconcile: Reconciler, shop: Shop
) -> None:
    reconcile.order()
    run = reconcile.plan(heal=True)
    finding = Finding.objects.create(
        reconciliation=run,
        stretch=run.stretches.all()[0],
        kind=Kind.REFUND_ONLY_HERE,
        reason="none_there",
        order_id="",
    )
    worker.run(run, reconcile.tools())
    finding.refresh_from_db()
    assert finding.tried_at
    assert finding.healed_at


def test_young_difference_is_healed_or_under_way(
    reconcile: Reconciler, shop: Shop, time: MovingClock
) -> None:
    """Right after the approval: a worker's look is safe, a difference it is not yet."""
    bill = shop.bill()
    shop.paid(bill)
    made = reconcile(
        lambda pk: SyncResult(end=SyncStatus.BUSY, text="the buyer is there"), heal=True
    )
    assert made.agrees
    assert made.totals["under_way"] == 1
    assert not Finding.objects.exists()
    assert reconcile.heal(lambda pk: shop.books.ordered.add(bill.reference)).all_kinds.healed == 1


def test_young_difference_that_settles_by_itself(
    reconcile: Reconciler, shop: Shop, time: MovingClock
) -> None:
    bill = shop.bill()
    shop.paid(bill)

    def the_buyer_returns(stretch: Stretch) -> None:
        if stretch.findings.exists():
            shop.books.ordered.add(bill.reference)

    made = reconcile(heal=True, tools={"tell": the_buyer_returns})
    assert made.agrees
    assert made.totals["under_way"] == 1
    assert made.all_kinds.found == 0


def test_unsettled_rows_come_to_their_end_as_well(
    reconcile: Reconciler, shop: Shop, time: MovingClock
) -> None:
    attempt = shop.open(shop.bill())
    time.advance(2 * 3600)
    result: list[int] = []
    assert reconcile.heal(result.append).agrees
    assert result == [attempt.pk]


def test_unknown_outcome_is_followed(
    reconcile: Reconciler, shop: Shop, sandbox: RunningSandbox, time: MovingClock
) -> None:
    bill = shop.bill()
    data = shop.buy(shop.open(bill))
    sandbox.fault("confirm", "drop_before", times=None)
    shop.resume(bill, data)
    time.advance(AFTER)

    def give_up(pk: int) -> None:
        Attempt.objects.filter(pk=pk).update(status=AttemptStatus.CLOSED)

    made = reconcile.heal(give_up)
    assert made.all_kinds.healed == 1
    assert made.agrees


def test_without_heal_nobody_is_followed(
    reconcile: Reconciler, shop: Shop, time: MovingClock
) -> None:
    shop.paid(shop.bill())
    time.advance(AFTER)
    assert not reconcile().agrees


# Reading one payment.


def test_payment_that_toss_refuses_to_show(
    reconcile: Reconciler, sandbox: RunningSandbox, time: MovingClock
) -> None:
    """Not the same as a payment that is not there."""
    reconcile.order()
    time.advance(AFTER)
    sandbox.fault("payment", "refuse", code="INVALID_REQUEST", times=None)
    assert found(reconcile(deep=True)) == [("still_unknown", "unreadable")]


def test_key_that_toss_refuses_in_the_middle(
    reconcile: Reconciler, sandbox: RunningSandbox, time: MovingClock
) -> None:
    reconcile.order()
    time.advance(AFTER)
    sandbox.fault("payment", "refuse", code="UNAUTHORIZED_KEY", times=None)
    assert "UNAUTHORIZED_KEY" in reconcile(deep=True).errors[0]


@pytest.mark.parametrize("deep", [True, False])
def test_connection_that_breaks_in_the_middle(
    reconcile: Reconciler, shop: Shop, time: MovingClock, settings: Any, deep: bool
) -> None:
    reconcile.order()
    shop.open(shop.bill())
    time.advance(2 * 3600)
    listed = []

    def cut(stretch: Stretch) -> None:
        listed.append(stretch.phase)
        if stretch.phase == Phase.ATTEMPTS:
            settings.BRANDPAY_API_URL = "http://127.0.0.1:9"

    with pytest.raises(NotSent):
        reconcile(deep=deep, tools={"tell": cut})
    assert listed
