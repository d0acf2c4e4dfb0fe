"""Totals that a tax app has a part in: it is asked by HTTP, and may be slow or broken (M1)."""

from collections.abc import Iterator

import pytest

from .drafting import Drafting
from .helpers import held, in_own_connection
from .quiet import Quiet
from .shop import ADDRESS
from .tax_app import UNTAXED, TaxApp
from .test_stale_prices import pays_the_new_total
from .transacting import Transacting, order

pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.fixture
def taxes(shop) -> Iterator[TaxApp]:
    app = TaxApp()
    app.install()
    yield app
    app.stop()


@pytest.fixture
def buying(taxes, member) -> Transacting:
    """A checkout of 29,700 won: two cups and their delivery, with ten per cent."""
    return Transacting(member.fill({"cup": 2}))


@pytest.fixture
def quiet(buying) -> Quiet:
    return Quiet(buying.storefront)


def lock_is_free() -> None:
    """Raises OperationalError where somebody holds the checkout or the order."""
    from django.db import transaction
    from saleor.checkout.models import Checkout
    from saleor.order.models import Order

    with transaction.atomic():
        for model in (Checkout, Order):
            list(model.objects.select_for_update(nowait=True, of=("self",)).values_list("pk"))


def test_fewer_goods(buying, quiet, taxes, staff, toss):
    session = buying.initialize()
    assert session.window["amount"]["value"] == 29700
    quiet.quantity(1)
    free = []
    taxes.meanwhile = lambda: in_own_connection(lambda: free.append(lock_is_free()))
    pays_the_new_total(buying, toss, staff, session, 16500)
    assert free, "the app was asked while somebody held the checkout"


def test_address_where_nothing_is_taxed(buying, quiet, taxes, staff, toss):
    session = buying.initialize()
    quiet.shipping_address({**ADDRESS, "streetAddress1": UNTAXED})
    pays_the_new_total(buying, toss, staff, session, 27000)


def test_nothing_is_asked_of_the_app_while_prices_are_fresh(buying, taxes, toss):
    session = buying.initialize()
    asked = taxes.asked
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    assert taxes.asked == asked


def test_app_that_fails_has_nothing_charged(buying, quiet, taxes, staff, toss):
    session = buying.initialize()
    returned = toss.buyer(session.data)
    quiet.quantity(1)
    taxes.broken = True
    for _ in range(2):
        answer = buying.process(session, returned)
        assert (answer.type, answer.code) == ("CHARGE_ACTION_REQUIRED", "TAX_ERROR"), answer
        assert answer.window is None
    assert toss.calls("confirm") == []
    taxes.broken = False
    pays_the_new_total(buying, toss, staff, session, 16500)


def test_app_that_fails_has_no_window_opened(buying, quiet, taxes, toss):
    quiet.quantity(1)
    taxes.broken = True
    session = buying.initialize()
    assert (session.type, session.code, session.window) == ("CHARGE_FAILURE", "TAX_ERROR", None)
    taxes.broken = False
    assert buying.initialize().window["amount"]["value"] == 16500


def test_cart_that_changes_while_the_app_is_asked(buying, quiet, taxes, staff, toss):
    session = buying.initialize()
    quiet.quantity(3)
    rounds = []

    def change() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            in_own_connection(lambda: quiet.quantity(1))

    taxes.meanwhile = change
    pays_the_new_total(buying, toss, staff, session, 16500)
    assert len(rounds) >= 2


def test_order_whose_app_fails(taxes, shop, member, staff, toss):
    made = Drafting(shop, shop.krw).make(confirmed=False, cups=2)
    paying = Transacting(member)
    session = paying.initialize(of=made.id)
    assert session.window["amount"]["value"] == 29700
    returned = toss.buyer(session.data)
    made.change_line(1)
    taxes.broken = True
    answer = paying.process(session, returned)
    assert (answer.type, answer.code) == ("CHARGE_ACTION_REQUIRED", "TAX_ERROR"), answer
    assert toss.calls("confirm") == []
    taxes.broken = False
    taxes.meanwhile = lambda: in_own_connection(lock_is_free)
    answer = paying.process(session, returned)
    assert answer.code == "TOTAL_CHANGED", answer
    assert answer.window["amount"]["value"] == 16500
    assert paying.process(session, toss.buyer(answer.data)).type == "CHARGE_SUCCESS"
    assert held(toss) == made.total() == 16500
    assert order(staff, made.id)["chargeStatus"] == "FULL"


def test_order_that_changes_while_the_app_is_asked(taxes, shop, member, staff, toss):
    made = Drafting(shop, shop.krw).make(confirmed=False, cups=2)
    paying = Transacting(member)
    session = paying.initialize(of=made.id)
    returned = toss.buyer(session.data)
    made.change_line(3)
    rounds = []

    def change() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            in_own_connection(lambda: made.change_line(1))

    taxes.meanwhile = change
    answer = paying.process(session, returned)
    assert answer.code == "TOTAL_CHANGED", answer
    assert paying.process(session, toss.buyer(answer.data)).type == "CHARGE_SUCCESS"
    assert held(toss) == made.total() == 16500


def test_payments_api_with_the_app(taxes, member, staff, toss):
    buyer = member.fill({"cup": 2}).payment_create()
    returned = toss.buyer(buyer.complete().data)
    Quiet(buyer).quantity(1)
    taxes.broken = True
    assert buyer.complete(returned).order is None
    taxes.broken = False
    assert buyer.complete(returned).order is None
    assert held(toss) == 0
