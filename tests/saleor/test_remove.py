"""brandpay_remove: what is open ends, what is ours is taken away, and it may be repeated (M24)."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from .helpers import crash, held, nothing_taken, pay, refunded
from .hooks import no_answers, sweep, unseen

pytestmark = pytest.mark.usefixtures("brandpay", "ready")


@pytest.fixture
def ready(brandpay):
    from saleor_brandpay.adapters.saleor import app_row

    app_row.repair()


def run(*words: object) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("brandpay_remove", *map(str, words), stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def state() -> dict[str, object]:
    plan = json.loads(run("--json")[1])
    return {name: plan[name] for name in ("channels", "app", "beat", "tables")}


@pytest.fixture
def beat():
    """Saleor's beat has written our entries into its table, and another app's."""
    models = pytest.importorskip("django_celery_beat.models")
    every = models.IntervalSchedule.objects.create(every=60, period="seconds")
    for name, task in (
        ("brandpay-sweep", "saleor_brandpay.sweep"),
        ("our own nightly", "saleor_brandpay.retain_nightly"),
        ("somebody else's", "saleor.core.tasks.delete_files"),
    ):
        models.PeriodicTask.objects.create(name=name, task=task, interval=every)
    return models


def test_says_what_it_would_do_and_does_nothing(member, toss):
    member.fill().payment_create().complete()
    before = state()
    assert (before["channels"], before["app"]) == (["krw"], "active")
    for words in ((), ("--tables",), ("--dry-run", "--yes"), ("--yes", "--dry-run", "--tables")):
        status, said = run(*words)
        assert status == 0
        assert "read at Toss windows that are open: 1" in said
        assert "Nothing was changed" in said
    assert state() == before
    assert toss.requests() == []


def test_says_that_it_is_off_already(member, toss, monkeypatch):
    """A buyer confirmed in the moment before the plugin was off."""
    from saleor_brandpay.management.removal import open_money

    looks = iter([open_money.Open(moving=0, windows=0, wallets=0)])
    found = open_money.Open(moving=1, windows=0, wallets=0)
    monkeypatch.setattr(open_money, "look", lambda: next(looks, found))
    status, said = run("--yes")
    assert status == 1
    assert "IS OFF in every channel" in said
    assert state()["channels"] == []


def test_takes_away_what_is_ours(member, toss, staff):
    order = pay(member.fill(), toss).order
    assert order
    status, said = run("--yes")
    assert status == 0
    assert "Now take the package out" in said
    after = state()
    assert (after["channels"], after["app"], after["beat"]) == ([], "removed", [])
    assert after["tables"], "they stay, unless asked for"
    assert held(toss) == 15000


def test_twice_is_once(member, toss):
    pay(member.fill(), toss)
    assert run("--yes")[0] == 0
    after, calls = state(), len(toss.calls())
    assert run("--yes")[0] == 0
    assert (state(), len(toss.calls())) == (after, calls)


def test_only_our_entries_of_the_beat(beat):
    changed = beat.PeriodicTasks.last_change()
    assert state()["beat"] == ["brandpay-sweep", "our own nightly"]
    assert run("--yes")[0] == 0
    assert [task.name for task in beat.PeriodicTask.objects.all()] == ["somebody else's"]
    assert beat.PeriodicTasks.last_change() != changed, "a beat that runs must notice"


def test_interrupted_and_run_again(member, toss, monkeypatch):
    from saleor_brandpay.management.removal import beat

    pay(member.fill(), toss)
    with monkeypatch.context() as patch:
        patch.setattr(beat, "remove", crash)
        with pytest.raises(RuntimeError):
            run("--yes")
    assert run("--yes")[0] == 0
    assert state()["app"] == "removed"


def test_a_payment_that_nobody_saw_becomes_an_order_first(member, toss, staff, later):
    later(0)
    unseen(member, toss)
    status, _ = run("--yes")
    assert status == 0
    (order,) = staff.orders()
    assert held(toss) == 15000
    assert order


def test_a_charge_of_unknown_outcome_is_in_the_way(member, toss, later):
    later(0)
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    no_answers(toss)
    assert member.complete(returned).order is None
    before = state()
    status, said = run("--yes")
    assert status == 1
    assert "Not yet: money of 1 payments is under way" in said
    assert "(outcome unknown)" in said
    assert state() == before
    # Toss answers again: what was approved becomes the order.
    toss.mend()
    assert run("--yes")[0] == 0
    assert held(toss) == 15000


def test_a_refund_of_unknown_outcome_is_in_the_way(member, toss, staff, later):
    later(0)
    order = pay(member.fill(), toss).order
    toss.fault("cancel", "drop_before", times=None)
    toss.fault("payment", "drop_before", times=None)
    staff.refund(order["id"], 1000)
    assert run("--yes")[0] == 1
    assert state()["app"] == "active"
    toss.mend()
    assert run("--yes")[0] == 0
    assert refunded(toss) == [1000]


def test_told_to_go_on_all_the_same(member, toss):
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    no_answers(toss)
    member.complete(returned)
    status, _ = run("--yes", "--leave-open")
    assert status == 0
    assert state()["app"] == "removed"


def test_an_open_window_can_be_confirmed_no_more(member, toss):
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    assert run("--yes")[0] == 0
    member.try_complete(returned)
    nothing_taken(toss)


def test_wallets_of_deleted_users_are_closed_before_the_tables_go(member, buyer, toss, later):
    later(0)
    pay(member.fill(), toss)
    buyer.delete()
    sweep()
    status, said = run("--yes", "--tables")
    assert status == 1
    assert "1 wallets of deleted users are still to be closed" in said
    assert state()["tables"]


def test_tables_and_all_that_django_knows_of_them(member, toss):
    """In a transaction that is rolled back: other tests need them."""
    from saleor.plugins.models import PluginConfiguration

    pay(member.fill(), toss)
    with transaction.atomic():
        status, said = run("--yes", "--tables")
        assert status == 0, said
        names = connection.introspection.table_names()
        assert not [name for name in names if name.startswith("saleor_brandpay")]
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from django_migrations where app like 'saleor_brandp%'")
            assert cursor.fetchone() == (0,)
        ours = PluginConfiguration.objects.filter(identifier__startswith="tosspayments.brandpay")
        assert not ours.exists()
        # Once more: there is nothing left, and it says so.
        assert run("--yes", "--tables")[0] == 0
        assert state()["tables"] == 0
        transaction.set_rollback(True)
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.clear_cache()
    assert state()["tables"]


def test_what_somebody_else_has_hung_on_them_stays(member, toss):
    """Not dropped with them: it is refused, and nothing is lost."""
    pay(member.fill(), toss)
    with connection.cursor() as cursor:
        cursor.execute(
            "create table hung (id bigint references saleor_brandpay_attempt (id) not null)"
        )
    try:
        status, said = run("--yes", "--tables")
        assert status == 2
        assert "other tables refer to ours, which stay therefore" in said
        assert state()["tables"]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop table hung")
    status, _ = run("--yes")
    assert status == 0
