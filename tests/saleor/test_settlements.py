"""brandpay_settlements at a shop: what Toss pays out, and the shop's orders."""

import csv
import io
import json
from urllib.parse import quote

import pytest
from django.core.management import call_command

from .helpers import pay

pytestmark = pytest.mark.usefixtures("brandpay")

AFTER = 8 * 86400
"""Seconds after which a payment is paid out."""


@pytest.fixture
def month():
    """The present one in Korea, as the command takes it."""
    from saleor_brandpay import clock
    from saleor_brandpay.core.settlements.month import Month

    return lambda: str(Month.of(clock.now()))


@pytest.fixture
def settlements(later, month):
    """Exit status and the JSON document of the month that it is before `AFTER`."""

    def run(*words):
        out, status, asked = io.StringIO(), 0, month()
        later(AFTER)
        try:
            call_command("brandpay_settlements", "--month", asked, "--json", *words, stdout=out)
        except SystemExit as ended:
            status = int(ended.code or 0)
        return status, json.loads(out.getvalue())

    return run


def test_orders_and_refunds_that_agree(member, guest, staff, toss, settlements):
    order = pay(member.fill(), toss).order["id"]
    pay(guest.fill({"saucer": 1}), toss)
    assert staff.refund(order, 5000) == []
    status, document = settlements("--channel", "krw")
    assert (status, document["differences"], document["notes"]) == (0, [], [])
    totals = document["totals"]
    assert totals["sold"] == {"rows": 2, "won": 23000, "won_here": 23000}
    assert totals["refunded"] == {"rows": 1, "won": -5000, "won_here": -5000}
    assert totals["paid_out"]["won"] == 18000 - totals["fee"]["won"]


def test_difference_names_order_and_payment(member, staff, toss, settlements, settings):
    settings.BRANDPAY_DASHBOARD_URL = "https://shop.example.com/dashboard"
    order = pay(member.fill(), toss).order
    toss.console_refund(toss.payments()[0]["paymentKey"], amount=1000)
    status, document = settlements()
    (one,) = document["differences"]
    assert (status, one["class"], one["toss_won"]) == (1, "refund_only_at_toss", -1000)
    assert one["saleor_order"] == staff.order(order["id"])["number"]
    assert one["saleor_payment"].startswith("Payment ")
    page = f"https://shop.example.com/dashboard/orders/{quote(order['id'], safe='')}"
    assert one["saleor_order_url"] == page


def test_refund_that_was_booked_from_the_console_agrees(
    member, toss, later, settlements, reconciled
):
    pay(member.fill(), toss)
    toss.console_refund(toss.payments()[0]["paymentKey"], amount=1000)
    later(200)
    assert reconciled() == 0
    status, document = settlements()
    assert (status, document["totals"]["refunded"]["won_here"]) == (0, -1000)


def test_every_row_as_csv_names_the_order(member, staff, toss, month, later, tmp_path):
    order = pay(member.fill(), toss).order["id"]
    asked, file = month(), tmp_path / "month.csv"
    later(AFTER)
    out = io.StringIO()
    call_command("brandpay_settlements", "--month", asked, "--csv", str(file), stdout=out)
    (row,) = csv.DictReader(io.StringIO(file.read_text("utf-8-sig")))
    assert (row["주문 order"], row["금액 amount"]) == (staff.order(order)["number"], "15000")


def test_unknown_channel():
    from saleor_brandpay.management.command import Trouble

    with pytest.raises(Trouble, match="unknown channel 'nowhere'"):
        call_command("brandpay_settlements", "--channel", "nowhere")


def test_the_night_keeps_both_months_for_staff(member, toss, later, monkeypatch):
    from saleor_brandpay.models import Merchant, SettledMonth
    from saleor_brandpay.tasks import settle_nightly

    pay(member.fill(), toss)
    later(AFTER)
    settle_nightly()
    assert not SettledMonth.objects.exists(), "Toss has settlements for live keys only"
    monkeypatch.setattr(Merchant, "is_test", False)
    settle_nightly()
    months = SettledMonth.objects.order_by("month")
    assert len(months) == 2
    assert sum(one.totals["totals"]["sold"]["rows"] for one in months) == 1
