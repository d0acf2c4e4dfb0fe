"""A large day is compared in parts, by several workers, and found to be what one would find."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Collection
from itertools import pairwise
from typing import Any

import pytest

from brandpay_sandbox.testing import RunningSandbox
from saleor_brandpay.api import NoAnswer
from saleor_brandpay.clock import now
from saleor_brandpay.core.reconcile import cutting, leases, planning, spans, worker
from saleor_brandpay.core.reconcile.report import as_json, report
from saleor_brandpay.core.reconcile.toss_reader import TossReader
from saleor_brandpay.core.shop_records import RecordedPayment
from saleor_brandpay.models import Attempt, PaymentReference, Sighting, Stretch
from tests.core.reconcile.reconciling import DAY, Reconciler, ShopRecords
from tests.core.reconcile.test_runs import together
from tests.core.shop import MovingClock, Shop

AFTER = 120
HOUR = datetime.timedelta(hours=1)
PAGE = 5


@pytest.fixture
def reconcile(shop: Shop) -> Reconciler:
    return Reconciler(shop, ShopRecords(shop))


@pytest.fixture
def since(shop: Shop) -> datetime.datetime:
    """When the large day began, on which nothing has happened yet."""
    shop.merchant()
    return now().replace(microsecond=0)


def others(sandbox: RunningSandbox, since: datetime.datetime, count: int, apart: float) -> None:
    """Payments of another system, one each `apart` seconds."""
    sandbox.bulk(count, orderPrefix="other-", seconds=apart, since=since.isoformat())


def a_day(reconcile: Reconciler, shop: Shop, time: MovingClock) -> None:
    """Payments all over it, with refunds of them hours later; some of it nobody has booked."""
    refunded_late: list[Any] = []
    for number in range(8):
        bill, attempt = reconcile.order()
        if number % 2:
            refunded_late.append((bill, attempt, number % 4 == 1))
        if number == 5:
            shop.paid(shop.bill())
        time.advance(HOUR.total_seconds() * 1.3)
        if number == 4:
            lost = shop.bill()
            shop.die_after(lost, shop.buy(shop.open(lost)))
            Attempt.objects.order_by("pk").last().delete()  # type: ignore[union-attr]
    for bill, attempt, is_booked in refunded_late:
        made = shop.sandbox.console_cancel(attempt.payment_key, amount=4000)
        if is_booked:
            reconcile.book(bill, attempt, made)
        time.advance(HOUR.total_seconds() / 2)


def told(reconcile: Reconciler, span: tuple[Any, Any], *, workers: int = 1) -> dict[str, Any]:
    """The whole report of a new run, but for the effort that it took."""
    run = reconcile.plan(since=span[0], until=span[1])

    def work() -> None:
        pause = threading.Event()
        worker.run(run, reconcile.tools(page=PAGE, pause=lambda _: pause.wait(0.01)))

    together(*[work] * workers)
    made = report.build(report.Reconciliation.objects.get(pk=run.pk))
    assert made.run.finished_at
    document: dict[str, Any] = as_json.summary(made)
    for name in ("started_at", "finished_at", "pages", "payments_read"):
        del document[name]
    document["findings"] = [as_json._finding(*one, heal=False) for one in made.linked()]
    return document


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rows", ["a row each", "a row a payment"])
def test_parts_make_the_report_that_one_worker_makes(
    reconcile: Reconciler,
    shop: Shop,
    sandbox: RunningSandbox,
    time: MovingClock,
    since: datetime.datetime,
    monkeypatch: Any,
    rows: str,
) -> None:
    """Of our payments, refunds in another part, lost ones, and other systems'."""
    sandbox.settings(cancelRows=rows == "a row each")
    a_day(reconcile, shop, time)
    others(sandbox, since, 300, 140)
    time.advance(AFTER)
    span = since, now().replace(microsecond=0)
    with monkeypatch.context() as whole:
        whole.setattr(cutting, "LARGE", 10_000)
        expected = told(reconcile, span)
        assert Stretch.objects.count() <= 2
    assert len(expected["findings"]) > 10
    assert expected["differences"]["found"] == 4
    assert expected["toss"]["of_other_systems"]["payments"] == 300
    assert told(reconcile, span) == expected
    assert Stretch.objects.count() > 10
    assert told(reconcile, span, workers=2) == expected
    assert not Sighting.objects.exists()


