"""People are forgotten after a while; refunds, reconciling and the doctor work as before (M23)."""

import contextlib
import io
import json

import pytest
from django.core.management import CommandError, call_command

from .helpers import held, pay, refunded
from .hooks import sweep
from .reconciling import found
from .transacting import request

pytest_plugins = ["tests.saleor.transaction_fixtures"]
pytestmark = pytest.mark.usefixtures("brandpay")
DAY = 24 * 3600


def retain(*words: object) -> tuple[int, dict]:
    out = io.StringIO()
    try:
        call_command("brandpay_retention", "--json", *map(str, words), stdout=out)
    except CommandError as error:
        return error.returncode, {"error": str(error)}
    return 0, json.loads(out.getvalue())


def reconcile(*words: str) -> tuple[int, dict]:
    out, status = io.StringIO(), 0
    try:
        call_command("brandpay_reconcile", "--json", *words, stdout=out)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, json.loads(out.getvalue())


def settle(later) -> None:
    """The workers have nothing left to do with any payment."""
    for _ in range(3):
        later(3600)
        sweep()


def texts() -> str:
    """All that our tables hold in clear."""
    from django.apps import apps

    models = apps.get_app_config("saleor_brandpay").get_models()
    return str([list(model.objects.values()) for model in models])


@pytest.fixture
def old(member, guest, toss, webhooks, later):
    """Of a year ago: a member's order, a guest's, and a window that nobody paid."""
    later(0)
    orders = [pay(member.fill(), toss).order["id"], pay(guest.fill(), toss).order["id"]]
    toss.deliver()
    guest.fill().payment_create().complete()
    settle(later)
    day = toss.payments()[0]["approvedAt"][:10]
    later(365 * DAY)
    return orders, day


def test_nobody_is_named_after_the_period(old, buyer, toss):
    assert buyer.email in texts()
    status, would = retain("--dry-run")
    assert (status, would["abandoned"], would["erased"]) == (0, 1, 2)
    assert buyer.email in texts()
    status, done = retain()
    assert (status, done["finished"]) == (0, True)
    assert {name: done[name] for name in ("abandoned", "erased", "events")} == {
        name: would[name] for name in ("abandoned", "erased", "events")
    }
    said = texts()
    for name in (buyer.email, "길동", "shop.test"):
        assert name not in said, name
    assert retain()[1]["erased"] == 0


def test_old_orders_are_refunded_all_the_same(old, staff, toss):
    orders, _ = old
    retain()
    for order in orders:
        assert staff.refund(order, 1000) == []
        assert staff.refund(order, 2000) == []
    assert sorted(refunded(toss)) == [1000, 1000, 2000, 2000]


def test_reconciling_agrees_about_that_day(old, toss, later):
    _, day = old
    before = reconcile("--since", day, "--until", day + "T23:59:59+09:00")
    retain()
    later(60)
    after = reconcile("--since", day, "--until", day + "T23:59:59+09:00")
    assert (before[0], found(before[1])) == (after[0], found(after[1])) == (0, [])
    assert after[1]["toss"] == before[1]["toss"]
    assert after[1]["toss"]["approved"]["payments"] == 2


def test_a_refund_in_the_console_is_still_booked(old, staff, toss, later):
    retain()
    payment = toss.payments()[0]
    toss.console_refund(payment["paymentKey"], amount=4000, reason="전화 요청")
    later(3600)
    status, document = reconcile("--heal")
    assert (status, found(document)) == (0, [("refund_only_there", True)])
    assert held(toss) == sum(one["balanceAmount"] for one in toss.payments())


def test_the_doctor_is_well_afterwards(old, later):
    retain()
    sweep()
    out = io.StringIO()
    with contextlib.suppress(SystemExit):
        call_command("brandpay_doctor", "--json", stdout=out)
    levels = {
        one["about"]: one["level"]
        for one in json.loads(out.getvalue())["findings"]
        if one["about"] in ("tables", "retention", "payments", "wallets")
    }
    assert levels == {"tables": "note", "retention": "ok", "payments": "ok"}


def test_a_transaction_is_refunded_a_year_later(charged, buying, staff, buyer, toss, later):
    later(0)
    assert buying.complete().order
    settle(later)
    later(365 * DAY)
    assert retain()[1]["erased"] == 1
    assert buyer.email not in texts()
    assert request(staff, charged, amount=4000) == []
    assert refunded(toss) == [4000]
    later(3600)
    status, document = reconcile("--heal")
    assert (status, found(document)) == (0, [])


def test_the_nightly_task(old, buyer):
    from django.conf import settings

    from saleor_brandpay.tasks import retain_nightly

    entry = settings.CELERY_BEAT_SCHEDULE["brandpay-retention"]
    assert entry["task"] == retain_nightly.name
    retain_nightly()
    assert buyer.email not in texts()


def test_a_deleted_user_is_forgotten_within_a_minute(member, buyer, toss, later):
    later(0)
    pay(member.fill(), toss)
    settle(later)
    assert buyer.email in texts()
    buyer.delete()
    sweep()
    assert buyer.email not in texts()
    assert "길동" not in texts()


@pytest.mark.parametrize("days", ["0", "-1", "many"])
def test_a_wrong_period_erases_nothing_and_says_so(old, buyer, settings, days):
    settings.BRANDPAY_RETENTION_DAYS = days
    status, said = retain()
    assert status == 2
    assert "BRANDPAY_RETENTION_DAYS must be a whole number of days" in said["error"]
    assert buyer.email in texts()


@pytest.mark.parametrize("minutes", ["0", "-1", "soon", "nan"])
def test_wrong_minutes(minutes):
    with pytest.raises(CommandError):
        call_command("brandpay_retention", "--minutes", minutes)
