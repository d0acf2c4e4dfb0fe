"""Test keys and live keys: a window of the one pays for nothing in the other (M12)."""

import pytest

from .helpers import after, approved, crash, held, pay
from .hooks import sweep
from .toss import CLIENT_KEY, SECRET_KEY
from .transacting import ORDER, Transacting

pytestmark = pytest.mark.usefixtures("brandpay")

LIVE = {"client_key": "live_ck_" + "L" * 28, "secret_key": "live_sk_" + "L" * 28}
TEST = {"client_key": CLIENT_KEY, "secret_key": SECRET_KEY}
MARK = "brandpay.testPayment"


@pytest.fixture
def goes_live(brandpay, toss):
    """The merchant saves live keys on the settings page."""

    def save() -> None:
        toss.add_keys(LIVE["client_key"], LIVE["secret_key"], m_id="livemid")
        brandpay(**LIVE)

    return save


def holders(toss) -> list[str]:
    return [payment["mId"] for payment in approved(toss) if payment["balanceAmount"]]


@pytest.mark.parametrize("minutes", [1, 24, 40, 80])
@pytest.mark.parametrize("swept", [True, False])
def test_window_of_before_pays_nothing(goes_live, member, staff, toss, later, minutes, swept):
    window = member.fill().payment_create().complete().data
    goes_live()
    for _ in range(minutes):
        later(60)
        if swept:
            sweep()
    answer = member.complete(toss.buyer(window))
    assert answer.order is None
    assert answer.confirmation_needed
    assert answer.data["clientKey"] == LIVE["client_key"]
    assert answer.data["customerKey"] != window["customerKey"]
    assert holders(toss) == []
    assert member.complete(toss.buyer(answer.data)).order
    assert holders(toss) == ["livemid"]


@pytest.mark.parametrize("minutes", [1, 40, 80])
def test_session_of_before_pays_nothing(goes_live, member, staff, toss, later, minutes):
    buying = Transacting(member.fill())
    session = buying.initialize()
    goes_live()
    later(minutes * 60)
    sweep()
    answer = buying.process(session, toss.buyer(session.data))
    assert answer.type == "CHARGE_ACTION_REQUIRED"
    assert answer.data["clientKey"] == LIVE["client_key"]
    assert answer.window
    assert holders(toss) == []
    assert buying.process(session, toss.buyer(answer.data)).type == "CHARGE_SUCCESS"
    assert buying.complete().order
    assert holders(toss) == ["livemid"]


def test_buyer_is_told_why(goes_live, member, toss):
    window = member.fill().payment_create().complete().data
    goes_live()
    error = member.complete(toss.buyer(window)).data["error"]
    assert error["code"] == "KEYS_CHANGED"
    assert "결제되지 않았으니" in error["message"]


def test_window_that_is_only_reloaded_is_a_live_one(goes_live, member, toss):
    member.fill().payment_create().complete()
    goes_live()
    assert member.complete().data["clientKey"] == LIVE["client_key"]


def test_live_window_pays_nothing_in_a_channel_under_test(goes_live, brandpay, member, toss):
    goes_live()
    window = member.fill().payment_create().complete().data
    brandpay(**TEST)
    answer = member.complete(toss.buyer(window))
    assert answer.order is None
    assert answer.data["clientKey"] == CLIENT_KEY
    assert holders(toss) == []


def test_worker_dies_after_a_test_approval_and_the_shop_goes_live(
    goes_live, member, staff, toss, later, monkeypatch
):
    """Toss holds the test payment, and nobody here knows of it."""
    from saleor_brandpay.plugin import BrandpayPlugin

    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    with monkeypatch.context() as broken:
        after(broken, BrandpayPlugin, "confirm_payment", crash)
        member.try_complete(returned)
    assert held(toss) == 15000
    goes_live()
    for _ in range(12):
        later(60)
        sweep()
    assert held(toss) == 0
    assert staff.orders() == []
    told = member.complete()
    assert told.order is None
    assert told.messages
    assert pay(member, toss).order
    assert holders(toss) == ["livemid"]


def test_test_charge_that_waits_for_its_order_goes_back(goes_live, member, staff, toss, later):
    buying = Transacting(member.fill())
    session = buying.initialize()
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    goes_live()
    later(1)
    sweep()
    assert held(toss) == 0
    assert buying.complete().order is None
    again = buying.initialize()
    assert buying.process(again, toss.buyer(again.data)).type == "CHARGE_SUCCESS"
    assert buying.complete().order
    assert holders(toss) == ["livemid"]


def test_test_capture_that_waits_for_its_order_makes_none(
    goes_live, member, staff, toss, later, monkeypatch, shop
):
    """The capture is committed, and the stock ran out before the order was made."""
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    import saleor.checkout.complete_checkout as saleors

    from saleor_brandpay.models import Attempt

    from .helpers import before

    before(monkeypatch, saleors, "_create_order", crash)
    member.try_complete(returned)
    monkeypatch.undo()
    if not Attempt.objects.filter(status="approved").exists():
        pytest.skip("this Saleor rolls the capture back with the order")
    goes_live()
    answer = member.complete(returned)
    assert answer.order is None
    later(180)
    sweep()
    assert held(toss) == 0
    assert staff.orders() == []


# What staff see.


def metadata_of(staff, order_id):
    rows = staff.api(ORDER, id=order_id)["order"]["metadata"]
    return {row["key"]: row["value"] for row in rows}


def test_order_says_that_it_was_paid_with_test_keys(goes_live, member, staff, toss):
    test = metadata_of(staff, pay(member.fill(), toss).order["id"])
    assert "테스트" in test[MARK]
    assert "no real money" in test[MARK]
    goes_live()
    live = metadata_of(staff, pay(member.fill(), toss).order["id"])
    assert MARK not in live
    assert live["brandpay.receiptUrl"]


def test_order_of_a_transaction_says_it_too(goes_live, member, staff, toss):
    def order():
        buying = Transacting(member.fill())
        session = buying.initialize()
        assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
        return buying.complete().order["id"]

    assert "no real money" in metadata_of(staff, order())[MARK]
    goes_live()
    assert MARK not in metadata_of(staff, order())
