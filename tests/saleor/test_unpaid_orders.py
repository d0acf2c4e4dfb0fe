"""A channel that makes orders before they are paid: what `allowUnpaidOrders` is for (M8)."""

import pytest

from .helpers import held
from .transacting import Transacting, order

pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.fixture(autouse=True)
def unpaid_orders(brandpay, shop, staff):
    staff.update_channel(shop.krw.id, orderSettings={"allowUnpaidOrders": True})


def test_order_first_pay_later(member, staff, toss):
    found = member.fill().complete().order
    assert order(staff, found["id"])["chargeStatus"] == "NONE"
    buying = Transacting(member)
    session = buying.initialize(of=found["id"])
    assert session.window["amount"]["value"] == 15000, session
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    assert order(staff, found["id"])["chargeStatus"] == "FULL"
    assert held(toss) == 15000


def test_checkout_is_paid_before_its_order(member, staff, toss):
    buying = Transacting(member.fill())
    session = buying.initialize()
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    found = buying.complete().order
    assert order(staff, found["id"])["chargeStatus"] == "FULL"
    assert held(toss) == 15000


def test_order_is_made_while_the_window_is_open(member, staff, toss):
    buying = Transacting(member.fill())
    session = buying.initialize()
    returned = toss.buyer(session.data)
    found = buying.complete().order
    assert buying.process(session, returned).type == "CHARGE_SUCCESS"
    assert order(staff, found["id"])["chargeStatus"] == "FULL"
    assert held(toss) == 15000


def test_gateway_is_described_to_the_storefront(member):
    (config,) = Transacting(member.fill()).gateways("tosspayments.brandpay")
    assert config["errors"] == []
    assert config["data"]["clientKey"]


def test_payments_api_is_not_offered(member, toss):
    member.fill()
    assert "tosspayments.brandpay" not in {gateway["id"] for gateway in member.gateways()}
    assert toss.calls() == []


def test_payments_api_is_refused_with_its_reason(member, staff, shop, toss):
    """A Payment from before; Saleor itself would not even ask."""
    from saleor.payment import PaymentError, gateway
    from saleor.payment.models import Payment
    from saleor.plugins.manager import get_plugins_manager

    staff.update_channel(shop.krw.id, orderSettings={"allowUnpaidOrders": False})
    member.fill().payment_create()
    staff.update_channel(shop.krw.id, orderSettings={"allowUnpaidOrders": True})
    payment = Payment.objects.get()
    manager = get_plugins_manager(allow_replica=False)
    with pytest.raises(PaymentError) as refused:
        gateway.process_payment(payment, payment.token, manager, "krw", additional_data={})
    assert "주문을 먼저 한 뒤" in str(refused.value)
    assert toss.calls() == []
