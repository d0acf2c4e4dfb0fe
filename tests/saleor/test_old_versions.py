"""Payments of a MID whose API version is older than 2022-11-16: names in place of codes."""

import pytest

from .helpers import pay, payment_of
from .transacting import Transacting, item

pytestmark = pytest.mark.usefixtures("brandpay")

CARD = {"amount": 15000, "company": "우리", "number": "53270000****000*"}


@pytest.fixture
def of_1_4(toss):
    """The payment under way is shown as version 1.4 shows it."""

    def show():
        (payment,) = toss.payments()
        toss.show(payment["paymentKey"], payment={"version": "1.4", "card": CARD})

    return show


def test_staff_see_the_brand(member, staff, toss, of_1_4):
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    of_1_4()
    order = staff.order(member.complete(returned).order["id"])
    assert payment_of(order)["creditCard"]["brand"] == "WOORI"


def test_staff_see_it_in_the_title_of_a_transaction(member, staff, toss, of_1_4):
    from saleor.payment.models import TransactionItem

    buying = Transacting(member.fill())
    session = buying.initialize()
    returned = toss.buyer(session.data)
    of_1_4()
    assert buying.process(session, returned).type == "CHARGE_SUCCESS"
    assert item(staff, session)["chargedAmount"]["amount"] == 15000
    assert TransactionItem.objects.get().name.startswith("[테스트] 우리")


def test_refunds_without_keys_are_booked_once(member, staff, toss, later):
    from .helpers import captured
    from .reconciling import again, found, reconciler

    order = pay(member.fill(), toss).order["id"]
    (payment,) = toss.payments()
    cancel = {"cancelAmount": 1000, "cancelReason": "old", "refundableAmount": 14000}
    toss.console_refund(payment["paymentKey"], amount=1000)
    toss.show(payment["paymentKey"], payment={"version": "1.4", "cancels": [cancel]})
    reconcile = reconciler(later)
    status, document = reconcile("--heal")
    assert (status, found(document)) == (0, [("refund_only_there", True)])
    assert captured(staff.order(order)) == 14000
    again(reconcile)
