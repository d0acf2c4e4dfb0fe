"""Prices are as old as their last reading: no total is charged that the cart no longer has (M1)."""

import pytest

from .helpers import before, held, in_own_connection
from .quiet import Quiet
from .transacting import Transacting, item

pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.fixture
def buying(member) -> Transacting:
    """The member, with a checkout of 27,000 won: two cups and their delivery."""
    return Transacting(member.fill({"cup": 2}))


@pytest.fixture
def quiet(buying) -> Quiet:
    return Quiet(buying.storefront)


def pays_the_new_total(buying, toss, staff, session, total) -> None:
    """The window of before takes nothing, the buyer gets one with the total of now."""
    answer = buying.process(session, toss.buyer(session.data))
    assert (answer.type, answer.code) == ("CHARGE_ACTION_REQUIRED", "TOTAL_CHANGED"), answer
    assert answer.window["amount"]["value"] == total
    assert held(toss) == 0
    assert toss.calls("confirm") == []
    answer = buying.process(session, toss.buyer(answer.data))
    assert (answer.type, answer.amount) == ("CHARGE_SUCCESS", total), answer
    assert held(toss) == item(staff, session)["chargedAmount"]["amount"] == total
    assert buying.complete().order
    assert [order["chargeStatus"] for order in map(_order(staff), staff.orders())] == ["FULL"]


def _order(staff):
    return lambda found: staff.order(found["id"])


def test_fewer_goods(buying, quiet, staff, toss):
    session = buying.initialize()
    assert session.window["amount"]["value"] == 27000
    quiet.quantity(1)
    pays_the_new_total(buying, toss, staff, session, 15000)


def test_gift_card(buying, quiet, shop, staff, toss):
    from .versions import VERSION

    if VERSION < (3, 22):
        pytest.skip("before 3.22 no transaction can pay a checkout that has gift cards")
    session = buying.initialize()
    quiet.promo(shop.gift_card(7000, "krw"))
    pays_the_new_total(buying, toss, staff, session, 20000)


def test_more_goods_are_a_part_payment(buying, quiet, toss):
    """The buyer has agreed to so much; the rest may be paid by another transaction."""
    session = buying.initialize()
    quiet.quantity(3)
    answer = buying.process(session, toss.buyer(session.data))
    assert (answer.type, answer.amount) == ("CHARGE_SUCCESS", 27000)
    rest = buying.initialize()
    assert rest.window["amount"]["value"] == 12000


def test_prices_that_are_fresh_are_not_reckoned_again(buying, toss, monkeypatch):
    from saleor_brandpay.adapters import prices

    reckoned = []
    monkeypatch.setattr(prices, "reckon", reckoned.append)
    session = buying.initialize()
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    assert reckoned == []


def test_charge_is_answered_alike_although_prices_are_stale(buying, quiet, toss, monkeypatch):
    """What was charged needs no price (M8)."""
    from saleor_brandpay.adapters import prices
    from saleor_brandpay.models import Attempt

    session = buying.initialize(key="one")
    buying.process(session, toss.buyer(session.data))
    quiet.quantity(1)
    monkeypatch.setattr(prices, "reckon", None)
    again = buying.initialize(key="one", amount=27000)
    assert again.type in ("CHARGE_SUCCESS", ""), again
    assert Attempt.objects.count() == 1


def test_changed_between_the_look_and_the_lock(buying, quiet, staff, toss, monkeypatch):
    """Under the lock it is seen that the prices have gone stale again: everything starts over."""
    from saleor_brandpay.core.confirm.transactions_api_rules import TransactionsApiRules

    session = buying.initialize()
    before(monkeypatch, TransactionsApiRules, "claim", lambda: quiet.quantity(1))
    pays_the_new_total(buying, toss, staff, session, 15000)


def test_changed_faster_than_it_can_be_reckoned(buying, quiet, toss, monkeypatch):
    """A bounded number of times; then the page asks again, and nothing was charged."""
    from saleor.checkout.models import Checkout

    from saleor_brandpay.adapters import prices

    session = buying.initialize()
    returned = toss.buyer(session.data)
    reckon, rounds = prices.reckon, []

    def meddled(source):
        expire = reckon(source)
        rounds.append(expire)
        in_own_connection(lambda: quiet.quantity(2 + len(rounds)))
        return expire

    quiet.quantity(1)
    with monkeypatch.context() as meddling:
        meddling.setattr(prices, "reckon", meddled)
        answer = buying.process(session, returned)
    assert (answer.type, answer.code, answer.window) == ("CHARGE_ACTION_REQUIRED", "CHECKING", None)
    assert len(rounds) == 2
    assert toss.calls("confirm") == []
    assert Checkout.objects.exists()
    assert buying.process(session, returned).type == "CHARGE_SUCCESS"


def test_prices_that_live_for_a_moment_only(buying, quiet, staff, toss, settings):
    """CHECKOUT_PRICES_TTL is the shop's to set."""
    from datetime import timedelta

    settings.CHECKOUT_PRICES_TTL = timedelta(0)
    session = buying.initialize()
    quiet.quantity(1)
    pays_the_new_total(buying, toss, staff, session, 15000)


def test_prices_that_live_for_a_moment_only_in_the_payments_api(member, staff, toss, settings):
    from datetime import timedelta

    settings.CHECKOUT_PRICES_TTL = timedelta(0)
    member.fill().payment_create()
    answer = member.complete(toss.buyer(member.complete().data))
    assert answer.order, answer
    assert held(toss) == 15000


@pytest.mark.parametrize("step", ["process", "confirm"])
def test_payments_api_sees_what_changed_before_its_hook(step, buying, quiet, toss, monkeypatch):
    """Saleor looks at the prices, lets its lock go, takes it again, and asks the gateway."""
    from saleor.checkout import complete_checkout

    buyer = buying.storefront.payment_create()
    returned = toss.buyer(buyer.complete().data) if step == "confirm" else None
    blocks = complete_checkout.transaction_with_commit_on_errors
    seen = []

    def changing():
        seen.append(1)
        if len(seen) == 2:
            in_own_connection(lambda: quiet.quantity(1))
        return blocks()

    monkeypatch.setattr(complete_checkout, "transaction_with_commit_on_errors", changing)
    answer = buyer.complete(returned)
    assert answer.order is None
    assert toss.calls("confirm") == []
    monkeypatch.undo()
    answer = buyer.complete(returned)
    assert answer.order is None
    assert held(toss) == 0
    buyer.total = 15000
    buyer.payment_create(amount=15000)
    assert buyer.complete(toss.buyer(buyer.complete().data)).order
    assert held(toss) == 15000


def test_payments_api_charges_no_total_that_nobody_has_read(buying, quiet, toss):
    buyer = buying.storefront.payment_create()
    returned = toss.buyer(buyer.complete().data)
    quiet.quantity(1)
    answer = buyer.complete(returned)
    assert answer.order is None
    assert toss.calls("confirm") == []
    assert held(toss) == 0
