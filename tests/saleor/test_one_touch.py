"""One-touch: the buyer's own stored method is charged without a window (M4, M11)."""

import pytest

from .helpers import after, approved, crash, held, pay
from .hooks import delivered, sweep
from .shop import GATEWAY
from .transacting import Transacting, item
from .wallets import Wallet

pytestmark = pytest.mark.usefixtures("webhooks")


@pytest.fixture
def one_touch(brandpay):
    brandpay(one_touch="true")


@pytest.fixture
def stored(storefront_of, buyer, toss, staff, shop, one_touch):
    """The buyer has paid once, so that a card is registered; its methodId."""
    first = storefront_of(buyer).fill()
    answer = pay(first, toss)
    assert answer.order
    assert staff.refund(answer.order["id"], 15000) == []
    delivered(toss)
    toss.forget_requests()
    (config,) = [one for one in Transacting(first.fill()).gateways() if one["id"] == GATEWAY]
    (method,) = config["data"]["methods"]
    assert (method["type"], method["isDefault"]) == ("card", True)
    toss.forget_requests()
    return method["id"]


def charge(buying, method):
    buying.payment_create()
    return buying.complete({"methodId": method})


def test_pays_at_once(member, staff, toss, stored):
    answer = charge(member.fill(), stored)
    assert answer.order, answer
    order = staff.order(answer.order["id"])
    assert order["chargeStatus"] == "FULL"
    assert held(toss) == 15000
    assert [call["path"] for call in toss.calls()] == ["/v1/brandpay/payments"]


def test_pays_at_once_in_the_transactions_api(member, staff, toss, stored):
    buying = Transacting(member.fill())
    session = buying.initialize({"methodId": stored})
    assert session.type == "CHARGE_SUCCESS", session
    assert buying.complete().order
    assert held(toss) == 15000
    again = buying.process(session)
    assert again.reference == session.reference
    assert held(toss) == 15000


def test_without_one_touch_the_window_opens_on_it(brandpay, member, toss, stored):
    brandpay(one_touch="false")
    answer = charge(member.fill(), stored)
    assert answer.confirmation_needed
    assert answer.data["payment"]["methodId"] == stored
    assert held(toss) == 0


def test_a_stranger_with_the_checkouts_id(guest, member, toss, stored):
    guest.checkout = member.fill().checkout
    answer = charge(guest, stored)
    assert answer.order is None
    assert "methodId" not in answer.data["payment"]
    session = Transacting(guest).initialize({"methodId": stored})
    assert session.type == "CHARGE_ACTION_REQUIRED"
    assert held(toss) == 0


def test_another_user(storefront_of, other_buyer, member, toss, stored):
    other = storefront_of(other_buyer)
    other.checkout = member.fill().checkout
    assert charge(other, stored).order is None
    own = storefront_of(other_buyer).fill()
    answer = charge(own, stored)
    assert answer.order is None
    assert answer.error["code"] == "METHOD_NOT_FOUND"
    assert held(toss) == 0


def test_staff_and_apps(member, shop, saleor, toss, stored):
    from saleor.app.models import App
    from saleor.permission.models import Permission

    from .graphql import Api
    from .storefront import Storefront

    app = App.objects.create(name="Till", is_active=True)
    app.permissions.set(Permission.objects.all())
    _, token = app.tokens.create(name="till")

    for api in (shop.staff, Api(saleor.url, token)):
        caller = Storefront(api, shop, shop.krw)
        caller.checkout = member.fill().checkout
        assert charge(caller, stored).order is None
        session = Transacting(caller).initialize({"methodId": stored})
        assert session.type != "CHARGE_SUCCESS"
    assert held(toss) == 0


@pytest.mark.parametrize("method", ["", "unknown", "x" * 300, 7, ["m"], {"a": 1}])
def test_a_method_that_is_none(member, toss, stored, method):
    answer = charge(member.fill(), method)
    assert answer.order is None
    assert held(toss) == 0


def test_a_decline_offers_the_window(member, toss, stored, staff):
    toss.fault("auto", "refuse", code="REJECT_CARD_PAYMENT")
    answer = charge(member.fill(), stored)
    assert answer.error["code"] == "REJECT_CARD_PAYMENT"
    assert member.complete(toss.buyer(answer.data)).order
    assert held(toss) == 15000


def test_lost_answer_then_a_repeat(member, toss, stored):
    toss.fault("auto", "drop_after", times=None)
    toss.fault("payment", "http_500", times=None)
    toss.fault("payment_by_order_id", "http_500", times=None)
    member.fill()
    assert charge(member, stored).order is None
    toss.mend()
    answer = member.complete({"methodId": stored})
    assert answer.order, answer
    assert held(toss) == 15000
    assert sum(1 for payment in approved(toss) if payment["balanceAmount"]) == 1


def test_death_between_approval_and_commit_then_a_repeat(member, toss, stored, monkeypatch):
    from saleor_brandpay.api.client import BrandpayClient

    member.fill().payment_create()
    with monkeypatch.context() as broken:
        after(broken, BrandpayClient, "auto_payment", crash)
        member.try_complete({"methodId": stored})
    assert held(toss) == 15000
    answer = member.complete({"methodId": stored})
    assert answer.order, answer
    assert held(toss) == 15000


def test_death_after_the_hook_then_a_repeat(member, toss, stored, monkeypatch):
    from saleor_brandpay.plugin import BrandpayPlugin

    member.fill().payment_create()
    with monkeypatch.context() as broken:
        after(broken, BrandpayPlugin, "process_payment", crash)
        member.try_complete({"methodId": stored})
    assert held(toss) == 15000
    answer = member.complete({"methodId": stored})
    assert answer.order, answer
    assert held(toss) == 15000


def test_death_and_nobody_comes_back(member, staff, toss, stored, later, monkeypatch):
    """Our row was rolled back with everything else; a note in a transaction of its own was not."""
    from saleor_brandpay.plugin import BrandpayPlugin

    orders = len(staff.orders())
    member.fill().payment_create()
    with monkeypatch.context() as broken:
        after(broken, BrandpayPlugin, "process_payment", crash)
        member.try_complete({"methodId": stored})
    assert held(toss) == 15000
    delivered(toss)
    later(180)
    sweep()
    sweep()
    assert len(staff.orders()) == orders + 1
    assert held(toss) == 15000


def test_removed_method_cannot_be_charged(member, toss, stored):
    wallet = Wallet(member.api)
    (method,) = wallet.methods()
    assert not wallet.remove(method["id"])["errors"]
    answer = charge(member.fill(), stored)
    assert answer.order is None
    assert answer.error["code"] == "METHOD_NOT_FOUND"
    assert held(toss) == 0


def test_two_at_once_charge_once(member, staff, toss, stored):
    from .helpers import together

    buying = Transacting(member.fill())
    answers = [
        *together(*[lambda: buying.initialize({"methodId": stored}, key="one")] * 3),
        *together(*[lambda: buying.initialize({"methodId": stored})] * 3),
        buying.initialize({"methodId": stored}, key="one", amount=15000),
    ]
    assert held(toss) == 15000
    assert len(toss.calls("payments")) == 1
    made = {answer.transaction for answer in answers if answer.transaction}
    assert sum(item(staff, one)["chargedAmount"]["amount"] for one in made) == 15000