def test_payments_at_the_border_of_two_parts_are_found_once(
    reconcile: Reconciler, sandbox: RunningSandbox, time: MovingClock, since: datetime.datetime
) -> None:
    others(sandbox, since, 250, 36)
    time.advance(DAY.total_seconds())
    run = reconcile.plan(since=since, until=since + 250 * datetime.timedelta(seconds=36))
    worker.run(run, reconcile.tools(page=PAGE))
    borders = {one.since for one in run.stretches.all()}
    paid = {since + number * datetime.timedelta(seconds=36) for number in range(250)}
    assert len(borders & paid) > 3
    assert report.build(run).totals["foreign"] == 250


def test_parts_are_as_long_as_the_day_and_begin_at_whole_seconds() -> None:
    since = datetime.datetime(2026, 1, 1, 15, tzinfo=datetime.UTC)
    until = since + DAY - datetime.timedelta(seconds=0.5)
    parts = spans.cut(since, until, 7)
    assert (parts[0][0], parts[-1][1], len(parts)) == (since, until, 7)
    assert all(one[1] == other[0] for one, other in pairwise(parts))
    assert {begin.microsecond for begin, _ in parts} == {0}


def test_part_that_is_still_too_large_is_cut_again(
    reconcile: Reconciler, sandbox: RunningSandbox, time: MovingClock, since: datetime.datetime
) -> None:
    """A rush in the evening, of which the beginning of the day knew nothing."""
    others(sandbox, since, 72, 500)
    others(sandbox, since + 11 * HOUR, 120, 30)
    time.advance(DAY.total_seconds())
    run = reconcile.plan(since=since, until=since + 12 * HOUR)
    worker.run(run, reconcile.tools(page=PAGE))
    lengths = {one.until - one.since for one in run.stretches.all()}
    assert len(lengths) > 1
    assert report.build(run).totals["foreign"] == 192


@pytest.mark.parametrize("count", [PAGE - 1, PAGE, 40])
def test_small_day_stays_whole_however_quick_its_beginning(
    reconcile: Reconciler,
    sandbox: RunningSandbox,
    time: MovingClock,
    since: datetime.datetime,
    count: int,
) -> None:
    others(sandbox, since, count, 1)
    time.advance(DAY.total_seconds())
    run = reconcile.plan(since=since, until=since + HOUR)
    worker.run(run, reconcile.tools(page=PAGE))
    assert run.stretches.count() == 1
    assert report.build(run).totals["foreign"] == count


def test_toss_that_has_no_long_page_is_read_page_by_page(
    reconcile: Reconciler,
    sandbox: RunningSandbox,
    time: MovingClock,
    since: datetime.datetime,
    monkeypatch: Any,
) -> None:
    page = TossReader.page

    def short(toss: TossReader, *asked: Any) -> Any:
        if asked[-1] > PAGE:
            raise NoAnswer("five thousand rows take Toss more than a minute")
        return page(toss, *asked)

    monkeypatch.setattr(TossReader, "page", short)
    others(sandbox, since, 120, 30)
    time.advance(DAY.total_seconds())
    run = reconcile.plan(since=since, until=since + HOUR)
    worker.run(run, reconcile.tools(page=PAGE))
    assert run.stretches.count() == 1
    assert report.build(run).totals["foreign"] == 120


def test_rows_without_times_cut_nothing() -> None:
    since = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    assert cutting._pages(Stretch(since=since, until=since + DAY), [], PAGE) == 0


# Handed out, and workers that die.


class Died(Exception):  # noqa: N818
    pass


