"""What the doctor finds, on our App in the dashboard: Saleor 3.22.36 and later."""

import threading

import pytest
from cryptography.fernet import Fernet
from django.db import connection, transaction

from .helpers import in_own_connection, pay, together
from .hooks import sweep

pytest_plugins = ["tests.saleor.copies"]


@pytest.fixture
def shown(brandpay, settings):
    """A shop in which nothing is to be found but its test keys; what is shown, by code."""
    from django.core.cache import cache

    from saleor_brandpay.adapters.saleor import app_problems, app_row
    from saleor_brandpay.core.merchants import key_rotation

    if not app_problems.exist():
        pytest.skip("this Saleor has no App Problems")
    settings.BRANDPAY_ENCRYPTION_KEYS = Fernet.generate_key().decode()
    app_row.repair()
    brandpay()
    key_rotation.rotate()
    cache.clear()
    app_problems.AppProblem.objects.all().delete()

    def look():
        from saleor_brandpay.app_problems import _MARK

        cache.delete(_MARK)
        sweep()
        rows = app_problems.AppProblem.objects.filter(app__identifier="tosspayments.brandpay")
        return {row.key.removeprefix("brandpay."): row for row in rows}

    return look


def refuse_refunds(toss):
    toss.fault("cancel", "refuse", times=None, code="NOT_CANCELABLE_PAYMENT")


@pytest.fixture
def parked():
    """So many webhooks wait for a person."""
    from saleor_brandpay import clock
    from saleor_brandpay.models import Event

    def park(count):
        Event.objects.all().delete()
        for number in range(count):
            Event.objects.create(
                fingerprint=f"{number:064}",
                event_type="METHOD_UPDATED",
                channel_pk=0,
                received_at=clock.now(),
            )

    return park


def test_staff_see_it_in_the_dashboard(shown, staff):
    shown()
    (problem,) = staff.app_problems()
    assert problem["key"] == "brandpay.test_keys"
    assert "테스트 키" in problem["message"]
    assert "test keys are in use" in problem["message"]
    assert (problem["count"], problem["isCritical"]) == (1, False)


def test_counted_up_and_gone_once_it_is_mended(shown, parked):
    assert "events_parked" not in shown()
    parked(1)
    first = shown()["events_parked"]
    parked(3)
    now = shown()["events_parked"]
    assert (first.pk, first.count, now.pk, now.count) == (now.pk, 1, first.pk, 3)
    assert "3 parked" in now.message
    parked(0)
    assert list(shown()) == ["test_keys"]


def test_nothing_is_written_while_nothing_changes(shown, parked):
    parked(2)
    before = shown()["events_parked"].updated_at
    assert shown()["events_parked"].updated_at == before


def test_dismissed_stays_dismissed_until_it_is_worse(shown, parked):
    from saleor_brandpay.adapters.saleor.app_problems import AppProblem

    parked(2)
    shown()
    AppProblem.objects.update(dismissed=True, dismissed_by_user_email="staff@example.com")
    for count, dismissed in ((2, True), (1, True), (2, False)):
        parked(count)
        row = shown()["events_parked"]
        assert (row.count, row.dismissed) == (count, dismissed)
    assert row.dismissed_by_user_email is None
    assert shown()["test_keys"].dismissed


def test_app_that_staff_deactivated_says_what_is_refused(shown, staff):
    """Its problems stay to be read, and it comes back by a click of theirs."""
    app = staff.app()["id"]
    staff.deactivate_app(app)
    shown()
    told = {problem["key"]: problem for problem in staff.app_problems()}
    assert told["brandpay.app_disabled"]["isCritical"]
    assert "다시 활성화하세요" in told["brandpay.app_disabled"]["message"]
    assert "activate it in the dashboard" in told["brandpay.app_disabled"]["message"]
    staff.activate_app(app)
    assert "app_disabled" not in shown()


def test_app_that_staff_deleted_has_nothing_to_write_on(shown, staff):
    from saleor_brandpay.adapters.saleor.app_problems import AppProblem

    staff.delete_app(staff.app()["id"])
    AppProblem.objects.all().delete()
    assert shown() == {}


def test_refused_refund_is_told_until_it_is_made(shown, member, toss, staff):
    order = pay(member.fill(), toss).order["id"]
    refuse_refunds(toss)
    assert staff.refund(order, 4000)
    row = shown()["refunds_refused"]
    assert row.count == 1
    assert "(4,000 won, NOT_CANCELABLE_PAYMENT)" in row.message
    assert toss.payments()[0]["orderId"] in row.message
    toss.mend()
    assert staff.refund(order, 4000) == []
    assert "refunds_refused" not in shown()


def test_refund_of_unknown_outcome_is_told_until_it_is_known(shown, member, toss, staff, later):
    later(0)
    order = pay(member.fill(), toss).order["id"]
    toss.fault("cancel", "drop_before", times=None)
    toss.fault("payment", "drop_before", times=None)
    toss.fault("payment_by_order_id", "drop_before", times=None)
    staff.refund(order, 4000)
    assert "refunds_unknown" not in shown(), "a worker is about to ask"
    later(11 * 60)
    assert "(4,000 won" in shown()["refunds_unknown"].message
    toss.mend()
    later(60 * 60)
    shown()
    assert "refunds_unknown" not in shown()


def test_copy_of_a_shop_is_told(shown, live, move):
    assert "test_keys" not in shown()
    move()
    row = shown()["installation_frozen"]
    assert row.is_critical
    assert "사본" in row.message
    assert "brandpay_moved" in row.message


