"""Workers while Toss hangs, and what Celery is handed (M21)."""

import copy
import io
import json
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.management import call_command

from saleor_brandpay import due, sweep, sweeping, tasks
from saleor_brandpay.clock import now
from saleor_brandpay.core.attempts import order_ids
from saleor_brandpay.models import Attempt, AttemptStatus
from tests.core.hanging import GATE, hang
from tests.saleor.hooks import sweep as sweep_by_celery
from tests.saleor.hooks import unseen

pytestmark = pytest.mark.usefixtures("webhooks")


def cloned(count, **values):
    """More rows like the only attempt, each of a Payment that the shop has deleted."""
    (attempt,) = Attempt.objects.all()
    rows = [copy.copy(attempt) for _ in range(count)]
    for number, row in enumerate(rows, start=1):
        row.pk, row.payment_pk, row.source_id = None, 10**6 + number, f"{10**6 + number}"
        row.order_id = order_ids.make(attempt.merchant.installation.code)
        vars(row).update(values)
    return Attempt.objects.bulk_create(rows)


@pytest.fixture
def broker():
    """Celery with a broker, in this process; what it was handed so far, oldest first."""
    app = tasks.sweep.app
    eager, url = app.conf.task_always_eager, app.conf.broker_url
    app.conf.task_always_eager, app.conf.broker_url = False, "memory://"

    def handed(queue="celery"):
        with app.connection_for_write() as connection:
            channel = connection.default_channel
            messages = []
            while message := channel.basic_get(queue, no_ack=True):
                messages.append(message)
            return messages

    with app.connection_for_write() as connection:
        for queue in ("celery", "brandpay"):
            connection.default_channel.queue_declare(queue)
    handed()
    yield handed
    handed()
    app.conf.task_always_eager, app.conf.broker_url = eager, url


def named(messages):
    return [
        (message.headers["task"].partition(".")[2], message_of(message)) for message in messages
    ]


def message_of(message):
    (arguments, _, _) = json.loads(message.body)
    return arguments[0]


# The breaker.


@pytest.mark.parametrize(("threads", "calls"), [(1, {2}), (4, {4, 5})])
def test_sweep_gives_up_within_two_time_outs_and_leaves_the_rest_due(
    member, toss, later, settings, threads, calls
):
    """One thread may begin a second row before the first time-out of another one is over."""
    settings.BRANDPAY_DEADLINE = 1
    settings.BRANDPAY_WORKER_CALLS = threads
    unseen(member, toss)
    later(120)
    cloned(500)
    toss.forget_requests()
    toss.fault("payment", "hang", times=None)
    toss.fault("payment_by_order_id", "hang", times=None)
    swept = sweep.sweep_here(lambda _: None)
    assert swept.is_hanging
    sent = len(toss.requests("payments"))
    assert sent in calls
    assert Attempt.objects.filter(due_at__lte=now(), claimed_until=None).count() == 501 - sent


def test_after_the_pause_the_next_sweep_makes_the_order(member, staff, toss, later):
    unseen(member, toss)
    later(120)
    before = Attempt.objects.get()
    hang()
    sweep_by_celery()
    assert sweep.sweep_here(lambda _: None).is_hanging
    after = Attempt.objects.get()
    assert (after.due_at, after.looks) == (before.due_at, before.looks)
    assert staff.orders() == []
    later(60)
    sweep_by_celery()
    assert len(staff.orders()) == 1


def test_command_says_so(member, toss, later):
    unseen(member, toss)
    later(120)
    hang()
    told, answered = io.StringIO(), io.StringIO()
    call_command("brandpay_reconcile", "--open", "--json", stdout=answered, stderr=told)
    assert "Toss Payments hangs" in told.getvalue()
    assert json.loads(answered.getvalue())["hanging"]


def test_doctor_tells_of_limits_and_of_an_open_breaker(brandpay):
    def doctor():
        out = io.StringIO()
        with pytest.raises(SystemExit):
            call_command("brandpay_doctor", stdout=out)
        return out.getvalue()

    assert "8 buyers and 4 workers of a process may wait for it" in doctor()
    assert "hangs" not in doctor()
    hang()
    assert "after 5 time-outs in a row" in doctor()


def test_day_of_reconciling_keeps_no_permit_between_its_calls(monkeypatch):
    seen = []

    def work(pk, tools):
        for _ in range(2):
            with GATE.passing("/v1/transactions") as passage:
                passage.answered = True
                seen.append(GATE.state().workers)
            seen.append(GATE.state().workers)

    monkeypatch.setattr(due.worker, "work", work)
    due.STRETCHES.work(1)
    assert seen == [1, 0, 1, 0]


# One sweep at a time, and what matters first.