def test_parts_are_handed_out_and_the_last_ends_the_run(
    reconcile: Reconciler, sandbox: RunningSandbox, time: MovingClock, since: datetime.datetime
) -> None:
    others(sandbox, since, 120, 30)
    time.advance(DAY.total_seconds())
    run = reconcile.plan(since=since, until=since + HOUR)
    handed: list[int] = []
    tools = reconcile.tools(
        page=PAGE, hand_out=lambda parts: handed.extend(part.pk for part in parts)
    )
    assert worker.work(run.stretches.get().pk, tools)
    assert len(handed) == run.stretches.count() - 1 > 1
    for pk in handed:
        run.refresh_from_db()
        assert run.finished_at is None
        assert worker.work(pk, tools)
    run.refresh_from_db()
    assert run.finished_at
    assert report.build(run).totals["foreign"] == 120


def test_parts_of_a_killed_worker_are_done_again(
    reconcile: Reconciler,
    sandbox: RunningSandbox,
    time: MovingClock,
    since: datetime.datetime,
    monkeypatch: Any,
) -> None:
    """Killed once the day was cut, before it could hand anything out."""
    others(sandbox, since, 120, 30)
    time.advance(DAY.total_seconds())
    run = reconcile.plan(asked=planning.DAILY, since=since, until=since + HOUR)

    def dies(_: Any) -> None:
        raise Died

    with monkeypatch.context() as killed:
        killed.setattr(leases, "give_up", lambda *args: None)
        with pytest.raises(Died):
            worker.work(run.stretches.get().pk, reconcile.tools(page=PAGE, hand_out=dies))
    (held,) = run.stretches.exclude(holder="")
    time.advance(3600)
    left = planning.left_over(None)
    assert len(left) == run.stretches.count() > 1
    assert held.pk in left
    for pk in left:
        assert worker.work(pk, reconcile.tools(page=PAGE))
    assert report.build(run).totals["foreign"] == 120
    assert planning.left_over(None) == []


def test_worker_that_lost_its_lease_cuts_nothing(
    reconcile: Reconciler, time: MovingClock, since: datetime.datetime
) -> None:
    run = reconcile.plan(since=since, until=since + HOUR)
    slow = leases.take(run.pk)
    assert slow is not None
    time.advance(3600)
    assert leases.take(run.pk)
    with pytest.raises(leases.LostLease):
        leases.cut(slow, spans.cut(*slow.span, 3))
    assert run.stretches.get().span == (since, since + HOUR)


def test_run_that_is_taken_up_again_keeps_its_parts(
    reconcile: Reconciler, sandbox: RunningSandbox, time: MovingClock, since: datetime.datetime
) -> None:
    others(sandbox, since, 120, 30)
    time.advance(DAY.total_seconds())
    span = {"since": since, "until": since + HOUR}
    left = [3]

    def tell(_: Stretch) -> None:
        left[0] -= 1
        if not left[0]:
            raise Died

    with pytest.raises(Died):
        worker.run(reconcile.plan(**span), reconcile.tools(page=PAGE, tell=tell))
    run = reconcile.plan(**span)
    parts = run.stretches.count()
    assert parts > 1
    worker.run(run, reconcile.tools(page=PAGE))
    assert run.stretches.count() == parts
    assert report.build(run).totals["foreign"] == 120


# Payments of other systems.


def test_shop_is_not_asked_for_the_keys_of_other_systems(
    reconcile: Reconciler,
    sandbox: RunningSandbox,
    shop: Shop,
    time: MovingClock,
    monkeypatch: Any,
) -> None:
    """Saleor would find each by itself, in an index that may not be merged."""
    sandbox.bulk(30, orderPrefix="other-", seconds=1)
    _, ours = reconcile.order()
    _, unknown = reconcile.order()
    reconcile.records.amounts[unknown.payment_key] = unknown.amount
    reconcile.records.captured_at[unknown.payment_key] = now()
    unknown.delete()
    time.advance(AFTER)
    asked: set[str] = set()
    whole = ShopRecords.recorded_payments

    def recorded_payments(
        self: ShopRecords, keys: Collection[str], references: Collection[PaymentReference]
    ) -> list[RecordedPayment]:
        asked.update(keys)
        return whole(self, keys, references)

    monkeypatch.setattr(ShopRecords, "recorded_payments", recorded_payments)
    made = reconcile()
    assert made.totals["foreign"] == 30
    assert made.agrees
    assert asked == {ours.payment_key, unknown.payment_key}
