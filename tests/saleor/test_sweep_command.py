"""`brandpay_reconcile --open`: what cron runs each minute where there is no Celery."""

import json

import pytest
from django.core.management import CommandError, call_command

from .helpers import paid_order
from .hooks import unseen

pytestmark = pytest.mark.usefixtures("webhooks")


def run(capsys, *options):
    """Exit status and output."""
    try:
        call_command("brandpay_reconcile", "--open", *options)
        status = 0
    except SystemExit as error:
        status = error.code
    except CommandError as error:
        status = error.returncode
    return status, capsys.readouterr().out


def test_nothing_is_due(capsys):
    status, out = run(capsys)
    assert status == 0
    assert "0 webhooks, 0 payments: nothing is due" in out


def test_an_approval_without_webhook_becomes_an_order(member, staff, toss, later, capsys):
    unseen(member, toss)
    assert staff.orders() == []
    later(120)
    status, out = run(capsys, "--json")
    figures = json.loads(out)
    assert status == 0
    assert figures == {
        "events": 0,
        "payments": 1,
        "customers": 0,
        "ends": {"settled": 1},
        "stuck": {},
        "hanging": False,
    }
    paid_order(staff, toss, member.complete(), 15000)
    assert "nothing is due" in run(capsys)[1]


def test_what_needs_a_person_is_named(member, shop, toss, later, capsys):
    unseen(member, toss)
    later(120)
    # The goods are gone, and Toss refuses to take the money back.
    shop.set_stock("cup", 0)
    toss.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT", times=None)
    status, out = run(capsys)
    assert status == 1
    assert "NOT_CANCELABLE_PAYMENT" in out


@pytest.mark.parametrize("option", ["--heal", "--deep", "--since=2026-01-01"])
def test_it_compares_nothing(capsys, option):
    status, _ = run(capsys, option)
    assert status == 2


def test_one_that_cannot_be_followed_holds_up_nobody(
    member, guest, staff, toss, later, capsys, monkeypatch
):
    """A fault of the shop's own code, say."""
    from saleor_brandpay import due
    from saleor_brandpay.models import Attempt

    unseen(member, toss)
    unseen(guest, toss)
    broken = Attempt.objects.order_by("pk").first()
    original = due.sync_attempt

    def sync(pk, *args, **values):
        if pk == broken.pk:
            raise RuntimeError("of the shop")
        return original(pk, *args, **values)

    later(120)
    with monkeypatch.context() as patch:
        patch.setattr(due, "sync_attempt", sync)
        status, _ = run(capsys)
    assert status == 1
    assert len(staff.orders()) == 1
    later(3600)
    assert run(capsys)[0] == 0
    assert len(staff.orders()) == 2


def test_a_day_that_cannot_be_compared_holds_up_nobody(
    member, staff, toss, later, capsys, monkeypatch
):
    from dataclasses import replace

    from saleor_brandpay import due

    def broken(_pk):
        raise RuntimeError("of the shop")

    unseen(member, toss)
    later(120)
    day = replace(due.STRETCHES, names=lambda _limit: [7], work=broken)
    monkeypatch.setattr(due, "KINDS", (day, due.ATTEMPTS))
    status, told = run(capsys)
    assert status == 1
    assert "a day of reconciling, number 7: it could not be worked on: RuntimeError" in told
    assert len(staff.orders()) == 1
