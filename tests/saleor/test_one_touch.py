"""One-touch: the buyer's own stored method is charged without a window (M4, M11)."""

import pytest

from .helpers import after, approved, crash, held, pay, together
from .hooks import delivered, sweep
from .shop import GATEWAY
from .toss import CLIENT_KEY
from .transacting import Transacting, item
from .wallets import Wallet

pytestmark = pytest.mark.usefixtures("webhooks")


@pytest.fixture
def one_touch(brandpay):
    brandpay(one_touch="true")


@pytest.fixture
def not_agreed(storefront_of, buyer, toss, staff, shop, one_touch):
    """The methodId of a card that the buyer has registered by paying once."""
    return registered(storefront_of(buyer), toss, staff)


@pytest.fixture
def stored(storefront_of, buyer, toss, staff, shop, one_touch):
    """The same, and the buyer has agreed to automatic payments."""
    method = registered(storefront_of(buyer), toss, staff)
    toss.agree_billing({"clientKey": CLIENT_KEY, "customerKey": key_of(buyer)})
    return method


def registered(first, toss, staff):
    answer = pay(first.fill(), toss)
    assert answer.order
    assert staff.refund(answer.order["id"], 15000) == []
    delivered(toss)
    toss.forget_requests()
    (config,) = [one for one in Transacting(first.fill()).gateways() if one["id"] == GATEWAY]
    (method,) = config["data"]["methods"]
    assert (method["type"], method["isDefault"]) == ("card", True)
    toss.forget_requests()
    return method["id"]


def key_of(user):
    from saleor_brandpay.models import Customer

    return Customer.objects.get(user_pk=user.pk, is_guest=False).customer_key


def choose(buying, method):
    """The first call: the buyer presses "pay with this card"."""
    buying.payment_create()
    return buying.complete({"methodId": method})


def charge(buying, method):
    """Both calls."""
    return buying.complete(choose(buying, method).charge)


def test_first_call_moves_nothing(member, toss, stored):
    ready = choose(member.fill(), stored)
    assert (ready.order, ready.data["payment"], ready.error) == (None, None, None)
    assert ready.data["charge"]["methodId"] == stored
    assert ready.data["charge"]["amount"] == {"currency": "KRW", "value": 15000}
    assert toss.calls() == []


def test_second_call_pays(member, staff, toss, stored):
    ready = choose(member.fill(), stored)
    answer = member.complete(ready.charge)
    assert answer.order, answer
    order = staff.order(answer.order["id"])
    assert order["chargeStatus"] == "FULL"
    assert held(toss) == 15000
    assert [call["path"] for call in toss.calls()] == ["/v1/brandpay/payments"]
    (payment,) = [one for one in approved(toss) if one["balanceAmount"]]
    assert payment["orderId"] == ready.order_id


def test_nothing_is_charged_unless_it_is_asked_for(member, toss, stored):
    """A double click on the first call, a reloaded page: the same attempt once more (M7)."""
    ready = choose(member.fill(), stored)
    for data in (None, {}, {"methodId": stored}, {"methodId": "another"}):
        again = member.complete(data)
        assert again.charge == ready.charge
    assert toss.calls() == []
    assert member.complete(ready.charge).order
    assert held(toss) == 15000


def test_double_click_charges_once(member, staff, toss, stored):
    ready = choose(member.fill(), stored)
    answers = together(*[lambda: member.try_complete(ready.charge)] * 3)
    assert {status for status, _ in answers} == {200}
    assert member.complete(ready.charge).order
    assert held(toss) == 15000
    assert len(toss.calls("payments")) == 1


def test_charge_of_a_cart_that_was_changed(member, toss, stored):
    ready = choose(member.fill(), stored)
    member.change(0, 2)
    answer = member.complete(ready.charge)
    assert answer.order is None
    assert not answer.is_checking
    assert held(toss) == 0
    assert charge(member, stored).order
    assert held(toss) == member.total


def test_charge_of_the_payment_before(member, toss, stored):
    """Two tabs: the newer Payment is the one that is paid."""
    older = choose(member.fill(), stored)
    newer = choose(member, stored)
    refused = member.complete(older.charge)
    assert refused.charge == newer.charge
    assert refused.error["code"] == "ORDER_MISMATCH"
    assert held(toss) == 0
    assert member.complete(newer.charge).order
    assert held(toss) == 15000


def test_window_in_place_of_what_is_ready(member, toss, stored):
    choose(member.fill(), stored)
    assert pay(member, toss).order
    assert held(toss) == 15000


def test_nobody_charges_for_the_owner(guest, storefront_of, other_buyer, member, toss, stored):
    ready = choose(member.fill(), stored)
    for stranger in (guest, storefront_of(other_buyer)):
        stranger.checkout = member.checkout
        answer = stranger.complete(ready.charge)
        assert answer.order is None
        assert answer.data["charge"] is None
        assert answer.order_id != ready.order_id
    assert held(toss) == 0


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
    answer = choose(member.fill(), stored)
    assert answer.confirmation_needed
    assert answer.data["payment"]["methodId"] == stored
    assert held(toss) == 0