def test_nothing_of_buyers_and_no_secret_is_said(shown, member, toss, staff, parked):
    from saleor_brandpay.models import Customer, Refund

    from .toss import SECRET_KEY

    order = pay(member.fill(), toss).order["id"]
    refuse_refunds(toss)
    assert staff.refund(order, 4000)
    assert Refund.objects.update(reason="홍길동 010-1234-5678") == 1
    keys = list(Customer.objects.values_list("customer_key", flat=True))
    assert keys
    webhook = staff.settings("krw")["webhook_url"].rpartition("/")[2]
    parked(2)
    said = " ".join(row.message for row in shown().values())
    assert {"webhooks_never_came", "refunds_refused"} <= shown().keys()
    payment = toss.payments()[0]
    people = ("@", "길동", "010-1234")
    for secret in (SECRET_KEY, webhook, payment["paymentKey"], *keys, *people):
        assert secret not in said


def test_not_written_in_a_buyers_request(shown, member, toss):
    from saleor_brandpay.adapters.saleor.app_problems import AppProblem

    pay(member.fill(), toss)
    assert not AppProblem.objects.exists()


def test_what_was_not_looked_at_stays(shown, settings):
    shown()
    settings.BRANDPAY_PROXIES = "-1"
    assert set(shown()) == {"settings_wrong", "test_keys"}
    del settings.BRANDPAY_PROXIES
    assert list(shown()) == ["test_keys"]


def test_switched_off_all_of_it_goes(shown, settings):
    assert shown()
    settings.BRANDPAY_APP_PROBLEMS = "0"
    assert shown() == {}


def test_doctor_is_asked_every_five_minutes_at_most(shown, parked, django_assert_num_queries):
    from saleor_brandpay import app_problems

    shown()
    parked(1)
    with django_assert_num_queries(0):
        app_problems.tell()


def test_look_costs_the_same_however_much_there_is(shown, parked):
    from django.core.cache import cache
    from django.test.utils import CaptureQueriesContext

    from saleor_brandpay import app_problems

    def look(count):
        parked(count)
        cache.delete(app_problems._MARK)
        with CaptureQueriesContext(connection) as asked:
            app_problems.tell()
        return len(asked)

    shown()
    assert look(1) == look(100) < 70


def test_sweep_without_celery_writes_too(shown, parked):
    from django.core.cache import cache

    from saleor_brandpay.adapters.saleor.app_problems import AppProblem
    from saleor_brandpay.sweep import sweep_here

    parked(1)
    cache.clear()
    sweep_here(lambda _: None)
    assert AppProblem.objects.filter(key="brandpay.events_parked").exists()


def test_failure_stops_no_sweep(shown, monkeypatch, caplog):
    from saleor_brandpay.management import doctor

    def fail():
        raise OSError("disk")

    monkeypatch.setattr(doctor, "examine", fail)
    shown()
    assert "was not written to our App" in caplog.text


def test_saleor_that_has_none_is_left_alone(brandpay, monkeypatch, django_assert_num_queries):
    """3.20 and 3.21, whose dashboards have no place for our pages either."""
    from django.core.cache import cache

    from saleor_brandpay import app_problems
    from saleor_brandpay.adapters import saleor

    brandpay()
    cache.clear()
    monkeypatch.setattr(saleor.app_problems, "AppProblem", None)
    monkeypatch.setattr(saleor.app_extensions, "exist", lambda: False)
    with django_assert_num_queries(0):
        app_problems.tell()
    sweep()


# Two processes


def write(**count):
    from saleor_brandpay.adapters.saleor.app_problems import Problem, write

    write({code: Problem(message="so", count=one) for code, one in count.items()}, are_all=True)


def test_two_at_once_leave_one_row_for_each_cause(shown):
    from saleor_brandpay.adapters.saleor.app_problems import AppProblem

    def one():
        in_own_connection(lambda: write(events_parked=1, payments_stuck=2))

    together(*[one] * 4)
    rows = AppProblem.objects.order_by("key").values_list("key", "count")
    assert list(rows) == [("brandpay.events_parked", 1), ("brandpay.payments_stuck", 2)]


def test_rows_of_one_key_become_one(shown):
    from saleor.app.models import App

    from saleor_brandpay.adapters.saleor.app_problems import AppProblem

    app = App.objects.get(identifier="tosspayments.brandpay", removed_at=None)
    for _ in range(3):
        AppProblem.objects.create(app=app, key="brandpay.events_parked", message="old")
    AppProblem.objects.create(app=app, key="somebody.else", message="theirs")
    write(events_parked=4)
    rows = AppProblem.objects.order_by("key").values_list("key", "message", "count")
    assert list(rows) == [("brandpay.events_parked", "so", 4), ("somebody.else", "theirs", 1)]


def test_buyer_does_not_wait_for_it(shown):
    """A transaction refers to the App, whose row is locked while its problems are written."""
    from saleor.app.models import App
    from saleor.payment.models import TransactionItem

    app = App.objects.get(identifier="tosspayments.brandpay", removed_at=None)
    made = []

    def book():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local lock_timeout = '2s'")
            made.append(TransactionItem.objects.create(app=app, currency="KRW").pk)

    with transaction.atomic():
        write(events_parked=1)
        buyer = threading.Thread(target=in_own_connection, args=(book,))
        buyer.start()
        buyer.join()
    assert made
    TransactionItem.objects.filter(pk__in=made).delete()
