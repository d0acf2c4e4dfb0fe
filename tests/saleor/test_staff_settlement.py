"""On the page of an order: when it is paid out, and what Toss keeps of it."""

import contextlib
import datetime
import io

import pytest
from django.core.management import call_command

from saleor_brandpay.api.fields import KST

from .helpers import pay
from .staff_pages import shown
from .transacting import Transacting

pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.fixture(autouse=True)
def _english(settings):
    settings.BRANDPAY_STAFF_LANGUAGE = "en"


@pytest.fixture
def order(member, toss):
    return pay(member.fill(), toss).order["id"]


AFTER = 8 * 86400
"""Seconds after which a payment is paid out."""


@pytest.fixture
def settle(later):
    """Read the settlements of the month in which we are, as they are so much later."""
    from saleor_brandpay import clock
    from saleor_brandpay.core.settlements.month import Month

    def read(after=AFTER):
        asked = str(Month.of(clock.now()))
        later(after)
        with contextlib.suppress(SystemExit):
            call_command("brandpay_settlements", "--month", asked, stdout=io.StringIO())

    return read


def test_settlement_of_a_payment_and_its_refunds(order, staff, toss, settle):
    from saleor_brandpay.clock import now
    from saleor_brandpay.models import SettledLine

    staff.refund(order, 3000)
    toss.console_refund(toss.payments()[0]["paymentKey"], amount=1000)
    settle()
    asked = len(toss.requests())
    text = shown(order)
    assert len(toss.requests()) == asked, "nothing is asked of Toss while an order is opened"
    assert "₩14,588 · fee ₩412, with VAT ₩37" in text
    assert text.count("taken off on 20") == 2
    assert text.count("fee given back") == 2
    assert text.count("Settlement of a refund in the Toss console: taken off on 20") == 1
    tomorrow = now().astimezone(KST).date() + datetime.timedelta(days=1)
    SettledLine.objects.update(paid_out=tomorrow)
    assert f"to be paid out on {tomorrow}" in shown(order)


def test_settlement_of_an_order_of_the_transactions_api(member, toss, settle):
    buying = Transacting(member.fill())
    session = buying.initialize()
    buying.process(session, toss.buyer(session.data))
    order = buying.complete().order["id"]
    settle()
    assert "fee ₩412" in shown(order)


@pytest.fixture
def live(monkeypatch):
    """As Toss's console calls it: the sandbox has settlements of test keys too."""
    from saleor_brandpay.models import Merchant

    monkeypatch.setattr(Merchant, "is_test", False)


def test_settlement_that_is_not_there_yet_says_as_of_when(order, settle, live):
    from saleor_brandpay.models import SettledLine

    settle()
    SettledLine.objects.all().delete()
    assert "not yet, as of 20" in shown(order)


def test_settlement_of_a_payment_that_went_back_may_never_come(order, staff, settle, live):
    from saleor_brandpay.models import SettledLine

    staff.refund(order, 15000)
    settle()
    SettledLine.objects.all().delete()
    assert "refunded: perhaps never" in shown(order)


def test_settlement_of_a_month_that_was_not_read_is_not_known(order, live):
    assert "not known yet (read each night)" in shown(order)


def test_test_payments_have_no_settlement(order):
    assert "none for test payments" in shown(order)


@pytest.mark.parametrize(
    ("language", "there", "not_there"),
    [("ko", "입금 ·", "paid out"), ("en", "paid out", "입금"), ("both", "입금 ·", "")],
)
def test_settlement_in_the_language_of_the_shop(
    order, settle, settings, language, there, not_there
):
    settings.BRANDPAY_STAFF_LANGUAGE = language
    settle()
    text = shown(order)
    assert there in text
    assert not not_there or not_there not in text