def test_a_stranger_with_the_checkouts_id(guest, member, toss, stored):
    guest.checkout = member.fill().checkout
    answer = choose(guest, stored)
    assert answer.order is None
    assert "methodId" not in answer.data["payment"]
    session = Transacting(guest).initialize({"methodId": stored})
    assert session.type == "CHARGE_ACTION_REQUIRED"
    assert held(toss) == 0


def test_another_user(storefront_of, other_buyer, member, toss, stored):
    other = storefront_of(other_buyer)
    other.checkout = member.fill().checkout
    assert choose(other, stored).data["charge"] is None
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
        assert choose(caller, stored).data["charge"] is None
        session = Transacting(caller).initialize({"methodId": stored})
        assert session.type != "CHARGE_SUCCESS"
    assert held(toss) == 0


@pytest.mark.parametrize("method", ["", "unknown", "x" * 300, 7, ["m"], {"a": 1}])
def test_a_method_that_is_none(member, toss, stored, method):
    answer = choose(member.fill(), method)
    assert answer.order is None
    if answer.data.get("charge"):
        assert member.complete(answer.charge).error["code"] == "METHOD_NOT_FOUND"
    assert held(toss) == 0


def test_a_decline_offers_the_window(member, toss, stored, staff):
    toss.fault("auto", "refuse", code="REJECT_CARD_PAYMENT")
    answer = charge(member.fill(), stored)
    assert answer.error["code"] == "REJECT_CARD_PAYMENT"
    assert member.complete(toss.buyer(answer.data)).order
    assert held(toss) == 15000


def test_consent_is_asked_for_once_then_the_charge_goes_through(member, toss, not_agreed):
    """All that the SDK's requestBillingAuth takes is in the answer."""
    asked = charge(member.fill(), not_agreed)
    assert (asked.order, asked.data["payment"]) == (None, None)
    assert asked.error["code"] == "BILLING_CONSENT_NEEDED"
    assert asked.charge["charge"]["methodId"] == not_agreed
    again = member.complete()
    assert (again.charge, again.error) == (asked.charge, asked.error)

    toss.agree_billing(asked.data)
    assert member.complete(asked.charge).order
    assert held(toss) == 15000
    assert charge(member.fill(), not_agreed).order


def test_without_consent_the_window_is_the_way_on(member, toss, not_agreed):
    asked = charge(member.fill(), not_agreed)
    window = member.complete(asked.charge)
    assert window.error["code"] == "BILLING_CONSENT_NEEDED"
    assert window.data["charge"] is None
    assert member.complete(toss.buyer(window.data)).order
    assert held(toss) == 15000


def test_consent_in_the_transactions_api(member, toss, not_agreed):
    buying = Transacting(member.fill())
    session = buying.initialize({"methodId": not_agreed})
    assert session.type == "CHARGE_ACTION_REQUIRED"
    assert session.data["payment"] is None
    assert session.data["error"]["code"] == "BILLING_CONSENT_NEEDED"
    toss.agree_billing(session.data)
    paid = buying.process(session, {"charge": session.data["charge"]})
    assert paid.type == "CHARGE_SUCCESS", paid
    assert buying.complete().order
    assert held(toss) == 15000


def test_lost_answer_then_a_repeat(member, toss, stored):
    ready = choose(member.fill(), stored)
    toss.fault("auto", "drop_after", times=None)
    toss.fault("payment", "http_500", times=None)
    toss.fault("payment_by_order_id", "http_500", times=None)
    assert member.complete(ready.charge).is_checking
    toss.mend()
    answer = member.complete(ready.charge)
    assert answer.order, answer
    assert held(toss) == 15000
    assert sum(1 for payment in approved(toss) if payment["balanceAmount"]) == 1


def begin_anew(buying, method, ready):
    """A new Payment, or the present one while Saleor takes its checkout for being completed."""
    if buying.try_payment_create()["errors"]:
        return buying.complete(ready.charge)
    return buying.complete({"methodId": method})


@pytest.fixture(params=["in the call", "after the hook"])
def dies(request, monkeypatch):
    """Toss has approved, and Saleor's transaction is rolled back."""
    from saleor_brandpay.api.client import BrandpayClient
    from saleor_brandpay.plugin import BrandpayPlugin

    places = {
        "in the call": (BrandpayClient, "auto_payment"),
        "after the hook": (BrandpayPlugin, "confirm_payment"),
    }

    def die(buying, ready):
        with monkeypatch.context() as broken:
            after(broken, *places[request.param], crash)
            buying.try_complete(ready.charge)

    return die


@pytest.mark.parametrize("how", ["the same charge", "a reloaded page", "a new payment"])
def test_death_then_the_buyer_goes_on(member, toss, stored, dies, how):
    ready = choose(member.fill(), stored)
    dies(member, ready)
    assert held(toss) == 15000
    if how == "the same charge":
        answer = member.complete(ready.charge)
    elif how == "a reloaded page":
        answer = member.complete(member.complete().charge)
    else:
        answer = begin_anew(member, stored, ready)
    assert answer.order, answer
    assert held(toss) == 15000
    assert sum(1 for payment in approved(toss) if payment["balanceAmount"]) == 1


def test_death_and_nobody_comes_back(member, staff, toss, stored, later, dies):
    """The attempt was committed before, and a worker looks at it."""
    orders = len(staff.orders())
    ready = choose(member.fill(), stored)
    dies(member, ready)
    assert held(toss) == 15000
    delivered(toss)
    later(180)
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