def test_second_sweep_beside_a_slow_one_ends_at_once(member, staff, toss, later, broker):
    unseen(member, toss)
    later(120)
    with sweeping.alone():
        tasks.sweep()
        swept = sweep.sweep_here(lambda _: None)
        told = io.StringIO()
        call_command("brandpay_reconcile", "--open", stderr=told)
    assert swept.is_second
    assert swept.payments == 0
    assert "another sweep is at work" in told.getvalue()
    assert broker() == []
    assert sweep.sweep_here(lambda _: None).payments == 1


def test_flood_of_abandoned_windows_delays_no_paid_order(member, toss, later, broker):
    unseen(member, toss)
    paid = Attempt.objects.get()
    later(120)
    cloned(300, status=AttemptStatus.OPEN, due_at=now() - timedelta(hours=1))
    tasks.sweep()
    handed = named(broker())
    assert handed[0] == ("follow_attempt", paid.pk)
    assert len(handed) == 1 + tasks.SWEEP_LIMIT


def test_queue_of_its_own_is_handed_more(member, toss, later, broker, settings, monkeypatch):
    """In Saleor's own one its tasks would wait behind ours."""
    monkeypatch.setattr(caches["default"], "_max_entries", 10_000)
    unseen(member, toss)
    later(120)
    cloned(1500, status=AttemptStatus.OPEN, due_at=now() - timedelta(hours=1))
    settings.BRANDPAY_CELERY_QUEUE = "brandpay"
    tasks.sweep()
    assert len(broker("brandpay")) == 1 + tasks.OWN_QUEUE_LIMIT
    tasks.sweep()
    assert len(broker("brandpay")) == 300, "the others: nothing is handed out twice"
    tasks.sweep()
    assert broker("brandpay") == []


def test_what_becomes_due_among_many_windows_comes_next(member, toss, later, monkeypatch, settings):
    settings.BRANDPAY_WORKER_CALLS = 1
    unseen(member, toss)
    paid = Attempt.objects.get()
    later(120)
    Attempt.objects.update(due_at=None)
    cloned(30, status=AttemptStatus.OPEN, due_at=now() - timedelta(hours=1))
    monkeypatch.setattr(sweep, "BATCH", 10)
    worked = []

    def work(pk):
        worked.append(pk)
        Attempt.objects.filter(pk=pk).update(due_at=None)
        if len(worked) == 5:
            Attempt.objects.filter(pk=paid.pk).update(due_at=now())

    kinds = [copy.copy(kind) for kind in due.KINDS]
    for kind in kinds:
        object.__setattr__(kind, "work", work)
    monkeypatch.setattr(due, "KINDS", tuple(kinds))
    sweep.sweep_here(lambda _: None)
    assert worked.index(paid.pk) == 10
    assert len(worked) == 31


# What Celery is handed.


def test_nothing_is_handed_out_twice(member, toss, later, broker):
    unseen(member, toss)
    later(120)
    tasks.sweep()
    tasks.sweep()
    assert named(broker()) == [("follow_attempt", Attempt.objects.get().pk)]


def test_what_a_worker_has_begun_may_be_handed_out_again(member, toss, later, broker):
    unseen(member, toss)
    later(120)
    tasks.sweep()
    hang()
    tasks.follow_attempt(Attempt.objects.get().pk)
    tasks.sweep()
    assert len(broker()) == 2


def test_tasks_expire_and_have_their_time(member, toss, later, broker):
    unseen(member, toss)
    later(120)
    tasks.sweep()
    (message,) = broker()
    assert message.headers["expires"]
    assert message.headers["timelimit"] == [170, 150]


def test_queue_of_its_own(member, toss, later, broker, settings):
    settings.BRANDPAY_CELERY_QUEUE = "brandpay"
    unseen(member, toss)
    later(120)
    tasks.sweep()
    assert broker() == []
    assert len(broker("brandpay")) == 1


def test_beat_uses_that_queue_too(settings):
    from django.apps import apps

    settings.CELERY_BEAT_SCHEDULE = schedule = {}
    settings.BRANDPAY_CELERY_QUEUE = "brandpay"
    apps.get_app_config("saleor_brandpay").ready()
    assert {entry["options"]["queue"] for entry in schedule.values()} == {"brandpay"}
    assert len(schedule) == 4


def test_dead_broker_ends_the_sweep_at_its_first_row(member, toss, later, broker, monkeypatch):
    unseen(member, toss)
    later(120)
    cloned(5)
    tried = []

    def dead(*args, **values):
        tried.append(args)
        raise OSError("no broker")

    monkeypatch.setattr(tasks.follow_attempt, "apply_async", dead)
    tasks.sweep()
    assert len(tried) == 1
    monkeypatch.undo()
    tasks.sweep()
    assert len(broker()) == 6
